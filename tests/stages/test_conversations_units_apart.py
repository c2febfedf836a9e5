"""Conversations about several orders: each is told with its own end, those to come with their first day (E4, E5)."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from tests.stages.cast import SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.test_conversations_units import ANSWER, asked, says
from tests.stages.test_conversations_units_returned import corrects
from tests.stages.units_desk import TOKYO, MakeDesk, incidents, make_seller, units_of

__all__ = ["make_seller"]

DIGEST = ('digest = ""\n', 'digest = "08:30"\n')


def bought(*orders: str) -> tuple[str, str]:
    packs = ", ".join(f"{{ {one} }}" for one in orders)
    return 'id = "C-1001"\n', f'id = "C-1001"\nterms = "incidents"\npacks = [{packs}]\n'


OLD = 'order = "PO-1", units = 3, ordered_on = 2026-01-01, from = 2026-01-01, until = 2026-12-20'
NEW = 'order = "PO-2", units = 10, ordered_on = 2026-04-01, from = 2026-04-01, until = 2027-03-31'
LATER = 'order = "PO-3", units = 10, ordered_on = 2026-11-01, from = 2026-12-21, until = 2027-12-20'
EACH = ["ご注文 PO-1：2インシデント（2026年12月20日(日)まで）", "ご注文 PO-2：10インシデント（2027年3月31日(水)まで）"]
NEXT = "次の期間の分：10インシデント（2026年12月21日(月)から）"


def told(desk: Conversation, key: str, address: str = YAMADA.address) -> list[str]:
    """The lines of the newest letter of this kind."""
    return desk.last(address, key).text.splitlines()


def test_two_orders_with_two_ends_are_told_apart(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(bought(OLD, NEW)))
    says(desk, ANSWER)
    says(desk, "#完了")
    assert [one for one in told(desk, "staff-receipt", SUZUKI.address) if one.startswith("ご注文")] == EACH
    desk.hears(YAMADA.writes("残数", "#費用"))

    for key in ("units-consumed", "units-balance"):
        lines = told(desk, key)
        assert [one for one in lines if one.startswith("ご注文")] == EACH
        assert any(one.startswith("残り：12インシデント") for one in lines)
        assert not any(one.startswith("有効期限") for one in lines)


def test_one_order_is_told_as_one(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(10)))
    says(desk, ANSWER)
    says(desk, "#完了")
    lines = told(desk, "units-consumed")
    assert "有効期限：2027年3月31日(水)" in lines
    assert not any(one.startswith(("ご注文", "次の期間")) for one in lines)


def used_up(desk: Conversation) -> Conversation:
    """What is valid is used up, and another mail was held for want of units."""
    for number in (1, 2, 3):
        asked(desk)
        says(desk, ANSWER, f"INC-00000{number}")
        says(desk, "#完了", f"INC-00000{number}")
    asked(desk)
    assert desk.reasons() == ["no-units"]
    return desk


def test_what_begins_later_is_told_with_its_first_day(make_seller: MakeDesk) -> None:
    desk = used_up(make_seller(bought(OLD, LATER)))
    assert NEXT in told(desk, "units-consumed")
    assert NEXT in told(desk, "pack-low")
    empty = told(desk, "pack-empty")
    assert NEXT in empty
    assert "次の期間が始まるか、追加のお手続きが済みましたら、今回の件から" in "".join(empty)

    desk.hears(YAMADA.writes("残数", "#費用"))
    assert NEXT in told(desk, "units-balance")


def test_staff_are_told_of_the_mails_that_waited_for_it_on_the_day_it_begins(make_seller: MakeDesk) -> None:
    desk = used_up(make_seller(bought(OLD, LATER), DIGEST))
    number = desk.held()[0].inbox_id
    said = f"残数がなく保留したメールのうち、いまは残数のあるもの：{number}"
    desk.clock.now = datetime(2026, 12, 18, 10, 1, tzinfo=TOKYO)
    desk.works()
    assert said not in "".join(told(desk, "staff-digest", SUZUKI.address))

    desk.clock.now = datetime(2026, 12, 21, 10, 1, tzinfo=TOKYO)
    desk.works()
    digest = "".join(told(desk, "staff-digest", SUZUKI.address))
    assert said in digest
    assert f"#許可 {number}" in digest

    desk.hears(SUZUKI.writes("保留", f"#許可 {number}"))
    says(desk, ANSWER, "INC-000004")
    assert (units_of(desk).reserved, units_of(desk).owed, units_of(desk).available) == (1, 0, 9)
    desk.clock.now = datetime(2026, 12, 22, 10, 1, tzinfo=TOKYO)
    desk.works()
    assert said not in "".join(told(desk, "staff-digest", SUZUKI.address))


def test_staff_are_told_of_the_mails_that_waited_once_lapsed_units_are_back(
    make_seller: MakeDesk, tmp_path: Path
) -> None:
    desk = asked(make_seller(incidents(10), DIGEST, url=f"sqlite:///{tmp_path}/desk.db"))
    desk.clock.now = datetime(2027, 4, 2, 10, tzinfo=TOKYO)
    desk.works()
    asked(desk)
    number = desk.held()[0].inbox_id
    said = f"残数がなく保留したメールのうち、いまは残数のあるもの：{number}"

    corrects(desk, "until = 2027-03-31 }", "until = 2027-09-30 }")
    desk.clock.now = datetime(2027, 4, 5, 10, tzinfo=TOKYO)
    desk.works()

    assert units_of(desk).available == 10
    assert said in "".join(told(desk, "staff-digest", SUZUKI.address))
