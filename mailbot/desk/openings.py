"""Opening a case: on which contract, with which category and priority, for whom, and who is told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from mailbot.desk.addresses import is_writable
from mailbot.desk.cases import Case, Participant
from mailbot.desk.decision import Decision, Hold, LetterPlan, OpenCase, Reason, Refuse
from mailbot.desk.loops import LAST_ROUND, pause_before
from mailbot.desk.mail import Address, InboundMail, Nature, domain_of
from mailbot.desk.people import Contract, Opener
from mailbot.desk.subjects import strip_prefixes
from mailbot.desk.triage import Ground, Subject, Triage, triage
from mailbot.desk.triage import Reason as TriageReason
from mailbot.desk.triage_words import folded, mentions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailbot.desk.situation import Situation

FAULT_CATEGORIES = ("fault", "incident", "outage")
"""The keys under which policies usually have faults."""
ANSWERS_A_FAULT = TriageReason(ground=Ground.ANNOUNCED)
MOST_PARTICIPANTS = 20
"""Further people copied into one mail are not taken in; staff see them in the mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The contract that a mail falls under; `unsure` says why a person should look, or is empty."""

    contract: Contract
    unsure: str = ""


def open_or_refuse(
    situation: Situation, mail: InboundMail, opener: Opener, *, continues: Case | None = None
) -> Decision:
    """A proven opener's new matter: a case, or a clear answer if the contract is out of its dates (row A6)."""
    assert mail.author is not None
    choice = choose_contract(situation, mail, opener.contracts, continues=continues)
    contract = choice.contract
    if not contract.is_in_force(situation.local_date):
        return _out_of_dates(situation, mail, contract)
    result = triage(
        situation.house.rules,
        situation.versions[contract.id],
        Subject.of(mail, contract=contract, recipients=situation.recipients),
    )
    result = of_a_fault(situation, contract, result)
    if not contract.may_open(mail.author.address, category=result.category):
        letters = _once(situation, mail, "refused-colleague")
        if not letters:
            return Hold(reason=Reason.NOT_FOR_CATEGORY, hint=result.category, tell=True, contract=contract)
        return Refuse(reason=Reason.NOT_FOR_CATEGORY, contract=contract, letters=letters)
    if not situation.let_in_by and (empty := _not_covered(situation, mail, contract)):
        return empty
    people = people_opening(situation, mail, contract)
    acknowledge = may_acknowledge(situation, mail)
    return OpenCase(
        reason=Reason.CLOSED_CASE if continues else Reason.NEW_MATTER,
        contract=contract,
        contact=contract.contact_at(mail.author.address),
        triage=result,
        subject=strip_prefixes(mail.subject, situation.house.case_prefix),
        people=people,
        acknowledge=acknowledge,
        unsure=choice.unsure,
        continues=continues,
        pause=pause_before(situation.rounds) if acknowledge else timedelta(0),
        loops=situation.rounds >= LAST_ROUND,
        letters=planned_letters(situation, people, acknowledge=acknowledge, linked=continues is not None),
    )


def of_a_fault(situation: Situation, contract: Contract, result: Triage) -> Triage:
    """What answers the news of a fault is about the fault, if the policy has a category for those and no rule chose
    another."""
    announced, version = situation.announced, situation.versions[contract.id]
    if announced is None or not announced.kind.is_of_fault or result.category != version.default_category.key:
        return result
    key = next((one.key for one in version.categories if one.key in FAULT_CATEGORIES), "")
    return replace(result, category=key, category_reason=ANSWERS_A_FAULT) if key else result


def _out_of_dates(situation: Situation, mail: InboundMail, contract: Contract) -> Decision:
    """Told clearly, once, if the contract has ended (row A6); staff see every such mail, for nothing else shows it."""
    begins = contract.valid_from > situation.local_date
    hint = f"{contract.id} {contract.valid_from:%Y-%m-%d} - {contract.last_day or ''}".strip(" -")
    return Hold(
        reason=Reason.CONTRACT_ENDED,
        contract=contract,
        hint=hint,
        tell=True,
        letters=() if begins else _once(situation, mail, "contract-expired"),
    )


def _not_covered(situation: Situation, mail: InboundMail, contract: Contract) -> Hold | None:
    """A new matter for which no units are left is not begun: its sender is told what to do, once, and staff may let it
    in (row A6); so it is with what continues a closed case, which may be something new. The day of its receipt counts,
    whenever the desk comes to read it."""
    found = situation.units.cover_of(contract.id, situation.now, received_at=situation.received_at)
    if found is None or found.is_covered:
        return None
    return Hold(
        reason=Reason.NO_UNITS,
        contract=contract,
        hint=f"{contract.id} {found.standing} {found.available}",
        tell=True,
        letters=_once(situation, mail, "pack-empty"),
    )


def choose_contract(
    situation: Situation, mail: InboundMail, contracts: Sequence[Contract], *, continues: Case | None = None
) -> Choice:
    """Recipient address, then product words, then the only one in force, then the default one (DECISIONS 7).

    Else the first by id, marked unsure. Without any in force, the one that ended last. What continues a case stays
    on its contract, if that is in force.
    """
    for contract in contracts:
        if continues and contract.id == continues.contract_id and contract.is_in_force(situation.local_date):
            return Choice(contract=contract)
    for recipient in situation.recipients:
        named = situation.contract_addresses.get(recipient)
        for contract in contracts:
            if contract.id == named:
                return Choice(contract=contract)
    in_force = [contract for contract in contracts if contract.is_in_force(situation.local_date)]
    if not in_force:
        return Choice(contract=max(contracts, key=lambda one: (one.last_day or one.valid_from, one.id)))
    text = folded(f"{mail.subject}\n{mail.new_text}")
    by_product = [one for one in in_force if any(mentions(text, word) for word in one.products)]
    if len(by_product) == 1:
        return Choice(contract=by_product[0])
    if len(in_force) == 1:
        return Choice(contract=in_force[0])
    default = [one for one in in_force if one.is_default]
    if default:
        return Choice(contract=default[0])
    ids = ", ".join(one.id for one in in_force)
    return Choice(contract=in_force[0], unsure=ids)


def people_opening(situation: Situation, mail: InboundMail, contract: Contract) -> tuple[Participant, ...]:
    """The opener first, then who was copied in."""
    assert mail.author is not None
    contact = contract.contact_at(mail.author.address)
    opener = Participant(
        address=mail.author.address,
        name=contact.name if contact else mail.author.honest_name,
        contact_id=contact.id if contact else 0,
        is_opener=True,
    )
    return (opener, *people_copied(situation, mail, contract, known=(opener,)))


def people_copied(
    situation: Situation,
    mail: InboundMail,
    contract: Contract | None,
    *,
    known: Sequence[Participant],
    with_author: bool = False,
) -> tuple[Participant, ...]:
    """Who newly takes part by being written to (DECISIONS 4): the client's people at once, others without mail.

    Staff and the desk's own addresses are nobody new, nor is a contact's second address; an address to which nothing
    can be sent is left out (`unwritable`). `with_author` counts the sender as copied, for mail let in.
    """
    seen = {person.key for person in known}
    contacts = {person.contact_id for person in known}
    candidates: list[Address] = [*mail.to, *mail.cc]
    if with_author and mail.author is not None:
        candidates.insert(0, mail.author)
    found: list[Participant] = []
    for address in candidates:
        person = _copied(address, contract)
        same_contact = person.contact_id and person.contact_id in contacts
        if (
            address.key in seen
            or same_contact
            or _is_of_the_desk(situation, address)
            or not is_writable(address.address)
        ):
            continue
        seen.add(address.key)
        contacts.add(person.contact_id)
        found.append(person)
    return tuple(found[:MOST_PARTICIPANTS])


def unwritable(mail: InboundMail) -> tuple[str, ...]:
    """The addresses among those copied in to which nothing can be sent, as they were written; staff are told."""
    found = (one.address for one in (*mail.to, *mail.cc) if not is_writable(one.address))
    return tuple(dict.fromkeys(found))[:MOST_PARTICIPANTS]


def _copied(address: Address, contract: Contract | None) -> Participant:
    contact = contract.contact_at(address.address) if contract else None
    of_client = contract is not None and (
        contact is not None or address.domain in {domain_of(f"x@{one}") for one in contract.domains}
    )
    return Participant(
        address=address.address,
        name=contact.name if contact else address.honest_name,
        contact_id=contact.id if contact else 0,
        gets_mail=of_client,
    )


def _is_of_the_desk(situation: Situation, address: Address) -> bool:
    house = situation.house
    return house.is_own(address.address) or any(member.has_address(address.address) for member in house.staff)


def may_acknowledge(situation: Situation, mail: InboundMail) -> bool:
    """Whether an automatic answer may go out at all (rows D1, G4; DECISIONS 29, 30, 33)."""
    return (
        mail.nature is Nature.HUMAN
        and mail.acknowledge
        and situation.answerable
        and not situation.is_storm
        and situation.rounds < LAST_ROUND
        and mail.return_path != ""
    )


def planned_letters(
    situation: Situation, people: Sequence[Participant], *, acknowledge: bool, linked: bool
) -> tuple[LetterPlan, ...]:
    """The acknowledgement to whoever takes part, and a copy to every active staff member (DECISIONS 34)."""
    letter = "linked-case" if linked else "case-opened"
    customers = [person.address for person in people if person.gets_mail] if acknowledge else []
    staff = [member.address for member in situation.house.staff if member.active]
    return (
        *(LetterPlan(letter=letter, to=address) for address in customers),
        *(LetterPlan(letter="staff-new-case", to=address) for address in staff),
    )


def _once(situation: Situation, mail: InboundMail, letter: str) -> tuple[LetterPlan, ...]:
    assert mail.author is not None
    if situation.refused_lately or not may_acknowledge(situation, mail):
        return ()
    return (LetterPlan(letter=letter, to=mail.author.address),)
