"""Reads the terms of packs from what a person wrote under `[packs.NAME]`, and says everything wrong at once (E1-E6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.complaints import Complaint, Complaints
from mailbot.desk.labels import NO_LABELS, Labels, filled
from mailbot.desk.offers import Offer
from mailbot.desk.packs import PackKind, PackTerms, RoundedPer, ServiceLevel, Stated
from mailbot.desk.packs_prices import OwnPrices, Prices, Rounding, TaxRate, UnitsBilled
from mailbot.desk.policy_clock_reading import KEY, read_labels
from mailbot.desk.policy_keys import Table, spelt

if TYPE_CHECKING:
    from typing import Final

ROUNDED: Final[tuple[RoundedPer, ...]] = ("session", "case")
ROUNDINGS: Final[tuple[Rounding, ...]] = ("down", "half_up")
BILLED: Final[tuple[UnitsBilled, ...]] = ("ordered", "used")
STATED: Final[tuple[Stated, ...]] = ("none", "month", "term")
AMOUNTS = ("fixed", "per_licence", "per_pack", "per_unit")
UNIT_WORDS: Mapping[PackKind, Labels] = MappingProxyType(
    {
        PackKind.INCIDENTS: MappingProxyType({"ja": "インシデント", "en": "incident"}),
        PackKind.TIME: MappingProxyType({"ja": "単位", "en": "unit"}),
    }
)
"""What a unit is called where the terms do not say."""
_COUNTING = ("unit", "block", "valid_months", "first_day_counts", "low", "ask_above", "how_to_order")
"""Keys that mean nothing where no units are counted."""


def read_offer(name: str, mapping: object) -> Offer:
    """The terms of one name. Raises Complaints with paths from the table inwards."""
    faults: list[Complaint] = []
    table = Table(mapping, (), faults)
    kind = table.choice("kind", tuple(PackKind), otherwise=PackKind.INCIDENTS)
    if "kind" not in table:
        table.complain(f"is missing: write one of {', '.join(PackKind)}", "kind")
    _refuse_meaningless(table, kind)
    terms = _terms(name, table, kind)
    how = _words(table, "how_to_order")
    _check(table, terms)
    table.finish()
    if faults:
        raise Complaints(faults)
    return Offer(terms=terms, how_to_order=how)


def _terms(name: str, table: Table, kind: PackKind) -> PackTerms:
    return PackTerms(
        name=name,
        kind=kind,
        levels=_levels(table) if kind is not PackKind.TIME else _no_levels(table),
        unit=_words(table, "unit") or UNIT_WORDS.get(kind, NO_LABELS),
        minutes_per_unit=table.whole("minutes", otherwise=30, least=1),
        rounded_per=table.choice("rounding", ROUNDED, otherwise="session"),
        block=table.whole("block", otherwise=1, least=1),
        valid_months=table.whole("valid_months", otherwise=12),
        first_day_counts=table.flag("first_day_counts", otherwise=True),
        ask_above=table.whole("ask_above", otherwise=0) if "ask_above" in table else None,
        low=table.whole("low", otherwise=0) if "low" in table else None,
        renewal_days=None,
        prices=_prices(table),
        statement=table.choice("statement", STATED, otherwise="none"),
    )


def _refuse_meaningless(table: Table, kind: PackKind) -> None:
    meaningless: tuple[str, ...] = () if kind.counts else _COUNTING
    if kind is not PackKind.TIME:
        meaningless += ("minutes", "rounding")
    for key in meaningless:
        if table.take(key) is not None:
            table.complain(f'means nothing with kind = "{kind}": take it out', key)


def _no_levels(table: Table) -> tuple[ServiceLevel, ...]:
    if table.take("levels") is not None:
        table.complain('means nothing with kind = "time", where a case costs what its sessions cost', "levels")
    return ()


def _levels(table: Table) -> tuple[ServiceLevel, ...]:
    """`normal = { units = 1, labels = { … }, default = true }`, or only the units: `normal = 1`."""
    outer = table.table("levels")
    levels = []
    for key in outer or ():
        assert outer
        if not KEY.match(key):
            outer.complain("a key is made of ASCII letters, digits, - and _", key)
        levels.append(_level(outer, key))
    marked = [one.key for one in levels if one.default]
    if outer and len(levels) > 1 and len(marked) != 1:
        outer.complain(f"mark exactly one level as default = true, not {len(marked)}")
    return tuple(levels)


def _level(outer: Table, key: str) -> ServiceLevel:
    found = outer.take(key)
    if not isinstance(found, Mapping):
        return ServiceLevel(key=key, units=outer.whole(key, otherwise=1), labels=filled(NO_LABELS, key))
    table = Table(found, (*outer.path, key), outer.faults)
    if "units" not in table:
        table.complain("is missing: how many units one case of this level costs", "units")
    level = ServiceLevel(
        key=key,
        units=table.whole("units", otherwise=1),
        labels=filled(read_labels(table), key),
        default=table.flag("default"),
    )
    table.finish()
    return level


def _words(table: Table, key: str) -> Labels:
    """One text for all languages, or one for each."""
    if isinstance(table.take(key), Mapping):
        return read_labels(table, key=key)
    text = table.text(key)
    return MappingProxyType({"ja": text, "en": text}) if text else NO_LABELS


def _check(table: Table, terms: PackTerms) -> None:
    """What is wrong only together."""
    usual = terms.units_of()
    if terms.ask_above is not None and terms.ask_above < usual:
        table.complain(f"is less than an ordinary case costs ({usual}): everybody would be asked", "ask_above")
    if terms.prices and terms.prices.units_billed == "used" and terms.prices.per_unit is None:
        table.complain("units that are paid when they are used need a price: give per_unit", "prices", "units_billed")


def _prices(outer: Table) -> Prices | None:
    """One table, or several by date (`[[packs.NAME.prices]]`), of which the later ones say which amounts change."""
    found = outer.take("prices")
    if found is None:
        return None
    if not isinstance(found, Sequence) or isinstance(found, str):
        return _first_prices(Table(found, (*outer.path, "prices"), outer.faults))
    tables = [Table(one, (*outer.path, "prices", place), outer.faults) for place, one in enumerate(found)]
    if not tables:
        return None
    made = [_first_prices(tables[0])]
    for table in tables[1:]:
        made.append(_later_prices(table, made[-1]))
    return replace(made[0], later=tuple(made[1:]))


def _later_prices(table: Table, before: Prices) -> Prices:
    """The prices before with the amounts that this table gives; how units and tax are counted stands in the first."""
    since = table.day("from")
    if since is None and "from" not in table:
        table.complain("is missing: the first day of these prices, like 2027-04-01", "from")
    elif since is not None and since <= before.since:
        table.complain("begins no later than the prices before: give them in the order of their days", "from")
    own = OwnPrices(
        fixed=amount(table, "fixed"),
        per_licence=amount(table, "per_licence"),
        per_pack=amount(table, "per_pack"),
        per_unit=amount(table, "per_unit"),
    )
    table.finish()
    return replace(own.over(before), since=since or before.since)


def _first_prices(table: Table) -> Prices:
    usual = Prices()
    own = own_prices(table)
    currency = table.text("currency", otherwise=usual.currency)
    if not (len(currency) == 3 and currency.isascii() and currency.isupper()):
        table.complain(f'{spelt(currency)} is no currency: write three capitals, like "JPY" (ISO 4217)', "currency")
    prices = Prices(
        **{key: getattr(own, key) for key in AMOUNTS},
        currency=currency,
        term_months=own.term_months or usual.term_months,
        units_billed=own.units_billed or usual.units_billed,
        rounding=table.choice("rounding", ROUNDINGS, otherwise=usual.rounding),
        taxes=_taxes(table),
        since=table.day("from") or usual.since,
    )
    table.finish()
    return prices


def own_prices(table: Table) -> OwnPrices:
    """The amounts that a contract may have of its own; without tax, in the currency of its terms."""
    return OwnPrices(
        **{key: amount(table, key) for key in AMOUNTS},
        term_months=table.whole("term_months", otherwise=12, least=1) if "term_months" in table else None,
        units_billed=table.choice("units_billed", BILLED, otherwise="ordered") if "units_billed" in table else None,
    )


def own_prices_as_mapping(own: OwnPrices) -> dict[str, object]:
    """The keys that `own_prices` takes; amounts as text."""
    given = {one.name: getattr(own, one.name) for one in fields(own)}
    return {
        key: str(value) if isinstance(value, Decimal) else value for key, value in given.items() if value is not None
    }


def amount(table: Table, key: str) -> Decimal | None:
    """An amount of money, zero or more; a number or a text like "1200.50"; None where it is absent or wrong."""
    found = table.take(key)
    if found is None:
        return None
    exact = as_decimal(found)
    if exact is None or exact < 0:
        table.complain(f'must be an amount of money like 50000 or "1200.50", not {spelt(found)}', key)
        return None
    return exact


def as_decimal(found: object) -> Decimal | None:
    """An exact number; what TOML has as a float is the one that was written."""
    if isinstance(found, bool) or not isinstance(found, int | float | str):
        return None
    try:
        exact = Decimal(str(found).replace(",", "") if isinstance(found, str) else str(found))
    except InvalidOperation:
        return None
    return exact if exact.is_finite() else None


def _taxes(table: Table) -> tuple[TaxRate, ...]:
    """`tax = 0.10`, or rates by date: `tax = [{ from = 2019-10-01, rate = 0.10 }]`."""
    found = table.take("tax")
    if found is None:
        return ()
    if not isinstance(found, Sequence) or isinstance(found, str):
        rate = _rate(table, found, "tax")
        return (TaxRate(valid_from=date.min, rate=rate),)
    rates = []
    for place, one in enumerate(found):
        inner = Table(one, (*table.path, "tax", place), table.faults)
        begins = inner.day("from")
        if begins is None and "from" not in inner:
            inner.complain("is missing: the first day of this rate, like 2019-10-01", "from")
        rates.append(TaxRate(valid_from=begins or date.min, rate=_rate(inner, inner.take("rate"), "rate")))
        inner.finish()
    if len({one.valid_from for one in rates}) < len(rates):
        table.complain("two rates begin on the same day", "tax")
    return tuple(sorted(rates, key=lambda one: one.valid_from))


def _rate(table: Table, found: object, key: str) -> Decimal:
    rate = as_decimal(found)
    if rate is None or not 0 <= rate < 1:
        table.complain(f"must be a share like 0.10 for ten percent, not {spelt(found)}", key)
        return Decimal(0)
    return rate
