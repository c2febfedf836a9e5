"""Watches over the news of faults that customers were promised: staff are reminded before the time, and once it has
passed (row D9)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mailbot.desk.announcing import AnnouncementState
from mailbot.desk.faults import fault_from_events, news_due
from mailbot.desk.labels import label_in
from mailbot.desk.letters.staff_announcing import FaultLine, StaffNewsDue
from mailbot.stages.announcing import Announcing
from mailbot.stages.announcing_letters import titles_of
from mailbot.stages.correspondence import Addressed
from mailbot.stages.house import House, staff_token_of

if TYPE_CHECKING:
    from mailbot.desk.announcing import KeptAnnouncement
    from mailbot.desk.faults import Fault
    from mailbot.desk.letters.staff_announcing import StaffAnnouncementPreview
    from mailbot.desk.people import Staff
    from mailbot.stages.ports import Unit

AHEAD = timedelta(minutes=30)
WAITS = timedelta(minutes=15)
MOST_ASKED = 4
"""For so long a draft of a fault may wait before it is shown again, and so often it is."""
NEXT_IN = timedelta(hours=1)
"""From the news that is due to the next, as the draft for staff proposes it."""
WITHDRAWS = {"ja": "取下げ", "en": "withdraw"}
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
        faults = unit.faults_since(now - LOOKED_BACK)
        asked = sum(self._ask_again(unit, now, one) for one in faults)
        return asked + sum(
            self._remind(unit, now, fault, told, due)
            for fault, told in ((one, as_told(unit, one)) for one in faults)
            if not told.withdrawn and (due := news_due(told, None))
        )

    def _ask_again(self, unit: Unit, now: datetime, fault: Fault) -> int:
        """Shows a draft that waits too long for a word to everybody who is there or on call."""
        kept = unit.announcements_of_fault(fault.number)
        waiting = (one for one in kept if one.state is AnnouncementState.DRAFT and now - one.at >= WAITS)
        return sum(self._show_again(unit, now, one) for one in waiting)

    def _show_again(self, unit: Unit, now: datetime, kept: KeptAnnouncement) -> int:
        cause = f"{kept.cause}:preview:again{min((now - kept.at) // WAITS, MOST_ASKED)}"
        if cause in self._told:
            return 0
        unit.once_stored(lambda: self._told.add(cause))
        announcing = Announcing(house=self.house, unit=unit, now=now)
        writer = next((one.name for one in self.house.rules.staff if f"staff:{one.handle}" == kept.draft.by), "")
        letter = replace(announcing.preview(kept, announcing.plan(kept.draft), writer), again=True)
        members = {one.handle: (one, one.address) for one in self.house.present(now)}
        members |= {one.handle: (one, address) for one, address in self.house.on_call(now)}
        return sum(self._queue(unit, now, letter, cause, *one) for one in members.values())

    def _queue(
        self, unit: Unit, now: datetime, letter: StaffAnnouncementPreview, cause: str, member: Staff, address: str
    ) -> bool:
        reader = replace(self.house.readers.staff(member), address=address)
        where = Addressed(cause=cause, desk_address=self.house.address, token_for=staff_token_of(member))
        return unit.queue(self.house.correspondence.write(letter, reader, where, now))

    def _remind(self, unit: Unit, now: datetime, fault: Fault, told: Fault, due: datetime) -> int:
        if now < due - AHEAD:
            return 0
        overdue = now >= due
        cause = f"fault:{fault.number}:{due.isoformat()}:{'over' if overdue else 'ahead'}"
        if cause in self._told:
            return 0
        unit.once_stored(lambda: self._told.add(cause))
        members = self.house.on_call(now) if overdue else [(one, one.address) for one in self.house.present(now)]
        return sum(self._write(unit, now, (fault, told), due, cause, *one, overdue=overdue) for one in members)

    def _write(
        self,
        unit: Unit,
        now: datetime,
        faults: tuple[Fault, Fault],
        due: datetime,
        cause: str,
        member: Staff,
        address: str,
        *,
        overdue: bool,
    ) -> bool:
        fault, told = faults
        zone = self.house.correspondence.zone
        reader = replace(self.house.readers.staff(member), address=address)
        letter = StaffNewsDue(
            fault=fault_line(self.house, fault),
            due=due,
            draft=_draft(fault, told, reader.language, (max(due, now) + NEXT_IN).astimezone(zone)),
            overdue=overdue,
            over=not told.is_running,
        )
        where = Addressed(cause=cause, desk_address=self.house.address, token_for=staff_token_of(member))
        return unit.queue(self.house.correspondence.write(letter, reader, where, now))


def as_told(unit: Unit, fault: Fault) -> Fault:
    """The fault as customers know it: what is drafted and has not been let go moves no promise. One that they never
    heard of is as it was recorded, for they must hear of it."""
    kept = unit.announcements_of_fault(fault.number)
    seq = max((one.draft.seq for one in kept if one.state.is_told), default=0)
    return fault_from_events(fault.number, unit.fault_events(fault.number)[:seq]) if seq else fault


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


_LINES = {
    "ja": ("#障害", "状況", "次報", "原因", "復旧", "："),
    "en": ("#incident", "status", "next", "cause", "recovered", ": "),
}
_STATE = {"ja": "{symptom}。原因を調べ、復旧の作業を続けております。", "en": "{symptom}. We go on with the repair."}


def _draft(fault: Fault, told: Fault, spoken: str, next_news: datetime) -> str:
    """The lines to send: the newest news, or what is known before the first, and a time for the next."""
    language = spoken if spoken in _LINES else "en"
    command, status, ahead, cause, recovered, colon = _LINES[language]
    first = f"{command} {fault.number}"
    if fault.withdrawn:
        return f"{first} {WITHDRAWS[language]}"
    if not fault.is_running and told.is_running:
        assert fault.recovered is not None  # it runs no more
        return f"{first}\n{recovered}{colon}{fault.recovered.astimezone(next_news.tzinfo):%Y/%m/%d %H:%M}"
    if not fault.is_running:
        return f"{first}\n{cause}{colon}"
    news = [label_in(one.text, language, otherwise="") for one in fault.updates]
    symptom = label_in(fault.symptom or fault.title, language, otherwise=fault.number)
    known = next((text for text in reversed(news) if text), "") or _STATE[language].format(symptom=symptom)
    return f"{first}\n{status}{colon}{known}\n{ahead}{colon}{next_news:%Y/%m/%d %H:%M}"
