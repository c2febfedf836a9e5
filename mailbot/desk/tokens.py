"""Signed marks in Message-IDs and addresses, by which a reply names its case and for whom the letter was made.

A token suggests a case; it never proves a sender (REALITIES 18, 19; DECISIONS 31).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGE_ID = "message-id"
REPLY = "reply"
BOUNCE = "bounce"
OBJECT = "object"
"""Whoever holds it asks to be sent no more announcements of a kind; its number is the announcement's."""

NOBODY = "x"
_PURPOSES = frozenset({MESSAGE_ID, REPLY, BOUNCE, OBJECT})
_SIGNATURE_BYTES = 10
"""80 bits, 16 characters: not to be guessed over mail, and short enough for an address."""
_SHORTEST_KEY = 16
_WORD = re.compile(r"[a-z0-9]{1,40}")
_KEY_ID = re.compile(r"[a-z0-9]{1,8}")
_HANDLE = re.compile(r"[a-z0-9_.-]{1,40}")
_DOT = "="
"""A dot of a handle, which parts a token; as long as the dot, because a local part has little room, and an atext of
RFC 5322 3.2.3 that bounce addresses of others use as well."""
LONGEST_LOCAL = 64
"""Octets of a local part (RFC 5321 4.5.3.1.1)."""
_TOKEN = re.compile(
    r"(?P<case>0|[1-9][0-9]{0,17})\.(?P<to>x|p(?:0|[1-9][0-9]{0,17})|[se]-[a-z0-9_=-]{1,80})"
    r"\.(?P<key>[a-z0-9]{1,8})(?:\.(?P<nonce>[a-z0-9]{1,40}))?\.(?P<signature>[a-z2-7]{16})"
)


@dataclass(frozen=True, slots=True)
class Keyring:
    """The desk's signing keys by id; `current` signs, all of them are believed (DECISIONS 47)."""

    keys: Mapping[str, bytes] = field(repr=False)
    current: str

    def __post_init__(self) -> None:
        for key_id, key in self.keys.items():
            if not _KEY_ID.fullmatch(key_id):
                raise ValueError(f"key id {key_id!r}: use 1 to 8 small letters and digits")
            if len(key) < _SHORTEST_KEY:
                raise ValueError(f"key {key_id}: a signing key needs at least {_SHORTEST_KEY} bytes")
        if self.current not in self.keys:
            raise ValueError(f"the current key {self.current!r} is not on the keyring")

    def sign(self, key_id: str, purpose: str, text: str) -> str:
        """The truncated HMAC-SHA256 in small base32 letters, which survives servers that fold case."""
        digest = hmac.digest(self.keys[key_id], f"mailbot/{purpose}/{text}".encode(), hashlib.sha256)
        return base64.b32encode(digest[:_SIGNATURE_BYTES]).decode("ascii").lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What a genuine token says. `case_id` 0 is no case; at most one of participant and staff handle is set."""

    case_id: int
    participant_id: int = 0
    staff_handle: str = ""
    purpose: str = REPLY
    nonce: str = ""


def mint_message_id(keyring: Keyring, *, domain: str, case_id: int, recipient: str, nonce: str) -> str:
    """A signed Message-ID with its brackets.

    `recipient` is `p12` (participant 12), `s-suzuki` (staff) or `x` (nobody of a case). `nonce` is 1 to 40
    small letters and digits that no other letter of the same case and recipient has. Raises ValueError for
    anything else.
    """
    if not nonce:
        raise ValueError("a Message-ID needs a nonce")
    return f"<{_mint(keyring, MESSAGE_ID, case_id, recipient, nonce)}@{domain.lower()}>"


def read_message_id(keyring: Keyring, message_id: str, domain: str) -> Token | None:
    """The token of a Message-ID that this desk made, with or without brackets, whatever its case; else None."""
    local, at, host = message_id.strip().removeprefix("<").removesuffix(">").rpartition("@")
    if not at or host.lower() != domain.lower():
        return None
    token = _read(keyring, MESSAGE_ID, local)
    return token if token is not None and token.nonce else None


def mint_local_tag(keyring: Keyring, *, purpose: str, case_id: int, recipient: str, nonce: str = "") -> str:
    """A signed tag for the local part of an address (`support+TAG@`), `purpose` being REPLY, BOUNCE or OBJECT.

    A bounce address of one letter carries that letter's nonce. Raises ValueError as `mint_message_id` does.
    """
    return _mint(keyring, purpose, case_id, recipient, nonce)


def read_tag(keyring: Keyring, tag: str, *, purpose: str) -> Token | None:
    """The token of an address tag made for this purpose, whatever its case; else None."""
    return _read(keyring, purpose, tag)


def _mint(keyring: Keyring, purpose: str, case_id: int, recipient: str, nonce: str) -> str:
    if purpose not in _PURPOSES:
        raise ValueError(f"no such purpose of a token: {purpose!r}")
    if nonce and not _WORD.fullmatch(nonce):
        raise ValueError(f"nonce {nonce!r}: use small letters and digits, at most 40")
    text = ".".join([str(case_id), _spelt(recipient), keyring.current, *([nonce] if nonce else [])])
    signed = f"{text}.{keyring.sign(keyring.current, purpose, text)}"
    if not _TOKEN.fullmatch(signed):
        raise ValueError(f"no token can be made for case {case_id} and recipient {recipient!r}")
    return signed


def _spelt(recipient: str) -> str:
    """The recipient as it stands in the token: a handle of other than small plain letters is encoded."""
    if not recipient.startswith("s-") or _HANDLE.fullmatch(recipient[2:]):
        return recipient.replace(".", _DOT)
    encoded = base64.b32encode(recipient[2:].encode()).decode("ascii")
    return f"e-{encoded.rstrip('=').lower()}"


def _read(keyring: Keyring, purpose: str, text: str) -> Token | None:
    found = _TOKEN.fullmatch(text.lower()) if text.isascii() else None
    if found is None or found["key"] not in keyring.keys:
        return None
    body, _, signature = found[0].rpartition(".")
    if not hmac.compare_digest(signature, keyring.sign(found["key"], purpose, body)):
        return None
    participant = int(found["to"][1:]) if found["to"].startswith("p") else 0
    return Token(
        case_id=int(found["case"]),
        participant_id=participant,
        staff_handle=_handle(found["to"]),
        purpose=purpose,
        nonce=found["nonce"] or "",
    )


def _handle(recipient: str) -> str:
    if recipient.startswith("s-"):
        return recipient[2:].replace(_DOT, ".")
    if not recipient.startswith("e-"):
        return ""
    encoded = recipient[2:].upper()
    return base64.b32decode(encoded + "=" * (-len(encoded) % 8)).decode()
