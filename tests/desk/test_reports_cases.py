"""One case as a report counts it: played, then looked at from the end of a month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mailbot.desk.cases import Case, Event, EventKind, Status
from mailbot.desk.clocks import play
from mailbot.desk.hours import Holidays, Hours, prepare, read_calendar
from mailbot.desk.policy_reading import read_version
from mailbot.desk.reports_cases import CaseRecord, Promise, Why, case_record

SPECS = {
    "desk": read_calendar("desk", {"tz": "Asia/Tokyo", "weekly": {"mon-fri": ["09:00-12:00", "13:00-18:00"]}}),
    "always": read_calendar("always", {"tz": "Asia/Tokyo", "weekly": {"mon-sun": ["00:00-24:00"]}}),
}
HOURS: Mapping[str, Hours] = {name: prepare(name, SPECS, Holidays()) for name in SPECS}
CLOCKS: dict[str, Any] = {
    "answer": {"target": {"minutes": 120}, "from": "each_customer_mail", "stop": ["reply"]},
    "resolve": {"target": {"minutes": 480}, "stop": ["resolved"], "pause_while_waiting": True},
}
INTERIM = {"interim": {"target": {"minutes": 60}, "from": "update", "stop": ["resolved"], "calendar": "always"}}


def at(text: str) -> datetime:
    """`2-09:30` is the 2nd of June 2025, a Monday, in Tokyo."""
    day, clock = text.split("-")
    return datetime.fromisoformat(f"2025-06-{int(day):02d}T{clock}:00+09:00")


def event(when: str, kind: str, **facts: object) -> Event:
    return Event(at=at(when), kind=EventKind(kind), facts=facts)


def record(*events: Event, now: str = "30-23:59", clocks: dict[str, Any] | None = None, **more: Any) -> CaseRecord:
    keys = {"category": "question", "priority": "normal", **more.pop("keys", {})}
    version = read_version({"from": "2020-01-01", "clocks": clocks or CLOCKS, **more.pop("version", {})})
    playing = play(version, HOURS, events, now=at(now), contract_calendar="desk", **keys)
    case = Case(
        id=7, number="INC-000007", contract_id="C-1", subject="件", status=more.pop("status", Status.OPEN),
        received_at=at("2-09:00"), **keys, **more,
    )  # fmt: skip
    return case_record(case, events, playing, hours=HOURS["desk"], hours_of=HOURS)


def told(found: CaseRecord, clock: str) -> list[Promise]:
    return [one for one in found.promises if one.clock == clock]


RECEIVED = event("2-09:00", "received")


def test_times_run_from_the_receipt_in_open_and_in_elapsed_minutes() -> None:
    found = record(RECEIVED, event("2-14:00", "reply"), event("3-10:00", "resolved"), event("4-10:00", "closed"))

    assert (found.answer_minutes, found.answer_elapsed) == (240, 300)
    assert (found.resolution_minutes, found.resolution_elapsed) == (540, 1500)
    assert (found.status, found.first_answer_at, found.resolved_at, found.closed_at) == (
        Status.CLOSED, at("2-14:00"), at("3-10:00"), at("4-10:00"),
    )  # fmt: skip
    assert (found.id, found.number, found.contract) == (7, "INC-000007", "C-1")


def test_an_acknowledgement_and_a_report_are_no_answer() -> None:
    found = record(RECEIVED, event("2-09:00", "auto_ack"), event("2-10:00", "report"))

    assert found.first_answer_at is None
    assert found.answer_minutes is None


def test_only_what_had_happened_by_then_is_looked_at() -> None:
    events = [RECEIVED, event("2-10:00", "reply"), event("3-10:00", "resolved"), event("4-10:00", "closed")]

    assert record(*events, now="2-12:00") == record(*events[:2], now="2-12:00")
    assert record(*events, now="2-12:00").status is Status.ANSWERED


def test_each_round_of_a_clock_counts() -> None:
    found = record(
        RECEIVED,
        event("2-10:00", "reply"),
        event("2-13:00", "customer_mail"),
        event("2-17:00", "reply"),
        event("3-09:00", "customer_mail"),
    )

    answers = told(found, "answer")
    assert [(one.is_met, one.why, one.decided_at) for one in answers] == [
        (True, Why.KEPT, at("2-10:00")),
        (False, Why.LATE, at("2-15:00")),
        (False, Why.OPEN, at("3-11:00")),
    ]
    assert (answers[1].due, answers[1].met_at, answers[1].late_minutes) == (at("2-15:00"), at("2-17:00"), 120)
    assert found.next_due is None


def test_a_miss_says_how_long_it_stood_still() -> None:
    found = record(
        RECEIVED,
        event("2-10:00", "reply", ask=True),
        event("3-10:00", "customer_mail"),
        event("4-18:00", "resolved"),
    )

    (resolve,) = told(found, "resolve")
    assert (resolve.due, resolve.met_at, resolve.why) == (at("3-18:00"), at("4-18:00"), Why.LATE)
    assert (resolve.paused_minutes, resolve.late_minutes, resolve.late_elapsed) == (480, 480, 1440)


def test_a_case_closed_without_the_promise_is_a_miss_of_its_own_kind() -> None:
    found = record(RECEIVED, event("2-10:00", "reply"), event("5-10:00", "closed"))

    assert [(one.why, one.breached_at) for one in told(found, "resolve")] == [(Why.SILENCE, at("2-18:00"))]


def test_a_case_closed_in_time_promises_nothing_more() -> None:
    assert told(record(RECEIVED, event("2-10:00", "closed")), "resolve") == []


def test_a_breach_stays_where_a_change_makes_its_promise_void() -> None:
    clocks = {"resolve": {**CLOCKS["resolve"], "by": "priority", "targets": {"high": {"minutes": 60}}}}
    version = {"priorities": {"normal": {"default": True}, "high": {}}}

    found = record(
        RECEIVED, event("2-14:00", "priority", to="normal"), clocks=clocks, version=version, keys={"priority": "high"}
    )

    assert found.priority == "normal"
    assert [(one.why, one.breached_at, one.due) for one in found.promises] == [(Why.CHANGED, at("2-10:00"), None)]


def test_every_interim_report_keeps_or_misses_its_interval() -> None:
    found = record(
        RECEIVED,
        event("2-10:00", "report"),
        event("2-11:30", "report"),
        event("2-12:00", "reply"),
        event("2-12:30", "resolved"),
        clocks=INTERIM,
    )

    assert [(one.is_met, one.due, one.met_at, one.late_minutes) for one in found.promises] == [
        (True, at("2-10:00"), at("2-10:00"), None),
        (False, at("2-11:00"), at("2-11:30"), 30),
        (True, at("2-12:30"), at("2-12:00"), None),
        (True, at("2-13:00"), at("2-12:30"), None),
    ]


def test_what_runs_is_no_promise_decided_yet_and_tells_what_is_due_first() -> None:
    found = record(RECEIVED, now="2-10:00")

    assert found.promises == ()
    assert found.next_due == at("2-11:00")
    assert found.status is Status.NEW


def test_a_merged_case_ends_when_it_was_merged() -> None:
    merged = record(RECEIVED, now="3-10:00", status=Status.MERGED, closed_at=at("2-12:00"))
    before = record(RECEIVED, now="2-11:00", status=Status.MERGED, closed_at=at("2-12:00"))

    assert (merged.status, merged.closed_at) == (Status.MERGED, at("2-12:00"))
    assert (before.status, before.closed_at) == (Status.NEW, None)


def test_a_reopened_case_is_not_resolved() -> None:
    found = record(RECEIVED, event("2-10:00", "resolved"), event("2-11:00", "reopened"))

    assert (found.resolved_at, found.resolution_minutes, found.status) == (None, None, Status.OPEN)


def test_it_is_open_until_it_is_closed() -> None:
    found = record(RECEIVED, event("4-10:00", "closed"))

    assert [found.is_open_at(at(when)) for when in ("2-09:00", "2-09:01", "4-10:00", "4-10:01")] == [
        False,
        True,
        True,
        False,
    ]


def test_a_closed_case_goes_on_being_late_to_its_closing_only() -> None:
    (resolve,) = told(record(RECEIVED, event("5-10:00", "closed")), "resolve")

    assert (resolve.due, resolve.late_minutes, resolve.late_elapsed) == (at("2-18:00"), 1020, 3840)


def test_a_case_that_was_answered_says_how_it_ended_without_its_resolution() -> None:
    by_desk, by_staff = (
        record(RECEIVED, event("2-10:00", "reply"), Event(at=at("5-10:00"), kind=EventKind.CLOSED, by=by))
        for by in ("desk", "staff:suzuki")
    )

    assert [one.why for one in told(by_desk, "resolve")] == [Why.SILENCE]
    assert [one.why for one in told(by_staff, "resolve")] == [Why.UNRESOLVED]
    assert [one.why for one in told(record(RECEIVED, event("5-10:00", "closed")), "resolve")] == [Why.CLOSED]


def test_what_is_overdue_tells_since_when() -> None:
    found = record(RECEIVED, now="3-10:00")

    assert (found.overdue, found.next_due) == (at("2-11:00"), None)
    assert record(RECEIVED, now="2-10:00").overdue is None
