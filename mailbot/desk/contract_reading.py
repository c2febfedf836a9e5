"""Reads one contract with its contacts from what a person wrote, and says everything wrong with it at once (A1-A8)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from mailbot.desk.complaints import Complaint, Complaints
from mailbot.desk.mail import address_key, domain_key
from mailbot.desk.orders_reading import read_orders
from mailbot.desk.packs_reading import own_prices
from mailbot.desk.people import Contact, Contract, Role
from mailbot.desk.policy_keys import Table, spelt, suggest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mailbot.desk.packs_prices import OwnPrices

LANGUAGES = ("ja", "en")
CONTRACT_KEYS = (
    "id", "client", "domains", "policy", "calendar", "services", "products", "contacts", "openers", "address",
    "from", "until", "language", "timezone", "default", "terms", "licences", "prices", "packs",
)  # fmt: skip
CONTACT_KEYS = (
    "name", "addresses", "roles", "language", "timezone", "company", "department", "title", "honorific",
)  # fmt: skip
_ADDRESS = re.compile(r'[^\s@<>",;:()\[\]\\]+(?:@)(?:[^\s@<>",;:()\[\]\\.]+\.)*[^\s@<>",;:()\[\]\\.]+')
_DOMAIN = re.compile(r"(?:[^\s@<>\",;:()\[\]\\./]+\.)+[^\s@<>\",;:()\[\]\\./]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def address_fault(address: str) -> str:
    """What is wrong with a mail address as a person wrote it, in words; empty for one that can be used."""
    if not _ADDRESS.fullmatch(address) or ".." in address.partition("@")[2]:
        return f'{spelt(address)} is no mail address: write it like "taro@client.example", without a name'
    if len(address) > 254:
        return "is longer than a mail address can be (254 signs)"
    return ""


@cache
def _zones() -> frozenset[str]:
    """All zones; the library walks through its files each time that it is asked."""
    return frozenset(available_timezones())


def zone_fault(zone: str) -> str:
    """What is wrong with the name of a time zone; empty for one that exists."""
    zones = _zones()
    if zone in zones:
        return ""
    same = [known for known in zones if known.lower() == zone.lower()]
    hint = f' - did you mean "{same[0]}"?' if same else suggest(zone, zones)
    hint = hint if "did you mean" in hint else ' - write one like "Asia/Tokyo"'
    return f"there is no time zone {spelt(zone)}{hint}"


def domain_fault(domain: str) -> str:
    """What is wrong with a domain; empty for one that can be used."""
    if domain.startswith("@") and _DOMAIN.fullmatch(domain[1:]):
        return f'a domain stands here without the @: write "{domain[1:]}"'
    if not _DOMAIN.fullmatch(domain):
        return f'{spelt(domain)} is no domain: write it like "client.example"'
    return ""


def read_contract(mapping: object, *, declared_in: str = "") -> Contract:
    """One contract. Dates as date values or `YYYY-MM-DD`. Raises Complaints with paths from the contract inwards."""
    faults: list[Complaint] = []
    table = Table(mapping, (), faults)
    everyone, by_category = _openers(table, faults)
    contract = Contract(
        id=_required(table, "id"),
        client=_required(table, "client"),
        policy=_required(table, "policy"),
        calendar=_required(table, "calendar"),
        valid_from=_first_day(table),
        valid_until=table.day("until"),
        domains=_domains(table),
        contacts=_contacts(table, faults),
        openers=everyone,
        category_openers=MappingProxyType(by_category),
        address=_address(table, "address"),
        services=table.texts("services"),
        products=table.texts("products"),
        language=_language(table),
        timezone=_zone(table),
        is_default=table.flag("default"),
        declared_in=declared_in,
        terms=_line(table, "terms"),
        orders=read_orders(table, str(table.take("id") or "").strip(), faults),
        licences=table.whole("licences", otherwise=0),
        prices=_prices(table),
    )
    table.finish()
    _check_whole(contract, table)
    if faults:
        raise Complaints(faults)
    return contract


def _prices(outer: Table) -> OwnPrices | None:
    table = outer.table("prices")
    if table is None:
        return None
    own = own_prices(table)
    table.finish()
    return own


def _required(table: Table, key: str) -> str:
    text = _line(table, key)
    if not text and table.take(key) is None:
        table.complain("is missing", key)
    elif not text and table.take(key) == "":
        table.complain("is empty", key)
    return text


def _line(table: Table, key: str) -> str:
    text = table.text(key).strip() if table.take(key) != "" else ""
    if _CONTROL.search(text):
        table.complain("holds a line break or another control character: write it on one line", key)
        return ""
    return text


def _first_day(table: Table) -> date:
    day = table.day("from")
    if day is None and "from" not in table:
        table.complain("is missing: write the first day of the contract, like 2026-04-01", "from")
    return day or date.min


def _domains(table: Table) -> tuple[str, ...]:
    domains = table.texts("domains")
    for place, domain in enumerate(domains):
        if fault := domain_fault(domain):
            table.complain(fault, "domains", place)
    return tuple(dict.fromkeys(map(domain_key, domains)))


def _address(table: Table, key: str) -> str:
    address = _line(table, key)
    if address and (fault := address_fault(address)):
        table.complain(fault, key)
    return address


def _language(table: Table) -> str:
    language = _line(table, "language")
    if language and language not in LANGUAGES:
        table.complain(f"there are no letters in {spelt(language)}{suggest(language, LANGUAGES)}", "language")
    return language


def _zone(table: Table) -> str:
    zone = _line(table, "timezone")
    if zone and (fault := zone_fault(zone)):
        table.complain(fault, "timezone")
    return zone


def _openers(table: Table, faults: list[Complaint]) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """Who may open: a list for all categories, or a table with `all` and categories (DECISIONS 2)."""
    if not isinstance(table.take("openers"), Mapping):
        everyone = table.texts("openers")
        _check_patterns(table, everyone, "openers")
        return everyone or ("admin",), {}
    inner = Table(table.take("openers"), (*table.path, "openers"), faults)
    found = {key: inner.texts(key) for key in inner}
    for key, patterns in found.items():
        _check_patterns(inner, patterns, key)
    return found.pop("all", ()) or ("admin",), found


def _check_patterns(table: Table, patterns: Sequence[str], key: str) -> None:
    for place, pattern in enumerate(patterns):
        if fault := _pattern_fault(pattern):
            table.complain(fault, key, place)


def _pattern_fault(pattern: str) -> str:
    forms = 'a role, an address, or a whole domain like "@client.example"'
    if pattern.startswith("@"):
        return "" if _DOMAIN.fullmatch(pattern[1:]) else f"{spelt(pattern)} is no domain: write {forms}"
    if "@" in pattern:
        return address_fault(pattern)
    roles = tuple(role.value for role in Role)
    if pattern in roles:
        return ""
    if _DOMAIN.fullmatch(pattern):
        return f'a whole domain is written with an @ before it: "@{pattern}"'
    return f"{spelt(pattern)} names nobody: write {forms}{suggest(pattern, roles)}"


def _contacts(table: Table, faults: list[Complaint]) -> tuple[Contact, ...]:
    found = table.take("contacts")
    if found is None:
        return ()
    if not isinstance(found, Sequence) or isinstance(found, str):
        table.complain("must be a list of tables, one for each person", "contacts")
        return ()
    return tuple(_contact(Table(one, ("contacts", place), faults)) for place, one in enumerate(found))


def read_contact(mapping: object) -> Contact:
    """One contact alone. Raises Complaints with paths from the contact inwards."""
    faults: list[Complaint] = []
    contact = _contact(Table(mapping, (), faults))
    if faults:
        raise Complaints(faults)
    return contact


def _contact(table: Table) -> Contact:
    contact = Contact(
        name=_required(table, "name"),
        addresses=_addresses(table),
        roles=_roles(table),
        language=_language(table),
        timezone=_zone(table),
        company=_line(table, "company"),
        department=_line(table, "department"),
        title=_line(table, "title"),
        honorific=_line(table, "honorific"),
    )
    table.finish()
    return contact


def _addresses(table: Table) -> tuple[str, ...]:
    addresses = tuple(address.strip() for address in table.texts("addresses"))
    if not addresses and not table.take("addresses"):
        table.complain("is missing: name at least one mail address", "addresses")
    for place, address in enumerate(addresses):
        if fault := address_fault(address):
            table.complain(fault, "addresses", place)
    return addresses


def _roles(table: Table) -> frozenset[Role]:
    known = {role.value: role for role in Role}
    named = table.texts("roles")
    for place, role in enumerate(named):
        if role not in known:
            table.complain(f"there is no role {spelt(role)}{suggest(role, known)}", "roles", place)
    return frozenset(known[role] for role in named if role in known) or frozenset({Role.ADMIN})


def _check_whole(contract: Contract, table: Table) -> None:
    for key in ("orders", "licences", "prices"):
        if getattr(contract, key) and not contract.terms:
            spelt_key = "packs" if key == "orders" else key
            table.complain("needs terms: name the [packs.…] by which this contract's units are counted", spelt_key)
    if contract.valid_until and contract.valid_until < contract.valid_from:
        table.complain(f"{contract.valid_until} lies before {contract.valid_from}, the first day", "until")
    seen: dict[str, str] = {}
    for place, contact in enumerate(contract.contacts):
        for which, address in enumerate(contact.addresses):
            key = address_key(address)
            if key in seen:
                text = f"{address} stands in this contract already, for {seen[key]}: an address belongs to one person"
                table.complain(text, "contacts", place, "addresses", which)
            seen.setdefault(key, contact.name)


def same_addresses(contracts: Iterable[Contract]) -> tuple[tuple[str, Contract, Contract], ...]:
    """Pairs of contracts with one address of their own, which could choose between neither (row A5)."""
    first: dict[str, Contract] = {}
    clashes = []
    for contract in contracts:
        key = address_key(contract.address) if contract.address else ""
        if key in first:
            clashes.append((key, first[key], contract))
        elif key:
            first[key] = contract
    return tuple(clashes)
