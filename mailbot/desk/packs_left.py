"""What is left of each order of a contract, and of those that begin later, as letters tell them apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from mailbot.desk.ledger_balance import Balance, PackBalance

MOST_ORDERS = 10
"""So many orders are told one by one; what is left of the others is told in one sum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLeft:
    """What is left of one order: usable from `begins` until `until`, both inclusive; None is no end."""

    reference: str
    units: int
    begins: date
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersLeft:
    """Orders one by one, up to `MOST_ORDERS`; `more` others have `more_units` in all."""

    lines: tuple[OrderLeft, ...] = ()
    more: int = 0
    more_units: int = 0

    @property
    def units(self) -> int:
        """What is left of all of them."""
        return sum(one.units for one in self.lines) + self.more_units


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftByOrder:
    """`now` are the orders of which units may be used today, where they are several; `coming` those that begin later,
    be it one."""

    now: OrdersLeft = OrdersLeft()
    coming: OrdersLeft = OrdersLeft()


NOT_TOLD_APART = LeftByOrder()


def left_by_order(now: Balance) -> LeftByOrder:
    """The orders of a balance of which anything is left, in the order in which they are used or begin."""
    coming = [one for one in now.packs if one.state == "coming" and one.free > 0]
    usable = now.usable
    return LeftByOrder(
        now=_told(usable) if len(usable) > 1 else OrdersLeft(),
        coming=_told(sorted(coming, key=lambda one: (one.pack.valid_from, one.pack.id))),
    )


def _told(packs: Sequence[PackBalance]) -> OrdersLeft:
    rest = packs[MOST_ORDERS:]
    lines = tuple(
        OrderLeft(reference=one.pack.reference, units=one.free, begins=one.pack.valid_from, until=one.pack.valid_until)
        for one in packs[:MOST_ORDERS]
    )
    return OrdersLeft(lines=lines, more=len(rest), more_units=sum(one.free for one in rest))
