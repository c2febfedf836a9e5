"""The one row about the desk's database itself, and the making of a new database with it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from sqlalchemy import insert, inspect, select, text, update

from mailbot.store.engine import Database, Unreachable
from mailbot.store.numbers import CASES, begin_at
from mailbot.store.opened import Opened
from mailbot.store.tables import counter, desk_meta, metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection

SCHEMA: Final = "0011"
"""The revision that this code is written for: the newest of `migrations/versions`."""

MAKING: Final = 0x6D61696C626F7401
"""PostgreSQL's advisory lock under which a database is made or migrated."""

_VERSION = text("select version_num from alembic_version")
_HOLD = select(desk_meta.c.id).with_for_update()


class Desk(Opened):
    """Questions about the database as a whole."""

    def generation(self) -> str:
        """The id that this database got when it was made; a copy that was restored has it too."""
        with self._database.reading() as connection:
            return str(connection.scalar(select(desk_meta.c.generation)))

    def is_rehearsal(self) -> bool:
        """Whether it was ever played upon with a clock of its own; then `run` refuses it (DECISIONS 48)."""
        with self._database.reading() as connection:
            return bool(connection.scalar(select(desk_meta.c.rehearsal)))

    def mark_rehearsal(self) -> None:
        """For good: what was rehearsed upon never serves customers."""
        with self._database.writing() as connection:
            connection.execute(update(desk_meta).values(rehearsal=True))


def store_version(database: Database) -> str | None:
    """The revision of the database, None for one that holds nothing. Raises Unreachable for one of another program."""
    with database.reading() as connection:
        return version_on(connection)


def version_on(connection: Connection) -> str | None:
    """The same within a transaction."""
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" in tables and desk_meta.name in tables:
        return str(connection.execute(_VERSION).scalar_one())
    if tables:
        raise Unreachable("store.url: this database holds tables of another program; name an empty one")
    return None


def make_new(database: Database) -> None:
    """Makes all tables of an empty database at once; with a database that somebody makes meanwhile, nothing."""
    with database.writing() as connection:
        hold_making(connection)
        if version_on(connection) is not None:
            return
        metadata.create_all(connection)
        connection.execute(text("create table alembic_version (version_num varchar(32) primary key not null)"))
        connection.execute(text("insert into alembic_version values (:revision)"), {"revision": SCHEMA})
        first_rows(connection)


def first_rows(connection: Connection) -> None:
    """What every database of a desk begins with."""
    row = {
        "id": 1,
        "generation": secrets.token_hex(16),
        "pepper": secrets.token_bytes(32),
        "rehearsal": False,
        "contracts_version": 0,
    }
    connection.execute(insert(desk_meta), row)
    connection.execute(insert(counter), {"name": CASES, "value": 0})


def hold_making(connection: Connection) -> None:
    """Makes other processes wait until this transaction ends; SQLite's write lock does so anyway."""
    if connection.dialect.name != "sqlite":
        connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": MAKING})


def hold_desk(connection: Connection) -> None:
    """Makes others who change what there is once per desk wait until this transaction ends."""
    connection.execute(_HOLD)


def begin(database: Database, *, first_number: int) -> bytes:
    """The desk's secret for address digests; the series of case numbers goes on at `first_number` at the least."""
    with database.reading() as connection:
        pepper = bytes(connection.execute(select(desk_meta.c.pepper)).scalar_one())
        value = connection.execute(select(counter.c.value).where(counter.c.name == CASES)).scalar_one()
    if value < first_number - 1:
        with database.writing() as connection:
            begin_at(connection, first_number)
    return pepper
