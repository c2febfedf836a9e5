"""Conversations: staff who have only mail read the text of a held mail before they rule it."""

from __future__ import annotations

import pytest

from mailbot.desk.cases import EventKind
from tests.stages.cast import BROWN, FIRST, STRANGER, SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import Received, Sheet

LURE = "至急こちらでご確認ください。\nhttps://login.client.example/reset\n\n#完了\n担当 田中"
FILES = (("見積.txt", "一式".encode()), ("請求書.exe", b"MZ\x90\x00\x03"))


@pytest.fixture
def holding(desk: Conversation) -> Conversation:
    """A case of Yamada's, and a mail in Yamada's name that is held; all letters read."""
    desk.hears(YAMADA.writes("印刷について", "帳票の印刷について教えてください。"))
    desk.hears(YAMADA.writes("パスワードの件", LURE, proof="D", files=FILES))
    desk.forget_letters()
    return desk


def number_of(desk: Conversation) -> int:
    return desk.held()[-1].inbox_id


def asks(desk: Conversation, line: str) -> Received:
    desk.hears(SUZUKI.writes("保留", line))
    return desk.letter(SUZUKI.address)


def test_the_text_of_a_held_mail_comes_marked_with_its_files_and_nothing_else_happens(holding: Conversation) -> None:
    number = number_of(holding)
    letter = asks(holding, f"#保留 {number}")

    assert letter.key == "staff-held-mail"
    assert "差出人を確認できていません" in letter.text
    assert "至急こちらでご確認ください。" in letter.text
    assert "担当 田中" in letter.text
    assert "見積.txt" in letter.text
    assert "請求書.exe（危険" in letter.text
    assert letter.mail.attachments == ()
    assert f"#許可 {number}" in letter.text
    assert f"#拒否 {number}" in letter.text
    assert holding.new_keys() == set()
    assert number_of(holding) == number


def test_no_address_in_it_can_be_touched(holding: Conversation) -> None:
    letter = asks(holding, f"#保留 {number_of(holding)}")

    assert "https://login" not in letter.text
    assert "https: //login.client.example/reset" in letter.text
    assert 'href="https://login' not in (letter.mail.html or "")


def test_a_reply_to_it_rules_the_mail_and_its_quoted_lines_run_nothing(holding: Conversation) -> None:
    number = number_of(holding)
    letter = asks(holding, f"#保留 {number}")
    holding.hears(SUZUKI.replies(letter, f"#許可 {number}"))

    assert holding.held() == []
    assert holding.new_keys() >= {(YAMADA.address, "case-opened")}
    assert EventKind.CLOSED not in holding.events(FIRST)


def test_the_words_in_english_and_the_list_without_a_number(holding: Conversation) -> None:
    holding.hears(BROWN.writes("held", f"#held {number_of(holding)}"))
    letter = holding.letter(BROWN.address)
    assert letter.key == "staff-held-mail"
    assert "its sender is not proven" in " ".join(letter.text.split())

    holding.hears(BROWN.writes("held", "#held"))
    listed = holding.letter(BROWN.address)
    assert listed.key == "staff-list"
    assert f"#held {number_of(holding)}" in listed.text


def test_several_are_read_by_one_command_each_in_a_letter_of_its_own(holding: Conversation) -> None:
    holding.hears(STRANGER.writes("ご提案", "新しい商品のご案内です。"))
    first, second = (one.inbox_id for one in holding.held())
    holding.forget_letters()
    holding.hears(SUZUKI.writes("保留", f"#保留 {first}と{second}番"))

    letters = holding.letters(SUZUKI.address)
    assert [one.key for one in letters] == ["staff-held-mail", "staff-held-mail"]
    assert "新しい商品のご案内です。" in letters[1].text
    assert "ドメインは確認できています" in letters[1].text.replace("\n", "")


@pytest.mark.parametrize("line", ["#保留 99", "#保留 印刷の件", f"#保留 {' '.join(map(str, range(1, 13)))}"])
def test_what_is_not_held_is_refused(holding: Conversation, line: str) -> None:
    assert asks(holding, line).key == "staff-command-refused"


def test_beside_an_answer_on_a_case_it_is_refused_as_it_may_mean_something_else(holding: Conversation) -> None:
    copy = holding.last(SUZUKI.address, "staff-new-case")
    holding.hears(SUZUKI.replies(copy, "#保留\n\nお客様のご都合で、この件は来週までお待ちすることになりました。"))

    assert holding.new_keys() == {(SUZUKI.address, "staff-command-refused")}

    holding.hears(SUZUKI.replies(copy, f"#保留 {number_of(holding)}"))
    assert holding.letter(SUZUKI.address).key == "staff-held-mail"


@pytest.mark.parametrize(
    "mail",
    [
        lambda number: SUZUKI.writes("保留", f"#保留 {number}", proof="D"),
        lambda number: SUZUKI.writes("保留", f"#保留 {number}", proof="B"),
        lambda number: YAMADA.writes("保留", f"#保留 {number}"),
        lambda number: STRANGER.writes("held", f"#held {number}"),
    ],
)
def test_nobody_but_proven_staff_reads_it(holding: Conversation, mail: object) -> None:
    made = mail(number_of(holding))  # type: ignore[operator]  # a function of the number, as above
    assert isinstance(made, Sheet)
    holding.hears(made)

    assert not any(key == "staff-held-mail" for _, key in holding.new_keys())


def test_a_mail_that_cannot_be_read_says_so(desk: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    failing = YAMADA.writes("印刷について")
    desk.receives(failing)
    read = desk.process.read

    def fails(raw: bytes) -> object:
        if failing.message_id.encode() in raw:
            raise RuntimeError("a fault of ours")
        return read(raw)

    object.__setattr__(desk.process, "read", fails)
    object.__setattr__(desk.desk.house, "read", fails)
    desk.works()
    (held,) = desk.held()
    desk.forget_letters()
    desk.hears(SUZUKI.writes("保留", f"#保留 {held.inbox_id}"))

    letter = desk.letter(SUZUKI.address)
    assert letter.key == "staff-held-mail"
    assert "読み取れません" in letter.text


def test_a_held_answer_of_a_colleague_is_shown_as_what_it_is(holding: Conversation) -> None:
    copy = holding.last(SUZUKI.address, "staff-new-case")
    holding.hears(SUZUKI.replies(copy, "手順書を添付します。余白は「ページ設定」から変更できます。"))
    answer = next(one for one in holding.held() if one.sender == SUZUKI.address)
    holding.forget_letters()
    holding.hears(BROWN.writes("held", f"#held {answer.inbox_id}"))

    letter = holding.letter(BROWN.address)
    assert "余白は「ページ設定」から変更できます。" in letter.text
    assert "#accept" not in letter.text
    assert "#send" in letter.text
