"""Looks up how the units of the contracts concerned stand, so that the decision about a mail needs no store."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mailbot.desk.cases import EventKind
from mailbot.desk.charging import MatterUnits, matter_units
from mailbot.desk.command_words import Word
from mailbot.desk.commands import read_instructions
from mailbot.desk.letters import Estimate, NewReplyBy
from mailbot.desk.mail import InboundMail
from mailbot.desk.people import Opener, StaffMember
from mailbot.desk.promises import TellNewTimes
from mailbot.desk.staffcopy import own_words
from mailbot.desk.units import UnitsFacts, spoken_order
from mailbot.stages.keeping_case import deed_cause
from mailbot.stages.units_meant import orders_meant
from mailbot.stages.units_promised import promised_at_door

if TYPE_CHECKING:
    from datetime import datetime

    from mailbot.desk.ledger import Account
    from mailbot.desk.people import Contract
    from mailbot.desk.situation import Situation
    from mailbot.stages.ports import Unit


def with_units(unit: Unit, situation: Situation) -> Situation:
    """The situation with what is known of units; a desk that counts none asks nothing."""
    offers = situation.house.offers
    if not offers.by_name or not isinstance(situation.person, Opener | StaffMember):
        return situation
    contracts = {one.id: one for one in _concerned(situation) if offers.terms_of(one).kind.counts}
    accounts = {one.id: _account(unit, situation, one) for one in contracts.values()}
    sold = _sold(unit, situation)
    facts = UnitsFacts(
        accounts=accounts,
        matter=_matter(unit, situation),
        answers_estimate=_answers_estimate(unit, situation),
        sold=sold,
        placed={one.id: unit.orders_of(one.id) for one in sold.values()},
        meant=orders_meant(unit, situation),
        promised=promised_at_door(unit, situation, accounts),
    )
    return replace(situation, units=facts)


def _concerned(situation: Situation) -> tuple[Contract, ...]:
    of_case = (situation.case_contract,) if situation.case_contract else ()
    opened = situation.person.contracts if isinstance(situation.person, Opener) else ()
    return (*of_case, *opened)


def _account(unit: Unit, situation: Situation, contract: Contract) -> Account:
    offers, case = situation.house.offers, situation.thread.case if situation.thread else None
    cases = (case.id,) if case is not None and case.contract_id == contract.id else ()
    return unit.account(contract.id, offers.terms_of(contract), offers.zone_of(contract), cases=cases, hold=False)


def _matter(unit: Unit, situation: Situation) -> MatterUnits | None:
    contract = situation.case_contract
    if situation.thread is None or contract is None or not situation.house.offers.terms_of(contract).kind.counts:
        return None
    return matter_units(situation.house.offers.terms_of(contract), unit.events_of(situation.thread.case.id))


def _answers_estimate(unit: Unit, situation: Situation) -> bool:
    """Whether the mail is a reply to the newest letter of the case that asked for a consent, or to the one about times
    that left with it, which a customer may read last; one to an older figure, or to anything else, says nothing about
    it. A program that writes no In-Reply-To names its letter last."""
    mail, thread = situation.mail, situation.thread
    if thread is None or not isinstance(mail, InboundMail) or not isinstance(situation.person, Opener):
        return False
    asked = [one for one in unit.events_of(thread.case.id) if one.kind is EventKind.ESTIMATED]
    answered = mail.in_reply_to or mail.references[-1:]
    letter = unit.sent_letter(answered) if asked and answered else None
    if letter is None:
        return False
    cause = unit.letter_cause(thread.case.id, answered)
    if letter.letter == NewReplyBy.key:
        return cause == _cause_of_times(thread.case.id, asked[-1].at)
    return letter.letter == Estimate.key and cause == asked[-1].facts.get("letter")


def _cause_of_times(case_id: int, at: datetime) -> str:
    """Of the letter about times that moved by a mail of staff of this instant, and by none since."""
    return deed_cause(case_id, TellNewTimes(at=at, goes=at, changes=(), before=(), after=()))


def _sold(unit: Unit, situation: Situation) -> dict[str, Contract]:
    """The contracts that the orders in a mail of staff name."""
    mail = situation.mail
    if not isinstance(situation.person, StaffMember) or not isinstance(mail, InboundMail):
        return {}
    texts = dict.fromkeys((mail.new_text, own_words(mail).text))
    lines = [one for text in texts for one in read_instructions(text).commands if one.word is Word.ORDER]
    orders = [order for one in lines if (order := spoken_order(one.argument)) is not None]
    found = {order.contract_id: called(unit, order.contract_id) for order in orders}
    return {key: contract for key, contract in found.items() if contract is not None}


def called(unit: Unit, contract_id: str) -> Contract | None:
    """The contract of this id, however its letters are written."""
    spelt = dict.fromkeys((contract_id, contract_id.upper(), contract_id.lower()))
    return next((found for one in spelt if (found := unit.contract(one)) is not None), None)
