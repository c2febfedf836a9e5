"""Short words for the columns of the first revision; frozen with it."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
TEXT = sa.Text()
BOOLEAN = sa.Boolean()
INTEGER = sa.Integer()
BYTES = sa.LargeBinary()


def need(kind: TypeEngine[Any], names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name in names.split()]


def may(kind: TypeEngine[Any], names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=True) for name in names.split()]


def index_where(name: str, table: str, columns: str, condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns.split(), unique=False, sqlite_where=where, postgresql_where=where)
