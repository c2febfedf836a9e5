"""A prepared calendar as one line of real time, built year by year as it is asked."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date

from mailbot.desk.hours.table import FIRST_YEAR, LAST_YEAR, OpenDay, Rule, Year, day_begins, rule_on, year_of
from mailbot.desk.hours.zones import DAY, Instant, moment_of

HORIZON_YEARS = 100
MEAN_YEAR = 146_097 * DAY // 400


class NoOpening(Exception):
    """There is no such instant: within a hundred years the calendar does not open (long enough)."""

    def as_json(self) -> dict[str, str]:
        """What machine-readable answers say in place of an instant."""
        return {"error": "no_opening"}


class Timeline:
    """The years of one calendar; each is built once, when first asked for."""

    __slots__ = ("_name", "_rules", "_years")

    def __init__(self, name: str, rules: Sequence[Rule]) -> None:
        self._name = name
        self._rules = tuple(rules)
        self._years: dict[int, Year] = {}

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The versions with the time in which each rules."""
        return self._rules

    def rule(self, day: date) -> Rule:
        """The rule of a local date."""
        return rule_on(self._rules, day)

    def rule_at(self, instant: Instant) -> Rule:
        """The rule of an instant."""
        rules = self._rules
        if instant >= rules[-1].begins:
            return rules[-1]
        return next(rule for rule in rules if instant < rule.ends)

    def begins(self, day: date) -> Instant:
        """The instant at which a local date begins."""
        return day_begins(self._rules, day)

    def local_day(self, instant: Instant) -> date:
        """The local date of an instant, by the zone of the version that rules it."""
        rule = self.rule_at(instant)
        return min(moment_of(instant).astimezone(rule.version.zone).date(), rule.last)

    def year(self, year: int) -> Year:
        """The table of one year; NoOpening outside of the years that dates can name."""
        table = self._years.get(year)
        if table is None:
            if not FIRST_YEAR <= year <= LAST_YEAR:
                raise NoOpening(f"calendar {self._name!r}: the year {year} is out of reach")
            table = self._years[year] = year_of(self._rules, year)
        return table

    def year_at(self, instant: Instant) -> tuple[int, Year]:
        """The local year in which an instant lies."""
        number = 1970 + instant // MEAN_YEAR
        table = self.year(number)
        if table.begins <= instant < table.ends:
            return number, table
        number += -1 if instant < table.begins else 1
        return number, self.year(number)

    def is_open(self, instant: Instant) -> bool:
        """Whether an instant is open; a closing instant is not."""
        return self.year_at(instant)[1].is_open(instant)

    def next_open(self, instant: Instant) -> Instant:
        """The instant itself when open, else the next opening."""
        first, _ = self.year_at(instant)
        for number in range(first, first + HORIZON_YEARS):
            if (found := self.year(number).next_open(instant)) is not None:
                return found
        raise NoOpening(f"calendar {self._name!r} does not open within {HORIZON_YEARS} years of {_day(instant)}")

    def advance(self, instant: Instant, amount: int) -> Instant:
        """The earliest instant with ``amount`` > 0 of open time since: a closing, never the next opening."""
        first, table = self.year_at(instant)
        amount += table.open_before(instant)
        for number in range(first, first + HORIZON_YEARS):
            table = self.year(number)
            if amount <= table.total:
                return table.reached(amount)
            amount -= table.total
        raise NoOpening(
            f"calendar {self._name!r} is not open long enough within {HORIZON_YEARS} years of {_day(instant)}"
        )

    def open_between(self, start: Instant, end: Instant) -> int:
        """The open time in ``[start, end)``; negative when reversed."""
        if end < start:
            return -self.open_between(end, start)
        first, first_year = self.year_at(start)
        last, last_year = self.year_at(end)
        whole = sum(self.year(number).total for number in range(first, last))
        return whole + last_year.open_before(end) - first_year.open_before(start)

    def open_day(self, day: date) -> OpenDay | None:
        """The first and last open instants of a local date, or None where nothing is open."""
        return self.year(day.year).days.get(day.toordinal())

    def business_day_after(self, day: date, count: int) -> date:
        """The ``count``-th business day (from 1) after a local date."""
        table = self.year(day.year)
        place = bisect_right(table.business, day.toordinal()) + count - 1
        for number in range(day.year, day.year + HORIZON_YEARS):
            table = self.year(number)
            if place < len(table.business):
                return date.fromordinal(table.business[place])
            place -= len(table.business)
        raise NoOpening(f"calendar {self._name!r} has no such business day within {HORIZON_YEARS} years of {day}")

    def business_day_before(self, day: date) -> date:
        """The last business day before a local date."""
        for number in range(day.year, max(day.year - HORIZON_YEARS, FIRST_YEAR - 1), -1):
            table = self.year(number)
            if place := bisect_left(table.business, day.toordinal()):
                return date.fromordinal(table.business[place - 1])
        raise NoOpening(f"calendar {self._name!r} has no business day within {HORIZON_YEARS} years before {day}")

    def closes_between(self, after: Instant, until: Instant) -> int:
        """How many business days close after one instant and not after another."""
        first, first_year = self.year_at(after)
        last, last_year = self.year_at(until)
        whole = sum(len(self.year(number).closes) for number in range(first, last))
        return whole + bisect_right(last_year.closes, until) - bisect_right(first_year.closes, after)


def _day(instant: Instant) -> str:
    return moment_of(instant).date().isoformat()
