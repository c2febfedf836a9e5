"""Conversations about cases that come to cost more than usual: not with units that other accepted cases will take."""

from __future__ import annotations

import pytest

from tests.stages.cast import SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.test_conversations_units import asked, says
from tests.stages.units_desk import MakeDesk, half_hours, incidents, make_seller, units_of

__all__ = ["make_seller"]

BOTH = "残りは、すでに受け付けた別の件に充てる分です。"


def two_accepted(desk: Conversation) -> Conversation:
    for subject in ("印刷について", "請求書について"):
        desk.hears(YAMADA.writes(subject, "教えてください。"))
    assert len(desk.cases()) == 2
    return desk


def answer(desk: Conversation) -> str:
    return desk.all_letters(SUZUKI.address)[-1].text.replace("\n", "")


@pytest.mark.parametrize(
    ("bought", "command", "less"),
    [
        pytest.param(incidents(3), "#レベル A\n#承諾", "#レベル normal", id="a level"),
        pytest.param(incidents(3), "#単位 3\n#承諾", "#単位 2\n#承諾", id="units"),
        pytest.param(half_hours(10), "#時間 300分", "#時間 270分", id="time"),
    ],
)
def test_what_is_promised_to_another_case_is_taken_by_a_word_alone(
    make_seller: MakeDesk, bought: tuple[str, str], command: str, less: str
) -> None:
    desk = two_accepted(make_seller(bought))
    whole = units_of(desk).available
    says(desk, command)
    assert BOTH in answer(desk)
    assert units_of(desk).available == whole

    says(desk, f"{command}\n#許可")
    assert units_of(desk).available == 0

    other = two_accepted(make_seller(bought))
    says(other, less)
    says(other, "#着手", "INC-000002")
    assert (units_of(other).available >= 0, units_of(other).owed) == (True, 0)


def test_each_case_may_begin_with_what_was_promised_to_it(make_seller: MakeDesk) -> None:
    desk = two_accepted(make_seller(incidents(2)))
    says(desk, "#着手")
    says(desk, "#着手", "INC-000002")
    assert (units_of(desk).reserved, units_of(desk).owed) == (2, 0)


def test_an_estimate_leaves_out_what_others_will_take(make_seller: MakeDesk) -> None:
    desk = two_accepted(make_seller(incidents(10)))
    says(desk, "#レベル A")
    assert "6インシデント" in desk.last(YAMADA.address, "estimate").text

    alone = asked(make_seller(incidents(10)))
    says(alone, "#レベル A")
    assert "7インシデント" in alone.last(YAMADA.address, "estimate").text
