"""Conversations: an answer is taken back while it waits, and commands for a while after they ran."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mailbot.desk.cases import EventKind, Status
from mailbot.desk.records import Delivery, DueLetter, Sent
from tests.stages.cast import BROWN, FIRST, PARTNER, SATO, SUZUKI, YAMADA
from tests.stages.conversation import Conversation, Postman
from tests.stages.mail_clients import Received

ANSWER = "山田様\n\n印刷の画面で「用紙」から A5 をお選びください。"
ADDRESS = 'address = "support@vendor.example"'
RECEIPT = {(SUZUKI.address, "staff-receipt")}
REFUSED = {(SUZUKI.address, "staff-command-refused")}


@pytest.fixture
def slow(make_desk: Callable[..., Conversation]) -> Conversation:
    """A desk that keeps answers for five minutes, with one case of Yamada's, all letters read."""
    desk = make_desk((ADDRESS, f'{ADDRESS}\nrelay_delay = "5m"'))
    desk.hears(YAMADA.writes("印刷について", "帳票の印刷について教えてください。"))
    desk.forget_letters()
    return desk


@pytest.fixture
def asked(desk: Conversation) -> Conversation:
    """The same, where answers leave at once."""
    desk.hears(YAMADA.writes("印刷について", "帳票の印刷について教えてください。"))
    desk.forget_letters()
    return desk


def copy_of(desk: Conversation, address: str = SUZUKI.address) -> Received:
    return desk.last(address, "staff-new-case")


def undoes(desk: Conversation) -> Received:
    """Suzuki takes back what she did last; what she gets."""
    desk.forget_letters()
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-receipt"), "#取消"))
    return desk.letter(SUZUKI.address)


def test_an_answer_waits_for_the_delay_and_the_receipt_says_until_when(slow: Conversation) -> None:
    desk = slow
    desk.hears(SUZUKI.replies(copy_of(desk), ANSWER))
    assert desk.new_keys() == RECEIPT
    receipt = desk.last(SUZUKI.address, "staff-receipt").text
    assert "10:06 までに #取消" in receipt

    desk.later(minutes=5)
    desk.works()
    assert desk.new_keys() == {(YAMADA.address, "staff-answer")}
    assert desk.events()[-1] is EventKind.REPLY


def test_an_answer_is_taken_back_with_all_that_its_commands_did(slow: Conversation) -> None:
    desk = slow
    before = desk.case()
    desk.hears(SUZUKI.replies(copy_of(desk), f"#担当\n#優先度 緊急\n#回答待ち\n\n{ANSWER}"))
    assert (desk.status(), desk.case().assignee, desk.case().priority) == (Status.WAITING, "suzuki", "urgent")

    receipt = undoes(desk)
    assert receipt.key == "staff-receipt"
    assert "取り消しました" in receipt.text
    assert desk.case() == before
    assert desk.events() == [EventKind.RECEIVED, EventKind.UNDONE]
    desk.later(hours=1)
    desk.works()
    assert [one.key for one in desk.all_letters(YAMADA.address)] == ["case-opened"]


def test_the_history_keeps_what_was_taken_back(slow: Conversation) -> None:
    desk = slow
    desk.hears(SUZUKI.replies(copy_of(desk), ANSWER))
    undoes(desk)
    kinds = [event.kind for event in desk.store.history(desk.case().id).events]
    assert kinds == [EventKind.RECEIVED, EventKind.STARTED, EventKind.UNDONE]


def test_a_corrected_answer_leaves_after_the_first_was_taken_back(slow: Conversation) -> None:
    desk = slow
    desk.hears(SUZUKI.replies(copy_of(desk), ANSWER))
    undoes(desk)
    desk.hears(SUZUKI.replies(copy_of(desk), ANSWER.replace("A5", "A4")))
    desk.later(minutes=5)
    desk.works()

    answers = [one for one in desk.all_letters(YAMADA.address) if one.key == "staff-answer"]
    assert ["A4" in one.text for one in answers] == [True]
    assert desk.status() is Status.ANSWERED


def test_an_answer_taken_back_is_no_first_answer_for_a_colleague(slow: Conversation) -> None:
    desk = slow
    desk.hears(SUZUKI.replies(copy_of(desk), ANSWER))
    undoes(desk)
    desk.hears(BROWN.replies(copy_of(desk, BROWN.address), "山田様\n\nドライバーを更新してください。"))
    assert desk.held() == []


def test_twice_is_refused(slow: Conversation) -> None:
    desk = slow
    desk.hears(SUZUKI.replies(copy_of(desk), ANSWER))
    undoes(desk)
    assert "すでに取り消しています" in undoes(desk).text


def test_another_member_s_answer_is_not_taken_back(slow: Conversation) -> None:
    desk = slow
    desk.hears(SUZUKI.replies(copy_of(desk), ANSWER))
    desk.forget_letters()
    desk.hears(BROWN.replies(copy_of(desk, BROWN.address), "#undo"))
    assert "another member" in desk.letter(BROWN.address).text
    desk.later(minutes=5)
    desk.works()
    assert desk.letter(YAMADA.address).key == "staff-answer"


def test_an_answer_that_has_left_is_not_recalled(slow: Conversation) -> None:
    desk = slow
    desk.hears(SUZUKI.replies(copy_of(desk), ANSWER))
    desk.later(minutes=10)
    desk.works()
    assert "すでに送信しました" in undoes(desk).text
    assert desk.status() is Status.ANSWERED


def test_what_has_left_in_part_stays_and_the_rest_is_withdrawn(
    slow: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = slow
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "case-opened"), "佐藤も加えます。", cc=(SATO.address,)))
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-follow-up"), ANSWER))
    desk.later(minutes=5)
    send = Postman.send

    def only_to_yamada(self: Postman, letter: DueLetter) -> Delivery:
        if letter.recipient == SATO.address:
            return Delivery(ending=Sent.LATER, words="451 later")
        return send(self, letter)

    monkeypatch.setattr(Postman, "send", only_to_yamada)
    desk.works()
    receipt = undoes(desk)
    assert receipt.key == "staff-receipt"
    assert "yamada@client.example" in receipt.text
    assert desk.status() is Status.ANSWERED
    monkeypatch.setattr(Postman, "send", send)
    desk.later(hours=2)
    desk.works()
    assert [one.key for one in desk.all_letters(SATO.address) if one.key == "staff-answer"] == []


def test_a_customer_s_mail_in_between_does_not_keep_the_answer_from_being_withdrawn(slow: Conversation) -> None:
    desk = slow
    desk.hears(SUZUKI.replies(copy_of(desk), f"#担当\n\n{ANSWER}"))
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "case-opened"), "補足です。A4でも起きます。"))
    undoes(desk)

    assert (desk.status(), desk.case().assignee) == (Status.OPEN, "")
    desk.later(hours=1)
    desk.works()
    assert [one.key for one in desk.all_letters(YAMADA.address) if one.key == "staff-answer"] == []


def test_commands_alone_are_taken_back_for_ten_minutes(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), "#区分 障害\n#担当 brown"))
    assert "#取消" in desk.last(SUZUKI.address, "staff-receipt").text
    undoes(desk)
    assert (desk.case().category, desk.case().assignee) == ("question", "")

    desk.hears(SUZUKI.replies(copy_of(desk), "#区分 障害"))
    desk.later(minutes=15)
    assert "過ぎています" in undoes(desk).text
    assert desk.case().category == "fault"


def test_commands_are_not_taken_back_once_something_else_has_happened(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), "#区分 障害"))
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "case-opened"), "補足です。"))
    assert "別の動き" in undoes(desk).text
    assert desk.case().category == "fault"


def test_commands_that_told_the_customer_are_not_taken_back(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), "#完了"))
    assert "#取消" not in desk.last(SUZUKI.address, "staff-receipt").text
    assert "すでに送信しました" in undoes(desk).text
    assert desk.status() is Status.CLOSED


def test_a_person_who_was_let_in_is_left_out_again(asked: Conversation) -> None:
    desk = asked
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "case-opened"), "同席します。", cc=(PARTNER.address,)))
    desk.hears(SUZUKI.replies(copy_of(desk), f"#参加 {PARTNER.address}"))
    assert [one.gets_mail for one in desk.case().participants] == [True, True]
    undoes(desk)
    assert [one.gets_mail for one in desk.case().participants] == [True, False]


def test_only_the_newest_is_taken_back_and_a_note_is_one(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), "#区分 障害"))
    desk.hears(SUZUKI.replies(copy_of(desk), "#メモ 開発に確認中"))
    undoes(desk)
    assert desk.case().category == "fault"
    assert EventKind.NOTE not in desk.events()


def test_without_a_case_or_anything_done_nothing_is_taken_back(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.writes("取り消したい", "#取消"))
    assert desk.new_keys() == REFUSED
    desk.hears(SUZUKI.writes(f"Re: [{FIRST}] 印刷について", "#取消"))
    assert desk.new_keys() == REFUSED


def test_an_answer_that_left_at_once_is_not_recalled(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), f"#解決\n\n{ANSWER}"))
    assert "#取消" not in desk.last(SUZUKI.address, "staff-receipt").text
    assert "すでに送信しました" in undoes(desk).text
    assert desk.status() is Status.RESOLVED
