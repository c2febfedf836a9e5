"""How a contract's support is counted: the terms of packs, orders, and the packs of units that come of them."""

from __future__ import annotations

import enum
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias

from mailbot.desk.complaints import Complaint
from mailbot.desk.labels import NO_LABELS, Labels, label_in

if TYPE_CHECKING:
    from decimal import Decimal

    from mailbot.desk.packs_prices import Prices

RoundedPer: TypeAlias = Literal["session", "case"]
Stated: TypeAlias = Literal["none", "month", "term"]
"""Of which periods a statement goes out by itself."""
PackState: TypeAlias = Literal["coming", "valid", "ended"]


class PackKind(enum.StrEnum):
    """What a contract's support counts: matters, time, or nothing; `FREE` is a tier without promises (row E1)."""

    INCIDENTS = "incidents"
    TIME = "time"
    UNLIMITED = "unlimited"
    FREE = "free"

    @property
    def counts(self) -> bool:
        """Whether work takes units of a pack."""
        return self in {PackKind.INCIDENTS, PackKind.TIME}


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLevel:
    """What one case of this level costs, in units (row E1, DECISIONS 15); the key is ASCII, the labels are words."""

    key: str
    units: int
    labels: Labels = field(default_factory=lambda: NO_LABELS)
    default: bool = False

    def label(self, language: str) -> str:
        return label_in(self.labels, language, otherwise=self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackTerms:
    """The rules by which a contract's units are counted, sold and told of (rows E1-E6).

    `minutes_per_unit` and `rounded_per` hold for time: each started span of that many minutes is one unit, of each
    session or of the case in all. `block` is how many units are sold together. Packs last `valid_months` from the
    date of the confirmation unless the order prints its own dates; 0 is without end. `ask_above` is the number of
    units above which the customer is asked first (None: above the usual level's); `low` the number of units left at
    which the customer hears of it (None: never); `renewal_days` before the end the renewal is offered (row E5).
    """

    name: str = ""
    kind: PackKind = PackKind.INCIDENTS
    levels: tuple[ServiceLevel, ...] = ()
    unit: Labels = field(default_factory=lambda: NO_LABELS)
    """The contract's own word for a unit."""
    minutes_per_unit: int = 30
    rounded_per: RoundedPer = "session"
    block: int = 1
    valid_months: int = 12
    first_day_counts: bool = True
    """Whether a year from 1 April ends on 31 March; else the first day is left out (Civil Code 140): on 1 April."""
    ask_above: int | None = None
    low: int | None = None
    renewal_days: int | None = 60
    prices: Prices | None = None
    statement: Stated = "none"

    def __post_init__(self) -> None:
        if self.minutes_per_unit < 1 or self.block < 1:
            raise ValueError(f"packs {self.name}: minutes_per_unit and block are whole numbers from 1 on")

    def level(self, key: str) -> ServiceLevel | None:
        return next((one for one in self.levels if one.key == key), None)

    @property
    def usual_level(self) -> ServiceLevel | None:
        """What a case costs of which nobody said more: the level marked as default, else the first; None for time."""
        return next((one for one in self.levels if one.default), next(iter(self.levels), None))

    def level_of(self, units: int) -> ServiceLevel | None:
        """The level that costs exactly so much."""
        return next((one for one in self.levels if one.units == units), None)

    def units_of(self, level: str = "") -> int:
        """What a case of this level costs; of an unknown or no level, what the usual one does; one unit without levels.

        For time it is what is set aside when work starts: the first started span.
        """
        if not self.kind.counts:
            return 0
        found = self.level(level) or self.usual_level
        return found.units if found else 1

    def units_for(self, minutes: int) -> int:
        """Each started span of `minutes_per_unit` is a unit: 1 for 30 minutes, 2 for 31."""
        return -(-minutes // self.minutes_per_unit)

    @property
    def units_unasked(self) -> int:
        """The most that a case may cost without asking the customer before (row E4)."""
        return self.units_of() if self.ask_above is None else self.ask_above


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a customer ordered. `price` is the net price of the whole order, where it was agreed upon.

    `confirmed_on` is the date of the confirmation, from which the validity runs (row E2); without one, `ordered_on`.
    Dates printed on the order, both or one of them, win over the terms.
    """

    contract_id: str
    units: int
    ordered_on: date
    reference: str = ""
    confirmed_on: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    price: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """Units that were bought together. Both dates are inclusive, in the contract's zone; no `valid_until` is no end.

    `id` is the store's, from 1 on; 0 before it is stored. Of one that `is_cancelled`, only what cases hold remains.
    """

    id: int = 0
    contract_id: str
    units: int
    valid_from: date
    valid_until: date | None = None
    ordered_on: date
    reference: str = ""
    price: Decimal | None = None
    is_cancelled: bool = False

    @property
    def due(self) -> int:
        """The units that the order stands for now; what was granted beyond them goes as soon as it is free."""
        return 0 if self.is_cancelled else self.units

    def covers(self, on: date) -> bool:
        """Whether a matter accepted on this date may be worked on with units of this pack."""
        return self.state(on) == "valid"

    def state(self, on: date) -> PackState:
        if on < self.valid_from:
            return "coming"
        return "ended" if self.valid_until is not None and self.valid_until < on else "valid"

    @property
    def rank(self) -> tuple[date, date, int]:
        """Packs in the order in which their units are used: what expires first goes first (row E2)."""
        return (self.valid_until or date.max, self.valid_from, self.id)


def pack_of(order: Order, terms: PackTerms) -> Pack:
    """The pack that an order makes, not stored yet. See `faults_of` for orders that make none."""
    begins = order.valid_from or order.confirmed_on or order.ordered_on
    until = order.valid_until
    if until is None and terms.valid_months:
        first = begins if terms.first_day_counts else begins + timedelta(days=1)
        until = last_day(first, terms.valid_months)
    return Pack(
        contract_id=order.contract_id,
        units=order.units,
        valid_from=begins,
        valid_until=until,
        ordered_on=order.ordered_on,
        reference=order.reference,
        price=order.price,
    )


def last_day(first: date, months: int) -> date:
    """The last day of a period of so many months whose first day counts: the day before the one that corresponds to
    it, or the end of the month that has no such day (Civil Code 143).
    """
    corresponding = months_after(first, months)
    return corresponding - timedelta(days=1) if corresponding.day == first.day else corresponding


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last one where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def faults_of(order: Order, terms: PackTerms) -> tuple[Complaint, ...]:
    """Everything for which an order cannot be taken, each with what to do; none if it can."""
    faults = []
    if not terms.kind.counts:
        faults.append(Complaint(("units",), f"support of the kind {terms.kind} counts no units; leave the order out"))
    if order.units <= 0:
        faults.append(Complaint(("units",), f"{order.units} is no number of units; write how many were bought"))
    elif order.units % terms.block:
        near = order.units - order.units % terms.block + terms.block
        faults.append(Complaint(("units",), f"{order.units} is no multiple of {terms.block}; the next one is {near}"))
    made = pack_of(order, terms)
    if made.valid_until is not None and made.valid_until < made.valid_from:
        said = f"{made.valid_until} lies before {made.valid_from}; give the last day on which the units may be used"
        faults.append(Complaint(("valid_until",), said))
    if order.price is not None and order.price < 0:
        faults.append(Complaint(("price",), f"{order.price} is below zero; give the net price of the whole order"))
    return tuple(faults)
