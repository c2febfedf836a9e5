"""Staff against each other and against what they name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mailbot.desk.complaints import Complaint
from mailbot.desk.mail import address_key
from mailbot.desk.policy_keys import spelt, suggest

if TYPE_CHECKING:
    from mailbot.config.parts import Parts

_HANDLE = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")


def check_staff(parts: Parts, warnings: list[Complaint]) -> None:
    """Adds faults to the parts, and what only looks odd to the warnings."""
    _check_handles(parts)
    _check_addresses(parts)
    for place, one in parts.staff.items():
        if one.on_call_calendar and one.on_call_calendar not in parts.names("calendars"):
            hint = suggest(one.on_call_calendar, sorted(parts.names("calendars")))
            text = f"there is no calendar {spelt(one.on_call_calendar)}{hint}"
            parts.faults.append(Complaint((*place, "rota", "calendar"), text))
    if not any(one.active for one in parts.staff.values()) and not parts.incomplete:
        warnings.append(Complaint(("staff",), "nobody would learn of a new case: add a [[staff]] entry"))
    _check_on_call(parts, warnings)
    _check_digest(parts)
    _check_approval(parts, warnings)


def _check_digest(parts: Parts) -> None:
    known = parts.names("calendars")
    wanted = parts.desk.digest_calendar if parts.desk else ""
    if wanted and wanted not in known:
        text = f"there is no calendar {spelt(wanted)}{suggest(wanted, sorted(known))}"
        parts.faults.append(Complaint(("desk", "digest_calendar"), text))


def _check_approval(parts: Parts, warnings: list[Complaint]) -> None:
    """Nobody approves an answer of their own."""
    wanted = parts.desk.approve if parts.desk else ()
    alone = sum(one.active for one in parts.staff.values()) == 1
    if "answers" in wanted and alone and not parts.incomplete:
        text = "answers need another member's approval, and there is only one active [[staff]] entry: none would leave"
        warnings.append(Complaint(("desk", "approve"), text))


def _check_handles(parts: Parts) -> None:
    names: dict[str, str] = {}
    for place, one in parts.staff.items():
        if not _HANDLE.fullmatch(one.handle):
            text = f'{spelt(one.handle)}, taken from the address, is no handle: write one, like handle = "suzuki"'
            parts.faults.append(Complaint((*place, "handle"), text))
        if one.handle in names:
            text = f"{names[one.handle]} has the handle {spelt(one.handle)} already: give one of them another"
            parts.faults.append(Complaint((*place, "handle"), text))
        names.setdefault(one.handle, one.name)


def _check_addresses(parts: Parts) -> None:
    owner: dict[str, str] = {}
    desk = (parts.desk.address, *parts.desk.addresses) if parts.desk else ()
    own = set(map(address_key, desk))
    for place, one in parts.staff.items():
        for which, address in enumerate(one.addresses):
            key = address_key(address)
            if key in own:
                text = f"{address} is the desk's own address: mail to it would come back; use the person's own"
                parts.faults.append(Complaint((*place, "addresses", which), text))
            if key in owner:
                text = f"{address} belongs to {owner[key]} already: an address names one person"
                parts.faults.append(Complaint((*place, "addresses", which), text))
            owner.setdefault(key, one.name)


def _check_on_call(parts: Parts, warnings: list[Complaint]) -> None:
    if any(one.active and (one.on_call or one.on_call_address) for one in parts.staff.values()):
        return
    for policy in parts.policies.values():
        for version in policy.versions:
            alerting = [one.alerts for one in version.categories] + [one.alerts for one in version.priorities]
            if any(alerting):
                text = "alerts the staff on call, but nobody is: set on_call = true or a rota for somebody"
                warnings.append(Complaint(("policies", policy.name), text))
                return
