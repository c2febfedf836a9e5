"""Where in a text a quote may begin: a first look over the whole of it in two passes, so that plain lines cost little."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from mailbot.mail.attribution import (
    HEAD_WORDS,
    MOST_LINES,
    START_WORDS,
    VERBS,
    header_kind,
    is_header_line,
    says,
)
from mailbot.mail.html_text import CUT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_REACH = MOST_LINES + 3
"""Lines between the first of an attribution and the quote that it introduces, blank ones counted."""
_HEADER_LINES = 14
"""Lines of a quoted header block that are looked at."""


def _by_first_letter(words: Iterable[str]) -> str:
    """An alternation that is told by one letter whether it can match at all."""
    rests: dict[str, list[str]] = {}
    for word in words:
        rests.setdefault(word[0], []).append(word[1:])
    return "|".join(f"[{first}{first.upper()}](?i:{'|'.join(rest)})" for first, rest in rests.items())


def _last_two(words: Iterable[str]) -> str:
    pairs = dict.fromkeys((word[-2:] if len(word) > 1 else f"\\S{word}") for word in words)
    return "|".join("".join(f"[{re.escape(letter)}{re.escape(letter.upper())}]" for letter in pair) for pair in pairs)


_BLANK = r"[^\S\n]"
_MARKS = rf"(?:{_BLANK}|[>＞*|])*+[-_=━─]{{2,}}+{_BLANK}*+\S"
_FORWARDS = rf"(?:{_BLANK}|\*)*+(?:[Bb](?i:egin forw)|[Aa](?i:nfang der w)|[Dd](?i:ébut du m)|転送され|以下、?転送)"
_HEADS = rf"(?:{_BLANK}|[>*_|])*+(?:{_by_first_letter(HEAD_WORDS)})(?:{_BLANK}|[*_])*+[:：]"
_STARTS = rf"{_BLANK}*+(?:-{{2,}}+{_BLANK}*+)?(?:{_by_first_letter(START_WORDS)}|[(\d])"
_BEGINS = re.compile(
    rf"\n(?:(?P<mark>[ \t\u3000]{{0,4}}[>＞]|{CUT}|{_MARKS}|{_FORWARDS})|(?P<head>{_HEADS})|(?P<start>{_STARTS}))"
)
_ENDS = re.compile(rf"\n(?:(?<=[\s:：-]\n)|(?<=(?:{_last_two(VERBS)})\n))")


def landmarks(lines: Sequence[str]) -> list[int]:
    """The lines at which a quote, a forwarded mail or an attribution may begin, in order; never one too few. Linear."""
    text = "\n".join(("", *lines, ""))
    found: dict[str, list[int]] = {"mark": [], "head": [], "start": []}
    for at, match in _numbered(_BEGINS, text):
        found[match.lastgroup or "mark"].append(at)
    speaking, ends = _line_ends(lines, text)
    closing = sorted({*found["mark"], *ends})
    dated = [at for at in found["head"] if _is_dated(lines[at])]
    return sorted(
        {
            *found["mark"],
            *_followed(found["head"], dated, _HEADER_LINES),
            *_followed(found["start"], closing, _REACH),
            *speaking,
        }
    )


def _numbered(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Each match and how many line ends stand before it."""
    at = looked = 0
    for match in pattern.finditer(text):
        at += text.count("\n", looked, match.start())
        looked = match.start()
        yield at, match


def _line_ends(lines: Sequence[str], text: str) -> tuple[list[int], list[int]]:
    """The lines that end in a verb of saying, with the lines above them; and all at which an attribution may end."""
    speaking: list[int] = []
    ends: list[int] = []
    for at, _ in _numbered(_ENDS, text):
        line = lines[at - 1] if at else ""
        if says(line):
            speaking.extend((max(0, at - 2), at - 1))
            ends.append(at - 1)
        elif line.rstrip()[-1:] in {":", "："}:
            ends.append(at - 1)
    return speaking, ends


def _is_dated(line: str) -> bool:
    kind = header_kind(line)
    return is_header_line(line) or (kind is not None and kind[0] == "date" and any(ch.isdigit() for ch in kind[1]))


def _followed(places: Iterable[int], others: Sequence[int], reach: int) -> Iterator[int]:
    """The places that have one of the others at them or so many lines below."""
    for at in places:
        near = bisect_left(others, at)
        if near < len(others) and others[near] <= at + reach:
            yield at
