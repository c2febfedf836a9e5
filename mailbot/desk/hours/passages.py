"""What lies between two dates, in words: closed days by name, changes of the calendar, what each day gave."""

from datetime import date, timedelta

from mailbot.desk.hours import counting
from mailbot.desk.hours.hours import Hours, Skipped, skipped_days
from mailbot.desk.hours.phrases import say
from mailbot.desk.hours.week import week_in_words
from mailbot.desk.hours.words import amount_in_words, day_in_words, run_in_words, runs_of, span_in_words
from mailbot.desk.hours.zones import Instant

MANY_DAYS = 8
MANY_RUNS = 20


def closed_between(hours: Hours, first: date, last: date, lang: str) -> list[str]:
    """Days without opening hours, for answers in minutes."""
    return _named(skipped_days(hours.line, first, last, counts=counting.has_hours), "shut", lang)


def skipped_between(hours: Hours, first: date, last: date, lang: str) -> list[str]:
    """Days that are no business days, for answers in days."""
    return _named(skipped_days(hours.line, first, last), "skipped", lang)


def _named(skipped: tuple[Skipped, ...], phrase: str, lang: str) -> list[str]:
    """Closed days by name, neighbours in one line, weekends as a number, a list of more than a year cut."""
    runs = runs_of(skipped)
    steps = [
        say(phrase, lang, span=span_in_words(run[0].first, run[-1].last, lang), name=run_in_words(run, lang))
        for run in runs[:MANY_RUNS]
    ]
    if more := sum(_length(part) for run in runs[MANY_RUNS:] for part in run):
        steps.append(say(f"more_{phrase}", lang, days=more))
    if weekends := sum(_length(part) for part in skipped if part.kind == "weekend"):
        steps.append(say(f"{phrase}_weekends", lang, days=weekends))
    return steps


def _length(part: Skipped) -> int:
    return (part.last - part.first).days + 1


def changes_between(hours: Hours, first: date, last: date, lang: str) -> list[str]:
    """The changes of the calendar that the span meets."""
    steps = []
    for before, after in zip(hours.line.rules, hours.line.rules[1:], strict=False):
        version = after.version
        if first < version.first <= last:
            phrase = "version" if before.version.zone.key == version.zone.key else "version_zone"
            week = week_in_words(version.weekly, lang)
            steps.append(say(phrase, lang, day=day_in_words(version.first, lang), hours=week, zone=version.zone.key))
    return steps


def given_between(
    hours: Hours, start: Instant, end: Instant, left_out: list[tuple[Instant, Instant]], lang: str
) -> list[str]:
    """What each local date gave; from the second to the last but one together where there are many."""
    first, last = hours.line.local_day(start), hours.line.local_day(end)
    given: list[tuple[date, int]] = []
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        edges = max(start, hours.line.begins(day)), min(end, hours.line.begins(day + timedelta(days=1)))
        if hours.line.open_day(day) is None or edges[1] <= edges[0]:
            continue
        amount = hours.line.open_between(*edges)
        for begins, ends in left_out:
            cut = max(begins, edges[0]), min(ends, edges[1])
            amount -= hours.line.open_between(*cut) if cut[0] < cut[1] else 0
        if amount:
            given.append((day, amount))
    return [_given(part, lang) for part in _shortened(given)]


def _shortened(given: list[tuple[date, int]]) -> list[list[tuple[date, int]]]:
    if len(given) <= MANY_DAYS:
        return [[part] for part in given]
    return [given[:1], given[1:-1], given[-1:]]


def _given(part: list[tuple[date, int]], lang: str) -> str:
    amount = amount_in_words(sum(amount for _, amount in part), lang)
    if len(part) == 1:
        return say("day", lang, day=day_in_words(part[0][0], lang), amount=amount)
    first, last = (day_in_words(part[place][0], lang) for place in (0, -1))
    return say("days", lang, first=first, last=last, days=len(part), amount=amount)
