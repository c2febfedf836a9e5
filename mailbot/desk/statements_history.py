"""What a contract and its orders were agreed to be, from when on: statements of the past follow these."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mailbot.desk.packs import PackKind
from mailbot.desk.packs_prices import Prices, UnitsBilled

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from mailbot.desk.ledger import Account
    from mailbot.desk.packs import Pack, PackTerms

EVER = datetime(1970, 1, 1, tzinfo=UTC)
"""From when on something is taken to have stood of which no history is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldUnder:
    """The terms of an order's day: how its units count, and the list prices where it states none of its own."""

    kind: PackKind
    minutes: int
    block: int
    per_pack: Decimal | None = None
    per_unit: Decimal | None = None
    units_billed: UnitsBilled = "ordered"

    def counts_like(self, terms: PackTerms) -> bool:
        """Whether a unit means the same under these terms."""
        same = self.kind is terms.kind
        return same and (self.kind is not PackKind.TIME or self.minutes == terms.minutes_per_unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """An order as it stood from an instant (aware) on; `under` is None where it is not known any more."""

    pack: Pack
    at: datetime
    under: SoldUnder | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """A contract as it stood from an instant (aware) on; `until` is its own end, without what orders put off."""

    at: datetime
    licences: int = 0
    prices: Prices | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What is kept of orders and of the contract, the oldest first."""

    sold: tuple[Sold, ...] = ()
    agreed: tuple[Agreed, ...] = ()


NO_HISTORY = History()


def sold_under(terms: PackTerms, on: date) -> SoldUnder:
    """What is kept with an order that is booked on a day."""
    prices = (terms.prices or Prices()).on(on)
    return SoldUnder(
        kind=terms.kind,
        minutes=terms.minutes_per_unit,
        block=terms.block,
        per_pack=prices.per_pack,
        per_unit=prices.per_unit,
        units_billed=prices.units_billed,
    )


class Past:
    """Answers for any day what was agreed. Where no history is kept, what stands now has always stood; before the first
    day of which any is kept, what stood at its end."""

    def __init__(self, account: Account, history: History, *, licences: int = 0, until: date | None = None) -> None:
        self._account = account
        now = Agreed(at=EVER, licences=licences, prices=account.terms.prices, until=until)
        self._agreed = sorted(history.agreed, key=lambda one: one.at) or [now]
        self._agreed_on = [account.today(one.at) for one in self._agreed]
        self._sold: dict[int, list[Sold]] = {}
        for one in sorted(history.sold, key=lambda one: one.at):
            self._sold.setdefault(one.pack.id, []).append(one)
        for pack in account.packs:
            self._sold.setdefault(pack.id, [Sold(pack=pack, at=EVER)])
        known = [one.prices for one in reversed(self._agreed) if one.prices is not None]
        self.coins = account.terms.prices or next(iter(known), None)
        """By whose currency, tax and rounding everything is reckoned; None where nothing ever had a price."""

    @property
    def pack_ids(self) -> tuple[int, ...]:
        return tuple(sorted(self._sold))

    def sold(self, pack_id: int) -> tuple[Sold, ...]:
        return tuple(self._sold.get(pack_id, ()))

    def agreed(self, on: date) -> Agreed:
        """The contract as it stood at the end of a day, with the prices of that day."""
        found = self._agreed[_standing(self._agreed_on, on)]
        return replace(found, prices=found.prices.on(on)) if found.prices is not None else found

    def under(self, sold: Sold, on: date) -> SoldUnder:
        """The terms under which units were sold; where they were not kept, those of the day."""
        if sold.under is not None:
            return sold.under
        return sold_under(replace(self._account.terms, prices=self.agreed(on).prices), on)

    def days_of(self, pack_id: int) -> tuple[date, ...]:
        """The days on which an order was made or corrected."""
        return tuple(self._account.today(one.at) for one in self.sold(pack_id))

    def last_day(self, pack_id: int, on: date) -> date | None:
        """The last day of a pack, as it was known at the end of a day."""
        stood = self.sold(pack_id)
        return stood[_standing(self.days_of(pack_id), on)].pack.valid_until

    def runs_known(self, begins: date, until: date) -> date | None:
        """The first day from `begins` on at whose end it was known that the contract runs on that day: an order that
        came late renews it late. None if it was not known until the day `until`."""
        changed = {day for day in (*self._agreed_on, *self._sold_on()) if begins < day <= until}
        return next((day for day in sorted({begins, *changed}) if self._runs(begins, day)), None)

    def _sold_on(self) -> list[date]:
        return [self._account.today(one.at) for several in self._sold.values() for one in several]

    def _runs(self, begins: date, known_on: date) -> bool:
        until = self.agreed(known_on).until
        return until is None or begins <= until or any(begins <= end for end in self._ends(known_on))

    def _ends(self, on: date) -> list[date]:
        """The ends of what stood ordered at the end of a day."""
        stood = [
            [one.pack for one in several if self._account.today(one.at) <= on][-1:] for several in self._sold.values()
        ]
        return [one.valid_until for packs in stood for one in packs if one.valid_until and not one.is_cancelled]


def _standing(days: Sequence[date], on: date) -> int:
    """The place of what stood at the end of a day; days in their order."""
    return bisect_right(days, max(on, days[0])) - 1
