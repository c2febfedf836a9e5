"""Questions to prepared calendars that the vectors do not ask, and every way in which there is no answer."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from mailbot.desk.complaints import Complaints
from mailbot.desk.hours import (
    CalendarSpec,
    Holidays,
    Hours,
    NoOpening,
    Skipped,
    availability,
    prepare,
    quiet_release,
    read_calendar,
)

JST = ZoneInfo("Asia/Tokyo")
OFFICE: dict[str, object] = {
    "tz": "Asia/Tokyo",
    "weekly": {"mon-fri": ["10:00-12:00", "13:00-17:00"]},
    "national_holidays": "JP",
    "closed_yearly": [["12-29", "01-03"]],
}
HOLIDAYS = Holidays(
    names={"JP": {date(2026, 11, 23): "勤労感謝の日", date(2027, 1, 1): "元日", date(2027, 1, 11): "成人の日"}},
    announced_until=2027,
    ics={"closing.ics": frozenset({date(2026, 12, 7)})},
)
ALL_WEEK = {"mon-sun": ["00:00-24:00"]}


def hours(keys: dict[str, object], **others: dict[str, object]) -> Hours:
    calendars = {name: read_calendar(name, given) for name, given in {"asked": keys, **others}.items()}
    return prepare("asked", calendars, HOLIDAYS)


def jst(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JST)


def fault(keys: dict[str, object], **others: dict[str, object]) -> str:
    with pytest.raises(Complaints) as caught:
        hours(keys, **others)
    return str(caught.value)


def test_calendars_that_use_each_other_in_a_circle_are_refused() -> None:
    text = fault({"use": "b"}, b={"use": "asked"})

    assert text == "calendars.asked.use: goes in a circle: asked -> b -> asked"


def test_an_unknown_calendar_is_named_with_those_that_exist() -> None:
    assert fault({"use": "b"}) == "calendars.asked.use: there is no calendar 'b'; declared are: asked"
    with pytest.raises(Complaints, match="declared are: none"):
        prepare("x", {}, HOLIDAYS)


def test_a_country_and_a_file_that_nobody_supplied_are_faults_and_so_is_a_lost_zone() -> None:
    text = fault({"tz": "UTC", "national_holidays": "DE", "closed_ics": ["other.ics"]})
    lost = fault({"tz": "UTC", "changes": [{"from": "2027-01-01", "use": "b"}]}, b={"use": "c"}, c={"use": "b"})

    assert "no holidays are known for 'DE'" in text
    assert "the dates of 'other.ics' were not read" in text
    assert "circle" in lost


def test_closed_dates_of_a_file_and_dated_holidays_close() -> None:
    found = hours(
        {
            **OFFICE,
            "closed_ics": "closing.ics",
            "holidays_add": {"2026-12-08": "臨時祝日"},
            "holidays_remove": ["2026-11-23"],
        }
    )

    assert not found.is_business_day(date(2026, 12, 7))
    assert not found.is_business_day(date(2026, 12, 8))
    assert found.is_business_day(date(2026, 11, 23))


def test_own_keys_replace_or_add_where_another_calendar_is_used() -> None:
    found = hours(
        {"use": "office", "national_holidays": False, "closed_dates": ["2026-11-24"], "holidays_add": ["2026-11-25"]},
        office=OFFICE,
    )

    assert found.is_business_day(date(2026, 11, 23))
    assert not found.is_business_day(date(2026, 11, 24))
    assert not found.is_business_day(date(2026, 11, 25))
    assert not found.is_business_day(date(2026, 12, 30))


def test_a_changed_parent_changes_the_child_on_the_same_date() -> None:
    changing = {**OFFICE, "changes": [{"from": "2026-12-01", "weekly": {"mon-fri": "09:00-15:00"}}]}
    found = hours({"use": "office", "changes": [{"from": "2026-12-15", "tz": "Asia/Seoul"}]}, office=changing)

    assert found.close_of(date(2026, 11, 30)) == jst("2026-11-30T17:00")
    assert found.close_of(date(2026, 12, 1)) == jst("2026-12-01T15:00")
    assert found.zone_on(date(2026, 12, 14)).key == "Asia/Tokyo"
    assert found.tz.key == "Asia/Seoul"


def test_a_calendar_that_moves_west_is_closed_in_the_hours_that_belong_to_neither_date() -> None:
    found = hours({"tz": "Asia/Tokyo", "weekly": ALL_WEEK, "changes": [{"from": "2026-12-01", "tz": "UTC"}]})
    start = datetime(2026, 11, 30, tzinfo=UTC)

    assert found.close_of(date(2026, 11, 30)) == datetime(2026, 11, 30, 15, tzinfo=UTC)
    assert found.open_of(date(2026, 12, 1)) == datetime(2026, 12, 1, tzinfo=UTC)
    assert found.minutes_between(start, start + timedelta(days=3)) == 3 * 1440 - 9 * 60


def test_a_calendar_that_moves_east_counts_no_hour_twice() -> None:
    found = hours({"tz": "UTC", "weekly": ALL_WEEK, "changes": [{"from": "2026-12-01", "tz": "Asia/Tokyo"}]})
    start = datetime(2026, 11, 30, tzinfo=UTC)

    assert found.close_of(date(2026, 11, 30)) == found.open_of(date(2026, 12, 1))
    assert found.minutes_between(start, start + timedelta(days=3)) == 3 * 1440
    assert found.due_day(datetime(2026, 11, 30, 16, tzinfo=UTC)) == date(2026, 12, 1)


def test_a_calendar_that_never_opens_says_so_for_every_question() -> None:
    never = hours({"tz": "UTC", "weekly": {}})
    start = datetime(2026, 1, 1, tzinfo=UTC)

    questions: list[Callable[[], object]] = [
        lambda: never.next_opening(start),
        lambda: never.add_minutes(start, 1),
        lambda: never.end_of_business_day(start, 1),
        lambda: never.notice_date(date(2026, 1, 1), 1),
    ]
    for ask in questions:
        with pytest.raises(NoOpening, match="'asked'") as caught:
            ask()
        assert caught.value.as_json() == {"error": "no_opening"}


def test_a_calendar_that_stops_opening_has_no_answer_beyond() -> None:
    once = hours({"tz": "UTC", "open_dates": {"2030-05-01": ["10:00-12:00"]}})
    start = datetime(2026, 1, 1, tzinfo=UTC)

    assert once.next_opening(start) == datetime(2030, 5, 1, 10, tzinfo=UTC)
    assert once.add_minutes(start, 120) == datetime(2030, 5, 1, 12, tzinfo=UTC)
    with pytest.raises(NoOpening):
        once.add_minutes(start, 121)
    with pytest.raises(NoOpening, match="out of reach"):
        once.next_opening(datetime(9990, 1, 1, tzinfo=UTC))


def test_naive_moments_and_negative_amounts_are_refused() -> None:
    office = hours(OFFICE)

    with pytest.raises(ValueError, match="no zone"):
        office.is_open(datetime(2026, 1, 1))  # noqa: DTZ001 - a naive moment is what is refused
    with pytest.raises(ValueError, match="negative"):
        office.add_minutes(jst("2026-11-20T10:00"), -1)
    with pytest.raises(ValueError, match="negative"):
        office.end_of_business_day(jst("2026-11-20T10:00"), -1)
    with pytest.raises(ValueError, match="negative"):
        office.end_of_weeks(jst("2026-11-20T10:00"), -1)


def test_seconds_are_kept() -> None:
    office = hours(OFFICE)

    assert office.add_minutes(jst("2026-11-20T16:59:30"), 1) == jst("2026-11-24T10:00:30")
    assert office.minutes_between(jst("2026-11-20T10:00:15"), jst("2026-11-20T10:01")) == 0.75


def test_windows_of_a_date_join_what_touches_and_end_at_24_as_midnight() -> None:
    found = hours(
        {
            "tz": "UTC",
            "weekly": {"mon": ["20:00-22:00"]},
            "extra": [{"days": ["mon"], "hours": ["22:00-24:00"], "from": "2026-01-10", "to": "2026-01-20"}],
        }
    )

    assert found.windows_on(date(2026, 1, 5)) == ((time(20), time(22)),)
    assert found.windows_on(date(2026, 1, 12)) == ((time(20), time(0)),)
    assert found.close_of(date(2026, 1, 12)) == datetime(2026, 1, 13, tzinfo=UTC)
    assert found.open_of(date(2026, 1, 13)) is None
    assert found.close_of(date(2026, 1, 13)) is None


def test_no_business_day_is_the_next_one_and_zero_days_end_on_day_zero() -> None:
    office = hours(OFFICE)

    assert office.end_of_business_day(jst("2026-11-20T11:00"), 0) == jst("2026-11-20T17:00")
    assert office.end_of_business_day(jst("2026-11-21T11:00"), 0, outside="date") == jst("2026-11-24T17:00")
    saturday = office.end_of_business_day(jst("2026-11-21T11:00"), 1, outside="date", count_first=True)
    assert saturday == jst("2026-11-24T17:00")


def test_a_week_may_roll_back_or_not_at_all() -> None:
    office = hours(OFFICE)
    start = jst("2026-11-16T11:00")

    assert office.end_of_weeks(start, 1) == jst("2026-11-24T17:00")
    assert office.end_of_weeks(start, 1, roll="backward") == jst("2026-11-20T17:00")
    assert office.end_of_weeks(start, 1, roll="none") == jst("2026-11-24T00:00")
    assert office.end_of_weeks(start, 1, at="midnight") == jst("2026-11-25T00:00")
    pause = (jst("2026-11-17T10:00"), jst("2026-11-18T18:00"))
    assert office.end_of_weeks(start, 1, pauses=[pause]) == jst("2026-11-26T17:00")


def test_the_same_clock_is_the_clock_of_the_calendar() -> None:
    office = hours(OFFICE)
    start = datetime(2026, 11, 19, 2, 30, tzinfo=UTC)

    assert office.end_of_business_day(start, 1, at="same_clock") == jst("2026-11-20T11:30")


def test_a_pause_after_the_due_moment_changes_nothing() -> None:
    office = hours(OFFICE)
    start, due = jst("2026-11-19T11:00"), jst("2026-11-20T17:00")

    assert office.end_of_business_day(start, 1, pauses=[(due, due + timedelta(days=9))]) == due
    assert office.add_minutes(start, 60, [(jst("2026-11-19T12:00"), due)]) == jst("2026-11-19T12:00")


def test_late_counts_from_the_day_that_midnight_ends() -> None:
    office = hours(OFFICE)
    due = jst("2026-11-20T00:00")

    assert office.due_day(due) == date(2026, 11, 19)
    assert office.business_days_late(due, jst("2026-11-20T11:00")) == 1
    assert office.late_notice_at(due, 1) == due


def test_a_due_moment_outside_of_hours_is_on_time_until_it_passes() -> None:
    office = hours(OFFICE)
    saturday = jst("2026-11-21T13:00")

    assert office.business_days_late(saturday, saturday) == -1
    assert office.business_days_late(saturday, jst("2026-11-21T14:00")) == 1
    assert office.late_notice_at(saturday, 1) == saturday
    assert office.late_notice_at(saturday, 0) == saturday
    assert office.late_notice_at(saturday, 2) == jst("2026-11-24T17:00")


def test_skipped_days_are_named_and_neighbours_taken_together() -> None:
    office = hours({**OFFICE, "closed_dates": ["2026-11-27"]})

    assert office.skipped(jst("2026-11-20T18:00"), jst("2026-11-30T17:00")) == (
        Skipped(first=date(2026, 11, 21), last=date(2026, 11, 22), kind="weekend", name=""),
        Skipped(first=date(2026, 11, 23), last=date(2026, 11, 23), kind="holiday", name="勤労感謝の日"),
        Skipped(first=date(2026, 11, 27), last=date(2026, 11, 27), kind="closure", name=""),
        Skipped(first=date(2026, 11, 28), last=date(2026, 11, 29), kind="weekend", name=""),
    )
    assert office.skipped(jst("2026-12-28T18:00"), jst("2027-01-05T17:00")) == (
        Skipped(first=date(2026, 12, 29), last=date(2027, 1, 3), kind="closure", name="year-end"),
    )


def test_other_closed_days_are_named_for_what_they_are() -> None:
    short = hours({"tz": "UTC", "weekly": {"mon-thu": "09:00-17:00"}, "open_dates": {"2026-11-18": []}})

    found = short.skipped(datetime(2026, 11, 18, tzinfo=UTC), datetime(2026, 11, 20, 12, tzinfo=UTC))

    assert [(part.first.day, part.kind) for part in found] == [(18, "closure"), (20, "other")]


def test_a_contracted_saturday_is_skipped_as_a_weekend_and_a_gap_as_other() -> None:
    extra = [{"days": ["mon"], "hours": ["17:00-20:00"], "on_closed_days": True}]
    found = hours({**OFFICE, "weekly": {"mon": ["02:00-03:00"]}, "tz": "Europe/Berlin", "extra": extra})
    gap = hours({"tz": "Europe/Berlin", "weekly": {"sun": ["02:00-03:00"]}})

    assert found.open_of(date(2026, 11, 23)) is not None
    assert not found.is_business_day(date(2026, 11, 23))
    assert not gap.is_business_day(date(2026, 3, 29))
    assert gap.skipped(*[datetime(2026, 3, 29, 9, tzinfo=UTC)] * 2)[0].kind == "other"


def test_years_without_an_official_list_are_told() -> None:
    office, round_the_clock = hours(OFFICE), hours({"tz": "UTC", "weekly": ALL_WEEK})

    assert office.unannounced(jst("2028-01-04T17:00"))
    assert not office.unannounced(jst("2028-01-01T00:00"))
    assert not round_the_clock.unannounced(jst("2028-01-04T17:00"))


@pytest.mark.parametrize(
    ("weekly", "japanese", "english"),
    [
        (
            {"mon-fri": ["10:00-12:00", "13:00-17:00"]},
            "平日 10:00から12:00まで、13:00から17:00まで",
            "weekdays 10:00-12:00 and 13:00-17:00",
        ),
        (ALL_WEEK, "24時間365日", "24 hours a day, 365 days a year"),
        ({}, "定期の営業時間なし", "no regular hours"),
        (
            {"mon-thu": "09:00-18:00", "fri": "09:00-15:00"},
            "月～木曜 09:00から18:00まで、金曜 09:00から15:00まで",
            "Mon-Thu 09:00-18:00; Fri 09:00-15:00",
        ),
        ({"mon": "00:00-24:00", "wed": "00:00-24:00"}, "月・水曜 24時間", "Mon and Wed 24 hours"),
        (
            {"mon-sun": ["08:00-09:00", "10:00-11:00", "12:00-13:00"]},
            "毎日 08:00から09:00まで、10:00から11:00まで、12:00から13:00まで",
            "every day 08:00-09:00, 10:00-11:00 and 12:00-13:00",
        ),
        ({"sat,sun": "10:00-17:00"}, "土日 10:00から17:00まで", "weekends 10:00-17:00"),
        ({"mon-wed,fri": "10:00-17:00"}, "月～水・金曜 10:00から17:00まで", "Mon-Wed and Fri 10:00-17:00"),
    ],
)
def test_opening_hours_are_said_in_words(weekly: dict[str, object], japanese: str, english: str) -> None:
    found = hours({"tz": "UTC", "weekly": weekly})

    assert found.opening_hours_in_words("ja") == japanese
    assert found.opening_hours_in_words("en", date(2026, 1, 1)) == english


def test_quiet_hours_within_a_day_and_until_midnight() -> None:
    noon = datetime(2026, 1, 1, 12, 30, tzinfo=UTC)

    assert quiet_release(noon, ("12:00", "13:00"), "UTC") == noon.replace(hour=13, minute=0)
    assert quiet_release(noon, ("12:00", "12:00"), "UTC") == noon
    assert quiet_release(noon, ("12:00", "24:00"), "UTC") == datetime(2026, 1, 2, tzinfo=UTC)
    assert quiet_release(noon.replace(hour=3), ("22:00", "09:00"), "UTC") == noon.replace(hour=9, minute=0)


def test_availability_is_cut_and_without_agreed_time_there_is_no_figure() -> None:
    day = date(2026, 1, 1)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    whole = [(start - timedelta(days=1), start + timedelta(days=2))]
    third = [(start, start + timedelta(hours=8)), (start + timedelta(hours=2), start + timedelta(hours=1))]

    assert availability(day, day, "UTC", whole, []).percent is None
    found = availability(day, day, "UTC", [], third)
    assert (found.percent, found.share) == ("66.6666", Fraction(2, 3))
    half_minute = availability(day, day, "UTC", [], [(start, start + timedelta(seconds=30))])
    assert half_minute.down == 0.5
    several = [(start + timedelta(hours=h), start + timedelta(hours=h + 1)) for h in (0, 4, 8)]
    assert availability(day, day, "UTC", several, [(start, start + timedelta(hours=9))]).down == 360
    with pytest.raises(ValueError, match="before it begins"):
        availability(day, day - timedelta(days=1), "UTC", [], [])


def test_the_turn_of_the_year_is_that_of_the_calendar() -> None:
    west = hours({"tz": "America/New_York", "weekly": ALL_WEEK})
    new_year_in_utc = datetime(2026, 1, 1, 2, tzinfo=UTC)

    assert west.is_open(new_year_in_utc)
    assert west.due_day(new_year_in_utc) == date(2025, 12, 31)
    assert west.minutes_between(new_year_in_utc, new_year_in_utc + timedelta(hours=6)) == 360


def test_a_pause_within_one_business_day_moves_no_count_of_days() -> None:
    office = hours(OFFICE)
    pauses = [(jst("2026-11-19T13:00"), jst("2026-11-19T14:00")), (jst("2026-11-20T10:30"), jst("2026-11-20T11:30"))]

    assert office.end_of_business_day(jst("2026-11-19T11:00"), 1, pauses=pauses) == jst("2026-11-20T17:00")


def test_a_calendar_built_without_a_zone_is_refused() -> None:
    with pytest.raises(Complaints, match=r"calendars\.bare\.tz: is missing"):
        prepare("bare", {"bare": CalendarSpec(name="bare")}, HOLIDAYS)


def test_downtime_that_outlasts_an_exclusion_counts_from_its_end() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    hour = timedelta(hours=1)

    found = availability(
        date(2026, 1, 1),
        date(2026, 1, 1),
        "UTC",
        [(start, start + 4 * hour)],
        [(start + hour, start + 2 * hour), (start + 3 * hour, start + 5 * hour)],
    )

    assert (found.excluded, found.down) == (240, 60)
