"""The commands of the relay guard: an answer that waits is let go or approved, and what was done is taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from mailbot.desk.addressing import is_among_colleagues
from mailbot.desk.checks_guard import approvable, chosen, sendable, undoes_held, waits_for_units
from mailbot.desk.command_words import Word
from mailbot.desk.guard_words import (
    AMONG_COLLEAGUES_WORDS,
    DROPPED_WORDS,
    KEPT_INSIDE_WORDS,
    RELEASED_WORDS,
    TAKEN_BACK_WORDS,
)
from mailbot.desk.relay_guard import APPROVED, WAITING_ANSWERS
from mailbot.stages.house import entry
from mailbot.stages.relaying_acts import take_back, unrecalled

if TYPE_CHECKING:
    from mailbot.desk.answering import HeldAnswer
    from mailbot.desk.cases import Case
    from mailbot.desk.commands import Command
    from mailbot.desk.decision import Reason
    from mailbot.desk.letters import Labels, RefusedCommand
    from mailbot.stages.acting import Acting
    from mailbot.stages.acts import Act


def _chosen(acting: Acting, waiting: Sequence[HeldAnswer], command: Command) -> HeldAnswer | None:
    facts = acting.situation.answering
    return chosen(waiting, command.argument, facts.meant if facts else 0)


def _send(acting: Acting, case: Case, command: Command) -> Case:
    """The held mail is processed again, and leaves in its writer's name."""
    one = _chosen(acting, sendable(acting.situation.answering), command)
    assert one is not None
    # An approval that was given before a new doubt came up stays given.
    by = one.let_in_by if one.let_in_by.startswith(APPROVED) else acting.actor
    acting.unit.let_in(one.inbox_id, by)
    acting.unit.audit(
        entry(acting.situation.now, acting.actor, "answer.released", f"case:{case.id}", inbox=one.inbox_id)
    )
    return case


def _approve(acting: Acting, case: Case, command: Command) -> Case:
    one = _chosen(acting, approvable(acting.situation.answering), command)
    assert one is not None
    acting.unit.let_in(one.inbox_id, f"{APPROVED}{acting.staff.handle}")
    acting.unit.audit(
        entry(acting.situation.now, acting.actor, "answer.approved", f"case:{case.id}", inbox=one.inbox_id)
    )
    return case


def _undo(acting: Acting, case: Case, _command: Command) -> Case:
    """The writer's newest: an answer that waits is dropped, anything else is taken back."""
    held, facts = undoes_held(acting.situation), acting.situation.answering
    if held is not None:
        acting.unit.turn_away(held.inbox_id, acting.actor)
        return case
    assert facts is not None
    assert facts.newest is not None
    return take_back(acting, case, facts.newest.act)


def drop_replaced(acting: Acting, case: Case, *, reasons: frozenset[Reason] = WAITING_ANSWERS) -> bool:
    """What the writer wrote before and was held for one of `reasons` goes, as this answer was written anew in its
    place, and whatever is held where this one replies to its letter; an answer that was itself held and let go
    replaces none. Whether any was dropped."""
    facts = acting.situation.answering
    if facts is None or acting.situation.let_in_by:
        return False
    replaced = [
        one
        for one in facts.held
        if acting.staff.has_address(one.sender)
        and one.reason in WAITING_ANSWERS
        and one.inbox_id < acting.claimed.inbox_id
        and (one.inbox_id == facts.meant or one.reason in reasons)
    ]
    for one in replaced:
        acting.unit.turn_away(one.inbox_id, acting.actor)
        acting.unit.audit(
            entry(acting.situation.now, acting.actor, "answer.replaced", f"case:{case.id}", inbox=one.inbox_id)
        )
    return bool(replaced)


def releases_own(acting: Acting, commands: tuple[Command, ...]) -> bool:
    """Whether a mail does nothing but let its writer's own answer go, whose receipt follows at once."""
    if [one.word for one in commands] != [Word.SEND]:
        return False
    held = _chosen(acting, sendable(acting.situation.answering), commands[0])
    return held is not None and acting.staff.has_address(held.sender)


def said_instead(acting: Acting, commands: tuple[Command, ...]) -> Labels | None:
    """Why a mail of these commands sent nothing, in their own words; None where the usual ones will do."""
    words = {one.word for one in commands}
    permits = Word.ACCEPT in words and waits_for_units(acting.situation.answering) is not None
    if permits or words & {Word.SEND, Word.APPROVE}:
        return RELEASED_WORDS
    thread = acting.situation.thread
    if Word.NOTE in words and thread and is_among_colleagues(acting.situation, acting.mail, thread.case):
        return AMONG_COLLEAGUES_WORDS
    if Word.UNDO not in words:
        return KEPT_INSIDE_WORDS if words & {Word.NOTE, Word.PHONE} else None
    return DROPPED_WORDS if undoes_held(acting.situation) else TAKEN_BACK_WORDS


def not_recalled(acting: Acting, commands: tuple[Command, ...]) -> tuple[RefusedCommand, ...]:
    """The letters that `#undo` came too late for."""
    facts = acting.situation.answering
    undone = any(one.word is Word.UNDO for one in commands) and not undoes_held(acting.situation)
    return unrecalled(acting, facts.newest.act) if undone and facts and facts.newest else ()


GUARD_ACTS: Mapping[Word, Act] = {Word.SEND: _send, Word.APPROVE: _approve, Word.UNDO: _undo}
