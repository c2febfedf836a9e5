"""What language a text looks like; for the reader's eye, never to choose a letter's language."""

from __future__ import annotations

import re

_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]")
_KANJI = re.compile(r"[\u4e00-\u9fff]")
_WORDS = re.compile(
    r"\b(?:the|and|is|are|to|of|for|we|you|your|our|please|thank|thanks|hello|hi|have|with|this|that|not|on|in|"
    r"it|can|could|dear|regards)\b",
    re.IGNORECASE,
)


def language_of(text: str) -> str:
    """`ja`, `en` or empty, from the first 4,000 characters."""
    head = text[:4000]
    if _KANA.search(head):
        return "ja"
    if _KANJI.search(head):
        return ""
    words = len(_WORDS.findall(head))
    return "en" if words >= 2 or (words and len(head) < 60) else ""
