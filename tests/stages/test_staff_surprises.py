"""Conversations: what surprised staff in a day over real servers stays mended (rows D4 and D5)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.stages.cast import BROWN, FIRST, SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import Received

ANSWER = "山田様\n\n印刷の画面で「用紙」から A5 をお選びください。"
FORGOTTEN = "山田様\n\n手順書を添付いたします。ご確認ください。"


@pytest.fixture
def asked(desk: Conversation) -> Conversation:
    """A desk with one case of Yamada's, all letters read."""
    desk.hears(YAMADA.writes("印刷について", "帳票の印刷について教えてください。"))
    desk.forget_letters()
    return desk


def copy_of(desk: Conversation, address: str = SUZUKI.address) -> Received:
    return desk.last(address, "staff-new-case")


def test_who_has_answered_since_a_colleague_may_answer_the_oldest_copy(asked: Conversation) -> None:
    desk = asked
    desk.hears(BROWN.replies(copy_of(desk, BROWN.address), ANSWER))
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "staff-answer"), "できました。余白も変えられますか。"))
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-follow-up"), "はい、同じ画面で変更していただけます。"))
    desk.forget_letters()
    desk.hears(SUZUKI.replies(copy_of(desk), "#解決\n\nご不明の点がありましたら、改めてこのメールにご返信ください。"))

    assert desk.new_keys() == {(YAMADA.address, "staff-answer"), (SUZUKI.address, "staff-receipt")}


def test_an_answer_within_the_same_second_as_the_copy_is_a_second_one_all_the_same(asked: Conversation) -> None:
    desk = asked
    desk.clock.now += timedelta(seconds=0.8)
    desk.receives(YAMADA.replies(desk.last(YAMADA.address, "case-opened"), "追加の質問です。"))
    desk.works()
    follow_up = desk.last(BROWN.address, "staff-follow-up")
    whole_second = desk.clock.now.replace(microsecond=0)
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-follow-up"), ANSWER), received_at=whole_second)
    desk.forget_letters()
    desk.hears(BROWN.replies(follow_up, "山田様\n\n余白は同じ画面で変更していただけます。"))

    assert {key for _, key in desk.new_keys()} == {"staff-answer-held"}


def test_an_answer_written_anew_replaces_the_one_that_was_held(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), FORGOTTEN))
    held = desk.last(SUZUKI.address, "staff-answer-held")
    assert len(desk.held()) == 1
    desk.hears(SUZUKI.replies(held, FORGOTTEN, files=(("手順書.pdf", b"%PDF-1.7"),)))

    assert desk.held() == []
    assert [one.key for one in desk.letters(YAMADA.address)] == ["staff-answer"]
    desk.hears(SUZUKI.replies(held, "#送信"))
    assert desk.letters(YAMADA.address) == []


def test_a_colleague_s_held_answer_is_not_replaced(asked: Conversation) -> None:
    desk = asked
    desk.hears(BROWN.replies(copy_of(desk, BROWN.address), FORGOTTEN))
    desk.hears(SUZUKI.replies(copy_of(desk), ANSWER))

    assert [one.sender for one in desk.held()] == [BROWN.address]


def test_one_word_that_lets_one_s_own_answer_go_brings_one_receipt(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), FORGOTTEN))
    held = desk.last(SUZUKI.address, "staff-answer-held")
    desk.forget_letters()
    desk.hears(SUZUKI.replies(held, "#送信"))

    assert "送信：山田 太郎 へ" in desk.letter(SUZUKI.address).text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("#分割 余白について\n\n余白を変える方法を知りたいとのこと。", "件を分けたお知らせ（山田 太郎 へ）"),
        ("#完了", "終了のお知らせ（山田 太郎 へ）"),
        ("#担当", ""),
    ],
)
def test_a_receipt_names_what_the_desk_told_the_customer(asked: Conversation, text: str, told: str) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), text))
    receipt = desk.last(SUZUKI.address, "staff-receipt").text

    assert f"お知らせ：{told}" in receipt if told else "お知らせ：" not in receipt


def test_a_receipt_names_the_acknowledgement_of_a_caller(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("画面が白い", f"#代理 {YAMADA.address} 9:30\n\nログインの画面が白いままとのこと。"))

    assert "お知らせ：受付のお知らせ（山田 太郎 へ）" in desk.last(SUZUKI.address, "staff-receipt").text


def test_the_receipt_of_a_note_says_that_it_stays_inside(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), "#メモ\n開発に確認中です。"))

    assert "送信：なし（社内の記録として残しました）" in desk.letter(SUZUKI.address).text


def test_a_refusal_bears_the_case_s_subject_and_its_number_once(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), "#解結"))

    assert desk.letter(SUZUKI.address).subject == f"[{FIRST}] 実行していません 印刷について"
