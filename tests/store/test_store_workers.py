"""Several workers share the work, and one that dies in the middle leaves nothing behind that waits (rows G2, G8)."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mailbot.desk.records import TryLater
from mailbot.store import Store, open_store
from mailbot.store.engine import Database
from tests.store.mails import DONE, NOON, new_letter, queue, take, take_many

ROOT = Path(__file__).resolve().parents[2]
WORKER = """
import sys
from tests.store.test_store_workers import work
work(sys.argv[1], stop_after=int(sys.argv[2]))
"""


def work(url: str, *, stop_after: int = 0) -> None:
    """Processes all that can be claimed, one case a mail; with `stop_after`, hangs with that many rows claimed."""
    store = open_store(url)
    done = 0
    while claimed := store.claim(NOON, 7):
        if stop_after and done + len(claimed) > stop_after:
            queue(store, new_letter("claimed before death"))
            store.claim_letters(NOON, 1)
            print("claimed", flush=True)
            time.sleep(600)
        with store.unit(NOON) as unit:
            for one in claimed:
                with unit.savepoint():
                    assert unit.queue(new_letter(f"inbox:{one.inbox_id}"))
                    unit.finish(one.inbox_id, DONE)
        done += len(claimed)
    print(done, flush=True)
    store.close()


def started(url: str, *, stop_after: int = 0) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, url, str(stop_after)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def causes(store: Store) -> Counter[str]:
    return Counter(letter.message_id for _ in range(40) for letter in store.claim_letters(NOON, 50))


def test_four_threads_claim_two_hundred_rows_once_each(store: Store) -> None:
    take_many(store, 200)
    claimed: Counter[int] = Counter()

    def some(_: int) -> None:
        while rows := store.claim(NOON, 7):
            claimed.update(row.inbox_id for row in rows)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(some, range(4)))

    assert len(claimed) == 200
    assert set(claimed.values()) == {1}


def test_two_processes_share_two_hundred_rows(store: Store, database_url: str) -> None:
    take_many(store, 200)

    workers = [started(database_url) for _ in range(2)]
    done = [int(worker.communicate(timeout=60)[0]) for worker in workers]

    assert sum(done) == 200
    assert set(causes(store).values()) == {1}
    assert store.counts() == {"outbox.sending": 200}


def test_a_worker_killed_in_the_middle_leaves_its_work_to_the_next_at_once(store: Store, database_url: str) -> None:
    take_many(store, 60)
    with started(database_url, stop_after=20) as doomed:
        assert doomed.stdout is not None
        assert doomed.stdout.readline() == "claimed\n"
        assert store.counts() == {"inbox.claimed": 7, "inbox.new": 39, "outbox.queued": 14, "outbox.sending": 1}
        doomed.kill()
        doomed.wait(timeout=10)

    with started(database_url) as successor:
        done = int(successor.communicate(timeout=60)[0])

    letters = store.claim_letters(NOON, 200)
    assert done == 46
    assert len(letters) == 61
    assert [one.uncertain for one in letters].count(True) == 1
    assert letters[0].uncertain


def test_a_living_worker_keeps_what_it_claimed_when_another_starts(store: Store, database_url: str) -> None:
    take_many(store, 10)
    queue(store, new_letter())
    store.claim(NOON, 5)
    store.claim_letters(NOON, 1)

    other = open_store(database_url)
    try:
        assert len(other.claim(NOON, 10)) == 5
        assert other.claim_letters(NOON, 10) == ()
    finally:
        other.close()


def test_four_threads_lose_no_update(store: Store) -> None:
    def open_many(n: int) -> None:
        for k in range(25):
            take(store, f"{n}.{k}")
            store.keyring(NOON)
            store.seal_audit(NOON)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(open_many, range(4)))

    assert store.counts() == {"inbox.new": 100}


def test_a_database_that_is_locked_for_too_long_means_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mailbot.store.engine.BUSY_SECONDS", 0.05)
    url = f"sqlite:///{tmp_path / 'desk.db'}"
    store, other = open_store(url), Database(url)
    try:
        with other.writing(), pytest.raises(TryLater):
            take(store)
        assert take(store).is_new
    finally:
        store.close()
        other.close()


def test_a_server_that_is_not_there_means_later() -> None:
    with pytest.raises(TryLater):
        open_store("postgresql://nobody@127.0.0.1:9/nothing")


def test_readers_do_not_wait_for_a_writer(store: Store) -> None:
    take(store)
    with store.unit(NOON) as unit:
        unit.queue(new_letter())
        seen: list[object] = []
        reader = threading.Thread(target=lambda: seen.append(store.counts()))
        reader.start()
        reader.join(timeout=5)

    assert seen == [{"inbox.new": 1}]


def test_two_units_of_one_case_never_act_on_the_same_history(store: Store) -> None:
    from mailbot.desk.cases import Event, EventKind
    from tests.store.mails import open_case

    with store.unit(NOON) as unit:
        case = open_case(unit)

    def append(_: int) -> None:
        with store.unit(NOON) as unit:
            assert unit.case(case.id) is not None
            seen = len(unit.events_of(case.id))
            unit.add_event(case.id, Event(at=NOON, kind=EventKind.NOTE, facts={"seen": seen}))

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(append, range(30)))

    assert [event.facts["seen"] for event in store.history(case.id).events] == list(range(30))
