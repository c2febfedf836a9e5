"""Recording what a person sent from the mailbox itself: kept with its case, where it stops clocks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mailbot.desk.cases import Case, EventKind, Status
from mailbot.desk.clocks import next_due
from mailbot.desk.letters import StaffMailboxNote, StaffReceipt
from mailbot.desk.mailbox_words import COMMANDS_SENT, INTERNAL_SENT
from mailbot.desk.records import Direction
from mailbot.desk.words import STATUS_WORDS
from mailbot.stages.copies import on_case
from mailbot.stages.house import House, clock_line, entry
from mailbot.stages.opening import happened, inbound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailbot.desk.clocks import Playing
    from mailbot.desk.decision import RecordSent
    from mailbot.desk.letters import StaffLetter
    from mailbot.desk.mail import InboundMail
    from mailbot.desk.people import Contract, Staff
    from mailbot.desk.records import Claimed
    from mailbot.desk.situation import Situation
    from mailbot.stages.ports import Unit

ANSWERED_FROM = {Status.NEW, Status.OPEN, Status.ANSWERED}
"""The states that an answer changes; a resolved case stays resolved, and one that waits goes on waiting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One mail out of the Sent folder. Nothing of it is sent again to anybody."""

    house: House
    unit: Unit
    claimed: Claimed
    situation: Situation
    mail: InboundMail

    @property
    def actor(self) -> str:
        """Which person wrote it nobody can tell, only at which mailbox."""
        return f"mailbox:{self.situation.sent_from}"

    def record(self, decision: RecordSent) -> Case:
        """Keep it as a public message of the case, at the time when the server filed it (DECISIONS 14). On a closed
        case that is all."""
        before = decision.case
        kept = inbound(before, self.claimed, self.situation, self.mail)
        message = self.unit.add_message(replace(kept, direction=Direction.OUT))
        case = before if before.status.is_final else self._answered(decision, message)
        facts = {"message": message, "reason": decision.reason}
        self.unit.audit(entry(self.situation.now, self.actor, "case.recorded", f"case:{case.id}", **facts))
        playing = self._play(case)
        self._tell(decision, before, case, playing)
        return case

    def _answered(self, decision: RecordSent, message: int) -> Case:
        """Started, answered and, unless the customer has written since, waiting or answered."""
        at, case = self.situation.received_at, decision.case
        events = self.unit.events_of(case.id)
        if all(one.kind is not EventKind.STARTED for one in events):
            self.unit.add_event(case.id, happened(at, EventKind.STARTED, self.actor))
        overtaken = any(one.kind is EventKind.CUSTOMER_MAIL and one.at > at for one in events)
        waits = decision.waits and not overtaken and case.status in ANSWERED_FROM
        self.unit.add_event(case.id, happened(at, EventKind.REPLY, self.actor, ask=waits, message=message))
        if waits:
            self.unit.add_event(case.id, happened(at, EventKind.WAITING, self.actor))
        return self._becomes(case, waits=waits, overtaken=overtaken)

    def _becomes(self, case: Case, *, waits: bool, overtaken: bool) -> Case:
        status: Status = case.status
        if overtaken:
            status = Status.OPEN if case.status is Status.NEW else case.status
        elif case.status in ANSWERED_FROM:
            status = Status.WAITING if waits else Status.ANSWERED
        if status is not case.status:
            self.unit.set_status(case.id, status, self.situation.now)
        return replace(case, status=status)

    def _play(self, case: Case) -> Playing:
        version = self.situation.versions[case.contract_id]
        return self.house.play(self.unit, case, self._contract(), version, self.situation.now)

    def _contract(self) -> Contract:
        assert self.situation.case_contract is not None
        return self.situation.case_contract

    def _tell(self, decision: RecordSent, before: Case, case: Case, playing: Playing) -> None:
        """Whoever works on the case, once: what did not run, what cannot be called back. A receipt where all mails of
        staff get one."""
        notes = (*((COMMANDS_SENT,) if decision.commands else ()), *((INTERNAL_SENT,) if decision.internal else ()))
        members = self.house.staff_for(case, self.situation.now)
        if notes:
            note = StaffMailboxNote(
                number=case.number, subject=case.subject, notes=notes, lines=decision.commands, sent=True
            )
            self._write(note, case, members)
        if self.house.rules.receipts_always and case.assignee:
            self._write(self._receipt(decision, before, case, playing), case, members)

    def _receipt(self, decision: RecordSent, before: Case, case: Case, playing: Playing) -> StaffReceipt:
        first = next_due(playing)
        return StaffReceipt(
            number=case.number,
            subject=case.subject,
            client=self._contract().client,
            before=STATUS_WORDS[before.status],
            after=STATUS_WORDS[case.status],
            sent_to=tuple(one.name or one.address for one in decision.receivers),
            sent_at=self.situation.received_at,
            next_clock=clock_line(first) if first else None,
        )

    def _write(self, letter: StaffLetter, case: Case, members: Sequence[Staff]) -> None:
        for member in members:
            where = on_case(self.house, case, self._contract(), member, cause=f"inbox:{self.claimed.inbox_id}")
            reader = self.house.readers.staff(member)
            self.unit.queue(self.house.correspondence.write(letter, reader, where, self.situation.now))
