"""What lies in Outlook's winmail.dat (MS-OXTNEF): its files, their names and places, and the text; nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct

from mailbot.mail.charset import decode
from mailbot.mail.rtf import MOST as MOST_TEXT
from mailbot.mail.rtf import read_rich_text, unpacked

SIGNATURE = b"\x78\x9f\x3e\x22"
_HEAD = Struct("<BII")
_U32 = Struct("<I")
_PROPERTY = Struct("<HH")
_OF_AN_ATTACHMENT = 2
_OLD_BODY, _MESSAGE_PROPERTIES = 0x800C, 0x9003
_BODY, _PACKED_BODY, _PAGE_BODY = 0x1000, 0x1009, 0x1013
_TITLE, _BEGINS, _DATA, _PROPERTIES, _CODEPAGE = 0x8010, 0x9002, 0x800F, 0x9005, 0x9007
_LONG_NAME, _SHOWN_NAME, _SHORT_NAME, _CONTENT, _MIME = 0x3707, 0x3001, 0x3704, 0x3701, 0x370E
_SIZES = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_TEXT, _WIDE, _BINARY, _OBJECT = 0x1E, 0x1F, 0x102, 0xD
_OBJECT_ID = 16
_MOST = 10_000
MOST_FILES = 500


@dataclass(slots=True)
class Enclosed:
    """One file: its name (empty if it has none), its declared media type, and where its octets lie."""

    name: str = ""
    type: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """The files in order, what was wrong in a few words (empty if nothing), and the text, which may be a page."""

    files: tuple[Enclosed, ...] = ()
    problem: str = ""
    text: str = ""
    is_page: bool = False


def read_tnef(octets: bytes) -> Reading:
    """List the files. What is damaged ends the list, and that is said. Total and linear."""
    if not octets.startswith(SIGNATURE):
        return Reading(problem="it is not in Outlook's format")
    reader = _Reader(octets)
    problem = reader.run() or reader.problem
    files = tuple(one for one in reader.files if one.end > one.start or one.name)
    return Reading(files, problem, *reader.body())


class _Reader:
    def __init__(self, octets: bytes) -> None:
        self._octets = octets
        self._charset = ""
        self.files: list[Enclosed] = []
        self.problem = ""
        self._bodies: dict[int, tuple[int, int, bool]] = {}

    def body(self) -> tuple[str, bool]:
        """The text of the message, and whether it is a page: as plain text, else as a page, else as rich text."""
        if _BODY in self._bodies and (plain := self._body_text(_BODY)).strip():
            return plain, False
        if _PAGE_BODY in self._bodies and (page := self._body_text(_PAGE_BODY)).strip():
            return page, True
        start, end, _ = self._bodies.get(_PACKED_BODY, (0, 0, False))
        return read_rich_text(unpacked(self._octets[start:end])) if end else ("", False)

    def _body_text(self, name: int) -> str:
        start, end, is_wide = self._bodies[name]
        return self._text(start, end, wide=is_wide, most=MOST_TEXT)

    def run(self) -> str:
        at = 6
        for _ in range(_MOST):
            if at + _HEAD.size > len(self._octets):
                return "" if at >= len(self._octets) else "it is damaged"
            level, kind, length = _HEAD.unpack_from(self._octets, at)
            start = at + _HEAD.size
            if start + length > len(self._octets) or len(self.files) > MOST_FILES:
                return "it is damaged or too large"
            self._attribute(level, kind & 0xFFFF, start, start + length)
            at = start + length + 2
        return "it is too large"

    def _attribute(self, level: int, kind: int, start: int, end: int) -> None:
        if kind == _CODEPAGE and end - start >= 4:
            self._charset = f"cp{_U32.unpack_from(self._octets, start)[0]}"
        if level != _OF_AN_ATTACHMENT:
            self._of_the_message(kind, start, end)
        elif kind == _BEGINS:
            self.files.append(Enclosed())
        elif self.files and kind == _TITLE:
            self.files[-1].name = self.files[-1].name or self._text(start, end)
        elif self.files and kind == _DATA:
            self.files[-1].start, self.files[-1].end = start, end
        elif self.files and kind == _PROPERTIES:
            try:
                self._properties(self.files[-1], start, end)
            except ValueError:
                self.problem = "it is damaged"

    def _of_the_message(self, kind: int, start: int, end: int) -> None:
        if kind == _OLD_BODY:
            self._bodies.setdefault(_BODY, (start, end, False))
        elif kind == _MESSAGE_PROPERTIES:
            try:
                for how, name, value in self._each_property(start, end):
                    if name in {_BODY, _PACKED_BODY, _PAGE_BODY}:
                        self._bodies[name] = (*value, how == _WIDE)
            except ValueError:
                self.problem = "it is damaged"

    def _properties(self, file: Enclosed, at: int, end: int) -> None:
        """Walk the MAPI properties of an attachment; the long name replaces the short one."""
        best = 0
        for kind, name, (start, stop) in self._each_property(at, end):
            rank = {_LONG_NAME: 3, _SHOWN_NAME: 2, _SHORT_NAME: 1}.get(name, 0)
            if rank > best:
                file.name, best = self._text(start, stop, wide=kind == _WIDE) or file.name, rank
            elif name == _MIME:
                file.type = self._text(start, stop, wide=kind == _WIDE).lower()
            elif name == _CONTENT and file.end == file.start:
                file.start, file.end = start + (_OBJECT_ID if kind == _OBJECT else 0), stop

    def _each_property(self, at: int, end: int) -> Iterator[tuple[int, int, tuple[int, int]]]:
        """Type, name and the place of the first value of each property that has octets. Raises ValueError."""
        count = self._number(at, end)
        at += 4
        for _ in range(min(count, _MOST)):
            kind, name = _PROPERTY.unpack(self._octets[at : at + 4].ljust(4, b"\0"))
            at += 4
            if name >= 0x8000:
                at = self._after_name(at, end)
            values, at = self._values(kind, at, end)
            if values:
                yield kind & 0xFFF, name, values[0]

    def _after_name(self, at: int, end: int) -> int:
        is_number = self._number(at + 16, end) == 0
        return at + 24 if is_number else at + 24 + _padded(self._number(at + 20, end))

    def _values(self, kind: int, at: int, end: int) -> tuple[list[tuple[int, int]], int]:
        """Where the values of one property lie, and where the next property begins. Raises ValueError."""
        plain = kind & 0xFFF
        is_many = bool(kind & 0x1000)
        if plain in _SIZES:
            count = self._number(at, end) if is_many else 1
            return [], at + (4 if is_many else 0) + _SIZES[plain] * count
        if plain not in {_TEXT, _WIDE, _BINARY, _OBJECT}:
            raise ValueError(plain)
        count = self._number(at, end)
        at += 4
        values: list[tuple[int, int]] = []
        for _ in range(count):
            length = self._number(at, end)
            if at + 4 + length > end:
                raise ValueError(length)
            values.append((at + 4, at + 4 + length))
            at += 4 + _padded(length)
        return values, at

    def _number(self, at: int, end: int) -> int:
        if at < 0 or at + 4 > end:
            raise ValueError(at)
        return int(_U32.unpack_from(self._octets, at)[0])

    def _text(self, start: int, end: int, *, wide: bool = False, most: int = 2048) -> str:
        octets = self._octets[start : min(end, start + most)]
        if wide:
            return octets.decode("utf-16-le", "replace").partition("\0")[0]
        return decode(octets.partition(b"\0")[0], self._charset).text


def _padded(length: int) -> int:
    return length + -length % 4
