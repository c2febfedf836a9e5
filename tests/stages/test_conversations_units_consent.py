"""Conversations about a customer's yes to an estimate: to which letter it counts, and in which words (row E4)."""

from __future__ import annotations

import pytest

from mailbot.desk.cases import EventKind, Status
from mailbot.desk.ledger import Act
from mailbot.desk.packs import Order
from mailbot.stages.accounting_open import settle_lacking
from tests.stages.cast import BROWN, SATO, SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import Received
from tests.stages.test_conversations_units import ANSWER, asked, says
from tests.stages.units_desk import MakeDesk, incidents, make_seller, units_of, used_by

__all__ = ["make_seller"]


@pytest.fixture
def seller(make_seller: MakeDesk) -> Conversation:
    """Yamada's company has bought ten incidents, and has asked for one thing."""
    return asked(make_seller(incidents(10)))


def estimated(desk: Conversation) -> Received:
    says(desk, "#レベル A")
    return desk.last(YAMADA.address, "estimate")


def test_a_yes_to_an_older_figure_agrees_to_nothing(seller: Conversation) -> None:
    desk = seller
    older = estimated(desk)
    says(desk, "#単位 8")
    desk.hears(YAMADA.replies(older, "承諾"))
    assert EventKind.CONSENTED not in desk.events()
    assert units_of(desk).reserved == 0
    assert "#承諾" in desk.last(SUZUKI.address, "staff-follow-up").text

    desk.hears(SATO.replies(desk.last(SATO.address, "estimate"), "承諾"))
    assert units_of(desk).reserved == 8


def test_a_yes_to_another_letter_is_none_to_the_estimate(seller: Conversation) -> None:
    desk = seller
    opened = desk.last(YAMADA.address, "case-opened")
    says(desk, ANSWER)
    earlier = desk.last(YAMADA.address, "staff-answer")
    estimated(desk)
    says(desk, "山田様\n\n電源は入っていますでしょうか。ご確認をお願いいたします。")
    for letter in (opened, earlier, desk.last(YAMADA.address, "staff-answer")):
        desk.hears(YAMADA.replies(letter, "はい"))
    desk.hears(SATO.writes("Re: [INC-000001] 印刷について", "承諾"))

    assert EventKind.CONSENTED not in desk.events()


def test_a_program_that_names_no_letter_but_in_its_references_is_understood(seller: Conversation) -> None:
    desk = seller
    desk.hears(YAMADA.replies(estimated(desk), "承諾", in_reply_to=""))

    assert units_of(desk).reserved == 3


def test_the_cost_of_a_private_matter_is_known_to_nobody_who_takes_no_part(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(10))
    desk.hears(YAMADA.writes("漏洩の件", "情報の漏洩について相談です。"))
    desk.hears(SATO.writes("[INC-000001]", "#費用"))
    letters = desk.all_letters(SATO.address)
    assert [one.key for one in letters] == ["units-balance"]
    assert "漏洩" not in letters[0].subject + letters[0].text

    says(desk, "#レベル A")
    assert desk.last(YAMADA.address, "estimate")
    assert len(desk.all_letters(SATO.address)) == 1


@pytest.mark.parametrize(
    "words",
    [
        "承諾します。\n株式会社例示商事 山田\nTEL 03-1111-2222\nyamada@client.example",
        "お世話になっております。山田です。\n\n承諾いたします。",
        "承諾致します",
        "はい、承諾します",
        "承諾です。よろしくお願い致します。",
        "OK",
        "お願いします\n\n________________________________",
        "例示サポート 御中\n\nいつもお世話になっております。例示商事の山田です。\n\n承諾いたします。",
        "鈴木様\n\nご連絡ありがとうございます。\n本件、承諾します。\n\n〒100-0001 東京都千代田区1-1\n例示商事 山田",
    ],
)
def test_an_ordinary_yes_is_understood(seller: Conversation, words: str) -> None:
    desk = seller
    desk.hears(YAMADA.replies(estimated(desk), words))

    assert units_of(desk).reserved == 3


@pytest.mark.parametrize(
    "words",
    [
        "了解しました",
        "承諾\n一部",
        "はい？",
        "承諾します。来週からお願いします。",
        "yes\nno",
        "よろしくお願いします",
        "承諾します。\n但し費用負担は営業部",
        "承諾します。\n費用は御社負担で株式会社例示商事",
        "お願いします。\n別件の見積もりも本部",
        "お見積り、お願いします。",
        "見積書について、お願いします。",
        "はい。見積書、よろしくお願いします。",
        "お見積書\n\nお手数ですが、お願いいたします。",
    ],
)
def test_a_doubtful_yes_goes_to_staff_with_the_word_that_records_it(seller: Conversation, words: str) -> None:
    desk = seller
    desk.hears(YAMADA.replies(estimated(desk), words))

    assert EventKind.CONSENTED not in desk.events()
    assert "#承諾" in desk.last(SUZUKI.address, "staff-follow-up").text


BY_LEVEL = (
    'target = { business_days = 10, outside = "deemed" }',
    'by = "level"\ntargets = { A = { business_days = 20 }, normal = { business_days = 10 } }',
)


def times(desk: Conversation) -> list[Received]:
    desk.later(minutes=5)
    desk.works()
    return [one for one in desk.all_letters(YAMADA.address) if one.key == "new-reply-by"]


@pytest.mark.parametrize("in_reply_to", [None, ""])
def test_a_yes_to_the_times_that_left_with_the_estimate_counts(make_seller: MakeDesk, in_reply_to: str | None) -> None:
    desk = asked(make_seller(incidents(10), BY_LEVEL))
    says(desk, "#レベル 通常")
    estimated(desk)
    letter = times(desk)[-1]
    named = {} if in_reply_to is None else {"in_reply_to": in_reply_to}
    desk.hears(YAMADA.replies(letter, "承諾", **named))

    assert units_of(desk).reserved == 3


def test_a_yes_to_later_times_is_read_by_a_person_who_learns_that_an_estimate_waits(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(10), BY_LEVEL))
    says(desk, "#レベル 通常")
    estimated(desk)
    first = times(desk)[-1]
    says(desk, "#単位 5")
    desk.hears(YAMADA.replies(first, "承諾"))
    assert EventKind.CONSENTED not in desk.events()
    says(desk, "#レベル 通常")
    second = times(desk)[-1]
    assert second.mail.message_id != first.mail.message_id
    says(desk, "#単位 4")
    desk.hears(YAMADA.replies(second, "承諾"))

    assert EventKind.CONSENTED not in desk.events()
    assert "見込み 4 のご承諾待ちです。" in told_staff(desk)
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "estimate"), "承諾"))
    assert units_of(desk).reserved == 4


def told_staff(desk: Conversation) -> str:
    return desk.last(SUZUKI.address, "staff-follow-up").text.replace("\n", "")


def test_a_yes_with_too_few_units_says_what_lacks_and_what_brings_it(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(1)))
    desk.hears(YAMADA.replies(estimated(desk), "承諾"))

    assert EventKind.CONSENTED in desk.events()
    assert units_of(desk).reserved == 0
    assert "承諾を記録しましたが、2インシデント足りません。#注文 で登録するか、#許可" in told_staff(desk)
    letter = " ".join(desk.last(BROWN.address, "staff-follow-up").text.split())
    assert "The consent is recorded; 2 incidents lack: book an order by #order, or write #accept" in letter


def test_what_waits_for_units_is_booked_once_they_are_there(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(1)))
    desk.hears(YAMADA.replies(estimated(desk), "承諾"))
    house = desk.desk.house
    with desk.store.unit(desk.clock.now) as unit:
        contract = unit.contract("C-1001")
        assert contract is not None
        assert settle_lacking(house, unit, contract, desk.clock.now) == ()
        terms, zone = house.offers.terms_of(contract), house.offers.zone_of(contract)
        order = Order(contract_id="C-1001", units=10, ordered_on=desk.clock.now.date(), reference="PO-2")
        unit.add_order(order, terms, zone, Act(at=desk.clock.now, cause="order:PO-2"))
        assert [one.number for one in settle_lacking(house, unit, contract, desk.clock.now)] == ["INC-000001"]
        assert settle_lacking(house, unit, contract, desk.clock.now) == ()

    assert (units_of(desk).reserved, units_of(desk).owed) == (3, 0)
    assert desk.store.verify_ledgers() == ()


def test_the_receipt_of_a_yes_by_telephone_says_what_lacks(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(1)))
    estimated(desk)
    says(desk, "#承諾")
    receipt = desk.last(SUZUKI.address, "staff-receipt").text.replace("\n", "")
    assert "承諾を記録しましたが、2インシデント足りません。" in receipt
    says(desk, "#許可")

    assert (units_of(desk).reserved, units_of(desk).owed) == (3, 2)


def test_a_yes_by_telephone_may_stand_beside_the_cost(seller: Conversation) -> None:
    desk = seller
    says(desk, "#レベル A\n#承諾")

    assert (units_of(desk).reserved, desk.status()) == (3, Status.OPEN)
    assert not [one for one in desk.all_letters(YAMADA.address) if one.key == "estimate"]


def test_a_yes_by_telephone_beside_the_cost_needs_the_units(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(1)))
    says(desk, "#単位 3\n#承諾")

    assert "残数が足りません" in desk.last(SUZUKI.address, "staff-command-refused").text
    says(desk, "#単位 3\n#承諾\n#許可")
    assert (units_of(desk).reserved, units_of(desk).owed) == (3, 2)


@pytest.mark.parametrize(("beside", "permitted"), [("#承諾", False), ("#許可", True)])
def test_a_closed_case_is_raised_only_with_a_word_for_it(seller: Conversation, beside: str, permitted: object) -> None:
    desk = seller
    says(desk, "#着手")
    says(desk, "#完了")
    says(desk, "#単位 5")
    refused = desk.last(SUZUKI.address, "staff-command-refused").text.replace("\n", "")
    assert "#単位 5 [合計 5単位、承諾の範囲は 1単位]" in refused
    assert "#承諾" in refused
    assert "#許可" in refused
    assert units_of(desk).consumed == 1
    assert EventKind.UNITS not in desk.events()

    says(desk, f"{beside}\n#単位 5")
    assert (units_of(desk).consumed, desk.status()) == (5, Status.CLOSED)
    assert (EventKind.PERMITTED in desk.events()) is permitted
    assert "今回のご利用：5インシデント" in desk.last(YAMADA.address, "units-consumed").text
    says(desk, "#単位 2")
    assert units_of(desk).consumed == 2
    says(desk, "#単位 4")
    assert units_of(desk).consumed == 4


def merged(desk: Conversation) -> Received:
    """Suzuki asks about the first matter, then lets it go into the second; the letter that asked."""
    desk.hears(YAMADA.writes("余白について", "帳票の余白も教えてください。"))
    letter = estimated(desk)
    says(desk, "#統合 INC-000002")
    assert desk.status("INC-000001") is Status.MERGED
    return letter


def test_a_yes_to_the_estimate_of_a_merged_case_counts_for_the_one_that_goes_on(seller: Conversation) -> None:
    desk = seller
    desk.hears(YAMADA.replies(merged(desk), "承諾"))

    assert EventKind.CONSENTED in desk.events("INC-000002")
    assert (units_of(desk).reserved, used_by(desk, "INC-000002").reserved) == (3, 3)
    assert desk.store.verify_ledgers() == ()


def test_of_two_estimates_that_became_one_only_the_newest_at_its_own_figure_is_agreed_to(seller: Conversation) -> None:
    desk = seller
    first = merged(desk)
    says(desk, "#単位 5", "INC-000002")
    second = desk.last(YAMADA.address, "estimate")
    desk.hears(YAMADA.replies(first, "承諾"))
    assert EventKind.CONSENTED not in desk.events("INC-000002")
    assert "#承諾" in desk.last(SUZUKI.address, "staff-follow-up").text

    desk.hears(YAMADA.replies(second, "承諾"))
    assert units_of(desk).reserved == 5


def test_a_lower_estimate_of_a_merged_case_agrees_to_no_higher_one(seller: Conversation) -> None:
    desk = seller
    desk.hears(YAMADA.writes("余白について", "帳票の余白も教えてください。"))
    says(desk, "#単位 5", "INC-000002")
    lower = estimated(desk)
    says(desk, "#統合 INC-000002")
    desk.hears(YAMADA.replies(lower, "承諾"))

    assert EventKind.CONSENTED not in desk.events("INC-000002")
    assert units_of(desk).reserved == 0


def test_the_estimate_of_a_case_that_has_begun_names_what_was_agreed_before(seller: Conversation) -> None:
    desk = seller
    says(desk, "#単位 5")
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "estimate"), "承諾"))
    says(desk, "#単位 7")
    letter = desk.last(YAMADA.address, "estimate").text
    assert "先にご了承をいただいた5インシデントを超える" in letter
    assert "内訳：ご了承済み 5インシデント、追加分 2インシデント" in letter
    assert "追加分のインシデントは消費いたしません" in letter
    assert "対応を始めます" not in letter
    assert units_of(desk).reserved == 5


def test_the_estimate_of_a_case_that_was_begun_without_one_names_what_counts_for_it(seller: Conversation) -> None:
    desk = seller
    says(desk, "#着手")
    letter = estimated(desk).text
    assert "通常の1インシデントを超える" in letter
    assert "追加分の対応は、ご了承をいただいてから進めてまいります。" in letter
    assert "対応を始めます" not in letter
    assert units_of(desk).reserved == 1
