"""Clients, contracts and the people of both sides; who somebody is to the desk."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.mail import address_key, domain_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mailbot.desk.packs import Order
    from mailbot.desk.packs_prices import OwnPrices


class Role(enum.StrEnum):
    """What a contact is registered for (row A8); openers are admins unless the contract says otherwise."""

    ADMIN = "admin"
    NOTICE = "notice"
    EMERGENCY = "emergency"
    BILLING = "billing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person registered on a contract, with all that a salutation needs (DECISIONS 8).

    `id` is the store's; 0 before it is stored. The first address is the one we write to.
    """

    id: int = 0
    name: str
    addresses: tuple[str, ...]
    roles: frozenset[Role] = frozenset({Role.ADMIN})
    language: str = ""
    timezone: str = ""
    company: str = ""
    department: str = ""
    title: str = ""
    honorific: str = ""
    is_by_hand: bool = field(default=False, compare=False)
    """Whether mail or command line put it beside those of a contract that a file declares (DECISIONS 9)."""

    @property
    def address(self) -> str:
        return self.addresses[0]

    def has_address(self, address: str) -> bool:
        return address_key(address) in {address_key(own) for own in self.addresses}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What a client bought. `valid_until` is inclusive, as agreed upon; None is open-ended. It ends on `last_day`.

    `openers` holds `admin`, addresses, or `@domain` patterns; `category_openers` the same for single
    categories, beside them (DECISIONS 2). `domains` are declared, never guessed (DECISIONS 3).
    """

    id: str
    client: str
    policy: str
    calendar: str
    valid_from: date
    valid_until: date | None = None
    domains: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    openers: tuple[str, ...] = ("admin",)
    category_openers: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    address: str = ""
    services: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    """Words by which a mail names this contract among several of the same contact (DECISIONS 7)."""
    language: str = ""
    timezone: str = ""
    is_default: bool = False
    declared_in: str = ""
    """The file that declares it, or empty for one made by mail or command line (DECISIONS 9)."""
    terms: str = ""
    """The name of the terms by which its units are counted (`[packs.NAME]`); empty where nothing is."""
    orders: tuple[Order, ...] = ()
    """What was ordered where the contract itself was made: by its file, or by hand (row E2)."""
    licences: int = 0
    prices: OwnPrices | None = None
    renewed_until: date | None = field(default=None, compare=False)
    """The last day of what stands ordered on it, wherever it was ordered (`orders.renewed`); never declared."""
    renewed_by: str = field(default="", compare=False)
    """The order that lasts so long."""

    @property
    def last_day(self) -> date | None:
        """Its end: as it was agreed, or the last day of what was ordered since, whichever is later (row E2)."""
        if self.valid_until is None or self.renewed_until is None:
            return self.valid_until
        return max(self.valid_until, self.renewed_until)

    @property
    def is_renewed(self) -> bool:
        """Whether an order has put its end off."""
        return self.last_day != self.valid_until

    def is_in_force(self, on: date) -> bool:
        return self.valid_from <= on and (self.last_day is None or on <= self.last_day)

    def contact_at(self, address: str) -> Contact | None:
        """The registered contact who owns this address."""
        return next((contact for contact in self.contacts if contact.has_address(address)), None)

    def may_open(self, address: str, *, category: str = "") -> bool:
        """Whether mail from this address may open a case, in this category if one is named (rows A1, A8)."""
        patterns = self.openers + self.category_openers.get(category, ())
        return any(self._matches(pattern, address) for pattern in patterns)

    def may_open_any(self, address: str) -> bool:
        """Whether it may open a case in at least one category."""
        return self.may_open(address) or any(
            self.may_open(address, category=category) for category in self.category_openers
        )

    def _matches(self, pattern: str, address: str) -> bool:
        if pattern.startswith("@"):
            return domain_of(address) == domain_of(f"x{pattern}")
        if "@" in pattern:
            return address_key(pattern) == address_key(address)
        contact = self.contact_at(address)
        return contact is not None and pattern in contact.roles


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """A person who answers. `handle` is what commands name; the first address gets the staff copies."""

    handle: str
    name: str
    addresses: tuple[str, ...]
    on_call: bool = False
    on_call_address: str = ""
    on_call_calendar: str = ""
    language: str = ""
    active: bool = True
    leave: tuple[tuple[date, date], ...] = ()
    """First and last day of each absence, both included, in the desk's zone."""

    @property
    def address(self) -> str:
        return self.addresses[0]

    def has_address(self, address: str) -> bool:
        return address_key(address) in {address_key(own) for own in self.addresses}

    def away_until(self, on: date) -> date | None:
        """The last day of the absence that this day lies in, absences that follow at once included; None if there."""
        last = None
        while ends := [last_day for first, last_day in self.leave if first <= on <= last_day]:
            last = max(ends)
            on = last + timedelta(days=1)
        return last


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """The From address is a staff member's."""

    staff: Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Opener:
    """The From address may open cases: a registered contact, or anybody of a domain that a contract lets open.

    `contact` is None for the latter. `contracts` are those on which the address may open, in force or not,
    ordered by id; a contact without the right to open is no opener.
    """

    contact: Contact | None
    contracts: tuple[Contract, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Of a client's declared domain, or a contact without the right to open."""

    contracts: tuple[Contract, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stranger:
    """Nobody whom the desk knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ourselves:
    """The From address is one of the desk's own; never a customer (REALITIES 24)."""


Person = StaffMember | Opener | Colleague | Stranger | Ourselves
