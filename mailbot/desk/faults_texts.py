"""The texts of a fault's letters: which of them a reader's language lacks, and how such a text is marked."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.faults import TEXTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mailbot.desk.faults import Fault, FaultFacts
    from mailbot.desk.labels import Labels


def texts_of(fault: Fault, facts: FaultFacts) -> Mapping[str, Labels]:
    """The texts that a letter about the fault may show, by field; `text` is the news that `facts` bring."""
    return {**{name: getattr(fault, name) for name in TEXTS}, "text": facts.text}


def lacking_in(texts: Mapping[str, Labels], language: str) -> tuple[str, ...]:
    """The fields that say something, and not in this language. The title stands in place of a symptom alone."""
    shown = {name: text for name, text in texts.items() if name != "title" or not texts.get("symptom")}
    return tuple(name for name, text in shown.items() if text and language not in text)


def in_both(text: Labels) -> Labels:
    """A text in Japanese and in English; where it was told in one alone, it says so to readers of the other."""
    if not text or ("ja" in text and "en" in text):
        return text
    if "ja" in text:
        return MappingProxyType({**text, "en": f"{text['ja']} (in Japanese)"})
    return MappingProxyType({**text, "ja": f"{text['en']}（英語）"}) if "en" in text else text
