"""Keeping promises by the clock: of each case whose time has come, what is due is done, once, and noted on the case."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mailbot.desk.cases import EventKind, Status
from mailbot.desk.policy_json import canonical_json
from mailbot.desk.promises import (
    AnnounceClosing,
    CloseBySilence,
    FollowPolicy,
    TellLate,
    TellNewTimes,
    due_deeds,
    told_of,
)
from mailbot.desk.records import TryLater
from mailbot.stages.house import House, entry
from mailbot.stages.keeping_case import Kept
from mailbot.stages.keeping_customers import ToldToCustomer
from mailbot.stages.keeping_staff import ToldToStaff
from mailbot.stages.opening import happened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailbot.desk.cases import Case
    from mailbot.desk.people import Contract
    from mailbot.desk.promises import Deed
    from mailbot.stages.intake_watch import IntakeWatch
    from mailbot.stages.ports import Unit

AFTER_TROUBLE = timedelta(minutes=10)
"""When a case is looked at again whose deeds failed by a fault of ours; the others are not held up by it."""
UNTIL_SETTLED = timedelta(minutes=1)
"""When a notice to a customer is tried again that waits for mail, or for an answer, that is still on its way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """The part of the sweep that looks after cases. `tell` hears of a case that made trouble, by its number."""

    house: House
    watch: IntakeWatch | None = None
    tell: Callable[[str, Exception], None] = field(default=lambda _number, _error: None)
    _heeded: list[bool] = field(default_factory=list, repr=False)

    def some(self, unit: Unit, now: datetime, limit: int) -> int:
        """Look after up to `limit` cases whose time has come, those first that have waited longest; how many.

        What it costs depends on what is due, not on how many cases are open.
        """
        self._heed_new_versions(unit)
        waking = unit.cases_to_wake(limit)
        settled = not waking or not (unit.mail_waits() or (self.watch is not None and self.watch.is_behind(now)))
        for case_id in waking:
            case = unit.case(case_id)
            if case is None:
                unit.set_wake(case_id, None)
                continue
            try:
                with unit.savepoint():
                    self._look_after(unit, case, now, settled=settled and not unit.answer_waits(case_id))
            except TryLater:
                raise
            except Exception as error:  # noqa: BLE001 - a fault of ours costs one case its time, never the others
                unit.set_wake(case_id, now + AFTER_TROUBLE, now)
                self.tell(case.number, error)
        return len(waking)

    def _heed_new_versions(self, unit: Unit) -> None:
        """Once a start: policies that open cases follow by date may have been given versions that the cases, when they
        were looked at last, could not know of."""
        if self._heeded:
            return
        unit.once_stored(lambda: self._heeded.append(True))
        declared = self.house.policies.followed()
        if declared and unit.snapshot(hashlib.sha256(declared.encode()).hexdigest()) is None:
            unit.keep_snapshot("followed", declared)
            unit.wake_open_cases()

    def _look_after(self, unit: Unit, case: Case, now: datetime, *, settled: bool) -> None:
        contract = unit.contract(case.contract_id)
        if case.status.is_final or contract is None:
            unit.set_wake(case.id, None)
            return
        kept = self._kept(unit, case, contract, now)
        deeds = due_deeds(kept.matter)
        if changed := [deed for deed in deeds if isinstance(deed, FollowPolicy)]:
            self._go_on_under(kept, changed[0])
            kept = self._kept(unit, case, contract, now)
            deeds = due_deeds(kept.matter)
        waiting = [deed for deed in deeds if deed.to_customer and not settled]
        case = self._do(kept, [deed for deed in deeds if deed not in waiting])
        self.house.play(unit, case, contract, self.house.policies.pinned(unit, case), now)
        if waiting:
            unit.set_wake(case.id, now + UNTIL_SETTLED, min(deed.at for deed in waiting))

    def _kept(self, unit: Unit, case: Case, contract: Contract, now: datetime) -> Kept:
        policies = self.house.policies
        events = unit.events_of(case.id)
        version = policies.in_force(unit, case, events)
        playing = policies.play(policies.pinned(unit, case), contract, events, case, now)
        matter = self.house.matter(case, contract, version, events, playing)
        return Kept(house=self.house, unit=unit, case=case, contract=contract, matter=matter)

    def _do(self, kept: Kept, deeds: Sequence[Deed]) -> Case:
        """Write the letters, and note every deed on the case; a closing ends it."""
        told = told_of(deeds)
        for deed in deeds:
            if deed in told:
                self._tell(kept, deed, told)
            kept.unit.add_event(kept.case.id, deed.as_event(kept.now))
        if not any(isinstance(deed, CloseBySilence) for deed in deeds):
            return kept.case
        kept.unit.set_status(kept.case.id, Status.CLOSED, kept.now)
        kept.unit.audit(entry(kept.now, "desk", "case.closed", f"case:{kept.case.id}", by="silence"))
        closed = kept.unit.case(kept.case.id)
        assert closed is not None  # it was read in this very unit
        return closed

    def _tell(self, kept: Kept, deed: Deed, besides: Sequence[Deed]) -> None:
        if isinstance(deed, TellLate | TellNewTimes | AnnounceClosing | CloseBySilence):
            ToldToCustomer(kept=kept).tell(deed)
        elif not isinstance(deed, FollowPolicy):
            ToldToStaff(kept=kept).tell(deed, besides)

    def _go_on_under(self, kept: Kept, deed: FollowPolicy) -> None:
        """The case goes on under the version of a later date; what its clocks did stays recorded."""
        version = self.house.policies.on(kept.contract.policy, deed.valid_from)
        digest = kept.unit.keep_snapshot("policy", canonical_json(version))
        calendars = self.house.policies.calendars.keep(kept.unit, version, kept.contract.calendar, beside=kept.case)
        kept.unit.set_facts(kept.case.id, {"calendar_digest": calendars})
        kept.unit.add_event(kept.case.id, happened(kept.now, EventKind.POLICY, "desk", to=digest))
        kept.unit.audit(entry(kept.now, "desk", "case.policy", f"case:{kept.case.id}", to=digest))
