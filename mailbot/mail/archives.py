"""The table of contents of a zip archive, read without unpacking anything (REALITIES 75, 77)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from struct import Struct

_END = b"PK\x05\x06"
_ENTRY = b"PK\x01\x02"
_FIRST = b"PK\x03\x04"
_END_RECORD = Struct("<4s4H2IH")
_ENTRY_RECORD = Struct("<4s6H3I5H2I")
_FIRST_RECORD = Struct("<4s5H3I2H")
_LONGEST_COMMENT = 65_557
_UTF8 = 0x800
MOST_ENTRIES = 1_000
MOST_OCTETS = 200 * 1024 * 1024
MOST_RATIO = 100
_SMALL = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What an archive says that it holds. `names` are cut after 1,000 of a listing; sizes are octets, as claimed."""

    names: tuple[str, ...] = ()
    count: int = 0
    unpacked: int = 0
    is_locked: bool = False

    def is_bomb(self, size: int) -> bool:
        """Whether unpacking it would cost beyond reason: too many entries, too large, or too dense for its size."""
        is_dense = self.unpacked > _SMALL and self.unpacked > MOST_RATIO * size
        return self.count > MOST_ENTRIES or self.unpacked > MOST_OCTETS or is_dense


def contents_of(octets: bytes) -> Contents:
    """List a zip by its central directory and by the heads of its files, for the two may differ. Total, bounded."""
    names, is_locked = _heads(octets)
    at = octets.rfind(_END, max(0, len(octets) - _LONGEST_COMMENT))
    if at < 0 or at + _END_RECORD.size > len(octets):
        return Contents(names=names, count=len(names), is_locked=is_locked)
    _, _, _, _, count, size, _, _ = _END_RECORD.unpack_from(octets, at)
    listed = _listed(octets, max(0, at - size), count)
    unlisted = tuple(name for name in names if name not in listed.names)
    return replace(listed, names=listed.names + unlisted, is_locked=listed.is_locked or is_locked)


def is_archive(octets: bytes) -> bool:
    """Whether unpackers take it for a zip, whatever stands before its first file."""
    return octets[:4] in {_FIRST, _END} or octets.rfind(_END, max(0, len(octets) - _LONGEST_COMMENT)) >= 0


def _heads(octets: bytes) -> tuple[tuple[str, ...], bool]:
    """The names before the packed octets themselves, and whether one of these is locked."""
    names: list[str] = []
    is_locked = False
    at = octets.find(_FIRST)
    while at >= 0 and len(names) < MOST_ENTRIES:
        head = octets[at : at + _FIRST_RECORD.size].ljust(_FIRST_RECORD.size, b"\0")
        _, _, flags, *_, length, _ = _FIRST_RECORD.unpack(head)
        is_locked = is_locked or bool(flags & 1)
        if name := octets[at + _FIRST_RECORD.size : at + _FIRST_RECORD.size + length]:
            names.append(_name(name, flags))
        at = octets.find(_FIRST, at + len(_FIRST))
    return tuple(dict.fromkeys(names)), is_locked


def _name(octets: bytes, flags: int) -> str:
    return octets.decode("utf-8" if flags & _UTF8 else "cp932", "replace")


def _listed(octets: bytes, at: int, count: int) -> Contents:
    names: list[str] = []
    unpacked = 0
    is_locked = False
    while len(names) < MOST_ENTRIES and at + _ENTRY_RECORD.size <= len(octets):
        entry = _ENTRY_RECORD.unpack_from(octets, at)
        if entry[0] != _ENTRY:
            break
        flags, size, name_length, extra, comment = entry[3], entry[9], entry[10], entry[11], entry[12]
        at += _ENTRY_RECORD.size
        names.append(_name(octets[at : at + name_length], flags))
        is_locked = is_locked or bool(flags & 1)
        unpacked += size
        at += name_length + extra + comment
    return Contents(names=tuple(names), count=max(count, len(names)), unpacked=unpacked, is_locked=is_locked)
