"""Closed dates from an iCalendar file: all-day events, of several days and yearly ones too (RFC 5545, C4)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeAlias

from icalendar import Calendar

from mailbot.desk.complaints import Complaint, Complaints

Event: TypeAlias = Any
"""The library types each property as a union of thirty values; what is read is checked here."""

LAST_YEAR = 2099
ONE_DAY = timedelta(days=1)
SIMPLE_YEARLY = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYMONTH", "BYMONTHDAY", "WKST"})


def closed_dates(path: Path | str) -> frozenset[date]:
    """Every date that an all-day event of the file covers; yearly events up to 2099, cancelled ones left out.

    Raises Complaints that name the file and each event that is no whole day or repeats in another way.
    """
    try:
        calendars = Calendar.from_ical(Path(path).read_bytes(), multiple=True)
    except OSError as error:
        raise Complaints([Complaint((str(path),), f"cannot be read: {error.strerror}")]) from error
    except ValueError as error:
        raise Complaints([Complaint((str(path),), f"is no iCalendar file: {error}")]) from error
    dates: set[date] = set()
    faults: list[Complaint] = []
    for event in (event for calendar in calendars for event in calendar.walk("VEVENT")):
        try:
            dates.update(_dates(event))
        except ValueError as error:
            faults.append(Complaint((str(path), str(event.get("SUMMARY", "event without a name"))), str(error)))
    if faults or not calendars:
        raise Complaints(faults or [Complaint((str(path),), "holds no calendar")])
    return frozenset(dates)


def _dates(event: Event) -> Iterator[date]:
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return
    first, days = _span(event)
    if "RDATE" in event:
        raise ValueError("repeats on a list of dates (RDATE); write each date as an event of its own")
    left_out = set(_left_out(event))
    for begins in _repeated(first, event.get("RRULE")):
        if begins not in left_out:
            yield from (begins + ONE_DAY * number for number in range(days))


def _span(event: Event) -> tuple[date, int]:
    """The first date and the number of days; the end of an event is exclusive (RFC 5545, 3.6.1)."""
    if event.errors or "DTSTART" not in event:
        broken = ", ".join(f"{key}: {text}" for key, text in event.errors)
        raise ValueError(f"cannot be read ({broken or 'no DTSTART'})")
    first = _whole_day(event["DTSTART"].dt)
    if "DTEND" in event:
        length = _whole_day(event["DTEND"].dt) - first
    else:
        length = event["DURATION"].dt if "DURATION" in event else ONE_DAY
    if length % ONE_DAY or length < timedelta(0):
        raise ValueError("does not end on a day at or after its beginning")
    return first, max(length // ONE_DAY, 1)


def _whole_day(moment: date | datetime) -> date:
    """A date; a clock time is one only at midnight, as some programs write all-day events."""
    if not isinstance(moment, datetime):
        return moment
    if moment.hour or moment.minute or moment.second:
        raise ValueError(f"has a clock time ({moment:%H:%M}); only all-day events close a day, so leave others out")
    return moment.date()


def _left_out(event: Event) -> Iterator[date]:
    given: Any = event.get("EXDATE", [])
    for entry in given if isinstance(given, list) else [given]:
        yield from (_whole_day(place.dt) for place in entry.dts)


def _repeated(first: date, rule: Any) -> Iterator[date]:
    if rule is None:
        yield first
        return
    _check_simple(first, rule)
    step, times = int(rule.get("INTERVAL", [1])[0]), rule.get("COUNT", [None])[0]
    until = rule.get("UNTIL", [date(LAST_YEAR, 12, 31)])[0]
    last = until.date() if isinstance(until, datetime) else until
    found = 0
    for year in count(first.year, step):
        if year > min(last.year, LAST_YEAR) or (times is not None and found >= int(times)):
            return
        try:
            day = first.replace(year=year)
        except ValueError:
            continue
        if day <= last:
            found += 1
            yield day


def _check_simple(first: date, rule: Any) -> None:
    """Only "every year on this date" is understood; all else would close the wrong days."""
    month, day = rule.get("BYMONTH", [first.month]), rule.get("BYMONTHDAY", [first.day])
    is_plain = rule.get("FREQ") == ["YEARLY"] and set(map(str.upper, rule)) <= SIMPLE_YEARLY
    same_day = [int(part) for part in (*month, *day)] == [first.month, first.day]
    if not (is_plain and same_day and int(rule.get("INTERVAL", [1])[0]) > 0):
        text = rule.to_ical().decode()
        raise ValueError(f"repeats as {text}; only yearly on its own date is understood, so write each date itself")
