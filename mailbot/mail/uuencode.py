"""Files that an old mail program wrote into the text itself, between `begin` and `end` (uuencode)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailbot.mail.transfer import uu_line

_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]{1,250})\r?\n", re.MULTILINE)
_LAST = frozenset({b"", b"`"})
_MOST = 100
_LINE = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One file: its name as written, its octets, and where it stands in the text, `begin` and `end` included."""

    name: bytes
    content: bytes
    start: int
    end: int


def may_hold_files(octets: bytes) -> bool:
    """Whether a search is worth while."""
    return b"begin " in octets


def written_files(octets: bytes) -> list[Written]:
    """The files in a text, in order. What is not uuencode from its first to its last line stays text. Linear."""
    found: list[Written] = []
    at = 0
    while len(found) < _MOST and (begin := _BEGIN.search(octets, at)) is not None:
        content, end = _read(octets, begin.end())
        if end:
            found.append(Written(name=begin[1], content=content, start=begin.start(), end=end))
        at = end or begin.end()
    return found


def without_files(octets: bytes) -> bytes:
    """The text without the files that are written into it."""
    kept: list[bytes] = []
    at = 0
    for one in written_files(octets):
        kept.append(octets[at : one.start])
        at = one.end
    return b"".join([*kept, octets[at:]])


def _read(octets: bytes, at: int) -> tuple[bytes, int]:
    """The octets of the lines from `at` on and where the line `end` stops; (b"", 0) if a line is none of a file."""
    pieces: list[bytes] = []
    while 0 <= at < len(octets):
        stop = octets.find(b"\n", at, at + _LINE)
        line = octets[at : stop if stop >= 0 else at + _LINE].rstrip(b"\r")
        if line.rstrip() == b"end" and pieces:
            return b"".join(pieces), stop + 1 if stop >= 0 else len(octets)
        if stop < 0 or not _is_piece(line):
            break
        if line.strip() not in _LAST:
            pieces.append(uu_line(line))
        at = stop + 1
    return b"", 0


def _is_piece(line: bytes) -> bool:
    """Whether a line is as long as its first octet says; blanks at its end may have been lost on the way."""
    if line.strip() in _LAST:
        return True
    length = (line[0] - 32) & 63
    wanted = 1 + (length + 2) // 3 * 4
    return 32 < line[0] <= 96 and length > 0 and (len(line) - wanted in {0, 1, 2} or _lost_blanks(line, wanted))


def _lost_blanks(line: bytes, wanted: int) -> bool:
    return 1 < len(line) < wanted and wanted - len(line) < 48 and all(32 <= code <= 96 for code in line)
