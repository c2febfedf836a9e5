"""Mails whose parts and encodings are not as they say: read as far as they go, and what was found is said."""

from __future__ import annotations

import base64

import pytest

from mailbot.desk.mail import InboundMail, Nature
from mailbot.mail.limits import Limits
from mailbot.mail.parts import TooDeep, grow
from mailbot.mail.reading import attachment_bytes, read
from mailbot.mail.transfer import behind_base64, undo

HEAD = b"From: a@client.example\r\nSubject: x\r\n"
LONG = base64.encodebytes(b"a text that is long enough for a whole line, " * 3)


def mail_of(raw: bytes) -> InboundMail:
    mail = read(raw)
    assert isinstance(mail, InboundMail)
    return mail


def coded(inner: bytes, boundary: bytes) -> bytes:
    """A multipart that is itself in base64."""
    body = base64.encodebytes(b"--" + boundary + b"\r\n" + inner + b"\r\n--" + boundary + b"--\r\n")
    head = b"Content-Type: multipart/mixed; boundary=" + boundary
    return head + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + body


def test_a_file_in_a_multipart_in_base64_can_be_taken_out() -> None:
    raw = HEAD + coded(b"Content-Disposition: attachment; filename=a.txt\r\n\r\nhello", b"part")

    mail = mail_of(raw)

    assert [file.name for file in mail.attachments] == ["a.txt"]
    assert attachment_bytes(raw, mail.attachments[0].index) == b"hello"


def test_multiparts_in_base64_in_one_another_count_as_depth() -> None:
    nested = b"Content-Type: text/plain\r\n\r\nhello"
    for number in range(4):
        nested = coded(nested, b"b%d" % number)

    assert grow(HEAD + nested).root.walk()[-1].type == "text/plain"
    with pytest.raises(TooDeep, match="3 deep"):
        grow(HEAD + nested, limits=Limits(depth=3))


def test_a_multipart_in_base64_without_parts_is_text() -> None:
    head = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: base64\r\n\r\n"

    mail = mail_of(head + base64.encodebytes(b"only words"))

    assert mail.text == "only words"
    assert mail.problems == ("a multipart without its boundary: read as text",)


def test_a_file_of_a_mail_with_old_line_ends_can_be_taken_out() -> None:
    lines = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n--b\r\n"
    lines += b"Content-Disposition: attachment; filename=a.txt\r\n\r\none\r\ntwo\r\n--b--\r\n"
    raw = lines.replace(b"\r\n", b"\r")

    mail = mail_of(raw)

    assert (mail.subject, mail.text) == ("x", "hello")
    assert attachment_bytes(raw, mail.attachments[0].index) == b"one\ntwo"


@pytest.mark.parametrize(
    ("octets", "left"),
    [
        (LONG, b""),
        (LONG + b"-- \r\nlist footer\r\n", b"-- \r\nlist footer\r\n"),
        (b"noise!\r\n" + LONG, b""),
        (b"YWJj\r\n-- \r\nfooter\r\n", b""),
        (LONG + b"noise!\r\n" + LONG + b"a footer\r\nline", b"a footer\r\nline"),
    ],
)
def test_plain_words_behind_base64_are_found(octets: bytes, left: bytes) -> None:
    assert behind_base64(octets) == left


@pytest.mark.parametrize(
    ("octets", "encoding", "text"),
    [
        (b"Hello there, friend.\r\nBye", "base64", b"Hello there, friend.\r\nBye"),
        (LONG + b"-- \r\nFOOT\r\n", "base64", b"a text that is long enough for a whole line, " * 3),
        (b"YWJj", "base64 (a comment)", b"abc"),
    ],
)
def test_base64_is_undone_only_where_it_is_some(octets: bytes, encoding: str, text: bytes) -> None:
    assert undo(octets, encoding)[0] == text


@pytest.mark.parametrize(
    ("subject", "text", "sender", "nature"),
    [
        ("failure notice", "What is this? 550 5.1.1 user unknown", "taro", Nature.HUMAN),
        ("failure notice", "550 5.1.1 user unknown", "mailer-daemon", Nature.BOUNCE),
        ("Undeliverable: x", "Hi,\n\nYour message could not be delivered to x@y.example", "taro", Nature.HUMAN),
        ("Undeliverable: x", "Your message could not be delivered to x@y.example", "taro", Nature.BOUNCE),
        ("Undeliverable: x", "----\nThis mail could not be delivered to x@y.example", "taro", Nature.BOUNCE),
        ("Read: x", "Your message\n\nTo: a\n\nwas read on Monday", "taro", Nature.RECEIPT),
        ("Read: x", "What was read on Monday in your message?", "taro", Nature.HUMAN),
    ],
)
def test_words_of_servers_count_where_servers_speak(subject: str, text: str, sender: str, nature: Nature) -> None:
    raw = f"Return-Path: <{sender}@client.example>\r\nFrom: {sender}@client.example\r\nSubject: {subject}\r\n\r\n{text}"

    assert mail_of(raw.encode()).nature is nature
