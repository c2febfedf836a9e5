"""Announcements shown to staff before they go, let go by their word, and how they went."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailbot.desk.announcing import PENDING, SENT, AnnouncementState
from mailbot.desk.fault_words import KIND_WORDS, OUTCOME_WORDS, STATE_WORDS
from mailbot.desk.letters.staff_announcing import StaffAnnouncementStatus, Undelivered
from mailbot.stages.announcing import Announcing
from mailbot.stages.correspondence import Addressed, Answered
from mailbot.stages.house import House, entry, staff_token_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mailbot.desk.announcing import AnnouncementDraft, AnnouncementOutcome, KeptAnnouncement
    from mailbot.desk.letters.staff_announcing import StaffAnnouncementPreview
    from mailbot.desk.people import Staff
    from mailbot.stages.announcing import Plan
    from mailbot.stages.ports import Unit

MOST_LISTED = 50
"""Receivers without the letter that a mail names; the command line shows all."""
LEFT_OUT = frozenset({"objected", "unwritable"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Releasing:
    """One draft on its way to being sent."""

    house: House
    unit: Unit
    now: datetime

    @property
    def _announcing(self) -> Announcing:
        return Announcing(house=self.house, unit=self.unit, now=self.now)

    def draft(self, draft: AnnouncementDraft, *, replaces: Sequence[int] = ()) -> tuple[KeptAnnouncement, Plan]:
        """Keeps a draft in place of older ones. One that cannot go is given up at once, so that no word sends it."""
        for older in replaces:
            self.unit.end_draft(older, AnnouncementState.REPLACED, draft.by)
        plan = self._announcing.plan(draft)
        number = self.unit.draft_announcement(draft)
        self._audit(draft.by, "announcement.drafted", number)
        if plan.is_refused:
            self.unit.end_draft(number, AnnouncementState.DROPPED, draft.by)
        kept = self.unit.announcement(number)
        assert kept is not None  # it was written above
        return kept, plan

    def show(
        self,
        kept: KeptAnnouncement,
        plan: Plan,
        writer: Staff | None,
        *,
        answered: str = "",
        resolves: int = 0,
        nonce: str = "",
    ) -> StaffAnnouncementPreview:
        """The preview, to its writer and to whoever may approve it; to all who are there if the desk drafted it."""
        letter = self._announcing.preview(
            kept, plan, writer.name if writer else "", drafted=kept.draft.by == "desk", resolves=resolves
        )
        members = self.house.present(self.now) if writer is None or letter.needs == "approval" else (writer,)
        for member in members if writer is None or writer in members else (writer, *members):
            own = writer is not None and member.handle == writer.handle
            where = Addressed(
                cause=f"{kept.cause}:preview{nonce}",
                desk_address=self.house.address,
                token_for=staff_token_of(member),
                answered=Answered(message_id=answered) if own else Answered(),
            )
            reader = self.house.readers.staff(member)
            self.unit.queue(self.house.correspondence.write(letter, reader, where, self.now))
        return letter

    def release(self, announcement_id: int, by: str) -> Plan | None:
        """Lets a draft go to whom it reaches now; None if it waits no more, or must not go any more."""
        kept = self.unit.announcement(announcement_id)
        if kept is None or kept.state is not AnnouncementState.DRAFT:
            return None
        plan = self._announcing.plan(kept.draft)
        if plan.is_refused or not self.unit.release_announcement(announcement_id, plan.rows, goes_at=self.now, by=by):
            return None
        self._audit(by, "announcement.approved", announcement_id)
        return plan

    def drop(self, announcement_id: int, by: str) -> None:
        """Gives a draft up."""
        if self.unit.end_draft(announcement_id, AnnouncementState.DROPPED, by):
            self._audit(by, "announcement.dropped", announcement_id)

    def status(self, kept: KeptAnnouncement) -> StaffAnnouncementStatus:
        """How it went so far."""
        table = self.unit.announcement_table(kept.id)
        counts = Counter(one.state for one in table)
        missing = [one for one in table if one.state not in {SENT, PENDING}]
        return StaffAnnouncementStatus(
            id=kept.id,
            kind_words=KIND_WORDS[kept.announcement.kind],
            state=STATE_WORDS[kept.state],
            title=kept.announcement.title,
            sent=counts[SENT],
            pending=counts[PENDING],
            failed=sum(count for state, count in counts.items() if state not in {SENT, PENDING, *LEFT_OUT}),
            left_out=sum(counts[state] for state in LEFT_OUT),
            at=self.now,
            undelivered=tuple(map(_undelivered, missing[:MOST_LISTED])),
            more=max(0, len(missing) - MOST_LISTED),
        )

    def _audit(self, by: str, action: str, announcement_id: int) -> None:
        self.unit.audit(entry(self.now, by, action, f"announcement:{announcement_id}"))


def _undelivered(one: AnnouncementOutcome) -> Undelivered:
    words = OUTCOME_WORDS.get(one.state, {"ja": one.state, "en": one.state})
    return Undelivered(address=one.address, contract=one.contract_id, state=words, words=one.words)
