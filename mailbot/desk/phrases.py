"""Finding any of many phrases in a text in one pass, however many there are."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Squeezed:
    """A text as phrases are compared: NFKC, case folded, without white space; `gaps` says before which characters
    there was some."""

    text: str
    gaps: frozenset[int]

    def is_word_at(self, start: int, end: int) -> bool:
        """Whether neither end cuts through a word of Latin letters and digits, or of katakana."""
        return self._breaks(start) and self._breaks(end)

    def _breaks(self, place: int) -> bool:
        if place in {0, len(self.text)} or place in self.gaps:
            return True
        before, after = _script(self.text[place - 1]), _script(self.text[place])
        return not before or before != after


def squeezed(text: str) -> Squeezed:
    """The text without white space. Linear in its length."""
    kept: list[str] = []
    gaps: set[int] = set()
    for sign in unicodedata.normalize("NFKC", text).casefold():
        if sign.isspace():
            gaps.add(len(kept))
        else:
            kept.append(sign)
    return Squeezed(text="".join(kept), gaps=frozenset(gaps))


def _script(sign: str) -> str:
    if sign.isascii():
        return "latin" if sign.isalnum() else ""
    return "katakana" if "ァ" <= sign <= "ヿ" else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasebook:
    """Phrases by their squeezed spelling, and which lengths begin with which few characters; those that share their
    beginning cost one look for each length, not one for each phrase."""

    head: int
    phrases: frozenset[str]
    lengths: Mapping[str, tuple[int, ...]]

    def found_in(self, text: Squeezed) -> Iterator[tuple[str, int, int]]:
        """Every occurrence as (phrase, start, end), the longer ones of one place first. Linear in the text."""
        for start in range(len(text.text) - self.head + 1):
            for length in self.lengths.get(text.text[start : start + self.head], ()):
                phrase = text.text[start : start + length]
                if len(phrase) == length and phrase in self.phrases:
                    yield phrase, start, start + length


def phrasebook(phrases: Iterable[str], *, shortest: int) -> Phrasebook:
    """The book of squeezed phrases that have at least `shortest` characters; the others are left out."""
    kept = frozenset(one for one in phrases if len(one) >= shortest)
    lengths: defaultdict[str, set[int]] = defaultdict(set)
    for one in kept:
        lengths[one[:shortest]].add(len(one))
    return Phrasebook(
        head=shortest,
        phrases=kept,
        lengths={head: tuple(sorted(several, reverse=True)) for head, several in lengths.items()},
    )
