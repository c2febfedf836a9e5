"""Signatures, greetings and telephones' footers below commands are told from words for the customer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.desk.sign_offs import is_doubtful, is_footer_alone, is_sign_off
from tests.desk_fixtures import SUZUKI

NAMES = ("例示サポート", "Example Support")


@pytest.mark.parametrize(
    "text",
    [
        "鈴木",
        "鈴木です。",
        "-- suzuki",
        "鈴木拝",
        "鈴木 花子\n例示サポート",
        "鈴木\n株式会社ベンダー サポート部\nTEL 03-0000-0000",
        "以上、よろしくお願いいたします。鈴木",
        "Best regards,\nHanako Suzuki\nExample Support Team",
        "Thanks,\nHanako Suzuki | Example Support | +81 3 0000 0000",
        "iPhoneから送信",
        "<https://aka.ms/x>Get Outlook for Android",
    ],
)
def test_it_is_a_signature(text: str) -> None:
    assert is_sign_off(text, SUZUKI, NAMES)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "よろしくお願いいたします。",
        "佐藤",
        "鈴木が対応します",
        "鈴木です。A5 を選んでください。",
        "https://docs.vendor.example/steps",
        "03-0000-0000",
        "鈴木" * 60,
    ],
)
def test_it_is_none(text: str) -> None:
    assert not is_sign_off(text, SUZUKI, NAMES)


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("短い文", True),
        ("よろしくお願いいたします\n鈴木 花子\n例示サポート", True),
        ("山田様 ご確認ください\n株式会社ベンダー 鈴木 花子 03-0000-0000", False),
        ("山田様\n\nA5 を選んで再起動してください。\n鈴木", False),
        ("佐藤\n株式会社ベンダー サポート部 03-0000-0000", True),
    ],
)
def test_what_says_little_besides_a_signature_is_asked_about(text: str, doubtful: bool) -> None:
    assert is_doubtful(text, SUZUKI, NAMES, shortest=20) is doubtful


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("iPhoneから送信", True),
        ("Sent from my iPhone", True),
        ("Android版Outlookを入手", True),
        ("<https://aka.ms/x>\nGet Outlook for iOS", True),
        ("はい。\niPhoneから送信", False),
        ("https://docs.vendor.example/steps", False),
        ("", False),
    ],
)
def test_a_footer_alone_is_no_text(text: str, alone: bool) -> None:
    assert is_footer_alone(text) is alone


@given(st.text(max_size=200))
def test_any_text_is_judged(text: str) -> None:
    assert isinstance(is_sign_off(text, SUZUKI, NAMES), bool)
    assert is_footer_alone(text) in {True, False}
