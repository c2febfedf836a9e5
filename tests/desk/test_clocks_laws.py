"""Laws that hold for any story of a case, whatever its policy."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.cases import Event, EventKind
from mailbot.desk.clocks import State, play
from mailbot.desk.hours import Holidays, Hours, prepare, read_calendar
from mailbot.desk.policy import PolicyVersion
from mailbot.desk.policy_reading import read_version

SPECS = {
    "desk": read_calendar(
        "desk",
        {
            "tz": "Asia/Tokyo",
            "weekly": {"mon-fri": ["09:00-12:00", "13:00-18:00"]},
            "closed_yearly": [["12-29", "01-03"]],
        },
    ),
    "always": read_calendar("always", {"tz": "Australia/Lord_Howe", "weekly": {"mon-sun": ["00:00-24:00"]}}),
}
HOURS: Mapping[str, Hours] = {name: prepare(name, SPECS, Holidays()) for name in SPECS}
START = datetime(2026, 12, 21, tzinfo=UTC)
KINDS = [
    "noted", "auto_ack", "started", "reply", "ask", "report", "customer_mail", "bounce", "resolved", "reopened",
    "high", "normal", "fault", "question", "forecast", "no_answer",
]  # fmt: skip
TARGETS: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.fixed_dictionaries({"minutes": st.integers(0, 3000)}),
    st.fixed_dictionaries(
        {"business_days": st.integers(0, 4), "outside": st.sampled_from(["deemed", "date"])},
        optional={"count_first": st.booleans(), "at": st.sampled_from(["close", "midnight", "same_clock"])},
    ),
    st.fixed_dictionaries({"weeks": st.integers(0, 2), "roll": st.sampled_from(["forward", "backward", "none"])}),
)


@st.composite
def versions(draw: st.DrawFn) -> PolicyVersion:
    calendars = st.sampled_from(["desk", "always"])
    clocks: dict[str, Any] = {
        "start": {"calendar": draw(calendars), "target": draw(TARGETS), "stop": ["started", "reply"]},
        "resolve": {
            "calendar": draw(calendars),
            "target": draw(TARGETS),
            "from": "start",
            "after": "start",
            "cap": draw(st.booleans()),
            "stop": ["resolved"],
            "pause_while_waiting": draw(st.booleans()),
        },
        "answer": {
            "calendar": draw(calendars),
            "by": "priority",
            "from": "each_customer_mail",
            "stop": ["reply"],
            "targets": {"normal": draw(TARGETS), "high": draw(TARGETS)},
        },
        "update": {"calendar": "desk", "target": draw(TARGETS), "from": "update", "stop": ["resolved"]},
        "noted": {
            "calendar": "desk",
            "target": draw(TARGETS),
            "from": "noted",
            "noted_within": {"minutes": draw(st.integers(0, 600))},
            "stop": ["started"],
        },
    }
    return read_version(
        {
            "from": "2020-01-01",
            "categories": {"question": {"default": True}, "fault": {"calendar": "always"}},
            "priorities": {"normal": {"default": True}, "high": {}},
            "clocks": clocks,
            "late_notice": {"clock": "answer", "days": 1},
            "auto_close": {"business_days": 2, "notice": 1, "calendar": "desk"},
            "reopen": draw(st.sampled_from(["continue", "restart"])),
        }
    )


def story_event(at: datetime, kind: str) -> Event:
    if kind == "ask":
        return Event(at=at, kind=EventKind.REPLY, facts={"ask": True})
    if kind in ("high", "normal"):
        return Event(at=at, kind=EventKind.PRIORITY, facts={"to": kind})
    if kind in ("fault", "question"):
        return Event(at=at, kind=EventKind.CATEGORY, facts={"to": kind})
    if kind == "forecast":
        return Event(at=at, kind=EventKind.FORECAST, facts={"answer_at": at + timedelta(days=3)})
    return Event(at=at, kind=EventKind(kind))


@st.composite
def stories(draw: st.DrawFn) -> list[Event]:
    minutes = draw(st.lists(st.integers(0, 30_000), min_size=1, max_size=9, unique=True))
    times = [START + timedelta(minutes=minute) for minute in sorted(minutes)]
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=len(times) - 1, max_size=len(times) - 1))
    return [
        Event(at=times[0], kind=EventKind.RECEIVED),
        *(story_event(at, kind) for at, kind in zip(times[1:], kinds, strict=True)),
    ]


@settings(max_examples=120, deadline=None)
@given(versions(), stories())
def test_playing_events_one_by_one_equals_playing_them_at_once(version: PolicyVersion, events: list[Event]) -> None:
    whole = play(version, HOURS, events, now=events[-1].at)

    for place, event in enumerate(events, 1):
        part = play(version, HOURS, events[:place], now=event.at)
        assert whole.moments[place - 1].clocks == part.clocks
        # A due time of this very instant is broken only afterwards, and then stands among those of the instant.
        assert [breach for breach in whole.breaches if breach in part.breaches] == list(part.breaches)
        assert all(breach.at >= event.at for breach in whole.breaches if breach not in part.breaches)


@settings(max_examples=120, deadline=None)
@given(versions(), stories(), st.integers(0, 20_000))
def test_looking_at_a_case_in_between_changes_nothing_and_breaches_are_in_order(
    version: PolicyVersion, events: list[Event], minutes: int
) -> None:
    """A sweep at any instant sees just those breaches and notices that were to be seen by then."""
    between = events[0].at + timedelta(minutes=minutes)
    now = max(events[-1].at, between)

    early = play(version, HOURS, events, now=between)
    late = play(version, HOURS, events, now=now)

    assert list(late.breaches) == sorted(late.breaches, key=lambda breach: breach.at)
    assert set(early.breaches) <= set(late.breaches)
    assert {notice.at for notice in early.notices} <= {notice.at for notice in late.notices}
    assert all(breach.at <= between for breach in early.breaches)


@settings(max_examples=120, deadline=None)
@given(versions(), stories())
def test_every_round_has_one_breach_at_most_and_states_agree_with_times(
    version: PolicyVersion, events: list[Event]
) -> None:
    playing = play(version, HOURS, events, now=events[-1].at + timedelta(days=40))

    for clock in playing.clocks:
        if clock.state is State.BREACHED:
            assert clock.breached_at is not None
            assert clock.met_at is None
        if clock.state is State.MET:
            assert clock.breached_at is None
            assert clock.met_at is not None
        if clock.state is State.RUNNING:
            assert clock.due is not None
            assert clock.due >= playing.now or clock.provisional
        if clock.state is State.LATE:
            assert clock.breached_at is not None
            assert clock.met_at is not None
            assert clock.breached_at <= clock.met_at


def due_after(target: dict[str, Any], events: Sequence[Event], calendar: str) -> datetime | None:
    version = read_version(
        {
            "from": "2020-01-01",
            "clocks": {
                "resolve": {
                    "calendar": calendar, "target": target, "stop": ["resolved"], "pause_while_waiting": True,
                }
            },
        }
    )  # fmt: skip
    return play(version, HOURS, events, now=events[-1].at).clocks[0].due


@settings(max_examples=150, deadline=None)
@given(
    TARGETS,
    st.lists(st.integers(1, 20_000), min_size=2, max_size=6, unique=True).filter(lambda times: len(times) % 2 == 0),
    st.sampled_from(["desk", "always"]),
)
def test_pausing_never_moves_a_due_time_earlier(target: dict[str, Any], minutes: list[int], calendar: str) -> None:
    received = Event(at=START, kind=EventKind.RECEIVED)
    waits = [
        story_event(START + timedelta(minutes=minute), "customer_mail" if place % 2 else "ask")
        for place, minute in enumerate(sorted(minutes))
    ]

    plain = due_after(target, [received], calendar)
    paused = [due_after(target, [received, *waits[:count]], calendar) for count in range(2, len(waits) + 1, 2)]

    dues = [due for due in (plain, *paused) if due is not None]
    assert len(dues) == len(paused) + 1
    assert dues == sorted(dues)
