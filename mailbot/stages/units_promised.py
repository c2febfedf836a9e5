"""Units promised at the door: what accepted cases will take counts before a new matter is accepted, and where few are
left the ledger of the contract is held, so that of two workers only one gives away the last (rows A6, E3)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mailbot.desk.ledger import Act
from mailbot.desk.ledger_acts import NotEnough, reserve
from mailbot.desk.packs_cover import NOTHING_PROMISED, promised_to
from mailbot.desk.people import Opener, StaffMember

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from mailbot.desk.decision import OpenCase
    from mailbot.desk.ledger import Account
    from mailbot.desk.packs_cover import Promised
    from mailbot.desk.people import Contract
    from mailbot.desk.situation import Situation
    from mailbot.stages.ports import Unit

MOST_WORKERS = 8
"""So many workers may accept mails at the same instant without one seeing what the others do."""


def promised_now(unit: Unit, account: Account, now: datetime, *, beside: int = 0) -> Promised:
    """What is promised to the open cases of a contract, `beside` one of them; asks for these alone, however many were
    closed."""
    return promised_to(account, (one for one in unit.open_matters(account.contract_id) if one.case_id != beside), now)


def lacking_beside(unit: Unit, account: Account, now: datetime, *, case_id: int, units: int, accepted_on: date) -> int:
    """How many units lack for a case that is to cost so many in all; 0 where it is covered. What goes beyond the usual
    cost must leave what is promised to the other accepted cases (row E3)."""
    terms = account.terms
    others = 0
    if units > terms.units_unasked:
        matters = (one for one in unit.open_matters(account.contract_id) if one.case_id != case_id)
        others = promised_to(account, matters, now, most=terms.units_of()).units
    act = Act(at=now, cause="asked")
    booked = reserve(account, act, case_id=case_id, units=units, accepted_on=accepted_on)
    missing = booked.missing if isinstance(booked, NotEnough) else 0
    if not others:
        return missing
    beside = reserve(account, act, case_id=case_id, units=units + others, accepted_on=accepted_on)
    return min(units, beside.missing) if isinstance(beside, NotEnough) else missing


def promised_at_door(unit: Unit, situation: Situation, accounts: Mapping[str, Account]) -> dict[str, Promised]:
    """What is promised on these contracts, where the mail may bring a new matter: it belongs to no open case."""
    thread = situation.thread
    if not isinstance(situation.person, Opener) or (thread is not None and not thread.case.status.is_final):
        return {}
    return {key: promised_now(unit, account, situation.now) for key, account in accounts.items()}


def promised_beside(unit: Unit, situation: Situation, accounts: Mapping[str, Account]) -> Promised:
    """What is promised to the other cases of the contract of a case on which staff write."""
    case = situation.thread.case if situation.thread else None
    account = accounts.get(case.contract_id) if case else None
    if case is None or account is None or not isinstance(situation.person, StaffMember):
        return NOTHING_PROMISED
    return promised_now(unit, account, situation.now, beside=case.id)


def may_be_the_last(situation: Situation, decision: OpenCase, limit: int) -> bool:
    """Whether a case is to be opened for which other workers, who accept up to `limit` mails each at the same instant,
    could give its units away."""
    if situation.let_in_by:
        return False
    units, contract_id = situation.units, decision.contract.id
    found = units.cover_of(contract_id, situation.now, received_at=situation.received_at)
    if found is None:
        return False
    return found.spare < units.accounts[contract_id].terms.units_of() * limit * MOST_WORKERS


def with_door_held(unit: Unit, situation: Situation, contract: Contract) -> Situation:
    """The situation as it is once nobody else can accept anything on the contract until the unit ends."""
    offers, units = situation.house.offers, situation.units
    cases = (situation.thread.case.id,) if situation.thread and situation.thread.case.contract_id == contract.id else ()
    account = unit.account(contract.id, offers.terms_of(contract), offers.zone_of(contract), cases=cases)
    held = replace(
        units,
        accounts={**units.accounts, contract.id: account},
        promised={**units.promised, contract.id: promised_now(unit, account, situation.now)},
    )
    return replace(situation, units=held)
