"""The databases that the store is tested on: a SQLite file, and PostgreSQL where there is one or one can be started.

`MAILBOT_TEST_POSTGRES` names a server (``postgresql://…``) on which databases may be made; without it a cluster of
its own is started from the programs under /usr/lib/postgresql. `MAILBOT_REQUIRE_SERVERS=1` makes its absence a failure.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url, text

from mailbot.store import Store, open_store
from mailbot.store.engine import Database
from mailbot.store.meta import first_rows
from mailbot.store.tables import metadata

SETTINGS = ["listen_addresses=''", "fsync=off", "full_page_writes=off", "max_connections=200", "shared_buffers=32MB"]


def programs_folder() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def _as_server(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root; then it runs as its own user, to whom the folder is given."""
    if os.getuid() != 0:
        return []
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


@contextmanager
def cluster(programs: Path) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="mailbot-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        prefix = _as_server(folder)
        place = folder / "cluster"
        options = " ".join(f"-c {one}" for one in [*SETTINGS, f"unix_socket_directories={folder}"])
        control = [*prefix, str(programs / "pg_ctl"), "-D", str(place), "-w"]
        _run([*prefix, str(programs / "initdb"), "-D", str(place), "-U", "postgres", "-A", "trust", "-E", "UTF8"])
        _run([*control, "-l", str(folder / "log"), "-o", options, "start"])
        try:
            yield f"postgresql://postgres@/postgres?host={folder}"
        finally:
            _run([*control, "-m", "immediate", "stop"])


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, env={**os.environ, "LC_ALL": "C"})


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a server on which databases may be made."""
    given = os.environ.get("MAILBOT_TEST_POSTGRES")
    programs = programs_folder()
    if given:
        yield given
    elif programs is None:
        reason = "no PostgreSQL: set MAILBOT_TEST_POSTGRES, or `make test-servers` installs one"
        if os.environ.get("MAILBOT_REQUIRE_SERVERS") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    else:
        with cluster(programs) as url:
            yield url


@contextmanager
def empty_postgresql(server: str) -> Iterator[str]:
    """An empty database on that server, gone afterwards."""
    name = f"mailbot_test_{secrets.token_hex(6)}"
    plain = make_url(server).set(drivername="postgresql")
    with psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        try:
            yield plain.set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def postgresql_desk(postgresql_server: str) -> Iterator[str]:
    """A database with all tables, for one test after the other; making one for each would take most of the time."""
    with empty_postgresql(postgresql_server) as url:
        open_store(url).close()
        yield url


def as_new(url: str) -> None:
    """Takes out whatever a test has left, and begins the numbers anew."""
    emptied = ";".join(f"delete from {table.name}" for table in reversed(metadata.sorted_tables))
    anew = "select setval(oid, 1, false) from pg_class where relkind = 'S'"
    database = Database(url)
    with database.writing() as connection:
        connection.execute(text(emptied))
        connection.execute(text(anew))
        first_rows(connection)
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table, of either kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'desk.db'}"
    else:
        with empty_postgresql(request.getfixturevalue("postgresql_server")) as url:
            yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database of a new desk, of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'desk.db'}"
    url: str = request.getfixturevalue("postgresql_desk")
    as_new(url)
    return url


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A new store on either kind of database."""
    opened = open_store(database_url)
    yield opened
    opened.close()
