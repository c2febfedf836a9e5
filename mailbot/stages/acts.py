"""The commands that change a case, each as a function: what it records, and what the case is afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from mailbot.desk.cases import Case, EventKind, Status
from mailbot.desk.command_checks import find_keyed, find_staff
from mailbot.desk.command_words import Word
from mailbot.desk.moments import dated
from mailbot.stages.acts_faults import FAULT_ACTS
from mailbot.stages.acts_guard import GUARD_ACTS
from mailbot.stages.acts_matters import MATTER_ACTS
from mailbot.stages.acts_reports import REPORT_ACTS
from mailbot.stages.acts_units import UNITS_ACTS, waits_for_consent
from mailbot.stages.ruling_public import forecast_at

if TYPE_CHECKING:
    from mailbot.desk.commands import Command
    from mailbot.stages.acting import Acting

Act: TypeAlias = Callable[["Acting", Case, "Command"], Case]
"""Does one command on a case. Its argument was found right before (`desk.command_checks`)."""


def start(acting: Acting, case: Case) -> Case:
    """Work starts once: by the command, by taking the case oneself, or by the first answer (DECISIONS 12)."""
    if any(one.kind is EventKind.STARTED for one in acting.unit.events_of(case.id)):
        return case
    acting.happens(case, EventKind.STARTED)
    return acting.becomes(case, Status.OPEN) if case.status is Status.NEW else case


def begin(acting: Acting, case: Case) -> Case:
    """Work starts by a word, unless its customer has to agree to the cost before (row E4)."""
    return case if waits_for_consent(acting, case) else start(acting, case)


def _start(acting: Acting, case: Case, _command: Command) -> Case:
    return begin(acting, case)


def _assign(acting: Acting, case: Case, command: Command) -> Case:
    called = command.argument
    member = find_staff(acting.house.rules.staff, called) if called else acting.staff
    assert member is not None
    acting.unit.set_facts(case.id, {"assignee": member.handle})
    acting.happens(case, EventKind.ASSIGNED, to=member.handle)
    case = replace(case, assignee=member.handle)
    return begin(acting, case) if member.handle == acting.staff.handle else case


def _noted(acting: Acting, case: Case, _command: Command) -> Case:
    acting.happens(case, EventKind.NOTED)
    return case


def _priority(acting: Acting, case: Case, command: Command) -> Case:
    found = find_keyed(acting.situation.versions[case.contract_id].priorities, command.argument)
    assert found is not None
    acting.unit.set_facts(case.id, {"priority": found.key, "priority_reason": acting.actor})
    acting.happens(case, EventKind.PRIORITY, to=found.key)
    return replace(case, priority=found.key)


def _category(acting: Acting, case: Case, command: Command) -> Case:
    found = find_keyed(acting.situation.versions[case.contract_id].categories, command.argument)
    assert found is not None
    acting.unit.set_facts(case.id, {"category": found.key, "category_reason": acting.actor})
    acting.happens(case, EventKind.CATEGORY, to=found.key)
    return replace(case, category=found.key)


def _join(acting: Acting, case: Case, command: Command) -> Case:
    person = case.participant_at(command.argument)
    assert person is not None
    acting.unit.add_participant(case.id, replace(person, gets_mail=True))
    acting.happens(case, EventKind.PARTICIPANT, participant=person.id)
    people = tuple(replace(one, gets_mail=True) if one.id == person.id else one for one in case.participants)
    return replace(case, participants=people)


def _forecast(acting: Acting, case: Case, command: Command) -> Case:
    said = dated(command.argument, acting.situation.received_at, acting.house.correspondence.zone)
    at = forecast_at(acting.house, case, acting.contract(case), said, acting.situation.now)
    acting.happens(case, EventKind.FORECAST, answer_at=at)
    return case


def _ending(status: Status, *kinds: EventKind) -> Act:
    """A command that only records something and changes the state."""

    def act(acting: Acting, case: Case, _command: Command) -> Case:
        for kind in kinds:
            acting.happens(case, kind)
        return acting.becomes(case, status)

    return act


ACTS: Mapping[Word, Act] = {
    Word.START: _start,
    Word.ASSIGN: _assign,
    Word.NOTED: _noted,
    Word.PRIORITY: _priority,
    Word.CATEGORY: _category,
    Word.JOIN: _join,
    Word.FORECAST: _forecast,
    Word.WAITING: _ending(Status.WAITING, EventKind.WAITING),
    Word.RESOLVE: _ending(Status.RESOLVED, EventKind.RESOLVED),
    Word.CLOSE: _ending(Status.CLOSED, EventKind.CLOSED),
    Word.NO_ANSWER: _ending(Status.CLOSED, EventKind.NO_ANSWER, EventKind.CLOSED),
    **MATTER_ACTS,
    **GUARD_ACTS,
    **FAULT_ACTS,
    **REPORT_ACTS,
    **UNITS_ACTS,
}
"""The commands that act on a case; what the others do stands with the mail as a whole (`stages.ruling`)."""
