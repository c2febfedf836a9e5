"""Whether a command can run as it is written: its argument names something that exists, on a case that allows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from mailbot.desk.checks_contacts import contact_refused, undo_contact_refused
from mailbot.desk.checks_desk import DESK_CHECKS
from mailbot.desk.checks_faults import FAULT_CHECKS, not_sendable
from mailbot.desk.checks_guard import GUARD_CHECKS
from mailbot.desk.checks_matters import MATTER_CHECKS
from mailbot.desk.checks_orders import undo_order_refused
from mailbot.desk.checks_units import UNITS_CHECKS, start_refused
from mailbot.desk.command_words import NEEDS_ARGUMENT, Word
from mailbot.desk.moments import dated, spoken_ahead
from mailbot.desk.monthly_reports import ReportState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mailbot.desk.cases import Case
    from mailbot.desk.commands import Command
    from mailbot.desk.people import Staff
    from mailbot.desk.policy import Category, PolicyVersion, Priority
    from mailbot.desk.situation import Situation

Keyed = TypeVar("Keyed", "Category", "Priority")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One command in the mail that brings it; `case` is None where the mail belongs to none."""

    situation: Situation
    case: Case | None
    command: Command
    above: Sequence[Command] = ()
    """The commands that stand above it in its mail."""

    @property
    def version(self) -> PolicyVersion | None:
        """The policy version of the case."""
        return self.situation.versions.get(self.case.contract_id) if self.case else None

    @property
    def argument(self) -> str:
        return self.command.argument


def _priority(asked: Asked) -> str:
    wrong = asked.version and find_keyed(asked.version.priorities, asked.argument) is None
    return "priority" if wrong else ""


def _category(asked: Asked) -> str:
    wrong = asked.version and find_keyed(asked.version.categories, asked.argument) is None
    return "category" if wrong else ""


def _assign(asked: Asked) -> str:
    wrong = asked.argument and find_staff(asked.situation.house.staff, asked.argument) is None
    return "staff" if wrong else ("" if asked.argument else start_refused(asked))


def _forecast(asked: Asked) -> str:
    zone = ZoneInfo(asked.situation.house.timezone)
    said = dated(asked.argument, asked.situation.received_at, zone)
    return "" if spoken_ahead(said, asked.situation.now, zone) else "forecast"


def _join(asked: Asked) -> str:
    return "participant" if asked.case and asked.case.participant_at(asked.argument) is None else ""


CHECKS: Mapping[Word, Callable[[Asked], str]] = {
    Word.PRIORITY: _priority,
    Word.CATEGORY: _category,
    Word.ASSIGN: _assign,
    Word.FORECAST: _forecast,
    Word.JOIN: _join,
    Word.CONTACT: contact_refused,
    **DESK_CHECKS,
    **GUARD_CHECKS,
    **MATTER_CHECKS,
    **FAULT_CHECKS,
    **UNITS_CHECKS,
}


OF_ANNOUNCEMENTS = frozenset({Word.SEND, Word.APPROVE, Word.UNDO})
"""What lets an announcement go, or gives it up, in a mail of no case that answers its preview."""


def wrong_arguments(situation: Situation, case: Case | None, commands: Sequence[Command]) -> tuple[str, ...]:
    """Why these commands cannot run, each as `what: line`; empty if all can."""
    asked = (
        Asked(situation=situation, case=case, command=command, above=commands[:place])
        for place, command in enumerate(commands)
    )
    whys = ((_why(one), one.command.line) for one in asked)
    return tuple(fault(why, line) for why, line in whys if why)


def fault(why: str, line: str) -> str:
    """`what: line`; what a check adds to its key (`KEY: detail`) stands behind the line."""
    what, _, detail = why.partition(": ")
    return f"{what}: {line} [{detail}]" if detail else f"{what}: {line}"


def _why(asked: Asked) -> str:
    word = asked.command.word
    if word in NEEDS_ARGUMENT and not asked.argument:
        return "argument"
    if asked.case is None and word in OF_ANNOUNCEMENTS and asked.situation.named.report is not None:
        return "" if asked.situation.named.report.state is ReportState.WAITING else "report-gone"
    if asked.case is None and word in OF_ANNOUNCEMENTS and asked.situation.named.announced is not None:
        return not_sendable(asked.situation, word)
    if word is Word.UNDO and (asked.situation.units.meant or asked.situation.contacts.meant):
        why = CHECKS[word](asked) if asked.case is not None else ""
        return why or undo_order_refused(asked.situation) or undo_contact_refused(asked.situation)
    check = CHECKS.get(word)
    return check(asked) if check else ""


def find_staff(staff: tuple[Staff, ...], called: str) -> Staff | None:
    """The active member who is called so: by handle, by name, by a part of the name, or by address."""
    wanted = called.casefold()
    active = [member for member in staff if member.active]
    exact = [one for one in active if wanted in {one.handle.casefold(), one.name.casefold()} or one.has_address(called)]
    parts = [one for one in active if wanted and wanted in one.name.casefold().split()]
    found = exact or parts or [one for one in active if wanted and one.name.casefold().startswith(wanted)]
    return found[0] if len(found) == 1 else None


def find_keyed(known: Sequence[Keyed], called: str) -> Keyed | None:
    """The category or priority that is called so: by its key or by a label of any language."""
    wanted = called.casefold()
    return next((keyed for keyed in known if wanted in _names_of(keyed)), None)


def _names_of(keyed: Category | Priority) -> set[str]:
    return {keyed.key.casefold(), *(label.casefold() for label in keyed.labels.values())}
