"""Looks up whom a staff member opens a case for, and the policies that hold for it at the time of the call (A7)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mailbot.desk.command_words import Word
from mailbot.desk.commands import read_instructions
from mailbot.desk.mail import InboundMail, address_key
from mailbot.desk.opening_for import is_staff_alone, read_call

if TYPE_CHECKING:
    from mailbot.desk.situation import Situation
    from mailbot.stages.identify import Identify
    from mailbot.stages.ports import Unit


def with_callers(unit: Unit, desk: Identify, situation: Situation) -> Situation:
    """The situation with the contracts of each caller and their policies; unchanged where nobody is named."""
    mail = situation.mail
    if not is_staff_alone(situation) or not isinstance(mail, InboundMail):
        return situation
    versions = dict(situation.versions)
    callers = {}
    for command in read_instructions(mail.new_text).commands:
        if command.word is Word.OPEN_FOR:
            call = read_call(command.argument, (), situation.received_at, desk.zone)
            key = address_key(call.address)
            contracts = tuple(one for one in unit.contracts_of(key) if one.may_open_any(key)) if key else ()
            at = read_call(command.argument, contracts, situation.received_at, desk.zone).at or situation.received_at
            versions |= desk.policies.of_contracts(contracts, at.astimezone(desk.zone).date())
            callers[key] = contracts
    if not callers:
        return situation
    return replace(situation, named=replace(situation.named, callers=callers), versions=versions)
