"""Announcements: notice that must be kept, closing days from the calendar, and what follows for availability."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.announcements import Announcement, AnnouncementKind, of_fault, planned_stop
from mailbot.desk.announcements_checks import (
    Code,
    Finding,
    Notice,
    check,
    check_reach,
    maintenance_by,
)
from mailbot.desk.announcements_closing import ClosingDays, next_closing, why_closed
from mailbot.desk.faults import FaultEvent, FaultEventKind, FaultFacts, fault_from_events
from mailbot.desk.hours import Holidays, NoOpening, prepare, read_calendar

TOKYO = ZoneInfo("Asia/Tokyo")
DAYS_OFF = [date(2026, 11, 3), date(2026, 11, 23), date(2027, 1, 1), date(2027, 1, 11)]
CALENDARS = {
    "desk": read_calendar(
        "desk",
        {
            "tz": "Asia/Tokyo",
            "weekly": {"mon-fri": ["10:00-12:00", "13:00-17:00"]},
            "closed_dates": DAYS_OFF,
            "closed_yearly": [["12-29", "01-03"]],
        },
    ),
    "never": read_calendar("never", {"tz": "Asia/Tokyo", "weekly": {}}),
    "always": read_calendar("always", {"tz": "Asia/Tokyo", "weekly": {"mon-sun": ["00:00-24:00"]}}),
}
DESK, NEVER, ALWAYS = (prepare(name, CALENDARS, Holidays()) for name in ("desk", "never", "always"))


def at(day: str, clock: str = "02:00") -> datetime:
    """`12-16` is the 16th of December 2026, in Tokyo."""
    return datetime.fromisoformat(f"2026-{day}T{clock}:00+09:00")


STOP = Announcement(
    kind=AnnouncementKind.MAINTENANCE,
    services=("mail",),
    title={"ja": "更新", "en": "Update"},
    text={"ja": "更新いたします。"},
    starts=at("12-16"),
    ends=at("12-16", "04:00"),
    stops=True,
)


def codes(announcement: Announcement, goes_at: datetime, **more: Any) -> list[tuple[Code, bool]]:
    return [(found.code, found.refuses) for found in check(announcement, goes_at, DESK, **more)]


def test_a_stop_told_two_weeks_ahead_has_nothing_against_it() -> None:
    assert codes(STOP, at("12-02")) == []


def test_a_stop_told_later_than_two_weeks_ahead_will_count() -> None:
    (found,) = check(STOP, at("12-02") + timedelta(seconds=1), DESK)

    assert found == Finding(code=Code.NOT_EXCLUDED, refuses=False, by=at("12-02"), notice=14)


def test_it_is_refused_if_it_was_meant_to_be_left_out() -> None:
    assert codes(replace(STOP, exclude=True), at("12-03")) == [(Code.NOT_EXCLUDED, True)]


def test_maintenance_without_a_stop_needs_its_business_days_only() -> None:
    assert codes(replace(STOP, stops=False), at("12-14", "16:59")) == []


def test_two_business_days_end_at_the_close_of_the_second_day_before() -> None:
    quiet = replace(STOP, stops=False)

    (found,) = check(quiet, at("12-14", "17:01"), DESK)

    assert check(quiet, at("12-14", "17:00"), DESK) == []
    assert found == Finding(code=Code.TOO_LATE, refuses=True, by=at("12-14", "17:00"), notice=2)


def test_an_urgent_mend_needs_no_notice_and_still_counts() -> None:
    assert codes(replace(STOP, urgent=True), at("12-15", "23:00")) == [(Code.NOT_EXCLUDED, False)]


def test_contracts_may_want_other_notice() -> None:
    assert codes(STOP, at("12-09"), notice=Notice(business_days=5, exclude_days=7)) == []
    assert codes(STOP, at("12-09", "18:00"), notice=Notice(business_days=5, exclude_days=None)) == [
        (Code.TOO_LATE, True)
    ]


@pytest.mark.parametrize(
    ("starts", "by"),
    [
        (at("11-25"), at("11-20", "17:00")),
        (at("11-24", "23:00"), at("11-19", "17:00")),
        (at("11-22"), at("11-19", "17:00")),
        (datetime(2027, 1, 5, 2, tzinfo=TOKYO), at("12-28", "17:00")),
    ],
)
def test_closed_days_are_no_days_of_notice(starts: datetime, by: datetime) -> None:
    assert maintenance_by(starts, DESK, 2) == by


def test_no_days_of_notice_are_until_it_begins() -> None:
    assert maintenance_by(at("12-16", "11:00"), DESK, 0) == at("12-16", "11:00")
    assert maintenance_by(at("12-16", "20:00"), DESK, 0) == at("12-16", "17:00")


def test_a_calendar_that_never_opens_has_no_business_days() -> None:
    with pytest.raises(NoOpening, match="never has no 2 business days"):
        maintenance_by(at("12-16"), NEVER, 2)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 200), st.integers(1, 10))
def test_the_notice_date_leaves_exactly_so_many_business_days(day: int, wanted: int) -> None:
    starts = datetime(2026, 11, 1, 3, tzinfo=TOKYO) + timedelta(days=day)

    by = maintenance_by(starts, DESK, wanted)

    between = [by.date() + timedelta(days=n) for n in range(1, (starts.date() - by.date()).days)]
    assert DESK.is_business_day(by.date())
    assert sum(DESK.is_business_day(one) for one in between) == wanted - 1


def test_what_is_over_is_not_announced() -> None:
    assert codes(STOP, at("12-16", "04:00")) == [(Code.ALREADY_OVER, True)]


def test_a_deadline_for_the_reader_must_be_ahead() -> None:
    warning = Announcement(kind=AnnouncementKind.SECURITY, act_by=at("12-01"))

    assert codes(warning, at("11-30")) == []
    assert codes(warning, at("12-01")) == [(Code.NO_TIME_LEFT, True)]


def test_closing_days_after_the_last_close_come_late() -> None:
    closing = next_closing(DESK, date(2026, 12, 20))
    told = Announcement(kind=AnnouncementKind.CLOSING, closing=closing)

    assert codes(told, at("12-28", "16:00")) == []
    assert codes(told, at("12-28", "18:00")) == [(Code.ALREADY_CLOSED, False)]


def test_nobody_to_send_to_is_refused_and_another_language_is_said() -> None:
    assert [(one.code, one.refuses) for one in check_reach(STOP, [])] == [(Code.NOBODY, True)]
    assert [(one.code, one.count) for one in check_reach(STOP, ["ja", "en", "en"])] == [(Code.OTHER_LANGUAGE, 2)]
    assert check_reach(STOP, ["ja"]) == []
    assert check_reach(Announcement(kind=AnnouncementKind.CLOSING), ["fr"]) == []


def test_findings_say_by_when_it_had_to_go() -> None:
    (late,) = check(STOP, at("12-03"), DESK)
    others = Finding(code=Code.OTHER_LANGUAGE, refuses=False, count=3)

    assert "2026年12月2日(水) 02:00" in late.words("ja", TOKYO)
    assert "14 days ahead, by Tue 1 Dec 2026, 17:00 UTC" in late.words("en", UTC)
    assert others.words("en", UTC).startswith("3 of the receivers")


def test_every_finding_has_words() -> None:
    for code in Code:
        for language in ("ja", "en"):
            assert Finding(code=code, refuses=True, by=at("12-01")).words(language, TOKYO)


def test_the_year_end_is_the_next_long_closure() -> None:
    closing = next_closing(DESK, date(2026, 12, 1))

    assert closing == ClosingDays(
        first=date(2026, 12, 29),
        last=date(2027, 1, 3),
        last_close=at("12-28", "17:00"),
        first_opening=datetime(2027, 1, 4, 10, tzinfo=TOKYO),
    )
    assert (closing.length, closing.last_day, closing.first_day) == (6, date(2026, 12, 28), date(2027, 1, 4))
    assert why_closed(DESK, closing)[0].kind == "closure"
    assert why_closed(DESK, closing)[-1].last == date(2027, 1, 3)


def test_a_long_weekend_counts_where_three_days_are_enough() -> None:
    assert next_closing(DESK, date(2026, 11, 10)) is None
    closing = next_closing(DESK, date(2026, 11, 10), at_least=3)
    assert closing is not None
    assert (closing.first, closing.last) == (date(2026, 11, 21), date(2026, 11, 23))


def test_closures_too_far_ahead_or_going_on_are_not_drafted() -> None:
    assert next_closing(DESK, date(2026, 11, 20), within=30) is None
    assert next_closing(DESK, date(2026, 12, 30), within=5) is None
    assert next_closing(ALWAYS, date(2026, 12, 1)) is None
    assert next_closing(NEVER, date(2026, 12, 1)) is None


def test_closing_within_the_bound_may_end_beyond_it() -> None:
    assert next_closing(DESK, date(2026, 12, 27), within=2) is not None


@pytest.mark.parametrize("kind", AnnouncementKind)
def test_only_news_that_nobody_is_owed_can_be_objected_to(kind: AnnouncementKind) -> None:
    announcement = Announcement(kind=kind)

    assert announcement.is_duty is (kind not in {AnnouncementKind.VERSION, AnnouncementKind.CLOSING})
    assert replace(announcement, duty=True).is_duty
    assert not replace(announcement, duty=False).is_duty


def test_the_languages_are_those_in_which_nothing_lacks() -> None:
    assert STOP.languages == {"ja"}
    assert replace(STOP, text={}).languages == {"ja", "en"}
    assert STOP.title_in("fr") == "更新"


def test_a_fault_is_announced_as_it_stands() -> None:
    facts = FaultFacts(services=("mail",), symptom={"ja": "送れない"}, began=at("12-01"), text={"ja": "調査中"})
    fault = fault_from_events("FLT-1", [FaultEvent(at=at("12-01"), kind=FaultEventKind.DECLARED, facts=facts)])

    told = of_fault(fault, AnnouncementKind.FAULT, facts)

    assert (told.services, told.fault, told.title, told.text) == (
        ("mail",),
        "FLT-1",
        {"ja": "送れない"},
        {"ja": "調査中"},
    )
    assert (told.starts, told.ends) == (at("12-01"), None)


def test_a_maintenance_that_stops_something_is_a_stop_for_availability() -> None:
    stop = planned_stop("A-7", STOP, announced_at=at("12-01"))

    assert stop is not None
    assert (stop.key, stop.services, stop.start, stop.end, stop.announced_at) == (
        "A-7", ("mail",), at("12-16"), at("12-16", "04:00"), at("12-01"),
    )  # fmt: skip
    assert planned_stop("A-7", replace(STOP, stops=False), announced_at=None) is None
