"""Inserts that meet a row already there: both databases can do it, each in its own construct of SQLAlchemy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Table

_INSERTS: tuple[Any, ...] = (sqlite_insert, postgresql_insert)


class Plain:
    """`INSERT`; a row that is there already is an IntegrityError."""

    def __init__(self, table: Table) -> None:
        self._statement = insert(table)

    def all_into(self, connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
        if rows:
            connection.execute(self._statement, rows)


class Insert:
    """`INSERT … ON CONFLICT DO NOTHING`; with `returning`, the value of that column of a row that was new."""

    def __init__(self, table: Table, *, returning: str = "") -> None:
        spelt = [insert_into(table).on_conflict_do_nothing() for insert_into in _INSERTS]
        if returning:
            spelt = [statement.returning(table.c[returning]) for statement in spelt]
        self._sqlite, self._postgresql = spelt
        self._returning = returning

    def into(self, connection: Connection, row: Mapping[str, object]) -> Any:
        """The returned value of a row that was added; None for one that existed, and where none was asked for."""
        statement = self._sqlite if connection.dialect.name == "sqlite" else self._postgresql
        result = connection.execute(statement, row)
        return result.scalar_one_or_none() if self._returning else None

    def all_into(self, connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
        """Several rows at once; those that exist are left as they are."""
        if rows:
            connection.execute(self._sqlite if connection.dialect.name == "sqlite" else self._postgresql, rows)


class Upsert:
    """`INSERT … ON CONFLICT (key) DO UPDATE` of every column that is not of the key."""

    def __init__(self, table: Table, *, only: tuple[str, ...] = ()) -> None:
        keys = [column.name for column in table.primary_key]
        changed = only or tuple(column.name for column in table.c if column.name not in keys)
        self._sqlite, self._postgresql = (
            statement.on_conflict_do_update(
                index_elements=keys, set_={name: statement.excluded[name] for name in changed}
            )
            for statement in (insert_into(table) for insert_into in _INSERTS)
        )

    def into(self, connection: Connection, row: Mapping[str, object]) -> None:
        connection.execute(self._sqlite if connection.dialect.name == "sqlite" else self._postgresql, row)

    def all_into(self, connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
        """Several rows, one after the other; of two with the same key the later one stays."""
        if rows:
            connection.execute(self._sqlite if connection.dialect.name == "sqlite" else self._postgresql, rows)
