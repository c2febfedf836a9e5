"""What concerns many at once: faults with their events, announcements with their receivers, objections."""

import sqlalchemy as sa
from alembic import op

from mailbot.store.migrations.first_spelling import ID, INSTANT, INTEGER, TEXT, index_where, may, need

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _faults()
    _announcements()
    op.create_table(
        "objection",
        *need(TEXT, "address_digest kind"),
        *need(INSTANT, "at"),
        *need(ID, "inbox_id"),
        sa.PrimaryKeyConstraint("address_digest", "kind", name="pk_objection"),
    )


def _faults() -> None:
    op.create_table(
        "fault",
        *need(ID, "id"),
        *need(TEXT, "number"),
        *need(INSTANT, "began"),
        *may(INSTANT, "over_at"),
        sa.PrimaryKeyConstraint("id", name="pk_fault"),
        sa.UniqueConstraint("number", name="uq_fault_number"),
    )
    op.create_index("ix_fault_began", "fault", ["began"], unique=False)
    index_where("ix_fault_running", "fault", "id", "over_at is null")
    op.create_table(
        "fault_event",
        *need(ID, "fault_id"),
        *need(INTEGER, "seq"),
        *need(TEXT, "kind"),
        *need(INSTANT, "at"),
        *need(TEXT, "by facts"),
        sa.ForeignKeyConstraint(["fault_id"], ["fault.id"], name="fk_fault_event_fault_id"),
        sa.PrimaryKeyConstraint("fault_id", "seq", name="pk_fault_event"),
    )
    op.create_table(
        "fault_text",
        *need(ID, "fault_id"),
        *need(INTEGER, "seq"),
        *need(TEXT, "texts"),
        sa.ForeignKeyConstraint(["fault_id"], ["fault.id"], name="fk_fault_text_fault_id"),
        sa.PrimaryKeyConstraint("fault_id", "seq", name="pk_fault_text"),
    )
    op.create_table(
        "fault_case",
        *need(ID, "fault_id case_id"),
        sa.ForeignKeyConstraint(["fault_id"], ["fault.id"], name="fk_fault_case_fault_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_fault_case_case_id"),
        sa.PrimaryKeyConstraint("fault_id", "case_id", name="pk_fault_case"),
    )
    op.create_index("ix_fault_case_case", "fault_case", ["case_id"], unique=False)


def _announcements() -> None:
    op.create_table(
        "announcement",
        *need(ID, "id"),
        *need(TEXT, "kind fault occasion state by"),
        *need(INSTANT, "at"),
        *need(TEXT, "approved_by"),
        *may(INSTANT, "goes_at starts ends"),
        *need(TEXT, "document"),
        sa.PrimaryKeyConstraint("id", name="pk_announcement"),
    )
    op.create_index("ix_announcement_fault", "announcement", ["fault", "id"], unique=False)
    op.create_index("ix_announcement_occasion", "announcement", ["occasion"], unique=False)
    index_where("ix_announcement_sending", "announcement", "goes_at id", "state = 'sending'")
    index_where("ix_announcement_starts", "announcement", "starts", "starts is not null")
    op.create_table(
        "announcement_row",
        *need(ID, "announcement_id"),
        *need(INTEGER, "position"),
        *need(TEXT, "contract_id"),
        *need(INTEGER, "contracts"),
        *need(ID, "contact_id case_id participant_id"),
        *need(TEXT, "cases state problem"),
        *need(ID, "outbox_id"),
        sa.ForeignKeyConstraint(["announcement_id"], ["announcement.id"], name="fk_announcement_row_announcement_id"),
        sa.PrimaryKeyConstraint("announcement_id", "position", name="pk_announcement_row"),
    )
    index_where("ix_announcement_row_waiting", "announcement_row", "announcement_id position", "state = 'waiting'")
    index_where("ix_announcement_row_outbox", "announcement_row", "outbox_id", "outbox_id > 0")
    op.create_table(
        "announcement_reader",
        *need(ID, "announcement_id"),
        *need(INTEGER, "position"),
        *need(TEXT, "address language timezone"),
        sa.ForeignKeyConstraint(
            ["announcement_id"], ["announcement.id"], name="fk_announcement_reader_announcement_id"
        ),
        sa.PrimaryKeyConstraint("announcement_id", "position", name="pk_announcement_reader"),
    )
