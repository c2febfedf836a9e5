"""Orders that stand in the books: the pack of each, what a correction means for its units, and which may not be."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mailbot.desk.complaints import Complaint
from mailbot.desk.ledger_acts import NotEnough, grant
from mailbot.desk.packs import Order, Pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from mailbot.desk.ledger import Account, Act
    from mailbot.desk.ledger_acts import Lines
    from mailbot.desk.people import Contract


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedOrder:
    """An order with its row: `id` is the pack's, its dates are those of the terms under which it was sold.

    `declared_in` is the file that declares it, empty for one made by mail or command line (DECISIONS 9). `version`
    counts its corrections from 1 on. One that was removed keeps its row, and the units that were used of it.
    """

    id: int
    order: Order
    valid_from: date
    valid_until: date | None
    declared_in: str = ""
    version: int = 1
    is_removed: bool = False
    added_at: datetime | None = field(default=None, compare=False)
    added_by: str = field(default="", compare=False)

    @property
    def pack(self) -> Pack:
        """The pack as it was ordered, also of an order that was removed."""
        return Pack(
            id=self.id,
            contract_id=self.order.contract_id,
            units=self.order.units,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            ordered_on=self.order.ordered_on,
            reference=self.order.reference,
            price=self.order.price,
            is_cancelled=self.is_removed,
        )

    @property
    def to_grant(self) -> Pack:
        """The pack as it is to be granted: of a removed order, with no units."""
        return replace(self.pack, units=0) if self.is_removed else self.pack


@dataclass(frozen=True, slots=True, kw_only=True)
class MeantOrder:
    """An order that is to be taken back, and how many of its units are set aside for cases or used."""

    placed: PlacedOrder
    in_use: int


def reference_key(reference: str) -> str:
    """What an order's number is compared by: its letters are written large or small, wide or narrow."""
    return unicodedata.normalize("NFKC", reference).strip().casefold()


def order_called(placed: Iterable[PlacedOrder], reference: str) -> PlacedOrder | None:
    """The order of this number, however it is spelt; the one that stands, or is spelt so, if there are several."""
    found = [one for one in placed if reference_key(one.order.reference) == reference_key(reference)]
    return min(found, key=lambda one: (one.is_removed, one.order.reference != reference, one.id), default=None)


def renewed(contract: Contract, packs: Iterable[Pack]) -> Contract:
    """The contract with the end of what stands ordered on it; an order without an end puts nothing off (row E2)."""
    ends = ((one.valid_until, one.id, one.reference) for one in packs if one.valid_until is not None)
    until, _, reference = max(ends, default=(None, 0, ""))
    return replace(contract, renewed_until=until, renewed_by=reference)


def granted_as_ordered(account: Account, act: Act, pack: Pack) -> Lines:
    """What brings the units of a pack to what was ordered; what was used or reserved of it already stays."""
    booked = grant(account, act, pack)
    if not isinstance(booked, NotEnough):
        return booked
    least = pack.units + booked.missing
    again = grant(account, act, replace(pack, units=least))
    return () if isinstance(again, NotEnough) else again


def order_clashes(contract: Contract, placed: Iterable[PlacedOrder]) -> tuple[Complaint, ...]:
    """Orders that a file declares and that were also made by mail or command line beside it; both are named."""
    made = {reference_key(one.order.reference) for one in placed if not one.declared_in and not one.is_removed}
    return tuple(
        Complaint((contract.id, "packs"), _clash(contract, order.reference))
        for order in contract.orders
        if reference_key(order.reference) in made
    )


def _clash(contract: Contract, reference: str) -> str:
    return (
        f"the order {reference} of {contract.id} is declared in {contract.declared_in} and was also made by mail or "
        f"command line: take it out of {contract.declared_in}, or take the other away with `mailbot contract cancel "
        f"{contract.id} {reference}`"
    )


def keeping_orders(current: Sequence[Contract], wanted: Sequence[Contract]) -> tuple[Contract, ...]:
    """The wanted contracts with the orders that they have already: an import by hand adds and corrects orders, and
    takes none away.
    """
    before = {one.id: one.orders for one in current}
    return tuple(replace(one, orders=_merged(before.get(one.id, ()), one.orders)) for one in wanted)


def _merged(old: Sequence[Order], new: Sequence[Order]) -> tuple[Order, ...]:
    named = {reference_key(one.reference): one for one in (*old, *new)}
    return tuple(named.values())
