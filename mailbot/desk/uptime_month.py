"""Availability of one service in one month, with all that was left out, all that counted, and each day of it."""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mailbot.desk.hours import availability
from mailbot.desk.hours.pauses import joined_spans
from mailbot.desk.hours.zones import MINUTE, instant_of, midnight, moment_of
from mailbot.desk.uptime import (
    USUAL_RULES,
    ExclusionRules,
    Outage,
    PlannedStop,
    Service,
    Why,
    components,
    rules_between,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from mailbot.desk.hours import Availability, Pause


SPILLS = timedelta(days=2)
"""How far hours of another zone, or past midnight, may reach over a date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of the month that was left out or down. `key` names the fault or the announcement, `part` what it
    is that stopped. `minutes` of down time are those in the promised time; stretches may overlap, sums do not.
    """

    why: Why
    start: datetime
    end: datetime
    minutes: float
    part: str
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayUptime:
    """One day for the calendar picture; `closed` means that the desk itself was closed."""

    day: date
    down: float
    excluded: float
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Uptime:
    """The availability of a service from `first` to `last`: minutes, `percent` cut to four decimals, None where
    nothing was promised. `met` compares exactly, and is None without a target. `running` says that the service was
    still down, `complete` that the month was over, when this was reckoned.
    """

    service: str
    first: date
    last: date
    tz: str
    total: float
    excluded: float
    agreed: float
    down: float
    percent: str | None
    target: Decimal | None
    met: bool | None
    left_out: tuple[Stretch, ...] = ()
    counted: tuple[Stretch, ...] = ()
    not_counted: tuple[Stretch, ...] = ()
    days: tuple[DayUptime, ...] = ()
    running: bool = False
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Happenings:
    """All outages and planned stops that the desk knows of, and when that was so."""

    as_of: datetime
    outages: tuple[Outage, ...] = ()
    stops: tuple[PlannedStop, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    why: Why
    at: Pause
    part: str
    key: str = ""


def uptime(
    service: Service,
    month: date,
    tz: str,
    happenings: Happenings,
    *,
    services: Mapping[str, Service] | None = None,
    rules: Sequence[ExclusionRules] = USUAL_RULES,
    target: Decimal | None = None,
    is_closed: Callable[[date], bool] = lambda _: False,
    desk_tz: str = "",
) -> Uptime:
    """The availability in the month of this date, as `sla/README.md` reckons it: real minutes of the zone.

    `services` are looked up for parts, `target` stands in for the service's own, `is_closed` marks days on which
    the desk is closed. Maintenance hours are of the service's own zone, else of `desk_tz`, else of `tz`. What is still
    down counts up to `as_of`. Linear in what happened and in days.
    """
    month_reckoned = _Reckoning(service, services or {}, month, tz, happenings)
    month_reckoned.desk_tz = desk_tz or tz
    month_reckoned.collect(rules)
    return month_reckoned.result(service.target if target is None else target, is_closed)


class _Reckoning:
    """One service and month while it is reckoned."""

    def __init__(
        self, service: Service, services: Mapping[str, Service], month: date, tz: str, happenings: Happenings
    ) -> None:
        self.service, self.services, self.tz, self.happenings = service, services, tz, happenings
        self.first = month.replace(day=1)
        self.last = month.replace(day=monthrange(month.year, month.month)[1])
        self.zone = ZoneInfo(tz)
        self.parts = components(service, services)
        bounds = (midnight(self.first, self.zone), midnight(self.last + timedelta(days=1), self.zone))
        self.begins, self.ends = (moment_of(end) for end in bounds)
        self.desk_tz = tz
        self.left_out: list[_Span] = []
        self.down: list[_Span] = []
        self.short: list[_Span] = []

    def collect(self, versions: Sequence[ExclusionRules]) -> None:
        for name in self.parts:
            one = self.service if name == self.service.name else self.services.get(name)
            if one is not None:
                self.left_out.extend(self._windows(one))
        self.left_out.extend(self._exempt(versions))
        unplanned = [*self._down_spans()]
        too_short = self._short_spans(unplanned)
        self.short = [replace(span, why=Why.SHORT) for span in unplanned if span.at in too_short]
        self.down = [span for span in unplanned if span.at not in too_short]

    def _windows(self, service: Service) -> Iterator[_Span]:
        """Its maintenance hours that touch the month, whichever day they begin on where the service is."""
        zone = ZoneInfo(service.tz or self.desk_tz)
        first, last = self.first - SPILLS, self.last + SPILLS
        for recurring in service.maintenance:
            for at in recurring.spans(first, last, zone):
                if at[0] < self.ends and at[1] > self.begins:
                    yield _Span(why=Why.WINDOW, at=at, part=service.name)

    def _exempt(self, versions: Sequence[ExclusionRules]) -> Iterator[_Span]:
        """What the rules leave out, each version for its own dates."""
        for rules, during in rules_between(versions, self.first, self.last, self.zone):
            for stop in self.happenings.stops:
                if stop.in_time_by(rules):
                    yield from self._affected(stop.services, Why.ANNOUNCED, _cut(stop.within, during), stop.key)
            for outage in self.happenings.outages if rules.outside_control else ():
                if outage.outside_control:
                    span = _cut(self._lasting(outage), during)
                    yield from self._affected(outage.services, Why.OUTSIDE_CONTROL, span, outage.key)

    def _down_spans(self) -> Iterator[_Span]:
        as_of = self.happenings.as_of
        for stop in self.happenings.stops:
            for why, (start, end) in ((Why.LATE_NOTICE, stop.within), *((Why.OVERRUN, span) for span in stop.beyond)):
                yield from self._affected(stop.services, why, (start, min(end, as_of)), stop.key)
        for outage in self.happenings.outages:
            yield from self._affected(outage.services, Why.FAULT, self._lasting(outage), outage.key)

    def _lasting(self, outage: Outage) -> Pause:
        """From its beginning to its end, as far as it was known."""
        as_of = self.happenings.as_of
        return outage.start, min(outage.end or as_of, as_of)

    def _affected(self, services: Iterable[str], why: Why, at: Pause, key: str) -> Iterator[_Span]:
        part = next((name for name in services if name in self.parts), None)
        if part is not None and at[0] < at[1] and at[0] < self.ends and at[1] > self.begins:
            yield _Span(why=why, at=at, part=part, key=key)

    def _short_spans(self, spans: Iterable[_Span]) -> frozenset[Pause]:
        """Those whose whole stretch of down time, with all that touches it, is shorter than what counts."""
        least = self.service.least_outage * MINUTE
        if not least:
            return frozenset()
        at = [span.at for span in spans]
        short = _Cover(at, shorter_than=least)
        return frozenset(span for span in at if short.holds(instant_of(span[0])))

    def result(self, target: Decimal | None, is_closed: Callable[[date], bool]) -> Uptime:
        found = self._reckon(self.first, self.last)
        share = None if target is None else Fraction(target) / 100
        as_of = self.happenings.as_of
        return Uptime(
            service=self.service.name,
            first=self.first,
            last=self.last,
            tz=self.tz,
            total=found.total,
            excluded=found.excluded,
            agreed=found.agreed,
            down=found.down,
            percent=found.percent,
            target=target,
            met=None if share is None or found.share is None else found.share >= share,
            left_out=self._told(self.left_out),
            counted=tuple(one for one in self._told(self.down, promised=True) if one.minutes),
            not_counted=self._told(self.short),
            days=tuple(self._day(day, is_closed) for day in _dates(self.first, self.last)),
            running=any(self._is_running(outage) for outage in self.happenings.outages),
            complete=as_of >= self.ends,
        )

    def _is_running(self, outage: Outage) -> bool:
        as_of = self.happenings.as_of
        is_down = outage.start <= as_of and (outage.end is None or outage.end > as_of)
        return is_down and not set(outage.services).isdisjoint(self.parts)

    def _reckon(self, first: date, last: date) -> Availability:
        return availability(first, last, self.tz, _times(self.left_out), _times(self.down))

    def _day(self, day: date, is_closed: Callable[[date], bool]) -> DayUptime:
        found = self._reckon(day, day)
        return DayUptime(day=day, down=found.down, excluded=found.excluded, closed=is_closed(day))

    def _told(self, spans: Sequence[_Span], *, promised: bool = False) -> tuple[Stretch, ...]:
        """The spans as they are told, in order of time; with `promised` only minutes that were promised count."""
        without = _Cover(_times(self.left_out) if promised else [])
        told = []
        for span in sorted(spans, key=lambda one: (one.at, one.why, one.key, one.part)):
            start, end = _cut(span.at, (self.begins, self.ends))
            begins, ends = instant_of(start), instant_of(end)
            minutes = _minutes(ends - begins - without.until(ends) + without.until(begins))
            told.append(
                Stretch(
                    why=span.why,
                    start=start.astimezone(self.zone),
                    end=end.astimezone(self.zone),
                    minutes=minutes,
                    part=span.part,
                    key=span.key,
                )
            )
        return tuple(told)


class _Cover:
    """Time that spans cover, looked up by bisection; with `shorter_than` only joined stretches below that length."""

    def __init__(self, spans: Iterable[Pause], *, shorter_than: int = 0) -> None:
        joined = [span for span in joined_spans(spans) if not shorter_than or span[1] - span[0] < shorter_than]
        self._joined = joined
        self._starts = [start for start, _ in joined]
        self._before = [0, *accumulate(end - start for start, end in joined)]

    def holds(self, at: int) -> bool:
        place = bisect_right(self._starts, at) - 1
        return place >= 0 and at < self._joined[place][1]

    def until(self, at: int) -> int:
        """How much lies before an instant."""
        place = bisect_right(self._starts, at) - 1
        if place < 0:
            return 0
        start, end = self._joined[place]
        return self._before[place] + min(at, end) - start


def _times(spans: Iterable[_Span]) -> list[Pause]:
    return [span.at for span in spans]


def _cut(span: Pause, bounds: Pause) -> Pause:
    return max(span[0], bounds[0]), min(span[1], bounds[1])


def _minutes(amount: int) -> float:
    return amount // MINUTE if amount % MINUTE == 0 else amount / MINUTE


def _dates(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
