"""Message-IDs in whatever state, a stand-in where there is none, and the key by which a mail is known again."""

from __future__ import annotations

import hashlib
import re

MOST_IDS = 100
MOST_CHARACTERS = 64 * 1024
LONGEST_ID = 998

_BRACKETED = re.compile(r"<([^<>]*)>")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f]+")
_SEPARATORS = re.compile(r"[\s,;]+")
_TRACE = (
    *(b"received", b"return-path", b"delivered-to", b"envelope-to", b"authentication-results", b"dkim-signature"),
    *(b"domainkey-signature", b"received-spf", b"status", b"lines", b"content-length"),
)
_TRACE_FAMILIES = (b"x-", b"arc-", b"resent-")


def ids_in(text: str) -> tuple[str, ...]:
    """The Message-IDs of a References or In-Reply-To value, with brackets, in order, each once (REALITIES 53).

    Separated by blanks or commas; broken by folds; without brackets if nothing has any. Of more than 100 ids or 64 KiB
    the last are kept, as the newest are there.
    """
    text = text[-MOST_CHARACTERS:]
    found = _BRACKETED.findall(text) or _SEPARATORS.split(text)
    cleaned = (_SPACE.sub("", one).strip("<>") for one in found)
    ids = (f"<{one}>" for one in cleaned if _is_id(one))
    return tuple(list(dict.fromkeys(ids))[-MOST_IDS:])


def _is_id(text: str) -> bool:
    left, at, right = text.rpartition("@")
    return bool(at and left and right) and len(text) <= LONGEST_ID


def synthetic_id(raw: bytes) -> str:
    """A Message-ID for a mail that has none: the same for the same content, and never written into our letters."""
    return f"<{content_key(raw)[:32]}@missing.local>"


def is_synthetic(message_id: str) -> bool:
    """Whether `synthetic_id` made this id."""
    return message_id.endswith("@missing.local>")


def content_key(raw: bytes) -> str:
    """The SHA-256, in hex, of a mail without what its way added (REALITIES 49; DECISIONS 26).

    Left out are Received, Return-Path, Delivered-To, Authentication-Results, signatures, ARC-*, Resent-* and X-*
    fields; line ends and blank lines at the end do not matter. One pass over the mail.
    """
    raw = raw.replace(b"\r\n", b"\n").strip(b"\n")
    header, blank, body = raw.partition(b"\n\n")
    digest = hashlib.sha256()
    keeps = False
    for number, line in enumerate(header.split(b"\n")):
        if line[:1] not in {b" ", b"\t"}:
            keeps = not _is_trace(line) and not (number == 0 and line.startswith(b"From "))
        if keeps:
            digest.update(line.rstrip())
            digest.update(b"\n")
    digest.update(blank)
    digest.update(body)
    return digest.hexdigest()


def _is_trace(line: bytes) -> bool:
    name = line[:64].partition(b":")[0].strip().lower()
    return name in _TRACE or name.startswith(_TRACE_FAMILIES)
