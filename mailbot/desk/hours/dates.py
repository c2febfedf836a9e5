"""Dates, days of the week and days of the year as people write them in a calendar."""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from mailbot.desk.hours.calendar import WEEKDAYS, DateSpan, MonthDay, YearlySpan

MONTH_DAY = re.compile(r"(\d{1,2})-(\d{1,2})")
LEAP_YEAR = 2000


def as_mapping(value: object) -> Mapping[str, object]:
    """The value when it is a table."""
    if not isinstance(value, Mapping):
        raise ValueError(f"{value!r} is no table of keys")
    return {str(key): entry for key, entry in value.items()}


def as_list(value: object) -> Sequence[object]:
    """The value when it is a list."""
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise ValueError(f"{value!r} is no list; put it in [ ]")
    return value


def read_flag(value: object) -> bool:
    """True or false, nothing that only looks like it."""
    if not isinstance(value, bool):
        raise ValueError(f"{value!r} is neither true nor false")
    return value


def read_date(value: object) -> date:
    """A date value, or text such as ``2026-12-28``."""
    if isinstance(value, datetime):
        raise ValueError(f"{value.isoformat()} has a clock time; a date alone is wanted")
    if isinstance(value, date):
        return value
    try:
        if isinstance(value, str):
            return date.fromisoformat(value.strip())
    except ValueError:
        pass
    raise ValueError(f"{value!r} is no date; write it as 2026-12-28")


def read_optional_date(value: object) -> date | None:
    """A date; the type says that the key may be left out."""
    return read_date(value)


def read_date_span(value: object) -> DateSpan:
    """One date, or an inclusive ``[from, to]``."""
    if isinstance(value, date | str):
        day = read_date(value)
        return day, day
    ends = as_list(value)
    if len(ends) != 2:
        raise ValueError(f"{value!r} is no span; write a date or [from, to]")
    first, last = (read_date(end) for end in ends)
    if last < first:
        raise ValueError(f"{last} lies before {first}; write the earlier date first")
    return first, last


def read_yearly_span(value: object) -> YearlySpan:
    """``[MM-DD, MM-DD]``, inclusive, which may wrap the year; one ``MM-DD`` alone is that day."""
    if isinstance(value, str):
        return read_month_day(value), read_month_day(value)
    ends = as_list(value)
    if len(ends) != 2:
        raise ValueError(f'{value!r} is no span; write ["12-29", "01-03"]')
    return read_month_day(ends[0]), read_month_day(ends[1])


def read_month_day(value: object) -> MonthDay:
    """``MM-DD``; 02-29 exists in leap years."""
    found = MONTH_DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f'{value!r} is no day of the year; write it as "12-29"')
    month, day = int(found[1]), int(found[2])
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(LEAP_YEAR, month)[1]:
        raise ValueError(f"{value!r} does not exist in any year")
    return month, day


def read_days(text: str) -> tuple[int, ...]:
    """``mon``, ``mon-fri``, ``fri-mon`` or several with commas, as weekdays with Monday = 0."""
    days = [day for part in text.split(",") for day in _run(part.strip().lower())]
    if len(set(days)) < len(days):
        raise ValueError(f"{text!r} names a day twice")
    return tuple(days)


def read_day_list(value: object) -> tuple[int, ...]:
    """A list of days or day ranges, or one text with them."""
    texts = [value] if isinstance(value, str) else as_list(value)
    return tuple(sorted(read_days(",".join(str(text) for text in texts))))


def _run(text: str) -> Iterator[int]:
    first, dash, last = (part.strip() for part in text.partition("-"))
    ends = [first, last] if dash else [first]
    for end in ends:
        if end not in WEEKDAYS:
            raise ValueError(f"{end!r} is no day; the days are {', '.join(WEEKDAYS)}, ranges like mon-fri")
    begins, stops = WEEKDAYS.index(ends[0]), WEEKDAYS.index(ends[-1])
    return ((begins + step) % 7 for step in range((stops - begins) % 7 + 1))
