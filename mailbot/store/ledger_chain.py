"""The chain of a ledger: every line holds the digest of itself and the one before, and the last one stands among the
heads of the audit log, whose roots seal it with them (row G7)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam, select

from mailbot.store.columns import canonical, storable
from mailbot.store.once import Upsert
from mailbot.store.tables import audit_head

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

PREFIX: Final = "ledger:"
"""Begins the subject of a ledger's head; a contract's id follows."""
CHAINED: Final = (
    "contract_id",
    "seq",
    "at",
    "kind",
    "units",
    "cause",
    "part",
    "pack_id",
    "case_id",
    "reference",
    "actor",
    "why",
    "minutes",
    "undoes",
)
"""The columns of a line that its digest proves: all of them. Revision 0010 wrote the first digests in this order."""

_HEAD = select(audit_head.c.seq, audit_head.c.digest).where(audit_head.c.subject == bindparam("of"))
_HEADS = Upsert(audit_head)


def digest_of_line(prev: str, row: Mapping[str, object]) -> str:
    """SHA-256 over the line before and all of this one, in canonical JSON, as of the audit log's entries."""
    values = (row[column] for column in CHAINED)
    whole = [prev, *(storable(value) if isinstance(value, str) else value for value in values)]
    return hashlib.sha256(canonical(whole).encode()).hexdigest()


def head_of(connection: Connection, contract_id: str) -> tuple[int, str]:
    """The number and digest of the last line that was written; (0, "") before the first."""
    found = connection.execute(_HEAD, {"of": f"{PREFIX}{contract_id}"}).one_or_none()
    return (0, "") if found is None else (found.seq, found.digest)


def chained(connection: Connection, rows: Iterable[Mapping[str, object]], contract_id: str) -> list[dict[str, object]]:
    """New rows of a contract, which is held, with their digests; its head moves on to the last of them."""
    _, digest = head_of(connection, contract_id)
    found: list[dict[str, object]] = []
    for row in rows:
        digest = digest_of_line(digest, row)
        found.append({**row, "digest": digest})
    head = {"subject": f"{PREFIX}{contract_id}", "seq": found[-1]["seq"], "digest": digest, "is_sealed": False}
    _HEADS.into(connection, head)
    return found
