"""The reader is total, bounded and says what it cut (rows G3, G5; REALITIES 81)."""

from __future__ import annotations

import email.message
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.cli.read import read_as_json, read_as_text
from mailbot.desk.mail import InboundMail, Unreadable
from mailbot.desk.proof import Level, Proof
from mailbot.mail import reading
from mailbot.mail.limits import Limits
from mailbot.mail.reading import read

HEAD = b"From: a@client.example\r\nTo: s@vendor.example\r\nSubject: x\r\n"
TEXT = HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
PAGE = HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
SECURE = HEAD + b"Content-Type: application/pkcs7-mime\r\n\r\n"
OUTLOOK = HEAD + b"Content-Type: application/ms-tnef\r\n\r\n\x78\x9f\x3e\x22\x01\x00"
CALENDAR = HEAD + b"Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"
DAEMON = b"Return-Path: <>\r\nFrom: MAILER-DAEMON@x.example\r\nSubject: failure notice\r\n\r\n"
MONSTERS: dict[str, Callable[[int], bytes]] = {
    "encoded words": lambda n: b"Subject: " + b"=?a?q?x" * n + b"?=\r\nFrom: a@b.example\r\n\r\nx",
    "quotes in From": lambda n: b"From: " + b'"a' * n + b"\r\n\r\nx",
    "parentheses in From": lambda n: b"From: " + b"(" * n + b"\r\n\r\nx",
    "at signs in a name": lambda n: b'From: "' + b"a@" * n + b'" <a@b.example>\r\n\r\nx',
    "parameters": lambda n: HEAD + b"Content-Type: text/plain" + b"; a=b" * n + b"\r\n\r\nx",
    "semicolons": lambda n: HEAD + b"Content-Type: text/plain" + b";" * n + b"\r\n\r\nx",
    "parts": lambda n: MIXED + b"--b\r\n\r\nx\r\n" * n,
    "false boundaries": lambda n: MIXED + b"--c\r\n" * n,
    "quote marks": lambda n: TEXT + b"> x\n" * n,
    "starts of attributions": lambda n: TEXT + b"On Monday I did this\n" * n,
    "header lines": lambda n: TEXT + b"x\n" + b"From: a\n" * n,
    "dashes": lambda n: TEXT + b"-" * n + b"\nx",
    "dash lines": lambda n: TEXT + (b"-" * 50 + b"\n") * (n // 25) + b"TEL",
    "blank lines": lambda n: TEXT + b"\n" * n + b"x",
    "escapes": lambda n: TEXT + b"\x1b$B\x1b(B" * n,
    "open tags": lambda n: PAGE + b"<div>" * n,
    "open quotes": lambda n: PAGE + b"<blockquote>x" * n,
    "comments": lambda n: PAGE + b"<!--" * n,
    "angles": lambda n: PAGE + b"<" * n,
    "addresses in a bounce": lambda n: DAEMON + b"a@b." * n,
    "dashes in a bounce": lambda n: DAEMON + (b"-" * 50 + b"\n") * (n // 25),
    "begins of written files": lambda n: TEXT + b"begin 644 a\nM\n" * (n // 5),
    "a written file without an end": lambda n: TEXT + b"begin 644 a\n" + b"#86)C\n" * n,
    "open elements": lambda n: SECURE + b"\x30\x80" * n,
    "small elements": lambda n: SECURE + b"\x30\x80" + b"\x02\x00" * n,
    "attributes of Outlook": lambda n: OUTLOOK + b"\x02\x02\x90\x06\x00\x00\x00\x00\x00\x00\x00" * n,
    "calendar lines": lambda n: CALENDAR + b'A;B="c;D=' * (n // 10) + b"\r\nSUMMARY:x\r\n" * n,
    "calendar folds": lambda n: CALENDAR + b"SUMMARY:x\r\n " * n,
    "comments in To": lambda n: b"From: a@b.example\r\nTo: " + b"a@b.c (x)," * (n // 10) + b"(" * n + b"\r\n\r\nx",
    "pictures": lambda n: PAGE + b'<img src="https://x.example/a.png" alt="x">' * (n // 10),
    "links": lambda n: PAGE + b'<a href="https://x.example/">y</a>' * (n // 10),
    "words in a bounce": lambda n: DAEMON + b"original copy of the " * (n // 4),
}


@pytest.mark.parametrize("name", MONSTERS)
def test_cost_grows_with_the_size_and_no_faster(name: str) -> None:
    """Ten times the size may cost some twenty times; a quadratic reader would need a hundred. Both ends are bounded."""
    monster = MONSTERS[name]

    small, large = monster(5_000), monster(50_000)
    spent_small, spent_large = spent(small), spent(large)

    assert spent_large < max(0.4, 25 * spent_small)
    assert spent_large < 8


def spent(raw: bytes) -> float:
    begun = time.process_time()
    assert isinstance(read(raw), InboundMail | Unreadable)
    return time.process_time() - begun


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=600))
def test_any_octets_are_read_or_set_aside(raw: bytes) -> None:
    assert isinstance(read(raw), InboundMail | Unreadable)


FRAGMENTS = [
    *(
        b"From: a@b.example\n",
        b"Subject: =?utf-8?B?5Lu2?=\n",
        b"Content-Type: multipart/mixed; boundary=b\n",
        b"--b\n",
        b"\n",
    ),
    *(
        b"Content-Type: text/html\n",
        b"<p>x<blockquote>",
        b"> x\n",
        b"Content-Transfer-Encoding: base64\n",
        b"YWJj\n",
        b"\x1b$B0!",
    ),
    *(
        b"Return-Path: <>\n",
        b"Content-Type: message/rfc822\n",
        b"From: MAILER-DAEMON@x.example\n",
        b"\xff\xfe\x00",
        b"\r",
    ),
    *(
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n",
        b"Content-Type: message/delivery-status\n",
    ),
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=25))
def test_any_mixture_of_mail_is_read_or_set_aside(pieces: list[bytes]) -> None:
    result = read(b"".join(pieces))

    assert isinstance(result, InboundMail) or not result.reason.startswith("the reader failed")


@settings(max_examples=100, deadline=None)
@given(st.text(min_size=1, max_size=200).filter(lambda text: text.isprintable() and bool(text.strip())))
def test_what_the_standard_library_writes_is_read_back(text: str) -> None:
    message = email.message.EmailMessage()
    message["From"] = "a@client.example"
    message.set_content(text)

    mail = read(message.as_bytes())

    assert isinstance(mail, InboundMail)
    assert mail.text == text.rstrip()


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\r\n", "empty"),
        (b"no fields\r\n\r\nx", "no header fields: this is not a mail"),
        (b"From: a@b.example\r\n\r\n" + b"x" * 2000, "larger than 1000 octets"),
    ],
)
def test_what_is_no_mail_is_set_aside_with_the_reason(raw: bytes, reason: str) -> None:
    result = read(raw, limits=Limits(size=1000))

    assert isinstance(result, Unreadable)
    assert result.reason == reason


def test_a_fault_of_the_reader_sets_the_mail_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(text: str) -> str:
        raise RuntimeError(text)

    monkeypatch.setattr(reading, "language_of", fails)

    assert read(TEXT + b"x") == Unreadable(reason="the reader failed: RuntimeError")


def test_whatever_was_cut_of_the_header_is_said() -> None:
    long = read(b"From: a@b.example\r\nX-Note: " + b"x" * 70_000 + b"\r\n\r\nx")
    many = read(b"From: a@b.example\r\nTo: " + b"a@b.example, " * 1_001 + b"\r\n\r\nx")

    assert long.problems == ("header x-note cut: too long",)
    assert many.problems == ("1000 addresses or more in a header: the rest is left out",)


def test_ids_are_repaired_and_bounded() -> None:
    references = " ".join(f"<{number}@x.example>" for number in range(150)).encode()
    mail = read(
        HEAD + b"Message-ID: a1@x.example\r\nReferences: " + references + b"\r\nIn-Reply-To: b2@x.example\r\n\r\nx"
    )

    assert isinstance(mail, InboundMail)
    assert mail.message_id == "<a1@x.example>"
    assert mail.in_reply_to == ("<b2@x.example>",)
    assert len(mail.references) == 100
    assert mail.references[-1] == "<149@x.example>"


@pytest.mark.parametrize(
    ("field", "path"),
    [
        (b"Return-Path: <>", ""),
        (b"Return-Path: <a@b.example>", "a@b.example"),
        (b"Return-Path: a@b.example", "a@b.example"),
        (b"X: y", None),
    ],
)
def test_the_return_path_is_as_the_last_server_noted_it(field: bytes, path: str | None) -> None:
    mail = read(
        HEAD + field + b"\r\nReturn-Path: <older@x.example>\r\n\r\nx"
        if path is not None
        else HEAD + field + b"\r\n\r\nx"
    )

    assert isinstance(mail, InboundMail)
    assert mail.return_path == path


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("こんにちは", "ja"),
        ("Please help us with this.", "en"),
        ("你好", ""),
        ("Hola", ""),
        ("thanks", "en"),
        ("12345", ""),
    ],
)
def test_the_language_is_what_the_text_looks_like(text: str, language: str) -> None:
    mail = read(TEXT + text.encode())

    assert isinstance(mail, InboundMail)
    assert mail.language == language


def test_a_mail_is_shown_as_json_and_in_words_with_its_proof() -> None:
    proof = Proof(level=Level.A, evidence="dmarc=pass")
    mail = read(HEAD + "Cc: 鈴木 <c@x.example>\r\nReply-To: r@x.example\r\n\r\n本文".encode())

    shown = read_as_json(mail, proof, "m.eml")

    assert shown["proof"] == {"level": "A", "evidence": "dmarc=pass"}
    assert shown["cc"] == [{"name": "鈴木", "address": "c@x.example"}]
    assert shown["from"] == {"name": "", "address": "a@client.example"}
    assert shown["unreadable"] is None
    assert "A (dmarc=pass)" in read_as_text(mail, proof, "m.eml")


def test_an_unreadable_mail_has_the_same_keys() -> None:
    whole = read_as_json(read(TEXT + b"x"), None, "m.eml")
    unreadable = read_as_json(Unreadable(reason="empty", problems=("p",)), None, "m.eml")

    assert unreadable.keys() == whole.keys()
    assert (unreadable["unreadable"], unreadable["from"], unreadable["problems"]) == ("empty", None, ["p"])
    assert "not readable: empty" in read_as_text(Unreadable(reason="empty", problems=("p",)), None, "m.eml")
    assert "(nobody)" in read_as_text(InboundMail(), None, "m.eml")
