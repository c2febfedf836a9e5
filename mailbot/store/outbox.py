"""Claiming letters for sending, and noting what became of each attempt (DESIGN 5, DECISIONS 32)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, case, select, update

from mailbot.desk.records import Delivery, DueLetter, Sent
from mailbot.store.inbox import Inbox
from mailbot.store.letter_states import LAST_LANE, LetterState
from mailbot.store.tables import outbox, outbox_content

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import BindParameter, Connection, Row, Update

Note = tuple[DueLetter, Delivery, "datetime | None"]

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_DUE = (
    select(outbox.c.id)
    .where(outbox.c.lane == bindparam("lane"), outbox.c.next_at <= bindparam("now"))
    .order_by(outbox.c.next_at, outbox.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    update(outbox)
    .where(outbox.c.id.in_(_IDS))
    .values(
        uncertain=case((outbox.c.state == LetterState.SENDING, True), else_=outbox.c.uncertain),
        state=LetterState.SENDING,
        attempts=outbox.c.attempts + 1,
        owner=bindparam("claimer"),
        next_at=bindparam("until"),
    )
)
_LETTERS = (
    select(outbox, outbox_content.c.recipient, outbox_content.c.envelope_from, outbox_content.c.content)
    .join(outbox_content, outbox_content.c.outbox_id == outbox.c.id)
    .where(outbox.c.id.in_(_IDS))
)
_NOTE = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .values(
        state=bindparam("ending"),
        next_at=bindparam("again_at"),
        ended_at=bindparam("at"),
        owner=None,
        attempts=outbox.c.attempts - bindparam("uncounted"),
        uncertain=outbox.c.uncertain | bindparam("doubt", type_=outbox.c.uncertain.type),
    )
)
_NOTE_OURS = _NOTE.where(outbox.c.owner == bindparam("ours"), outbox.c.state == LetterState.SENDING)
_NOTE_SENT = _NOTE.where(outbox.c.state != LetterState.SENT, outbox.c.state != LetterState.REFUSED)
_WORDS = update(outbox_content).where(outbox_content.c.outbox_id == bindparam("row")).values(words=bindparam("said"))
_IS_OURS = select(outbox.c.id).where(outbox.c.id == bindparam("row"), outbox.c.owner == bindparam("ours"))
_WORDS_OURS = _WORDS.where(_IS_OURS.exists())


class Outbox(Inbox):
    """The store as the deliver stage sees it."""

    def claim_letters(self, now: datetime, limit: int) -> tuple[DueLetter, ...]:
        """Up to `limit` letters whose time has come, by lane and then by time; each attempt is counted, and
        committed, before it is made. A letter whose sending was cut short comes back with `uncertain`."""
        self._begin_work(now)
        with self._database.writing() as connection:
            ids = _due(connection, now, limit)
            if not ids:
                return ()
            connection.execute(_CLAIM, {"ids": ids, "claimer": self.owner, "until": now + self._lease})
        with self._database.reading() as connection:
            rows = {row.id: row for row in connection.execute(_LETTERS, {"ids": ids})}
        return tuple(_letter(rows[one]) for one in ids if one in rows)

    def note_deliveries(self, notes: Sequence[tuple[DueLetter, Delivery, datetime | None]], now: datetime) -> None:
        """Notes each attempt with the time of the next one, all in one commit. Without a next time a letter that
        must wait is given up; one whose whole account is refused (`STOP`) waits, and it was no attempt. Only a
        letter that left counts when another worker has taken it over meanwhile."""
        if not notes:
            return
        self._hear(now)
        left = [note for note in notes if note[1].ending is Sent.DONE]
        stayed = [note for note in notes if note[1].ending is not Sent.DONE]
        with self._database.writing() as connection:
            _note(connection, left, _WORDS, _NOTE_SENT, {}, now)
            _note(connection, stayed, _WORDS_OURS, _NOTE_OURS, {"ours": self.owner}, now)


def _due(connection: Connection, now: datetime, limit: int) -> list[int]:
    ids: list[int] = []
    for lane in range(LAST_LANE + 1):
        if len(ids) < limit:
            ids += connection.scalars(_DUE, {"lane": lane, "now": now, "limit": limit - len(ids)})
    return ids


def _note(
    connection: Connection, notes: Sequence[Note], words: Update, note: Update, owner: dict[str, str], now: datetime
) -> None:
    said = [{"row": letter.outbox_id, "said": delivery.words, **owner} for letter, delivery, _ in notes]
    rows = [
        {"row": letter.outbox_id, **owner, **_values(delivery.ending, next_try, now)}
        for letter, delivery, next_try in notes
    ]
    if rows:
        connection.execute(words, said)
        connection.execute(note, rows)


def _values(ending: Sent, next_try: datetime | None, now: datetime) -> dict[str, object]:
    match ending:
        case Sent.DONE:
            return _ended(LetterState.SENT, now)
        case Sent.REFUSED:
            return _ended(LetterState.REFUSED, now)
        case Sent.STOP:
            return _waits(next_try or now) | {"uncounted": 1}
        case Sent.LATER | Sent.UNCERTAIN:
            doubt = {"doubt": ending is Sent.UNCERTAIN}
            return (_ended(LetterState.DEAD, now) if next_try is None else _waits(next_try)) | doubt


def _ended(state: LetterState, now: datetime) -> dict[str, object]:
    return {"ending": state, "again_at": None, "at": now, "uncounted": 0, "doubt": False}


def _waits(until: datetime) -> dict[str, object]:
    return {"ending": LetterState.LATER, "again_at": until, "at": None, "uncounted": 0, "doubt": False}


def _letter(row: Row[*tuple[Any, ...]]) -> DueLetter:
    return DueLetter(
        outbox_id=row.id,
        letter=row.letter,
        recipient=row.recipient,
        envelope_from=row.envelope_from,
        message_id=row.message_id,
        content=row.content,
        attempts=row.attempts,
        queued_at=row.queued_at,
        case_id=row.case_id,
        uncertain=row.uncertain,
    )
