"""Header fields of our own mail: cleaned, encoded and folded so that nothing in a value can become another field."""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import datetime
from urllib.parse import quote

from mailbot.desk.addresses import written
from mailbot.desk.mail import Address
from mailbot.mail.cleaning import one_line

LINE = 76
"""Columns of a line, its end aside (RFC 2047, 2 counts 76 for lines with encoded words)."""
_WORD_BYTES = 36
"""Bytes of text in one encoded word: 48 characters of base64 and 12 of frame, so that it fits behind a name."""
_LONGEST_PLAIN = 60

_FILE_SIGNS = str.maketrans('\\/<>"', "____'")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,900}>")


class ComposeError(ValueError):
    """A letter that must not leave: an address or id that cannot be written, or a header that came out changed."""


def clean(text: str) -> str:
    """A value in one line: no controls, no reordering marks, single blanks, nothing like an encoded word."""
    return re.sub(" {2,}", " ", one_line(text)).replace("=?", "= ?")


def unstructured(name: str, text: str) -> str:
    """A field of free text. Words of plain ASCII stay as they are, so that `[INC-000123]` is a word of its own."""
    return _field(name, _words(clean(text)))


def addresses(name: str, mailboxes: Sequence[Address]) -> str:
    """A field of mailboxes. Raises ComposeError for an address that cannot be written."""
    words: list[str] = []
    for place, mailbox in enumerate(mailboxes):
        comma = "," if place + 1 < len(mailboxes) else ""
        spec = addr_spec(mailbox.address)
        shown = _phrase(clean(mailbox.name))
        words += [*shown, f"<{spec}>{comma}"] if shown else [f"{spec}{comma}"]
    return _field(name, words)


def ids(name: str, values: Sequence[str]) -> str:
    """A field of Message-IDs, folded only between them (REALITIES 55)."""
    return f"{name}: " + "\r\n ".join(values) + "\r\n"


def plain(name: str, value: str) -> str:
    """A field whose value this code made; raises ComposeError if it is not printable ASCII in one line."""
    if not value.isascii() or not value.isprintable() or len(value) > 900:
        raise ComposeError(f"{name} cannot be written: {value[:80]!r}")
    return f"{name}: {value}\r\n"


def date(name: str, at: datetime) -> str:
    """A date field (RFC 5322, 3.3), English whatever the locale; raises ComposeError without an offset."""
    offset = at.utcoffset()
    if offset is None:
        raise ComposeError(f"{name} needs a time with an offset")
    minutes = int(offset.total_seconds()) // 60
    zone = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"
    day = f"{_DAYS[at.weekday()]}, {at.day:02d} {_MONTHS[at.month - 1]} {at.year:04d}"
    return f"{name}: {day} {at:%H:%M:%S} {zone}\r\n"


def is_message_id(value: str) -> bool:
    """Whether this can stand in our header as it is: brackets, ASCII, no blanks."""
    return _MESSAGE_ID.fullmatch(value) is not None


def addr_spec(address: str) -> str:
    """An address as it must stand in headers and in SMTP: odd local parts quoted, the domain as an A-label.

    Raises ComposeError for what only SMTPUTF8 could carry or what is no address (REALITIES 88).
    """
    spelt = written(address)
    if not spelt:
        raise ComposeError(f"no address to write to, at least not without SMTPUTF8: {address[:80]!r}")
    return spelt


def file_name(name: str) -> str:
    """A file's name as it leaves: one line, no path, no quotes or angles; `attachment` if nothing is left."""
    return clean(name).translate(_FILE_SIGNS) or "attachment"


def file_parameters(name: str) -> tuple[str, str]:
    """`name=` for Content-Type (RFC 2047, as old Japanese programs read it) and `filename=` (RFC 2231), each folded.

    A name of ASCII stands plainly in both; another has no plain `filename=` beside its own, which readers would prefer.
    """
    shown = file_name(name)
    if shown.isascii() and len(shown) <= _LONGEST_PLAIN:
        return f';\r\n name="{shown}"', f';\r\n filename="{shown}"'
    words = "\r\n ".join(_encoded(shown))
    return f';\r\n name="{words}"', "".join(_continued("filename", shown))


def _continued(parameter: str, value: str) -> Iterator[str]:
    """An RFC 2231 value, cut between characters into numbered pieces where one line does not hold it."""
    pieces, piece = [], ""
    for sign in value:
        octets = quote(sign, safe="")
        if len(piece) + len(octets) > LINE - 26:
            pieces.append(piece)
            piece = ""
        piece += octets
    pieces.append(piece)
    if len(pieces) == 1:
        yield f";\r\n {parameter}*=UTF-8''{pieces[0]}"
        return
    for number, part in enumerate(pieces):
        charset = "" if number else "UTF-8''"
        yield f";\r\n {parameter}*{number}*={charset}{part}"


def _phrase(name: str) -> list[str]:
    """A display name as words: plain, quoted, or encoded; none if it is empty."""
    if not name:
        return []
    if name.isascii() and len(name) <= _LONGEST_PLAIN:
        if _ATOMS.fullmatch(name):
            return name.split(" ")
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        return [f'"{escaped}"']
    return list(_encoded(name))


def _words(text: str) -> list[str]:
    """The text as words to be folded between: plain ones as they are, runs of others encoded with their blanks."""
    words: list[str] = []
    run: list[str] = []
    for word in text.split(" "):
        if word.isascii() and len(word) <= _LONGEST_PLAIN:
            words += [*_encoded(" ".join(run)), word]
            run = []
        else:
            run.append(word)
    return [word for word in (*words, *_encoded(" ".join(run))) if word]


def _encoded(text: str) -> Iterator[str]:
    """The text as encoded words of at most 60 columns, cut between characters, marks that combine kept with theirs."""
    piece = b""
    for cluster in _clusters(text):
        octets = cluster.encode("utf-8")
        if piece and len(piece) + len(octets) > _WORD_BYTES:
            yield _encoded_word(piece)
            piece = b""
        piece += octets
    if piece:
        yield _encoded_word(piece)


def _clusters(text: str) -> Iterator[str]:
    cluster = ""
    for sign in text:
        if cluster and not (_joins(sign) and len(cluster) < 8):
            yield cluster
            cluster = ""
        cluster += sign
    if cluster:
        yield cluster


def _joins(sign: str) -> bool:
    return unicodedata.combining(sign) != 0 or unicodedata.category(sign) in {"Mn", "Me"} or sign == "\u200d"


def _encoded_word(octets: bytes) -> str:
    return f"=?utf-8?b?{base64.b64encode(octets).decode('ascii')}?="


def _field(name: str, words: Sequence[str]) -> str:
    lines = [f"{name}:"]
    for word in words:
        if len(lines[-1]) + 1 + len(word) > LINE and lines[-1] != f"{name}:":
            lines.append("")
        lines[-1] += f" {word}"
    return "\r\n".join(lines) + "\r\n"
