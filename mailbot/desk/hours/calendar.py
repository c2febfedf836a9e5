"""A calendar as it was declared: one frozen value a calendar, and its canonical JSON for snapshots."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

MINUTES_A_DAY = 24 * 60
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Window: TypeAlias = tuple[int, int]
"""Half-open: minutes of the wall clock since midnight, the close up to 1440 (24:00)."""
Windows: TypeAlias = tuple[Window, ...]
DateSpan: TypeAlias = tuple[date, date]
"""Inclusive at both ends."""
MonthDay: TypeAlias = tuple[int, int]
YearlySpan: TypeAlias = tuple[MonthDay, MonthDay]
"""Inclusive at both ends; wraps the year where the first is the later one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """Contracted hours beside the regular ones (``extra`` of the calendar keys)."""

    days: tuple[int, ...]
    hours: Windows
    first: date | None = None
    last: date | None = None
    on_closed_days: bool = False
    business_day: bool = False

    def holds_on(self, day: date) -> bool:
        """Whether these hours are promised on this date, closures left aside."""
        return (
            day.weekday() in self.days
            and (self.first is None or self.first <= day)
            and (self.last is None or day <= self.last)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarKeys:
    """The keys that a version of a calendar may give; None where it says nothing."""

    tz: str | None = None
    weekly: tuple[Windows, ...] | None = None
    national_holidays: str | Literal[False] | None = None
    holidays_add: tuple[tuple[date, str], ...] | None = None
    holidays_remove: tuple[date, ...] | None = None
    closed_yearly: tuple[YearlySpan, ...] | None = None
    closed_dates: tuple[DateSpan, ...] | None = None
    closed_ics: tuple[str, ...] | None = None
    open_dates: tuple[tuple[date, Windows], ...] | None = None
    extra: tuple[Extra, ...] | None = None
    use: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(CalendarKeys):
    """From ``first`` on these keys replace the earlier ones; with ``use`` the earlier ones are dropped (C3)."""

    first: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarSpec(CalendarKeys):
    """One calendar with its dated changes, in the order of their dates."""

    name: str
    changes: tuple[Change, ...] = ()

    def countries(self) -> frozenset[str]:
        """The countries whose national holidays this calendar asks for, in any version."""
        versions: tuple[CalendarKeys, ...] = (self, *self.changes)
        return frozenset(keys.national_holidays for keys in versions if keys.national_holidays)

    def ics_paths(self) -> frozenset[str]:
        """The iCalendar files that this calendar names, in any version."""
        versions: tuple[CalendarKeys, ...] = (self, *self.changes)
        return frozenset(path for keys in versions for path in keys.closed_ics or ())


def clock_text(minutes: int) -> str:
    """Minutes since midnight as ``HH:MM``; 1440 is ``24:00``."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def as_json(spec: CalendarSpec) -> dict[str, object]:
    """The calendar as plain JSON values; ``read_calendar(spec.name, as_json(spec)) == spec``."""
    written = _keys(spec)
    if spec.changes:
        written["changes"] = [{"from": change.first.isoformat(), **_keys(change)} for change in spec.changes]
    return written


def canonical_json(spec: CalendarSpec) -> str:
    """The same calendar always gives the same text, fit to be addressed by its digest."""
    return json.dumps(as_json(spec), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _keys(keys: CalendarKeys) -> dict[str, object]:
    spelt: dict[str, object] = {
        "tz": keys.tz,
        "weekly": keys.weekly
        and {name: _windows(windows) for name, windows in zip(WEEKDAYS, keys.weekly, strict=True) if windows},
        "national_holidays": keys.national_holidays,
        "holidays_add": keys.holidays_add and {day.isoformat(): name for day, name in keys.holidays_add},
        "holidays_remove": keys.holidays_remove and [day.isoformat() for day in keys.holidays_remove],
        "closed_yearly": keys.closed_yearly and [[_month_day(a), _month_day(b)] for a, b in keys.closed_yearly],
        "closed_dates": keys.closed_dates and [[a.isoformat(), b.isoformat()] for a, b in keys.closed_dates],
        "closed_ics": keys.closed_ics and list(keys.closed_ics),
        "open_dates": keys.open_dates and {day.isoformat(): _windows(w) for day, w in keys.open_dates},
        "extra": keys.extra and [_extra(extra) for extra in keys.extra],
        "use": keys.use,
    }
    return {key: _listed(key, value) for key, value in spelt.items() if value is not None}


def _listed(key: str, value: object) -> object:
    """An empty tuple is a key given empty: a mapping or a list, as the key is spelt."""
    if value != ():
        return value
    return {} if key in ("holidays_add", "open_dates") else []


def _windows(windows: Windows) -> list[list[str]]:
    return [[clock_text(opens), clock_text(closes)] for opens, closes in windows]


def _month_day(month_day: MonthDay) -> str:
    return f"{month_day[0]:02d}-{month_day[1]:02d}"


def _extra(extra: Extra) -> dict[str, object]:
    written: dict[str, object] = {
        "days": [WEEKDAYS[day] for day in extra.days],
        "hours": _windows(extra.hours),
        "on_closed_days": extra.on_closed_days,
        "business_day": extra.business_day,
    }
    for key, day in (("from", extra.first), ("to", extra.last)):
        if day is not None:
            written[key] = day.isoformat()
    return written
