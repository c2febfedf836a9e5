"""The tables of what was bought and what was used: orders, the ledger that is only ever appended to, and its sums."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Table, Text

from mailbot.store.columns import Id, Instant, Json
from mailbot.store.spelling import index_where, key, key_of, may, metadata, need, own_id

pack_order = Table(
    "pack_order",
    metadata,
    own_id(),
    Column("contract_id", Text, ForeignKey("contract.id"), nullable=False),
    need("reference"),
    need("units", Integer),
    need("ordered_on", Date),
    may("confirmed_on", Date),
    may("given_from", Date),
    may("given_until", Date),
    need("valid_from", Date),
    may("valid_until", Date),
    may("price", Text),
    need("declared_in"),
    need("version", Integer),
    need("added_at", Instant),
    need("added_by"),
    may("removed_at", Instant),
    may("cause", Text),
    index_where("ix_pack_order_cause", "cause", "cause is not null"),
    Index("uq_pack_order_reference", "contract_id", "reference", unique=True),
)
"""An order and the pack that came of it; `given_…` are the dates that the order prints itself, `valid_…` those of the
pack, by the terms under which it was sold. `version` counts its corrections; `cause` is the act that made it, where
one by mail or command line did."""

order_version = Table(
    "order_version",
    metadata,
    key_of("order_id", "pack_order.id"),
    key("version", Integer),
    need("at", Instant),
    need("document", Json),
)
"""How each version of an order stood from when on, with the terms under which it was sold; it names no person."""

ledger = Table(
    "ledger",
    metadata,
    Column("contract_id", Text, ForeignKey("contract.id"), primary_key=True),
    key("seq", Integer),
    need("at", Instant),
    need("kind"),
    need("units", Integer),
    need("cause"),
    need("part", Integer),
    Column("pack_id", Id, ForeignKey("pack_order.id"), nullable=True),
    Column("case_id", Id, ForeignKey("cases.id"), nullable=True),
    need("reference"),
    need("actor"),
    need("why"),
    need("minutes", Integer),
    need("undoes", Integer),
    Column("digest", Text, nullable=False, server_default=""),
    Index("uq_ledger_cause", "contract_id", "cause", "part", unique=True),
    Index("ix_ledger_case", "case_id", "contract_id"),
    index_where("ix_ledger_standing", "contract_id seq", "case_id is null or pack_id is null"),
)

"""`digest` proves a line and, through the one before it, all lines before (`ledger_chain`)."""

ledger_sum = Table(
    "ledger_sum",
    metadata,
    Column("contract_id", Text, ForeignKey("contract.id"), primary_key=True),
    key("pack_id", Id),
    key("kind"),
    need("units", Integer),
)
"""What the lines come to by pack (0: none) and kind; it can always be made anew from them, and `verify` does so."""
