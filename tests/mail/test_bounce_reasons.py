"""A dead address is told from a passing trouble by the words of the server, then by its status (REALITIES 41)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.mail.bounce_prose import status_in
from mailbot.mail.bounce_reasons import is_permanent


@pytest.mark.parametrize(
    ("status", "words", "permanent"),
    [
        ("5.0.0", "User unknown", True),
        ("5.1.1", "mailbox quota exceeded", False),
        ("5.7.1", "blocked by policy", False),
        ("5.1.8", "sender rejected", False),
        ("5.1.1", "", True),
        ("5.3.4", "", False),
        ("", "宛先のアドレスが見つかりません", True),
        ("", "受信箱がいっぱいです", False),
        ("", "", None),
    ],
)
def test_a_dead_address_is_told_from_a_passing_trouble(status: str, words: str, permanent: bool | None) -> None:
    assert is_permanent(status, words=words) is permanent


DEAD_REPLIES = (
    "550 5.1.1 The email account that you tried to reach does not exist.",
    "550 5.5.0 Requested action not taken: mailbox unavailable",
    "552 1 Requested mail action aborted, mailbox not found",
    "550 5.1.1 User doesn't exist: x",
    "550 sorry, no mailbox here by that name. (#5.7.17)",
    "550 No such recipient",
    "550 5.1.1 <a@x.example>: Recipient address rejected: User unknown in relay recipient table",
    "550 5.1.1 <a@x.example>: Recipient address rejected: undeliverable address: host mx said: unknown user",
    "550 5.1.1 RESOLVER.ADR.ExRecipNotFound; not found",
    "550 not our customer",
    "550 Unknown address",
    "Host unknown (Name server: x.example.: host not found)",
    "all relevant MX records point to non-existent hosts",
    "an MX or SRV record indicated no SMTP service",
    "554 delivery error: dd This user doesn't have a mail.example account (a@mail.example) [0]",
    "550 Requested User Mailbox not found. No such user here.",
    "受信者が見つかりませんでした。",
    "ご指定のドメインが見つかりません。",
)
LIVING_REPLIES = (
    "550 5.7.606 Access denied, banned sending IP [192.0.2.1]",
    "550 5.7.515 Access denied, sending domain vendor.example does not meet the required authentication level",
    "550-5.7.26 Unauthenticated email from vendor.example is not accepted due to domain's DMARC policy.",
    "550 Mail content denied.",
    "554 5.7.9 Message not accepted for policy reasons",
    "550 5.1.0 <s@vendor.example> sender rejected",
    "552 5.3.4 Message size exceeds fixed limit",
    "554 5.4.6 Hop count exceeded - possible mail loop",
    "550 5.7.1 Unable to relay",
    "504 5.5.2 <desk>: Helo command rejected: Host not found",
    "553 Domain of sender address <s@vendor.example> does not exist",
    "450 4.2.0 <a@x.example>: Recipient address rejected: Greylisted",
    "550 5.2.1 The email account that you tried to reach is disabled.",
    "550 Mailbox is frozen",
    "552-5.2.2 The recipient's inbox is out of storage space and inactive.",
    "550-5.7.25 The IP address sending this message does not have a PTR record setup",
    "550 5.7.1 Service unavailable; client host [192.0.2.1] blocked",
    "retry timeout exceeded",
    "Delivery time expired",
    "550 : User unknown",
    "host mx said: 550 Unknown user a@x.example (in reply to end of DATA command)",
    "メールボックスの容量を超過しています。",
    "受信側の設定により拒否されました。",
)


@pytest.mark.parametrize("words", DEAD_REPLIES)
def test_these_words_mean_that_the_address_is_dead(words: str) -> None:
    assert is_permanent(status_in(words), "failed", words) is True


@pytest.mark.parametrize("words", LIVING_REPLIES)
def test_these_words_leave_the_address_alive(words: str) -> None:
    assert is_permanent(status_in(words), "failed", words) is False


@pytest.mark.parametrize("words", ["", "554 No reason was given", "Something happened."])
def test_words_that_tell_nothing_leave_it_open(words: str) -> None:
    assert is_permanent(status_in(words), "failed", words) is None


def test_what_is_said_first_of_a_recipient_counts_and_in_a_whole_report_the_caution() -> None:
    words = "The recipient name is not recognized\nThe message has expired"

    assert is_permanent("", words=words) is True
    assert is_permanent("", words=words, is_whole=True) is False


def test_a_status_behind_a_reply_code_counts_before_one_that_a_gateway_put_first() -> None:
    assert status_in("5.1.0 - Unknown address error 550-'5.2.2 <a@x.example>... Mailbox Full'") == "5.2.2"


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_words_are_judged(words: str) -> None:
    assert is_permanent(status_in(words), "failed", words, words) in {True, False, None}
