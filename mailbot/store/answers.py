"""Which automatic letters somebody's last mails led to, and when: what the loop breaker judges by (DECISIONS 33)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from mailbot.desk.loops import Answer
from mailbot.store.letter_states import LetterState
from mailbot.store.tables import inbox, outbox

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import BindParameter, Connection

MOST = 32
"""Answers that are looked at; the longest loop is shorter."""
_CAUSE = "inbox:"
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_ANSWERS = (
    select(outbox.c.cause, outbox.c.state, outbox.c.ended_at)
    .where(
        outbox.c.recipient_digest == bindparam("recipient"),
        outbox.c.letter == bindparam("letter"),
        outbox.c.queued_at >= bindparam("since"),
    )
    .order_by(outbox.c.queued_at.desc())
    .limit(MOST)
)
_CAME = select(inbox.c.id, inbox.c.received_at).where(inbox.c.id.in_(_IDS))


def answers_to(
    connection: Connection, recipient_digest: str, letters: Sequence[str], since: datetime
) -> tuple[Answer, ...]:
    """The answers of these kinds to one address since then, the one to the newest mail first."""
    asked = {"recipient": recipient_digest, "since": since}
    rows = [row for letter in letters for row in connection.execute(_ANSWERS, asked | {"letter": letter})]
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
