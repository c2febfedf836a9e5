"""Connections to SQLite and PostgreSQL: how a transaction begins, waits and fails on each."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import URL, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.exc import TimeoutError as PoolExhausted

from mailbot.desk.records import TryLater

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import ExceptionContext

BUSY_SECONDS: Final = 10.0
"""How long a writer waits for another process's lock before it is told to try later."""

PRAGMAS: Final = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA journal_size_limit = 67108864",
)
TRANSIENT: Final = frozenset({"40001", "40P01", "55P03", "57014", "57P01", "57P02", "57P03", "53300"})
"""PostgreSQL: serialization failure, deadlock, lock not available, cancelled, shut down, too many connections."""


class Unreachable(RuntimeError):
    """The address of the store cannot be used as it stands; the sentence says what to change."""


class Database:
    """One database of one desk. Readers never wait for writers; SQLite's one writer at a time is queued here.

    Errors show no parameters: those are people's addresses and words, and errors end in logs (REALITIES 111).
    """

    def __init__(self, url: str, password: str = "") -> None:
        self.url: Final = _understood(url, password)
        self.is_sqlite: Final = self.url.get_backend_name() == "sqlite"
        self.engine: Final = _sqlite(self.url) if self.is_sqlite else _postgresql(self.url)
        self._writer: Final = self.engine.execution_options(writes=True)
        self._turn = threading.RLock()

    @property
    def path(self) -> Path | None:
        """The file of a SQLite database, None for one in memory and for PostgreSQL."""
        name = self.url.database
        return Path(name) if self.is_sqlite and name and name != ":memory:" else None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only asks. Raises TryLater when the database cannot serve it now."""
        with _patience(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that holds SQLite's write lock from its start (REALITIES 113): no lost updates, no upgrade
        of a read lock that fails half-way. Threads of this process take turns here instead of polling the file."""
        if not self.is_sqlite:
            with _patience(), self._writer.begin() as connection:
                yield connection
            return
        with self._turn, _patience(), self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        self.engine.dispose()


@contextmanager
def _patience() -> Iterator[None]:
    try:
        yield
    except PoolExhausted as error:
        raise TryLater("all connections to the database are in use") from error


def _understood(url: str, password: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise Unreachable("store.url is no address: write sqlite:///FILE or postgresql://USER@HOST/NAME") from error
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return parsed
    if backend == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        return parsed.set(password=password) if password else parsed
    raise Unreachable(f"store.url begins with {backend}: write sqlite:///FILE or postgresql://USER@HOST/NAME")


def _sqlite(url: URL) -> Engine:
    in_memory = not url.database or url.database == ":memory:"
    if not in_memory:
        _make_private(Path(str(url.database)))
    size: dict[str, Any] = {"pool_size": 1, "max_overflow": 0} if in_memory else {"pool_size": 8, "max_overflow": 24}
    engine = create_engine(
        url,
        poolclass=QueuePool,
        hide_parameters=True,
        pool_timeout=BUSY_SECONDS,
        connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS, "cached_statements": 512},
        **size,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "handle_error", _translate)
    return engine


def _make_private(path: Path) -> None:
    """Creates the file, and its folder, for its owner alone: it will hold other people's mail."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise Unreachable(f"store.url: {path} cannot be opened for writing: {error.strerror}") from error


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(pragma).close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql(url: URL) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=8,
        max_overflow=24,
        pool_timeout=BUSY_SECONDS,
        pool_pre_ping=True,
        connect_args={"application_name": "mailbot", "options": "-c timezone=UTC", "connect_timeout": 10},
    )
    event.listen(engine, "handle_error", _translate)
    return engine


def _translate(context: ExceptionContext) -> BaseException | None:
    """What passes by itself becomes TryLater; everything else stays the error that it is."""
    error = context.original_exception
    if getattr(error, "sqlite_errorname", "") == "SQLITE_NOTADB":
        return Unreachable("store.url: the file is no SQLite database; name another, or move it away")
    if context.is_disconnect or _passes(error):
        later = TryLater(f"the database cannot do it now: {type(error).__name__}")
        later.__cause__ = error
        return later
    return None


def _passes(error: BaseException) -> bool:
    state = getattr(error, "sqlstate", None)
    if state is not None:
        return state in TRANSIENT or str(state).startswith("08")
    name = getattr(error, "sqlite_errorname", "")
    if name:
        return str(name).startswith(("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR"))
    return type(error).__module__.startswith("psycopg") and type(error).__name__ in (
        "OperationalError",
        "ConnectionTimeout",
    )
