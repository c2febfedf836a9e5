"""All that a decision depends upon, as one frozen value: the mail, its proof, its people, the case, the time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.contact_cards import NO_CONTACTS, ContactFacts
from mailbot.desk.mail import InboundMail, Nature, Unreadable, address_key
from mailbot.desk.named import Named
from mailbot.desk.offers import NO_OFFERS, Offers
from mailbot.desk.people import Colleague, Contract, Opener, Person, Staff, StaffMember
from mailbot.desk.proof import Level, Proof, Trust
from mailbot.desk.units import NO_UNITS, UnitsFacts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mailbot.desk.announcing import Announced
    from mailbot.desk.answering import Answering
    from mailbot.desk.cases import Case, Thread
    from mailbot.desk.hours import Hours
    from mailbot.desk.policy import PolicyVersion
    from mailbot.desk.triage import Rule
    from mailbot.desk.uptime import Service


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRules:
    """What the operator has laid down and every decision of the desk follows."""

    trust: Trust
    rules: tuple[Rule, ...]
    staff: tuple[Staff, ...]
    addresses: frozenset[str]
    """Keys of the desk's own addresses, the contracts' dedicated ones among them; plus tags removed."""
    case_prefix: str = "INC"
    ask_unproven: bool = False
    receipts_always: bool = False
    """Whether staff get a receipt for every mail of theirs, not only for commands and refusals (DECISIONS 34)."""
    own_names: tuple[str, ...] = ()
    """The desk's own names, which may stand in any letter."""
    common_names: tuple[str, ...] = ()
    """Names of clients that are words like any other: found only with their legal form or an honorific."""
    approve: frozenset[str] = frozenset()
    """The kinds of letters that wait for another member's word before they leave (DECISIONS 36)."""
    urgent_alone: bool = False
    """Whether the first news of a fault leaves by its writer's own word while nobody else is there."""
    rotas: Mapping[str, Hours] = field(default_factory=lambda: MappingProxyType({}))
    """The calendars in which members are on call, by name."""
    relay_delay: timedelta = timedelta(0)
    """How long an answer of staff waits before it leaves, and can be taken back."""
    undo_within: timedelta = timedelta(minutes=10)
    """For how long commands alone can be taken back."""
    timezone: str = "UTC"
    """The desk's own zone, in which staff write times."""
    sent_waits: bool = True
    """Whether an answer sent from the mailbox itself makes its case wait for the customer (row D6)."""
    plus: str = ""
    """The separator of tags in the desk's own addresses, empty if there are none."""
    services: Mapping[str, Service] = field(default_factory=lambda: MappingProxyType({}))
    """What clients use, by name."""
    offers: Offers = NO_OFFERS
    """The terms by which contracts' units are counted."""
    hours: Hours | None = None
    """The calendar of the desk as a whole: that of most contracts, unless one is named."""

    def is_own(self, address: str) -> bool:
        """Whether an address is the desk's, its tag aside."""
        local, at, domain = address_key(address).rpartition("@")
        plain = local.partition(self.plus)[0] if self.plus else local
        return f"{plain}{at}{domain}" in self.addresses


@dataclass(frozen=True, slots=True, kw_only=True)
class BouncedLetter:
    """One of our letters, found from a bounce."""

    outbox_id: int
    case_id: int
    letter: str
    recipient: str = ""
    """Whom it was sent to: the only address of which a report can tell anything (empty once that is erased)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """One mail and what is known of it (DECISIONS 43).

    `person` is whom the From address names, before proof. `contracts` are all that concern the sender: those
    of the address and those of its domain. `versions` holds the policy version of the receipt date for each.
    `local_date` is the receipt's date in the desk's zone. `recipients` are address keys without plus tags.
    """

    now: datetime
    received_at: datetime
    local_date: date
    mail: InboundMail | Unreadable
    proof: Proof
    person: Person
    house: HouseRules
    recipients: tuple[str, ...] = ()
    contracts: tuple[Contract, ...] = ()
    contract_addresses: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Address key to the id of the contract whose dedicated address it is."""
    versions: Mapping[str, PolicyVersion] = field(default_factory=lambda: MappingProxyType({}))
    thread: Thread | None = None
    case_contract: Contract | None = None
    """The contract of the thread's case."""
    bounced: BouncedLetter | None = None
    at_bounce_address: bool = False
    """Whether it came to a letter's bounce address, to which machines alone write."""
    announced: Announced | None = None
    """The announcement that the mail answers, or asks not to be sent more of."""
    repeats: Case | None = None
    """The case to which this very mail of this sender belongs already (REALITIES 51)."""
    is_ours: bool = False
    """Whether it is a mail that this desk sent: its Message-ID lies in our outbox (REALITIES 31)."""
    sent_from: str = ""
    """The mailbox in whose Sent folder the mail lay, empty for mail to the desk; `came_in` says whether it reached
    the desk too."""
    came_in: bool = True
    let_in_by: str = ""
    answerable: bool = True
    oversize: bool = False
    refused_lately: bool = False
    budget_spent: bool = False
    """Whether this address has had as many automatic letters as one may get that is no opener's (DECISIONS 33)."""
    asked_lately: bool = False
    is_storm: bool = False
    """Whether the sender has written to the case too often lately; proven and unproven mails count apart."""
    named: Named = Named()
    """What the commands of a staff member's mail name."""
    units: UnitsFacts = NO_UNITS
    """How the units of the contracts concerned stand."""
    contacts: ContactFacts = NO_CONTACTS
    """What the commands of a staff member's mail name of contacts."""
    answering: Answering | None = None
    """What a staff member's mail meets on the case of its thread."""
    rounds: int = 0
    """How often in a row the sender's mails came right behind our answer to the one before (`desk.loops`)."""

    def is_proven(self, required: Level) -> bool:
        """Whether the sender's proof suffices, or a person let the mail in."""
        return bool(self.let_in_by) or self.proof.level.reaches(required)

    @property
    def lacks_units(self) -> bool:
        """Whether too few units are left for the case of the thread, and nobody said that it may go beyond them."""
        matter, contract = self.units.matter, self.case_contract
        if matter is None or contract is None or self.thread is None or matter.is_free or matter.is_permitted:
            return False
        case, account = self.thread.case, self.units.accounts.get(contract.id)
        on = account.today(case.received_at) if account is not None else self.local_date
        return bool(self.units.missing(contract.id, case.id, self.now, units=matter.units, accepted_on=on))


_TOLD_BY_WORDS = frozenset(
    {
        "a server's subject and text",
        "a gateway's subject and sentence",
        "server sender and subject",
        "server sender and text",
        "subject of a read receipt",
    }
)
_OF_MACHINES = frozenset({Nature.BOUNCE, Nature.RECEIPT, Nature.REPORT})


def as_people_wrote(situation: Situation) -> Situation:
    """The situation, with a mail of a known person that only sounds like a machine's taken for theirs.

    People who ask about bounces, receipts and reports write like them. Where a null sender or the structure of a
    report says so, and where it is about a letter of ours or belongs to a case as a receipt, it stays what it is.
    """
    mail = situation.mail
    if isinstance(mail, Unreadable) or not isinstance(situation.person, Opener | Colleague | StaffMember):
        return situation
    sounds = mail.nature in _OF_MACHINES and mail.nature_reason in _TOLD_BY_WORDS and mail.return_path != ""
    concerns = situation.bounced is not None or (mail.nature is Nature.RECEIPT and situation.thread is not None)
    if not sounds or concerns or situation.at_bounce_address:
        return situation
    return replace(situation, mail=replace(mail, nature=Nature.HUMAN, nature_reason="a known person's words"))
