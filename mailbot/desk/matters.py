"""What staff do with whole matters: which commands agree in one mail, and since when a split matter waits (D8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.cases import EventKind
from mailbot.desk.command_words import Word
from mailbot.desk.decision import LetterPlan
from mailbot.desk.labels import NO_LABELS
from mailbot.desk.subjects import numbers_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from mailbot.desk.cases import Case, Event, Participant
    from mailbot.desk.commands import Command, Instructions
    from mailbot.desk.labels import Labels
    from mailbot.desk.policy import Level, PolicyVersion
    from mailbot.desk.situation import Situation

BESIDE_MERGING = frozenset({Word.MERGE, Word.NOTE, Word.TIME})
"""What may stand beside `#merge`: the case ends with it, and whatever else is said belongs to the other one."""
_INTERNAL = frozenset({Word.NOTE, Word.PHONE})
_NEW_CASES = frozenset({Word.SPLIT, Word.OPEN_FOR})
_SENT = frozenset({Word.REPORT, Word.OUT_OF_SCOPE})


def brought_at(events: Sequence[Event]) -> datetime:
    """The receipt of the mail that brought a matter which is split off now.

    That is the oldest mail of the customer's to which no public answer of ours has followed: a promise counts from
    when the customer asked, never from when the desk saw that they had asked for two things. Where every mail was
    answered, the matter must have been overlooked from the beginning, and the receipt of the case holds.
    """
    answered = max((one.at for one in events if one.kind is EventKind.REPLY), default=None)
    mails = [one.at for one in events if one.kind in {EventKind.RECEIVED, EventKind.CUSTOMER_MAIL}]
    waiting = [at for at in mails if answered is None or at > answered]
    return min(waiting or mails)


def find_level(version: PolicyVersion, called: str) -> Level | None:
    """The service level that is called so, by its key or by a label of any language."""
    wanted = called.casefold()
    names = (
        (one, {one.key.casefold(), *(label.casefold() for label in one.labels.values())}) for one in version.levels
    )
    return next((one for one, known in names if wanted in known), None)


def pointer_of(version: PolicyVersion | None, category: str) -> Labels:
    """Where to ask instead, of a category that lies out of scope; empty where the policy does not say."""
    found = version.category(category) if version else None
    return found.pointer if found else NO_LABELS


def clashes(instructions: Instructions, *, pointed: bool) -> tuple[str, ...]:
    """Commands that cannot stand in one mail, each as `what: line`: each text has one meaning, or none runs.

    `pointed`: the policy says where to ask instead of the desk, so that staff need not.
    """
    words = {one.word for one in instructions.commands}
    found: list[str] = []
    if (words & _SENT and words & (_INTERNAL | _NEW_CASES)) or words >= _SENT:
        found += _lines(instructions, _SENT, "text-of-two")
    if instructions.text and words & _INTERNAL and words & _NEW_CASES:
        found += _lines(instructions, _NEW_CASES, "text-of-two")
    if Word.MERGE in words:
        found += [f"merge-alone: {one.line}" for one in _besides_merging(instructions)]
        if instructions.text and Word.NOTE not in words:
            found += _lines(instructions, frozenset({Word.MERGE}), "merge-text")
    if Word.OUT_OF_SCOPE in words and not (instructions.text or pointed):
        found += _lines(instructions, frozenset({Word.OUT_OF_SCOPE}), "needs-text")
    return tuple(found)


def _lines(instructions: Instructions, words: frozenset[Word], why: str) -> list[str]:
    return [f"{why}: {one.line}" for one in instructions.commands if one.word in words]


def _besides_merging(instructions: Instructions) -> list[Command]:
    merges = [one for one in instructions.commands if one.word is Word.MERGE]
    return [*merges[1:], *(one for one in instructions.commands if one.word not in BESIDE_MERGING)]


def readers_of(letter: str, case: Case) -> tuple[Participant, ...]:
    """Who gets a letter with a person's words: everybody who takes part; that a matter is out of scope, its opener."""
    readers = tuple(person for person in case.participants if person.gets_mail)
    opener = tuple(person for person in readers if person.is_opener)
    return (opener or readers) if letter == "out-of-scope" else readers


def letters_of(situation: Situation, case: Case, instructions: Instructions) -> tuple[LetterPlan, ...]:
    """Whom splitting and merging tell: customers of both numbers, staff of each case that is new to them."""
    staff = [member.address for member in situation.house.staff if member.active]
    found: list[LetterPlan] = []
    for command in instructions.commands:
        if command.word is Word.SPLIT:
            found += _plans("case-split", _openers(case))
            found += _plans("staff-new-case", staff)
        elif command.word is Word.MERGE:
            named = situation.named.cases.get(next(iter(numbers_in(command.argument, situation.house.case_prefix)), ""))
            found += _plans("case-merged", dict.fromkeys((*_openers(case), *(_openers(named) if named else ()))))
            owned = [one.address for one in situation.house.staff if named and one.handle == named.assignee]
            found += _plans("staff-merged", owned or staff)
    return tuple(found)


def _openers(case: Case) -> tuple[str, ...]:
    return (case.opener.address,) if case.opener is not None and case.opener.gets_mail else ()


def _plans(letter: str, receivers: Iterable[str]) -> list[LetterPlan]:
    return [LetterPlan(letter=letter, to=address) for address in receivers]


def merging_fault(case: Case, other: Case | None) -> str:
    """Why a case cannot go into another one, as a key of the refusals; empty if it can.

    A private case and an open one, or the private cases of two people, would show each what is the other's.
    """
    if other is None or other.contract_id != case.contract_id:
        return "merge-other"
    if other.id == case.id:
        return "merge-itself"
    if other.status.is_final:
        return "merge-final"
    same = case.opener is not None and other.opener is not None and case.opener.key == other.opener.key
    if case.private != other.private or (case.private and not same):
        return "merge-private"
    return ""
