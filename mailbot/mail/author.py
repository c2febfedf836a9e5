"""The one address that a mail's From claims, read strictly: in doubt there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailbot.desk.mail import domain_key

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST = 8192

_SHIFTED = re.compile(r"\x1b\$[@B].*?(?:\x1b\([BJ]|$)", re.DOTALL)
_PIECE = re.compile(r'(?P<quoted>"(?:[^"\\]|\\.)*")|(?P<comment>\()|(?P<comma>,)|(?P<plain>[^"(),]+)', re.DOTALL)
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\\\"@]{1,64}@[^\s<>()\[\],;:\\\"@]{1,255}")
_QUOTED_ADDRESS = re.compile(r"\"[^\s<>\"\\@]{1,64}\"@[^\s<>()\[\],;:\\\"@]{1,255}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """The claimed address (quotes round its local part taken off) and its domain key; or why there is none."""

    address: str = ""
    domain: str = ""
    trouble: str = ""


def read_author(values: Sequence[str]) -> Author:
    """The author by all From field values of a mail (surrogates stand for bytes beyond ASCII).

    Several fields, several addresses, a group, or anything that two readers could take differently
    is trouble (REALITIES 11-13).
    """
    if len(values) != 1:
        return Author(trouble="several From fields" if values else "no From")
    if len(values[0]) > LONGEST:
        return Author(trouble="From is too long")
    addresses = _addresses(_SHIFTED.sub(" ", values[0]))
    if len(addresses) > 1:
        return Author(trouble="several addresses in From")
    if not addresses or not addresses[0]:
        return Author(trouble="From cannot be read")
    return _as_author(addresses[0])


def _as_author(address: str) -> Author:
    local, _, domain = address.rpartition("@")
    text = domain.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return Author(address=f"{local.strip(chr(34))}@{text}", domain=domain_key(text))


def _addresses(value: str) -> list[str]:
    """The addr-spec of each mailbox; an empty string stands for what cannot be read."""
    return [_address(item) for item in _items(value) if item.strip()]


def _items(value: str) -> list[str]:
    """The list cut at its commas, comments taken out, quoted strings kept; unbalanced text is one bad item."""
    items, kept, at = [], "", 0
    while at < len(value):
        piece = _PIECE.match(value, at)
        if piece is None:
            return ["<"]
        at = piece.end()
        if piece.lastgroup == "comment":
            at = _comment_end(value, at)
        elif piece.lastgroup == "comma":
            items.append(kept)
            kept = ""
        else:
            kept += piece[0]
    return [*items, kept] if at == len(value) else ["<"]


def _comment_end(value: str, at: int) -> int:
    """Where the comment ends whose opening bracket stands before `at`; beyond the end if it never does."""
    depth = 1
    while depth and at < len(value):
        sign = value[at]
        depth += {"(": 1, ")": -1}.get(sign, 0)
        at += 2 if sign == "\\" else 1
    return at if not depth else len(value) + 1


def _address(item: str) -> str:
    """The addr-spec of one mailbox: inside the only angle brackets, else the whole item."""
    outside, opening, rest = _without_quoted_names(item).partition("<")
    if not opening:
        return _plain(outside)
    inside, closing, after = rest.partition(">")
    if not closing or after.strip() or "<" in inside or ":" in outside:
        return ""
    address = _plain(inside)
    return "" if "@" in outside and outside.strip().lower() != address.lower() else address


def _without_quoted_names(item: str) -> str:
    """The item without quoted strings, but for one that is a local part (directly followed by an at sign)."""
    return re.sub(r"\"(?:[^\"\\]|\\.)*\"(?!@)", " ", item)


def _plain(text: str) -> str:
    text = text.strip()
    if _ADDRESS.fullmatch(text) or _QUOTED_ADDRESS.fullmatch(text):
        return text
    return ""
