"""Conversations about what a contract has left: used up, ordered, ending, let in by staff (rows A6, E2, E5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from mailbot.desk.cases import EventKind, Status
from mailbot.stages.units_round import UnitsRound
from tests.stages.cast import DOE, SATO, SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.test_conversations_units import ANSWER, asked, says
from tests.stages.units_desk import TOKYO, MakeDesk, half_hours, incidents, make_seller, units_of, used_by

__all__ = ["make_seller"]


def used_up(desk: Conversation) -> Conversation:
    """The only incident is used by a first case."""
    asked(desk)
    says(desk, "#着手")
    says(desk, "#完了")
    desk.forget_letters()
    return desk


def held_number(desk: Conversation) -> int:
    return desk.held()[-1].inbox_id


def test_a_new_matter_without_units_is_held_and_told_once(make_seller: MakeDesk) -> None:
    desk = used_up(make_seller(incidents(1)))
    desk.hears(YAMADA.writes("請求書について", "請求書の再発行をお願いします。"))
    desk.hears(YAMADA.writes("納品書について", "納品書の再発行をお願いします。"))

    letters = [one for one in desk.letters(YAMADA.address) if one.key == "pack-empty"]
    assert len(letters) == 1
    assert "すべてお使いになったため" in letters[0].text
    assert "注文書をお送りください。" in letters[0].text
    assert desk.reasons() == ["no-units", "no-units"]
    assert len(desk.cases()) == 1


def test_staff_let_a_matter_in_beyond_what_was_bought(make_seller: MakeDesk) -> None:
    desk = used_up(make_seller(incidents(1)))
    desk.hears(YAMADA.writes("請求書について", "請求書の再発行をお願いします。"))
    desk.hears(SUZUKI.writes("許可", f"#許可 {held_number(desk)}"))
    assert EventKind.PERMITTED in desk.events("INC-000002")

    says(desk, "#着手", "INC-000002")
    assert units_of(desk).available == -1

    desk.hears(SUZUKI.writes("注文", "#注文 C-1001 10 PO-2"))
    assert (units_of(desk).available, units_of(desk).owed) == (9, 0)


def test_what_a_case_began_with_serves_it_to_its_end(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(1, begins="2025-12-11", until="2026-12-10")))
    says(desk, "#着手")
    desk.clock.now = datetime(2026, 12, 15, 10, tzinfo=TOKYO)
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "case-opened"), "その後いかがでしょうか。まだ直りません。"))
    says(desk, ANSWER)
    says(desk, "#完了")

    assert used_by(desk).used == 1
    assert units_of(desk).expired == 0


def test_start_is_refused_where_others_took_the_last_units(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(1)))
    desk.hears(SUZUKI.writes("請求書について", f"#代理 {SATO.address}\n請求書の再発行のご依頼です。"))
    says(desk, "#着手")
    says(desk, "#着手", "INC-000002")

    refused = desk.last(SUZUKI.address, "staff-command-refused")
    assert "残数が足りません" in refused.text
    assert desk.status("INC-000002") is Status.NEW
    assert units_of(desk).available == 0

    says(desk, "#許可\n#着手", "INC-000002")
    assert (units_of(desk).available, units_of(desk).reserved) == (-1, 2)


def test_an_order_by_staff_mail_is_booked_once_and_tells_the_balance(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(1))
    desk.hears(SUZUKI.writes("注文", "#注文 C-1001 10 PO-2"))
    assert "契約 C-1001 の残り：11インシデント" in desk.last(SUZUKI.address, "staff-receipt").text

    desk.hears(SUZUKI.writes("注文", "#order C-1001 10 PO-2"))
    assert units_of(desk).available == 11

    desk.hears(SUZUKI.writes("注文", "#注文 C-1001 20 PO-2"))
    assert "その注文番号は" in desk.last(SUZUKI.address, "staff-command-refused").text


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("#注文 C-1001", "注文を読み取れません"),
        ("#注文 C-9 10", "その契約はありません"),
        ("#注文 C-1002 10", "単位を数えない契約です"),
        ("#注文 C-1001 7", "登録できません"),
    ],
)
def test_an_order_that_cannot_be_booked_is_refused(make_seller: MakeDesk, line: str, why: str) -> None:
    desk = make_seller(half_hours(10))
    desk.hears(SUZUKI.writes("注文", line))

    assert why in desk.last(SUZUKI.address, "staff-command-refused").text
    assert units_of(desk).available == 10


def test_few_units_left_is_told_once_and_again_after_another_order(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(3)))
    says(desk, "#着手")
    says(desk, "#完了")
    letters = [one for one in desk.all_letters(YAMADA.address) if one.key == "pack-low"]
    assert len(letters) == 1
    assert "残り：2インシデント" in letters[0].text

    desk.later(days=1)
    desk.works()
    assert len([one for one in desk.all_letters(YAMADA.address) if one.key == "pack-low"]) == 1


def test_the_end_is_told_sixty_days_before_on_a_business_day_and_then_when_it_has_passed(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(10, begins="2026-04-01", until="2027-03-31"))
    desk.works()
    assert not [one for one in desk.all_letters(YAMADA.address) if one.key == "renewal"]

    desk.clock.now = datetime(2027, 1, 28, 12, tzinfo=TOKYO)
    desk.works()
    assert not [one for one in desk.all_letters(YAMADA.address) if one.key == "renewal"]
    desk.clock.now = datetime(2027, 1, 29, 0, 30, tzinfo=TOKYO)
    desk.works()
    assert not [one for one in desk.all_letters(YAMADA.address) if one.key == "renewal"]
    desk.clock.now = datetime(2027, 1, 29, 10, tzinfo=TOKYO)
    desk.works()
    desk.clock.now = datetime(2027, 1, 30, 10, tzinfo=TOKYO)
    desk.works()
    assert len([one for one in desk.all_letters(YAMADA.address) if one.key == "renewal"]) == 1

    desk.clock.now = datetime(2027, 4, 1, 10, tzinfo=TOKYO)
    desk.works()
    letter = desk.last(YAMADA.address, "pack-expired")
    assert "期限により終了した分：10インシデント" in letter.text
    assert units_of(desk).expired == 10
    desk.reopen()
    desk.works()
    assert len([one for one in desk.all_letters(YAMADA.address) if one.key == "pack-expired"]) == 1


def test_a_client_of_another_contract_hears_nothing(make_seller: MakeDesk) -> None:
    desk = used_up(make_seller(incidents(1)))

    assert desk.all_letters(DOE.address) == []


def test_a_yes_without_units_reserves_nothing_until_they_are_ordered(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(2)))
    says(desk, "#レベル A")
    letter = desk.last(YAMADA.address, "estimate")
    assert "不足：1インシデント" in letter.text

    desk.hears(YAMADA.replies(letter, "承諾"))
    assert units_of(desk).reserved == 0

    desk.hears(SUZUKI.writes("注文", "#注文 C-1001 10 PO-2"))
    says(desk, ANSWER)
    assert units_of(desk).reserved == 3


def test_a_cost_beyond_what_is_left_is_refused_on_a_case_at_work(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(2)))
    says(desk, "#着手")
    says(desk, "#単位 3")
    assert "残数が足りません" in desk.last(SUZUKI.address, "staff-command-refused").text
    says(desk, "#レベル A")
    assert EventKind.LEVEL not in desk.events()

    says(desk, "#許可\n#単位 2.5")
    assert units_of(desk).reserved == 1
    says(desk, "#承諾")
    assert (units_of(desk).reserved, units_of(desk).available) == (3, -1)


def test_a_contract_in_trouble_holds_up_no_other(make_seller: MakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make_seller(incidents(10, until="2026-11-29"))
    told: list[str] = []
    broken = replace(desk.sweep, units=UnitsRound(house=desk.desk.house, tell=lambda one, _: told.append(one)))
    monkeypatch.setattr("mailbot.stages.units_round.look_after", _fails)
    broken.some(desk.clock.now, 50)

    assert "C-1001" in told


def _fails(*_: object) -> int:
    raise ValueError("broken")
