"""Conversations about figures that were told and are so no more: whoever heard them hears what holds now, once."""

from __future__ import annotations

import pytest

from tests.stages.cast import SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import Received
from tests.stages.test_conversations_units import ANSWER, asked, says
from tests.stages.units_desk import MakeDesk, half_hours, incidents, make_seller, units_of, used_by

__all__ = ["make_seller"]

DELAY = ('digest = ""\n', 'digest = ""\nrelay_delay = "5m"\n')
CORRECTED = "訂正いたします"
TOTALS = [(2, 40), (3, 60), (4, 80)]


def told(desk: Conversation) -> list[Received]:
    return [one for one in desk.all_letters(YAMADA.address) if one.key == "units-consumed"]


def figures(letter: Received) -> list[str]:
    """What was used, and what is left."""
    lines = [one for one in letter.text.splitlines() if one.startswith(("今回のご利用：", "残り："))]
    return [one.partition("：")[2] for one in lines]


def takes_back(desk: Conversation) -> None:
    """The member takes back what the last receipt is about, and the world goes on."""
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-receipt"), "#取消"))
    desk.later(days=1)
    desk.works()


@pytest.mark.parametrize(
    ("bought", "before", "change", "told_then", "holds_now"),
    [
        pytest.param(
            incidents(10),
            [ANSWER, "#完了"],
            "#不具合",
            ["0インシデント", "10インシデント"],
            ["1インシデント（通常）", "9インシデント"],
            id="a defect",
        ),
        pytest.param(
            incidents(10),
            [ANSWER, "#完了"],
            "#単位 0",
            ["0インシデント", "10インシデント"],
            ["1インシデント（通常）", "9インシデント"],
            id="a cost laid down later",
        ),
        pytest.param(
            half_hours(10),
            [ANSWER, "#完了"],
            "#時間 70分",
            ["3単位（作業時間 70分）", "7単位"],
            ["1単位", "9単位"],
            id="time noted later",
        ),
        pytest.param(
            half_hours(10),
            ["#時間 40分"],
            "#不具合",
            ["0単位（作業時間 40分）", "10単位"],
            ["2単位（作業時間 40分）", "8単位"],
            id="a defect while the case is open",
        ),
        pytest.param(
            incidents(10),
            ["#対応不要"],
            "#単位 1",
            ["1インシデント（通常）", "9インシデント"],
            ["0インシデント", "10インシデント"],
            id="a cost of a case that was closed for nothing",
        ),
    ],
)
def test_a_figure_that_was_told_and_taken_back_is_corrected(
    make_seller: MakeDesk,
    bought: tuple[str, str],
    before: list[str],
    change: str,
    told_then: list[str],
    holds_now: list[str],
) -> None:
    desk = asked(make_seller(bought))
    for one in before:
        says(desk, one)
    says(desk, change)
    assert figures(told(desk)[-1]) == told_then
    heard, is_changed = len(told(desk)), "#完了" in before and change != "#不具合"

    takes_back(desk)

    assert len(told(desk)) == heard + 1
    assert figures(told(desk)[-1]) == holds_now
    assert (CORRECTED in told(desk)[-1].text, CORRECTED in told(desk)[-2].text) == (True, is_changed)
    assert str(units_of(desk).available) in figures(told(desk)[-1])[1]
    assert str(used_by(desk).used) in figures(told(desk)[-1])[0]


def test_a_figure_that_has_not_left_is_withdrawn_and_the_one_before_holds(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(10), DELAY))
    says(desk, ANSWER)
    says(desk, "#完了")
    desk.later(minutes=30)
    desk.works()
    assert [figures(one)[1] for one in told(desk)] == ["9インシデント"]

    says(desk, "#不具合")
    takes_back(desk)

    assert [figures(one)[1] for one in told(desk)] == ["9インシデント"]
    assert units_of(desk).available == 9


def test_each_change_is_told_once(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(10)))
    says(desk, ANSWER)
    says(desk, "#完了")
    for _ in range(2):
        says(desk, "#不具合")
        takes_back(desk)
        desk.works()
    assert [figures(one)[1][:-6] for one in told(desk)] == ["9", "10", "9", "10", "9"]


@pytest.mark.parametrize("word", ["#承諾", "#許可"])
def test_a_cost_of_a_closed_case_is_taken_back_with_the_word_for_it(make_seller: MakeDesk, word: str) -> None:
    desk = asked(make_seller(half_hours(10)))
    for line in (ANSWER, "#完了", f"#単位 4\n{word}"):
        says(desk, line)
    receipt = desk.last(SUZUKI.address, "staff-receipt").text
    assert "までに #取消 と返信してください" in receipt
    assert (used_by(desk, "INC-000001").used, units_of(desk).available) == (4, 6)

    takes_back(desk)

    assert (used_by(desk, "INC-000001").used, units_of(desk).available) == (1, 9)
    assert desk.store.verify_ledgers() == ()
    assert CORRECTED in told(desk)[-1].text
    assert figures(told(desk)[-1]) == ["1単位", "9単位"]

    says(desk, "#単位 4")
    assert "実行せず：#単位 4" in desk.last(SUZUKI.address, "staff-command-refused").text
