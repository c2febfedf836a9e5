"""Reading an announcement from a TOML file or from kept values: all faults at once, each with its key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from mailbot.desk.announcements import Announcement, AnnouncementKind
from mailbot.desk.announcements_closing import ClosingDays
from mailbot.desk.complaints import Complaint, Complaints
from mailbot.desk.policy_keys import Table, as_day, as_instant, spelt, suggest
from mailbot.desk.uptime_reading import read_texts

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from mailbot.desk.uptime import Service

KINDS = tuple(AnnouncementKind)
WITH_WINDOW = (AnnouncementKind.MAINTENANCE,)
LONGEST_TITLE = 60
"""Characters; a subject is cut beyond."""


def read_announcement(
    text: str, *, zone: tzinfo, services: Mapping[str, Service], contracts: Container[str] | None = None
) -> Announcement:
    """The announcement that a file describes. Raises Complaints.

    Times without an offset are of `zone`. `services` are those declared, `contracts` the ids that may be named;
    with None they are not checked.
    """
    try:
        found = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise Complaints([Complaint((), f"is no TOML: {error}")]) from None
    return announcement_of(found, zone=zone, services=services, contracts=contracts)


def announcement_of(
    found: object, *, zone: tzinfo, services: Mapping[str, Service], contracts: Container[str] | None = None
) -> Announcement:
    """As `read_announcement`, from values that were read or kept already."""
    faults: list[Complaint] = []
    table = Table(found, (), faults)
    announcement = _announcement(table, zone)
    _check_names(table, announcement, services, contracts)
    _check_window(table, announcement)
    _check_texts(table, announcement)
    table.finish()
    if faults:
        raise Complaints(faults)
    return announcement


def _announcement(table: Table, zone: tzinfo) -> Announcement:
    if "kind" not in table:
        table.complain(f"is missing: one of {', '.join(KINDS)}", "kind")
    return Announcement(
        kind=table.choice("kind", KINDS, otherwise=AnnouncementKind.VERSION),
        services=table.texts("services"),
        contracts=table.texts("contracts"),
        title=read_texts(table, "title"),
        text=read_texts(table, "text"),
        what=read_texts(table, "what"),
        action=read_texts(table, "action"),
        starts=_moment(table, "from", zone),
        ends=_moment(table, "to", zone),
        act_by=_moment(table, "act_by", zone),
        stops=table.flag("stops") or table.take("exclude") is True,
        exclude=table.flag("exclude"),
        urgent=table.flag("urgent"),
        version=table.text("version"),
        fault=table.text("fault"),
        duty=table.flag("duty") if "duty" in table else None,
        closing=_closing(table),
    )


def _moment(table: Table, key: str, zone: tzinfo) -> datetime | None:
    found = table.take(key)
    if found is None:
        return None
    at = as_instant(found)
    if at is not None:
        return at
    try:
        local = found if isinstance(found, datetime) else datetime.fromisoformat(str(found))
    except ValueError:
        local = None
    if local is None or as_day(found) is not None:
        table.complain(f"must be a date with its clock time, like 2026-12-10T02:00:00, not {spelt(found)}", key)
        return None
    return local.replace(tzinfo=zone)


def _closing(outer: Table) -> ClosingDays | None:
    table = outer.table("closing")
    if table is None:
        return None
    first, last = table.day("first"), table.day("last")
    last_close, first_opening = as_instant(table.take("last_close")), as_instant(table.take("first_opening"))
    table.finish()
    if first is None or last is None or last_close is None or first_opening is None:
        table.complain("needs first and last (dates), last_close and first_opening (times with their offsets)")
        return None
    return ClosingDays(first=first, last=last, last_close=last_close, first_opening=first_opening)


def _check_names(
    table: Table, announcement: Announcement, services: Mapping[str, Service], contracts: Container[str] | None
) -> None:
    known = _known(services.values())
    for name in announcement.services:
        if name not in known:
            table.complain(f"{spelt(name)} is no service{suggest(name, known)}", "services")
    if contracts is not None:
        for contract in announcement.contracts:
            if contract not in contracts:
                table.complain(f"there is no contract {spelt(contract)}", "contracts")


def _known(services: Iterable[Service]) -> dict[str, None]:
    return dict.fromkeys(name for service in services for name in (service.name, *service.parts))


def _check_window(table: Table, announcement: Announcement) -> None:
    starts, ends = announcement.starts, announcement.ends
    if announcement.kind in WITH_WINDOW:
        for key, at in (("from", starts), ("to", ends)):
            if at is None and key not in table:
                table.complain("is missing: a maintenance says from when to when", key)
        if announcement.stops and not announcement.services:
            table.complain("is missing: name the services that stop", "services")
    elif announcement.stops:
        table.complain('belongs to kind = "maintenance" alone', "exclude" if announcement.exclude else "stops")
    if starts and ends and ends <= starts:
        table.complain("lies before `from`", "to")


def _check_texts(table: Table, announcement: Announcement) -> None:
    kind = announcement.kind
    if kind.is_of_fault and not announcement.fault:
        table.complain(f"is missing: a {kind} is told of a fault, by its number", "fault")
    if kind is AnnouncementKind.VERSION and not announcement.version:
        table.complain("is missing: name the version", "version")
    if "title" not in table and kind is not AnnouncementKind.CLOSING:
        table.complain("is missing: a few words for the subject, by language", "title")
    if "text" not in table and kind is not AnnouncementKind.CLOSING:
        table.complain('is missing: what to say, by language, like { ja = "…", en = "…" }', "text")
    for language, title in announcement.title.items():
        if len(title) > LONGEST_TITLE or "\n" in title:
            table.complain(f"must be one line of {LONGEST_TITLE} characters at most", "title", language)
