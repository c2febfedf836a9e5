"""The policies and calendars in force, and the clocks of a case played over its events."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from mailbot.desk.cases import EventKind
from mailbot.desk.clocks import ClockState, Playing, play
from mailbot.desk.policy_json import canonical_json
from mailbot.desk.policy_json import digest as digest_of
from mailbot.desk.policy_reading import read_version
from mailbot.desk.records import ClockRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from zoneinfo import ZoneInfo

    from mailbot.desk.cases import Case, Event
    from mailbot.desk.hours import Hours
    from mailbot.desk.people import Contract
    from mailbot.desk.policy import Policy, PolicyVersion
    from mailbot.stages.calendars import Calendars
    from mailbot.stages.ports import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """Policies and prepared calendars by name. Pinned versions are read once and remembered by digest."""

    policies: Mapping[str, Policy]
    calendars: Calendars
    _known: dict[str, PolicyVersion] = field(default_factory=dict, repr=False)

    @property
    def hours(self) -> Mapping[str, Hours]:
        """The calendars of the configuration, for what belongs to no case yet."""
        return self.calendars.hours

    def on(self, name: str, day: date) -> PolicyVersion:
        """The version of a policy that rules a receipt of this date."""
        return self.policies[name].version_on(day)

    def of_contracts(self, contracts: Sequence[Contract], day: date) -> dict[str, PolicyVersion]:
        """By contract id; a contract whose policy was taken out of the configuration has none."""
        return {one.id: self.on(one.policy, day) for one in contracts if one.policy in self.policies}

    def pinned(self, unit: Unit, case: Case) -> PolicyVersion:
        """The version by which a case is judged: the one of its receipt, whatever was changed since (DECISIONS 19)."""
        self.calendars.remember(unit, case)
        return self._kept(unit, case, case.policy_digest)

    def in_force(self, unit: Unit, case: Case, events: Sequence[Event]) -> PolicyVersion:
        """The version that holds for the case now: the pinned one, or the last that it went on under."""
        changes = [str(event.facts.get("to", "")) for event in events if event.kind is EventKind.POLICY]
        versions = [self._kept(unit, case, digest) for digest in changes]
        return versions[-1] if versions else self.pinned(unit, case)

    def _kept(self, unit: Unit, case: Case, digest: str) -> PolicyVersion:
        if digest not in self._known:
            stored = unit.snapshot(digest)
            if stored is None:
                raise LookupError(f"{case.number}: the snapshot of its policy is missing from the store")
            self._known[digest] = read_version(json.loads(stored))
        return self._known[digest]

    def follows(
        self, contract: Contract, version: PolicyVersion, now: datetime, zone: ZoneInfo
    ) -> tuple[date, datetime] | None:
        """The date, and its first instant, of the version that takes over a case under this one, if any does: the one
        in force by now, else the next (`applies = "date"`)."""
        policy = self.policies.get(contract.policy)
        if policy is None or version.applies != "date":
            return None
        today = now.astimezone(zone).date()
        later = [one.valid_from for one in policy.versions if one.valid_from > version.valid_from]
        past = [day for day in later if day <= today]
        day = max(past) if past else min(later, default=None)
        return None if day is None else (day, datetime.combine(day, time(), zone))

    def keep(self, unit: Unit, version: PolicyVersion, calendar: str) -> tuple[str, str]:
        """The digests under which the policy version and its calendars are kept for a new case."""
        policy = unit.keep_snapshot("policy", canonical_json(version))
        self._known[policy] = version
        return policy, self.calendars.keep(unit, version, calendar)

    def followed(self) -> str:
        """The policies of which any version lets cases follow the date, as text; empty without one."""
        dates = {
            name: {version.valid_from.isoformat(): digest_of(version) for version in policy.versions}
            for name, policy in sorted(self.policies.items())
            if any(version.applies == "date" for version in policy.versions)
        }
        return json.dumps(dates, sort_keys=True) if dates else ""

    def play(
        self, version: PolicyVersion, contract: Contract, events: Sequence[Event], case: Case, now: datetime
    ) -> Playing:
        """The clocks of a case at `now`. The keys at receipt stand in its first event, changes in later ones."""
        first = events[0].facts if events else {}
        return play(
            version,
            self.calendars.of_case(case),
            events,
            now=now,
            contract_calendar=contract.calendar,
            category=str(first.get("category", case.category)),
            priority=str(first.get("priority", case.priority)),
            level=str(first.get("level", "")),
            versions=self._version_of,
        )

    def _version_of(self, digest: str) -> PolicyVersion:
        """A version that a case went on under; one that no case was asked about yet stands in the configuration."""
        if digest not in self._known:
            declared = (version for policy in self.policies.values() for version in policy.versions)
            self._known.update({digest_of(version): version for version in declared})
        return self._known[digest]


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
