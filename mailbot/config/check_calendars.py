"""Calendars as they are used: that what they follow exists, that they ever open, that policies name known ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mailbot.desk.complaints import Complaint, Complaints
from mailbot.desk.hours import Holidays, NoOpening, prepare
from mailbot.desk.policy_keys import spelt, suggest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailbot.config.parts import Parts, Place
    from mailbot.desk.hours import CalendarSpec, Hours
    from mailbot.desk.policy import Policy

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def check_calendars(parts: Parts, warnings: list[Complaint]) -> None:
    """Every calendar by itself, then those that policies name. Holidays play no part here."""
    closed = {name for name, spec in parts.calendars.items() if _is_never_open(parts, spec)}
    used = {contract.calendar for contract in parts.contracts.values()}
    for path, named in _named_by_policies(parts):
        used.add(named)
        if named not in parts.names("calendars"):
            text = f"there is no calendar {spelt(named)}{suggest(named, sorted(parts.names('calendars')))}"
            parts.faults.append(Complaint(path, text))
    for name in sorted(closed):
        if name in used:
            text = "never opens, so that no time promised by it would ever come: give it weekly hours"
            parts.faults.append(Complaint(("calendars", name), text))
        else:
            warnings.append(Complaint(("calendars", name), "never opens: give it weekly hours before using it"))


def _is_never_open(parts: Parts, spec: CalendarSpec) -> bool:
    for path in sorted(spec.ics_paths()):
        if not (parts.folder / path).is_file():
            parts.faults.append(Complaint(("calendars", spec.name, "closed_ics"), f"there is no file {path}"))
    if _follows_unread(parts, spec):
        return False
    try:
        hours = _prepared(parts, spec.name)
    except Complaints as error:
        parts.faults.extend(_of_calendars(fault, spec.name) for fault in error.complaints)
        return False
    try:
        hours.next_opening(_LONG_AGO)
    except NoOpening:
        return True
    return False


def _follows_unread(parts: Parts, spec: CalendarSpec) -> bool:
    """Whether it follows a calendar that stands in the file but could not be read; that one is complained of."""
    unread = parts.names("calendars") - set(parts.calendars)
    seen: set[str] = set()
    following = [spec.name]
    while following:
        name = following.pop()
        if name in unread:
            return True
        if name in seen or name not in parts.calendars:
            continue
        seen.add(name)
        found = parts.calendars[name]
        following += [keys.use for keys in (found, *found.changes) if keys.use]
    return False


def _prepared(parts: Parts, name: str) -> Hours:
    countries = {country for spec in parts.calendars.values() for country in spec.countries()}
    files = {path for spec in parts.calendars.values() for path in spec.ics_paths()}
    nothing = Holidays(names={country: {} for country in countries}, ics=dict.fromkeys(files, frozenset()))
    return prepare(name, parts.calendars, nothing)


def _of_calendars(fault: Complaint, name: str) -> Complaint:
    return fault if fault.path[:1] == ("calendars",) else fault.under("calendars", name)


def _named_by_policies(parts: Parts) -> Iterator[tuple[Place, str]]:
    for policy in parts.policies.values():
        for place, version in enumerate(policy.versions):
            outer = _written_at(parts, policy, place)
            for inner, calendar in version.named_calendars():
                yield (*outer, *inner), calendar


def _written_at(parts: Parts, policy: Policy, place: int) -> Place:
    """The keys that lead to a version, whose place among its sisters may be another than in order of dates."""
    table = parts.policies_as_written.get(policy.name)
    rows = table.get("versions") if isinstance(table, Mapping) else None
    if not isinstance(rows, list):
        return ("policies", policy.name)
    first = policy.versions[place].valid_from.isoformat()
    where = next((at for at, row in enumerate(rows) if str(row.get("from", "")) == first), place)
    return ("policies", policy.name, "versions", where)
