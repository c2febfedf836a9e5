"""Carrying out the opening of a case: the case itself, its clocks, its acknowledgement and the copies to staff."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from mailbot.desk.cases import Case, Event, EventKind
from mailbot.desk.ledger_balance import balance
from mailbot.desk.letters import CaseOpened, CaseSplit, LinkedCase, Lowered, Telephone
from mailbot.desk.mail import InboundMail, Nature
from mailbot.desk.records import Direction, NewCase, NewMessage
from mailbot.desk.repeats import REUSED_ID
from mailbot.desk.units_words import left_words
from mailbot.stages.copies import Copies
from mailbot.stages.correspondence import Addressed, Answered
from mailbot.stages.faults import link_to_fault
from mailbot.stages.house import House, clock_line, entry, on_call_told, open_clocks, token_of

if TYPE_CHECKING:
    from mailbot.desk.cases import Participant
    from mailbot.desk.clocks import Playing
    from mailbot.desk.decision import OpenCase
    from mailbot.desk.hours import Skipped
    from mailbot.desk.labels import Labels
    from mailbot.desk.policy import PolicyVersion
    from mailbot.desk.records import Claimed, NewLetter
    from mailbot.desk.situation import Situation
    from mailbot.stages.ports import Unit


MOST_AWAITED = 5
"""Of the mails that one answers, so many that are not known are waited for: they may have been overtaken."""

_SHARED = ("number", "subject", "received_at", "category", "priority", "clocks", "skipped", "next_open")
"""What both acknowledgements say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One case being opened."""

    house: House
    unit: Unit
    claimed: Claimed
    situation: Situation
    decision: OpenCase
    mail: InboundMail

    def carry_out(self) -> Case:
        """Open the case with everything that its mail causes."""
        version = self.situation.versions[self.decision.contract.id]
        case = self._open(version)
        self._note(case)
        playing = self.house.play(self.unit, case, self.decision.contract, version, self.situation.now)
        acknowledgements, unreached = self._acknowledgements(case, playing, version)
        for letter in (*acknowledgements, *self._copies(case, playing, version, unreached)):
            self.unit.queue(letter)
        return case

    @property
    def cause(self) -> str:
        return f"inbox:{self.claimed.inbox_id}"

    def _open(self, version: PolicyVersion) -> Case:
        contract, triage = self.decision.contract, self.decision.triage
        policy_digest, calendar_digest = self.house.policies.keep(self.unit, version, contract.calendar)
        return self.unit.open_case(
            NewCase(
                contract_id=contract.id,
                subject=self.decision.subject,
                category=triage.category,
                category_reason=triage.category_reason.as_text(),
                priority=triage.priority,
                priority_reason=triage.priority_reason.as_text(),
                unsure=self.decision.unsure,
                received_at=self.situation.received_at,
                policy_digest=policy_digest,
                calendar_digest=calendar_digest,
                language=contract.language,
                private=triage.private or (self.decision.continues is not None and self.decision.continues.private),
                participants=self.decision.people,
            )
        )

    def _note(self, case: Case) -> None:
        message = self.unit.add_message(inbound(case, self.claimed, self.situation, self.mail))
        for answered in dict.fromkeys((*self.mail.in_reply_to, *self.mail.references[-MOST_AWAITED:])):
            self.unit.await_message(case.id, answered)
        opener = case.opener
        actor = f"contact:{opener.contact_id}" if opener and opener.contact_id else "contact"
        facts: dict[str, object] = {"message": message, "category": case.category, "priority": case.priority}
        if REUSED_ID in self.mail.problems:
            facts["msgid_reuse"] = True
        if self.mail.nature not in (Nature.HUMAN, Nature.LIST):
            facts["machine"] = True
        self.unit.add_event(
            case.id, Event(at=self.situation.received_at, kind=EventKind.RECEIVED, by=actor, facts=facts)
        )
        if self.situation.let_in_by and not self._is_covered(case):
            facts = {"let_in": self.situation.let_in_by}
            self.unit.add_event(case.id, Event(at=self.situation.now, kind=EventKind.PERMITTED, facts=facts))
        if self.decision.continues is not None:
            self._link(case, self.decision.continues)
        link_to_fault(self.unit, case, self.situation)
        self.unit.audit(entry(self.situation.now, actor, "case.opened", f"case:{case.id}", inbox=self.claimed.inbox_id))

    def _is_covered(self, case: Case) -> bool:
        """Whether units are left for the case, of the day of its receipt or of today; what staff let in without is let
        go beyond them (row A6)."""
        situation = self.situation
        found = situation.units.cover_of(case.contract_id, situation.now, received_at=situation.received_at)
        return found is None or found.is_covered

    def _link(self, case: Case, old: Case) -> None:
        self.unit.link(case.id, old.id, "continues")
        for one, other in ((case, old), (old, case)):
            facts = {"case": other.id, "number": other.number}
            self.unit.add_event(one.id, Event(at=self.situation.now, kind=EventKind.LINKED, facts=facts))

    def _acknowledgements(
        self, case: Case, playing: Playing, version: PolicyVersion
    ) -> tuple[list[NewLetter], tuple[str, ...]]:
        """The letters, and the addresses to which none can be written."""
        if not self.decision.acknowledge:
            return [], ()
        letter = self._letter(case, playing, version)
        contract = self.decision.contract
        leaves_at = self._leaves_at(version)
        readers = self._told(case)
        written = [
            self.house.correspondence.write_if_possible(
                letter,
                self.house.readers.participant(person, contract),
                self.addressed(case, person),
                leaves_at,
            )
            for person in readers
        ]
        unreached = tuple(one.address for one, letter in zip(readers, written, strict=True) if letter is None)
        letters = [one for one in written if one is not None]
        waits = leaves_at > self.situation.now
        return [replace(one, not_before=leaves_at) for one in letters] if waits else letters, unreached

    def _told(self, case: Case) -> list[Participant]:
        """Who learns at once that there is a case."""
        return [person for person in case.participants if person.gets_mail]

    def _leaves_at(self, _version: PolicyVersion) -> datetime:
        return self.situation.now + self.decision.pause

    def addressed(self, case: Case, person: Participant) -> Addressed:
        """Where the acknowledgement belongs: below the mail that opened the case."""
        contract = self.decision.contract
        return Addressed(
            cause=self.cause,
            desk_address=self.house.address_for(contract),
            calendar=contract.calendar,
            token_for=token_of(person),
            case_id=case.id,
            contact_id=person.contact_id,
            answered=Answered(message_id=self.mail.message_id, references=self.mail.references),
        )

    def _letter(self, case: Case, playing: Playing, version: PolicyVersion) -> CaseOpened | LinkedCase | CaseSplit:
        opened = self.opened_letter(case, playing, version)
        if self.decision.continues is None:
            return opened
        shared = {name: getattr(opened, name) for name in _SHARED}
        return LinkedCase(**shared, old_number=self.decision.continues.number)

    def opened_letter(self, case: Case, playing: Playing, version: PolicyVersion) -> CaseOpened:
        category, priority = version.category(case.category), version.priority(case.priority)
        assert category is not None
        assert priority is not None
        hours = self.house.policies.hours[category.calendar or self.decision.contract.calendar]
        received = self.situation.received_at
        return CaseOpened(
            number=case.number,
            subject=case.subject,
            received_at=received,
            category=category.labels,
            priority=priority.labels,
            clocks=tuple(clock_line(clock) for clock in open_clocks(playing)),
            skipped=self._skipped(playing),
            next_open=None if hours.is_open(received) else hours.next_opening(received),
            telephone=self._telephone(case, version) if priority.telephone and self.house.phone else None,
            lowered=self._lowered() if self.decision.triage.lowered else None,
        )

    def _lowered(self) -> Lowered:
        """The customer's own mark was not followed: they are told, with the reason (DECISIONS 16)."""
        triage = self.decision.triage
        opener = self.decision.people[0]
        language = self.house.readers.participant(opener, self.decision.contract).language
        return Lowered(asked=triage.asked_in(language), reason=triage.priority_reason.as_labels())

    def _telephone(self, case: Case, version: PolicyVersion) -> Telephone:
        priority = version.priority(case.priority)
        return Telephone(
            phone=self.house.phone,
            hours=self.house.phone_hours or {},
            standstill=priority is not None and priority.out_of_hours,
            on_call=on_call_told(self.house, version, self.decision.contract, case),
        )

    def _skipped(self, playing: Playing) -> tuple[Skipped, ...]:
        """The days that moved the last of the clocks."""
        clocks = open_clocks(playing)
        if not clocks or clocks[-1].due is None:
            return ()
        hours = self.house.policies.hours[clocks[-1].calendar or self.decision.contract.calendar]
        return hours.skipped(self.situation.received_at, clocks[-1].due)

    def _copies(
        self, case: Case, playing: Playing, version: PolicyVersion, unreached: tuple[str, ...]
    ) -> list[NewLetter]:
        return self.copying(case).of_new_case(playing, version, self.decision, unreached=unreached)

    def copying(self, case: Case) -> Copies:
        return Copies(
            house=self.house,
            case=case,
            contract=self.decision.contract,
            mail=self.mail,
            proof=self.situation.proof,
            cause=self.cause,
            received_at=self.situation.received_at,
            now=self.situation.now,
            raw=self.claimed.raw,
            units=self._left(),
        )

    def _left(self) -> Labels | None:
        account = self.situation.units.accounts.get(self.decision.contract.id)
        return left_words(account.terms.unit, balance(account, self.situation.now).available) if account else None


def inbound(case: Case, claimed: Claimed, situation: Situation, mail: InboundMail) -> NewMessage:
    """A customer's mail as it is kept with its case."""
    return NewMessage(
        case_id=case.id,
        direction=Direction.IN,
        at=situation.received_at,
        message_id=mail.message_id,
        from_address=mail.author.address if mail.author else "",
        to_addresses=tuple(one.address for one in (*mail.to, *mail.cc)),
        subject=mail.subject,
        text=mail.text,
        new_text=mail.new_text,
        inbox_id=claimed.inbox_id,
        level=situation.proof.level,
    )


def happened(at: datetime, kind: EventKind, by: str, **facts: object) -> Event:
    """An event with its facts."""
    return Event(at=at, kind=kind, by=by, facts=facts)
