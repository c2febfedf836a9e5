"""What support costs in money: prices as a contract configures them, tax rates by date, and how amounts are rounded."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Literal, TypeAlias

Rounding: TypeAlias = Literal["down", "half_up"]
UnitsBilled: TypeAlias = Literal["ordered", "used"]

_MODES = {"down": ROUND_DOWN, "half_up": ROUND_HALF_UP}
_WHOLE = frozenset({"JPY", "KRW", "VND", "CLP", "ISK"})
"""Currencies without a smaller coin (ISO 4217, minor unit 0); the others have two digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRate:
    """A tax rate from one date on, as a share: ten percent is `Decimal("0.10")`."""

    valid_from: date
    rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What a contract pays, without tax; None where there is no such price (row E6).

    `fixed` and `per_licence` are due at the beginning of each term of `term_months`. Units are paid when they are
    ordered: by the block (`per_pack`) or one by one (`per_unit`); with `units_billed = "used"` they are paid by the
    unit for what a period used. Amounts are rounded to the currency's smallest coin, and tax once for each rate of
    a statement (towards zero unless `rounding` says otherwise), never line by line.

    The amounts hold from the day `since` until those of `later`, which follow in their order and have the same
    currency, tax and ways of counting.
    """

    currency: str = "JPY"
    fixed: Decimal | None = None
    per_licence: Decimal | None = None
    per_pack: Decimal | None = None
    per_unit: Decimal | None = None
    term_months: int = 12
    units_billed: UnitsBilled = "ordered"
    taxes: tuple[TaxRate, ...] = ()
    rounding: Rounding = "down"
    since: date = date.min
    later: tuple[Prices, ...] = ()

    def __post_init__(self) -> None:
        if self.term_months < 1:
            raise ValueError(f"term_months {self.term_months}: a term lasts 1 month or more")

    def on(self, day: date) -> Prices:
        """The prices in force on a day; before the first ones nothing costs anything."""
        begun = [one for one in (self, *self.later) if one.since <= day]
        none = replace(self, fixed=None, per_licence=None, per_pack=None, per_unit=None, later=())
        return replace(begun[-1], later=()) if begun else none

    def tax_rate(self, on: date) -> Decimal:
        """The rate in force on a date; zero where none is configured, or none yet."""
        begun = [tax for tax in self.taxes if tax.valid_from <= on]
        return max(begun, key=lambda tax: tax.valid_from).rate if begun else Decimal(0)

    def rounded(self, amount: Decimal) -> Decimal:
        """An amount in whole coins of the currency."""
        coin = Decimal(1) if self.currency in _WHOLE else Decimal("0.01")
        return amount.quantize(coin, rounding=_MODES[self.rounding])


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPrices:
    """The prices that one contract has of its own; None where it pays what its terms say."""

    fixed: Decimal | None = None
    per_licence: Decimal | None = None
    per_pack: Decimal | None = None
    per_unit: Decimal | None = None
    term_months: int | None = None
    units_billed: UnitsBilled | None = None

    def over(self, usual: Prices | None) -> Prices:
        """The usual prices with these in their place; currency and tax stay the terms'."""
        own = {one.name: getattr(self, one.name) for one in fields(self) if getattr(self, one.name) is not None}
        base = usual or Prices()
        return replace(base, **own, later=tuple(replace(one, **own) for one in base.later))
