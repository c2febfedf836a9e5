"""Every due time can be told step by step, in Japanese and in English (row C8)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest

from mailbot.desk.cases import Event, EventKind
from mailbot.desk.clocks import explain, play
from mailbot.desk.clocks.wording import SENTENCES
from mailbot.desk.hours import Holidays, Hours, prepare, read_calendar
from mailbot.desk.hours.words import moment_in_words
from mailbot.desk.policy_reading import read_version

SPECS = {
    "desk": read_calendar("desk", {"tz": "Asia/Tokyo", "weekly": {"mon-fri": ["10:00-17:00"]}}),
    "never": read_calendar("never", {"tz": "Asia/Tokyo", "weekly": {}}),
}
HOURS: Mapping[str, Hours] = {name: prepare(name, SPECS, Holidays()) for name in SPECS}
PRIORITIES = {"normal": {"default": True}, "high": {"labels": {"ja": "緊急", "en": "Urgent"}}}
CATEGORIES = {"question": {"default": True}, "fault": {"labels": {"ja": "障害"}}}
START: dict[str, Any] = {"target": {"minutes": 90}, "stop": ["started"]}


def at(text: str) -> datetime:
    day, clock = text.split("-")
    return datetime.fromisoformat(f"2025-06-{int(day):02d}T{clock}:00+09:00")


def event(when: str, kind: str, **facts: object) -> Event:
    return Event(at=at(when), kind=EventKind(kind), facts=facts)


def told(clocks: dict[str, Any], name: str, *events: Event, now: str, language: str = "ja", **keys: Any) -> list[str]:
    version = read_version(
        {"from": "2020-01-01", "clocks": clocks, "priorities": PRIORITIES, "categories": CATEGORIES, **keys}
    )
    playing = play(version, HOURS, events, now=at(now), contract_calendar="desk")
    steps = explain(version, HOURS, playing, name, language=language)
    clock = playing.clock(name)
    assert clock is not None
    if clock.due is not None:
        assert moment_in_words(HOURS["desk"].local(clock.due), language) in steps[-2]
    return list(steps)


def test_a_running_clock_is_told_from_the_promise_to_the_due_time() -> None:
    received = event("2-16:30", "received")

    steps = told({"start": START}, "start", received, now="2-16:31")

    assert steps[0] == "「対応開始」（目標）：営業時間で1時間30分以内"
    assert steps[1] == "受付から数えます。"
    assert steps[-1] == "計測中です。"
    assert told({"start": START}, "start", received, now="2-16:31", language="en")[0] == (
        "Start of work (target): within 1 h 30 min of opening hours."
    )


def test_the_keys_that_chose_the_target_are_named_by_their_labels() -> None:
    clocks = {
        "start": {
            "by": ["category", "priority", "level"],
            "stop": ["started"],
            "kind": "committed",
            "targets": {"fault/high/": {"business_days": 1}, "fault/high/A": {"weeks": 2}},
        }
    }
    events = [
        event("2-10:00", "received"),
        event("2-10:01", "category", to="fault"),
        event("2-10:02", "priority", to="high"),
    ]
    level = event("2-10:03", "level", to="A")

    plain = told(clocks, "start", *events, now="2-11:00")
    english = told(clocks, "start", *events, level, now="2-11:00", language="en")
    declared = told(clocks, "start", *events, level, now="2-11:00", levels=[{"key": "A", "labels": {"ja": "Aレベル"}}])

    assert plain[:2] == ["「対応開始」（期限）：1営業日以内", "障害、緊急の場合の定めです。"]
    assert english[:2] == ["Start of work (due): within 2 weeks.", "This is what holds for 障害, Urgent, A."]
    assert "Aレベル" in declared[1]


def test_keys_that_the_policy_does_not_declare_are_told_as_they_are() -> None:
    clocks = {"start": {"by": "level", "stop": ["started"], "targets": {"A": {"weeks": 1}}}}
    version = read_version({"from": "2020-01-01", "clocks": clocks})
    playing = play(
        version, HOURS, [event("2-10:00", "received")], now=at("2-10:00"), contract_calendar="desk", level="A"
    )

    assert explain(version, HOURS.__getitem__, playing, "start", language="en")[:2] == (
        "Start of work (target): within 1 week.",
        "This is what holds for A.",
    )


@pytest.mark.parametrize(
    ("received", "words"), [("2-10:30", "received within opening hours"), ("2-18:30", "received out of hours")]
)
def test_which_of_two_targets_holds_is_said(received: str, words: str) -> None:
    target = {"minutes": 10, "hours": "desk", "out_of_hours": {"business_days": 3}}
    clocks = {"start": {"target": target, "stop": ["started"]}}

    steps = told(clocks, "start", event(received, "received"), now=received, language="en")

    assert words in steps[1]


def test_pauses_are_named() -> None:
    clocks = {"resolve": {"target": {"business_days": 2}, "stop": ["resolved"], "pause_while_waiting": True}}
    weeks = {"resolve": {"target": {"weeks": 1}, "stop": ["resolved"], "pause_while_waiting": True}}
    events = [event("2-10:30", "received"), event("2-11:00", "reply", ask=True), event("3-12:00", "customer_mail")]

    for one in (clocks, weeks):
        steps = told(one, "resolve", *events, now="3-13:00")
        assert "2025年6月2日(月) 11:00 から 2025年6月3日(火) 12:00 までは、計測を止めていました。" in steps


def test_each_anchor_is_told_as_what_it_is() -> None:
    resolve = {"target": {"business_days": 1}, "from": "start", "after": "start", "cap": True, "stop": ["resolved"]}
    noted = {"target": {"minutes": 10}, "from": "noted", "noted_within": {"minutes": 60}, "stop": ["resolved"]}
    clocks = {
        "start": START,
        "resolve": resolve,
        "noted": noted,
        "answer": {"target": {"business_days": 1}, "from": "each_customer_mail", "stop": ["reply"]},
        "update": {"target": {"business_days": 1}, "from": "update", "stop": ["resolved"]},
    }
    received = event("2-10:30", "received")

    def anchor(name: str, *events: Event, now: str) -> str:
        return told(clocks, name, received, *events, now=now)[1]

    assert anchor("resolve", now="2-10:31").endswith("「対応開始」の期限から数えた見込みです。")
    assert anchor("resolve", event("2-11:00", "started"), now="2-11:00") == "対応の開始から数えます。"
    assert anchor("resolve", event("2-15:00", "started"), now="2-15:00").startswith("開始が遅れたため")
    assert anchor("noted", now="2-10:31").startswith("まだ確認していないため")
    assert anchor("noted", event("2-11:00", "noted"), now="2-11:00") == "担当者が確認したときから数えます。"
    assert anchor("noted", event("2-15:00", "noted"), now="2-15:00").startswith("確認が遅れたため")
    assert "最も古いもの" in anchor("answer", now="2-10:31")
    assert "最後のご連絡" in anchor("update", now="2-10:31")


def test_a_restarted_clock_says_so() -> None:
    clocks = {"resolve": {"target": {"business_days": 1}, "stop": ["resolved"]}}
    events = [event("2-10:30", "received"), event("2-11:00", "resolved"), event("3-11:00", "reopened")]

    steps = told(clocks, "resolve", *events, now="3-12:00", reopen="restart")

    assert steps[1] == "再開したときから数えます。"


def test_how_a_clock_stands_is_its_last_step() -> None:
    clocks = {"resolve": {"target": {"minutes": 60}, "stop": ["resolved"], "pause_while_waiting": True}}
    received = event("2-10:00", "received")

    def last(*events: Event, now: str) -> str:
        return told(clocks, "resolve", received, *events, now=now, language="en")[-1]

    assert last(event("2-10:10", "resolved"), now="2-12:00") == "It was met at Mon 2 Jun 2025, 10:10 JST."
    assert last(event("2-11:10", "resolved"), now="2-12:00").startswith("It was breached at Mon 2 Jun 2025, 11:00 JST")
    assert last(now="2-12:00").endswith("and is still running.")
    assert last(event("2-10:10", "closed"), now="2-12:00") == "It ended when the case was closed."
    assert last(event("2-10:10", "reply", ask=True), now="2-12:00").startswith("It is paused")


def test_what_does_not_run_says_why() -> None:
    clocks = {
        "never": {"target": {"minutes": 1}, "calendar": "never", "stop": ["resolved"]},
        "noted": {"target": {"minutes": 1}, "from": "noted", "stop": ["resolved"]},
        "guarded": {
            "target": {"minutes": 1},
            "calendar": "never",
            "from": "noted",
            "noted_within": {"minutes": 1},
            "stop": ["resolved"],
        },
        "high": {"by": "priority", "stop": ["resolved"], "targets": {"high": {"minutes": 1}}},
    }
    received = event("2-10:00", "received")

    assert told(clocks, "never", received, now="2-10:00", language="en")[-1].startswith("There is no due time")
    assert told(clocks, "noted", received, now="2-10:00", language="en")[-1].startswith("It does not run yet")
    assert told(clocks, "guarded", received, now="2-10:00", language="en")[-1].startswith("There is no due time")
    assert told(clocks, "high", received, now="2-10:00", language="en") == ["This clock does not run for this case."]
    with pytest.raises(KeyError):
        told(clocks, "unheard-of", received, now="2-10:00")


def test_every_sentence_is_there_in_both_languages_with_the_same_fields() -> None:
    def fields(sentence: str) -> set[str]:
        return {part.split("}")[0] for part in sentence.split("{")[1:]}

    for japanese, english in SENTENCES.values():
        assert fields(japanese) == fields(english)
