"""Which statements a contract is owed by its terms: the periods that have ended, and when each is to go (row E6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from mailbot.desk.reports_due import first_business_day
from mailbot.desk.statements import term_begun

if TYPE_CHECKING:
    from mailbot.desk.hours import Hours
    from mailbot.desk.packs import PackTerms, Stated
    from mailbot.desk.statements import Statement

USUAL_TERM = 12
"""Months of a term where no prices say how many."""
MOST_MISSED = 12
"""Periods that are made up for after a standstill."""
STALE_AFTER = timedelta(days=31)
"""Of a contract that never had a statement, an end that lies further back was before statements were wanted."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days of one statement, both included, in the contract's zone."""

    first: date
    last: date


def term_months(terms: PackTerms) -> int:
    """How long the terms of a contract are."""
    return terms.prices.term_months if terms.prices else USUAL_TERM


def ended_before(day: date, terms: PackTerms, *, began: date, until: date | None) -> Span | None:
    """The newest period that is over on a day; `began` and `until` are the contract's days. Months are whole calendar
    months, also those in which a contract begins or that follow its end; the last term ends with the contract. None
    before the first."""
    if terms.statement == "none":
        return None
    if terms.statement == "month":
        last = day.replace(day=1) - DAY
        return Span(first=last.replace(day=1), last=last) if last >= began else None
    months = term_months(terms)
    last = until if until is not None and until < day else term_begun(began, months, day) - DAY
    return Span(first=term_begun(began, months, last), last=last) if last >= began else None


def spans_to_state(
    today: date, terms: PackTerms, *, began: date, until: date | None, stated_until: date | None
) -> tuple[Span, ...]:
    """What has ended and was not stated, the oldest first. `stated_until` is the last day of the newest period that
    was; where none was yet, only the newest is owed, and none that ended long ago."""
    found: list[Span] = []
    before = today
    while len(found) < MOST_MISSED:
        span = ended_before(before, terms, began=began, until=until)
        if span is None or span.last <= (stated_until or today - STALE_AFTER - DAY):
            break
        found.insert(0, span)
        if stated_until is None:
            break
        before = span.first
    return tuple(found)


def goes_on(span: Span, hours: Hours | None) -> date:
    """The day on which the statement of a period goes: the first business day after it."""
    return first_business_day(span.last + DAY, hours)


def is_worth_sending(made: Statement, stated: Stated) -> bool:
    """A month in which nothing happened and nothing is due is not told; a term always is."""
    return stated == "term" or bool(made.entries) or any(one.amount for one in made.charges)
