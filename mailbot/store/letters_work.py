"""What a unit asks and changes about letters: queueing them once, and what became of those that were sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select, text, update

from mailbot.desk.mail import address_key
from mailbot.desk.records import EndedLetter
from mailbot.desk.situation import BouncedLetter
from mailbot.store.answers import answers_to
from mailbot.store.case_messages import remember_id
from mailbot.store.digests import digest_of_id
from mailbot.store.letter_states import LAST_LANE, LetterState
from mailbot.store.once import Insert, Plain
from mailbot.store.tables import outbox, outbox_content
from mailbot.store.work import Work

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import BindParameter, Connection, Row

    from mailbot.desk.loops import Answer
    from mailbot.desk.records import NewLetter

_NEW = Insert(outbox, returning="id")
_NEW_CONTENT = Plain(outbox_content)
_LAST = select(func.max(outbox.c.queued_at)).where(
    outbox.c.recipient_digest == bindparam("recipient"), outbox.c.letter == bindparam("letter")
)
_AUTOMATIC = (
    select(func.count())
    .select_from(outbox)
    .where(
        outbox.c.recipient_digest == bindparam("recipient"),
        outbox.c.queued_at >= bindparam("since"),
        outbox.c.automatic,
    )
)
_IDS: BindParameter[Any] = bindparam("digests", expanding=True)
_SENT = select(
    outbox.c.id, outbox.c.case_id, outbox.c.letter, outbox.c.message_digest, outbox_content.c.recipient
).outerjoin(outbox_content, outbox_content.c.outbox_id == outbox.c.id)
_BY_MESSAGE = _SENT.where(outbox.c.message_digest.in_(_IDS))
_BY_ID = _SENT.where(outbox.c.id == bindparam("row"))
_WAITING_ANSWER = select(
    select(outbox.c.id)
    .where(outbox.c.case_id == bindparam("of_case"), outbox.c.satisfies_clock, outbox.c.ended_at.is_(None))
    .exists()
)
_ENDED = (
    select(outbox, outbox_content.c.recipient, outbox_content.c.subject, outbox_content.c.words)
    .outerjoin(outbox_content, outbox_content.c.outbox_id == outbox.c.id)
    .where(text("outbox.ended_at is not null and not outbox.noted"))
    .order_by(outbox.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True, of=outbox)
)


class LettersWork(Work):
    """The letters of one unit."""

    def queue(self, letter: NewLetter) -> bool:
        """Puts a letter into the outbox; False, and no change, when this cause has brought it to this recipient
        already (DESIGN 5). Its Message-ID leads to its case."""
        return bool(self.queued_as(letter))

    def queued_as(self, letter: NewLetter) -> int:
        """The same; the id of its row, or 0."""
        outbox_id = _NEW.into(self._connection, self._row(letter))
        if outbox_id is None:
            return 0
        content = {
            "outbox_id": outbox_id,
            "recipient": letter.recipient,
            "envelope_from": letter.envelope_from,
            "subject": letter.subject,
            "words": "",
            "content": letter.content,
        }
        self._behind.keep(_NEW_CONTENT, content)
        if letter.case_id:
            remember_id(self._behind, letter.case_id, letter.message_id)
        return int(outbox_id)

    def last_sent(self, letter: str, address_key: str) -> datetime | None:
        """When this kind of letter was last queued for this address (once in 7 days, DECISIONS 3)."""
        asked = {"recipient": self._digest(address_key), "letter": letter}
        return self._connection.execute(_LAST, asked).scalar_one_or_none()

    def answers_to(self, address_key: str, letters: Sequence[str], since: datetime) -> tuple[Answer, ...]:
        """The automatic letters of these kinds to this address since then, the one to its newest mail first."""
        return answers_to(self._connection, self._digest(address_key), letters, since)

    def automatic_since(self, address_key: str, since: datetime) -> int:
        """How many automatic letters were queued for this address at or after `since` (DECISIONS 33)."""
        asked = {"recipient": self._digest(address_key), "since": since}
        return int(self._connection.execute(_AUTOMATIC, asked).scalar_one())

    def answer_waits(self, case_id: int) -> bool:
        """Whether an answer of a person's to the customer lies in the outbox and has not left yet."""
        return bool(self._connection.scalar(_WAITING_ANSWER, {"of_case": case_id}))

    def sent_letter(self, message_ids: Sequence[str]) -> BouncedLetter | None:
        """Our letter with the first of these Message-IDs that is one of ours; case 0 where it has none."""
        return _letter_of_ids(self._connection, message_ids)

    def letter(self, outbox_id: int) -> BouncedLetter | None:
        """Our letter of this outbox row."""
        row = self._connection.execute(_BY_ID, {"row": outbox_id}).one_or_none()
        return None if row is None else _bounced(row)

    def ended_letters(self, limit: int) -> tuple[EndedLetter, ...]:
        """Letters that were sent, refused or given up and were not noted yet, oldest first; another worker's unit
        that looks at the same time gets others."""
        return tuple(map(_ended, self._connection.execute(_ENDED, {"limit": limit})))

    def mark_ended_noted(self, outbox_ids: Sequence[int]) -> None:
        if outbox_ids:
            self._connection.execute(update(outbox).where(outbox.c.id.in_(outbox_ids)).values(noted=True))

    def _row(self, letter: NewLetter) -> dict[str, object]:
        return {
            "cause": letter.cause,
            "letter": letter.letter,
            "recipient_digest": self._digest(address_key(letter.recipient)),
            "message_id": letter.message_id,
            "message_digest": digest_of_id(letter.message_id),
            "case_id": letter.case_id,
            "contact_id": letter.contact_id,
            "lane": min(max(letter.lane, 0), LAST_LANE),
            "automatic": letter.automatic,
            "satisfies_clock": letter.satisfies_clock,
            "state": LetterState.QUEUED,
            "queued_at": self._now,
            "next_at": self._now if letter.not_before is None else max(self._now, letter.not_before),
            "attempts": 0,
            "uncertain": False,
            "noted": False,
            "facts": letter.facts,
        }


def _letter_of_ids(connection: Connection, message_ids: Sequence[str]) -> BouncedLetter | None:
    digests = list(dict.fromkeys(map(digest_of_id, message_ids)))
    if not digests:
        return None
    found = {row.message_digest: row for row in connection.execute(_BY_MESSAGE, {"digests": digests})}
    row = next((found[one] for one in digests if one in found), None)
    return None if row is None else _bounced(row)


def _bounced(row: Row[*tuple[Any, ...]]) -> BouncedLetter:
    return BouncedLetter(outbox_id=row.id, case_id=row.case_id, letter=row.letter, recipient=row.recipient or "")


def _ended(row: Row[*tuple[Any, ...]]) -> EndedLetter:
    return EndedLetter(
        outbox_id=row.id,
        case_id=row.case_id,
        letter=row.letter,
        recipient=row.recipient or "",
        at=row.ended_at,
        is_sent=row.state == LetterState.SENT,
        satisfies_clock=row.satisfies_clock,
        subject=row.subject or "",
        words=row.words or "",
        facts=row.facts,
    )
