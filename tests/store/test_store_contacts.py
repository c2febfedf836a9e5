"""Contacts put, changed and taken away one at a time: what is kept of each change, and what takes it back (A8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.complaints import Complaints
from mailbot.desk.contact_cards import ContactChange
from mailbot.desk.ledger import Act
from mailbot.desk.people import Contact, Role
from mailbot.store import Store, open_store
from tests.store.mails import MINUTE, NOON, contact, contract, declared

HANAKO = Contact(name="例示 花子", addresses=("hanako@client.example",), roles=frozenset({Role.BILLING}))
STAFF = "staff:suzuki"


def act(cause: str = "inbox:1", *, after: timedelta = MINUTE) -> Act:
    return Act(at=NOON + after, cause=cause, actor=STAFF)


def change(store: Store, before: Contact | None, after: Contact | None, cause: str = "inbox:1") -> ContactChange:
    with store.unit(NOON + MINUTE) as unit:
        return unit.change_contact("C-1", before, after, act(cause))


def undo(store: Store, done: ContactChange) -> ContactChange:
    with store.unit(NOON + MINUTE) as unit:
        return unit.undo_contact(done, act(f"{done.cause}:undo"))


def people(store: Store) -> tuple[Contact, ...]:
    (found,) = store.contracts()
    return found.contacts


def test_a_contact_is_found_by_the_next_mail_and_keeps_its_id(store: Store) -> None:
    store.declare_contracts([declared(contract())], NOON, "configuration")
    added = change(store, None, HANAKO)
    assert added.after is not None
    assert added.after.is_by_hand
    with store.unit() as unit:
        assert [one.id for one in unit.contracts_of("hanako@client.example")] == ["C-1"]

    changed = change(store, added.after, replace(added.after, title="部長"), "inbox:2")
    gone = change(store, changed.after, None, "inbox:3")
    assert {added.contact_id, changed.contact_id, gone.contact_id} == {added.after.id}
    with store.unit() as unit:
        assert unit.contracts_of("hanako@client.example") == ()
        assert [one.kind for one in unit.contact_changes("C-1")] == ["added", "changed", "removed"]
        (known,) = unit.contacts_caused("inbox:2")
    assert known == changed

    back = undo(store, gone)
    assert back.after == changed.after
    assert people(store)[-1] == changed.after
    assert store.verify_audit() == ()


def test_a_card_that_moved_meanwhile_is_not_written_over(store: Store) -> None:
    store.declare_contracts([declared(contract())], NOON, "configuration")
    added = change(store, None, HANAKO)
    assert added.after is not None
    change(store, added.after, replace(added.after, title="部長"))
    with pytest.raises(Complaints, match="has changed since"):
        change(store, added.after, replace(added.after, title="課長"))
    with pytest.raises(Complaints, match="has changed since"):
        undo(store, added)
    assert people(store)[-1].title == "部長"


def test_what_stands_in_a_file_or_would_leave_no_admin_stays(store: Store) -> None:
    store.declare_contracts([declared(contract())], NOON, "configuration")
    (yamada,) = people(store)
    with pytest.raises(Complaints, match="declared in a file"):
        change(store, yamada, None)
    with pytest.raises(Complaints, match="belongs to another contact"):
        change(store, None, replace(HANAKO, addresses=yamada.addresses))
    store.declare_contracts([], NOON, "configuration")
    with pytest.raises(Complaints, match="no contract of this id in use"):
        change(store, None, HANAKO)


def test_an_import_keeps_the_cards_before_and_after(store: Store) -> None:
    store.put_contracts([contract("C-1", contact(), HANAKO)], "", NOON, "command line")
    moved = replace(HANAKO, department="経理部")
    store.put_contracts([contract("C-1", contact(), moved)], "", NOON + MINUTE, "command line:ops")
    with store.unit() as unit:
        (kept,) = unit.contact_changes("C-1")
    assert kept.before is not None
    assert kept.after is not None
    assert (kept.before.department, kept.after.department, kept.actor) == ("", "経理部", "command line:ops")
    assert store.audit_of("contract:C-1")[-1].facts["changes"] == (kept.id,)
    assert [one.actor for one in store.versions_of("C-1")] == ["command line", "command line:ops"]


STEPS = st.lists(st.tuples(st.sampled_from(["add", "change", "remove"]), st.integers(0, 3)), max_size=8)


@settings(max_examples=25, deadline=None)
@given(STEPS)
def test_whatever_was_done_is_taken_back_step_by_step(steps: list[tuple[str, int]]) -> None:
    store = open_store("sqlite://")
    store.declare_contracts([declared(contract())], NOON, "configuration")
    states = [set(people(store))]
    done: list[ContactChange] = []
    for what, which in steps:
        try:
            done.append(_step(store, what, which, len(done)))
        except Complaints:
            continue
        states.append(set(people(store)))
    for one in reversed(done):
        assert set(people(store)) == states.pop()
        undo(store, one)
    assert set(people(store)) == states.pop()
    assert store.verify_audit() == ()
    store.close()


def _step(store: Store, what: str, which: int, place: int) -> ContactChange:
    known = next((one for one in people(store) if one.has_address(f"p{which}@client.example")), None)
    if what == "add":
        wanted = Contact(name=f"人{which}", addresses=(f"p{which}@client.example",))
        return change(store, None, wanted, f"inbox:{place}")
    if known is None:
        raise Complaints([])
    return change(store, known, None if what == "remove" else replace(known, title=f"{place}"), f"inbox:{place}")
