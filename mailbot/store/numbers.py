"""The one series of case numbers (DECISIONS 13): never reused, gaps allowed, and no worker queues for it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, text, update

from mailbot.desk.records import TryLater
from mailbot.desk.subjects import format_number
from mailbot.store.tables import counter

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from mailbot.store.engine import Database

CASES = "case"

_NEXT = update(counter).where(counter.c.name == CASES).values(value=counter.c.value + 1).returning(counter.c.value)
_RAISE = (
    update(counter)
    .where(counter.c.name == CASES, counter.c.value < bindparam("least"))
    .values(value=bindparam("least"))
)


class Numbers:
    """Draws numbers. On PostgreSQL each is drawn in a commit of its own, on a session of its own, so that a unit that
    opens a case does not hold the counter until it commits; that commit need not wait for the disk, because whatever
    is committed after it is written after it. SQLite has one writer anyway."""

    def __init__(self, database: Database, prefix: str) -> None:
        self._database = database
        self._prefix = prefix
        self._session: Connection | None = None
        self._turn = threading.Lock()

    def draw(self, connection: Connection) -> str:
        """The next number, spelt as customers see it, like ``INC-000123``."""
        if self._database.is_sqlite:
            return self._spelt(connection.execute(_NEXT).scalar_one())
        with self._turn:
            try:
                return self._spelt(self._own_session().execute(_NEXT).scalar_one())
            except TryLater:
                self._drop()
                raise

    def close(self) -> None:
        with self._turn:
            self._drop()

    def _own_session(self) -> Connection:
        if self._session is None:
            session = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            session.execute(text("set synchronous_commit to off"))
            self._session = session
        return self._session

    def _drop(self) -> None:
        """The session is ended, not given back: its setting must not reach other work."""
        session, self._session = self._session, None
        if session is not None:
            session.invalidate()
            session.close()

    def _spelt(self, value: int) -> str:
        return format_number(self._prefix, value)


def begin_at(connection: Connection, first: int) -> None:
    """Lets the series go on at `first` where it has not come so far yet (taking over from another tool)."""
    connection.execute(_RAISE, {"least": first - 1})
