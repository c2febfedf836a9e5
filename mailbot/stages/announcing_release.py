"""Announcements shown to staff before they go, let go by their word, and how they went."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from mailbot.desk.announcing import PENDING, SENT, AnnouncementState
from mailbot.desk.fault_words import OUTCOME_WORDS, STATE_WORDS, words_of
from mailbot.desk.letters.staff_announcing import StaffAnnouncementStatus, StopLine, Undelivered
from mailbot.stages.announcing import Announcing
from mailbot.stages.correspondence import Addressed, Answered
from mailbot.stages.faults import left_open, resolve_linked
from mailbot.stages.house import House, entry, staff_token_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mailbot.desk.announcing import AnnouncementDraft, AnnouncementOutcome, KeptAnnouncement
    from mailbot.desk.cases import Case
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
        nonce: str = "",
    ) -> StaffAnnouncementPreview:
        """The preview, to its writer and to whoever may approve it; to all who are there if the desk drafted it."""
        name = writer.name if writer else ""
        letter = self._announcing.preview(kept, plan, name, drafted=kept.draft.by == "desk")
        members = self.house.present(self.now) if writer is None or letter.needs in {"approval", "alone"} else (writer,)
        for member in members if writer is None or writer in members else (writer, *members):
            own = writer is not None and member.handle == writer.handle
            self.show_to(letter, kept, member, answered=answered if own else "", nonce=nonce)
        return letter

    def show_to(
        self, letter: StaffAnnouncementPreview, kept: KeptAnnouncement, member: Staff, *, answered: str, nonce: str = ""
    ) -> None:
        """The preview to one member, in answer to a mail of theirs if they wrote one."""
        where = Addressed(
            cause=f"{kept.cause}:preview{nonce}",
            desk_address=self.house.address,
            token_for=staff_token_of(member),
            answered=Answered(message_id=answered) if answered else Answered(),
        )
        reader = self.house.readers.staff(member)
        self.unit.queue(self.house.correspondence.write(letter, reader, where, self.now))

    def release(self, announcement_id: int, by: str) -> Plan | None:
        """Lets a draft go to whom it reaches now; None if it waits no more, or must not go any more."""
        kept = self.unit.announcement(announcement_id)
        if kept is None or kept.state is not AnnouncementState.DRAFT:
            return None
        plan = self._announcing.plan(kept.draft)
        if plan.is_refused or not self.unit.release_announcement(announcement_id, plan.rows, goes_at=self.now, by=by):
            return None
        self._audit(by, "announcement.approved", announcement_id)
        if kept.draft.resolves:
            spared = left_open(self.unit, kept.draft)
            resolve_linked(self.house, self.unit, kept.announcement.fault, by, self.now, but=spared)
            self._tell_of_open(announcement_id, spared, by)
        return plan

    def _tell_of_open(self, announcement_id: int, spared: Sequence[Case], by: str) -> None:
        """Who wanted cases resolved, and who owns those that were not, hear that they stay open; who let the news go
        gets the same letter in answer."""
        kept = self.unit.announcement(announcement_id)
        if kept is None or not spared:
            return
        owners = (f"staff:{who.handle}" for one in spared for who in self.house.staff_for(one, self.now))
        concerned = {kept.draft.by, *owners} - {by}
        for member in self.house.present(self.now):
            if f"staff:{member.handle}" in concerned:
                where = Addressed(
                    cause=f"{kept.cause}:left-open", desk_address=self.house.address, token_for=staff_token_of(member)
                )
                reader = self.house.readers.staff(member)
                self.unit.queue(self.house.correspondence.write(self.status(kept), reader, where, self.now))

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
            kind_words=words_of(kept.announcement),
            stop=_stop_of(kept),
            state=STATE_WORDS[kept.state],
            title=kept.announcement.title,
            sent=counts[SENT],
            pending=counts[PENDING],
            failed=sum(count for state, count in counts.items() if state not in {SENT, PENDING, *LEFT_OUT}),
            left_out=sum(counts[state] for state in LEFT_OUT),
            at=self.now,
            undelivered=tuple(map(_undelivered, missing[:MOST_LISTED])),
            more=max(0, len(missing) - MOST_LISTED),
            left_open=tuple(one.number for one in left_open(self.unit, kept.draft, kept.goes_at)),
        )

    def _audit(self, by: str, action: str, announcement_id: int) -> None:
        self.unit.audit(entry(self.now, by, action, f"announcement:{announcement_id}"))


def _stop_of(kept: KeptAnnouncement) -> StopLine | None:
    """From when to when services really stopped, where that was noted, beside what was announced."""
    told, stopped = kept.announcement, kept.stopped_by(None)
    if stopped is None or told.starts is None or told.ends is None:
        return None
    within = max(min(stopped[1], told.ends) - max(stopped[0], told.starts), timedelta(0))
    beyond = stopped[1] - stopped[0] - within
    return StopLine(starts=told.starts, ends=told.ends, stopped=stopped[0], resumed=stopped[1], beyond=beyond)


def _undelivered(one: AnnouncementOutcome) -> Undelivered:
    words = OUTCOME_WORDS.get(one.state, {"ja": one.state, "en": one.state})
    return Undelivered(address=one.address, contract=one.contract_id, state=words, words=one.words)
