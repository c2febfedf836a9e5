"""Which tax rate each unit of a statement has: that of the day on which it was sold or used, also if it comes back."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mailbot.desk.ledger import LineKind, Why

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from mailbot.desk.ledger import Account, Line
    from mailbot.desk.packs_prices import Prices

USES = {LineKind.CONSUMED: 1, LineKind.GIVEN_BACK: -1}
SALES = {LineKind.GRANTED: 1}


@dataclass(slots=True)
class _Rated:
    """The units of one case or order by the rate at which they stand, and those that came back, the newest last."""

    taken: list[Decimal] = field(default_factory=list)
    returned: list[Decimal] = field(default_factory=list)

    def move(self, units: int, rate: Decimal, *, is_return: bool) -> Counter[Decimal]:
        """How many units at which rates a line adds, below zero those that it takes off."""
        moved: Counter[Decimal] = Counter()
        for _ in range(abs(units)):
            if units > 0:
                found = self.returned.pop() if is_return and self.returned else rate
                self.taken.append(found)
                moved[found] += 1
            else:
                found = self.taken.pop() if self.taken else rate
                self.returned.append(found)
                moved[found] -= 1
        return moved


def units_by_rate(account: Account, prices: Prices, first: date, last: date) -> dict[Decimal, int]:
    """The units used within a period by the tax rate of their days. What comes back is taken off at the rate at which
    it was charged, so that periods add up. Linear in the ledger's units."""
    by_matter = _moved(account, prices, first, last, USES)
    found: Counter[Decimal] = Counter()
    for units in by_matter.values():
        found.update(units)
    return {rate: units for rate, units in found.items() if units}


def orders_by_rate(account: Account, prices: Prices, first: date, last: date) -> dict[int, dict[Decimal, int]]:
    """The units ordered or cancelled within a period, by pack and by the tax rate of their sale."""
    moved = _moved(account, prices, first, last, SALES)
    return {pack: {rate: units for rate, units in found.items() if units} for pack, found in moved.items()}


def _moved(
    account: Account, prices: Prices, first: date, last: date, kinds: dict[LineKind, int]
) -> dict[int, Counter[Decimal]]:
    rated: dict[int, _Rated] = {}
    found: dict[int, Counter[Decimal]] = {}
    for line in account.lines:
        on = account.today(line.at)
        if line.kind not in kinds or line.why is Why.SETTLED or on > last:
            continue
        matter = _matter(line)
        units = kinds[line.kind] * line.units
        moved = rated.setdefault(matter, _Rated()).move(units, prices.tax_rate(on), is_return=kinds[line.kind] < 0)
        if on >= first:
            found.setdefault(matter, Counter()).update(moved)
    return found


def _matter(line: Line) -> int:
    return line.pack_id if line.kind is LineKind.GRANTED else line.case_id
