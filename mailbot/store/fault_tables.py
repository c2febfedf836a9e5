"""The tables of what concerns many: faults with their events, announcements with their receivers, objections."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text

from mailbot.store.columns import Id, Instant, Json, Words
from mailbot.store.spelling import index_where, key, key_of, may, metadata, need, own_id

fault = Table(
    "fault",
    metadata,
    own_id(),
    Column("number", Text, nullable=False, unique=True),
    need("began", Instant),
    may("over_at", Instant),
    Index("ix_fault_began", "began"),
    index_where("ix_fault_running", "id", "over_at is null"),
)
fault_event = Table(
    "fault_event",
    metadata,
    key_of("fault_id", "fault.id"),
    key("seq", Integer),
    need("kind"),
    need("at", Instant),
    need("by"),
    need("facts", Json),
)
fault_text = Table(
    "fault_text",
    metadata,
    key_of("fault_id", "fault.id"),
    key("seq", Integer),
    need("texts", Json),
)
fault_case = Table(
    "fault_case",
    metadata,
    key_of("fault_id", "fault.id"),
    key_of("case_id", "cases.id"),
    Index("ix_fault_case_case", "case_id"),
)
announcement = Table(
    "announcement",
    metadata,
    own_id(),
    need("kind"),
    need("fault"),
    need("occasion"),
    need("state"),
    need("by"),
    need("at", Instant),
    need("approved_by"),
    may("goes_at", Instant),
    may("starts", Instant),
    may("ends", Instant),
    need("document", Json),
    Index("ix_announcement_fault", "fault", "id"),
    Index("ix_announcement_occasion", "occasion"),
    index_where("ix_announcement_sending", "goes_at id", "state = 'sending'"),
    index_where("ix_announcement_starts", "starts", "starts is not null"),
)
announcement_row = Table(
    "announcement_row",
    metadata,
    key_of("announcement_id", "announcement.id"),
    key("position", Integer),
    need("contract_id"),
    need("contracts", Integer),
    need("contact_id", Id),
    need("case_id", Id),
    need("participant_id", Id),
    need("cases", Json),
    need("state"),
    need("problem"),
    need("outbox_id", Id),
    index_where("ix_announcement_row_waiting", "announcement_id position", "state = 'waiting'"),
    index_where("ix_announcement_row_outbox", "outbox_id", "outbox_id > 0"),
)
announcement_reader = Table(
    "announcement_reader",
    metadata,
    key_of("announcement_id", "announcement.id"),
    key("position", Integer),
    need("address", Words),
    need("language"),
    need("timezone"),
)
objection = Table(
    "objection",
    metadata,
    key("address_digest"),
    key("kind"),
    need("at", Instant),
    need("inbox_id", Id),
)

__all__ = [
    "announcement",
    "announcement_reader",
    "announcement_row",
    "fault",
    "fault_case",
    "fault_event",
    "fault_text",
    "objection",
]
