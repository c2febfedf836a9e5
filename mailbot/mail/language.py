"""What language a text looks like; for the reader's eye, never to choose a letter's language."""

from __future__ import annotations

import re

_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]")
_KANJI = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"\w+")
_ENGLISH = frozenset(
    {
        *("the", "and", "is", "are", "to", "of", "for", "we", "you", "your", "our", "please", "thank", "thanks"),
        *("hello", "hi", "have", "with", "this", "that", "not", "on", "in", "it", "can", "could", "dear", "regards"),
    }
)


def language_of(text: str) -> str:
    """`ja`, `en` or empty, from the first 4,000 characters."""
    head = text[:4000]
    if not head.isascii() and _KANA.search(head):
        return "ja"
    if not head.isascii() and _KANJI.search(head):
        return ""
    words = sum(word in _ENGLISH for word in _WORD.findall(head.lower()))
    return "en" if words >= 2 or (words and len(head) < 60) else ""
