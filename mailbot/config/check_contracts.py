"""Contracts against all that they name, and against each other and the staff (A1, A2, A5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.complaints import Complaint
from mailbot.desk.contract_reading import same_addresses
from mailbot.desk.mail import address_key, domain_key
from mailbot.desk.people import Role
from mailbot.desk.policy_keys import spelt, suggest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mailbot.config.parts import Parts, Place
    from mailbot.desk.people import Contract, Staff

FREE_MAIL = frozenset({
    "gmail.com", "googlemail.com", "yahoo.co.jp", "yahoo.com", "ymail.ne.jp", "outlook.com", "outlook.jp",
    "hotmail.com", "hotmail.co.jp", "live.jp", "live.com", "icloud.com", "me.com", "docomo.ne.jp", "ezweb.ne.jp",
    "au.com", "softbank.ne.jp", "i.softbank.jp", "rakuten.jp", "nifty.com", "aol.com", "proton.me",
})  # fmt: skip
"""Domains at which anybody can have an address: to name one as a client's lets everybody in."""


def check_contracts(parts: Parts, warnings: list[Complaint]) -> None:
    """Adds faults to the parts, and what only looks odd to the warnings."""
    known = _first_by_id(parts)
    staff = {address_key(address): one for one in reversed(parts.staff.values()) for address in one.addresses}
    for place, contract in parts.contracts.items():
        if known[contract.id] != place:
            other = parts.contracts[known[contract.id]].declared_in
            where = f"in {other} already" if other == contract.declared_in else f"in {other} and {contract.declared_in}"
            text = f"the contract {contract.id} is declared {where}: keep one of the two"
            parts.faults.append(Complaint(place_of(place, "id"), text))
        _check_names(parts, place, contract)
        _check_people(parts, place, contract, staff)
        _check_openers(parts, place, contract, warnings)
    _check_addresses(parts)
    _check_defaults(parts, warnings)


def _first_by_id(parts: Parts) -> dict[str, Place]:
    first: dict[str, Place] = {}
    for place, contract in parts.contracts.items():
        first.setdefault(contract.id, place)
    return first


def place_of(place: Place, *inner: str | int) -> Place:
    """The keys of a contract's field; of one that stands in a file of its own, the line that names the file."""
    return (*place, *inner) if place[0] == "contracts" else place[:3]


def said_of(contract: Contract, place: Place) -> str:
    """Names the contract where the key alone would not."""
    return "" if place[0] == "contracts" else f"in {contract.declared_in}, contract {contract.id}: "


def _check_names(parts: Parts, place: Place, contract: Contract) -> None:
    named = [("policies", "policy", contract.policy), ("calendars", "calendar", contract.calendar)]
    named += [("services", "service", service) for service in contract.services]
    for section, word, name in named:
        if name not in parts.names(section):
            hint = suggest(name, sorted(parts.names(section))) or f": declare it as [{section}.{name}]"
            key = "services" if section == "services" else word
            text = f"{said_of(contract, place)}there is no {word} {spelt(name)}{hint}"
            parts.faults.append(Complaint(place_of(place, key), text))


def _check_people(parts: Parts, place: Place, contract: Contract, staff: Mapping[str, Staff]) -> None:
    own = _own_addresses(parts)
    for which, contact in enumerate(contract.contacts):
        for nth, address in enumerate(contact.addresses):
            path = place_of(place, "contacts", which, "addresses", nth)
            if one := staff.get(address_key(address)):
                text = f"{address} belongs to staff ({one.name}): nobody can be staff and contact with one address"
                parts.faults.append(Complaint(path, said_of(contract, place) + text))
            if address_key(address) in own:
                text = f"{address} is the desk's own address: mail from it is never a customer's"
                parts.faults.append(Complaint(path, said_of(contract, place) + text))


def _own_addresses(parts: Parts) -> frozenset[str]:
    desk = (parts.desk.address, *parts.desk.addresses) if parts.desk else ()
    return frozenset(map(address_key, desk))


def _check_openers(parts: Parts, place: Place, contract: Contract, warnings: list[Complaint]) -> None:
    _check_categories(parts, place, contract)
    patterns = contract.openers + tuple(one for many in contract.category_openers.values() for one in many)
    for domain in sorted({*contract.domains, *(domain_key(one[1:]) for one in patterns if one.startswith("@"))}):
        if domain in FREE_MAIL:
            text = f"anybody can have an address at {domain}: name single addresses instead"
            warnings.append(Complaint(place_of(place, "domains"), said_of(contract, place) + text))
    roles = {role for contact in contract.contacts for role in contact.roles}
    if not any("@" in pattern or Role(pattern) in roles for pattern in patterns):
        text = "nobody can open a case on this contract: give it a contact with the role admin, or openers"
        warnings.append(Complaint(place_of(place, "contacts"), said_of(contract, place) + text))


def _check_categories(parts: Parts, place: Place, contract: Contract) -> None:
    policy = parts.policies.get(contract.policy)
    if policy is None:
        return
    known = {category.key for version in policy.versions for category in version.categories}
    for category in contract.category_openers:
        if category not in known:
            hint = suggest(category, sorted(known | {"all"}))
            text = f"the policy {contract.policy} has no category {spelt(category)}{hint}"
            parts.faults.append(Complaint(place_of(place, "openers", category), said_of(contract, place) + text))


def _check_addresses(parts: Parts) -> None:
    places = {id(contract): place for place, contract in parts.contracts.items()}
    for address, first, second in same_addresses(parts.contracts.values()):
        place = places[id(second)]
        text = f"{address} is the address of contract {first.id} already: it can choose one contract only"
        parts.faults.append(Complaint(place_of(place, "address"), said_of(second, place) + text))
    own = _own_addresses(parts)
    for place, contract in parts.contracts.items():
        if contract.address and address_key(contract.address) in own:
            text = f"{contract.address} is the desk's own address and chooses no contract: take it out"
            parts.faults.append(Complaint(place_of(place, "address"), said_of(contract, place) + text))


def _check_defaults(parts: Parts, warnings: list[Complaint]) -> None:
    """One contact with two default contracts has none."""
    first: dict[str, Contract] = {}
    told: set[tuple[str, str]] = set()
    for place, contract in parts.contracts.items():
        if not contract.is_default:
            continue
        for key in (address_key(address) for contact in contract.contacts for address in contact.addresses):
            other = first.setdefault(key, contract)
            if other is not contract and (other.id, contract.id) not in told:
                told.add((other.id, contract.id))
                text = f"{key} is a contact of {other.id} too, and both are marked default: mark one of them"
                warnings.append(Complaint(place_of(place, "default"), said_of(contract, place) + text))
