"""Nothing of how contracts, orders and contacts stood before can be changed without `verify` naming the place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailbot.desk.ledger import Act
from mailbot.desk.people import Contact, Role
from mailbot.store import Store, open_store, upgrade_store
from tests.store.mails import MINUTE, NOON
from tests.store.test_migrations import load_released
from tests.store.test_store_ledger import PO_1, SELLING, TERMS, TOKYO, declare, ordered
from tests.store.test_store_ledger_proof import tamper

UNWRITTEN = "is not what was written"
HANAKO = Contact(name="例示 花子", addresses=("hanako@client.example",), roles=frozenset({Role.BILLING}))
ADDED = "insert into order_version select order_id, version + 5, at, document from order_version where version = 2"


@pytest.fixture
def changed(store: Store) -> Store:
    """A contract of two versions with an order that was corrected, one taken away again, and a contact by mail."""
    declare(store, SELLING)
    declare(store, ordered(units=12))
    by = Act(at=NOON + MINUTE, cause="inbox:7", actor="staff:suzuki")
    with store.unit(NOON + MINUTE) as unit:
        unit.add_order(replace(PO_1, reference="PO-2"), TERMS, TOKYO, by)
        unit.cancel_order("C-1", "PO-2", TERMS, TOKYO, replace(by, cause="inbox:8"))
        unit.change_contact("C-1", None, HANAKO, replace(by, cause="inbox:9"))
    assert store.verify_ledgers() == ()
    assert store.verify_audit() == ()
    return store


@pytest.mark.parametrize(
    "change",
    [
        "document = replace(document, '270000', '1')",
        "document = replace(document, '\"block\"\\:1', '\"block\"\\:2')",
        "document = replace(document, 'false', 'true')",
        "at = '2026-01-01 03:00:00.000000+00'",
    ],
)
def test_all_of_a_version_of_an_order_is_proven(changed: Store, change: str) -> None:
    said = tamper(changed, f"update order_version set {change} where order_id = 1 and version = 1")

    assert said == {f"ledger:C-1: version 1 of the order PO-1 {UNWRITTEN}"}


def test_a_version_that_nobody_wrote_and_one_that_is_gone_are_named(changed: Store) -> None:
    said = tamper(changed, f"{ADDED} and order_id = 1", "delete from order_version where version = 1")

    assert said == {
        "ledger:C-1: version 7 of the order PO-1 is not in the audit log",
        "ledger:C-1: version 1 of the order PO-1 is gone",
        "ledger:C-1: version 1 of the order PO-2 is gone",
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            "update contract_version set document = replace(document, '\"licences\"\\:3', '\"licences\"\\:500')",
            UNWRITTEN,
        ),
        ("update contract_version set contacts_digest = ''", UNWRITTEN),
        ("update contract_version set source = ''", UNWRITTEN),
        ("update contract_version set version = 9", "is gone"),
    ],
)
def test_all_of_a_version_of_a_contract_is_proven(changed: Store, change: str, said: str) -> None:
    assert f"ledger:C-1: version 1 of the contract {said}" in tamper(changed, f"{change} where version = 1")


def test_a_contract_without_units_is_proven_too(store: Store) -> None:
    declare(store, replace(SELLING, terms="", orders=(), prices=None))
    assert store.verify_ledgers() == ()

    said = tamper(
        store, "update contract_version set document = replace(document, '\"licences\"\\:3', '\"licences\"\\:500')"
    )

    assert said == {f"ledger:C-1: version 1 of the contract {UNWRITTEN}"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("delete from contact_change", "is gone"),
        ("update contact_change set actor = 'staff:tanaka'", UNWRITTEN),
        ("update contact_change set contact_id = 99", UNWRITTEN),
    ],
)
def test_a_change_of_a_contact_that_an_entry_names_is_missed(changed: Store, change: str, said: str) -> None:
    assert tamper(changed, change) == {f"ledger:C-1: change 1 of its contacts {said}"}


def test_cards_that_were_erased_are_no_fault(changed: Store) -> None:
    assert tamper(changed, "update contact_change set before = null, after = null") == set()


@pytest.mark.parametrize("revision", ["0005", "0008", "0010"])
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ('update order_version set document = replace(document, \'"price"\\:null\', \'"price"\\:"5"\')', "order PO-1"),
        (
            "update contract_version set document = replace(document, '\"licences\"\\:0', '\"licences\"\\:5')",
            "contract",
        ),
    ],
)
def test_what_earlier_releases_wrote_is_compared_with_what_stands(
    empty_url: str, revision: str, change: str, said: str
) -> None:
    load_released(empty_url, revision)
    upgrade_store(empty_url)
    store = open_store(empty_url)
    try:
        assert store.verify_ledgers() == ()
        assert tamper(store, change) == {f"ledger:C-1: version 1 of the {said} {UNWRITTEN}"}
    finally:
        store.close()
