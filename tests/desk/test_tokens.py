"""Tokens that nobody else can make and that mail servers do not break."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.tokens import (
    BOUNCE,
    MESSAGE_ID,
    REPLY,
    Keyring,
    Token,
    mint_local_tag,
    mint_message_id,
    read_message_id,
    read_tag,
)

KEYS = Keyring({"k1": b"a" * 32, "k2": b"b" * 32}, current="k2")
DOMAIN = "support.vendor.example"


def message_id(case_id: int = 123, recipient: str = "p12", nonce: str = "0a1b2c3d4e5f") -> str:
    return mint_message_id(KEYS, domain=DOMAIN, case_id=case_id, recipient=recipient, nonce=nonce)


def test_a_message_id_of_ours_is_read_back() -> None:
    assert read_message_id(KEYS, message_id(), DOMAIN) == Token(
        case_id=123, participant_id=12, purpose=MESSAGE_ID, nonce="0a1b2c3d4e5f"
    )


def test_a_message_id_is_a_valid_one_and_fits_a_line() -> None:
    made = message_id()

    assert re.fullmatch(r"<[a-z0-9._-]+@[a-z0-9.-]+>", made)
    assert len("Message-ID: " + made) < 90
    assert len(made) < 78


@pytest.mark.parametrize(
    ("recipient", "participant_id", "handle"),
    [
        ("p12", 12, ""),
        ("p0", 0, ""),
        ("s-suzuki", 0, "suzuki"),
        ("s-s.sato", 0, "s.sato"),
        ("s-Suzuki", 0, "Suzuki"),
        ("s-鈴木", 0, "鈴木"),
        ("x", 0, ""),
    ],
)
def test_each_kind_of_recipient_survives(recipient: str, participant_id: int, handle: str) -> None:
    token = read_message_id(KEYS, message_id(recipient=recipient), DOMAIN)

    assert token is not None
    assert (token.participant_id, token.staff_handle) == (participant_id, handle)


def test_servers_that_fold_case_and_programs_that_drop_brackets_do_no_harm() -> None:
    made = message_id(recipient="s-Suzuki")

    assert read_message_id(KEYS, made.upper(), DOMAIN) == read_message_id(KEYS, made, DOMAIN)
    assert read_message_id(KEYS, f" {made[1:-1]} ", DOMAIN.upper()) == read_message_id(KEYS, made, DOMAIN)


def test_an_address_tag_is_read_back_for_its_purpose_only() -> None:
    tag = mint_local_tag(KEYS, purpose=REPLY, case_id=123, recipient="p12")

    assert read_tag(KEYS, tag.upper(), purpose=REPLY) == Token(case_id=123, participant_id=12)
    assert read_tag(KEYS, tag, purpose=BOUNCE) is None
    assert read_tag(KEYS, tag, purpose=MESSAGE_ID) is None
    assert len("support+" + tag) <= 64


def test_a_bounce_tag_carries_its_letter() -> None:
    tag = mint_local_tag(KEYS, purpose=BOUNCE, case_id=0, recipient="x", nonce="77")
    token = read_tag(KEYS, tag, purpose=BOUNCE)

    assert token == Token(case_id=0, purpose=BOUNCE, nonce="77")


def test_a_tag_is_no_message_id() -> None:
    tag = mint_local_tag(KEYS, purpose=MESSAGE_ID, case_id=1, recipient="x")

    assert read_message_id(KEYS, f"<{tag}@{DOMAIN}>", DOMAIN) is None


def test_an_old_key_is_still_believed_and_an_unknown_one_is_not() -> None:
    old = Keyring({"k1": b"a" * 32}, current="k1")
    made = mint_message_id(old, domain=DOMAIN, case_id=1, recipient="x", nonce="n")

    assert read_message_id(KEYS, made, DOMAIN) is not None
    assert read_message_id(Keyring({"k9": b"z" * 32}, current="k9"), made, DOMAIN) is None
    assert read_message_id(Keyring({"k1": b"z" * 32}, current="k1"), made, DOMAIN) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<>",
        "<a@b>",
        "no at sign",
        "<1.x.k2.n.aaaaaaaaaaaaaaaa@support.vendor.example>",
        "<1.x.k2.n.ａａａａａａａａａａａａａａａａ@support.vendor.example>",
        "<01.x.k2.n.aaaaaaaaaaaaaaaa@support.vendor.example>",
    ],
)
def test_what_is_not_ours_says_nothing(text: str) -> None:
    assert read_message_id(KEYS, text, DOMAIN) is None


def test_a_message_id_of_another_domain_says_nothing() -> None:
    assert read_message_id(KEYS, message_id().replace(DOMAIN, "evil.example"), DOMAIN) is None


def test_no_flipped_bit_goes_unnoticed() -> None:
    def read_id(text: str) -> Token | None:
        return read_message_id(KEYS, f"<{text}@{DOMAIN}>", DOMAIN)

    def read_reply(text: str) -> Token | None:
        return read_tag(KEYS, text, purpose=REPLY)

    local = message_id()[1:].partition("@")[0]
    tag = mint_local_tag(KEYS, purpose=REPLY, case_id=123, recipient="s-suzuki")
    for made, read in ((local, read_id), (tag, read_reply)):
        assert read(made) is not None
        for place in range(len(made)):
            for bit in range(8):
                flipped = made[:place] + chr(ord(made[place]) ^ (1 << bit)) + made[place + 1 :]
                assert read(flipped) is None or flipped.lower() == made, flipped


def test_nobody_elses_token_can_be_turned_into_ones_own() -> None:
    for one, other in (("p12", "p13"), ("p12", "x"), ("s-suzuki", "s-sato")):
        made = message_id(recipient=one)
        assert read_message_id(KEYS, made.replace(f".{one}.", f".{other}."), DOMAIN) is None
    assert read_message_id(KEYS, message_id().replace("<123.", "<124."), DOMAIN) is None
    assert read_message_id(KEYS, message_id().replace(".k2.", ".k1."), DOMAIN) is None


@pytest.mark.parametrize(
    ("case_id", "recipient", "nonce"),
    [(-1, "x", "n"), (1, "q12", "n"), (1, "p-3", "n"), (1, "s-", "n"), (1, "x", ""), (1, "x", "A"), (1, "x", "a.b")],
)
def test_a_token_for_something_impossible_is_not_made(case_id: int, recipient: str, nonce: str) -> None:
    with pytest.raises(ValueError, match=r"token|nonce"):
        message_id(case_id, recipient, nonce)


def test_an_unknown_purpose_is_refused() -> None:
    with pytest.raises(ValueError, match="purpose"):
        mint_local_tag(KEYS, purpose="login", case_id=1, recipient="x")


@pytest.mark.parametrize(
    ("keys", "current", "complaint"),
    [
        ({"k1": b"a" * 32}, "k2", "not on the keyring"),
        ({"K 1": b"a" * 32}, "K 1", "small letters"),
        ({"k1": b"short"}, "k1", "at least 16 bytes"),
    ],
)
def test_a_bad_keyring_is_refused(keys: dict[str, bytes], current: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Keyring(keys, current)


def test_a_keyring_does_not_print_its_keys() -> None:
    assert "aaaa" not in repr(KEYS)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**17), st.text(min_size=1, max_size=16), st.from_regex(r"\A[a-z0-9]{1,20}\Z"))
def test_any_handle_and_case_come_back(case_id: int, handle: str, nonce: str) -> None:
    if not handle.isprintable():
        return
    token = read_message_id(KEYS, message_id(case_id, f"s-{handle}", nonce), DOMAIN)

    assert token is not None
    assert (token.case_id, token.staff_handle, token.nonce) == (case_id, handle, nonce)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=100))
def test_any_text_is_no_token_and_no_exception(text: str) -> None:
    assert read_tag(KEYS, text, purpose=REPLY) is None
    assert read_message_id(KEYS, text, DOMAIN) is None
