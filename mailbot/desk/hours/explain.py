"""Every answer of a calendar derived in words, from the same records as the answer itself (C8)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from mailbot.desk.hours import adding, counting
from mailbot.desk.hours.counting import DayEnd, DueDay, Outside, Roll
from mailbot.desk.hours.hours import Hours
from mailbot.desk.hours.passages import changes_between, closed_between, given_between, skipped_between
from mailbot.desk.hours.pauses import Pause
from mailbot.desk.hours.phrases import say
from mailbot.desk.hours.quiet import quiet_release
from mailbot.desk.hours.words import (
    amount_in_words,
    day_in_words,
    moment_in_words,
    reason_in_words,
    why_outside,
    windows_in_words,
)
from mailbot.desk.hours.zones import MINUTE, Instant, instant_of, moment_of

Steps = tuple[str, ...]


def explain_is_open(hours: Hours, at: datetime, *, lang: str = "ja") -> Steps:
    """Why a moment is open or not."""
    local = hours.local(at)
    found = say("is_open" if hours.is_open(at) else "is_closed", lang, at=moment_in_words(local, lang))
    return (*_day_steps(hours, local.date(), lang), found)


def explain_is_business_day(hours: Hours, day: date, *, lang: str = "ja") -> Steps:
    """Why a date is a business day or not."""
    if hours.is_business_day(day):
        return (*_day_steps(hours, day, lang), say("is_business_day", lang, day=day_in_words(day, lang)))
    why = reason_in_words(*hours.line.rule(day).version.reason(day), lang)
    return (say("no_business_day", lang, day=day_in_words(day, lang), why=why),)


def explain_next_opening(hours: Hours, start: datetime, *, lang: str = "ja") -> Steps:
    """How the next opening was found."""
    answer = hours.next_opening(start)
    if answer == start:
        return (_start(hours, start, lang), say("open_already", lang, at=moment_in_words(answer, lang)))
    skipped = closed_between(hours, hours.local(start).date(), answer.date(), lang)
    found = say("next_opening", lang, at=moment_in_words(answer, lang))
    closed = say(
        "is_closed", lang, at=f"{moment_in_words(hours.local(start), lang)} ({why_outside(hours, start, lang)})"
    )
    return (closed, *skipped, found)


def explain_add_minutes(
    hours: Hours, start: datetime, minutes: float, pauses: Iterable[Pause] = (), *, lang: str = "ja"
) -> Steps:
    """How open minutes were added: where counting began, what each day gave, what pauses took away."""
    spans = list(pauses)
    found = adding.open_time_added(hours.line, instant_of(start), round(minutes * MINUTE), spans)
    answer = _local(hours, found.answer)
    steps = [_start(hours, start, lang)]
    if found.opened != found.start:
        opened = moment_in_words(_local(hours, found.opened), lang)
        steps.append(say("opens", lang, why=why_outside(hours, start, lang), at=opened))
    first = hours.line.local_day(found.start)
    steps += closed_between(hours, first, hours.line.local_day(found.answer - 1), lang)
    steps += changes_between(hours, first, answer.date(), lang)
    steps += [_paused(hours, part, lang) for part in found.paused]
    steps += given_between(hours, found.start, found.answer, [(begins, ends) for begins, ends, _ in found.paused], lang)
    steps += _projected(hours, answer, lang)
    amount = amount_in_words(found.amount, lang)
    if not found.amount:
        return (*steps, say("next_opening", lang, at=moment_in_words(answer, lang)))
    return (*steps, say("reached", lang, amount=amount, at=moment_in_words(answer, lang)))


def explain_minutes_between(hours: Hours, start: datetime, end: datetime, *, lang: str = "ja") -> Steps:
    """What each day gave to the open minutes between two moments."""
    begins, ends = sorted((instant_of(start), instant_of(end)))
    steps = [_start(hours, start, lang)]
    first, last = hours.line.local_day(begins), hours.line.local_day(ends)
    if end < start:
        steps.append(say("reversed", lang))
    steps += closed_between(hours, first, last, lang)
    steps += changes_between(hours, first, last, lang)
    steps += given_between(hours, begins, ends, [], lang)
    minutes = hours.minutes_between(start, end)
    amount = amount_in_words(hours.line.open_between(instant_of(start), instant_of(end)), lang)
    return (*steps, say("between", lang, amount=amount, minutes=minutes))


def explain_end_of_business_day(
    hours: Hours,
    start: datetime,
    n: int,
    *,
    outside: Outside = "deemed",
    count_first: bool = False,
    at: DayEnd = "close",
    pauses: Iterable[Pause] = (),
    lang: str = "ja",
) -> Steps:
    """How the n-th business day was counted."""
    due = counting.business_day_due(
        hours.line, start, n, outside=outside, count_first=count_first, at=at, pauses=pauses
    )
    day = day_in_words(due.plain, lang)
    counted = say("nth_day", lang, n=n, day=day) if n else say("zero_days", lang, day=day)
    first = say("first_counts" if count_first else "first_does_not", lang)
    return _due_steps(hours, due, start, outside, lang, (first, counted) if n else (counted,))


def explain_end_of_weeks(
    hours: Hours,
    start: datetime,
    weeks: int,
    *,
    roll: Roll = "forward",
    outside: Outside = "date",
    at: DayEnd = "close",
    pauses: Iterable[Pause] = (),
    lang: str = "ja",
) -> Steps:
    """How weeks were counted and rolled to a business day."""
    due = counting.weeks_due(hours.line, start, weeks, roll=roll, outside=outside, at=at, pauses=pauses)
    counted = [say("weeks", lang, weeks=weeks, day=day_in_words(due.plain, lang))]
    if due.rolled != due.plain:
        counted.append(_rolled(due.plain, due.rolled, lang))
    return _due_steps(hours, due, start, outside, lang, counted)


def explain_business_days_late(hours: Hours, due: datetime, at: datetime, *, lang: str = "ja") -> Steps:
    """How many business days late an answer is, and why."""
    days = hours.business_days_late(due, at)
    steps = [
        say("due", lang, at=moment_in_words(hours.local(due), lang), zone=hours.zone_on(hours.due_day(due)).key),
        say("answered", lang, at=moment_in_words(hours.local(at), lang)),
    ]
    if days < 0:
        return (*steps, say("on_time", lang))
    closes = _local(hours, counting.close_of_due_day(hours.line, instant_of(due)))
    steps.append(say("due_close", lang, at=moment_in_words(closes, lang)))
    if days == 0:
        return (*steps, say("same_day", lang))
    steps += skipped_between(hours, hours.due_day(due) + timedelta(days=1), hours.local(at).date(), lang)
    return (*steps, say("late", lang, days=days))


def explain_late_notice_at(hours: Hours, due: datetime, days: int, *, lang: str = "ja") -> Steps:
    """Why from this moment on an answer is so many business days late."""
    answer = hours.late_notice_at(due, days)
    first = hours.due_day(due)
    return (
        say("due", lang, at=moment_in_words(hours.local(due), lang), zone=hours.zone_on(first).key),
        *skipped_between(hours, first, hours.due_day(answer), lang),
        say("late_after", lang, at=moment_in_words(answer, lang), days=days),
    )


def explain_notice_date(hours: Hours, end_date: date, days: int, roll: Roll = "backward", *, lang: str = "ja") -> Steps:
    """How the day of a notice ahead of an end date was found."""
    answer = hours.notice_date(end_date, days, roll)
    plain = end_date - timedelta(days=days)
    steps = [
        say("end_date", lang, day=day_in_words(end_date, lang)),
        say("days_before", lang, days=days, day=day_in_words(plain, lang)),
    ]
    if answer != plain:
        steps.append(_rolled(plain, answer, lang))
    return (*steps, say("notice", lang, day=day_in_words(answer, lang)))


def explain_quiet_release(at: datetime, quiet: tuple[str, str], tz: str, *, lang: str = "ja") -> Steps:
    """Why a message goes at once or waits for the end of the quiet hours."""
    released = quiet_release(at, quiet, tz)
    return (
        say("quiet", lang, begins=quiet[0], ends=quiet[1], zone=tz),
        say("not_quiet" if released == at else "released", lang, at=moment_in_words(released, lang)),
    )


def _due_steps(
    hours: Hours, due: DueDay, start: datetime, outside: Outside, lang: str, counted: Iterable[str]
) -> Steps:
    zero = day_in_words(due.zero, lang)
    steps = [_start(hours, start, lang)]
    if due.zero != due.received:
        steps.append(say("deemed", lang, why=why_outside(hours, start, lang), day=zero))
    elif outside == "date":
        steps.append(say("plain_date", lang, day=zero))
    steps += changes_between(hours, due.received, due.day, lang)
    steps += skipped_between(hours, due.received, due.day, lang)
    steps += counted
    if due.moved:
        steps.append(say("moved", lang, count=due.moved, day=day_in_words(due.day, lang)))
    answer = _local(hours, due.answer)
    steps += _projected(hours, answer, lang)
    return (*steps, say(f"ends_{due.at}", lang, at=moment_in_words(answer, lang)))


def _start(hours: Hours, start: datetime, lang: str) -> str:
    local = hours.local(start)
    return say("start", lang, at=moment_in_words(local, lang), zone=hours.zone_on(local.date()).key)


def _paused(hours: Hours, part: tuple[Instant, Instant, int], lang: str) -> str:
    start, end = (moment_in_words(_local(hours, edge), lang) for edge in part[:2])
    return say("paused", lang, start=start, end=end, amount=amount_in_words(part[2], lang))


def _rolled(from_day: date, day: date, lang: str) -> str:
    return say("rolled", lang, from_day=day_in_words(from_day, lang), day=day_in_words(day, lang))


def _day_steps(hours: Hours, day: date, lang: str) -> Steps:
    if hours.open_of(day) is None:
        why = reason_in_words(*hours.line.rule(day).version.reason(day), lang)
        return (say("closed", lang, day=day_in_words(day, lang), why=why),)
    return (say("windows", lang, day=day_in_words(day, lang), windows=windows_in_words(hours, day, lang)),)


def _projected(hours: Hours, due: datetime, lang: str) -> list[str]:
    return [say("projected", lang, year=hours.due_day(due).year)] if hours.unannounced(due) else []


def _local(hours: Hours, instant: Instant) -> datetime:
    return hours.local(moment_of(instant))
