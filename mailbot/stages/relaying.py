"""Answers of staff that do not leave yet: what their writer, their colleagues and the record are told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mailbot.desk.command_words import Word, offered
from mailbot.desk.decision import Found, Reason
from mailbot.desk.guard_words import FROM_MAILBOX, GUARD_HELD, leak_words
from mailbot.desk.letters import Author, HeldBecause, StaffAnswerHeld, StaffApprovalWanted
from mailbot.desk.relay_guard import ASTRAY, WANTED_LETTER
from mailbot.stages.acting import Acting
from mailbot.stages.acts_guard import drop_replaced
from mailbot.stages.copies import on_case, receivers_of
from mailbot.stages.house import entry
from mailbot.stages.relaying_direct import had_directly

if TYPE_CHECKING:
    from mailbot.desk.cases import Case
    from mailbot.desk.decision import HoldAnswer
    from mailbot.desk.letters import Labels
    from mailbot.desk.people import Staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding(Acting):
    """One answer that is kept back."""

    def hold(self, decision: HoldAnswer) -> None:
        """Tells everybody whom it concerns, once for each reason, whatever makes the mail be judged again."""
        case = decision.case
        assert case is not None
        is_astray = any(one.reason in ASTRAY for one in decision.found)
        approvals = frozenset[Reason]() if is_astray else frozenset({Reason.NEEDS_APPROVAL})
        replaced = drop_replaced(self, case, reasons=approvals)
        for member in (decision.staff, *decision.others):
            self._send(replace(self._held(decision, case, member), replaces=replaced), decision, case, member)
        wanted = {plan.to for plan in decision.letters if plan.letter == WANTED_LETTER}
        for member in self.house.rules.staff:
            if member.address in wanted:
                self._send(replace(self._wanted(decision, case), replaces=replaced), decision, case, member)
        held = entry(self.situation.now, self.actor, "answer.held", f"case:{case.id}", reason=decision.reason.value)
        self.unit.audit(held)

    def _send(
        self, letter: StaffAnswerHeld | StaffApprovalWanted, decision: HoldAnswer, case: Case, member: Staff
    ) -> None:
        cause = f"{self.cause}:{decision.reason.value}"
        where = on_case(self.house, case, self.contract(case), member, cause=cause)
        reader = self.house.readers.staff(member)
        self.unit.queue(self.house.correspondence.write(letter, reader, where, self.situation.now))

    def _held(self, decision: HoldAnswer, case: Case, member: Staff) -> StaffAnswerHeld:
        is_own = member.handle == decision.staff.handle
        wants = decision.reason is Reason.NEEDS_APPROVAL
        words = [] if wants else [Word.SEND]
        words += [Word.UNDO] if is_own else []
        return StaffAnswerHeld(
            number=case.number,
            subject=case.subject,
            held=self.claimed.inbox_id,
            writer=decision.staff.name,
            contact=_reader_of(case),
            receivers=receivers_of(case),
            text=decision.text,
            text_language=self.mail.language,
            attachments=self._files(),
            commands=tuple(map(offered, words)),
            is_own=is_own,
            reasons=tuple(map(_because, decision.found)),
            wants_approval=wants,
            direct=had_directly(self, case),
        )

    def _wanted(self, decision: HoldAnswer, case: Case) -> StaffApprovalWanted:
        return StaffApprovalWanted(
            number=case.number,
            subject=case.subject,
            held=self.claimed.inbox_id,
            writer=decision.staff.name,
            contact=_reader_of(case),
            receivers=receivers_of(case),
            text=decision.text,
            text_language=self.mail.language,
            attachments=self._files(),
            commands=(offered(Word.APPROVE),),
            waived=tuple(_because(one) for one in decision.found if one.reason is not Reason.NEEDS_APPROVAL),
        )

    def _files(self) -> tuple[str, ...]:
        return tuple(one.name for one in self.mail.attachments if not one.inline)


def _reader_of(case: Case) -> Author:
    """Who reads an answer."""
    opener = case.opener
    return Author(address=opener.address, name=opener.name) if opener else Author(address="")


def _because(found: Found) -> HeldBecause:
    return HeldBecause(reason=GUARD_HELD[found.reason], found=_found(found))


def _found(found: Found) -> tuple[Labels, ...]:
    """What was found, in words."""
    people = (_said(one) if one else FROM_MAILBOX for one in found.people)
    return (*map(leak_words, found.leaks), *people, *map(_said, filter(None, (found.line,))))


def _said(word: str) -> Labels:
    return {"ja": word, "en": word}
