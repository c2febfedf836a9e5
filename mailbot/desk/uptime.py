"""What availability is promised upon (F4): services with parts, hours outside the promise, stops, outages, and the
rules by which stopped time is left out; values and their spans of time only."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mailbot.desk.hours.calendar import MINUTES_A_DAY, Windows
from mailbot.desk.hours.zones import midnight, moment_of
from mailbot.desk.labels import NO_LABELS, Labels, label_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from mailbot.desk.hours import Pause

EVERY_DAY = tuple(range(7))
TWO_WEEKS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurring:
    """Windows of the wall clock that come again and are outside the promise, like a nightly backup.

    `days` are weekdays, Monday 0. `nth` narrows them to the first, third … such weekday of a month (-1 is the
    last); empty is every one. `first` and `last` bound the dates, both included.
    """

    hours: Windows
    days: tuple[int, ...] = EVERY_DAY
    nth: tuple[int, ...] = ()
    first: date | None = None
    last: date | None = None

    def spans(self, first: date, last: date, zone: ZoneInfo) -> Iterator[Pause]:
        """The real time of the windows that begin on these dates, both included."""
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            day = date.fromordinal(ordinal)
            if self._holds_on(day):
                yield from ((_wall(day, opens, zone), _wall(day, closes, zone)) for opens, closes in self.hours)

    def _holds_on(self, day: date) -> bool:
        if day.weekday() not in self.days or (self.first and day < self.first) or (self.last and day > self.last):
            return False
        if not self.nth:
            return True
        following = (day + timedelta(days=7)).month != day.month
        return (day.day - 1) // 7 + 1 in self.nth or (following and -1 in self.nth)


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Something that clients use and that is promised to be up.

    One with `parts` is up only if all of them are; a part may be a service of its own (its windows and its parts
    count for the whole as well) or just a name. `target` is in percent, None for no promise. Stretches of down
    time shorter than `least_outage` minutes are told, and not counted. `tz` is the zone of its maintenance hours,
    empty for the desk's.
    """

    name: str
    titles: Labels = field(default_factory=lambda: NO_LABELS)
    parts: tuple[str, ...] = ()
    target: Decimal | None = None
    maintenance: tuple[Recurring, ...] = ()
    least_outage: int = 0
    tz: str = ""

    def title(self, language: str) -> str:
        return label_in(self.titles, language, otherwise=self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExclusionRules:
    """What is left out of the promised time, from `valid_from` on (DECISIONS 25).

    `planned_days`: a planned stop is left out if it was announced at least that many days of 24 hours before it
    began; 0 is at any time before, None is never. `outside_control`: so are causes outside our control.
    """

    valid_from: date = date.min
    planned_days: int | None = TWO_WEEKS
    outside_control: bool = True


USUAL_RULES = (ExclusionRules(),)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStop:
    """A stop of services that was announced ahead: the window, and when the announcement went out (None: never).

    `stopped` is when the services really stopped, where that was noted: only that much of the window is left out,
    and what runs over it is down time. Without it the whole window counts as the stop.
    """

    key: str
    services: tuple[str, ...]
    start: datetime
    end: datetime
    announced_at: datetime | None = None
    stopped: Pause | None = None

    @property
    def down(self) -> Pause:
        return self.stopped or (self.start, self.end)

    @property
    def within(self) -> Pause:
        """What of the stop lies in the announced window; may be empty."""
        start, end = self.down
        return max(start, self.start), min(end, self.end)

    @property
    def beyond(self) -> tuple[Pause, ...]:
        """What of the stop lies outside the announced window; spans may be empty."""
        start, end = self.down
        return (start, min(end, self.start)), (max(start, self.end), end)

    def in_time_by(self, rules: ExclusionRules) -> bool:
        """Whether it was announced early enough to be left out."""
        if rules.planned_days is None or self.announced_at is None:
            return False
        return self.announced_at <= announce_by(self.start, rules.planned_days) and self.announced_at < self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """Services that were down unplanned; `end` is None while they still are."""

    key: str
    services: tuple[str, ...]
    start: datetime
    end: datetime | None
    outside_control: bool = False


class Why(enum.StrEnum):
    """Why a stretch of time counts as it does: the first three are left out of the promise, the next three are down
    time, the last is too short to be counted."""

    WINDOW = "window"
    ANNOUNCED = "announced"
    OUTSIDE_CONTROL = "outside-control"
    FAULT = "fault"
    LATE_NOTICE = "late-notice"
    OVERRUN = "overrun"
    SHORT = "short"


def announce_by(start: datetime, days: int) -> datetime:
    """The last moment at which a stop that begins at `start` may be announced to be that many days ahead."""
    return (start.astimezone(UTC) - timedelta(days=days)).astimezone(start.tzinfo)


def components(service: Service, services: Mapping[str, Service]) -> tuple[str, ...]:
    """The service and all its parts, theirs included, each once; a circle of parts does no harm."""
    found: dict[str, None] = {}
    waiting = [service.name]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found[name] = None
        known = service if name == service.name else services.get(name)
        waiting.extend(reversed(known.parts if known else ()))
    return tuple(found)


def wholes(names: Sequence[str], services: Mapping[str, Service]) -> frozenset[str]:
    """These names and every service that has one of them among its parts, however deep."""
    named = set(names)
    return frozenset(named | {one.name for one in services.values() if named & set(components(one, services))})


def concerned_services(named: Sequence[str], services: Mapping[str, Service]) -> frozenset[str]:
    """The services named, what they are parts of, and their own parts: whoever uses one of these is concerned."""
    inside = {part for name in named if name in services for part in components(services[name], services)}
    return wholes(named, services) | inside


def rules_between(
    versions: Sequence[ExclusionRules], first: date, last: date, zone: ZoneInfo
) -> Iterator[tuple[ExclusionRules, Pause]]:
    """The rules in force from one local date to another, each with the time for which it holds.

    Before the first version the first one holds.
    """
    ordered = sorted(versions, key=lambda rules: rules.valid_from)
    for place, rules in enumerate(ordered):
        begins = first if place == 0 else max(first, rules.valid_from)
        after = ordered[place + 1].valid_from if place + 1 < len(ordered) else date.max
        ends = min(last + timedelta(days=1), after)
        if begins < ends:
            yield rules, (moment_of(midnight(begins, zone)), moment_of(midnight(ends, zone)))


def _wall(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    if minutes == MINUTES_A_DAY:
        return moment_of(midnight(day + timedelta(days=1), zone))
    return datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, tzinfo=zone)
