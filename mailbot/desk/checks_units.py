"""Whether the commands that move units can run as they are written: units are left, and an order is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.amounts import spoken_minutes, spoken_units
from mailbot.desk.checks_faults import below
from mailbot.desk.checks_matters import MATTER_CHECKS
from mailbot.desk.command_words import Word
from mailbot.desk.ledger_balance import usage
from mailbot.desk.matters import find_level
from mailbot.desk.packs import Order, PackKind, faults_of
from mailbot.desk.units import spoken_order

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mailbot.desk.command_checks import Asked
    from mailbot.desk.ledger import Account


def short_of(asked: Asked, units: int) -> str:
    """The key of the refusal where units lack for what the case is to cost in all; staff may let it go on (`#accept`).

    What its customer has to agree to first is not looked at: nothing is reserved before they do.
    """
    situation, case = asked.situation, asked.case
    matter, account = situation.units.matter, situation.units.accounts.get(case.contract_id) if case else None
    if case is None or matter is None or account is None or matter.is_permitted or below(situation).has(Word.ACCEPT):
        return ""
    on = account.today(case.received_at)
    return (
        "units-short"
        if situation.units.missing(case.contract_id, case.id, situation.now, units=units, accepted_on=on)
        else ""
    )


def start_refused(asked: Asked) -> str:
    """Why work on the case cannot be begun by a word, as a key of the refusals; empty if it can."""
    matter = asked.situation.units.matter
    if matter is None or matter.is_started or matter.is_free or matter.needs_consent:
        return ""
    return short_of(asked, matter.units)


def _level(asked: Asked) -> str:
    why = MATTER_CHECKS[Word.LEVEL](asked)
    matter = asked.situation.units.matter
    if why or matter is None or asked.version is None or asked.case is None:
        return why
    account = asked.situation.units.accounts[asked.case.contract_id]
    found = find_level(asked.version, asked.argument)
    if found is None or account.terms.kind is PackKind.TIME or not matter.is_started:
        return ""
    return short_of(asked, account.terms.units_of(found.key))


def _units(asked: Asked) -> str:
    why = MATTER_CHECKS[Word.UNITS](asked)
    matter, said = asked.situation.units.matter, spoken_units(asked.argument)
    account = _account_of(asked)
    if why or matter is None or said is None or account is None or asked.case is None:
        return why
    if account.freed(asked.case.id):
        return "units-freed"
    takes = matter.is_started or matter.is_ended or account.terms.kind is PackKind.TIME
    return short_of(asked, int(-(-said // 1))) if takes else ""


def _account_of(asked: Asked) -> Account | None:
    return asked.situation.units.accounts.get(asked.case.contract_id) if asked.case else None


def _time(asked: Asked) -> str:
    """A session is used at once, so that what is left has to hold it."""
    why = MATTER_CHECKS[Word.TIME](asked)
    minutes, account = spoken_minutes(asked.argument), _account_of(asked)
    if why or minutes is None or account is None or asked.case is None or account.terms.kind is not PackKind.TIME:
        return why
    found = usage(account, asked.case.id, asked.situation.now)
    before = found.minutes if account.terms.rounded_per == "case" else 0
    more = account.terms.units_for(before + minutes) - (account.terms.units_for(before) if before else 0)
    return short_of(asked, found.used + more)


def _consent(asked: Asked) -> str:
    matter = asked.situation.units.matter
    if matter is None:
        return "not-counted"
    return "" if matter.needs_consent else "no-estimate"


def _order(asked: Asked) -> str:
    situation, said = asked.situation, spoken_order(asked.argument)
    if said is None:
        return "order-form"
    contract = situation.units.sold.get(said.contract_id)
    if contract is None:
        return "order-contract"
    terms = situation.house.offers.terms_of(contract)
    if not terms.kind.counts:
        return "order-uncounted"
    made = Order(contract_id=contract.id, units=said.units, ordered_on=situation.local_date, reference=said.reference)
    if faults := faults_of(made, terms):
        return f"order-wrong: {faults[0].message}"
    known = [one for one in situation.units.placed.get(contract.id, ()) if not one.is_removed]
    if not said.reference:
        unnamed = [one for one in known if one.order.reference.startswith(made.ordered_on.isoformat())]
        return "order-twice" if any(one.order.units == made.units for one in unnamed) else ""
    same = [one for one in known if one.order.reference.casefold() == said.reference.casefold()]
    return "order-known" if any(one.order != made for one in same) else ""


UNITS_CHECKS: Mapping[Word, Callable[[Asked], str]] = {
    Word.START: start_refused,
    Word.LEVEL: _level,
    Word.UNITS: _units,
    Word.TIME: _time,
    Word.CONSENT: _consent,
    Word.ORDER: _order,
}
