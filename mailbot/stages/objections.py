"""Carrying out an objection to announcements: it is noted, and confirmed to the address that had got them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailbot.desk.cases import Participant
from mailbot.desk.fault_words import KIND_WORDS
from mailbot.desk.letters.announcements import ObjectionNoted
from mailbot.desk.mail import address_key
from mailbot.stages.correspondence import Addressed, Answered
from mailbot.stages.house import House, entry

if TYPE_CHECKING:
    from mailbot.desk.decision import NoteObjection
    from mailbot.desk.mail import InboundMail
    from mailbot.desk.records import Claimed
    from mailbot.desk.situation import Situation
    from mailbot.stages.ports import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Objecting:
    """One objection."""

    house: House
    unit: Unit
    claimed: Claimed
    situation: Situation
    mail: InboundMail

    def carry_out(self, decision: NoteObjection) -> None:
        """From the next announcement on; who objected stands in the audit log by the announcement."""
        announced = decision.announced
        self.unit.object_to(address_key(announced.recipient), [announced.kind], self.claimed.inbox_id)
        now = self.situation.now
        about = f"announcement:{announced.id}"
        self.unit.audit(entry(now, "contact", "announcement.objected", about, inbox=self.claimed.inbox_id))
        if decision.letters:
            self._confirm(announced.recipient, ObjectionNoted(kinds=(KIND_WORDS[announced.kind],)))

    def _confirm(self, recipient: str, letter: ObjectionNoted) -> None:
        contracts = self.unit.contracts_of(address_key(recipient))
        contract = next((one for one in contracts if one.contact_at(recipient)), None)
        contact = contract.contact_at(recipient) if contract else None
        person = Participant(address=recipient, name=contact.name if contact else "")
        where = Addressed(
            cause=f"inbox:{self.claimed.inbox_id}",
            desk_address=self.house.address_for(contract),
            calendar=contract.calendar if contract else "",
            contact_id=contact.id if contact else 0,
            answered=Answered(message_id=self.mail.message_id, references=self.mail.references),
        )
        reader = self.house.readers.participant(person, contract)
        written = self.house.correspondence.write_if_possible(letter, reader, where, self.situation.now)
        if written is not None:
            self.unit.queue(written)
