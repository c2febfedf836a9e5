"""Writers of what mails enclose: winmail.dat, S/MIME in one piece; only as much of the formats as the tests need."""

from __future__ import annotations

from struct import pack

SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
ENVELOPED_DATA = bytes.fromhex("06092a864886f70d010703")
COMPRESSED_DATA = bytes.fromhex("060b2a864886f70d0109100109")
PLAIN_DATA = bytes.fromhex("06092a864886f70d010701")


def der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    width = (size.bit_length() + 7) // 8
    return bytes((tag, 0x80 | width)) + size.to_bytes(width, "big") + content


def endless(tag: int, content: bytes) -> bytes:
    return bytes((tag, 0x80)) + content + b"\0\0"


def cms(oid: bytes, content: bytes) -> bytes:
    return der(0x30, oid + der(0xA0, content))


def signed(content: bytes) -> bytes:
    """SignedData by DER, the content in one piece, without certificates and signers."""
    capsule = der(0x30, PLAIN_DATA + der(0xA0, der(0x04, content)))
    return cms(SIGNED_DATA, der(0x30, b"\x02\x01\x01" + der(0x31, b"") + capsule + der(0x31, b"")))


def signed_in_pieces(content: bytes, piece: int = 16) -> bytes:
    """SignedData by BER as streaming writers have it: lengths left open, the content in pieces."""
    pieces = b"".join(der(0x04, content[at : at + piece]) for at in range(0, len(content), piece))
    capsule = endless(0x30, PLAIN_DATA + endless(0xA0, endless(0x24, pieces)))
    inner = endless(0x30, b"\x02\x01\x01" + der(0x31, b"") + capsule + der(0x31, b""))
    return endless(0x30, SIGNED_DATA + endless(0xA0, inner))


def tnef_attribute(level: int, kind: int, content: bytes) -> bytes:
    return pack("<BII", level, kind, len(content)) + content + pack("<H", sum(content) & 0xFFFF)


def mapi(*properties: tuple[int, int, bytes]) -> bytes:
    """Properties as (type, id, octets); texts and octets are counted and padded, numbers stand as they are."""
    out = [pack("<I", len(properties))]
    for kind, name, value in properties:
        out.append(pack("<HH", kind, name))
        if name >= 0x8000:
            out.append(b"\0" * 16 + pack("<II", 0, 7))
        counted = pack("<II", 1, len(value)) + value + b"\0" * (-len(value) % 4)
        out.append(counted if kind in {0x1E, 0x1F, 0x102, 0xD} else value)
    return b"".join(out)


def tnef(*attributes: bytes, codepage: int = 932) -> bytes:
    head = b"\x78\x9f\x3e\x22\x01\x00" + tnef_attribute(1, 0x069007, pack("<II", codepage, 0))
    return head + b"".join(attributes)


def tnef_file(title: bytes, content: bytes, properties: bytes = b"") -> bytes:
    parts = [tnef_attribute(2, 0x069002, b"\0" * 14), tnef_attribute(2, 0x018010, title + b"\0")]
    parts.append(tnef_attribute(2, 0x06800F, content))
    if properties:
        parts.append(tnef_attribute(2, 0x069005, properties))
    return b"".join(parts)
