"""A calendar in words: opening hours with breaks, what is closed every year, and the closing days of one year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from mailbot.desk.hours.calendar import clock_text
from mailbot.desk.hours.versions import is_within
from mailbot.desk.hours.week import ALL_DAY, week_in_words, weekday
from mailbot.desk.policy_paper_holidays import holiday_name
from mailbot.desk.policy_paper_words import WORDS, say
from mailbot.desk.wording import MONTHS_EN, day, days
from mailbot.desk.zone_names import zone_of_clock_times

if TYPE_CHECKING:
    from mailbot.desk.hours import Hours
    from mailbot.desk.hours.calendar import Extra, MonthDay, Windows, YearlySpan
    from mailbot.desk.hours.versions import Version
    from mailbot.desk.policy_paper_values import Lines

A_DAY = timedelta(days=1)
LONGEST_CLOSURE = 92
"""Days by which a closure is followed beyond the year of the paper."""
WEEKEND = [5, 6]


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Neighbouring dates that are closed for one reason, both ends included."""

    first: date
    last: date
    name: str


def calendar_facts(version: Version, language: str, *, first: date, last: date = date.max) -> dict[str, Lines]:
    """What holds week by week and year by year: `zone, week, breaks, extra, national, yearly`. Of further hours
    those that are promised between the two dates.
    """
    extras = [one for one in version.extra if _meets(one, first, last)]
    return {
        "zone": (zone_of_clock_times(version.zone, language),),
        "week": _week(version.weekly, language),
        "breaks": _breaks(version.weekly, language),
        "extra": tuple(_extra(one, language) for one in extras),
        "national": (_national(version.country, language),),
        "yearly": tuple(_yearly(span, language) for span in version.yearly),
    }


def dated_facts(version: Version, language: str, *, since: date) -> dict[str, Lines]:
    """What holds on single dates from one on: `closed_dates, open_dates, holidays_add, holidays_remove`."""
    listed = [*version.closed, *((one, one) for one in sorted(version.closed_days))]
    spans = joined(span for span in listed if span[1] >= since)
    added = [(one, name) for one, name in sorted(version.added.items()) if one >= since]
    return {
        "closed_dates": tuple(days(first, last, language) for first, last in spans),
        "open_dates": tuple(
            _opening(one, windows, language) for one, windows in sorted(version.open_dates.items()) if one >= since
        ),
        "holidays_add": tuple(f"{day(one, language)} {holiday_name(name, language)}" for one, name in added),
        "holidays_remove": tuple(day(one, language) for one in sorted(version.removed) if one >= since),
    }


def closed_days(hours: Hours, year: int, language: str) -> tuple[Closed, ...]:
    """The holidays and closures that touch a year, in order; regular days off only inside of closures. A closure
    over New Year is whole.
    """
    first = date(max(year, 3), 1, 1) - LONGEST_CLOSURE * A_DAY
    last = date(min(year, 9990), 12, 31) + LONGEST_CLOSURE * A_DAY
    found: list[Closed] = []
    for one in (first + n * A_DAY for n in range((last - first).days + 1)):
        reason = _reason(hours, one)
        if reason is None:
            continue
        name = _closed_name(*reason, language)
        if found and reason[0] == "closure" and found[-1].name == name and found[-1].last + A_DAY == one:
            found[-1] = Closed(first=found[-1].first, last=one, name=name)
        else:
            found.append(Closed(first=one, last=one, name=name))
    return tuple(one for one in found if one.first.year <= year <= one.last.year)


def special_openings(hours: Hours, year: int) -> tuple[tuple[date, Windows], ...]:
    """The dates of a year with hours of their own."""
    dates = {one for rule in hours.line.rules for one in rule.version.open_dates if one.year == year}
    found = ((one, hours.line.rule(one).version.open_dates.get(one, ())) for one in sorted(dates))
    return tuple((one, windows) for one, windows in found if windows)


def windows_in_words(windows: Windows, language: str) -> str:
    """The windows of one day: 「10:00から12:00まで、13:00から17:00まで」, "10:00-12:00, 13:00-17:00"."""
    if windows == ALL_DAY:
        return "24時間" if language == "ja" else "24 hours"
    spans = [say("span", language, opens=clock_text(one), closes=clock_text(other)) for one, other in windows]
    return ("、" if language == "ja" else ", ").join(spans)


def days_off(version: Version, language: str) -> str:
    """The weekdays without hours: 「土日」, "weekends"; empty where each has some."""
    off = [number for number, windows in enumerate(version.weekly) if not windows]
    if off == WEEKEND:
        return say("weekend", language)
    names = [weekday(number, language) for number in off]
    return ("・" if language == "ja" else ", ").join(names)


def joined(spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """Spans in order, neighbours as one."""
    found: list[tuple[date, date]] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + A_DAY:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def _reason(hours: Hours, one: date) -> tuple[str, str] | None:
    """Why a date is closed beyond the regular week: `holiday` or `closure`, and its name."""
    version = hours.line.rule(one).version
    if version.open_dates.get(one):
        return None
    kind, name = version.reason(one)
    return (kind, name) if kind in ("holiday", "closure") else None


def _closed_name(kind: str, name: str, language: str) -> str:
    if kind == "holiday":
        return holiday_name(name, language)
    key = f"closure_{name}"
    return say(key if key in WORDS else "closure", language)


def _meets(extra: Extra, first: date, last: date) -> bool:
    return (extra.first or date.min) <= last and (extra.last or date.max) >= first


def _week(weekly: Sequence[Windows], language: str) -> Lines:
    """One line for the days that share their hours."""
    groups = list(dict.fromkeys(windows for windows in weekly if windows))
    if not groups:
        return (say("no_week", language),)
    return tuple(week_in_words([one if one == windows else () for one in weekly], language) for windows in groups)


def _breaks(weekly: Sequence[Windows], language: str) -> Lines:
    """The pauses between the windows of a day, said once where every open day has the same."""
    by_day = {number: tuple(_gaps(windows)) for number, windows in enumerate(weekly) if windows}
    if len(set(by_day.values())) == 1:
        words = windows_in_words(next(iter(by_day.values())), language)
        return (words,) if words else ()
    pauses = [by_day.get(number, ()) for number in range(len(weekly))]
    return _week(pauses, language) if any(pauses) else ()


def _gaps(windows: Windows) -> Iterator[tuple[int, int]]:
    return ((before[1], after[0]) for before, after in pairwise(windows))


def _extra(extra: Extra, language: str) -> str:
    hours = week_in_words([extra.hours if number in extra.days else () for number in range(7)], language)
    terms = [_period(extra, language)] if extra.first or extra.last else []
    terms += [say("on_closed_days", language)] if extra.on_closed_days else []
    terms += [say("extra_business_day", language)] if extra.business_day else []
    if not terms:
        return hours
    return say("with", language, said=hours, more=("、" if language == "ja" else ", ").join(terms))


def _period(extra: Extra, language: str) -> str:
    if extra.first and extra.last:
        return days(extra.first, extra.last, language)
    if extra.first:
        return say("since", language, day=day(extra.first, language))
    return say("until", language, day=day(extra.last, language)) if extra.last else ""


def _national(country: str, language: str) -> str:
    if not country:
        return say("national_open", language)
    key = f"country_{country}"
    named = say(key, language) if key in WORDS else say("country", language, code=country)
    return say("national_closed", language, country=named)


def _yearly(span: YearlySpan, language: str) -> str:
    """「12月29日から1月3日まで（年末年始）」, "29 Dec to 3 Jan (year end)"."""
    first, last = (_month_day(one, language) for one in span)
    words = first if span[0] == span[1] else say("since_until", language, first=first, last=last)
    new_year = is_within(span, (12, 31)) or is_within(span, (1, 1))
    return say("with", language, said=words, more=say("year-end", language)) if new_year else words


def _month_day(one: MonthDay, language: str) -> str:
    month = one[0] if language == "ja" else MONTHS_EN[one[0] - 1]
    return say("month_day", language, month=month, day=one[1])


def _opening(one: date, windows: Windows, language: str) -> str:
    words = windows_in_words(windows, language) if windows else say("closure", language)
    return f"{day(one, language)} {words}"
