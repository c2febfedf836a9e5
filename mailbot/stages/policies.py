"""The policies and calendars in force, and the clocks of a case played over its events."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from mailbot.desk.clocks import ClockState, Playing, play
from mailbot.desk.policy_json import canonical_json
from mailbot.desk.policy_reading import read_version
from mailbot.desk.records import ClockRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mailbot.desk.cases import Case, Event
    from mailbot.desk.hours import Hours
    from mailbot.desk.people import Contract
    from mailbot.desk.policy import Policy, PolicyVersion
    from mailbot.stages.ports import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """Policies and prepared calendars by name. Pinned versions are read once and remembered by digest."""

    policies: Mapping[str, Policy]
    hours: Mapping[str, Hours]
    calendar_texts: Mapping[str, str]
    """Each calendar with everything that it defers to, as canonical JSON, for the case's snapshot."""
    _known: dict[str, PolicyVersion] = field(default_factory=dict, repr=False)

    def on(self, name: str, day: date) -> PolicyVersion:
        """The version of a policy that rules a receipt of this date."""
        return self.policies[name].version_on(day)

    def pinned(self, unit: Unit, case: Case) -> PolicyVersion:
        """The version by which a case is judged: the one of its receipt, whatever was changed since (DECISIONS 19)."""
        if case.policy_digest not in self._known:
            stored = unit.snapshot(case.policy_digest)
            if stored is None:
                raise LookupError(f"{case.number}: the snapshot of its policy is missing from the store")
            self._known[case.policy_digest] = read_version(json.loads(stored))
        return self._known[case.policy_digest]

    def keep(self, unit: Unit, version: PolicyVersion, calendar: str) -> tuple[str, str]:
        """The digests under which the policy version and the calendar are kept for a new case."""
        policy = unit.keep_snapshot("policy", canonical_json(version))
        self._known[policy] = version
        return policy, unit.keep_snapshot("calendar", self.calendar_texts[calendar])

    def play(
        self, version: PolicyVersion, contract: Contract, events: Sequence[Event], case: Case, now: datetime
    ) -> Playing:
        """The clocks of a case at `now`. The keys at receipt stand in its first event, changes in later ones."""
        first = events[0].facts if events else {}
        return play(
            version,
            self.hours.__getitem__,
            events,
            now=now,
            contract_calendar=contract.calendar,
            category=str(first.get("category", case.category)),
            priority=str(first.get("priority", case.priority)),
            level=str(first.get("level", case.level)),
        )


def rows_of(playing: Playing) -> tuple[ClockRow, ...]:
    """The clocks as they are stored for the index of what is due."""
    return tuple(_row(clock) for clock in playing.clocks)


def _row(clock: ClockState) -> ClockRow:
    return ClockRow(
        name=clock.name,
        state=clock.state.value,
        due=clock.due,
        met_at=clock.met_at,
        breached_at=clock.breached_at,
    )
