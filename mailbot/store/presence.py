"""Who of the workers is alive: a lock that each holds for as long as its process lives, and that its death frees.

A lease alone would let work wait for minutes after a crash, and a heartbeat is a write every few seconds; the
operating system (for a SQLite file) and PostgreSQL (for a session) free a lock at the very moment of a `kill -9`.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import secrets
import socket
import threading
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from mailbot.desk.records import TryLater

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from mailbot.store.engine import Database


class Presence(Protocol):
    """One worker's own sign of life, and its look at those of others."""

    owner: str

    def announce(self) -> None:
        """Holds the sign of life from now on; cheap when it is held already."""

    def is_gone(self, owner: str) -> bool:
        """Whether the process that claimed under this name is known to be dead."""

    def close(self) -> None: ...


def presence_of(database: Database) -> Presence:
    """The kind that fits the database; the name is new for each opening of a store and never used again."""
    owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(8)}"
    if not database.is_sqlite:
        return SessionPresence(owner, database.engine)
    if database.path is None:
        return OnlyPresence(owner)
    return FilePresence(owner, database.path.with_name(f"{database.path.name}-workers"))


class OnlyPresence:
    """For a database in memory, which nobody outlives."""

    def __init__(self, owner: str) -> None:
        self.owner = owner

    def announce(self) -> None:
        pass

    def is_gone(self, owner: str) -> bool:
        return owner != self.owner

    def close(self) -> None:
        pass


class FilePresence:
    """A locked file beside the database (flock(2)): each opening of a store has its own."""

    def __init__(self, owner: str, folder: Path) -> None:
        self.owner = owner
        self._folder = folder
        self._held: int | None = None
        self._turn = threading.Lock()

    def announce(self) -> None:
        with self._turn:
            if self._held is not None:
                return
            self._folder.mkdir(mode=0o700, exist_ok=True)
            held = os.open(self._file_of(self.owner), os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._held = held

    def is_gone(self, owner: str) -> bool:
        if owner == self.owner:
            return False
        path = self._file_of(owner)
        try:
            file = os.open(path, os.O_RDWR)
        except FileNotFoundError:
            return True
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        else:
            path.unlink(missing_ok=True)
            return True
        finally:
            os.close(file)

    def close(self) -> None:
        with self._turn:
            if self._held is None:
                return
            self._file_of(self.owner).unlink(missing_ok=True)
            os.close(self._held)
            self._held = None

    def _file_of(self, owner: str) -> Path:
        return self._folder / f"{owner.replace('/', '_')}.lock"


class SessionPresence:
    """An advisory lock of PostgreSQL, held by a session of its own; the server frees it when the session ends."""

    def __init__(self, owner: str, engine: Engine) -> None:
        self.owner = owner
        self._engine = engine
        self._session: Connection | None = None
        self._turn = threading.Lock()

    def announce(self) -> None:
        with self._turn:
            self._alive_session()

    def is_gone(self, owner: str) -> bool:
        if owner == self.owner:
            return False
        key = _lock_key(owner)
        with self._turn:
            session = self._alive_session()
            if not session.scalar(select(func.pg_try_advisory_lock(key))):
                return False
            session.execute(select(func.pg_advisory_unlock(key)))
            return True

    def close(self) -> None:
        with self._turn:
            self._drop()

    def _alive_session(self) -> Connection:
        if self._session is not None:
            try:
                self._session.execute(select(1))
            except (TryLater, DBAPIError):
                self._drop()
            else:
                return self._session
        session = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        session.execute(select(func.pg_try_advisory_lock(_lock_key(self.owner))))
        self._session = session
        return session

    def _drop(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            with contextlib.suppress(TryLater, DBAPIError):
                session.invalidate()
            session.close()


def _lock_key(owner: str) -> int:
    digest = hashlib.sha256(f"mailbot worker {owner}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
