"""ISO-2022-JP as it is met in mail: vendor characters, half-width kana, missing or broken escapes (READING-MAIL D2)."""

from __future__ import annotations

import re
from functools import lru_cache

_ESCAPE = re.compile(rb"\x1b(?:\$\([@BDOPQ]|\$[@AB]|\([BJIH]|&@\x1b\$B)")
_SHIFTS = re.compile(rb"\x1b(?:\$[@B(]|\([JI])")
_LINES = re.compile(rb"(\r?\n|\r)")
_TO_EIGHT_BIT = bytes(code | 0x80 if 0x21 <= code <= 0x7E else code for code in range(256))
_AS_MICROSOFT = str.maketrans("〜‖−¢£¬", "～∥－￠￡￢")


def has_escapes(octets: bytes) -> bool:
    """Whether the octets switch to a Japanese character set the ISO-2022 way."""
    return b"\x1b" in octets and _SHIFTS.search(octets) is not None


def decode_jis(octets: bytes) -> str:
    """The text of ISO-2022-JP, CP5022x and their mixtures; what has no meaning becomes U+FFFD. Linear.

    Pairs are read as CP932 reads them (rows 13 and 89 to 92 included), `ESC ( I` is half-width kana, `ESC $ ( D` JIS
    X 0212. A missing return to ASCII is tolerated: a segment ends at the next escape (RFC 1468 asks for more).
    """
    text: list[str] = []
    mode = b"(B"
    start = 0
    for escape in _ESCAPE.finditer(octets):
        text.append(_segment(octets[start : escape.start()], mode))
        mode = escape.group()[1:]
        start = escape.end()
    text.append(_segment(octets[start:], mode))
    return "".join(text)


def _segment(octets: bytes, mode: bytes) -> str:
    if not octets:
        return ""
    if mode in {b"(B", b"(J", b"(H"}:
        return _outside(octets)
    if mode == b"(I":
        return "".join(chr(code + 0xFF40) if 0x21 <= code <= 0x5F else chr(code & 0x7F) for code in octets)
    lines = _LINES.split(octets)
    read = _supplement if mode == b"$(D" else _pairs
    return "".join(read(line) if index % 2 == 0 else line.decode("ascii") for index, line in enumerate(lines))


def _outside(octets: bytes) -> str:
    """What stands outside the escapes: ASCII by the rules, else UTF-8 or CP932."""
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("cp932", "replace")


def _pairs(octets: bytes) -> str:
    try:
        return octets.translate(_TO_EIGHT_BIT).decode("euc_jp").translate(_AS_MICROSOFT)
    except UnicodeDecodeError:
        return _pairs_one_by_one(octets)


def _pairs_one_by_one(octets: bytes) -> str:
    text: list[str] = []
    at = 0
    while at < len(octets):
        first = octets[at]
        if first <= 0x20 or first == 0x7F:
            text.append(chr(first))
            at += 1
            continue
        text.append(_pair(first, octets[at + 1]) if at + 1 < len(octets) else "\ufffd")
        at += 2
    return "".join(text)


@lru_cache(maxsize=4096)
def _pair(first: int, second: int) -> str:
    first, second = first & 0x7F, second & 0x7F
    if not (0x21 <= first <= 0x7E and 0x21 <= second <= 0x7E):
        return "\ufffd"
    lead = (first - 0x21) // 2 + 0x81
    lead += 0x40 if lead > 0x9F else 0
    trail = second + 0x7E if first % 2 == 0 else second + 0x1F + (1 if second >= 0x60 else 0)
    return bytes((lead, trail)).decode("cp932", "replace")


def _supplement(octets: bytes) -> str:
    try:
        return (b"\x1b$(D" + octets + b"\x1b(B").decode("iso2022_jp_1")
    except UnicodeDecodeError:
        return "\ufffd" * (len(octets) // 2)
