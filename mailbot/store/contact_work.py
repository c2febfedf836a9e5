"""Contacts made, changed and taken away one at a time, by mail and command line (row A8, DECISIONS 9)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from mailbot.desk.complaints import Complaint, Complaints
from mailbot.desk.contact_cards import ContactChange, change_fault, changed_keys, same_card, undo_fault
from mailbot.desk.contact_words import CONTACT_REFUSALS
from mailbot.desk.records import AuditEntry
from mailbot.store import contact_changes, contract_rows
from mailbot.store.audit import append
from mailbot.store.contact_rows import place_contacts
from mailbot.store.contracts import remember_version
from mailbot.store.tables import contract, desk_meta
from mailbot.store.work import Work

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from mailbot.desk.ledger import Act
    from mailbot.desk.people import Contact, Contract


class ContactWork(Work):
    """The part of a unit that changes the contacts of contracts."""

    def change_contact(
        self, contract_id: str, before: Contact | None, after: Contact | None, act: Act
    ) -> ContactChange:
        """Puts a card on a contract, changes or takes away the one that is known; the next mail goes by it. Raises
        Complaints where the contract is not in use or the card cannot be changed so (`contact_cards.change_fault`)."""
        held = self._hold_contract(contract_id)
        known = next((one for one in held.contacts if before is not None and one.id == before.id), None)
        if before is not None and (known is None or not same_card(known, before)):
            raise Complaints([_said(contract_id, "contact-moved")])
        if fault := change_fault(held, known, after):
            raise Complaints([_said(contract_id, fault)])
        return self._put(held, known, after, act)

    def undo_contact(self, change: ContactChange, act: Act) -> ContactChange:
        """Brings a card back to what it was before a change. Raises Complaints where it has changed since, or the
        contract would be without an admin contact."""
        held = self._hold_contract(change.contract_id)
        known = next((one for one in held.contacts if one.id == change.contact_id), None)
        if fault := undo_fault(held, change):
            raise Complaints([_said(change.contract_id, fault)])
        contact_changes.mark_undone(self._connection, change.id, act.at)
        return self._put(held, known, change.before, act)

    def contact_changes(self, contract_id: str) -> tuple[ContactChange, ...]:
        """All changes of the contacts of a contract, the oldest first."""
        self.settle()
        return contact_changes.of_contract(self._connection, contract_id)

    def contacts_caused(self, cause: str) -> tuple[ContactChange, ...]:
        """The changes of contacts that an act of this cause made, those taken back too."""
        self.settle()
        return contact_changes.of_cause(self._connection, cause)

    def _hold_contract(self, contract_id: str) -> Contract:
        """Declaring contracts waits for this; what was read of contracts is read anew."""
        self.settle()
        self._forget_contracts()
        self._connection.execute(update(desk_meta).values(contracts_version=desk_meta.c.contracts_version + 1))
        in_use = select(contract.c.id).where(contract.c.id == contract_id, contract.c.removed_at.is_(None))
        if self._connection.scalar(in_use) is None:
            said = "the store has no contract of this id in use; what a file declares is applied at the next start"
            raise Complaints([Complaint((contract_id,), said)])
        return contract_rows.load(self._connection, [contract_id])[0]

    def _put(self, held: Contract, before: Contact | None, after: Contact | None, act: Act) -> ContactChange:
        placed = self._place(held, before, after, act.at)
        new = next((one for one in placed if one.id not in {who.id for who in held.contacts}), None)
        settled = None if after is None else new or next(one for one in placed if before and one.id == before.id)
        version = update(contract).where(contract.c.id == held.id).values(version=contract.c.version + 1)
        self._connection.execute(version)
        proof = remember_version(self._connection, replace(held, contacts=placed), now=act.at, actor=act.actor)
        cause = act.cause or None
        change_id = contact_changes.remember(
            self._connection, held.id, before, settled, at=act.at, actor=act.actor, cause=cause
        )
        change = ContactChange(
            id=change_id,
            contract_id=held.id,
            contact_id=(settled or before).id,  # type: ignore[union-attr]  # one of both is there
            at=act.at,
            actor=act.actor,
            cause=act.cause,
            before=before,
            after=settled,
        )
        append(self._connection, _entry(change, proof))
        return change

    def _place(
        self, held: Contract, before: Contact | None, after: Contact | None, now: datetime
    ) -> tuple[Contact, ...]:
        """All contacts as they are then; one that comes back has the id that cases hold."""
        known: Sequence[Contact] = held.contacts
        wanted = [one if before is None or one.id != before.id else after for one in held.contacts]
        if before is None and after is not None:
            wanted.append(replace(after, is_by_hand=bool(held.declared_in)))
            known = (*known, *([after] if after.id else []))
        elif after is not None and before is not None:
            at = wanted.index(after)
            wanted[at] = replace(after, id=before.id, is_by_hand=before.is_by_hand)
        kept = tuple(one for one in wanted if one is not None)
        return place_contacts(self._connection, replace(held, contacts=kept), known, now=now)


def _said(contract_id: str, fault: str) -> Complaint:
    key, _, detail = fault.partition(": ")
    words = CONTACT_REFUSALS[key]["en"]
    return Complaint((contract_id,), f"{words} ({detail})" if detail else words)


def _entry(change: ContactChange, proof: Mapping[str, object]) -> AuditEntry:
    """Names the fields and the row of the change, never a value (DECISIONS 44)."""
    facts: dict[str, object] = {"contact": change.contact_id, "change": change.id}
    fields = {"fields": list(changed_keys(change.before, change.after))} if change.kind == "changed" else {}
    return AuditEntry(
        at=change.at,
        actor=change.actor,
        action=f"contact.{change.kind}",
        subject=f"contract:{change.contract_id}",
        facts=facts | fields | dict(proof),
    )
