"""What every act of a staff member stands on: the mail being carried out, and the few things that acts share."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mailbot.desk.cases import Case, EventKind, Status
from mailbot.desk.records import Direction, NewMessage
from mailbot.stages.copies import on_case
from mailbot.stages.correspondence import Addressed, Answered
from mailbot.stages.files import PublicFiles
from mailbot.stages.house import House, staff_token_of
from mailbot.stages.opening import happened
from mailbot.stages.ruling_public import PublicWord

if TYPE_CHECKING:
    from datetime import datetime

    from mailbot.desk.labels import Labels
    from mailbot.desk.letters import StaffLetter
    from mailbot.desk.mail import InboundMail
    from mailbot.desk.people import Contract, Staff
    from mailbot.desk.records import Claimed
    from mailbot.desk.situation import Situation
    from mailbot.stages.ports import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """One mail of a staff member being carried out. `text` is what stands below commands that keep it."""

    house: House
    unit: Unit
    claimed: Claimed
    situation: Situation
    mail: InboundMail
    staff: Staff
    text: str = ""
    files: PublicFiles = field(default_factory=PublicFiles)
    served: list[Case] = field(default_factory=list)
    """The cases that got the units for which they had waited."""
    cards: list[Labels] = field(default_factory=list)
    """What became of contacts, for the receipt."""

    @property
    def cause(self) -> str:
        return f"inbox:{self.claimed.inbox_id}"

    @property
    def actor(self) -> str:
        return f"staff:{self.staff.handle}"

    @property
    def at(self) -> datetime:
        """When what the mail does counts as done: at its receipt; where it waited for a word, when that let it go."""
        return self.situation.now if self.situation.let_in_by else self.situation.received_at

    def happens(self, case: Case, kind: EventKind, /, **facts: object) -> None:
        """An event of the case, at `at`."""
        self.unit.add_event(case.id, happened(self.at, kind, self.actor, **facts))

    def becomes(self, case: Case, status: Status) -> Case:
        self.unit.set_status(case.id, status, self.situation.now)
        return replace(case, status=status)

    def contract(self, case: Case) -> Contract:
        contract = self.situation.case_contract
        if contract is None or contract.id != case.contract_id:
            contract = self.unit.contract(case.contract_id)
        assert contract is not None
        return contract

    def public(self, case: Case) -> PublicWord:
        """What the mail sends to the customers of a case."""
        return PublicWord(
            house=self.house,
            unit=self.unit,
            claimed=self.claimed,
            situation=self.situation,
            mail=self.mail,
            staff=self.staff,
            case=case,
            contract=self.contract(case),
            files=self.files,
        )

    def keep(self, case: Case, direction: Direction, text: str) -> int:
        """Keep the mail with the case; the message's id."""
        is_out = direction is Direction.OUT
        return self.unit.add_message(
            NewMessage(
                case_id=case.id,
                direction=direction,
                at=self.at if is_out else self.situation.received_at,
                message_id=self.mail.message_id,
                from_address=self.staff.address,
                to_addresses=tuple(one.address for one in case.participants if one.gets_mail) if is_out else (),
                subject=case.subject,
                text=text,
                new_text=text,
                inbox_id=self.claimed.inbox_id,
                level=self.situation.proof.level,
                is_public=is_out,
            )
        )

    def tell(self, letter: StaffLetter, case: Case | None) -> None:
        """A letter to the writer, in the thread of the case if there is one."""
        if case is None:
            self.tell_about(letter)
            return
        where = on_case(self.house, case, self.contract(case), self.staff, cause=self.cause)
        self._queue(letter, where)

    def tell_about(self, letter: StaffLetter, what: str = "") -> None:
        """A letter to the writer of no case; `what` tells several of one kind and one mail apart."""
        where = Addressed(
            cause=f"{self.cause}:{what}" if what else self.cause,
            desk_address=self.house.address,
            token_for=staff_token_of(self.staff),
            answered=Answered(message_id=self.mail.message_id),
        )
        self._queue(letter, where)

    def _queue(self, letter: StaffLetter, where: Addressed) -> None:
        reader = self.house.readers.staff(self.staff)
        self.unit.queue(self.house.correspondence.write(letter, reader, where, self.situation.now))
