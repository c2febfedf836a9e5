"""What was bought and what was used: orders with their packs, the ledger of units, and its sums."""

import sqlalchemy as sa
from alembic import op

from mailbot.store.migrations.first_spelling import ID, INSTANT, INTEGER, TEXT, index_where, may, need

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DATE = sa.Date()


def upgrade() -> None:
    _orders()
    _lines()
    op.create_table(
        "ledger_sum",
        *need(TEXT, "contract_id"),
        *need(ID, "pack_id"),
        *need(TEXT, "kind"),
        *need(INTEGER, "units"),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name="fk_ledger_sum_contract_id"),
        sa.PrimaryKeyConstraint("contract_id", "pack_id", "kind", name="pk_ledger_sum"),
    )


def _orders() -> None:
    op.create_table(
        "pack_order",
        *need(ID, "id"),
        *need(TEXT, "contract_id reference"),
        *need(INTEGER, "units"),
        *need(DATE, "ordered_on"),
        *may(DATE, "confirmed_on given_from given_until"),
        *need(DATE, "valid_from"),
        *may(DATE, "valid_until"),
        *may(TEXT, "price"),
        *need(TEXT, "declared_in"),
        *need(INTEGER, "version"),
        *need(INSTANT, "added_at"),
        *need(TEXT, "added_by"),
        *may(INSTANT, "removed_at"),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name="fk_pack_order_contract_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pack_order"),
    )
    op.create_index("uq_pack_order_reference", "pack_order", ["contract_id", "reference"], unique=True)


def _lines() -> None:
    op.create_table(
        "ledger",
        *need(TEXT, "contract_id"),
        *need(INTEGER, "seq"),
        *need(INSTANT, "at"),
        *need(TEXT, "kind"),
        *need(INTEGER, "units"),
        *need(TEXT, "cause"),
        *need(INTEGER, "part"),
        *may(ID, "pack_id case_id"),
        *need(TEXT, "reference actor why"),
        *need(INTEGER, "minutes undoes"),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name="fk_ledger_contract_id"),
        sa.ForeignKeyConstraint(["pack_id"], ["pack_order.id"], name="fk_ledger_pack_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_ledger_case_id"),
        sa.PrimaryKeyConstraint("contract_id", "seq", name="pk_ledger"),
    )
    op.create_index("uq_ledger_cause", "ledger", ["contract_id", "cause", "part"], unique=True)
    op.create_index("ix_ledger_case", "ledger", ["case_id", "contract_id"], unique=False)
    index_where("ix_ledger_standing", "ledger", "contract_id seq", "case_id is null or pack_id is null")
