"""Conversations: mails of staff that went past the desk, to the customer or to a stranger, with the desk in copy."""

from __future__ import annotations

import pytest

from mailbot.desk.cases import EventKind, Status
from tests.stages.cast import BROWN, FIRST, PARTNER, SATO, STRANGER, SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import DESK, Received, Sheet

ANSWER = "山田様\n\n印刷の画面で「用紙」から A5 をお選びください。"
TO_ENGINEER = "お世話になっております。下記の件、御社の部品の不具合ではないでしょうか。ご確認をお願いいたします。"
HELD = {(SUZUKI.address, "staff-answer-held")}
REFUSED = {(SUZUKI.address, "staff-command-refused")}
RECEIPT = {(SUZUKI.address, "staff-receipt")}


@pytest.fixture
def asked(desk: Conversation) -> Conversation:
    """A desk with one case of Yamada's, all letters read."""
    desk.hears(YAMADA.writes("印刷について", "質問1です。\n質問2です。"))
    desk.forget_letters()
    return desk


def copy_of(desk: Conversation) -> Received:
    return desk.last(SUZUKI.address, "staff-new-case")


def flat(letter: Received) -> str:
    return letter.text.replace("\n", "")


def directly(text: str, **more: object) -> Sheet:
    """Suzuki's mail to the customer; the desk stands in Cc unless told otherwise."""
    return SUZUKI.writes(f"Re: [{FIRST}] 印刷について", text, to=(YAMADA.address,), cc=(DESK,)).but(**more)


@pytest.mark.parametrize("cc", [(DESK,), ()])
def test_a_refusal_of_what_the_customer_has_already_says_so(asked: Conversation, cc: tuple[str, ...]) -> None:
    asked.hears(directly(f"#優先度 最高\n\n{ANSWER}", cc=cc))

    assert asked.new_keys() == REFUSED
    letter = asked.last(SUZUKI.address, "staff-command-refused")
    assert "お客様にも何も送っていません" not in flat(letter)
    assert "あなたのメールは 山田 太郎 に直接届いています。取り消せません" in flat(letter)
    assert "お客様を宛先から外して" in flat(letter)
    assert "#優先度 最高" in letter.text
    assert EventKind.REPLY not in asked.events()


def test_it_says_so_in_english_and_where_the_internal_copy_went_along(asked: Conversation) -> None:
    copy = asked.last(BROWN.address, "staff-new-case")
    asked.hears(BROWN.replies(copy, f"#priority highest\n\n{ANSWER}", to=(YAMADA.address,), cc=(DESK,)))

    text = " ".join(asked.last(BROWN.address, "staff-command-refused").text.split())
    assert "The desk sent nothing, but 山田 太郎 had your mail directly from you" in text
    assert "text from a copy meant for staff" in text
    assert "Nothing was sent to the customer either" not in text


def test_a_refusal_of_a_mail_to_the_desk_says_what_it_said_before(asked: Conversation) -> None:
    asked.hears(SUZUKI.replies(copy_of(asked), f"#優先度 最高\n\n{ANSWER}"))

    assert "お客様にも何も送っていません" in flat(asked.last(SUZUKI.address, "staff-command-refused"))


def test_an_answer_that_some_have_and_that_is_held_for_the_others_says_who_has_it(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について", "印刷できません。", cc=(SATO.address,)))
    desk.forget_letters()
    desk.hears(directly(f"{ANSWER}\n手順書を添付します。"))

    assert desk.new_keys() == HELD
    text = flat(desk.last(SUZUKI.address, "staff-answer-held"))
    assert "山田 太郎 にはあなたから直接届いていますが、ほかの方にはまだ送っていません" in text
    assert "お客様にはまだ送っていません" not in text


@pytest.mark.parametrize("text", ["#メモ\n料金の件は部長に相談中。", "#担当"])
def test_a_note_or_commands_that_went_to_the_customer_too_are_told(asked: Conversation, text: str) -> None:
    asked.hears(directly(text))

    assert asked.new_keys() == RECEIPT
    assert "山田 太郎 に直接届いています" in flat(asked.last(SUZUKI.address, "staff-receipt"))


@pytest.mark.parametrize(
    ("to", "cc"),
    [
        ((STRANGER.address,), ()),
        ((STRANGER.address,), (DESK,)),
        ((STRANGER.address, "engineer@stranger.example"), ()),
        ((STRANGER.address,), ("boss@stranger.example",)),
        ((PARTNER.address,), ()),
    ],
)
def test_a_mail_to_a_stranger_with_the_desk_in_bcc_goes_to_nobody(
    asked: Conversation, to: tuple[str, ...], cc: tuple[str, ...]
) -> None:
    asked.hears(SUZUKI.replies(copy_of(asked), TO_ENGINEER, to=to, cc=cc))

    assert asked.new_keys() == HELD
    assert asked.reasons() == ["to-stranger"]
    letter = asked.last(SUZUKI.address, "staff-answer-held")
    assert to[0] in letter.text
    assert "この件の関係者でない方への連絡" in flat(letter)
    assert asked.status() is Status.NEW

    asked.hears(SUZUKI.replies(letter, "#取消"))
    assert asked.held() == []
    assert (YAMADA.address, "staff-answer") not in asked.new_keys()


def test_by_the_writer_s_word_it_goes_to_the_customer_after_all(asked: Conversation) -> None:
    asked.hears(SUZUKI.replies(copy_of(asked), ANSWER, to=("yamada@new-name.example",)))
    held = asked.last(SUZUKI.address, "staff-answer-held")
    asked.forget_letters()
    asked.hears(SUZUKI.replies(held, "#送信"))

    assert (YAMADA.address, "staff-answer") in asked.new_keys()
    assert asked.status() is Status.ANSWERED


def test_a_note_to_a_stranger_is_kept_and_commands_run(asked: Conversation) -> None:
    asked.hears(SUZUKI.replies(copy_of(asked), f"#メモ\n{TO_ENGINEER}", to=(STRANGER.address,)))
    asked.hears(SUZUKI.replies(copy_of(asked), "#担当", to=(STRANGER.address,)))

    assert asked.new_keys() == RECEIPT
    assert asked.held() == []
    assert EventKind.NOTE in asked.events()
    assert asked.case().assignee == "suzuki"


def test_an_answer_to_the_desk_with_a_stranger_in_copy_goes_out_as_ever(asked: Conversation) -> None:
    asked.hears(SUZUKI.replies(copy_of(asked), ANSWER, cc=(STRANGER.address,)))

    assert asked.new_keys() == {(YAMADA.address, "staff-answer")}


def test_without_a_case_it_is_answered_and_goes_to_nobody(asked: Conversation) -> None:
    asked.hears(SUZUKI.writes("部品について", TO_ENGINEER, to=(STRANGER.address,)))

    assert asked.new_keys() == REFUSED


def test_a_contact_in_the_mail_had_it_without_a_case_too(asked: Conversation) -> None:
    asked.hears(SUZUKI.writes("ご挨拶", "山田様\n\n担当の鈴木です。", to=(YAMADA.address,), cc=(DESK,)))

    assert asked.new_keys() == REFUSED
    letter = asked.last(SUZUKI.address, "staff-command-refused")
    assert "お客様にも何も送っていません" not in flat(letter)
    assert "あなたのメールは 山田 太郎 に直接届いています。取り消せません" in flat(letter)


def test_a_contact_who_takes_no_part_in_the_closed_case_had_it(asked: Conversation) -> None:
    asked.hears(SUZUKI.replies(copy_of(asked), f"#完了\n{ANSWER}"))
    asked.forget_letters()
    asked.hears(directly("佐藤様\n\nA5 をお選びください。よろしくお願いします。", to=(SATO.address,)))

    assert asked.new_keys() == REFUSED
    assert "佐藤 次郎 に直接届いています" in flat(asked.last(SUZUKI.address, "staff-command-refused"))


def test_a_mail_to_colleagues_without_a_case_went_to_no_customer(asked: Conversation) -> None:
    asked.hears(SUZUKI.writes("共有", "打ち合わせの件です。", to=(BROWN.address,), cc=(DESK,)))

    assert "直接届いています" not in flat(asked.last(SUZUKI.address, "staff-command-refused"))
