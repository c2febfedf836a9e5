"""Counting in business days and weeks: each answer is a record that keeps how it came about (C7, C8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, TypeAlias

from mailbot.desk.hours.pauses import Pause, spans_after
from mailbot.desk.hours.timeline import Timeline
from mailbot.desk.hours.zones import Instant, instant_of, moment_of

Outside: TypeAlias = Literal["deemed", "date"]
"""``deemed``: what comes after the close or on a closed day counts on the next business day; ``date``: that date."""
DayEnd: TypeAlias = Literal["close", "midnight", "same_clock"]
Roll: TypeAlias = Literal["forward", "backward", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDay:
    """A due instant counted in days: ``zero`` is the day from which is counted, ``moved`` the closes inside pauses.

    ``plain`` is the day as counted before rolling and pauses moved it; ``day`` the one that ends in ``answer``.
    """

    start: Instant
    received: date
    zero: date
    plain: date
    rolled: date
    moved: int
    day: date
    at: DayEnd
    answer: Instant


def business_day_due(
    line: Timeline,
    start: datetime,
    n: int,
    *,
    outside: Outside,
    count_first: bool,
    at: DayEnd,
    pauses: Iterable[Pause],
) -> DueDay:
    """The end of the n-th business day after day 0; with ``count_first`` a day 0 with business is the first."""
    if n < 0:
        raise ValueError(f"{n} business days: the count must not be negative")
    begun = instant_of(start)
    received = line.local_day(begun)
    zero = _day_zero(line, begun, received, outside)
    counted_from = zero - timedelta(days=1) if count_first and n else zero
    plain = line.business_day_after(counted_from, n) if n else rolled(line, zero, "forward")
    return _due(line, begun, received, zero, plain, plain, at, pauses)


def weeks_due(
    line: Timeline,
    start: datetime,
    weeks: int,
    *,
    roll: Roll,
    outside: Outside,
    at: DayEnd,
    pauses: Iterable[Pause],
) -> DueDay:
    """The end of the same weekday that many weeks after day 0, rolled to a business day (Civil Code 142, 143)."""
    if weeks < 0:
        raise ValueError(f"{weeks} weeks: the count must not be negative")
    begun = instant_of(start)
    received = line.local_day(begun)
    zero = _day_zero(line, begun, received, outside)
    plain = zero + timedelta(weeks=weeks)
    return _due(line, begun, received, zero, plain, rolled(line, plain, roll), at, pauses)


def rolled(line: Timeline, day: date, roll: Roll) -> date:
    """The day itself when it is a business day or nothing rolls, else the nearest one in that direction."""
    if roll == "none" or is_business_day(line, day):
        return day
    return line.business_day_after(day, 1) if roll == "forward" else line.business_day_before(day)


def is_business_day(line: Timeline, day: date) -> bool:
    """Whether a local date has regular or special hours, or contracted ones that make a business day."""
    found = line.open_day(day)
    return found is not None and found.business


def has_hours(line: Timeline, day: date) -> bool:
    """Whether a local date has open time at all, contracted hours included."""
    return line.open_day(day) is not None


def day_of_due(line: Timeline, due: Instant) -> date:
    """The local date that a due instant ends or lies in: midnight belongs to the day before it."""
    return line.local_day(due - 1)


def close_or_midnight(line: Timeline, day: date) -> Instant:
    """The end of the last open minute of a date, or of the date where nothing is open."""
    found = line.open_day(day)
    return found.closes if found is not None else line.begins(day + timedelta(days=1))


def business_days_late(line: Timeline, due: Instant, at: Instant) -> int:
    """-1 on time, 0 later on the due day until its close, n by the close of the n-th business day after it (D9)."""
    if at <= due:
        return -1
    day = day_of_due(line, due)
    closes = close_of_due_day(line, due)
    if at <= closes:
        return 0
    late = line.closes_between(close_or_midnight(line, day), at - 1)
    return late + 1


def close_of_due_day(line: Timeline, due: Instant) -> Instant:
    """Until when an answer is not yet a business day late: the due day's close, but never before the due instant."""
    found = line.open_day(day_of_due(line, due))
    return due if found is None else max(due, found.closes)


def late_notice(line: Timeline, due: Instant, days: int) -> Instant:
    """After this instant an answer is at least that many business days late."""
    if days <= 0:
        return due
    if days == 1:
        return close_of_due_day(line, due)
    return close_or_midnight(line, line.business_day_after(day_of_due(line, due), days - 1))


def _day_zero(line: Timeline, start: Instant, received: date, outside: Outside) -> date:
    if outside == "date":
        return received
    found = line.open_day(received)
    if found is not None and found.business and start < found.closes:
        return received
    return line.business_day_after(received, 1)


def _due(
    line: Timeline,
    start: Instant,
    received: date,
    zero: date,
    plain: date,
    rolled_day: date,
    at: DayEnd,
    pauses: Iterable[Pause],
) -> DueDay:
    day, moved = rolled_day, 0
    answer = _end(line, day, at, start)
    for begins, ends in spans_after(pauses, start):
        if begins >= answer:
            break
        if closes := line.closes_between(begins, ends):
            moved += closes
            day = line.business_day_after(day, closes)
            answer = _end(line, day, at, start)
    return DueDay(
        start=start,
        received=received,
        zero=zero,
        plain=plain,
        rolled=rolled_day,
        moved=moved,
        day=day,
        at=at,
        answer=answer,
    )


def _end(line: Timeline, day: date, at: DayEnd, start: Instant) -> Instant:
    if at == "midnight":
        return line.begins(day + timedelta(days=1))
    if at == "close":
        return close_or_midnight(line, day)
    zone = line.rule(line.local_day(start)).version.zone
    clock = moment_of(start).astimezone(zone)
    wanted = clock.replace(year=day.year, month=day.month, day=day.day, fold=0, tzinfo=line.rule(day).version.zone)
    return line.next_open(instant_of(wanted))
