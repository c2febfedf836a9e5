"""Which finished month people mean when they ask for its report in a mail, Japanese and English."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from mailbot.desk.monthly_reports import month_before

LAST = ("", "先月", "前月", "先月分", "last month", "last")
MONTHS: tuple[str, ...] = (
    "january", "february", "march", "april", "may", "june", "july",
    "august", "september", "october", "november", "december",
)  # fmt: skip
_WITH_YEAR = re.compile(r"(\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*月?\s*分?")
_ALONE = re.compile(r"(\d{1,2})\s*月\s*分?")
_NAMED = re.compile(r"([a-z]{3,9})\.?(?:\s+(\d{4}))?")
_NAMED_LAST = re.compile(r"(\d{4})\s+([a-z]{3,9})")


def asked_month(argument: str, today: date) -> date | None:
    """The first day of the month that `2026-11`, `2026年11月`, `11月`, `Nov 2026`, `先月` or nothing names; without a
    year it is the latest that is over. None for anything else, and for a month that is not over.
    """
    said = " ".join(unicodedata.normalize("NFKC", argument).casefold().split())
    last = month_before(today)
    if said in LAST:
        return last
    year, month = _parts(said)
    if not 1 <= month <= 12 or year == 0:
        return None
    found = date(year or last.year, month, 1)
    if year is None and found > last:
        found = found.replace(year=found.year - 1)
    return found if found <= last else None


def _parts(said: str) -> tuple[int | None, int]:
    """The year, None where none is named, and the month, 0 where none can be read."""
    if with_year := _WITH_YEAR.fullmatch(said):
        return int(with_year[1]), int(with_year[2])
    if alone := _ALONE.fullmatch(said):
        return None, int(alone[1])
    if named := _NAMED.fullmatch(said):
        return (int(named[2]) if named[2] else None), _month_called(named[1])
    if named_last := _NAMED_LAST.fullmatch(said):
        return int(named_last[1]), _month_called(named_last[2])
    return None, 0


def _month_called(word: str) -> int:
    return next((place for place, name in enumerate(MONTHS, 1) if word in {name, name[:3], name[:4]}), 0)
