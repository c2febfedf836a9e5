"""The commands that record amounts and calls, and those that make several cases of one or one of several."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias
from zoneinfo import ZoneInfo

from mailbot.desk.amounts import spoken_minutes
from mailbot.desk.cases import Case, EventKind
from mailbot.desk.command_words import Word
from mailbot.desk.matters import find_level
from mailbot.desk.moments import spoken_lately
from mailbot.desk.subjects import numbers_in
from mailbot.stages.merging import merge
from mailbot.stages.opening import happened
from mailbot.stages.splitting import split

if TYPE_CHECKING:
    from mailbot.desk.commands import Command
    from mailbot.stages.acting import Acting

MatterAct: TypeAlias = Callable[["Acting", Case, "Command"], Case]


def _level(acting: Acting, case: Case, command: Command) -> Case:
    found = find_level(acting.situation.versions[case.contract_id], command.argument)
    assert found is not None
    acting.unit.set_facts(case.id, {"level": found.key})
    acting.happens(case, EventKind.LEVEL, to=found.key)
    return replace(case, level=found.key)


def _defect(acting: Acting, case: Case, _command: Command) -> Case:
    acting.happens(case, EventKind.DEFECT)
    return case


def _time(acting: Acting, case: Case, command: Command) -> Case:
    """One session of work; of several on a day each has its own event."""
    acting.happens(case, EventKind.TIME, minutes=spoken_minutes(command.argument))
    return case


def _phone(acting: Acting, case: Case, command: Command) -> Case:
    """A call shows that the desk took note of the matter, at the time of the call (DECISIONS 12)."""
    written_at = acting.situation.received_at
    zone = ZoneInfo(acting.situation.house.timezone)
    at = spoken_lately(command.argument, written_at, zone) if command.argument else written_at
    assert at is not None
    acting.unit.add_event(case.id, happened(at, EventKind.NOTED, acting.actor, phone=True))
    return case


def _out_of_scope(acting: Acting, case: Case, _command: Command) -> Case:
    acting.happens(case, EventKind.OUT_OF_SCOPE)
    return case


MATTER_ACTS: Mapping[Word, MatterAct] = {
    Word.LEVEL: _level,
    Word.DEFECT: _defect,
    Word.TIME: _time,
    Word.PHONE: _phone,
    Word.OUT_OF_SCOPE: _out_of_scope,
    Word.SPLIT: split,
    Word.MERGE: merge,
}


def time_spent(acting: Acting, case: Case, ran: Sequence[Command]) -> timedelta | None:
    """All time recorded on the case, for the receipt of a mail that records some."""
    if not any(command.word is Word.TIME for command in ran):
        return None
    sessions = (one.facts.get("minutes") for one in acting.unit.events_of(case.id) if one.kind is EventKind.TIME)
    return timedelta(minutes=sum(minutes for minutes in sessions if isinstance(minutes, int)))


def related_by(acting: Acting, case: Case, ran: Sequence[Command]) -> tuple[str, ...]:
    """The numbers of the cases that this mail made of a part of the case, and of the one that it went into."""
    if not any(command.word in {Word.SPLIT, Word.MERGE} for command in ran):
        return ()
    splits = sum(command.word is Word.SPLIT for command in ran)
    links = [one for one in acting.unit.events_of(case.id) if one.facts.get("how") == "split"]
    made = [str(one.facts["number"]) for one in links[len(links) - splits :]]
    into = [
        number
        for one in ran
        if one.word is Word.MERGE
        for number in numbers_in(one.argument, acting.house.rules.case_prefix)
    ]
    return (*made, *into)
