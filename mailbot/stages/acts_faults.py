"""The commands of staff about faults and announcements: what happened is recorded, and what is to be told is drafted
and shown before anything goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from mailbot.desk.announcements import AnnouncementKind, of_fault
from mailbot.desk.announcing import AnnouncementDraft, AnnouncementState
from mailbot.desk.cases import EventKind, Status
from mailbot.desk.checks_faults import below, cases_named, event_of, ordered, reading_of, waiting_announcement
from mailbot.desk.command_words import Word
from mailbot.desk.fault_words import announcement_kind, announcement_number, asks_for_status, fault_numbers
from mailbot.desk.faults import FaultEvent, FaultEventKind, FaultFacts, found_in
from mailbot.desk.letters.staff_announcing import StaffFaults
from mailbot.stages.announcing_release import Releasing
from mailbot.stages.fault_news import fault_line
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
    resolved = _resolve_linked(acting, fault) if resolves else 0
    if _is_silent(acting, fault, kind, facts):
        acting.tell(StaffFaults(lines=(fault_line(acting.house, fault),)), None)
    elif kind not in QUIET:
        _draft(acting, fault, kind, facts, resolved)
    else:
        _draft_again(acting, fault, facts, resolved)
    return case


def _is_silent(acting: Acting, fault: Fault, kind: FaultEventKind, facts: FaultFacts) -> bool:
    """Whether nobody is told: of a correction if nothing waits that it changes, and of the end of a fault that no
    customer ever heard of."""
    if kind is FaultEventKind.WITHDRAWN:
        return not _told(acting, fault)
    return kind in QUIET and (facts.says_nothing or not _drafts(acting, fault))


def _draft_again(acting: Acting, fault: Fault, facts: FaultFacts, resolved: int) -> None:
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
    )
    _show(acting, draft, waiting, resolved)


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


def _resolve_linked(acting: Acting, fault: Fault) -> int:
    """Every linked case that is not over is resolved; how many."""
    resolved = 0
    for case_id in acting.unit.cases_of_fault(fault.number):
        case = acting.unit.case(case_id)
        contract = acting.unit.contract(case.contract_id) if case is not None else None
        if case is None or contract is None or case.status.is_final or case.status is Status.RESOLVED:
            continue
        acting.happens(case, EventKind.RESOLVED)
        case = acting.becomes(case, Status.RESOLVED)
        version = acting.house.policies.pinned(acting.unit, case)
        acting.house.play(acting.unit, case, contract, version, acting.situation.now)
        acting.unit.audit(
            entry(acting.situation.now, acting.actor, "case.resolved", f"case:{case.id}", fault=fault.number)
        )
        resolved += 1
    return resolved


def _drafts(acting: Acting, fault: Fault) -> list[int]:
    kept = acting.unit.announcements_of_fault(fault.number)
    return [one.id for one in kept if one.state is AnnouncementState.DRAFT]


def _draft(acting: Acting, fault: Fault, kind: FaultEventKind, facts: FaultFacts, resolved: int) -> None:
    draft = draft_of_fault(
        fault, kind, facts, told=_told(acting, fault), seq=len(acting.unit.fault_events(fault.number)), by=acting.actor
    )
    _show(acting, draft, _drafts(acting, fault), resolved)


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


def _show(acting: Acting, draft: AnnouncementDraft, replaces: Sequence[int], resolved: int = 0) -> None:
    releasing = _releasing(acting)
    kept, plan = releasing.draft(draft, replaces=replaces)
    releasing.show(kept, plan, acting.staff, answered=acting.mail.message_id, resolves=resolved)


def _releasing(acting: Acting) -> Releasing:
    return Releasing(house=acting.house, unit=acting.unit, now=acting.situation.now)


def _incidents(acting: Acting, case: Case | None, command: Command) -> Case | None:
    faults = acting.unit.newest_faults(MOST_LISTED * 4)
    found = found_in(faults, command.argument)
    ordered_lines = sorted(found, key=lambda one: not one.is_running)[:MOST_LISTED]
    lines = tuple(fault_line(acting.house, one) for one in ordered_lines)
    acting.tell(StaffFaults(lines=lines, words=command.argument), None)
    return case


def _announce(acting: Acting, case: Case | None, command: Command) -> Case | None:
    """Drafts an announcement and shows it; or tells how one went."""
    situation, number = acting.situation, announcement_number(command.argument)
    known = acting.unit.announcement(number) if number else None
    if asks_for_status(command.argument):
        assert known is not None  # one that does not exist was refused before
        acting.tell(_releasing(acting).status(known), None)
        return case
    kind = announcement_kind(command.argument) or (known.announcement.kind if known else None)
    assert kind is not None  # as above
    found = ordered(situation, acting.text, kind, situation.house.hours)
    draft = AnnouncementDraft(announcement=found.announcement, by=acting.actor)
    _show(acting, draft, [known.id] if known else [])
    return case


def _release(acting: Acting, case: Case | None, _command: Command) -> Case | None:
    """Lets the announcement go whose preview the mail answers; one that must not go any more is shown again."""
    waiting = waiting_announcement(acting.situation) if case is None else None
    if waiting is None:
        return case
    releasing = _releasing(acting)
    if releasing.release(waiting.id, acting.actor) is None:
        kept = acting.unit.announcement(waiting.id)
        assert kept is not None  # it waited
        newer, plan = releasing.draft(kept.draft, replaces=[kept.id])
        releasing.show(newer, plan, acting.staff, answered=acting.mail.message_id, nonce=f":{acting.claimed.inbox_id}")
        return case
    _tell_status(acting, waiting.id)
    return case


def _drop(acting: Acting, case: Case | None, _command: Command) -> Case | None:
    waiting = waiting_announcement(acting.situation) if case is None else None
    if waiting is not None:
        _releasing(acting).drop(waiting.id, acting.actor)
        _tell_status(acting, waiting.id)
    return case


def _tell_status(acting: Acting, announcement_id: int) -> None:
    kept = acting.unit.announcement(announcement_id)
    assert kept is not None  # it was just changed
    acting.tell(_releasing(acting).status(kept), None)


def _relate(acting: Acting, case: Case, command: Command) -> Case:
    """Links the case to a fault, whose news it gets from then on."""
    number = fault_numbers(command.argument)[0]
    facts = FaultFacts(cases=(case.id,))
    event = FaultEvent(at=acting.situation.received_at, kind=FaultEventKind.LINKED, by=acting.actor, facts=facts)
    acting.unit.add_fault_event(number, event)
    acting.happens(case, EventKind.LINKED, fault=number, number=number)
    return case


def answers_itself(acting: Acting, commands: Sequence[Command]) -> bool:
    """Whether a mail of no case was about an announcement or a report alone, whose letter is the receipt."""
    words = {one.word for one in commands}
    named = acting.situation.named
    return (named.announced or named.report) is not None and words <= {Word.SEND, Word.APPROVE, Word.UNDO}


FAULT_DESK_ACTS: Mapping[Word, DeskAct] = {
    Word.INCIDENT: _incident,
    Word.INCIDENTS: _incidents,
    Word.ANNOUNCE: _announce,
    Word.SEND: _release,
    Word.APPROVE: _release,
    Word.UNDO: _drop,
}
FAULT_ACTS: Mapping[Word, Act] = {Word.RELATE: _relate}
