"""Conversations: what staff get of a customer's mail, and that nothing of it goes back to the customer (row D4)."""

from __future__ import annotations

import pytest

from mailbot.desk.cases import EventKind
from tests.stages.cast import SATO, SUZUKI, TANAKA, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import Received

ANSWER = "山田様\n\n印刷の画面で「用紙」から A5 をお選びください。"
SAID = "2026年11月30日 10:00、例示サポートさんのメール:"


@pytest.fixture
def asked(desk: Conversation) -> Conversation:
    """A desk with one case of Yamada's, all letters read."""
    desk.hears(YAMADA.writes("印刷について", "帳票の印刷について教えてください。"))
    desk.forget_letters()
    return desk


def copy_of(desk: Conversation) -> Received:
    return desk.last(SUZUKI.address, "staff-new-case")


def quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.strip().splitlines())


SHAPES = {
    "below": "{said}\n{quoted}\n\n{answer}\n鈴木",
    "between": "On Mon, Support wrote:\n{quoted}\n\n{answer}\n\n> 指示\n\n以上です。",
    "forwarded": "ご確認ください。お願いします。\n\n------- Forwarded message -------\nFrom: 佐藤\n\n{copy}",
    "nothing": "\n\n{said}\n{quoted}\n",
    "a signature": "\n-- \n鈴木\n\n-----Original Message-----\nFrom: 佐藤\nSent: Friday\nTo: x\nSubject: x\n\n{copy}",
    "a command below": "{said}\n{quoted}\n\n#解決\n",
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_the_internal_copy_never_goes_to_the_customer(asked: Conversation, shape: str) -> None:
    desk = asked
    copy = copy_of(desk)
    text = shape.format(said=SAID, quoted=quoted(copy.text), copy=copy.text, answer=ANSWER)
    desk.hears(SUZUKI.replies(copy).but(text=text))

    assert desk.new_keys() == {(SUZUKI.address, "staff-command-refused")}
    assert desk.events() == [EventKind.RECEIVED]
    assert "行より上" in desk.last(SUZUKI.address, "staff-command-refused").text.replace("\n", "") or shape in (
        SHAPES["forwarded"],
        SHAPES["a signature"],
    )


def test_a_mail_of_the_desk_is_no_file_for_the_customer(asked: Conversation) -> None:
    desk = asked
    files = (("copy.eml", copy_of(desk).letter.content), ("手順書.pdf", b"%PDF-1.7 steps"))
    desk.hears(SUZUKI.replies(copy_of(desk), ANSWER, files=files))

    letter = desk.last(YAMADA.address, "staff-answer")
    assert [one.name for one in letter.mail.attachments] == ["手順書.pdf"]
    assert "copy.eml" in desk.last(SUZUKI.address, "staff-receipt").text


def test_the_customer_s_files_reach_staff_but_for_dangerous_ones(desk: Conversation) -> None:
    files = (("画面.pdf", b"%PDF-1.7 screen"), ("tool.exe", b"MZ\x90\x00program"))
    desk.hears(YAMADA.writes("印刷について", files=files))

    copy = copy_of(desk)
    assert [one.name for one in copy.mail.attachments] == ["画面.pdf"]
    assert "tool.exe（危険" in copy.text.replace("\n", "")

    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "case-opened"), files=(("追加.pdf", b"%PDF-1.7 more"),)))
    assert [one.name for one in desk.last(SUZUKI.address, "staff-follow-up").mail.attachments] == ["追加.pdf"]


def test_files_that_are_too_large_are_named(desk: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mailbot.stages.files.MOST_BYTES", 20)
    files = (("a.pdf", b"%PDF-1.7 first"), ("b.pdf", b"%PDF-1.7 second"))
    desk.hears(YAMADA.writes("印刷について", files=files))

    assert [one.name for one in copy_of(desk).mail.attachments] == ["a.pdf"]
    assert "b.pdf（大きい" in copy_of(desk).text.replace("\n", "")


def test_staff_see_to_whom_their_words_go(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について", cc=(SATO.address,)))

    text = copy_of(desk).text
    assert "他1名へ送られます" in text.replace("\n", "")
    assert YAMADA.address in text
    assert SATO.address in text


def test_a_sender_without_proof_is_not_shown_as_the_client(asked: Conversation) -> None:
    desk = asked
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "case-opened"), proof="D"))

    copies = [one for one in desk.all_letters(SUZUKI.address) if one.key == "staff-follow-up"]
    for copy in copies:
        assert copy.mail.senders[0].name.startswith("yamada at client.example（未確認）")
    assert copies


def test_the_copies_of_known_people_carry_their_name(asked: Conversation) -> None:
    assert copy_of(asked).mail.senders[0].name.startswith(YAMADA.name)
    assert TANAKA.address not in copy_of(asked).text


def test_the_receipt_does_not_name_the_time_that_the_answer_keeps(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), f"#担当\n\n{ANSWER}"))

    receipt = desk.last(SUZUKI.address, "staff-receipt").text
    assert "送信：" in receipt
    assert "初回回答" not in receipt
