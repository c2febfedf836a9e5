"""The tables of the first revision: desk. Frozen: what changes later is a revision of its own."""

import sqlalchemy as sa
from alembic import op

from mailbot.store.migrations.first_spelling import BOOLEAN, BYTES, ID, INSTANT, INTEGER, TEXT, index_where, may, need


def make() -> None:
    for table in (
        _audit,
        _audit_head,
        _audit_root,
        _contract,
        _counter,
        _desk_meta,
        _signing_key,
        _snapshot,
        _contact,
        _contract_key,
        _contract_version,
        _contact_address,
    ):
        table()


def _audit() -> None:
    op.create_table(
        "audit",
        *need(ID, "id"),
        *need(TEXT, "subject"),
        *need(INTEGER, "seq"),
        *need(INSTANT, "at"),
        *need(TEXT, "actor action facts prev digest"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("uq_audit_chain", "audit", ["subject", "seq"], unique=True)


def _audit_head() -> None:
    op.create_table(
        "audit_head",
        *need(TEXT, "subject"),
        *need(INTEGER, "seq"),
        *need(TEXT, "digest"),
        *need(BOOLEAN, "is_sealed"),
        sa.PrimaryKeyConstraint("subject", name="pk_audit_head"),
    )
    index_where("ix_audit_head_unsealed", "audit_head", "subject", "not is_sealed")


def _audit_root() -> None:
    op.create_table(
        "audit_root",
        *need(ID, "id"),
        *need(INSTANT, "at"),
        *need(TEXT, "prev heads digest"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_root"),
    )


def _contract() -> None:
    op.create_table(
        "contract",
        *need(TEXT, "id document declared_in"),
        *need(INTEGER, "version"),
        *may(INSTANT, "removed_at"),
        sa.PrimaryKeyConstraint("id", name="pk_contract"),
    )
    op.create_index("ix_contract_declared_in", "contract", ["declared_in"], unique=False)


def _counter() -> None:
    op.create_table(
        "counter", *need(TEXT, "name"), *need(ID, "value"), sa.PrimaryKeyConstraint("name", name="pk_counter")
    )


def _desk_meta() -> None:
    op.create_table(
        "desk_meta",
        *need(INTEGER, "id"),
        *need(TEXT, "generation"),
        *need(BYTES, "pepper"),
        *need(BOOLEAN, "rehearsal"),
        *need(INTEGER, "contracts_version"),
        sa.PrimaryKeyConstraint("id", name="pk_desk_meta"),
    )


def _signing_key() -> None:
    op.create_table(
        "signing_key",
        *need(TEXT, "id"),
        *need(BYTES, "secret"),
        *need(INSTANT, "made_at"),
        *need(BOOLEAN, "is_current"),
        sa.PrimaryKeyConstraint("id", name="pk_signing_key"),
    )


def _snapshot() -> None:
    op.create_table(
        "snapshot", *need(TEXT, "digest kind content"), sa.PrimaryKeyConstraint("digest", name="pk_snapshot")
    )


def _contact() -> None:
    op.create_table(
        "contact",
        *need(ID, "id"),
        *need(TEXT, "contract_id"),
        *need(INTEGER, "position"),
        *need(TEXT, "document"),
        *may(INSTANT, "removed_at"),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name="fk_contact_contract_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
    )
    op.create_index("ix_contact_contract", "contact", ["contract_id", "position"], unique=False)


def _contract_key() -> None:
    op.create_table(
        "contract_key",
        *need(TEXT, "contract_id kind scope"),
        *need(INTEGER, "position"),
        *need(TEXT, "value lookup"),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name="fk_contract_key_contract_id"),
        sa.PrimaryKeyConstraint("contract_id", "kind", "scope", "position", name="pk_contract_key"),
    )
    op.create_index("ix_contract_key_lookup", "contract_key", ["lookup", "kind"], unique=False)


def _contract_version() -> None:
    op.create_table(
        "contract_version",
        *need(TEXT, "contract_id"),
        *need(INTEGER, "version"),
        *need(INSTANT, "at"),
        *need(TEXT, "actor source document contacts_digest"),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name="fk_contract_version_contract_id"),
        sa.PrimaryKeyConstraint("contract_id", "version", name="pk_contract_version"),
    )


def _contact_address() -> None:
    op.create_table(
        "contact_address",
        *need(ID, "contact_id"),
        *need(INTEGER, "position"),
        *need(TEXT, "address_key address"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_contact_address_contact_id"),
        sa.PrimaryKeyConstraint("contact_id", "position", name="pk_contact_address"),
    )
    op.create_index("ix_contact_address_key", "contact_address", ["address_key"], unique=False)
