"""A row is one worker's at a time, its tries are counted, and it is finished once (DECISIONS 27)."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest

from mailbot.desk.records import InboxState, NoLongerOurs
from mailbot.store import Store, open_store
from tests.store.mails import DONE, HELD, MINUTE, NOON, take, take_many


def finish(store: Store, inbox_id: int) -> None:
    with store.unit(NOON) as unit:
        unit.finish(inbox_id, DONE)


def test_a_claimed_row_is_not_claimed_again(store: Store) -> None:
    take(store)

    assert len(store.claim(NOON, 10)) == 1
    assert store.claim(NOON + MINUTE, 10) == ()


def test_a_lease_that_ran_out_makes_the_row_claimable_and_counts_a_try(store: Store) -> None:
    take(store)
    store.claim(NOON, 10)

    (again,) = store.claim(NOON + 5 * MINUTE, 10)

    assert again.tries == 2


def test_a_row_that_was_tried_before_comes_alone(store: Store) -> None:
    take_many(store, 5)
    first = store.claim(NOON, 2)
    store.put_back([one.inbox_id for one in first], until=NOON + MINUTE, uncount=False)

    sizes = [len(store.claim(NOON + MINUTE, 10)) for _ in range(4)]

    assert sizes == [1, 1, 3, 0]


def test_what_was_no_try_is_not_counted(store: Store) -> None:
    taken = take(store)
    store.claim(NOON, 1)
    store.put_back([taken.inbox_id], until=NOON + MINUTE, uncount=True)

    assert store.claim(NOON, 1) == ()
    assert store.claim(NOON + MINUTE, 1)[0].tries == 1


def test_a_finished_row_is_done_for_good(store: Store) -> None:
    taken = take(store)
    store.claim(NOON, 1)

    finish(store, taken.inbox_id)

    assert store.claim(NOON + timedelta(days=365), 10) == ()
    with pytest.raises(NoLongerOurs):
        finish(store, taken.inbox_id)


def test_who_lost_the_claim_cannot_finish_and_changes_nothing(store: Store, database_url: str) -> None:
    taken = take(store)
    store.claim(NOON, 1)
    other = open_store(database_url)
    try:
        assert len(other.claim(NOON + 6 * MINUTE, 1)) == 1
        with pytest.raises(NoLongerOurs):
            finish(store, taken.inbox_id)
        store.put_back([taken.inbox_id], until=NOON, uncount=True)
        store.set_aside(taken.inbox_id, "too late")
        finish(other, taken.inbox_id)
    finally:
        other.close()

    assert store.held() == ()


def test_a_lost_claim_inside_a_savepoint_undoes_that_row_alone(store: Store) -> None:
    take_many(store, 2)
    first, second = store.claim(NOON, 2)
    finish(store, first.inbox_id)

    with store.unit(NOON) as unit:
        with suppress(NoLongerOurs), unit.savepoint():
            undone = unit.keep_snapshot("policy", "undone")
            unit.finish(first.inbox_id, DONE)
        assert unit.snapshot(undone) is None
        with unit.savepoint():
            digest = unit.keep_snapshot("policy", "kept")
            unit.finish(second.inbox_id, DONE)

    with store.unit(NOON) as unit:
        assert unit.snapshot(digest) == "kept"
        assert unit.snapshot(unit.keep_snapshot("policy", "undone")) == "undone"


def test_a_row_set_aside_waits_with_its_reason(store: Store) -> None:
    taken = take(store)
    store.claim(NOON, 1)

    store.set_aside(taken.inbox_id, "failed 3 times")

    (held,) = store.held()
    assert (held.inbox_id, held.reason, held.state, held.told) == (
        taken.inbox_id,
        "failed 3 times",
        InboxState.FAILED,
        False,
    )
    assert store.claim(NOON + timedelta(days=1), 10) == ()


def test_an_open_store_that_never_claimed_leaves_other_claims_alone(store: Store, database_url: str) -> None:
    take(store)
    store.claim(NOON, 1)

    other = open_store(database_url)
    try:
        assert other.claim(NOON, 1) == ()
        assert other.release_dead_leases() == 0
    finally:
        other.close()


def test_claims_of_a_closed_store_are_free_at_once(store: Store, database_url: str) -> None:
    take(store)
    other = open_store(database_url)
    other.claim(NOON, 1)
    other.close()

    (again,) = store.claim(NOON, 1)

    assert again.tries == 2


def test_a_worker_that_goes_on_takes_over_from_one_that_died_within_half_a_minute(
    store: Store, database_url: str
) -> None:
    assert store.claim(NOON, 1) == ()
    take(store)
    other = open_store(database_url)
    other.claim(NOON, 1)
    other.close()

    assert store.claim(NOON + timedelta(seconds=29), 1) == ()
    assert len(store.claim(NOON + timedelta(seconds=30), 1)) == 1


def test_the_length_of_a_lease_is_the_openers_choice(database_url: str) -> None:
    with_short = open_store(database_url, lease=timedelta(seconds=10))
    try:
        take(with_short)
        with_short.claim(NOON, 1)
        assert with_short.claim(NOON + timedelta(seconds=9), 1) == ()
        assert len(with_short.claim(NOON + timedelta(seconds=10), 1)) == 1
    finally:
        with_short.close()


def test_held_mail_is_told_of_once(store: Store) -> None:
    taken = take(store)
    store.claim(NOON, 1)
    with store.unit(NOON) as unit:
        unit.finish(taken.inbox_id, HELD)

    with store.unit(NOON) as unit:
        (held,) = unit.held_untold()
        unit.mark_told([held.inbox_id])

    with store.unit(NOON) as unit:
        assert unit.held_untold() == ()
    assert (held.reason, held.sender, held.subject, held.hint) == (
        "unproven",
        "yamada@client.example",
        "至急",
        "spf=fail",
    )
    assert store.held()[0].told
