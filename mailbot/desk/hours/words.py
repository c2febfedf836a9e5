"""Dates, times, amounts and closed days in words (`2026年12月28日(月) 17:00`, `Mon 28 Dec 2026, 17:00 JST`)."""

from datetime import date, datetime

from mailbot.desk.hours.calendar import clock_text
from mailbot.desk.hours.hours import Hours, Skipped
from mailbot.desk.hours.phrases import PHRASES, say
from mailbot.desk.hours.week import weekday
from mailbot.desk.hours.zones import MINUTE, SECOND

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_in_words(day: date, lang: str) -> str:
    """A date with its weekday."""
    name = weekday(day.weekday(), lang)
    if lang == "en":
        return f"{name} {day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日({name})"


def moment_in_words(at: datetime, lang: str) -> str:
    """A moment on its own wall clock; seconds only where there are some, the zone always in English."""
    clock = f"{at:%H:%M:%S}" if at.second or at.microsecond else f"{at:%H:%M}"
    if lang == "en":
        return f"{day_in_words(at.date(), lang)}, {clock} {at.tzname() or ''}".rstrip()
    return f"{day_in_words(at.date(), lang)} {clock}"


def span_in_words(first: date, last: date, lang: str) -> str:
    """One date, or from one to another."""
    if first == last:
        return day_in_words(first, lang)
    one, other = day_in_words(first, lang), day_in_words(last, lang)
    return f"{one} to {other}" if lang == "en" else f"{one}から{other}まで"


def amount_in_words(amount: int, lang: str) -> str:
    """A length of time in microseconds, to the second."""
    units = (("h", "時間"), ("min", "分"), ("s", "秒"))
    minutes, rest = divmod(abs(amount), MINUTE)
    parts = [(value, unit) for value, unit in zip((*divmod(minutes, 60), rest // SECOND), units, strict=True) if value]
    parts = parts or [(0, units[1])]
    sign = "-" if amount < 0 else ""
    if lang == "en":
        return sign + " ".join(f"{value} {unit[0]}" for value, unit in parts)
    return sign + "".join(f"{value}{unit[1]}" for value, unit in parts)


def windows_in_words(hours: Hours, day: date, lang: str) -> str:
    """The opening windows of a date."""
    windows = hours.line.rule(day).version.plan(day).windows
    return ("、" if lang != "en" else ", ").join(
        f"{clock_text(opens)}-{clock_text(closes)}" for opens, closes in windows
    )


def reason_in_words(kind: str, name: str, lang: str) -> str:
    """Why a date is closed: a holiday by its Japanese name, a closure as what it is."""
    if name in PHRASES:
        return say(name, lang)
    if name and lang != "en":
        return name
    return f"{say(kind, lang)}{f' {name}' if name else ''}"


def why_outside(hours: Hours, at: datetime, lang: str) -> str:
    """Why a moment is outside of opening hours: what that date is, or where in the day it lies."""
    local = hours.local(at)
    opens, closes = hours.open_of(local.date()), hours.close_of(local.date())
    if opens is None or closes is None:
        return reason_in_words(*hours.line.rule(local.date()).version.reason(local.date()), lang)
    if at >= closes:
        return say("after_close", lang)
    return say("before_opening" if at < opens else "break", lang)


def run_in_words(run: list[Skipped], lang: str) -> str:
    """Why neighbouring days are closed, each name once."""
    if lang != "en":
        return "、".join(dict.fromkeys(reason_in_words(part.kind, part.name, lang) for part in run))
    named: dict[str, list[str]] = {}
    for part in run:
        kind, name = (say(part.name, lang), "") if part.name in PHRASES else (say(part.kind, lang), part.name)
        named.setdefault(kind, []).append(name)
    return ", ".join(f"{kind} {' '.join(dict.fromkeys(names))}".strip() for kind, names in named.items())


def runs_of(skipped: tuple[Skipped, ...]) -> list[list[Skipped]]:
    """Closed days that are more than a weekend, neighbours together."""
    runs: list[list[Skipped]] = []
    for part in skipped:
        if part.kind == "weekend":
            continue
        if runs and runs[-1][-1].last.toordinal() + 1 == part.first.toordinal():
            runs[-1].append(part)
        else:
            runs.append([part])
    return runs
