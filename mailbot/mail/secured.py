"""What an S/MIME message in one piece is: signed, and then with what inside, or encrypted (RFC 8551 3; RFC 5652)."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from mailbot.mail.ber import NotBer, children, element_at, strings_of

_KINDS_OF = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
_COMPRESSED = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x09"
_AUTH_ENVELOPED = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17"


class Kind(enum.StrEnum):
    """What the outermost object identifier says."""

    SIGNED = "signed"
    ENCRYPTED = "encrypted"
    COMPRESSED = "compressed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Secured:
    """The kind, and the enclosed octets of a signed one (empty if it encloses none)."""

    kind: Kind
    content: bytes = b""


def read_secured(octets: bytes) -> Secured:
    """Read a CMS ContentInfo. No signature is checked, nothing is decrypted. Total and linear."""
    try:
        outer = element_at(octets, 0, len(octets))
        oid, *rest = children(octets, outer)
        kind = _kind(octets[outer.start : oid.after])
        if kind is not Kind.SIGNED or not rest:
            return Secured(kind)
        return Secured(kind, _enclosed(octets, rest[0].start, rest[0].end))
    except (NotBer, ValueError):
        return Secured(Kind.UNKNOWN)


def _kind(oid: bytes) -> Kind:
    if oid.startswith(_KINDS_OF):
        return {2: Kind.SIGNED, 3: Kind.ENCRYPTED, 6: Kind.ENCRYPTED}.get(oid[-1], Kind.UNKNOWN)
    return {_COMPRESSED: Kind.COMPRESSED, _AUTH_ENVELOPED: Kind.ENCRYPTED}.get(oid, Kind.UNKNOWN)


def _enclosed(octets: bytes, start: int, end: int) -> bytes:
    """The content that SignedData encapsulates: its third element holds an identifier and, in [0], the octets."""
    signed = element_at(octets, start, end)
    at = signed.start
    for _ in range(2):
        at = element_at(octets, at, signed.end).after
    capsule = list(children(octets, element_at(octets, at, signed.end)))
    if len(capsule) < 2:
        return b""
    content = next(iter(children(octets, capsule[1])), None)
    return b"" if content is None else strings_of(octets, content)
