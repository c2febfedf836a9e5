"""Where the mails of a shared mailbox lie, as long as their folder may have to change."""

import sqlalchemy as sa
from alembic import op

from mailbot.store.migrations.first_spelling import ID, TEXT, may, need

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mailbox_mail",
        *need(ID, "id inbox_id"),
        *need(TEXT, "mailbox shelf"),
        *may(ID, "uidvalidity uid"),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name="fk_mailbox_mail_inbox_id"),
        sa.PrimaryKeyConstraint("id", name="pk_mailbox_mail"),
    )
    op.create_index("ix_mailbox_mail_inbox_id", "mailbox_mail", ["inbox_id"], unique=False)
    op.create_index("uq_mailbox_mail_place", "mailbox_mail", ["mailbox", "shelf", "uidvalidity", "uid"], unique=True)
