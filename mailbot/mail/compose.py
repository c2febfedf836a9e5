"""Writes a letter as a mail: the only place where bytes of outgoing mail are made."""

from __future__ import annotations

import binascii
import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from email.parser import BytesHeaderParser
from typing import Literal

from mailbot.desk.mail import Address
from mailbot.mail import outgoing_headers as headers
from mailbot.mail.cleaning import body_text
from mailbot.mail.outgoing_headers import ComposeError

__all__ = ["ComposeError", "Outgoing", "OutgoingFile", "compose"]

LOOP_FIELD = "X-Mailbot-Loop"
MOST_REFERENCES = 30
_LONGEST_LINE = 998
_BASE64_LINE = 76
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,80}")
_STRUCTURED = ("message/", "multipart/")
_PARSER = BytesHeaderParser()

AutoSubmitted = Literal["auto-replied", "auto-generated", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingFile:
    """A file to attach: its name as it should be shown, its media type, its bytes.

    With `content_id` (without brackets) it is a picture that the HTML shows by `cid:`.
    """

    name: str
    type: str = "application/octet-stream"
    content: bytes = field(repr=False, default=b"")
    content_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """All that one mail to one person holds.

    `auto_submitted` is empty for what a person wrote (RFC 3834, 5). `references` and `in_reply_to` may hold what
    customers' programs wrote: what is no Message-ID is left out. `messages` are whole mails to attach as they came.
    `date` is aware, in the zone that the header shall show. `list_id` and `list_unsubscribe` are for announcements.
    """

    from_: Address
    to: Address
    reply_to: Address | None = None
    subject: str
    text: str
    html: str | None = None
    message_id: str
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    date: datetime
    auto_submitted: AutoSubmitted = ""
    loop_id: str = ""
    list_id: str = ""
    list_unsubscribe: str = ""
    language: str = ""
    files: tuple[OutgoingFile, ...] = ()
    messages: tuple[bytes, ...] = ()


def compose(letter: Outgoing) -> bytes:
    """The mail, CRLF lines, 7 bit: text and HTML as alternatives in UTF-8 and base64, then the files.

    The same letter gives the same bytes. Every value is cleaned and encoded, then the header block is read again by
    another reader and compared (REALITIES 84-88). Raises ComposeError for what cannot be written.
    """
    lines = _header_lines(letter)
    part = _whole(letter)
    block = "".join(lines).encode("ascii")
    _compare(block, lines)
    return block + part


def _header_lines(letter: Outgoing) -> list[str]:
    if not headers.is_message_id(letter.message_id):
        raise ComposeError(f"no Message-ID: {letter.message_id[:80]!r}")
    lines = [
        headers.addresses("From", [letter.from_]),
        headers.addresses("To", [letter.to]),
        *([headers.addresses("Reply-To", [letter.reply_to])] if letter.reply_to else []),
        headers.unstructured("Subject", letter.subject),
        headers.date("Date", letter.date),
        headers.ids("Message-ID", [letter.message_id]),
        *_thread_lines(letter),
        headers.plain("MIME-Version", "1.0"),
    ]
    return [*lines, *_mark_lines(letter)]


def _thread_lines(letter: Outgoing) -> list[str]:
    lines = []
    if headers.is_message_id(letter.in_reply_to):
        lines.append(headers.ids("In-Reply-To", [letter.in_reply_to]))
    known = [one for one in dict.fromkeys(letter.references) if headers.is_message_id(one)]
    if len(known) > MOST_REFERENCES:
        known = [known[0], *known[1 - MOST_REFERENCES :]]
    if known:
        lines.append(headers.ids("References", known))
    return lines


def _mark_lines(letter: Outgoing) -> list[str]:
    """What tells other programs what kind of mail this is (REALITIES 33, 95)."""
    lines = []
    if letter.auto_submitted:
        lines.append(headers.plain("Auto-Submitted", letter.auto_submitted))
        lines.append(headers.plain("X-Auto-Response-Suppress", "All"))
    optional = (
        (LOOP_FIELD, letter.loop_id),
        ("Content-Language", letter.language),
        ("List-Id", letter.list_id),
        ("List-Unsubscribe", letter.list_unsubscribe),
    )
    return [*lines, *(headers.plain(name, value) for name, value in optional if value)]


def _compare(block: bytes, lines: list[str]) -> None:
    """Refuses a header block in which another reader finds other fields than were meant."""
    meant = [line.partition(":")[0] for line in lines]
    found = _PARSER.parsebytes(block + b"\r\n")
    if found.keys() != meant or found.get_payload() or found.defects:
        raise ComposeError(f"the header block came out as {found.keys()} instead of {meant}")
    for line, (_, value) in zip(lines, found.items(), strict=True):
        if _unfolded(line.partition(":")[2]) != _unfolded(value):
            raise ComposeError(f"the header {line[:40]!r} came out changed")


def _unfolded(value: str) -> str:
    return " ".join(value.split())


def _whole(letter: Outgoing) -> bytes:
    """The body with its own Content-Type line first."""
    pictures = [one for one in letter.files if one.content_id and letter.html]
    files = [one for one in letter.files if one not in pictures]
    shown = _shown(letter, pictures)
    if not files and not letter.messages:
        return shown
    attached = [_file(one) for one in files]
    attached += [_message(raw, _boundary(letter, "mixed")) for raw in letter.messages]
    return _multipart("mixed", _boundary(letter, "mixed"), [shown, *attached])


def _shown(letter: Outgoing, pictures: list[OutgoingFile]) -> bytes:
    text = _text("plain", letter.text)
    if not letter.html:
        return text
    html = _text("html", letter.html)
    if pictures:
        html = _multipart("related", _boundary(letter, "related"), [html, *(_file(one) for one in pictures)])
    return _multipart("alternative", _boundary(letter, "alternative"), [text, html])


def _boundary(letter: Outgoing, kind: str) -> str:
    """A boundary that no base64 can hold, the same for the same letter."""
    return f"=_{hashlib.sha256(f'{kind} {letter.message_id}'.encode()).hexdigest()[:24]}_="


def _multipart(kind: str, boundary: str, parts: list[bytes]) -> bytes:
    start = f"--{boundary}\r\n".encode("ascii")
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode("ascii")
    return head + b"".join(start + part for part in parts) + f"--{boundary}--\r\n".encode("ascii")


def _text(kind: str, text: str) -> bytes:
    content = body_text(text).replace("\n", "\r\n") + "\r\n"
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head.encode("ascii") + _base64(content.encode("utf-8"))


def _base64(content: bytes) -> bytes:
    whole = binascii.b2a_base64(content, newline=False)
    return b"".join([whole[at : at + _BASE64_LINE] + b"\r\n" for at in range(0, len(whole), _BASE64_LINE)])


def _file(file: OutgoingFile) -> bytes:
    """An attached file; a type that would make its base64 unreadable (message/*, multipart/*) is not kept."""
    kind = file.type.strip().lower()
    if not _TYPE.fullmatch(kind) or kind.startswith(_STRUCTURED):
        kind = "application/octet-stream"
    name, filename = headers.file_parameters(file.name)
    place = "inline" if file.content_id else "attachment"
    lines = [
        f"Content-Type: {kind}{name}\r\n",
        "Content-Transfer-Encoding: base64\r\n",
        f"Content-Disposition: {place}{filename}\r\n",
        *([headers.plain("Content-ID", f"<{headers.clean(file.content_id)}>")] if file.content_id else []),
    ]
    block = "".join(lines).encode("ascii")
    _compare(block, lines)
    return block + b"\r\n" + _base64(file.content)


def _message(raw: bytes, boundary: str) -> bytes:
    """A whole mail: as message/rfc822 where it is plain ASCII in short lines, else as a file, to the byte."""
    content = raw.replace(b"\r\n", b"\n")
    is_plain = content.isascii() and not {0, 13} & set(content) and boundary.encode("ascii") not in content
    if not is_plain or max(map(len, content.split(b"\n"))) > _LONGEST_LINE:
        return _file(OutgoingFile(name="message.eml", content=raw))
    name, filename = headers.file_parameters("message.eml")
    head = f"Content-Type: message/rfc822{name}\r\nContent-Disposition: attachment{filename}\r\n\r\n"
    return head.encode("ascii") + content.rstrip(b"\n").replace(b"\n", b"\r\n") + b"\r\n"
