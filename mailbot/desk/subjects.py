"""Subjects: whose number stands in them, what is left without prefixes and marks, and how ours are written."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import accumulate

LONGEST = 2000
"""Characters of a subject that are looked at; longer ones are nobody's handwriting."""
MOST_COLUMNS = 80
"""40 full-width characters (LETTERS, principle 12)."""
DIGITS = 6
EMPTY = {"ja": "お問い合わせ", "en": "Your request"}

_REPLY_WORDS = "re|aw|sv|vs|antw|res|odp|ynt|fw|fwd|wg|rv|回复|回覆|答复|答覆|转发|轉寄|轉發|返信|転送"
_REPLY = re.compile(
    rf"(?:{_REPLY_WORDS})\s*(?:\[\s*\d{{1,3}}\s*\]|\(\s*\d{{1,3}}\s*\)|\^?\d{{1,3}})?\s*:\s*", re.IGNORECASE
)
_OUTSIDE = re.compile(
    r"(?:\[\s*(?:external|ext|extern|external\s+(?:e-?mail|sender)|caution|外部|社外|外部メール|社外メール)\s*\]"
    r"|【\s*(?:外部|社外|外部メール|社外メール|external|ext)\s*】"
    r"|\[?\s*\*{2,5}\s*(?:spam|ur?gent spam|virus|external)\s*\*{2,5}\s*\]?"
    r"|\[\s*(?:spam|meiwaku|迷惑メール|suspected spam|bulk)\s*\]"
    r"|(?:external|ext)\s*:)\s*",
    re.IGNORECASE,
)
_LIST_TAG = re.compile(
    r"[\[(]\s*[a-z][\w.-]{0,30}(?:\s*[:,]\s*\d{1,8}|\s+0\d{1,7}|\s+\d{5,8})\s*[\])]\s*", re.IGNORECASE
)
_OWN_MARK = re.compile(
    r"(?:【\s*(?:中間報告|回答予定の変更|終了予定|終了|解決のご報告|受付)\s*】"
    r"|\[\s*(?:interim report|new answer date|closing on [^\]]{1,40}|closed|resolved|received)\s*\])\s*",
    re.IGNORECASE,
)


def format_number(prefix: str, serial: int) -> str:
    """A case number, such as INC-000123 (DECISIONS 13); it grows beyond six digits."""
    return f"{prefix}-{serial:0{DIGITS}d}"


def numbers_in(subject: str, prefix: str = "INC") -> tuple[str, ...]:
    """The case numbers that a subject names, in order, each once, in our spelling.

    Full-width and any case; in brackets or as a word of its own. A number only suggests a case.
    """
    found = _number(prefix).findall(_plain(subject))
    return tuple(dict.fromkeys(format_number(prefix, int(digits)) for digits in found))


def strip_prefixes(subject: str, prefix: str) -> str:
    """The customer's own subject: without Re:, 返信:, [EXTERNAL] and the like, list tags, our number and marks.

    Repeated as long as anything comes off; characters inside are kept as they were written.
    """
    text = " ".join(subject[:LONGEST].split(" ")).strip()
    while True:
        rest = _without_one(text, prefix).strip()
        if rest == text:
            return text
        text = rest


def case_subject(number: str, subject: str, language: str) -> str:
    """`[INC-000123] S`, S cut at 40 full-width columns; an empty S gets the language's stand-in."""
    own = cut(subject.strip(), MOST_COLUMNS) or EMPTY.get(language, EMPTY["en"])
    return f"[{number}] {own}"


def reply_subject(number: str, subject: str, language: str) -> str:
    """`Re: [INC-000123] S`: every letter of a case keeps this one (LETTERS, principle 12)."""
    return f"Re: {case_subject(number, subject, language)}"


def cut(text: str, columns: int) -> str:
    """The text in at most so many half-width columns, an ellipsis included where something was cut."""
    if width(text) <= columns:
        return text
    too_wide = (at for at, used in enumerate(accumulate(map(_columns, text))) if used > columns - 2)
    return f"{text[: next(too_wide)].rstrip()}…"


def width(text: str) -> int:
    """Half-width columns: two for wide and ambiguous characters, none for those that combine."""
    return len(text) if text.isascii() else sum(map(_columns, text))


@lru_cache(maxsize=8192)
def _columns(sign: str) -> int:
    if unicodedata.combining(sign) or unicodedata.category(sign) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in {"W", "F", "A"} else 1


@cache
def _number(prefix: str) -> re.Pattern[str]:
    word = re.escape(_plain(prefix))
    return re.compile(rf"(?<![a-z0-9_-]){word}\s?-\s?(\d{{1,12}})(?![a-z0-9_-])", re.IGNORECASE | re.ASCII)


def _plain(text: str) -> str:
    """Full-width letters, digits and signs as ASCII, and every dash as a hyphen."""
    normal = unicodedata.normalize("NFKC", text[:LONGEST])
    return re.sub(r"[‐‑‒–—―−ー﹣－]", "-", normal)


def _without_one(text: str, prefix: str) -> str:
    """The text without one prefix or mark in front, or our number anywhere; the same text if there is none."""
    folded = _same_length(text)
    for pattern in (_REPLY, _OUTSIDE, _own_number(prefix), _OWN_MARK, _LIST_TAG):
        if found := pattern.match(folded):
            return text[found.end() :]
    if found := _own_number(prefix).search(folded):
        return f"{text[: found.start()].rstrip()} {text[found.end() :]}"
    return text


@cache
def _own_number(prefix: str) -> re.Pattern[str]:
    return re.compile(rf"[\[【]\s*{re.escape(prefix)}\s?-\s?\d{{1,12}}\s*[\]】]\s*", re.IGNORECASE | re.ASCII)


def _same_length(text: str) -> str:
    """The text with full-width forms and dashes as ASCII, each character in its old place."""
    return text.translate(_FOLDED)


_FOLDED = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFF3B: 0x5B, 0xFF3D: 0x5D}
_FOLDED |= dict.fromkeys(map(ord, "‐‑‒–—―−"), 0x2D)
