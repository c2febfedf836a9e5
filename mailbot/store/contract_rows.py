"""Contracts as rows and back: a document without persons, and beside it contacts, addresses and opener patterns."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from mailbot.desk.mail import address_key, domain_key, domain_of
from mailbot.desk.orders import renewed
from mailbot.desk.packs_prices import OwnPrices
from mailbot.desk.people import Contact, Contract, Role
from mailbot.store import ledger_rows
from mailbot.store.columns import canonical
from mailbot.store.tables import contact, contact_address, contract, contract_key, contract_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import BindParameter, Connection

    from mailbot.desk.orders import PlacedOrder

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_CONTRACTS = select(contract).where(contract.c.id.in_(_IDS)).order_by(contract.c.id)
_KEYS = (
    select(contract_key)
    .where(contract_key.c.contract_id.in_(_IDS))
    .order_by(contract_key.c.contract_id, contract_key.c.kind, contract_key.c.scope, contract_key.c.position)
)
_CONTACTS = (
    select(contact.c.id, contact.c.contract_id, contact.c.document)
    .where(contact.c.contract_id.in_(_IDS), contact.c.removed_at.is_(None))
    .order_by(contact.c.contract_id, contact.c.position, contact.c.id)
)
_ADDRESSES = (
    select(contact_address.c.contact_id, contact_address.c.address)
    .join(contact, contact.c.id == contact_address.c.contact_id)
    .where(contact.c.contract_id.in_(_IDS), contact.c.removed_at.is_(None))
    .order_by(contact_address.c.contact_id, contact_address.c.position)
)

_VERSIONS = (
    select(contract_version.c.at, contract_version.c.source, contract_version.c.document)
    .where(contract_version.c.contract_id == bindparam("of"))
    .order_by(contract_version.c.version)
)

OPENER = "opener"
DOMAIN = "domain"
OWN = "own"
"""Kinds of keys: who may open (`scope` is the category, or empty), the client's domains, the contract's address."""

AT_ONE_TIME = 5_000
"""Ids in one question; databases bound how many values one may hold."""
TEXTS = ("client", "policy", "calendar", "address", "language", "timezone")
LISTS = ("domains", "services", "products")
AMOUNTS = ("fixed", "per_licence", "per_pack", "per_unit")
ORDER_KEYS = ("reference", "units", "ordered_on", "confirmed_on", "valid_from", "valid_until", "price")
CONTACT_TEXTS = ("name", "language", "timezone", "company", "department", "title", "honorific")


def load(connection: Connection, ids: Sequence[str]) -> tuple[Contract, ...]:
    """Whole contracts with all their contacts and orders, by id; five questions for each few thousand of them."""
    ordered = sorted(set(ids))
    parts = (ordered[start : start + AT_ONE_TIME] for start in range(0, len(ordered), AT_ONE_TIME))
    return tuple(one for part in parts for one in _load(connection, part))


def _load(connection: Connection, ids: Sequence[str]) -> tuple[Contract, ...]:
    asked = {"ids": list(ids)}
    addresses: dict[int, list[str]] = defaultdict(list)
    for row in connection.execute(_ADDRESSES, asked):
        addresses[row.contact_id].append(row.address)
    contacts: dict[str, list[Contact]] = defaultdict(list)
    for one in connection.execute(_CONTACTS, asked):
        contacts[one.contract_id].append(contact_of(one.id, one.document, addresses[one.id]))
    openers: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for key in connection.execute(_KEYS, asked):
        if key.kind == OPENER:
            openers[key.contract_id][key.scope].append(key.value)
    placed = ledger_rows.orders(connection, ids)
    return tuple(
        _with_orders(
            _contract(found.id, found.document, found.declared_in, tuple(contacts[found.id]), openers[found.id]),
            placed.get(found.id, ()),
        )
        for found in connection.execute(_CONTRACTS, asked)
    )


def versions(connection: Connection, contract_id: str) -> tuple[tuple[datetime, Contract], ...]:
    """How a contract stood from when on, the oldest first; of its people only a digest was kept, and its orders have a
    history of their own."""
    return tuple(
        (row.at, _contract(contract_id, row.document, row.source, (), {}))
        for row in connection.execute(_VERSIONS, {"of": contract_id})
    )


def _with_orders(made: Contract, placed: Sequence[PlacedOrder]) -> Contract:
    """With the orders that stand where it was made itself, and with the end of all that stands ordered on it."""
    standing = [one for one in placed if not one.is_removed]
    own = tuple(one.order for one in standing if bool(one.declared_in) == bool(made.declared_in))
    return renewed(replace(made, orders=own), (one.pack for one in standing))


def document_of(wanted: Contract) -> dict[str, object]:
    """All of a contract that names no person."""
    texts: dict[str, object] = {name: getattr(wanted, name) for name in TEXTS}
    lists = {name: list(getattr(wanted, name)) for name in LISTS}
    return (
        texts
        | lists
        | {
            "valid_from": wanted.valid_from.isoformat(),
            "valid_until": wanted.valid_until.isoformat() if wanted.valid_until else None,
            "is_default": wanted.is_default,
            "categories": sorted(wanted.category_openers),
            "terms": wanted.terms,
            "licences": wanted.licences,
            "prices": _prices_document(wanted.prices),
        }
    )


def orders_document(wanted: Contract) -> list[dict[str, object]]:
    """The orders of a contract, for its history."""
    return [{key: _plain(getattr(one, key)) for key in ORDER_KEYS} for one in wanted.orders]


def _prices_document(own: OwnPrices | None) -> dict[str, object] | None:
    return None if own is None else {one.name: _plain(getattr(own, one.name)) for one in fields(own)}


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Decimal | date) else value


def _prices(document: Mapping[str, Any] | None) -> OwnPrices | None:
    """Amounts as they were written; contracts of earlier revisions have none."""
    if document is None:
        return None
    amounts = {key: None if document[key] is None else Decimal(document[key]) for key in AMOUNTS}
    return OwnPrices(**amounts, term_months=document["term_months"], units_billed=document["units_billed"])


def contact_document(one: Contact) -> dict[str, object]:
    texts: dict[str, object] = {name: getattr(one, name) for name in CONTACT_TEXTS}
    by_hand = {"by_hand": True} if one.is_by_hand else {}
    return texts | {"roles": sorted(role.value for role in one.roles)} | by_hand


def keys_of(wanted: Contract) -> list[dict[str, object]]:
    """The rows by which the contract is looked up, and its openers in their order."""
    patterns = [("", wanted.openers), *sorted(wanted.category_openers.items())]
    rows = [
        _key(wanted, OPENER, scope, place, value) for scope, several in patterns for place, value in enumerate(several)
    ]
    rows += [_key(wanted, DOMAIN, "", place, value) for place, value in enumerate(wanted.domains)]
    if wanted.address:
        rows.append(_key(wanted, OWN, "", 0, wanted.address))
    return rows


def contacts_digest(contacts: Iterable[Contact]) -> str:
    """What the history of contracts keeps of its persons (DECISIONS 44)."""
    spelt = canonical([[one.id, contact_document(one), list(one.addresses)] for one in contacts])
    return hashlib.sha256(spelt.encode()).hexdigest()


def lookup_of(kind: str, value: str) -> str:
    """How a pattern is found: ``@domain`` for domains and domain patterns, the address key, or the role's name."""
    if kind == DOMAIN:
        return f"@{domain_key(value)}"
    if value.startswith("@"):
        return f"@{domain_of(f'x{value}')}"
    return address_key(value) if "@" in value else value


def _key(wanted: Contract, kind: str, scope: str, position: int, value: str) -> dict[str, object]:
    return {
        "contract_id": wanted.id,
        "kind": kind,
        "scope": scope,
        "position": position,
        "value": value,
        "lookup": lookup_of(kind, value),
    }


def _contract(
    contract_id: str,
    document: Mapping[str, Any],
    declared_in: str,
    contacts: tuple[Contact, ...],
    openers: Mapping[str, Sequence[str]],
) -> Contract:
    until = document["valid_until"]
    given: dict[str, Any] = {name: document[name] for name in TEXTS}
    given |= {name: tuple(document[name]) for name in LISTS}
    by_category = {key: tuple(openers.get(key, ())) for key in document["categories"]}
    return Contract(
        id=contract_id,
        valid_from=date.fromisoformat(document["valid_from"]),
        valid_until=date.fromisoformat(until) if until else None,
        contacts=contacts,
        openers=tuple(openers.get("", ())),
        category_openers=MappingProxyType(by_category),
        is_default=document["is_default"],
        declared_in=declared_in,
        terms=document.get("terms", ""),
        licences=document.get("licences", 0),
        prices=_prices(document.get("prices")),
        **given,
    )


def contact_of(contact_id: int, document: Mapping[str, Any], addresses: Sequence[str]) -> Contact:
    """A contact from its document."""
    return Contact(
        id=contact_id,
        addresses=tuple(addresses),
        roles=frozenset(map(Role, document["roles"])),
        is_by_hand=document.get("by_hand", False),
        **{name: document[name] for name in CONTACT_TEXTS},
    )
