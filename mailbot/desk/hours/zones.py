"""Wall clock and real time: which stretches of real time a zone gives to a date, whatever its clock changes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 24 * 60 * MINUTE
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = EPOCH.toordinal()

Instant: TypeAlias = int
"""Microseconds since 1970-01-01 UTC: seconds are kept, and sums stay exact."""
Piece: TypeAlias = tuple[Instant, Instant, int]
"""A half-open stretch of real time and the offset from UTC that holds in it, in microseconds."""


def instant_of(at: datetime) -> Instant:
    """An aware moment as a number; a naive one is refused, for it names no instant."""
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no zone: give an aware moment")
    since = at - EPOCH
    return (since.days * 86_400 + since.seconds) * SECOND + since.microseconds


def moment_of(instant: Instant) -> datetime:
    """The number as an aware moment in UTC."""
    return EPOCH + timedelta(microseconds=instant)


def midnight(day: date, zone: ZoneInfo) -> Instant:
    """The instant at which a local date begins; where midnight is skipped, the end of the gap."""
    return instant_of(datetime(day.year, day.month, day.day, tzinfo=zone))


@lru_cache(maxsize=4096)
def pieces_of_year(zone: ZoneInfo, year: int) -> tuple[Piece, ...]:
    """The year in this zone, with two days to each side, cut wherever the offset from UTC changes."""
    first, last = date(year, 1, 1).toordinal() - 2, date(year, 12, 31).toordinal() + 3
    cuts = list(_cuts(zone, (first - EPOCH_DAY) * DAY, (last - EPOCH_DAY) * DAY))
    ends = [start for start, _ in cuts[1:]] + [(last - EPOCH_DAY) * DAY]
    return tuple((start, end, offset) for (start, offset), end in zip(cuts, ends, strict=True))


def _cuts(zone: ZoneInfo, first: Instant, last: Instant) -> Iterator[tuple[Instant, int]]:
    known = _offset(zone, first)
    yield first, known
    for day in range(first, last, DAY):
        if (after := _offset(zone, day + DAY)) != known:
            yield _change(zone, day, day + DAY), after
            known = after


def _change(zone: ZoneInfo, before: Instant, after: Instant) -> Instant:
    """The second from which the later of two offsets holds."""
    old = _offset(zone, before)
    while after - before > SECOND:
        middle = (before + after) // 2 // SECOND * SECOND
        before, after = (middle, after) if _offset(zone, middle) == old else (before, middle)
    return after


def _offset(zone: ZoneInfo, instant: Instant) -> int:
    offset = moment_of(instant).astimezone(zone).utcoffset()
    return 0 if offset is None else offset // timedelta(microseconds=1)
