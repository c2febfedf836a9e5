"""A letter's document as plain text: wrapped at 72 columns (36 full-width) by the rules of Japanese line breaking."""

from __future__ import annotations

import re
from functools import lru_cache

from mailbot.desk.subjects import width
from mailbot.edges.stationery_source import (
    Block,
    Document,
    Facts,
    Paragraph,
    Verbatim,
    plain,
)

WIDTH = 72
"""Half-width columns of a line, 36 full-width ones (LETTERS 4.7)."""
CLAUSE_END_WITHIN = 20
"""A break after 、 or 。 in the last of these columns is better than a later one."""
DATE_JA = r"(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:\([月火水木金土日](?:・祝)?\))?"
TIME_JA = r"\d{1,2}:\d{2}(?:（[^（）\s]{1,16}）)?"
DATE_EN = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} [A-Z][a-z]{2}(?: \d{4})?,?"
TIME_EN = r"\d{1,2}:\d{2} (?:UTC[+-]?[\d:]*|[A-Z]{2,5}(?: \(UTC[+-]?[\d:]*\))?)"
SPAN_EN = r"\d{1,2}:\d{2}-\d{1,2}:\d{2}"
NUMBER = r"[A-Z]{2,8}-\d{4,10}|\d{2,5}-\d{1,4}-\d{3,4}"
KIND = r"（(?:目標|期限)）|\((?:target|due)\)"
UNBROKEN = re.compile(rf"{DATE_JA}|{DATE_EN}|{SPAN_EN}|{TIME_EN}|{TIME_JA}|{NUMBER}|{KIND}")
"""Dates, clock times, case and telephone numbers and the kind of a clock, each of which stays on one line."""
PIECE = re.compile(rf"{UNBROKEN.pattern}| +|\d+[^\x00-\xff]|[!-~\u00a1-\u02ff]+|.", re.DOTALL)
HIRAGANA = re.compile("[ぁ-ん]")
NOT_FIRST = frozenset(
    "、。，．・：；？！」』】〕》〉）〟”’ー々ゝゞヽヾ‐〜～…‥ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ,.:;?!)]}%"
)
NOT_LAST = frozenset("「『【〔《〈（〝“‘([{※#")


def as_text(document: Document) -> str:
    """The text part of a letter; it ends in a line end."""
    parts = [_blocks(document.body), _blocks(document.footer)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _blocks(blocks: tuple[Block, ...]) -> str:
    written = ""
    for block in blocks:
        if written:
            written += "\n" if block.tight else "\n\n"
        written += "\n".join(_lines(block))
    return written


def _lines(block: Block) -> list[str]:
    if isinstance(block, Verbatim):
        return block.text.split("\n")
    if isinstance(block, Facts):
        rows = (f"{plain(label)}{block.colon}{plain(value)}" for label, value in block.rows)
        return [line for row in rows for line in wrapped(row)]
    if isinstance(block, Paragraph):
        return [wrapped_line for line in block.lines for wrapped_line in wrapped(plain(line))]
    return []


@lru_cache(maxsize=1024)  # most lines are the template's own and come with every letter
def wrapped(line: str) -> tuple[str, ...]:
    """A line broken where it may be; a marker line stays whole, what follows a ※ is indented by a space."""
    if 2 * len(line) <= WIDTH or line.startswith("----") or width(line) <= WIDTH:
        return (line,)
    hang = " " if line.startswith(("※", " ")) else ""
    pieces: list[str] = PIECE.findall(line)
    lines: list[str] = []
    at = 0
    while at < len(pieces):
        indent = hang if lines else ""
        end = _line_end(pieces, at, WIDTH - len(indent))
        lines.append(indent + "".join(pieces[at:end]).rstrip(" "))
        at = end + 1 if end < len(pieces) and not pieces[end].strip(" ") else end
    return tuple(lines)


def _line_end(pieces: list[str], start: int, room: int) -> int:
    """Where the line that begins at `start` ends: at the last place that fits, or, better, a clause's near it."""
    used, last, phrase, clause = 0, 0, 0, 0
    for place in range(start, len(pieces) - 1):
        used += width(pieces[place])
        if used > room and last:
            return clause or phrase or last
        if not may_break(pieces[place], pieces[place + 1]):
            continue
        last = place + 1
        if used > room:
            return last
        if used > room - CLAUSE_END_WITHIN:
            clause = last if pieces[place][-1] in "、。" else clause
            phrase = last if _ends_phrase(pieces[place], pieces[place + 1]) else phrase
    fits = used + width(pieces[-1]) <= room
    return len(pieces) if fits or not last else clause or phrase or last


def _ends_phrase(before: str, after: str) -> bool:
    """Whether a phrase of Japanese ends here: hiragana is followed by something else, and is no お or ご."""
    return bool(HIRAGANA.fullmatch(before[-1])) and before not in {"お", "ご"} and not HIRAGANA.match(after)


def may_break(before: str, after: str) -> bool:
    """Whether a line may end between two pieces: at a space, or beside a wide character by 禁則."""
    if not before.strip(" ") or not after.strip(" "):
        return bool(before.strip(" "))
    if after[0] in NOT_FIRST or before[-1] in NOT_LAST:
        return False
    return width(before[-1]) == 2 or width(after[0]) == 2
