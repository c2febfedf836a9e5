"""What customers may ask of the desk itself by mail: few words, each in a line of its own (DECISIONS 42)."""

from __future__ import annotations

import enum
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

MOST_BESIDE = 20
"""Characters of a name or a greeting that may stand below the line; a longer text is read by a person."""


class Request(enum.StrEnum):
    """The requests that exist, under their English names."""

    LIST = "list"
    REPORT = "report"
    COST = "cost"


SPELLINGS: Mapping[str, Request] = MappingProxyType(
    {
        "一覧": Request.LIST,
        "list": Request.LIST,
        "報告": Request.REPORT,
        "報告書": Request.REPORT,
        "月次報告": Request.REPORT,
        "report": Request.REPORT,
        "費用": Request.COST,
        "残数": Request.COST,
        "cost": Request.COST,
        "balance": Request.COST,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Requested:
    """A request as it was written; `argument` is what follows the word, normalised, and may be empty."""

    request: Request
    argument: str = ""


def read_request(new_text: str) -> Requested | None:
    """The request of a mail, or None for a mail that a person has to read.

    The first line that says anything is `#` directly followed by a known word (full-width forms alike); below it
    stands at most a name. A mail that says more than that is an ordinary one, whatever it begins with.
    """
    lines = [line for line in new_text.splitlines() if line.strip()]
    if not lines:
        return None
    said = unicodedata.normalize("NFKC", lines[0]).strip().replace("♯", "#")
    if not said.startswith("#") or sum(map(len, lines[1:])) > MOST_BESIDE:
        return None
    word, _, argument = said[1:].replace(":", " ").partition(" ")
    request = SPELLINGS.get(word.lower())
    return Requested(request=request, argument=argument.strip()) if request else None
