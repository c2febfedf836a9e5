"""Carrying out what staff write: answers to be relayed, commands to be run, and the receipts for both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailbot.desk.cases import EventKind, Status
from mailbot.desk.clocks import next_due
from mailbot.desk.command_words import Word, described, offered
from mailbot.desk.letters import (
    CommandHelp,
    InterimReport,
    RefusedCommand,
    StaffCommandRefused,
    StaffHelp,
    StaffReceipt,
)
from mailbot.desk.records import Direction
from mailbot.desk.staffmail import public_letter
from mailbot.desk.words import NOT_SENT_WORDS, REFUSAL_WORDS, STATUS_WORDS
from mailbot.stages.acting import Acting
from mailbot.stages.acts import ACTS, start
from mailbot.stages.house import clock_line, entry

if TYPE_CHECKING:
    from mailbot.desk.cases import Case
    from mailbot.desk.commands import Command
    from mailbot.desk.decision import Refuse, Relay, RunCommands


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling(Acting):
    """One mail of a staff member, carried out as a whole: acts, what goes to the customer, receipts."""

    def relay(self, decision: Relay) -> Case:
        """What goes to everybody who takes part, one mail each; it stops clocks once it is sent (DECISIONS 14)."""
        case = self._run(decision.case, decision.commands)
        public = self.public(case)
        text = decision.text or public.draft()
        message = self.keep(case, Direction.OUT, text)
        start(self, case)
        letter = public_letter(decision)
        asks = any(one.word is Word.WAITING for one in decision.commands)
        unreached = public.send(letter, text, message=message, asks=asks)
        reached = [one for one in case.participants if one.gets_mail and one.address not in unreached]
        if letter != InterimReport.key and (reached or not unreached) and case.status in {Status.NEW, Status.OPEN}:
            case = self.becomes(case, Status.ANSWERED)
        elif case.status is Status.NEW:
            case = self.becomes(case, Status.OPEN)
        self.unit.audit(entry(self.situation.now, self.actor, "case.answered", f"case:{case.id}", message=message))
        self._explain(case, decision.commands)
        receivers = tuple(one.name or one.address for one in reached)
        quietly = not unreached and all(plan.letter != StaffReceipt.key for plan in decision.letters)
        self._receipt(decision.case, case, decision.commands, sent_to=receivers, quietly=quietly, unreached=unreached)
        return case

    def commands(self, decision: RunCommands) -> Case | None:
        """Run commands; nothing goes to the customer."""
        if decision.case is None or all(one.word is Word.HELP for one in decision.commands):
            self._help()
            return decision.case
        case = self._run(decision.case, decision.commands)
        if decision.note:
            message = self.keep(case, Direction.INTERNAL, decision.note)
            self.happens(case, EventKind.NOTE, message=message)
        if any(one.word is Word.CLOSE for one in decision.commands):
            self.public(case).tell_closed()
        self._explain(case, decision.commands)
        only_explained = all(one.word in {Word.EXPLAIN, Word.HELP} for one in decision.commands)
        self._receipt(decision.case, case, decision.commands, sent_to=(), quietly=only_explained)
        return case

    def _explain(self, case: Case, commands: tuple[Command, ...]) -> None:
        if any(one.word is Word.EXPLAIN for one in commands):
            self.tell(self.public(case).explanation(), case)

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
        self.tell(letter, decision.case)

    def _run(self, case: Case, commands: tuple[Command, ...]) -> Case:
        for command in commands:
            act = ACTS.get(command.word)
            case = act(self, case, command) if act else case
        if commands:
            words = ",".join(one.word for one in commands)
            self.unit.audit(entry(self.situation.now, self.actor, "case.commands", f"case:{case.id}", words=words))
        return case

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
        playing = self.house.play(self.unit, after, self.contract(after), version, self.situation.now)
        if quietly:
            return
        if sent_to:
            kind = EventKind.REPORT if any(one.word is Word.REPORT for one in ran) else EventKind.REPLY
            playing = self.public(after).after(kind)
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
                *(self.public(after).left_out() if sent_to else ()),
                *(RefusedCommand(line=one, reason=REFUSAL_WORDS["address"]) for one in unreached),
            ),
            next_clock=clock_line(first) if first else None,
        )
        self.tell(letter, after)

    def _help(self) -> None:
        commands = tuple(CommandHelp(words=offered(word), meaning=described(word)) for word in Word)
        self.tell(StaffHelp(commands=commands), None)
