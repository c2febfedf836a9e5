"""Rich text as Outlook keeps it in winmail.dat: unpacked (MS-OXRTFCP) and made text or the page that it stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from struct import Struct

from mailbot.mail.charset import decode

MOST = 4 * 1024 * 1024
"""Octets that are unpacked, and read, of one text."""
_HEAD = Struct("<II4sI")
_RING = 4096
_KNOWN = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n"
    b"\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
"""What the packed text may refer to before it has said anything (MS-OXRTFCP 2.1.3.1.2)."""
_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,9})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.DOTALL
)
_UNSEEN = frozenset({b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"header", b"footer"})
_SIGNS = {
    **dict.fromkeys((b"par", b"line", b"sect", b"page", b"row"), "\n"),
    b"tab": "\t",
    b"cell": "\t",
    b"emdash": "—",
    b"endash": "–",
    b"bullet": "•",
    b"lquote": "‘",
    b"rquote": "’",
    b"ldblquote": "“",
    b"rdblquote": "”",
}
_CODEPAGES = {128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 177: 1255, 178: 1256}
_CODEPAGES |= {0: 1252, 163: 1258, 186: 1257, 204: 1251, 222: 874, 238: 1250}
"""Code pages of the character sets of fonts (RTF 1.9, `\\fcharset`)."""


def unpacked(octets: bytes) -> bytes:
    """The rich text in a packed property; empty where it is none. What is damaged ends it. Total, at most MOST."""
    if len(octets) < _HEAD.size:
        return b""
    _, size, kind, _ = _HEAD.unpack_from(octets)
    if kind == b"MELA":
        return octets[_HEAD.size :][: min(size, MOST)]
    return _expanded(octets, min(size, MOST)) if kind == b"LZFu" else b""


def _expanded(octets: bytes, size: int) -> bytes:
    out = bytearray(_KNOWN)
    at = _HEAD.size
    while at < len(octets) and len(out) < size + len(_KNOWN):
        control = octets[at]
        at += 1
        for bit in range(8):
            if not control >> bit & 1:
                out += octets[at : at + 1]
                at += 1
                continue
            pair = int.from_bytes(octets[at : at + 2])
            at += 2
            back = (len(out) - (pair >> 4)) % _RING
            if back == 0 or at > len(octets):
                return bytes(out[len(_KNOWN) :][:size])
            for _ in range((pair & 15) + 2):
                out.append(out[-back] if back <= len(out) else 0x20)
    return bytes(out[len(_KNOWN) :][:size])


def read_rich_text(octets: bytes) -> tuple[str, bool]:
    """The text, and whether it is the page (HTML) from which Outlook made the rich text (MS-OXRTFEX). Total, linear."""
    reader = _Reader(is_page=b"\\fromhtml1" in octets[:1024])
    for token in _TOKEN.finditer(octets[:MOST]):
        reader.take(*token.groups())
    return reader.text(), reader.is_page


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds until the brace that closes it."""

    unseen: bool = False
    in_fonts: bool = False
    is_aside: bool = False
    fallback: int = 1
    codepage: int = 0


@dataclass(slots=True)
class _Reader:
    is_page: bool
    _group: _Group = field(default_factory=_Group)
    _outer: list[_Group] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _octets: bytearray = field(default_factory=bytearray)
    _codepage: int = 1252
    _fonts: dict[int, int] = field(default_factory=dict)
    _font: int = 0
    _skip: int = 0
    _starred: bool = False

    def take(
        self,
        word: bytes | None,
        number: bytes | None,
        code: bytes | None,
        sign: bytes | None,
        brace: bytes | None,
        plain: bytes | None,
    ) -> None:
        if brace:
            self._brace(brace)
        elif word:
            self._word(word, int(number) if number else None)
        elif code:
            self._say(bytes((int(code, 16),)))
        elif sign == b"*":
            self._starred = True
        elif sign:
            self._say({b"~": b" ", b"_": b"-", b"-": b""}.get(sign, sign))
        elif plain:
            self._say(plain)

    def text(self) -> str:
        self._flush()
        joined = "".join(self._pieces)
        return joined.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def _brace(self, brace: bytes) -> None:
        self._flush()
        self._skip = 0
        self._starred = False
        if brace == b"{":
            self._outer.append(self._group)
        elif self._outer:
            self._group = self._outer.pop()

    def _word(self, word: bytes, number: int | None) -> None:
        starred, self._starred = self._starred, False
        if word in _UNSEEN or (starred and not (word == b"htmltag" and self.is_page)):
            self._group = replace(self._group, unseen=True, in_fonts=word == b"fonttbl")
        elif word == b"htmlrtf":
            self._group = replace(self._group, is_aside=number != 0)
        elif word in _SIGNS:
            self._write(_SIGNS[word])
        elif number is not None:
            self._numbered(word, number)

    def _numbered(self, word: bytes, number: int) -> None:
        if word == b"u":
            self._write(chr(number & 0xFFFF))
            self._skip = self._group.fallback
        elif word == b"uc":
            self._group = replace(self._group, fallback=min(max(number, 0), 8))
        elif word == b"ansicpg":
            self._codepage = number
        elif word == b"f":
            self._font = number
            self._flush()
            self._group = replace(self._group, codepage=self._fonts.get(number, 0))
        elif word == b"fcharset" and self._group.in_fonts and number in _CODEPAGES:
            self._fonts[self._font] = _CODEPAGES[number]

    def _say(self, octets: bytes) -> None:
        skipped = min(self._skip, len(octets))
        self._skip -= skipped
        if not (self._group.unseen or self._group.is_aside):
            self._octets += octets[skipped:]

    def _write(self, text: str) -> None:
        self._flush()
        if not (self._group.unseen or self._group.is_aside):
            self._pieces.append(text)

    def _flush(self) -> None:
        if self._octets:
            self._pieces.append(decode(bytes(self._octets), f"cp{self._group.codepage or self._codepage}").text)
            self._octets.clear()
