"""Conversations about time beyond what a customer agreed to: it is asked about, agreed by telephone, or recorded by
staff's word, and never silently (rows D8, E1, E4)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mailbot.desk.cases import EventKind, Status
from mailbot.store.tables import audit
from tests.stages.cast import BROWN, SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.test_conversations_units import ANSWER, asked, says
from tests.stages.units_desk import MakeDesk, half_hours, make_seller, units_of, used_by

__all__ = ["make_seller"]

ASKS = ("low = 3\n\n[[rules]]", "low = 3\nask_above = 2\n\n[[rules]]")
BY_CASE = ("low = 3\n\n[[rules]]", 'low = 3\nask_above = 2\nrounding = "case"\n\n[[rules]]')


@pytest.fixture
def clock_desk(make_seller: MakeDesk) -> Conversation:
    """Yamada's company has bought thirty half hours, of which two need no asking."""
    return asked(make_seller(half_hours(30), ASKS))


def refused(desk: Conversation) -> str:
    return desk.last(SUZUKI.address, "staff-command-refused").text.replace("\n", "")


def refusals(desk: Conversation, number: str = "") -> int:
    return sum(one.key == "staff-command-refused" for one in desk.all_letters(SUZUKI.address))


def test_time_beyond_what_needs_no_asking_is_refused_with_the_ways_on(clock_desk: Conversation) -> None:
    desk = clock_desk
    says(desk, "#時間 60分")
    says(desk, "#時間 10時間")

    assert used_by(desk).used == 2
    letter = refused(desk)
    assert "#時間 10時間 [合計 22単位、承諾の範囲は 2単位]" in letter
    assert all(word in letter for word in ("#単位", "#承諾", "#許可"))


def test_the_estimate_is_sent_agreed_to_and_served(clock_desk: Conversation) -> None:
    desk = clock_desk
    says(desk, "#単位 21")
    says(desk, "#時間 10時間")
    assert refusals(desk) == 1
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "estimate"), "承諾します"))
    says(desk, "#時間 10時間")
    assert (used_by(desk).used, refusals(desk)) == (20, 1)

    says(desk, "#時間 40分")
    assert (used_by(desk).used, refusals(desk)) == (20, 2)
    assert "[合計 22単位、承諾の範囲は 21単位]" in refused(desk)
    says(desk, "#完了")
    assert (units_of(desk).consumed, units_of(desk).reserved) == (20, 0)


@pytest.mark.parametrize(
    "lines",
    ["#単位 20\n#承諾\n#時間 10時間", "#時間 10時間\n#単位 20\n#承諾", "#承諾\n#時間 10時間\n#単位 20単位"],
)
@pytest.mark.parametrize("ends", ["", "#完了"])
def test_a_yes_by_telephone_stands_beside_it_in_any_order(clock_desk: Conversation, lines: str, ends: str) -> None:
    desk = clock_desk
    if ends:
        says(desk, ends)
    says(desk, lines)

    assert refusals(desk) == 0
    assert (used_by(desk).used, units_of(desk).owed) == (20, 0)
    assert EventKind.CONSENTED in desk.events()
    says(desk, "#時間 30分")
    assert (used_by(desk).used, refusals(desk)) == (20, 1)


@pytest.mark.parametrize("ends", ["", "#完了"])
def test_by_the_word_of_staff_it_is_recorded_and_the_audit_log_names_whose(clock_desk: Conversation, ends: str) -> None:
    desk = clock_desk
    if ends:
        says(desk, ends)
    says(desk, "#時間 10時間\n#許可")

    assert used_by(desk).used == 20
    assert EventKind.PERMITTED in desk.events()
    case = desk.case()
    with desk.store.unit() as unit:
        assert {one.actor for one in unit.lines_of_case(case.id) if one.minutes} == {"staff:suzuki"}
    with desk.store._database.reading() as connection:
        named = select(audit.c.actor).where(audit.c.action == "case.permitted", audit.c.subject == f"case:{case.id}")
        assert connection.scalars(named).all() == ["staff:suzuki"]

    says(desk, "#時間 10分")
    assert (used_by(desk).used, refusals(desk)) == (20, 1)


def test_on_a_closed_case_nobody_can_be_asked_by_mail(clock_desk: Conversation) -> None:
    desk = clock_desk
    says(desk, "#時間 60分")
    says(desk, "#完了")
    says(desk, "#時間 1時間")
    assert "完了した件はメールで承諾をお願いできません" in refused(desk)
    says(desk, "#時間 1時間\n#単位 4")
    says(desk, "#単位 4")
    assert (used_by(desk).used, refusals(desk)) == (2, 3)

    says(desk, "#単位 4\n#承諾\n#時間 1時間")
    assert (used_by(desk).used, used_by(desk).minutes, refusals(desk)) == (4, 120, 3)


def test_a_late_session_within_what_the_closing_took_is_recorded(clock_desk: Conversation) -> None:
    desk = clock_desk
    says(desk, "#着手")
    says(desk, "#完了")
    says(desk, "#時間 55分")

    assert (used_by(desk).used, refusals(desk)) == (2, 0)


def test_several_sessions_of_one_mail_are_added_up(clock_desk: Conversation) -> None:
    desk = clock_desk
    says(desk, "#時間 30分\n#時間 30分")
    assert used_by(desk).used == 2
    says(desk, "#取消")
    assert used_by(desk).used == 0

    says(desk, "#時間 31分\n#時間 5分")
    assert (used_by(desk).used, refusals(desk)) == (0, 1)
    says(desk, "#時間 20分\n#時間 20分\n#時間 20分")
    assert (used_by(desk).used, refusals(desk)) == (0, 2)


def test_rounded_by_the_case_it_is_the_sum_that_counts(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(half_hours(30), BY_CASE))
    says(desk, "#時間 20分\n#時間 20分\n#時間 20分")
    assert (used_by(desk).used, refusals(desk)) == (2, 0)
    says(desk, "#時間 1分")
    assert (used_by(desk).used, refusals(desk)) == (2, 1)
    says(desk, "#単位 3")
    assert desk.status() is Status.WAITING


def test_beside_an_answer_and_the_end_nothing_of_the_mail_is_done(clock_desk: Conversation) -> None:
    desk = clock_desk
    says(desk, f"#時間 10時間\n#完了\n{ANSWER}")

    assert (desk.status(), used_by(desk).used, refusals(desk)) == (Status.NEW, 0, 1)
    assert not [one for one in desk.all_letters(YAMADA.address) if one.key == "staff-answer"]

    says(desk, f"#時間 10時間\n#完了\n#許可\n{ANSWER}")
    assert (desk.status(), used_by(desk).used) == (Status.CLOSED, 20)


def test_without_bounds_time_is_recorded_as_it_comes(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(half_hours(30)))
    says(desk, "#時間 10時間")

    assert (used_by(desk).used, refusals(desk)) == (20, 0)


def test_an_agreed_estimate_bounds_time_that_nothing_else_does(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(half_hours(30)))
    says(desk, "#単位 6")
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "estimate"), "承諾します"))
    says(desk, "#時間 4時間")
    assert "[合計 8単位、承諾の範囲は 6単位]" in refused(desk)
    says(desk, "#時間 3時間")

    assert (used_by(desk).used, units_of(desk).reserved) == (6, 0)


def test_what_costs_nothing_asks_nobody(clock_desk: Conversation) -> None:
    desk = clock_desk
    says(desk, "#不具合")
    says(desk, "#時間 10時間")

    assert (used_by(desk).used, used_by(desk).minutes, refusals(desk)) == (0, 600, 0)


def test_in_english_the_refusal_says_the_same(clock_desk: Conversation) -> None:
    desk = clock_desk
    desk.hears(BROWN.replies(desk.last(BROWN.address, "staff-new-case"), "#time 2h"))

    letter = " ".join(desk.last(BROWN.address, "staff-command-refused").text.split())
    assert "#time 2h [4 units in all, 2 agreed]" in letter
    assert "#units" in letter
    assert "#consent" in letter


def test_a_call_cannot_be_opened_with_time_beyond_it(clock_desk: Conversation) -> None:
    desk = clock_desk
    desk.hears(SUZUKI.writes("設定の件", "#代理 yamada@client.example\n#時間 2時間\n設定についてのお電話でした。"))
    assert len(desk.cases()) == 1
    assert "先に件を登録し" in refused(desk)
    desk.hears(SUZUKI.writes("設定の件", "#代理 yamada@client.example\n#時間 50分\n設定についてのお電話でした。"))

    assert used_by(desk, "INC-000002").used == 2


def test_a_merge_gives_time_back_and_says_how_it_is_taken_over(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(half_hours(30)))
    desk.hears(YAMADA.writes("再送", "印刷についての続きです。"))
    says(desk, "#時間 40分\n#時間 20分", "INC-000002")
    assert used_by(desk, "INC-000002").used == 3
    says(desk, "#統合 INC-000001", "INC-000002")

    assert (used_by(desk, "INC-000002").used, used_by(desk).used) == (0, 0)
    receipt = desk.last(SUZUKI.address, "staff-receipt")
    said = "INC-000002 の 3単位（60分）は戻しました。時間を引き継ぐときは #時間 60分 と書いて返信してください。"
    assert said.replace(" ", "") in "".join(receipt.text.split())
    desk.hears(SUZUKI.replies(receipt, "#時間 60分"))
    assert used_by(desk).used == 2
