"""Whether the commands that move units can run as they are written: units are left, and an order is one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mailbot.desk.amounts import spoken_units
from mailbot.desk.charging import matter_units, time_agreed
from mailbot.desk.checks_faults import below, language_of
from mailbot.desk.checks_matters import MATTER_CHECKS
from mailbot.desk.checks_orders import order_refused
from mailbot.desk.command_words import Word
from mailbot.desk.foreseen import Course, Foreseen, permits
from mailbot.desk.ledger import Account, Column, Tally
from mailbot.desk.matters import find_level
from mailbot.desk.packs import PackKind
from mailbot.desk.units_words import units_beyond_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mailbot.desk.cases import Case
    from mailbot.desk.charging import MatterUnits
    from mailbot.desk.command_checks import Asked


def short_of(asked: Asked, units: int) -> str:
    """The key of the refusal where units lack for what the case is to cost in all, or are promised to cases that were
    accepted; staff may let it go on (`#accept`).

    What its customer has to agree to first is not looked at: nothing is reserved before they do.
    """
    situation, case = asked.situation, asked.case
    matter, account = situation.units.matter, _account_of(asked)
    if case is None or matter is None or account is None or matter.is_permitted or _is_permitted(asked):
        return ""
    missing = partial(situation.units.missing, case.contract_id, case.id, situation.now, units=units)
    on = account.today(case.received_at)
    if missing(accepted_on=on):
        return "units-short"
    promised = situation.units.others.units if _takes_more(matter, account, case.id, units) else 0
    return "units-promised" if promised and missing(accepted_on=on, promised=promised) else ""


def _takes_more(matter: MatterUnits, account: Account, case_id: int, units: int) -> bool:
    """Whether the case would take more than what it holds and was promised itself when it was accepted."""
    tally = Tally(line for line in account.lines if line.case_id == case_id)
    held = sum(tally.of_case(case_id, one) for one in (Column.RESERVED, Column.CONSUMED))
    return units > max(held, matter.units)


def start_refused(asked: Asked) -> str:
    """Why work on the case cannot be begun by a word, as a key of the refusals; empty if it can."""
    matter = asked.situation.units.matter
    if matter is None or matter.is_started or matter.is_free or matter.needs_consent:
        return ""
    return short_of(asked, matter.units)


def _account_of(asked: Asked) -> Account | None:
    return asked.situation.units.accounts.get(asked.case.contract_id) if asked.case else None


def _is_permitted(asked: Asked) -> bool:
    return permits(below(asked.situation).commands)


def _foreseen(asked: Asked) -> tuple[Foreseen, ...]:
    """What the whole mail comes to; nothing where no units are counted."""
    course = _course(asked)
    if course is None:
        return ()
    written = below(asked.situation).commands
    return course.of(written if asked.command in written else (*written, asked.command))


def _course(asked: Asked) -> Course | None:
    case, situation = asked.case, asked.situation
    if case is None:
        return None
    matter, account = situation.units.matter, _account_of(asked)
    if not case.id:
        account = _account_of_new(asked)
        matter = matter_units(account.terms, ()) if account is not None else None
    if matter is None or account is None or not account.terms.kind.counts:
        return None
    return Course(case=case, matter=matter, account=account, version=asked.version, now=situation.now)


def _account_of_new(asked: Asked) -> Account | None:
    """Of a case that the mail itself opens nothing is used yet: its terms alone say how far time may go."""
    case, situation = asked.case, asked.situation
    known = (one for contracts in situation.named.callers.values() for one in contracts)
    found = next((one for one in known if case is not None and one.id == case.contract_id), None)
    return Account(contract_id=found.id, terms=situation.house.offers.terms_of(found)) if found else None


def _level(asked: Asked) -> str:
    why = MATTER_CHECKS[Word.LEVEL](asked)
    matter = asked.situation.units.matter
    if why or matter is None or asked.version is None or asked.case is None:
        return why
    account = asked.situation.units.accounts[asked.case.contract_id]
    found = find_level(asked.version, asked.argument)
    if found is None or account.terms.kind is PackKind.TIME or not (matter.is_started or _has_consent(asked)):
        return ""
    return short_of(asked, account.terms.units_of(found.key))


def _has_consent(asked: Asked) -> bool:
    return below(asked.situation).has(Word.CONSENT)


def _units(asked: Asked) -> str:
    why = MATTER_CHECKS[Word.UNITS](asked)
    matter, said = asked.situation.units.matter, spoken_units(asked.argument)
    account = _account_of(asked)
    if why or matter is None or said is None or account is None or asked.case is None:
        return why
    if account.freed(asked.case.id):
        return "units-freed"
    if matter.is_ended and _foreseen(asked)[-1].matter.needs_consent:
        agreed = max(matter.unasked, matter.agreed)
        return f"units-closed: {units_beyond_words(int(-(-said // 1)), agreed)[language_of(asked.situation)]}"
    takes = matter.is_started or matter.is_ended or account.terms.kind is PackKind.TIME or _has_consent(asked)
    return short_of(asked, int(-(-said // 1))) if takes else ""


def _time(asked: Asked) -> str:
    """A session is used at once: what is left has to hold it, and what the customer agreed to (row E4)."""
    why = MATTER_CHECKS[Word.TIME](asked)
    course = _course(asked)
    if why or asked.case is None or course is None or course.account.terms.kind is not PackKind.TIME:
        return why
    seen = _foreseen(asked)
    here = max(one.used for one in seen if one.command == asked.command)
    bound = time_agreed(course.account.terms, seen[-1].matter)
    if bound is None or min(here, seen[-1].used) <= bound or _is_permitted(asked):
        return short_of(asked, here)
    total = max(one.used for one in seen if one.command.word is Word.TIME)
    words = units_beyond_words(total, bound)[language_of(asked.situation)]
    return f"{_beyond(asked.case)}: {words}"


def _beyond(case: Case) -> str:
    if not case.id:
        return "time-at-opening"
    return "time-closed" if case.status.is_final else "time-beyond"


def _consent(asked: Asked) -> str:
    seen = [one for one in _foreseen(asked) if one.command == asked.command]
    if not seen:
        return "not-counted"
    return "" if seen[0].before.is_beyond else "no-estimate"


UNITS_CHECKS: Mapping[Word, Callable[[Asked], str]] = {
    Word.START: start_refused,
    Word.LEVEL: _level,
    Word.UNITS: _units,
    Word.TIME: _time,
    Word.CONSENT: _consent,
    Word.ORDER: order_refused,
}
