"""Proving every ledger of the desk: its lines by themselves and as a chain, the sums that were written with them, and
the orders that they granted (row G7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, union

from mailbot.desk.ledger import Account, Tally
from mailbot.desk.ledger_parts import sums_of
from mailbot.desk.ledger_proof import ledger_faults
from mailbot.desk.offers import UNCOUNTED
from mailbot.store import ledger_rows
from mailbot.store.ledger_breaks import ORDER_ACTIONS, LedgerBreak, Sealed, order_breaks, read_lines, sealed_heads
from mailbot.store.ledger_chain import PREFIX
from mailbot.store.opened import Opened
from mailbot.store.tables import audit, audit_head, contract_version, desk_meta, ledger, ledger_sum, pack_order
from mailbot.store.version_breaks import CONTRACT_ACTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

__all__ = ["LedgerBreak", "Ledgers"]

_WITH_ROWS = union(*(select(one.c.contract_id) for one in (ledger, ledger_sum, pack_order, contract_version)))
_HEADS = select(audit_head.c.subject).where(audit_head.c.subject.startswith(PREFIX))
_HOLD = select(desk_meta.c.contracts_version).with_for_update()
_LOGGED = select(audit.c.subject).where(audit.c.action.in_((*ORDER_ACTIONS, *CONTRACT_ACTIONS))).distinct()


class Ledgers(Opened):
    """Keeping the ledgers true."""

    def verify_ledgers(self) -> tuple[LedgerBreak, ...]:
        """Everything that a true ledger cannot show, by contract and line; one contract is read at a time, and read
        again while nobody may write to it where anything seems wrong: a worker may have added lines meanwhile."""
        with self._database.reading() as connection:
            sealed = sealed_heads(connection)
            ids = _known(connection, sealed)
            suspect = [one for one in ids if _breaks(connection, one, sealed.get(one, ()))]
        return tuple(found for one in suspect for found in self._breaks_held(one))

    def _breaks_held(self, contract_id: str) -> list[LedgerBreak]:
        with self._database.writing() as connection:
            connection.execute(_HOLD)
            ledger_rows.hold(connection, contract_id)
            return _breaks(connection, contract_id, sealed_heads(connection).get(contract_id, ()))


def _known(connection: Connection, sealed: Mapping[str, object]) -> list[str]:
    """Every contract that is or was there, wherever a trace of it stands."""
    heads = (subject.removeprefix(PREFIX) for subject in connection.scalars(_HEADS))
    logged = (subject.removeprefix("contract:") for subject in connection.scalars(_LOGGED))
    return sorted({*connection.scalars(_WITH_ROWS), *heads, *logged, *sealed})


def _breaks(connection: Connection, contract_id: str, sealed: Sequence[Sealed]) -> list[LedgerBreak]:
    found = read_lines(connection, contract_id, sealed)
    orders, wrong = order_breaks(connection, contract_id, Tally(found.lines))
    packs = tuple(one.pack for one in orders)
    account = Account(contract_id=contract_id, terms=UNCOUNTED, packs=packs, lines=tuple(found.lines))
    for flawed in ledger_faults(account):
        found.note(flawed.seq, flawed.flaw.value)
    if ledger_rows.known_sums(connection, contract_id) != {
        (one.pack_id, one.kind.value): one.units for one in sums_of(found.lines)
    }:
        found.note(0, "the sums are not those of the lines")
    for fault in wrong:
        found.note(0, fault)
    return sorted(found.breaks, key=lambda one: (one.seq, one.fault))
