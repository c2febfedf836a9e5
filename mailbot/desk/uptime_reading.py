"""Reading what is written of services and of what is left out of their availability, every fault with its path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mailbot.desk.complaints import Complaint, Complaints
from mailbot.desk.hours.dates import read_day_list
from mailbot.desk.hours.windows import read_windows
from mailbot.desk.policy_keys import Table, spelt
from mailbot.desk.uptime import EVERY_DAY, TWO_WEEKS, ExclusionRules, Recurring, Service

if TYPE_CHECKING:
    from datetime import date

    from mailbot.desk.hours.calendar import Windows
    from mailbot.desk.labels import Labels


def read_service(name: str, mapping: object) -> Service:
    """A service from `title`, `parts`, `target` (percent), `least_outage` (minutes), `tz` and `maintenance`, a
    list of `{ days, hours, nth, from, until }` in that zone. Raises Complaints.
    """
    faults: list[Complaint] = []
    table = Table(mapping, (), faults)
    service = Service(
        name=name,
        titles=read_texts(table, "title"),
        parts=table.texts("parts"),
        target=read_target(table),
        maintenance=_maintenance(table),
        least_outage=table.whole("least_outage", otherwise=0),
        tz=_zone(table),
    )
    if name in service.parts:
        table.complain("a service is no part of itself", "parts")
    table.finish()
    _raise(faults)
    return service


def read_exclusions(table: Table, valid_from: date) -> ExclusionRules:
    """What a policy version leaves out: `exclude = { planned_days = 14, outside_control = true }` in `table`.

    `planned_days = false` leaves out no planned stop; without the key `exclude` the usual two weeks hold.
    """
    inner = table.table("exclude")
    if inner is None:
        return ExclusionRules(valid_from=valid_from)
    is_never = "planned_days" in inner and inner.take("planned_days") is False
    rules = ExclusionRules(
        valid_from=valid_from,
        planned_days=None if is_never else inner.whole("planned_days", otherwise=TWO_WEEKS),
        outside_control=inner.flag("outside_control", otherwise=True),
    )
    inner.finish()
    return rules


def read_target(table: Table) -> Decimal | None:
    """`target` in percent, as a number or as text such as "99.9"; None where it is absent."""
    found = table.take("target")
    if found is None:
        return None
    try:
        share = Decimal(str(found).strip().removesuffix("%"))
    except InvalidOperation:
        share = Decimal(-1)
    if not isinstance(found, bool) and share.is_finite() and 0 <= share <= 100:
        return share
    table.complain(f'must be a share in percent such as "99.9", not {spelt(found)}', "target")
    return None


def read_texts(table: Table, key: str) -> Labels:
    """Texts by language, from a table of languages or from one text, which then stands for both."""
    found = table.take(key)
    if found is None:
        return MappingProxyType({})
    if isinstance(found, str) and found.strip():
        return MappingProxyType({"ja": found.strip(), "en": found.strip()})
    if isinstance(found, Mapping) and found and all(isinstance(one, str) and one.strip() for one in found.values()):
        return MappingProxyType({str(language): str(text).strip() for language, text in found.items()})
    table.complain(f'must be text, or texts by language like {{ ja = "…", en = "…" }}, not {spelt(found)}', key)
    return MappingProxyType({})


def _zone(table: Table) -> str:
    name = table.text("tz")
    try:
        return ZoneInfo(name).key if name else ""
    except (ValueError, ZoneInfoNotFoundError, OSError):
        table.complain(f"{spelt(name)} is no time zone; write one such as Asia/Tokyo", "tz")
        return ""


def _maintenance(outer: Table) -> tuple[Recurring, ...]:
    found = outer.take("maintenance")
    if found is None:
        return ()
    if isinstance(found, Mapping):
        found = [found]
    if not isinstance(found, Sequence) or isinstance(found, str):
        outer.complain('must be a list of { days = "mon-sun", hours = "02:00-04:00" }', "maintenance")
        return ()
    return tuple(_recurring(Table(one, (*outer.path, "maintenance", n), outer.faults)) for n, one in enumerate(found))


def _recurring(table: Table) -> Recurring:
    first, last = table.day("from"), table.day("until")
    if first and last and last < first:
        table.complain(f"{last} lies before {first}, where these hours begin", "until")
    recurring = Recurring(hours=_hours(table), days=_days(table), nth=_nth(table), first=first, last=last)
    table.finish()
    return recurring


def _hours(table: Table) -> Windows:
    if "hours" not in table:
        table.complain('is missing: say when, such as hours = "02:00-04:00"', "hours")
        return ()
    try:
        return read_windows(table.take("hours"))
    except Complaints as error:
        table.faults.extend(fault.under(*table.path, "hours") for fault in error.complaints)
        return ()


def _days(table: Table) -> tuple[int, ...]:
    found = table.take("days")
    if found is None:
        return EVERY_DAY
    try:
        return read_day_list(found)
    except ValueError as error:
        table.complain(str(error), "days")
        return EVERY_DAY


def _nth(table: Table) -> tuple[int, ...]:
    found = table.take("nth")
    if found is None:
        return ()
    listed = found if isinstance(found, Sequence) and not isinstance(found, str) else [found]
    if all(isinstance(one, int) and not isinstance(one, bool) and one in {1, 2, 3, 4, 5, -1} for one in listed):
        return tuple(sorted(set(listed)))
    table.complain(f"must be 1 to 5, or -1 for the last of the month, not {spelt(found)}", "nth")
    return ()


def _raise(faults: list[Complaint]) -> None:
    if faults:
        raise Complaints(faults)
