"""Every table of the desk's database; persons, addresses, subjects and bodies lie in `ERASABLE` alone."""

from __future__ import annotations

from mailbot.store.case_tables import (
    case_link,
    case_text,
    case_wake,
    cases,
    clock,
    event,
    message,
    message_ref,
    message_text,
    participant,
    person,
    staff_act,
)
from mailbot.store.desk_tables import (
    audit,
    audit_head,
    audit_root,
    contact,
    contact_address,
    contract,
    contract_key,
    contract_version,
    counter,
    desk_meta,
    signing_key,
    snapshot,
)
from mailbot.store.mail_tables import (
    arrival,
    inbox,
    inbox_text,
    mailbox_cursor,
    mailbox_lease,
    outbox,
    outbox_content,
    raw_mail,
)
from mailbot.store.spelling import metadata

__all__ = [
    "ERASABLE",
    "arrival",
    "audit",
    "audit_head",
    "audit_root",
    "case_link",
    "case_text",
    "case_wake",
    "cases",
    "clock",
    "contact",
    "contact_address",
    "contract",
    "contract_key",
    "contract_version",
    "counter",
    "desk_meta",
    "event",
    "inbox",
    "inbox_text",
    "mailbox_cursor",
    "mailbox_lease",
    "message",
    "message_ref",
    "message_text",
    "metadata",
    "outbox",
    "outbox_content",
    "participant",
    "person",
    "raw_mail",
    "signing_key",
    "snapshot",
    "staff_act",
]

ERASABLE = {
    "inbox_text": ("sender", "subject", "words", "hint"),
    "arrival": ("envelope_from", "recipients", "login"),
    "raw_mail": ("content",),
    "case_text": ("subject",),
    "person": ("address", "name"),
    "message_text": ("from_address", "to_addresses", "subject", "text", "new_text"),
    "outbox_content": ("recipient", "envelope_from", "subject", "words", "content"),
    "contact": ("document",),
    "contact_address": ("address_key", "address"),
    "contract_key": ("value", "lookup"),
}
"""The tables in which persons and contents lie, and the columns that hold them (DECISIONS 44)."""
