"""What each mail of staff did to its case, so that it can be taken back; the held mails of one case."""

import sqlalchemy as sa
from alembic import op

from mailbot.store.migrations.first_spelling import ID, INSTANT, INTEGER, TEXT, index_where, may, need

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_act",
        *need(ID, "inbox_id case_id"),
        *need(TEXT, "handle"),
        *need(INSTANT, "at"),
        *need(TEXT, "commands before after"),
        *need(INTEGER, "first_seq last_seq"),
        *may(INSTANT, "undone_at"),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name="fk_staff_act_inbox_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_staff_act_case_id"),
        sa.PrimaryKeyConstraint("inbox_id", name="pk_staff_act"),
    )
    op.create_index("ix_staff_act_case", "staff_act", ["case_id", "inbox_id"], unique=False)
    index_where("ix_inbox_held_case", "inbox", "case_id id", "state = 'held'")
