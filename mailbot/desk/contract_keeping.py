"""What an import leaves as it stands: columns, contacts and orders that its rows do not name (A8, DECISIONS 9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mailbot.desk.contract_spelling import as_mapping, contact_as_mapping
from mailbot.desk.mail import address_key
from mailbot.desk.orders_reading import order_as_mapping

if TYPE_CHECKING:
    from mailbot.desk.packs import Order
    from mailbot.desk.people import Contact, Contract


def kept_mapping(known: Contract | None, row: Mapping[str, object]) -> dict[str, object]:
    """What a row says, over what stands there. A key with an empty text empties its field; what a row does not name is
    kept, contacts and orders likewise. Those that the row names come first, in its order."""
    if known is None:
        return _filled(row)
    contacts, orders = _tables(row.get("contacts")), _tables(row.get("packs"))
    before = as_mapping(known)
    before |= {"contacts": _contacts(known.contacts, contacts), "packs": [_order(known.orders, one) for one in orders]}
    return _filled(before | {key: value for key, value in row.items() if key not in {"contacts", "packs"}})


def in_known_order(contract: Contract, known: Contract | None) -> Contract:
    """The contacts in the order in which they stood, new ones behind: letters greet the first."""
    if known is None:
        return contract
    stood = {address_key(address): place for place, one in enumerate(known.contacts) for address in one.addresses}
    by_name = {one.name: place for place, one in enumerate(known.contacts)}
    last = len(known.contacts)

    def place(one: Contact) -> int:
        found = [stood[address_key(own)] for own in one.addresses if address_key(own) in stood]
        return min(found, default=by_name.get(one.name, last))

    return replace(contract, contacts=tuple(sorted(contract.contacts, key=place)))


def _tables(found: object) -> list[Mapping[str, object]]:
    """The tables of a list, where it is one; anything else is complained of where it is read."""
    several = found if isinstance(found, Sequence) and not isinstance(found, str) else ()
    return [one for one in several if isinstance(one, Mapping)]


def _contacts(known: Sequence[Contact], rows: Sequence[Mapping[str, object]]) -> list[object]:
    free = list(known)
    by_address = [_at(free, row) for row in rows]
    merged: list[object] = []
    for row, found in zip(rows, by_address, strict=True):
        same = found or next((one for one in free if one.name == row.get("name") and one not in by_address), None)
        if same is not None and same in free:
            free.remove(same)
        merged.append(_filled((contact_as_mapping(same) if same is not None else {}) | dict(row)))
    return [*merged, *map(contact_as_mapping, free)]


def _at(known: Sequence[Contact], row: Mapping[str, object]) -> Contact | None:
    addresses = row.get("addresses")
    written = addresses if isinstance(addresses, list) else [addresses]
    return next((one for one in known for own in written if isinstance(own, str) and one.has_address(own)), None)


def _order(known: Sequence[Order], row: Mapping[str, object]) -> dict[str, object]:
    same = next((one for one in known if one.reference == row.get("order")), None)
    return _filled((order_as_mapping(same) if same is not None else {}) | dict(row))


def _filled(row: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in row.items() if value != ""}
