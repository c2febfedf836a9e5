"""Looks up how the units of the contracts concerned stand, so that the decision about a mail needs no store."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mailbot.desk.cases import EventKind
from mailbot.desk.charging import MatterUnits, matter_units, said_units
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
from mailbot.stages.units_promised import promised_at_door, promised_beside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from mailbot.desk.cases import Event
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
    sold, matter = _sold(unit, situation), _matter(unit, situation)
    facts = UnitsFacts(
        accounts=accounts,
        matter=matter,
        answers_estimate=matter is not None and _answers_estimate(unit, situation, matter),
        sold=sold,
        placed={one.id: unit.orders_of(one.id) for one in sold.values()},
        meant=orders_meant(unit, situation),
        promised=promised_at_door(unit, situation, accounts),
        others=promised_beside(unit, situation, accounts),
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


def _answers_estimate(unit: Unit, situation: Situation, matter: MatterUnits) -> bool:
    """Whether the mail is a reply to the newest letter that asked for a consent on the case, or on one that was merged
    into it, or to the one about times that left with it, which a customer may read last; one to an older figure, or to
    anything else, says nothing about it. A program that writes no In-Reply-To names its letter last."""
    mail, thread = situation.mail, situation.thread
    if thread is None or not isinstance(mail, InboundMail) or not isinstance(situation.person, Opener):
        return False
    answered = mail.in_reply_to or mail.references[-1:]
    letter = unit.sent_letter(answered) if answered and matter.estimated else None
    newest = max(_asked(unit, thread.case.id), key=lambda one: one[1].at, default=None)
    if letter is None or newest is None or said_units(newest[1]) != matter.estimated:
        return False
    case_id, asked = newest
    cause = unit.letter_cause(case_id, answered)
    if letter.letter == NewReplyBy.key:
        return cause == _cause_of_times(case_id, asked.at)
    return letter.letter == Estimate.key and cause == asked.facts.get("letter")


def _asked(unit: Unit, case_id: int) -> Iterator[tuple[int, Event]]:
    """When a consent was asked for on a case, or on one that was merged into it while its customer had not answered,
    with the case whose letter asked."""
    for event in unit.events_of(case_id):
        if event.kind is EventKind.ESTIMATED:
            yield case_id, event
        merged = event.facts.get("case")
        if event.kind is EventKind.ABSORBED and event.facts.get("estimated") and isinstance(merged, int):
            yield from _asked(unit, merged)


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
