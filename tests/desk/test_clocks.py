"""Clocks: when they are due, met, late and breached, and what pauses them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from mailbot.desk.cases import Event, EventKind
from mailbot.desk.clocks import ClockState, Playing, State, next_due, overdue, play, wakes_at
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


def test_without_a_receipt_no_clock_runs() -> None:
    clock = only(played({"answer": ANSWER}))

    assert clock.state is State.NONE
    assert clock.due is None


def test_exactly_on_the_due_instant_is_on_time() -> None:
    clock = only(played({"answer": ANSWER}, event("2-10:00", "received"), event("3-18:00", "reply")))

    assert (clock.state, clock.met_at, clock.breached_at) == (State.MET, at("3-18:00"), None)


def test_a_second_late_is_late() -> None:
    late = Event(at=at("3-18:00") + timedelta(seconds=1), kind=EventKind.REPLY)

    clock = only(played({"answer": ANSWER}, event("2-10:00", "received"), late))

    assert (clock.state, clock.breached_at) == (State.LATE, at("3-18:00"))


def test_a_clock_that_runs_past_its_due_time_is_breached_once() -> None:
    playing = played({"answer": ANSWER}, event("2-10:00", "received"), event("5-10:00", "report"), now="9-10:00")

    assert only(playing).state is State.BREACHED
    assert [breach.at for breach in playing.breaches] == [at("3-18:00")]
    assert overdue(playing) == playing.clocks
    assert next_due(playing) is None


def test_now_exactly_at_the_due_time_is_no_breach_yet() -> None:
    playing = played({"answer": ANSWER}, event("2-10:00", "received"), now="3-18:00")

    assert only(playing).state is State.RUNNING
    assert not playing.breaches


@pytest.mark.parametrize(
    "kind", ["auto_ack", "bounce", "duplicate", "note", "assigned", "auto_reply", "unverified_mail"]
)
def test_what_no_person_did_in_public_changes_nothing(kind: str) -> None:
    clocks = {"answer": ANSWER, "resolve": RESOLVE, "update": {**START, "from": "update", "stop": ["resolved"]}}
    received = event("2-10:00", "received")
    asked = event("2-11:00", "reply", ask=True)

    plain = played(clocks, received, asked, now="3-10:00")
    disturbed = played(clocks, received, asked, event("2-15:00", kind), now="3-10:00")

    assert disturbed.clocks == plain.clocks


def test_events_are_taken_in_order_of_time_and_not_before_they_happen() -> None:
    playing = played(
        {"answer": ANSWER}, event("2-15:00", "reply"), event("2-10:00", "received"), event("9-10:00", "customer_mail"),
        now="3-10:00",
    )  # fmt: skip

    assert only(playing).state is State.MET
    assert [moment.event.kind for moment in playing.moments] == [EventKind.RECEIVED, EventKind.REPLY]


def test_a_clock_without_a_calendar_uses_the_categorys_then_the_contracts() -> None:
    categories = {"question": {"default": True}, "fault": {"calendar": "always"}}
    clocks = {"start": {"target": {"minutes": 60}, "stop": ["started"]}}
    received = event("2-12:30", "received")

    question = only(played(clocks, received, categories=categories, now="2-12:31"))
    fault = only(
        play(
            version(clocks, categories=categories),
            HOURS.__getitem__,
            [received],
            now=at("2-12:31"),
            contract_calendar="desk",
            category="fault",
        )
    )

    assert (question.calendar, question.due) == ("desk", at("2-14:00"))
    assert (fault.calendar, fault.due) == ("always", at("2-13:30"))


def test_a_paused_clock_is_not_due_and_cannot_be_breached() -> None:
    playing = played(
        {"resolve": RESOLVE}, event("2-09:00", "received"), event("2-10:00", "reply", ask=True), now="20-09:00"
    )

    assert (only(playing).state, only(playing).due) == (State.PAUSED, None)
    assert not playing.breaches
    assert wakes_at(playing) is None


def test_waiting_goes_on_over_further_mails_of_ours_until_the_customer_writes() -> None:
    playing = played(
        {"resolve": RESOLVE},
        event("2-09:00", "received"),
        event("2-10:00", "reply", ask=True),
        event("3-10:00", "reply", ask=True),
        event("3-11:00", "reply"),
        event("4-10:00", "customer_mail"),
        now="4-10:00",
    )

    assert only(playing).pauses == ((at("2-10:00"), at("4-10:00")),)
    assert only(playing).due == at("4-18:00")


def test_a_wait_that_begins_when_it_is_due_changes_nothing() -> None:
    playing = played(
        {"resolve": RESOLVE},
        event("2-09:00", "received"),
        event("2-18:00", "reply", ask=True),
        event("4-10:00", "customer_mail"),
        now="4-10:00",
    )

    assert only(playing).due == at("2-18:00")
    assert [breach.at for breach in playing.breaches] == [at("2-18:00")]


def test_a_clock_that_was_breached_before_the_wait_stays_breached() -> None:
    events = [event("2-09:00", "received"), event("3-10:00", "reply", ask=True)]

    waiting = played({"resolve": RESOLVE}, *events, now="3-11:00")
    answered = played({"resolve": RESOLVE}, *events, event("4-10:00", "customer_mail"), now="4-11:00")

    assert (only(waiting).state, only(waiting).due) == (State.PAUSED, at("2-18:00"))
    assert (only(answered).state, only(answered).due) == (State.BREACHED, at("2-18:00"))


def test_a_due_time_at_midnight_that_passes_in_a_wait_without_a_close_is_breached_when_the_wait_ends() -> None:
    midnight = {**RESOLVE, "target": {"business_days": 1, "at": "midnight"}}
    events = [event("2-09:00", "received"), event("3-20:00", "reply", ask=True), event("4-01:00", "customer_mail")]

    playing = played({"resolve": midnight}, *events, now="4-02:00")

    assert [breach.at for breach in playing.breaches] == [at("4-01:00")]
    assert only(playing).due == at("4-00:00")


def test_weeks_are_moved_by_the_closes_inside_a_wait() -> None:
    weeks = {**RESOLVE, "target": {"weeks": 1, "outside": "date"}}
    events = [event("2-09:00", "received"), event("3-10:00", "reply", ask=True), event("5-10:00", "customer_mail")]

    assert only(played({"resolve": weeks}, *events, now="5-11:00")).due == at("11-18:00")


def test_next_due_is_the_first_of_the_running_clocks() -> None:
    playing = played(
        {"resolve": RESOLVE, "start": START, "answer": ANSWER}, event("2-09:00", "received"), now="2-09:00"
    )

    first = next_due(playing)

    assert first is not None
    assert (first.name, first.due) == ("resolve", at("2-18:00"))
    assert wakes_at(playing) == at("2-18:00")
    assert playing.clock("unheard-of") is None


def test_a_calendar_that_never_opens_gives_no_due_time_and_says_so() -> None:
    clock = only(played({"resolve": {**RESOLVE, "calendar": "never"}}, event("2-09:00", "received"), now="2-10:00"))

    assert (clock.state, clock.due) == (State.NONE, None)
    assert "never" in clock.trouble


@pytest.mark.parametrize("state", list(State))
def test_three_states_are_open(state: State) -> None:
    assert state.is_open == (state in {State.RUNNING, State.PAUSED, State.BREACHED})
