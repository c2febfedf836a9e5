"""What a unit asks and writes of contracts' units: accounts to act upon, lines to append, orders; nothing of the
ledger is ever changed or taken out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from mailbot.desk.ledger import Account
from mailbot.desk.ledger_parts import without
from mailbot.desk.records import TryLater
from mailbot.store import contract_rows, ledger_rows, order_versions, order_writing
from mailbot.store.digests import digest_of_id
from mailbot.store.once import Insert
from mailbot.store.tables import counter, ledger, outbox, pack_order
from mailbot.store.work import Work

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime, tzinfo

    from mailbot.desk.ledger import Act, Line
    from mailbot.desk.orders import PlacedOrder
    from mailbot.desk.packs import Order, PackTerms
    from mailbot.desk.people import Contract
    from mailbot.desk.statements_history import Sold

_CONTRACTS_OF_CASE = select(ledger.c.contract_id).where(ledger.c.case_id == bindparam("case")).distinct()
_CAUSES = select(outbox.c.message_digest, outbox.c.cause).where(
    outbox.c.message_digest.in_(bindparam("digests", expanding=True))
)
_WITH_ORDERS = select(pack_order.c.contract_id).where(pack_order.c.removed_at.is_(None)).distinct()
_FIRST_STATED = Insert(counter, returning="name")
_STATED = select(counter.c.value).where(counter.c.name == bindparam("whose"))
_STATED_SINCE = (
    update(counter)
    .where(counter.c.name == bindparam("whose"), counter.c.value < bindparam("last"))
    .values(value=bindparam("last"))
)


class LedgerWork(Work):
    """Questions and lines about units."""

    def account(
        self,
        contract_id: str,
        terms: PackTerms,
        zone: tzinfo,
        *,
        cases: Collection[int] = (),
        causes: Collection[str] = (),
        hold: bool = True,
    ) -> Account:
        """A contract's account with the lines that acts on these cases need, and those of these causes with the cases
        that they name; what the others come to is in `others`.

        Name the cause of the act itself, so that one that was done already is seen, and the cause to be undone.
        With `hold` no other worker moves units of this contract until the unit ends; without it, only look.
        """
        self.settle()
        if hold:
            ledger_rows.hold(self._connection, contract_id)
        lines = ledger_rows.needed_lines(self._connection, contract_id, cases, causes)
        return Account(
            contract_id=contract_id,
            terms=terms,
            zone=zone,
            packs=tuple(one.pack for one in self.orders_of(contract_id)),
            lines=lines,
            others=without(ledger_rows.sums(self._connection, contract_id), lines),
            seq=ledger_rows.last_seq(self._connection, contract_id),
        )

    def whole_account(self, contract_id: str, terms: PackTerms, zone: tzinfo) -> Account:
        """The account with every line of the contract, for statements and proofs; holds nothing."""
        return Account(
            contract_id=contract_id,
            terms=terms,
            zone=zone,
            packs=tuple(one.pack for one in self.orders_of(contract_id)),
            lines=self.lines_of(contract_id),
        )

    def lines_of(self, contract_id: str) -> tuple[Line, ...]:
        """All lines of a contract, in their order."""
        return ledger_rows.all_lines(self._connection, contract_id)

    def newest_lines(self, contract_id: str) -> Iterator[Line]:
        """The lines of a contract from the newest on, read piece by piece as they are asked for."""
        self.settle()
        below = ledger_rows.last_seq(self._connection, contract_id) + 1
        while below > 1:
            yield from (piece := ledger_rows.lines_before(self._connection, contract_id, below))
            below = piece[-1].seq if piece else 0

    def lines_of_case(self, case_id: int) -> tuple[Line, ...]:
        """The lines of one case, in their order."""
        self.settle()
        held = self._connection.scalars(_CONTRACTS_OF_CASE, {"case": case_id}).all()
        lines = [line for one in sorted(held) for line in ledger_rows.lines_of_case(self._connection, one, case_id)]
        return tuple(lines)

    def append_lines(self, lines: Sequence[Line]) -> bool:
        """Writes what one act returned; whether it was new. An act whose cause stands in the ledger writes nothing.

        Raises TryLater when the ledger grew since the account was read: reckon again, with the contract held.
        """
        if not lines:
            return False
        self.settle()
        contract_id = lines[0].contract_id
        ledger_rows.hold(self._connection, contract_id)
        if ledger_rows.is_known(self._connection, contract_id, lines[0].cause):
            return False
        if lines[0].seq != ledger_rows.last_seq(self._connection, contract_id) + 1:
            raise TryLater(f"the ledger of {contract_id} has grown meanwhile")
        ledger_rows.append(self._connection, lines)
        return True

    def orders_of(self, contract_id: str) -> tuple[PlacedOrder, ...]:
        """All orders of a contract with their packs, removed ones too."""
        return tuple(ledger_rows.orders(self._connection, [contract_id]).get(contract_id, ()))

    def order_versions(self, contract_id: str) -> tuple[Sold, ...]:
        """How each order of a contract stood from when on, the oldest first."""
        self.settle()
        return order_versions.history(self._connection, contract_id)

    def contract_versions(self, contract_id: str) -> tuple[tuple[datetime, Contract], ...]:
        """How a contract stood from when on, the oldest first; without its people and orders."""
        self.settle()
        return contract_rows.versions(self._connection, contract_id)

    def add_order(self, order: Order, terms: PackTerms, zone: tzinfo, act: Act) -> PlacedOrder:
        """Books an order made by mail or command line: its row, its pack, and the line that grants its units.

        `order.reference` may be empty, then one is made of its date. The same order again changes nothing, so `act`
        may be tried again; its `cause` and `reference` are the order's own. Raises Complaints with what to do, when
        the terms do not take such an order or its reference stands already with other contents.
        """
        self.settle()
        self._forget_contracts()
        return order_writing.add(self._connection, order, terms, zone, act)

    def cancel_order(self, contract_id: str, reference: str, terms: PackTerms, zone: tzinfo, act: Act) -> PlacedOrder:
        """Takes an order made by mail or command line back: what was not used of it. Raises Complaints for one that
        is not there, or that a file declares."""
        self.settle()
        self._forget_contracts()
        return order_writing.cancel(self._connection, contract_id, reference, terms, zone, act)

    def orders_caused(self, cause: str) -> tuple[PlacedOrder, ...]:
        """The orders that an act of this cause made, removed ones too."""
        self.settle()
        return ledger_rows.orders_caused(self._connection, cause)

    def letter_caused_by(self, message_ids: Sequence[str]) -> str:
        """What our letter with the first of these Message-IDs that is one of ours was written for, of a case or not."""
        digests = list(map(digest_of_id, message_ids))
        rows = self._connection.execute(_CAUSES, {"digests": digests}) if digests else ()
        found = {row.message_digest: row.cause for row in rows}
        return next((found[one] for one in digests if one in found), "")

    def contracts_with_orders(self) -> tuple[str, ...]:
        """Ids of the contracts on which anything is ordered, in use or not."""
        return tuple(sorted(self._connection.scalars(_WITH_ORDERS)))

    def stated_until(self, contract_id: str) -> date | None:
        """The last day of the newest period whose statement went out by itself; None before the first."""
        last = self._connection.scalar(_STATED, {"whose": f"stated:{contract_id}"})
        return date.fromordinal(last) if last else None

    def mark_stated(self, contract_id: str, last: date) -> bool:
        """Notes that the period that ends on this day is stated; whether it and no later one was before. Another worker
        that asks meanwhile waits for the answer."""
        name = f"stated:{contract_id}"
        if _FIRST_STATED.into(self._connection, {"name": name, "value": last.toordinal()}) is not None:
            return True
        return bool(self._connection.execute(_STATED_SINCE, {"whose": name, "last": last.toordinal()}).rowcount)
