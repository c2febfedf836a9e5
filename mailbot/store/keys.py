"""The desk's signing keys: made at first start, rotated, the old ones kept for reading (DECISIONS 47)."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from mailbot.desk.records import AuditEntry
from mailbot.store.audit import append
from mailbot.store.meta import hold_desk
from mailbot.store.opened import Opened
from mailbot.store.tables import signing_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

KEY_BYTES = 32


class Keys(Opened):
    """The keys under which tokens are signed."""

    def keyring(self, now: datetime | None = None) -> tuple[Mapping[str, bytes], str]:
        """All keys by id, and the id of the one that signs; the first is made when there is none."""
        with self._database.reading() as connection:
            found = _keys(connection)
        if found is not None:
            return found
        with self._database.writing() as connection:
            hold_desk(connection)
            return _keys(connection) or _make(connection, self._hear(now), "desk")

    def rotate_key(self, now: datetime, by: str = "operator") -> tuple[Mapping[str, bytes], str]:
        """A new key signs from now on; what the older ones signed is still understood."""
        with self._database.writing() as connection:
            hold_desk(connection)
            return _make(connection, self._hear(now), by)


def _keys(connection: Connection) -> tuple[Mapping[str, bytes], str] | None:
    rows = connection.execute(select(signing_key).order_by(signing_key.c.made_at, signing_key.c.id)).all()
    current = [row.id for row in rows if row.is_current]
    return ({row.id: row.secret for row in rows}, current[-1]) if current else None


def _make(connection: Connection, now: datetime, by: str) -> tuple[Mapping[str, bytes], str]:
    """The id is short, for it travels in every token."""
    known = set(connection.scalars(select(signing_key.c.id)))
    key_id = next(name for name in iter(lambda: secrets.token_hex(2), "") if name not in known)
    connection.execute(update(signing_key).values(is_current=False))
    row = {"id": key_id, "secret": secrets.token_bytes(KEY_BYTES), "made_at": now, "is_current": True}
    connection.execute(insert(signing_key), row)
    append(connection, AuditEntry(at=now, actor=by, action="key.made", subject="desk:keys", facts={"key": key_id}))
    found = _keys(connection)
    if found is None:
        raise RuntimeError("the signing key that was just made is not there")
    return found
