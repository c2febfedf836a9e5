"""Carrying out what adds to a case without opening one: follow-ups, automatic mail, bounces."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from mailbot.desk.cases import Case, EventKind, Participant, Status
from mailbot.desk.decision import Reason
from mailbot.desk.letters import StaffDeliveryFailed
from mailbot.desk.mail import address_key
from mailbot.desk.people import StaffMember
from mailbot.desk.proof import Level, Proof
from mailbot.desk.repeats import REUSED_ID
from mailbot.desk.units_words import left_words
from mailbot.desk.words import BOUNCE_WORDS, LETTER_WORDS, is_for_staff
from mailbot.stages.accounting_open import lacking_for
from mailbot.stages.announcing_failures import tell_of_failure
from mailbot.stages.copies import Copies, on_case
from mailbot.stages.house import House, entry
from mailbot.stages.opening import happened, inbound
from mailbot.stages.owner_away import OwnerAway
from mailbot.stages.units_letters import standing_of

if TYPE_CHECKING:
    from mailbot.desk.decision import FollowUp, Ignore, NoteBounce
    from mailbot.desk.labels import Labels
    from mailbot.desk.mail import InboundMail
    from mailbot.desk.people import Contract
    from mailbot.desk.records import Claimed
    from mailbot.desk.situation import Situation
    from mailbot.stages.ports import Unit

STORM_TOLD_IN = timedelta(minutes=10)
"""Of a storm, staff get one copy in so much time."""

TELLS_OF_WAITING = frozenset({"staff-answer-held", "staff-approval-wanted"})
"""Letters without which an answer waits and nobody knows: where one comes back, the others are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """One mail being added to a case."""

    house: House
    unit: Unit
    claimed: Claimed
    situation: Situation
    mail: InboundMail

    def follow_up(self, decision: FollowUp) -> Case:
        """Add a customer's mail: to the history, to the clocks, to whoever works on the case."""
        case, contract = decision.thread.case, self.situation.case_contract
        assert contract is not None
        actor = self._actor(decision.by)
        kept = inbound(case, self.claimed, self._proven_as(decision), self.mail)
        message = self.unit.add_message(replace(kept, is_public=decision.verified))
        joined = [self.unit.add_participant(case.id, person) for person in self._joining(contract, decision)]
        kind = EventKind.CUSTOMER_MAIL if decision.verified else EventKind.UNVERIFIED_MAIL
        reused = {"msgid_reuse": True} if REUSED_ID in self.mail.problems else {}
        self.unit.add_event(case.id, happened(self.situation.received_at, kind, actor, message=message, **reused))
        for person in joined:
            self.unit.add_event(
                case.id, happened(self.situation.now, EventKind.PARTICIPANT, actor, participant=person.id)
            )
        new = tuple(one for one in joined if case.participant_at(one.address) is None)
        case = replace(case, participants=(*case.participants, *new))
        if decision.verified:
            case = self._reopened(case)
        if decision.consents:
            self._agreed(case, decision.consents, actor)
        self.unit.audit(
            entry(self.situation.now, actor, "case.mail", f"case:{case.id}", message=message, reason=decision.reason)
        )
        self._tell_staff(case, contract, decision)
        return case

    def _joining(self, contract: Contract, decision: FollowUp) -> tuple[Participant, ...]:
        """Who newly takes part: the people copied, and a contact who answers a colleague's case."""
        author = self.mail.author
        if decision.by is not None or author is None or any(one.key == author.key for one in decision.joins):
            return decision.joins
        contact = contract.contact_at(author.address)
        own = Participant(
            address=author.address,
            name=contact.name if contact else author.honest_name,
            contact_id=contact.id if contact else 0,
        )
        return (own, *decision.joins)

    def _reopened(self, case: Case) -> Case:
        """A customer's mail makes the case `open` (DECISIONS 10)."""
        if case.status is Status.OPEN:
            return case
        if case.status is Status.RESOLVED:
            self.unit.add_event(case.id, happened(self.situation.received_at, EventKind.REOPENED, "desk"))
        self.unit.set_status(case.id, Status.OPEN, self.situation.now)
        return replace(case, status=Status.OPEN)

    def _agreed(self, case: Case, units: int, actor: str) -> None:
        """An admin contact has said yes to an estimate: it is recorded by whom, and work begins (row E4)."""
        at = self.situation.received_at
        self.unit.add_event(case.id, happened(at, EventKind.CONSENTED, actor, units=str(units)))
        if not any(one.kind is EventKind.STARTED for one in self.unit.events_of(case.id)):
            self.unit.add_event(case.id, happened(at, EventKind.STARTED, actor))
        self.unit.audit(entry(self.situation.now, actor, "case.consented", f"case:{case.id}", units=units))

    def _proven_as(self, decision: FollowUp) -> Situation:
        if decision.verified:
            return self.situation
        return replace(self.situation, proof=Proof(level=Level.C, evidence=self.situation.proof.evidence))

    def _tell_staff(self, case: Case, contract: Contract, decision: FollowUp) -> None:
        version = self.situation.versions[case.contract_id]
        playing = self.house.play(self.unit, case, contract, version, self.situation.now)
        storm = self.situation.is_storm
        copies = Copies(
            house=self.house,
            case=case,
            contract=contract,
            mail=self.mail,
            proof=self._proven_as(decision).proof,
            cause=self._storm(decision) if storm else f"inbox:{self.claimed.inbox_id}",
            received_at=self.situation.received_at,
            now=self.situation.now,
            raw=self.claimed.raw,
            units=self._units(case, contract, consents=bool(decision.consents)),
        )
        for letter in copies.of_follow_up(playing, verified=decision.verified, storm=storm):
            self.unit.queue(letter)

    @property
    def _asked(self) -> int:
        """The cost that the customer was asked about before this mail came."""
        matter = self.situation.units.matter
        return matter.estimated if matter else 0

    def _units(self, case: Case, contract: Contract, *, consents: bool) -> Labels | None:
        """How the units stand now, a consent counted in; None where nothing is counted."""
        if contract.id not in self.situation.units.accounts:
            return None
        asked = 0 if consents else self._asked
        lacking = lacking_for(self.house, self.unit, case, contract, self.situation.now) if consents else 0
        line = standing_of(self.house, self.unit, contract, self.situation.now, case_id=case.id)
        if line is None:
            return None
        return left_words(line.unit, line.left, here=line.reserved_here, asked=asked, lacking=lacking)

    def _storm(self, decision: FollowUp) -> str:
        """The cause of the one copy that a storm brings in its window: it says that there are no more for a while."""
        window = int(self.situation.now.timestamp() // STORM_TOLD_IN.total_seconds())
        kind = "proven" if decision.verified else "unproven"
        return f"storm:{decision.thread.case.id}:{kind}:{window}"

    def _actor(self, person: Participant | None) -> str:
        if person is None:
            return "contact"
        return f"contact:{person.contact_id}" if person.contact_id else f"participant:{person.id}"

    def ignore(self, decision: Ignore) -> Case | None:
        """Note automatic mail on its case; it changes nothing there (REALITIES 28). That a member of staff is away is
        told to the others."""
        person = self.situation.person
        if decision.reason is Reason.AUTO_REPLY and isinstance(person, StaffMember):
            OwnerAway(house=self.house, unit=self.unit, now=self.situation.now).tell(person.staff, self.situation.proof)
        if decision.case is None:
            return None
        message = self.unit.add_message(
            replace(inbound(decision.case, self.claimed, self.situation, self.mail), is_public=False)
        )
        repeated = decision.reason is Reason.DUPLICATE
        facts = {} if repeated else {"nature": self.mail.nature.value}
        kind = EventKind.DUPLICATE if repeated else EventKind.AUTO_REPLY
        self.unit.add_event(
            decision.case.id, happened(self.situation.received_at, kind, "desk", message=message, **facts)
        )
        return decision.case

    def note_bounce(self, decision: NoteBounce) -> Case | None:
        """Tie a bounce to its letter and show it to whoever works on the case (row G4); the clocks run on.

        A staff member's own mailbox that refuses a copy is no news on the case, and telling of it would bounce again
        (REALITIES 39): it stands in the audit log only, save where an answer waits that its writer does not hear of.
        """
        if decision.permanent:
            self.unit.announcement_bounced(decision.outbox_id)
        case = self.unit.case(decision.case_id) if decision.case_id else None
        if case is None:
            if decision.permanent:
                tell_of_failure(self.house, self.unit, decision.outbox_id, self.situation.now)
            return None
        bounced = self.situation.bounced
        letter = bounced.letter if bounced else ""
        self.unit.audit(
            entry(self.situation.now, "desk", "letter.bounced", f"case:{case.id}", letter=letter, by=decision.outbox_id)
        )
        if letter in TELLS_OF_WAITING and not self._is_noted(case, decision):
            self._tell_of_bounce(case, decision, letter)
        if is_for_staff(letter) or self._is_noted(case, decision):
            return case
        self.unit.add_event(
            case.id,
            happened(
                self.situation.received_at,
                EventKind.BOUNCE,
                "desk",
                outbox=decision.outbox_id,
                permanent=decision.permanent,
            ),
        )
        self._tell_of_bounce(case, decision, letter)
        return case

    def _is_noted(self, case: Case, decision: NoteBounce) -> bool:
        """Whether the same was reported of the letter before: reports cost nothing to those who forge them."""
        return any(
            one.kind is EventKind.BOUNCE
            and one.facts.get("outbox") == decision.outbox_id
            and one.facts.get("permanent") == decision.permanent
            for one in self.unit.events_of(case.id)
        )

    def _tell_of_bounce(self, case: Case, decision: NoteBounce, letter: str) -> None:
        contract = self.situation.case_contract or self.unit.contract(case.contract_id)
        recipient = self.situation.bounced.recipient if self.situation.bounced else ""
        reported = self.mail.bounce.recipients if self.mail.bounce else ()
        own = tuple(one for one in reported if address_key(one.address) == address_key(recipient))
        told = StaffDeliveryFailed(
            number=case.number,
            subject=case.subject,
            letter=LETTER_WORDS.get(letter, LETTER_WORDS[""]),
            recipient=recipient,
            reason=BOUNCE_WORDS["permanent" if decision.permanent else "temporary"],
            failed_at=self.situation.received_at,
            words=", ".join(dict.fromkeys(one.status for one in own or reported if one.status)),
        )
        everybody = [one for one in self.house.rules.staff if one.active and not one.has_address(recipient)]
        members = everybody if letter in TELLS_OF_WAITING else self.house.staff_for(case, self.situation.now)
        for member in members:
            where = on_case(self.house, case, contract, member, cause=f"inbox:{self.claimed.inbox_id}")
            self.unit.queue(
                self.house.correspondence.write(told, self.house.readers.staff(member), where, self.situation.now)
            )
