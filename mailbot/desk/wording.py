"""Dates, times, lengths, lists and salutations in words, Japanese and English (LETTERS 1.3, 1.9, 1.10); no locale."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from mailbot.desk.zone_names import zone_in_words

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from mailbot.desk.letters.parts import Reader

WEEKDAYS_JA = "月火水木金土日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NO_DATES: Container[date] = frozenset()
NAME_LIMIT = 60
"""Characters of one part of a salutation; a longer one is no name and is cut."""


def day(of: date, language: str, *, with_year: bool = True, holidays: Container[date] = NO_DATES) -> str:
    """A date with its weekday: `2026年12月28日(月)`, `Mon 28 Dec 2026`; a holiday is `(月・祝)` in Japanese."""
    if language != "ja":
        words = f"{WEEKDAYS_EN[of.weekday()]} {of.day} {MONTHS_EN[of.month - 1]}"
        return f"{words} {of.year}" if with_year else words
    year = f"{of.year}年" if with_year else ""
    holiday = "・祝" if of in holidays else ""
    return f"{year}{of.month}月{of.day}日({WEEKDAYS_JA[of.weekday()]}{holiday})"


def instant(
    at: datetime,
    tz: tzinfo,
    language: str,
    *,
    with_year: bool = True,
    desk_tz: tzinfo | None = None,
    holidays: Container[date] = NO_DATES,
) -> str:
    """An instant on the reader's wall clock: `2026年12月28日(月) 17:00`, `Mon 28 Dec 2026, 17:00 JST`.

    Japanese names the zone only where it is not the desk's, English always. ValueError for an instant without zone.
    """
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no time zone, so it is no instant")
    local = at.astimezone(tz)
    words = day(local.date(), language, with_year=with_year, holidays=holidays)
    clock = f"{local.hour:02d}:{local.minute:02d}"
    if language != "ja":
        return f"{words}, {clock} {zone_in_words(local, language)}"
    if desk_tz is None or str(desk_tz) == str(tz):
        return f"{words} {clock}"
    return f"{words} {clock}（{zone_in_words(local, language)}）"


def days(first: date, last: date, language: str, *, with_year: bool = True) -> str:
    """One date, or a range with both ends: `…から…まで`, `… to …`."""
    if first == last:
        return day(first, language, with_year=with_year)
    one, other = (day(of, language, with_year=with_year) for of in (first, last))
    return f"{one}から{other}まで" if language == "ja" else f"{one} to {other}"


def duration(length: timedelta, language: str) -> str:
    """A length of time in hours and minutes, rounded down to the minute: `2時間30分`, `2 hours 30 minutes`."""
    minutes_in_all = max(0, int(length.total_seconds())) // 60
    hours, minutes = divmod(minutes_in_all, 60)
    if language == "ja":
        return "".join(f"{n}{unit}" for n, unit in ((hours, "時間"), (minutes, "分")) if n) or "0分"
    counted = [f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in ((hours, "hour"), (minutes, "minute")) if n]
    return " ".join(counted) or "0 minutes"


def size(octets: int, language: str) -> str:
    """A size in megabytes or kilobytes of 1024, rounded up: `30MB`, `30 MB`."""
    step, unit = (1024 * 1024, "MB") if octets >= 1024 * 1024 else (1024, "kB")
    number = -(-max(0, octets) // step)
    return f"{number}{unit}" if language == "ja" else f"{number} {unit}"


def listing(items: Sequence[str], language: str) -> str:
    """A list in a sentence: `AとB`, `A、B、C`; `A and B`, `A, B and C`."""
    if len(items) < 2:
        return "".join(items)
    if language == "ja":
        return "と".join(items) if len(items) == 2 else "、".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


COMPANY_MARKS = (
    (re.compile(r"㈱|[（(]株[）)]"), "株式会社"),
    (re.compile(r"㈲|[（(]有[）)]"), "有限会社"),
)
TITLES_AFTER_NAMES = (
    *("様", "御中", "先生", "殿", "社長", "会長", "専務", "常務", "部長", "次長", "課長", "係長", "主任"),
    *("室長", "所長", "店長", "支店長", "校長", "園長", "院長", "教授", "教諭", "代表", "取締役"),
)
TO_AN_ORGANISATION = "御中"


def salutation(reader: Reader, language: str) -> tuple[str, ...]:
    """The lines that address the reader (LETTERS 1.3): at most two in Japanese, one in English.

    One honorific, after the name and never after a title; ご担当者様 where the name is not known; full company forms.
    """
    if language != "ja":
        return (_dear(reader),)
    company, department, title, name = (
        _part(text) for text in (reader.company, reader.department, reader.title, reader.name)
    )
    house = " ".join(part for part in (_full_company(company), department) if part)
    if reader.honorific.strip() == TO_AN_ORGANISATION:
        to = " ".join(part for part in (house, name) if part)
        return (f"{to.removesuffix(TO_AN_ORGANISATION).rstrip()} {TO_AN_ORGANISATION}" if to else "ご担当者様",)
    person = " ".join(part for part in (title, _with_honorific(name, reader.honorific)) if part)
    return tuple(line for line in (house, person if name else "ご担当者様") if line)


def _dear(reader: Reader) -> str:
    name, company, honorific = _part(reader.name), _part(reader.company), reader.honorific.strip()
    if not name or honorific == TO_AN_ORGANISATION:
        return f"Dear {name or company} team," if name or company else "Hello,"
    return f"Dear {honorific} {name}," if honorific.isascii() and honorific else f"Dear {name},"


def _part(text: str) -> str:
    return " ".join(text.split())[:NAME_LIMIT]


def _full_company(company: str) -> str:
    for mark, full in COMPANY_MARKS:
        company = mark.sub(full, company)
    return company


def _with_honorific(name: str, registered: str) -> str:
    honorific = registered.strip()
    if honorific in {"", "殿"} or honorific.isascii():
        honorific = "様"
    if not name or any(name.endswith(title) and name != title for title in TITLES_AFTER_NAMES):
        return name
    return f"{name} {honorific}"


SALUTED = re.compile(r"(様|御中|先生)[、，,:：。]?$|^(dear|hello)\b", re.IGNORECASE)


def has_salutation(text: str) -> bool:
    """Whether one of the first three lines that hold anything greets the reader (LETTERS 3.6)."""
    written = [line.strip() for line in text.splitlines() if line.strip()]
    return any(SALUTED.search(line) for line in written[:3])
