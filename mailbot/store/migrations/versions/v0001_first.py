"""The whole database of the first release."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


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


def upgrade() -> None:
    for make in (
        _audit,
        _audit_head,
        _audit_root,
        _cases,
        _contract,
        _counter,
        _desk_meta,
        _inbox,
        _mailbox_cursor,
        _mailbox_lease,
        _outbox,
        _person,
        _raw_mail,
        _signing_key,
        _snapshot,
        _arrival,
        _case_link,
        _case_text,
        _clock,
        _contact,
        _contract_key,
        _contract_version,
        _event,
        _inbox_text,
        _message,
        _message_ref,
        _outbox_content,
        _participant,
        _contact_address,
        _message_text,
    ):
        make()


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


def _cases() -> None:
    op.create_table(
        "cases",
        *need(ID, "id"),
        *need(
            TEXT,
            "number contract_id status category category_reason priority priority_reason unsure level assignee policy_digest calendar_digest language",
        ),
        *need(BOOLEAN, "private"),
        *need(INSTANT, "received_at"),
        *may(INSTANT, "resolved_at closed_at"),
        *need(ID, "merged_into"),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("number", name="uq_cases_number"),
    )
    op.create_index("ix_cases_contract_id", "cases", ["contract_id", "id"], unique=False)
    index_where("ix_cases_unfinished", "cases", "status id", "status not in ('closed', 'merged')")


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


def _inbox() -> None:
    op.create_table(
        "inbox",
        *need(ID, "id"),
        *need(TEXT, "content_key raw_digest state"),
        *need(INTEGER, "tries"),
        *may(INSTANT, "next_at"),
        *may(TEXT, "owner"),
        *need(ID, "seen_arrival"),
        *need(INSTANT, "received_at"),
        *need(TEXT, "let_in_by decision reason"),
        *need(ID, "case_id"),
        *need(TEXT, "level"),
        *need(BOOLEAN, "told"),
        *may(INSTANT, "ended_at"),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("content_key", name="uq_inbox_content_key"),
    )
    index_where("ix_inbox_due", "inbox", "next_at id", "next_at is not null")
    index_where("ix_inbox_owner", "inbox", "owner", "owner is not null")
    op.create_index("ix_inbox_received_at", "inbox", ["received_at"], unique=False)
    index_where("ix_inbox_state", "inbox", "state id", "state not in ('done', 'dropped')")
    index_where("ix_inbox_untold", "inbox", "id", "state in ('held', 'failed') and not told")


def _mailbox_cursor() -> None:
    op.create_table(
        "mailbox_cursor",
        *need(TEXT, "mailbox"),
        *need(ID, "uidvalidity uid"),
        sa.PrimaryKeyConstraint("mailbox", name="pk_mailbox_cursor"),
    )


def _mailbox_lease() -> None:
    op.create_table(
        "mailbox_lease",
        *need(TEXT, "mailbox owner worker"),
        *need(INSTANT, "until"),
        sa.PrimaryKeyConstraint("mailbox", name="pk_mailbox_lease"),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        *need(ID, "id"),
        *need(TEXT, "cause letter recipient_digest message_id message_digest"),
        *need(ID, "case_id contact_id"),
        *need(INTEGER, "lane"),
        *need(BOOLEAN, "automatic satisfies_clock"),
        *need(TEXT, "state"),
        *need(INSTANT, "queued_at"),
        *may(INSTANT, "next_at"),
        *may(TEXT, "owner"),
        *need(INTEGER, "attempts"),
        *need(BOOLEAN, "uncertain"),
        *may(INSTANT, "ended_at"),
        *need(BOOLEAN, "noted"),
        *need(TEXT, "facts"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index("ix_outbox_case", "outbox", ["case_id"], unique=False)
    index_where("ix_outbox_due", "outbox", "lane next_at id", "next_at is not null")
    index_where("ix_outbox_ended", "outbox", "id", "ended_at is not null and not noted")
    op.create_index("ix_outbox_message", "outbox", ["message_digest"], unique=False)
    index_where("ix_outbox_owner", "outbox", "owner", "owner is not null")
    op.create_index("ix_outbox_recipient", "outbox", ["recipient_digest", "letter", "queued_at"], unique=False)
    index_where("ix_outbox_state", "outbox", "state id", "state <> 'sent'")
    op.create_index("uq_outbox_once", "outbox", ["cause", "letter", "recipient_digest"], unique=True)


def _person() -> None:
    op.create_table(
        "person",
        *need(ID, "id"),
        *need(TEXT, "key_digest address name"),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("key_digest", name="uq_person_key_digest"),
    )


def _raw_mail() -> None:
    op.create_table(
        "raw_mail",
        *need(TEXT, "digest"),
        *need(BYTES, "content"),
        sa.PrimaryKeyConstraint("digest", name="pk_raw_mail"),
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


def _arrival() -> None:
    op.create_table(
        "arrival",
        *need(ID, "id inbox_id"),
        *need(TEXT, "door source"),
        *need(INSTANT, "received_at"),
        *may(TEXT, "envelope_from"),
        *need(TEXT, "recipients"),
        *need(BOOLEAN, "trusted"),
        *need(TEXT, "login profile"),
        *need(BOOLEAN, "answerable"),
        *need(ID, "oversize"),
        *may(TEXT, "header_digest"),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name="fk_arrival_inbox_id"),
        sa.PrimaryKeyConstraint("id", name="pk_arrival"),
    )
    op.create_index("ix_arrival_inbox_id", "arrival", ["inbox_id"], unique=False)
    op.create_index("uq_arrival_source", "arrival", ["door", "source"], unique=True)


def _case_link() -> None:
    op.create_table(
        "case_link",
        *need(ID, "case_id other_id"),
        *need(TEXT, "kind"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_link_case_id"),
        sa.ForeignKeyConstraint(["other_id"], ["cases.id"], name="fk_case_link_other_id"),
        sa.PrimaryKeyConstraint("case_id", "other_id", "kind", name="pk_case_link"),
    )


def _case_text() -> None:
    op.create_table(
        "case_text",
        *need(ID, "case_id"),
        *need(TEXT, "subject"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_text_case_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_case_text"),
    )


def _clock() -> None:
    op.create_table(
        "clock",
        *need(ID, "case_id"),
        *need(TEXT, "name state"),
        *may(INSTANT, "due met_at breached_at"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_clock_case_id"),
        sa.PrimaryKeyConstraint("case_id", "name", name="pk_clock"),
    )
    index_where("ix_clock_due", "clock", "due", "state = 'running'")


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


def _event() -> None:
    op.create_table(
        "event",
        *need(ID, "case_id"),
        *need(INTEGER, "seq"),
        *need(TEXT, "kind"),
        *need(INSTANT, "at"),
        *need(TEXT, "by facts"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_event_case_id"),
        sa.PrimaryKeyConstraint("case_id", "seq", name="pk_event"),
    )
    op.create_index("ix_event_at", "event", ["at"], unique=False)


def _inbox_text() -> None:
    op.create_table(
        "inbox_text",
        *need(ID, "inbox_id"),
        *need(TEXT, "sender subject words hint"),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name="fk_inbox_text_inbox_id"),
        sa.PrimaryKeyConstraint("inbox_id", name="pk_inbox_text"),
    )


def _message() -> None:
    op.create_table(
        "message",
        *need(ID, "id case_id"),
        *need(TEXT, "direction"),
        *need(INSTANT, "at"),
        *need(TEXT, "message_id sender_digest"),
        *need(ID, "inbox_id"),
        *need(TEXT, "level"),
        *need(BOOLEAN, "is_public"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_message_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
    )
    op.create_index("ix_message_case_sender", "message", ["case_id", "sender_digest", "at"], unique=False)


def _message_ref() -> None:
    op.create_table(
        "message_ref",
        *need(TEXT, "digest"),
        *need(ID, "case_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_message_ref_case_id"),
        sa.PrimaryKeyConstraint("digest", "case_id", name="pk_message_ref"),
    )


def _outbox_content() -> None:
    op.create_table(
        "outbox_content",
        *need(ID, "outbox_id"),
        *need(TEXT, "recipient envelope_from subject words"),
        *need(BYTES, "content"),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name="fk_outbox_content_outbox_id"),
        sa.PrimaryKeyConstraint("outbox_id", name="pk_outbox_content"),
    )


def _participant() -> None:
    op.create_table(
        "participant",
        *need(ID, "id case_id person_id contact_id"),
        *need(BOOLEAN, "is_opener gets_mail may_write"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_participant_case_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_participant_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_participant"),
    )
    op.create_index("ix_participant_person", "participant", ["person_id"], unique=False)
    op.create_index("uq_participant_case", "participant", ["case_id", "person_id"], unique=True)


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


def _message_text() -> None:
    op.create_table(
        "message_text",
        *need(ID, "message_id"),
        *need(TEXT, "from_address to_addresses subject text"),
        *may(TEXT, "new_text"),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_message_text_message_id"),
        sa.PrimaryKeyConstraint("message_id", name="pk_message_text"),
    )
