"""Word to the others when a machine answers that a member of staff is away, if that member owns what is due soon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from mailbot.desk.letters import StaffOwnerAway
from mailbot.desk.proof import Level
from mailbot.desk.queues import DUE_SOON, Kind, Wanted
from mailbot.stages.correspondence import Addressed
from mailbot.stages.desk_lists import Lists
from mailbot.stages.house import House, staff_token_of

if TYPE_CHECKING:
    from mailbot.desk.people import Staff
    from mailbot.desk.proof import Proof
    from mailbot.stages.ports import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerAway:
    """Tells once a member and day. It answers nobody, and the member who is away hears nothing of it, so that no
    machine can make it write again (REALITIES 122)."""

    house: House
    unit: Unit
    now: datetime

    def tell(self, absent: Staff, proof: Proof) -> int:
        """Write to the others who are there; how many letters. A mail that is not proven tells nothing."""
        others = [one for one in self.house.present(self.now) if one is not absent]
        if not absent.active or not others or not proof.level.reaches(Level.A):
            return 0
        soon = Wanted(kind=Kind.TODAY, until=self.now + DUE_SOON, assignee=absent.handle)
        standing, total = self.unit.standing(soon)
        if not standing:
            return 0
        lists = Lists(house=self.house, unit=self.unit, now=self.now)
        cause = f"away:{absent.handle}:{self.house.today(self.now).isoformat()}"
        told = 0
        for member in others:
            letter = StaffOwnerAway(owner=absent.name, lines=lists.lines(standing, member), total=total)
            where = Addressed(cause=cause, desk_address=self.house.address, token_for=staff_token_of(member))
            told += self.unit.queue(
                self.house.correspondence.write(letter, self.house.readers.staff(member), where, self.now)
            )
        return told
