"""Which months are to be reported, whose, and which one people mean when they ask."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.desk.monthly_reports import (
    KeptReport,
    ReportState,
    concerned,
    month_after,
    month_before,
    months_to_report,
)
from mailbot.desk.people import Contract
from mailbot.desk.report_months import asked_month

TODAY = date(2026, 12, 1)
DATES = st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1))


@pytest.mark.parametrize(
    ("said", "month"),
    [
        ("", date(2026, 11, 1)),
        ("先月", date(2026, 11, 1)),
        ("last month", date(2026, 11, 1)),
        ("2026-11", date(2026, 11, 1)),
        ("２０２６年１０月", date(2026, 10, 1)),
        ("2026年10月分", date(2026, 10, 1)),
        ("2025/3", date(2025, 3, 1)),
        ("11月", date(2026, 11, 1)),
        ("12月", date(2025, 12, 1)),
        ("October", date(2026, 10, 1)),
        ("Sept 2025", date(2025, 9, 1)),
        ("2026 Oct", date(2026, 10, 1)),
        ("dec", date(2025, 12, 1)),
        ("2026-12", None),
        ("2026-13", None),
        ("0月", None),
        ("0000-05", None),
        ("来月", None),
        ("smarch", None),
        ("11", None),
        ("about printing", None),
    ],
)
def test_a_finished_month_is_found_in_what_people_write(said: str, month: date | None) -> None:
    assert asked_month(said, TODAY) == month


@given(st.text(max_size=30), DATES)
def test_any_text_names_a_finished_month_or_none(said: str, today: date) -> None:
    found = asked_month(said, today)

    assert found is None or (found.day == 1 and found <= month_before(today))


@given(DATES)
def test_the_month_after_the_month_before_is_this_one(day: date) -> None:
    assert month_after(month_before(day)) == day.replace(day=1)
    assert month_before(month_after(day)) == day.replace(day=1)


def test_at_first_only_the_last_month_is_reported() -> None:
    assert months_to_report(TODAY, None) == (date(2026, 11, 1),)
    assert months_to_report(TODAY, date(2026, 11, 1)) == (date(2026, 11, 1),)


def test_after_a_standstill_the_months_since_are_made_up_for() -> None:
    assert months_to_report(TODAY, date(2026, 9, 1)) == (date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1))
    assert len(months_to_report(TODAY, date(2020, 1, 1))) == 12


def contract(first: date, last: date | None) -> Contract:
    return Contract(id="C-1", client="x", policy="p", calendar="c", valid_from=first, valid_until=last)


@pytest.mark.parametrize(
    ("first", "last", "is_concerned"),
    [
        (date(2020, 1, 1), None, True),
        (date(2026, 11, 30), None, True),
        (date(2026, 12, 1), None, False),
        (date(2020, 1, 1), date(2026, 11, 1), True),
        (date(2020, 1, 1), date(2026, 10, 31), False),
    ],
)
def test_a_contract_is_concerned_by_a_month_in_which_it_was_in_force(
    first: date, last: date | None, is_concerned: bool
) -> None:
    found = concerned([contract(first, last)], date(2026, 11, 1), date(2026, 11, 30))

    assert bool(found) is is_concerned


def test_what_was_asked_for_has_a_cause_of_its_own() -> None:
    monthly = KeptReport(id=1, contract_id="C-1", month=date(2026, 11, 1), state=ReportState.GOING)
    asked = KeptReport(id=2, contract_id="C-1", month=date(2026, 11, 1), state=ReportState.GOING, asked=7)
    own = KeptReport(id=3, contract_id="", month=date(2026, 11, 1), state=ReportState.GOING)

    assert [one.cause for one in (monthly, asked, own)] == [
        "report:C-1:2026-11",
        "report:C-1:2026-11:inbox:7",
        "report:desk:2026-11",
    ]
