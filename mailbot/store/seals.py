"""Sealing and proving the audit log: chain heads joined into roots, and all of it computed anew (row G7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select, text, update

from mailbot.store.audit import digest_of_entry, digest_of_root
from mailbot.store.ledger_chain import PREFIX
from mailbot.store.opened import Opened
from mailbot.store.tables import audit, audit_head, audit_root

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection, Row

_UNSEALED = (
    select(audit_head.c.subject, audit_head.c.seq, audit_head.c.digest)
    .where(text("not is_sealed"))
    .order_by(audit_head.c.subject)
    .with_for_update()
)
_SEALED = (
    update(audit_head)
    .where(audit_head.c.subject == bindparam("of"), audit_head.c.seq == bindparam("at_seq"))
    .values(is_sealed=True)
)
_LAST_ROOT = select(audit_root.c.digest).order_by(audit_root.c.id.desc()).limit(1)
_CHAINS = select(audit).order_by(audit.c.subject, audit.c.seq)
_ROOTS = select(audit_root).order_by(audit_root.c.id)
_HEADS = select(audit_head.c.subject, audit_head.c.seq, audit_head.c.digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A place where the log is not what was written: the subject, or ``root`` with its number, the entry, and how."""

    subject: str
    seq: int
    fault: str

    def __str__(self) -> str:
        return f"{self.subject} {self.seq}: {self.fault}"


class Seals(Opened):
    """Keeping and proving the audit log."""

    def seal_audit(self, now: datetime) -> int:
        """Joins the heads of all chains that grew since the last time into a root that follows the root before;
        how many chains those were. Without any, no root is made."""
        with self._database.writing() as connection:
            heads = [[row.subject, row.seq, row.digest] for row in connection.execute(_UNSEALED)]
            if not heads:
                return 0
            prev = connection.scalar(_LAST_ROOT) or ""
            digest = digest_of_root(prev, self._hear(now), heads)
            connection.execute(insert(audit_root), {"at": now, "prev": prev, "heads": heads, "digest": digest})
            connection.execute(_SEALED, [{"of": subject, "at_seq": seq} for subject, seq, _ in heads])
            return len(heads)

    def verify_audit(self) -> tuple[Break, ...]:
        """Computes every chain and every root anew; empty when the log is as it was written. Entries that were
        changed, put in or taken out show in their chain, and a chain cut at its end in the root that sealed it. What
        the roots sealed of ledgers, `verify_ledgers` proves."""
        with self._database.reading() as connection:
            heads: dict[str, tuple[int, str]] = {}
            breaks = list(_chain_breaks(connection, heads))
            known = connection.execute(_HEADS)
            stored = {row.subject: (row.seq, row.digest) for row in known if not row.subject.startswith(PREFIX)}
            for subject in sorted(stored.keys() | heads.keys()):
                if stored.get(subject) != heads.get(subject):
                    seq = heads.get(subject, (0, ""))[0]
                    breaks.append(Break(subject=subject, seq=seq, fault="the chain does not end where it was left"))
            breaks.extend(_root_breaks(connection))
        return tuple(breaks)


def _chain_breaks(connection: Connection, heads: dict[str, tuple[int, str]]) -> Iterator[Break]:
    """Also fills in where each chain ends."""
    for row in connection.execution_options(yield_per=1000).execute(_CHAINS):
        seq, prev = heads.get(row.subject, (0, ""))
        fault = _fault(row, seq + 1, prev)
        if fault:
            yield Break(subject=row.subject, seq=row.seq, fault=fault)
        heads[row.subject] = (row.seq, row.digest)


def _fault(row: Row[*tuple[Any, ...]], seq: int, prev: str) -> str:
    if row.seq != seq:
        return f"entry {seq} is missing"
    if row.prev != prev:
        return "it does not follow the entry before it"
    whole = digest_of_entry(row.prev, row.subject, row.seq, row.at, row.actor, row.action, row.facts)
    return "" if whole == row.digest else "it is not what was written"


def _root_breaks(connection: Connection) -> Iterator[Break]:
    prev = ""
    for row in connection.execute(_ROOTS):
        if row.prev != prev or digest_of_root(row.prev, row.at, row.heads) != row.digest:
            yield Break(
                subject="root", seq=row.id, fault="it is not what was sealed, or does not follow the root before"
            )
        prev = row.digest
        for subject, seq, digest in row.heads:
            if subject.startswith(PREFIX):
                continue
            kept = select(audit.c.digest).where(audit.c.subject == subject, audit.c.seq == seq)
            if connection.scalar(kept) != digest:
                yield Break(subject=subject, seq=seq, fault=f"it is not what root {row.id} sealed")
