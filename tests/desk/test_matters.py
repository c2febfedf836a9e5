"""Whole matters, amounts and calls: what they say, which of them agree, and since when a split matter waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.desk.amounts import LONGEST_SESSION, MOST_UNITS, spoken_minutes, spoken_units
from mailbot.desk.cases import Case, Event, EventKind, FoundBy, Status
from mailbot.desk.commands import read_instructions
from mailbot.desk.decide import decide
from mailbot.desk.decision import Decided, Refuse, Relay, RunCommands
from mailbot.desk.matters import brought_at, clashes, find_level, merging_fault, pointer_of, readers_of
from mailbot.desk.moments import spoken_lately
from mailbot.desk.named import Named
from mailbot.desk.opening_for import OLDEST_CALL, read_call
from mailbot.desk.people import Contract
from mailbot.desk.policy_reading import read_version
from mailbot.desk.words import REFUSAL_WORDS
from tests.desk_fixtures import CASE, CONTRACT, COPIED, NOW, OPENER, SATO, VERSION, YAMADA, by_staff, thread

ENDED = date(2026, 11, 29)
TOKYO = ZoneInfo("Asia/Tokyo")
OTHER = replace(CASE, id=2, number="INC-000002")
LEVELS = read_version({"from": "2020-01-01", "levels": {"A": {"labels": {"ja": "Aレベル"}}, "normal": {}}})
POINTED = read_version(
    {
        "from": "2020-01-01",
        "categories": {"question": {"default": True}, "pc": {"in_scope": False, "pointer": {"ja": "ご購入店へ"}}},
    }
)


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("40分", 40),
        ("４０分間", 40),
        ("1時間", 60),
        ("1時間半", 90),
        ("1時間30分", 90),
        ("1 時間 と 5 分", 65),
        ("90m", 90),
        ("90 min", 90),
        ("1h", 60),
        ("1h30", 90),
        ("1h 30m", 90),
        ("1.5h", 90),
        ("2 hours and 15 minutes", 135),
        ("1:30", 90),
        ("0:05", 5),
        ("24時間", LONGEST_SESSION),
        ("24時間1分", None),
        ("40", None),
        ("1.5", None),
        ("0分", None),
        ("1.5時間半", None),
        ("1.33h", None),
        ("-5分", None),
        ("半日", None),
        ("間", None),
        ("", None),
    ],
)
def test_minutes_are_read_as_people_write_them(said: str, minutes: int | None) -> None:
    assert spoken_minutes(said) == minutes


@given(st.integers(min_value=1, max_value=LONGEST_SESSION))
def test_every_length_can_be_written_in_several_ways(minutes: int) -> None:
    hours, rest = divmod(minutes, 60)
    written = [f"{minutes}分", f"{minutes} m", f"{hours}:{rest:02}", f"{hours}時間{rest}分", f"{hours}h{rest:02}"]

    assert {spoken_minutes(one) for one in written} == {minutes}


@given(st.text(max_size=12))
def test_no_text_makes_the_readers_stumble(text: str) -> None:
    minutes, units = spoken_minutes(text), spoken_units(text)

    assert minutes is None or 0 < minutes <= LONGEST_SESSION
    assert units is None or (0 <= units <= MOST_UNITS and units % Decimal("0.5") == 0)


@pytest.mark.parametrize(
    ("said", "units"),
    [
        ("3", "3"),
        ("３単位", "3"),
        ("1 unit", "1"),
        ("0", "0"),
        ("0.5", "0.5"),
        ("2.50", "2.5"),
        ("3.0", "3"),
        ("1000", "1000"),
        ("1000.5", None),
        ("2.25", None),
        ("-1", None),
        ("三つ", None),
        ("", None),
    ],
)
def test_units_are_whole_or_half_numbers(said: str, units: str | None) -> None:
    assert spoken_units(said) == (None if units is None else Decimal(units))
    assert units is None or str(spoken_units(said)) == units


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("14:05", "2026-11-30 14:05"),
        ("１４：０５", "2026-11-30 14:05"),
        ("午後2時5分頃", "2026-11-30 14:05"),
        ("14時半", "2026-11-30 14:30"),
        ("15:00", "2026-11-30 15:00"),
        ("15:01", ""),
        ("25:00", ""),
        ("11/27 14:05", "2026-11-27 14:05"),
        ("11月27日(金) 14時", "2026-11-27 14:00"),
        ("昨日 14:05", ""),
        ("11/27", ""),
        ("", ""),
    ],
)
def test_a_clock_time_alone_is_today_s_and_gone_by(said: str, at: str) -> None:
    found = spoken_lately(said, datetime(2026, 11, 30, 15, 0, tzinfo=TOKYO), TOKYO)

    assert (found.strftime("%Y-%m-%d %H:%M") if found else "") == at


def event(kind: EventKind, hour: int) -> Event:
    return Event(at=NOW + timedelta(hours=hour), kind=kind)


@pytest.mark.parametrize(
    ("kinds", "hour"),
    [
        ([(EventKind.RECEIVED, 0)], 0),
        ([(EventKind.RECEIVED, 0), (EventKind.CUSTOMER_MAIL, 2)], 0),
        ([(EventKind.RECEIVED, 0), (EventKind.REPLY, 1)], 0),
        ([(EventKind.RECEIVED, 0), (EventKind.REPLY, 1), (EventKind.CUSTOMER_MAIL, 2)], 2),
        (
            [(EventKind.RECEIVED, 0), (EventKind.REPLY, 1), (EventKind.CUSTOMER_MAIL, 2), (EventKind.CUSTOMER_MAIL, 3)],
            2,
        ),
        ([(EventKind.RECEIVED, 0), (EventKind.CUSTOMER_MAIL, 1), (EventKind.REPLY, 2), (EventKind.NOTE, 3)], 0),
        ([(EventKind.RECEIVED, 0), (EventKind.REPORT, 1), (EventKind.CUSTOMER_MAIL, 2)], 0),
    ],
)
def test_a_split_matter_waits_since_the_oldest_mail_that_nobody_answered(
    kinds: list[tuple[EventKind, int]], hour: int
) -> None:
    assert brought_at([event(kind, at) for kind, at in kinds]) == NOW + timedelta(hours=hour)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (OTHER, ""),
        (None, "merge-other"),
        (replace(OTHER, contract_id="C-2"), "merge-other"),
        (replace(OTHER, id=CASE.id), "merge-itself"),
        (replace(OTHER, status=Status.CLOSED), "merge-final"),
        (replace(OTHER, status=Status.MERGED), "merge-final"),
        (replace(OTHER, private=True), "merge-private"),
    ],
)
def test_a_case_goes_into_another_unless(other: Case | None, why: str) -> None:
    assert merging_fault(CASE, other) == why


@pytest.mark.parametrize(("address", "why"), [(YAMADA, ""), (SATO, "merge-private")])
def test_private_cases_are_one_person_s(address: str, why: str) -> None:
    opener = replace(OPENER, address=address)

    other = replace(OTHER, private=True, participants=(opener,))

    assert merging_fault(replace(CASE, private=True), other) == why


@pytest.mark.parametrize(
    ("text", "pointed", "why"),
    [
        ("#対象外\n\nご購入店へ", False, []),
        ("#対象外", False, ["needs-text: #対象外"]),
        ("#対象外", True, []),
        ("#対象外\n#中間報告\n\n文", False, ["text-of-two: #対象外", "text-of-two: #中間報告"]),
        ("#メモ\n#中間報告\n\n文", False, ["text-of-two: #中間報告"]),
        ("#電話\n#対象外\n\n文", False, ["text-of-two: #対象外"]),
        ("#分割 別\n#メモ\n\n文", False, ["text-of-two: #分割 別"]),
        ("#分割 別\n#メモ 覚え書き", False, []),
        ("#統合 INC-000002\n#メモ\n\n文", False, []),
        ("#統合 INC-000002\n\n文", False, ["merge-text: #統合 INC-000002"]),
        ("#統合 INC-000002\n#時間 5分", False, []),
        ("#統合 INC-000002\n#完了", False, ["merge-alone: #完了"]),
        ("#統合 INC-000002\n#統合 INC-000003", False, ["merge-alone: #統合 INC-000003"]),
    ],
)
def test_a_text_has_one_meaning_or_nothing_runs(text: str, pointed: bool, why: list[str]) -> None:
    assert list(clashes(read_instructions(text), pointed=pointed)) == why


def test_that_a_matter_is_out_of_scope_goes_to_its_opener_alone() -> None:
    quiet = replace(CASE, participants=(replace(OPENER, gets_mail=False), COPIED))

    assert readers_of("out-of-scope", CASE) == (OPENER,)
    assert readers_of("staff-answer", CASE) == (OPENER, COPIED)
    assert readers_of("out-of-scope", quiet) == (COPIED,)


def test_levels_and_pointers_are_found_by_what_people_call_them() -> None:
    assert [found.key if (found := find_level(LEVELS, one)) else "" for one in ("a", "Aレベル", "NORMAL", "S")] == [
        "A",
        "A",
        "normal",
        "",
    ]
    assert pointer_of(POINTED, "pc")["ja"] == "ご購入店へ"
    assert not pointer_of(POINTED, "question")
    assert not pointer_of(POINTED, "gone")
    assert not pointer_of(None, "pc")


@pytest.mark.parametrize(
    ("argument", "address", "contract", "at", "unread"),
    [
        (YAMADA, YAMADA, "", "", ""),
        (f"{YAMADA} 様", YAMADA, "", "", ""),
        (f"{YAMADA}さん 14:05", YAMADA, "", "14:05", ""),
        (f"<{YAMADA}> c-1 14:05", YAMADA, "C-1", "14:05", ""),
        (f"14:05 {YAMADA}, C-1", YAMADA, "C-1", "14:05", ""),
        (f"{YAMADA} C-9", YAMADA, "", "", "C-9"),
        (f"{YAMADA} 15:30", YAMADA, "", "", "15:30"),
        ("山田", "", "", "", "山田"),
        ("", "", "", "", ""),
    ],
)
def test_a_call_names_a_person_and_perhaps_a_time_and_a_contract(
    argument: str, address: str, contract: str, at: str, unread: str
) -> None:
    call = read_call(argument, [CONTRACT], datetime(2026, 11, 30, 15, 0, tzinfo=TOKYO), TOKYO)

    assert (call.address, call.contract, call.unread) == (address, contract, unread)
    assert (f"{call.at:%H:%M}" if call.at else "") == at


def calling(text: str, **changes: Any) -> Decided:
    """The decision about a mail for Yamada, whose contract is known, and Sato, who has two."""
    second: Contract = replace(CONTRACT, id="C-2")
    named = Named(callers={YAMADA: (CONTRACT,), SATO: (CONTRACT, second)})
    situation = by_staff(text, case=None, subject="印刷について", named=named, **changes)
    return decide(replace(situation, versions={"C-1": VERSION, "C-2": VERSION}))


def test_a_case_for_a_caller_is_decided_with_all_its_letters() -> None:
    decision = calling(
        f"#代理 {YAMADA} 9:30\n#優先度 緊急\n#担当\n\n印刷できないとのこと。", house={"timezone": "Asia/Tokyo"}
    )

    assert isinstance(decision, RunCommands)
    assert decision.opening is not None
    opened = decision.opening.decision
    assert (opened.contract.id, opened.subject, opened.triage.priority) == ("C-1", "印刷について", "urgent")
    assert decision.opening.at == datetime(2026, 11, 30, 9, 30, tzinfo=UTC) - timedelta(hours=9)
    assert [(one.letter, one.to) for one in decision.letters] == [
        ("case-opened", YAMADA),
        ("staff-new-case", "suzuki@vendor.example"),
        ("staff-new-case", "brown@vendor.example"),
        ("staff-receipt", "suzuki@vendor.example"),
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"#代理 {SATO}\n\n内容", f"which-contract: #代理 {SATO} [C-1, C-2]"),
        (f"#代理 {SATO} C-2\n#区分 雑談\n\n内容", "category: #区分 雑談"),
        ("#代理 nobody@client.example\n\n内容", "not-opener: #代理 nobody@client.example"),
        (f"#代理 {YAMADA} 10/15 14:05\n\n内容", f"call-time: #代理 {YAMADA} 10/15 14:05"),
        (f"#代理 {YAMADA}\n#完了\n\n内容", "beside-opening: #完了"),
    ],
)
def test_a_case_for_a_caller_is_refused(text: str, why: str) -> None:
    decision = calling(text, house={"timezone": "Asia/Tokyo"})

    assert isinstance(decision, Refuse)
    assert decision.why == (why,)
    assert timedelta(days=46) > OLDEST_CALL


def test_an_unknown_line_beside_it_opens_nothing() -> None:
    decision = calling(f"#代理 {YAMADA}\n#何か\n\n内容")

    assert isinstance(decision, Refuse)
    assert [one.line for one in decision.unknown] == ["#何か"]


def test_what_the_whole_mail_lacks_opens_nothing() -> None:
    named = Named(callers={YAMADA: (CONTRACT,)})
    empty = by_staff(f"#代理 {YAMADA}", case=None, subject="Re: [INC-000001]", named=named)
    ended = by_staff(
        f"#代理 {YAMADA}", case=None, named=Named(callers={YAMADA: (replace(CONTRACT, valid_until=ENDED),)})
    )
    by_category = replace(CONTRACT, openers=(), category_openers={"lost": (YAMADA,)})
    other = by_staff(f"#代理 {YAMADA}", case=None, named=Named(callers={YAMADA: (by_category,)}))
    whys = [one.why[0].partition(":")[0] for one in map(decide, (empty, ended, other)) if isinstance(one, Refuse)]

    assert whys == ["no-matter", "contract-ended", "not-opener"]
    assert isinstance(decide(replace(other, named=Named(callers={YAMADA: (CONTRACT,)}))), RunCommands)


def test_a_category_that_staff_name_says_who_may_open() -> None:
    by_category = replace(CONTRACT, openers=(), category_openers={"lost": (YAMADA,)})
    asked = by_staff(f"#代理 {YAMADA}\n#区分 lost", case=None, named=Named(callers={YAMADA: (by_category,)}))

    decision = decide(asked)

    assert isinstance(decision, RunCommands)
    assert decision.opening is not None
    assert decision.opening.prospect.category == "lost"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("#レベル A", "no-levels"),
        ("#単位 三つ", "units"),
        ("#時間 40", "time"),
        ("#電話 10:00", "call-time"),
        ("#電話 0:59", "call-time"),
        ("#分割 [INC-000001]", "argument"),
        ("#統合 印刷", "merge-other"),
        ("#統合 INC-000001", "merge-itself"),
        ("#統合 INC-000003", "merge-other"),
        (f"#代理 {YAMADA}", "opening-on-case"),
    ],
)
def test_a_command_on_a_case_is_refused(text: str, why: str) -> None:
    named = Named(cases={CASE.number: CASE, OTHER.number: OTHER})

    decision = decide(by_staff(text, named=named))

    assert isinstance(decision, Refuse)
    assert [one.partition(":")[0] for one in decision.why] == [why]


@pytest.mark.parametrize(
    "text", ["#レベル A", "#単位 3", "#時間 40分", "#電話", "#電話 1:00", "#分割 別の件", "#統合 INC-000002", "#不具合"]
)
def test_a_command_on_a_case_runs(text: str) -> None:
    situation = by_staff(text, named=Named(cases={OTHER.number: OTHER}))

    assert isinstance(decide(replace(situation, versions={"C-1": LEVELS})), RunCommands)


@pytest.mark.parametrize(
    "text", ["#レベル A", "#電話 1:00", "#分割 別の件", "#統合 INC-000002", "#対象外\n\nご購入店へ"]
)
def test_without_a_case_there_is_nothing_to_change(text: str) -> None:
    decision = decide(by_staff(text, case=None, subject="印刷"))

    assert isinstance(decision, Refuse)
    assert "no-case" in decision.why


def test_splitting_and_merging_say_whom_they_tell() -> None:
    other = replace(OTHER, participants=(replace(OPENER, address=SATO),), assignee="brown")
    named = Named(cases={OTHER.number: other})
    desk = ["suzuki@vendor.example", "brown@vendor.example"]

    split, merged, unowned = (
        decide(by_staff(text, named=cases))
        for text, cases in (
            ("#分割 別の件", Named()),
            ("#統合 INC-000002", named),
            ("#統合 INC-000002", Named(cases={OTHER.number: OTHER})),
        )
    )

    assert isinstance(split, RunCommands)
    assert [(one.letter, one.to) for one in split.letters[:-1]] == [
        ("case-split", YAMADA),
        *(("staff-new-case", one) for one in desk),
    ]
    assert isinstance(merged, RunCommands)
    assert [(one.letter, one.to) for one in merged.letters[:-1]] == [
        ("case-merged", YAMADA),
        ("case-merged", SATO),
        ("staff-merged", desk[1]),
    ]
    assert isinstance(unowned, RunCommands)
    assert [one.to for one in unowned.letters[:-1]] == [YAMADA, *desk]


def test_out_of_scope_is_a_person_s_word_to_the_opener() -> None:
    decision = decide(by_staff("#対象外\n\nご購入店へ"))

    assert isinstance(decision, Relay)
    assert [(one.letter, one.to) for one in decision.letters] == [
        ("out-of-scope", YAMADA),
        ("staff-receipt", "suzuki@vendor.example"),
    ]


@pytest.mark.parametrize(("number", "runs"), [("INC-000009", True), ("INC-000001", True), ("INC-000008", False)])
def test_the_number_of_a_case_that_was_merged_stands_for_the_one_that_goes_on(
    number: str,
    runs: bool,
) -> None:
    situation = by_staff("#解決", subject=f"Re: [{number}] 印刷")
    about = replace(thread(FoundBy.MESSAGE_ID), named="INC-000009")

    assert isinstance(decide(replace(situation, thread=about)), RunCommands) == runs


def test_every_reason_has_words_in_both_languages() -> None:
    keys = {"merge-other", "merge-itself", "merge-final", "merge-private", "merge-alone", "merge-text", "text-of-two"}
    keys |= {"needs-text", "opening-on-case", "beside-opening", "not-opener", "which-contract", "contract-ended"}
    keys |= {"no-matter", "call-time", "no-levels", "level", "units", "time"}

    assert [key for key in keys if set(REFUSAL_WORDS.get(key, ())) != {"ja", "en"}] == []
