"""Looks up the orders that `#undo` would take back: those of the mail whose receipt is answered, or of the act on the
case that it takes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.checks_guard import undoes_held
from mailbot.desk.command_words import Word
from mailbot.desk.commands import read_instructions
from mailbot.desk.ledger_balance import balance
from mailbot.desk.mail import InboundMail
from mailbot.desk.orders import MeantOrder
from mailbot.desk.people import StaffMember

if TYPE_CHECKING:
    from mailbot.desk.orders import PlacedOrder
    from mailbot.desk.situation import Situation
    from mailbot.stages.ports import Unit


def orders_meant(unit: Unit, situation: Situation) -> tuple[MeantOrder, ...]:
    """The orders, with how many units of each are in use; a mail that takes nothing back asks nothing."""
    mail = situation.mail
    if not isinstance(situation.person, StaffMember) or not isinstance(mail, InboundMail):
        return ()
    if not read_instructions(mail.new_text).has(Word.UNDO):
        return ()
    cause = undone_cause(unit, situation, mail)
    return tuple(_meant(unit, situation, one) for one in unit.orders_caused(order_cause(cause))) if cause else ()


def order_cause(cause: str) -> str:
    """What names the orders that a mail of this cause makes."""
    return f"{cause}:order"


def undone_cause(unit: Unit, situation: Situation, mail: InboundMail) -> str:
    """The cause of what a word of undoing takes back; empty where it is about something else."""
    if situation.thread is None:
        return unit.letter_caused_by(tuple(reversed(dict.fromkeys((*mail.references, *mail.in_reply_to)))))
    newest = situation.answering.newest if situation.answering else None
    return f"inbox:{newest.act.inbox_id}" if newest and undoes_held(situation) is None else ""


def _meant(unit: Unit, situation: Situation, placed: PlacedOrder) -> MeantOrder:
    contract, offers = unit.contract(placed.order.contract_id), situation.house.offers
    assert contract is not None  # an order's row names it
    account = unit.account(contract.id, offers.terms_of(contract), offers.zone_of(contract), hold=False)
    packs = (one for one in balance(account, situation.now).packs if one.pack.id == placed.id)
    return MeantOrder(placed=placed, in_use=sum(one.reserved + one.consumed for one in packs))
