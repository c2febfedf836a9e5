"""Conversations: cases that were answered are seen in lists and counted in the digest; no case stands twice in one."""

from __future__ import annotations

from datetime import datetime

import pytest

from mailbot.desk.cases import Status
from tests.stages.cast import BROWN, FIRST, SECOND, SUZUKI, YAMADA
from tests.stages.conftest import MakeDesk
from tests.stages.conversation import MONDAY, Conversation

ANSWER = "山田様\n\n印刷の画面で「用紙」から A5 をお選びください。"
TUESDAY = MONDAY.replace(day=1, month=12, hour=9)
CLOCK = "[policies.standard.versions.clocks.answer]"
RESOLVE = f"""{CLOCK.replace("answer", "resolve")}
calendar = "office"
target = {{ business_days = %d }}
stop = ["resolved"]

{CLOCK}"""


@pytest.fixture
def early(make_desk: MakeDesk) -> Conversation:
    """A desk whose digest comes at 08:30."""
    return make_desk(('digest = ""', 'digest = "08:30"'))


def answered(desk: Conversation, *numbers: str, by: str = "") -> None:
    for number in numbers:
        desk.hears(YAMADA.writes(f"{number}の件", "帳票の印刷について教えてください。"))
        desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), f"{by}{number}：{ANSWER}"))
        assert desk.status(number) is Status.ANSWERED
    desk.forget_letters()


def listed(desk: Conversation, line: str) -> str:
    desk.hears(SUZUKI.writes("一覧", line))
    letter = desk.letter(SUZUKI.address)
    assert letter.key == "staff-list"
    return letter.text


def digest(desk: Conversation, at: datetime) -> str:
    desk.clock.now = at
    desk.works()
    return desk.last(SUZUKI.address, "staff-digest").text


def test_the_list_has_a_section_of_answered_cases_and_a_word_for_it_alone(desk: Conversation) -> None:
    answered(desk, FIRST, SECOND)
    for line in ("#一覧", "#一覧 回答済み", "#list answered"):
        text = listed(desk, line)
        assert "回答済み（お客様の返答待ち） 2件" in text
        assert text.count(f"{FIRST} ") == 1

    desk.hears(BROWN.writes("list", "#list"))
    assert "Answered, the customer's turn: 2" in " ".join(desk.letter(BROWN.address).text.split())


def test_an_answered_case_leaves_the_section_when_the_customer_writes(desk: Conversation) -> None:
    answered(desk, FIRST)
    desk.hears(YAMADA.writes(f"Re: [{FIRST}]", "まだできません。"))
    desk.forget_letters()

    assert "回答済み" not in listed(desk, "#一覧").replace("番号から", "")


def test_own_lists_and_clients_lists_hold_it_once(desk: Conversation) -> None:
    answered(desk, FIRST)
    desk.hears(SUZUKI.writes(f"Re: [{FIRST}]", "#担当"))
    desk.forget_letters()
    for line in ("#一覧 自分", "#一覧 例示商事"):
        text = listed(desk, line)
        assert text.count(f"{FIRST} ") == 1
        assert "回答済み（お客様の返答待ち） 1件" in text
        assert "期限のない件" not in text


def test_the_digest_counts_them_in_one_line_and_a_quiet_day_stays_quiet(early: Conversation) -> None:
    answered(early, FIRST, SECOND)

    assert digest(early, TUESDAY).splitlines() == [
        "12月1日(火)：期限の来る件も、返信待ちや保留もありません。",
        "窓口は通常どおり動いています。",
        "",
        "回答済み（お客様の返答待ち） 2件",
    ]


def test_on_a_busy_day_the_count_stands_among_the_sections(early: Conversation) -> None:
    answered(early, FIRST)
    early.hears(YAMADA.writes("別の件"))
    text = digest(early, TUESDAY)

    assert "担当なし 1件" in text
    assert "回答済み（お客様の返答待ち） 1件" in text
    assert FIRST not in text


def test_many_answered_cases_are_cut_and_counted(desk: Conversation) -> None:
    for place in range(23):
        desk.receives(YAMADA.writes(f"照会 {place}"))
    desk.works()
    for copy in [one for one in desk.all_letters(SUZUKI.address) if one.key == "staff-new-case"]:
        desk.receives(SUZUKI.replies(copy, f"{copy.subject}について。{ANSWER}"))
    desk.works()
    desk.forget_letters()
    text = listed(desk, "#一覧")

    assert "回答済み（お客様の返答待ち） 23件" in text
    assert "ほかに3件あります。" in text


@pytest.mark.parametrize(("days", "section"), [(1, "本日が期限 1件"), (5, "回答済み（お客様の返答待ち） 1件")])
def test_an_answered_case_with_a_time_still_to_keep_stands_once(make_desk: MakeDesk, days: int, section: str) -> None:
    desk = make_desk((CLOCK, RESOLVE % days))
    answered(desk, FIRST)
    desk.clock.now = TUESDAY
    text = listed(desk, "#一覧")

    assert section in text
    assert text.count(f"{FIRST} ") == 1


def test_a_case_that_nobody_has_and_that_is_due_stands_once_in_the_digest(early: Conversation) -> None:
    early.hears(YAMADA.writes("今日の件"))
    due = digest(early, TUESDAY)
    assert due.count(f"{FIRST} ") == 1

    early.clock.now = MONDAY.replace(day=15, month=12, hour=8, minute=0)
    early.hears(YAMADA.writes("あとの件"))
    text = digest(early, MONDAY.replace(day=15, month=12, hour=9))
    overdue, _, unassigned = text.partition("担当なし 1件")
    assert "期限超過 1件" in overdue
    assert f"{FIRST} " in overdue
    assert (text.count(f"{FIRST} "), text.count(f"{SECOND} ")) == (1, 1)
    assert f"{SECOND} " in unassigned


def test_the_unassigned_section_holds_what_no_active_member_owns_and_leaves_it_when_taken(early: Conversation) -> None:
    early.hears(YAMADA.writes("一つ目"))
    early.hears(YAMADA.writes("二つ目"))
    second = early.case(SECOND).id
    with early.store.unit(early.clock()) as unit:
        unit.set_facts(second, {"assignee": "gone"})
    early.clock.now = MONDAY.replace(hour=12)
    early.hears(SUZUKI.writes(f"Re: [{FIRST}]", "#担当"))
    text = digest(early, TUESDAY)

    assert "担当なし 1件" in text
    assert f"{SECOND} " in text.partition("担当なし")[2]
    assert "（担当なし）" in text.partition("担当なし 1件")[2]
