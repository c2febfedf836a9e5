"""Proving every ledger of the desk: its lines by themselves, and the sums that were written with them (row G7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, union

from mailbot.desk.ledger import Account
from mailbot.desk.ledger_parts import sums_of
from mailbot.desk.ledger_proof import ledger_faults
from mailbot.desk.offers import UNCOUNTED
from mailbot.store import ledger_rows
from mailbot.store.opened import Opened
from mailbot.store.tables import ledger, ledger_sum

if TYPE_CHECKING:
    from sqlalchemy import Connection

_WITH_LINES = union(select(ledger.c.contract_id), select(ledger_sum.c.contract_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerBreak:
    """A place where a ledger is not what was written: the line (0: its sums), and how (`ledger_proof.Flaw`)."""

    contract_id: str
    seq: int
    fault: str

    def __str__(self) -> str:
        place = f"ledger:{self.contract_id}"
        return f"{place} {self.seq}: {self.fault}" if self.seq else f"{place}: {self.fault}"


class Ledgers(Opened):
    """Keeping the ledgers true."""

    def verify_ledgers(self) -> tuple[LedgerBreak, ...]:
        """Everything that a true ledger cannot show, by contract and line; one contract is read at a time, and read
        again while nobody may write to it where anything seems wrong: a worker may have added lines meanwhile."""
        with self._database.reading() as connection:
            ids = sorted(connection.scalars(_WITH_LINES))
            suspect = [one for one in ids if _breaks(connection, one)]
        return tuple(found for one in suspect for found in self._breaks_held(one))

    def _breaks_held(self, contract_id: str) -> list[LedgerBreak]:
        with self._database.writing() as connection:
            ledger_rows.hold(connection, contract_id)
            return _breaks(connection, contract_id)


def _breaks(connection: Connection, contract_id: str) -> list[LedgerBreak]:
    lines = ledger_rows.all_lines(connection, contract_id)
    orders = ledger_rows.orders(connection, [contract_id]).get(contract_id, ())
    packs = tuple(one.pack for one in orders)
    account = Account(contract_id=contract_id, terms=UNCOUNTED, packs=packs, lines=lines)
    found = [LedgerBreak(contract_id=contract_id, seq=one.seq, fault=one.flaw.value) for one in ledger_faults(account)]
    kept = {one for one in ledger_rows.sums(connection, contract_id) if one.units}
    if kept != set(sums_of(lines)):
        found.append(LedgerBreak(contract_id=contract_id, seq=0, fault="the sums are not those of the lines"))
    return found
