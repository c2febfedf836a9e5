"""One transaction of the desk: every question and change that a decision needs, true together or not at all."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, text, update

from mailbot.desk.mail import address_key
from mailbot.store import audit, contract_cache, contract_rows, held_rows
from mailbot.store.case_work import CaseWork
from mailbot.store.columns import storable
from mailbot.store.contact_work import ContactWork
from mailbot.store.faults_work import FaultsWork
from mailbot.store.guard_work import GuardWork
from mailbot.store.held_work import HeldWork
from mailbot.store.inbox import finish_row, whole_rows
from mailbot.store.ledger_work import LedgerWork
from mailbot.store.month_reports import MonthReportWork
from mailbot.store.once import Insert
from mailbot.store.promised_work import PromisedWork
from mailbot.store.queues import QueuesWork
from mailbot.store.report_work import ReportWork
from mailbot.store.served_work import ServedWork
from mailbot.store.stops_work import StopsWork
from mailbot.store.tables import contract_key, inbox, snapshot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailbot.desk.clientele import Clientele
    from mailbot.desk.people import Contract
    from mailbot.desk.records import AuditEntry, HeldMail, Outcome

_NEW_SNAPSHOT = Insert(snapshot)
_WAITING = select(
    select(inbox.c.id).where(text("state in ('new', 'claimed') and state not in ('done', 'dropped')")).exists()
)
_SNAPSHOT = select(snapshot.c.content).where(snapshot.c.digest == bindparam("wanted"))


class Unit(
    CaseWork,
    StopsWork,
    FaultsWork,
    ServedWork,
    HeldWork,
    QueuesWork,
    GuardWork,
    LedgerWork,
    ContactWork,
    PromisedWork,
    ReportWork,
    MonthReportWork,
):
    """What `Store.unit` yields. Nothing in it opens a second transaction, and nothing of it may be kept."""

    def contracts_of(self, address_key: str) -> tuple[Contract, ...]:
        """Whole contracts that concern an address, by id: it is a contact's, an opener pattern names it or its
        domain, or its domain is the client's. Whether it may open is the contract's to say."""
        return self._contracts.of_address(self._connection, address_key, self._contracts_version())

    def contracts_at(self, desk_addresses: Sequence[str]) -> tuple[str, ...]:
        """Ids of the contracts that have one of these addresses for their own (row A5)."""
        keys = sorted({address_key(one) for one in desk_addresses})
        asked = select(contract_key.c.contract_id).where(
            contract_key.c.lookup.in_(keys), contract_key.c.kind == contract_rows.OWN
        )
        return tuple(sorted(set(self._connection.scalars(asked)))) if keys else ()

    def contract(self, contract_id: str) -> Contract | None:
        """One contract, in use or not."""
        found = self._contracts.whole(self._connection, [contract_id], self._contracts_version())
        return found[0] if found else None

    def contracts_in_use(self) -> tuple[Contract, ...]:
        """All contracts that are in use, by id, in force or not."""
        return contract_rows.load(self._connection, self._connection.scalars(contract_cache.ALL_IN_USE).all())

    def clientele(self) -> Clientele:
        """By what all clients can be told; made once for each version of the contracts."""
        return self._contracts.clientele(self._connection, self._contracts_version())

    def keep_snapshot(self, kind: str, content: str) -> str:
        """The digest (SHA-256, hex) under which the text is kept for good; the same text is kept once."""
        content = storable(content)
        digest = hashlib.sha256(content.encode()).hexdigest()
        if digest not in self._lent.snapshots and digest not in self._fresh_snapshots:
            _NEW_SNAPSHOT.into(self._connection, {"digest": digest, "kind": kind, "content": content})
            self._fresh_snapshots.append(digest)
        return digest

    def snapshot(self, digest: str) -> str | None:
        """The text that was kept under this digest."""
        return self._connection.scalar(_SNAPSHOT, {"wanted": digest})

    def audit(self, entry: AuditEntry) -> None:
        """Writes who did what behind the entries of the same subject."""
        kind, _, number = entry.subject.partition(":")
        if kind == "case" and number.isdecimal() and int(number) in self._fresh:
            audit.append_behind(self._behind, self._chains, entry)
        else:
            audit.append(self._connection, entry)

    def finish(self, inbox_id: int, outcome: Outcome) -> None:
        """Ends our claim of an inbox row. Raises NoLongerOurs when it is another worker's by now: then what was
        done for it in this savepoint or unit must not stay."""
        finish_row(self._connection, self._owner, inbox_id, outcome, self._now)

    def mail_waits(self) -> bool:
        """Whether mail was taken in that is not processed yet."""
        return bool(self._connection.scalar(_WAITING))

    def held_untold(self) -> tuple[HeldMail, ...]:
        """Mail that was held or set aside and of which staff have not been told, oldest first; at most 500."""
        return held_rows.untold(self._connection)

    def held_bytes(self, inbox_id: int) -> bytes:
        """The raw mail of an inbox row; empty where there is none any more."""
        return next((whole.raw for whole in whole_rows(self._connection, [inbox_id])), b"")

    def mark_told(self, inbox_ids: Sequence[int]) -> None:
        if inbox_ids:
            self._connection.execute(update(inbox).where(inbox.c.id.in_(inbox_ids)).values(told=True))

    def committed(self) -> None:
        """What is known to be stored from now on."""
        self._lent.snapshots.update(self._fresh_snapshots)
        for then in self._then:
            then()
