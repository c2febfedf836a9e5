"""The tables of the first revision: mail. Frozen: what changes later is a revision of its own."""

import sqlalchemy as sa
from alembic import op

from mailbot.store.migrations.first_spelling import BOOLEAN, BYTES, ID, INSTANT, INTEGER, TEXT, index_where, may, need


def make() -> None:
    for table in (
        _inbox,
        _mailbox_cursor,
        _mailbox_lease,
        _outbox,
        _raw_mail,
        _arrival,
        _inbox_text,
        _outbox_content,
    ):
        table()


def _inbox() -> None:
    op.create_table(
        "inbox",
        *need(ID, "id"),
        *need(TEXT, "content_key raw_digest state"),
        *need(INTEGER, "tries"),
        *may(INSTANT, "next_at"),
        *may(TEXT, "owner"),
        *need(ID, "seen_arrival"),
        *need(INSTANT, "received_at"),
        *need(TEXT, "let_in_by decision reason"),
        *need(ID, "case_id"),
        *need(TEXT, "level"),
        *need(BOOLEAN, "told"),
        *may(INSTANT, "ended_at"),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("content_key", name="uq_inbox_content_key"),
    )
    index_where("ix_inbox_due", "inbox", "next_at id", "next_at is not null")
    index_where("ix_inbox_owner", "inbox", "owner", "owner is not null")
    op.create_index("ix_inbox_received_at", "inbox", ["received_at"], unique=False)
    index_where("ix_inbox_state", "inbox", "state id", "state not in ('done', 'dropped')")
    index_where("ix_inbox_untold", "inbox", "id", "state in ('held', 'failed') and not told")


def _mailbox_cursor() -> None:
    op.create_table(
        "mailbox_cursor",
        *need(TEXT, "mailbox"),
        *need(ID, "uidvalidity uid"),
        sa.PrimaryKeyConstraint("mailbox", name="pk_mailbox_cursor"),
    )


def _mailbox_lease() -> None:
    op.create_table(
        "mailbox_lease",
        *need(TEXT, "mailbox owner worker"),
        *need(INSTANT, "until"),
        sa.PrimaryKeyConstraint("mailbox", name="pk_mailbox_lease"),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        *need(ID, "id"),
        *need(TEXT, "cause letter recipient_digest message_id message_digest"),
        *need(ID, "case_id contact_id"),
        *need(INTEGER, "lane"),
        *need(BOOLEAN, "automatic satisfies_clock"),
        *need(TEXT, "state"),
        *need(INSTANT, "queued_at"),
        *may(INSTANT, "next_at"),
        *may(TEXT, "owner"),
        *need(INTEGER, "attempts"),
        *need(BOOLEAN, "uncertain"),
        *may(INSTANT, "ended_at"),
        *need(BOOLEAN, "noted"),
        *need(TEXT, "facts"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index("ix_outbox_case", "outbox", ["case_id"], unique=False)
    index_where("ix_outbox_due", "outbox", "lane next_at id", "next_at is not null")
    index_where("ix_outbox_ended", "outbox", "id", "ended_at is not null and not noted")
    op.create_index("ix_outbox_message", "outbox", ["message_digest"], unique=False)
    index_where("ix_outbox_owner", "outbox", "owner", "owner is not null")
    op.create_index("ix_outbox_recipient", "outbox", ["recipient_digest", "letter", "queued_at"], unique=False)
    index_where("ix_outbox_state", "outbox", "state id", "state <> 'sent'")
    op.create_index("uq_outbox_once", "outbox", ["cause", "letter", "recipient_digest"], unique=True)


def _raw_mail() -> None:
    op.create_table(
        "raw_mail",
        *need(TEXT, "digest"),
        *need(BYTES, "content"),
        sa.PrimaryKeyConstraint("digest", name="pk_raw_mail"),
    )


def _arrival() -> None:
    op.create_table(
        "arrival",
        *need(ID, "id inbox_id"),
        *need(TEXT, "door source"),
        *need(INSTANT, "received_at"),
        *may(TEXT, "envelope_from"),
        *need(TEXT, "recipients"),
        *need(BOOLEAN, "trusted"),
        *need(TEXT, "login profile"),
        *need(BOOLEAN, "answerable"),
        *need(ID, "oversize"),
        *may(TEXT, "header_digest"),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name="fk_arrival_inbox_id"),
        sa.PrimaryKeyConstraint("id", name="pk_arrival"),
    )
    op.create_index("ix_arrival_inbox_id", "arrival", ["inbox_id"], unique=False)
    op.create_index("uq_arrival_source", "arrival", ["door", "source"], unique=True)


def _inbox_text() -> None:
    op.create_table(
        "inbox_text",
        *need(ID, "inbox_id"),
        *need(TEXT, "sender subject words hint"),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name="fk_inbox_text_inbox_id"),
        sa.PrimaryKeyConstraint("inbox_id", name="pk_inbox_text"),
    )


def _outbox_content() -> None:
    op.create_table(
        "outbox_content",
        *need(ID, "outbox_id"),
        *need(TEXT, "recipient envelope_from subject words"),
        *need(BYTES, "content"),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name="fk_outbox_content_outbox_id"),
        sa.PrimaryKeyConstraint("outbox_id", name="pk_outbox_content"),
    )
