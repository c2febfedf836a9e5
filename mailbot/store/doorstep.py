"""Taking mail in: the untouched bytes, once, with every arrival; durable when a call returns (DESIGN 1)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from mailbot.desk.decision import Reason
from mailbot.desk.proof import Door
from mailbot.desk.records import Cursor, InboxState, Taken
from mailbot.store.columns import AT_ONCE, storable
from mailbot.store.folders import keep_lying
from mailbot.store.mailboxes import move_cursor
from mailbot.store.once import Insert
from mailbot.store.opened import Opened
from mailbot.store.raw import header_block
from mailbot.store.tables import arrival as arrivals
from mailbot.store.tables import inbox, raw_mail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from mailbot.desk.proof import Arrival

SOURCE_LIMIT = 300
"""Characters of a source that are kept as they are; a longer one ends in its digest, for indexes have limits."""

_NEW_ROW = Insert(inbox, returning="id")
_NEW_RAW = Insert(raw_mail)
_NEW_ARRIVAL = Insert(arrivals, returning="id")
_FIND = select(inbox.c.id, inbox.c.state, inbox.c.raw_digest).where(inbox.c.content_key == bindparam("content_key"))
_SOURCE = select(arrivals.c.inbox_id).where(
    arrivals.c.door == bindparam("door"), arrivals.c.source == bindparam("source")
)
_AGAIN = (
    update(inbox)
    .where(inbox.c.id == bindparam("row"), inbox.c.state == InboxState.HELD)
    .values(state=InboxState.NEW, next_at=AT_ONCE, tries=0, owner=None)
)
_CAME_IN_TOO = (
    update(inbox)
    .where(inbox.c.id == bindparam("row"), inbox.c.state == InboxState.DONE, inbox.c.reason == Reason.NOT_OURS)
    .values(state=InboxState.NEW, next_at=AT_ONCE, tries=0, owner=None)
)
"""What only lay in the Sent folder was none of the desk's business; once it comes in, it is."""


class Doorstep(Opened):
    """The way into the inbox, for every door."""

    def take_in(self, raw: bytes, arrival: Arrival, *, content_key: str) -> Taken:
        """Keeps one mail. `content_key` names what it says, whatever way it came (DECISIONS 26).

        Told again of the same coming, nothing changes. The same content by another way is a further arrival of
        the one row; if that row is held and the new arrival is trusted, or a person logged in for it, the row is
        processed again. Other content under a known source (a mailbox that gives a UID twice) is mail of its own:
        it is kept under that source with the start of its content key, so that nothing is ever dropped.
        Raises TryLater; then nothing was kept.
        """
        with self._database.writing() as connection:
            return _take(connection, raw, arrival, content_key)

    def take_in_many(self, mails: Sequence[tuple[bytes, Arrival, str]]) -> tuple[Taken, ...]:
        """The same for several, each with its content key, in one commit; answers in their order."""
        if not mails:
            return ()
        with self._database.writing() as connection:
            return tuple(_take(connection, *mail) for mail in mails)

    def take_in_at_cursor(
        self, raw: bytes, arrival: Arrival, *, content_key: str, mailbox: str, cursor: Cursor
    ) -> Taken:
        """The same for one mail of a mailbox, whose cursor moves behind it in the same commit. A mail whose folder
        shall show its state is noted with the place where it lies."""
        with self._database.writing() as connection:
            taken = _take(connection, raw, arrival, content_key)
            if arrival.shown:
                keep_lying(connection, taken.inbox_id, mailbox, cursor)
            move_cursor(connection, mailbox, cursor)
            return taken


def _take(connection: Connection, raw: bytes, arrival: Arrival, content_key: str) -> Taken:
    digest = hashlib.sha256(raw).hexdigest()
    inbox_id = _NEW_ROW.into(connection, _row(arrival, content_key, digest))
    if inbox_id is not None:
        _NEW_RAW.into(connection, {"digest": digest, "content": raw})
        _keep_arrival(connection, arrival, inbox_id, content_key, header_digest=None)
        return Taken(inbox_id=inbox_id, is_new=True)
    found = connection.execute(_FIND, {"content_key": content_key}).one()
    header_digest = None if found.raw_digest == digest else _keep_header(connection, raw)
    is_added = _keep_arrival(connection, arrival, found.id, content_key, header_digest=header_digest)
    if is_added and (arrival.trusted or arrival.login):
        connection.execute(_AGAIN, {"row": found.id})
    if is_added and arrival.door is not Door.SENT:
        connection.execute(_CAME_IN_TOO, {"row": found.id})
    return Taken(inbox_id=found.id, is_new=False)


def _row(arrival: Arrival, content_key: str, digest: str) -> dict[str, object]:
    return {
        "content_key": content_key,
        "raw_digest": digest,
        "state": InboxState.NEW,
        "tries": 0,
        "next_at": AT_ONCE,
        "seen_arrival": 0,
        "received_at": arrival.received_at,
        "let_in_by": "",
        "decision": "",
        "reason": "",
        "case_id": 0,
        "level": "",
        "told": False,
    }


def _keep_header(connection: Connection, raw: bytes) -> str:
    """The header block alone: behind it lies what the first arrival brought already."""
    header = header_block(raw)
    digest = hashlib.sha256(header).hexdigest()
    _NEW_RAW.into(connection, {"digest": digest, "content": header})
    return digest


def _keep_arrival(
    connection: Connection, arrival: Arrival, inbox_id: int, content_key: str, *, header_digest: str | None
) -> bool:
    """Whether this coming was told for the first time."""
    source = arrival.source
    if len(source) > SOURCE_LIMIT:
        source = f"{source[:SOURCE_LIMIT]}#{hashlib.sha256(storable(source).encode()).hexdigest()}"
    row = _arrival_row(arrival, inbox_id, header_digest) | {"source": source}
    if _NEW_ARRIVAL.into(connection, row) is not None:
        return True
    if connection.scalar(_SOURCE, {"door": arrival.door, "source": source}) == inbox_id:
        return False
    return _NEW_ARRIVAL.into(connection, row | {"source": f"{source}#{content_key[:16]}"}) is not None


def _arrival_row(arrival: Arrival, inbox_id: int, header_digest: str | None) -> dict[str, object]:
    return {
        "inbox_id": inbox_id,
        "door": arrival.door,
        "received_at": arrival.received_at,
        "envelope_from": arrival.envelope_from,
        "recipients": arrival.recipients,
        "trusted": arrival.trusted,
        "login": arrival.login,
        "profile": arrival.profile,
        "answerable": arrival.answerable,
        "oversize": arrival.oversize,
        "header_digest": header_digest,
    }
