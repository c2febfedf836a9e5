"""What a new list of contracts changes in the one in force, and which rows may not be touched (A8, DECISIONS 9)."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailbot.desk.complaints import Complaint
from mailbot.desk.contract_reading import CONTRACT_KEYS
from mailbot.desk.contract_spelling import as_mapping
from mailbot.desk.mail import address_key
from mailbot.desk.orders_reading import order_as_mapping, order_in_a_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mailbot.desk.people import Contact, Contract


class ChangeKind(enum.StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One value before and after, as it is spelt in TOML; empty is absent. `contact` names the person it is of."""

    key: str
    before: str
    after: str
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happens to one contract. `fields` are all of them where it is added or removed."""

    kind: ChangeKind
    contract_id: str
    client: str
    fields: tuple[FieldChange, ...] = ()


def differences(
    current: Sequence[Contract], wanted: Sequence[Contract], *, complete: bool = True
) -> tuple[Change, ...]:
    """What would change, by contract id. With `complete` contracts that are not wanted any more are removed;
    otherwise the wanted ones are only added or replaced.
    """
    before = {contract.id: contract for contract in current}
    after = {contract.id: contract for contract in wanted}
    changes = []
    for contract_id in sorted(before.keys() | after.keys()):
        old, new = before.get(contract_id), after.get(contract_id)
        if new is None and not complete:
            continue
        change = _change(old, new)
        if change is not None:
            changes.append(change)
    return tuple(changes)


def _change(old: Contract | None, new: Contract | None) -> Change | None:
    named = new or old
    fields = tuple(_fields(old, new))
    if named is None or not fields:
        return None
    kind = ChangeKind.ADDED if old is None else ChangeKind.REMOVED if new is None else ChangeKind.CHANGED
    return Change(kind=kind, contract_id=named.id, client=named.client, fields=fields)


def _fields(old: Contract | None, new: Contract | None) -> Iterator[FieldChange]:
    yield from _values(_contract_values(old), _contract_values(new))
    yield from _orders(old, new)
    old_contacts = old.contacts if old else ()
    new_contacts = new.contacts if new else ()
    for one, other in _paired(old_contacts, new_contacts):
        yield from _of_contact(one, other)
    if old and new and old.declared_in != new.declared_in:
        yield FieldChange(key="declared_in", before=old.declared_in, after=new.declared_in)


def _values(before: Mapping[str, object], after: Mapping[str, object], contact: str = "") -> Iterator[FieldChange]:
    for key in (*before, *(key for key in after if key not in before)):
        old, new = spelt_out(before.get(key, "")), spelt_out(after.get(key, ""))
        if old != new:
            yield FieldChange(key=key, before=old, after=new, contact=contact)


def _contract_values(contract: Contract | None) -> dict[str, object]:
    if contract is None:
        return {}
    given = as_mapping(contract) | {"contacts": "", "packs": ""}
    given.setdefault("openers", list(contract.openers))
    return {key: given.get(key, "") for key in CONTRACT_KEYS}


def _orders(old: Contract | None, new: Contract | None) -> Iterator[FieldChange]:
    """One line for each order that comes, goes, or is corrected (DECISIONS 9)."""
    before = {one.reference: order_in_a_line(order_as_mapping(one)) for one in (old.orders if old else ())}
    after = {one.reference: order_in_a_line(order_as_mapping(one)) for one in (new.orders if new else ())}
    for reference in dict.fromkeys((*before, *after)):
        was, becomes = before.get(reference, ""), after.get(reference, "")
        if was != becomes:
            yield FieldChange(key="packs", before=was, after=becomes)


def spelt_out(value: object) -> str:
    """A value in one line, as people write it: lists with commas, categories of openers by name."""
    if isinstance(value, dict):
        return "; ".join(f"{key}: {spelt_out(one)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "yes" if value is True else str(value)


def _paired(before: Sequence[Contact], after: Sequence[Contact]) -> Iterator[tuple[Contact | None, Contact | None]]:
    """The same person on both sides: by any address in common, else by name; who is on one side only, last."""
    by_address = {address_key(address): contact for contact in before for address in contact.addresses}
    by_name = {contact.name: contact for contact in before}
    taken: set[int] = set()
    for new in after:
        known = [by_address.get(address_key(address)) for address in new.addresses]
        candidates = [one for one in (*known, by_name.get(new.name)) if one is not None and id(one) not in taken]
        old = candidates[0] if candidates else None
        if old is not None:
            taken.add(id(old))
        yield old, new
    for old in before:
        if id(old) not in taken:
            yield old, None


def _of_contact(old: Contact | None, new: Contact | None) -> Iterator[FieldChange]:
    if old is None and new is not None:
        yield FieldChange(key="contacts", before="", after=_person(new), contact=new.name)
    elif new is None and old is not None:
        yield FieldChange(key="contacts", before=_person(old), after="", contact=old.name)
    elif old is not None and new is not None:
        yield from _values(_contact_values(old), _contact_values(new), old.name)


def _contact_values(contact: Contact) -> dict[str, object]:
    values: dict[str, object] = {"name": contact.name, "addresses": list(contact.addresses)}
    values["roles"] = sorted(role.value for role in contact.roles)
    keys = ("language", "timezone", "company", "department", "title", "honorific")
    return values | {key: getattr(contact, key) for key in keys}


def _person(contact: Contact) -> str:
    roles = ", ".join(sorted(role.value for role in contact.roles))
    place = " ".join(part for part in (contact.company, contact.department, contact.title) if part)
    return f"{contact.name} <{', '.join(contact.addresses)}> ({'; '.join(part for part in (roles, place) if part)})"


def clashes(current: Sequence[Contract], wanted: Sequence[Contract]) -> tuple[Complaint, ...]:
    """Rows that a file declares and that were made by mail or command line, or the other way round.

    Both are named; whoever wants one of them to go takes the other away first (DECISIONS 9).
    """
    made = {contract.id: contract for contract in current}
    faults = []
    for contract in wanted:
        other = made.get(contract.id)
        if other is not None and bool(other.declared_in) != bool(contract.declared_in):
            faults.append(
                Complaint((contract.id,), _clash(declared=contract.declared_in or other.declared_in, id_=other.id))
            )
    return tuple(faults)


def _clash(*, declared: str, id_: str) -> str:
    return (
        f"the contract {id_} is declared in {declared} and was also made by mail or command line: change it in "
        f"{declared} alone and take the other away with `mailbot contract remove {id_}`, or take it out of {declared}"
    )
