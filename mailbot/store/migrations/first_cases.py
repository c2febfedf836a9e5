"""The tables of the first revision: cases. Frozen: what changes later is a revision of its own."""

import sqlalchemy as sa
from alembic import op

from mailbot.store.migrations.first_spelling import BOOLEAN, ID, INSTANT, INTEGER, TEXT, index_where, may, need


def make() -> None:
    for table in (
        _cases,
        _message_ref,
        _person,
        _case_link,
        _case_text,
        _clock,
        _case_wake,
        _event,
        _message,
        _participant,
        _message_text,
    ):
        table()


def _cases() -> None:
    op.create_table(
        "cases",
        *need(ID, "id"),
        *need(TEXT, "number contract_id status category category_reason priority"),
        *need(TEXT, "priority_reason unsure level assignee policy_digest calendar_digest"),
        *need(TEXT, "language"),
        *need(BOOLEAN, "private"),
        *need(INSTANT, "received_at"),
        *may(INSTANT, "resolved_at closed_at"),
        *need(ID, "merged_into"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("number", name="uq_cases_number"),
    )
    op.create_index("ix_cases_contract_id", "cases", ["contract_id", "id"], unique=False)
    index_where("ix_cases_unfinished", "cases", "status id", "status not in ('closed', 'merged')")


def _message_ref() -> None:
    op.create_table(
        "message_ref",
        *need(TEXT, "digest"),
        *need(ID, "case_id"),
        sa.PrimaryKeyConstraint("digest", "case_id", name="pk_message_ref"),
    )


def _person() -> None:
    op.create_table(
        "person",
        *need(ID, "id"),
        *need(TEXT, "key_digest address name"),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("key_digest", name="uq_person_key_digest"),
    )


def _case_link() -> None:
    op.create_table(
        "case_link",
        *need(ID, "case_id other_id"),
        *need(TEXT, "kind"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_link_case_id"),
        sa.ForeignKeyConstraint(["other_id"], ["cases.id"], name="fk_case_link_other_id"),
        sa.PrimaryKeyConstraint("case_id", "other_id", "kind", name="pk_case_link"),
    )
    op.create_index("ix_case_link_other", "case_link", ["other_id"], unique=False)


def _case_text() -> None:
    op.create_table(
        "case_text",
        *need(ID, "case_id"),
        *need(TEXT, "subject"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_text_case_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_case_text"),
    )


def _clock() -> None:
    op.create_table(
        "clock",
        *need(ID, "case_id"),
        *need(TEXT, "name state"),
        *may(INSTANT, "due met_at breached_at"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_clock_case_id"),
        sa.PrimaryKeyConstraint("case_id", "name", name="pk_clock"),
    )
    index_where("ix_clock_due", "clock", "due", "state = 'running'")


def _case_wake() -> None:
    op.create_table(
        "case_wake",
        *need(ID, "case_id"),
        *need(INSTANT, "at wanted_at"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_wake_case_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_case_wake"),
    )
    op.create_index("ix_case_wake_at", "case_wake", ["at", "wanted_at", "case_id"], unique=False)


def _event() -> None:
    op.create_table(
        "event",
        *need(ID, "case_id"),
        *need(INTEGER, "seq"),
        *need(TEXT, "kind"),
        *need(INSTANT, "at"),
        *need(TEXT, "by facts"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_event_case_id"),
        sa.PrimaryKeyConstraint("case_id", "seq", name="pk_event"),
    )
    op.create_index("ix_event_at", "event", ["at"], unique=False)


def _message() -> None:
    op.create_table(
        "message",
        *need(ID, "id case_id"),
        *need(TEXT, "direction"),
        *need(INSTANT, "at"),
        *need(TEXT, "message_id sender_digest"),
        *need(ID, "inbox_id"),
        *need(TEXT, "level"),
        *need(BOOLEAN, "is_public"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_message_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
    )
    op.create_index("ix_message_case_sender", "message", ["case_id", "sender_digest", "at"], unique=False)


def _participant() -> None:
    op.create_table(
        "participant",
        *need(ID, "id case_id person_id contact_id"),
        *need(BOOLEAN, "is_opener gets_mail may_write"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_participant_case_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_participant_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_participant"),
    )
    op.create_index("ix_participant_person", "participant", ["person_id"], unique=False)
    op.create_index("uq_participant_case", "participant", ["case_id", "person_id"], unique=True)


def _message_text() -> None:
    op.create_table(
        "message_text",
        *need(ID, "message_id"),
        *need(TEXT, "from_address to_addresses subject text"),
        *may(TEXT, "new_text"),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_message_text_message_id"),
        sa.PrimaryKeyConstraint("message_id", name="pk_message_text"),
    )
