"""The closing days that lie ahead, drafted from a calendar as facts (F3); the letter makes sentences of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailbot.desk.hours import Hours, Skipped

LONGER_THAN_A_LONG_WEEKEND = 4
LONGEST = 100
"""Days; a calendar that is closed for longer has ended rather than paused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingDays:
    """Neighbouring days on which the desk is closed, weekends at their ends included.

    `last_close` is the end of the last business day before, `first_opening` when it opens again.
    """

    first: date
    last: date
    last_close: datetime
    first_opening: datetime

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def last_day(self) -> date:
        """The last business day before."""
        return self.last_close.date()

    @property
    def first_day(self) -> date:
        """The first business day after."""
        return self.first_opening.date()

    def as_json(self) -> dict[str, object]:
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "last_close": self.last_close.isoformat(),
            "first_opening": self.first_opening.isoformat(),
        }


def next_closing(
    hours: Hours, today: date, *, at_least: int = LONGER_THAN_A_LONG_WEEKEND, within: int = 30
) -> ClosingDays | None:
    """The next run of at least that many closed days that begins after today and within so many days; None
    where there is none. A run that goes on today has been announced before.
    """
    bound = today + timedelta(days=within)
    run: list[date] = []
    for day in _days_from(today, within + LONGEST):
        if not hours.is_business_day(day):
            run.append(day)
            continue
        if run and today < run[0] <= bound and len(run) >= at_least:
            return _closing(hours, run)
        run = []
        if day > bound:
            return None
    return None


def why_closed(hours: Hours, closing: ClosingDays) -> tuple[Skipped, ...]:
    """What those days are: weekends, holidays by name, closures."""
    noon = datetime(closing.first.year, closing.first.month, closing.first.day, 12, tzinfo=hours.zone_on(closing.first))
    return hours.skipped(noon, noon + timedelta(days=closing.length - 1))


def _days_from(first: date, count: int) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range(count))


def _closing(hours: Hours, run: list[date]) -> ClosingDays:
    last_close = hours.close_of(run[0] - timedelta(days=1))
    first_opening = hours.open_of(run[-1] + timedelta(days=1))
    assert last_close is not None  # a run lies between two business days,
    assert first_opening is not None  # and those have hours
    return ClosingDays(first=run[0], last=run[-1], last_close=last_close, first_opening=first_opening)
