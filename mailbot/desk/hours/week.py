"""The opening hours of a week in a few words, such as `平日 10:00から17:00まで` or `weekdays 10:00-17:00`."""

from collections.abc import Sequence
from itertools import groupby

from mailbot.desk.hours.calendar import MINUTES_A_DAY, Windows, clock_text

ALL_DAY: Windows = ((0, MINUTES_A_DAY),)
WEEKDAYS_JA = "月火水木金土日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NAMED = {
    "ja": {tuple(range(5)): "平日", (5, 6): "土日", tuple(range(7)): "毎日"},
    "en": {tuple(range(5)): "weekdays", (5, 6): "weekends", tuple(range(7)): "every day"},
}


def week_in_words(weekly: Sequence[Windows], lang: str) -> str:
    """The windows of a week (Monday first); days with the same hours are named together."""
    english = lang == "en"
    if all(windows == ALL_DAY for windows in weekly):
        return "24 hours a day, 365 days a year" if english else "24時間365日"
    by_hours: dict[Windows, list[int]] = {}
    for day, windows in enumerate(weekly):
        if windows:
            by_hours.setdefault(windows, []).append(day)
    if not by_hours:
        return "no regular hours" if english else "定期の営業時間なし"
    parts = [f"{_days(tuple(days), lang)} {_hours(windows, lang)}" for windows, days in by_hours.items()]
    return "; ".join(parts) if english else "、".join(parts)


def weekday(day: int, lang: str) -> str:
    """The short name of a weekday, Monday = 0."""
    return WEEKDAYS_EN[day] if lang == "en" else WEEKDAYS_JA[day]


def _days(days: tuple[int, ...], lang: str) -> str:
    english = lang == "en"
    if named := NAMED["en" if english else "ja"].get(days):
        return named
    runs: list[str] = []
    for _, group in groupby(enumerate(days), lambda place: place[1] - place[0]):
        run = [day for _, day in group]
        if len(run) > 2:
            runs.append(f"{weekday(run[0], lang)}{'-' if english else '～'}{weekday(run[-1], lang)}")
        else:
            runs.extend(weekday(day, lang) for day in run)
    return _and(runs) if english else "・".join(runs) + "曜"


def _hours(windows: Windows, lang: str) -> str:
    if windows == ALL_DAY:
        return "24 hours" if lang == "en" else "24時間"
    spans = [(clock_text(opens), clock_text(closes)) for opens, closes in windows]
    if lang == "en":
        return _and([f"{opens}-{closes}" for opens, closes in spans])
    return "、".join(f"{opens}から{closes}まで" for opens, closes in spans)


def _and(items: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(items[:-1]), items[-1])))
