"""ISO-2022-JP as it is met in mail: vendor characters, half-width kana, missing or broken escapes (READING-MAIL D2)."""

from __future__ import annotations

import re
from functools import lru_cache

_ESCAPE = re.compile(rb"\x1b(?:\$\([@ABCDOPQ]|\$[@AB]|\([BJIH]|&@\x1b\$B)")
_SHIFTS = re.compile(rb"\x1b(?:\$[@AB(]|\([JI])|\x0e[!-_]{1,1000}\x0f")
_KANA_SHIFT = re.compile(rb"\x0e([!-_]{1,1000})\x0f")
_BARE_ESCAPE = re.compile(rb"\$[@B]|\([BJ]|\n")
_PAIRS = re.compile(rb"(?:[!-(0-t][!-~]){1,500}")
_OTHER_SETS = {
    b"$A": "iso2022_jp_2",
    b"$(A": "iso2022_jp_2",
    b"$(C": "iso2022_jp_2",
    b"$(D": "iso2022_jp_1",
    b"$(O": "iso2022_jp_3",
    b"$(P": "iso2022_jp_3",
    b"$(Q": "iso2022_jp_2004",
}
"""Escapes of GB 2312, KS X 1001, JIS X 0212 and JIS X 0213, and the codec that knows each."""
_LINES = re.compile(rb"(\r?\n|\r)")
_TO_EIGHT_BIT = bytes(code | 0x80 if 0x21 <= code <= 0x7E else code for code in range(256))
_AS_MICROSOFT = str.maketrans("〜‖−¢£¬", "～∥－￠￡￢")


def has_escapes(octets: bytes) -> bool:
    """Whether the octets switch to a Japanese character set the ISO-2022 way."""
    may_shift = b"\x1b" in octets or b"\x0e" in octets
    return may_shift and b"\x1b$)" not in octets and _SHIFTS.search(octets) is not None


def with_lost_escapes(octets: bytes) -> bytes:
    """Text that is ISO-2022-JP by its label and lost its ESC octets on the way (`$B$3$s(B`): they are put back."""
    if b"\x1b" in octets:
        return octets
    pieces: list[bytes] = []
    at = begins = 0
    for mark in _BARE_ESCAPE.finditer(octets):
        is_open = mark[0].startswith(b"$")
        if mark[0] == b"\n":
            begins = at
        elif is_open and begins <= at:
            begins = mark.end()
        elif not is_open and begins > at and _PAIRS.fullmatch(octets, begins, mark.start()):
            pieces += [octets[at : begins - 2], b"\x1b", octets[begins - 2 : mark.start()], b"\x1b", mark[0]]
            at = mark.end()
    return b"".join([*pieces, octets[at:]])


def decode_jis(octets: bytes) -> str:
    """The text of ISO-2022-JP, CP5022x and their mixtures; what has no meaning becomes U+FFFD. Linear.

    Pairs are read as CP932 reads them (rows 13 and 89 to 92 included), `ESC ( I` and SO are half-width kana; JIS
    X 0212 and 0213 and the sets of ISO-2022-JP-2 (RFC 1554) are known.
    A missing return to ASCII is tolerated: a segment ends at the next escape (RFC 1468 asks for more).
    """
    plain = _by_the_rules(octets)
    if plain is not None:
        return plain
    text: list[str] = []
    mode = b"(B"
    start = 0
    for escape in _ESCAPE.finditer(octets):
        text.append(_segment(octets[start : escape.start()], mode))
        mode = escape.group()[1:]
        start = escape.end()
    text.append(_segment(octets[start:], mode))
    return "".join(text)


def _by_the_rules(octets: bytes) -> str | None:
    """The text of octets that hold ASCII and JIS X 0208 alone, as almost all do; None for anything else."""
    if b"\x0e" in octets or octets.count(b"\x1b") != octets.count(b"\x1b$B") + octets.count(b"\x1b(B"):
        return None
    try:
        text = octets.decode("iso2022_jp")
    except UnicodeDecodeError:
        return None
    for theirs, ours in zip("〜‖−¢£¬", "～∥－￠￡￢", strict=True):
        text = text.replace(theirs, ours)
    return text


def _segment(octets: bytes, mode: bytes) -> str:
    if not octets:
        return ""
    if mode in {b"(B", b"(J", b"(H"}:
        return _outside(octets)
    if mode == b"(I":
        return "".join(chr(code + 0xFF40) if 0x21 <= code <= 0x5F else chr(code & 0x7F) for code in octets)
    pieces: list[str] = []
    for index, line in enumerate(_LINES.split(octets)):
        is_break = index % 2 == 1
        pieces.append(line.decode("ascii") if is_break else _of_another_set(line, mode) or _pairs(line))
    return "".join(pieces)


def _outside(octets: bytes) -> str:
    """What stands outside the escapes: ASCII by the rules, else UTF-8 or CP932; kana between SO and SI (CP50222)."""
    if b"\x0e" in octets:
        octets = _KANA_SHIFT.sub(lambda kana: bytes(code | 0x80 for code in kana[1]), octets)
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


def _of_another_set(octets: bytes, mode: bytes) -> str:
    """A line in a set that CP932 does not hold; empty where the escape is none of these or the codec refuses."""
    codec = _OTHER_SETS.get(mode)
    if codec is None or not octets:
        return ""
    try:
        return (b"\x1b" + mode + octets + b"\x1b(B").decode(codec)
    except UnicodeDecodeError:
        return "\ufffd" * (len(octets) // 2) if mode not in {b"$(O", b"$(Q"} else ""
