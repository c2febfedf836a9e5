"""The one way into the desk's database: opening it, and a unit of work upon it."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from mailbot.store import meta
from mailbot.store.contract_cache import ContractCache
from mailbot.store.contracts import Contracts
from mailbot.store.doorstep import Doorstep
from mailbot.store.engine import Database, Unreachable
from mailbot.store.folders import Folders
from mailbot.store.held import Held
from mailbot.store.keys import Keys
from mailbot.store.ledgers import Ledgers
from mailbot.store.mailboxes import Mailboxes
from mailbot.store.migrate import needs_upgrade, upgrade
from mailbot.store.numbers import Numbers
from mailbot.store.outbox import Outbox
from mailbot.store.presence import presence_of
from mailbot.store.reading import Reading
from mailbot.store.seals import Seals
from mailbot.store.unit import Unit
from mailbot.store.work import Lent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

LEASE = timedelta(minutes=5)


class Store(Doorstep, Outbox, Held, Mailboxes, Folders, Contracts, Keys, Reading, Ledgers, Seals, meta.Desk):
    """One open database, shared by the threads of a process. Its methods are transactions; `unit` is one for
    everything that a decision causes. They raise TryLater when the database cannot serve them now."""

    @contextmanager
    def unit(self, now: datetime | None = None) -> Iterator[Unit]:
        """Commits when the block ends and undoes everything when it raises. `now` is when what it does happens;
        without it, the newest instant that the store was told."""
        with self._database.writing() as connection:
            unit = Unit(connection, self._lent, owner=self.owner, now=self._hear(now))
            yield unit
            unit.settle()
        unit.committed()


def open_store(
    url: str, *, password: str = "", case_prefix: str = "INC", first_number: int = 1, lease: timedelta = LEASE
) -> Store:
    """Opens ``sqlite:///FILE``, ``sqlite://`` (in memory) or ``postgresql://…``, and makes the tables of an empty one.

    `password` is PostgreSQL's where the address holds none. `lease` is how long a claim lasts when nobody can tell
    whether its worker lives. Raises Unreachable, with what to do, for a database that cannot be used as it stands or
    that an earlier release made, and TryLater.
    """
    database = Database(url, password)
    try:
        if meta.store_version(database) is None:
            meta.make_new(database)
        if needs_upgrade(database):
            raise Unreachable("the database is of an earlier mailbot: make a backup, then run `mailbot db upgrade`")
        pepper = meta.begin(database, first_number=first_number)
    except BaseException:
        database.close()
        raise
    numbers = Numbers(database, case_prefix)
    lent = Lent(pepper=pepper, numbers=numbers, contracts=ContractCache(), snapshots=set())
    return Store(database, presence=presence_of(database), lent=lent, lease=lease)


def upgrade_store(url: str, *, password: str = "") -> tuple[str, str]:
    """Migrates the database at this address to this release, making its tables where there are none; the revision
    before (empty for a new one) and after. Raises Unreachable as `open_store`; then nothing was changed."""
    database = Database(url, password)
    try:
        before = meta.store_version(database)
        if before is None or needs_upgrade(database):
            return before or "", upgrade(database)
        return before, before
    finally:
        database.close()
