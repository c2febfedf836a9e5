"""Letters are queued once, sent by one worker at a time, and never forgotten (DESIGN 5, DECISIONS 32)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from mailbot.desk.records import Delivery, DueLetter, Sent
from mailbot.store import Store, open_store
from tests.store.mails import MINUTE, NOON, YAMADA, new_letter, open_case, queue

DONE = Delivery(ending=Sent.DONE, words="250 ok")


def note(store: Store, letter: DueLetter, ending: Sent, next_try: datetime | None = None) -> None:
    store.note_deliveries([(letter, Delivery(ending=ending, words=f"{ending}"), next_try)], NOON)


def test_a_letter_is_queued_once_for_each_cause_kind_and_recipient(store: Store) -> None:
    with store.unit(NOON) as unit:
        assert unit.queue(new_letter())
        assert not unit.queue(replace(new_letter(), content=b"other", message_id="<other@x>"))
        assert not unit.queue(new_letter(recipient=YAMADA.upper()))
        assert unit.queue(new_letter(recipient="suzuki@vendor.example"))
        assert unit.queue(new_letter(letter="staff-new-case"))
        assert unit.queue(new_letter("inbox:2"))

    assert [letter.content for letter in store.claim_letters(NOON, 10)].count(b"other") == 0


def test_a_letter_is_claimed_with_its_bytes_and_the_attempt_counted(store: Store) -> None:
    with store.unit(NOON) as unit:
        case = open_case(unit)
        unit.queue(replace(new_letter(), case_id=case.id))

    (letter,) = store.claim_letters(NOON, 10)

    given = new_letter()
    assert (letter.content, letter.message_id, letter.recipient) == (
        given.content,
        given.message_id,
        given.recipient,
    )
    assert (letter.attempts, letter.uncertain, letter.case_id, letter.queued_at) == (1, False, case.id, NOON)
    assert store.claim_letters(NOON, 10) == ()


def test_letters_leave_by_lane_and_then_by_time(store: Store) -> None:
    queue(store, replace(new_letter("c"), lane=2), replace(new_letter("b"), lane=1), at=NOON)
    queue(store, replace(new_letter("a2"), lane=0), at=NOON + MINUTE)
    queue(store, replace(new_letter("a1"), lane=0), at=NOON)

    order = [letter.message_id.split(".")[0] for letter in store.claim_letters(NOON + MINUTE, 3)]

    assert order == ["<a1", "<a2", "<b"]
    assert len(store.claim_letters(NOON + MINUTE, 3)) == 1


def test_a_letter_is_held_back_until_its_time(store: Store) -> None:
    queue(store, replace(new_letter(), not_before=NOON + MINUTE))

    assert store.claim_letters(NOON, 10) == ()
    assert len(store.claim_letters(NOON + MINUTE, 10)) == 1


@pytest.mark.parametrize("ending", [Sent.DONE, Sent.REFUSED])
def test_a_letter_that_ended_is_not_sent_again(store: Store, ending: Sent) -> None:
    queue(store, new_letter())
    note(store, store.claim_letters(NOON, 1)[0], ending)

    assert store.claim_letters(NOON + timedelta(days=9), 10) == ()


def test_a_letter_is_tried_again_later_and_then_given_up(store: Store) -> None:
    queue(store, new_letter())
    note(store, store.claim_letters(NOON, 1)[0], Sent.LATER, NOON + MINUTE)
    assert store.claim_letters(NOON, 10) == ()

    (again,) = store.claim_letters(NOON + MINUTE, 10)
    note(store, again, Sent.LATER)

    assert (again.attempts, again.uncertain) == (2, False)
    assert store.counts() == {"outbox.dead": 1}


def test_a_letter_may_have_arrived_when_its_sending_was_cut_short(store: Store) -> None:
    queue(store, new_letter())
    store.claim_letters(NOON, 1)

    assert store.claim_letters(NOON + 4 * MINUTE, 1) == ()
    (again,) = store.claim_letters(NOON + 5 * MINUTE, 1)
    note(store, again, Sent.LATER, NOON + 6 * MINUTE)

    assert (again.attempts, again.uncertain) == (2, True)
    assert store.claim_letters(NOON + 6 * MINUTE, 1)[0].uncertain


def test_an_uncertain_ending_is_remembered(store: Store) -> None:
    queue(store, new_letter())
    note(store, store.claim_letters(NOON, 1)[0], Sent.UNCERTAIN, NOON + MINUTE)

    assert store.claim_letters(NOON + MINUTE, 1)[0].uncertain


def test_endings_of_many_letters_are_noted_at_once(store: Store) -> None:
    queue(store, *(new_letter(f"inbox:{n}") for n in range(8)))
    letters = store.claim_letters(NOON, 8)
    endings = [Sent.DONE, Sent.DONE, Sent.REFUSED, Sent.LATER, Sent.LATER, Sent.UNCERTAIN, Sent.STOP, Sent.DONE]
    later = [None, None, None, NOON + MINUTE, None, NOON + MINUTE, None, None]

    store.note_deliveries(
        [
            (letter, Delivery(ending=ending, words=f"{ending} {n}"), next_try)
            for n, (letter, ending, next_try) in enumerate(zip(letters, endings, later, strict=True))
        ],
        NOON,
    )

    with store.unit(NOON) as unit:
        words = [one.words for one in unit.ended_letters(10)]
    assert words == ["done 0", "done 1", "refused 2", "later 4", "done 7"]
    assert [one.outbox_id for one in store.claim_letters(NOON, 9)] == [letters[6].outbox_id]
    again = store.claim_letters(NOON + MINUTE, 9)
    assert [(one.outbox_id, one.uncertain) for one in again] == [
        (letters[3].outbox_id, False),
        (letters[5].outbox_id, True),
    ]


def test_our_account_being_refused_is_no_attempt_of_the_letter(store: Store) -> None:
    queue(store, new_letter())
    note(store, store.claim_letters(NOON, 1)[0], Sent.STOP, NOON + MINUTE)

    (again,) = store.claim_letters(NOON + MINUTE, 1)

    assert (again.attempts, again.uncertain) == (1, False)


def test_who_lost_a_letter_may_still_say_that_it_left_but_nothing_else(store: Store, database_url: str) -> None:
    queue(store, new_letter())
    (lost,) = store.claim_letters(NOON, 1)
    other = open_store(database_url)
    try:
        (taken,) = other.claim_letters(NOON + 5 * MINUTE, 1)
        note(store, lost, Sent.REFUSED)
        assert store.counts() == {"outbox.sending": 1}
        note(store, lost, Sent.DONE)
        note(other, taken, Sent.LATER, NOON)
    finally:
        other.close()

    assert store.claim_letters(NOON + timedelta(days=1), 1) == ()
    assert store.counts() == {}


def test_letters_that_ended_are_told_until_they_are_noted(store: Store) -> None:
    with store.unit(NOON) as unit:
        case = open_case(unit)
        answer = replace(new_letter("a"), case_id=case.id, satisfies_clock=True, facts={"ask": True})
        unit.queue(answer)
        unit.queue(new_letter("b"))
        unit.queue(new_letter("c"))
    first, second, third = store.claim_letters(NOON, 3)
    note(store, first, Sent.DONE)
    note(store, second, Sent.REFUSED)
    note(store, third, Sent.LATER, NOON + MINUTE)

    with store.unit(NOON) as unit:
        ended = unit.ended_letters(10)
        unit.mark_ended_noted([one.outbox_id for one in ended])

    told = [(one.is_sent, one.satisfies_clock, one.case_id, one.at, one.words, dict(one.facts)) for one in ended]
    assert told == [
        (True, True, case.id, NOON, "done", {"ask": True}),
        (False, False, 0, NOON, "refused", {}),
    ]
    assert ended[1].recipient == YAMADA
    with store.unit(NOON) as unit:
        assert unit.ended_letters(10) == ()


def test_our_letters_are_found_by_their_message_ids(store: Store) -> None:
    with store.unit(NOON) as unit:
        case = open_case(unit)
        unit.queue(replace(new_letter("a"), case_id=case.id, message_id="<a@vendor.example>"))
        unit.queue(replace(new_letter("b", letter="refused"), message_id="<b@vendor.example>"))

    with store.unit(NOON) as unit:
        first = unit.sent_letter(["<x@y>", "<b@vendor.example>", "<a@vendor.example>"])
        other = unit.sent_letter(["<a@vendor.example>"])

        assert first is not None
        assert (first.letter, first.case_id) == ("refused", 0)
        assert other is not None
        assert (other.letter, other.case_id) == ("case-opened", case.id)
        assert unit.letter(other.outbox_id) == other
        assert unit.sent_letter(["<x@y>"]) is None
        assert unit.sent_letter([]) is None
        assert unit.letter(999) is None


def test_what_somebody_was_sent_lately_is_known(store: Store) -> None:
    queue(store, new_letter("a", letter="refused"), at=NOON)
    queue(store, new_letter("b", letter="refused"), at=NOON + MINUTE)
    queue(store, replace(new_letter("c"), automatic=False), at=NOON + MINUTE)

    with store.unit(NOON) as unit:
        assert unit.last_sent("refused", YAMADA) == NOON + MINUTE
        assert unit.last_sent("refused", "other@client.example") is None
        assert unit.last_sent("held", YAMADA) is None
        assert unit.automatic_since(YAMADA, NOON) == 2
        assert unit.automatic_since(YAMADA, NOON + MINUTE) == 1
        assert unit.automatic_since("other@client.example", NOON) == 0


def test_nothing_to_note_is_nothing(store: Store) -> None:
    store.note_deliveries([], NOON)
    with store.unit(NOON) as unit:
        unit.mark_ended_noted([])
        unit.mark_told([])
    store.put_back([], until=NOON, uncount=True)
    assert store.counts() == {}
