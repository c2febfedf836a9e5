"""What each change of a contact was: the card before and after, which can be erased, beside who made it and when."""

import sqlalchemy as sa
from alembic import op

from mailbot.store.migrations.first_spelling import ID, INSTANT, TEXT, index_where, may, need

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact_change",
        *need(ID, "id"),
        *need(TEXT, "contract_id"),
        *need(ID, "contact_id"),
        *need(INSTANT, "at"),
        *need(TEXT, "actor"),
        *may(TEXT, "cause before after"),
        *may(INSTANT, "undone_at"),
        sa.PrimaryKeyConstraint("id", name="pk_contact_change"),
    )
    op.create_index("ix_contact_change_contract", "contact_change", ["contract_id", "id"])
    index_where("ix_contact_change_cause", "contact_change", "cause", "cause is not null")
