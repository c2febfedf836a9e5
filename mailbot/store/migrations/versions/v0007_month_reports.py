"""Monthly reports on their way: which were made, which wait for a word of staff."""

import sqlalchemy as sa
from alembic import op

from mailbot.store.migrations.first_spelling import ID, INSTANT, TEXT, index_where, need

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "month_report",
        *need(ID, "id"),
        *need(TEXT, "contract_id month"),
        *need(ID, "asked contact_id"),
        *need(TEXT, "state by"),
        *need(INSTANT, "at"),
        sa.PrimaryKeyConstraint("id", name="pk_month_report"),
        sa.UniqueConstraint("month", "contract_id", "asked", name="uq_month_report_month_contract_id_asked"),
    )
    index_where("ix_month_report_going", "month_report", "id", "state in ('going', 'asked')")
