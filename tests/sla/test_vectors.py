"""Every line of vectors.jsonl, answered exactly; instants are compared as instants."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from mailbot.desk.hours import Hours, NoOpening, availability, prepare, quiet_release, read_calendar
from mailbot.edges.holidays import national_holidays

LINES = (Path(__file__).parent / "vectors.jsonl").read_text(encoding="utf-8").splitlines()
VECTORS = [json.loads(line) for line in LINES]
HOLIDAYS = national_holidays(["JP"])


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def spans(given: list[list[str]]) -> list[tuple[datetime, datetime]]:
    return [(moment(start), moment(end)) for start, end in given]


def at(instant: datetime) -> dict[str, object]:
    return {"at": instant.astimezone(UTC)}


def _end_of_business_day(hours: Hours, given: Mapping[str, Any]) -> dict[str, object]:
    options = {key: given[key] for key in ("outside", "count_first", "at") if key in given}
    pauses = spans(given.get("pauses", []))
    return at(hours.end_of_business_day(moment(given["start"]), given["n"], pauses=pauses, **options))


def _end_of_weeks(hours: Hours, given: Mapping[str, Any]) -> dict[str, object]:
    options = {key: given[key] for key in ("roll", "outside", "at") if key in given}
    return at(hours.end_of_weeks(moment(given["start"]), given["weeks"], **options))


def _add_minutes(hours: Hours, given: Mapping[str, Any]) -> dict[str, object]:
    return at(hours.add_minutes(moment(given["start"]), given["minutes"], spans(given.get("pauses", []))))


def _notice_date(hours: Hours, given: Mapping[str, Any]) -> dict[str, object]:
    found = hours.notice_date(date.fromisoformat(given["end_date"]), given["days"], given["roll"])
    return {"date": found.isoformat()}


QUESTIONS: Mapping[str, Callable[[Hours, Mapping[str, Any]], dict[str, object]]] = {
    "is_open": lambda hours, given: {"open": hours.is_open(moment(given["at"]))},
    "is_business_day": lambda hours, given: {"business_day": hours.is_business_day(date.fromisoformat(given["date"]))},
    "next_opening": lambda hours, given: at(hours.next_opening(moment(given["start"]))),
    "add_minutes": _add_minutes,
    "minutes_between": lambda hours, given: {
        "minutes": hours.minutes_between(moment(given["start"]), moment(given["end"]))
    },
    "end_of_business_day": _end_of_business_day,
    "end_of_weeks": _end_of_weeks,
    "business_days_late": lambda hours, given: {
        "days": hours.business_days_late(moment(given["due"]), moment(given["at"]))
    },
    "late_notice_at": lambda hours, given: at(hours.late_notice_at(moment(given["due"]), given["days"])),
    "notice_date": _notice_date,
}


def answer(vector: Mapping[str, Any]) -> dict[str, object]:
    given = vector["in"]
    if vector["op"] == "quiet_release":
        return at(quiet_release(moment(given["at"]), tuple(given["quiet"]), given["tz"]))
    if vector["op"] == "availability":
        first, last = date.fromisoformat(given["first"]), date.fromisoformat(given["last"])
        found = availability(first, last, given["tz"], spans(given["excluded"]), spans(given["downtime"]))
        return {key: getattr(found, key) for key in ("total", "excluded", "agreed", "down", "percent")}
    calendars = {name: read_calendar(name, keys) for name, keys in vector["calendars"].items()}
    try:
        return QUESTIONS[vector["op"]](prepare(vector["calendar"], calendars, HOLIDAYS), given)
    except NoOpening as error:
        return dict(error.as_json())


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_the_answer_is_the_one_of_the_vector(vector: Mapping[str, Any]) -> None:
    expected = dict(vector["expected"])
    if "at" in expected:
        expected["at"] = moment(expected["at"]).astimezone(UTC)

    assert answer(vector) == expected


def test_there_are_all_the_vectors() -> None:
    assert len(VECTORS) == 128
