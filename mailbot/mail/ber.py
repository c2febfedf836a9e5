"""A bounded walk over BER and DER (X.690): as much of it as finds what a signed message encloses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_MOST = 100_000


class NotBer(Exception):
    """The octets are not BER, or more of it than any mail program writes."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its tag octet, and where its content begins and ends; `after` is where the next one stands."""

    tag: int
    start: int
    end: int
    after: int

    @property
    def is_constructed(self) -> bool:
        return bool(self.tag & 0x20)


def element_at(octets: bytes, at: int, stop: int) -> Element:
    """The element at `at`. One of indefinite length is measured by its inside. Raises NotBer."""
    tag, start, length = _head(octets, at, stop)
    if length >= 0:
        return Element(tag, start, start + length, start + length)
    end = _end_of_indefinite(octets, start, stop)
    return Element(tag, start, end, end + 2)


def children(octets: bytes, element: Element) -> Iterator[Element]:
    """The elements inside a constructed one, in order. Raises NotBer."""
    at = element.start
    for _ in range(_MOST):
        if at >= element.end:
            return
        child = element_at(octets, at, element.end)
        yield child
        at = child.after
    raise NotBer


def strings_of(octets: bytes, element: Element) -> bytes:
    """The octets of an OCTET STRING, in one piece or in many. Raises NotBer."""
    if not element.is_constructed:
        return octets[element.start : element.end]
    return b"".join(octets[piece.start : piece.end] for piece in children(octets, element) if not piece.is_constructed)


def _head(octets: bytes, at: int, stop: int) -> tuple[int, int, int]:
    """Tag, where the content begins, and its length (-1 where it is indefinite)."""
    if at + 2 > stop:
        raise NotBer
    tag, length = octets[at], octets[at + 1]
    if tag & 0x1F == 0x1F:
        raise NotBer
    start = at + 2
    if length == 0x80:
        return tag, start, -1
    if length > 0x80:
        width = length & 0x7F
        if width > 8 or start + width > stop:
            raise NotBer
        length = int.from_bytes(octets[start : start + width], "big")
        start += width
    if start + length > stop:
        raise NotBer
    return tag, start, length


def _end_of_indefinite(octets: bytes, at: int, stop: int) -> int:
    """Where the two zero octets stand that end an element whose content begins at `at`. Walks without recursion."""
    depth = 1
    for _ in range(_MOST):
        if octets[at : at + 2] == b"\0\0":
            depth -= 1
            if not depth:
                return at
            at += 2
            continue
        _, start, length = _head(octets, at, stop)
        depth += length < 0
        at = start + max(length, 0)
    raise NotBer
