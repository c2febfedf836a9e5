"""Opening a case that a member of staff brings: for a caller (row A7), or of a part of another case (row D8)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mailbot.desk.cases import EventKind
from mailbot.desk.letters import CaseSplit
from mailbot.desk.promises import released_at
from mailbot.desk.records import Direction, NewMessage
from mailbot.stages.copies import Copies
from mailbot.stages.correspondence import OPENED, Addressed, Answered
from mailbot.stages.house import clock_line, entry, open_clocks
from mailbot.stages.opening import Opening, happened

if TYPE_CHECKING:
    from datetime import datetime

    from mailbot.desk.cases import Case, Participant
    from mailbot.desk.clocks import Playing
    from mailbot.desk.letters import CaseOpened, LinkedCase
    from mailbot.desk.people import Staff
    from mailbot.desk.policy import PolicyVersion

CALL = "call"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningByStaff(Opening):
    """One case being opened without a mail of the customer's own.

    `situation.received_at` is since when the matter waits, `mail` the matter as if the customer had written it.
    `written_id` is the Message-ID by which the staff member's own mail leads to the case, or empty; `place` tells
    several openings of one mail apart.
    """

    staff: Staff
    place: str
    written_id: str = ""
    shown: str = ""
    """What the copies show where staff say nothing of the matter themselves."""

    @property
    def cause(self) -> str:
        """Apart from what answers a customer's mail, by which loops are told."""
        return cause_by_staff(self.claimed.inbox_id, self.place)

    @property
    def actor(self) -> str:
        return f"staff:{self.staff.handle}"

    @property
    def is_split(self) -> bool:
        return self.decision.continues is not None

    def _note(self, case: Case) -> None:
        """The matter stays inside: the customer knows what they said, and how staff put it is not for them."""
        facts: dict[str, object] = {"category": case.category, "priority": case.priority}
        if self.mail.text:
            facts["message"] = self._keep(case)
        opener, at = case.opener, self.situation.received_at
        contact = f"contact:{opener.contact_id}" if opener and opener.contact_id else "contact"
        self.unit.add_event(case.id, happened(at, EventKind.RECEIVED, contact, **facts))
        if not self.is_split:
            self.unit.add_event(case.id, happened(at, EventKind.NOTED, self.actor, phone=True))
        how = "split" if self.is_split else "telephone"
        opened = entry(
            self.situation.now, self.actor, "case.opened", f"case:{case.id}", inbox=self.claimed.inbox_id, how=how
        )
        self.unit.audit(opened)

    def _keep(self, case: Case) -> int:
        return self.unit.add_message(
            NewMessage(
                case_id=case.id,
                direction=Direction.INTERNAL,
                at=self.situation.now,
                message_id=self.written_id,
                from_address=self.staff.address,
                to_addresses=(),
                subject=case.subject,
                text=self.mail.text,
                new_text=self.mail.text,
                inbox_id=self.claimed.inbox_id,
                level=self.situation.proof.level,
                is_public=False,
            )
        )

    def _told(self, case: Case) -> list[Participant]:
        """Of a split the opener alone is told; who takes part sees it when it is answered."""
        told = [person for person in case.participants if person.gets_mail]
        return [person for person in told if person.is_opener] if self.is_split else told

    def addressed(self, case: Case, person: Participant) -> Addressed:
        """The first mail of a conversation: what follows hangs below it (`Correspondence.public_thread`)."""
        return replace(Opening.addressed(self, case, person), nonce=OPENED, answered=Answered())

    def _leaves_at(self, version: PolicyVersion) -> datetime:
        """The caller is answered like anybody who asks; a splitting is a notice, which quiet hours hold (row D11)."""
        now, zone = self.situation.now, self.house.correspondence.zone.key
        return released_at(version, now, zone, urgent=False) if self.is_split else now

    def _letter(self, case: Case, playing: Playing, version: PolicyVersion) -> CaseOpened | LinkedCase | CaseSplit:
        old = self.decision.continues
        if old is None:
            opened = Opening.opened_letter(self, case, playing, version)
            return replace(opened, by_phone=True, telephone=None, lowered=None)
        category, priority = version.category(case.category), version.priority(case.priority)
        assert category is not None
        assert priority is not None
        return CaseSplit(
            number=case.number,
            old_number=old.number,
            subject=case.subject,
            received_at=self.situation.received_at,
            category=category.labels,
            priority=priority.labels,
            clocks=tuple(clock_line(clock) for clock in open_clocks(playing)),
            skipped=self._skipped(playing),
        )

    def copying(self, case: Case) -> Copies:
        by = f"{self.staff.name} (tel.)" if not self.is_split else self.staff.name
        copies = Opening.copying(self, case)
        return replace(copies, told_by=by, mail=replace(self.mail, text=self.shown) if self.shown else self.mail)


def cause_by_staff(inbox_id: int, place: str) -> str:
    """The cause of the letters of an opening; `CALL`, or `split:` and how many events the first case had before."""
    return f"by-staff:{inbox_id}:{place}"
