"""Reading a calendar: every spelling that is understood, every fault with its place and its cure."""

import tomllib
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.desk.complaints import Complaint, Complaints
from mailbot.desk.hours import as_json, canonical_json, read_calendar

OFFICE: dict[str, object] = {"tz": "Asia/Tokyo", "weekly": {"mon-fri": ["10:00-12:00", "13:00-17:00"]}}

EVERY_KEY = """
tz = "Asia/Tokyo"
weekly = { "mon-fri" = ["10:00-12:00", ["13:00", "17:00"]], "sat" = "09:00-12:00" }
national_holidays = "JP"
holidays_add = { "2028-03-21" = "春分の日" }
holidays_remove = [2028-03-20]
closed_yearly = [["12-29", "01-03"], "06-01"]
closed_dates = [2026-08-13, ["2027-08-12", 2027-08-14]]
closed_ics = "closing-days.ics"
open_dates = { 2027-01-30 = ["09:00", "12:00"] }
[[extra]]
days = ["mon-wed", "fri"]
hours = ["17:00-20:00"]
from = 2026-04-01
to = 2027-03-31
on_closed_days = true
[[changes]]
from = 2028-04-01
use = "head office"
[[changes]]
from = 2027-04-01
national_holidays = false
"""


def complaints(keys: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(Complaints) as caught:
        read_calendar("office", keys)
    return {fault.key: fault.message for fault in caught.value.complaints}


def test_every_key_is_read_in_every_spelling() -> None:
    spec = read_calendar("office", tomllib.loads(EVERY_KEY))

    assert spec.weekly is not None
    assert spec.weekly[0] == ((600, 720), (780, 1020))
    assert spec.weekly[5:] == (((540, 720),), ())
    assert spec.closed_yearly == (((12, 29), (1, 3)), ((6, 1), (6, 1)))
    assert spec.closed_dates == (
        (date(2026, 8, 13), date(2026, 8, 13)),
        (date(2027, 8, 12), date(2027, 8, 14)),
    )
    assert spec.open_dates == ((date(2027, 1, 30), ((540, 720),)),)
    assert spec.holidays_add == ((date(2028, 3, 21), "春分の日"),)
    assert spec.holidays_remove == (date(2028, 3, 20),)
    assert spec.extra is not None
    assert spec.extra[0].days == (0, 1, 2, 4)
    assert spec.extra[0].on_closed_days
    assert [change.first for change in spec.changes] == [date(2027, 4, 1), date(2028, 4, 1)]
    assert spec.changes[0].national_holidays is False
    assert spec.countries() == {"JP"}
    assert spec.ics_paths() == {"closing-days.ics"}


def test_a_calendar_is_the_same_after_a_round_through_json() -> None:
    spec = read_calendar("office", tomllib.loads(EVERY_KEY))

    again = read_calendar("office", as_json(spec))

    assert again == spec
    assert canonical_json(again) == canonical_json(spec)


def test_keys_given_empty_stay_given() -> None:
    keys: dict[str, object] = {"use": "a", "weekly": {}, "closed_dates": [], "open_dates": {}, "holidays_add": {}}
    spec = read_calendar("office", keys)

    assert as_json(spec) == keys
    assert read_calendar("office", as_json(spec)) == spec


@given(st.lists(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), unique=True))
def test_days_written_apart_or_together_are_the_same_week(days: list[str]) -> None:
    apart = read_calendar("c", {"tz": "UTC", "weekly": {day: ["09:00-17:00"] for day in days}})
    together = read_calendar("c", {"tz": "UTC", "weekly": {",".join(days): ["09:00-17:00"]} if days else {}})

    assert apart == together
    assert canonical_json(apart) == canonical_json(together)


def test_a_day_range_may_wrap_the_week() -> None:
    spec = read_calendar("c", {"tz": "UTC", "weekly": {"fri-mon": ["09:00-17:00"]}})

    assert spec.weekly is not None
    assert [bool(windows) for windows in spec.weekly] == [True, False, False, False, True, True, True]


def test_contracted_hours_without_an_end_stay_without_one() -> None:
    spec = read_calendar("c", {"tz": "UTC", "extra": [{"days": "sat", "hours": "09:00-12:00", "from": "2026-01-01"}]})

    assert spec.extra is not None
    assert spec.extra[0].last is None
    assert read_calendar("c", as_json(spec)) == spec


def test_holidays_may_be_added_without_names() -> None:
    spec = read_calendar("c", {"tz": "UTC", "holidays_add": ["2028-03-21"]})

    assert spec.holidays_add == ((date(2028, 3, 21), ""),)


FAULTS: list[tuple[str, dict[str, object], str, str]] = [
    ("an unknown key", {"weekley": {}}, "weekley", "did you mean 'weekly'?"),
    ("an unknown key far from all", {"zzz": 1}, "zzz", "known are"),
    ("a day named twice", {"weekly": {"mon-fri": [], "tue": ["09:00-10:00"]}}, "weekly.tue", "names tue again"),
    ("a day twice in one key", {"weekly": {"mon-wed,tue": []}}, "weekly.mon-wed,tue", "names a day twice"),
    ("an unknown day", {"weekly": {"monday": []}}, "weekly.monday", "ranges like mon-fri"),
    ("no table", {"weekly": ["09:00-10:00"]}, "weekly", "is no table"),
    ("overlap", {"weekly": {"mon": ["09:00-12:00", "11:00-13:00"]}}, "weekly.mon", "overlap"),
    (
        "over midnight",
        {"weekly": {"mon": ["22:00-02:00"]}},
        "weekly.mon[0]",
        'write "22:00-24:00" on the one day and "00:00-02:00" on the next',
    ),
    ("to midnight", {"weekly": {"mon": ["22:00-00:00"]}}, "weekly.mon[0]", 'end of a day is "24:00"'),
    ("empty window", {"weekly": {"mon": ["10:00-10:00"]}}, "weekly.mon[0]", "is empty"),
    ("past 24:00", {"weekly": {"mon": ["10:00-24:30"]}}, "weekly.mon[0]", "does not exist"),
    ("odd minutes", {"weekly": {"mon": ["10:00-11:60"]}}, "weekly.mon[0]", "does not exist"),
    ("no clock", {"weekly": {"mon": ["ten-eleven"]}}, "weekly.mon[0]", "no clock time"),
    ("no window", {"weekly": {"mon": ["10:00"]}}, "weekly.mon[0]", "is no window"),
    ("number as window", {"weekly": {"mon": [9]}}, "weekly.mon[0]", "is no window"),
    ("number as windows", {"weekly": {"mon": 9}}, "weekly.mon", "list of windows"),
    ("number in a pair", {"weekly": {"mon": [[9, 17]]}}, "weekly.mon[0]", "no clock time"),
    ("an unknown zone", {"tz": "Asia/Tokio"}, "tz", "did you mean 'Asia/Tokyo'?"),
    ("no zone at all near", {"tz": "Qqqqqqqqqq"}, "tz", "name one such as"),
    ("zone no text", {"tz": 9}, "tz", "name a zone"),
    ("country", {"national_holidays": "japan"}, "national_holidays", 'a code such as "JP"'),
    ("true is no country", {"national_holidays": True}, "national_holidays", "is no country"),
    ("day of the year", {"closed_yearly": [["02-30", "03-01"]]}, "closed_yearly[0]", "does not exist in any year"),
    ("month and day", {"closed_yearly": [["1/3", "03-01"]]}, "closed_yearly[0]", "no day of the year"),
    ("three days of the year", {"closed_yearly": [["01-01"]]}, "closed_yearly[0]", "is no span"),
    ("reversed dates", {"closed_dates": [["2026-01-02", "2026-01-01"]]}, "closed_dates[0]", "earlier date first"),
    ("three dates", {"closed_dates": [["2026-01-02"]]}, "closed_dates[0]", "is no span"),
    ("no date", {"closed_dates": ["2026-13-01"]}, "closed_dates[0]", "is no date"),
    ("date no list", {"closed_dates": "2026-12-01"}, "closed_dates", "is no list"),
    ("special day", {"open_dates": {"tomorrow": ["9-10"]}}, "open_dates.tomorrow", "is no date"),
    ("removed", {"holidays_remove": [1]}, "holidays_remove[0]", "is no date"),
    ("path", {"closed_ics": [1]}, "closed_ics[0]", "is no name"),
    ("use", {"use": ""}, "use", "is no name"),
    ("extra without days", {"extra": [{"hours": ["9:00-10:00"]}]}, "extra[0].days", "is missing"),
    (
        "extra reversed",
        {"extra": [{"days": "sat", "hours": "9:00-10:00", "from": "2026-02-01", "to": "2026-01-01"}]},
        "extra[0].to",
        "lies before",
    ),
    (
        "extra flag",
        {"extra": [{"days": "sat", "hours": "9:00-10:00", "business_day": 1}]},
        "extra[0].business_day",
        "true",
    ),
    ("extra key", {"extra": [{"days": "sat", "hours": "9:00-10:00", "form": 1}]}, "extra[0].form", "'from'"),
    ("change without date", {"changes": [{"weekly": {}}]}, "changes[0].from", "is missing"),
    ("change key", {"changes": [{"from": "2027-01-01", "changes": []}]}, "changes[0].changes", "is not known"),
    ("change twice", {"changes": [{"from": "2027-01-01"}, {"from": "2027-01-01"}]}, "changes[1].from", "two changes"),
    ("change no table", {"changes": ["2027-01-01"]}, "changes[0]", "no table"),
]


@pytest.mark.parametrize(
    ("keys", "key", "message"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS]
)
def test_a_fault_is_named_with_its_place_and_its_cure(keys: dict[str, object], key: str, message: str) -> None:
    found = complaints({**OFFICE, **keys})

    assert message in found[f"calendars.office.{key}"]


def test_all_faults_are_told_at_once() -> None:
    found = complaints({"weekly": {"mon": ["12:00-09:00"], "tues": []}, "closed": []})

    assert set(found) == {
        "calendars.office.tz",
        "calendars.office.weekly.mon[0]",
        "calendars.office.weekly.tues",
        "calendars.office.closed",
    }


def test_a_clock_time_is_no_date() -> None:
    keys = tomllib.loads('tz = "UTC"\nclosed_dates = [2026-01-01T10:00:00]')

    assert "a date alone" in complaints(keys)["calendars.office.closed_dates[0]"]


def test_complaints_read_as_lines_with_their_places() -> None:
    error = Complaints([Complaint(("a", 0, "b"), "is wrong"), Complaint((), "nothing fits")])

    assert str(error) == "a[0].b: is wrong\nnothing fits"
    assert error.complaints[0].under("top").path == ("top", "a", 0, "b")
