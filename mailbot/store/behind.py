"""Rows that a unit keeps back and writes together: those of its own cases, for which nobody else can ask before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

Row: TypeAlias = "Mapping[str, object]"


class Writes(Protocol):
    """A statement that writes several rows."""

    def all_into(self, connection: Connection, rows: Sequence[Row]) -> None: ...


class Behind:
    """What is still to be written, by statement: one round trip each for the rows of many mails."""

    def __init__(self) -> None:
        self._rows: dict[Writes, list[Row]] = {}

    def keep(self, how: Writes, *rows: Row) -> None:
        """Puts rows behind those that are kept for the same statement; all have the same columns."""
        if rows:
            self._rows.setdefault(how, []).extend(rows)

    def kept(self, how: Writes) -> Sequence[Row]:
        """The rows that are kept for a statement."""
        return self._rows.get(how, ())

    def write(self, connection: Connection) -> None:
        """Writes everything, in the order in which each statement was first wanted."""
        rows, self._rows = self._rows, {}
        for how, several in rows.items():
            how.all_into(connection, several)

    def marked(self) -> dict[Writes, list[Row]]:
        """What is kept now, for `back_to`: writing inside a savepoint may be undone with it."""
        return {how: list(several) for how, several in self._rows.items()}

    def back_to(self, mark: dict[Writes, list[Row]]) -> None:
        self._rows = mark
