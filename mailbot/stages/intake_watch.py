"""Watching the doors: when one takes nothing in because of trouble, people are told (row G9)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from mailbot.desk.letters import StaffIntakeStopped
from mailbot.desk.mail import address_key
from mailbot.desk.words import INTAKE_ADVICE
from mailbot.stages.correspondence import Addressed
from mailbot.stages.house import House, staff_token_of

if TYPE_CHECKING:
    from mailbot.desk.people import Staff
    from mailbot.stages.ports import Unit

PATIENCE = timedelta(minutes=15)
"""Trouble that passes sooner is nobody's business: doors try again by themselves."""
AGAIN_AFTER = timedelta(hours=6)


class DoorStanding(Protocol):
    """How a door is doing."""

    @property
    def name(self) -> str: ...
    @property
    def last_success(self) -> datetime | None: ...
    @property
    def last_error(self) -> str: ...
    @property
    def last_error_at(self) -> datetime | None: ...
    @property
    def failing_since(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeWatch:
    """Looks at the doors of this worker; `started` stands in for a success that never was."""

    standings: Callable[[], Sequence[DoorStanding]]
    house: House
    started: datetime

    def tell(self, unit: Unit, now: datetime) -> int:
        """Write to whoever is on call, else to everybody, of doors that are in trouble for long; how many letters."""
        troubled = [one for one in self.standings() if self._is_stopped(one, now)]
        present = self.house.present(now)
        members = [one for one in present if one.on_call] or present
        return sum(self._tell_of(unit, door, members, now) for door in troubled)

    def is_behind(self, now: datetime) -> bool:
        """Whether mail may lie before a door that has not come in yet: a door is in trouble, or this worker has only
        begun to read. What is not known to have been said must not be answered as silence."""
        begun_lately = self.started < now < self.started + PATIENCE
        return any(one.last_error or (one.last_success is None and begun_lately) for one in self.standings())

    def _is_stopped(self, door: DoorStanding, now: datetime) -> bool:
        """Still failing, and for long; a single error on a quiet door is no standstill."""
        lately = door.last_error_at is not None and door.last_error_at > now - PATIENCE
        return bool(door.last_error) and lately and self._since(door) <= now - PATIENCE

    def _since(self, door: DoorStanding) -> datetime:
        """From the first trouble on; a door may have been quiet for long before it without any harm."""
        return door.failing_since or door.last_success or self.started

    def _tell_of(self, unit: Unit, door: DoorStanding, members: Sequence[Staff], now: datetime) -> int:
        told = 0
        for member in members:
            last = unit.last_sent(StaffIntakeStopped.key, address_key(member.address))
            if last is not None and last > now - AGAIN_AFTER:
                continue
            letter = StaffIntakeStopped(
                door=door.name, since=self._since(door), error=door.last_error, advice=INTAKE_ADVICE
            )
            where = Addressed(
                cause=f"intake:{door.name}:{now:%Y%m%dT%H%M}",
                desk_address=self.house.address,
                token_for=staff_token_of(member),
            )
            reader = self.house.readers.staff(member)
            unit.queue(self.house.correspondence.write(letter, reader, where, now))
            told += 1
        return told
