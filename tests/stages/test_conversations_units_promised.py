"""Conversations about the last units: what accepted cases will take is not given away at the door (rows A6, E2, E3)."""

from __future__ import annotations

import pytest

from mailbot.desk.cases import EventKind
from mailbot.desk.people import Contract
from mailbot.desk.records import TryLater
from mailbot.desk.situation import Situation
from mailbot.stages import process
from mailbot.stages.ports import Unit
from tests.stages.cast import DOE, SATO, SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.test_conversations_units import ANSWER, asked, says
from tests.stages.units_desk import MakeDesk, half_hours, incidents, make_seller, units_of

__all__ = ["make_seller"]

WORDS = "請求書の再発行をお願いします。"
CAME = (EventKind.RECEIVED, EventKind.CUSTOMER_MAIL)


def four_ask(desk: Conversation) -> Conversation:
    for number in range(4):
        desk.hears(YAMADA.writes(f"件 {number}", WORDS))
    return desk


def test_one_unit_left_accepts_one_case_and_tells_why(make_seller: MakeDesk) -> None:
    desk = four_ask(make_seller(incidents(1)))

    assert len(desk.cases()) == 1
    assert desk.reasons() == ["no-units"] * 3
    letters = [one for one in desk.all_letters(YAMADA.address) if one.key == "pack-empty"]
    assert len(letters) == 1
    assert "残りのインシデントは、すでに受け付けている件に充てるため" in letters[0].text
    assert "すべてお使いになった" not in letters[0].text

    says(desk, "#着手")
    assert units_of(desk).owed == 0


def test_mails_of_one_batch_get_no_more_than_is_left(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(2))
    desk.receives(*(YAMADA.writes(f"件 {number}", WORDS) for number in range(5)))
    desk.works()

    assert [case.subject for case in desk.cases()] == ["件 0", "件 1"]
    assert desk.reasons() == ["no-units"] * 3


def test_a_question_and_what_follows_it_in_one_batch_keep_their_order(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(1))
    first = YAMADA.writes("印刷について", WORDS)
    copy = SATO.writes("請求書について", WORDS)
    again = YAMADA.writes("Re: 印刷について", "追記です。A5 の用紙です。").but(references=(first.message_id,))
    desk.receives(first, copy, again)
    desk.works()

    assert len(desk.cases()) == 1
    assert [one for one in desk.events() if one in CAME] == [*CAME]
    assert desk.reasons() == ["no-units"]


def test_where_the_contract_cannot_be_held_now_the_rest_of_the_batch_comes_later(
    make_seller: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_seller(incidents(1))

    def busy(_unit: Unit, _situation: Situation, _contract: Contract) -> Situation:
        raise TryLater("another worker holds it")

    with monkeypatch.context() as patched:
        patched.setattr(process, "with_door_held", busy)
        desk.receives(DOE.writes("First", "Please help."), YAMADA.writes("件", WORDS), DOE.writes("Last", "And this."))
        desk.process.some(desk.clock.now, 10)
    assert [case.subject for case in desk.cases()] == ["First"]

    desk.later(seconds=2)
    desk.works()
    assert [case.subject for case in desk.cases()] == ["First", "件", "Last"]
    assert desk.reasons() == []


@pytest.mark.parametrize("words", ["#着手\n#完了", "#対応不要", "#着手\n#不具合"])
def test_what_is_ended_or_free_promises_nothing(make_seller: MakeDesk, words: str) -> None:
    desk = asked(make_seller(incidents(2)))
    says(desk, words)
    desk.hears(YAMADA.writes("次の件", WORDS))
    assert len(desk.cases()) == 2

    left = units_of(desk).available
    desk.hears(YAMADA.writes("その次の件", WORDS))
    assert len(desk.cases()) == (3 if left == 2 else 2)


def test_a_case_at_work_is_not_counted_twice_and_an_undone_start_is_promised_again(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(2)))
    says(desk, "#着手")
    desk.hears(YAMADA.writes("次の件", WORDS))
    assert len(desk.cases()) == 2

    says(desk, "#取消")
    desk.hears(YAMADA.writes("その次の件", WORDS))
    assert (len(desk.cases()), units_of(desk).available) == (2, 2)


def test_a_case_that_waits_for_a_yes_counts_as_usual_and_then_what_was_agreed(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(5)))
    says(desk, "#レベル A")
    desk.hears(SATO.writes("次の件", WORDS))
    desk.hears(YAMADA.writes("お願い", "#費用"))
    assert (
        "残りのうち、受付済みで未着手の件に充てる分：2インシデント" in desk.last(YAMADA.address, "units-balance").text
    )

    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "estimate"), "承諾"))
    assert units_of(desk).available == 2
    desk.hears(SATO.writes("三つめ", WORDS))
    desk.hears(SATO.writes("四つめ", WORDS))
    assert len(desk.cases()) == 3


def test_thanks_for_a_closed_case_does_not_shut_the_door(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(2)))
    says(desk, ANSWER)
    says(desk, "#完了")
    thanks = desk.last(YAMADA.address, "staff-answer")
    desk.hears(YAMADA.replies(thanks, "ありがとうございました。ところで別の画面も同じでしょうか。"))
    assert len(desk.cases()) == 2
    desk.hears(SATO.writes("次の件", WORDS))
    assert len(desk.cases()) == 3

    says(desk, "#対応不要", "INC-000003")
    says(desk, "#着手", "INC-000002")
    desk.hears(SATO.writes("その次の件", WORDS))
    assert len(desk.cases()) == 3


def test_what_continues_a_closed_case_gets_no_unit_that_is_promised(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(2)))
    says(desk, ANSWER)
    says(desk, "#完了")
    desk.hears(SATO.writes("次の件", WORDS))
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "staff-answer"), "別の画面でも同じことが起きます。"))

    assert (len(desk.cases()), desk.reasons()) == (2, ["no-units"])


def test_staff_open_and_split_beyond_it_and_that_is_promised_too(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(3)))
    says(desk, "#分割 領収書の書式\n領収書の書式を教えてください。")
    desk.hears(SUZUKI.writes("電話の件", f"#代理 {SATO.address}\n納品書の再発行のご依頼です。"))
    assert len(desk.cases()) == 3

    desk.hears(YAMADA.writes("次の件", WORDS))
    assert (len(desk.cases()), desk.reasons()) == (3, ["no-units"])


def test_staff_let_a_mail_in_on_promised_units_and_both_are_served(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(1)))
    desk.hears(SATO.writes("次の件", WORDS))
    desk.hears(SUZUKI.writes("許可", f"#許可 {desk.held()[-1].inbox_id}"))
    assert EventKind.PERMITTED in desk.events("INC-000002")

    says(desk, "#着手")
    says(desk, "#着手", "INC-000002")
    assert (units_of(desk).reserved, units_of(desk).owed) == (2, 1)


def test_an_order_makes_room_beyond_what_is_promised(make_seller: MakeDesk) -> None:
    desk = four_ask(make_seller(half_hours(10)))
    assert len(desk.cases()) == 4
    desk.hears(YAMADA.writes("お願い", "#費用"))
    text = desk.last(YAMADA.address, "units-balance").text
    assert "残り：10単位" in text
    assert "受付済みで未着手の件に充てる分：4単位" in text

    one = four_ask(make_seller(incidents(1)))
    one.hears(SUZUKI.writes("注文", "#注文 C-1001 10 PO-2"))
    one.hears(YAMADA.writes("次の件", WORDS))
    assert len(one.cases()) == 2


def three_accepted(desk: Conversation) -> Conversation:
    """Of four units three are promised to cases that nobody has begun, and the first is to cost three."""
    asked(desk)
    desk.hears(YAMADA.writes("余白について", "余白を広げる方法を教えてください。"))
    desk.hears(YAMADA.writes("改行について", "改行を減らす方法を教えてください。"))
    says(desk, "#レベル A")
    return desk


def test_a_yes_takes_nothing_that_is_promised_to_other_cases(make_seller: MakeDesk) -> None:
    desk = three_accepted(make_seller(incidents(4)))
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "estimate"), "承諾します。"))

    assert EventKind.CONSENTED in desk.events("INC-000001")
    assert units_of(desk).reserved == 0
    told = desk.last(SUZUKI.address, "staff-follow-up").text.replace("\n", "")
    assert "承諾を記録しましたが、1インシデント足りません" in told
    for number in ("INC-000002", "INC-000003"):
        says(desk, ANSWER, number)
    assert (units_of(desk).reserved, units_of(desk).owed) == (2, 0)

    desk.hears(SUZUKI.writes("ご注文", "#注文 C-1001 10 PO-9"))
    assert units_of(desk).reserved == 5


def test_a_yes_by_telephone_tells_what_lacks_and_is_let_go_by_a_word(make_seller: MakeDesk) -> None:
    desk = three_accepted(make_seller(incidents(4)))
    says(desk, "#承諾")
    assert units_of(desk).reserved == 0
    receipt = desk.last(SUZUKI.address, "staff-receipt").text.replace("\n", "")
    assert "承諾を記録しましたが、1インシデント足りません" in receipt

    says(desk, "#許可")
    assert units_of(desk).reserved == 3


def test_two_cases_that_were_agreed_to_do_not_wait_for_each_other(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(4)))
    desk.hears(YAMADA.writes("余白について", "余白を広げる方法を教えてください。"))
    for number in ("INC-000001", "INC-000002"):
        says(desk, "#レベル A", number)
        says(desk, "#承諾", number)

    assert units_of(desk).reserved == 3
