"""The IMAP door with the real store: what it remembers outlives a worker, and two never share a mailbox."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

from mailbot.edges.doors import Pauses
from mailbot.edges.imap import ImapAccount
from mailbot.edges.imap_door import ImapDoor, ImapDoorParts
from mailbot.mail.message_ids import content_key
from mailbot.stages.collect import Collect
from mailbot.store import Store, open_store
from tests.servers.dovecot import Dovecot
from tests.servers.ground import wait_until


def mail(number: int) -> bytes:
    return f"From: yamada@client.test\r\nMessage-ID: <{number}@client.test>\r\nSubject: {number}\r\n\r\nx\r\n".encode()


def door_of(dovecot: Dovecot, user: str, store: Store) -> ImapDoor:
    account = ImapAccount(
        name="support", host="127.0.0.1", port=dovecot.imap, tls="none", user=user, password=lambda: "pw"
    )
    parts = ImapDoorParts(
        account=account,
        inbox=Collect(store, content_key),
        books=store,
        clock=lambda: datetime.now(UTC),
        owner=store.owner,
        lease_seconds=3,
        pauses=Pauses(first=0.05, longest=0.2),
    )
    return ImapDoor(parts)


def rows(store: Store) -> list[bytes]:
    claimed = store.claim(datetime.now(UTC), 1_000)
    return sorted(row.raw.rpartition(b"Subject: ")[2].split(b"\r\n")[0] for row in claimed)


def test_two_workers_over_one_database_read_each_mail_once_also_when_they_are_cut_off(
    dovecot: Dovecot, tmp_path: Path
) -> None:
    user, address = "pair@vendor.test", f"sqlite:///{tmp_path}/desk.db"
    stores = [open_store(address), open_store(address)]
    doors = [door_of(dovecot, user, store) for store in stores]
    doors[0].once()
    stops = [threading.Event(), threading.Event()]
    threads = [threading.Thread(target=door.run, args=(stop,)) for door, stop in zip(doors, stops, strict=True)]
    for thread in threads:
        thread.start()

    for number in range(10):
        dovecot.deliver(user, mail(number))
    wait_until(lambda: sum(door.status.taken for door in doors) == 10, "ten are in")
    assert dovecot.connections(user) == 1
    reading = next(place for place, door in enumerate(doors) if door.status.taken)
    stops[reading].set()
    threads[reading].join(10)
    for number in range(10, 20):
        dovecot.deliver(user, mail(number))
    wait_until(lambda: sum(door.status.taken for door in doors) == 20, "the other worker has taken over", 20)
    stops[1 - reading].set()
    threads[1 - reading].join(10)

    assert rows(stores[0]) == sorted(str(number).encode() for number in range(20))
    for store in stores:
        store.close()


def test_a_new_worker_goes_on_where_the_last_one_ended(dovecot: Dovecot, tmp_path: Path) -> None:
    user, address = "again@vendor.test", f"sqlite:///{tmp_path}/desk.db"
    store = open_store(address)
    assert door_of(dovecot, user, store).once() == 0
    dovecot.deliver(user, mail(1))
    assert door_of(dovecot, user, store).once() == 1
    store.close()

    dovecot.deliver(user, mail(2))
    store = open_store(address)
    assert door_of(dovecot, user, store).once() == 1
    assert door_of(dovecot, user, store).once() == 0
    assert rows(store) == [b"1", b"2"]
    store.close()
