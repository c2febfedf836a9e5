"""How commands print: tables, JSON lines, complaints; and the exit codes."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

DONE = 0
PROBLEMS = 1
WRONG_USE = 2
TRY_AGAIN = 75
"""EX_TEMPFAIL of sysexits: a pipe's mail server keeps the mail and tries again."""


def complain(text: str) -> None:
    """A message to the person at the terminal, beside the output."""
    print(f"mailbot: {text}", file=sys.stderr)


def print_json(found: Mapping[str, Any]) -> None:
    """One object on one line, Japanese as it is."""
    print(json.dumps(found, ensure_ascii=False, default=_plain))


def in_zone(at: datetime | None, zone: ZoneInfo) -> str | None:
    """An instant in ISO 8601, in the desk's zone with its offset (DECISIONS 49)."""
    return at.astimezone(zone).isoformat() if at is not None else None


def columns(rows: Iterable[Sequence[str]], *, head: Sequence[str]) -> str:
    """A table in aligned columns; full-width characters count double."""
    table = [list(head), *(list(row) for row in rows)]
    widths = [max(_width(row[place]) for row in table) for place in range(len(head))]
    lines = (
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    )
    return "\n".join(lines)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in {"W", "F"} else 1 for sign in text)


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Iterable):
        return list(value)
    return str(value)
