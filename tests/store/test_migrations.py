"""The database that migrations make is the one that the code is written for, from every released state."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, make_url, text

from mailbot.store import Unreachable, open_store, upgrade_store
from mailbot.store.engine import Database
from mailbot.store.meta import SCHEMA, store_version
from mailbot.store.migrate import needs_upgrade
from mailbot.store.tables import ERASABLE, metadata

RELEASED = Path(__file__).parent / "released"


def indexes(database: Database) -> dict[str, object]:
    """Names, columns, uniqueness and conditions; Alembic compares no conditions."""
    found = inspect(database.engine)
    return {
        f"{table}.{index['name']}": (
            index["column_names"],
            index["unique"],
            sorted(map(str, index.get("dialect_options", {}).values())),
        )
        for table in sorted(found.get_table_names())
        for index in found.get_indexes(table)
    }


def differences(database: Database) -> list[object]:
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "target_metadata": metadata})
        return list(compare_metadata(context, metadata))


def test_the_migrated_schema_is_that_of_the_tables(empty_url: str) -> None:
    before, after = upgrade_store(empty_url)

    database = Database(empty_url)
    try:
        assert (before, after) == ("", SCHEMA)
        assert differences(database) == []
    finally:
        database.close()


def test_a_database_made_at_once_is_the_same_as_a_migrated_one(empty_url: str, tmp_path: Path) -> None:
    open_store(empty_url).close()
    made = Database(empty_url)
    made_indexes, made_differences = indexes(made), differences(made)
    with made.writing() as connection:
        metadata.drop_all(connection)
        connection.execute(text("drop table alembic_version"))
    made.close()

    upgrade_store(empty_url)

    migrated = Database(empty_url)
    try:
        assert made_differences == []
        assert indexes(migrated) == made_indexes
    finally:
        migrated.close()


def test_the_code_is_written_for_the_newest_revision() -> None:
    config = Config()
    config.set_main_option("script_location", "mailbot.store:migrations")

    assert ScriptDirectory.from_config(config).get_current_head() == SCHEMA


def test_every_revision_has_its_released_state() -> None:
    config = Config()
    config.set_main_option("script_location", "mailbot.store:migrations")
    revisions = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}

    assert {path.name.split(".")[0] for path in RELEASED.glob("*.sql")} == revisions


def load_released(url: str, revision: str) -> None:
    """Puts a database there as that release left it."""
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    script = (RELEASED / f"{revision}.{backend}.sql").read_text(encoding="utf-8")
    if backend == "sqlite":
        connection = sqlite3.connect(str(parsed.database))
        connection.executescript(script)
        connection.close()
        return
    with psycopg.connect(parsed.set(drivername="postgresql").render_as_string(hide_password=False)) as session:
        session.execute(script.encode())


@pytest.mark.parametrize("revision", sorted({path.name.split(".")[0] for path in RELEASED.glob("*.sql")}))
def test_a_released_state_becomes_this_one_and_keeps_its_cases(empty_url: str, revision: str) -> None:
    load_released(empty_url, revision)

    before, after = upgrade_store(empty_url)

    database = Database(empty_url)
    wrong = differences(database)
    database.close()
    opened = open_store(empty_url)
    try:
        assert (before, after, wrong) == (revision, SCHEMA, [])
        assert [case.subject for case in opened.cases()] == ["請求書が届きません"]
        assert opened.verify_audit() == ()
        assert opened.verify_ledgers() == ()
        assert [contract.contacts[0].name for contract in opened.contracts()] == ["山田 太郎"]
    finally:
        opened.close()


def test_an_older_schema_is_refused_with_what_to_do(empty_url: str) -> None:
    open_store(empty_url).close()
    database = Database(empty_url)
    with database.writing() as connection:
        connection.execute(text("update alembic_version set version_num = '0000'"))

    try:
        assert needs_upgrade(database)
        with pytest.raises(Unreachable, match="db upgrade"):
            open_store(empty_url)
    finally:
        database.close()


def test_a_newer_schema_is_refused(empty_url: str) -> None:
    open_store(empty_url).close()
    database = Database(empty_url)
    with database.writing() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    database.close()

    with pytest.raises(Unreachable, match="newer"):
        open_store(empty_url)


def test_a_database_of_another_program_is_left_alone(empty_url: str) -> None:
    database = Database(empty_url)
    with database.writing() as connection:
        connection.execute(text("create table ledger (id integer)"))

    try:
        with pytest.raises(Unreachable, match="another program"):
            open_store(empty_url)
        with database.reading() as connection:
            assert inspect(connection).get_table_names() == ["ledger"]
    finally:
        database.close()


def test_the_version_of_an_empty_database_is_none(empty_url: str) -> None:
    database = Database(empty_url)
    try:
        assert store_version(database) is None
        assert not needs_upgrade(database)
    finally:
        database.close()


def test_words_and_addresses_stand_in_erasable_tables_alone() -> None:
    personal = {"address", "addresses", "from_address", "to_addresses", "recipient", "envelope_from", "sender", "name"}
    personal |= {"text", "new_text", "words", "hint", "login", "address_key", "recipients"}
    exempt = {("counter", "name"), ("clock", "name")}

    found = {
        (table.name, column.name)
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name in personal and (table.name, column.name) not in exempt
    }

    assert found <= {(table, column) for table, columns in ERASABLE.items() for column in columns}
    assert {table for table, _ in found}.isdisjoint({"event", "audit", "audit_head", "audit_root", "outbox", "inbox"})
