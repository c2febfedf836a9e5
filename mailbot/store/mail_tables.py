"""The tables of mail: what came in by which door, how far each mailbox was read, what is to be sent."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, Table, Text

from mailbot.store.columns import Id, Instant, Json, Words
from mailbot.store.spelling import index_where, key, key_of, may, metadata, need, of, own_id

# Mail in

inbox = Table(
    "inbox",
    metadata,
    own_id(),
    Column("content_key", Text, nullable=False, unique=True),
    need("raw_digest"),
    need("state"),
    need("tries", Integer),
    may("next_at", Instant),
    may("owner", Text),
    need("seen_arrival", Id),
    need("received_at", Instant),
    need("let_in_by"),
    need("decision"),
    need("reason", Words),
    need("case_id", Id),
    need("level"),
    need("told", Boolean),
    may("ended_at", Instant),
    Index("ix_inbox_received_at", "received_at"),
    index_where("ix_inbox_due", "next_at id", "next_at is not null"),
    index_where("ix_inbox_state", "state id", "state not in ('done', 'dropped')"),
    index_where("ix_inbox_untold", "id", "state in ('held', 'failed') and not told"),
    index_where("ix_inbox_owner", "owner", "owner is not null"),
    index_where("ix_inbox_held_case", "case_id id", "state = 'held'"),
)
inbox_text = Table(
    "inbox_text",
    metadata,
    key_of("inbox_id", "inbox.id"),
    need("sender", Words),
    need("subject", Words),
    need("words", Words),
    need("hint", Words),
)
arrival = Table(
    "arrival",
    metadata,
    own_id(),
    of("inbox_id", "inbox.id"),
    need("door"),
    need("source", Words),
    need("received_at", Instant),
    may("envelope_from", Words),
    need("recipients", Json),
    need("trusted", Boolean),
    need("login", Words),
    need("profile"),
    need("answerable", Boolean),
    need("oversize", Id),
    may("header_digest", Text),
    Index("uq_arrival_source", "door", "source", unique=True),
    Index("ix_arrival_inbox_id", "inbox_id"),
)
raw_mail = Table("raw_mail", metadata, key("digest"), need("content", LargeBinary))
mailbox_cursor = Table("mailbox_cursor", metadata, key("mailbox"), need("uidvalidity", Id), need("uid", Id))
mailbox_mail = Table(
    "mailbox_mail",
    metadata,
    own_id(),
    of("inbox_id", "inbox.id"),
    need("mailbox"),
    need("shelf"),
    may("uidvalidity", Id),
    may("uid", Id),
    Index("uq_mailbox_mail_place", "mailbox", "shelf", "uidvalidity", "uid", unique=True),
    Index("ix_mailbox_mail_inbox_id", "inbox_id"),
)
mailbox_lease = Table("mailbox_lease", metadata, key("mailbox"), need("owner"), need("worker"), need("until", Instant))

# Mail out

outbox = Table(
    "outbox",
    metadata,
    own_id(),
    need("cause", Words),
    need("letter"),
    need("recipient_digest"),
    need("message_id", Words),
    need("message_digest"),
    need("case_id", Id),
    need("contact_id", Id),
    need("lane", Integer),
    need("automatic", Boolean),
    need("satisfies_clock", Boolean),
    need("state"),
    need("queued_at", Instant),
    may("next_at", Instant),
    may("owner", Text),
    need("attempts", Integer),
    need("uncertain", Boolean),
    may("ended_at", Instant),
    need("noted", Boolean),
    need("facts", Json),
    Index("uq_outbox_once", "cause", "letter", "recipient_digest", unique=True),
    Index("ix_outbox_recipient", "recipient_digest", "letter", "queued_at"),
    Index("ix_outbox_message", "message_digest"),
    Index("ix_outbox_case", "case_id"),
    index_where("ix_outbox_due", "lane next_at id", "next_at is not null"),
    index_where("ix_outbox_state", "state id", "state <> 'sent'"),
    index_where("ix_outbox_owner", "owner", "owner is not null"),
    index_where("ix_outbox_ended", "id", "ended_at is not null and not noted"),
)
outbox_content = Table(
    "outbox_content",
    metadata,
    key_of("outbox_id", "outbox.id"),
    need("recipient", Words),
    need("envelope_from", Words),
    need("subject", Words),
    need("words", Words),
    need("content", LargeBinary),
)
