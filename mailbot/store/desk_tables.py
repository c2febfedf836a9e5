"""The tables of the desk itself: its keys and counters, its contracts, and the audit log."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from mailbot.store.columns import Id, Instant, Json
from mailbot.store.spelling import index_where, key, key_of, may, metadata, need, own_id

# The desk itself

desk_meta = Table(
    "desk_meta",
    metadata,
    Column("id", Integer, primary_key=True),
    need("generation"),
    need("pepper", LargeBinary),
    need("rehearsal", Boolean),
    need("contracts_version", Integer),
)
counter = Table("counter", metadata, key("name"), need("value", Id))
signing_key = Table(
    "signing_key",
    metadata,
    key("id"),
    need("secret", LargeBinary),
    need("made_at", Instant),
    need("is_current", Boolean),
)
snapshot = Table("snapshot", metadata, key("digest"), need("kind"), need("content"))

# Contracts

contract = Table(
    "contract",
    metadata,
    key("id"),
    need("document", Json),
    need("declared_in"),
    need("version", Integer),
    may("removed_at", Instant),
    Index("ix_contract_declared_in", "declared_in"),
)
contract_version = Table(
    "contract_version",
    metadata,
    Column("contract_id", Text, ForeignKey("contract.id"), primary_key=True),
    key("version", Integer),
    need("at", Instant),
    need("actor"),
    need("source"),
    need("document", Json),
    need("contacts_digest"),
)
contact = Table(
    "contact",
    metadata,
    own_id(),
    Column("contract_id", Text, ForeignKey("contract.id"), nullable=False),
    need("position", Integer),
    need("document", Json),
    may("removed_at", Instant),
    Index("ix_contact_contract", "contract_id", "position"),
)
contact_address = Table(
    "contact_address",
    metadata,
    key_of("contact_id", "contact.id"),
    key("position", Integer),
    need("address_key"),
    need("address"),
    Index("ix_contact_address_key", "address_key"),
)
contact_change = Table(
    "contact_change",
    metadata,
    own_id(),
    need("contract_id"),
    need("contact_id", Id),
    need("at", Instant),
    need("actor"),
    may("cause", Text),
    may("before", Json),
    may("after", Json),
    may("undone_at", Instant),
    Index("ix_contact_change_contract", "contract_id", "id"),
    index_where("ix_contact_change_cause", "cause", "cause is not null"),
)
contract_key = Table(
    "contract_key",
    metadata,
    Column("contract_id", Text, ForeignKey("contract.id"), primary_key=True),
    key("kind"),
    key("scope"),
    key("position", Integer),
    need("value"),
    need("lookup"),
    Index("ix_contract_key_lookup", "lookup", "kind"),
)

# What was done by whom

audit = Table(
    "audit",
    metadata,
    own_id(),
    need("subject"),
    need("seq", Integer),
    need("at", Instant),
    need("actor"),
    need("action"),
    need("facts", Json),
    need("prev"),
    need("digest"),
    Index("uq_audit_chain", "subject", "seq", unique=True),
)
audit_head = Table(
    "audit_head",
    metadata,
    key("subject"),
    need("seq", Integer),
    need("digest"),
    need("is_sealed", Boolean),
    index_where("ix_audit_head_unsealed", "subject", "not is_sealed"),
)
audit_root = Table(
    "audit_root",
    metadata,
    own_id(),
    need("at", Instant),
    need("prev"),
    need("heads", Json),
    need("digest"),
)
