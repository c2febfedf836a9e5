"""The messages of cases: kept with their words apart, found by Message-ID, counted by sender."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, insert, select

from mailbot.desk.proof import Level
from mailbot.desk.records import Direction, StoredMessage
from mailbot.store.digests import digest_of_id
from mailbot.store.letter_states import LetterState
from mailbot.store.once import Insert, Plain
from mailbot.store.tables import message, message_ref, message_text, outbox, outbox_content

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from mailbot.desk.records import NewMessage
    from mailbot.store.behind import Behind

_NEW = insert(message).returning(message.c.id)
_NEW_TEXT = Plain(message_text)
NEW_REF = Insert(message_ref)
_COUNT = (
    select(func.count())
    .select_from(message)
    .where(
        message.c.case_id == bindparam("case_id"),
        message.c.sender_digest == bindparam("sender"),
        message.c.at >= bindparam("since"),
        message.c.is_public.in_(bindparam("kinds", expanding=True)),
    )
)
_MESSAGES = (
    select(
        message, message_text.c.from_address, message_text.c.to_addresses, message_text.c.subject, message_text.c.text
    )
    .outerjoin(message_text, message_text.c.message_id == message.c.id)
    .where(message.c.case_id == bindparam("case_id"))
    .order_by(message.c.at, message.c.id)
)
_OF_ID = _MESSAGES.add_columns(message_text.c.new_text).where(
    message.c.sender_digest == bindparam("sender"), message.c.message_id == bindparam("of_id")
)
_NEWEST = (
    _MESSAGES.add_columns(message_text.c.new_text)
    .where(message.c.direction == Direction.IN, message.c.is_public)
    .order_by(None)
    .order_by(message.c.at.desc(), message.c.id.desc())
    .limit(1)
)
_LETTERS = (
    select(
        outbox.c.queued_at,
        outbox.c.message_id,
        outbox_content.c.recipient,
        outbox_content.c.envelope_from,
        outbox_content.c.subject,
    )
    .outerjoin(outbox_content, outbox_content.c.outbox_id == outbox.c.id)
    .where(
        outbox.c.case_id == bindparam("case_id"),
        outbox.c.letter.not_like("staff-%"),
        outbox.c.state != LetterState.WITHDRAWN,
    )
    .order_by(outbox.c.queued_at, outbox.c.id)
)


def keep_message(connection: Connection, behind: Behind, new: NewMessage, *, sender_digest: str) -> int:
    """The id of the message; its words and its Message-ID are kept behind."""
    row = {
        "case_id": new.case_id,
        "direction": new.direction,
        "at": new.at,
        "message_id": new.message_id,
        "sender_digest": sender_digest,
        "inbox_id": new.inbox_id,
        "level": new.level,
        "is_public": new.is_public,
    }
    stored = int(connection.execute(_NEW, row).scalar_one())
    words = {
        "message_id": stored,
        "from_address": new.from_address,
        "to_addresses": new.to_addresses,
        "subject": new.subject,
        "text": new.text,
        "new_text": None if new.new_text == new.text else new.new_text,
    }
    behind.keep(_NEW_TEXT, words)
    if new.message_id:
        remember_id(behind, new.case_id, new.message_id)
    return stored


def remember_id(behind: Behind, case_id: int, message_id: str) -> None:
    behind.keep(NEW_REF, {"digest": digest_of_id(message_id), "case_id": case_id})


def mails_from(
    connection: Connection, case_id: int, sender_digest: str, since: datetime, *, is_public: bool | None
) -> int:
    kinds = (True, False) if is_public is None else (is_public,)
    asked = {"case_id": case_id, "sender": sender_digest, "since": since, "kinds": kinds}
    return int(connection.execute(_COUNT, asked).scalar_one())


def messages_of(connection: Connection, case_id: int) -> tuple[StoredMessage, ...]:
    """In order of time, the desk's own letters to customers among them; the words of an erased one are empty."""
    whole = (*_kept(connection, case_id), *_letters(connection, case_id))
    return tuple(sorted(whole, key=lambda one: (one.at, one.direction is not Direction.IN)))


def newest_mail(connection: Connection, case_id: int) -> StoredMessage | None:
    """The newest that a proven customer wrote; its text is what was new in it."""
    row = connection.execute(_NEWEST, {"case_id": case_id}).one_or_none()
    return None if row is None else replace(message_of(row), text=row.new_text or row.text or "")


def mails_of_id(connection: Connection, case_id: int, message_id: str, sender_digest: str) -> tuple[StoredMessage, ...]:
    """The messages of a case from one sender with this Message-ID, each with what was new in it."""
    rows = connection.execute(_OF_ID, {"case_id": case_id, "of_id": message_id, "sender": sender_digest})
    return tuple(replace(message_of(row), text=row.new_text or row.text or "") for row in rows)


def _letters(connection: Connection, case_id: int) -> Iterator[StoredMessage]:
    """Letters of the desk's own; answers of staff are kept as messages, and copies for staff are nobody's news."""
    for row in connection.execute(_LETTERS, {"case_id": case_id}):
        yield StoredMessage(
            id=0,
            direction=Direction.OUT,
            at=row.queued_at,
            message_id=row.message_id,
            from_address=row.envelope_from or "",
            to_addresses=(row.recipient,) if row.recipient else (),
            subject=row.subject or "",
            text="",
            level=Level.A,
        )


def _kept(connection: Connection, case_id: int) -> tuple[StoredMessage, ...]:
    return tuple(map(message_of, connection.execute(_MESSAGES, {"case_id": case_id})))


def _direction(row: Row[*tuple[Any, ...]]) -> Direction:
    """An answer that was taken back before it left is nothing that the customer got."""
    direction = Direction(row.direction)
    return Direction.INTERNAL if direction is Direction.OUT and not row.is_public else direction


def message_of(row: Row[*tuple[Any, ...]]) -> StoredMessage:
    return StoredMessage(
        id=row.id,
        direction=_direction(row),
        at=row.at,
        message_id=row.message_id,
        from_address=row.from_address or "",
        to_addresses=tuple(row.to_addresses or ()),
        subject=row.subject or "",
        text=row.text or "",
        level=Level(row.level),
        inbox_id=row.inbox_id or 0,
    )
