"""Stories on paper beyond those of `sla/`: every key that one may use, and what is wrong with a broken one."""

from typing import Any

import pytest

from mailbot.cli.policy_play import play_line
from mailbot.desk.complaints import Complaints

DESK = {"tz": "Asia/Tokyo", "weekly": {day: [["10:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}}
ALWAYS = {"tz": "Asia/Tokyo", "weekly": {"mon-sun": [["00:00", "24:00"]]}}
RESOLVE = {"calendar": "desk", "target": {"minutes": 60}, "stop": ["resolved"]}


def at(text: str) -> str:
    """`2-09:30` is the 2nd of June 2025, a Monday, in Tokyo."""
    day, clock = text.split("-")
    return "2025-07-01T00:00:00+09:00" if text == "30-24:00" else f"2025-06-{int(day):02d}T{clock}:00+09:00"


def story(policy: dict[str, Any], *events: tuple[Any, ...], now: str = "30-12:00", **keys: Any) -> dict[str, object]:
    rows = [{"at": at(when), "type": kind, **(facts[0] if facts else {})} for when, kind, *facts in events]
    calendars = {"desk": DESK, "always": ALWAYS}
    line = {"name": "a story", "calendars": calendars, "show_tz": "Asia/Tokyo", "policy": policy, "events": rows}
    return play_line({**line, "now": at(now), **keys})


def test_quiet_hours_release_what_wants_to_go_out_at_night() -> None:
    quiet = {"hours": ["22:00", "09:00"], "tz": "Asia/Tokyo"}
    events = [("2-21:59", "send"), ("2-22:00", "send"), ("2-23:00", "send", {"urgent": True}), ("3-08:59", "send")]

    exempt = story({"quiet": quiet}, *events)
    strict = story({"quiet": {**quiet, "exempt_urgent": False}}, *events)

    assert exempt["sends"] == [at("2-21:59"), at("3-09:00"), at("2-23:00"), at("3-09:00")]
    assert strict["sends"] == [at("2-21:59"), at("3-09:00"), at("3-09:00"), at("3-09:00")]
    assert set(exempt) == {"name", "sends"}


def test_a_renewal_notice_is_due_on_a_business_day_before_the_end() -> None:
    by_end = {"renewal": {"end_date": "2025-10-07", "days": 60, "roll": "backward", "calendar": "desk"}}
    by_contract = {"renewal": {"contract_end": "2025-10-07", "days": 60, "roll": "none"}, "calendar": "desk"}

    assert story(by_end)["renewal_by"] == "2025-08-08"
    assert story(by_contract)["renewal_by"] == "2025-08-08"
    assert (
        story({"renewal": {"contract_end": True}, "calendar": "desk"}, contract_end="2025-10-08")["renewal_by"]
        == "2025-08-08"
    )
    assert story({"renewal": {}, "calendar": "desk"})["renewal_by"] is None


def test_a_change_of_category_and_of_both_keys_is_played() -> None:
    clock = {
        **RESOLVE,
        "by": ["category", "priority"],
        "targets": {"fault/high": {"minutes": 60}, "question/high": {"minutes": 120, "calendar": "always"}},
    }
    del clock["target"]
    events = [("2-10:00", "received"), ("2-10:30", "category", {"to": "fault"}), ("2-10:45", "priority", {"to": "low"})]

    found = story({"category": "question", "priority": "high", "clocks": {"resolve": clock}}, *events)

    assert found["after"] == [{"resolve": at("2-12:00")}, {"resolve": at("2-11:00")}, {"resolve": "-"}]
    assert found["final"] == {"resolve": "-"}


def test_declared_keys_are_taken_as_they_are_declared() -> None:
    clock = {"calendar": "desk", "by": "priority", "stop": ["resolved"], "targets": {"low": {"minutes": 60}}}
    policy = {"priorities": {"high": {}, "low": {"default": True}}, "clocks": {"resolve": clock}}

    assert story(policy, ("2-10:00", "received"), now="2-10:00")["final"] == {"resolve": at("2-11:00")}


def test_reopening_is_played_both_ways() -> None:
    events = [("2-10:00", "received"), ("2-10:30", "resolved"), ("3-10:00", "reopened")]

    goes_on = story({"clocks": {"resolve": RESOLVE}}, *events, now="3-10:01")
    anew = story({"clocks": {"resolve": RESOLVE}, "reopen": "restart"}, *events, now="3-10:01")

    assert goes_on["final"] == {"resolve": at("3-10:30")}
    assert anew["final"] == {"resolve": at("3-11:00")}


def test_contact_at_the_last_instant_keeps_a_case_open_and_a_second_later_it_is_closed() -> None:
    policy = {
        "clocks": {"resolve": {**RESOLVE, "pause_while_waiting": True}},
        "auto_close": {"calendar": "desk", "business_days": 1, "outside": "date"},
    }
    asked = [("2-10:00", "received"), ("2-10:30", "reply", {"ask": True})]

    in_time = story(policy, *asked, ("3-17:00", "customer_mail"), now="3-17:00")
    too_late = story(policy, *asked, ("3-17:01", "customer_mail"), now="3-17:01")

    assert in_time["auto_closed"] is None
    assert in_time["final"] == {"resolve": at("4-10:30")}
    assert too_late["auto_closed"] == at("3-17:00")
    assert too_late["after"] == [{"resolve": at("2-11:00")}, {"resolve": "paused"}, {"resolve": "closed"}]


def test_notices_wait_for_the_end_of_quiet_hours() -> None:
    answer = {"target": {"business_days": 1}, "from": "each_customer_mail", "stop": ["reply"]}
    policy = {
        "clocks": {"answer": answer},
        "late_notice": {"clock": "answer", "days": 2},
        "quiet": {"hours": ["22:00", "09:00"], "tz": "Asia/Tokyo"},
        "calendar": "desk",
    }
    forecast = ("2-23:00", "forecast", {"answer_at": at("9-12:00")})

    found = story(policy, ("2-11:00", "received"), forecast, now="3-10:00")

    assert found["notices"] == [{"type": "late", "at": at("3-09:00")}]


def test_closing_is_announced_where_the_policy_says_so() -> None:
    policy = {"auto_close": {"calendar": "desk", "business_days": 3, "notice": 1}}

    found = story(policy, ("2-10:00", "received"), ("2-11:00", "reply"), now="6-10:00")

    assert found["notices"] == [{"type": "closing", "at": at("4-10:00")}]
    assert found["auto_closed"] == at("5-17:00")


@pytest.mark.parametrize(
    ("events", "down", "met"),
    [
        ([("10-13:00", "down"), ("10-13:30", "down"), ("10-13:43", "up"), ("10-15:00", "up")], 43, True),
        ([("30-23:00", "down")], 60, False),
        ([], 0, True),
    ],
    ids=["said twice", "still down", "never down"],
)
def test_availability_is_played_over_outages(events: list[tuple[str, str]], down: int, met: bool) -> None:
    promise = {"first": "2025-06-01", "last": "2025-06-30", "tz": "Asia/Tokyo", "target": "99.9"}

    found = story({"availability": promise}, *events, now="30-24:00")["availability"]

    assert isinstance(found, dict)
    assert (found["down"], found["met"]) == (down, met)


def test_availability_without_a_target_judges_nothing_and_nothing_agreed_has_no_figure() -> None:
    day = {"first": "2025-06-02", "last": "2025-06-02", "tz": "Asia/Tokyo"}
    excluded = [[at("2-00:00"), at("3-00:00")]]

    open_ended = story({"availability": day})["availability"]
    nothing = story({"availability": {**day, "excluded": excluded, "target": "99"}})["availability"]

    assert isinstance(open_ended, dict)
    assert "met" not in open_ended
    assert isinstance(nothing, dict)
    assert (nothing["agreed"], nothing["percent"], nothing["met"]) == (0, None, None)


def test_a_due_time_that_does_not_exist_is_an_error_that_says_so() -> None:
    never = {"tz": "Asia/Tokyo", "weekly": {}}
    line = {"calendars": {"desk": never}, "show_tz": "Asia/Tokyo", "policy": {"clocks": {"resolve": RESOLVE}}}
    events = [{"at": at("2-10:00"), "type": "received"}]

    found = play_line({**line, "name": "shut", "events": events, "now": at("2-10:00")})

    assert found == {"name": "shut", "error": "no_opening"}


def test_events_after_now_are_not_played() -> None:
    found = story({"clocks": {"resolve": RESOLVE}}, ("2-10:00", "received"), ("2-10:30", "resolved"), now="2-10:15")

    assert found["after"] == [{"resolve": at("2-11:00")}]


def faults_of(line: dict[str, object]) -> list[str]:
    with pytest.raises(Complaints) as found:
        play_line(line)
    return [fault.key for fault in found.value.complaints]


def test_a_broken_story_is_complained_of_whole() -> None:
    events: list[object] = [{"type": "received"}, {"at": at("2-10:00"), "type": "recieved"}, 3]

    faults = faults_of({"policy": {"clocks": {"resolve": {}}}, "events": events, "now": "today"})

    assert faults[:4] == ["events[0].at", "events[1].type", "events[2].at", "now"]
    assert "policy.clocks.resolve.target" in faults


def test_a_story_needs_a_policy_events_and_calendars_that_are_tables() -> None:
    assert faults_of({}) == ["policy"]
    assert faults_of({"policy": {}, "now": at("2-10:00")}) == ["events"]
    assert faults_of({"policy": {}, "events": [], "now": at("2-10:00"), "calendars": []}) == ["calendars"]


def test_a_story_without_calendars_may_still_send() -> None:
    line = {"name": "x", "policy": {"quiet": {"hours": "22:00-09:00"}}, "events": [], "now": at("2-10:00")}

    assert play_line(line) == {"name": "x", "sends": []}


def test_targets_that_are_spelt_wrong_are_left_to_the_reading() -> None:
    clock = {**RESOLVE, "by": "priority", "targets": 3}

    assert "policy.clocks.resolve.targets" in faults_of(
        {"policy": {"clocks": {"resolve": clock}}, "events": [], "now": at("2-10:00")}
    )
    assert "policy.clocks" in faults_of({"policy": {"clocks": 3}, "events": [], "now": at("2-10:00")})
