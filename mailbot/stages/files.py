"""The files of a mail that are passed on with a letter, and those that are left out, with the reason."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from mailbot.desk.staffcopy import brings_copy
from mailbot.desk.tokens import read_message_id
from mailbot.mail.compose import OutgoingFile
from mailbot.mail.own_marks import LOOP_HEADER
from mailbot.mail.reading import files_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailbot.desk.mail import Attachment
    from mailbot.stages.correspondence import Correspondence

MOST_BYTES = 15_000_000
"""Of all files of one copy together: base64 makes them a third larger, and many servers refuse above 25 MB."""
MOST_TEXT = 1_000_000
"""Bytes of a file that are looked into for our own words."""
TEXT_NAMES = (".txt", ".text", ".md", ".htm", ".html", ".log", ".csv")
_TAG = re.compile(r"<[^<>]{0,500}>")
_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^<>\s]{1,300}>)", re.IGNORECASE | re.MULTILINE)


Sorted: TypeAlias = tuple[tuple[OutgoingFile, ...], dict[int, str]]
"""What a letter carries, and why the others are left out, by `Attachment.index`."""


def opened(raw: bytes, attachments: Sequence[Attachment]) -> tuple[OutgoingFile, ...]:
    """Files as they go into another mail; the mail is looked through once for all of them."""
    content = files_of(raw, [one.index for one in attachments]) if attachments else {}
    return tuple(
        OutgoingFile(name=one.name, type=one.declared_type or one.type, content=content[one.index])
        for one in attachments
    )


def for_staff(raw: bytes, attachments: Sequence[Attachment]) -> Sorted:
    """What a copy carries, in order, as many as fit; and why the others are left out."""
    left_out: dict[int, str] = {}
    carried: list[Attachment] = []
    room = MOST_BYTES
    for one in attachments:
        if one.dangerous:
            left_out[one.index] = "dangerous"
        elif one.size > room:
            left_out[one.index] = "size"
        else:
            carried.append(one)
            room -= one.size
    return opened(raw, carried), left_out


def for_customer(raw: bytes, attachments: Sequence[Attachment], correspondence: Correspondence) -> Sorted:
    """What an answer carries, and why the others are left out: mails of this desk may be copies for staff (row D4)."""
    left_out = {one.index: "dangerous" for one in attachments if one.dangerous}
    harmless = [one for one in attachments if not one.dangerous]
    files: list[OutgoingFile] = []
    for one, file in zip(harmless, opened(raw, harmless), strict=True):
        if is_own_mail(file.content, correspondence) or holds_copy(one, file.content):
            left_out[one.index] = "own-mail"
        else:
            files.append(file)
    return tuple(files), left_out


class PublicFiles:
    """The files of one mail of a staff member, sorted once, however many people get its answer."""

    def __init__(self) -> None:
        self._sorted: Sorted | None = None

    def of(self, raw: bytes, attachments: Sequence[Attachment], correspondence: Correspondence) -> Sorted:
        """As `for_customer` sorts them; the mail is the same in every call."""
        if self._sorted is None:
            self._sorted = for_customer(raw, attachments, correspondence)
        return self._sorted


def holds_copy(attachment: Attachment, content: bytes) -> bool:
    """Whether a file of text holds one of our letters to staff, saved or pasted, whatever type it is said to be of."""
    is_text = attachment.type.startswith("text/") or attachment.name.lower().endswith(TEXT_NAMES)
    if not is_text:
        return False
    texts = (content[:MOST_TEXT].decode(charset, "replace") for charset in _charsets(content))
    return any(brings_copy(_TAG.sub("", one)) for one in texts)


def _charsets(content: bytes) -> tuple[str, ...]:
    return ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8", "cp932", "iso2022_jp")


def is_own_mail(content: bytes, correspondence: Correspondence) -> bool:
    """Whether a file holds a mail of this desk, whatever it calls itself: by our loop header or our signed ids."""
    mark = f"{LOOP_HEADER}:"
    if mark.lower().encode() in content.lower() or mark.encode("utf-16-le") in content:
        return True
    domain = correspondence.addresses.domain
    return any(
        read_message_id(correspondence.keyring, found[1].decode("ascii", "replace"), domain) is not None
        for found in _MESSAGE_ID.finditer(content)
    )
