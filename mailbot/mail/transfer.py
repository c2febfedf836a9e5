"""Content-Transfer-Encoding undone, however damaged (RFC 2045 6)."""

from __future__ import annotations

import re
from binascii import Error as BinasciiError
from binascii import a2b_base64, a2b_qp, a2b_uu

_BASE64_ONLY = re.compile(rb"[A-Za-z0-9+/]*={0,3}")
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/]{2,}={0,3}")
_PADDING = re.compile(rb"=+")
_FULL_LINE = 40
"""Base64 in lines as long as this is no word of a text."""
_SPACES = b" \t\r\n\x0b\x0c"
_UNCODED = frozenset({"", "7bit", "8bit", "binary", "none", "7-bit", "8-bit"})


def undo(octets: bytes, encoding: str) -> tuple[bytes, str]:
    """The decoded octets, and what was wrong in a few words (empty if nothing). Total and linear."""
    name = encoding.partition(";")[0].partition("(")[0].strip(" \t\"'").lower()
    if name in _UNCODED:
        return octets, ""
    if name == "base64":
        return undo_base64(octets)
    if name in {"quoted-printable", "quoted-printible", "quopri"}:
        return a2b_qp(_without_trailing_blanks(octets)), ""
    if name in {"x-uuencode", "uuencode", "x-uue", "x-uu", "uue"}:
        return undo_uuencode(octets), ""
    return octets, f"unknown transfer encoding {name[:40]}"


def undo_base64(octets: bytes) -> tuple[bytes, str]:
    """Base64 with line noise, wrong padding, several pieces or a footer behind it; text that is none stays as it is."""
    plain = octets.translate(None, _SPACES)
    problem = ""
    if _BASE64_ONLY.fullmatch(plain) is None:
        whole = len(plain)
        lines = [line.strip() for line in octets[: len(octets) - len(behind_base64(octets))].splitlines()]
        plain = b"".join(line for line in lines if _BASE64_LINE.fullmatch(line))
        problem = "damaged base64"
        if 2 * len(plain) < whole and not _is_base64(next((line for line in lines if line), b"")):
            return octets, problem
    return b"".join(_base64_piece(piece) for piece in _PADDING.split(plain)), problem


def _is_base64(line: bytes) -> bool:
    return len(line) % 4 == 0 and _BASE64_LINE.fullmatch(line) is not None


def behind_base64(octets: bytes) -> bytes:
    """What somebody wrote in plain text behind base64, as mailing lists do with their footers; empty if nothing."""
    is_any = False
    tail: int | None = None
    at = 0
    for line in octets.splitlines(keepends=True):
        plain = line.strip()
        if plain and _BASE64_LINE.fullmatch(plain) is None:
            tail = at if tail is None else tail
        elif len(plain) >= _FULL_LINE:
            is_any, tail = True, None
        at += len(line)
    return octets[tail:] if is_any and tail is not None else b""


def _base64_piece(piece: bytes) -> bytes:
    piece = piece[:-1] if len(piece) % 4 == 1 else piece
    return a2b_base64(piece + b"=" * (-len(piece) % 4))


def undo_uuencode(octets: bytes) -> bytes:
    """What stands between `begin` and `end`; lines that are no uuencode are left out."""
    out: list[bytes] = []
    for line in octets.splitlines():
        if line.startswith(b"begin ") or not line.strip():
            continue
        if line.rstrip() in {b"end", b"`"}:
            continue
        out.append(uu_line(line))
    return b"".join(out)


def uu_line(line: bytes) -> bytes:
    """One line of uuencode; cut to what its length octet says where the line is too long; empty if it is none."""
    try:
        return a2b_uu(line)
    except BinasciiError:
        length = (((line[0] - 32) & 63) * 4 + 5) // 3
    try:
        return a2b_uu(line[:length])
    except BinasciiError:
        return b""


def _without_trailing_blanks(octets: bytes) -> bytes:
    if b" \n" not in octets and b"\t\n" not in octets and b" \r\n" not in octets and b"\t\r\n" not in octets:
        return octets
    return b"\n".join(line.rstrip(b" \t\r") for line in octets.split(b"\n"))
