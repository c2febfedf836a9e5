"""Conversations about units: reserved when work starts, used at the end, given back, asked about (rows E1-E4)."""

from __future__ import annotations

from datetime import datetime

import pytest

from mailbot.desk.cases import EventKind, Status
from mailbot.desk.ledger import Why
from tests.stages.cast import SATO, SUZUKI, TANAKA, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.units_desk import MakeDesk, half_hours, incidents, make_seller, units_of, used_by

__all__ = ["make_seller"]

ANSWER = "山田様\n\n印刷の画面で「用紙」から A5 をお選びください。よろしくお願いいたします。"


@pytest.fixture
def seller(make_seller: MakeDesk) -> Conversation:
    """Yamada's company has bought ten incidents, and has asked for one thing."""
    return asked(make_seller(incidents(10)))


def asked(desk: Conversation) -> Conversation:
    desk.hears(YAMADA.writes("印刷について", "帳票の印刷について教えてください。"))
    return desk


def says(desk: Conversation, text: str, number: str = "INC-000001") -> None:
    """Suzuki answers the newest copy of a case."""
    copies = [one for one in desk.all_letters(SUZUKI.address) if number in one.subject]
    desk.hears(SUZUKI.replies(copies[-1], text))


def test_work_that_starts_reserves_a_unit_and_closing_uses_it(seller: Conversation) -> None:
    desk = seller
    assert "残り 10インシデント" in desk.last(SUZUKI.address, "staff-new-case").text

    says(desk, "#着手")
    assert (units_of(desk).available, units_of(desk).reserved) == (9, 1)
    assert "残り：9インシデント" in desk.last(SUZUKI.address, "staff-receipt").text

    says(desk, "#完了")
    assert (units_of(desk).available, units_of(desk).reserved, units_of(desk).consumed) == (9, 0, 1)
    letter = desk.last(YAMADA.address, "units-consumed")
    assert "今回のご利用：1インシデント（通常）" in letter.text
    assert "残り：9インシデント" in letter.text
    assert [one.key for one in desk.all_letters(SATO.address)] == ["units-consumed"]


def test_an_answer_starts_work_and_silence_or_questions_cost_nothing_more(seller: Conversation) -> None:
    desk = seller
    says(desk, ANSWER)
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "staff-answer"), "うまくいきません。ほかに設定はありますか。"))
    says(desk, ANSWER)

    assert (units_of(desk).available, units_of(desk).reserved) == (9, 1)


def test_a_matter_that_needs_no_answer_costs_nothing(seller: Conversation) -> None:
    desk = seller
    says(desk, "#着手")
    says(desk, "#対応不要")

    assert (units_of(desk).available, units_of(desk).consumed) == (10, 0)
    assert not [one for one in desk.all_letters(YAMADA.address) if one.key == "units-consumed"]


def test_a_defect_gives_everything_back_even_after_closing(seller: Conversation) -> None:
    desk = seller
    says(desk, ANSWER)
    says(desk, "#完了")
    says(desk, "#不具合")

    assert units_of(desk).available == 10
    assert used_by(desk).freed is Why.DEFECT
    assert "消費済みの1インシデントは、残数に戻しました。" in desk.last(YAMADA.address, "units-consumed").text


def test_a_merge_gives_back_and_a_split_costs_its_own(seller: Conversation) -> None:
    desk = seller
    desk.hears(YAMADA.writes("請求書について", "請求書の再発行と、領収書の書式を教えてください。"))
    says(desk, "#着手")
    says(desk, "#着手", "INC-000002")
    says(desk, "#分割 領収書の書式\n領収書の書式を教えてください。", "INC-000002")
    assert units_of(desk).reserved == 2
    says(desk, "#着手", "INC-000003")
    assert units_of(desk).reserved == 3

    says(desk, "#統合 INC-000002")
    assert units_of(desk).reserved == 2
    assert used_by(desk).freed is Why.MERGED


def test_undo_takes_the_units_back_by_lines_of_their_own(seller: Conversation) -> None:
    desk = seller
    says(desk, "#着手")
    says(desk, "#取消")

    assert (units_of(desk).available, units_of(desk).reserved) == (10, 0)
    assert EventKind.STARTED not in desk.events()
    with desk.store.unit() as unit:
        lines = unit.lines_of("C-1001")
    assert [one.units for one in lines] == [10, 1, -1]

    says(desk, "#着手")
    assert units_of(desk).reserved == 1


def test_a_higher_level_waits_for_the_customers_yes(seller: Conversation) -> None:
    desk = seller
    says(desk, "#レベル A")

    letter = desk.last(YAMADA.address, "estimate")
    assert "見込み：3インシデント（サービスレベルA）" in letter.text
    assert desk.status() is Status.WAITING
    assert units_of(desk).reserved == 0

    says(desk, "#着手")
    assert EventKind.STARTED not in desk.events()
    assert units_of(desk).reserved == 0

    desk.hears(YAMADA.replies(letter, "承諾します。\n\n山田です"))
    assert desk.status() is Status.OPEN
    assert units_of(desk).reserved == 3
    assert EventKind.STARTED in desk.events()
    assert len([one for one in desk.all_letters(YAMADA.address) if one.key == "estimate"]) == 1

    says(desk, "#完了")
    assert used_by(desk).used == 3


@pytest.mark.parametrize(
    "words",
    [
        "承諾しません。",
        "3つも必要でしょうか。",
        "承諾しますが、来週からにしてください。",
        "いいえ",
        "はい、ただし1つなら",
    ],
)
def test_anything_but_a_plain_yes_is_read_by_a_person(seller: Conversation, words: str) -> None:
    desk = seller
    says(desk, "#レベル A")
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "estimate"), words))

    assert units_of(desk).reserved == 0
    assert EventKind.CONSENTED not in desk.events()
    assert desk.last(SUZUKI.address, "staff-follow-up")


def test_nobody_but_a_proven_admin_contact_can_agree(seller: Conversation) -> None:
    desk = seller
    says(desk, "#レベル A")
    letter = desk.last(YAMADA.address, "estimate")
    desk.hears(YAMADA.replies(letter, "承諾").but(proof="D"))
    desk.hears(TANAKA.replies(letter, "承諾"))

    assert EventKind.CONSENTED not in desk.events()


def test_a_yes_by_telephone_is_recorded_by_staff(seller: Conversation) -> None:
    desk = seller
    says(desk, "#レベル A")
    says(desk, "#承諾")

    assert units_of(desk).reserved == 3
    assert desk.status() is Status.OPEN


def test_work_time_is_counted_by_started_half_hours(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(half_hours(10)))
    says(desk, "#着手")
    says(desk, "#時間 40分")
    says(desk, "#時間 10分")
    assert (units_of(desk).consumed, units_of(desk).available) == (3, 7)

    says(desk, "#取消")
    assert (units_of(desk).consumed, units_of(desk).available) == (2, 8)

    says(desk, "#完了")
    assert "今回のご利用：2単位（作業時間 40分）" in desk.last(YAMADA.address, "units-consumed").text


def test_what_a_case_will_cost_is_told_on_asking(seller: Conversation) -> None:
    desk = seller
    desk.hears(YAMADA.writes("お願い", "#費用"))
    assert "残り：10インシデント" in desk.last(YAMADA.address, "units-balance").text

    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "case-opened"), "#費用"))
    letter = desk.last(YAMADA.address, "estimate")
    assert "見込み：1インシデント（通常）" in letter.text
    assert "承諾" not in letter.text
    assert len(desk.cases()) == 1


def test_a_desk_that_counts_nothing_is_as_before(desk: Conversation) -> None:
    asked(desk)
    says(desk, "#着手")
    says(desk, "#完了")

    with desk.store.unit() as unit:
        assert unit.lines_of("C-1001") == ()
    assert not [one for one in desk.all_letters(YAMADA.address) if one.key == "units-consumed"]


def test_an_answer_that_closes_the_case_at_once_costs_its_unit(seller: Conversation) -> None:
    desk = seller
    says(desk, f"#完了\n{ANSWER}")

    assert (units_of(desk).available, units_of(desk).consumed) == (9, 1)
    assert desk.last(YAMADA.address, "units-consumed")


def test_a_private_matter_shows_its_subject_to_nobody_else(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(10))
    desk.hears(YAMADA.writes("漏洩の件", "情報の漏洩について相談です。"))
    says(desk, "#着手")
    says(desk, "#完了")

    assert "漏洩の件" in desk.last(YAMADA.address, "units-consumed").text
    assert "漏洩" not in desk.last(SATO.address, "units-consumed").text


def test_a_follow_up_tells_staff_how_the_units_stand(seller: Conversation) -> None:
    desk = seller
    says(desk, "#レベル A")
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "estimate"), "承諾"))

    assert "残り：7インシデント（この件で 3 を確保）" in desk.last(SUZUKI.address, "staff-follow-up").text


def test_a_case_that_silence_closes_is_accounted_for_by_the_sweep(make_seller: MakeDesk) -> None:
    silence = ("renewal = { days = 60 }\n", "renewal = { days = 60 }\nauto_close = { business_days = 7 }\n")
    desk = asked(make_seller(incidents(10), silence))
    says(desk, ANSWER)
    for _ in range(14):
        desk.later(days=1)
        desk.works()

    assert desk.status() is Status.CLOSED
    assert (units_of(desk).reserved, units_of(desk).consumed) == (0, 1)
    assert len([one for one in desk.all_letters(YAMADA.address) if one.key == "units-consumed"]) == 1


def test_a_case_let_go_after_a_crash_is_booked_once(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(10)))
    says(desk, "#着手")
    says(desk, "#完了")
    house, case = desk.desk.house, desk.case()
    for _ in range(3):
        with desk.store.unit(desk.clock.now) as unit:
            contract = unit.contract("C-1001")
            assert contract is not None
            house.play(unit, case, contract, house.policies.pinned(unit, case), desk.clock.now)

    assert (units_of(desk).consumed, units_of(desk).available) == (1, 9)
    assert desk.store.verify_ledgers() == ()
    assert len([one for one in desk.all_letters(YAMADA.address) if one.key == "units-consumed"]) == 1


def test_the_clocks_stand_still_while_the_customer_is_asked(seller: Conversation) -> None:
    desk = seller
    due = due_of(desk)
    says(desk, "#レベル A")
    desk.later(days=2)
    says(desk, "#承諾")
    assert desk.status() is Status.OPEN
    assert due_of(desk) > due


def test_a_cost_that_is_lowered_again_needs_no_answer(seller: Conversation) -> None:
    desk = seller
    says(desk, "#レベル A")
    says(desk, "#レベル 通常")
    assert desk.status() is Status.OPEN
    assert EventKind.UNASKED in desk.events()

    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "estimate"), "承諾"))
    assert EventKind.CONSENTED not in desk.events()
    says(desk, "#着手")
    assert units_of(desk).reserved == 1
    says(desk, "#承諾")
    assert "承諾が必要な件ではありません" in desk.last(SUZUKI.address, "staff-command-refused").text


def due_of(desk: Conversation) -> datetime:
    """When the first answer is due."""
    case = desk.case()
    with desk.store.unit() as unit:
        return unit.next_due_of([case.id])[case.id]
