"""Message-IDs as programs leave them, and mails known again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.mail.message_ids import MOST_IDS, content_key, ids_in, is_synthetic, synthetic_id

MAIL = b"From: yamada@client.example\r\nSubject: VPN\r\nMessage-ID: <a@b.example>\r\n\r\nThe line is down.\r\n"


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("<a@b>", ("<a@b>",)),
        ("<a@b> <c@d>", ("<a@b>", "<c@d>")),
        ("<a@b>,<c@d>, <e@f>", ("<a@b>", "<c@d>", "<e@f>")),
        ("<a@b><c@d>", ("<a@b>", "<c@d>")),
        ("<a@b>\r\n\t<c@d>", ("<a@b>", "<c@d>")),
        ("<a\r\n b@c>", ("<ab@c>",)),
        ("a@b, c@d", ("<a@b>", "<c@d>")),
        ("a@b", ("<a@b>",)),
        ("Your message of Monday <a@b>", ("<a@b>",)),
        ("<a@b> <a@b>", ("<a@b>",)),
        ("<A@b> <a@b>", ("<A@b>", "<a@b>")),
        ("<x <a@b>", ("<a@b>",)),
        ("<a@b", ("<a@b>",)),
        ("<>", ()),
        ("<a>", ()),
        ("<@b>", ()),
        ("<a@>", ()),
        ("", ()),
        ("words only", ()),
        ("<" + "a" * 2000 + "@b>", ()),
        ("<odd=+/#$@x@b>", ("<odd=+/#$@x@b>",)),
    ],
)
def test_ids_are_found_in_what_programs_write(text: str, ids: tuple[str, ...]) -> None:
    assert ids_in(text) == ids


def test_of_very_many_ids_the_newest_are_kept() -> None:
    many = " ".join(f"<{number}@b>" for number in range(100_000))
    ids = ids_in(many)

    assert len(ids) == MOST_IDS
    assert ids[-1] == "<99999@b>"


def test_a_stand_in_is_the_same_for_the_same_mail() -> None:
    assert synthetic_id(MAIL) == synthetic_id(b"Received: by x\r\n" + MAIL)
    assert is_synthetic(synthetic_id(MAIL))
    assert not is_synthetic("<a@b>")


@pytest.mark.parametrize(
    "trace",
    [
        b"Received: from a\r\n\tby b; now\r\n",
        b"Return-Path: <a@b>\r\n",
        b"Delivered-To: support@vendor.example\r\n",
        b"X-Original-To: support@vendor.example\r\n",
        b"Authentication-Results: mx; dmarc=pass\r\n",
        b"ARC-Seal: i=1\r\n",
        b"X-Spam: no\r\n more\r\n",
        b"DKIM-Signature: v=1\r\n",
        b"received : by x\r\n",
        b"From yamada Tue Nov 24 10:00:00 2026\r\n",
    ],
)
def test_what_the_way_adds_changes_no_key(trace: bytes) -> None:
    assert content_key(trace + MAIL) == content_key(MAIL)
    assert content_key((trace + MAIL).replace(b"\r\n", b"\n") + b"\n\n") == content_key(MAIL)


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"down", b"up"), (b"VPN", b"LAN"), (b"yamada", b"tanaka"), (b"a@b", b"c@b"), (b"Sub", b"Cc: x\r\nSub")],
)
def test_what_the_sender_wrote_changes_it(old: bytes, new: bytes) -> None:
    assert content_key(MAIL.replace(old, new)) != content_key(MAIL)


def test_a_header_cannot_be_moved_into_the_body_unseen() -> None:
    assert content_key(b"A: b\r\nC: d\r\n\r\ne") != content_key(b"A: b\r\n\r\nC: d\r\n\r\ne")


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("<>@, ab\r\n\0é"), max_size=60))
def test_any_text_gives_valid_ids(text: str) -> None:
    for one in ids_in(text):
        assert one.startswith("<")
        assert one.endswith(">")
        assert "@" in one
        assert not set(one) & set(" \r\n\0")


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_have_a_key(raw: bytes) -> None:
    assert len(content_key(raw)) == 64
