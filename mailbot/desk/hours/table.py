"""One year of a calendar in real time, prepared so that every question about it is a bisection."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date
from itertools import accumulate, pairwise

from mailbot.desk.hours.calendar import Windows
from mailbot.desk.hours.versions import DayPlan, Version
from mailbot.desk.hours.zones import DAY, EPOCH_DAY, MINUTE, Instant, Piece, midnight, pieces_of_year

FIRST_YEAR, LAST_YEAR = 2, MAXYEAR - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDay:
    """One local date with open time in it: its first open instant, its last one's end, whether it is a business day."""

    opens: Instant
    closes: Instant
    business: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """The open stretches of the local dates of one year.

    ``before[i]`` is the open time of this year before stretch ``i``; ``business`` are the ordinals of the
    business days and ``closes`` their closing instants, place by place.
    """

    begins: Instant
    ends: Instant
    starts: Sequence[Instant]
    stops: Sequence[Instant]
    before: Sequence[int]
    total: int
    days: dict[int, OpenDay]
    business: Sequence[int]
    closes: Sequence[Instant]

    def open_before(self, instant: Instant) -> int:
        """The open time of this year before an instant."""
        place = bisect_right(self.starts, instant) - 1
        if place < 0:
            return 0
        return self.before[place] + min(instant, self.stops[place]) - self.starts[place]

    def is_open(self, instant: Instant) -> bool:
        """Whether an instant lies in a stretch; a closing instant does not."""
        place = bisect_right(self.starts, instant) - 1
        return place >= 0 and instant < self.stops[place]

    def next_open(self, instant: Instant) -> Instant | None:
        """The earliest open instant of this year that is not before the one given."""
        place = bisect_right(self.stops, instant)
        return max(instant, self.starts[place]) if place < len(self.starts) else None

    def reached(self, amount: int) -> Instant:
        """The earliest instant with that much open time of this year before it; 0 < amount <= total."""
        place = bisect_left(self.before, amount) - 1
        return self.starts[place] + amount - self.before[place]


@dataclass(frozen=True, slots=True)
class Rule:
    """A version with the real time in which it rules."""

    version: Version
    begins: Instant
    ends: Instant
    last: date


def rules_of(versions: Sequence[Version]) -> tuple[Rule, ...]:
    """The versions one after another, each until the local midnight from which the next one rules."""
    edges = [far_past(), *(midnight(version.first, version.zone) for version in versions[1:]), far_future()]
    lasts = [date.fromordinal(max(1, after.first.toordinal() - 1)) for after in versions[1:]] + [date.max]
    return tuple(
        Rule(version, begins, ends, last)
        for version, (begins, ends), last in zip(versions, pairwise(edges), lasts, strict=True)
    )


def far_past() -> Instant:
    """Before everything that a calendar can be asked about."""
    return -EPOCH_DAY * DAY


def far_future() -> Instant:
    """After everything that a calendar can be asked about."""
    return (date.max.toordinal() + 1 - EPOCH_DAY) * DAY


def year_of(rules: Sequence[Rule], year: int) -> Year:
    """Builds the table of one year; the work is linear in its days."""
    stretches: list[tuple[Instant, Instant]] = []
    days: dict[int, OpenDay] = {}
    for ordinal, plan, pieces in _planned(rules, year):
        own = list(_stretches(ordinal, plan.windows, pieces))
        if own:
            stretches.extend(own)
            days[ordinal] = OpenDay(
                opens=min(start for start, _ in own), closes=max(stop for _, stop in own), business=plan.business
            )
    return _table(rules, year, stretches, days)


def _table(
    rules: Sequence[Rule], year: int, stretches: list[tuple[Instant, Instant]], days: dict[int, OpenDay]
) -> Year:
    joined = _joined(stretches)
    *before, total = accumulate((stop - start for start, stop in joined), initial=0)
    business = [ordinal for ordinal, day in days.items() if day.business]
    return Year(
        begins=day_begins(rules, date(year, 1, 1)),
        ends=day_begins(rules, date(year + 1, 1, 1)),
        starts=[start for start, _ in joined],
        stops=[stop for _, stop in joined],
        before=before,
        total=total,
        days=days,
        business=business,
        closes=[days[ordinal].closes for ordinal in business],
    )


def rule_on(rules: Sequence[Rule], day: date) -> Rule:
    """The rule of a local date."""
    return next((rule for rule in rules if day <= rule.last), rules[-1])


def day_begins(rules: Sequence[Rule], day: date) -> Instant:
    """The instant at which a local date begins."""
    rule = rule_on(rules, day)
    return min(max(midnight(day, rule.version.zone), rule.begins), rule.ends)


def _planned(rules: Sequence[Rule], year: int) -> Iterator[tuple[int, DayPlan, Sequence[Piece]]]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    for rule in rules:
        if rule.last < first or rule.version.first > last:
            continue
        pieces = [
            (max(start, rule.begins), min(end, rule.ends), offset)
            for start, end, offset in pieces_of_year(rule.version.zone, year)
        ]
        for ordinal in range(max(first, rule.version.first).toordinal(), min(last, rule.last).toordinal() + 1):
            yield ordinal, rule.version.plan(date.fromordinal(ordinal)), pieces


def _stretches(ordinal: int, windows: Windows, pieces: Sequence[Piece]) -> Iterator[tuple[Instant, Instant]]:
    """The real time in which the wall clock of that date is inside a window."""
    day = (ordinal - EPOCH_DAY) * DAY
    for start, end, offset in pieces:
        for opens, closes in windows:
            begins = max(day + opens * MINUTE - offset, start)
            stops = min(day + closes * MINUTE - offset, end)
            if begins < stops:
                yield begins, stops


def _joined(stretches: list[tuple[Instant, Instant]]) -> list[tuple[Instant, Instant]]:
    joined: list[tuple[Instant, Instant]] = []
    for start, stop in sorted(stretches):
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], stop)
        else:
            joined.append((start, stop))
    return joined
