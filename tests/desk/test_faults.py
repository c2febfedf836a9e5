"""Faults: how a history of events becomes a fault, its down time, its search and its export."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.faults import (
    Down,
    Fault,
    FaultEvent,
    FaultEventKind,
    FaultFacts,
    Severity,
    after,
    fault_from_events,
    found_in,
    news_due,
    outages,
)
from mailbot.desk.faults_events import COLUMNS, facts_as_json, facts_from_json, row
from mailbot.desk.uptime import Outage

TOKYO = ZoneInfo("Asia/Tokyo")
SYMPTOM = {"ja": "送信できない", "en": "cannot send"}


def at(clock: str, day: int = 22) -> datetime:
    hour, minute = clock.split(":")
    return datetime(2026, 11, day, int(hour), int(minute), tzinfo=TOKYO)


def event(clock: str, kind: str, *, day: int = 22, **facts: Any) -> FaultEvent:
    return FaultEvent(at=at(clock, day), kind=FaultEventKind(kind), by="staff:suzuki", facts=FaultFacts(**facts))


DECLARED = event("10:20", "declared", services=("mail",), symptom=SYMPTOM, began=at("10:05"), next_news=at("11:00"))


def told(*events: FaultEvent) -> Fault:
    return fault_from_events("FLT-000001", (DECLARED, *events))


def test_a_declared_fault_runs_since_it_began() -> None:
    fault = told()

    assert (fault.number, fault.services, fault.declared_at, fault.began) == (
        "FLT-000001", ("mail",), at("10:20"), at("10:05"),
    )  # fmt: skip
    assert fault.is_running
    assert fault.recovered is None
    assert fault.severity is Severity.STOPPED
    assert fault.next_news == at("11:00")
    assert fault.last_news_at == at("10:20")
    assert fault.lasted(at("10:35")) == timedelta(minutes=30)


def test_without_a_beginning_it_began_when_it_was_detected_or_declared() -> None:
    detected = event("10:20", "declared", services=("mail",), detected=at("10:10"))
    neither = event("10:20", "declared", services=("mail",))

    assert fault_from_events("F", [detected]).began == at("10:10")
    assert fault_from_events("F", [neither]).began == at("10:20")


def test_updates_are_counted_and_kept_in_order() -> None:
    fault = told(
        event("11:00", "updated", text={"ja": "調査中"}, next_news=at("12:00")),
        event("12:00", "updated", text={"ja": "部品を交換中"}),
    )

    assert fault.news_told == 2
    assert [update.text.get("ja", "") for update in fault.updates] == ["", "調査中", "部品を交換中"]
    assert fault.next_news == at("12:00")
    assert fault.last_news_at == at("12:00")


def test_a_recovery_ends_it_with_what_was_learnt() -> None:
    fault = told(event("13:00", "recovered", recovered=at("12:45"), cause={"ja": "電源故障"}, remedy={"ja": "交換"}))

    assert not fault.is_running
    assert fault.recovered == at("12:45")
    assert fault.lasted(at("23:00")) == timedelta(hours=2, minutes=40)
    assert (fault.cause, fault.remedy, fault.next_news) == ({"ja": "電源故障"}, {"ja": "交換"}, None)


def test_a_recovery_without_its_time_is_one_of_that_moment() -> None:
    assert told(event("13:00", "recovered")).recovered == at("13:00")


def test_a_correction_changes_what_is_known_and_tells_nothing() -> None:
    fault = told(
        event("13:00", "recovered"),
        event(
            "14:00", "corrected", began=at("09:50"), recovered=at("12:40"), scope={"en": "all"}, outside_control=True
        ),
    )

    assert fault.times == (Down(began=at("09:50"), recovered=at("12:40")),)
    assert fault.outside_control
    assert fault.scope == {"en": "all"}
    assert len(fault.updates) == 2


def test_a_text_told_in_another_language_stands_beside_the_first() -> None:
    fault = told(event("11:00", "updated", symptom={"en": "sending fails"}))

    assert fault.symptom == {"ja": "送信できない", "en": "sending fails"}


def test_a_fault_that_comes_again_has_two_times_and_leaves_out_what_lies_between() -> None:
    fault = told(
        event("11:05", "recovered"), event("12:00", "relapsed", began=at("11:55")), event("12:25", "recovered")
    )

    assert [(down.began, down.recovered) for down in fault.times] == [
        (at("10:05"), at("11:05")), (at("11:55"), at("12:25")),
    ]  # fmt: skip
    assert fault.lasted(at("23:00")) == timedelta(minutes=90)


def test_a_recovery_that_was_none_goes_on_as_one_time() -> None:
    fault = told(event("11:05", "recovered"), event("12:00", "relapsed", began=at("11:05")))

    assert fault.times == (Down(began=at("10:05")),)
    assert fault.is_running


def test_a_relapse_of_what_runs_changes_no_time() -> None:
    assert told(event("12:00", "relapsed", began=at("11:05"))).times == (Down(began=at("10:05")),)


def test_cases_are_linked_once_and_can_be_let_go() -> None:
    fault = told(
        event("10:30", "linked", cases=(7, 5)),
        event("10:31", "linked", cases=(5, 9)),
        event("10:32", "unlinked", cases=(7,)),
    )

    assert fault.cases == (5, 9)
    assert len(fault.updates) == 1


def test_what_was_withdrawn_runs_no_more_and_is_no_outage() -> None:
    fault = told(event("10:40", "withdrawn", text={"ja": "誤報でした"}))

    assert not fault.is_running
    assert fault.withdrawn
    assert outages([fault]) == ()


def test_the_next_news_is_due_when_promised_or_at_the_policy_s_interval() -> None:
    running = told()
    over = told(event("13:00", "recovered", next_news=at("10:00", day=27)))

    assert news_due(running, None) == at("11:00")
    assert news_due(running, timedelta(minutes=30)) == at("10:50")
    assert news_due(running, timedelta(hours=3)) == at("11:00")
    assert news_due(over, timedelta(minutes=30)) == at("10:00", day=27)
    assert news_due(told(event("13:00", "recovered")), timedelta(minutes=30)) is None


def test_outages_are_the_times_of_what_was_down() -> None:
    down = told(event("11:05", "recovered"), event("12:00", "relapsed"))
    slow = told(event("10:30", "corrected", severity=Severity.DEGRADED))

    assert outages([down, slow]) == (
        Outage(key="FLT-000001", services=("mail",), start=at("10:05"), end=at("11:05")),
        Outage(key="FLT-000001", services=("mail",), start=at("12:00"), end=None),
    )


def test_a_history_must_begin_with_its_declaration() -> None:
    with pytest.raises(ValueError, match="FLT-9 has no event that declares it"):
        fault_from_events("FLT-9", [event("10:00", "updated")])
    with pytest.raises(ValueError, match="FLT-9"):
        fault_from_events("FLT-9", [])


def test_down_time_is_real_time_across_a_clock_change() -> None:
    new_york = ZoneInfo("America/New_York")
    began, recovered = datetime(2026, 11, 1, 0, 30, tzinfo=new_york), datetime(2026, 11, 1, 3, 30, tzinfo=new_york)
    declared = FaultEvent(
        at=began, kind=FaultEventKind.DECLARED, facts=FaultFacts(services=("m",), recovered=recovered)
    )

    assert fault_from_events("F", [declared]).lasted(datetime(2026, 12, 1, tzinfo=UTC)) == timedelta(hours=4)


def test_a_history_is_searched_by_words_and_by_service() -> None:
    mail = told(event("11:00", "updated", text={"en": "Power supply replaced"}))
    disk = fault_from_events(
        "FLT-000002",
        [event("09:00", "declared", day=23, services=("disk",), title={"ja": "電源断"}, cause={"en": "power"})],
    )
    both = [mail, disk]

    assert found_in(both, "POWER") == (disk, mail)
    assert found_in(both, "power 断") == (disk,)
    assert found_in(both, "flt-000001") == (mail,)
    assert found_in(both, "", services=["mail"]) == (mail,)
    assert found_in(both, "nothing") == ()


def test_a_row_of_the_export_has_every_column_as_text() -> None:
    fault = told(
        event("10:30", "linked", cases=(5, 9)), event("12:45", "recovered", outside_control=True, detected=at("10:10"))
    )

    found = row(fault, "en", UTC, as_of=at("23:00"))

    assert tuple(found) == COLUMNS
    assert (found["began"], found["recovered"], found["minutes"]) == (
        "2026-11-22T01:05:00+00:00", "2026-11-22T03:45:00+00:00", "160",
    )  # fmt: skip
    assert (found["symptom"], found["cases"], found["outside_control"], found["withdrawn"]) == (
        "cannot send",
        "5, 9",
        "yes",
        "no",
    )
    assert row(told(), "ja", TOKYO, as_of=at("11:05"))["recovered"] == ""


TEXTS = st.dictionaries(st.sampled_from(["ja", "en"]), st.text(min_size=1, max_size=5), max_size=2)
TIMES = st.none() | st.integers(0, 10**6).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
FACTS = st.builds(
    FaultFacts,
    services=st.lists(st.text(min_size=1, max_size=4), max_size=2).map(tuple),
    symptom=TEXTS,
    text=TEXTS,
    severity=st.none() | st.sampled_from(Severity),
    began=TIMES,
    next_news=TIMES,
    outside_control=st.none() | st.booleans(),
    cases=st.lists(st.integers(1, 99), max_size=3).map(tuple),
)


@settings(max_examples=100, deadline=None)
@given(FACTS)
def test_facts_come_back_from_the_log_as_they_were(facts: FaultFacts) -> None:
    assert facts_from_json(facts_as_json(facts)) == facts
    assert (facts_as_json(facts) == {}) is facts.says_nothing


def test_keys_of_a_newer_version_are_left() -> None:
    assert facts_from_json({"cases": [1], "colour": "red"}) == FaultFacts(cases=(1,))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(FaultEventKind), FACTS), max_size=6), st.integers(0, 6))
def test_folding_in_two_steps_gives_what_folding_at_once_gives(
    events: list[tuple[FaultEventKind, FaultFacts]], cut: int
) -> None:
    history = [DECLARED, *(FaultEvent(at=at("11:00"), kind=kind, facts=facts) for kind, facts in events)]
    fault = fault_from_events("F", history[: cut + 1])
    for one in history[cut + 1 :]:
        fault = after(fault, one)

    assert fault == fault_from_events("F", history)
