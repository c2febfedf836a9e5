"""What a unit asks and does for the relay guard: held answers, who answered, what a case's mails said, acts undone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, exists, func, insert, select, text, update

from mailbot.desk.answering import CaseWords, CausedLetter, HeldAnswer, StaffAct, Told
from mailbot.desk.records import Direction
from mailbot.store.columns import Instant
from mailbot.store.digests import digest_of_id
from mailbot.store.letter_states import LetterState
from mailbot.store.tables import (
    cases,
    event,
    inbox,
    inbox_text,
    message,
    message_text,
    outbox,
    outbox_content,
    staff_act,
)
from mailbot.store.work import Work

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Row

MOST_ACTS = 50
"""Of one case that are looked at: what came before them is past taking back."""
_HELD = (
    select(inbox.c.id, inbox.c.reason, inbox.c.received_at, inbox.c.let_in_by, inbox_text.c.sender)
    .outerjoin(inbox_text, inbox_text.c.inbox_id == inbox.c.id)
    .where(inbox.c.case_id == bindparam("of_case"), text("inbox.state = 'held'"))
    .order_by(inbox.c.id)
)
_ANSWERS = (
    select(message.c.at, message_text.c.from_address)
    .outerjoin(message_text, message_text.c.message_id == message.c.id)
    .where(
        message.c.case_id == bindparam("of_case"),
        message.c.at > bindparam("since", type_=Instant),
        message.c.direction == Direction.OUT,
        message.c.is_public,
    )
    .order_by(message.c.at)
)
_QUEUED = select(outbox.c.message_digest, outbox.c.queued_at, outbox.c.cause).where(
    outbox.c.case_id == bindparam("of_case"), outbox.c.message_digest.in_(bindparam("digests", expanding=True))
)
_ISSUED = select(cases.c.number).where(cases.c.number.in_(bindparam("numbers", expanding=True)))
_TOLD = select(outbox.c.cause, outbox.c.queued_at).where(outbox.c.cause.in_(bindparam("of_causes", expanding=True)))
_WORDS = (
    select(message.c.direction, message.c.is_public, message_text.c.subject, message_text.c.text)
    .join(message_text, message_text.c.message_id == message.c.id)
    .where(
        message.c.case_id == bindparam("of_case"),
        ~exists().where(staff_act.c.inbox_id == message.c.inbox_id, staff_act.c.undone_at.is_not(None)),
    )
)
_UNDONE = select(staff_act.c.inbox_id).where(
    staff_act.c.case_id == bindparam("of_case"), staff_act.c.undone_at.is_not(None)
)
_NEW_ACT = insert(staff_act)
_ACTS = select(staff_act).where(staff_act.c.case_id == bindparam("of_case")).order_by(staff_act.c.inbox_id.desc())
_NEWEST_ACTS = _ACTS.limit(MOST_ACTS)
_LAST_ACTOR = (
    select(staff_act.c.handle)
    .where(staff_act.c.case_id == bindparam("of_case"))
    .order_by(staff_act.c.inbox_id.desc())
    .limit(1)
)
_NEWEST_SEQ = select(func.coalesce(func.max(event.c.seq), 0)).where(event.c.case_id == bindparam("of_case"))
_KINDS_AFTER = select(event.c.kind).where(event.c.case_id == bindparam("of_case"), event.c.seq > bindparam("last"))
_CAUSED = (
    select(outbox.c.letter, outbox.c.state, outbox.c.uncertain, outbox_content.c.recipient)
    .outerjoin(outbox_content, outbox_content.c.outbox_id == outbox.c.id)
    .where(outbox.c.cause == bindparam("of_cause"))
    .order_by(outbox.c.id)
)
_IS_STILL_HERE = outbox.c.state.in_([LetterState.QUEUED, LetterState.LATER]) & ~outbox.c.uncertain


class GuardWork(Work):
    """The guard's part of one unit."""

    def held_answers(self, case_id: int) -> tuple[HeldAnswer, ...]:
        """The mails that are held on a case, oldest first, staff's or not."""
        rows = self._connection.execute(_HELD, {"of_case": case_id})
        return tuple(
            HeldAnswer(
                inbox_id=row.id,
                reason=row.reason,
                sender=row.sender or "",
                received_at=row.received_at,
                let_in_by=row.let_in_by,
            )
            for row in rows
        )

    def answers_since(self, case_id: int, since: datetime) -> tuple[tuple[str, datetime], ...]:
        """Public answers on a case that were written after `since`: the address that each is kept under, and when."""
        self.settle()
        rows = self._connection.execute(_ANSWERS, {"of_case": case_id, "since": since})
        return tuple((row.from_address or "", row.at) for row in rows)

    def letter_queued(self, case_id: int, message_ids: Sequence[str]) -> datetime | None:
        """When our letter on the case with the first of these Message-IDs that is one of ours was made."""
        digests = list(map(digest_of_id, message_ids))
        if not digests:
            return None
        rows = self._connection.execute(_QUEUED, {"of_case": case_id, "digests": digests})
        found = {row.message_digest: row.queued_at for row in rows}
        return next((found[one] for one in digests if one in found), None)

    def letter_cause(self, case_id: int, message_ids: Sequence[str]) -> str:
        """What our letter on the case with the first of these Message-IDs that is one of ours was written for."""
        digests = list(map(digest_of_id, message_ids))
        rows = self._connection.execute(_QUEUED, {"of_case": case_id, "digests": digests}) if digests else ()
        found = {row.message_digest: row.cause for row in rows}
        return next((found[one] for one in digests if one in found), "")

    def told_of(self, inbox_id: int, reasons: Sequence[str]) -> Told:
        """For which of these reasons the letters about a held mail said that it waits."""
        self.settle()
        causes = {f"inbox:{inbox_id}:{one}": one for one in reasons}
        rows = self._connection.execute(_TOLD, {"of_causes": list(causes)}).all()
        return Told(
            reasons=frozenset(causes[row.cause] for row in rows), at=max((row.queued_at for row in rows), default=None)
        )

    def issued(self, numbers: Sequence[str]) -> frozenset[str]:
        """Which of these numbers are those of cases; none of them is held."""
        if not numbers:
            return frozenset()
        self.settle()
        return frozenset(self._connection.scalars(_ISSUED, {"numbers": list(numbers)}))

    def case_words(self, case_id: int) -> CaseWords:
        """What the mails of a case say, without what was taken back. Linear in their number."""
        self.settle()
        rows = self._connection.execute(_WORDS, {"of_case": case_id}).all()
        public = [row for row in rows if row.is_public]
        return CaseWords(
            said=tuple(f"{row.subject}\n{row.text}" for row in public),
            answered=tuple(row.text or "" for row in public if row.direction == Direction.OUT),
            notes=tuple(row.text or "" for row in rows if row.direction == Direction.INTERNAL),
        )

    def keep_act(self, act: StaffAct) -> None:
        """Keeps what a mail did, so that it can be taken back."""
        row = {
            "inbox_id": act.inbox_id,
            "case_id": act.case_id,
            "handle": act.handle,
            "at": act.at,
            "commands": ",".join(act.commands),
            "before": dict(act.before),
            "after": dict(act.after),
            "first_seq": act.first_seq,
            "last_seq": act.last_seq,
            "undone_at": None,
        }
        self._connection.execute(_NEW_ACT, row)

    def newest_acts(self, case_id: int) -> tuple[StaffAct, ...]:
        """What members of staff did last on a case, taken back or not, the newest first."""
        return tuple(map(_act, self._connection.execute(_NEWEST_ACTS, {"of_case": case_id})))

    def undone_mails(self, case_id: int) -> frozenset[int]:
        """The inbox numbers of the mails of staff whose doing was taken back."""
        return frozenset(self._connection.scalars(_UNDONE, {"of_case": case_id}))

    def last_actor(self, case_id: int) -> str:
        """The handle of whoever did the last thing on the case that is kept as an act; empty where nobody did."""
        return self._connection.scalar(_LAST_ACTOR, {"of_case": case_id}) or ""

    def newest_seq(self, case_id: int) -> int:
        """The number of the case's newest event, 0 where it has none."""
        self.settle()
        return int(self._connection.execute(_NEWEST_SEQ, {"of_case": case_id}).scalar_one())

    def kinds_after(self, case_id: int, seq: int) -> tuple[str, ...]:
        """The kinds of the events behind one, as they are stored."""
        self.settle()
        return tuple(self._connection.scalars(_KINDS_AFTER, {"of_case": case_id, "last": seq}))

    def letters_caused(self, cause: str) -> tuple[CausedLetter, ...]:
        """The letters of one cause, in the order in which they were queued."""
        self.settle()
        return tuple(
            CausedLetter(
                letter=row.letter,
                recipient=row.recipient or "",
                waits=row.state in {LetterState.QUEUED, LetterState.LATER} and not row.uncertain,
                withdrawn=row.state == LetterState.WITHDRAWN,
            )
            for row in self._connection.execute(_CAUSED, {"of_cause": cause})
        )

    def withdraw(self, cause: str, letters: Sequence[str]) -> int:
        """Keeps the letters of these kinds and this cause from leaving; how many had not begun to."""
        self.settle()
        ended: dict[str, Any] = {"state": LetterState.WITHDRAWN, "next_at": None, "ended_at": self._now, "noted": True}
        here = update(outbox).where(outbox.c.cause == cause, outbox.c.letter.in_(letters), _IS_STILL_HERE)
        return int(self._connection.execute(here.values(**ended)).rowcount)

    def mark_undone(self, act: StaffAct) -> None:
        """Notes that what this mail did was taken back; the message that it was is public no more."""
        self.settle()
        acts = update(staff_act).where(staff_act.c.inbox_id == act.inbox_id)
        self._connection.execute(acts.values(undone_at=self._now))
        kept = update(message).where(
            message.c.case_id == act.case_id,
            message.c.inbox_id == act.inbox_id,
            message.c.direction == Direction.OUT,
        )
        self._connection.execute(kept.values(is_public=False))


def _act(row: Row[*tuple[Any, ...]]) -> StaffAct:
    return StaffAct(
        inbox_id=row.inbox_id,
        case_id=row.case_id,
        handle=row.handle,
        at=row.at,
        commands=tuple(filter(None, row.commands.split(","))),
        before=row.before,
        after=row.after,
        first_seq=row.first_seq,
        last_seq=row.last_seq,
        undone_at=row.undone_at,
    )
