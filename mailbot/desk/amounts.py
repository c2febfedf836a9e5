"""Amounts as people write them in a command: minutes of work (`1時間半`, `90m`, `1:30`) and units (`3`, `0.5単位`)."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

LONGEST_SESSION = 24 * 60
"""Minutes of one session; a longer one is a slip, or several sessions."""
MOST_UNITS = 1000
_HOURS = r"(?P<h>\d{1,2}(?:\.\d{1,2})?)\s*(?:時間|hours?|hrs?|h)"
_MINUTES = r"(?P<m>\d{1,4})\s*(?:分|minutes?|mins?|m)"
_SPELT = re.compile(rf"(?:{_HOURS}(?P<half>半)?)?\s*(?:and\s+|と\s*)?(?:{_MINUTES})?\s*間?", re.IGNORECASE)
_SHORT = re.compile(r"(?P<h>\d{1,2})h(?P<m>[0-5]\d)", re.IGNORECASE)
_CLOCKED = re.compile(r"(?P<h>\d{1,2}):(?P<m>[0-5]\d)")
_UNITS = re.compile(r"(?P<n>\d{1,4}(?:\.[05]0?)?)\s*(?:単位|units?)?", re.IGNORECASE | re.ASCII)


def spoken_minutes(text: str) -> int | None:
    """Whole minutes, 1 to a day; None for anything else. A number alone is neither hours nor minutes."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _CLOCKED.fullmatch(plain) or _SHORT.fullmatch(plain) or _SPELT.fullmatch(plain)
    if found is None:
        return None
    said = found.groupdict()
    if said.get("half") and "." in (said["h"] or ""):
        return None
    minutes = Decimal(said["h"] or 0) * 60 + (30 if said.get("half") else 0) + int(said["m"] or 0)
    return int(minutes) if minutes == int(minutes) and 0 < minutes <= LONGEST_SESSION else None


def spoken_units(text: str) -> Decimal | None:
    """A whole or half number of units, 0 allowed (row E1); None for anything else."""
    found = _UNITS.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    units = Decimal(found["n"])
    if units > MOST_UNITS:
        return None
    return units.quantize(Decimal("0.1") if units % 1 else Decimal(1))
