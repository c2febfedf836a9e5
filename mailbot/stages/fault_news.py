"""Watches over the news of faults that customers were promised: staff are reminded before the time, and once it has
passed (row D9)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mailbot.desk.faults import news_due
from mailbot.desk.labels import label_in
from mailbot.desk.letters.staff_announcing import FaultLine, StaffNewsDue
from mailbot.stages.announcing_letters import titles_of
from mailbot.stages.correspondence import Addressed
from mailbot.stages.house import House, staff_token_of

if TYPE_CHECKING:
    from mailbot.desk.faults import Fault
    from mailbot.desk.people import Staff
    from mailbot.stages.ports import Unit

AHEAD = timedelta(minutes=30)
LOOKED_BACK = timedelta(days=60)
"""For so long after its end a fault whose cause is promised is looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultNews:
    """The part of the sweep that keeps faults' promises. What was told stands in the outbox; what this process knows of
    it spares asking again."""

    house: House
    _told: set[str] = field(default_factory=set, repr=False)

    def some(self, unit: Unit, now: datetime) -> int:
        """Remind of what is due within half an hour, and of what is overdue; how many reminders."""
        faults = [one for one in unit.faults_since(now - LOOKED_BACK) if not one.withdrawn]
        return sum(self._remind(unit, now, fault, due) for fault in faults if (due := news_due(fault, None)))

    def _remind(self, unit: Unit, now: datetime, fault: Fault, due: datetime) -> int:
        if now < due - AHEAD:
            return 0
        overdue = now >= due
        cause = f"fault:{fault.number}:{due.isoformat()}:{'over' if overdue else 'ahead'}"
        if cause in self._told:
            return 0
        self._told.add(cause)
        members = self.house.on_call(now) if overdue else [(one, one.address) for one in self.house.present(now)]
        return sum(self._write(unit, now, fault, due, cause, *one, overdue=overdue) for one in members)

    def _write(
        self,
        unit: Unit,
        now: datetime,
        fault: Fault,
        due: datetime,
        cause: str,
        member: Staff,
        address: str,
        *,
        overdue: bool,
    ) -> bool:
        reader = replace(self.house.readers.staff(member), address=address)
        letter = StaffNewsDue(
            fault=fault_line(self.house, fault),
            due=due,
            draft=_draft(fault, reader.language),
            overdue=overdue,
            over=not fault.is_running,
        )
        where = Addressed(cause=cause, desk_address=self.house.address, token_for=staff_token_of(member))
        return unit.queue(self.house.correspondence.write(letter, reader, where, now))


def fault_line(house: House, fault: Fault) -> FaultLine:
    """A fault as a list shows it."""
    return FaultLine(
        number=fault.number,
        title=fault.title or fault.symptom,
        services=titles_of(fault.services, house.rules.services),
        began=fault.began,
        recovered=fault.recovered,
        next_news=fault.next_news,
        cases=len(fault.cases),
        withdrawn=fault.withdrawn,
    )


def _draft(fault: Fault, language: str) -> str:
    """The lines to send, with the newest news as it was told."""
    told = [label_in(one.text, language, otherwise="") for one in fault.updates]
    known = next((text for text in reversed(told) if text), "")
    labels = (
        ("#障害", "状況", "次報", "原因", "：") if language == "ja" else ("#incident", "status", "next", "cause", ": ")
    )
    command, status, ahead, cause, colon = labels
    if not fault.is_running:
        return f"{command} {fault.number}\n{cause}{colon}"
    return f"{command} {fault.number}\n{status}{colon}{known}\n{ahead}{colon}"
