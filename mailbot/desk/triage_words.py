"""Finding words in what a customer wrote, Japanese and English alike, and the tags in front of a subject."""

from __future__ import annotations

import re
import unicodedata

MOST_CHARACTERS = 100_000
"""Longer texts are looked at so far only; whoever is in a hurry says so earlier."""
LONGEST_TAG = 30

_OPENING, _CLOSING = r"【\[〔《〈<({「『", r"】\]〕》〉>)}」』"
_TAG = re.compile(f"[{_OPENING}]([^{_OPENING}{_CLOSING}]{{1,{LONGEST_TAG}}})[{_CLOSING}]")
_LEADING = re.compile(rf"\W*([^\s:]{{1,{LONGEST_TAG}}}):")
_REPLY_MARKS = frozenset({"re", "fw", "fwd", "aw", "sv", "vs", "返信", "転送"})
_MARK = re.compile(r"(?:re|fwd?|aw|sv|返信|転送)(?:\[?\d+\]?)?:\s*")
_DENIED_JA = re.compile(
    r"(?:度|性)?(?:の(?:もの|件|用件|ご用件|案件|内容|話|お願い))?(?:では|じゃ|でも|は)(?:な[いくし]|ありません|ございません|無)"
)
_DENIED_EN = re.compile(r"(?:\bnot|\bnon|\bno|n't)(?:\s+(?:an?|that|so|very|at all))?[\s-]*\Z")
_URGENT_TAGS = ("緊急", "至急", "急用", "urgent", "asap", "emergency")


def folded(text: str) -> str:
    """The form in which texts and words are compared: NFKC, case folded, Japanese lines joined where mail
    programs broke them.
    """
    text = unicodedata.normalize("NFKC", text[:MOST_CHARACTERS]).casefold()
    joined: list[str] = []
    for line in text.splitlines():
        line = line.strip()
        breaks_word = bool(joined) and bool(joined[-1]) and bool(line)
        if breaks_word and not joined[-1][-1].isascii() and not line[0].isascii():
            joined.append(line)
        else:
            joined.extend(("\n", line) if joined else (line,))
    return "".join(joined)


def mentions(text: str, word: str) -> bool:
    """Whether a folded text has the word, and at least once without denying it (「緊急ではありません」, "not urgent").

    ASCII letters and digits count at word borders only; Japanese is found anywhere, as it has none.
    """
    wanted = folded(word).strip()
    place = text.find(wanted) if wanted else -1
    while place >= 0:
        end = place + len(wanted)
        if _stands_alone(text, place, end) and not _is_denied(text, place, end):
            return True
        place = text.find(wanted, place + 1)
    return False


def tags_of(subject: str) -> tuple[str, ...]:
    """The bracketed words of a subject (【緊急】, [URGENT]) and a leading word with a colon (`URGENT: …`),
    as they are written, save for width.
    """
    plain = unicodedata.normalize("NFKC", subject[:1000])
    tags = [match[1].strip() for match in _TAG.finditer(plain)]
    rest = plain.strip()
    while (mark := _MARK.match(rest.casefold())) is not None:
        rest = rest[mark.end() :]
    leading = _LEADING.match(_TAG.sub(" ", rest).strip())
    if leading and leading[1].casefold() not in _REPLY_MARKS:
        tags.append(leading[1])
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def urgent_tag(subject: str) -> str:
    """The customer's own tag that asks for haste (DECISIONS 16), as they wrote it; empty if there is none."""
    return next((tag for tag in tags_of(subject) if any(mentions(folded(tag), word) for word in _URGENT_TAGS)), "")


def _is_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")


def _stands_alone(text: str, start: int, end: int) -> bool:
    before = start > 0 and _is_word(text[start]) and _is_word(text[start - 1])
    after = end < len(text) and _is_word(text[end - 1]) and _is_word(text[end])
    return not before and not after


def _is_denied(text: str, start: int, end: int) -> bool:
    if text[start].isascii():
        return _DENIED_EN.search(text[max(0, start - 24) : start]) is not None
    return _DENIED_JA.match(text, end, min(len(text), end + 24)) is not None
