"""What `mailbot hours` answers, and how it refuses what it cannot read."""

from datetime import datetime
from typing import Any

import pytest

from mailbot.cli.hours import Duration, hours_command, hours_json, read_duration
from mailbot.desk.complaints import Complaints
from mailbot.desk.hours import Holidays, Hours, prepare, read_calendar


def calendar(keys: dict[str, object]) -> Hours:
    return prepare("office", {"office": read_calendar("office", keys)}, Holidays())


OFFICE = calendar({"tz": "Asia/Tokyo", "weekly": {"mon-fri": ["10:00-12:00", "13:00-17:00"]}})


@pytest.mark.parametrize(
    ("question", "arguments", "result"),
    [
        ("open", ["2026-11-20T10:00"], True),
        ("open", ["2026-11-20T08:00Z"], False),
        ("open", ["2026-11-20"], True),
        ("open", ["2026-11-21"], False),
        ("next", ["2026-11-20T12:00:30"], "2026-11-20T13:00:00+09:00"),
        ("next", ["2026-11-21"], "2026-11-23T10:00:00+09:00"),
        ("add", ["2026-11-20T16:30", "90m"], "2026-11-23T11:00:00+09:00"),
        ("add", ["2026-11-20T16:30", "1h30m"], "2026-11-23T11:00:00+09:00"),
        ("add", ["2026-11-20T16:30", "1.5H"], "2026-11-23T11:00:00+09:00"),
        ("add", ["2026-11-20T16:30", "3bd"], "2026-11-25T17:00:00+09:00"),
        ("add", ["2026-11-20T16:30", "1w"], "2026-11-27T17:00:00+09:00"),
        ("days", ["2026-11-20T16:30", "3"], "2026-11-25T17:00:00+09:00"),
        ("days", ["2026-11-20T17:00", "3bd"], "2026-11-26T17:00:00+09:00"),
        ("between", ["2026-11-20", "2026-11-24"], 720),
        ("between", ["2026-11-20T16:59:30", "2026-11-20"], -359.5),
    ],
)
def test_a_question_is_answered_with_its_steps(question: str, arguments: list[str], result: object) -> None:
    answer = hours_json(OFFICE, question, arguments)

    assert answer["result"] == result
    assert answer["steps"]


def test_the_answer_is_an_instant_and_the_steps_are_in_the_language_asked_for() -> None:
    result, steps = hours_command(OFFICE, "next", ["2026-11-20T10:00"], lang="en")

    assert isinstance(result, datetime)
    assert steps[-1] == "That is within opening hours, so it stays Fri 20 Nov 2026, 10:00 JST."


def test_where_there_is_no_opening_the_answer_is_an_error() -> None:
    answer = hours_json(calendar({"tz": "UTC", "weekly": {}}), "next", ["2026-11-20"])

    assert answer["error"] == "no_opening"
    assert "does not open" in str(answer["steps"])


@pytest.mark.parametrize(
    ("question", "arguments", "message"),
    [
        ("close", [], "is not known; ask open T, add T DURATION"),
        ("add", ["2026-11-20"], "write it as: hours CALENDAR add T DURATION"),
        ("open", ["noon"], "'noon' is no time; write 2026-12-28T17:00"),
        ("add", ["2026-11-20", "3d"], "a day is 3bd (business days) or 24h"),
        ("add", ["2026-11-20", "soon"], "write 90m, 8h, 3bd or 1w"),
        ("add", ["2026-11-20", "1w2h"], "mixes units"),
        ("add", ["2026-11-20", "1.5bd"], "whole numbers"),
        ("add", ["2026-11-20", "1h1h"], "mixes units"),
        ("days", ["2026-11-20", "x"], "no number of business days"),
    ],
)
def test_wrong_use_is_told_with_the_right_spelling(question: str, arguments: list[Any], message: str) -> None:
    with pytest.raises(Complaints) as caught:
        hours_command(OFFICE, question, arguments)

    assert message in str(caught.value)


def test_durations_are_minutes_business_days_or_weeks() -> None:
    assert read_duration(" 8h ") == Duration(minutes=480)
    assert read_duration("0.5m") == Duration(minutes=0.5)
    assert read_duration("3bd") == Duration(business_days=3)
    assert read_duration("1w") == Duration(weeks=1)
