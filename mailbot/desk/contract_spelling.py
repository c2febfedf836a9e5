"""Contracts with the keys by which a person writes them, for JSON, CSV and differences (A8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.orders_reading import order_as_mapping
from mailbot.desk.packs_reading import own_prices_as_mapping
from mailbot.desk.people import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mailbot.desk.people import Contact, Contract


def as_mapping(contract: Contract) -> dict[str, object]:
    """The contract with the keys that `read_contract` takes, defaults left out; dates as text."""
    given: dict[str, object] = {
        "id": contract.id,
        "client": contract.client,
        "policy": contract.policy,
        "calendar": contract.calendar,
        "from": contract.valid_from.isoformat(),
        "until": contract.valid_until.isoformat() if contract.valid_until else "",
        "domains": list(contract.domains),
        "openers": _openers_as_written(contract),
        "address": contract.address,
        "services": list(contract.services),
        "products": list(contract.products),
        "language": contract.language,
        "timezone": contract.timezone,
        "default": contract.is_default,
        "terms": contract.terms,
        "licences": contract.licences or "",
        "prices": own_prices_as_mapping(contract.prices) if contract.prices else "",
        "packs": [order_as_mapping(order) for order in contract.orders],
        "contacts": [contact_as_mapping(contact) for contact in contract.contacts],
    }
    return _without_empty(given)


def _openers_as_written(contract: Contract) -> object:
    if not contract.category_openers:
        return [] if contract.openers == ("admin",) else list(contract.openers)
    by_category = {key: list(patterns) for key, patterns in sorted(contract.category_openers.items())}
    return {"all": list(contract.openers)} | by_category


def contact_as_mapping(contact: Contact) -> dict[str, object]:
    """The contact with the keys of TOML, defaults left out."""
    roles = [] if contact.roles == frozenset({Role.ADMIN}) else sorted(role.value for role in contact.roles)
    given: dict[str, object] = {"name": contact.name, "addresses": list(contact.addresses), "roles": roles}
    texts = ("language", "timezone", "company", "department", "title", "honorific")
    return _without_empty(given | {key: getattr(contact, key) for key in texts})


def _without_empty(given: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in given.items() if value not in ("", [], False)}
