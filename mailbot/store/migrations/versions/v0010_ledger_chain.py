"""Each line of a ledger holds the digest of itself and the one before it; the last stands among the audit's heads."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING

import sqlalchemy as sa
from alembic import op

from mailbot.store.migrations.first_spelling import BOOLEAN, INSTANT, INTEGER, TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BEFORE = ["contract_id", "seq", "at", "kind", "units", "cause", "part"]
CHAINED = [*BEFORE, "pack_id", "case_id", "reference", "actor", "why", "minutes", "undoes"]
AT_ONCE = 5_000

_lines = sa.table(
    "ledger",
    *(sa.column(name, INSTANT if name == "at" else None) for name in CHAINED),
    sa.column("digest", TEXT),
)
_heads = sa.table(
    "audit_head",
    sa.column("subject", TEXT),
    sa.column("seq", INTEGER),
    sa.column("digest", TEXT),
    sa.column("is_sealed", BOOLEAN),
)
_WRITE = (
    sa.update(_lines)
    .where(_lines.c.contract_id == sa.bindparam("of"), _lines.c.seq == sa.bindparam("place"))
    .values(digest=sa.bindparam("proof"))
)


def upgrade() -> None:
    op.add_column("ledger", sa.Column("digest", TEXT, nullable=False, server_default=""))
    connection = op.get_bind()
    ids = connection.scalars(sa.select(_lines.c.contract_id).distinct().order_by(_lines.c.contract_id)).all()
    for contract_id in ids:
        _chain(connection, contract_id)


def _chain(connection: sa.Connection, contract_id: str) -> None:
    digest, seq = "", 0
    asked = sa.select(*(_lines.c[name] for name in CHAINED)).where(_lines.c.contract_id == contract_id)
    found: list[dict[str, object]] = []
    for row in connection.execute(asked.order_by(_lines.c.seq)):
        digest, seq = _digest(digest, row), row.seq
        found.append({"of": contract_id, "place": seq, "proof": digest})
    for piece in _pieces(found):
        connection.execute(_WRITE, piece)
    head = {"subject": f"ledger:{contract_id}", "seq": seq, "digest": digest, "is_sealed": False}
    connection.execute(sa.insert(_heads), head)


def _pieces(rows: list[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    for _, piece in groupby(enumerate(rows), key=lambda numbered: numbered[0] // AT_ONCE):
        yield [row for _, row in piece]


def _digest(prev: str, row: Iterable[object]) -> str:
    whole = json.dumps([prev, *map(_plain, row)], separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()


def _plain(value: object) -> object:
    if not isinstance(value, datetime):
        return value
    moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return {"instant": moment.isoformat()}
