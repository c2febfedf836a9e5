"""What each unit of a statement was charged at: the price and the tax rate of the day of its sale or use. What comes
back is credited as it was charged, so that periods add up, and nothing that happens later changes what was.
"""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from mailbot.desk.ledger import LineKind, Why

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime
    from decimal import Decimal

    from mailbot.desk.ledger import Account, Line
    from mailbot.desk.packs_prices import Prices
    from mailbot.desk.statements_history import Past, Sold

USES = {LineKind.CONSUMED: 1, LineKind.GIVEN_BACK: -1}


class ChargeKind(enum.StrEnum):
    """What is paid for: the term, its licences, an order at its own price, blocks of units, single units, or a part of
    an order that was taken back or corrected."""

    FIXED = "fixed"
    LICENCES = "licences"
    ORDER = "order"
    PACKS = "packs"
    UNITS = "units"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPrice:
    """What a unit costs: `price` for `lot` of them."""

    kind: ChargeKind
    price: Decimal
    lot: int

    def of(self, units: int) -> Decimal:
        return self.price * units / self.lot


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """A unit as it was charged; without a price it costs nothing."""

    rate: Decimal
    price: UnitPrice

    def amount(self, before: int, after: int, coins: Prices) -> Decimal:
        """What a change of so many units costs, in whole coins; several changes add up to the one of them all."""
        return coins.rounded(self.price.of(after)) - coins.rounded(self.price.of(before))

    @property
    def place(self) -> tuple[Decimal, str, Decimal]:
        return (self.rate, self.price.kind.value, self.price.price)


@dataclass(slots=True)
class _Units:
    """The units of one case or order as they were charged, and those that came back, the newest last."""

    taken: list[Rated | None] = field(default_factory=list)
    returned: list[Rated | None] = field(default_factory=list)

    def move(self, units: int, at: Rated | None, *, again: bool = False) -> None:
        """More of them at today's price, or with `again` those that came back last; fewer, the newest first."""
        for _ in range(abs(units)):
            if units > 0:
                self.taken.append(self.returned.pop() if again and self.returned else at)
            else:
                self.returned.append(self.taken.pop() if self.taken else at)

    def reprice(self, price: UnitPrice | None) -> None:
        """All of them at another price, each at the tax rate of its day."""
        self.taken = [
            Rated(rate=one.rate, price=price) if one is not None and price is not None else None for one in self.taken
        ]

    @property
    def counted(self) -> Counter[Rated]:
        return Counter(one for one in self.taken if one is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """How many units stood at which price before and after something happened on a day; below, `pack_id` 0 is all
    that was used."""

    on: date
    pack_id: int
    before: Counter[Rated]
    after: Counter[Rated]


def units_used(account: Account, past: Past, coins: Prices, first: date, last: date) -> Moved:
    """What was used until the day before a period, and until its end, where units are paid when they are used."""
    by_case: dict[int, _Units] = {}
    before: Counter[Rated] = Counter()
    begun = False
    for line in sorted(account.lines, key=lambda line: (line.at, line.seq)):
        on = account.today(line.at)
        if line.kind not in USES or line.why is Why.SETTLED or on > last:
            continue
        if on >= first and not begun:
            before, begun = _all(by_case), True
        sign = USES[line.kind]
        at = _of_use(past, coins, on) if sign * line.units > 0 else None
        by_case.setdefault(line.case_id, _Units()).move(sign * line.units, at, again=sign < 0)
    after = _all(by_case)
    return Moved(on=last, pack_id=0, before=before if begun else after, after=after)


def _all(by_case: dict[int, _Units]) -> Counter[Rated]:
    found: Counter[Rated] = Counter()
    for one in by_case.values():
        found.update(one.counted)
    return found


def _of_use(past: Past, coins: Prices, on: date) -> Rated | None:
    prices = past.agreed(on).prices
    if prices is None or prices.units_billed != "used" or prices.per_unit is None:
        return None
    return Rated(rate=coins.tax_rate(on), price=UnitPrice(kind=ChargeKind.UNITS, price=prices.per_unit, lot=1))


def orders_moved(account: Account, past: Past, coins: Prices, last: date) -> Iterator[Moved]:
    """Every sale, correction and cancellation until a day, of each order in turn."""
    granted: dict[int, list[Line]] = {}
    for line in account.lines:
        if line.kind is LineKind.GRANTED and account.today(line.at) <= last:
            granted.setdefault(line.pack_id, []).append(line)
    for pack_id in sorted({*past.pack_ids, *granted}):
        yield from _of_order(account, past, coins, pack_id, granted.get(pack_id, []), last)


def _of_order(
    account: Account, past: Past, coins: Prices, pack_id: int, lines: list[Line], last: date
) -> Iterator[Moved]:
    """The price of the first is in force before it, too; a new version of the same instant as its units goes before."""
    versions = past.sold(pack_id)
    happened: list[tuple[datetime, int, Sold | int]] = [
        *((one.at, 0, one) for one in versions[1:] if account.today(one.at) <= last),
        *((line.at, line.seq, line.units) for line in lines),
    ]
    units, sold = _Units(), next(iter(versions), None)
    for at, several in groupby(sorted(happened, key=lambda one: one[:2]), key=lambda one: one[0]):
        on, before = account.today(at), units.counted
        for _, _, what in several:
            if not isinstance(what, int):
                sold = _corrected(past, units, sold, what, on)
            elif sold is not None:
                price = _price(past, sold, on)
                units.move(what, None if price is None else Rated(rate=coins.tax_rate(on), price=price))
        if units.counted != before:
            yield Moved(on=on, pack_id=pack_id, before=before, after=units.counted)


def _corrected(past: Past, units: _Units, before: Sold | None, now: Sold, on: date) -> Sold:
    """A price that is agreed upon for the whole order holds for all of its units; list prices for what is sold at them.
    A cancellation changes no price."""
    if now.pack.is_cancelled:
        return before or now
    if now.pack.price is not None or (before is not None and before.pack.price is not None):
        price, known = _price(past, now, on), before and _price(past, before, on)
        if price != known:
            units.reprice(price)
    return now


def _price(past: Past, sold: Sold, on: date) -> UnitPrice | None:
    """What a unit of an order costs: as was agreed upon, else by its blocks, else by the unit; None without prices."""
    pack, under = sold.pack, past.under(sold, on)
    if under.units_billed == "used":
        return None
    if pack.price is not None and pack.units:
        return UnitPrice(kind=ChargeKind.ORDER, price=pack.price, lot=pack.units)
    if under.per_pack is not None and not pack.units % under.block:
        return UnitPrice(kind=ChargeKind.PACKS, price=under.per_pack, lot=under.block)
    if under.per_unit is not None:
        return UnitPrice(kind=ChargeKind.UNITS, price=under.per_unit, lot=1)
    return None
