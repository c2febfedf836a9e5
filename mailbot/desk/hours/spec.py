"""Reads one calendar from what a person wrote, and says everything that is wrong with it at once (C1-C5)."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from difflib import get_close_matches
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, available_timezones

from mailbot.desk.complaints import Complaint, Complaints
from mailbot.desk.hours import dates
from mailbot.desk.hours.calendar import (
    WEEKDAYS,
    CalendarKeys,
    CalendarSpec,
    Change,
    DateSpan,
    Extra,
    Windows,
    as_json,
    canonical_json,
)
from mailbot.desk.hours.windows import read_windows

__all__ = ["CalendarSpec", "as_json", "canonical_json", "read_calendar"]

Given = TypeVar("Given")
Read = TypeVar("Read")
EXTRA_KEYS = ("days", "hours", "from", "to", "on_closed_days", "business_day")


def read_calendar(name: str, mapping: Mapping[str, object]) -> CalendarSpec:
    """One calendar with its changes in the order of their dates.

    ``mapping`` holds the keys of a calendar; dates as text or as date values. Raises Complaints, whose paths
    begin with ``calendars``, the name, the key.
    """
    faults: list[Complaint] = []
    given = _keys(mapping, {"changes"}, faults)
    if "tz" not in mapping and "use" not in mapping:
        faults.append(
            Complaint(("tz",), 'is missing; name a zone such as "Asia/Tokyo", or another calendar with `use`')
        )
    changes = _attempt(("changes",), _changes, mapping.get("changes", []), faults)
    if faults:
        raise Complaints(fault.under("calendars", name) for fault in faults)
    return CalendarSpec(name=name, changes=changes or (), **given)


def _changes(value: object) -> tuple[Change, ...]:
    faults: list[Complaint] = []
    changes: dict[date, Change] = {}
    for place, entry in enumerate(dates.as_list(value)):
        change = _attempt((place,), _change, entry, faults)
        if change is not None and change.first in changes:
            faults.append(Complaint((place, "from"), f"there are two changes from {change.first}; make one of them"))
        if change is not None:
            changes[change.first] = change
    if faults:
        raise Complaints(faults)
    return tuple(changes[first] for first in sorted(changes))


def _change(entry: object) -> Change:
    mapping = dates.as_mapping(entry)
    faults: list[Complaint] = []
    given = _keys(mapping, {"from"}, faults)
    if "from" not in mapping:
        faults.append(Complaint(("from",), "is missing; give the local date from which this change holds"))
    first = _attempt(("from",), dates.read_date, mapping.get("from", date.min), faults)
    if faults or first is None:
        raise Complaints(faults)
    return Change(first=first, **given)


def _keys(mapping: Mapping[str, object], also: set[str], faults: list[Complaint]) -> dict[str, Any]:
    """The keys that every version may give, read; what is wrong goes into ``faults``."""
    known = {key.name for key in fields(CalendarKeys)}
    given: dict[str, Any] = {}
    for key, value in mapping.items():
        if key in known:
            given[key] = _attempt((key,), READERS[key], value, faults)
        elif key not in also:
            faults.append(Complaint((key,), unknown(key, known | also)))
    return given


def unknown(key: str, known: set[str]) -> str:
    """What is said of a key that does not exist."""
    near = get_close_matches(key, known, n=1)
    return f"is not known; did you mean {near[0]!r}?" if near else f"is not known; known are {', '.join(sorted(known))}"


def _attempt(
    path: tuple[str | int, ...], read: Callable[[Given], Read], value: Given, faults: list[Complaint]
) -> Read | None:
    try:
        return read(value)
    except Complaints as error:
        faults.extend(fault.under(*path) for fault in error.complaints)
    except ValueError as error:
        faults.append(Complaint(path, str(error)))
    return None


def _zone(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError('name a zone such as "Asia/Tokyo"')
    try:
        return ZoneInfo(value).key
    except (KeyError, ValueError, OSError):
        near = get_close_matches(value, available_timezones(), n=1)
        hint = f"did you mean {near[0]!r}?" if near else 'name one such as "Asia/Tokyo"'
        raise ValueError(f"there is no zone {value!r}; {hint}") from None


def _weekly(value: object) -> tuple[Windows, ...]:
    week: list[Windows] = [()] * 7
    named: dict[int, str] = {}
    faults: list[Complaint] = []
    for key, windows in dates.as_mapping(value).items():
        days = _attempt((key,), dates.read_days, key, faults) or ()
        read = _attempt((key,), read_windows, windows, faults) or ()
        for day in days:
            if day in named:
                text = f"names {WEEKDAYS[day]} again, which {named[day]!r} has named already"
                faults.append(Complaint((key,), text))
            named.setdefault(day, key)
            week[day] = read
    if faults:
        raise Complaints(faults)
    return tuple(week)


def _country(value: object) -> str | bool:
    if value is False:
        return False
    if not (isinstance(value, str) and len(value) == 2 and value.isascii() and value.isupper()):
        raise ValueError(f'{value!r} is no country; write a code such as "JP", or false for none')
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{value!r} is no name; write it in quotation marks")
    return value


def _paths(value: object) -> tuple[str, ...]:
    return _each([value] if isinstance(value, str) else value, _text)


def _each(value: object, read: Callable[[object], Read]) -> tuple[Read, ...]:
    faults: list[Complaint] = []
    found = [_attempt((place,), read, entry, faults) for place, entry in enumerate(dates.as_list(value))]
    if faults:
        raise Complaints(faults)
    return tuple(entry for entry in found if entry is not None)


def _open_dates(value: object) -> tuple[tuple[date, Windows], ...]:
    faults: list[Complaint] = []
    found: dict[date, Windows] = {}
    for key, windows in dates.as_mapping(value).items():
        day = _attempt((key,), dates.read_date, key, faults)
        read = _attempt((key,), read_windows, windows, faults)
        if day is not None and read is not None:
            found[day] = read
    if faults:
        raise Complaints(faults)
    return tuple(sorted(found.items()))


def _holidays_add(value: object) -> tuple[tuple[date, str], ...]:
    if isinstance(value, Mapping):
        return tuple(sorted((dates.read_date(day), str(name)) for day, name in value.items()))
    return tuple((day, "") for day in _each(value, dates.read_date))


def _extra(value: object) -> Extra:
    mapping = dates.as_mapping(value)
    faults = [Complaint((key,), unknown(key, set(EXTRA_KEYS))) for key in mapping if key not in EXTRA_KEYS]
    faults += [Complaint((key,), "is missing") for key in ("days", "hours") if key not in mapping]

    def part(key: str, read: Callable[[object], Read], default: Read) -> Read:
        found = _attempt((key,), read, mapping[key], faults) if key in mapping else None
        return default if found is None else found

    ends: dict[str, date | None] = {key: part(key, dates.read_optional_date, None) for key in ("from", "to")}
    first, last = ends["from"], ends["to"]
    if first and last and last < first:
        faults.append(Complaint(("to",), f"{last} lies before {first}, where these hours begin"))
    extra = Extra(
        days=part("days", dates.read_day_list, ()),
        hours=part("hours", read_windows, ()),
        first=first,
        last=last,
        on_closed_days=part("on_closed_days", dates.read_flag, False),
        business_day=part("business_day", dates.read_flag, False),
    )
    if faults:
        raise Complaints(faults)
    return extra


def _spans(value: object) -> tuple[DateSpan, ...]:
    return _each(value, dates.read_date_span)


READERS: Mapping[str, Callable[[object], object]] = {
    "tz": _zone,
    "weekly": _weekly,
    "national_holidays": _country,
    "holidays_add": _holidays_add,
    "holidays_remove": lambda value: _each(value, dates.read_date),
    "closed_yearly": lambda value: _each(value, dates.read_yearly_span),
    "closed_dates": _spans,
    "closed_ics": _paths,
    "open_dates": _open_dates,
    "extra": lambda value: _each(value, _extra),
    "use": _text,
}
