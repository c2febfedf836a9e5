"""What a unit asks and changes about announced maintenance: whom it was told, what became of it, and its stops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, select, update

from mailbot.desk.announcements import planned_stop
from mailbot.desk.announcements_changes import standing
from mailbot.desk.announcing import BOUNCED, AnnouncementState, RowState
from mailbot.desk.mail import address_key
from mailbot.store.announcing_rows import as_row, kept
from mailbot.store.announcing_work import AnnouncingWork
from mailbot.store.columns import Instant
from mailbot.store.letter_states import LetterState
from mailbot.store.tables import announcement, announcement_reader, announcement_row, outbox

if TYPE_CHECKING:
    from datetime import datetime

    from mailbot.desk.announcing import AnnouncementRow, KeptAnnouncement
    from mailbot.desk.people import Contract
    from mailbot.desk.uptime import PlannedStop

_ONE = select(announcement).where(announcement.c.id == bindparam("wanted")).with_for_update()
_STOPS = select(announcement).where(
    announcement.c.starts.is_not(None),
    announcement.c.ends >= bindparam("since", type_=Instant),
    announcement.c.state.in_([AnnouncementState.SENDING, AnnouncementState.SENT]),
)
_WRITTEN = (
    select(announcement_row, announcement_reader)
    .join(
        announcement_reader,
        (announcement_reader.c.announcement_id == announcement_row.c.announcement_id)
        & (announcement_reader.c.position == announcement_row.c.position),
    )
    .outerjoin(outbox, (outbox.c.id == announcement_row.c.outbox_id) & (announcement_row.c.outbox_id > 0))
    .where(
        announcement_row.c.announcement_id == bindparam("wanted"),
        announcement_row.c.state.in_([RowState.WAITING.value, RowState.WRITTEN.value]),
        announcement_row.c.problem != BOUNCED,
        func.coalesce(outbox.c.state, "").not_in([LetterState.REFUSED, LetterState.DEAD]),
    )
    .order_by(announcement_row.c.position)
)
_LEFT = (
    select(announcement_row.c.contract_id, announcement_reader.c.address, outbox.c.ended_at)
    .join(outbox, outbox.c.id == announcement_row.c.outbox_id)
    .outerjoin(
        announcement_reader,
        (announcement_reader.c.announcement_id == announcement_row.c.announcement_id)
        & (announcement_reader.c.position == announcement_row.c.position),
    )
    .where(
        announcement_row.c.announcement_id == bindparam("wanted"),
        announcement_row.c.problem != BOUNCED,
        outbox.c.state == "sent",
    )
)


def _by(at: datetime | None, known: datetime | None) -> bool:
    return known is None or (at is not None and at <= known)


class StopsWork(AnnouncingWork):
    """The maintenance of one unit."""

    def planned_stops(
        self, since: datetime, contract: Contract | None = None, *, known: datetime | None = None
    ) -> tuple[PlannedStop, ...]:
        """The stops of announced maintenance that end at this instant or later; drafts and dropped ones are none, nor
        is what was moved or called off. `known`: only what had been told and noted by then.

        Each was announced when its first letter left; of a contract, when the first left that its own people got.
        """
        found = []
        for row in self._connection.execute(_STOPS, {"since": since}).all():
            one = kept(row)
            if not self._holds(one, known):
                continue
            at = self._first_left(one) if contract is None else self._first_left_to(one, contract)
            stop = planned_stop(one.cause, one.announcement, announced_at=at, stopped=one.stopped_by(known))
            found.extend([stop] if stop else [])
        return tuple(found)

    def _holds(self, one: KeptAnnouncement, known: datetime | None) -> bool:
        """Whether a maintenance is still as this announcement says."""
        first = one if one.root == one.id else self.announcement(one.root)
        told = [change for change in self.changes_of(one.root) if change.state.is_told and _by(change.goes_at, known)]
        holds = standing(first, told) if first is not None else None
        return holds is not None and holds.id == one.id

    def note_stop(self, announcement_id: int, start: datetime, end: datetime) -> None:
        """Notes from when to when the services of a maintenance really stopped; what was noted before stays known."""
        row = self._connection.execute(_ONE, {"wanted": announcement_id}).one()
        told = kept(row).announcement
        note = {"at": self._now.isoformat(), "from": start.isoformat(), "to": end.isoformat()}
        document = {**row.document, "stopped": [*row.document.get("stopped", ()), note]}
        bounds = {"starts": min(told.starts or start, start), "ends": max(told.ends or end, end)}
        known = update(announcement).where(announcement.c.id == announcement_id)
        self._connection.execute(known.values(document=document, **bounds))

    def announcement_readers(self, announcement_id: int) -> tuple[AnnouncementRow, ...]:
        """The receivers of an announcement for whom there is a letter that was neither refused nor came back."""
        return tuple(map(as_row, self._connection.execute(_WRITTEN, {"wanted": announcement_id})))

    def _first_left_to(self, one: KeptAnnouncement, contract: Contract) -> datetime | None:
        """Who is named by several contracts gets one letter, in the name of the first of them."""
        own = {address_key(address) for who in contract.contacts for address in who.addresses}
        left = self._connection.execute(_LEFT, {"wanted": one.id})
        return min(
            (row.ended_at for row in left if row.contract_id == contract.id or address_key(row.address or "") in own),
            default=None,
        )

    def _first_left(self, one: KeptAnnouncement) -> datetime | None:
        first = select(func.min(outbox.c.ended_at)).where(outbox.c.cause == one.cause, outbox.c.state == "sent")
        left: datetime | None = self._connection.scalar(first)
        return left
