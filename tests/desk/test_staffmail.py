"""Mail from staff: when it is relayed, when it runs commands, and every reason why nothing of it happens."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailbot.desk.cases import FoundBy, Status
from mailbot.desk.command_checks import find_keyed, find_staff
from mailbot.desk.command_words import Word
from mailbot.desk.decide import decide
from mailbot.desk.decision import Refuse, Relay, RunCommands
from mailbot.desk.people import Staff
from tests.desk_fixtures import BROWN, CASE, GONE, OPENER, PARTNER, SUZUKI, SUZUKI_AT, VERSION, by_staff

CLOSED = replace(CASE, status=Status.CLOSED)
LONG = "山田様\n\n印刷の画面で「用紙」から A5 をお選びください。"
STAFF = (SUZUKI, BROWN, GONE, Staff(handle="suzuki2", name="鈴木 一郎", addresses=("ichiro@vendor.example",)))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("#優先度", "argument: #優先度"),
        ("#区分", "argument: #区分"),
        ("#参加", "argument: #参加"),
        ("#優先度 最高", "priority: #優先度 最高"),
        ("#区分 雑談", "category: #区分 雑談"),
        ("#担当 田中", "staff: #担当 田中"),
        ("#担当 退任", "staff: #担当 退任"),
        ("#参加 nobody@nowhere.example", "participant: #参加 nobody@nowhere.example"),
        ("#解決\n\nよろしく", "short-text: よろしく"),
        ("", "empty: "),
    ],
)
def test_nothing_happens_because(text: str, why: str) -> None:
    decision = decide(by_staff(text))

    assert isinstance(decision, Refuse)
    assert decision.why == (why,)


def test_all_faults_are_told_at_once_and_nothing_runs() -> None:
    decision = decide(by_staff("#優先度 最高\n#区分 雑談\n#解決\n#何か\n\n短い文"))

    assert isinstance(decision, Refuse)
    assert decision.why == ("short-text: 短い文", "priority: #優先度 最高", "category: #区分 雑談")
    assert [one.line for one in decision.unknown] == ["#何か"]


@pytest.mark.parametrize(
    ("text", "words", "note"),
    [
        ("#優先度 緊急", [Word.PRIORITY], ""),
        ("#優先度 Urgent", [Word.PRIORITY], ""),
        ("#優先度 urgent", [Word.PRIORITY], ""),
        ("#区分 Question", [Word.CATEGORY], ""),
        ("#担当", [Word.ASSIGN], ""),
        ("#担当 花子", [Word.ASSIGN], ""),
        ("#解決\n\n鈴木", [Word.RESOLVE], ""),
        ("#解決\n\n鈴木花子", [Word.RESOLVE], ""),
        ("#解決\n\n鈴木です。", [Word.RESOLVE], ""),
        ("#解決\n\n-- suzuki", [Word.RESOLVE], ""),
        ("#メモ 電話で確認済", [Word.NOTE], "電話で確認済"),
        ("#メモ\n開発に聞いています。", [Word.NOTE], "開発に聞いています。"),
        ("#メモ 一\n#メモ 二\n三", [Word.NOTE, Word.NOTE], "一\n二\n三"),
        ("#解決\n#メモ\n短い", [Word.RESOLVE, Word.NOTE], "短い"),
    ],
)
def test_commands_alone_and_notes_are_never_relayed(text: str, words: list[Word], note: str) -> None:
    decision = decide(by_staff(text))

    assert isinstance(decision, RunCommands)
    assert [one.word for one in decision.commands] == words
    assert decision.note == note


@pytest.mark.parametrize(
    ("text", "relayed"),
    [
        (LONG, LONG),
        ("はい。", "はい。"),
        (f"#解決\n\n{LONG}", LONG),
        (f"{LONG}\n\n鈴木", f"{LONG}\n\n鈴木"),
        ("鈴木", "鈴木"),
    ],
)
def test_words_for_the_customer_are_relayed_as_written(text: str, relayed: str) -> None:
    decision = decide(by_staff(text))

    assert isinstance(decision, Relay)
    assert decision.text == relayed


def test_a_text_that_is_somebody_else_s_name_is_asked_about() -> None:
    decision = decide(by_staff("#解決\n\n佐藤"))

    assert isinstance(decision, Refuse)


@pytest.mark.parametrize("text", ["#メモ 覚え書き", "#help"])
def test_on_a_closed_case_notes_and_help_still_run(text: str) -> None:
    assert isinstance(decide(by_staff(text, case=CLOSED)), RunCommands)


@pytest.mark.parametrize("text", ["#解決", LONG])
def test_on_a_closed_case_nothing_else_does(text: str) -> None:
    decision = decide(by_staff(text, case=CLOSED))

    assert isinstance(decision, Refuse)
    assert decision.why == ("closed: INC-000001",)


@pytest.mark.parametrize(
    ("subject", "found_by", "refused"),
    [
        ("Re: [INC-000002] 別の件", FoundBy.MESSAGE_ID, True),
        ("Re: [INC-000001] 印刷", FoundBy.MESSAGE_ID, False),
        ("Re: [INC-000002] [INC-000001]", FoundBy.ADDRESS, False),
        ("Re: 印刷", FoundBy.REFERENCES, False),
        ("Re: [INC-000002]", FoundBy.NUMBER, False),
    ],
)
def test_thread_and_number_must_name_the_same_case(subject: str, found_by: FoundBy, refused: bool) -> None:
    decision = decide(by_staff("#解決", subject=subject, found_by=found_by))

    assert isinstance(decision, Refuse) == refused


def test_help_beside_an_unknown_word_is_refused_without_a_case() -> None:
    assert isinstance(decide(by_staff("#help\n#何か", case=None)), Refuse)


def test_a_foreign_person_who_has_written_may_be_let_in() -> None:
    partner = replace(OPENER, id=3, address=PARTNER, is_opener=False, gets_mail=False)
    case = replace(CASE, participants=(*CASE.participants, partner))

    assert isinstance(decide(by_staff(f"#参加 {PARTNER}", case=case)), RunCommands)


def test_an_answer_goes_to_those_who_get_mail() -> None:
    silent = replace(OPENER, id=3, address=PARTNER, is_opener=False, gets_mail=False)
    decision = decide(by_staff(LONG, case=replace(CASE, participants=(OPENER, silent))))

    assert [one.to for one in decision.letters] == [OPENER.address]


def test_without_the_policy_s_version_an_argument_is_taken_at_its_word() -> None:
    assert isinstance(decide(by_staff("#優先度 最高", versions={})), RunCommands)


@pytest.mark.parametrize(
    ("called", "found"),
    [
        ("suzuki", SUZUKI),
        ("SUZUKI", SUZUKI),
        ("鈴木 花子", SUZUKI),
        (SUZUKI_AT, SUZUKI),
        ("花子", SUZUKI),
        ("brown", BROWN),
        ("Sam", BROWN),
        ("Sam B", BROWN),
        ("鈴木", None),
        ("gone", None),
        ("", None),
        ("誰か", None),
    ],
)
def test_staff_are_found_by_what_people_call_them(called: str, found: Staff | None) -> None:
    assert find_staff(STAFF, called) == found


@pytest.mark.parametrize("called", ["urgent", "緊急", "Urgent", "URGENT"])
def test_a_priority_is_found_by_its_key_and_labels(called: str) -> None:
    found = find_keyed(VERSION.priorities, called)

    assert found is not None
    assert found.key == "urgent"
    assert find_keyed(VERSION.priorities, "最高") is None
