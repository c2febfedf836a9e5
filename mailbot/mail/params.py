"""Parameters of Content-Type and Content-Disposition in every style that mail programs write (READING-MAIL D10)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mailbot.mail.charset import decode
from mailbot.mail.cleaning import one_line
from mailbot.mail.headers import decode_words, unfolded

_PARAM = re.compile(r';\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)', re.DOTALL)
_PIECE = re.compile(r"([^*]+)(?:\*(\d{1,4}))?(\*)?")
_ESCAPED = re.compile(r'\\(["\\])')
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Parameters:
    """The value before the first semicolon in lower case, and the parameters, names in lower case, decoded.

    `turns` tells whether a parameter held marks that reverse what is read; they are taken out.
    """

    value: str = ""
    params: dict[str, str] = field(default_factory=dict)
    turns: bool = False

    def get(self, name: str) -> str:
        return self.params.get(name, "")


def read_parameters(octets: bytes | None) -> Parameters:
    """A structured field with parameters: RFC 2231 in pieces or not, encoded words in quotes, raw octets. Total."""
    if octets is None:
        return Parameters()
    text = unfolded(octets)
    head = text.partition(";")[0]
    plain: dict[str, str] = {}
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for count, match in enumerate(_PARAM.finditer(text, len(head))):
        if count > _MOST:
            break
        _file(match[1].lower(), _unquoted(match[2]), plain, pieces)
    given = {name: decode_words(value) for name, value in plain.items()}
    for name, parts in pieces.items():
        given[name] = _joined(parts) or given.get(name, "")
    turns = any(_TURNING.search(value) is not None for value in given.values())
    return Parameters(one_line(head).lower(), {name: one_line(value) for name, value in given.items()}, turns)


def _file(name: str, value: str, plain: dict[str, str], pieces: dict[str, list[tuple[int, bool, str]]]) -> None:
    match = _PIECE.fullmatch(name)
    if match is None or (match[2] is None and match[3] is None):
        plain.setdefault(name, value)
        return
    pieces.setdefault(match[1], []).append((int(match[2] or 0), match[3] is not None, value))


def _unquoted(value: str) -> str:
    value = value.strip()
    if value.startswith('"') and value.endswith('"') and len(value) > 1:
        return _ESCAPED.sub(r"\1", value[1:-1])
    return value.strip('"')


def _joined(pieces: list[tuple[int, bool, str]]) -> str:
    """RFC 2231 pieces put together as octets first, so that a character may be split between them."""
    pieces = sorted(pieces, key=lambda piece: piece[0])
    charset = ""
    octets: list[bytes] = []
    for position, (_, is_encoded, value) in enumerate(pieces):
        if is_encoded and position == 0 and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        raw = value.encode("utf-8", "replace")
        octets.append(_PERCENT.sub(lambda code: bytes((int(code[1], 16),)), raw) if is_encoded else raw)
    text = decode(b"".join(octets), charset).text
    return decode_words(text) if "=?" in text else text
