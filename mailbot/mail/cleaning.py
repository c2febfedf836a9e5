"""Text fit for one line or body of ours: no control characters, no marks that reorder what is read."""

from __future__ import annotations

import re

_BREAKS = re.compile(r"[\t\r\n\v\f\x85\u2028\u2029]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_BODY_CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_ASCII_CONTROLS = bytes({*range(0x20), 0x7F} - {0x09, 0x0A, 0x0D})
_LINE_ENDS = ("\r\n", "\r", "\x85", "\u2028", "\u2029")
_BLANK_RUN = re.compile(r"\n(?:[ \t\u3000]*+\n){3,}")


def one_line(text: str) -> str:
    """The text in one line, characters otherwise as they were (REALITIES 86); no Unicode normalisation."""
    return _CONTROLS.sub("", _BREAKS.sub(" ", text)).strip()


def body_text(text: str) -> str:
    """A body with `\\n` line ends and without control characters; blanks at the end of the whole are dropped."""
    for end in _LINE_ENDS:
        text = text.replace(end, "\n")
    return _without_controls(text).rstrip()


def _without_controls(text: str) -> str:
    if text.isascii():
        return text.encode("ascii").translate(None, _ASCII_CONTROLS).decode("ascii")
    return _BODY_CONTROLS.sub("", text)


def without_blank_runs(text: str) -> str:
    """At most three empty lines in a row."""
    *pieces, last = _BLANK_RUN.split(text)
    return "\n\n\n\n".join((*(piece.rstrip(" \t\u3000") for piece in pieces), last)) if pieces else text
