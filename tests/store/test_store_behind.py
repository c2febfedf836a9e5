"""What a unit keeps back of its own new cases: never missing where it is asked for, never there after an undoing."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from mailbot.desk.cases import Event, EventKind
from mailbot.desk.records import AuditEntry, ClockRow
from mailbot.store import Store
from tests.store.mails import MINUTE, NOON, new_letter, new_message, open_case

RECEIVED = Event(at=NOON, kind=EventKind.RECEIVED, by="contact", facts={"message": 1, "names": ["a", "b"], "at": NOON})


def entry(case_id: int, action: str) -> AuditEntry:
    return AuditEntry(at=NOON, actor="desk", action=action, subject=f"case:{case_id}", facts={"inbox": 1})


def test_what_was_kept_back_outlives_a_failed_savepoint_that_asked_for_it(store: Store) -> None:
    with store.unit(NOON) as unit:
        with unit.savepoint():
            kept = open_case(unit, "kept")
            unit.add_event(kept.id, RECEIVED)
            unit.add_message(new_message(kept.id))
            unit.audit(entry(kept.id, "case.opened"))
        with suppress(RuntimeError), unit.savepoint():
            asked = unit.case_of_messages(["<1@client.example>"])
            undone = open_case(unit, "undone")
            unit.add_message(new_message(undone.id, "<2@client.example>"))
            raise RuntimeError
        with unit.savepoint():
            later = open_case(unit, "later")
            unit.add_event(later.id, RECEIVED)

    assert asked == (kept, "<1@client.example>")
    assert {one.subject for one in store.cases()} == {"kept", "later"}
    assert [one.subject for one in store.history(kept.id).messages] == [new_message(kept.id).subject]
    assert len(store.history(kept.id).events) == len(store.history(later.id).events) == 1
    assert store.verify_audit() == ()
    with store.unit(NOON) as unit:
        assert unit.case_of_messages(["<2@client.example>"]) is None


def test_the_events_of_a_new_case_are_the_same_before_and_after_the_commit(store: Store) -> None:
    with store.unit(NOON) as unit:
        case = open_case(unit)
        unit.add_event(case.id, RECEIVED)
        unit.case(case.id)
        unit.add_event(case.id, Event(at=NOON + MINUTE, kind=EventKind.LINKED, facts={"case": 2}))
        before = unit.events_of(case.id)

    with store.unit(NOON) as unit:
        unit.add_event(case.id, RECEIVED)
        after = unit.events_of(case.id)

    assert after[:2] == before
    assert before[0].facts == {"message": 1, "names": ("a", "b"), "at": NOON}
    assert len(after) == 3


def test_clocks_and_waking_that_are_set_twice_in_one_unit_are_those_of_the_last_time(store: Store) -> None:
    first, second = (ClockRow(name="answer", state="running", due=NOON + wait) for wait in (MINUTE, MINUTE * 2))
    with store.unit(NOON) as unit:
        case = open_case(unit)
        for clock in (first, second):
            unit.set_clocks(case.id, [clock])
            unit.set_wake(case.id, NOON + timedelta(days=1))
        unit.set_wake(case.id, None)

    with store.unit(NOON + timedelta(days=2)) as unit:
        assert unit.cases_to_wake(10) == ()
    assert store.history(case.id).clocks == (second,)


def test_the_audit_of_a_new_case_is_one_chain_over_units(store: Store) -> None:
    with store.unit(NOON) as unit:
        case = open_case(unit)
        unit.audit(entry(case.id, "case.opened"))
        unit.case(case.id)
        unit.audit(entry(case.id, "case.linked"))
    with store.unit(NOON) as unit:
        unit.audit(entry(case.id, "case.closed"))
    store.seal_audit(NOON)

    assert store.verify_audit() == ()


def test_a_new_subject_and_the_newest_mail_are_seen_in_the_unit_that_wrote_them(store: Store) -> None:
    with store.unit(NOON) as unit:
        case = open_case(unit)
        unit.add_message(new_message(case.id))
        newest = unit.newest_mail(case.id)
        unit.set_facts(case.id, {"subject": "changed"})
        numbered = unit.case_numbered(case.number)
        unit.queue(new_letter())

    assert newest is not None
    assert newest.subject == new_message(case.id).subject
    assert numbered is not None
    assert numbered.subject == "changed"
    assert len(store.claim_letters(NOON, 10)) == 1
