"""What a staff member wrote, told apart from the desk's own internal words that their mail brings back (row D4)."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from mailbot.desk.subjects import width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailbot.desk.mail import InboundMail

_MARKER = re.compile("この行より上に書いた文が|textabovethislineissentto")
_INTERNAL = re.compile(
    "お客様に送らない場合は、1行目に#メモ|tokeepyourreplyinternal,write#note|指示:#担当#|commands:#assign#"
    "|指示を実行していません。|yourcommandswerenotrun\\.|送信:なし|sent:nothing|実行せず:|notrun:"
    "|確認[a-d](?:dmarc|spf|dkim)=|,proof[a-d](?:dmarc|spf|dkim)="
)
"""Sentences of letters to staff, spelt without spaces as `_squeezed` leaves them."""
_QUOTED = re.compile(r"\s*[>＞|]")
_PREFIX = re.compile(r"^[\s>＞|]+")
_RULE = re.compile(r"[\s>＞|*_=━─-]*$")
_HEAD = re.compile(
    r"[\s>*|]*(?:from|sent|date|to|subject|差出人|送信者|送信日時|日時|日付|宛先|件名)[\s*]*[:：]"
    r"|[\s>*]*[-_=━─]{2,}\s*\S.*[-_=━─]{2,}\s*$|begin forwarded message",
    re.IGNORECASE,
)
_ENDS_SENTENCE = re.compile(r"(?:[。．！？]|[a-z][.!?])\s*$", re.IGNORECASE)
SHORTEST_BROKEN = 56
"""Half-width columns of a line below which no program breaks it, the quote's sign among them."""
_INTRODUCES = re.compile(r"[:：]\s*$|@|\d{1,2}:\d{2}|\d{4}[年/-]|wrote|書きました|メール")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """`text` is what may be read as instructions and answer; `why` is a refusal as `what: line`, or empty.

    `below` is the first line that stands below the quoted copy and is not read.
    """

    text: str
    why: str = ""
    below: str = ""


def own_words(mail: InboundMail) -> OwnWords:
    """The writer's words. Where they cannot be told from the desk's copy with certainty, a refusal."""
    lines = mail.text.splitlines()
    marker = _marker_line(lines)
    between, below = _outside_quote(lines[marker:]) if marker is not None else ("", "")
    kept = f"{mail.new_text}\n{mail.signature}"
    if between or (below and below in kept.splitlines()):
        return OwnWords(text="", why=f"below-line: {between or below}")
    if _brings_heads(mail.new_text):
        return OwnWords(text="", why="internal: ")
    text = _above(mail.new_text)
    if _is_quoted(text.splitlines()) and (mail.new_text.strip() or marker is not None):
        return OwnWords(text="", why="above-line: ")
    if brings_copy(text) or brings_copy(mail.signature):
        return OwnWords(text="", why="internal: ")
    return OwnWords(text=text, below=below)


def holds_internal(text: str) -> bool:
    """Whether a text carries the marker or another sentence that only letters to staff have, quoted or wrapped."""
    squeezed = "".join(_squeezed(line) for line in text.splitlines())
    return _MARKER.search(squeezed) is not None or _INTERNAL.search(squeezed) is not None


def internal_words(text: str) -> tuple[str, ...]:
    """The sentences of our letters to staff that stand within lines of a text, without spaces; each once."""
    found = (match[0] for line in text.splitlines() for match in _INTERNAL.finditer(_squeezed(line)))
    return tuple(dict.fromkeys(found))


def brings_copy(text: str) -> bool:
    """Whether a text brings one of our letters to staff along: its marker, a line of it, or several of its sentences.
    A single sentence of it inside another one may be what the customer reads on a screen."""
    if not holds_internal(text):
        return False
    lines = [_squeezed(line) for line in text.splitlines()]
    words = internal_words(text)
    has_marker = _MARKER.search("".join(lines)) is not None
    return has_marker or len(words) != 1 or any(_INTERNAL.match(line) for line in lines)


def _squeezed(line: str) -> str:
    return "".join(unicodedata.normalize("NFKC", _PREFIX.sub("", line)).split()).casefold()


def _marker_line(lines: Sequence[str]) -> int | None:
    """Where the marker begins; programs may have quoted it, or broken it anywhere."""
    squeezed = [_squeezed(line) for line in lines]
    found = _MARKER.search("".join(squeezed))
    if found is None:
        return None
    return bisect_right(list(accumulate(map(len, squeezed))), found.start())


def _outside_quote(lines: Sequence[str]) -> tuple[str, str]:
    """What stands between the quoted lines, and what stands below the last: the first line of each, or nothing.

    A single line right between two quoted ones, the first of which is long, is the rest of a line that a program broke;
    where it might be a sentence, it is told like what stands below.
    """
    if not lines or not _QUOTED.match(lines[0]):
        return "", ""
    last = max(at for at, line in enumerate(lines) if _QUOTED.match(line))
    outside = [at for at, line in enumerate(lines) if line.strip() and not _QUOTED.match(line)]
    between = next((lines[at] for at in outside if at < last and not _is_rest(lines, at)), "")
    trailing = next((lines[at] for at in outside if at > last or (at < last and _may_be_said(lines[at]))), "")
    return between.strip(), "" if trailing.strip() == "--" else trailing.strip()


def _is_rest(lines: Sequence[str], at: int) -> bool:
    between = _QUOTED.match(lines[at - 1]) is not None and _QUOTED.match(lines[at + 1]) is not None
    return between and width(lines[at - 1].rstrip()) >= SHORTEST_BROKEN


def _may_be_said(line: str) -> bool:
    return _ENDS_SENTENCE.search(line) is not None


def _above(new_text: str) -> str:
    """The text up to the marker, without what introduces the copy; without a quote that is all there is."""
    lines = new_text.splitlines()
    marker = _marker_line(lines)
    if marker is None:
        return "" if _is_quote_alone(lines) else new_text
    return "\n".join(_without_introduction(lines[:marker]))


def _without_introduction(lines: list[str]) -> list[str]:
    """Rules and blank lines before the marker, then the paragraph that says who wrote when."""
    while lines and _RULE.match(lines[-1]):
        lines = lines[:-1]
    start = next((at for at in range(len(lines), 0, -1) if not lines[at - 1].strip()), 0)
    introduces = any(_INTRODUCES.search(line) for line in lines[start:])
    return lines[:start] if introduces else lines


def _is_quote_alone(lines: list[str]) -> bool:
    """Whether a reader that found nothing new gave the whole back: a quote, and at most a line that introduces it."""
    first = next((at for at, line in enumerate(lines) if _QUOTED.match(line)), None)
    if first is None or any(line.strip() and not _QUOTED.match(line) for line in lines[first:]):
        return False
    return not any(line.strip() for line in _without_introduction(lines[:first]))


def _is_quoted(lines: Sequence[str]) -> bool:
    """Whether nothing stands there but what somebody else wrote."""
    return not any(line.strip() and not _QUOTED.match(line) for line in lines)


def _brings_heads(new_text: str) -> bool:
    """Whether the head of a forwarded mail stands above the marker: then nobody can tell whose words it has."""
    lines = new_text.splitlines()
    marker = _marker_line(lines)
    return marker is not None and any(_HEAD.match(line) for line in lines[:marker] if not _RULE.match(line))
