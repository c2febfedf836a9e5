"""One case that the clock asks something for, with what the letters about it are made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from mailbot.desk.letters import Author, LastMail
from mailbot.stages.correspondence import Addressed, nonce_of
from mailbot.stages.house import House, clock_line, token_of

if TYPE_CHECKING:
    from mailbot.desk.cases import Case, Participant
    from mailbot.desk.clocks import ClockState, Playing
    from mailbot.desk.letters import ClockLine
    from mailbot.desk.people import Contract
    from mailbot.desk.policy import PolicyVersion
    from mailbot.desk.promises import Deed, Matter
    from mailbot.stages.ports import Unit


def deed_cause(case_id: int, deed: Deed) -> str:
    """What made the letters of a deed on a case, the same however often it is tried."""
    facts = sorted(deed.as_event(deed.at).facts.items())
    return f"case:{case_id}:{deed.kind}:{nonce_of(f'{deed.at.isoformat()} {facts}')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A case at one look of the sweep. `version` is the policy version in force for it."""

    house: House
    unit: Unit
    case: Case
    contract: Contract
    matter: Matter

    @property
    def now(self) -> datetime:
        return self.matter.now

    @property
    def playing(self) -> Playing:
        return self.matter.playing

    @property
    def version(self) -> PolicyVersion:
        return self.matter.version

    def cause(self, deed: Deed) -> str:
        return deed_cause(self.case.id, deed)

    def clock(self, name: str) -> ClockState:
        found = self.playing.clock(name)
        assert found is not None  # deeds name clocks of the same playing
        return found

    def line(self, name: str) -> ClockLine:
        """The clock as staff see it, with what remains of opening hours."""
        clock = self.clock(name)
        line = clock_line(clock)
        left = self.matter.hours(clock.calendar).open_time_between(self.now, line.due) if line.due > self.now else None
        return replace(line, left=left)

    def contact(self) -> Author:
        """Who reads an answer."""
        opener = self.case.opener
        if opener is None:
            return Author(address="")
        known = self.contract.contact_at(opener.address)
        return Author(
            address=opener.address,
            name=known.name if known else opener.name,
            honorific=known.honorific if known else "",
        )

    def last_mail(self) -> LastMail | None:
        newest = self.unit.newest_mail(self.case.id)
        return LastMail(text=newest.text, received_at=newest.at) if newest else None

    def to_customer(self, person: Participant, deed: Deed) -> Addressed:
        """Where a notice to somebody who takes part belongs: in the customer's own thread."""
        where = Addressed(
            cause=self.cause(deed),
            desk_address=self.house.address_for(self.contract),
            token_for=token_of(person),
            case_id=self.case.id,
            contact_id=person.contact_id,
            calendar=self.contract.calendar,
        )
        thread = self.house.correspondence.public_thread(where, self.unit.public_ids(self.case.id))
        return replace(where, answered=thread)
