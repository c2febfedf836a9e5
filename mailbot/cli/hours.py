"""What `mailbot hours` answers: questions to one calendar as people write them, with the derivation in words."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from mailbot.desk.complaints import Complaint, Complaints
from mailbot.desk.hours import (
    Hours,
    NoOpening,
    explain_add_minutes,
    explain_end_of_business_day,
    explain_end_of_weeks,
    explain_is_business_day,
    explain_is_open,
    explain_minutes_between,
    explain_next_opening,
)

Result: TypeAlias = datetime | bool | float
Answer: TypeAlias = tuple[Result, tuple[str, ...]]

PARTS = re.compile(r"(\d+(?:\.\d+)?)(bd|[mhw])")
MINUTES = {"m": 1, "h": 60}
USAGE = {
    "open": "open T",
    "add": "add T DURATION",
    "between": "between T T",
    "days": "days T N",
    "next": "next T",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """Minutes, business days or weeks; exactly one of them is given."""

    minutes: float | None = None
    business_days: int | None = None
    weeks: int | None = None


def hours_command(hours: Hours, question: str, arguments: Sequence[str], *, lang: str = "ja") -> Answer:
    """The answer to `open T`, `add T DURATION`, `between T T`, `days T N` or `next T`, and its steps in words.

    T is ISO 8601, in the calendar's zone where it names none; a date alone means its beginning, and for `open`
    the whole date. Raises Complaints for wrong use, NoOpening where there is no answer.
    """
    if question not in USAGE:
        raise _wrong("question", f"{question!r} is not known; ask {', '.join(USAGE.values())}")
    if len(arguments) != len(USAGE[question].split()) - 1:
        raise _wrong("question", f"write it as: hours CALENDAR {USAGE[question]}")
    return ANSWERS[question](hours, arguments, lang)


def hours_json(hours: Hours, question: str, arguments: Sequence[str], *, lang: str = "ja") -> dict[str, object]:
    """The same as one JSON object: `result` and `steps`, or `error` where the calendar has no such instant."""
    try:
        result, steps = hours_command(hours, question, arguments, lang=lang)
    except NoOpening as error:
        return {**error.as_json(), "steps": [str(error)]}
    return {"result": result.isoformat() if isinstance(result, datetime) else result, "steps": list(steps)}


def read_moment(text: str, hours: Hours) -> datetime:
    """ISO 8601 with or without an offset; without one, and for a date alone, the calendar's own wall clock."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise _wrong("T", f"{text!r} is no time; write 2026-12-28T17:00, with or without an offset") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=hours.zone_on(moment.date()))


def read_duration(text: str) -> Duration:
    """`90m`, `8h`, `1h30m`, `3bd` (business days), `1w`."""
    parts = PARTS.findall(text.strip().lower())
    if not parts or "".join(number + unit for number, unit in parts) != text.strip().lower():
        hint = "; a day is 3bd (business days) or 24h" if text.strip().lower().endswith("d") else ""
        raise _wrong("DURATION", f"{text!r} is no duration; write 90m, 8h, 3bd or 1w{hint}")
    units = [unit for _, unit in parts]
    if set(units) <= MINUTES.keys() and len(set(units)) == len(units):
        minutes = sum(float(number) * MINUTES[unit] for number, unit in parts)
        return Duration(minutes=int(minutes) if minutes == int(minutes) else minutes)
    if len(parts) > 1 or "." in parts[0][0]:
        raise _wrong("DURATION", f"{text!r} mixes units that do not add up; ask one after the other, in whole numbers")
    number = int(parts[0][0])
    return Duration(business_days=number) if units == ["bd"] else Duration(weeks=number)


def _open(hours: Hours, arguments: Sequence[str], lang: str) -> Answer:
    day = _date_alone(arguments[0])
    if day is not None:
        return hours.is_business_day(day), explain_is_business_day(hours, day, lang=lang)
    moment = read_moment(arguments[0], hours)
    return hours.is_open(moment), explain_is_open(hours, moment, lang=lang)


def _next(hours: Hours, arguments: Sequence[str], lang: str) -> Answer:
    moment = read_moment(arguments[0], hours)
    return hours.next_opening(moment), explain_next_opening(hours, moment, lang=lang)


def _add(hours: Hours, arguments: Sequence[str], lang: str) -> Answer:
    moment, duration = read_moment(arguments[0], hours), read_duration(arguments[1])
    if duration.minutes is not None:
        answer = hours.add_minutes(moment, duration.minutes)
        return answer, explain_add_minutes(hours, moment, duration.minutes, lang=lang)
    if duration.weeks is not None:
        return hours.end_of_weeks(moment, duration.weeks), explain_end_of_weeks(
            hours, moment, duration.weeks, lang=lang
        )
    return _business_days(hours, moment, duration.business_days or 0, lang)


def _between(hours: Hours, arguments: Sequence[str], lang: str) -> Answer:
    start, end = (read_moment(text, hours) for text in arguments)
    return hours.minutes_between(start, end), explain_minutes_between(hours, start, end, lang=lang)


def _days(hours: Hours, arguments: Sequence[str], lang: str) -> Answer:
    text = arguments[1].removesuffix("bd")
    if not (text.isascii() and text.isdigit()):
        raise _wrong("N", f"{arguments[1]!r} is no number of business days; write 0, 1, 2 ...")
    return _business_days(hours, read_moment(arguments[0], hours), int(text), lang)


def _business_days(hours: Hours, moment: datetime, n: int, lang: str) -> Answer:
    return hours.end_of_business_day(moment, n), explain_end_of_business_day(hours, moment, n, lang=lang)


def _date_alone(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def _wrong(argument: str, message: str) -> Complaints:
    return Complaints([Complaint((argument,), message)])


ANSWERS: Mapping[str, Callable[[Hours, Sequence[str], str], Answer]] = {
    "open": _open,
    "add": _add,
    "between": _between,
    "days": _days,
    "next": _next,
}
