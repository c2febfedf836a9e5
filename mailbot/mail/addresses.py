"""Address fields to addresses: as received, names decoded for people, nothing lost that can be found (D4, D6, D7)."""

from __future__ import annotations

import re

from mailbot.desk.mail import Address
from mailbot.mail.cleaning import one_line
from mailbot.mail.fields import mailboxes
from mailbot.mail.headers import decode_words, unfolded, word_spans

_ANGLE = re.compile(r"<([^<>]*)>")
_SPEC = re.compile(r'[^\s<>,;:"()\[\]@]+@[^\s<>,;:"()\[\]@]+|"[^"\r\n]{0,128}"@[^\s<>,;:"()@]+')
_MARK = re.compile(r"\ue000([0-9]{1,5})\ue001")
_TRAILING_COMMENT = re.compile(r"[^\s()<>\"]+@[^\s()<>\"]+\s*\(((?:[^()\\]|\\.)+)\)")
_BLANKS = re.compile(r"[ \t]{2,}")
_GROUP = re.compile(r"^[^@<>\",]{0,200}:")


def read_addresses(octets: bytes, most: int = 1_000) -> tuple[Address, ...]:
    """All addresses of one field, in order; groups opened, at most `most`. Total and linear."""
    return tuple(Address(address=address, name=_cleaned_name(name)) for name, address in _found(octets)[:most])


def _found(octets: bytes) -> list[tuple[str, str]]:
    text, words = _without_words(unfolded(octets))
    found = mailboxes(text) or _leniently(text)
    if "(" in text and any(not name for name, _ in found):
        found = _named_by_comments(found, text)
    return [(_with_words(name, words), _with_words(address, words)) for name, address in found] if words else found


def _named_by_comments(found: list[tuple[str, str]], text: str) -> list[tuple[str, str]]:
    """Names as they were written before RFC 822: `james@example.com (James Smythe)`."""
    items = _items(text)
    if len(items) != len(found):
        return found
    return [(name or _comment(item), address) for (name, address), item in zip(found, items, strict=True)]


def _comment(item: str) -> str:
    """The comment at the end of an item that is an address and nothing else before it; empty if there is none."""
    match = _TRAILING_COMMENT.fullmatch(item.strip())
    return match[1].replace("\\", "") if match else ""


def _without_words(text: str) -> tuple[str, list[str]]:
    """The text with a mark in the place of each encoded word, whose commas, colons and angles are no structure."""
    words: list[str] = []
    kept: list[str] = []
    at = 0
    for start, end in word_spans(text) if "=?" in text else []:
        kept.extend((text[at:start], f"\ue000{len(words)}\ue001"))
        words.append(text[start:end])
        at = end
    return "".join([*kept, text[at:]]), words


def _with_words(text: str, words: list[str]) -> str:
    return _MARK.sub(lambda mark: words[int(mark[1])] if int(mark[1]) < len(words) else "", text)


def _cleaned_name(name: str) -> str:
    """A display name decoded and cleaned, whatever it says."""
    return _BLANKS.sub(" ", one_line(decode_words(name))).strip("\"' ")


def _leniently(text: str) -> list[tuple[str, str]]:
    """What a forgiving reader finds where the grammar fails: `taro..yamada@`, `taro.@`, glued names (D7).

    Quoted strings and comments hide what they hold; of several angles in one item the last counts.
    """
    return [found for item in _items(text) if (found := _lenient_item(item)) is not None]


def _lenient_item(item: str) -> tuple[str, str] | None:
    angles = list(_ANGLE.finditer(item))
    if angles:
        inside = angles[-1][1].strip()
        address = inside.rpartition(":")[2].strip() if inside.startswith("@") else inside
        return (_unquoted(item[: angles[0].start()]), one_line(address)) if "@" in address else None
    plain = _without_comments(item).strip().strip("<>")
    spec = _SPEC.fullmatch(plain) or next(iter(_SPEC.finditer(plain)), None)
    return None if spec is None else (_unquoted(plain[: spec.start()].rstrip(" <")), spec[0])


def _items(text: str) -> list[str]:
    """The list split at commas and semicolons outside quotes, comments and angles."""
    items: list[str] = []
    start = depth = 0
    quoted = angle = escaped = False
    for at, ch in enumerate(text):
        if escaped:
            escaped = False
        elif ch == "\\" and (quoted or depth):
            escaped = True
        elif ch == '"' and not depth:
            quoted = not quoted
        elif quoted:
            continue
        elif ch == "(":
            depth += 1
        elif ch == ")" and depth:
            depth -= 1
        elif ch in "<>":
            angle = ch == "<"
        elif ch in ",;" and not depth and not angle:
            items.append(text[start:at])
            start = at + 1
    items.append(text[start:])
    return [_GROUP.sub("", item) if "<" not in item.partition(":")[0] else item for item in items if item.strip()]


def _without_comments(item: str) -> str:
    kept: list[str] = []
    depth = 0
    for ch in item:
        depth += ch == "("
        if not depth:
            kept.append(ch)
        depth -= ch == ")" and depth > 0
    return "".join(kept)


def _unquoted(name: str) -> str:
    name = name.strip()
    if len(name) > 1 and name.startswith('"') and name.endswith('"'):
        return name[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return name
