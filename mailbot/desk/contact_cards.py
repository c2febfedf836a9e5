"""The card of a contact: what a change of it may be, how it is told, and which cards stay as they are at a start."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.complaints import Complaint
from mailbot.desk.mail import address_key, domain_of
from mailbot.desk.people import Contact, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from mailbot.desk.people import Contract

CARD_KEYS = ("name", "addresses", "roles", "company", "department", "title", "honorific", "language", "timezone")
"""What a card holds, in the order in which it is told."""
ROLES: dict[Role, tuple[str, str]] = {
    Role.ADMIN: ("管理", "admin"),
    Role.NOTICE: ("通知", "notice"),
    Role.EMERGENCY: ("緊急", "emergency"),
    Role.BILLING: ("請求", "billing"),
}
LABELS: dict[str, tuple[str, str]] = {
    "name": ("名前", "Name"),
    "addresses": ("メール", "Mail"),
    "roles": ("役割", "Roles"),
    "company": ("会社名", "Company"),
    "department": ("部署", "Department"),
    "title": ("役職", "Title"),
    "honorific": ("敬称", "Honorific"),
    "language": ("言語", "Language"),
    "timezone": ("タイムゾーン", "Time zone"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactChange:
    """One change of a card: who made it and when (row A8). Without `before` the contact was added, without `after` it
    was taken away. `cause` names the mail that brought it."""

    id: int
    contract_id: str
    contact_id: int
    at: datetime
    actor: str
    cause: str = ""
    before: Contact | None = None
    after: Contact | None = None
    undone_at: datetime | None = None

    @property
    def kind(self) -> str:
        return "added" if self.before is None else "removed" if self.after is None else "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeantContact:
    """A change that is to be taken back, and why it cannot be (a key of the refusals, or empty)."""

    change: ContactChange
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactFacts:
    """What a mail of staff names of contacts: contracts by the id as it was written, the contracts that concern each
    address, and the changes that a word of undoing is about."""

    contracts: Mapping[str, Contract] = field(default_factory=lambda: MappingProxyType({}))
    elsewhere: Mapping[str, tuple[Contract, ...]] = field(default_factory=lambda: MappingProxyType({}))
    meant: tuple[MeantContact, ...] = ()


NO_CONTACTS = ContactFacts()


def same_card(one: Contact, other: Contact) -> bool:
    """Whether two cards say the same, whoever made them."""
    return replace(one, id=0) == replace(other, id=0)


def changed_keys(before: Contact | None, after: Contact | None) -> tuple[str, ...]:
    """The keys of the card whose values differ."""
    return tuple(key for key in CARD_KEYS if getattr(before, key, None) != getattr(after, key, None))


def change_fault(contract: Contract, before: Contact | None, after: Contact | None) -> str:
    """Why a card cannot be put on a contract, changed or taken away, as `key` or `key: detail`; empty if it can."""
    if contract.declared_in and before is not None and not before.is_by_hand:
        return f"contact-declared: {before.name}, {contract.declared_in}"
    if before is not None and after is not None and same_card(before, after):
        return "contact-same"
    others = [one for one in contract.contacts if before is None or one.id != before.id]
    for address in after.addresses if after is not None else ():
        if taken := next((one for one in others if one.has_address(address)), None):
            return f"contact-taken: {address}, {taken.name}"
    left = [*others, *([after] if after is not None else [])]
    had = any(Role.ADMIN in one.roles for one in contract.contacts)
    if had and not any(Role.ADMIN in one.roles for one in left):
        return f"contact-last-admin: {before.name if before is not None else ''}"
    return ""


def undo_fault(held: Contract, change: ContactChange) -> str:
    """Why a change cannot be taken back, as a key of the refusals; empty if it can."""
    known = next((one for one in held.contacts if one.id == change.contact_id), None)
    stands = known is None if change.after is None else known is not None and same_card(known, change.after)
    return change_fault(held, known, change.before) if stands else "contact-moved"


def outside(contract: Contract, contact: Contact) -> tuple[str, ...]:
    """The addresses of a card that are of none of the client's domains; none where the contract names no domain."""
    if not contract.domains:
        return ()
    known = {domain_of(f"x@{one}") for one in contract.domains}
    return tuple(one for one in contact.addresses if domain_of(one) not in known)


def card_in_words(contact: Contact, language: str) -> str:
    """The whole card in one line; what is empty is left out."""
    which = 0 if language == "ja" else 1
    call = f"{contact.name} {contact.honorific}".strip() if language == "ja" else contact.name
    parts = [f"{call} <{', '.join(contact.addresses)}>"]
    for key in CARD_KEYS[2:]:
        value = roles_in_words(contact.roles, language) if key == "roles" else str(getattr(contact, key))
        if value:
            parts.append(f"{LABELS[key][which]}{'：' if language == 'ja' else ': '}{value}")
    return ("／" if language == "ja" else "; ").join(parts)


def roles_in_words(roles: Iterable[Role], language: str) -> str:
    """The roles, in their own order."""
    which = 0 if language == "ja" else 1
    held = set(roles)
    return ("、" if language == "ja" else ", ").join(words[which] for role, words in ROLES.items() if role in held)


def keeping_contacts(stored: Sequence[Contract], wanted: Sequence[Contract]) -> tuple[Contract, ...]:
    """The wanted contracts of files, with the contacts that mail or command line put beside those (DECISIONS 9)."""
    beside = {one.id: tuple(who for who in one.contacts if who.is_by_hand) for one in stored}
    return tuple(
        replace(one, contacts=(*one.contacts, *beside[one.id])) if one.declared_in and beside.get(one.id) else one
        for one in wanted
    )


def contact_clashes(stored: Sequence[Contract], wanted: Sequence[Contract]) -> Iterator[Complaint]:
    """Addresses that a file declares now and that were also made by mail or command line beside it; both are named."""
    beside = {one.id: [who for who in one.contacts if who.is_by_hand] for one in stored}
    for contract in wanted if beside else ():
        own = {address_key(address): who for who in _declared(contract) for address in who.addresses}
        for made in beside.get(contract.id, ()) if contract.declared_in else ():
            for address in made.addresses:
                if known := own.get(address_key(address)):
                    yield Complaint((contract.id, "contacts"), _clash(contract, known, made, address))


def _declared(contract: Contract) -> Iterator[Contact]:
    return (one for one in contract.contacts if not one.is_by_hand)


def _clash(contract: Contract, declared: Contact, made: Contact, address: str) -> str:
    return (
        f"{address} of {contract.id} is declared in {contract.declared_in} (for {declared.name}) and was also made by "
        f"mail or command line (for {made.name}): take it out of {contract.declared_in}, or take the other away with "
        f"`mailbot contract contact remove {contract.id} {address}`"
    )
