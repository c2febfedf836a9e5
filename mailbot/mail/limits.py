"""How much of a mail is read: limits that hold before anything is parsed (REALITIES 81; row G5)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Sizes in octets, counts as they say. What lies beyond `size` or `depth` is no mail that we read; the rest is cut
    and said so.
    """

    size: int = 30 * 1024 * 1024
    header_block: int = 256 * 1024
    header: int = 64 * 1024
    header_lines: int = 2_000
    parts: int = 5_000
    depth: int = 20
    text: int = 1024 * 1024
    """Characters of body text that are kept of one mail."""
    addresses: int = 1_000
    """Addresses that are kept of one header."""


USUAL = Limits()
