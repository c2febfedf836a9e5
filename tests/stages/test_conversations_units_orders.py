"""Conversations about orders by mail: what their receipts say, and how they may be written (rows E2, A6)."""

from __future__ import annotations

import pytest

from tests.stages.cast import SUZUKI
from tests.stages.conversation import Conversation
from tests.stages.test_conversations_units import asked
from tests.stages.test_conversations_units_contract import used_up
from tests.stages.units_desk import MakeDesk, incidents, make_seller, units_of

__all__ = ["make_seller"]

ENDS = ('from = 2020-01-01\nlanguage = "ja"\n', 'from = 2020-01-01\nuntil = 2027-03-31\nlanguage = "ja"\n')


def orders(desk: Conversation, line: str) -> str:
    """What staff get for it, in one line."""
    desk.hears(SUZUKI.writes("注文", line))
    letters = [one for one in desk.all_letters(SUZUKI.address) if one.key in {"staff-receipt", "staff-command-refused"}]
    return letters[-1].text.replace("\n", "")


def test_a_receipt_names_the_number_that_was_made_and_the_same_again_is_refused(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(1))
    receipt = orders(desk, "#注文 C-1001 10")
    assert "C-1001 の注文 2026-11-30（10）を登録しました" in receipt
    assert "contract cancel C-1001 2026-11-30" in receipt
    assert "残り：11インシデント" in receipt
    assert "続けて処理します" not in receipt

    assert "登録済みです" in orders(desk, "#注文 C-1001 10")
    assert units_of(desk).available == 11


@pytest.mark.parametrize("line", ["#注文 c-1001 10 PO-8", "#注文 C-1001 10インシデント PO-8", "#注文 C-1001 10件 PO-8"])
def test_an_order_may_be_written_as_people_do(make_seller: MakeDesk, line: str) -> None:
    desk = make_seller(incidents(1))
    assert "残り：11インシデント" in orders(desk, line)
    assert "その注文番号は" in orders(desk, "#注文 C-1001 10 po-8")
    assert units_of(desk).available == 11


def test_the_mails_that_waited_for_an_order_are_named_in_its_receipt(make_seller: MakeDesk) -> None:
    desk = used_up(make_seller(incidents(1)))
    asked(desk)
    asked(desk)
    first, second = sorted(one.inbox_id for one in desk.held())

    receipt = orders(desk, "#注文 C-1001 10 PO-2")
    assert f"残数がなく保留したメール：{first}、{second}（受け付ける場合は #許可 {first}）" in receipt


def test_an_order_that_outlives_its_contract_says_what_to_change(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(1), ENDS)

    assert "契約 C-1001 は 2027-03-31 で終わり" in orders(desk, "#注文 C-1001 10 PO-2")
    assert "until を 2027-11-29 に" in orders(desk, "#注文 C-1001 10 PO-3")
