"""Whom a letter is written for: language, zone and salutation from contact, contract and desk (DECISIONS 37)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailbot.desk.letters import Reader

if TYPE_CHECKING:
    from mailbot.desk.cases import Participant
    from mailbot.desk.people import Contract, Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """Makes readers. `languages` are the desk's, its own first; another language falls back to it."""

    languages: tuple[str, ...]
    timezone: str

    def participant(self, person: Participant, contract: Contract | None) -> Reader:
        """Somebody who takes part in a case; registered people with all that is known for a salutation."""
        contact = contract.contact_at(person.address) if contract else None
        if contact is None:
            return Reader(
                address=person.address,
                name=person.name,
                language=self._language(contract.language if contract else ""),
                timezone=contract.timezone if contract else "",
            )
        assert contract is not None
        return Reader(
            address=person.address,
            language=self._language(contact.language or contract.language),
            timezone=contact.timezone or contract.timezone,
            company=contact.company or contract.client,
            department=contact.department,
            title=contact.title,
            name=contact.name,
            honorific=contact.honorific,
        )

    def stranger(self, address: str, language: str = "") -> Reader:
        """Somebody unknown: nothing but the address, in the desk's language."""
        return Reader(address=address, language=self._language(language))

    def staff(self, member: Staff) -> Reader:
        return Reader(address=member.address, name=member.name, language=self._language(member.language))

    def language_of(self, own: str, contract: Contract) -> str:
        """The language of a contact of a contract."""
        return self._language(own or contract.language)

    def _language(self, wanted: str) -> str:
        return wanted if wanted in self.languages else self.languages[0]
