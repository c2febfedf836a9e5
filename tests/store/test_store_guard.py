"""What the relay guard asks of the store: held answers, others' answers, letters withdrawn, acts taken back."""

from __future__ import annotations

from dataclasses import replace

from mailbot.desk.answering import StaffAct
from mailbot.desk.cases import Case, Event, EventKind
from mailbot.desk.records import Delivery, Direction, Sent
from mailbot.store import Store
from mailbot.store.unit import Unit
from tests.store.mails import (
    HELD,
    MINUTE,
    NOON,
    YAMADA,
    contact,
    contract,
    declared,
    new_letter,
    new_message,
    open_case,
    take,
)
from tests.store.test_store_plans import listening, scans

SUZUKI = "suzuki@vendor.example"


def case_on(store: Store) -> Case:
    with store.unit(NOON) as unit:
        return open_case(unit)


def answered(case: Case, at_minutes: int, *, direction: Direction = Direction.OUT, inbox_id: int = 0) -> object:
    return replace(
        new_message(case.id, f"<{at_minutes}@vendor.example>", at=NOON + at_minutes * MINUTE),
        direction=direction,
        from_address=SUZUKI,
        inbox_id=inbox_id,
        is_public=direction is not Direction.INTERNAL,
        text=f"answer {at_minutes}",
    )


def act(case: Case, inbox_id: int, handle: str = "suzuki", **changes: object) -> StaffAct:
    known = StaffAct(
        inbox_id=inbox_id,
        case_id=case.id,
        handle=handle,
        at=NOON,
        commands=("assign", "waiting"),
        before={"status": "new", "resolved_at": None, "closed_at": NOON},
        after={"status": "waiting"},
        first_seq=1,
        last_seq=2,
    )
    return replace(known, **changes)  # type: ignore[arg-type]  # tests name StaffAct's own fields


def test_the_answers_that_wait_on_a_case_are_found(store: Store) -> None:
    case = case_on(store)
    first, other = take(store, "first"), take(store, "other")
    store.claim(NOON, 9)
    with store.unit(NOON) as unit:
        unit.finish(first.inbox_id, replace(HELD, case_id=case.id, reason="leak"))
        unit.finish(other.inbox_id, HELD)

    with store.unit(NOON) as unit:
        assert [(one.inbox_id, one.reason, one.sender) for one in unit.held_answers(case.id)] == [
            (first.inbox_id, "leak", YAMADA)
        ]
        assert unit.let_in(first.inbox_id, "staff:suzuki")
        assert unit.held_answers(case.id) == ()


def test_answers_since_a_moment_are_the_public_ones(store: Store) -> None:
    case = case_on(store)
    with store.unit(NOON) as unit:
        for message in (answered(case, 1), answered(case, 5), answered(case, 7, direction=Direction.INTERNAL)):
            unit.add_message(message)  # type: ignore[arg-type]  # a NewMessage
        unit.add_message(new_message(case.id, at=NOON + 6 * MINUTE))

        assert unit.answers_since(case.id, NOON + MINUTE) == ((SUZUKI, NOON + 5 * MINUTE),)
        words = unit.case_words(case.id)
        assert words.notes == ("answer 7",)
        assert words.answered == ("answer 1", "answer 5")
        assert len(words.said) == 3


def test_the_numbers_of_cases_are_told_from_others(store: Store) -> None:
    case = case_on(store)
    with store.unit(NOON) as unit:
        assert unit.issued((case.number, "INC-000099")) == {case.number}
        assert unit.issued(()) == frozenset()


def test_a_quoted_letter_tells_when_it_was_made(store: Store) -> None:
    case = case_on(store)
    letter = replace(new_letter(), case_id=case.id)
    with store.unit(NOON + MINUTE) as unit:
        unit.queue(letter)
        assert unit.letter_queued(case.id, ("<unknown@x>", letter.message_id)) == NOON + MINUTE
        assert unit.letter_queued(case.id, ("<unknown@x>",)) is None
        assert unit.letter_queued(case.id, ()) is None
        assert unit.letter_queued(case.id + 1, (letter.message_id,)) is None


def test_only_letters_that_have_not_begun_to_leave_are_withdrawn(store: Store) -> None:
    case = case_on(store)
    waits, leaves, receipt = (
        replace(new_letter("inbox:7", recipient=f"{name}@x.example", letter=kind), case_id=case.id)
        for name, kind in (("a", "staff-answer"), ("b", "staff-answer"), ("c", "staff-receipt"))
    )
    with store.unit(NOON) as unit:
        unit.queue(leaves)
    (flying,) = store.claim_letters(NOON, 9)
    with store.unit(NOON) as unit:
        unit.queue(waits)
        unit.queue(receipt)
        assert unit.withdraw("inbox:7", ("staff-answer",)) == 1
        states = {one.recipient[0]: (one.waits, one.withdrawn) for one in unit.letters_caused("inbox:7")}
    assert states == {"a": (False, True), "b": (False, False), "c": (True, False)}

    store.note_deliveries([(flying, Delivery(ending=Sent.LATER), NOON + MINUTE)], NOON)
    assert {one.recipient[0] for one in store.claim_letters(NOON + MINUTE, 9)} == {"b", "c"}
    with store.unit(NOON) as unit:
        assert unit.ended_letters(9) == ()


def test_an_act_is_kept_and_marked_as_taken_back(store: Store) -> None:
    case = case_on(store)
    first, second, third = (take(store, words).inbox_id for words in "abc")
    with store.unit(NOON) as unit:
        unit.add_message(answered(case, 1, inbox_id=second))  # type: ignore[arg-type]  # a NewMessage
        for kept in (act(case, first), act(case, second), act(case, third, "brown")):
            unit.keep_act(kept)
        assert unit.newest_acts(case.id)[1] == act(case, second)
        assert unit.newest_acts(case.id + 1) == ()
        assert unit.undone_mails(case.id) == frozenset()
        assert unit.last_actor(case.id) == "brown"
        assert unit.last_actor(case.id + 1) == ""

    with store.unit(NOON + MINUTE) as unit:
        unit.mark_undone(act(case, second))
        assert unit.newest_acts(case.id)[1] == act(case, second, undone_at=NOON + MINUTE)
        assert unit.undone_mails(case.id) == {second}
        assert unit.answers_since(case.id, NOON) == ()
    assert [one.direction for one in store.history(case.id).messages] == [Direction.INTERNAL]


def happen(unit: Unit, case: Case, *kinds: EventKind, **facts: object) -> None:
    for kind in kinds:
        unit.add_event(case.id, Event(at=NOON, kind=kind, facts=facts))


def test_events_taken_back_are_left_out_everywhere_but_in_the_history(store: Store) -> None:
    with store.unit(NOON) as unit:
        case = open_case(unit)
        happen(unit, case, EventKind.RECEIVED, EventKind.STARTED)
        assert unit.newest_seq(case.id) == 2
        happen(unit, case, EventKind.ASSIGNED, EventKind.WAITING)
        happen(unit, case, EventKind.UNDONE, first=3, last=4)
        standing = [EventKind.RECEIVED, EventKind.STARTED, EventKind.UNDONE]
        assert [one.kind for one in unit.events_of(case.id)] == standing

    with store.unit(NOON) as unit:
        happen(unit, case, EventKind.NOTE)
        assert [one.kind for one in unit.events_of(case.id)] == [*standing, EventKind.NOTE]
        assert unit.kinds_after(case.id, 4) == ("undone", "note")
    assert len(store.history(case.id).events) == 6


def test_the_clientele_is_made_anew_when_a_contract_changes(store: Store) -> None:
    store.declare_contracts([declared(contract())], NOON, "configuration")
    with store.unit(NOON) as unit:
        first = unit.clientele()
        assert unit.clientele() is first
        assert YAMADA in first.addresses
    other = contract("C-2", contact("Doe", "doe@overseas.example"))
    store.declare_contracts([declared(contract()), declared(other)], NOON, "configuration")
    with store.unit(NOON) as unit:
        assert "doe@overseas.example" in unit.clientele().addresses


def test_the_guard_s_questions_are_look_ups(store: Store) -> None:
    if not store._database.is_sqlite:
        return
    case = case_on(store)
    inbox_id = take(store).inbox_id
    with listening(store) as asked, store.unit(NOON) as unit:
        unit.keep_act(act(case, inbox_id))
        unit.held_answers(case.id)
        unit.answers_since(case.id, NOON)
        unit.letter_queued(case.id, ("<1@x>",))
        unit.case_words(case.id)
        unit.issued((case.number, "INC-000099"))
        unit.newest_acts(case.id)
        unit.last_actor(case.id)
        unit.newest_seq(case.id)
        unit.kinds_after(case.id, 0)
        unit.letters_caused("inbox:1")
        unit.withdraw("inbox:1", ("staff-answer",))
        unit.mark_undone(act(case, inbox_id))

    assert scans(store, asked) == set()
