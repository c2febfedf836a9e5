"""`hours` and `policy play`: questions to calendars and policies, printed."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from mailbot.cli.hours import hours_command, hours_json
from mailbot.cli.policy_play import play_line
from mailbot.cli.printing import DONE, PROBLEMS, complain, print_json
from mailbot.cli.troubles import WrongUse
from mailbot.config import load_config
from mailbot.desk.complaints import Complaints
from mailbot.desk.policy_keys import suggest
from mailbot.wiring import hours_of


def ask_hours(
    config_path: Path, calendar: str, question: str, arguments: list[str], language: str, *, as_json: bool
) -> int:
    """Print the answer and its derivation."""
    config = load_config(config_path)
    calendars = hours_of(config.calendars, config.path.parent)
    if calendar not in calendars:
        raise WrongUse(f"there is no calendar {calendar!r}{suggest(calendar, calendars)}")
    hours = calendars[calendar]
    spoken = language or config.desk.language
    if as_json:
        found = hours_json(hours, question, arguments, lang=spoken)
        print_json(found)
        return PROBLEMS if "error" in found else DONE
    result, steps = hours_command(hours, question, arguments, lang=spoken)
    for step in steps:
        print(f"  {step}")
    print(result.isoformat() if isinstance(result, datetime) else str(result).lower())
    return DONE


def play_file(path: Path) -> int:
    """One answer a line; a line that cannot be played is said and the others go on."""
    failed = False
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise WrongUse(f"{path}: {error.strerror}") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            print_json(play_line(json.loads(line)))
        except (json.JSONDecodeError, Complaints) as error:
            complain(f"{path}, line {number}: {error}")
            failed = True
    return PROBLEMS if failed else DONE
