"""When cases are to be looked at: found in the order in which they have waited, by one worker at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from mailbot.desk.cases import Status
from mailbot.desk.records import Direction
from mailbot.store import Store
from tests.store.mails import MINUTE, NOON, new_letter, new_message, open_case, take


def test_what_is_due_comes_in_the_order_in_which_it_was_wanted(store: Store) -> None:
    with store.unit(NOON) as unit:
        first, second, third, later = (open_case(unit).id for _ in range(4))
        unit.set_wake(first, NOON, NOON - MINUTE)
        unit.set_wake(second, NOON, NOON - 3 * MINUTE)
        unit.set_wake(third, NOON - MINUTE)
        unit.set_wake(later, NOON + MINUTE)

    with store.unit(NOON) as unit:
        assert unit.cases_to_wake(10) == (third, second, first)
        assert unit.cases_to_wake(1) == (third,)
    with store.unit(NOON - 2 * MINUTE) as unit:
        assert unit.cases_to_wake(10) == ()


def test_a_case_has_one_time_or_none(store: Store) -> None:
    with store.unit(NOON) as unit:
        case = open_case(unit).id
        unit.set_wake(case, NOON - MINUTE)
        unit.set_wake(case, NOON + timedelta(days=1))
        assert unit.cases_to_wake(10) == ()
        unit.set_wake(case, NOON)
        assert unit.cases_to_wake(10) == (case,)
        unit.set_wake(case, None)
        assert unit.cases_to_wake(10) == ()


def test_all_that_is_not_finished_can_be_woken(store: Store) -> None:
    with store.unit(NOON) as unit:
        sooner, later, never, closed = (open_case(unit).id for _ in range(4))
        unit.set_wake(sooner, NOON - MINUTE)
        unit.set_wake(later, NOON + MINUTE)
        unit.set_status(closed, Status.CLOSED, NOON)

        unit.wake_open_cases()

        assert unit.cases_to_wake(10) == (sooner, later, never)


def test_the_newest_mail_is_what_a_proven_customer_wrote_last(store: Store) -> None:
    with store.unit(NOON) as unit:
        case = open_case(unit).id
        assert unit.newest_mail(case) is None
        unit.add_message(replace(new_message(case, "<1@x>"), at=NOON, text="quoted\nfirst", new_text="first"))
        unit.add_message(replace(new_message(case, "<2@x>"), at=NOON + MINUTE, text="second", new_text="second"))
        unit.add_message(replace(new_message(case, "<3@x>"), at=NOON + 2 * MINUTE, is_public=False))
        unit.add_message(
            replace(new_message(case, "<4@x>"), at=NOON + 3 * MINUTE, direction=Direction.OUT, new_text="ours")
        )

        newest = unit.newest_mail(case)

    assert newest is not None
    assert (newest.text, newest.at) == ("second", NOON + MINUTE)


def test_mail_that_waits_and_answers_that_wait_are_known(store: Store) -> None:
    with store.unit(NOON) as unit:
        case = open_case(unit).id
        assert not unit.mail_waits()
        unit.queue(replace(new_letter("inbox:1"), case_id=case))
        assert not unit.answer_waits(case)
        unit.queue(replace(new_letter("inbox:2"), case_id=case, satisfies_clock=True))
        assert unit.answer_waits(case)
    take(store, "first")

    with store.unit(NOON) as unit:
        assert unit.mail_waits()
