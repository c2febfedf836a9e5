"""A signature is believed only if it covers the mail that people read (REALITIES 6 and 7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mailbot.mail.dkim_check import Signature, check_signatures
from mailbot.mail.resolving import Resolver
from mailbot.mail.trace import read_block
from tests.mail.dkim_signing import Dns, dns, key, signed

NOW = datetime.now(UTC)
MAIL = (
    b"From: =?utf-8?b?5bGx55Sw?= <yamada@client.example>\r\n"
    b"To: support@vendor.example\r\n"
    b"Subject: VPN\r\n"
    b"Date: Tue, 24 Nov 2026 10:00:00 +0900\r\n"
    b"Message-ID: <a1@client.example>\r\n"
    b"MIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n"
    b"\r\n"
    b"The line is down.\r\n"
)


def check(raw: bytes, look_up: Resolver, at: datetime = NOW) -> tuple[Signature, ...]:
    return check_signatures(raw, read_block(raw), look_up, at=at, wanted=lambda domain: domain == "client.example")


def only(raw: bytes, look_up: Resolver, at: datetime = NOW) -> Signature:
    (signature,) = check(raw, look_up, at)
    return signature


def with_tag(raw: bytes, tag: bytes) -> bytes:
    """The mail with a tag put into its signature, which breaks it; the tag must be refused before that matters."""
    return raw.replace(b"DKIM-Signature: v=1;", b"DKIM-Signature: v=1; " + tag + b";", 1)


def test_an_untouched_signed_mail_passes() -> None:
    signature = only(signed(MAIL), dns())

    assert signature.passed
    assert signature.in_words() == "own dkim=pass d=client.example"


def test_a_mail_with_bare_line_feeds_passes_too() -> None:
    assert only(signed(MAIL).replace(b"\r\n", b"\n"), dns()).passed


def test_a_body_appended_under_a_length_tag_is_refused() -> None:
    raw = signed(MAIL, length=True) + b"Please pay here instead.\r\n"

    assert only(raw, dns()).reason == "l= leaves the end of the body unsigned"


def test_a_second_subject_on_top_is_refused() -> None:
    assert only(b"Subject: Pay here\r\n" + signed(MAIL), dns()).reason == "subject occurs twice"


@pytest.mark.parametrize("field", [b"From: evil@evil.example\r\n", b"From: tanaka@client.example\r\n"])
def test_a_second_from_is_refused(field: bytes) -> None:
    assert not only(field + signed(MAIL), dns()).passed


def test_an_altered_from_does_not_verify() -> None:
    assert only(signed(MAIL).replace(b"yamada@client", b"tanaka@client"), dns()).reason == "does not verify"


def test_an_altered_body_does_not_verify() -> None:
    assert "body hash mismatch" in only(signed(MAIL).replace(b"down", b"good"), dns()).reason


def test_an_unsigned_subject_is_refused() -> None:
    assert only(signed(MAIL, fields=(b"from", b"to")), dns()).reason == "Subject is not signed"


def test_rsa_sha1_and_unknown_algorithms_are_refused() -> None:
    assert only(signed(MAIL, algorithm=b"rsa-sha1"), dns()).reason == "rsa-sha1 is refused"
    ed25519 = signed(MAIL).replace(b"a=rsa-sha256", b"a=ed25519-sha256")
    assert only(ed25519, dns()).reason == "its algorithm is not known here"


def test_a_short_key_is_refused() -> None:
    assert "too small" in only(signed(MAIL, bits=768), dns(bits=768)).reason


def test_an_expired_signature_is_judged_by_the_arrival() -> None:
    raw = with_tag(signed(MAIL), b"x=%d" % (NOW.timestamp() - 60))

    assert only(raw, dns()).reason == "it has expired"
    assert only(raw, dns(), NOW - timedelta(minutes=5)).reason != "it has expired"
    assert only(with_tag(signed(MAIL), b"x=soon"), dns()).reason == "x= is not a time"


def test_a_signature_from_the_future_is_refused() -> None:
    assert only(signed(MAIL), dns(), NOW - timedelta(days=1)).reason == "it was signed in the future"


@pytest.mark.parametrize(
    ("extra", "reason"),
    [
        (b"; t=y", "the key is in testing mode"),
        (b"; s=tlsrpt", "the key is not meant for mail"),
        (b"; h=sha1", "the key does not allow sha256"),
    ],
)
def test_a_key_that_must_not_be_used_is_refused(extra: bytes, reason: str) -> None:
    assert only(signed(MAIL), dns(extra=extra)).reason == reason


def test_a_key_that_forbids_subdomains_refuses_an_identity_below() -> None:
    raw = signed(MAIL, identity=b"yamada@mail.client.example")

    assert only(raw, dns()).passed
    assert only(raw, dns(extra=b"; t=s")).reason == "i= is a subdomain"
    assert only(signed(MAIL, identity=b"yamada@client.example"), dns(extra=b"; t=s; s=email; h=sha1:sha256")).passed


@pytest.mark.parametrize(
    ("records", "reason"),
    [
        ((), "there is no key in DNS"),
        ((key().record, key().record), "there are several keys in DNS"),
        ((b"v=DKIM1; p=",), "the key was revoked"),
        ((b"v=DKIM1; p=AAAA",), "does not verify"),
        ((b"no record at all",), "InvalidTagSpec"),
    ],
)
def test_a_key_that_is_not_there_or_makes_no_sense_proves_nothing(records: tuple[bytes, ...], reason: str) -> None:
    signature = only(signed(MAIL), Dns({"s1._domainkey.client.example": records}))

    assert not signature.passed
    assert signature.reason == reason


def test_dns_trouble_is_no_failure() -> None:
    signature = only(signed(MAIL), Dns(down=frozenset({"s1._domainkey.client.example"})))

    assert signature.unsure
    assert signature.in_words() == "own dkim=unsure d=client.example (DNS gave no answer)"


def test_the_second_signature_counts_when_the_first_is_somebody_elses() -> None:
    raw = signed(signed(MAIL), domain="list.example")

    assert [one.passed for one in check(raw, dns())] == [True]


def test_a_broken_signature_does_not_hide_a_good_one() -> None:
    good = signed(MAIL)
    broken = good.split(b"From:")[0].replace(b"bh=", b"bh=AAAA")

    assert [one.passed for one in check(broken + good, dns())] == [False, True]


def test_at_most_five_signatures_are_verified() -> None:
    good = signed(MAIL)
    raw = good.split(b"From:")[0] * 30 + MAIL
    resolver = dns()

    assert len(check(raw, resolver)) == 5
    assert len(resolver.asked) == 5


@pytest.mark.parametrize(
    "value",
    [b"v=1; d=client.example; " + b"x" * 5000, b"v=1; d=client.example" + b"\r\n " * 100, b"v=1; v=1", b"\xe5\x8d"],
)
def test_a_signature_that_is_costly_or_cannot_be_read_is_none(value: bytes) -> None:
    assert check(b"DKIM-Signature: " + value + b"\r\n" + MAIL, dns()) == ()


@pytest.mark.parametrize(
    "value",
    [
        b"v=1; a=rsa-sha256; d=client.example; h=from:subject",
        b"v=2; a=rsa-sha256; d=client.example; s=s1; h=from:subject; b=AAAA; bh=AAAA",
        b"v=1; a=rsa-sha256; d=client.example; s=\xe3\x81; h=from:subject; b=AAAA; bh=AAAA",
        b"v=1; a=rsa-sha256; c=odd/odd; d=client.example; s=s1; h=from:subject; b=AAAA; bh=AAAA",
        b"v=1; a=rsa-sha256; d=client.example; s=s1; h=from:subject; b=A; bh=A",
    ],
)
def test_a_malformed_signature_never_raises(value: bytes) -> None:
    assert not any(one.passed for one in check(b"DKIM-Signature: " + value + b"\r\n" + MAIL, dns()))


def test_a_mail_that_the_verifier_cannot_take_apart_proves_nothing() -> None:
    signature = only(signed(MAIL).replace(b"To:", b"T o:"), dns())

    assert not signature.passed
