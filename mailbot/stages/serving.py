"""Answering what admin contacts ask of the desk itself: each request with the letter that it gets (row F6, G6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mailbot.desk.cases import Participant, Status
from mailbot.desk.letters import OwnCaseLine, OwnCases, OwnFaultLine, ReportAsked, UnitsBalance
from mailbot.desk.mail import address_key
from mailbot.desk.monthly_reports import APPROVED_KIND, ReportState
from mailbot.desk.requests import Request
from mailbot.desk.uptime import concerned_services
from mailbot.desk.words import STATUS_WORDS
from mailbot.stages.announcing_letters import titles_of
from mailbot.stages.correspondence import Addressed, Answered
from mailbot.stages.house import House, entry
from mailbot.stages.units_letters import UnitsLetters, units_line
from mailbot.stages.units_promised import promised_now

if TYPE_CHECKING:
    from mailbot.desk.cases import Case
    from mailbot.desk.decision import Serve
    from mailbot.desk.ledger import Account
    from mailbot.desk.letters import CustomerLetter, UnitsLine
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
        """Write the answer, or have it written; who asked for what stands in the audit log."""
        letter = self._letter()
        if letter is not None:
            self._tell(letter)
        asked = self.decision.requested.request.value
        month = {"month": f"{self.decision.month:%Y-%m}"} if self.decision.month else {}
        for one in self.decision.contracts:
            self.unit.audit(entry(self._now, self._actor, "request.served", f"contract:{one.id}", asked=asked, **month))
        return None

    def _tell(self, letter: CustomerLetter) -> None:
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

    @property
    def _actor(self) -> str:
        return f"contact:{self.decision.contact.id}"

    @property
    def _now(self) -> datetime:
        return self.situation.now

    def _letter(self) -> CustomerLetter | None:
        """The answer; None where the next sweep writes it."""
        match self.decision.requested.request:
            case Request.LIST:
                return self._own_cases()
            case Request.REPORT:
                return self._want_reports()
            case Request.COST:
                return self._cost()

    def _cost(self) -> CustomerLetter:
        """What the case of the mail will cost, where they may know of it and it counts; else what is left (row E4)."""
        case, facts = self.decision.case, self.situation.units
        contract = next((one for one in self.decision.contracts if case and one.id == case.contract_id), None)
        hidden = case is not None and case.private and not self._takes_part(case)
        if case is None or contract is None or facts.matter is None or hidden:
            accounts = [facts.accounts[one.id] for one in self.decision.contracts]
            return UnitsBalance(accounts=tuple(map(self._balance, accounts)))
        letters = UnitsLetters(house=self.house, unit=self.unit, contract=contract, version=None, now=self._now)
        language = self.decision.contact.language or contract.language
        wanted = 0 if facts.matter.is_free else facts.matter.wanted
        return letters.estimated(facts.accounts[contract.id], case, wanted, language=language, asks=False)

    def _balance(self, account: Account) -> UnitsLine:
        line = units_line(account, self._now)
        return replace(line, promised=promised_now(self.unit, account, self._now).of_left(line.left))

    def _want_reports(self) -> ReportAsked | None:
        """Each contract's report goes to whom asked, by the next sweep; first staff are asked where they want to be
        and have not let this month's go yet, and the reader learns that. Who asks again for what they still wait for
        changes nothing."""
        month, author = self.decision.month, self.mail.author
        assert month is not None  # without one the mail was read by a person
        assert author is not None
        waiting = []
        for one in self.decision.contracts:
            known = self.unit.report_state(one.id, month)
            may_go = APPROVED_KIND not in self.house.rules.approve or known in {ReportState.GOING, ReportState.SENT}
            contact = one.contact_at(author.address) or self.decision.contact
            state = ReportState.GOING if may_go else ReportState.ASKED
            if self.unit.report_asked(one.id, month, contact.id) is None:
                inbox_id = self.claimed.inbox_id
                self.unit.add_report(one.id, month, state, self._actor, asked=inbox_id, contact_id=contact.id)
            waiting += [] if may_go else [one.id]
        return ReportAsked(contracts=tuple(waiting), month=month) if waiting else None

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
            faults=self._faults(since),
            has_more=len(found) > MOST_LISTED,
            since=since,
        )

    def _faults(self, since: datetime) -> tuple[OwnFaultLine, ...]:
        """The faults of what their contracts use; a contract that names no services uses all."""
        services = self.house.rules.services
        used = [name for one in self.decision.contracts for name in one.services or services]
        concerned = concerned_services(used, services)
        found = [one for one in self.unit.faults_since(since) if not one.withdrawn and concerned & set(one.services)]
        found.sort(key=lambda one: (not one.is_running, -one.began.timestamp()))
        return tuple(
            OwnFaultLine(
                number=one.number,
                title=one.title or one.symptom,
                services=titles_of(one.services, services),
                began=one.began,
                recovered=one.recovered,
            )
            for one in found[:MOST_LISTED]
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
