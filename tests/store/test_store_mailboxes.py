"""A mailbox is read by one worker, and never from further back than before; keys are made once and rotate."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from mailbot.desk.records import Cursor
from mailbot.store import Store, open_store
from tests.store.mails import MINUTE, NOON


def test_a_cursor_moves_forward_and_begins_anew_under_a_new_uidvalidity(store: Store) -> None:
    for uidvalidity, uid in ((5, 10), (5, 9), (5, 12), (4_000_000_000, 3)):
        store.advance("INBOX", Cursor(uidvalidity=uidvalidity, uid=uid))
        if (uidvalidity, uid) == (5, 9):
            assert store.cursor("INBOX") == Cursor(uidvalidity=5, uid=10)

    assert store.cursor("INBOX") == Cursor(uidvalidity=4_000_000_000, uid=3)


def test_a_mailbox_is_one_workers_at_a_time(store: Store, database_url: str) -> None:
    other = open_store(database_url)
    try:
        assert store.lease_mailbox("INBOX", store.owner, NOON, 60)
        assert store.lease_mailbox("INBOX", store.owner, NOON + MINUTE / 2, 60)
        assert not other.lease_mailbox("INBOX", other.owner, NOON + MINUTE, 60)
        assert other.lease_mailbox("Junk", other.owner, NOON, 60)
        assert other.lease_mailbox("INBOX", other.owner, NOON + 2 * MINUTE, 60)
        assert not store.lease_mailbox("INBOX", store.owner, NOON + 2 * MINUTE, 60)
    finally:
        other.close()


def test_a_mailbox_of_a_dead_worker_is_free_at_once(store: Store, database_url: str) -> None:
    other = open_store(database_url)
    assert other.lease_mailbox("INBOX", other.owner, NOON, 3600)
    other.close()

    assert store.lease_mailbox("INBOX", store.owner, NOON, 60)


def test_a_mailbox_given_back_is_free(store: Store, database_url: str) -> None:
    other = open_store(database_url)
    try:
        store.lease_mailbox("INBOX", "a", NOON, 3600)
        store.lease_mailbox("INBOX", "a", NOON, 0)
        assert other.lease_mailbox("INBOX", "b", NOON, 3600)
        store.give_up_mailbox("INBOX", "b")
        assert not store.lease_mailbox("INBOX", "a", NOON, 60)
        other.give_up_mailbox("INBOX", "b")
        assert store.lease_mailbox("INBOX", "a", NOON, 60)
    finally:
        other.close()


def test_the_first_key_is_made_once_by_however_many_workers(store: Store, database_url: str) -> None:
    stores = [open_store(database_url) for _ in range(4)]
    try:
        with ThreadPoolExecutor(4) as threads:
            rings = list(threads.map(lambda one: one.keyring(NOON), stores))
    finally:
        for one in stores:
            one.close()

    keys, current = store.keyring()
    assert all(ring == (keys, current) for ring in rings)
    assert [len(secret) for secret in keys.values()] == [32]


def test_a_rotated_key_signs_and_the_older_ones_are_still_read(store: Store) -> None:
    before, first = store.keyring(NOON)

    after, second = store.rotate_key(NOON + MINUTE)

    assert second != first
    assert after[first] == before[first]
    assert store.keyring() == (after, second)
    assert store.verify_audit() == ()
