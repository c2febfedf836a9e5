"""The one series of case numbers (DECISIONS 13): never reused, gaps allowed, and no worker queues for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, text, update

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
    """Draws numbers. On PostgreSQL each is drawn in a short transaction of its own, so that a unit that opens a
    case does not hold the counter until it commits; that transaction need not wait for the disk, because whatever
    commits after it is written after it. SQLite has one writer anyway."""

    def __init__(self, database: Database, prefix: str) -> None:
        self._database = database
        self._prefix = prefix

    def draw(self, connection: Connection) -> str:
        """The next number, spelt as customers see it, like ``INC-000123``."""
        if self._database.is_sqlite:
            return self._spelt(int(connection.execute(_NEXT).scalar_one()))
        with self._database.engine.begin() as own:
            own.execute(text("set local synchronous_commit to off"))
            return self._spelt(int(own.execute(_NEXT).scalar_one()))

    def _spelt(self, value: int) -> str:
        return f"{self._prefix}-{value:06d}"


def begin_at(connection: Connection, first: int) -> None:
    """Lets the series go on at `first` where it has not come so far yet (taking over from another tool)."""
    connection.execute(_RAISE, {"least": first - 1})
