"""What a mail of staff does to its case, kept so that it can be taken back; and the taking back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from mailbot.desk.answering import StaffAct
from mailbot.desk.cases import EventKind, Status
from mailbot.desk.checks_guard import ALONE, LASTING, waits_for_units
from mailbot.desk.command_words import Word
from mailbot.desk.decision import Reason
from mailbot.desk.letters import RefusedCommand
from mailbot.desk.named import held_numbers
from mailbot.desk.words import REFUSAL_WORDS
from mailbot.stages.faults import put_on, take_off
from mailbot.stages.house import entry
from mailbot.stages.relaying_facts import to_customers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mailbot.desk.cases import Case
    from mailbot.desk.commands import Command
    from mailbot.desk.decision import Relay
    from mailbot.stages.acting import Acting

FIELDS = ("assignee", "category", "category_reason", "priority", "priority_reason", "level")
"""Of a case: what commands change and `#undo` puts back."""
FAULTS = "faults"
"""Likewise, of a mail that links its case to faults or takes it off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How a case stood before a mail of staff did anything to it."""

    case_id: int
    seq: int
    before: Mapping[str, object]


def mark(acting: Acting, case: Case) -> Mark:
    """To be asked for before the first change."""
    return Mark(case_id=case.id, seq=acting.unit.newest_seq(case.id), before=_standing(case) | _linked(acting, case))


def keep_act(acting: Acting, begun: Mark, commands: Sequence[Command]) -> None:
    """Keeps what was done since, after the last change; a mail that did nothing to the case leaves nothing."""
    case = acting.unit.case(begun.case_id)
    assert case is not None
    after, last = _standing(case) | _linked(acting, case), acting.unit.newest_seq(begun.case_id)
    acting.unit.keep_act(
        StaffAct(
            inbox_id=acting.claimed.inbox_id,
            case_id=begun.case_id,
            handle=acting.staff.handle,
            at=acting.situation.now,
            commands=tuple(one.word.value for one in commands if one.word not in _of_case(acting, commands)),
            before=begun.before,
            after=after,
            first_seq=begun.seq + 1,
            last_seq=last,
        )
    )


def take_back(acting: Acting, case: Case, act: StaffAct) -> Case:
    """Withdraws the letters that have not left. If none has, all that the mail did to the case is taken back; where
    one has, the customer was answered, and the case stays as it is."""
    cause = f"inbox:{act.inbox_id}"
    kinds = {one.letter for one in to_customers(acting.unit.letters_caused(cause))}
    withdrawn = acting.unit.withdraw(cause, sorted(kinds)) if kinds else 0
    about = f"case:{case.id}"
    acting.unit.audit(
        entry(acting.situation.now, acting.actor, "case.undone", about, inbox=act.inbox_id, withdrawn=withdrawn)
    )
    if unrecalled(acting, act):
        return case
    _put_back(acting, case, act)
    _put_back_faults(acting, case, act)
    if act.last_seq >= act.first_seq:
        acting.happens(case, EventKind.UNDONE, first=act.first_seq, last=act.last_seq)
    acting.unit.mark_undone(act)
    if withdrawn:
        _rejudge(acting)
    restored = acting.unit.case(case.id)
    assert restored is not None
    return restored


def undo_until(acting: Acting, commands: Sequence[Command], *, is_sent: bool) -> datetime | None:
    """Until when `#undo` takes back what this mail did; None where it does not, or cannot."""
    words = {one.word for one in commands} - _of_case(acting, commands)
    rules, now = acting.house.rules, acting.situation.now
    if words & (LASTING | ALONE):
        return None
    if is_sent:
        return now + rules.relay_delay if rules.relay_delay else None
    has_left = any(to_customers(acting.unit.letters_caused(acting.cause)))
    return None if has_left or not words else now + rules.undo_within


def _of_case(acting: Acting, commands: Sequence[Command]) -> frozenset[Word]:
    """The word by which staff answer for what a closed case cost: it lets no mail in and no answer go, and is taken
    back with the cost."""
    thread = acting.situation.thread
    permits = [one for one in commands if one.word is Word.ACCEPT]
    if thread is None or not thread.case.status.is_final or any(held_numbers(one.argument) for one in permits):
        return frozenset()
    return frozenset({Word.ACCEPT}) if waits_for_units(acting.situation.answering) is None else frozenset()


def is_overtaken(acting: Acting, case: Case) -> bool:
    """Whether the customer has written since an answer was, which waited and is let go now."""
    if not acting.situation.let_in_by:
        return False
    written = acting.situation.received_at
    return any(one.kind is EventKind.CUSTOMER_MAIL and one.at > written for one in acting.unit.events_of(case.id))


def without_states(decision: Relay) -> Relay:
    """The answer without what it said of the case's state, which holds no longer."""
    stale = {Word.WAITING, Word.RESOLVE, Word.CLOSE}
    return replace(decision, commands=tuple(one for one in decision.commands if one.word not in stale))


def _rejudge(acting: Acting) -> None:
    """Answers that were held since another had answered go, once that other answer is taken back."""
    facts = acting.situation.answering
    for one in facts.held if facts else ():
        if one.reason == Reason.SECOND_ANSWER:
            acting.unit.let_in(one.inbox_id, acting.actor)


def unrecalled(acting: Acting, act: StaffAct) -> tuple[RefusedCommand, ...]:
    """The letters of an act that cannot be withdrawn any more, each by its address."""
    letters = to_customers(acting.unit.letters_caused(f"inbox:{act.inbox_id}"))
    return tuple(
        RefusedCommand(line=one.recipient, reason=REFUSAL_WORDS["undo-partly"])
        for one in letters
        if not one.withdrawn and not one.waits
    )


def _put_back(acting: Acting, case: Case, act: StaffAct) -> None:
    """Whatever has not been changed by somebody else since."""
    now = _standing(case)
    changed = {
        name: value
        for name, value in act.before.items()
        if act.after.get(name) != value == value and now.get(name) == act.after.get(name)
    }
    facts = {name: str(changed[name]) for name in FIELDS if name in changed}
    if facts:
        acting.unit.set_facts(case.id, facts)
    if "status" in changed:
        was = act.before.get("resolved_at") or act.before.get("closed_at")
        at = was if isinstance(was, datetime) else acting.situation.now
        acting.unit.set_status(case.id, Status(str(changed["status"])), at)
    for person in case.participants:
        gets = changed.get(f"gets_mail:{person.id}")
        if gets is not None:
            acting.unit.add_participant(case.id, replace(person, gets_mail=bool(gets)))


def _linked(acting: Acting, case: Case) -> dict[str, object]:
    """The numbers of the case's faults, where the mail names any."""
    named = acting.situation.named.faults
    return {FAULTS: ",".join(one.number for one in acting.unit.faults_of_case(case.id))} if named else {}


def _put_back_faults(acting: Acting, case: Case, act: StaffAct) -> None:
    """Links that the mail made go, and those that it took off are made again, unless somebody else has since."""
    before, after = (set(filter(None, str(one.get(FAULTS, "")).split(","))) for one in (act.before, act.after))
    if before == after:
        return
    now = {one.number for one in acting.unit.faults_of_case(case.id)}
    for number in sorted((after - before) & now):
        take_off(acting.unit, case, number, acting.actor, acting.situation.now)
    for number in sorted(before - after - now):
        put_on(acting.unit, case, number, acting.actor, acting.situation.now)


def _standing(case: Case) -> dict[str, object]:
    """Keys alone, never a person's words (DECISIONS 44)."""
    return {
        "status": case.status.value,
        "resolved_at": case.resolved_at,
        "closed_at": case.closed_at,
        **{name: getattr(case, name) for name in FIELDS},
        **{f"gets_mail:{one.id}": one.gets_mail for one in case.participants},
    }
