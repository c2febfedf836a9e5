"""What the desk sells: the terms of packs by name, and by which of them a contract's units are counted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mailbot.desk.labels import NO_LABELS, Labels, label_in
from mailbot.desk.packs import PackKind, PackTerms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mailbot.desk.people import Contract

UNCOUNTED = PackTerms(kind=PackKind.UNLIMITED, renewal_days=None)
"""The terms of a contract that names none: nothing is counted, and nothing is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Terms with what a reader who has no units left is told to do; `renewal_days` is the policy's, not set here."""

    terms: PackTerms
    how_to_order: Labels = field(default_factory=lambda: NO_LABELS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """All offers by name. `timezone` is the desk's, for contracts that have none of their own."""

    by_name: Mapping[str, Offer] = field(default_factory=lambda: MappingProxyType({}))
    timezone: str = "UTC"

    def terms_of(self, contract: Contract) -> PackTerms:
        """The terms by which this contract's units are counted, with its own prices (row E6); `UNCOUNTED` where it
        names none, or none that is known any more.
        """
        offer = self.by_name.get(contract.terms)
        if offer is None:
            return UNCOUNTED
        own = contract.prices
        return offer.terms if own is None else replace(offer.terms, prices=own.over(offer.terms.prices))

    def how_to_order(self, contract: Contract, language: str) -> str:
        """What a reader of this language is told to do to order more; empty where nothing is configured."""
        offer = self.by_name.get(contract.terms)
        return label_in(offer.how_to_order, language, otherwise="") if offer else ""

    def zone_of(self, contract: Contract) -> ZoneInfo:
        """The zone whose midnight ends a pack."""
        return ZoneInfo(contract.timezone or self.timezone)


NO_OFFERS = Offers()
