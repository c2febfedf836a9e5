"""What the store costs on this machine: `python -m tests.store.measure [URL]`; a new database each time."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from time import perf_counter

from sqlalchemy import insert

from mailbot.desk.records import Delivery, InboxState, Sent
from mailbot.store import Store, open_store
from mailbot.store.tables import inbox
from tests.store.mails import DONE, NOON, came, new_letter, raw_mail

WORDS = "x" * 4000


def timed(what: str, count: int, work: Callable[[], object]) -> None:
    began = perf_counter()
    work()
    spent = perf_counter() - began
    print(f"{what:<52} {spent / count * 1000:8.3f} ms   {count / spent:8.0f} /s")


def take(store: Store, label: str, count: int, batch: int) -> None:
    mails = [(raw_mail(f"{label}{n}{WORDS}"), came(f"{label}/{n}"), f"{label} {n}") for n in range(count)]

    def all_of_them() -> None:
        for start in range(0, count, batch):
            if batch == 1:
                store.take_in(*mails[start][:2], content_key=mails[start][2])
            else:
                store.take_in_many(mails[start : start + batch])

    timed(f"take in, {batch} in a commit", count, all_of_them)


def claim_and_finish(store: Store, label: str, limit: int, *, most: int = 1000) -> None:
    def until_none() -> None:
        done = 0
        while done < most and (rows := store.claim(NOON, limit)):
            done += len(rows)
            with store.unit(NOON) as unit:
                for row in rows:
                    unit.finish(row.inbox_id, DONE)

    timed(f"claim and finish, {limit} at a time{label}", most, until_none)


def deliver(store: Store, count: int) -> None:
    def queue() -> None:
        for start in range(0, count, 20):
            with store.unit(NOON) as unit:
                for n in range(start, start + 20):
                    unit.queue(new_letter(f"measure:{n}"))

    def send() -> None:
        while letters := store.claim_letters(NOON, 50):
            store.note_deliveries([(one, Delivery(ending=Sent.DONE), None) for one in letters], NOON)

    timed("queue a letter, 20 in a unit", count, queue)
    timed("claim and note a letter, 50 at a time", count, send)


def fill(store: Store, count: int) -> None:
    """Rows of mail that was done long ago."""
    row = {"raw_digest": "", "state": InboxState.DONE, "tries": 1, "seen_arrival": 0, "received_at": NOON}
    row |= {"let_in_by": "", "decision": "open", "reason": "", "case_id": 0, "level": "A", "told": True}
    with store._database.writing() as connection:
        connection.execute(insert(inbox), [{**row, "content_key": f"old {n}"} for n in range(count)])


def main(url: str) -> None:
    store = open_store(url)
    for batch in (1, 10, 100):
        take(store, f"b{batch}", 1000, batch)
    for limit in (1, 20, 20):
        claim_and_finish(store, "", limit)
    take(store, "few", 1000, 100)
    claim_and_finish(store, ", 3,000 done before", 1)
    fill(store, 100_000)
    take(store, "many", 1000, 100)
    claim_and_finish(store, ", 104,000 done before", 1)
    deliver(store, 1000)
    store.close()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(sys.argv[1])
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(f"sqlite:///{folder}/desk.db")
