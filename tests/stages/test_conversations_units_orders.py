"""Conversations about orders by mail: what their receipts say, and how they may be written (rows E2, A6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from mailbot.config import load_config
from mailbot.desk.cases import Status
from mailbot.desk.packs import Order
from tests.stages.cast import BROWN, SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import Person
from tests.stages.test_conversations_units import asked, says
from tests.stages.test_conversations_units_contract import used_up
from tests.stages.units_desk import TOKYO, MakeDesk, half_hours, incidents, make_seller, units_of

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
    assert "登録済みです" in orders(desk, "#注文 C-1001 10 po-8")
    assert units_of(desk).available == 11


def test_the_mails_that_waited_for_an_order_are_named_in_its_receipt(make_seller: MakeDesk) -> None:
    desk = used_up(make_seller(incidents(1)))
    asked(desk)
    asked(desk)
    first, second = sorted(one.inbox_id for one in desk.held())

    receipt = orders(desk, "#注文 C-1001 10 PO-2")
    assert f"残数がなく保留したメール：{first}、{second}（受け付ける場合は #許可 {first}）" in receipt


@pytest.mark.parametrize("number", ["", " PO-8"])
def test_the_same_order_twice_in_one_mail_is_told(make_seller: MakeDesk, number: str) -> None:
    desk = make_seller(incidents(1))
    refused = orders(desk, f"#注文 C-1001 10{number}\n#注文 c-1001 10件{number.lower()}")

    assert refused.count("同じ注文が二度書かれています") == 1
    assert units_of(desk).available == 1


def test_one_number_for_two_orders_of_one_mail_is_told(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(1))

    assert "別の内容で登録されています" in orders(desk, "#注文 C-1001 10 PO-8\n#注文 C-1001 20 PO-8")
    assert units_of(desk).available == 1


def test_two_orders_of_one_mail_are_told_each_by_its_number(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(1))
    receipt = orders(desk, "#注文 C-1001 10\n#注文 C-1001 20\n#注文 C-1001 5 PO-8")

    assert "注文 2026-11-30（10）" in receipt
    assert "注文 2026-11-30-2（20）" in receipt
    assert "注文 PO-8（5）" in receipt
    assert "残り：36インシデント" in receipt


def undoes(desk: Conversation, word: str = "#取消", by: Person = SUZUKI) -> str:
    """The answer to a word of undoing in reply to the newest receipt."""
    desk.hears(by.replies(desk.last(SUZUKI.address, "staff-receipt"), word))
    return desk.all_letters(by.address)[-1].text.replace("\n", "")


@pytest.mark.parametrize("word", ["#取消", "#undo", "#取り消し"])
def test_an_order_is_taken_back_by_a_reply_to_its_receipt(make_seller: MakeDesk, word: str) -> None:
    desk = make_seller(incidents(1), ENDS)
    assert "10:10 までに #取消 と返信してください" in orders(desk, "#注文 C-1001 10 PO-2")

    receipt = undoes(desk, word)
    assert "C-1001 の注文 PO-2（10）を取り消しました" in receipt
    assert "契約 C-1001 は 2027年3月31日(水) に終わります" in receipt
    assert "残り：1インシデント" in receipt
    assert units_of(desk).available == 1


def test_an_order_that_was_taken_back_may_come_again(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(1))
    orders(desk, "#注文 C-1001 10 PO-2")
    receipt = desk.last(SUZUKI.address, "staff-receipt")
    undoes(desk)
    desk.hears(SUZUKI.replies(receipt, "#取消"))
    assert "すでに取り消しています" in desk.last(SUZUKI.address, "staff-command-refused").text

    orders(desk, "#注文 C-1001 20 PO-2")
    assert units_of(desk).available == 21
    undoes(desk)
    assert units_of(desk).available == 1
    assert desk.store.verify_ledgers() == ()


def test_all_orders_of_a_mail_are_taken_back_together(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(1))
    orders(desk, "#注文 C-1001 10 PO-2\n#注文 C-1001 20 PO-3")
    receipt = undoes(desk)

    assert "PO-2（10）を取り消しました" in receipt
    assert "PO-3（20）を取り消しました" in receipt
    assert units_of(desk).available == 1


def test_an_order_in_use_stays_and_says_how_many(make_seller: MakeDesk) -> None:
    desk = used_up(make_seller(incidents(1)))
    orders(desk, "#注文 C-1001 10 PO-2")
    asked(desk)
    says(desk, "#着手", "INC-000002")
    receipt = next(one for one in desk.all_letters(SUZUKI.address) if "PO-2" in one.text)
    desk.hears(SUZUKI.replies(receipt, "#取消"))

    refused = desk.last(SUZUKI.address, "staff-command-refused").text.replace("\n", "")
    assert "すでに確保または消費されています" in refused
    assert "PO-2: 1" in refused
    assert units_of(desk).available == 9


def test_an_order_is_taken_back_in_time_and_by_its_writer_alone(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(1))
    orders(desk, "#注文 C-1001 10 PO-2")
    desk.hears(BROWN.replies(desk.last(SUZUKI.address, "staff-receipt"), "#undo"))
    assert "another member" in desk.last(BROWN.address, "staff-command-refused").text

    desk.later(minutes=15)
    assert "取り消せる時間を過ぎています" in undoes(desk)
    assert units_of(desk).available == 11


def test_an_order_beside_commands_of_a_case_is_taken_back_with_them(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(1)))
    says(desk, "#着手\n#注文 C-1001 10 PO-2")
    assert (units_of(desk).available, desk.status()) == (10, Status.OPEN)

    receipt = undoes(desk)
    assert "注文 PO-2（10）を取り消しました" in receipt
    assert (units_of(desk).available, desk.status()) == (1, Status.NEW)


def test_a_case_that_waited_for_units_gets_those_of_the_order(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(2)))
    says(desk, "#レベル A")
    estimate = desk.last(YAMADA.address, "estimate")
    desk.hears(YAMADA.replies(estimate, "承諾します。"))
    assert units_of(desk).reserved == 0

    receipt = orders(desk, "#注文 C-1001 10 PO-2")
    assert "残数を待っていた件に充てました：INC-000001" in receipt
    assert "残り：9インシデント" in receipt
    assert "#取消" not in receipt
    assert units_of(desk).reserved == 3


def test_an_order_of_a_file_serves_the_cases_that_waited(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(2)))
    says(desk, "#レベル A")
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "estimate"), "承諾します。"))
    config = load_config(desk.config_path)
    (sold, *rest) = config.contracts
    more = Order(contract_id=sold.id, units=10, ordered_on=date(2026, 11, 30), reference="PO-2")
    longer = replace(sold, orders=(*sold.orders, more))
    desk.store.declare_contracts((longer, *rest), desk.clock(), "configuration", offers=config.offers)

    desk.later(days=1)
    desk.works()
    assert units_of(desk).reserved == 3


def test_mail_that_was_held_since_the_contract_ended_is_named(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(3), ENDS)
    desk.clock.now = datetime(2027, 4, 5, 10, tzinfo=TOKYO)
    asked(desk)
    (held,) = desk.held()

    desk.later(days=1)
    receipt = orders(desk, "#注文 C-1001 10 PO-2")
    assert f"契約の終了後に届き保留したメール：{held.inbox_id}（受け付ける場合は #許可 {held.inbox_id}）" in receipt
    desk.hears(SUZUKI.writes("保留の件", f"#許可 {held.inbox_id}"))
    desk.works()
    assert len(desk.cases()) == 1


def test_mail_that_came_after_the_end_of_a_contract_is_held_again_while_nothing_is_ordered(
    make_seller: MakeDesk,
) -> None:
    desk = make_seller(incidents(3), ENDS)
    desk.clock.now = datetime(2027, 4, 5, 10, tzinfo=TOKYO)
    asked(desk)
    (held,) = desk.held()

    desk.hears(SUZUKI.writes("保留の件", f"#許可 {held.inbox_id}"))
    desk.works()
    assert desk.reasons() == ["contract-ended"]
    assert [one.key for one in desk.letters(YAMADA.address)].count("contract-expired") == 1


FORWARDED = (
    (
        "-----Original Message-----\nFrom: 山田 太郎 <yamada@client.example>\nSent: Monday, November 30, 2026 9:00 AM\n"
        "To: 例示サポート\nSubject: 注文書\n\n10インシデントを注文します。"
    ),
    (
        "________________________________\n差出人: 山田 太郎 <yamada@client.example>\n送信日時: 2026年11月30日 9:00\n"
        "宛先: 例示サポート\n件名: 注文書\n\n10インシデントを注文します。"
    ),
    (
        "---------- Forwarded message ---------\nFrom: 山田 太郎 <yamada@client.example>\n"
        "Date: 2026年11月30日(月) 9:00\nSubject: 注文書\nTo: 例示サポート\n\n10インシデントを注文します。"
    ),
    "山田様からお電話で注文をいただきました。",
    "#メモ\n山田様からお電話で注文をいただきました。",
    "#メモ 山田様からお電話で注文をいただきました。",
)


@pytest.mark.parametrize("below", FORWARDED)
def test_an_order_is_booked_from_the_mail_that_brought_it(make_seller: MakeDesk, below: str) -> None:
    desk = make_seller(incidents(1))
    desk.hears(SUZUKI.writes("FW: 注文書", f"#注文 C-1001 10 PO-2\n\n{below}"))
    receipt = desk.last(SUZUKI.address, "staff-receipt").text.replace("\n", "")

    assert "注文 PO-2（10）を登録しました" in receipt
    assert "注文の下の文は、どなたにも送らず、元のメールに残してあります" in receipt
    assert units_of(desk).available == 11
    assert desk.all_letters(YAMADA.address) == []


def test_an_order_and_a_signature_need_no_word_about_the_text(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(1))

    assert "注文の下の文" not in orders(desk, "#注文 C-1001 10 PO-3\n\n鈴木 花子\n例示サポート")


def test_an_order_below_other_words_is_quoted_and_refused(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(1))
    refused = orders(desk, "以下を登録します。\n#注文 C-1001 10 PO-6")

    assert "実行せず：#注文 C-1001 10 PO-6（指示は、メールの1行目から書いてください" in refused
    assert units_of(desk).available == 1


def test_what_needs_a_case_beside_an_order_is_quoted_and_nothing_is_booked(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(1))
    refused = orders(desk, "#注文 C-1001 10 PO-6\n#完了")

    assert "実行せず：#完了（どの件か分かりません" in refused
    assert units_of(desk).available == 1


def test_the_receipt_of_an_order_in_reply_to_a_case_says_what_is_left(make_seller: MakeDesk) -> None:
    desk = asked(make_seller(incidents(1)))
    says(desk, "#注文 C-1001 10 PO-7")

    assert "残り：11インシデント" in desk.last(SUZUKI.address, "staff-receipt").text


def test_an_order_that_is_no_lot_is_refused_in_the_readers_words(make_seller: MakeDesk) -> None:
    desk = make_seller(half_hours(10))
    assert "#注文 C-1001 15 PO-2 [10 の倍数で：10 か 20]（決まった数ごとのご注文のため" in orders(
        desk, "#注文 C-1001 15 PO-2"
    )

    desk.hears(BROWN.writes("Order", "#order C-1001 5 PO-2"))
    assert "[a multiple of 10: 10]" in desk.all_letters(BROWN.address)[-1].text
    assert units_of(desk).available == 10


@pytest.mark.parametrize("spelt", ["PO-10", "po-10", "ＰＯ－１０"])
def test_an_order_that_stands_already_is_told_and_nothing_is_offered_to_be_taken_back(
    make_seller: MakeDesk, spelt: str
) -> None:
    desk = make_seller(incidents(1))
    orders(desk, "#注文 C-1001 5 PO-10")
    desk.later(days=1)

    receipt = orders(desk, f"#注文 C-1001 5 {spelt}")
    assert "C-1001 の注文 PO-10（5）は登録済みです" in receipt
    assert "#取消" not in receipt
    assert units_of(desk).available == 6


def test_another_order_of_a_number_that_stands_already_is_refused(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(1))
    orders(desk, "#注文 C-1001 5 PO-10")

    assert "その注文番号は、別の内容で登録されています" in orders(desk, "#注文 C-1001 10 po-10")
    assert units_of(desk).available == 6
