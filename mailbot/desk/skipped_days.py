"""The days that moved a time, in one sentence of a letter (LETTERS 1.10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from mailbot.desk.wording import day, days, listing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailbot.desk.hours import Skipped

YEAR_END = "year-end"
CLOSURES = {
    "ja": {YEAR_END: "年末年始休業", "": "休業日"},
    "en": {YEAR_END: "year-end closure", "": "closing days"},
}
SATURDAY, SUNDAY = 5, 6
WEEKENDS = {
    "ja": {
        frozenset({SATURDAY, SUNDAY}): "土日",
        frozenset({SATURDAY}): "土曜日",
        frozenset({SUNDAY}): "日曜日",
    },
    "en": {
        frozenset({SATURDAY, SUNDAY}): "weekends",
        frozenset({SATURDAY}): "Saturdays",
        frozenset({SUNDAY}): "Sundays",
    },
}
REGULAR = {"ja": "定休日", "en": "our regular closing days"}
MOST_HOLIDAYS = 4
"""More dates than these are counted instead of named, so that the sentence keeps to two lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Closure:
    first: date
    last: date
    name: str


def not_counted(skipped: Sequence[Skipped], language: str, *, year: int) -> str:
    """The whole sentence that names what was not counted, empty if nothing was skipped.

    Closures and holidays by date, ordinary weekends just as such; the year is printed where one is not `year`.
    """
    closures = _closures(skipped)
    inside = {of for closure in closures for of in _dates(closure.first, closure.last)}
    holidays = sorted(
        of for part in skipped if part.kind == "holiday" for of in _dates(part.first, part.last) if of not in inside
    )
    words = [
        *_ordinary(skipped, inside, language),
        *_holidays(holidays, language, year=year),
        *(_closure_words(closure, language, year=year) for closure in closures),
    ]
    if not words:
        return ""
    if language == "ja":
        return f"{listing(words, 'ja')}は、{'日数に含めて' if closures else '営業日に数えて'}おりません。"
    if len(words) == 1 and closures:
        verb = "are" if not closures[0].name else "is"
        return f"{words[0][:1].upper()}{words[0][1:]} {verb} not counted."
    return f"Not counted as business days: {listing(words, 'en')}."


def _closures(skipped: Sequence[Skipped]) -> list[_Closure]:
    """Closures in order; those of one name that only closed days part are one."""
    found: list[_Closure] = []
    closed_through = date.min
    for part in sorted(skipped, key=lambda one: one.first):
        joined = closed_through + timedelta(days=1) >= part.first if closed_through > date.min else False
        closed_through = max(part.last, closed_through if joined else date.min)
        if part.kind != "closure":
            continue
        if joined and found and found[-1].name == part.name:
            found[-1] = _Closure(first=found[-1].first, last=part.last, name=part.name)
        else:
            found.append(_Closure(first=part.first, last=part.last, name=part.name))
    return found


def _ordinary(skipped: Sequence[Skipped], inside: set[date], language: str) -> list[str]:
    spoken = "ja" if language == "ja" else "en"
    skips = [(part.kind, of) for part in skipped for of in _dates(part.first, part.last) if of not in inside]
    weekdays = frozenset(of.weekday() for kind, of in skips if kind == "weekend")
    words = [WEEKENDS[spoken][weekdays]] if weekdays else []
    return [*words, REGULAR[spoken]] if any(kind == "other" for kind, _ in skips) else words


def _holidays(holidays: Sequence[date], language: str, *, year: int) -> list[str]:
    if len(holidays) > MOST_HOLIDAYS:
        return [f"祝日（{len(holidays)}日）" if language == "ja" else f"{len(holidays)} public holidays"]
    words = [day(of, language, with_year=of.year != year, holidays=holidays) for of in holidays]
    return words if language == "ja" else [f"{name} (public holiday)" for name in words]


def _closure_words(closure: _Closure, language: str, *, year: int) -> str:
    names = CLOSURES["ja" if language == "ja" else "en"]
    name = names.get(closure.name, closure.name if language == "ja" else names[""])
    with_year = not closure.first.year == closure.last.year == year
    when = days(closure.first, closure.last, language, with_year=with_year)
    return f"{name}（{when}）" if language == "ja" else f"our {name} ({when})"


def _dates(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
