"""Conversations about cases that too few units are left for: only a word of staff lets one go beyond them."""

from __future__ import annotations

from mailbot.desk.cases import Status
from tests.stages.cast import SATO, SUZUKI, YAMADA
from tests.stages.test_conversations_units import ANSWER, asked, says
from tests.stages.units_desk import MakeDesk, half_hours, incidents, make_seller, units_of, used_by

__all__ = ["make_seller"]


def test_an_answer_without_units_waits_for_a_word(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(1)))
    desk.hears(SUZUKI.writes("請求書", f"#代理 {SATO.address}\n請求書の再発行のご依頼です。"))
    says(desk, "#着手")
    says(desk, ANSWER.replace("山田", "佐藤"), "INC-000002")
    assert (desk.reasons()[-1], units_of(desk).owed) == ("units-short", 0)

    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-answer-held"), "#送信"))
    assert (desk.status("INC-000002"), units_of(desk).owed) == (Status.ANSWERED, 1)


def test_served_without_consent_costs_the_usual_unit(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(10)))
    says(desk, "#レベル A")
    says(desk, ANSWER)
    says(desk, "#完了")

    assert used_by(desk).used == 1


def test_time_takes_the_first_span_and_no_more_than_is_left(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(half_hours(10)))
    says(desk, "#着手")
    says(desk, "#時間 10時間")
    assert units_of(desk).owed == 0
    says(desk, "#完了")
    assert used_by(desk).used == 1


def test_a_merge_keeps_one_cost_and_a_closed_case_can_be_mended(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(2)))
    desk.hears(YAMADA.writes("再送", "印刷についての続きです。"))
    says(desk, "#着手")
    says(desk, "#統合 INC-000002")
    says(desk, "#完了", "INC-000002")
    assert used_by(desk, "INC-000002").used == 1
    says(desk, "#単位 0", "INC-000002")
    assert units_of(desk).available == 2
