"""Who was not reached, for how long, and which of our mails it is about (RFC 3464; REALITIES 40 to 44)."""

from __future__ import annotations

from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.mail import Bounce, BouncedRecipient, InboundMail, Nature
from mailbot.mail.bounce_notices import Notice, read_notice
from mailbot.mail.bounce_prose import status_in
from mailbot.mail.own_marks import NOBODYS, OwnMarks
from mailbot.mail.reading import read

DAEMON = "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nTo: support@vendor.example\nSubject: Returned mail\n"


def bounce_of(text: str, own: OwnMarks = NOBODYS) -> Bounce:
    mail = read(text.encode(), own=own)
    assert isinstance(mail, InboundMail)
    assert mail.nature is Nature.BOUNCE
    assert mail.bounce is not None
    return mail.bounce


def report(status: str, returned: str = "Message-ID: <m1@vendor.example>\n") -> str:
    return (
        f"{DAEMON}Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nSorry.\n"
        f"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n{status}\n"
        f"--b\nContent-Type: text/rfc822-headers\n\n{returned}\n--b--\n"
    )


@pytest.mark.parametrize(
    ("status", "recipient"),
    [
        ("Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.1.1", ("a@x.example", True, "5.1.1")),
        ("Final-Recipient: RFC822;<a@x.example>\nAction: FAILED\nStatus: 5.1.1 (x)", ("a@x.example", True, "5.1.1")),
        ("Final-Recipient: rfc822; a@x.example\nAction: delayed\nStatus: 4.4.1", ("a@x.example", False, "4.4.1")),
        ("Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 4.4.7", ("a@x.example", False, "4.4.7")),
        ("Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.2.2", ("a@x.example", False, "5.2.2")),
        ("Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.7.1", ("a@x.example", False, "5.7.1")),
        ("Final-Recipient: rfc822; a@x.example\nAction: failed", ("a@x.example", None, "")),
        ("Final-Recipient: rfc822; a@x.example", ("a@x.example", None, "")),
        ("Final-Recipient: utf-8; 山田@x.example\nAction: failed\nStatus: 5.1.1", ("山田@x.example", True, "5.1.1")),
        (
            (
                "Original-Recipient: rfc822; a@x.example\nFinal-Recipient: rfc822; @relay:a@inner\n"
                "Action: failed\nStatus: 5.1.1"
            ),
            ("a@x.example", True, "5.1.1"),
        ),
        (
            (
                "Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.0.0\n"
                "Diagnostic-Code: smtp; 550 5.1.1 unknown user"
            ),
            ("a@x.example", True, "5.1.1"),
        ),
        (
            (
                "Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.0.0\n"
                "Diagnostic-Code: smtp; 552 over quota"
            ),
            ("a@x.example", False, "5.0.0"),
        ),
    ],
)
def test_the_machine_part_names_the_recipient(status: str, recipient: tuple[str, bool | None, str]) -> None:
    address, permanent, number = recipient

    bounce = bounce_of(report(status))

    assert bounce.recipients == (BouncedRecipient(address=address, permanent=permanent, status=number),)
    assert bounce.message_id == "<m1@vendor.example>"


def test_recipients_that_were_reached_are_not_named() -> None:
    both = (
        "Final-Recipient: rfc822; a@x.example\nAction: delivered\nStatus: 2.0.0\n\n"
        "Final-Recipient: rfc822; b@x.example\nAction: failed\nStatus: 5.1.1\n\n"
        "Final-Recipient: rfc822; B@x.example\nAction: failed\nStatus: 5.1.1"
    )

    assert [failed.address for failed in bounce_of(report(both)).recipients] == ["b@x.example"]


def test_a_damaged_machine_part_leaves_the_words() -> None:
    damaged = report("no field here\nat all").replace("Sorry.", "<a@x.example>: unknown user")

    assert [failed.address for failed in bounce_of(damaged).recipients] == ["a@x.example"]


@pytest.mark.parametrize(
    ("words", "addresses"),
    [
        ("<a@x.example>: host mx said: 550 User unknown", ["a@x.example"]),
        ("did not reach the following recipient(s):\n\na@x.example on Fri, 20 Nov 2026 10:15", ["a@x.example"]),
        ("Recipient: <a@x.example>\n>>> RCPT TO:<a@x.example>", ["a@x.example"]),
        (">>> RCPT To:<a@x.example>\n<<< 550\n550 <b@x.example>... User unknown", ["a@x.example", "b@x.example"]),
        ("could not be delivered to:\n\n    a@x.example\n    b@x.example\n", ["a@x.example", "b@x.example"]),
        ("宛先: a@x.example\nへの配信に失敗しました。", ["a@x.example"]),
        ("a@x.example (user unknown)", ["a@x.example"]),
        ("your mail to <a@x.example> failed", ["a@x.example"]),
        ("your mail to a@x.example failed", ["a@x.example"]),
        ("ask postmaster@mx.example about your mail", []),
        ("failed.\n\n--- Original message ---\nReceived: x\nTo: a@x.example\nSubject: y\n", ["a@x.example"]),
    ],
)
def test_the_words_of_a_server_name_the_recipient(words: str, addresses: list[str]) -> None:
    bounce = bounce_of(f"{DAEMON}Content-Type: text/plain; charset=utf-8\n\n{words}\n")

    assert [failed.address for failed in bounce.recipients] == addresses


def test_the_desks_own_addresses_are_never_the_failed_ones() -> None:
    own = OwnMarks(addresses=frozenset({"help@vendor.example"}))

    bounce = bounce_of(f"{DAEMON}\n<help@vendor.example> wrote to <a@x.example>, user unknown", own)

    assert [failed.address for failed in bounce.recipients] == ["a@x.example"]


def test_x_failed_recipients_is_believed() -> None:
    bounce = bounce_of(f"{DAEMON}X-Failed-Recipients: a@x.example, b@x.example\n\nfailed, 550 5.1.1 no such user\n")

    assert [failed.address for failed in bounce.recipients] == ["a@x.example", "b@x.example"]


def test_our_message_id_is_found_in_the_words_as_well() -> None:
    assert (
        bounce_of(f"{DAEMON}\nfailed for <a@x.example>:\n> Message-Id: <m2@vendor.example>\n").message_id
        == "<m2@vendor.example>"
    )
    assert bounce_of(f"{DAEMON}\nfailed for <a@x.example>\n").message_id == ""


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("550 5.1.1 unknown", "5.1.1"),
        ("said: 550 no", "5.0.0"),
        ("said: 451 later", "4.0.0"),
        ("192.168.5.1.1 x", ""),
        ("", ""),
    ],
)
def test_a_status_is_read_from_words(text: str, status: str) -> None:
    assert status_in(text) == status


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"Message": 3}',
        '{"Message": "no"}',
        '{"notificationType": "Bounce"}',
        '{"notificationType": 1, "mail": {}}',
        '{"a":' * 5_000,
        "Bounce",
    ],
)
def test_other_texts_are_no_notice(text: str) -> None:
    assert read_notice(text) is None


@pytest.mark.parametrize(
    "text",
    [
        '{"eventType": "Bounce", "mail": {}}',
        '{"eventType": "Bounce", "bounce": [], "mail": {}}',
        '{"eventType": "Bounce", "bounce": {"bouncedRecipients": {}}, "mail": {"headers": 3}}',
        '{"eventType": "Bounce", "bounce": {"bouncedRecipients": [1, {}]}, "mail": {"headers": [1, {"name": "To"}]}}',
    ],
)
def test_a_notice_with_pieces_missing_is_one_without_recipients(text: str) -> None:
    assert read_notice(text) == Notice(kind="bounce")


def test_a_report_inside_a_mail_that_is_too_deep_is_left_alone() -> None:
    deep = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(80))

    bounce = bounce_of(
        f"{DAEMON}Content-Type: multipart/mixed; boundary=b\n\n--b\n\n<a@x.example>: no\n--b\n"
        f"Content-Type: message/rfc822\n\n{deep}"
    )

    assert [failed.address for failed in bounce.recipients] == ["a@x.example"]


def test_many_recipients_cost_in_proportion() -> None:
    def seconds(count: int) -> float:
        lines = "\n".join(f"<user{n}@x.example>: host mx said: 550 5.1.1 no such user\n" for n in range(count))
        raw = f"{DAEMON}\n{lines}".encode()
        started = perf_counter()
        read(raw)
        return perf_counter() - started

    assert min(seconds(800) for _ in range(3)) < 12 * max(min(seconds(200) for _ in range(3)), 0.002)


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_behind_a_brace_is_read(words: str) -> None:
    notice = read_notice("{" + words)

    assert notice is None or notice.kind
