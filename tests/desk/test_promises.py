"""The deeds that the clock asks for: which, when, once; told by events alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.cases import Event, EventKind
from mailbot.desk.clocks import play
from mailbot.desk.hours import Holidays, Hours, prepare, read_calendar
from mailbot.desk.policy import PolicyVersion
from mailbot.desk.policy_reading import read_version
from mailbot.desk.promises import (
    AnnounceClosing,
    CloseBySilence,
    Deed,
    Escalate,
    FollowPolicy,
    Matter,
    RemindBeforeBreach,
    TellBreach,
    TellLate,
    TellNewTimes,
    WantForecast,
    WantInterim,
    due_deeds,
    pending,
    told_of,
    wakes_next,
)

TOKYO = ZoneInfo("Asia/Tokyo")
SPECS = {
    "office": read_calendar("office", {"tz": "Asia/Tokyo", "weekly": {"mon-fri": ["10:00-12:00", "13:00-17:00"]}}),
    "always": read_calendar("always", {"tz": "Asia/Tokyo", "weekly": {"mon-sun": ["00:00-24:00"]}}),
    "never": read_calendar("never", {"tz": "Asia/Tokyo", "weekly": {}}),
}
HOURS: Mapping[str, Hours] = {name: prepare(name, SPECS, Holidays()) for name in SPECS}
ANSWER = {"answer": {"from": "each_customer_mail", "stop": ["reply"], "target": {"business_days": 1}}}
URGENT = {"normal": {"default": True}, "urgent": {"alerts": True}}
TICK = timedelta(microseconds=1)


def at(text: str) -> datetime:
    """`1-17:00` is the 1st of December 2026, a Tuesday."""
    day, clock = text.split("-")
    hour, minute = clock.split(":")
    return datetime(2026, 12, int(day), int(hour), int(minute), tzinfo=TOKYO)


def version(**keys: Any) -> PolicyVersion:
    return read_version({"from": "2020-01-01", "clocks": ANSWER, **keys})


def event(kind: EventKind, text: str, **facts: object) -> Event:
    return Event(at=at(text), kind=kind, facts=facts)


RECEIVED = event(EventKind.RECEIVED, "1-10:00")


def matter(terms: PolicyVersion, now: datetime, *events: Event, calendar: str = "office") -> Matter:
    happened = events or (RECEIVED,)
    first = happened[0].facts
    playing = play(
        terms,
        HOURS,
        happened,
        now=now,
        contract_calendar=calendar,
        priority=str(first.get("priority", "")),
        category=str(first.get("category", "")),
    )
    return Matter(
        playing=playing,
        version=terms,
        events=happened,
        hours_of=HOURS,
        contract_calendar=calendar,
        zone="Asia/Tokyo",
    )


def kinds(deeds: Sequence[Deed]) -> list[str]:
    return [type(deed).__name__ for deed in deeds]


def only(deeds: Sequence[Deed], kind: type[Any]) -> Any:
    found = [deed for deed in deeds if isinstance(deed, kind)]
    assert len(found) == 1, kinds(deeds)
    return found[0]


def test_shares_are_counted_in_opening_hours_without_pauses() -> None:
    terms = version(reminders=[0.25, 0.5], clocks={"resolve": {"stop": ["resolved"], "target": {"minutes": 480}}})

    found = [deed for deed in pending(matter(terms, at("1-10:00"))) if isinstance(deed, RemindBeforeBreach)]

    assert [(deed.share, deed.at) for deed in found] == [(0.25, at("1-12:00")), (0.5, at("1-15:00"))]


def test_a_pause_moves_the_reminder_with_the_due_time() -> None:
    resolve = {"stop": ["resolved"], "target": {"minutes": 480}, "pause_while_waiting": True}
    terms = version(reminders=[0.5], clocks={"resolve": resolve})
    events = (RECEIVED, event(EventKind.WAITING, "1-11:00"), event(EventKind.CUSTOMER_MAIL, "2-11:00"))

    waiting = pending(matter(terms, at("1-13:00"), *events[:2]))
    found = only(pending(matter(terms, at("2-11:00"), *events)), RemindBeforeBreach)

    assert kinds(waiting) == []
    assert (found.at, found.due) == (at("2-15:00"), at("3-12:00"))


def test_of_several_shares_that_passed_only_the_last_is_told_and_none_twice() -> None:
    terms = version(reminders=[0.2, 0.4, 0.9])
    late = at("2-10:00")

    first = only(due_deeds(matter(terms, late)), RemindBeforeBreach)
    again = pending(matter(terms, late, RECEIVED, first.as_event(late)))

    assert first.share == 0.4
    assert [deed.share for deed in again if isinstance(deed, RemindBeforeBreach)] == [0.9]


@pytest.mark.parametrize(
    ("clock", "wanted"),
    [
        ({"reminders": [0.5]}, [0.5]),
        ({"reminders": False}, []),
        ({"reminders": []}, []),
        ({}, [0.75]),
    ],
)
def test_a_clock_s_own_shares_come_first(clock: Mapping[str, object], wanted: list[float]) -> None:
    terms = version(clocks={"answer": {**ANSWER["answer"], **clock}})

    found = [deed.share for deed in pending(matter(terms, at("1-10:00"))) if isinstance(deed, RemindBeforeBreach)]

    assert found == wanted


def test_a_clock_without_opening_hours_before_its_due_time_has_no_reminder() -> None:
    terms = version(clocks={"answer": {**ANSWER["answer"], "target": {"minutes": 0}}})

    assert "RemindBeforeBreach" not in kinds(
        pending(matter(terms, at("1-09:00"), event(EventKind.RECEIVED, "1-09:00")))
    )


def test_a_later_clock_that_is_only_expected_reminds_nobody() -> None:
    clocks = {
        "start": {"stop": ["started"], "target": {"minutes": 60}},
        "resolve": {"from": "start", "after": "start", "stop": ["resolved"], "target": {"business_days": 1}},
    }
    expected = pending(matter(version(clocks=clocks), at("1-10:00")))
    capped = version(clocks={**clocks, "resolve": {**clocks["resolve"], "cap": True}})

    assert {deed.clock for deed in expected if isinstance(deed, RemindBeforeBreach | TellBreach)} == {"start"}
    assert {deed.clock for deed in pending(matter(capped, at("1-10:00"))) if isinstance(deed, TellBreach)} == {
        "start",
        "resolve",
    }


def test_a_breach_is_told_just_after_the_due_time_and_once() -> None:
    terms = version()
    due = at("2-17:00")

    assert only(pending(matter(terms, due)), TellBreach).goes == due + TICK
    told = only(due_deeds(matter(terms, due + TICK)), TellBreach)
    after = matter(terms, at("3-10:00"), RECEIVED, told.as_event(due + TICK))

    assert "TellBreach" not in kinds(pending(after))


def test_a_due_time_that_was_moved_can_be_breached_and_told_anew() -> None:
    terms = version(
        priorities=URGENT,
        clocks={
            "resolve": {
                "by": "priority",
                "stop": ["resolved"],
                "targets": {"normal": {"business_days": 3}, "urgent": {"minutes": 60}},
            }
        },
    )
    first = event(EventKind.RECEIVED, "1-10:00", priority="urgent")
    told = event(EventKind.BREACH_TOLD, "1-11:01", clock="resolve", due=at("1-11:00"))
    lowered = event(EventKind.PRIORITY, "1-12:00", to="normal")

    found = only(pending(matter(terms, at("1-12:00"), first, told, lowered)), TellBreach)

    assert (found.due, found.at) == (at("4-17:00"), at("4-17:00") + TICK)


def test_an_interim_report_is_asked_for_half_an_hour_before() -> None:
    update = {"from": "update", "stop": ["resolved"], "target": {"minutes": 120}}
    terms = version(clocks={"update": update})

    found = only(pending(matter(terms, at("1-10:00"))), WantInterim)
    told = matter(terms, at("1-11:30"), RECEIVED, found.as_event(at("1-11:30")))
    reported = matter(terms, at("1-11:40"), *told.events, event(EventKind.REPORT, "1-11:40"))

    assert found.at == at("1-11:30")
    assert "WantInterim" not in kinds(pending(told))
    assert only(pending(reported), WantInterim).at == at("1-14:10")
    short = version(clocks={"update": {**update, "target": {"minutes": 40}}}, interim_ahead=60)
    assert only(pending(matter(short, at("1-10:00"))), WantInterim).at == at("1-10:20")


def test_what_alerts_reaches_the_person_on_call_once_until_somebody_begins() -> None:
    terms = version(priorities=URGENT)
    first = event(EventKind.RECEIVED, "1-03:00", priority="urgent")

    found = only(due_deeds(matter(terms, at("1-03:00"), first)), Escalate)
    told = matter(terms, at("1-03:01"), first, found.as_event(at("1-03:00")))
    taken = matter(terms, at("1-03:01"), first, event(EventKind.STARTED, "1-03:01"))

    assert (found.why, found.goes) == (("priority:urgent",), at("1-03:00"))
    assert kinds(due_deeds(told)) == []
    assert kinds(due_deeds(taken)) == []
    assert [deed.why for deed in pending(told) if isinstance(deed, Escalate)] == [("breach",)]
    assert "Escalate" not in kinds(pending(matter(version(priorities=URGENT, escalate=False), at("1-03:00"), first)))


def test_a_late_notice_waits_for_the_first_late_day_and_staff_are_asked_in_its_morning() -> None:
    terms = version(late_notice={"clock": "answer", "days": 2})

    found = pending(matter(terms, at("1-10:00")))

    assert only(found, TellLate).at == at("3-17:00") + TICK
    assert only(found, WantForecast).at == at("3-10:00")
    assert only(found, WantForecast).told_at == at("3-17:00")


def test_counted_from_the_receipt_it_is_told_when_the_answer_was_due() -> None:
    terms = version(late_notice={"clock": "answer", "days": 2, "from": "receipt"})

    assert only(pending(matter(terms, at("1-10:00"))), TellLate).at == at("2-17:00") + TICK


def test_where_no_morning_is_left_staff_are_asked_half_way() -> None:
    clocks = {"answer": {"stop": ["reply"], "target": {"minutes": 120}}}
    terms = version(late_notice={"clock": "answer", "days": 1}, clocks=clocks)

    assert only(pending(matter(terms, at("1-10:00"))), WantForecast).at == at("1-14:00")


def test_a_forecast_settles_when_the_customer_hears_of_it() -> None:
    terms = version(late_notice={"clock": "answer", "days": 2})
    soon = event(EventKind.FORECAST, "1-12:00", answer_at=at("3-12:00"))
    late = event(EventKind.FORECAST, "1-12:00", answer_at=at("7-12:00"))

    slightly = pending(matter(terms, at("1-12:00"), RECEIVED, soon))
    told = only(due_deeds(matter(terms, at("1-12:00"), RECEIVED, late)), TellLate)

    assert only(slightly, TellLate).at == at("3-17:00") + TICK
    assert only(slightly, WantForecast).at == at("3-12:00") + TICK
    assert (told.forecast, told.next_news) == (at("7-12:00"), None)


def test_a_time_that_was_told_is_a_promise_too() -> None:
    terms = version(late_notice={"clock": "answer", "days": 2})
    late = event(EventKind.FORECAST, "1-12:00", answer_at=at("7-12:00"))
    told = event(EventKind.LATE_TOLD, "1-12:00", clock="answer", due=at("2-17:00"), forecast=at("7-12:00"))

    found = pending(matter(terms, at("2-10:00"), RECEIVED, late, told))
    again = due_deeds(matter(terms, at("7-12:01"), RECEIVED, late, told))
    newer = event(EventKind.FORECAST, "3-12:00", answer_at=at("8-12:00"))
    moved = due_deeds(matter(terms, at("3-12:00"), RECEIVED, late, told, newer))

    assert only(found, TellLate).at == at("7-12:00") + TICK
    assert only(found, WantForecast).at == at("7-10:00")
    assert (only(again, TellLate).forecast, only(again, TellLate).next_news) == (None, at("9-17:00"))
    assert only(moved, TellLate).forecast == at("8-12:00")


def test_a_forecast_taken_back_before_it_was_told_says_nothing() -> None:
    terms = version(late_notice={"clock": "answer", "days": 2}, quiet={"hours": "22:00-09:00"})
    late = event(EventKind.FORECAST, "1-22:30", answer_at=at("7-12:00"))
    back = event(EventKind.FORECAST, "1-22:40", answer_at=at("2-12:00"))

    found = only(pending(matter(terms, at("1-22:40"), RECEIVED, late, back)), TellLate)

    assert found.at == at("2-12:00") + TICK


def test_an_answered_clock_is_never_late() -> None:
    terms = version(late_notice={"clock": "answer", "days": 2})

    assert "TellLate" not in kinds(pending(matter(terms, at("4-10:00"), RECEIVED, event(EventKind.REPLY, "1-12:00"))))


def test_what_the_clock_causes_waits_for_opening_and_the_end_of_quiet_hours() -> None:
    terms = version(late_notice={"clock": "answer", "days": 2}, quiet={"hours": "22:00-09:00"})

    at_night = matter(terms, at("4-23:00"))
    found = {type(deed): deed.goes for deed in pending(at_night)}

    assert found[TellLate] == at("7-10:00")
    assert found[TellBreach] == at("5-09:00")
    assert wakes_next(at_night) == (at("5-09:00"), at("2-17:00") + TICK)


def test_urgent_matters_are_exempt_from_quiet_hours_unless_said_otherwise() -> None:
    first = event(EventKind.RECEIVED, "1-10:00", priority="urgent")
    quiet = {"hours": "22:00-09:00", "tz": "Asia/Tokyo"}
    exempt = matter(version(priorities=URGENT, quiet=quiet), at("4-23:00"), first)
    held = matter(version(priorities=URGENT, quiet={**quiet, "exempt_urgent": False}), at("4-23:00"), first)

    assert only(pending(exempt), TellBreach).goes == at("4-23:00")
    assert only(pending(held), TellBreach).goes == at("5-09:00")


def test_closing_is_announced_and_then_done() -> None:
    terms = version(auto_close={"business_days": 7, "notice": 2})
    answered = (RECEIVED, event(EventKind.REPLY, "1-12:00"))

    announced = only(pending(matter(terms, at("1-12:00"), *answered)), AnnounceClosing)
    told = announced.as_event(announced.at)
    closing = only(pending(matter(terms, at("8-11:00"), *answered, told)), CloseBySilence)

    assert (announced.at, announced.close_on) == (at("8-10:00"), at("10-17:00"))
    assert closing.at == at("10-17:00") + TICK
    closed = closing.as_event(at("10-17:01"))
    assert pending(matter(terms, at("11-10:00"), *answered, told, closed)) == ()


def test_without_an_announcement_it_is_simply_done() -> None:
    terms = version(auto_close={"business_days": 2})

    found = only(pending(matter(terms, at("1-12:00"), RECEIVED, event(EventKind.REPLY, "1-12:00"))), CloseBySilence)

    assert found.goes == at("3-17:00") + TICK


def test_an_announcement_that_comes_late_moves_the_closing() -> None:
    terms = version(auto_close={"business_days": 7, "notice": 2})
    answered = (RECEIVED, event(EventKind.REPLY, "1-12:00"))

    found = only(due_deeds(matter(terms, at("14-11:00"), *answered)), AnnounceClosing)

    assert (found.due, found.close_on) == (at("10-17:00"), at("16-17:00"))


def test_a_new_policy_version_goes_first_and_alone() -> None:
    terms = version(applies="date")
    taken = replace(matter(terms, at("4-10:00")), next_policy=(at("2-00:00").date(), at("2-00:00")))

    assert kinds(due_deeds(taken)) == ["FollowPolicy"]
    found = only(due_deeds(taken), FollowPolicy)
    assert found.as_event(at("4-10:00")).kind is EventKind.POLICY


def test_moved_times_are_told_from_the_last_telling_on() -> None:
    targets = {"normal": {"business_days": 3}, "urgent": {"business_days": 1}}
    terms = version(priorities=URGENT, clocks={"resolve": {"by": "priority", "stop": ["resolved"], "targets": targets}})
    raised = event(EventKind.PRIORITY, "1-12:00", to="urgent")
    told = event(EventKind.TIMES_TOLD, "1-12:00")
    lowered = event(EventKind.PRIORITY, "1-14:00", to="normal")

    first = only(due_deeds(matter(terms, at("1-12:00"), RECEIVED, raised)), TellNewTimes)
    nothing = due_deeds(matter(terms, at("1-14:00"), RECEIVED, raised, lowered))
    second = only(due_deeds(matter(terms, at("1-14:00"), RECEIVED, raised, told, lowered)), TellNewTimes)

    assert [(old.due, new.due) for old, new in zip(first.before, first.after, strict=True)] == [
        (at("4-17:00"), at("2-17:00"))
    ]
    assert "TellNewTimes" not in kinds(nothing)
    assert second.changes == (lowered,)


def test_every_broken_clock_is_told_and_a_late_notice_speaks_for_itself() -> None:
    two = {**ANSWER, "resolve": {"stop": ["resolved"], "target": {"business_days": 2}}}
    deeds = due_deeds(matter(version(clocks=two), at("4-12:00")))

    assert kinds(deeds) == ["TellBreach", "TellBreach"]
    assert [deed.clock for deed in told_of(deeds) if isinstance(deed, TellBreach)] == ["answer", "resolve"]
    late = TellLate(at=at("1-10:00"), goes=at("1-10:00"), clock="answer", due=at("1-10:00"))
    wish = WantForecast(at=at("1-10:00"), goes=at("1-10:00"), clock="answer", due=at("1-10:00"), told_at=at("1-11:00"))
    assert told_of((late, wish)) == (late,)


def test_a_calendar_that_never_opens_asks_for_nothing() -> None:
    terms = version(auto_close={"business_days": 7, "notice": 2, "calendar": "never"}, late_notice={"clock": "answer"})

    assert pending(matter(terms, at("1-12:00"), RECEIVED, event(EventKind.REPLY, "1-12:00"), calendar="never")) == ()
    assert wakes_next(matter(terms, at("1-12:00"), calendar="never")) is None
    elsewhere = version(
        late_notice={"clock": "answer"}, clocks={"answer": {**ANSWER["answer"], "calendar": "office"}}, reminders=False
    )
    told = event(EventKind.LATE_TOLD, "1-12:00", clock="answer", next_news=at("2-17:00"))
    assert kinds(pending(matter(elsewhere, at("1-12:00"), RECEIVED, told, calendar="never"))) == ["TellBreach"]


# Laws

KINDS = [EventKind.STARTED, EventKind.REPLY, EventKind.CUSTOMER_MAIL, EventKind.REPORT, EventKind.RESOLVED,
         EventKind.REOPENED, EventKind.WAITING, EventKind.FORECAST, EventKind.PRIORITY]  # fmt: skip
RICH = version(
    priorities=URGENT,
    late_notice={"clock": "answer", "days": 2},
    auto_close={"business_days": 3, "notice": 1},
    quiet={"hours": "20:00-09:30"},
    reminders=[0.3, 0.6],
    clocks={
        **ANSWER,
        "resolve": {
            "by": "priority",
            "stop": ["resolved"],
            "pause_while_waiting": True,
            "targets": {"normal": {"business_days": 3}, "urgent": {"minutes": 480, "calendar": "always"}},
        },
        "update": {"from": "update", "stop": ["resolved"], "target": {"minutes": 300}},
    },
)


@st.composite
def stories(draw: st.DrawFn) -> list[Event]:
    minutes = draw(st.lists(st.integers(1, 15_000), max_size=6, unique=True))
    story = [RECEIVED]
    for minute in sorted(minutes):
        moment, kind = RECEIVED.at + timedelta(minutes=minute), draw(st.sampled_from(KINDS))
        facts: dict[str, object] = {}
        if kind is EventKind.FORECAST:
            facts = {"answer_at": moment + timedelta(days=draw(st.integers(0, 6)))}
        if kind is EventKind.PRIORITY:
            facts = {"to": draw(st.sampled_from(["normal", "urgent"]))}
        story.append(Event(at=moment, kind=kind, facts=facts))
    return story


@settings(max_examples=60, deadline=None)
@given(stories())
def test_every_story_comes_to_rest_and_nothing_is_done_twice(story: list[Event]) -> None:
    done: list[Event] = []
    recorded: list[Event] = []
    now, looks = story[0].at, 0
    left = list(story)
    while looks < 400:
        looks += 1
        while left and left[0].at <= now:
            recorded.append(left.pop(0))
        for deed in due_deeds(matter(RICH, now, *recorded)):
            assert deed.goes <= now
            done.append(deed.as_event(now))
            recorded.append(done[-1])
        wake = wakes_next(matter(RICH, now, *recorded))
        assert wake is None or wake[0] > now, "what is due was done, so the next look is later"
        steps = [*(event.at for event in left[:1]), *([wake[0]] if wake else [])]
        if not steps or min(steps) > story[0].at + timedelta(days=40):
            break
        now = min(steps)
    told = [(one.kind, tuple(sorted((key, str(fact)) for key, fact in one.facts.items()))) for one in done]
    once = [one for one in told if one[0] not in (EventKind.TIMES_TOLD, EventKind.POLICY)]
    assert len(once) == len(set(once))
    assert looks < 400


@settings(max_examples=60, deadline=None)
@given(stories(), st.integers(0, 40_000))
def test_customers_are_never_written_to_at_night_by_the_clock(story: list[Event], minute: int) -> None:
    now = max(story[-1].at, RECEIVED.at + timedelta(minutes=minute))

    for deed in due_deeds(matter(RICH, now, *story)):
        if isinstance(deed, AnnounceClosing | CloseBySilence):
            local = now.astimezone(TOKYO)
            assert 9 * 60 + 30 <= local.hour * 60 + local.minute <= 18 * 60
            assert local.weekday() < 5


def test_instants_of_facts_are_compared_as_instants() -> None:
    terms = version()
    told = Event(
        at=at("2-17:01"),
        kind=EventKind.BREACH_TOLD,
        facts={"clock": "answer", "due": at("2-17:00").astimezone(UTC)},
    )

    assert "TellBreach" not in kinds(pending(matter(terms, at("3-10:00"), RECEIVED, told)))
