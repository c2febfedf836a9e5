"""Conversations: answers that wait are let go, replaced, dropped and dated as people expect."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mailbot.desk.cases import EventKind, Status
from tests.stages.cast import BROWN, DOE, SATO, SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import DESK, Person, Received

ADDRESS = 'address = "support@vendor.example"'
ANSWER = "山田様\n\n印刷の画面で「用紙」から A5 をお選びください。"
OTHER = "山田様\n\nドライバーを更新すると A5 が選べるようになります。"
FILE = "山田様\n\n手順書を添付します。ご覧ください。"
TO_YAMADA = (YAMADA.address, "staff-answer")
REFUSED = {(SUZUKI.address, "staff-command-refused")}


def begun(desk: Conversation) -> Conversation:
    desk.hears(YAMADA.writes("印刷について", "帳票の印刷について教えてください。"))
    desk.forget_letters()
    return desk


@pytest.fixture
def asked(desk: Conversation) -> Conversation:
    return begun(desk)


@pytest.fixture
def approving(make_desk: Callable[..., Conversation]) -> Conversation:
    return begun(make_desk((ADDRESS, f'{ADDRESS}\napprove = ["answers"]')))


@pytest.fixture
def delaying(make_desk: Callable[..., Conversation]) -> Conversation:
    return begun(make_desk((ADDRESS, f'{ADDRESS}\nrelay_delay = "10m"')))


def copy_of(desk: Conversation, address: str = SUZUKI.address) -> Received:
    return desk.last(address, "staff-new-case")


def held_of(desk: Conversation, address: str = SUZUKI.address) -> Received:
    return desk.last(address, "staff-answer-held")


def said(desk: Conversation, address: str, key: str) -> list[str]:
    return [one.text for one in desk.all_letters(address) if one.key == key]


def test_what_an_approved_answer_does_counts_from_its_approval(approving: Conversation) -> None:
    desk = approving
    desk.hears(SUZUKI.replies(copy_of(desk), f"#解決\n{ANSWER}"))
    desk.later(days=3)
    let_go = desk.clock()
    desk.hears(BROWN.replies(desk.last(BROWN.address, "staff-approval-wanted"), "#approve"))

    events = desk.store.history(desk.case().id).events
    assert {one.at for one in events if one.kind is EventKind.RESOLVED} == {let_go}


def test_letting_go_waives_what_was_told_and_nothing_that_came_up_since(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), FILE))
    desk.hears(BROWN.replies(copy_of(desk, BROWN.address), OTHER))
    desk.forget_letters()
    desk.hears(SUZUKI.replies(held_of(desk), "#送信"))

    assert TO_YAMADA not in desk.new_keys()
    assert desk.reasons() == ["second-answer"]
    assert "別の担当者が先に回答しています" in held_of(desk).text
    desk.forget_letters()
    desk.hears(SUZUKI.replies(held_of(desk), "#送信"))
    assert TO_YAMADA in desk.new_keys()


def test_an_approval_stays_given_where_another_has_answered_since(approving: Conversation) -> None:
    desk = approving
    desk.hears(SUZUKI.replies(copy_of(desk), ANSWER))
    wanted = desk.last(BROWN.address, "staff-approval-wanted")
    desk.hears(BROWN.replies(copy_of(desk, BROWN.address), OTHER))
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-approval-wanted"), "#承認"))
    desk.forget_letters()
    desk.hears(BROWN.replies(wanted, "#approve"))
    assert desk.reasons() == ["second-answer"]
    desk.hears(SUZUKI.replies(held_of(desk), "#送信"))

    assert TO_YAMADA in desk.new_keys()
    assert desk.held() == []


def test_who_approves_learns_what_was_waived(approving: Conversation) -> None:
    desk = approving
    desk.hears(DOE.writes("Login", "cannot log in"))
    first = next(one for one in desk.all_letters(SUZUKI.address) if one.key == "staff-new-case")
    desk.hears(SUZUKI.replies(first, "山田様\n\nOverseas 様でも同じ現象です。"))
    desk.hears(SUZUKI.replies(held_of(desk), "#送信"))

    (wanted,) = said(desk, BROWN.address, "staff-approval-wanted")
    assert "Let go in spite of this: it may hold what is not for this customer" in wanted


@pytest.mark.parametrize("word", ["#回答待ち", "#解決"])
def test_an_answer_let_go_after_the_customer_has_written_leaves_the_case_open(asked: Conversation, word: str) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), f"{word}\n{FILE}"))
    desk.later(hours=1)
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "case-opened"), "別の症状になりました。"))
    desk.forget_letters()
    desk.hears(SUZUKI.replies(held_of(desk), "#送信"))

    assert desk.status() is Status.OPEN
    assert TO_YAMADA in desk.new_keys()
    assert "お客様からメールが届いたため" in desk.last(SUZUKI.address, "staff-receipt").text


def test_a_new_answer_takes_the_place_of_the_held_one_and_says_so(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), FILE))
    desk.forget_letters()
    desk.hears(SUZUKI.replies(held_of(desk), ANSWER))

    assert desk.held() == []
    assert TO_YAMADA in desk.new_keys()
    assert "前の回答は取りやめました" in desk.last(SUZUKI.address, "staff-receipt").text


def test_a_new_answer_that_is_held_too_replaces_the_first(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), FILE))
    desk.hears(SUZUKI.replies(held_of(desk), "山田様\n\n新しい手順書を添付します。ご確認ください。"))

    assert len(desk.held()) == 1
    assert "前の回答は取りやめました" in held_of(desk).text
    desk.hears(SUZUKI.replies(held_of(desk), "#送信"))
    assert "新しい手順書" in desk.last(YAMADA.address, "staff-answer").text


@pytest.mark.parametrize("line", ["#完了", "#解決", "#統合 INC-000002"])
def test_no_case_ends_while_an_answer_waits(asked: Conversation, line: str) -> None:
    desk = asked
    desk.hears(SATO.writes("別件", "別の話です。"))
    first = next(one for one in desk.all_letters(SUZUKI.address) if one.key == "staff-new-case")
    desk.hears(BROWN.replies(first, FILE))
    desk.forget_letters()
    desk.hears(SUZUKI.replies(first, line))

    assert desk.new_keys() == REFUSED
    assert "まだ送られずに残っています" in desk.last(SUZUKI.address, "staff-command-refused").text
    assert not desk.status().is_final


def test_no_case_ends_while_another_s_answer_is_in_its_delay(delaying: Conversation) -> None:
    desk = delaying
    desk.hears(BROWN.replies(copy_of(desk, BROWN.address), OTHER))
    desk.forget_letters()
    desk.hears(SUZUKI.replies(copy_of(desk), "#完了"))
    assert desk.new_keys() == REFUSED

    desk.later(minutes=11)
    desk.works()
    desk.hears(SUZUKI.replies(copy_of(desk), "#完了"))
    assert desk.status() is Status.CLOSED


def test_the_second_answer_goes_once_the_first_is_taken_back(delaying: Conversation) -> None:
    desk = delaying
    desk.hears(SUZUKI.replies(copy_of(desk), f"#担当\n{ANSWER}"))
    desk.hears(BROWN.replies(copy_of(desk, BROWN.address), OTHER))
    assert desk.reasons() == ["second-answer"]
    desk.forget_letters()
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-receipt"), "#取消"))

    assert desk.held() == []
    assert (BROWN.address, "staff-receipt") in desk.new_keys()
    desk.later(minutes=11)
    desk.works()
    assert ["ドライバー" in one for one in said(desk, YAMADA.address, "staff-answer")] == [True]


MEIER = Person("meier@vendor.example", "Max Meier")
"""A third member of staff, where two answers wait for somebody else's word."""


@pytest.fixture
def three(make_desk: Callable[..., Conversation]) -> Conversation:
    third = f'[[staff]]\nname = "{MEIER.name}"\nhandle = "meier"\naddresses = ["{MEIER.address}"]\nlanguage = "en"\n\n'
    first = '[[staff]]\nname = "Sam Brown"'
    return begun(make_desk((ADDRESS, f'{ADDRESS}\napprove = ["answers"]'), (first, third + first)))


def two_wait(desk: Conversation) -> tuple[Received, Received]:
    desk.hears(SUZUKI.replies(copy_of(desk), ANSWER))
    first = desk.last(BROWN.address, "staff-approval-wanted")
    desk.hears(MEIER.replies(copy_of(desk, MEIER.address), OTHER))
    return first, desk.last(BROWN.address, "staff-approval-wanted")


@pytest.mark.parametrize("word", ["", "#解決\n"])
def test_an_answer_written_anew_takes_the_place_of_one_that_waits_for_approval(
    approving: Conversation, word: str
) -> None:
    desk = approving
    desk.hears(SUZUKI.replies(copy_of(desk), f"#解決\n{ANSWER}"))
    first = desk.last(BROWN.address, "staff-approval-wanted")
    desk.forget_letters()
    desk.hears(SUZUKI.replies(copy_of(desk), f"{word}{OTHER}"))

    assert len(desk.held()) == 1
    assert "前の回答は取りやめました" in held_of(desk).text
    second = desk.last(BROWN.address, "staff-approval-wanted")
    assert "the earlier one that was held has been dropped" in " ".join(second.text.split())
    desk.forget_letters()
    desk.hears(BROWN.replies(first, "#approve"))
    assert desk.new_keys() == {(BROWN.address, "staff-command-refused")}
    desk.hears(BROWN.replies(second, "#approve"))
    assert "ドライバー" in desk.last(YAMADA.address, "staff-answer").text
    assert desk.status() is (Status.RESOLVED if word else Status.ANSWERED)


def test_a_mail_to_a_stranger_takes_the_place_of_no_answer(approving: Conversation) -> None:
    desk = approving
    desk.hears(SUZUKI.replies(copy_of(desk), ANSWER))
    desk.hears(SUZUKI.replies(copy_of(desk), OTHER, to=("x@stranger.example",), cc=(DESK,)))

    assert len(desk.held()) == 2


def test_a_reply_to_the_letter_of_one_answer_means_that_one(three: Conversation) -> None:
    first, second = two_wait(three)
    three.hears(BROWN.replies(second, "#approve"))
    assert "ドライバー" in three.last(YAMADA.address, "staff-answer").text
    three.forget_letters()
    three.hears(BROWN.replies(second, "#approve"))
    assert three.new_keys() == {(BROWN.address, "staff-command-refused")}
    three.hears(BROWN.replies(first, "#approve"))
    assert three.reasons() == ["second-answer"]


@pytest.mark.parametrize("spelt", ["{}番", "No.{}", "#{}", "番号{}"])
def test_the_number_is_read_in_any_everyday_spelling(three: Conversation, spelt: str) -> None:
    two_wait(three)
    number = three.held()[0].inbox_id
    three.hears(BROWN.replies(copy_of(three, BROWN.address), f"#approve {spelt.format(number)}"))

    assert len(three.held()) == 1


def test_a_note_taken_back_counts_for_nothing_and_says_so(asked: Conversation) -> None:
    desk = asked
    line = "印刷の画面で「用紙」から A5 をお選びいただくよう案内する予定です。"
    desk.hears(SUZUKI.replies(copy_of(desk), f"#メモ\n{line}"))
    desk.hears(SUZUKI.replies(copy_of(desk), "#取消"))
    desk.hears(SUZUKI.replies(copy_of(desk), "#表示"))
    assert "取り消し済み" in desk.last(SUZUKI.address, "staff-record").text
    desk.forget_letters()
    desk.hears(SUZUKI.replies(copy_of(desk), f"山田様\n\n{line}"))

    assert TO_YAMADA in desk.new_keys()


def test_each_answer_within_its_delay_can_be_taken_back(delaying: Conversation) -> None:
    desk = delaying
    desk.hears(SUZUKI.replies(copy_of(desk), ANSWER))
    first = desk.last(SUZUKI.address, "staff-receipt")
    desk.hears(SUZUKI.replies(copy_of(desk), OTHER))
    desk.hears(SUZUKI.replies(first, "#取消"))
    desk.later(minutes=11)
    desk.works()

    assert ["ドライバー" in one for one in said(desk, YAMADA.address, "staff-answer")] == [True]


def test_a_second_undo_takes_the_answer_before_back(delaying: Conversation) -> None:
    desk = delaying
    desk.hears(SUZUKI.replies(copy_of(desk), ANSWER))
    desk.hears(SUZUKI.replies(copy_of(desk), OTHER))
    desk.hears(SUZUKI.replies(copy_of(desk), "#取消"))
    desk.hears(SUZUKI.replies(copy_of(desk), "#取消"))
    desk.later(minutes=11)
    desk.works()

    assert said(desk, YAMADA.address, "staff-answer") == []


def test_the_last_word_on_a_closed_case_with_a_held_answer_is_told(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), FILE))
    case = desk.case()
    with desk.store.unit(desk.clock()) as unit:
        unit.set_status(case.id, Status.CLOSED, desk.clock())
    desk.forget_letters()
    desk.hears(SUZUKI.replies(held_of(desk), "#送信"))
    assert "#取消" in desk.last(SUZUKI.address, "staff-command-refused").text
    desk.hears(SUZUKI.replies(held_of(desk), "#取消"))
    assert desk.held() == []
