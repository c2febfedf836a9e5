"""The tables of cases: their people, messages, events and clocks."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from mailbot.store.columns import Id, Instant, Json, Words
from mailbot.store.spelling import index_where, key, key_of, may, metadata, need, of, own_id

# Cases

cases = Table(
    "cases",
    metadata,
    own_id(),
    Column("number", Text, nullable=False, unique=True),
    need("contract_id"),
    need("status"),
    need("category"),
    need("category_reason", Words),
    need("priority"),
    need("priority_reason", Words),
    need("unsure", Words),
    need("level"),
    need("assignee"),
    need("policy_digest"),
    need("calendar_digest"),
    need("language"),
    need("private", Boolean),
    need("received_at", Instant),
    may("resolved_at", Instant),
    may("closed_at", Instant),
    need("merged_into", Id),
    Index("ix_cases_contract_id", "contract_id", "id"),
    Index("ix_cases_closed_at", "closed_at"),
    index_where("ix_cases_unfinished", "status id", "status not in ('closed', 'merged')"),
)
case_text = Table("case_text", metadata, key_of("case_id", "cases.id"), need("subject", Words))
case_link = Table(
    "case_link",
    metadata,
    key_of("case_id", "cases.id"),
    key_of("other_id", "cases.id"),
    key("kind"),
    Index("ix_case_link_other", "other_id"),
)
person = Table(
    "person",
    metadata,
    own_id(),
    Column("key_digest", Text, nullable=False, unique=True),
    need("address", Words),
    need("name", Words),
)
participant = Table(
    "participant",
    metadata,
    own_id(),
    of("case_id", "cases.id"),
    of("person_id", "person.id"),
    need("contact_id", Id),
    need("is_opener", Boolean),
    need("gets_mail", Boolean),
    need("may_write", Boolean),
    Index("uq_participant_case", "case_id", "person_id", unique=True),
    Index("ix_participant_person", "person_id"),
)
event = Table(
    "event",
    metadata,
    key_of("case_id", "cases.id"),
    key("seq", Integer),
    need("kind"),
    need("at", Instant),
    need("by"),
    need("facts", Json),
    Index("ix_event_at", "at"),
)
clock = Table(
    "clock",
    metadata,
    key_of("case_id", "cases.id"),
    key("name"),
    need("state"),
    may("due", Instant),
    may("met_at", Instant),
    may("breached_at", Instant),
    index_where("ix_clock_due", "due", "state = 'running'"),
)
case_wake = Table(
    "case_wake",
    metadata,
    key_of("case_id", "cases.id"),
    need("at", Instant),
    need("wanted_at", Instant),
    Index("ix_case_wake_at", "at", "wanted_at", "case_id"),
)
message = Table(
    "message",
    metadata,
    own_id(),
    of("case_id", "cases.id"),
    need("direction"),
    need("at", Instant),
    need("message_id", Words),
    need("sender_digest"),
    need("inbox_id", Id),
    need("level"),
    need("is_public", Boolean),
    Index("ix_message_case_sender", "case_id", "sender_digest", "at"),
)
message_text = Table(
    "message_text",
    metadata,
    key_of("message_id", "message.id"),
    need("from_address", Words),
    need("to_addresses", Json),
    need("subject", Words),
    need("text", Words),
    may("new_text", Words),
)
message_ref = Table("message_ref", metadata, key("digest"), key("case_id", Id))
staff_act = Table(
    "staff_act",
    metadata,
    key_of("inbox_id", "inbox.id"),
    of("case_id", "cases.id"),
    need("handle"),
    need("at", Instant),
    need("commands"),
    need("before", Json),
    need("after", Json),
    need("first_seq", Integer),
    need("last_seq", Integer),
    may("undone_at", Instant),
    Index("ix_staff_act_case", "case_id", "inbox_id"),
)
