"""Dates from outside: the holidays of a country and the closed dates of an iCalendar file."""

from datetime import date
from pathlib import Path

import pytest

from mailbot.desk.complaints import Complaints
from mailbot.edges.holidays import national_holidays
from mailbot.edges.ics import closed_dates

HEAD = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//\r\n"


def calendar_file(tmp_path: Path, *events: str) -> Path:
    body = "".join(
        f"BEGIN:VEVENT\r\nUID:{place}\r\nSUMMARY:休み\r\n{event}\r\nEND:VEVENT\r\n"
        for place, event in enumerate(events)
    )
    path = tmp_path / "closing.ics"
    path.write_text(f"{HEAD}{body}END:VCALENDAR\r\n", encoding="utf-8")
    return path


def fault(path: Path) -> str:
    with pytest.raises(Complaints) as caught:
        closed_dates(path)
    return str(caught.value)


def test_japanese_holidays_have_japanese_names_whatever_the_machine_speaks() -> None:
    known = national_holidays(["JP"])
    japan = known.names["JP"]

    assert japan[date(2026, 9, 22)] == "国民の休日"
    assert japan[date(2026, 5, 6)] == "振替休日"
    assert japan.get(date(2026, 9, 24)) is None
    assert known.announced_until == 2027


def test_years_before_and_after_the_lists_hold_nothing() -> None:
    japan = national_holidays(["JP"]).names["JP"]

    assert not [day for day in (date(1900, 1, 1), date(2500, 1, 1)) if day in japan]
    assert len(japan) == len(list(japan)) > 2000


def test_other_countries_have_holidays_but_no_announced_year() -> None:
    known = national_holidays(["DE", "DE"], announced_until=2030)

    assert date(2026, 10, 3) in known.names["DE"]
    assert known.announced_until == 2030
    assert national_holidays(["DE"]).announced_until is None
    assert national_holidays([]).names == {}


def test_an_unknown_country_is_refused() -> None:
    with pytest.raises(Complaints, match="no list of holidays for 'JX'; did you mean"):
        national_holidays(["JX"])
    with pytest.raises(Complaints, match="write a code"):
        national_holidays(["99"])


def test_all_day_events_close_their_days_and_the_end_is_not_one_of_them(tmp_path: Path) -> None:
    path = calendar_file(
        tmp_path,
        "DTSTART;VALUE=DATE:20260813\r\nDTEND;VALUE=DATE:20260816",
        "DTSTART;VALUE=DATE:20261001",
        "DTSTART;VALUE=DATE:20261101\r\nDURATION:P2D",
        "DTSTART;TZID=Tokyo Standard Time:20261201T000000\r\nDTEND;TZID=Tokyo Standard Time:20261202T000000",
        "DTSTART;VALUE=DATE:20261224\r\nSTATUS:CANCELLED",
    )

    assert sorted(day.isoformat() for day in closed_dates(path)) == [
        "2026-08-13",
        "2026-08-14",
        "2026-08-15",
        "2026-10-01",
        "2026-11-01",
        "2026-11-02",
        "2026-12-01",
    ]


def test_a_yearly_event_closes_every_year_within_its_bounds(tmp_path: Path) -> None:
    founding = closed_dates(
        calendar_file(tmp_path, "DTSTART;VALUE=DATE:20200601\r\nRRULE:FREQ=YEARLY\r\nEXDATE;VALUE=DATE:20220601")
    )
    leap = closed_dates(calendar_file(tmp_path, "DTSTART;VALUE=DATE:20240229\r\nRRULE:FREQ=YEARLY;COUNT=2"))
    until = closed_dates(
        calendar_file(
            tmp_path,
            "DTSTART;VALUE=DATE:20240501\r\nRRULE:FREQ=YEARLY;INTERVAL=2;UNTIL=20280430;BYMONTH=5;BYMONTHDAY=1"
            "\r\nEXDATE;VALUE=DATE:20300501\r\nEXDATE;VALUE=DATE:20320501",
        )
    )

    assert date(2026, 6, 1) in founding
    assert date(2099, 6, 1) in founding
    assert date(2022, 6, 1) not in founding
    assert leap == {date(2024, 2, 29), date(2028, 2, 29)}
    assert until == {date(2024, 5, 1), date(2026, 5, 1)}


@pytest.mark.parametrize(
    ("event", "message"),
    [
        ("DTSTART:20260813T100000\r\nDTEND:20260813T110000", "has a clock time (10:00)"),
        ("DTSTART;VALUE=DATE:20260813\r\nDURATION:PT5H", "does not end on a day"),
        ("DTSTART;VALUE=DATE:20260813\r\nDTEND;VALUE=DATE:20260812", "does not end on a day"),
        ("DTSTART;VALUE=DATE:20260813\r\nRRULE:FREQ=WEEKLY", "repeats as FREQ=WEEKLY; only yearly"),
        ("DTSTART;VALUE=DATE:20260813\r\nRRULE:FREQ=YEARLY;BYDAY=1MO", "only yearly on its own date"),
        ("DTSTART;VALUE=DATE:20260813\r\nRDATE;VALUE=DATE:20260820", "RDATE"),
        ("DTEND;VALUE=DATE:20260813", "no DTSTART"),
        ("DTSTART;VALUE=DATE:2026-08", "cannot be read"),
    ],
)
def test_an_event_that_is_not_understood_is_named(tmp_path: Path, event: str, message: str) -> None:
    text = fault(calendar_file(tmp_path, event))

    assert message in text
    assert "closing.ics" in text
    assert "休み" in text


def test_files_that_are_missing_empty_or_no_calendar_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.ics"
    other.write_text("hello", encoding="utf-8")
    empty = tmp_path / "empty.ics"
    empty.write_text("", encoding="utf-8")

    assert "cannot be read: No such file" in fault(tmp_path / "missing.ics")
    assert "is no iCalendar file" in fault(other)
    assert "holds no calendar" in fault(empty)
