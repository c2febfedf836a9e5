"""A unit's questions and changes: together or not at all, and each the same on both databases."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from mailbot.desk.cases import Event, EventKind, Status
from mailbot.desk.records import ClockRow, Direction
from mailbot.store import Store, open_store
from mailbot.store.reading import CaseFilter, Link
from tests.store.mails import (
    MINUTE,
    NOON,
    YAMADA,
    new_case,
    new_letter,
    new_message,
    open_case,
    person,
)


def test_a_case_is_read_as_it_was_opened(store: Store) -> None:
    with store.unit(NOON) as unit:
        opened = open_case(unit)

    with store.unit(NOON) as unit:
        by_id, by_number = unit.case(opened.id), unit.case_numbered("INC-000001")

    assert opened.number == "INC-000001"
    assert by_id == by_number == store.case_by_number("INC-000001") == opened
    assert opened.opener is not None
    assert opened.opener.id > 0
    with store.unit(NOON) as unit:
        assert unit.case(99) is None
        assert unit.case_numbered("INC-000099") is None


def test_a_unit_that_fails_leaves_nothing(store: Store) -> None:
    with suppress(RuntimeError), store.unit(NOON) as unit:
        case = open_case(unit)
        unit.queue(new_letter())
        unit.add_event(case.id, Event(at=NOON, kind=EventKind.RECEIVED))
        raise RuntimeError

    assert store.cases() == ()
    assert store.claim_letters(NOON, 10) == ()
    assert store.newest_event() is None


def test_a_savepoint_undoes_its_own_part_alone(store: Store) -> None:
    with store.unit(NOON) as unit:
        with unit.savepoint():
            open_case(unit, "first")
        with suppress(RuntimeError), unit.savepoint():
            open_case(unit, "second")
            raise RuntimeError
        with unit.savepoint():
            open_case(unit, "third")

    assert [case.subject for case in store.cases()] == ["first", "third"]


def test_numbers_are_never_given_twice_and_may_begin_anywhere(database_url: str) -> None:
    for first, expected in ((1, "BUG-000001"), (500, "BUG-000500"), (1, "BUG-000501")):
        opened = open_store(database_url, case_prefix="BUG", first_number=first)
        try:
            with opened.unit(NOON) as unit:
                assert open_case(unit).number == expected
        finally:
            opened.close()


def test_a_message_is_found_by_any_message_id_in_the_order_asked(store: Store) -> None:
    with store.unit(NOON) as unit:
        first, second = open_case(unit, "first"), open_case(unit, "second")
        unit.add_message(new_message(first.id, "<1@client.example>"))
        unit.add_message(new_message(second.id, "<2@client.example>"))
        unit.queue(replace(new_letter(), case_id=second.id, message_id="<ack@vendor.example>"))

    with store.unit(NOON) as unit:
        known = unit.case_of_messages(["<0@x>", "<ack@vendor.example>", "<1@client.example>"])
        other = unit.case_of_messages(["<1@client.example>", "<2@client.example>"])

        assert known == (second, "<ack@vendor.example>")
        assert other == (first, "<1@client.example>")
        assert unit.case_of_messages([]) is None
        assert unit.case_of_messages(["<0@x>"]) is None
        assert unit.has_message("<2@client.example>")
        assert not unit.has_message("<0@x>")


def test_message_ids_of_any_length_are_found(store: Store) -> None:
    endless = f"<{'x' * 60_000}@client.example>"
    with store.unit(NOON) as unit:
        case = open_case(unit)
        unit.add_message(new_message(case.id, endless))
        unit.add_message(new_message(case.id, ""))

        assert unit.case_of_messages([endless]) == (case, endless)
        assert unit.public_ids(case.id) == (endless,)


def test_events_come_back_in_order_with_their_facts(store: Store) -> None:
    facts = {"ask": True, "answer_at": NOON + MINUTE, "to": "urgent", "ids": ("a", "b"), "count": 3}
    events = (
        Event(at=NOON + MINUTE, kind=EventKind.RECEIVED, by="contact:1"),
        Event(at=NOON, kind=EventKind.PRIORITY, by="staff:suzuki", facts=facts),
    )
    with store.unit(NOON) as unit:
        case = open_case(unit)
        for event in events:
            unit.add_event(case.id, event)

        assert unit.events_of(case.id) == events
    assert store.history(case.id).events == events
    assert store.newest_event() == NOON + MINUTE


def test_a_history_tells_everything(store: Store) -> None:
    due = ClockRow(name="answer", state="running", due=NOON)
    late = ClockRow(name="update", state="late", due=NOON + MINUTE, met_at=NOON, breached_at=NOON)
    with store.unit(NOON) as unit:
        case = open_case(unit)
        unit.set_clocks(case.id, [due])
        unit.set_clocks(case.id, [late, due])
        unit.add_message(new_message(case.id))
        unit.add_message(
            replace(new_message(case.id, "<2@x>"), direction=Direction.INTERNAL, is_public=False, new_text="")
        )

    history = store.history(case.id)

    assert history.clocks == (due, late)
    assert [message.direction for message in history.messages] == [Direction.IN, Direction.INTERNAL]
    assert history.messages[0].to_addresses == ("support@vendor.example",)
    with store.unit(NOON) as unit:
        assert unit.public_ids(case.id) == ("<1@client.example>",)
        unit.set_clocks(case.id, [])
    assert store.history(case.id).clocks == ()
    assert store.history(99).messages == ()


def test_states_facts_and_dates_of_a_case_change(store: Store) -> None:
    with store.unit(NOON) as unit:
        case = open_case(unit)
        unit.set_facts(case.id, {"priority": "urgent", "assignee": "suzuki", "subject": "新しい件名"})
        unit.set_status(case.id, Status.RESOLVED, NOON)
        unit.set_status(case.id, Status.CLOSED, NOON + MINUTE)
    closed = store.case_by_number(case.number)
    with store.unit(NOON) as unit:
        unit.set_status(case.id, Status.OPEN, NOON)
        with pytest.raises(ValueError, match="a case has no status"):
            unit.set_facts(case.id, {"status": "closed"})
    opened = store.case_by_number(case.number)

    assert closed is not None
    assert opened is not None
    assert (closed.priority, closed.assignee, closed.subject) == ("urgent", "suzuki", "新しい件名")
    assert (closed.status, closed.resolved_at, closed.closed_at) == (Status.CLOSED, NOON, NOON + MINUTE)
    assert (opened.status, opened.resolved_at, opened.closed_at) == (Status.OPEN, None, None)


def test_a_merged_case_names_the_other(store: Store) -> None:
    with store.unit(NOON) as unit:
        first, second = open_case(unit), open_case(unit)
        unit.set_merged(first.id, second.id, NOON)
        unit.link(first.id, second.id, "merged")
        unit.link(first.id, second.id, "merged")

    merged = store.case_by_number(first.number)
    assert merged is not None
    assert (merged.status, merged.merged_into) == (Status.MERGED, second.id)
    assert store.links(first.id) == (Link(number=second.number, kind="merged"),)
    assert store.links(second.id) == (Link(number=first.number, kind="merged"),)


def test_a_person_is_one_row_in_every_case_and_takes_part_once(store: Store) -> None:
    nameless = replace(person(), name="")
    with store.unit(NOON) as unit:
        first = unit.open_case(new_case("first", nameless))
        second = open_case(unit, "second")
        again = unit.add_participant(first.id, replace(person(YAMADA.upper()), gets_mail=False))

    read = store.case_by_number(first.number)
    assert read is not None
    assert first.opener is not None
    assert again.id == first.opener.id
    assert [(one.id, one.name, one.gets_mail) for one in read.participants] == [(again.id, "山田 太郎", False)]
    assert store.case_by_number(second.number) == second


def test_an_address_of_any_length_takes_part(store: Store) -> None:
    endless = f"{'x' * 20_000}@client.example"
    with store.unit(NOON) as unit:
        case = unit.open_case(new_case("s", person(endless)))

        assert unit.case(case.id) == case


def test_mails_of_an_address_are_counted_from_an_instant_on(store: Store) -> None:
    with store.unit(NOON) as unit:
        case = open_case(unit)
        for minute in range(5):
            unit.add_message(new_message(case.id, f"<{minute}@x>", at=NOON + minute * MINUTE))

        assert unit.mails_since(case.id, YAMADA, NOON + 2 * MINUTE) == 3
        assert unit.mails_since(case.id, "other@client.example", NOON) == 0
        assert unit.mails_since(case.id + 1, YAMADA, NOON) == 0


def test_a_snapshot_is_kept_once_under_its_digest(store: Store) -> None:
    with store.unit(NOON) as unit:
        first = unit.keep_snapshot("policy", '{"営業":"時間"}')
    with store.unit(NOON) as unit:
        assert unit.keep_snapshot("policy", '{"営業":"時間"}') == first
        assert unit.snapshot(first) == '{"営業":"時間"}'
        assert unit.snapshot("0" * 64) is None


def test_a_snapshot_of_a_unit_that_failed_is_kept_by_the_next(store: Store) -> None:
    with suppress(RuntimeError), store.unit(NOON) as unit:
        unit.keep_snapshot("policy", "p")
        raise RuntimeError

    with store.unit(NOON) as unit:
        assert unit.snapshot(unit.keep_snapshot("policy", "p")) == "p"


def test_cases_are_listed_by_state_contract_assignee_and_page(store: Store) -> None:
    with store.unit(NOON) as unit:
        cases = [open_case(unit, str(n)) for n in range(4)]
        unit.set_status(cases[0].id, Status.CLOSED, NOON)
        unit.set_facts(cases[1].id, {"assignee": "suzuki"})
        unit.set_facts(cases[2].id, {"contract_id": "C-2"})

    def listed(wanted: CaseFilter | None = None) -> list[str]:
        return [case.subject for case in store.cases(wanted)]

    assert listed() == ["1", "2", "3"]
    assert listed(CaseFilter(statuses=frozenset({Status.CLOSED}))) == ["0"]
    assert listed(CaseFilter(statuses=frozenset(Status))) == ["0", "1", "2", "3"]
    assert listed(CaseFilter(assignee="suzuki")) == ["1"]
    assert listed(CaseFilter(contract_id="C-2")) == ["2"]
    assert listed(CaseFilter(after=cases[1].id, limit=1)) == ["2"]


def test_without_a_time_a_unit_happens_at_the_newest_instant_told(store: Store) -> None:
    store.claim(NOON, 1)
    with store.unit() as unit:
        unit.queue(new_letter())

    assert store.claim_letters(NOON - timedelta(seconds=1), 1) == ()
    assert store.claim_letters(NOON, 1)[0].queued_at == NOON


def test_the_newest_event_of_an_empty_desk_is_none_and_a_rehearsal_is_for_good(store: Store) -> None:
    assert store.newest_event() is None
    assert not store.is_rehearsal()

    store.mark_rehearsal()

    assert store.is_rehearsal()
    assert len(store.generation()) == 32


def test_what_waits_is_counted(store: Store) -> None:
    with store.unit(NOON) as unit:
        open_case(unit)
        unit.queue(new_letter())

    assert store.counts() == {"outbox.queued": 1, "cases.new": 1}
