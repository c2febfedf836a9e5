"""What a case does by itself: late notices, closing by silence, and going on under another policy."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from mailbot.desk.cases import Event, EventKind
from mailbot.desk.clocks import Playing, State, play, wakes_at
from mailbot.desk.hours import Holidays, Hours, prepare, read_calendar
from mailbot.desk.policy import PolicyVersion
from mailbot.desk.policy_reading import read_version

SPECS = {
    "desk": read_calendar("desk", {"tz": "Asia/Tokyo", "weekly": {"mon-fri": ["10:00-17:00"]}}),
    "never": read_calendar("never", {"tz": "Asia/Tokyo", "weekly": {}}),
}
HOURS: Mapping[str, Hours] = {name: prepare(name, SPECS, Holidays()) for name in SPECS}
ANSWER: dict[str, Any] = {"target": {"business_days": 1}, "from": "each_customer_mail", "stop": ["reply"]}


def at(text: str) -> datetime:
    """`2-09:30` is the 2nd of June 2025, a Monday, in Tokyo; so `7` and `8` are a weekend."""
    day, clock = text.split("-")
    return datetime.fromisoformat(f"2025-06-{int(day):02d}T{clock}:00+09:00")


def event(when: str, kind: str, **facts: object) -> Event:
    return Event(at=at(when), kind=EventKind(kind), facts=facts)


def version(**keys: Any) -> PolicyVersion:
    return read_version({"from": "2020-01-01", "clocks": {"answer": ANSWER}, **keys})


def played(*events: Event, now: str, **keys: Any) -> Playing:
    return play(version(**keys), HOURS, events, now=at(now), contract_calendar="desk")


LATE = {"late_notice": {"days": 2}}
RECEIVED = event("2-11:00", "received")


def told(playing: Playing) -> list[tuple[str, datetime]]:
    return [(notice.kind, notice.at) for notice in playing.notices]


def test_without_a_forecast_the_customer_is_told_when_the_first_late_days_close_passes() -> None:
    at_close = played(RECEIVED, now="4-17:00", **LATE)
    after = played(RECEIVED, now="4-17:01", **LATE)

    assert not at_close.notices
    assert at_close.late_at == at("4-17:00")
    assert told(after) == [("late", at("4-17:00"))]
    assert after.notices[0].due == at("3-17:00")
    assert after.notices[0].forecast is None


def test_a_forecast_that_is_late_enough_is_told_at_once_and_only_once() -> None:
    forecast = event("2-15:00", "forecast", answer_at="2025-06-05T12:00:00+09:00")
    later = event("3-15:00", "forecast", answer_at=at("9-12:00"))

    playing = played(RECEIVED, forecast, later, now="6-10:00", **LATE)

    assert told(playing) == [("late", at("2-15:00"))]
    assert playing.notices[0].forecast == at("5-12:00")


def test_a_forecast_in_time_tells_nothing_until_it_proves_wrong() -> None:
    forecast = event("2-15:00", "forecast", answer_at=at("4-12:00"))

    assert not played(RECEIVED, forecast, now="4-12:00", **LATE).notices
    assert told(played(RECEIVED, forecast, now="5-12:00", **LATE)) == [("late", at("4-17:00"))]


def test_an_answered_mail_is_not_late_and_the_next_one_has_its_own_notice() -> None:
    playing = played(
        RECEIVED,
        event("2-12:00", "forecast", answer_at=at("20-12:00")),
        event("3-12:00", "reply"),
        event("9-11:00", "customer_mail"),
        now="13-10:00",
        **LATE,
    )

    assert told(playing) == [("late", at("2-12:00")), ("late", at("11-17:00"))]


def test_a_regime_may_count_from_the_receipt() -> None:
    from_receipt = {"late_notice": {"days": 2, "from": "receipt"}}
    two_days_after_receipt = event("2-15:00", "forecast", answer_at=at("4-12:00"))

    assert told(played(RECEIVED, two_days_after_receipt, now="2-16:00", **from_receipt)) == [("late", at("2-15:00"))]
    assert told(played(RECEIVED, now="4-10:00", **from_receipt)) == [("late", at("3-17:00"))]


def test_a_mail_on_a_closed_day_counts_from_the_business_day_on_which_it_is_deemed_received() -> None:
    saturday = event("7-11:00", "received")

    playing = played(saturday, now="7-12:00", late_notice={"days": 2, "from": "receipt"})

    assert playing.late_at == at("10-17:00")


def test_a_forecast_that_is_no_time_changes_nothing() -> None:
    playing = played(RECEIVED, event("2-15:00", "forecast", answer_at="soon"), now="2-16:00", **LATE)

    assert not playing.notices


def test_what_is_watched_is_asked_of_a_calendar_that_opens() -> None:
    clocks = {"answer": {**ANSWER, "calendar": "desk"}}
    playing = play(version(clocks=clocks, **LATE), HOURS, [RECEIVED], now=at("6-10:00"), contract_calendar="never")

    assert playing.late_at is None
    assert not playing.notices


CLOSE = {"auto_close": {"business_days": 7, "notice": 2}}


def test_silence_counts_from_our_last_answer_and_is_announced_at_an_opening() -> None:
    playing = played(RECEIVED, event("2-12:00", "reply"), now="3-10:00", **CLOSE)

    assert playing.silence is not None
    assert (playing.silence.notice_at, playing.silence.closes_at) == (at("9-10:00"), at("11-17:00"))
    assert wakes_at(playing) == at("9-10:00")
    assert told(played(RECEIVED, event("2-12:00", "reply"), now="9-10:01", **CLOSE)) == [("closing", at("9-10:00"))]


@pytest.mark.parametrize(
    ("kind", "closes_on"),
    [("reply", 12), ("report", 12), ("auto_ack", 11), ("bounce", 11), ("auto_reply", 11), ("note", 11)],
)
def test_only_our_own_public_mail_begins_the_silence_anew(kind: str, closes_on: int) -> None:
    playing = played(RECEIVED, event("2-12:00", "reply"), event("3-12:00", kind), now="3-13:00", **CLOSE)

    assert playing.silence is not None
    assert playing.silence.closes_at == at(f"{closes_on}-17:00")


@pytest.mark.parametrize("kind", ["customer_mail", "reopened", "closed"])
def test_contact_ends_the_silence(kind: str) -> None:
    playing = played(RECEIVED, event("2-12:00", "reply"), event("3-12:00", kind), now="3-13:00", **CLOSE)

    assert playing.silence is None


def test_a_report_alone_is_no_answer() -> None:
    assert played(RECEIVED, event("2-12:00", "report"), now="3-13:00", **CLOSE).silence is None


def test_resolving_without_an_answer_counts_from_the_resolution() -> None:
    plain = played(RECEIVED, event("3-12:00", "resolved"), now="3-13:00", **CLOSE)
    answered = played(RECEIVED, event("2-12:00", "reply"), event("3-12:00", "resolved"), now="3-13:00", **CLOSE)
    thanked = played(RECEIVED, event("3-12:00", "resolved"), event("4-12:00", "reply"), now="4-13:00", **CLOSE)

    assert plain.silence is not None
    assert plain.silence.closes_at == at("12-17:00")
    assert answered.silence is not None
    assert answered.silence.closes_at == at("11-17:00")
    assert thanked.silence is not None
    assert thanked.silence.closes_at == at("13-17:00")


def test_a_policy_may_close_in_fewer_states() -> None:
    only_waiting = {"auto_close": {"business_days": 7, "states": ["waiting"]}}

    assert played(RECEIVED, event("2-12:00", "reply"), now="3-10:00", **only_waiting).silence is None
    waiting = played(RECEIVED, event("2-12:00", "reply", ask=True), now="3-10:00", **only_waiting).silence
    assert waiting is not None
    assert waiting.notice_at is None


def test_a_calendar_that_never_opens_closes_nothing() -> None:
    keys = {"auto_close": {"business_days": 7, "calendar": "never"}}

    assert played(RECEIVED, event("2-12:00", "reply"), now="3-10:00", **keys).silence is None


# --- another policy in the middle


SLOW = version(clocks={"answer": {**ANSWER, "target": {"business_days": 5}}})
FAST = version(clocks={"answer": ANSWER, "start": {"target": {"minutes": 60}, "stop": ["started", "reply"]}}, **LATE)


def changed(*events: Event, now: str, to: PolicyVersion = FAST) -> Playing:
    start = version(clocks={"answer": {**ANSWER, "target": {"business_days": 5}}}, **LATE)
    return play(start, HOURS, events, now=at(now), contract_calendar="desk", versions={"fast": to}.__getitem__)


def test_a_changed_policy_counts_from_the_receipt_and_breaches_at_the_change() -> None:
    playing = changed(RECEIVED, event("4-11:00", "policy", to="fast"), now="4-12:00")

    assert [(breach.clock, breach.at) for breach in playing.breaches] == [
        ("answer", at("4-11:00")),
        ("start", at("4-11:00")),
    ]
    assert [clock.due for clock in playing.clocks] == [at("3-17:00"), at("2-12:00")]


def test_what_was_kept_before_the_change_stays_kept() -> None:
    playing = changed(RECEIVED, event("3-11:00", "reply"), event("4-11:00", "policy", to="fast"), now="4-12:00")

    assert [clock.state for clock in playing.clocks] == [State.MET, State.MET]
    assert not playing.breaches


def test_breaches_of_clocks_that_a_change_drops_stay_recorded() -> None:
    playing = play(
        FAST,
        HOURS,
        [RECEIVED, event("2-13:00", "policy", to="slow")],
        now=at("2-14:00"),
        contract_calendar="desk",
        versions={"slow": SLOW}.__getitem__,
    )

    assert [(breach.clock, breach.at) for breach in playing.breaches] == [("start", at("2-12:00"))]
    assert [clock.name for clock in playing.clocks] == ["answer"]


def test_the_customer_is_not_told_twice_because_the_policy_changed() -> None:
    events = [
        RECEIVED,
        event("2-12:00", "forecast", answer_at=at("27-12:00")),
        event("4-11:00", "policy", to="fast"),
    ]

    assert told(changed(*events, now="20-12:00")) == [("late", at("2-12:00"))]
    assert told(changed(*events[::2], now="4-12:00")) == []


def test_without_knowing_the_other_version_a_change_of_policy_changes_nothing() -> None:
    change = event("4-11:00", "policy", to="fast")

    assert played(RECEIVED, change, now="4-12:00").clocks == played(RECEIVED, now="4-12:00").clocks


def test_what_happens_before_the_receipt_is_no_business_of_the_clocks() -> None:
    early = [event("1-10:00", "note"), event("1-11:00", "policy", to="fast")]

    assert [clock.due for clock in changed(*early, RECEIVED, now="2-11:00").clocks] == [at("3-17:00"), at("2-12:00")]


def test_a_watch_on_another_clock_tells_of_that_one() -> None:
    other = version(
        clocks={"answer": ANSWER, "start": {"target": {"minutes": 60}, "stop": ["started"]}},
        late_notice={"clock": "start", "days": 1},
    )
    events = [RECEIVED, event("5-11:00", "policy", to="fast")]

    playing = changed(*events, now="5-12:00", to=other)

    assert [(notice.clock, notice.at) for notice in playing.notices] == [("start", at("5-11:00"))]
