"""The header that mail programs write above what they quote, told from plans, tables and forms that look like one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mailbot.mail.attribution import header_kind, is_header_line, is_quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

RULE_LINE = re.compile(r"\s*(?:[-_=]{5,}|(?:- ){4,}-?)\s*$")
_RULE = re.compile(r"[-_=━─]{3}")
_CLOCK = re.compile(r"\d\u200e?:\u200e?\d{2}")
_ZONE = re.compile(r"\d:\d{2}.{0,12}[+-]\d{4}")
_WHOLE = frozenset({"from", "date", "to", "subject"})
_MOST_LINES = 14
_LONGEST_RULE = 400


def is_header_block(lines: Sequence[str], at: int, above: Sequence[str], *, is_answer: bool) -> bool:
    """Whether a quoted header begins at this line. `above` are the last lines before it, none if nothing was said yet.

    In a mail that answers none, only a whole header with a paragraph of its own is one.
    """
    if is_quoted(lines[at]):
        return False
    if is_answer and is_header_line(lines[at]):
        return True
    first = header_kind(lines[at])
    if first is None:
        return False
    kinds, after = _kinds(lines, at)
    dated = any(ch.isdigit() for ch in kinds.get("date", ""))
    if not is_answer:
        return dated and kinds.keys() >= _WHOLE and _ends_paragraph(lines, after)
    return first[0] in _WHOLE and dated and _is_of_mail(kinds, above)


def _is_of_mail(kinds: dict[str, str], above: Sequence[str]) -> bool:
    """Whether a date and a sender or recipient are a mail's and no plan's or table's.

    They are where a rule or nothing stands above them; where sender, recipient and subject are all there; and where
    an address stands beside a time, which without a sender has its zone.
    """
    if not kinds.keys() & {"from", "to"}:
        return False
    if kinds.keys() >= _WHOLE or not above or _is_rule(above):
        return True
    has_address = "@" in kinds.get("from", "") + kinds.get("to", "")
    return has_address and (_CLOCK if "from" in kinds else _ZONE).search(kinds["date"]) is not None


def _is_rule(above: Sequence[str]) -> bool:
    line = next((line for line in reversed(above) if line.strip()), "")
    return len(line) < _LONGEST_RULE and _RULE.search(line) is not None


def _kinds(lines: Sequence[str], at: int) -> tuple[dict[str, str], int]:
    """The header lines from here on, and the index of the line behind the last of them."""
    kinds: dict[str, str] = {}
    strange, after = 0, at
    for index, line in enumerate(lines[at : at + _MOST_LINES], at):
        if is_quoted(line):
            break
        found = header_kind(line)
        if found is None:
            strange += bool(line.strip())
            if strange > 1 and not line.startswith((" ", "\t")):
                break
            continue
        kinds.setdefault(*found)
        after = index + 1
    return kinds, after


def _ends_paragraph(lines: Sequence[str], at: int) -> bool:
    """Whether nothing, an empty line or a rule stands at this index."""
    if at >= len(lines):
        return True
    line = lines[at]
    return not line.strip() or (len(line) < _LONGEST_RULE and RULE_LINE.match(line) is not None)
