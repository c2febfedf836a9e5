"""Searching cases by words: where a word may stand, and the widths in which it may be written there."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select

from mailbot.store.tables import case_text, cases, message, message_text, participant, person

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement

_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
HALF_WIDTH_KANA = range(0xFF66, 0xFF9E)
VOICED = ("", "\uff9e", "\uff9f")


def says_all(words: Mapping[str, Sequence[str]]) -> Iterator[ColumnElement[bool]]:
    """The conditions under which a case holds each word; beside each stand the contracts whose client it names."""
    return (_says(word, contracts) for word, contracts in words.items())


def spellings(word: str) -> tuple[str, ...]:
    """A word as it was written, normalised (NFKC), with half-width kana, and in full width; each once. Databases know
    small and capital letters of ASCII alone, so those of full width are all there."""
    normal = unicodedata.normalize("NFKC", word)
    kana = "".join(_half_width().get(letter, letter) for letter in normal)
    wide = (one.translate(_FULL_WIDTH) for one in (normal.lower(), normal.upper(), normal.title()))
    return tuple(dict.fromkeys((word, normal, kana, *wide)))


def _says(word: str, contracts: Sequence[str]) -> ColumnElement[bool]:
    written = spellings(word)
    who = (
        select(participant.c.id)
        .join(person, person.c.id == participant.c.person_id)
        .where(
            participant.c.case_id == cases.c.id, or_(_holds(person.c.name, written), _holds(person.c.address, written))
        )
    )
    what = (
        select(message.c.id)
        .join(message_text, message_text.c.message_id == message.c.id)
        .where(message.c.case_id == cases.c.id, _holds(message_text.c.text, written))
    )
    return or_(
        _holds(cases.c.number, written),
        _holds(case_text.c.subject, written),
        cases.c.contract_id.in_(contracts),
        who.exists(),
        what.exists(),
    )


def _holds(column: ColumnElement[Any], written: Sequence[str]) -> ColumnElement[bool]:
    """Signs that LIKE gives a meaning to are only signs here; small and capital letters are the same."""
    return or_(*(column.icontains(one, autoescape=True) for one in written))


@cache
def _half_width() -> Mapping[str, str]:
    pairs = ((chr(code) + mark, mark) for code in HALF_WIDTH_KANA for mark in VOICED)
    made = {unicodedata.normalize("NFKC", narrow): narrow for narrow, _ in pairs}
    return {wide: narrow for wide, narrow in made.items() if len(wide) == 1}
