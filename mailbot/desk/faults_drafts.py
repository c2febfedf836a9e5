"""A refused mail about a fault as a draft to be completed: the writer's own text, with the lines that lack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.checks_faults import below, event_of, language_of, reading_of, troubles_of
from mailbot.desk.command_words import Word
from mailbot.desk.fault_words import fault_numbers
from mailbot.desk.faults_orders import LABEL_OF, Wrong
from mailbot.desk.sign_offs import is_sign_off

if TYPE_CHECKING:
    from mailbot.desk.commands import Command
    from mailbot.desk.people import Staff
    from mailbot.desk.situation import Situation


def fault_draft(situation: Situation, staff: Staff) -> str:
    """The text with an empty line for each thing that is missing, to be filled in and sent again; empty where nothing
    is missing, or where the mail is about no fault."""
    instructions = below(situation)
    command = next((one for one in instructions.commands if one.word is Word.INCIDENT), None)
    if command is None:
        return ""
    language = "ja" if language_of(situation) == "ja" else "en"
    missing = [LABEL_OF[one][language] for one in _missing(situation, command, instructions.text)]
    if not missing:
        return ""
    colon = "：" if language == "ja" else ": "
    lines = [one.line for one in instructions.commands]
    text = "" if is_sign_off(instructions.text, staff, situation.house.own_names) else instructions.text
    return "\n".join((*lines, *([text] if text else []), *(f"{label}{colon}".rstrip(" ") for label in missing)))


def _missing(situation: Situation, command: Command, text: str) -> list[str]:
    numbers = fault_numbers(command.argument)
    fault = situation.named.faults.get(numbers[0]) if numbers else None
    if numbers and fault is None:
        return []
    reading = reading_of(situation, text)
    kind, facts = event_of(situation, reading.facts, fault, command.argument)
    return [one.field for one in troubles_of(reading, kind, facts, fault) if one.wrong is Wrong.MISSING]
