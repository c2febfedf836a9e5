"""The commands about units: a cost is asked about before it arises, a consent is recorded, and a case is let go beyond
what was bought."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from mailbot.desk.amounts import spoken_units
from mailbot.desk.cases import Case, EventKind, Status
from mailbot.desk.charging import MatterUnits, matter_units
from mailbot.desk.checks_faults import below
from mailbot.desk.checks_guard import waits_for_units
from mailbot.desk.command_words import Word
from mailbot.desk.foreseen import permits
from mailbot.desk.ledger import LineKind, Why
from mailbot.desk.letters import UnitsLine
from mailbot.desk.named import held_numbers
from mailbot.desk.packs import PackKind
from mailbot.desk.units_words import came_back_words, lacking_words, uncounted_words
from mailbot.stages.accounting_open import lacking_for
from mailbot.stages.house import entry
from mailbot.stages.units_letters import UnitsLetters, standing_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailbot.desk.commands import Command
    from mailbot.desk.labels import Labels
    from mailbot.stages.acting import Acting

UnitsAct: TypeAlias = Callable[["Acting", Case, "Command"], Case]
SAYS_UNITS = frozenset({Word.START, Word.ASSIGN, Word.LEVEL, Word.UNITS, Word.DEFECT, Word.TIME, Word.CONSENT}) | {
    Word.CLOSE,
    Word.NO_ANSWER,
    Word.OUT_OF_SCOPE,
    Word.MERGE,
    Word.ACCEPT,
}
"""After these the receipt says how the units stand."""


def matter_of(acting: Acting, case: Case) -> MatterUnits | None:
    """How the case stands; None where nothing is counted."""
    terms = acting.house.offers.terms_of(acting.contract(case))
    return matter_units(terms, acting.unit.events_of(case.id)) if terms.kind.counts else None


def waits_for_consent(acting: Acting, case: Case) -> bool:
    """Whether work must not begin before the customer has agreed to its cost (row E4)."""
    matter = matter_of(acting, case)
    return matter is not None and matter.needs_consent


def ask_where_needed(acting: Acting, case: Case, commands: Sequence[Command]) -> Case:
    """The estimate goes to the admin contacts, once for each cost; until they agree the case waits for them."""
    if not any(one.word in {Word.START, Word.ASSIGN, Word.LEVEL, Word.UNITS} for one in commands):
        return case
    matter = matter_of(acting, case)
    if matter is None or matter.is_ended:
        return case
    if not matter.needs_consent:
        return _asks_no_more(acting, case) if matter.estimated else case
    if matter.estimated == matter.wanted:
        return case
    contract, now = acting.contract(case), acting.situation.now
    offers = acting.house.offers
    account = acting.unit.account(
        contract.id, offers.terms_of(contract), offers.zone_of(contract), cases=(case.id,), hold=False
    )
    letters = UnitsLetters(house=acting.house, unit=acting.unit, contract=contract, version=None, now=now)
    letters.estimate(account, case, matter.wanted, cause=acting.cause, asks=True)
    acting.happens(case, EventKind.ESTIMATED, units=str(matter.wanted), letter=acting.cause)
    acting.happens(case, EventKind.WAITING)
    return acting.becomes(case, Status.WAITING)


def _asks_no_more(acting: Acting, case: Case) -> Case:
    """Staff have lowered the cost: the customer is not waited for, and the clocks run on."""
    acting.happens(case, EventKind.UNASKED)
    return acting.becomes(case, Status.OPEN) if case.status is Status.WAITING else case


def _consent(acting: Acting, case: Case, _command: Command) -> Case:
    """A yes that came by telephone; staff answer for it."""
    matter = matter_of(acting, case)
    assert matter is not None  # it was refused otherwise
    acting.happens(case, EventKind.CONSENTED, units=str(matter.wanted), told=acting.actor)
    if not (matter.is_started or matter.is_ended):
        acting.happens(case, EventKind.STARTED)
    return acting.becomes(case, Status.OPEN) if case.status in {Status.NEW, Status.WAITING} else case


def _permit(acting: Acting, case: Case, command: Command) -> Case:
    if not held_numbers(command.argument) and matter_of(acting, case) is not None:
        acting.happens(case, EventKind.PERMITTED)
        acting.unit.audit(entry(acting.situation.now, acting.actor, "case.permitted", f"case:{case.id}"))
        _let_go(acting, case)
    return case


def _let_go(acting: Acting, case: Case) -> None:
    """The answer that was held for want of units alone leaves with the word for it, unless another one stands below."""
    held, written = waits_for_units(acting.situation.answering), below(acting.situation)
    if held is None or (written.text and not written.keeps_text):
        return
    acting.unit.let_in(held.inbox_id, acting.actor)
    acting.unit.audit(
        entry(acting.situation.now, acting.actor, "answer.released", f"case:{case.id}", inbox=held.inbox_id)
    )


def _units(acting: Acting, case: Case, command: Command) -> Case:
    """The units that staff laid down, as digits: `3` or `0.5`; they stand in place of the reckoned ones. Of a closed
    case, which nobody is asked about any more, staff may answer for them by their own word."""
    matter = matter_of(acting, case)
    by_staff = matter is not None and matter.is_ended and permits(below(acting.situation).commands)
    acting.happens(
        case, EventKind.UNITS, units=str(spoken_units(command.argument)), **({"allowed": True} if by_staff else {})
    )
    return case


def units_after(acting: Acting, case: Case, ran: Sequence[Command], *, sends: bool) -> UnitsLine | None:
    """How the units stand after a mail that may have moved some, for its receipt."""
    if not (sends or any(one.word in SAYS_UNITS for one in ran)):
        return None
    return standing_of(acting.house, acting.unit, acting.contract(case), acting.situation.now, case_id=case.id)


def units_told(acting: Acting, case: Case, ran: Sequence[Command]) -> tuple[Labels, ...]:
    """What else the receipt says of units: what a merge gave back, and what lacks for a consent."""
    words = {one.word for one in ran}
    contract, now = acting.contract(case), acting.situation.now
    lacking = lacking_for(acting.house, acting.unit, case, contract, now) if Word.CONSENT in words else 0
    return (
        *(_came_back(acting, case) if Word.MERGE in words else ()),
        *((lacking_words(acting.house.offers.terms_of(contract).unit, lacking),) if lacking else ()),
        *(_uncounted(acting, case) if words & {Word.CLOSE, Word.RESOLVE} else ()),
    )


def _uncounted(acting: Acting, case: Case) -> tuple[Labels, ...]:
    """A call is no start of work (DECISIONS 12), nor is time put down; whoever ends a case after one learns that it
    costs nothing, and how it is counted."""
    terms, matter = acting.house.offers.terms_of(acting.contract(case)), matter_of(acting, case)
    events = acting.unit.events_of(case.id)
    by_time = terms.kind is PackKind.TIME
    spoke = any(one.facts.get("phone") or (one.kind is EventKind.TIME and not by_time) for one in events)
    if matter is None or not spoke or matter.is_started or matter.is_free or matter.worked or not matter.wanted:
        return ()
    return (uncounted_words(terms.unit, matter.wanted, by_time=by_time, is_ended=matter.is_ended),)


def _came_back(acting: Acting, case: Case) -> tuple[Labels, ...]:
    """Of time alone: only staff know whether the other case is to bear it."""
    contract, offers = acting.contract(case), acting.house.offers
    terms = offers.terms_of(contract)
    if terms.kind is not PackKind.TIME:
        return ()
    account = acting.unit.account(contract.id, terms, offers.zone_of(contract), cases=(case.id,), hold=False)
    own = [one for one in account.lines if one.case_id == case.id]
    units = sum(one.units for one in own if one.kind is LineKind.GIVEN_BACK and one.why is Why.MERGED)
    minutes = sum(one.minutes for one in own)
    return (came_back_words(case.number, terms.unit, units, minutes),) if units and minutes else ()


UNITS_ACTS: Mapping[Word, UnitsAct] = {Word.CONSENT: _consent, Word.ACCEPT: _permit, Word.UNITS: _units}
