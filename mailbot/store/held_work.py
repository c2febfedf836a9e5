"""What a unit asks and does about mail that waits for a person's word; each word is written to the audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, text, update

from mailbot.desk.records import AuditEntry, InboxState
from mailbot.store import held_rows
from mailbot.store.audit import append
from mailbot.store.columns import AT_ONCE
from mailbot.store.tables import inbox, inbox_text
from mailbot.store.work import Work

if TYPE_CHECKING:
    from mailbot.desk.records import HeldMail

_HOW_MANY = (
    select(func.count()).select_from(inbox).where(held_rows.WAITING, text("inbox.state not in ('done', 'dropped')"))
)


class HeldWork(Work):
    """The held mail of one unit; the numbers are those of inbox rows."""

    def held_mail(self, inbox_id: int) -> HeldMail | None:
        """One mail that waits; None where there is no such mail, or it does not wait (any more)."""
        return held_rows.one_waiting(self._connection, inbox_id)

    def held_waiting(self, limit: int) -> tuple[HeldMail, ...]:
        """What waits, newest first: what nobody ever rules must not hide what came in today."""
        return held_rows.newest(self._connection, limit=limit)

    def held_count(self) -> int:
        """How many mails wait."""
        return int(self._connection.execute(_HOW_MANY).scalar_one())

    def let_in(self, inbox_id: int, by: str) -> bool:
        """Processes a held mail again as if its sender were proven; `by` is a staff handle with `staff:` before it.
        False where it does not wait."""
        again = {"state": InboxState.NEW, "next_at": AT_ONCE, "tries": 0, "let_in_by": by}
        return self._move_held(inbox_id, again, action="held.released", by=by)

    def try_again(self, inbox_id: int, by: str) -> bool:
        """Processes a mail that was set aside again, judged as before. False where it does not wait."""
        again = {"state": InboxState.NEW, "next_at": AT_ONCE, "tries": 0}
        return self._move_held(inbox_id, again, action="held.retried", by=by)

    def turn_away(self, inbox_id: int, by: str) -> bool:
        """Ends a held mail for good; its bytes stay until retention takes them. False where it does not wait."""
        ended = {"state": InboxState.DROPPED, "ended_at": self._now}
        return self._move_held(inbox_id, ended, action="held.dropped", by=by)

    def _move_held(self, inbox_id: int, values: dict[str, Any], *, action: str, by: str) -> bool:
        waits = update(inbox).where(inbox.c.id == inbox_id, held_rows.WAITING)
        if not self._connection.execute(waits.values(**values)).rowcount:
            return False
        self._connection.execute(delete(inbox_text).where(inbox_text.c.inbox_id == inbox_id))
        append(self._connection, AuditEntry(at=self._now, actor=by, action=action, subject=f"inbox:{inbox_id}"))
        return True
