"""A calendar prepared for questions: what is open, and by when something is due."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mailbot.desk.hours import adding, counting
from mailbot.desk.hours.calendar import MINUTES_A_DAY, CalendarSpec
from mailbot.desk.hours.counting import DayEnd, Outside, Roll
from mailbot.desk.hours.pauses import Pause
from mailbot.desk.hours.table import rules_of
from mailbot.desk.hours.timeline import Timeline
from mailbot.desk.hours.versions import Holidays, versions_of
from mailbot.desk.hours.week import week_in_words
from mailbot.desk.hours.zones import MINUTE, Instant, instant_of, moment_of

MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Neighbouring dates that are no business days for one reason, both ends included.

    ``kind`` is weekend, holiday, closure or other; ``name`` a holiday's Japanese name, ``year-end`` for the
    closure around New Year, else empty.
    """

    first: date
    last: date
    kind: str
    name: str


class Hours:
    """A prepared calendar. Moments are aware; answers are in the calendar's zone of their date.

    Every question is a bisection in tables that are built once a year of the calendar, whatever the distance.
    Raises NoOpening where the answer does not exist, ValueError for naive moments and negative amounts.
    """

    __slots__ = ("announced_until", "line", "name")

    def __init__(self, name: str, line: Timeline, announced_until: int | None) -> None:
        self.name = name
        self.line = line
        self.announced_until = announced_until

    @property
    def tz(self) -> ZoneInfo:
        """The zone of the newest version."""
        return self.line.rules[-1].version.zone

    def zone_on(self, day: date) -> ZoneInfo:
        """The zone of the version that rules a date."""
        return self.line.rule(day).version.zone

    def local(self, at: datetime) -> datetime:
        """The moment on the calendar's own wall clock."""
        return self._moment(instant_of(at))

    def is_open(self, at: datetime) -> bool:
        """Whether a moment lies in an opening window; a closing instant does not."""
        return self.line.is_open(instant_of(at))

    def is_business_day(self, day: date) -> bool:
        """Whether a local date has regular or special hours (or contracted ones that make it one)."""
        return counting.is_business_day(self.line, day)

    def next_opening(self, start: datetime) -> datetime:
        """The moment itself when open, else the next opening."""
        return self._moment(self.line.next_open(instant_of(start)))

    def add_minutes(self, start: datetime, minutes: float, pauses: Iterable[Pause] = ()) -> datetime:
        """The earliest moment with that many open, unpaused minutes since ``start``; 0 is the next opening."""
        return self._moment(adding.added(self.line, instant_of(start), round(minutes * MINUTE), pauses)[0])

    def minutes_between(self, start: datetime, end: datetime) -> float:
        """The open minutes in ``[start, end)``, negative when reversed; an int where they are whole."""
        amount = self.line.open_between(instant_of(start), instant_of(end))
        return amount // MINUTE if amount % MINUTE == 0 else amount / MINUTE

    def open_time_between(self, start: datetime, end: datetime) -> timedelta:
        """As ``minutes_between``, exact to the microsecond."""
        return self.line.open_between(instant_of(start), instant_of(end)) * MICROSECOND

    def open_of(self, day: date) -> datetime | None:
        """The first open moment of a local date, or None."""
        found = self.line.open_day(day)
        return None if found is None else self._moment(found.opens)

    def close_of(self, day: date) -> datetime | None:
        """The end of the last open minute of a local date, contracted hours included, or None."""
        found = self.line.open_day(day)
        return None if found is None else self._moment(found.closes)

    def end_of_business_day(
        self,
        start: datetime,
        n: int,
        *,
        outside: Outside = "deemed",
        count_first: bool = False,
        at: DayEnd = "close",
        pauses: Iterable[Pause] = (),
    ) -> datetime:
        """The end of the n-th business day after day 0, moved by the closes inside pauses (C7, C9)."""
        due = counting.business_day_due(
            self.line, start, n, outside=outside, count_first=count_first, at=at, pauses=pauses
        )
        return self._moment(due.answer)

    def end_of_weeks(
        self,
        start: datetime,
        weeks: int,
        *,
        roll: Roll = "forward",
        outside: Outside = "date",
        at: DayEnd = "close",
        pauses: Iterable[Pause] = (),
    ) -> datetime:
        """The end of the same weekday that many weeks later, rolled to a business day."""
        due = counting.weeks_due(self.line, start, weeks, roll=roll, outside=outside, at=at, pauses=pauses)
        return self._moment(due.answer)

    def business_days_late(self, due: datetime, at: datetime) -> int:
        """-1 on time, 0 later on the due day until its close, n by the close of the n-th business day after it."""
        return counting.business_days_late(self.line, instant_of(due), instant_of(at))

    def late_notice_at(self, due: datetime, days: int) -> datetime:
        """After this moment an answer is at least that many business days late."""
        return self._moment(counting.late_notice(self.line, instant_of(due), days))

    def notice_date(self, end_date: date, days: int, roll: Roll = "backward") -> date:
        """That many calendar days before an end date, rolled to a business day (E5)."""
        return counting.rolled(self.line, end_date - timedelta(days=days), roll)

    def windows_on(self, day: date) -> tuple[tuple[time, time], ...]:
        """The wall-clock windows of a local date; a close of 00:00 is the end of that day (24:00)."""
        windows = self.line.rule(day).version.plan(day).windows
        return tuple((_time(opens), _time(closes)) for opens, closes in windows)

    def due_day(self, due: datetime) -> date:
        """The local date on which something is due; midnight belongs to the day that it ends."""
        return counting.day_of_due(self.line, instant_of(due))

    def skipped(self, start: datetime, end: datetime) -> tuple[Skipped, ...]:
        """The dates from a receipt to its due day that are no business days, neighbours with one reason together."""
        first = self.line.local_day(instant_of(start))
        return skipped_days(self.line, first, self.due_day(end))

    def unannounced(self, due: datetime) -> bool:
        """Whether a due moment lies in a year whose national holidays are only a projection yet."""
        day = self.due_day(due)
        asked = bool(self.line.rule(day).version.country)
        return asked and self.announced_until is not None and day.year > self.announced_until

    def opening_hours_in_words(self, lang: str, on: date | None = None) -> str:
        """The opening hours of the version of a date (without one, the newest version's) in ``ja`` or ``en``."""
        version = (self.line.rules[-1] if on is None else self.line.rule(on)).version
        return week_in_words(version.weekly, lang)

    def _moment(self, instant: Instant) -> datetime:
        return moment_of(instant).astimezone(self.line.rule_at(instant).version.zone)


def prepare(name: str, calendars: Mapping[str, CalendarSpec], holidays: Holidays) -> Hours:
    """Prepares a calendar once for all questions; Complaints for circles, unknown names and missing dates."""
    versions = versions_of(name, calendars, holidays)
    return Hours(name, Timeline(name, rules_of(versions)), holidays.announced_until)


def skipped_days(
    line: Timeline, first: date, last: date, *, counts: Callable[[Timeline, date], bool] = counting.is_business_day
) -> tuple[Skipped, ...]:
    """The dates in ``[first, last]`` that do not count (as business days), neighbours with one reason together."""
    found: list[Skipped] = []
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        if counts(line, day):
            continue
        kind, name = line.rule(day).version.reason(day)
        if found and (found[-1].kind, found[-1].name) == (kind, name) and found[-1].last.toordinal() == ordinal - 1:
            found[-1] = Skipped(first=found[-1].first, last=day, kind=kind, name=name)
        else:
            found.append(Skipped(first=day, last=day, kind=kind, name=name))
    return tuple(found)


def _time(minutes: int) -> time:
    return time(0) if minutes == MINUTES_A_DAY else time(minutes // 60, minutes % 60)
