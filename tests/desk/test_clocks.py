"""Clocks: what each event does to them, one law of the house at a time."""

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


# --- waiting


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


# --- starting and noting


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


# --- answers and updates


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


# --- priority, category, level


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


# --- resolving, reopening, closing


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


# --- what is next


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
