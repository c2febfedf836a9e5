"""The copies that staff get of what customers write, threaded as one conversation per case (row D4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from mailbot.desk.clocks import next_due
from mailbot.desk.commands import Word, offered
from mailbot.desk.letters import Author, StaffFollowUp, StaffNewCase
from mailbot.desk.words import LOOPING, RULES_SKIPPED, SEVERAL_CONTRACTS, STATUS_WORDS
from mailbot.stages.correspondence import Addressed, Answered
from mailbot.stages.house import House, clock_line, open_clocks, staff_token_of

if TYPE_CHECKING:
    from mailbot.desk.cases import Case
    from mailbot.desk.clocks import Playing
    from mailbot.desk.decision import OpenCase
    from mailbot.desk.letters import ClockLine, StaffLetter
    from mailbot.desk.mail import InboundMail
    from mailbot.desk.people import Contract, Staff
    from mailbot.desk.policy import PolicyVersion
    from mailbot.desk.proof import Proof
    from mailbot.desk.records import NewLetter

OFFERED = (Word.ASSIGN, Word.START, Word.PRIORITY, Word.WAITING, Word.RESOLVE)
ROOT = "root"
"""The nonce of the first copy's Message-ID, below which all further mails to staff on the case hang."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """Writes staff copies of one mail on one case."""

    house: House
    case: Case
    contract: Contract
    mail: InboundMail
    proof: Proof
    cause: str
    received_at: datetime
    now: datetime

    def of_new_case(self, playing: Playing, version: PolicyVersion, decision: OpenCase) -> list[NewLetter]:
        """The new case to everybody who is active, each in their language."""
        triage, continues = decision.triage, decision.continues
        category, priority = version.category(triage.category), version.priority(triage.priority)
        assert category is not None
        assert priority is not None
        letter = StaffNewCase(
            number=self.case.number,
            subject=self.case.subject,
            client=self.contract.client,
            contract=self.contract.id,
            contact=self.author(),
            received_at=self.case.received_at,
            category=category.labels,
            category_reason=triage.category_reason.as_labels(),
            priority=priority.labels,
            priority_reason=triage.priority_reason.as_labels(),
            clocks=tuple(self._with_time_left(clock_line(clock), clock.calendar) for clock in open_clocks(playing)),
            unsure=unsure_words(decision.unsure, triage.unsure, loops=decision.loops),
            links=(continues.number,) if continues else (),
            text=self.mail.text,
            text_language=self.mail.language,
            attachments=tuple(one.name for one in self.mail.attachments),
            commands=tuple(offered(word) for word in OFFERED),
        )
        return [self._to(member, letter) for member in self.house.rules.staff if member.active]

    def of_follow_up(self, playing: Playing, *, verified: bool) -> list[NewLetter]:
        """What is new to the owner, or to everybody while nobody owns the case."""
        first = next_due(playing)
        opener = self.case.opener
        letter = StaffFollowUp(
            number=self.case.number,
            subject=self.case.subject,
            client=self.contract.client,
            contact=Author(address=opener.address, name=opener.name) if opener else self.author(),
            author=self.author(proven=verified),
            received_at=self.received_at,
            status=STATUS_WORDS[self.case.status],
            next_clock=self._with_time_left(clock_line(first), first.calendar) if first else None,
            text=self.mail.new_text,
            text_language=self.mail.language,
            attachments=tuple(one.name for one in self.mail.attachments),
            commands=tuple(offered(word) for word in OFFERED),
        )
        return [self._to(member, letter) for member in self.house.staff_for(self.case)]

    def author(self, *, proven: bool = True) -> Author:
        """Who wrote the mail, with the proof as staff read it."""
        assert self.mail.author is not None
        contact = self.contract.contact_at(self.mail.author.address)
        return Author(
            address=self.mail.author.address,
            name=contact.name if contact else self.mail.author.name,
            honorific=contact.honorific if contact else "",
            proof=f"{self.proof.level} {self.proof.evidence}".strip(),
            proven=proven,
        )

    def _with_time_left(self, line: ClockLine, calendar: str) -> ClockLine:
        hours = self.house.policies.hours[calendar or self.contract.calendar]
        return replace(line, left=hours.open_time_between(self.now, line.due) if line.due > self.now else None)

    def _to(self, member: Staff, letter: StaffLetter) -> NewLetter:
        where = on_case(
            self.house, self.case, self.contract, member, cause=self.cause, first=letter.key == "staff-new-case"
        )
        return self.house.correspondence.write(
            letter, self.house.readers.staff(member), replace(where, from_name=self._from_name(member)), self.now
        )

    def _from_name(self, member: Staff) -> str:
        """Whose words the copy carries, and that they come by the desk (REALITIES 89)."""
        author = self.author()
        name = author.name or author.address.partition("@")[0]
        own = self.house.correspondence.from_name(self.house.readers.staff(member).language)
        return f"{name} ({self.contract.client}) via {own}"


def unsure_words(contracts: str, rules: str, *, loops: bool = False) -> dict[str, str] | None:
    """What staff should check, in each language; None if nothing was unclear."""
    doubts = [(words, named) for words, named in ((SEVERAL_CONTRACTS, contracts), (RULES_SKIPPED, rules)) if named]
    japanese = [f"{words['ja']}（{named}）" for words, named in doubts] + [LOOPING["ja"]] * loops
    english = [f"{words['en']} ({named})" for words, named in doubts] + [LOOPING["en"]] * loops
    return {"ja": "、".join(japanese), "en": "; ".join(english)} if english else None


def on_case(
    house: House, case: Case, contract: Contract | None, member: Staff, *, cause: str, first: bool = False
) -> Addressed:
    """Where a letter to a staff member on a case belongs: below the first copy, which is the thread's root."""
    where = Addressed(
        cause=cause,
        desk_address=house.address_for(contract),
        token_for=staff_token_of(member),
        case_id=case.id,
        nonce=ROOT,
    )
    if first:
        return where
    root = house.correspondence.message_id(where, ROOT)
    return replace(where, nonce="", answered=Answered(message_id=root))
