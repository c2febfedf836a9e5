"""Terms of packs with the keys by which a person writes them, for `check` and JSON."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from mailbot.desk.packs import PackKind

if TYPE_CHECKING:
    from mailbot.desk.offers import Offer
    from mailbot.desk.packs import PackTerms
    from mailbot.desk.packs_prices import Prices, TaxRate


def offer_as_mapping(offer: Offer) -> dict[str, object]:
    """The keys that `read_offer` takes, those left out that mean nothing or are absent; amounts as text."""
    terms = offer.terms
    given: dict[str, object] = {"kind": terms.kind.value}
    if terms.kind.counts:
        given |= _counting(terms) | {"how_to_order": dict(offer.how_to_order)}
    if terms.kind is PackKind.TIME:
        given |= {"minutes": terms.minutes_per_unit, "rounding": terms.rounded_per}
    if terms.levels:
        given["levels"] = {
            one.key: {"units": one.units, "labels": dict(one.labels), "default": one.default} for one in terms.levels
        }
    if terms.prices is not None:
        given["prices"] = _dated(terms.prices) if terms.prices.later else _prices(terms.prices)
    given["statement"] = terms.statement
    return {key: value for key, value in given.items() if value not in (None, {})}


def _counting(terms: PackTerms) -> dict[str, object]:
    keys = ("block", "valid_months", "first_day_counts", "ask_above", "low")
    return {"unit": dict(terms.unit)} | {key: getattr(terms, key) for key in keys}


def _dated(prices: Prices) -> list[dict[str, object]]:
    """A table for each day from which prices hold; the later ones with their amounts alone."""
    later = [_amounts(one) | {"from": one.since.isoformat()} for one in prices.later]
    return [_prices(prices), *later]


def _amounts(prices: Prices) -> dict[str, object]:
    amounts = {key: getattr(prices, key) for key in ("fixed", "per_licence", "per_pack", "per_unit")}
    return {key: str(amount) for key, amount in amounts.items() if amount is not None}


def _prices(prices: Prices) -> dict[str, object]:
    given = _amounts(prices) | ({} if prices.since == date.min else {"from": prices.since.isoformat()})
    keys = ("term_months", "units_billed", "currency", "rounding")
    return given | {key: getattr(prices, key) for key in keys} | {"tax": [_tax(one) for one in prices.taxes]}


def _tax(one: TaxRate) -> dict[str, object]:
    return {"from": one.valid_from.isoformat(), "rate": str(one.rate)}
