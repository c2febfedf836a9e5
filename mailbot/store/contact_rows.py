"""Placing the contacts of a contract: a person who is known keeps the id that cases and events hold."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, update

from mailbot.desk.mail import address_key
from mailbot.store.contract_rows import contact_document
from mailbot.store.tables import contact, contact_address

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from mailbot.desk.people import Contact, Contract

_NEW = insert(contact).returning(contact.c.id)


def place_contacts(
    connection: Connection, wanted: Contract, known: Sequence[Contact], *, now: datetime
) -> tuple[Contact, ...]:
    """The wanted contacts with their ids; those who are not wanted any more keep a row that nothing leads to."""
    ids = _ids_of(wanted.contacts, known)
    placed = []
    for position, (one, contact_id) in enumerate(zip(wanted.contacts, ids, strict=True)):
        row = {"position": position, "document": contact_document(one), "removed_at": None}
        if contact_id:
            connection.execute(update(contact).where(contact.c.id == contact_id).values(**row))
        else:
            new = {"contract_id": wanted.id, **row}
            contact_id = int(connection.execute(_NEW, new).scalar_one())
        _place_addresses(connection, contact_id, one.addresses)
        placed.append(replace(one, id=contact_id))
    for gone in {one.id for one in known} - set(ids):
        connection.execute(update(contact).where(contact.c.id == gone).values(removed_at=now))
        _place_addresses(connection, gone, ())
    return tuple(placed)


def _place_addresses(connection: Connection, contact_id: int, addresses: Sequence[str]) -> None:
    connection.execute(delete(contact_address).where(contact_address.c.contact_id == contact_id))
    rows = [
        {"contact_id": contact_id, "position": place, "address_key": address_key(one), "address": one}
        for place, one in enumerate(addresses)
    ]
    if rows:
        connection.execute(insert(contact_address), rows)


def _ids_of(wanted: Sequence[Contact], known: Sequence[Contact]) -> list[int]:
    """Who each wanted contact was before: the same id, else any address in common, else the same name; 0 is new."""
    free = {one.id: one for one in known}
    by_address = {address_key(address): one.id for one in known for address in one.addresses}
    by_name = {one.name: one.id for one in known}
    found = []
    for one in wanted:
        candidates = [one.id, *(by_address.get(address_key(own), 0) for own in one.addresses), by_name.get(one.name, 0)]
        chosen = next((candidate for candidate in candidates if candidate in free), 0)
        free.pop(chosen, None)
        found.append(chosen)
    return found
