"""The commands of staff about faults and announcements: what happened is recorded, and what is to be told is drafted
and shown before anything goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from mailbot.desk.announcements import AnnouncementKind, of_fault
from mailbot.desk.announcing import AnnouncementDraft, AnnouncementState
from mailbot.desk.cases import EventKind
from mailbot.desk.checks_faults import below, cases_named, event_of, reading_of
from mailbot.desk.command_words import Word
from mailbot.desk.fault_words import fault_numbers
from mailbot.desk.faults import FaultEvent, FaultEventKind, FaultFacts, found_in
from mailbot.desk.letters.staff_announcing import StaffFaults
from mailbot.stages.acts_announcements import show
from mailbot.stages.fault_news import fault_line
from mailbot.stages.faults import put_on, resolve_linked, take_off
from mailbot.stages.house import entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailbot.desk.cases import Case
    from mailbot.desk.commands import Command
    from mailbot.desk.faults import Fault
    from mailbot.stages.acting import Acting
    from mailbot.stages.acts import Act
    from mailbot.stages.desk_acts import DeskAct

MOST_LISTED = 50
QUIET = frozenset({FaultEventKind.CORRECTED, FaultEventKind.LINKED, FaultEventKind.UNLINKED})
"""What happens to a fault and is told to no customer, unless news of it waits that would say otherwise."""


def _incident(acting: Acting, case: Case | None, command: Command) -> Case | None:
    """Records what the mail says of a fault, drafts what customers are told of it, and shows that to staff."""
    situation = acting.situation
    reading = reading_of(situation, acting.text)
    numbers = fault_numbers(command.argument)
    before = situation.named.faults.get(numbers[0]) if numbers else None
    kind, facts = event_of(situation, reading.facts, before, command.argument)
    linked = dict.fromkeys((*cases_named(situation, reading.case_numbers), *([case.id] if case else [])))
    facts = replace(facts, cases=tuple(one for one in linked if before is None or one not in before.cases))
    resolves = below(situation).has(Word.RESOLVE)
    if before is not None and resolves and facts.says_nothing:
        fault, kind = before, FaultEventKind.CORRECTED
    else:
        fault = _record(acting, before, FaultEvent(at=situation.received_at, kind=kind, by=acting.actor, facts=facts))
    if _is_silent(acting, fault, kind, facts, resolves=resolves):
        if resolves:
            resolve_linked(acting.house, acting.unit, fault.number, acting.actor, situation.now)
        acting.tell(StaffFaults(lines=(fault_line(acting.house, fault),)), None)
    elif kind not in QUIET:
        _draft(acting, fault, kind, facts, resolves=resolves)
    else:
        _draft_again(acting, fault, facts, resolves=resolves)
    return case


def _is_silent(acting: Acting, fault: Fault, kind: FaultEventKind, facts: FaultFacts, *, resolves: bool) -> bool:
    """Whether nobody is told: of a correction if nothing waits that it changes, and of the end of a fault that no
    customer ever heard of. What resolves the cases is for the recovery that waits, if one does."""
    if kind is FaultEventKind.WITHDRAWN:
        return not _told(acting, fault)
    return kind in QUIET and ((facts.says_nothing and not resolves) or not _drafts(acting, fault))


def _draft_again(acting: Acting, fault: Fault, facts: FaultFacts, *, resolves: bool) -> None:
    """The draft that waits, with what was corrected since."""
    waiting = _drafts(acting, fault)
    older = acting.unit.announcement(waiting[-1])
    assert older is not None  # it was listed above
    said = replace(facts, text={**older.draft.facts.text, **facts.text})
    draft = replace(
        older.draft,
        announcement=of_fault(fault, older.announcement.kind, said),
        by=acting.actor,
        seq=len(acting.unit.fault_events(fault.number)),
        facts=said,
        resolves=resolves or older.draft.resolves,
        meant_at=acting.situation.received_at if resolves else older.draft.meant_at,
    )
    show(acting, draft, waiting)


def _record(acting: Acting, before: Fault | None, event: FaultEvent) -> Fault:
    unit = acting.unit
    fault = unit.declare_fault(event) if before is None else unit.add_fault_event(before.number, event)
    for case_id in event.facts.cases:
        note_link(acting, case_id, fault.number)
    if event.kind is FaultEventKind.WITHDRAWN:
        for one in _drafts(acting, fault):
            unit.end_draft(one, AnnouncementState.DROPPED, acting.actor)
    now = acting.situation.now
    unit.audit(entry(now, acting.actor, f"fault.{event.kind.value}", f"fault:{fault.number}"))
    return fault


def note_link(acting: Acting, case_id: int, number: str) -> None:
    """That a case belongs to a fault stands among what happened to the case."""
    case = acting.unit.case(case_id)
    if case is not None:
        acting.happens(case, EventKind.LINKED, fault=number, number=number)


def _drafts(acting: Acting, fault: Fault) -> list[int]:
    kept = acting.unit.announcements_of_fault(fault.number)
    return [one.id for one in kept if one.state is AnnouncementState.DRAFT]


def _draft(acting: Acting, fault: Fault, kind: FaultEventKind, facts: FaultFacts, *, resolves: bool) -> None:
    draft = draft_of_fault(
        fault, kind, facts, told=_told(acting, fault), seq=len(acting.unit.fault_events(fault.number)), by=acting.actor
    )
    kept = acting.unit.announcements_of_fault(fault.number)
    meant = [one.draft.meant_at for one in kept if one.state is AnnouncementState.DRAFT and one.draft.resolves]
    if draft.announcement.kind is AnnouncementKind.RECOVERY and (resolves or meant):
        draft = replace(draft, resolves=True, meant_at=acting.situation.received_at if resolves else meant[-1])
    show(acting, draft, _drafts(acting, fault))


def _told(acting: Acting, fault: Fault) -> tuple[AnnouncementKind, ...]:
    kept = acting.unit.announcements_of_fault(fault.number)
    return tuple(one.announcement.kind for one in kept if one.state.is_told)


def draft_of_fault(
    fault: Fault,
    kind: FaultEventKind,
    facts: FaultFacts,
    *,
    told: Sequence[AnnouncementKind],
    seq: int,
    by: str,
) -> AnnouncementDraft:
    """What customers are told of an event, given what they were `told` before: of a fault that they never heard of,
    that there is one. `seq` counts the events so far."""
    if kind is FaultEventKind.RECOVERED or (kind is FaultEventKind.RELAPSED and not fault.is_running):
        says = AnnouncementKind.RECOVERY
    elif AnnouncementKind.FAULT not in told:
        says = AnnouncementKind.FAULT
    else:
        says = AnnouncementKind.PROGRESS
    n = sum(one is AnnouncementKind.PROGRESS for one in told) + 1 if says is AnnouncementKind.PROGRESS else 0
    return AnnouncementDraft(announcement=of_fault(fault, says, facts), by=by, seq=seq, n=n, facts=facts)


def _incidents(acting: Acting, case: Case | None, command: Command) -> Case | None:
    faults = acting.unit.newest_faults(MOST_LISTED * 4)
    found = found_in(faults, command.argument)
    ordered_lines = sorted(found, key=lambda one: not one.is_running)[:MOST_LISTED]
    lines = tuple(fault_line(acting.house, one) for one in ordered_lines)
    acting.tell(StaffFaults(lines=lines, words=command.argument), None)
    return case


def _relate(acting: Acting, case: Case, command: Command) -> Case:
    """Links the case to a fault, whose news it gets from then on."""
    number = fault_numbers(command.argument)[0]
    put_on(acting.unit, case, number, acting.actor, acting.situation.received_at)
    acting.happens(case, EventKind.LINKED, fault=number, number=number)
    return case


def _unlink(acting: Acting, case: Case, command: Command) -> Case:
    """Takes the case off a fault, whose news it gets no more."""
    number = fault_numbers(command.argument)[0]
    take_off(acting.unit, case, number, acting.actor, acting.situation.received_at)
    acting.happens(case, EventKind.UNLINKED, fault=number, number=number)
    return case


FAULT_DESK_ACTS: Mapping[Word, DeskAct] = {
    Word.INCIDENT: _incident,
    Word.INCIDENTS: _incidents,
}
FAULT_ACTS: Mapping[Word, Act] = {Word.RELATE: _relate, Word.UNLINK: _unlink}
