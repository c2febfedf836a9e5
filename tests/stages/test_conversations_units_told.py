"""Conversations about what a client hears of their units: nothing that did not happen, and low ones each time."""

from __future__ import annotations

from datetime import datetime

from tests.stages.cast import SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.test_conversations_units import ANSWER, asked, says
from tests.stages.units_desk import TOKYO, MakeDesk, incidents, make_seller, units_of

__all__ = ["make_seller"]

DELAY = ('digest = ""\n', 'digest = ""\nrelay_delay = "5m"\n')


def told(desk: Conversation, key: str) -> int:
    return len([one for one in desk.all_letters(YAMADA.address) if one.key == key])


def test_what_an_answer_used_is_told_with_it_and_not_if_it_is_taken_back(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(3), DELAY))
    says(desk, f"#完了\n{ANSWER}")
    assert (told(desk, "units-consumed"), told(desk, "pack-low")) == (0, 0)
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-receipt"), "#取消"))
    desk.later(minutes=30)
    desk.works()
    assert (told(desk, "units-consumed"), told(desk, "pack-low")) == (0, 0)
    assert units_of(desk).available == 3

    says(desk, f"#完了\n{ANSWER}")
    desk.later(minutes=30)
    desk.works()
    assert (told(desk, "units-consumed"), told(desk, "pack-low")) == (1, 1)


def test_units_that_run_low_again_are_told_again(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(3)))
    says(desk, ANSWER)
    says(desk, "#完了")
    says(desk, "#不具合")
    assert (units_of(desk).available, told(desk, "pack-low")) == (3, 1)

    asked(desk)
    says(desk, ANSWER, "INC-000002")
    says(desk, "#完了", "INC-000002")
    assert told(desk, "pack-low") == 2
    desk.clock.now = datetime(2026, 12, 2, 10, tzinfo=TOKYO)
    desk.works()
    assert told(desk, "pack-low") == 2


def test_what_comes_back_after_its_end_is_not_called_left(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(2, begins="2025-12-11", until="2026-12-10")))
    says(desk, ANSWER)
    desk.clock.now = datetime(2026, 12, 15, 10, tzinfo=TOKYO)
    says(desk, "#完了")
    says(desk, "#不具合")

    letter = desk.last(YAMADA.address, "units-consumed").text.replace("\n", "")
    assert "消費済みの1インシデントは取り消しました。有効期限を過ぎているため、残数には加わりません。" in letter
    assert "残数に戻しました" not in letter
