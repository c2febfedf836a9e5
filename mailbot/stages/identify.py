"""From a mail that was read and proven to the situation that is decided upon: whose it is, and to which case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mailbot.desk.loops import MEMORY, rounds
from mailbot.desk.mail import InboundMail, Unreadable, address_key
from mailbot.desk.people import Colleague, Contract, Opener, Ourselves, Person, StaffMember, Stranger
from mailbot.desk.proof import Door
from mailbot.desk.situation import HouseRules, Situation, as_people_wrote
from mailbot.desk.tokens import Keyring, read_message_id
from mailbot.stages.bouncing import Bouncing
from mailbot.stages.contacts_named import with_contacts
from mailbot.stages.naming import named_in
from mailbot.stages.naming_announced import with_announced
from mailbot.stages.naming_callers import with_callers
from mailbot.stages.relaying_facts import answering_of
from mailbot.stages.repeats import repeats_of
from mailbot.stages.threads import Threads
from mailbot.stages.units_facts import with_units

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mailbot.desk.cases import Thread
    from mailbot.desk.policy import PolicyVersion
    from mailbot.desk.proof import Proof
    from mailbot.desk.records import Claimed
    from mailbot.stages.policies import Policies
    from mailbot.stages.ports import Unit

REFUSED_ONCE_IN = timedelta(days=7)
ASKED_ONCE_IN = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """The desk's own addresses and how they carry tokens: `plus` is the separator, empty if there is none."""

    domain: str
    plus: str

    def plain(self, address: str) -> str:
        """The address key without its tag."""
        local, at, domain = address_key(address).rpartition("@")
        if not at or not self.plus:
            return address_key(address)
        return f"{local.partition(self.plus)[0]}@{domain}"

    def tag(self, address: str) -> str:
        """The tag of an address, empty if it has none."""
        return address.rpartition("@")[0].partition(self.plus)[2] if self.plus else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loops:
    """When mails of one sender to one case are too many: all that is automatic falls silent (REALITIES 30)."""

    mails: int = 15
    window: timedelta = timedelta(minutes=10)
    letters_per_hour: int = 5
    letters_per_day: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Identify:
    """Asks the store who a sender is and which case is meant, and makes the whole a value."""

    house: HouseRules
    addresses: Addresses
    keyring: Keyring
    policies: Policies
    zone: ZoneInfo
    loops: Loops = Loops()

    def situation(
        self, unit: Unit, claimed: Claimed, mail: InboundMail | Unreadable, proof: Proof, now: datetime
    ) -> Situation:
        """All that `decide` needs; a few indexed look-ups, whatever the size of the store."""
        received_at = claimed.received_at
        oversize = any(arrival.oversize for arrival in claimed.arrivals)
        recipients = self._recipients(claimed, mail)
        common = Situation(
            now=now,
            received_at=received_at,
            local_date=received_at.astimezone(self.zone).date(),
            mail=mail,
            proof=proof,
            person=Stranger(),
            house=self.house,
            recipients=tuple(dict.fromkeys(self.addresses.plain(one) for one in recipients)),
            sent_from=next((one.mailbox for one in claimed.arrivals if one.mailbox), ""),
            came_in=any(one.door is not Door.SENT for one in claimed.arrivals),
            let_in_by=claimed.let_in_by,
            answerable=any(arrival.answerable for arrival in claimed.arrivals),
            oversize=oversize,
        )
        if isinstance(mail, Unreadable):
            return common
        return _Asking(desk=self, unit=unit, mail=mail, recipients=recipients, inbox_id=claimed.inbox_id).complete(
            common
        )

    def _recipients(self, claimed: Claimed, mail: InboundMail | Unreadable) -> tuple[str, ...]:
        """Envelope recipients first, then what the headers say (DECISIONS 7); in order, each once."""
        envelope = [one for arrival in claimed.arrivals for one in arrival.recipients]
        headers = [] if isinstance(mail, Unreadable) else list(mail.delivered_to)
        ours = [one for one in (*envelope, *headers) if self.addresses.plain(one) in self.house.addresses]
        return tuple(dict.fromkeys(ours))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asking:
    """The questions about one mail."""

    desk: Identify
    unit: Unit
    inbox_id: int
    mail: InboundMail
    recipients: tuple[str, ...]

    def complete(self, common: Situation) -> Situation:
        key = self.mail.author.key if self.mail.author else ""
        concerned = self.unit.contracts_of(key) if key else ()
        person = self._person(key, concerned)
        keyring, addresses = self.desk.keyring, self.desk.addresses
        bouncing = Bouncing(
            keyring=keyring, addresses=addresses, unit=self.unit, mail=self.mail, recipients=self.recipients
        )
        token = bouncing.token()
        threads = Threads(
            unit=self.unit,
            mail=self.mail,
            recipients=self.recipients,
            keyring=keyring,
            addresses=addresses,
            prefix=self.desk.house.case_prefix,
        )
        thread = threads.found(token)
        case_contract = self._contract_of(thread, concerned)
        repeats = repeats_of(self.unit, common, self.mail, person)
        found = replace(
            common,
            mail=repeats.marked(self.mail),
            person=person,
            contracts=concerned,
            contract_addresses=self._dedicated(concerned),
            versions=self._versions(common, concerned, thread),
            thread=thread,
            case_contract=case_contract,
            bounced=bouncing.letter(token),
            at_bounce_address=token is not None,
            repeats=repeats.case,
            is_ours=self._is_ours(),
            refused_lately=any(
                self._sent_lately(letter, key, common.now - REFUSED_ONCE_IN) for letter in _refusals_for(person)
            ),
            asked_lately=self._asked_lately(person, common.now),
            budget_spent=self._budget_spent(person, key, common.now),
            is_storm=self._is_storm(thread, person, key, common),
            rounds=self._rounds(person, thread, common),
            answering=answering_of(self.unit, self, common, person, thread, case_contract),
            named=named_in(self.unit, person, self.mail, self.desk.house.case_prefix),
        )
        named = with_announced(self.unit, self.desk, with_callers(self.unit, self.desk, found))
        return as_people_wrote(with_contacts(self.unit, with_units(self.unit, named)))

    def _person(self, key: str, concerned: Sequence[Contract]) -> Person:
        if not key:
            return Stranger()
        if self.desk.addresses.plain(key) in self.desk.house.addresses:
            return Ourselves()
        for member in self.desk.house.staff:
            if member.has_address(key):
                return StaffMember(staff=member)
        may_open = tuple(contract for contract in concerned if contract.may_open_any(key))
        if may_open:
            contacts = (contract.contact_at(key) for contract in may_open)
            return Opener(contact=next((one for one in contacts if one), None), contracts=may_open)
        return Colleague(contracts=tuple(concerned)) if concerned else Stranger()

    def _contract_of(self, thread: Thread | None, concerned: Sequence[Contract]) -> Contract | None:
        if thread is None:
            return None
        known = next((one for one in concerned if one.id == thread.case.contract_id), None)
        return known or self.unit.contract(thread.case.contract_id)

    def _dedicated(self, concerned: Sequence[Contract]) -> Mapping[str, str]:
        return {address_key(one.address): one.id for one in concerned if one.address}

    def _versions(
        self, common: Situation, concerned: Sequence[Contract], thread: Thread | None
    ) -> Mapping[str, PolicyVersion]:
        versions = self.desk.policies.of_contracts(concerned, common.local_date)
        if thread is not None:
            versions[thread.case.contract_id] = self.desk.policies.pinned(self.unit, thread.case)
        return versions

    def _is_ours(self) -> bool:
        """Our own Message-ID as the mail's own: it came back, whatever its other headers say (REALITIES 31)."""
        own = self.mail.message_id
        return bool(own) and read_message_id(self.desk.keyring, own, self.desk.addresses.domain) is not None

    def _sent_lately(self, letter: str, key: str, since: datetime) -> bool:
        if not key:
            return False
        last = self.unit.last_sent(letter, key)
        return last is not None and last > since

    def _budget_spent(self, person: Person, key: str, now: datetime) -> bool:
        """Whether somebody who is neither opener nor staff has had their automatic letters (REALITIES 29)."""
        if not key or not isinstance(person, Stranger | Colleague):
            return False
        loops = self.desk.loops
        return (
            self.unit.automatic_since(key, now - timedelta(hours=1)) >= loops.letters_per_hour
            or self.unit.automatic_since(key, now - timedelta(days=1)) >= loops.letters_per_day
        )

    def _rounds(self, person: Person, thread: Thread | None, common: Situation) -> int:
        """Only what opens a case, or what staff write about none, leads to an automatic answer again and again."""
        if thread is not None and not thread.case.status.is_final:
            return 0
        letters = _ANSWERED_BY.get(type(person), ())
        if not letters or self.mail.author is None:
            return 0
        answers = self.unit.answers_to(self.mail.author.key, letters, common.received_at - MEMORY)
        return rounds([one for one in answers if one.received_at <= common.received_at], common.received_at)

    def _asked_lately(self, person: Person, now: datetime) -> bool:
        """By the address that is asked, not by the one that the mail claims: a contact may have several."""
        if not self.desk.house.ask_unproven or not isinstance(person, Opener) or person.contact is None:
            return False
        return self._sent_lately("held-unproven", address_key(person.contact.address), now - ASKED_ONCE_IN)

    def _is_storm(self, thread: Thread | None, person: Person, key: str, common: Situation) -> bool:
        """What is not proven counts apart: nobody can hush a customer by writing in their name."""
        if thread is None or not key or self.mail.author is None:
            return False
        required = self.desk.house.trust.required_for(self.mail.author.domain)
        public = None if isinstance(person, StaffMember) else common.is_proven(required)
        since = common.now - self.desk.loops.window
        return self.unit.mails_since(thread.case.id, key, since, is_public=public) >= self.desk.loops.mails


_ANSWERED_BY: Mapping[type[Person], tuple[str, ...]] = {
    Opener: ("case-opened", "linked-case", "too-large"),
    StaffMember: ("staff-command-refused",),
}


def _refusals_for(person: Person) -> tuple[str, ...]:
    """The refusals that this person might get, whose last sending is to be asked for."""
    match person:
        case Stranger():
            return ("refused-stranger",)
        case Colleague():
            return ("refused-colleague",)
        case Opener():
            return ("contract-expired", "refused-colleague", "pack-empty")
        case _:
            return ()
