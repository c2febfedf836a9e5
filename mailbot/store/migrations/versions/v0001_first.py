"""The whole database of the first release."""

from mailbot.store.migrations import first_cases, first_desk, first_mail

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    first_desk.make()
    first_cases.make()
    first_mail.make()
