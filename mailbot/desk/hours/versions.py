"""What rules each date: the versions of a calendar, with what it defers to worked in (`use`, C3, C4)."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from zoneinfo import ZoneInfo

from mailbot.desk.complaints import Complaint, Complaints
from mailbot.desk.hours.calendar import (
    CalendarKeys,
    CalendarSpec,
    DateSpan,
    Extra,
    MonthDay,
    Windows,
    YearlySpan,
)

ALWAYS = date.min
CLOSED_ALL_WEEK: tuple[Windows, ...] = ((),) * 7
YEAR_END = "year-end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holidays:
    """Dates known from outside: national holidays by country, and until which year officially; those of files."""

    names: Mapping[str, Mapping[date, str]] = field(default_factory=dict)
    announced_until: int | None = None
    ics: Mapping[str, frozenset[date]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlan:
    """The wall-clock windows of one date, merged, and whether it is a business day."""

    windows: Windows
    business: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """All that rules the dates from ``first`` on, nothing left to look up elsewhere."""

    first: date
    zone: ZoneInfo
    weekly: tuple[Windows, ...]
    country: str
    holidays: Mapping[date, str]
    added: Mapping[date, str]
    removed: frozenset[date]
    yearly: tuple[YearlySpan, ...]
    closed: "Spans"
    closed_days: frozenset[date]
    open_dates: Mapping[date, Windows]
    extra: tuple[Extra, ...]

    def plan(self, day: date) -> DayPlan:
        """The windows of a date: a special opening wins, then closures, then the week; contracted hours add."""
        special = self.open_dates.get(day)
        closed = special is None and self._is_closed(day)
        regular = special if special is not None else () if closed else self.weekly[day.weekday()]
        if not self.extra:
            return DayPlan(windows=regular, business=bool(regular))
        kept = [extra for extra in self.extra if extra.holds_on(day) and (extra.on_closed_days or not closed)]
        windows = merged((*regular, *(window for extra in kept for window in extra.hours)))
        return DayPlan(windows=windows, business=bool(regular) or any(extra.business_day for extra in kept))

    def reason(self, day: date) -> tuple[str, str]:
        """Why a date is no business day: weekend, holiday, closure or other, and its name if it has one."""
        if day in self.open_dates:
            return "closure", ""
        if (closure := self._closure(day)) is not None:
            return "closure", closure
        if not self.weekly[day.weekday()]:
            return ("weekend" if day.weekday() >= 5 else "other"), ""
        name = self.holiday(day)
        return ("other", "") if name is None else ("holiday", name)

    def holiday(self, day: date) -> str | None:
        """The name of the holiday on this date, with the dated additions and removals applied."""
        if day in self.removed:
            return None
        return self.added[day] if day in self.added else self.holidays.get(day)

    def _closure(self, day: date) -> str | None:
        month_day = (day.month, day.day)
        for span in self.yearly:
            if is_within(span, month_day):
                return YEAR_END if is_within(span, (12, 31)) or is_within(span, (1, 1)) else ""
        return "" if day in self.closed_days or day in self.closed else None

    def _is_closed(self, day: date) -> bool:
        return self._closure(day) is not None or self.holiday(day) is not None


class Spans:
    """A set of dates, kept as inclusive spans."""

    __slots__ = ("_firsts", "_lasts")

    def __init__(self, spans: Iterable[DateSpan]) -> None:
        self._firsts: list[date] = []
        self._lasts: list[date] = []
        for first, last in sorted(spans):
            if self._lasts and first <= self._lasts[-1]:
                self._lasts[-1] = max(self._lasts[-1], last)
            else:
                self._firsts.append(first)
                self._lasts.append(last)

    def __contains__(self, day: date) -> bool:
        place = bisect_right(self._firsts, day) - 1
        return place >= 0 and day <= self._lasts[place]

    def __iter__(self) -> Iterator[DateSpan]:
        return zip(self._firsts, self._lasts, strict=True)


def is_within(span: YearlySpan, month_day: MonthDay) -> bool:
    """Whether a day of the year lies in a yearly span, which may wrap the year."""
    first, last = span
    return first <= month_day <= last if first <= last else month_day >= first or month_day <= last


def merged(windows: Iterable[tuple[int, int]]) -> Windows:
    """The union of windows, sorted; what touches is joined."""
    joined: list[tuple[int, int]] = []
    for opens, closes in sorted(windows):
        if joined and opens <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], closes))
        else:
            joined.append((opens, closes))
    return tuple(joined)


def versions_of(name: str, calendars: Mapping[str, CalendarSpec], holidays: Holidays) -> tuple[Version, ...]:
    """Every version of a calendar in the order of its dates, the first from the beginning of time.

    Raises Complaints for a circle of `use`, an unknown calendar, a country or a file that nobody supplied.
    """
    found = [(first, keys) for first, keys in _resolved(name, calendars, ())]
    complaints = [fault.under("calendars", name) for _, keys in found for fault in _missing(keys, holidays)]
    if complaints:
        raise Complaints(dict.fromkeys(complaints))
    return tuple(_version(first, keys, holidays) for first, keys in found)


def _resolved(
    name: str, calendars: Mapping[str, CalendarSpec], through: tuple[str, ...]
) -> Iterator[tuple[date, CalendarKeys]]:
    """The keys of each version with those of the calendar that it defers to worked in."""
    if name in through:
        circle = " -> ".join((*through[through.index(name) :], name))
        raise Complaints([Complaint(("calendars", name, "use"), f"goes in a circle: {circle}")])
    if name not in calendars:
        known = ", ".join(sorted(calendars)) or "none"
        path = ("calendars", through[-1], "use") if through else ("calendars", name)
        raise Complaints([Complaint(path, f"there is no calendar {name!r}; declared are: {known}")])
    own = list(_own(calendars[name]))
    for (first, keys), until in zip(own, [first for first, _ in own[1:]] + [date.max], strict=True):
        if keys.use is None:
            yield first, keys
            continue
        parents = list(_resolved(keys.use, calendars, (*through, name)))
        for (start, parent), end in zip(parents, [s for s, _ in parents[1:]] + [date.max], strict=True):
            if start < until and end > first:
                yield max(first, start), _over(parent, keys)


def _own(spec: CalendarSpec) -> Iterator[tuple[date, CalendarKeys]]:
    keys: CalendarKeys = CalendarKeys(**{key.name: getattr(spec, key.name) for key in fields(CalendarKeys)})
    yield ALWAYS, keys
    for change in spec.changes:
        given = {key.name: getattr(change, key.name) for key in fields(CalendarKeys)}
        given = {key: value for key, value in given.items() if value is not None}
        keys = CalendarKeys(**given) if change.use is not None else replace(keys, **given)
        yield change.first, keys


def _over(parent: CalendarKeys, own: CalendarKeys) -> CalendarKeys:
    """Own hours, zone and holidays replace; own closures, openings and contracted hours add."""
    return CalendarKeys(
        tz=own.tz or parent.tz,
        weekly=parent.weekly if own.weekly is None else own.weekly,
        national_holidays=parent.national_holidays if own.national_holidays is None else own.national_holidays,
        holidays_add=(*(parent.holidays_add or ()), *(own.holidays_add or ())),
        holidays_remove=(*(parent.holidays_remove or ()), *(own.holidays_remove or ())),
        closed_yearly=(*(parent.closed_yearly or ()), *(own.closed_yearly or ())),
        closed_dates=(*(parent.closed_dates or ()), *(own.closed_dates or ())),
        closed_ics=(*(parent.closed_ics or ()), *(own.closed_ics or ())),
        open_dates=(*(parent.open_dates or ()), *(own.open_dates or ())),
        extra=(*(parent.extra or ()), *(own.extra or ())),
    )


def _missing(keys: CalendarKeys, holidays: Holidays) -> Iterator[Complaint]:
    if keys.tz is None:
        yield Complaint(("tz",), 'is missing; name a zone such as "Asia/Tokyo"')
    if keys.national_holidays and keys.national_holidays not in holidays.names:
        yield Complaint(("national_holidays",), f"no holidays are known for {keys.national_holidays!r}")
    for path in keys.closed_ics or ():
        if path not in holidays.ics:
            yield Complaint(("closed_ics",), f"the dates of {path!r} were not read")


def _version(first: date, keys: CalendarKeys, holidays: Holidays) -> Version:
    country = keys.national_holidays or ""
    return Version(
        first=first,
        zone=ZoneInfo(keys.tz or "UTC"),
        weekly=tuple(merged(windows) for windows in keys.weekly or CLOSED_ALL_WEEK),
        country=country,
        holidays=holidays.names[country] if country else {},
        added=dict(keys.holidays_add or ()),
        removed=frozenset(keys.holidays_remove or ()),
        yearly=keys.closed_yearly or (),
        closed=Spans(keys.closed_dates or ()),
        closed_days=frozenset(day for path in keys.closed_ics or () for day in holidays.ics[path]),
        open_dates={day: merged(windows) for day, windows in keys.open_dates or ()},
        extra=keys.extra or (),
    )
