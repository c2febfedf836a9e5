"""The copies that staff get of what customers write, threaded as one conversation per case (row D4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from mailbot.desk.clocks import next_due
from mailbot.desk.command_words import Word, offered
from mailbot.desk.desk_words import OWNER_LEFT, owner_away
from mailbot.desk.letters import Author, StaffFollowUp, StaffNewCase
from mailbot.desk.mail import address_key, domain_of
from mailbot.desk.openings import unwritable
from mailbot.desk.proof import Level
from mailbot.desk.words import (
    LOOPING,
    NOT_PASSED_WORDS,
    OUT_OF_SCOPE_HINT,
    RULES_SKIPPED,
    SEVERAL_CONTRACTS,
    STATUS_WORDS,
    STORM,
    UNREACHED,
    UNWRITABLE,
)
from mailbot.stages.correspondence import Addressed, Answered
from mailbot.stages.files import for_staff
from mailbot.stages.house import House, clock_line, open_clocks, staff_token_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mailbot.desk.cases import Case
    from mailbot.desk.clocks import Playing
    from mailbot.desk.decision import OpenCase
    from mailbot.desk.labels import Labels
    from mailbot.desk.letters import ClockLine
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
    raw: bytes
    told_by: str = ""
    """Who vouches for the mail where the customer did not write it; stands in place of the proof."""
    units: Labels | None = None
    """How many units are left, where they are counted."""

    def of_new_case(
        self, playing: Playing, version: PolicyVersion, decision: OpenCase, *, unreached: tuple[str, ...] = ()
    ) -> list[NewLetter]:
        """The new case to everybody who is active, each in their language; `unreached` got no acknowledgement."""
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
            receivers=receivers_of(self.case),
            received_at=self.case.received_at,
            category=category.labels,
            category_reason=triage.category_reason.as_labels(),
            priority=priority.labels,
            priority_reason=triage.priority_reason.as_labels(),
            clocks=tuple(self._with_time_left(clock_line(clock), clock.calendar) for clock in open_clocks(playing)),
            units=self.units,
            unsure=unsure_words(
                (SEVERAL_CONTRACTS, decision.unsure),
                (RULES_SKIPPED, triage.unsure),
                (UNWRITABLE, ", ".join(unwritable(self.mail))),
                (UNREACHED, ", ".join(unreached)),
                plain=(
                    *((LOOPING,) if decision.loops else ()),
                    *(() if category.in_scope else (OUT_OF_SCOPE_HINT,)),
                ),
            ),
            links=(continues.number,) if continues else (),
            text=self.mail.text,
            text_language=self.mail.language,
            commands=tuple(offered(word) for word in (*OFFERED, *(() if category.in_scope else (Word.OUT_OF_SCOPE,)))),
        )
        return self._to(self.house.present(self.now), letter)

    def of_follow_up(self, playing: Playing, *, verified: bool, storm: bool = False) -> list[NewLetter]:
        """What is new to the owner, or to everybody while nobody owns the case; the last for a while in a storm."""
        first = next_due(playing)
        opener = self.case.opener
        letter = StaffFollowUp(
            number=self.case.number,
            subject=self.case.subject,
            client=self.contract.client,
            contact=Author(address=opener.address, name=opener.name) if opener else self.author(),
            receivers=receivers_of(self.case),
            author=self.author(proven=verified),
            received_at=self.received_at,
            status=STATUS_WORDS[self.case.status],
            units=self.units,
            unsure=unsure_words(
                (UNWRITABLE, ", ".join(unwritable(self.mail)) if verified else ""),
                plain=(*((STORM,) if storm else ()), *self._owner_missing()),
            ),
            next_clock=self._with_time_left(clock_line(first), first.calendar) if first else None,
            text=self.mail.new_text,
            text_language=self.mail.language,
            commands=tuple(offered(word) for word in OFFERED),
        )
        return self._to(self.house.staff_for(self.case, self.now), letter)

    def _owner_missing(self) -> tuple[Mapping[str, str], ...]:
        """That the owner is away or has left, so that all who are there got the copy."""
        owner = self.house.owner(self.case)
        if owner is None:
            return (OWNER_LEFT,) if self.case.assignee else ()
        until = owner.away_until(self.house.today(self.now))
        return (owner_away(owner.name, until),) if until else ()

    def author(self, *, proven: bool = True) -> Author:
        """Who wrote the mail, with the proof as staff read it."""
        assert self.mail.author is not None
        contact = self.contract.contact_at(self.mail.author.address)
        return Author(
            address=self.mail.author.address,
            name=contact.name if contact else self.mail.author.honest_name,
            honorific=contact.honorific if contact else "",
            proof=self.told_by or f"{self.proof.level} {self.proof.evidence}".strip(),
            proven=proven,
        )

    def _with_time_left(self, line: ClockLine, calendar: str) -> ClockLine:
        hours = self.house.policies.calendars.of_case(self.case)(calendar or self.contract.calendar)
        return replace(line, left=hours.open_time_between(self.now, line.due) if line.due > self.now else None)

    def _to(self, members: Sequence[Staff], letter: StaffNewCase | StaffFollowUp) -> list[NewLetter]:
        files, left_out = for_staff(self.raw, self.mail.attachments)
        written: list[NewLetter] = []
        for member in members:
            reader = self.house.readers.staff(member)
            where = on_case(
                self.house, self.case, self.contract, member, cause=self.cause, first=letter.key == "staff-new-case"
            )
            written.append(
                self.house.correspondence.write(
                    replace(letter, attachments=self._file_names(left_out, reader.language)),
                    reader,
                    replace(where, from_name=self._from_name(reader.language), files=files),
                    self.now,
                )
            )
        return written

    def _file_names(self, left_out: Mapping[int, str], language: str) -> tuple[str, ...]:
        """All files of the mail; those that the copy does not carry with the reason."""
        names = []
        for one in self.mail.attachments:
            why = NOT_PASSED_WORDS[left_out[one.index]] if one.index in left_out else None
            reason = "" if why is None else (f"（{why['ja']}）" if language == "ja" else f" ({why['en']})")
            names.append(f"{one.name}{reason}")
        return tuple(names)

    def _from_name(self, language: str) -> str:
        """Whose words the copy carries, and that they come by the desk (REALITIES 89).

        A name that the sender chose stands only where the client vouches for it: who is neither registered nor of a
        declared domain is shown by address, and so is a sender without proof.
        """
        assert self.mail.author is not None
        address, domain = self.mail.author.address, self.mail.author.domain
        # Filters and mail programs warn of a display name that holds another address than the true one.
        shown = address.replace("@", " at ")
        own = self.house.correspondence.from_name(language)
        if not self.proof.level.reaches(Level.B):
            doubt = "（未確認）" if language == "ja" else " (unverified)"
            return f"{shown}{doubt} via {own}"
        contact = self.contract.contact_at(address)
        if contact is None and domain not in {domain_of(f"x@{one.lstrip('@')}") for one in self.contract.domains}:
            return f"{shown} via {own}"
        name = contact.name if contact else self.mail.author.honest_name
        return f"{name or address.partition('@')[0]} ({self.contract.client}) via {own}"


def receivers_of(case: Case) -> tuple[str, ...]:
    """The addresses that an answer on the case goes to, each once."""
    found = {address_key(one.address): one.address for one in case.participants if one.gets_mail}
    return tuple(found.values())


def unsure_words(
    *doubts: tuple[Mapping[str, str], str], plain: Sequence[Mapping[str, str]] = ()
) -> dict[str, str] | None:
    """What staff should check, in each language: words with what they are about, then `plain` ones; None if nothing
    was unclear."""
    doubtful = [(words, named) for words, named in doubts if named]
    japanese = [f"{words['ja']}（{named}）" for words, named in doubtful] + [words["ja"] for words in plain]
    english = [f"{words['en']} ({named})" for words, named in doubtful] + [words["en"] for words in plain]
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
