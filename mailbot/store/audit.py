"""Writing the audit log: every entry holds the digest of the one before it on the same subject (row G7)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from mailbot.store.columns import canonical, storable
from mailbot.store.once import Insert, Plain, Upsert
from mailbot.store.tables import audit, audit_head

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from mailbot.desk.records import AuditEntry
    from mailbot.store.behind import Behind

_NEW_ENTRY = Plain(audit)
_HEADS = Upsert(audit_head)
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
    subject = storable(entry.subject)
    seq, prev, is_begun = _last(connection, subject)
    row = _row(entry, subject, seq, prev)
    if is_begun:
        connection.execute(_MOVED, {"of": subject, "now_seq": seq, "now_digest": row["digest"]})
    elif _NEW_HEAD.into(connection, _head(row)) is None:
        append(connection, entry)
        return
    _NEW_ENTRY.all_into(connection, [row])


def append_behind(behind: Behind, chains: list[tuple[str, int, str]], entry: AuditEntry) -> None:
    """The same for a subject that came into the world in this very unit: its chain is known without asking. `chains`
    holds subject, number and digest of the entries of such subjects, and gets the new one's."""
    seq, prev = next(((seq, digest) for subject, seq, digest in reversed(chains) if subject == entry.subject), (0, ""))
    row = _row(entry, entry.subject, seq + 1, prev)
    chains.append((entry.subject, seq + 1, str(row["digest"])))
    behind.keep(_HEADS, _head(row))
    behind.keep(_NEW_ENTRY, row)


def _row(entry: AuditEntry, subject: str, seq: int, prev: str) -> dict[str, object]:
    actor, action = storable(entry.actor), storable(entry.action)
    return {
        "subject": subject,
        "seq": seq,
        "at": entry.at,
        "actor": actor,
        "action": action,
        "facts": entry.facts,
        "prev": prev,
        "digest": digest_of_entry(prev, subject, seq, entry.at, actor, action, entry.facts),
    }


def _head(row: Mapping[str, object]) -> dict[str, object]:
    return {"subject": row["subject"], "seq": row["seq"], "digest": row["digest"], "is_sealed": False}


def _last(connection: Connection, subject: str) -> tuple[int, str, bool]:
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
