"""Whether the commands about whole matters, amounts and telephone calls can run as they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mailbot.desk.amounts import spoken_minutes, spoken_units
from mailbot.desk.command_words import Word
from mailbot.desk.matters import find_level, merging_fault
from mailbot.desk.moments import spoken_lately
from mailbot.desk.subjects import numbers_in, strip_prefixes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mailbot.desk.command_checks import Asked


def _level(asked: Asked) -> str:
    if asked.version is None:
        return ""
    if not asked.version.levels:
        return "no-levels"
    return "" if find_level(asked.version, asked.argument) else "level"


def _units(asked: Asked) -> str:
    return "units" if spoken_units(asked.argument) is None else ""


def _time(asked: Asked) -> str:
    return "time" if spoken_minutes(asked.argument) is None else ""


def _phone(asked: Asked) -> str:
    """A call that is noted on a case was after it was received, and has been."""
    if not asked.argument or asked.case is None:
        return ""
    at = spoken_lately(asked.argument, asked.situation.received_at, ZoneInfo(asked.situation.house.timezone))
    return "call-time" if at is None or at < asked.case.received_at else ""


def _split(asked: Asked) -> str:
    return "" if strip_prefixes(asked.argument, asked.situation.house.case_prefix) else "argument"


def _merge(asked: Asked) -> str:
    numbers = numbers_in(asked.argument, asked.situation.house.case_prefix)
    if len(numbers) != 1 or asked.case is None:
        return "merge-other" if asked.case else ""
    return merging_fault(asked.case, asked.situation.named.cases.get(numbers[0]))


def _open_for(asked: Asked) -> str:
    """On a case there is nothing to open; without one `desk.staffmail` has looked at all of it."""
    return "opening-on-case" if asked.case is not None and asked.case.id else ""


MATTER_CHECKS: Mapping[Word, Callable[[Asked], str]] = {
    Word.LEVEL: _level,
    Word.UNITS: _units,
    Word.TIME: _time,
    Word.PHONE: _phone,
    Word.SPLIT: _split,
    Word.MERGE: _merge,
    Word.OPEN_FOR: _open_for,
}
