"""Dates with times as people write them in a command or a report: `12/3 15:00`, `12月3日(木) 15時`, ISO 8601."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import tzinfo

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FARTHEST = timedelta(days=300)
"""A day without a year that would lie farther ahead has passed lately, and was meant so."""

_NAMES = "|".join(MONTHS)
_DAYS = (
    r"(?P<y>\d{4})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})(?!\d)日?",
    r"(?P<m>\d{1,2})[/月](?P<d>\d{1,2})(?!\d)日?",
    rf"(?P<d>\d{{1,2}})\s+(?P<name>{_NAMES})[a-z]*\.?,?(?:\s+(?P<y>\d{{4}}))?",
    rf"(?P<name>{_NAMES})[a-z]*\.?\s+(?P<d>\d{{1,2}})(?!\d),?(?:\s+(?P<y>\d{{4}}))?",
)
_WEEKDAY = r"\s*(?:\([^()]{1,8}\))?"
_CLOCK = r"(?P<half>午前|午後)?\s*(?P<h>\d{1,2})(?::(?P<min>\d{2})|時(?:(?P<jmin>\d{1,2})分|(?P<hj>半))?)"
_PATTERNS = tuple(re.compile(rf"(?<!\d){day}{_WEEKDAY}(?:[\sT,、の]*{_CLOCK})?", re.IGNORECASE) for day in _DAYS)
_ALONE = re.compile(rf"{_CLOCK}\s*(?:頃|ごろ)?")
_RELATIVE = re.compile(r"[+-]\d{2}:?\d{2}\b|Z\b")

_NEARBY = {"今日": 0, "本日": 0, "today": 0, "明後日": 2, "あさって": 2, "明日": 1, "あす": 1, "tomorrow": 1}
_HANGING = re.compile(rf"\s*({'|'.join(_NEARBY)})(?![^\W\d_の])", re.IGNORECASE)
"""Words for a day that hang upon the day on which they are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A day, and the clock time on it where one was given."""

    day: date
    at: time | None

    def on(self, zone: tzinfo) -> datetime | None:
        """The instant; None without a clock time."""
        return None if self.at is None else datetime.combine(self.day, self.at, zone)


def spoken_ahead(text: str, now: datetime, zone: tzinfo) -> Spoken | None:
    """The day that is meant, still to come; None where no day is named, or one that has passed.

    A day without a year is the next one. Words that hang upon today (明日, Friday) name none: a mail may lie.
    """
    found = _found(text)
    if found is None:
        return None
    today = now.astimezone(zone).date()
    for year in (found.year,) if found.year else (today.year, today.year + 1):
        spoken = found.in_year(year)
        if spoken is None or not _is_ahead(spoken, now, zone):
            continue
        return spoken if found.year or spoken.day - today <= FARTHEST else None
    return None


def dated(text: str, written_at: datetime, zone: tzinfo) -> str:
    """The text with a day that hangs upon today, at its beginning, spelt as the date that it meant when written."""
    hanging = _HANGING.match(text)
    if hanging is None:
        return text
    day = written_at.astimezone(zone).date() + timedelta(days=_NEARBY[hanging[1].lower()])
    return f"{day.isoformat()} {text[hanging.end() :].lstrip('、, の')}"


def spoken_past(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The instant that is meant, gone by; None without both a day and a clock time."""
    found = _found(text)
    if found is None:
        return None
    today = now.astimezone(zone).date()
    for year in (found.year,) if found.year else (today.year, today.year - 1):
        spoken = found.in_year(year)
        at = spoken.on(zone) if spoken else None
        if at is not None and at <= now:
            return at
    return None


def spoken_lately(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The instant that is meant, gone by: like `spoken_past`, and a clock time alone is today's (row A7).

    `now` is when it was written, as far as that is known: the receipt of the mail that says it.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    alone = _ALONE.fullmatch(plain)
    if alone is None:
        return spoken_past(text, now, zone)
    clock = _clock(alone.groupdict())
    at = None if clock is None else datetime.combine(now.astimezone(zone).date(), clock, zone)
    return at if at is not None and at <= now else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    year: int
    month: int
    day: int
    at: time | None

    def in_year(self, year: int) -> Spoken | None:
        try:
            return Spoken(day=date(year, self.month, self.day), at=self.at)
        except ValueError:
            return None


def _is_ahead(spoken: Spoken, now: datetime, zone: tzinfo) -> bool:
    at = spoken.on(zone)
    return spoken.day >= now.astimezone(zone).date() if at is None else at > now


def _found(text: str) -> _Found | None:
    plain = unicodedata.normalize("NFKC", text).strip()
    matched = next((match for pattern in _PATTERNS if (match := pattern.search(plain))), None)
    if matched is None or _RELATIVE.search(plain[matched.end() :]):
        return None
    named = matched.groupdict()
    month = MONTHS.index(named["name"].lower()) + 1 if named.get("name") else int(named["m"])
    if named["h"] is None:
        return _Found(year=int(named.get("y") or 0), month=month, day=int(named["d"]), at=None)
    clock = _clock(named)
    return None if clock is None else _Found(year=int(named.get("y") or 0), month=month, day=int(named["d"]), at=clock)


def _clock(named: dict[str, str | None]) -> time | None:
    hour = int(named["h"] or 0)
    minute = 30 if named["hj"] else int(named["min"] or named["jmin"] or 0)
    if named["half"] == "午後" and hour < 12:
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None
