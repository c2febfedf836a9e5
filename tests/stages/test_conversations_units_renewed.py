"""Conversations about a contract with an end, which a new order puts off (row E2, DECISIONS 17)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.stages.cast import SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.test_conversations_units import asked, says
from tests.stages.test_conversations_units_orders import ENDS, orders
from tests.stages.units_desk import TOKYO, MakeDesk, incidents, make_seller, units_of

__all__ = ["make_seller"]

NOTICES = {"renewal", "pack-expired", "contract-expired", "pack-low"}


def at(desk: Conversation, year: int, month: int, day: int, hour: int = 10) -> None:
    """The desk does whatever is due on the way there."""
    desk.clock.now = datetime(year, month, day, hour, tzinfo=TOKYO)
    desk.works()
    desk.later(minutes=1)


def notices(desk: Conversation, address: str = YAMADA.address) -> list[str]:
    return [one.key for one in desk.letters(address) if one.key in NOTICES]


def last_day(desk: Conversation) -> date | None:
    with desk.store.unit() as unit:
        contract = unit.contract("C-1001")
    assert contract is not None
    return contract.last_day


def told_to_renew(make_seller: MakeDesk) -> Conversation:
    """A contract until the end of March whose three incidents are used up; it was told of its end in January."""
    desk = asked(make_seller(incidents(3), ENDS))
    says(desk, "#レベル A\n#承諾")
    says(desk, "#着手")
    says(desk, "#完了")
    desk.forget_letters()
    at(desk, 2027, 1, 29)
    assert notices(desk) == ["renewal"]
    return desk


def test_an_order_renews_a_contract_that_has_an_end(make_seller: MakeDesk) -> None:
    desk = told_to_renew(make_seller)
    at(desk, 2027, 2, 15)
    receipt = orders(desk, "#注文 C-1001 10 PO-18")
    assert "契約 C-1001 は 2028年2月" in receipt
    ends = last_day(desk)
    assert ends is not None
    assert ends > date(2028, 2, 13)

    at(desk, 2027, 4, 1)
    at(desk, 2027, 4, 2)
    assert notices(desk) == []

    desk.hears(YAMADA.writes("印刷について", "印刷ができません。"))
    assert desk.held() == []
    assert desk.letters(YAMADA.address)[-1].key == "case-opened"

    at(desk, 2027, 12, 20)
    (renewal,) = [one for one in desk.letters(YAMADA.address) if one.key == "renewal"]
    assert f"2028年2月{ends.day}日" in renewal.text
    at(desk, 2028, 2, 18)
    assert [one.key for one in desk.letters(YAMADA.address) if one.key in NOTICES] == ["pack-expired"]


def test_units_that_lapse_after_a_renewal_are_told_as_a_part(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(3), ENDS)
    at(desk, 2027, 2, 15)
    orders(desk, "#注文 C-1001 10 PO-18")
    at(desk, 2027, 4, 1)

    asked(desk)
    (letter,) = [one for one in desk.letters(YAMADA.address) if one.key == "pack-expired"]
    assert letter.subject == "ご購入分の一部の有効期限が過ぎました"
    assert "サポートは引き続きご利用いただけます" in letter.text.replace("\n", "")
    assert "期限により終了した分：3インシデント" in letter.text


def test_without_the_order_the_contract_ends_on_its_day(make_seller: MakeDesk) -> None:
    desk = told_to_renew(make_seller)
    at(desk, 2027, 4, 1)
    assert notices(desk) == ["pack-expired"]

    desk.hears(YAMADA.writes("印刷について", "印刷ができません。"))
    assert desk.reasons() == ["contract-ended"]
    assert "2027年3月31日" in desk.last(YAMADA.address, "contract-expired").text


def test_an_order_that_is_taken_back_renews_no_more(make_seller: MakeDesk) -> None:
    desk = told_to_renew(make_seller)
    at(desk, 2027, 2, 15)
    orders(desk, "#注文 C-1001 10 PO-18")
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-receipt"), "#取消"))

    assert units_of(desk).available == 0
    assert last_day(desk) == date(2027, 3, 31)
    at(desk, 2027, 4, 1)
    assert notices(desk) == ["pack-expired"]
    desk.hears(YAMADA.writes("印刷について", "印刷ができません。"))
    assert desk.reasons() == ["contract-ended"]


def test_an_order_puts_off_the_end_that_a_policy_names(make_seller: MakeDesk) -> None:
    dated = ("renewal = { days = 60 }", "renewal = { days = 60, end_date = 2027-03-31 }")
    desk = asked(make_seller(incidents(3), dated))
    at(desk, 2027, 2, 15)
    assert notices(desk) == ["renewal"]
    orders(desk, "#注文 C-1001 10 PO-18")

    at(desk, 2027, 12, 20)
    found = [one for one in desk.letters(YAMADA.address) if one.key == "renewal"]
    assert ["2028年2月14日" in one.text for one in found] == [True]


def test_an_order_without_an_end_puts_nothing_off(make_seller: MakeDesk) -> None:
    endless = ("valid_months = 12\nlow = 2\nhow", "low = 2\nvalid_months = 0\nhow")
    desk = make_seller(incidents(3), ENDS, endless)
    receipt = orders(desk, "#注文 C-1001 10 PO-18")

    assert last_day(desk) == date(2027, 3, 31)
    assert "契約 C-1001 は 2027年3月31日" in receipt


@pytest.mark.parametrize(
    ("until", "ends"),
    [("2026-12-31", date(2027, 3, 31)), ("2027-03-31", date(2027, 3, 31)), ("2027-09-30", date(2027, 9, 30))],
)
def test_what_is_declared_renews_as_well(make_seller: MakeDesk, until: str, ends: date) -> None:
    desk = make_seller(incidents(3, until=until), ENDS)

    assert last_day(desk) == ends
