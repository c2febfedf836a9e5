"""Case numbers as people say them: a number behind a word for a case, or behind the prefix, without the usual form."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from mailbot.desk.subjects import DIGITS, format_number

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBER_WORD = r"[\s（(「]{0,2}(?:番号|ナンバー|no\.?|id|№|#)"
_CASE_JA = r"(?:案件|別件|(?:別|他|ほか|前回|先日)の件|受付|受け付け|問い?合わ?せ|照会|チケット|インシデント|サポート)"
_CASE_EN = r"(?:support\s)?(?:case|ticket|incident|inquir(?:y|ies)|enquir(?:y|ies))s?"
_JOINS = r"[\s:=「『（(\[<]{0,4}(?:は|が|の|is|was|=)?[\s:=「『（(\[<]{0,4}(?:no\.?|№|#)?\s?"
_COUNTED = r"(?!\s?(?:[点件個名社人回日月年時分円枚台行章項本通%]|ページ|番[目線窓]|番の?窓口|yen\b|jpy\b|usd\b))"
"""Behind a number that counts, dates or prices something."""
_END = rf"(?!\d|[.,:/]\d|\s?-\s?\d|[a-z_]){_COUNTED}"
"""Neither a longer number, nor a telephone number, an amount, a time, a version or a code."""
_ONE = rf"\d{{1,9}}{_END}"
_MORE = rf"(?:\s?(?:[、・&]|,\s|と|及び|および|and\s)\s?(?:no\.?|№|#)?\s?{_ONE}){{0,9}}"
_SAID = (
    rf"{_CASE_JA}の?{_NUMBER_WORD}{_JOINS}(?P<numbers>{_ONE}{_MORE})",
    r"(?:案件|別件|チケット)\s?(?P<numbers>\d{1,9})\s?番(?![目線窓]|の?窓口)",
    rf"{_CASE_JA}[\s:（(「]{{0,2}}(?P<numbers>0\d{{{DIGITS - 1}}}{_END})",
    rf"(?<![a-z])(?<!\bin\s){_CASE_EN}\s?(?:numbers?|num\.|nr\.?|no\.|id|№|#){_JOINS}(?P<numbers>{_ONE}{_MORE})",
    rf"(?<![a-z])(?<!\bin\s){_CASE_EN}\sno\s(?P<numbers>{_ONE})(?=\s*(?:$|[.,;:)!?]|[^\x00-\x7f]))",
    rf"(?<![a-z]){_CASE_EN}\s(?P<numbers>0\d{{{DIGITS - 1}}}{_END})",
)
_SPOKEN = tuple(re.compile(one, re.IGNORECASE | re.MULTILINE | re.ASCII) for one in _SAID)
_DIGITS_OF_LIST = re.compile(r"\d+")
SHORTEST_PREFIX = 2
"""A prefix of one letter before a small number may be anything."""


def spoken_numbers(text: str, prefix: str) -> tuple[str, ...]:
    """The cases that a text may name without their number's usual form, in our spelling, each once. Numbers of orders,
    telephones, amounts, dates and versions are none; whether such a case exists is for the caller to know."""
    seen = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    serials = (int(digits) for digits in (*_behind_words(seen), *_behind_prefix(seen, prefix)))
    return tuple(dict.fromkeys(format_number(prefix, serial) for serial in serials if serial))


def _behind_words(seen: str) -> Iterator[str]:
    for pattern in _SPOKEN:
        for found in pattern.finditer(seen):
            yield from _DIGITS_OF_LIST.findall(found["numbers"])


def _behind_prefix(seen: str, prefix: str) -> Iterator[str]:
    """`inc 2`, but not the Inc. of a company's name."""
    if len(prefix) < SHORTEST_PREFIX:
        return
    for found in _prefixed(prefix).finditer(seen):
        if not _ends_a_name(seen, found.start(), found["prefix"]):
            yield found["digits"]


@cache
def _prefixed(prefix: str) -> re.Pattern[str]:
    pattern = rf"(?<![a-z0-9_-])(?P<prefix>{re.escape(prefix)})[\s_.:/#]{{1,3}}(?P<digits>\d{{1,5}}){_END}"
    return re.compile(pattern, re.IGNORECASE | re.ASCII)


def _ends_a_name(seen: str, start: int, written: str) -> bool:
    """Whether the word before begins with a capital, as in `Example Inc. 2026`."""
    if not written.istitle():
        return False
    before = seen[max(0, start - 60) : start].rstrip(" ,").split()
    return bool(before) and before[-1][0].isupper()
