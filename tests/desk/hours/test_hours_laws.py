"""Laws of business time on random calendars in four zones, and a slow walk over minutes that must agree."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailbot.desk.hours import (
    Holidays,
    Hours,
    explain_add_minutes,
    explain_end_of_business_day,
    prepare,
    read_calendar,
)
from mailbot.desk.hours.words import moment_in_words

ZONES = ("Asia/Tokyo", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe")
CLOCK_CHANGES = (
    datetime(2025, 3, 9, 7, tzinfo=UTC),
    datetime(2025, 11, 2, 6, tzinfo=UTC),
    datetime(2025, 3, 30, 1, tzinfo=UTC),
    datetime(2025, 10, 26, 1, tzinfo=UTC),
    datetime(2025, 4, 5, 15, tzinfo=UTC),
    datetime(2025, 10, 4, 15, 30, tzinfo=UTC),
)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LAWS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
MINUTE = timedelta(minutes=1)


@st.composite
def windows(draw: st.DrawFn) -> list[list[str]]:
    edges = sorted(draw(st.sets(st.integers(0, 96), min_size=2, max_size=4)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return [[f"{a // 4:02d}:{a % 4 * 15:02d}", f"{b // 4:02d}:{b % 4 * 15:02d}"] for a, b in pairs]


@st.composite
def calendars(draw: st.DrawFn) -> dict[str, object]:
    """Open on at least one day for at least an hour a week, with closures, openings, extra hours and a change."""
    anchor = draw(st.sampled_from(CLOCK_CHANGES)).date()
    near = st.integers(-5, 5).map(lambda number: (anchor + timedelta(days=number)).isoformat())
    weekly = draw(st.dictionaries(st.sampled_from(DAYS), windows(), max_size=6))
    weekly["wed"] = [["09:00", "12:00"], ["13:00", "18:00"]]
    keys: dict[str, object] = {
        "tz": draw(st.sampled_from(ZONES)),
        "weekly": weekly,
        "closed_dates": draw(st.lists(near, max_size=3)),
        "closed_yearly": draw(st.sampled_from([[], [["12-29", "01-03"]], [["03-29", "04-01"]]])),
        "open_dates": draw(st.dictionaries(near, windows(), max_size=2)),
    }
    if draw(st.booleans()):
        days = draw(st.lists(st.sampled_from(DAYS), min_size=1, max_size=3, unique=True))
        flags = {"on_closed_days": draw(st.booleans()), "business_day": draw(st.booleans())}
        keys["extra"] = [{"days": days, "hours": draw(windows()), **flags}]
    if draw(st.booleans()):
        keys["changes"] = [{"from": draw(near), "weekly": {"tue-thu": draw(windows())}}]
    return keys


@st.composite
def moments(draw: st.DrawFn) -> datetime:
    """Half of them anywhere in two years, half around clock changes; with seconds."""
    anywhere = st.integers(0, 2 * 366 * 86_400).map(lambda s: datetime(2024, 7, 1, tzinfo=UTC) + timedelta(seconds=s))
    around = st.tuples(st.sampled_from(CLOCK_CHANGES), st.integers(-3 * 86_400, 3 * 86_400)).map(
        lambda place: place[0] + timedelta(seconds=place[1])
    )
    return draw(st.one_of(anywhere, around))


def prepared(keys: dict[str, object]) -> Hours:
    return prepare("c", {"c": read_calendar("c", keys)}, Holidays())


class Walk:
    """What is open, asked minute by minute; written without the tables that it checks."""

    def __init__(self, keys: dict[str, object]) -> None:
        self.spec = read_calendar("c", keys)
        self.zone = ZoneInfo(self.spec.tz or "UTC")

    def windows_of(self, day: date) -> tuple[tuple[int, int], ...]:
        found = dict(self.spec.open_dates or ()).get(day)
        closed = found is None and self._is_closed(day)
        changed = [change for change in self.spec.changes if change.first <= day]
        weekly = changed[-1].weekly if changed else self.spec.weekly
        regular = found if found is not None else () if closed else (weekly or ((),) * 7)[day.weekday()]
        extra = [
            window
            for contracted in self.spec.extra or ()
            if day.weekday() in contracted.days and (not closed or contracted.on_closed_days)
            for window in contracted.hours
        ]
        return (*regular, *extra)

    def _is_closed(self, day: date) -> bool:
        if any(first <= day <= last for first, last in self.spec.closed_dates or ()):
            return True
        for first, last in self.spec.closed_yearly or ():
            here = (day.month, day.day)
            if (first <= here <= last) if first <= last else (here >= first or here <= last):
                return True
        return False

    def is_open(self, at: datetime) -> bool:
        local = at.astimezone(self.zone)
        minute = local.hour * 60 + local.minute
        return any(opens <= minute < closes for opens, closes in self.windows_of(local.date()))

    def minutes(self, start: datetime, end: datetime) -> int:
        count, at = 0, start
        while at < end:
            count += self.is_open(at)
            at += MINUTE
        return count


@LAWS
@given(calendars(), moments(), st.integers(0, 3 * 1440))
def test_what_is_between_is_what_a_walk_over_the_minutes_counts(
    keys: dict[str, object], start: datetime, length: int
) -> None:
    start = start.replace(second=0)
    end = start + length * MINUTE
    hours, walk = prepared(keys), Walk(keys)

    assert hours.minutes_between(start, end) == walk.minutes(start, end)
    assert hours.is_open(start) == walk.is_open(start)


@LAWS
@given(calendars(), moments(), st.integers(1, 2000))
def test_the_answer_of_adding_is_the_end_of_the_last_minute_of_a_walk(
    keys: dict[str, object], start: datetime, minutes: int
) -> None:
    start = start.replace(second=0)
    hours, walk = prepared(keys), Walk(keys)

    due = hours.add_minutes(start, minutes)

    assert walk.is_open(due - MINUTE)
    assert due - start > 4 * timedelta(days=1) or walk.minutes(start, due) == minutes


@LAWS
@given(calendars(), moments(), st.integers(0, 500_000))
def test_time_added_is_time_between(keys: dict[str, object], start: datetime, seconds: int) -> None:
    hours = prepared(keys)

    assert hours.open_time_between(start, hours.add_minutes(start, seconds / 60)) == timedelta(seconds=seconds)


@LAWS
@given(calendars(), moments(), st.integers(1, 5000), st.integers(1, 5000))
def test_adding_twice_is_adding_the_sum(keys: dict[str, object], start: datetime, one: int, other: int) -> None:
    hours = prepared(keys)

    assert hours.add_minutes(hours.add_minutes(start, one), other) == hours.add_minutes(start, one + other)


@LAWS
@given(calendars(), moments(), moments(), st.integers(0, 5000), st.integers(1, 5))
def test_a_later_start_never_gives_an_earlier_deadline(
    keys: dict[str, object], one: datetime, other: datetime, minutes: int, n: int
) -> None:
    hours = prepared(keys)
    earlier, later = sorted((one, other))

    assert hours.add_minutes(earlier, minutes) <= hours.add_minutes(later, minutes)
    assert hours.end_of_business_day(earlier, n) <= hours.end_of_business_day(later, n)


@LAWS
@given(calendars(), moments(), moments(), moments())
def test_what_is_cut_and_what_is_kept_make_the_whole(
    keys: dict[str, object], one: datetime, two: datetime, three: datetime
) -> None:
    hours = prepared(keys)
    whole = hours.open_time_between(one, three)

    assert hours.open_time_between(one, two) + hours.open_time_between(two, three) == whole
    assert hours.open_time_between(three, one) == -whole


@LAWS
@given(calendars(), st.integers(2024, 2026))
def test_stretches_are_ordered_and_apart(keys: dict[str, object], year: int) -> None:
    table = prepared(keys).line.year(year)

    edges = [edge for stretch in zip(table.starts, table.stops, strict=True) for edge in stretch]
    assert edges == sorted(edges)
    assert all(start < stop for start, stop in zip(table.starts, table.stops, strict=True))
    assert list(table.closes) == sorted(table.closes)


@LAWS
@given(calendars(), moments(), st.integers(0, 4000), st.lists(st.tuples(moments(), st.integers(1, 4000)), max_size=3))
def test_a_pause_moves_a_deadline_by_its_open_minutes_and_only_if_it_begins_before(
    keys: dict[str, object], start: datetime, minutes: int, given_pauses: list[tuple[datetime, int]]
) -> None:
    hours = prepared(keys)
    pauses = [(begins, begins + length * MINUTE) for begins, length in given_pauses]

    due = hours.add_minutes(start, minutes + 1, pauses)

    covered = sum(
        (hours.open_time_between(max(start, a), min(due, b)) for a, b in _union(pauses) if b > start and a < due),
        timedelta(0),
    )
    assert hours.open_time_between(start, due) - covered == timedelta(minutes=minutes + 1)
    assert all(not a < due - timedelta(microseconds=1) < b for a, b in pauses)


def _union(pauses: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    joined: list[tuple[datetime, datetime]] = []
    for start, end in sorted(pauses):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


@LAWS
@given(calendars(), moments(), st.integers(1, 12))
def test_business_days_are_counted_one_by_one(keys: dict[str, object], start: datetime, n: int) -> None:
    hours = prepared(keys)
    day, counted = hours.local(start).date(), 0
    while counted < n:
        day += timedelta(days=1)
        counted += hours.is_business_day(day)

    assert hours.end_of_business_day(start, n, outside="date") == hours.close_of(day)
    assert hours.due_day(hours.end_of_business_day(start, n, outside="date", at="midnight")) == day


@LAWS
@given(calendars(), moments(), st.integers(0, 8), moments())
def test_after_the_late_notice_an_answer_is_that_late_and_until_then_it_is_not(
    keys: dict[str, object], start: datetime, days: int, at: datetime
) -> None:
    hours = prepared(keys)
    due = hours.end_of_business_day(start, 1)
    notice = hours.late_notice_at(due, days)

    late = hours.business_days_late(due, at)

    assert (late >= days) == (at > notice)


@LAWS
@given(calendars(), moments(), st.integers(0, 900), st.sampled_from(["ja", "en"]))
def test_the_last_step_of_an_explanation_names_the_answer(
    keys: dict[str, object], start: datetime, amount: int, lang: str
) -> None:
    hours = prepared(keys)

    added, counted = hours.add_minutes(start, amount), hours.end_of_business_day(start, amount % 9)

    assert moment_in_words(added, lang) in explain_add_minutes(hours, start, amount, lang=lang)[-1]
    assert moment_in_words(counted, lang) in explain_end_of_business_day(hours, start, amount % 9, lang=lang)[-1]
