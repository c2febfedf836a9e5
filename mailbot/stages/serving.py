"""Answering what admin contacts ask of the desk itself: each request with the letter that it gets (row F6, G6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mailbot.desk.cases import Participant, Status
from mailbot.desk.letters import OwnCaseLine, OwnCases, UnitsBalance
from mailbot.desk.mail import address_key
from mailbot.desk.requests import Request
from mailbot.desk.words import STATUS_WORDS
from mailbot.stages.correspondence import Addressed, Answered
from mailbot.stages.house import House, entry
from mailbot.stages.units_letters import UnitsLetters, units_line

if TYPE_CHECKING:
    from mailbot.desk.cases import Case
    from mailbot.desk.decision import Serve
    from mailbot.desk.letters import CustomerLetter
    from mailbot.desk.mail import InboundMail
    from mailbot.desk.records import Claimed
    from mailbot.desk.situation import Situation
    from mailbot.stages.ports import Unit

LOOKED_BACK = timedelta(days=366)
"""Cases that ended longer ago are not in the list; those still open always are."""
MOST_LISTED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """One request being answered."""

    house: House
    unit: Unit
    claimed: Claimed
    situation: Situation
    mail: InboundMail
    decision: Serve

    def carry_out(self) -> Case | None:
        """Write the answer; who asked for what stands in the audit log."""
        letter = self._letter()
        contract, contact = self.decision.contracts[0], self.decision.contact
        assert self.mail.author is not None
        reader = self.house.readers.participant(
            Participant(address=self.mail.author.address, name=contact.name, contact_id=contact.id), contract
        )
        where = Addressed(
            cause=f"inbox:{self.claimed.inbox_id}",
            desk_address=self.house.address_for(contract),
            calendar=contract.calendar,
            contact_id=contact.id,
            answered=Answered(message_id=self.mail.message_id, references=self.mail.references),
        )
        queued = self.house.correspondence.write_if_possible(letter, reader, where, self.situation.now)
        if queued is not None:
            self.unit.queue(queued)
        asked = self.decision.requested.request.value
        for one in self.decision.contracts:
            self.unit.audit(
                entry(self._now, f"contact:{contact.id}", "request.served", f"contract:{one.id}", asked=asked)
            )
        return None

    @property
    def _now(self) -> datetime:
        return self.situation.now

    def _letter(self) -> CustomerLetter:
        match self.decision.requested.request:
            case Request.LIST:
                return self._own_cases()
            case Request.COST:
                return self._cost()

    def _cost(self) -> CustomerLetter:
        """What the case of the mail will cost, where it belongs to one that is counted; else what is left (row E4)."""
        case, facts = self.decision.case, self.situation.units
        contract = next((one for one in self.decision.contracts if case and one.id == case.contract_id), None)
        if case is None or contract is None or facts.matter is None:
            accounts = [facts.accounts[one.id] for one in self.decision.contracts]
            return UnitsBalance(accounts=tuple(units_line(one, self._now) for one in accounts))
        letters = UnitsLetters(house=self.house, unit=self.unit, contract=contract, version=None, now=self._now)
        language = self.decision.contact.language or contract.language
        wanted = 0 if facts.matter.is_free else facts.matter.wanted
        return letters.estimated(facts.accounts[contract.id], case, wanted, language=language, asks=False)

    def _own_cases(self) -> OwnCases:
        """The cases of their contracts, and of nobody else's; a private one only to those who take part in it."""
        ids = [one.id for one in self.decision.contracts]
        since = self._now - LOOKED_BACK
        found = self.unit.cases_of_contracts(ids, since, limit=MOST_LISTED + 1)
        shown = [one for one in found if not one.private or self._takes_part(one)][:MOST_LISTED]
        due = self.unit.next_due_of([one.id for one in shown])
        return OwnCases(
            contracts=tuple(one.id for one in self.decision.contracts),
            cases=tuple(_line(one, due.get(one.id)) for one in shown),
            has_more=len(found) > MOST_LISTED,
            since=since,
        )

    def _takes_part(self, case: Case) -> bool:
        assert self.mail.author is not None
        own = {address_key(one) for one in self.decision.contact.addresses} | {self.mail.author.key}
        return any(one.key in own and one.gets_mail for one in case.participants)


def _line(case: Case, due: datetime | None) -> OwnCaseLine:
    return OwnCaseLine(
        number=case.number,
        subject=case.subject,
        status=STATUS_WORDS[case.status],
        is_open=not case.status.is_final,
        received_at=case.received_at,
        due=due if case.status in {Status.NEW, Status.OPEN} else None,
        closed_at=case.closed_at,
    )
