"""Bringing a database of an earlier release up to date; all of it in one transaction, or nothing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from mailbot.store.engine import Unreachable
from mailbot.store.meta import SCHEMA, first_rows, hold_making, store_version, version_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from mailbot.store.engine import Database


def needs_upgrade(database: Database) -> bool:
    """Whether it holds an earlier release's tables. Raises Unreachable for a later release's or foreign ones."""
    version = store_version(database)
    if version is None or version == SCHEMA:
        return False
    if version > SCHEMA:
        raise Unreachable(
            f"store.url: the database is of a newer mailbot (schema {version}; this one knows {SCHEMA}); "
            "install that version again, or restore the backup made before it"
        )
    return True


def upgrade(database: Database) -> str:
    """Migrates to this release's tables, making them in an empty database; returns the revision."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "mailbot.store:migrations")
    with _rebuilding(database) as connection:
        hold_making(connection)
        is_new = version_on(connection) is None
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if is_new:
            first_rows(connection)
    return SCHEMA


@contextmanager
def _rebuilding(database: Database) -> Iterator[Connection]:
    """A transaction in which SQLite may rebuild tables: references are checked at its end instead."""
    if not database.is_sqlite:
        with database.writing() as connection:
            yield connection
        return
    with database.engine.execution_options(writes=True).connect() as connection:
        driver = connection.connection.driver_connection
        if driver is None:
            raise Unreachable("store.url: the database gave no connection")
        driver.execute("PRAGMA foreign_keys = OFF").close()
        try:
            with connection.begin():
                yield connection
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    raise Unreachable(f"the migration would leave {len(broken)} rows without what they refer to")
        finally:
            driver.execute("PRAGMA foreign_keys = ON").close()
