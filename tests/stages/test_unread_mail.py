"""A mail that cannot be read is held, reaches staff as a file beside the letter, and can be run again (rows G3, G5)."""

from __future__ import annotations

from mailbot.mail.reading import attachment_bytes
from tests.stages.cast import SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import Received

DEEP = (
    b"From: yamada@client.example\r\nTo: support@vendor.example\r\nSubject: deep\r\n"
    + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(40))
    + b"\r\nx\r\n"
)


def letter_to_staff(desk: Conversation) -> Received:
    [letter] = [one for one in desk.letters(SUZUKI.address) if one.key == "staff-held-list"]
    return letter


def test_staff_get_a_mail_that_cannot_be_read_as_a_file(desk: Conversation) -> None:
    desk.hears(DEEP)

    assert desk.reasons() == ["unreadable"]
    received = letter_to_staff(desk)
    [file] = received.mail.attachments
    assert file.name == f"message-{desk.held()[0].inbox_id}.eml"
    assert attachment_bytes(received.letter.content, file.index) == DEEP


def test_a_held_mail_that_was_read_is_no_file(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("振込先の変更", proof="D"))

    assert letter_to_staff(desk).mail.attachments == ()


def test_an_unread_mail_can_be_run_again(desk: Conversation) -> None:
    desk.hears(DEEP)
    [held] = desk.held()

    assert desk.store.retry(held.inbox_id)
    assert desk.held() == []
    desk.works()
    assert desk.reasons() == ["unreadable"]
