"""Carrying out what staff write: answers to be relayed, commands to be run, and the receipts for both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mailbot.desk.cases import Case, EventKind, Status
from mailbot.desk.clocks import next_due
from mailbot.desk.commands import Command, Word, described, offered
from mailbot.desk.letters import (
    CommandHelp,
    InterimReport,
    RefusedCommand,
    StaffCommandRefused,
    StaffHelp,
    StaffReceipt,
)
from mailbot.desk.records import Direction, NewMessage
from mailbot.desk.staffmail import find_keyed, find_staff, public_letter
from mailbot.desk.words import NOT_SENT_WORDS, REFUSAL_WORDS, STATUS_WORDS
from mailbot.stages.copies import on_case
from mailbot.stages.correspondence import Addressed, Answered
from mailbot.stages.house import House, clock_line, entry, staff_token_of
from mailbot.stages.opening import happened
from mailbot.stages.ruling_public import PublicWord, forecast_at

if TYPE_CHECKING:
    from mailbot.desk.decision import Refuse, Relay, RunCommands
    from mailbot.desk.letters import StaffLetter
    from mailbot.desk.mail import InboundMail
    from mailbot.desk.people import Contract, Staff
    from mailbot.desk.records import Claimed
    from mailbot.desk.situation import Situation
    from mailbot.stages.ports import Unit


ENDINGS = {
    Word.WAITING: ((EventKind.WAITING,), Status.WAITING),
    Word.RESOLVE: ((EventKind.RESOLVED,), Status.RESOLVED),
    Word.CLOSE: ((EventKind.CLOSED,), Status.CLOSED),
    Word.NO_ANSWER: ((EventKind.NO_ANSWER, EventKind.CLOSED), Status.CLOSED),
}
"""The commands that only record something and change the state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """One mail of a staff member being carried out."""

    house: House
    unit: Unit
    claimed: Claimed
    situation: Situation
    mail: InboundMail
    staff: Staff

    @property
    def cause(self) -> str:
        return f"inbox:{self.claimed.inbox_id}"

    @property
    def actor(self) -> str:
        return f"staff:{self.staff.handle}"

    def relay(self, decision: Relay) -> Case:
        """What goes to everybody who takes part, one mail each; it stops clocks once it is sent (DECISIONS 14)."""
        case = self._run(decision.case, decision.commands)
        public = self._public(case)
        text = decision.text or public.draft()
        message = self._keep(case, Direction.OUT, text)
        self._start(case)
        letter = public_letter(decision)
        asks = any(one.word is Word.WAITING for one in decision.commands)
        unreached = public.send(letter, text, message=message, asks=asks)
        reached = [one for one in case.participants if one.gets_mail and one.address not in unreached]
        if letter != InterimReport.key and (reached or not unreached) and case.status in {Status.NEW, Status.OPEN}:
            case = self._becomes(case, Status.ANSWERED)
        elif case.status is Status.NEW:
            case = self._becomes(case, Status.OPEN)
        self.unit.audit(entry(self.situation.now, self.actor, "case.answered", f"case:{case.id}", message=message))
        self._explain(case, decision.commands)
        receivers = tuple(one.name or one.address for one in reached)
        quietly = not unreached and all(plan.letter != StaffReceipt.key for plan in decision.letters)
        self._receipt(decision.case, case, decision.commands, sent_to=receivers, quietly=quietly, unreached=unreached)
        return case

    def _public(self, case: Case) -> PublicWord:
        return PublicWord(
            house=self.house,
            unit=self.unit,
            claimed=self.claimed,
            situation=self.situation,
            mail=self.mail,
            staff=self.staff,
            case=case,
            contract=self._contract(case),
        )

    def commands(self, decision: RunCommands) -> Case | None:
        """Run commands; nothing goes to the customer."""
        if decision.case is None or all(one.word is Word.HELP for one in decision.commands):
            self._help()
            return decision.case
        case = self._run(decision.case, decision.commands)
        if decision.note:
            message = self._keep(case, Direction.INTERNAL, decision.note)
            self._happens(case, EventKind.NOTE, message=message)
        if any(one.word is Word.CLOSE for one in decision.commands):
            self._public(case).tell_closed()
        self._explain(case, decision.commands)
        only_explained = all(one.word in {Word.EXPLAIN, Word.HELP} for one in decision.commands)
        self._receipt(decision.case, case, decision.commands, sent_to=(), quietly=only_explained)
        return case

    def _explain(self, case: Case, commands: tuple[Command, ...]) -> None:
        if any(one.word is Word.EXPLAIN for one in commands):
            self._tell(self._public(case).explanation(), case)

    def refuse(self, decision: Refuse) -> None:
        """Nothing ran and nothing was sent; the staff member learns why (D5)."""
        if not decision.letters:
            return
        refused = [
            RefusedCommand(line=line, reason=REFUSAL_WORDS[key])
            for key, _, line in (why.partition(": ") for why in decision.why)
        ]
        refused += [
            RefusedCommand(line=one.line, reason=REFUSAL_WORDS["unknown"], hint=one.suggestion)
            for one in decision.unknown
        ]
        number = decision.case.number if decision.case else ""
        letter = StaffCommandRefused(subject=self.mail.subject, refused=tuple(refused), number=number)
        self._tell(letter, decision.case)

    def _run(self, case: Case, commands: tuple[Command, ...]) -> Case:
        for command in commands:
            case = self._one(case, command)
        if commands:
            words = ",".join(one.word for one in commands)
            self.unit.audit(entry(self.situation.now, self.actor, "case.commands", f"case:{case.id}", words=words))
        return case

    def _one(self, case: Case, command: Command) -> Case:
        match command.word:
            case Word.ASSIGN:
                return self._assign(case, command.argument)
            case Word.START:
                return self._start(case)
            case Word.NOTED:
                self._happens(case, EventKind.NOTED)
            case Word.PRIORITY | Word.CATEGORY:
                return self._reclassify(case, command)
            case Word.JOIN:
                return self._let_in(case, command.argument)
            case Word.WAITING | Word.RESOLVE | Word.CLOSE | Word.NO_ANSWER as word:
                kinds, status = ENDINGS[word]
                for kind in kinds:
                    self._happens(case, kind)
                return self._becomes(case, status)
            case Word.FORECAST:
                at = forecast_at(self.house, case, self._contract(case), command.argument, self.situation.now)
                self._happens(case, EventKind.FORECAST, answer_at=at)
            case Word.NOTE | Word.REPORT | Word.EXPLAIN | Word.HELP:
                pass
        return case

    def _assign(self, case: Case, called: str) -> Case:
        member = find_staff(self.house.rules.staff, called) if called else self.staff
        assert member is not None
        self.unit.set_facts(case.id, {"assignee": member.handle})
        self._happens(case, EventKind.ASSIGNED, to=member.handle)
        case = replace(case, assignee=member.handle)
        return self._start(case) if member.handle == self.staff.handle else case

    def _start(self, case: Case) -> Case:
        """Work starts once: by the command, by taking the case oneself, or by the first answer (DECISIONS 12)."""
        if any(one.kind is EventKind.STARTED for one in self.unit.events_of(case.id)):
            return case
        self._happens(case, EventKind.STARTED)
        return self._becomes(case, Status.OPEN) if case.status is Status.NEW else case

    def _reclassify(self, case: Case, command: Command) -> Case:
        version = self.situation.versions[case.contract_id]
        if command.word is Word.PRIORITY:
            found = find_keyed(version.priorities, command.argument)
            assert found is not None
            self.unit.set_facts(case.id, {"priority": found.key, "priority_reason": self.actor})
            self._happens(case, EventKind.PRIORITY, to=found.key)
            return replace(case, priority=found.key)
        category = find_keyed(version.categories, command.argument)
        assert category is not None
        self.unit.set_facts(case.id, {"category": category.key, "category_reason": self.actor})
        self._happens(case, EventKind.CATEGORY, to=category.key)
        return replace(case, category=category.key)

    def _let_in(self, case: Case, address: str) -> Case:
        person = case.participant_at(address)
        assert person is not None
        self.unit.add_participant(case.id, replace(person, gets_mail=True))
        self._happens(case, EventKind.PARTICIPANT, participant=person.id)
        people = tuple(replace(one, gets_mail=True) if one.id == person.id else one for one in case.participants)
        return replace(case, participants=people)

    def _becomes(self, case: Case, status: Status) -> Case:
        self.unit.set_status(case.id, status, self.situation.now)
        return replace(case, status=status)

    def _happens(self, case: Case, kind: EventKind, **facts: object) -> None:
        self.unit.add_event(case.id, happened(self.situation.received_at, kind, self.actor, **facts))

    def _keep(self, case: Case, direction: Direction, text: str) -> int:
        return self.unit.add_message(
            NewMessage(
                case_id=case.id,
                direction=direction,
                at=self.situation.received_at,
                message_id=self.mail.message_id,
                from_address=self.staff.address,
                to_addresses=tuple(one.address for one in case.participants if one.gets_mail)
                if direction is Direction.OUT
                else (),
                subject=case.subject,
                text=text,
                new_text=text,
                inbox_id=self.claimed.inbox_id,
                level=self.situation.proof.level,
                is_public=direction is Direction.OUT,
            )
        )

    def _contract(self, case: Case) -> Contract:
        contract = self.situation.case_contract or self.unit.contract(case.contract_id)
        assert contract is not None
        return contract

    def _receipt(
        self,
        before: Case,
        after: Case,
        ran: tuple[Command, ...],
        *,
        sent_to: tuple[str, ...],
        quietly: bool,
        unreached: tuple[str, ...] = (),
    ) -> None:
        """The clocks are played anew after whatever was done; `quietly` spares the letter that says so."""
        version = self.situation.versions[after.contract_id]
        playing = self.house.play(self.unit, after, self._contract(after), version, self.situation.now)
        if quietly:
            return
        if sent_to:
            kind = EventKind.REPORT if any(one.word is Word.REPORT for one in ran) else EventKind.REPLY
            playing = self._public(after).after(kind)
        first = next_due(playing)
        letter = StaffReceipt(
            number=after.number,
            subject=after.subject,
            before=STATUS_WORDS[before.status],
            after=STATUS_WORDS[after.status],
            sent_to=sent_to,
            sent_at=self.situation.now if sent_to else None,
            not_sent=None if sent_to else NOT_SENT_WORDS,
            ran=tuple(one.line for one in ran),
            refused=(
                *(self._public(after).left_out() if sent_to else ()),
                *(RefusedCommand(line=one, reason=REFUSAL_WORDS["address"]) for one in unreached),
            ),
            next_clock=clock_line(first) if first else None,
        )
        self._tell(letter, after)

    def _help(self) -> None:
        commands = tuple(CommandHelp(words=offered(word), meaning=described(word)) for word in Word)
        self._tell(StaffHelp(commands=commands), None)

    def _tell(self, letter: StaffLetter, case: Case | None) -> None:
        if case is not None:
            where = on_case(self.house, case, self.situation.case_contract, self.staff, cause=self.cause)
        else:
            where = Addressed(
                cause=self.cause,
                desk_address=self.house.address,
                token_for=staff_token_of(self.staff),
                answered=Answered(message_id=self.mail.message_id),
            )
        reader = self.house.readers.staff(self.staff)
        self.unit.queue(self.house.correspondence.write(letter, reader, where, self.situation.now))
