"""Conversations about what costs nothing and about what goes below zero, and how each of them is told."""

from __future__ import annotations

import pytest

from mailbot.desk.cases import Status
from tests.stages.cast import SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import Received
from tests.stages.test_conversations_units import ANSWER, asked, says
from tests.stages.units_desk import MakeDesk, half_hours, incidents, make_seller, units_of

__all__ = ["make_seller"]


def receipt(desk: Conversation) -> str:
    return desk.last(SUZUKI.address, "staff-receipt").text.replace("\n", "")


def told(desk: Conversation, key: str) -> list[Received]:
    return [one for one in desk.all_letters(YAMADA.address) if one.key == key]


@pytest.mark.parametrize("served", ["#電話 10:30\n設定を電話で説明した。", "#時間 40分"])
def test_whoever_closes_after_a_call_alone_learns_that_nothing_was_counted(make_seller: MakeDesk, served: str) -> None:
    desk = asked(make_seller(incidents(10)))
    desk.later(hours=1)
    says(desk, served)
    says(desk, "#完了")

    assert "着手していない件のため、インシデントを消費していません。" in receipt(desk)
    assert "消費する場合は #単位 1 と書いて返信してください" in receipt(desk)
    assert units_of(desk).consumed == 0
    says(desk, "#単位 1")
    assert (units_of(desk).consumed, desk.status()) == (1, Status.CLOSED)
    assert "今回のご利用：1インシデント" in told(desk, "units-consumed")[-1].text


def test_one_that_is_resolved_after_a_call_is_counted_once_work_is_started(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(10)))
    desk.later(hours=1)
    says(desk, "#電話 10:30\n#解決")
    assert "消費する場合は #着手 と書いて返信してください" in receipt(desk)

    says(desk, "#着手")
    says(desk, "#完了")
    assert units_of(desk).consumed == 1
    assert "着手していない件" not in receipt(desk)


def test_of_time_a_call_counts_by_its_minutes(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(half_hours(10)))
    desk.later(hours=1)
    says(desk, "#電話 10:30\n#完了")
    assert "消費する場合は #時間 20分 などと書いて返信してください" in receipt(desk)

    says(desk, "#時間 20分")
    assert units_of(desk).consumed == 1


@pytest.mark.parametrize("words", ["#着手\n#電話\n#完了", "#電話\n#対応不要", "#電話\n#不具合\n#完了", "#完了"])
def test_nothing_is_said_where_it_was_counted_or_meant_to_be_free(make_seller: MakeDesk, words: str) -> None:
    desk = asked(make_seller(incidents(10)))
    desk.later(hours=1)
    says(desk, words)

    assert desk.status() is Status.CLOSED
    assert "着手していない件" not in receipt(desk)


def test_no_client_reads_a_balance_below_zero(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(1)))
    asked(desk)
    says(desk, "#単位 3\n#許可\n#承諾")
    says(desk, "#完了")
    desk.hears(YAMADA.writes("残数", "#費用"))

    assert units_of(desk).available == -2
    for key in ("units-consumed", "pack-low", "units-balance"):
        text = told(desk, key)[-1].text.replace("\n", "")
        assert "残り：なし（不足：2インシデント。次のご注文分から充当いたします）" in text
        assert "-2" not in text


def test_a_defect_of_a_case_that_is_open_is_told_once(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(half_hours(10)))
    says(desk, "#時間 40分")
    says(desk, "#不具合")
    assert len(told(desk, "units-consumed")) == 1
    says(desk, ANSWER)
    says(desk, "#完了")

    assert len(told(desk, "units-consumed")) == 1


@pytest.mark.parametrize("word", ["#許可", "#送信"])
def test_a_permission_for_an_answer_that_is_held_for_units_sends_it(make_seller: MakeDesk, word: str) -> None:
    desk = asked(asked(make_seller(incidents(2))))
    says(desk, "#単位 2\n#承諾\n#許可")
    says(desk, ANSWER, "INC-000002")
    held = desk.last(SUZUKI.address, "staff-answer-held")
    assert told(desk, "staff-answer") == []

    desk.hears(SUZUKI.replies(held, word))
    assert len(told(desk, "staff-answer")) == 1
    assert units_of(desk).available == -1
