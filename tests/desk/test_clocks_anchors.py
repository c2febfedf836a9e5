"""Clocks: from when they count - the start, the noting, each mail, our last report."""

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


def start_and_resolve(**resolve: object) -> dict[str, Any]:
    follow = {"target": {"business_days": 1}, "from": "start", "after": "start", "stop": ["resolved"], **resolve}
    return {"resolve": follow, "start": START}


def test_starting_late_buys_no_time_where_it_is_capped() -> None:
    events = [event("2-10:00", "received"), event("5-10:00", "started")]

    capped = played(start_and_resolve(cap=True), *events, now="5-11:00").clock("resolve")
    free = played(start_and_resolve(), *events, now="5-11:00").clock("resolve")

    assert capped is not None
    assert (capped.due, capped.capped, capped.anchor) == (at("4-18:00"), True, at("3-18:00"))
    assert free is not None
    assert (free.due, free.anchor) == (at("6-18:00"), at("5-10:00"))


def test_before_the_start_the_due_time_is_provisional_and_only_a_capped_one_can_be_breached() -> None:
    received = event("2-10:00", "received")

    capped = played(start_and_resolve(cap=True), received, now="6-10:00")
    free = played(start_and_resolve(), received, now="6-10:00")

    expected = free.clock("resolve")
    assert expected is not None
    assert (expected.provisional, expected.due, expected.state) == (True, at("4-18:00"), State.RUNNING)
    assert [breach.clock for breach in capped.breaches] == ["start", "resolve"]
    assert [breach.clock for breach in free.breaches] == ["start"]


def test_where_the_start_clock_does_not_run_work_itself_is_the_start() -> None:
    clocks = {
        "start": {"by": "priority", "stop": ["started"], "targets": {"high": {"minutes": 10}}},
        "resolve": {"target": {"business_days": 1}, "from": "start", "after": "start", "stop": ["resolved"]},
    }
    priorities = {"normal": {"default": True}, "high": {}}
    received = event("2-10:00", "received")

    before = played(clocks, received, now="2-10:00", priorities=priorities).clock("resolve")
    after = played(clocks, received, event("3-10:00", "reply"), now="3-10:00", priorities=priorities).clock("resolve")

    assert before is not None
    assert (before.state, before.due) == (State.NONE, None)
    assert after is not None
    assert after.due == at("4-18:00")


def test_a_clock_may_start_from_the_first_answer_without_a_clock_before_it() -> None:
    clocks = {"offer": {"target": {"weeks": 1}, "from": "start", "stop": ["report"]}}

    clock = only(played(clocks, event("2-10:00", "received"), event("3-10:00", "started"), now="3-10:00"))

    assert clock.due == at("10-18:00")


NOTED: dict[str, Any] = {"target": {"minutes": 10}, "from": "noted", "stop": ["started", "reply"]}


def test_a_clock_from_noting_runs_only_when_staff_took_note() -> None:
    received, noted = event("2-10:00", "received"), event("2-15:00", "noted")

    assert only(played({"start": NOTED}, received, now="2-18:00")).state is State.NONE
    assert only(played({"start": NOTED}, received, noted, now="2-15:00")).due == at("2-15:10")


def test_a_guard_bounds_how_long_noting_may_take() -> None:
    guarded = {"start": {**NOTED, "noted_within": {"minutes": 60}}}
    received = event("2-10:00", "received")

    unnoted = played(guarded, received, now="2-12:00")
    late = only(played(guarded, received, event("2-11:30", "noted"), now="2-11:30"))
    early = only(played(guarded, received, event("2-10:30", "noted"), now="2-10:30"))

    assert (only(unnoted).provisional, only(unnoted).state) == (True, State.BREACHED)
    assert [breach.at for breach in unnoted.breaches] == [at("2-11:10")]
    assert (late.due, late.capped) == (at("2-11:10"), True)
    assert (early.due, early.capped) == (at("2-10:40"), False)


def test_answering_shows_that_the_matter_was_noted() -> None:
    clock = only(played({"start": NOTED}, event("2-10:00", "received"), event("2-11:00", "reply"), now="2-12:00"))

    assert (clock.state, clock.met_at) == (State.MET, at("2-11:00"))


def test_each_unanswered_mail_has_its_round_and_its_own_breach() -> None:
    playing = played(
        {"answer": ANSWER},
        event("2-10:00", "received"),
        event("4-10:00", "reply"),
        event("5-10:00", "customer_mail"),
        event("9-10:00", "reply"),
        event("9-11:00", "customer_mail"),
        now="9-12:00",
    )

    assert [breach.at for breach in playing.breaches] == [at("3-18:00"), at("6-18:00")]
    assert (only(playing).state, only(playing).due, only(playing).breached_at) == (State.RUNNING, at("10-18:00"), None)


def test_no_answer_needed_satisfies_the_answer_and_the_start_but_resolves_nothing() -> None:
    playing = played(
        {"answer": ANSWER, "start": START, "resolve": RESOLVE},
        event("2-10:00", "received"),
        event("2-11:00", "no_answer"),
        now="2-12:00",
    )

    assert [clock.state for clock in playing.clocks] == [State.MET, State.MET, State.RUNNING]


def test_every_public_mail_of_ours_begins_a_new_report_round_and_an_acknowledgement_does_not() -> None:
    update = {"update": {"target": {"business_days": 1}, "from": "update", "stop": ["resolved"]}}
    events = [event("2-10:00", "received"), event("2-10:01", "auto_ack"), event("3-10:00", "reply")]

    running = only(played(update, *events, now="3-11:00"))
    over = only(played(update, *events, event("4-10:00", "resolved"), event("5-10:00", "reply"), now="9-10:00"))

    assert running.due == at("4-18:00")
    assert (over.state, over.met_at) == (State.MET, at("4-10:00"))
