"""How far each mailbox was read, and which worker reads it: two never share one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, select, update

from mailbot.desk.records import Cursor
from mailbot.store.columns import AT_ONCE
from mailbot.store.once import Insert, Upsert
from mailbot.store.opened import Opened
from mailbot.store.tables import mailbox_cursor, mailbox_lease

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

_CURSOR = select(mailbox_cursor.c.uidvalidity, mailbox_cursor.c.uid).where(
    mailbox_cursor.c.mailbox == bindparam("mailbox")
)
_KEEP_CURSOR = Upsert(mailbox_cursor)
_NEW_LEASE = Insert(mailbox_lease)


class Mailboxes(Opened):
    """Cursors and leases of the mailboxes that are read."""

    def cursor(self, mailbox: str) -> Cursor | None:
        """How far it was read; None before the first contact."""
        with self._database.reading() as connection:
            return _cursor_of(connection, mailbox)

    def advance(self, mailbox: str, cursor: Cursor) -> None:
        """Moves the cursor forward; under the same UIDVALIDITY it never goes back."""
        with self._database.writing() as connection:
            move_cursor(connection, mailbox, cursor)

    def lease_mailbox(self, mailbox: str, owner: str, now: datetime, seconds: float) -> bool:
        """Whether the mailbox is this owner's until `now` plus `seconds`: it was free, its own, run out, or held
        by a worker that is dead."""
        self._presence.announce()
        until = now + timedelta(seconds=seconds)
        row = {"mailbox": mailbox, "owner": owner, "worker": self.owner, "until": until}
        with self._database.writing() as connection:
            _NEW_LEASE.into(connection, row | {"until": AT_ONCE})
            held = connection.execute(
                select(mailbox_lease).where(mailbox_lease.c.mailbox == mailbox).with_for_update()
            ).one()
            is_own = held.owner == owner and held.worker == self.owner
            if not is_own and held.until > now and not self._presence.is_gone(held.worker):
                return False
            connection.execute(update(mailbox_lease).where(mailbox_lease.c.mailbox == mailbox).values(**row))
            return True

    def give_up_mailbox(self, mailbox: str, owner: str) -> None:
        """Frees it for the next worker; one that is another's stays as it is."""
        with self._database.writing() as connection:
            connection.execute(
                delete(mailbox_lease).where(
                    mailbox_lease.c.mailbox == mailbox,
                    mailbox_lease.c.owner == owner,
                    mailbox_lease.c.worker == self.owner,
                )
            )


def move_cursor(connection: Connection, mailbox: str, cursor: Cursor) -> None:
    """Within the caller's transaction."""
    held = _cursor_of(connection, mailbox)
    if held is not None and held.uidvalidity == cursor.uidvalidity and held.uid >= cursor.uid:
        return
    _KEEP_CURSOR.into(connection, {"mailbox": mailbox, "uidvalidity": cursor.uidvalidity, "uid": cursor.uid})


def _cursor_of(connection: Connection, mailbox: str) -> Cursor | None:
    row = connection.execute(_CURSOR, {"mailbox": mailbox}).one_or_none()
    return None if row is None else Cursor(uidvalidity=row.uidvalidity, uid=row.uid)
