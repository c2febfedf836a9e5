"""Reading the mail that waits for a person's word: held, or set aside after its tries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, text

from mailbot.desk.proof import Level
from mailbot.desk.records import HeldMail, InboxState
from mailbot.store.tables import inbox, inbox_text

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

WAITING = text("inbox.state in ('held', 'failed')")
_WHOLE = select(inbox, inbox_text.c.sender, inbox_text.c.subject, inbox_text.c.words, inbox_text.c.hint).outerjoin(
    inbox_text, inbox_text.c.inbox_id == inbox.c.id
)
_UNTOLD = (
    _WHOLE.where(WAITING, text("not inbox.told"))
    .order_by(inbox.c.id)
    .limit(500)
    .with_for_update(skip_locked=True, of=inbox)
)
_LIST = (
    _WHOLE.where(WAITING, text("inbox.state not in ('done', 'dropped')"), inbox.c.id > bindparam("after"))
    .order_by(inbox.c.id)
    .limit(bindparam("limit"))
)
_NEWEST = (
    _WHOLE.where(WAITING, text("inbox.state not in ('done', 'dropped')"))
    .order_by(inbox.c.id.desc())
    .limit(bindparam("limit"))
)
_ONE = _WHOLE.where(WAITING, inbox.c.id == bindparam("row"))


def untold(connection: Connection) -> tuple[HeldMail, ...]:
    return tuple(map(_held, connection.execute(_UNTOLD)))


def waiting(connection: Connection, *, after: int, limit: int) -> tuple[HeldMail, ...]:
    return tuple(map(_held, connection.execute(_LIST, {"after": after, "limit": limit})))


def newest(connection: Connection, *, limit: int) -> tuple[HeldMail, ...]:
    return tuple(map(_held, connection.execute(_NEWEST, {"limit": limit})))


def one_waiting(connection: Connection, inbox_id: int) -> HeldMail | None:
    row = connection.execute(_ONE, {"row": inbox_id}).one_or_none()
    return None if row is None else _held(row)


def _held(row: Row[*tuple[Any, ...]]) -> HeldMail:
    """The reason of one that was set aside is what went wrong, in words."""
    return HeldMail(
        inbox_id=row.id,
        reason=row.words or row.reason,
        level=Level(row.level) if row.level else Level.D,
        sender=row.sender or "",
        subject=row.subject or "",
        received_at=row.received_at,
        told=row.told,
        hint=row.hint or "",
        state=InboxState(row.state),
    )
