"""Time per answer of business time, beside businesstimedelta (PyPI) on the questions that it can express.

Run: ``python -m benchmarks.hours``. Both are prepared before the clock starts and asked the same starts in the
same run; where both can answer, the answers are compared first.
"""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter
from typing import Any

import businesstimedelta  # type: ignore[import-untyped]  # it ships no types
import pytz  # type: ignore[import-untyped]  # the only zones that businesstimedelta takes

from mailbot.desk.hours import Hours, prepare, read_calendar
from mailbot.edges.holidays import national_holidays

JST = pytz.timezone("Asia/Tokyo")
ROUNDS = 7
YEARS = (2025, 2026, 2027)
Ask = Callable[[datetime], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One row of the table; the peer is None where it cannot be asked."""

    name: str
    ours: Ask
    peer: Ask | None
    peer_starts: int = 40


def starts() -> list[datetime]:
    """Mails at all hours of 2026, 7 hours 13 minutes apart."""
    return [datetime(2026, 1, 5, tzinfo=UTC) + number * timedelta(hours=7, minutes=13) for number in range(400)]


def office() -> Hours:
    """Weekdays 09:00-12:00 and 13:00-18:00, Japanese holidays, closed from 12-29 to 01-03."""
    keys: dict[str, object] = {
        "tz": "Asia/Tokyo",
        "weekly": {"mon-fri": ["09:00-12:00", "13:00-18:00"]},
        "national_holidays": "JP",
        "closed_yearly": [["12-29", "01-03"]],
    }
    return prepare("office", {"office": read_calendar("office", keys)}, national_holidays(["JP"]))


def peer_rules() -> Any:
    """The same hours as rules of businesstimedelta, every closed date listed."""
    closed: dict[date, str] = {}
    japan = national_holidays(["JP"]).names["JP"]
    for ordinal in range(date(YEARS[0], 1, 1).toordinal(), date(YEARS[-1], 12, 31).toordinal() + 1):
        day = date.fromordinal(ordinal)
        if day in japan or (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3):
            closed[day] = japan.get(day, "year-end")
    work = businesstimedelta.WorkDayRule(start_time=time(9), end_time=time(18), working_days=[0, 1, 2, 3, 4], tz=JST)
    lunch = businesstimedelta.LunchTimeRule(
        start_time=time(12), end_time=time(13), working_days=[0, 1, 2, 3, 4], tz=JST
    )
    return businesstimedelta.Rules([work, lunch, businesstimedelta.HolidayRule(closed, tz=JST)])


def questions(hours: Hours, rules: Any) -> Sequence[Question]:
    """Ten minutes, eight hours, seven business days, a year; added and counted."""

    def peer_add(minutes: int) -> Ask:
        span = businesstimedelta.BusinessTimeDelta(rules, seconds=minutes * 60)
        return lambda start: start + span

    def peer_between(length: timedelta) -> Ask:
        return lambda start: rules.difference(start, start + length).timedelta.total_seconds() / 60

    year, year_minutes = timedelta(days=365), 240 * 480
    return (
        Question(name="add 10 minutes", ours=lambda at: hours.add_minutes(at, 10), peer=peer_add(10)),
        Question(name="add 8 hours", ours=lambda at: hours.add_minutes(at, 480), peer=peer_add(480)),
        Question(name="close of the 7th business day", ours=lambda at: hours.end_of_business_day(at, 7), peer=None),
        Question(name="add 7 x 8 hours", ours=lambda at: hours.add_minutes(at, 3360), peer=peer_add(3360)),
        Question(
            name="add a year (240 x 8 hours)",
            ours=lambda at: hours.add_minutes(at, year_minutes),
            peer=peer_add(year_minutes),
            peer_starts=3,
        ),
        Question(
            name="minutes in 7 days",
            ours=lambda at: hours.minutes_between(at, at + timedelta(days=7)),
            peer=peer_between(timedelta(days=7)),
        ),
        Question(
            name="minutes in a year",
            ours=lambda at: hours.minutes_between(at, at + year),
            peer=peer_between(year),
            peer_starts=3,
        ),
        Question(name="is it open", ours=hours.is_open, peer=None),
    )


def microseconds(ask: Ask, moments: Sequence[datetime]) -> float:
    """The median of several rounds, per answer."""
    rounds = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        for moment in moments:
            ask(moment)
        rounds.append((perf_counter() - begun) / len(moments) * 1e6)
    return statistics.median(rounds)


def main() -> None:
    """Prints what preparing costs and the table."""
    begun = perf_counter()
    hours = office()
    prepared = perf_counter() - begun
    for year in YEARS:
        hours.line.year(year)
    filled = perf_counter() - begun - prepared
    print(f"preparing the calendar {prepared * 1e3:.1f} ms, a year of it {filled / len(YEARS) * 1e3:.1f} ms, once\n")
    moments = starts()
    rules = peer_rules()
    print(f"{'question':32}{'mailbot':>12}{'businesstimedelta':>20}{'ratio':>10}  same answers")
    for question in questions(hours, rules):
        ours = microseconds(question.ours, moments)
        if question.peer is None:
            print(f"{question.name:32}{ours:9.1f} us{'cannot say':>20}")
            continue
        few = moments[:: len(moments) // question.peer_starts][: question.peer_starts]
        theirs = microseconds(question.peer, few)
        same = sum(question.ours(moment) == question.peer(moment) for moment in few)
        print(f"{question.name:32}{ours:9.1f} us{theirs:17.1f} us{theirs / ours:9.0f}x  {same} of {len(few)}")


if __name__ == "__main__":
    main()
