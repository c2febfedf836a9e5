"""Which mail an order came by, so that a reply to its receipt takes it back."""

from alembic import op

from mailbot.store.migrations.first_spelling import TEXT, index_where, may

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in may(TEXT, "cause"):
        op.add_column("pack_order", column)
    index_where("ix_pack_order_cause", "pack_order", "cause", "cause is not null")
