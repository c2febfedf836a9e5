"""Which automatic letters somebody's last mails led to, and when: what the loop breaker judges by (DECISIONS 33)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, union_all

from mailbot.desk.loops import Answer
from mailbot.store.letter_states import LetterState
from mailbot.store.tables import inbox, outbox

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import BindParameter, CompoundSelect, Connection

MOST = 32
"""Answers that are looked at; the longest loop is shorter."""
_CAUSE = "inbox:"
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_CAME = select(inbox.c.id, inbox.c.received_at).where(inbox.c.id.in_(_IDS))


@cache
def _question(kinds: int) -> CompoundSelect[Any]:
    """The newest letters of each of so many kinds, in one question; each is its own walk along the index."""
    newest = [
        select(outbox.c.cause, outbox.c.state, outbox.c.ended_at)
        .where(
            outbox.c.recipient_digest == bindparam("recipient"),
            outbox.c.letter == bindparam(f"letter_{place}"),
            outbox.c.queued_at >= bindparam("since"),
        )
        .order_by(outbox.c.queued_at.desc())
        .limit(MOST)
        .subquery()
        for place in range(kinds)
    ]
    return union_all(*map(select, newest))


def answers_to(
    connection: Connection, recipient_digest: str, letters: Sequence[str], since: datetime
) -> tuple[Answer, ...]:
    """The answers of these kinds to one address since then, the one to the newest mail first."""
    if not letters:
        return ()
    kinds: dict[str, object] = {f"letter_{place}": letter for place, letter in enumerate(letters)}
    rows = connection.execute(_question(len(letters)), kinds | {"recipient": recipient_digest, "since": since}).all()
    mails = {int(row.cause.removeprefix(_CAUSE)): row for row in rows if row.cause.startswith(_CAUSE)}
    if not mails:
        return ()
    came = {row.id: row.received_at for row in connection.execute(_CAME, {"ids": list(mails)})}
    found = [
        Answer(received_at=came[mail], sent_at=row.ended_at if row.state == LetterState.SENT else None)
        for mail, row in mails.items()
        if mail in came
    ]
    return tuple(sorted(found, key=lambda answer: answer.received_at, reverse=True))[:MOST]
