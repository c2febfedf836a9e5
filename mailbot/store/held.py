"""What people do with mail that was held or set aside: look, let in, drop, try again; each is written to the audit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, update

from mailbot.desk.records import AuditEntry, InboxState
from mailbot.store import held_rows
from mailbot.store.audit import append
from mailbot.store.columns import AT_ONCE
from mailbot.store.inbox import whole_rows
from mailbot.store.opened import Opened
from mailbot.store.tables import inbox, inbox_text

if TYPE_CHECKING:
    from datetime import datetime

    from mailbot.desk.records import Claimed, HeldMail


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldWhole:
    """A held mail with its bytes and its arrivals, for `held show`."""

    mail: HeldMail
    whole: Claimed


class Held(Opened):
    """Mail that waits for a person's word."""

    def held(self, *, after: int = 0, limit: int = 500) -> tuple[HeldMail, ...]:
        """Held mail and mail set aside, oldest first, beginning behind the inbox id `after`."""
        with self._database.reading() as connection:
            return held_rows.waiting(connection, after=after, limit=limit)

    def held_show(self, inbox_id: int) -> HeldWhole | None:
        """One of them, whole; None where there is no such mail, or it does not wait (any more)."""
        with self._database.reading() as connection:
            mail = held_rows.one_waiting(connection, inbox_id)
            if mail is None:
                return None
            return HeldWhole(mail=mail, whole=whole_rows(connection, [inbox_id])[0])

    def release(self, inbox_id: int, by: str, now: datetime | None = None) -> bool:
        """Lets a held mail in: it is processed again as if its sender were proven. `by` is a staff handle or
        `operator`. False where it does not wait."""
        again = {"state": InboxState.NEW, "next_at": AT_ONCE, "tries": 0, "let_in_by": by}
        return self._move(inbox_id, again, action="held.released", by=by, now=now)

    def retry(self, inbox_id: int, by: str = "operator", now: datetime | None = None) -> bool:
        """Processes a mail that was set aside (or is held) again, judged as before. False where it does not wait."""
        again = {"state": InboxState.NEW, "next_at": AT_ONCE, "tries": 0}
        return self._move(inbox_id, again, action="held.retried", by=by, now=now)

    def drop(self, inbox_id: int, by: str, now: datetime | None = None) -> bool:
        """Ends a held mail for good; its bytes stay until retention takes them. False where it does not wait."""
        ended = {"state": InboxState.DROPPED, "ended_at": self._hear(now)}
        return self._move(inbox_id, ended, action="held.dropped", by=by, now=now)

    def _move(self, inbox_id: int, values: dict[str, Any], *, action: str, by: str, now: datetime | None) -> bool:
        at = self._hear(now)
        with self._database.writing() as connection:
            waits = update(inbox).where(inbox.c.id == inbox_id, held_rows.WAITING)
            if not connection.execute(waits.values(**values)).rowcount:
                return False
            connection.execute(delete(inbox_text).where(inbox_text.c.inbox_id == inbox_id))
            append(connection, AuditEntry(at=at, actor=by, action=action, subject=f"inbox:{inbox_id}"))
            return True
