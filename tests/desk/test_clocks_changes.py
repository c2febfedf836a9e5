"""Clocks: priority, category and level that change, resolving, reopening and closing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mailbot.desk.cases import Event, EventKind
from mailbot.desk.clocks import ClockState, Playing, State, play
from mailbot.desk.hours import Holidays, Hours, prepare, read_calendar
from mailbot.desk.policy import PolicyVersion
from mailbot.desk.policy_reading import read_version

WEEK = {"mon-fri": ["09:00-12:00", "13:00-18:00"]}
SPECS = {
    "desk": read_calendar("desk", {"tz": "Asia/Tokyo", "weekly": WEEK}),
    "always": read_calendar("always", {"tz": "Asia/Tokyo", "weekly": {"mon-sun": ["00:00-24:00"]}}),
    "never": read_calendar("never", {"tz": "Asia/Tokyo", "weekly": {}}),
}
HOURS: Mapping[str, Hours] = {name: prepare(name, SPECS, Holidays()) for name in SPECS}
RESOLVE: dict[str, Any] = {
    "target": {"minutes": 480},
    "stop": ["resolved"],
    "pause_while_waiting": True,
}
ANSWER: dict[str, Any] = {"target": {"business_days": 1}, "from": "each_customer_mail", "stop": ["reply"]}
START: dict[str, Any] = {"target": {"business_days": 1}, "stop": ["started", "reply"]}


def at(text: str) -> datetime:
    """`2-09:30` is the 2nd of June 2025, a Monday, in Tokyo; so `7` and `8` are a weekend."""
    day, clock = text.split("-")
    return datetime.fromisoformat(f"2025-06-{int(day):02d}T{clock}:00+09:00")


def event(when: str, kind: str, **facts: object) -> Event:
    return Event(at=at(when), kind=EventKind(kind), facts=facts)


def version(clocks: dict[str, Any], **keys: Any) -> PolicyVersion:
    return read_version({"from": "2020-01-01", "clocks": clocks, **keys})


def played(clocks: dict[str, Any], *events: Event, now: str = "30-09:00", **keys: Any) -> Playing:
    return play(version(clocks, **keys), HOURS, events, now=at(now), contract_calendar="desk")


def only(playing: Playing) -> ClockState:
    assert len(playing.clocks) == 1
    return playing.clocks[0]


BY_PRIORITY: dict[str, Any] = {
    **RESOLVE,
    "by": "priority",
    "targets": {"normal": {"minutes": 480}, "high": {"minutes": 120}},
}
AXIS = {"normal": {"default": True}, "high": {}, "low": {}}


def test_a_change_that_puts_the_due_time_into_the_past_breaches_at_the_change() -> None:
    playing = played(
        {"resolve": BY_PRIORITY},
        event("2-09:00", "received"),
        event("2-15:00", "priority", to="high"),
        now="2-16:00",
        priorities=AXIS,
    )

    assert (only(playing).due, only(playing).state) == (at("2-11:00"), State.BREACHED)
    assert [breach.at for breach in playing.breaches] == [at("2-15:00")]
    assert playing.priority == "high"


def test_a_recorded_breach_stays_when_the_priority_is_lowered_again() -> None:
    events = [
        event("2-09:00", "received"),
        event("2-09:30", "priority", to="high"),
        event("2-12:00", "priority", to="normal"),
        event("2-14:00", "resolved"),
    ]

    playing = played({"resolve": BY_PRIORITY}, *events, now="2-16:00", priorities=AXIS)

    assert (only(playing).due, only(playing).state) == (at("2-18:00"), State.LATE)
    assert [breach.at for breach in playing.breaches] == [at("2-11:00")]


def test_a_change_does_not_touch_what_is_stopped() -> None:
    playing = played(
        {"resolve": BY_PRIORITY},
        event("2-09:00", "received"),
        event("2-16:00", "resolved"),
        event("2-17:00", "priority", to="high"),
        now="2-18:00",
        priorities=AXIS,
    )

    assert (only(playing).due, only(playing).state) == (at("2-18:00"), State.MET)


def test_a_change_during_a_wait_keeps_the_pause() -> None:
    playing = played(
        {"resolve": BY_PRIORITY},
        event("2-09:00", "received"),
        event("2-10:00", "reply", ask=True),
        event("3-10:00", "priority", to="high"),
        event("3-15:00", "customer_mail"),
        now="3-15:00",
        priorities=AXIS,
    )

    assert (only(playing).state, only(playing).due) == (State.RUNNING, at("3-16:00"))


def test_a_change_during_a_wait_can_lie_before_the_wait() -> None:
    playing = played(
        {"resolve": BY_PRIORITY},
        event("2-09:00", "received"),
        event("2-14:00", "reply", ask=True),
        event("2-15:00", "priority", to="high"),
        now="2-15:00",
        priorities=AXIS,
    )

    assert [breach.at for breach in playing.breaches] == [at("2-15:00")]


def test_a_key_that_is_missing_means_that_the_clock_does_not_run() -> None:
    events = [event("2-09:00", "received"), event("2-10:00", "priority", to="low")]

    playing = played({"resolve": BY_PRIORITY}, *events, now="9-09:00", priorities=AXIS)

    assert (only(playing).state, only(playing).due) == (State.NONE, None)
    assert not playing.breaches


def test_a_promise_that_comes_to_hold_counts_from_the_receipt() -> None:
    events = [
        event("2-09:00", "received"),
        event("2-10:00", "priority", to="low"),
        event("2-10:30", "priority", to="high"),
    ]

    playing = played({"resolve": BY_PRIORITY}, *events, now="2-10:30", priorities=AXIS)

    assert only(playing).due == at("2-11:00")


def test_a_promise_that_comes_to_hold_after_the_deed_is_kept() -> None:
    start = {"by": "priority", "stop": ["started"], "targets": {"high": {"minutes": 10}}}
    events = [
        event("2-09:00", "received"),
        event("2-10:00", "started"),
        event("2-11:00", "priority", to="high"),
    ]

    playing = played({"start": start}, *events, now="2-12:00", priorities=AXIS)

    assert (only(playing).state, only(playing).met_at) == (State.MET, at("2-10:00"))
    assert not playing.breaches


def test_level_and_category_choose_too() -> None:
    clocks = {
        "answer": {
            **ANSWER,
            "by": ["category", "level"],
            "targets": {"fault/A": {"minutes": 60}, "fault/B": {"minutes": 120}, "question/": {"business_days": 2}},
        }
    }
    categories = {"question": {"default": True}, "fault": {}}
    received = event("2-09:00", "received")
    to_fault = event("2-09:10", "category", to="fault")
    to_level = event("2-09:20", "level", to="B")

    assert only(played(clocks, received, now="2-09:00", categories=categories)).due == at("4-18:00")
    assert only(played(clocks, received, to_fault, now="2-09:10", categories=categories)).state is State.NONE
    assert only(played(clocks, received, to_fault, to_level, now="2-09:20", categories=categories)).due == at("2-11:00")


def test_reopening_goes_on_with_the_resolved_time_left_out() -> None:
    playing = played(
        {"resolve": RESOLVE},
        event("2-09:00", "received"),
        event("2-11:00", "resolved"),
        event("4-11:00", "customer_mail"),
        event("4-11:00", "reopened"),
        now="4-11:00",
    )

    assert (only(playing).state, only(playing).due) == (State.RUNNING, at("4-18:00"))


def test_a_breach_before_resolving_is_not_forgotten_by_reopening() -> None:
    playing = played(
        {"resolve": RESOLVE},
        event("2-09:00", "received"),
        event("3-11:00", "resolved"),
        event("4-11:00", "reopened"),
        event("4-12:00", "resolved"),
        now="4-13:00",
    )

    assert only(playing).state is State.LATE
    assert [breach.at for breach in playing.breaches] == [at("2-18:00")]


def test_reopening_may_start_anew() -> None:
    playing = played(
        {"resolve": RESOLVE},
        event("2-09:00", "received"),
        event("3-11:00", "resolved"),
        event("4-09:00", "reopened"),
        now="4-09:00",
        reopen="restart",
    )

    assert (only(playing).state, only(playing).due, only(playing).restarted) == (State.RUNNING, at("4-18:00"), True)
    assert len(playing.breaches) == 1


def test_reopening_touches_no_clock_that_resolving_did_not_stop() -> None:
    events = [
        event("2-09:00", "received"),
        event("2-10:00", "reply"),
        event("2-11:00", "resolved"),
        event("4-11:00", "reopened"),
    ]
    answer = {**ANSWER, "stop": ["reply", "resolved"]}

    playing = played({"start": START, "answer": answer}, *events, now="20-11:00", reopen="restart")

    assert [clock.state for clock in playing.clocks] == [State.MET, State.MET]


def test_the_answer_to_a_mail_that_resolving_ended_is_not_owed_again() -> None:
    answer = {**ANSWER, "stop": ["reply", "resolved"]}
    events = [event("2-09:00", "received"), event("2-11:00", "resolved"), event("4-11:00", "reopened")]

    assert only(played({"answer": answer}, *events, now="4-12:00")).state is State.MET


def test_a_closed_case_is_final() -> None:
    playing = played(
        {"resolve": RESOLVE, "answer": ANSWER},
        event("2-09:00", "received"),
        event("2-10:00", "reply"),
        event("2-11:00", "closed"),
        event("9-10:00", "customer_mail"),
        now="20-09:00",
    )

    assert [clock.state for clock in playing.clocks] == [State.CLOSED, State.MET]
    assert not playing.breaches


def test_waiting_ends_with_resolving() -> None:
    playing = played(
        {"resolve": {**RESOLVE, "stop": ["report"]}},
        event("2-09:00", "received"),
        event("2-10:00", "reply", ask=True),
        event("2-12:00", "resolved"),
        event("2-14:00", "reopened"),
        now="2-14:00",
    )

    assert only(playing).due == at("3-11:00")
