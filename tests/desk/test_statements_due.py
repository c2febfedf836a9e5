"""Which periods a contract's terms want stated, and on which day each goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.hours import Holidays, prepare, read_calendar
from mailbot.desk.ledger_acts import reserve
from mailbot.desk.packs import PackTerms
from mailbot.desk.packs_prices import Prices
from mailbot.desk.statements import statement
from mailbot.desk.statements_due import Span, ended_before, goes_on, is_worth_sending, spans_to_state
from tests.ledger_fixtures import INCIDENTS, Keeper, pack

APRIL = date(2026, 4, 1)
MONTH = PackTerms(statement="month")
TERM = PackTerms(statement="term")
HALF_YEARS = PackTerms(statement="term", prices=Prices(term_months=6))
SPEC = read_calendar("office", {"tz": "Asia/Tokyo", "weekly": {"mon-fri": ["09:00-17:30"]}})
OFFICE = prepare("office", {"office": SPEC}, Holidays())


def span(first: str, last: str) -> Span:
    return Span(first=date.fromisoformat(first), last=date.fromisoformat(last))


@pytest.mark.parametrize(
    ("terms", "until", "day", "expected"),
    [
        (PackTerms(), None, "2026-12-01", None),
        (MONTH, None, "2026-12-01", ("2026-11-01", "2026-11-30")),
        (MONTH, None, "2026-11-30", ("2026-10-01", "2026-10-31")),
        (MONTH, None, "2026-04-30", None),
        (MONTH, "2026-06-15", "2026-12-01", ("2026-11-01", "2026-11-30")),
        (TERM, None, "2027-03-31", None),
        (TERM, None, "2027-04-01", ("2026-04-01", "2027-03-31")),
        (TERM, "2026-12-31", "2026-12-31", None),
        (TERM, "2026-12-31", "2027-01-01", ("2026-04-01", "2026-12-31")),
        (TERM, "2027-12-31", "2029-01-01", ("2027-04-01", "2027-12-31")),
        (HALF_YEARS, None, "2026-10-01", ("2026-04-01", "2026-09-30")),
        (HALF_YEARS, None, "2027-04-02", ("2026-10-01", "2027-03-31")),
    ],
)
def test_the_newest_period_that_is_over(
    terms: PackTerms, until: str | None, day: str, expected: tuple[str, str] | None
) -> None:
    found = ended_before(
        date.fromisoformat(day), terms, began=APRIL, until=date.fromisoformat(until) if until else None
    )

    assert found == (span(*expected) if expected else None)


@given(
    today=st.dates(date(2026, 4, 1), date(2031, 12, 31)),
    terms=st.sampled_from([MONTH, TERM, HALF_YEARS]),
    began=st.dates(date(2024, 1, 1), date(2026, 4, 1)),
)
@settings(max_examples=200, deadline=None)
def test_periods_follow_each_other_without_gap_and_are_over(today: date, terms: PackTerms, began: date) -> None:
    found = spans_to_state(today, terms, began=began, until=None, stated_until=date(2023, 1, 1))

    assert all(one.first <= one.last < today for one in found)
    assert all(one.last + timedelta(days=1) == after.first for one, after in pairwise(found))
    assert len(found) <= 12


def test_only_the_newest_is_owed_first_and_after_a_standstill_those_that_were_missed() -> None:
    day = date(2026, 12, 1)

    first = spans_to_state(day, MONTH, began=APRIL, until=None, stated_until=None)
    missed = spans_to_state(day, MONTH, began=APRIL, until=None, stated_until=date(2026, 8, 31))
    none = spans_to_state(day, MONTH, began=APRIL, until=None, stated_until=date(2026, 11, 30))

    assert first == (span("2026-11-01", "2026-11-30"),)
    assert [one.last.month for one in missed] == [9, 10, 11]
    assert none == ()


def test_a_term_that_ended_long_before_statements_were_wanted_is_not_stated() -> None:
    wanted = {"began": APRIL, "until": None, "stated_until": None}

    assert spans_to_state(date(2027, 5, 1), TERM, **wanted) != ()  # type: ignore[arg-type]  # the dates of a contract
    assert spans_to_state(date(2027, 5, 3), TERM, **wanted) == ()  # type: ignore[arg-type]  # the dates of a contract


def test_it_goes_on_the_first_business_day_after() -> None:
    assert goes_on(span("2026-10-01", "2026-10-31"), OFFICE) == date(2026, 11, 2)
    assert goes_on(span("2026-11-01", "2026-11-30"), OFFICE) == date(2026, 12, 1)
    assert goes_on(span("2026-10-01", "2026-10-31"), None) == date(2026, 11, 1)


def test_a_month_without_anything_is_not_told_and_a_term_is() -> None:
    desk = Keeper(replace(INCIDENTS, statement="month"), pack())
    quiet = statement(desk.account, date(2026, 5, 1), date(2026, 5, 31))
    ordered = statement(desk.account, date(2026, 4, 1), date(2026, 4, 30))
    desk.on("2026-05-07T10:00").do(reserve, case_id=5, units=1)
    begun = statement(desk.account, date(2026, 5, 1), date(2026, 5, 31))

    assert [is_worth_sending(one, "month") for one in (quiet, ordered, begun)] == [False, True, False]
    assert is_worth_sending(quiet, "term")


def test_a_month_in_which_a_fee_is_due_is_told() -> None:
    free = Keeper(replace(INCIDENTS, prices=Prices(fixed=None)))
    paid = Keeper(replace(INCIDENTS, prices=Prices(fixed=Decimal(50000))))
    month = (date(2026, 4, 1), date(2026, 4, 30))

    assert not is_worth_sending(statement(free.account, *month, began=APRIL), "month")
    assert is_worth_sending(statement(paid.account, *month, began=APRIL), "month")
