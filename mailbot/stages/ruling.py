"""Carrying out what staff write: answers to be relayed, commands to be run, and the receipts for both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mailbot.desk.cases import EventKind, Status
from mailbot.desk.checks_desk import hint_for
from mailbot.desk.checks_guard import ALONE
from mailbot.desk.clocks import next_due
from mailbot.desk.command_words import Word
from mailbot.desk.desk_words import NOT_SENT_OF_DESK
from mailbot.desk.faults_drafts import fault_draft
from mailbot.desk.foreseen import in_order
from mailbot.desk.guard_words import OVERTAKEN_WORDS, REPLACED_WORDS
from mailbot.desk.letters import (
    InterimReport,
    RefusedCommand,
    StaffCommandRefused,
    StaffReceipt,
)
from mailbot.desk.matters import readers_of
from mailbot.desk.opening_for import RULED_AT_OPENING
from mailbot.desk.queues import reply_link
from mailbot.desk.records import Direction
from mailbot.desk.staffmail import public_letter
from mailbot.desk.words import NOT_SENT_WORDS, REFUSAL_WORDS, STATUS_WORDS
from mailbot.stages.acting import Acting
from mailbot.stages.acts import ACTS, start
from mailbot.stages.acts_announcements import answers_itself
from mailbot.stages.acts_guard import drop_replaced, not_recalled, releases_own, said_instead
from mailbot.stages.acts_matters import related_by, time_spent
from mailbot.stages.acts_units import ask_where_needed, units_after, units_told
from mailbot.stages.desk_acts import QUERIES, run_desk_acts
from mailbot.stages.house import clock_line, entry
from mailbot.stages.opening_for import open_for_caller
from mailbot.stages.receipt_facts import notices_of
from mailbot.stages.relaying_acts import is_overtaken, keep_act, mark, undo_until, without_states
from mailbot.stages.relaying_direct import (
    had_directly,
    named_directly,
    record_direct,
    told_directly,
    unrecallable,
    warned_directly,
)
from mailbot.stages.units_meant import order_cause
from mailbot.stages.units_orders import beside_order, left_after_orders, words_of_orders

if TYPE_CHECKING:
    from mailbot.desk.cases import Case
    from mailbot.desk.commands import Command
    from mailbot.desk.decision import Refuse, Relay, RunCommands
    from mailbot.desk.letters import Labels
    from mailbot.desk.opening_for import Telephoned


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling(Acting):
    """One mail of a staff member, carried out as a whole: acts, what goes to the customer, receipts."""

    def relay(self, decision: Relay) -> Case:
        """What goes to everybody who takes part, one mail each; it stops clocks once it is sent (DECISIONS 14)."""
        overtaken = is_overtaken(self, decision.case)
        decision = without_states(decision) if overtaken else decision
        begun = mark(self, decision.case)
        if self.situation.let_in_by and self.situation.lacks_units:
            self.happens(decision.case, EventKind.PERMITTED)
        case = self._run(self._started_by_closing(decision), decision.commands)
        public = self.public(case)
        text = decision.text or public.draft(public_letter(decision))
        message = self.keep(case, Direction.OUT, text)
        start(self, case)
        letter = public_letter(decision)
        asks = any(one.word is Word.WAITING for one in decision.commands)
        record_direct(self, case, decision, letter=letter, message=message, asks=asks)
        unreached = public.send(letter, text, message=message, asks=asks, without=decision.direct)
        direct = [one.address for one in decision.direct]
        reached = [one for one in readers_of(letter, case) if one.address not in (*unreached, *direct)]
        if (
            not overtaken
            and letter != InterimReport.key
            and (reached or direct or not unreached)
            and case.status in {Status.NEW, Status.OPEN}
        ):
            case = self.becomes(case, Status.ANSWERED)
        elif case.status is Status.NEW:
            case = self.becomes(case, Status.OPEN)
        self.unit.audit(entry(self.situation.now, self.actor, "case.answered", f"case:{case.id}", message=message))
        keep_act(self, begun, decision.commands)
        replaced = drop_replaced(self, case)
        self._explain(case, decision.commands)
        receivers = (*named_directly(self, decision), *(one.name or one.address for one in reached))
        warned = (
            *warned_directly(self, decision),
            *((REPLACED_WORDS,) if replaced else ()),
            *((OVERTAKEN_WORDS,) if overtaken else ()),
        )
        quietly = not (unreached or public.left_out() or warned) and all(
            plan.letter != StaffReceipt.key for plan in decision.letters
        )
        self._receipt(
            decision.case,
            case,
            decision.commands,
            sent_to=receivers,
            quietly=quietly,
            unreached=unreached,
            warned=warned,
        )
        return case

    def _started_by_closing(self, decision: Relay) -> Case:
        """An answer that closes its case is work as well, and has begun before it ends (DECISIONS 12, 17)."""
        closes = any(one.word is Word.CLOSE for one in decision.commands)
        return start(self, decision.case) if closes else decision.case

    def commands(self, decision: RunCommands) -> Case | None:
        """Run commands; nothing goes to the customer."""
        if decision.opening is not None:
            return self._for_a_caller(decision.opening, decision.commands)
        if decision.case is None:
            return self._without_case(decision)
        begun = mark(self, decision.case)
        case = self._run(decision.case, decision.commands)
        if decision.note:
            message = self.keep(case, Direction.INTERNAL, decision.note)
            phone = {"phone": True} if any(one.word is Word.PHONE for one in decision.commands) else {}
            self.happens(case, EventKind.NOTE, message=message, **phone)
        if any(one.word is Word.CLOSE for one in decision.commands):
            self.public(case).tell_closed()
        if not all(one.word in QUERIES | ALONE for one in decision.commands):
            keep_act(self, begun, decision.commands)
        self._explain(case, decision.commands)
        quietly = _only_asks(decision.commands) or releases_own(self, decision.commands)
        warned = told_directly(self, case)
        self._receipt(decision.case, case, decision.commands, sent_to=(), quietly=quietly and not warned, warned=warned)
        return case

    def _for_a_caller(self, opening: Telephoned, commands: tuple[Command, ...]) -> Case:
        """A case for somebody who telephoned, on which the other commands of the mail run (row A7)."""
        opened = open_for_caller(self, opening)
        case = self._run(opened, tuple(one for one in commands if one.word not in RULED_AT_OPENING))
        self._receipt(opened, case, commands, sent_to=(), quietly=False)
        return case

    def _without_case(self, decision: RunCommands) -> Case | None:
        """Commands of the desk as a whole; one of them may open a case, which the receipt is about then."""
        commands = decision.commands
        case = run_desk_acts(self, None, commands)
        if case is not None:
            self._receipt(case, case, commands, sent_to=(), quietly=False)
        elif not (_only_asks(commands) or answers_itself(self, commands)):
            ran = tuple(one.line for one in commands)
            booked, left = words_of_orders(self, commands), left_after_orders(self, commands)
            undone = self.situation.units.meant or self.situation.contacts.meant
            other = any(one.word not in {Word.ORDER, Word.CONTACT, Word.NOTE} for one in commands) and not undone
            why = NOT_SENT_OF_DESK if other else None
            changed = self.unit.orders_caused(order_cause(self.cause)) or self.unit.contacts_caused(self.cause)
            until = undo_until(self, commands, is_sent=False) if changed and not self.served else None
            cards = (*booked, *self.cards, *beside_order(decision))
            self.tell(StaffReceipt(not_sent=why, ran=ran, booked=cards, units=left, undo_until=until), None)
        return case

    def _explain(self, case: Case, commands: tuple[Command, ...]) -> None:
        if any(one.word is Word.EXPLAIN for one in commands):
            self.tell(self.public(case).explanation(), case)

    def refuse(self, decision: Refuse) -> None:
        """Nothing ran and nothing was sent; the staff member learns why (D5)."""
        if not decision.letters:
            return
        refused = [
            RefusedCommand(line=line, reason=REFUSAL_WORDS[key], hint=hint_for(key, line, self.situation))
            for key, _, line in (why.partition(": ") for why in decision.why)
        ]
        refused += [
            RefusedCommand(line=one.line, reason=REFUSAL_WORDS["unknown"], hint=one.suggestion)
            for one in decision.unknown
        ]
        number, subject = (case.number, case.subject) if (case := decision.case) else ("", self.mail.subject)
        letter = StaffCommandRefused(
            subject=subject,
            refused=tuple(refused),
            number=number,
            direct=had_directly(self, decision.case),
            warned=unrecallable(self, decision.case),
        )
        if draft := fault_draft(self.situation, self.staff):
            told = f"Re: [{number}] {subject}" if number else subject
            letter = replace(letter, draft=draft, link=reply_link(self.house.address, told, draft))
        self.tell(letter, decision.case)

    def _run(self, case: Case, commands: tuple[Command, ...]) -> Case:
        for command in in_order(commands):
            act = ACTS.get(command.word)
            case = act(self, case, command) if act else case
        case = ask_where_needed(self, run_desk_acts(self, case, commands) or case, commands)
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
        warned: tuple[Labels, ...] = (),
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
            client=self.contract(after).client,
            before=STATUS_WORDS[before.status],
            after=STATUS_WORDS[after.status],
            sent_to=sent_to,
            sent_at=self.public(after).leaves_at if sent_to else None,
            not_sent=None if sent_to else said_instead(self, ran) or NOT_SENT_WORDS,
            told=(*notices_of(self, after, ran), *warned),
            booked=(*words_of_orders(self, ran), *self.cards, *units_told(self, after, ran)),
            ran=tuple(one.line for one in ran),
            refused=(
                *(self.public(after).left_out() if sent_to else ()),
                *(RefusedCommand(line=one, reason=REFUSAL_WORDS["address"]) for one in unreached),
                *not_recalled(self, ran),
            ),
            next_clock=clock_line(first) if first else None,
            related=related_by(self, after, ran),
            time_spent=time_spent(self, after, ran),
            units=units_after(self, after, ran, sends=bool(sent_to)) or left_after_orders(self, ran),
            undo_until=None if self.served else undo_until(self, ran, is_sent=bool(sent_to)),
        )
        self.tell(letter, after)


def _only_asks(commands: tuple[Command, ...]) -> bool:
    return all(one.word in QUERIES for one in commands)
