"""The files of a mail: stable names that are only text, sizes, types and digests (REALITIES 67)."""

from __future__ import annotations

import hashlib
import re

from mailbot.desk.mail import Attachment
from mailbot.mail.cleaning import one_line
from mailbot.mail.file_kinds import danger, sniffed_type
from mailbot.mail.parts import Part

_UNWANTED = re.compile(r'[<>:"|?*\x00-\x1f]')
_PATH = re.compile(r"[/\\]+")
_LONGEST = 120
_TEXTS = ("text/", "image/svg+xml", "application/rtf")
"""Types that first octets show and that may well be declared as another kind of text."""
_ENDINGS = {
    "text/plain": ".txt",
    "text/html": ".html",
    "text/calendar": ".ics",
    "text/csv": ".csv",
    "text/rfc822-headers": ".txt",
    "message/rfc822": ".eml",
    "message/delivery-status": ".txt",
    "message/disposition-notification": ".txt",
    "message/feedback-report": ".txt",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/ms-tnef": ".dat",
    "application/pkcs7-signature": ".p7s",
    "application/pkcs7-mime": ".p7m",
    "application/pgp-signature": ".asc",
}


def describe(raw: bytes, part: Part, index: int, problems: list[str]) -> Attachment:
    """What is known of the file in this part. The octets are decoded once, measured and let go."""
    octets, problem = part.body(raw)
    declared = part.type
    sniffed = sniffed_type(octets, declared)
    is_text = declared.startswith("message/") or (declared.startswith("text/") and sniffed.startswith(_TEXTS))
    name = attachment_name(part, index)
    if problem:
        problems.append(f"attachment {name}: {problem}")
    return Attachment(
        index=index,
        name=name,
        type=declared if is_text else sniffed,
        declared_type=declared,
        size=len(octets),
        sha256=hashlib.sha256(octets).hexdigest(),
        content_id=part.block.text("content-id").strip("<> "),
        inline=part.disposition.value == "inline"
        or (not part.disposition.value and bool(part.block.first("content-id"))),
        dangerous=danger(name, sniffed, octets)
        or ("name that reads backwards" if part.disposition.turns or part.content.turns else ""),
    )


def attachment_name(part: Part, index: int) -> str:
    """The sender's name for the file, fit for showing; a stable one where the sender gave none. Never a path."""
    given = shown_file_name(part.disposition.get("filename")) or shown_file_name(part.content.get("name"))
    if given:
        return given
    if part.type == "message/rfc822":
        return f"message-{index}.eml"
    return f"attachment-{index}{_ENDINGS.get(part.type, '')}"


def shown_file_name(given: str) -> str:
    """A file name without directories, control and reordering characters, at most 120 characters, its ending kept."""
    plain = one_line(given)
    last = _PATH.split(plain)[-1] if ("/" in plain or "\\" in plain) else plain
    clean = _UNWANTED.sub("_", last).strip(" .")
    if len(clean) <= _LONGEST:
        return clean
    stem, dot, ending = clean.rpartition(".")
    if not dot or len(ending) > 10:
        return clean[:_LONGEST]
    return f"{stem[: _LONGEST - len(ending) - 1]}.{ending}"
