"""The table of monthly reports: which were made, which wait for a word, which went; no figure of them."""

from __future__ import annotations

from sqlalchemy import Table, UniqueConstraint

from mailbot.store.columns import Id, Instant
from mailbot.store.spelling import index_where, metadata, need, own_id

month_report = Table(
    "month_report",
    metadata,
    own_id(),
    need("contract_id"),
    need("month"),
    need("asked", Id),
    need("contact_id", Id),
    need("state"),
    need("by"),
    need("at", Instant),
    UniqueConstraint("month", "contract_id", "asked"),
    index_where("ix_month_report_going", "id", "state in ('going', 'asked')"),
)

__all__ = ["month_report"]
