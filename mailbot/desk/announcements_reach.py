"""Whom an announcement concerns: the registered contacts of the contracts in force that use the services, each person
once, in their language, unless they objected (F3)."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.addresses import is_writable
from mailbot.desk.announcements import AnnouncementKind
from mailbot.desk.mail import address_key
from mailbot.desk.people import Contact, Contract, Role
from mailbot.desk.uptime import concerned_services

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from mailbot.desk.announcements import Announcement
    from mailbot.desk.uptime import Service


class LeftOutWhy(enum.StrEnum):
    """Why somebody who is registered does not get it."""

    OBJECTED = "objected"
    UNWRITABLE = "unwritable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """One person who gets one mail. `contracts` are all through which it concerns them, by id; `contact` is as
    registered on the first of them, `key` the address key by which deliveries are told apart.
    """

    contact: Contact
    address: str
    key: str
    language: str
    timezone: str
    contracts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """One person who gets none, and why."""

    contact: Contact
    address: str
    contracts: tuple[str, ...]
    why: LeftOutWhy


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """All whom an announcement concerns, in the order of contract ids and of registration there.

    `silent` are the contracts that it concerns and that have nobody at all to tell.
    """

    receivers: tuple[Receiver, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    silent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """What the desk knows of those it may write to.

    `objections` hold by address key the kinds that this person does not want; `services` is for parts and wholes.
    `language` and `timezone` are the desk's.
    """

    contracts: Sequence[Contract]
    services: Mapping[str, Service] = field(default_factory=lambda: MappingProxyType({}))
    objections: Mapping[str, frozenset[AnnouncementKind]] = field(default_factory=lambda: MappingProxyType({}))
    language: str = "ja"
    timezone: str = "UTC"


def reach(announcement: Announcement, register: Register, on: date) -> Reach:
    """Whom it concerns on this date.

    A contract that names no services uses all. A fault of a part concerns who uses the whole, and the other way
    round. A contract on which nobody is registered for it is told through its admins. Persons are the same if any
    of their addresses is. Linear in contacts.
    """
    services = concerned_services(announcement.services, register.services)
    concerned = [one for one in register.contracts if one.is_in_force(on) and _concerns(announcement, one, services)]
    people = _People()
    silent = []
    for contract in sorted(concerned, key=lambda one: one.id):
        contacts = registered(contract, announcement.kind)
        for contact in contacts:
            people.add(contact, contract)
        if not contacts:
            silent.append(contract.id)
    receivers: list[Receiver] = []
    left_out: list[LeftOut] = []
    for person in people.each():
        told = _told(announcement, person, register)
        if isinstance(told, Receiver):
            receivers.append(told)
        else:
            left_out.append(told)
    return Reach(receivers=tuple(receivers), left_out=tuple(left_out), silent=tuple(silent))


def registered(contract: Contract, kind: AnnouncementKind) -> tuple[Contact, ...]:
    """The contacts of a contract who get this kind: those for notices, for pressing kinds those for emergencies as
    well, for a security warning the admins too; without any of them the admins.
    """
    roles = {Role.NOTICE}
    if kind.is_pressing:
        roles.add(Role.EMERGENCY)
    if kind is AnnouncementKind.SECURITY:
        roles.add(Role.ADMIN)
    chosen = tuple(one for one in contract.contacts if one.addresses and roles & one.roles)
    return chosen or tuple(one for one in contract.contacts if one.addresses and Role.ADMIN in one.roles)


def _concerns(announcement: Announcement, contract: Contract, services: frozenset[str]) -> bool:
    if announcement.contracts and contract.id not in announcement.contracts:
        return False
    return not announcement.services or not contract.services or not services.isdisjoint(contract.services)


@dataclass(slots=True)
class _Person:
    """One person with every registration of theirs."""

    entries: list[tuple[Contact, Contract]] = field(default_factory=list)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(address_key(address) for contact, _ in self.entries for address in contact.addresses)

    @property
    def contracts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(contract.id for _, contract in self.entries))


class _People:
    """Registrations gathered into persons by the addresses they have in common."""

    def __init__(self) -> None:
        self._by_key: dict[str, _Person] = {}
        self._all: dict[int, _Person] = {}

    def add(self, contact: Contact, contract: Contract) -> None:
        keys = [address_key(address) for address in contact.addresses]
        known = list({id(one): one for key in keys if (one := self._by_key.get(key))}.values())
        person = known[0] if known else _Person()
        for other in known[1:]:
            person.entries.extend(other.entries)
            self._by_key |= dict.fromkeys(other.keys, person)
            del self._all[id(other)]
        person.entries.append((contact, contract))
        self._by_key |= dict.fromkeys(keys, person)
        self._all[id(person)] = person

    def each(self) -> Iterator[_Person]:
        return iter(self._all.values())


def _told(announcement: Announcement, person: _Person, register: Register) -> Receiver | LeftOut:
    contact, _ = person.entries[0]
    address = next((own for own in _addresses(person) if is_writable(own)), "")
    if not address:
        return LeftOut(contact=contact, address=contact.address, contracts=person.contracts, why=LeftOutWhy.UNWRITABLE)
    if not announcement.is_duty and _objected(announcement.kind, person, register):
        return LeftOut(contact=contact, address=address, contracts=person.contracts, why=LeftOutWhy.OBJECTED)
    return Receiver(
        contact=contact,
        address=address,
        key=address_key(address),
        language=_first((one.language for one, _ in person.entries), (c.language for _, c in person.entries))
        or register.language,
        timezone=_first((one.timezone for one, _ in person.entries), (c.timezone for _, c in person.entries))
        or register.timezone,
        contracts=person.contracts,
    )


def _addresses(person: _Person) -> Iterator[str]:
    return (address for contact, _ in person.entries for address in contact.addresses)


def _objected(kind: AnnouncementKind, person: _Person, register: Register) -> bool:
    return any(kind in register.objections.get(key, frozenset()) for key in person.keys)


def _first(*wishes: Iterable[str]) -> str:
    """The first that is given at all: the person's own wherever registered, then a contract's (DECISIONS 37)."""
    return next((wish for given in wishes for wish in given if wish), "")
