"""The money of a statement: what is charged for terms, licences and units, and the tax on it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from mailbot.desk.packs import months_after
from mailbot.desk.statements_rates import ChargeKind, Moved, orders_moved, units_used

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from mailbot.desk.ledger import Account
    from mailbot.desk.packs_prices import Prices
    from mailbot.desk.statements_history import Past

__all__ = ["Charge", "ChargeKind", "TaxLine", "charges_of", "taxes_of"]
USUAL_TERM = 12


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
    account: Account, past: Past, coins: Prices, *, first: date, last: date, began: date | None
) -> Iterator[Charge]:
    """What the days from `first` to `last` cost: the terms that begin in them, each sale, correction and cancellation
    of an order, and the units used where those are paid.

    Each is charged on its day by what was agreed upon then, so that the charges of two periods are those of both
    together, and nothing that is agreed later changes them.
    """
    yield from _fees(past, coins, first, last, began)
    for moved in orders_moved(account, past, coins, last):
        if moved.on >= first:
            yield from _of_units(moved, coins, _reference(account, past, moved.pack_id))
    yield from _of_units(units_used(account, past, coins, first, last), coins, "")


def _fees(past: Past, coins: Prices, first: date, last: date, began: date | None) -> Iterator[Charge]:
    """The fees of terms; a term that began on a month's last day keeps to it. One that is renewed after it has begun is
    charged when that is known."""
    months = 0
    while began is not None and (begins := months_after(began, months)) <= last:
        term = past.agreed(begins).prices
        months += term.term_months if term is not None else USUAL_TERM
        on = past.runs_known(begins, last)
        if on is None or not first <= on <= last:
            continue
        agreed = past.agreed(on)
        fixed = agreed.prices.fixed if agreed.prices else None
        each = agreed.prices.per_licence if agreed.prices else None
        if fixed is not None:
            yield _fee(coins, ChargeKind.FIXED, on, 1, fixed)
        if each is not None and agreed.licences:
            yield _fee(coins, ChargeKind.LICENCES, on, agreed.licences, each)


def _fee(coins: Prices, kind: ChargeKind, on: date, quantity: int, price: Decimal) -> Charge:
    amount = coins.rounded(quantity * price)
    return Charge(on=on, kind=kind, quantity=quantity, price=price, amount=amount, tax_rate=coins.tax_rate(on))


def _of_units(moved: Moved, coins: Prices, reference: str) -> Iterator[Charge]:
    """Whole lots at their price; what is less, as the amount that it comes to. What is credited stands first."""
    changed = {*moved.before, *moved.after}
    for rated in sorted(changed, key=lambda one: (moved.after[one] > moved.before[one], one.place)):
        before, after = moved.before[rated], moved.after[rated]
        if before == after:
            continue
        amount = rated.amount(before, after, coins)
        quantity, odd = divmod(abs(after - before), rated.price.lot)
        sign = 1 if after > before else -1
        yield Charge(
            on=moved.on,
            kind=ChargeKind.CHANGED if odd else rated.price.kind,
            quantity=sign if odd else sign * quantity,
            price=abs(amount) if odd else rated.price.price,
            amount=amount,
            tax_rate=rated.rate,
            reference=reference,
        )


def _reference(account: Account, past: Past, pack_id: int) -> str:
    packs = [*(one.pack for one in past.sold(pack_id)), *account.packs]
    return next((one.reference for one in packs if one.id == pack_id), "")


def taxes_of(charges: Sequence[Charge], prices: Prices) -> tuple[TaxLine, ...]:
    """One line for each rate, the lowest first."""
    net: dict[Decimal, Decimal] = {}
    for charge in charges:
        net[charge.tax_rate] = net.get(charge.tax_rate, Decimal(0)) + charge.amount
    return tuple(TaxLine(rate=rate, net=net[rate], tax=prices.rounded(net[rate] * rate)) for rate in sorted(net))
