"""Monthly reports on their way are kept the same on both databases, each once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mailbot.desk.monthly_reports import WANTED, ReportState
from mailbot.store import Store
from tests.store.mails import NOON, new_letter

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def test_a_report_is_made_once_for_its_contract_and_month(store: Store) -> None:
    with store.unit(NOON) as unit:
        first = unit.add_report("C-1", NOVEMBER, ReportState.ASKED, "desk")
        again = unit.add_report("C-1", NOVEMBER, ReportState.GOING, "desk")
        own = unit.add_report("", OCTOBER, ReportState.GOING, "desk")
        asked = unit.add_report("C-2", NOVEMBER, ReportState.GOING, "contact:7", asked=3, contact_id=7)

    assert first
    assert own
    assert asked
    assert not again
    with store.unit(NOON) as unit:
        assert unit.reports_made(NOVEMBER) == {"C-1"}
        assert unit.reports_made(OCTOBER) == {""}
        assert unit.newest_report() == NOVEMBER
        assert unit.report_state("C-1", NOVEMBER) is ReportState.ASKED
        assert unit.report_state("C-2", NOVEMBER) is None


def test_what_goes_and_what_is_asked_about_waits_in_order(store: Store) -> None:
    with store.unit(NOON) as unit:
        first = unit.add_report("C-1", NOVEMBER, ReportState.ASKED, "desk")
        second = unit.add_report("C-2", NOVEMBER, ReportState.GOING, "desk")
        unit.add_report("C-3", NOVEMBER, ReportState.WAITING, "desk")

    with store.unit(NOON) as unit:
        assert [one.id for one in unit.reports_going(5)] == [first, second]
        assert [one.id for one in unit.reports_going(1)] == [first]


def test_only_one_word_moves_a_report_on(store: Store) -> None:
    with store.unit(NOON) as unit:
        number = unit.add_report("C-1", NOVEMBER, ReportState.WAITING, "desk")
        first = unit.rule_report(number, ReportState.WAITING, ReportState.GOING, "staff:suzuki")
        second = unit.rule_report(number, ReportState.WAITING, ReportState.DROPPED, "staff:brown")
        kept = unit.month_report(number)

    assert (first, second) == (True, False)
    assert kept is not None
    assert (kept.state, kept.by) == (ReportState.GOING, "staff:suzuki")


def test_a_report_is_found_by_the_letter_that_asked_about_it(store: Store) -> None:
    with store.unit(NOON) as unit:
        number = unit.add_report("C-1", NOVEMBER, ReportState.WAITING, "desk")
        unit.queue(replace(new_letter(f"{WANTED}:{number}"), message_id="<wanted@vendor.example>"))
        unit.queue(replace(new_letter("inbox:1"), message_id="<other@vendor.example>", recipient="x@client.example"))

    with store.unit(NOON) as unit:
        found = unit.report_of_letter(("<other@vendor.example>", "<wanted@vendor.example>"))
        assert found is not None
        assert found.id == number
        assert unit.report_of_letter(("<other@vendor.example>",)) is None
        assert unit.report_of_letter(()) is None
        assert unit.month_report(number + 1) is None


def test_no_report_was_ever_made_at_first(store: Store) -> None:
    with store.unit(NOON) as unit:
        assert unit.newest_report() is None
        assert unit.reports_going(5) == ()
