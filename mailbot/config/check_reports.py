"""The monthly report and the services that it tells of, against what else is declared."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

from mailbot.desk.complaints import Complaint
from mailbot.desk.policy_keys import spelt, suggest
from mailbot.desk.uptime import components

if TYPE_CHECKING:
    from mailbot.config.parts import Parts

PLACES = ("month", "contract")
"""What the path of usage figures may leave open."""


def check_reports(parts: Parts, warnings: list[Complaint]) -> None:
    """Adds faults to the parts, and what only looks odd to the warnings."""
    _check_calendar(parts)
    _check_staff(parts)
    _check_usage(parts)
    for name, service in parts.services.items():
        if any(
            name in components(parts.services[part], parts.services) for part in service.parts if part in parts.services
        ):
            text = "is among its own parts, by way of another service: take it out there"
            parts.faults.append(Complaint(("services", name, "parts"), text))
    _check_promises(parts, warnings)


def _check_calendar(parts: Parts) -> None:
    wanted, known = parts.reports.calendar, parts.names("calendars")
    if wanted and wanted not in known:
        text = f"there is no calendar {spelt(wanted)}{suggest(wanted, sorted(known))}"
        parts.faults.append(Complaint(("reports", "calendar"), text))


def _check_staff(parts: Parts) -> None:
    known = {one.handle for one in parts.staff.values()}
    for place, handle in enumerate(parts.reports.staff):
        if handle not in known and not parts.incomplete:
            text = f"nobody has the handle {spelt(handle)}{suggest(handle, sorted(known))}"
            parts.faults.append(Complaint(("reports", "staff", place), text))


def _check_usage(parts: Parts) -> None:
    pattern = parts.reports.usage_csv
    if not pattern:
        return
    try:
        named = [name for _, name, _, _ in string.Formatter().parse(pattern) if name is not None]
    except ValueError:
        named = [pattern]
    if "month" not in named or any(name not in PLACES for name in named):
        text = (
            f'must hold {{month}} (as 2026-11) and may hold {{contract}}, like "usage/{{month}}.csv": {spelt(pattern)}'
        )
        parts.faults.append(Complaint(("reports", "usage_csv"), text))


def _check_promises(parts: Parts, warnings: list[Complaint]) -> None:
    """A promised share that nothing is measured against."""
    for policy in parts.policies.values():
        if (
            any(version.availability and version.availability.target for version in policy.versions)
            and not parts.services
        ):
            text = "promises a share of time, and there are no [services] to measure it on"
            warnings.append(Complaint(("policies", policy.name, "availability"), text))
