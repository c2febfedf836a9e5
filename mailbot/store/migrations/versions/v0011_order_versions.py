"""How each order stood from when on: its units, dates and price, and the terms under which it was sold."""

import json

import sqlalchemy as sa
from alembic import op

from mailbot.store.migrations.first_spelling import ID, INSTANT, INTEGER, TEXT, need

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "order_version",
        *need(ID, "order_id"),
        *need(INTEGER, "version"),
        *need(INSTANT, "at"),
        *need(TEXT, "document"),
        sa.ForeignKeyConstraint(["order_id"], ["pack_order.id"], name="fk_order_version_order_id"),
        sa.PrimaryKeyConstraint("order_id", "version", name="pk_order_version"),
    )
    _as_they_stand()


def _as_they_stand() -> None:
    """Of orders made before there is what the row holds; under which terms they were sold is not known any more."""
    connection = op.get_bind()
    orders = sa.Table("pack_order", sa.MetaData(), autoload_with=connection)
    versions = sa.Table("order_version", sa.MetaData(), autoload_with=connection)
    for row in connection.execute(sa.select(orders).order_by(orders.c.id)).all():
        sold = {
            "units": row.units,
            "valid_from": row.valid_from.isoformat(),
            "valid_until": row.valid_until.isoformat() if row.valid_until else None,
            "price": row.price,
            "terms": None,
        }
        stood = [(row.version - 1 if row.removed_at else row.version, row.added_at, False)]
        stood += [(row.version, row.removed_at, True)] if row.removed_at else []
        for version, at, is_cancelled in stood:
            document = json.dumps(
                {**sold, "is_cancelled": is_cancelled}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
            )
            made = {"order_id": row.id, "version": version, "at": at, "document": document}
            connection.execute(sa.insert(versions).values(**made))
