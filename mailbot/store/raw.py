"""Raw mail by its digest: reading it back for an inbox row, and the bytes of each of its arrivals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from mailbot.store.tables import raw_mail

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

_CONTENTS = select(raw_mail.c.digest, raw_mail.c.content).where(
    raw_mail.c.digest.in_(bindparam("digests", expanding=True))
)


def header_block(raw: bytes) -> bytes:
    """Everything before the body, the blank line included; the whole where there is no blank line."""
    ends = [end + len(blank) for blank in (b"\r\n\r\n", b"\n\n", b"\r\r") if (end := raw.find(blank)) >= 0]
    return raw[: min(ends)] if ends else raw


def under_header(header: bytes, raw: bytes) -> bytes:
    """The mail as another arrival brought it: its header block over the body that is stored once."""
    return header + raw[len(header_block(raw)) :]


def contents_of(connection: Connection, digests: Iterable[str]) -> Mapping[str, bytes]:
    """The bytes under these digests; one that was erased is missing."""
    wanted = sorted(set(digests))
    if not wanted:
        return {}
    return {row.digest: row.content for row in connection.execute(_CONTENTS, {"digests": wanted})}
