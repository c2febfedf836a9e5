"""The money of a statement: what is charged for terms, licences and units, and the tax on it."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING

from mailbot.desk.packs import months_after
from mailbot.desk.statements_rates import orders_by_rate, units_by_rate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from mailbot.desk.ledger import Account
    from mailbot.desk.packs_prices import Prices
    from mailbot.desk.statements import Entry, Statement


class ChargeKind(enum.StrEnum):
    """What is paid for: the term, its licences, an order at its own price, blocks of units, or single units."""

    FIXED = "fixed"
    LICENCES = "licences"
    ORDER = "order"
    PACKS = "packs"
    UNITS = "units"


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """One amount without tax: `quantity` times `price`, rounded to the currency's coin; below zero it is credited."""

    on: date
    kind: ChargeKind
    quantity: int
    price: Decimal
    amount: Decimal
    tax_rate: Decimal
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxLine:
    """The tax at one rate, rounded once for the whole statement (Japan's invoice rules; `Prices.rounding`)."""

    rate: Decimal
    net: Decimal
    tax: Decimal


def charges_of(
    made: Statement, account: Account, prices: Prices, *, licences: int, began: date | None, until: date | None
) -> Iterator[Charge]:
    """What the period costs: the terms that begin in it, then its orders, or the units used where those are paid."""
    for on in _terms_begun(prices, made, began, until):
        if prices.fixed is not None:
            yield _charge(prices, ChargeKind.FIXED, on, 1, prices.fixed)
        if prices.per_licence is not None and licences:
            yield _charge(prices, ChargeKind.LICENCES, on, licences, prices.per_licence)
    if prices.units_billed == "used":
        used = units_by_rate(account, prices, made.first, made.last) if prices.per_unit is not None else {}
        for rate, units in sorted(used.items()):
            assert prices.per_unit is not None
            yield _charge(prices, ChargeKind.UNITS, made.last, units, prices.per_unit, rate=rate)
        return
    rates = orders_by_rate(account, prices, made.first, made.last)
    for entry in made.entries:
        for rate, units in sorted(rates.get(entry.pack_id, {}).items()) if entry.kind == "order" else ():
            yield from _of_order(replace(entry, units=units), account, prices, rate)


def _terms_begun(prices: Prices, made: Statement, began: date | None, until: date | None) -> Iterator[date]:
    """The first days of terms within the period; a term that began on a month's last day keeps to it."""
    end = min(made.last, until) if until else made.last
    for term in count():
        begins = months_after(began, term * prices.term_months) if began else None
        if begins is None or begins > end:
            return
        if begins >= made.first:
            yield begins


def _of_order(entry: Entry, account: Account, prices: Prices, rate: Decimal) -> Iterator[Charge]:
    """An order at the price that was agreed upon, else by blocks, else by the unit; a cancelled one is credited."""
    pack = next((pack for pack in account.packs if pack.id == entry.pack_id), None)
    sign = 1 if entry.units > 0 else -1
    blocks, odd = divmod(abs(entry.units), account.terms.block)
    if pack is not None and pack.price is not None and abs(entry.units) == pack.units:
        yield _charge(prices, ChargeKind.ORDER, entry.on, sign, pack.price, entry.reference, rate=rate)
    elif prices.per_pack is not None and not odd:
        yield _charge(prices, ChargeKind.PACKS, entry.on, sign * blocks, prices.per_pack, entry.reference, rate=rate)
    elif prices.per_unit is not None:
        yield _charge(prices, ChargeKind.UNITS, entry.on, entry.units, prices.per_unit, entry.reference, rate=rate)


def _charge(
    prices: Prices,
    kind: ChargeKind,
    on: date,
    quantity: int,
    price: Decimal,
    reference: str = "",
    *,
    rate: Decimal | None = None,
) -> Charge:
    return Charge(
        on=on,
        kind=kind,
        quantity=quantity,
        price=price,
        amount=prices.rounded(quantity * price),
        tax_rate=prices.tax_rate(on) if rate is None else rate,
        reference=reference,
    )


def taxes_of(charges: Sequence[Charge], prices: Prices) -> tuple[TaxLine, ...]:
    """One line for each rate, the lowest first."""
    net: dict[Decimal, Decimal] = {}
    for charge in charges:
        net[charge.tax_rate] = net.get(charge.tax_rate, Decimal(0)) + charge.amount
    return tuple(TaxLine(rate=rate, net=net[rate], tax=prices.rounded(net[rate] * rate)) for rate in sorted(net))
