"""Looks up what the commands of a staff member's mail name, so that the decision about them needs no store."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from mailbot.desk.command_words import Word
from mailbot.desk.commands import read_instructions, with_bare_approval
from mailbot.desk.fault_words import announcement_number, fault_numbers
from mailbot.desk.named import Named, held_numbers
from mailbot.desk.people import Person, StaffMember
from mailbot.desk.staffcopy import own_words
from mailbot.desk.subjects import numbers_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mailbot.desk.announcing import Announced
    from mailbot.desk.commands import Command
    from mailbot.desk.faults import Fault
    from mailbot.desk.mail import InboundMail
    from mailbot.desk.monthly_reports import KeptReport
    from mailbot.desk.records import HeldMail
    from mailbot.stages.ports import Unit

HELD_SHOWN = 20
"""Held mails among which a command without a number may choose."""
_RULES = frozenset({Word.ACCEPT, Word.REFUSE, Word.SEND, Word.APPROVE})
_OF_HELD = _RULES | {Word.HELD}
_OF_REPORTS = frozenset({Word.SEND, Word.APPROVE, Word.UNDO})
_OF_FAULTS = frozenset({Word.INCIDENT, Word.RELATE, Word.UNLINK})
_OF_ANNOUNCEMENTS = frozenset({Word.ANNOUNCE, Word.SEND, Word.APPROVE, Word.UNDO})


def named_in(unit: Unit, person: Person, mail: InboundMail, prefix: str) -> Named:
    """Nothing for anybody but staff; else a look-up for each thing that a command names."""
    if not isinstance(person, StaffMember):
        return Named()
    if "#" not in _marks(mail.new_text):
        return _barely_approved(unit, mail)
    texts = (mail.new_text, own_words(mail).text)
    commands = {one.line: one for text in texts for one in read_instructions(text).commands}.values()
    numbers = dict.fromkeys(number for one in commands for number in numbers_in(one.argument, prefix))
    cases = {number: unit.case_numbered(number) for number in numbers}
    called = [one.argument for one in commands if one.word is Word.LIST and one.argument]
    texts_below = [read_instructions(text).text for text in texts] if _speaks_of_faults(commands) else []
    below = dict.fromkeys(number for text in texts_below for number in numbers_in(text, prefix))
    cases |= {number: unit.case_numbered(number) for number in below}
    return Named(
        cases={number: case for number, case in cases.items() if case is not None},
        clients={one: unit.contracts_called(one) for one in called},
        held=tuple(held for one in commands if one.word in _OF_HELD for held in _held(unit, one)),
        twice=_twice(commands),
        faults=_faults(unit, commands),
        announced=_announced(unit, mail, commands),
        report=_report(unit, mail, commands),
    )


def _barely_approved(unit: Unit, mail: InboundMail) -> Named:
    """What an answer may approve by the word alone, without a number sign."""
    commands = with_bare_approval(read_instructions(mail.new_text)).commands
    if not commands:
        return Named()
    return Named(announced=_announced(unit, mail, commands), report=_report(unit, mail, commands))


def _speaks_of_faults(commands: Iterable[Command]) -> bool:
    return any(one.word is Word.INCIDENT for one in commands)


def _faults(unit: Unit, commands: Iterable[Command]) -> dict[str, Fault]:
    of_faults = (one for one in commands if one.word in _OF_FAULTS)
    numbers = dict.fromkeys(number for one in of_faults for number in fault_numbers(one.argument))
    found = {number: unit.fault(number) for number in numbers}
    return {number: fault for number, fault in found.items() if fault is not None}


def _announced(unit: Unit, mail: InboundMail, commands: Iterable[Command]) -> Announced | None:
    """The announcement that is named, else the one whose preview is answered."""
    for one in commands:
        if one.word in _OF_ANNOUNCEMENTS and (number := announcement_number(one.argument)):
            return unit.announcement_numbered(number) if one.word is Word.ANNOUNCE else None
    if not any(one.word in _OF_ANNOUNCEMENTS for one in commands):
        return None
    return unit.announcement_of(tuple(reversed(dict.fromkeys((*mail.references, *mail.in_reply_to)))))


def _report(unit: Unit, mail: InboundMail, commands: Iterable[Command]) -> KeptReport | None:
    """The monthly report whose letter is answered by a word about it."""
    if not any(one.word in _OF_REPORTS for one in commands):
        return None
    return unit.report_of_letter(tuple(reversed(dict.fromkeys((*mail.references, *mail.in_reply_to)))))


def _twice(commands: Iterable[Command]) -> frozenset[int]:
    named = (number for one in commands if one.word in _RULES for number in held_numbers(one.argument))
    return frozenset(number for number, times in Counter(named).items() if times > 1)


def _held(unit: Unit, command: Command) -> tuple[HeldMail, ...]:
    numbers = held_numbers(command.argument)
    if not numbers:
        return unit.held_waiting(HELD_SHOWN)
    found = (unit.held_mail(number) for number in numbers)
    return tuple(one for one in found if one is not None)


def _marks(text: str) -> str:
    return text.replace("＃", "#").replace("♯", "#")
