"""The store fits the shapes that the stages and the doors ask for; mypy proves it on every run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.store import open_store

if TYPE_CHECKING:
    from mailbot.edges.imap_door import MailboxBooks
    from mailbot.stages.collect import BatchDoorstep
    from mailbot.stages.ports import Books, Doorstep, Outbox, Unit
    from mailbot.store import Store
    from mailbot.store import unit as work

    def fits(store: Store, unit: work.Unit) -> None:
        """Never called: the assignments are the test."""
        doorstep: Doorstep = store
        batches: BatchDoorstep = store
        books: Books = store
        outbox: Outbox = store
        mailboxes: MailboxBooks = store
        units: Unit = unit
        assert all((doorstep, batches, books, outbox, mailboxes, units))


def test_a_store_in_memory_serves_many_threads_of_one_process() -> None:
    from concurrent.futures import ThreadPoolExecutor

    from tests.store.mails import NOON, take

    store = open_store("sqlite://")
    try:
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda n: take(store, str(n)), range(50)))
        assert len(store.claim(NOON, 100)) == 50
    finally:
        store.close()
