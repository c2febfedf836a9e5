"""The terms of packs against policies, contracts and orders: what must be mended, and what only looks odd (E1-E6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.config.check_contracts import place_of, said_of
from mailbot.desk.complaints import Complaint
from mailbot.desk.offers import Offers
from mailbot.desk.packs import faults_of, pack_of
from mailbot.desk.people import Role
from mailbot.desk.policy_keys import spelt, suggest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from mailbot.config.parts import Parts, Place
    from mailbot.desk.packs import Order, PackTerms
    from mailbot.desk.people import Contract
    from mailbot.desk.policy import Policy

_KEYS = {"valid_until": "until"}
"""Names of an order's values that are spelt otherwise in TOML."""


def check_packs(parts: Parts, warnings: list[Complaint]) -> None:
    """Adds faults to the parts, and what only looks odd to the warnings."""
    for place, contract in parts.contracts.items():
        _check_terms(parts, place, contract)
        offer = parts.packs.get(contract.terms)
        if offer is None:
            continue
        for which, order in enumerate(contract.orders):
            path = place_of(place, "packs", which)
            _check_order(parts, path, said_of(contract, place), order, offer.terms)
            odd = _odd_in_order(contract, order, offer.terms)
            warnings.extend(Complaint(path, said_of(contract, place) + text) for text in odd)
        policy = parts.policies.get(contract.policy)
        odd = _odd_with_policy(policy, offer.terms) if policy else iter(())
        warnings.extend(Complaint(place_of(place, "terms"), said_of(contract, place) + text) for text in odd)
        odd = _odd_with_statement(contract, Offers(by_name=parts.packs).terms_of(contract))
        warnings.extend(Complaint(place_of(place, "terms"), said_of(contract, place) + text) for text in odd)
    _check_unused(parts, warnings)


def _check_terms(parts: Parts, place: Place, contract: Contract) -> None:
    known = parts.names("packs")
    if contract.terms and contract.terms not in known:
        hint = suggest(contract.terms, sorted(known)) or f": declare them as [packs.{contract.terms}]"
        text = f"{said_of(contract, place)}there are no terms {spelt(contract.terms)}{hint}"
        parts.faults.append(Complaint(place_of(place, "terms"), text))


def _check_order(parts: Parts, path: Place, said: str, order: Order, terms: PackTerms) -> None:
    for fault in faults_of(order, terms):
        steps = tuple(_KEYS.get(str(step), step) for step in fault.path) if path[0] == "contracts" else ()
        parts.faults.append(Complaint((*path, *steps), f"{said}order {order.reference}: {fault.message}"))


def _odd_in_order(contract: Contract, order: Order, terms: PackTerms) -> Iterator[str]:
    pack = pack_of(order, terms)
    last = contract.valid_until
    if last is not None and pack.valid_until is None:
        yield f"order {order.reference} is valid without end, but the contract ends on {last}: it is no renewal"
    if terms.low is not None and order.units <= terms.low:
        yield f"order {order.reference} has {order.units} units, of which {terms.low} are called low from the start"


def _odd_with_policy(policy: Policy, terms: PackTerms) -> Iterator[str]:
    declared = {level.key for version in policy.versions for level in version.levels}
    priced = {level.key for level in terms.levels}
    if declared and priced:
        for key in sorted(declared - priced):
            yield f"the policy {policy.name} has the level {spelt(key)}, for which [packs.{terms.name}] has no units"
        for key in sorted(priced - declared):
            yield f"[packs.{terms.name}] has the level {spelt(key)}, which the policy {policy.name} does not know"
    if terms.kind.counts and not any(version.renewal for version in policy.versions):
        yield f"nobody is told before the units of {spelt(terms.name)} end: give the policy {policy.name} a renewal"


def _odd_with_statement(contract: Contract, terms: PackTerms) -> Iterator[str]:
    if terms.statement == "none":
        return
    if not terms.kind.counts and terms.prices is None:
        yield f"[packs.{terms.name}] wants statements, but nothing is counted or costs anything: give prices"
    if not any(one.roles & {Role.BILLING, Role.ADMIN} for one in contract.contacts):
        yield "nobody gets its statements: give a contact the role billing"


def _check_unused(parts: Parts, warnings: list[Complaint]) -> None:
    used = {contract.terms for contract in parts.contracts.values()}
    if not parts.contracts:
        return
    for name in parts.packs:
        if name not in used:
            text = "no contract of the configuration names these terms"
            warnings.append(Complaint(("packs", name), text))


def without_pack(contracts: Sequence[Contract], offers: Offers, today: date) -> Iterator[Contract]:
    """Contracts in force with declared orders of which none is valid on this date."""
    for contract in contracts:
        terms = offers.terms_of(contract)
        states = {pack_of(order, terms).state(today) for order in contract.orders}
        if contract.is_in_force(today) and terms.kind.counts and states and "valid" not in states:
            yield contract
