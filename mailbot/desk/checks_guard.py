"""Whether `#send`, `#approve` and `#undo` can run: what they would let go or take back is there, and theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from mailbot.desk.clientele import bare_name
from mailbot.desk.command_words import Word
from mailbot.desk.decision import Reason
from mailbot.desk.leaks import leaks_in
from mailbot.desk.named import held_numbers
from mailbot.desk.people import StaffMember
from mailbot.desk.relay_guard import GUARDED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mailbot.desk.answering import Answering, HeldAnswer, UndoableAct
    from mailbot.desk.cases import Case
    from mailbot.desk.command_checks import Asked
    from mailbot.desk.commands import Instructions
    from mailbot.desk.decision import OpenCase
    from mailbot.desk.people import Staff
    from mailbot.desk.situation import Situation

ALONE = frozenset({Word.SEND, Word.APPROVE, Word.UNDO})
"""Each of these is the only command of its mail, and no text stands below it."""
BY_ITSELF = ALONE | {Word.HELD}
"""Neither does one stand beside what may have been meant for the case: `#保留` may be said of a case, too."""
LASTING = frozenset({Word.SPLIT, Word.MERGE, Word.OPEN_FOR, Word.SEND, Word.APPROVE, Word.ACCEPT, Word.REFUSE}) | {
    Word.INCIDENT,
    Word.ANNOUNCE,
}
"""What reaches beyond the case of the mail, and is not taken back."""
ENDING = frozenset({Word.CLOSE, Word.RESOLVE, Word.MERGE})
"""What would leave an answer that waits behind."""
TOLD = frozenset({Word.SPLIT, Word.REASON})
"""What follows these stands in letters or reports to customers."""
_SENDABLE = frozenset(one.value for one in GUARDED)
_APPROVABLE = frozenset({Reason.NEEDS_APPROVAL.value})


def writer(situation: Situation) -> Staff | None:
    """The member of staff whom the mail is from."""
    return situation.person.staff if isinstance(situation.person, StaffMember) else None


def company_refused(instructions: Instructions) -> tuple[str, ...]:
    """The lines of these commands that stand beside other commands or above a text, each as `what: line`."""
    if len(instructions.commands) == 1 and not instructions.text:
        return ()
    return tuple(f"alone: {one.line}" for one in instructions.commands if one.word in BY_ITSELF)


def leaking_subjects(situation: Situation, instructions: Instructions) -> tuple[str, ...]:
    """The lines whose argument customers will read and that holds what is not for them, each as `what: line`."""
    facts = situation.answering
    told = [one for one in instructions.commands if one.word in TOLD] if facts else []
    return tuple(f"leaks: {one.line}" for one in told if facts and leaks_in(one.argument, facts.inside))


def leaking_opening(situation: Situation, opening: OpenCase) -> tuple[str, ...]:
    """The subject of a case for a caller, as `what: line`, where it holds what is not for them."""
    facts = situation.answering
    if facts is None:
        return ()
    names = (*facts.inside.own_names, *(one.name for one in opening.contract.contacts))
    inside = replace(facts.inside, client=bare_name(opening.contract.client), own_names=names)
    return (f"leaks: {opening.subject}",) if leaks_in(opening.subject, inside) else ()


def sendable(facts: Answering | None) -> tuple[HeldAnswer, ...]:
    """The answers on the case that one word lets go."""
    return tuple(one for one in (facts.held if facts else ()) if one.reason in _SENDABLE)


def waits_for_units(facts: Answering | None) -> HeldAnswer | None:
    """The answer on the case that waits for nothing but units: the one that is meant, or the only one."""
    waiting = [one for one in sendable(facts) if one.reason == Reason.UNITS_SHORT.value]
    return chosen(waiting, "", facts.meant if facts else 0)


def approvable(facts: Answering | None) -> tuple[HeldAnswer, ...]:
    """The answers on the case that wait for approval."""
    return tuple(one for one in (facts.held if facts else ()) if one.reason in _APPROVABLE)


def chosen(waiting: Sequence[HeldAnswer], argument: str, meant: int) -> HeldAnswer | None:
    """The one that is meant: by its number, as the one whose letter is replied to (`meant`), or the only one; None
    where that is not clear."""
    if argument or meant:
        numbers = held_numbers(argument) if argument else (meant,)
        return next((one for one in waiting if numbers == (one.inbox_id,)), None)
    return waiting[0] if len(waiting) == 1 else None


def own_held(situation: Situation) -> HeldAnswer | None:
    """The writer's newest answer that waits on the case."""
    staff, facts = writer(situation), situation.answering
    waiting = (*sendable(facts), *approvable(facts))
    own = [one for one in waiting if staff and staff.has_address(one.sender)]
    return max(own, key=lambda one: (bool(facts and one.inbox_id == facts.meant), one.inbox_id), default=None)


def undoes_held(situation: Situation) -> HeldAnswer | None:
    """The answer that `#undo` drops: the writer's that waits, unless they have done something else since."""
    held, facts = own_held(situation), situation.answering
    act = facts.newest if facts else None
    if held is None or (facts and facts.meant == held.inbox_id):
        return held
    if act and not act.act.undone_at and act.act.inbox_id > held.inbox_id:
        return None
    return held


def _send(asked: Asked) -> str:
    waiting = sendable(asked.situation.answering)
    if not waiting and approvable(asked.situation.answering):
        return "wants-approval"
    return _not_chosen(asked, waiting)


def _approve(asked: Asked) -> str:
    waiting = approvable(asked.situation.answering)
    why = _not_chosen(asked, waiting)
    if why:
        return "none-to-approve" if why == "none-held" else why
    one, staff = chosen(waiting, asked.argument, _meant(asked.situation)), writer(asked.situation)
    return "own-approval" if one and staff and staff.has_address(one.sender) else ""


def _meant(situation: Situation) -> int:
    return situation.answering.meant if situation.answering else 0


def _not_chosen(asked: Asked, waiting: Sequence[HeldAnswer]) -> str:
    meant = _meant(asked.situation)
    if not waiting:
        return "none-held"
    if chosen(waiting, asked.argument, meant) is None:
        why = "held-gone" if meant else "several-held"
        numbers = ", ".join(str(one.inbox_id) for one in waiting)
        return f"{'held-number' if asked.argument else why}: {numbers}"
    return ""


def ending_refused(situation: Situation, instructions: Instructions) -> tuple[str, ...]:
    """The lines that would end or resolve a case on which an answer to the customer waits, each as `what: line`.
    Whoever writes an answer of their own beside them replaces what they wrote before."""
    facts, staff = situation.answering, writer(situation)
    if facts is None or staff is None or situation.let_in_by:
        return ()
    rewrites = bool(instructions.text) and not instructions.keeps_text
    held = [one for one in (*sendable(facts), *approvable(facts)) if not (rewrites and staff.has_address(one.sender))]
    ending = [one.line for one in instructions.commands if one.word in ENDING]
    return tuple(f"answer-waits: {line}" for line in ending if held or facts.unsent)


def closed_refused(situation: Situation, case: Case, instructions: Instructions) -> str:
    """Why a mail that wants more than its case's end allows does not run."""
    facts = situation.answering
    asks = any(instructions.has(word) for word in (Word.SEND, Word.APPROVE))
    waits = asks and (sendable(facts) or approvable(facts))
    return f"{'closed-held' if waits else 'closed'}: {case.number}"


def _undo(asked: Asked) -> str:
    situation = asked.situation
    if asked.case is None:
        return "no-case"
    if undoes_held(situation) is not None:
        return ""
    facts = situation.answering
    if facts is None or facts.newest is None:
        return "undo-other" if facts and facts.acted_by else "undo-nothing"
    return undo_refused(facts.newest, situation.now - facts.newest.act.at, situation.house.undo_within)


def undo_refused(newest: UndoableAct, age: timedelta, within: timedelta) -> str:
    """Why an act is not taken back, as a key of the refusals; empty if it can be."""
    act = newest.act
    if act.undone_at is not None:
        return "undo-twice"
    if {*act.commands} & {one.value for one in LASTING}:
        return "undo-lasting"
    if newest.left and not newest.waiting:
        return "undo-left"
    if newest.is_answer:
        return ""
    if age > within:
        return "undo-late"
    return "undo-followed" if newest.followed else ""


GUARD_CHECKS: Mapping[Word, Callable[[Asked], str]] = {Word.SEND: _send, Word.APPROVE: _approve, Word.UNDO: _undo}
