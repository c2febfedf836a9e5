"""Where in a text a quote may begin: a first look over the whole of it, so that plain lines cost little."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mailbot.mail.attribution import DATE_WORDS, HEAD_WORDS, LONGEST, SENDER_WORDS, START_WORDS, VERBS, says
from mailbot.mail.html_text import CUT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_REACH = 2 * LONGEST
"""Characters from the beginning of an attribution to the quote below it: its own, and as many blanks."""
_HEADER_LINES = 14
"""Lines of a quoted header block that are looked at."""
_BLANKS = " \\t\\r\\v\\f\\x1c-\\x1f\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"
"""All blanks but the line end, as a class of its own: a class is one step where an alternation is many."""


def _told_by_letters(words: Iterable[str], depth: int = 2) -> str:
    """An alternation of words, in any case, that is told by its first letters whether it can match at all."""
    if not depth:
        return f"(?i:{'|'.join(words)})"
    rests: dict[str, list[str]] = {}
    for word in words:
        rests.setdefault(word[:1], []).append(word[1:])
    branches = (f"{_either_case(first)}{_told_by_letters(rest, depth - 1)}" for first, rest in rests.items())
    return f"(?:{'|'.join(branches)})"


def _first_letters(words: Iterable[str]) -> str:
    return "".join(dict.fromkeys(word[0] + word[0].upper() for word in words))


def _either_case(letter: str) -> str:
    return f"[{re.escape(letter)}{re.escape(letter.upper())}]" if letter else ""


def _last_three(words: Iterable[str]) -> str:
    ends = dict.fromkeys(word[-3:] for word in words)
    return "|".join("[^\\0]" * (3 - len(end)) + "".join(_either_case(letter) for letter in end) for end in ends)


_QUOTED = r"[ \t\u3000]{0,4}[>＞]"
_RULES = rf"[{_BLANKS}>＞*|]*+[-_=━─]{{2,}}+[{_BLANKS}]*+\S"
_FORWARDS = rf"[{_BLANKS}*]*+(?:[Bb](?i:egin forw)|[Aa](?i:nfang der w)|[Dd](?i:ébut du m)|転送され|以下、?転送)"
_MARKS = re.compile(
    rf"\n(?=[{_BLANKS}>＞*|_=━─{CUT}bBaAdD転以-])"
    rf"(?:{_QUOTED}[^\n]*+(?:\n{_QUOTED}[^\n]*+)*+|{CUT}|{_RULES}|{_FORWARDS})"
)
"""A line end and what tells of a quote by itself: marked lines, all at once, or a rule with words, or words."""
_COLON = rf"[{_BLANKS}*_]*+[:：]"
_HEADS = re.compile(
    rf"\n(?=[{_BLANKS}>*_|{_first_letters(HEAD_WORDS)}])"
    rf"[{_BLANKS}>*_|]*+{_told_by_letters(f'{word}{_COLON}' for word in HEAD_WORDS)}"
)
_DATED = re.compile(
    rf"\n(?=[{_BLANKS}*_|{_first_letters((*DATE_WORDS, *SENDER_WORDS))}])[{_BLANKS}>*_|]*+"
    + _told_by_letters(
        (
            *(rf"{word}{_COLON}[^\n\d]*+\d" for word in DATE_WORDS),
            *(rf"{word}{_COLON}[^\n@]*+@[^\n\d]*+\d" for word in SENDER_WORDS),
        )
    )
)
"""A line of a header that names a date: without one there is no header."""
_STARTS = re.compile(
    rf"\n(?=[{_BLANKS}(\d{_first_letters(START_WORDS)}])[{_BLANKS}]*+"
    rf"(?:{_told_by_letters(START_WORDS)}|\d{{4}}年|\(?\d{{2,4}}[/.-]\d{{1,2}}[/.-]\d|\d{{1,2}}\.? [^\W\d_])"
)
_LAST = "".join(dict.fromkeys(re.escape(verb[-1] + verb[-1].upper()) for verb in VERBS))
_ENDS = re.compile(rf"\n(?<=[{_BLANKS}:：{_LAST}-]\n)(?:(?<=[{_BLANKS}:：-]\n)|(?<=(?:{_last_three(VERBS)})\n))")


def landmarks(lines: Sequence[str]) -> list[int]:
    """The lines at which a quote, a forwarded mail or an attribution may begin, in order; of a quoted block the first.
    Never one too few. Linear.
    """
    text = "\n".join(("", *lines, ""))
    marks = [mark.start() for mark in _MARKS.finditer(text)]
    speaking, ends = _line_ends(text)
    starts = _starts(text, sorted((*marks, *ends)))
    return _numbers(text, sorted({*marks, *_heads(text), *starts, *speaking}))


def _numbers(text: str, places: Iterable[int]) -> list[int]:
    """Which line begins behind each line end."""
    found: list[int] = []
    number = looked = 0
    for place in places:
        number += text.count("\n", looked, place)
        looked = place
        found.append(number)
    return found


def _line_ends(text: str) -> tuple[list[int], list[int]]:
    """The lines that end in a verb of saying, and names above an end; and all at which an attribution may end."""
    speaking: list[int] = []
    ends: list[int] = []
    for match in _ENDS.finditer(text):
        end = match.start()
        place = text.rfind("\n", 0, end)
        line = text[place + 1 : end].rstrip()
        if line.strip("-") and says(line):
            speaking.append(place)
        elif line[-1:] not in {":", "："}:
            continue
        ends.append(place)
        above = text.rfind("\n", 0, max(0, place))
        if "<" in text[above + 1 : place]:
            speaking.append(above)
    return speaking, ends


def _starts(text: str, closing: Sequence[int]) -> Iterator[int]:
    """The lines that may begin an attribution, looked for only where one may end or a quote begins soon after."""
    at = 0
    while at < len(closing):
        begin = max(0, closing[at] - _REACH)
        while at + 1 < len(closing) and closing[at + 1] - _REACH <= closing[at]:
            at += 1
        for start in _STARTS.finditer(text, begin, text.find("\n", closing[at] + 1)):
            yield start.start()
        at += 1


def _heads(text: str) -> Iterator[int]:
    """The lines of a header that have one with a date near below them."""
    looked = 0
    for dated in _DATED.finditer(text):
        begin = end = dated.start()
        for _ in range(_HEADER_LINES - 1):
            begin = max(looked, text.rfind("\n", looked, begin))
        for head in _HEADS.finditer(text, begin, dated.end()):
            yield head.start()
        looked = end
