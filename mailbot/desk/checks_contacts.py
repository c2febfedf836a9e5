"""Whether contacts can be put, changed and taken away as a mail of staff says, and whether that can be undone (A8)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.checks_faults import below
from mailbot.desk.command_words import KEEPS_TEXT, Word
from mailbot.desk.contact_cards import change_fault, outside
from mailbot.desk.contact_orders import (
    MOST_PEOPLE,
    CardLines,
    ContactCommand,
    SpokenCard,
    Verb,
    read_card_lines,
    spoken_contact,
    spoken_person,
    spoken_words,
)
from mailbot.desk.mail import address_key, domain_of
from mailbot.desk.people import StaffMember
from mailbot.desk.sign_offs import is_sign_off

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from mailbot.desk.command_checks import Asked
    from mailbot.desk.commands import Command, Instructions
    from mailbot.desk.contact_cards import MeantContact
    from mailbot.desk.people import Contact, Contract, Staff
    from mailbot.desk.situation import HouseRules, Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedContact:
    """What one command does to one card. With a fault it does nothing."""

    line: str
    contract: Contract | None = None
    before: Contact | None = None
    after: Contact | None = None
    fault: str = ""


def contact_refused(asked: Asked) -> str:
    """Why a command about contacts cannot run, as a key of the refusals; empty if it can."""
    plan = planned_contacts(asked.situation)
    return next((one.fault for one in plan if one.line == asked.command.line and one.fault), "")


def undo_contact_refused(situation: Situation) -> str:
    """Why the changes that are to be taken back stay, as a key of the refusals; empty if they go, or there are none."""
    return next((why for one in situation.contacts.meant if (why := _stays(situation, one))), "")


def _stays(situation: Situation, meant: MeantContact) -> str:
    change, person = meant.change, situation.person
    if change.undone_at is not None:
        return "undo-twice"
    if not isinstance(person, StaffMember) or change.actor != f"staff:{person.staff.handle}":
        return "undo-other"
    return "undo-late" if situation.now - change.at > situation.house.undo_within else meant.fault


def planned_contacts(situation: Situation) -> tuple[PlannedContact, ...]:
    """What all commands of the mail do to contacts, in their order; each sees what those above it did."""
    written = below(situation)
    commands = [one for one in written.commands if one.word is Word.CONTACT]
    lines = _lines_below(situation, written)
    planned: list[PlannedContact] = []
    now: dict[str, Contract] = {}
    for command in commands:
        said = spoken_contact(command.argument)
        mine = lines if _takes_lines(command, commands) else CardLines()
        for one in _planned(situation, command, said, mine):
            done = _checked(situation, one, now, planned)
            planned.append(done)
            if not done.fault and done.contract is not None:
                now[done.contract.id] = _with(now.get(done.contract.id, done.contract), done)
    if lines.strays and planned and planned[0].fault in {"", "contact-form"}:
        planned[0] = replace(planned[0], fault=f"contact-line: {lines.strays[0]}")
    return tuple(planned)


def named_contacts(written: Instructions) -> Iterator[tuple[ContactCommand, tuple[SpokenCard, ...]]]:
    """The commands about contacts that can be read, each with all cards that may be meant: what is to be looked up."""
    lines = read_card_lines(written.text)
    cards = (*lines.people, *([lines.labelled] if lines.labelled else []))
    for command in written.commands:
        said = spoken_contact(command.argument) if command.word is Word.CONTACT else None
        if said is not None:
            inline = spoken_person(said.rest)
            yield said, (*cards, *([inline] if inline else []))


def _lines_below(situation: Situation, written: Instructions) -> CardLines:
    """The text below, unless it is that of another command; the writer's signature is no part of it."""
    if any(one.word in KEEPS_TEXT and one.word is not Word.CONTACT for one in written.commands):
        return CardLines()
    staff = situation.person.staff if isinstance(situation.person, StaffMember) else None
    own = (*staff.addresses, *situation.house.addresses) if staff is not None else ()
    kept = [line for line in written.text.splitlines() if "<" in line or not any(one in line.casefold() for one in own)]
    lines = read_card_lines("\n".join(kept))
    return replace(lines, strays=tuple(one for one in lines.strays if not _signs(situation, one, staff)))


def _signs(situation: Situation, line: str, staff: Staff | None) -> bool:
    """Whether a line is a greeting or a part of the writer's signature, which a name below it completes."""
    return staff is not None and is_sign_off(f"{line}\n{staff.name}", staff, situation.house.own_names)


def _takes_lines(command: Command, commands: Sequence[Command]) -> bool:
    """Lines belong to the only command, or to the only one that has no card beside it."""
    if len(commands) == 1:
        return True
    lacking = [one for one in commands if _lacks_card(one)]
    return len(lacking) == 1 and lacking[0] is command


def _lacks_card(command: Command) -> bool:
    said = spoken_contact(command.argument)
    if said is None or said.verb in {Verb.REMOVE, Verb.LIST}:
        return False
    return spoken_person(said.rest) is None if said.verb is Verb.ADD else not said.rest.partition(" ")[2]


def _planned(
    situation: Situation, command: Command, said: ContactCommand | None, lines: CardLines
) -> tuple[PlannedContact, ...]:
    """What one command means, before anything is looked at but the contract."""
    line = command.line
    if said is None:
        return (PlannedContact(line=line, fault="contact-form"),)
    contract = situation.contacts.contracts.get(said.contract_id)
    if contract is None:
        return (PlannedContact(line=line, fault="contact-contract"),)
    return _BY_VERB[said.verb](line, contract, said, lines)


def _adding(line: str, contract: Contract, said: ContactCommand, lines: CardLines) -> tuple[PlannedContact, ...]:
    inline = spoken_person(said.rest) if said.rest else None
    if said.rest and inline is None:
        return (PlannedContact(line=line, fault=f"contact-form: {said.rest}"),)
    cards = [one for one in (inline, lines.labelled) if one is not None]
    people = [*([_both(cards)] if cards else []), *lines.people]
    if not people:
        return (PlannedContact(line=line, fault="contact-form"),)
    if len(people) > MOST_PEOPLE:
        return (PlannedContact(line=line, fault="contact-many"),)
    return tuple(_new(line, contract, one) for one in people)


def _both(cards: Sequence[SpokenCard]) -> SpokenCard:
    """One card, of the line of the command and of the labelled lines below it."""
    first, last = cards[0], cards[-1]
    if first is last:
        return first
    faults = tuple(dict.fromkeys((*(one for one in first.faults if one != "contact-name"), *last.faults)))
    fields = MappingProxyType({**first.fields, **last.fields})
    return SpokenCard(fields=fields, outside=first.outside or last.outside, faults=faults)


def _new(line: str, contract: Contract, card: SpokenCard) -> PlannedContact:
    named = "contact-name" in card.faults or card.fields.get("name")
    fault = next(iter(card.faults), "") or ("" if named else "contact-name")
    fault = fault or ("" if card.fields.get("addresses") else "contact-no-address")
    if fault:
        return PlannedContact(line=line, contract=contract, fault=fault)
    return _foreign(PlannedContact(line=line, contract=contract, after=card.new()), card)


def _changing(line: str, contract: Contract, said: ContactCommand, lines: CardLines) -> tuple[PlannedContact, ...]:
    who, _, words = said.rest.partition(" ")
    known = contract.contact_at(who.strip("<>,、"))
    if known is None:
        return (PlannedContact(line=line, contract=contract, fault="contact-nobody"),)
    cards = [spoken_words(words), *([lines.labelled] if lines.labelled else [])]
    card = _both(cards)
    if fault := next(iter(card.faults), ""):
        return (PlannedContact(line=line, contract=contract, fault=fault),)
    if lines.people:
        return (PlannedContact(line=line, contract=contract, fault="contact-form"),)
    if not card.fields:
        return (PlannedContact(line=line, contract=contract, fault="contact-nothing"),)
    if not card.fields.get("name", known.name):
        return (PlannedContact(line=line, contract=contract, fault="contact-name"),)
    return (_foreign(PlannedContact(line=line, contract=contract, before=known, after=card.on(known)), card),)


def _removing(line: str, contract: Contract, said: ContactCommand, lines: CardLines) -> tuple[PlannedContact, ...]:
    who = said.rest.strip("<>、, ")
    known = contract.contact_at(who)
    if lines.people or lines.labelled:
        return (PlannedContact(line=line, contract=contract, fault="contact-form"),)
    if known is None:
        return (PlannedContact(line=line, contract=contract, fault="contact-nobody"),)
    return (PlannedContact(line=line, contract=contract, before=known),)


def _listing(line: str, contract: Contract, said: ContactCommand, lines: CardLines) -> tuple[PlannedContact, ...]:
    wrong = said.rest or lines.people or lines.labelled
    return (PlannedContact(line=line, contract=contract, fault="contact-form" if wrong else ""),)


_BY_VERB: Mapping[Verb, Callable[[str, Contract, ContactCommand, CardLines], tuple[PlannedContact, ...]]] = {
    Verb.ADD: _adding,
    Verb.CHANGE: _changing,
    Verb.REMOVE: _removing,
    Verb.LIST: _listing,
}


def _foreign(plan: PlannedContact, card: SpokenCard) -> PlannedContact:
    """Addresses outside the client's domains are taken where the writer says that they are meant; those that the
    contact has already are not asked about."""
    assert plan.contract is not None
    assert plan.after is not None
    had = plan.before.addresses if plan.before else ()
    foreign = [one for one in outside(plan.contract, plan.after) if one not in had]
    return plan if card.outside or not foreign else replace(plan, fault=f"contact-outside: {foreign[0]}")


def _checked(
    situation: Situation, plan: PlannedContact, now: Mapping[str, Contract], above: Sequence[PlannedContact]
) -> PlannedContact:
    """The plan against all who are known, and against what the commands above it do."""
    if plan.fault or plan.contract is None or plan.before is plan.after is None:
        return plan
    if plan.before is not None and any(one.before is plan.before for one in above):
        return replace(plan, fault="contact-twice")
    fault = known_elsewhere(situation.house, plan.contract, plan.after, situation.contacts.elsewhere)
    return replace(plan, fault=fault or change_fault(now.get(plan.contract.id, plan.contract), plan.before, plan.after))


def known_elsewhere(
    house: HouseRules, contract: Contract, card: Contact | None, elsewhere: Mapping[str, Sequence[Contract]]
) -> str:
    """Whose address of a card is already: staff's, the desk's own, another client's; empty where it is nobody's.
    `elsewhere` holds the contracts that concern each address."""
    for address in card.addresses if card is not None else ():
        if any(one.has_address(address) for one in house.staff):
            return f"contact-staff: {address}"
        if house.is_own(address):
            return f"contact-desk: {address}"
        for other in elsewhere.get(address_key(address), ()):
            domain = domain_of(address)
            theirs = other.contact_at(address) or (domain in other.domains and domain not in contract.domains)
            if theirs and other.client != contract.client:
                return f"contact-other: {address}, {other.id}"
    return ""


def _with(contract: Contract, plan: PlannedContact) -> Contract:
    """The contract as it is once the plan is carried out."""
    if plan.before is None and plan.after is None:
        return contract
    kept = [plan.after if one is plan.before else one for one in contract.contacts]
    people = [*kept, plan.after] if plan.before is None else kept
    return replace(contract, contacts=tuple(one for one in people if one is not None))
