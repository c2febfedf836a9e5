"""What a unit asks and changes about announcements: drafts, their receivers one by one, and who objected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert, select, text, update

from mailbot.desk.announcements import AnnouncementKind, announcement_as_json
from mailbot.desk.announcements_changes import occasion_of, standing
from mailbot.desk.announcing import Announced, AnnouncementState, KeptAnnouncement, RowState
from mailbot.desk.faults_events import facts_as_json
from mailbot.store.announcing_rows import TABLE, as_outcome, as_row, kept, row_of
from mailbot.store.columns import Instant
from mailbot.store.digests import digest_of_id
from mailbot.store.letters_work import LettersWork
from mailbot.store.once import Insert
from mailbot.store.tables import (
    announcement,
    announcement_reader,
    announcement_row,
    counter,
    objection,
    outbox,
    outbox_content,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from mailbot.desk.announcing import AnnouncementDraft, AnnouncementOutcome, AnnouncementRow
    from mailbot.desk.hours import Pause
    from mailbot.desk.records import NewLetter

_NEW = insert(announcement).returning(announcement.c.id)
_ONE = select(announcement).where(announcement.c.id == bindparam("wanted"))
_NEWEST = select(announcement).order_by(announcement.c.id.desc()).limit(bindparam("most"))
_OF_FAULT = select(announcement).where(announcement.c.fault == bindparam("of_fault")).order_by(announcement.c.id)
_OF_OCCASION = (
    select(announcement).where(announcement.c.occasion == bindparam("of_occasion")).order_by(announcement.c.id)
)
_TAKE = Insert(counter, returning="name")
_TAKEN = select(counter.c.name).where(counter.c.name == bindparam("called"))
_SENDING = (
    select(announcement)
    .where(text("announcement.state = 'sending'"), announcement.c.goes_at <= bindparam("now", type_=Instant))
    .order_by(announcement.c.goes_at, announcement.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_WAITING = (
    select(announcement_row, announcement_reader)
    .outerjoin(
        announcement_reader,
        (announcement_reader.c.announcement_id == announcement_row.c.announcement_id)
        & (announcement_reader.c.position == announcement_row.c.position),
    )
    .where(announcement_row.c.announcement_id == bindparam("wanted"), text("announcement_row.state = 'waiting'"))
    .order_by(announcement_row.c.position)
    .limit(bindparam("most"))
)
_CAUSES = (
    select(outbox.c.message_digest, outbox.c.cause, outbox.c.letter, outbox_content.c.recipient)
    .outerjoin(outbox_content, outbox_content.c.outbox_id == outbox.c.id)
    .where(outbox.c.message_digest.in_(bindparam("digests", expanding=True)), outbox.c.cause.like("announcement:%"))
)
_CONTACT = (
    select(announcement_reader.c.address)
    .join(
        announcement_row,
        (announcement_reader.c.announcement_id == announcement_row.c.announcement_id)
        & (announcement_reader.c.position == announcement_row.c.position),
    )
    .where(
        announcement_row.c.announcement_id == bindparam("wanted"),
        announcement_row.c.contact_id == bindparam("of_contact"),
    )
    .limit(1)
)
_OF_OUTBOX = select(announcement).where(
    announcement.c.id.in_(
        select(announcement_row.c.announcement_id).where(
            announcement_row.c.outbox_id == bindparam("row"), text("announcement_row.outbox_id > 0")
        )
    )
)
_OBJECT = Insert(objection)


def _window(holds: KeptAnnouncement) -> Pause | None:
    """From when to when a maintenance is, as readers know it."""
    starts, ends = holds.announcement.starts, holds.announcement.ends
    return None if starts is None or ends is None else (starts, ends)


class AnnouncingWork(LettersWork):
    """The announcements of one unit."""

    def draft_announcement(self, draft: AnnouncementDraft) -> int:
        """Keeps a draft; its id. Nothing leaves of it."""
        document = {
            "announcement": announcement_as_json(draft.announcement),
            "facts": facts_as_json(draft.facts),
            "seq": draft.seq,
            "n": draft.n,
            **({"resolves": True} if draft.resolves else {}),
            **({"meant": draft.meant_at.isoformat()} if draft.meant_at else {}),
        }
        row = {
            "kind": draft.announcement.kind.value,
            "fault": draft.announcement.fault,
            "occasion": draft.occasion,
            "state": AnnouncementState.DRAFT.value,
            "by": draft.by,
            "at": self._now,
            "approved_by": "",
            "starts": draft.announcement.starts if draft.announcement.stops else None,
            "ends": draft.announcement.ends if draft.announcement.stops else None,
            "document": document,
        }
        return int(self._connection.execute(_NEW, row).scalar_one())

    def announcement(self, announcement_id: int) -> KeptAnnouncement | None:
        row = self._connection.execute(_ONE, {"wanted": announcement_id}).one_or_none()
        return None if row is None else kept(row)

    def newest_announcements(self, limit: int) -> tuple[KeptAnnouncement, ...]:
        """The newest first."""
        return tuple(map(kept, self._connection.execute(_NEWEST, {"most": limit})))

    def announcements_of_fault(self, number: str) -> tuple[KeptAnnouncement, ...]:
        """Drafts and sent ones, the oldest first."""
        return tuple(map(kept, self._connection.execute(_OF_FAULT, {"of_fault": number})))

    def take_occasion(self, occasion: str) -> bool:
        """Whether this is the first time that the desk drafts for this occasion; another worker that asks meanwhile
        waits for the answer."""
        return _TAKE.into(self._connection, {"name": f"occasion:{occasion}", "value": 1}) is not None

    def occasion_taken(self, occasion: str) -> bool:
        """Whether something was done for this occasion."""
        return self._connection.scalar(_TAKEN, {"called": f"occasion:{occasion}"}) is not None

    def announcement_of(self, message_ids: Sequence[str]) -> Announced | None:
        """The announcement whose letter or preview has one of these Message-IDs, the first that does."""
        self.settle()
        digests = list(dict.fromkeys(map(digest_of_id, message_ids)))
        rows = {row.message_digest: row for row in self._connection.execute(_CAUSES, {"digests": digests})}
        row = next((rows[one] for one in digests if one in rows), None)
        if row is None:
            return None
        number = int(row.cause.split(":")[1])
        return self.announcement_numbered(number, letter=row.letter, recipient=row.recipient or "")

    def announcement_numbered(self, announcement_id: int, *, letter: str = "", recipient: str = "") -> Announced | None:
        """The announcement of this id, as a mail about it is judged."""
        found = self.announcement(announcement_id)
        if found is None:
            return None
        holds = self._holding(found)
        return Announced(
            id=found.id,
            kind=found.announcement.kind,
            is_duty=found.announcement.is_duty,
            state=found.state,
            by=found.draft.by,
            letter=letter,
            recipient=recipient,
            fault=found.announcement.fault,
            about=found.announcement.about,
            window=_window(holds) if holds else None,
            noted=holds.stopped_by(None) if holds else None,
        )

    def changes_of(self, root: int) -> tuple[KeptAnnouncement, ...]:
        """What was drafted and told of a maintenance after it was announced, the oldest first."""
        return tuple(map(kept, self._connection.execute(_OF_OCCASION, {"of_occasion": occasion_of(root)})))

    def standing_of(self, root: int) -> KeptAnnouncement | None:
        """What holds of a maintenance now, after its changes; None once it is off, or if nobody was told of it."""
        first = self.announcement(root)
        told = [one for one in self.changes_of(root) if one.state.is_told]
        return standing(first, told) if first is not None and first.state.is_told else None

    def _holding(self, found: KeptAnnouncement) -> KeptAnnouncement | None:
        """What holds of the maintenance that an announcement is about; None for any other kind."""
        return self.standing_of(found.root) if found.announcement.kind is AnnouncementKind.MAINTENANCE else None

    def announced_contact(self, announcement_id: int, contact_id: int) -> str:
        """The address at which a contact got an announcement; empty if they did not."""
        found = self._connection.scalar(_CONTACT, {"wanted": announcement_id, "of_contact": contact_id})
        return found or ""

    def announcement_of_outbox(self, outbox_id: int) -> KeptAnnouncement | None:
        """The announcement that a letter of the outbox carries; None for any other letter."""
        row = self._connection.execute(_OF_OUTBOX, {"row": outbox_id}).one_or_none()
        return None if row is None else kept(row)

    def end_draft(self, announcement_id: int, state: AnnouncementState, by: str) -> bool:
        """Drops or replaces a draft; False if it is none any more."""
        draft = update(announcement).where(
            announcement.c.id == announcement_id, announcement.c.state == AnnouncementState.DRAFT.value
        )
        return bool(self._connection.execute(draft.values(state=state.value, approved_by=by)).rowcount)

    def release_announcement(
        self, announcement_id: int, rows: Iterable[AnnouncementRow], *, goes_at: datetime, by: str
    ) -> bool:
        """Lets a draft go to these receivers; False, and no change, if it is no draft any more."""
        draft = update(announcement).where(
            announcement.c.id == announcement_id, announcement.c.state == AnnouncementState.DRAFT.value
        )
        changed = draft.values(state=AnnouncementState.SENDING.value, approved_by=by, goes_at=goes_at)
        if not self._connection.execute(changed).rowcount:
            return False
        pairs = [row_of(announcement_id, one) for one in rows]
        if pairs:
            self._connection.execute(insert(announcement_row), [row for row, _ in pairs])
            self._connection.execute(insert(announcement_reader), [reader for _, reader in pairs])
        return True

    def announcements_going(self, limit: int) -> tuple[KeptAnnouncement, ...]:
        """Those whose letters are being written now, held to the end of the unit; another worker gets others."""
        return tuple(map(kept, self._connection.execute(_SENDING, {"now": self._now, "most": limit})))

    def announcement_rows(self, announcement_id: int, limit: int) -> tuple[AnnouncementRow, ...]:
        """The next receivers who have no letter yet."""
        rows = self._connection.execute(_WAITING, {"wanted": announcement_id, "most": limit})
        return tuple(map(as_row, rows))

    def announce_to(self, announcement_id: int, position: int, letter: NewLetter | None, problem: str = "") -> None:
        """Puts one receiver's letter into the outbox, or notes why there is none."""
        outbox_id = self.queued_as(letter) if letter is not None else 0
        state = RowState.WRITTEN if letter is not None else RowState.LEFT_OUT
        row = update(announcement_row).where(
            announcement_row.c.announcement_id == announcement_id, announcement_row.c.position == position
        )
        self._connection.execute(row.values(outbox_id=outbox_id, state=state.value, problem=problem))

    def announcement_written(self, announcement_id: int) -> None:
        """Every receiver has a letter, or a reason why there is none."""
        done = update(announcement).where(announcement.c.id == announcement_id)
        self._connection.execute(done.values(state=AnnouncementState.SENT.value))

    def announcement_bounced(self, outbox_id: int) -> None:
        """A letter that had left came back."""
        row = update(announcement_row).where(announcement_row.c.outbox_id == outbox_id)
        if outbox_id:
            self._connection.execute(row.values(problem="bounced"))

    def announcement_table(self, announcement_id: int) -> tuple[AnnouncementOutcome, ...]:
        """What became of it at each receiver, in their order."""
        self.settle()
        return tuple(map(as_outcome, self._connection.execute(TABLE, {"wanted": announcement_id})))

    def object_to(self, address_key: str, kinds: Iterable[AnnouncementKind], inbox_id: int) -> None:
        """Notes that this address wants no more of these kinds."""
        digest = self._digest(address_key)
        rows = [{"address_digest": digest, "kind": one.value, "at": self._now, "inbox_id": inbox_id} for one in kinds]
        _OBJECT.all_into(self._connection, rows)

    def forget_objections(self, address_key: str) -> int:
        """Takes the objections of an address back; how many there were."""
        gone = delete(objection).where(objection.c.address_digest == self._digest(address_key))
        return int(self._connection.execute(gone).rowcount)

    def objections(self, address_keys: Iterable[str]) -> Mapping[str, frozenset[AnnouncementKind]]:
        """What each of these addresses objected to; those that did not are left out."""
        kinds: dict[str, set[AnnouncementKind]] = {}
        for row in self._connection.execute(select(objection)):
            kinds.setdefault(row.address_digest, set()).add(AnnouncementKind(row.kind))
        if not kinds:
            return {}
        digests: dict[str, Any] = {key: self._digest(key) for key in address_keys}
        return {key: frozenset(kinds[one]) for key, one in digests.items() if one in kinds}
