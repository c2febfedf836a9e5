"""Announcements and their receivers as rows, and rows as the values that they stand for."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select

from mailbot.desk.announcing import (
    BOUNCED,
    GIVEN_UP,
    PENDING,
    REFUSED,
    SENT,
    AnnouncementDraft,
    AnnouncementOutcome,
    AnnouncementRow,
    AnnouncementState,
    KeptAnnouncement,
    RowState,
    StopNote,
    announcement_from,
)
from mailbot.desk.faults_events import facts_from_json
from mailbot.store.letter_states import LetterState
from mailbot.store.tables import announcement_reader, announcement_row, outbox, outbox_content

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Row

TABLE = (
    select(
        announcement_row,
        announcement_reader.c.address,
        outbox.c.state.label("letter_state"),
        outbox.c.ended_at,
        outbox_content.c.words,
    )
    .outerjoin(
        announcement_reader,
        (announcement_reader.c.announcement_id == announcement_row.c.announcement_id)
        & (announcement_reader.c.position == announcement_row.c.position),
    )
    .outerjoin(outbox, outbox.c.id == announcement_row.c.outbox_id)
    .outerjoin(outbox_content, outbox_content.c.outbox_id == outbox.c.id)
    .where(announcement_row.c.announcement_id == bindparam("wanted"))
    .order_by(announcement_row.c.position)
)
"""Each receiver of one announcement with what became of their letter."""

_STATES = {LetterState.SENT: SENT, LetterState.REFUSED: REFUSED, LetterState.DEAD: GIVEN_UP}


def kept(row: Row[*tuple[Any, ...]]) -> KeptAnnouncement:
    """An announcement's row as a value."""
    document = row.document
    draft = AnnouncementDraft(
        announcement=announcement_from(document["announcement"]),
        by=row.by,
        occasion=row.occasion,
        seq=document["seq"],
        n=document["n"],
        facts=facts_from_json(document["facts"]),
        resolves=bool(document.get("resolves")),
        meant_at=datetime.fromisoformat(document["meant"]) if document.get("meant") else None,
    )
    return KeptAnnouncement(
        id=row.id,
        draft=draft,
        state=AnnouncementState(row.state),
        at=row.at,
        approved_by=row.approved_by,
        goes_at=row.goes_at,
        stopped=tuple(map(_note, document.get("stopped", ()))),
    )


def _note(kept_note: Mapping[str, str]) -> StopNote:
    at, start, end = (datetime.fromisoformat(kept_note[key]) for key in ("at", "from", "to"))
    return StopNote(at=at, start=start, end=end)


def row_of(announcement_id: int, one: AnnouncementRow) -> tuple[dict[str, object], dict[str, object]]:
    """A receiver as the row of ids, and as the row of the address, which can be erased."""
    place = {"announcement_id": announcement_id, "position": one.position}
    ids = {
        "contract_id": one.contract_id,
        "contracts": one.contracts,
        "contact_id": one.contact_id,
        "case_id": one.case_id,
        "participant_id": one.participant_id,
        "cases": list(one.cases),
        "state": one.state.value,
        "problem": one.problem,
        "outbox_id": 0,
    }
    reader = {"address": one.address, "language": one.language, "timezone": one.timezone}
    return {**place, **ids}, {**place, **reader}


def as_row(row: Row[*tuple[Any, ...]]) -> AnnouncementRow:
    return AnnouncementRow(
        position=row.position,
        contract_id=row.contract_id,
        contracts=row.contracts,
        address=row.address or "",
        language=row.language or "",
        timezone=row.timezone or "",
        contact_id=row.contact_id,
        case_id=row.case_id,
        participant_id=row.participant_id,
        cases=tuple(row.cases),
        state=RowState(row.state),
        problem=row.problem,
    )


def as_outcome(row: Row[*tuple[Any, ...]]) -> AnnouncementOutcome:
    state = row.problem or (_STATES.get(row.letter_state, PENDING) if row.outbox_id else PENDING)
    return AnnouncementOutcome(
        contract_id=row.contract_id,
        address=row.address or "",
        state=BOUNCED if row.problem == BOUNCED else state,
        at=row.ended_at,
        words=row.words or "",
    )
