"""Writing the audit log: every entry holds the digest of the one before it on the same subject (row G7)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, select, update

from mailbot.store.columns import canonical, storable
from mailbot.store.once import Insert
from mailbot.store.tables import audit, audit_head

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from mailbot.desk.records import AuditEntry

_NEW_ENTRY = insert(audit)
_NEW_HEAD = Insert(audit_head, returning="subject")
_HEAD = select(audit_head.c.seq, audit_head.c.digest).where(audit_head.c.subject == bindparam("of")).with_for_update()
_MOVED = (
    update(audit_head)
    .where(audit_head.c.subject == bindparam("of"))
    .values(seq=bindparam("now_seq"), digest=bindparam("now_digest"), is_sealed=False)
)


def append(connection: Connection, entry: AuditEntry) -> None:
    """Puts an entry behind the last one of its subject, within the caller's transaction; chains of other subjects
    are not waited for. A chain that another worker begins at the same moment is waited for, and followed."""
    subject, actor, action = storable(entry.subject), storable(entry.actor), storable(entry.action)
    seq, prev, is_begun = _behind(connection, subject)
    digest = digest_of_entry(prev, subject, seq, entry.at, actor, action, entry.facts)
    row = {
        "subject": subject,
        "seq": seq,
        "at": entry.at,
        "actor": actor,
        "action": action,
        "facts": entry.facts,
        "prev": prev,
        "digest": digest,
    }
    if is_begun:
        connection.execute(_MOVED, {"of": subject, "now_seq": seq, "now_digest": digest})
    else:
        head = {"subject": subject, "seq": seq, "digest": digest, "is_sealed": False}
        if _NEW_HEAD.into(connection, head) is None:
            append(connection, entry)
            return
    connection.execute(_NEW_ENTRY, row)


def _behind(connection: Connection, subject: str) -> tuple[int, str, bool]:
    """The number of the next entry, the digest of the last one, and whether there was one; holds the chain."""
    head = connection.execute(_HEAD, {"of": subject}).one_or_none()
    return (1, "", False) if head is None else (head.seq + 1, head.digest, True)


def digest_of_entry(
    prev: str, subject: str, seq: int, at: datetime, actor: str, action: str, facts: Mapping[str, object]
) -> str:
    """SHA-256 over the entry before and all of this one, in canonical JSON."""
    return _sha256([prev, subject, seq, at, actor, action, facts])


def digest_of_root(prev: str, at: datetime, heads: object) -> str:
    return _sha256([prev, at, heads])


def _sha256(whole: list[object]) -> str:
    return hashlib.sha256(storable(canonical(whole)).encode()).hexdigest()
