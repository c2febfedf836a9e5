"""Nothing of a ledger, its sums or its orders can be changed, put in or cut off without `verify` naming the place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from mailbot.desk.ledger import Act
from mailbot.store import Store
from mailbot.store.ledger_chain import CHAINED
from mailbot.store.tables import ledger
from tests.store.mails import MINUTE, NOON
from tests.store.test_store_ledger import (
    PO_1,
    SELLING,
    TERMS,
    TOKYO,
    declare,
    end,
    granted,
    left,
    new_case,
    start,
)

WHOLE = "it is not what was written, or does not follow the line before it"
CUT = "the ledger does not end where it was left"


@pytest.fixture
def sold(store: Store) -> Store:
    """A contract with an order of a file and one made by hand, and a case that was served of the first."""
    declare(store, SELLING)
    with store.unit(NOON) as unit:
        order = replace(PO_1, reference="PO-2", units=6)
        unit.add_order(order, TERMS, TOKYO, Act(at=NOON, cause="inbox:7", actor="staff:suzuki"))
    case_id = new_case(store)
    with store.unit(NOON) as unit:
        start(unit, case_id, units=3)
        end(unit, case_id)
    assert store.verify_ledgers() == ()
    assert store.verify_audit() == ()
    return store


def tamper(store: Store, *changes: str) -> set[str]:
    """What `verify` says after rows were changed by hand."""
    with store._database.writing() as connection:
        for change in changes:
            connection.execute(text(change))
    return {str(one) for one in store.verify_ledgers()}


def test_every_column_of_a_line_is_in_its_digest() -> None:
    assert {*CHAINED, "digest"} == {column.name for column in ledger.c}


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'staff:tanaka'",
        "at = '2026-11-25 03:00:00.000000+00'",
        "why = 'defect'",
        "minutes = 5",
        "reference = 'PO-3'",
        "cause = 'case:9:closed'",
        "digest = ''",
    ],
)
def test_a_line_of_which_anything_was_changed_is_named(sold: Store, change: str) -> None:
    assert f"ledger:C-1 3: {WHOLE}" in tamper(sold, f"update ledger set {change} where seq = 3")


@pytest.mark.parametrize("change", ["why = 'because'", "kind = 'found'"])
def test_a_word_that_no_line_has_is_named_and_ends_nothing(sold: Store, change: str) -> None:
    said = tamper(sold, f"update ledger set {change} where seq = 3")

    assert any(one.startswith("ledger:C-1 3: it cannot be read: ") for one in said)


def test_a_line_that_was_cut_off_with_its_sum_is_missed(sold: Store) -> None:
    cut = "delete from ledger where seq = 4"
    summed = "delete from ledger_sum where kind = 'consumed'"

    assert tamper(sold, cut, summed) == {f"ledger:C-1 3: {CUT}"}


def test_a_line_that_was_cut_off_with_its_head_is_missed_once_it_was_sealed(sold: Store) -> None:
    sold.seal_audit(NOON)
    before = "(select digest from ledger where seq = 3)"
    said = tamper(
        sold,
        "delete from ledger where seq = 4",
        "delete from ledger_sum where kind = 'consumed'",
        f"update audit_head set seq = 3, digest = {before} where subject = 'ledger:C-1'",
    )

    assert said == {"ledger:C-1 4: it is not what root 1 sealed"}
    assert sold.verify_audit() == ()


def test_a_ledger_that_was_deleted_is_missed(sold: Store) -> None:
    lines, sums = "delete from ledger", "delete from ledger_sum"

    said = tamper(sold, lines, sums)

    assert f"ledger:C-1: {CUT}" in said
    assert "ledger:C-1: of the order PO-1 0 units are granted, not 10" in said


def test_a_ledger_that_was_deleted_with_its_head_and_its_orders_is_missed(sold: Store) -> None:
    said = tamper(
        sold,
        "delete from ledger",
        "delete from ledger_sum",
        "delete from audit_head where subject like 'ledger:%'",
        "delete from order_version",
        "delete from pack_order",
    )

    assert said == {
        "ledger:C-1: the order PO-1 of the audit log is gone",
        "ledger:C-1: the order PO-2 of the audit log is gone",
    }


def test_a_ledger_goes_on_after_a_line_was_cut_off_and_shows_it(sold: Store) -> None:
    tamper(sold, "delete from ledger where seq = 4", "delete from ledger_sum where kind = 'consumed'")
    case_id = new_case(sold)

    with sold.unit(NOON) as unit:
        start(unit, case_id, units=3)

    assert f"ledger:C-1 4: {WHOLE}" in {str(one) for one in sold.verify_ledgers()}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("units = 99", "the order PO-2 has units 99; written was 6"),
        ("valid_until = '2030-01-01'", "the order PO-2 has valid_until 2030-01-01; written was 2027-03-31"),
        ("price = '1'", "the order PO-2 has price 1; written was 270000"),
        ("reference = 'PO-7'", "the order PO-7 is not in the audit log"),
        ("removed_at = added_at", "the order PO-2 was added, says the audit log"),
    ],
)
def test_an_order_that_was_changed_is_named_and_grants_nothing(sold: Store, change: str, said: str) -> None:
    found = tamper(sold, f"update pack_order set {change} where reference = 'PO-2'")
    assert f"ledger:C-1: {said}" in found

    declare(sold, SELLING)

    assert sum(units for units, _ in granted(sold)) <= 16
    assert f"ledger:C-1: {said}" in {str(one) for one in sold.verify_ledgers()}


def test_the_heads_of_ledgers_are_sealed_with_those_of_the_audit_log(sold: Store) -> None:
    assert sold.seal_audit(NOON) > 0
    assert sold.seal_audit(NOON) == 0
    with sold.unit(NOON) as unit:
        unit.add_order(replace(PO_1, reference="PO-3"), TERMS, TOKYO, Act(at=NOON, cause="inbox:8"))

    assert sold.seal_audit(NOON + MINUTE) == 2

    assert sold.verify_ledgers() == ()
    assert sold.verify_audit() == ()
    assert left(sold) == (23, 0, 3)


def test_words_that_no_database_takes_do_not_break_the_chain(sold: Store) -> None:
    with sold.unit(NOON) as unit:
        unit.add_order(
            replace(PO_1, reference="注文 №①"), TERMS, TOKYO, Act(at=NOON, cause="inbox:8", actor="staff:鈴木")
        )

    assert sold.verify_ledgers() == ()
