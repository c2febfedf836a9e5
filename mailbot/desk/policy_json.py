"""Policies as canonical JSON, so that each version can be stored under the digest of what it says."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from mailbot.desk.policy import Policy, PolicyVersion
from mailbot.desk.requests import Request
from mailbot.desk.uptime import ExclusionRules

if TYPE_CHECKING:
    from mailbot.desk.policy import Availability, Category, ClockSpec, Level, Priority, Target


def as_json(policy: Policy | PolicyVersion) -> dict[str, object]:
    """Plain JSON values; `read_policy` and `read_version` make the same policy of them again."""
    if isinstance(policy, Policy):
        return {"versions": [as_json(version) for version in policy.versions]}
    version = policy
    return _given(
        {
            "from": version.valid_from.isoformat(),
            "applies": version.applies,
            "categories": [_category(one) for one in version.categories],
            "priorities": [_priority(one) for one in version.priorities],
            "levels": [_level(one) for one in version.levels],
            "clocks": {clock.name: _clock(clock) for clock in version.clocks},
            "reopen": version.reopen,
            "availability": version.availability and _availability(version.availability),
            "reminders": list(version.reminders) or False,
            "escalate": version.escalate,
            "interim_ahead": version.interim_ahead,
            "requests": _requests(version),
            "exclude": _exclusions(version),
            **_terms(version),
        }
    )


def _exclusions(version: PolicyVersion) -> object:
    """Only what differs from the usual rules, so that a policy that says nothing of it keeps the digest it had."""
    rules, usual = version.exclusions, ExclusionRules()
    days = None if rules.planned_days == usual.planned_days else rules.planned_days
    never = rules.planned_days is None
    control = None if rules.outside_control == usual.outside_control else rules.outside_control
    return _given({"planned_days": False if never else days, "outside_control": control})


def _requests(version: PolicyVersion) -> object:
    """Only where the policy chooses among them, so that one that does not keeps the digest it had."""
    return None if version.requests == tuple(Request) else list(version.requests) or False


def canonical_json(policy: Policy | PolicyVersion) -> str:
    """The same policy always gives the same text."""
    return json.dumps(as_json(policy), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(policy: Policy | PolicyVersion) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal: the name of its snapshot (DECISIONS 19)."""
    return hashlib.sha256(canonical_json(policy).encode()).hexdigest()


def _given(spelt: dict[str, object]) -> dict[str, object]:
    """Leaves out what says nothing."""
    return {key: value for key, value in spelt.items() if value not in (None, "", [], {})}


def _keyed(one: Category | Priority | Level) -> dict[str, object]:
    return {"key": one.key, "labels": dict(one.labels), "order": one.order, "default": one.default}


def _category(one: Category) -> dict[str, object]:
    own = {"alerts": one.alerts, "in_scope": one.in_scope, "calendar": one.calendar, "pointer": dict(one.pointer)}
    return _given({**_keyed(one), **own, "wish": one.wish or None})


def _priority(one: Priority) -> dict[str, object]:
    own = {"alerts": one.alerts, "telephone": one.telephone, "out_of_hours": one.out_of_hours}
    return _given({**_keyed(one), **own})


def _level(one: Level) -> dict[str, object]:
    return _given(_keyed(one))


def _clock(clock: ClockSpec) -> dict[str, object]:
    return _given(
        {
            "labels": dict(clock.labels),
            "kind": clock.kind,
            "calendar": clock.calendar,
            "target": clock.target and _target(clock.target),
            "by": list(clock.by),
            "targets": {key: _clock(one) for key, one in sorted(clock.targets.items())},
            "from": clock.from_.value,
            "after": clock.after,
            "cap": clock.cap,
            "stop": [kind.value for kind in clock.stop],
            "pause_while_waiting": clock.pause_while_waiting,
            "noted_within": clock.noted_within and _target(clock.noted_within),
            "reminders": None if clock.reminders is None else list(clock.reminders) or False,
        }
    )


def _target(target: Target) -> dict[str, object]:
    return _given(
        {
            target.unit.value: target.amount,
            "outside": target.outside,
            "count_first": target.count_first,
            "at": target.at,
            "roll": target.roll,
            "hours": target.hours,
            "out_of_hours": target.out_of_hours and _target(target.out_of_hours),
        }
    )


def _terms(version: PolicyVersion) -> dict[str, object]:
    late, closing, quiet, renewal = version.late_notice, version.auto_close, version.quiet, version.renewal
    return {
        "late_notice": late and {"clock": late.clock, "days": late.days, "from": late.from_},
        "auto_close": closing
        and _given(
            {
                "business_days": closing.business_days,
                "notice": closing.notice,
                "calendar": closing.calendar,
                "outside": closing.outside,
                "states": [state.value for state in closing.states],
            }
        ),
        "quiet": quiet
        and _given(
            {
                "hours": [quiet.start.isoformat(), quiet.end.isoformat()],
                "tz": quiet.tz,
                "exempt_urgent": quiet.exempt_urgent,
            }
        ),
        "renewal": renewal
        and _given(
            {
                "end_date": renewal.end_date and renewal.end_date.isoformat(),
                "days": renewal.days,
                "roll": renewal.roll,
                "calendar": renewal.calendar,
            }
        ),
    }


def _availability(promise: Availability) -> dict[str, object]:
    return _given(
        {
            "target": None if promise.target is None else str(promise.target),
            "tz": promise.tz,
            "first": promise.first and promise.first.isoformat(),
            "last": promise.last and promise.last.isoformat(),
            "excluded": [[start.isoformat(), end.isoformat()] for start, end in promise.excluded],
        }
    )
