"""Times of a fault as somebody writes them at night on a telephone: a clock time alone, `今`, `1時間後`."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mailbot.desk.moments import spoken_ahead, spoken_past
from mailbot.desk.policy_keys import as_instant

if TYPE_CHECKING:
    from datetime import tzinfo

_ABOUT = re.compile(r"^(?:およそ|約|about|around|at|by)\s*|\s*(?:頃|ごろ|くらい|ぐらい|まで|までに)$", re.IGNORECASE)
_CLOCK = re.compile(
    r"(?:(?:今日|本日|today)[のに]?\s*)?(?P<half>午前|午後)?\s*(?P<h>\d{1,2})(?::(?P<min>\d{2})|時(?:(?P<jmin>\d{1,2})分|(?P<hj>半))?)"
    r"\s*(?P<meridian>am|pm)?",
    re.IGNORECASE,
)
_NOW = frozenset({"今", "ただいま", "たった今", "now", "just now"})
_AFTER = re.compile(r"(?P<n>\d{1,3})\s*(?P<unit>分|時間)(?P<half>半)?後(?:に)?")
_IN = re.compile(r"in (?P<n>\d{1,3}|an?|half an)\s*(?P<unit>min(?:ute)?s?|hours?)", re.IGNORECASE)
_AGO = re.compile(r"(?P<n>\d{1,3})\s*(?P<unit>分|時間|minutes?|hours?)(?P<half>半)?\s*(?:前|ago)", re.IGNORECASE)
A_DAY = timedelta(days=1)


def told_past(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The instant gone by that is meant. A clock time alone is the last one that has come; `今` is now."""
    plain = _plain(text)
    if plain in _NOW:
        return now
    if ago := _AGO.fullmatch(plain):
        return now - _amount(ago)
    at = _today(plain, now, zone)
    if at is not None:
        return at if at <= now else _shifted(at, -1)
    return as_instant(plain) or spoken_past(text, now, zone)


def told_ahead(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    """The instant to come that is meant. A clock time alone is the next one; `1時間後` counts from now."""
    plain = _plain(text)
    if later := _AFTER.fullmatch(plain) or _IN.fullmatch(plain):
        return now + _amount(later)
    at = _today(plain, now, zone)
    if at is not None:
        return at if at > now else _shifted(at, 1)
    spoken = spoken_ahead(text, now, zone)
    return as_instant(plain) or (spoken.on(zone) if spoken else None)


def _plain(text: str) -> str:
    """Folded, without words like `頃`; the letters of an ISO time are as they must be."""
    plain = unicodedata.normalize("NFKC", text).strip()
    bare = _ABOUT.sub("", plain).strip()
    return bare if "T" in bare else bare.casefold()


def _today(plain: str, now: datetime, zone: tzinfo) -> datetime | None:
    found = _CLOCK.fullmatch(plain)
    if found is None:
        return None
    hour = int(found["h"])
    minute = 30 if found["hj"] else int(found["min"] or found["jmin"] or 0)
    after_noon = found["half"] == "午後" or (found["meridian"] or "").lower() == "pm"
    hour += 12 if after_noon and hour < 12 else 0
    if hour > 23 or minute > 59:
        return None
    return now.astimezone(zone).replace(hour=hour, minute=minute, second=0, microsecond=0)


def _shifted(at: datetime, days: int) -> datetime:
    """The same clock time on another date."""
    return at + days * A_DAY


def _amount(found: re.Match[str]) -> timedelta:
    named = found.groupdict()
    hours = named["unit"] in {"時間", "hour", "hours"}
    if not named["n"].isdecimal():
        return timedelta(hours=1) if named["n"] != "half an" else timedelta(minutes=30)
    minutes = int(named["n"]) * (60 if hours else 1) + (30 if named.get("half") and hours else 0)
    return timedelta(minutes=minutes)
