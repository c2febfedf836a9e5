"""Looks up what the commands of a staff member's mail name of contacts, so that the decision needs no store (A8)."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.checks_contacts import named_contacts
from mailbot.desk.command_words import Word
from mailbot.desk.commands import read_instructions
from mailbot.desk.contact_cards import ContactFacts, MeantContact, undo_fault
from mailbot.desk.mail import InboundMail, address_key
from mailbot.desk.people import StaffMember
from mailbot.desk.staffcopy import own_words
from mailbot.stages.units_facts import called
from mailbot.stages.units_meant import undone_cause

if TYPE_CHECKING:
    from mailbot.desk.contact_cards import ContactChange
    from mailbot.desk.people import Contract
    from mailbot.desk.situation import Situation
    from mailbot.stages.ports import Unit


def with_contacts(unit: Unit, situation: Situation) -> Situation:
    """The situation with the contracts and addresses that commands about contacts name, and with what a word of
    undoing would take back; a mail that holds no such word asks nothing."""
    mail = situation.mail
    if not isinstance(situation.person, StaffMember) or not isinstance(mail, InboundMail):
        return situation
    written = [read_instructions(text) for text in dict.fromkeys((mail.new_text, own_words(mail).text))]
    contracts: dict[str, Contract] = {}
    elsewhere: dict[str, tuple[Contract, ...]] = {}
    for said, cards in (pair for one in written for pair in named_contacts(one)):
        if found := called(unit, said.contract_id):
            contracts[said.contract_id] = found
        keys = (address_key(address) for card in cards for address in card.fields.get("addresses", ()))
        elsewhere |= {key: unit.contracts_of(key) for key in keys if key not in elsewhere}
    undoes = any(one.has(Word.UNDO) for one in written)
    meant = _meant(unit, situation, mail) if undoes else ()
    if not (contracts or meant):
        return situation
    facts = ContactFacts(
        contracts=MappingProxyType(contracts), elsewhere=MappingProxyType(elsewhere), meant=tuple(reversed(meant))
    )
    return replace(situation, contacts=facts)


def _meant(unit: Unit, situation: Situation, mail: InboundMail) -> tuple[MeantContact, ...]:
    cause = undone_cause(unit, situation, mail)
    return tuple(_of(unit, one) for one in unit.contacts_caused(cause)) if cause else ()


def _of(unit: Unit, change: ContactChange) -> MeantContact:
    contract = unit.contract(change.contract_id)
    assert contract is not None  # a change's row names it
    return MeantContact(change=change, fault="" if change.undone_at else undo_fault(contract, change))
