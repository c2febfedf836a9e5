"""Octets are decoded by evidence, with every vendor character of Japanese mail (READING-MAIL D1 to D3, D9)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.mail.charset import canonical, decode
from mailbot.mail.jis import decode_jis

VENDOR = {
    b"\x1b$B-!-j\x1b(B": "①㈱",
    b"\x1b$B|b\x1b(B": "髙",
    b"\x1b$By$\x1b(B": "銈",
    b"\x1b(I;0J\x1b(B": "ｻｰﾊ",
    b"\x1b$(D0!\x1b(B": "丂",
    b"\x1b&@\x1b$B0!\x1b(B": "亜",
    b"\x1b$B0!0\x1b(B": "亜\ufffd",
    b'\x1b$B0!\r\n0"\x1b(B': "亜\r\n唖",
    b"\x1b$B!A!]\x1b(B": "～－",
    b"\x1b$B0! 0!\x1b(B": "亜 亜",
    b"\x1b$(D~~~~\x1b(B": "\ufffd\ufffd",
    b"\x1b$B\x7f\x7f\x1b(B": "\x7f\x7f",
    b"\x1b$A<r\x1b(B": "简",
    b"\x1b$(CGQ19\x1b(B": "한국",
    b"\x1b$(C\xff\xff\x1b(B": "\ufffd",
    b"a\x0eTO\x0fb": "aﾔﾏb",
}


@pytest.mark.parametrize(("octets", "text"), VENDOR.items())
def test_iso_2022_jp_is_read_with_vendor_characters_and_damage(octets: bytes, text: str) -> None:
    assert decode_jis(octets) == text


@pytest.mark.parametrize(
    ("text", "encoding", "label"),
    [
        ("お世話になっております", "utf-8", "big5"),
        ("お世話になっております", "utf-8", "iso-8859-1"),
        ("お世話になっております", "cp932", "us-ascii"),
        ("お世話になっております", "cp932", "utf-8"),
        ("お世話になっております", "cp932", "iso-8859-1"),
        ("お世話になっております", "cp932", "iso-2022-jp"),
        ("お世話になっております", "euc_jp", ""),
        ("お世話になっております", "euc_jp", "shift_jis"),
        ("会議", "cp932", ""),
        ("会議", "euc_jp", ""),
        ("für Mädchen größer", "latin-1", ""),
        ("naïve café", "latin-1", "us-ascii"),
        ("Привет, мир", "koi8-r", "koi8-r"),
        ("Привет, мир", "cp1251", "windows-1251"),
        ("你好，世界", "gb18030", "GBK"),
        ("안녕하세요", "cp949", "EUC-KR"),
        ("您好，請問", "big5", "big5"),
        ("שלום", "iso8859_8", "ISO-8859-8-I"),
        ("Grüße", "utf-16", ""),
        ("Grüße", "utf-16-be", "utf-16"),
        ("Grüße", "utf-16-le", "utf-16le"),
        ("plain", "utf-16-be", "utf-16be"),
        ("こんにちは", "utf-7", "UTF-7"),
        ("㈱髙橋", "cp932", "Windows-31J"),
    ],
)
def test_text_is_read_whatever_the_label(text: str, encoding: str, label: str) -> None:
    assert decode(text.encode(encoding), label).text == text


def test_euc_jp_with_vendor_rows_is_read() -> None:
    assert decode(b"\xad\xa1\xa4\xa2\xa4\xa4", "euc-jp").text == "①あい"


def test_a_byte_order_mark_is_no_text() -> None:
    assert decode("\ufeff本文".encode(), "utf-8").text == "本文"


@pytest.mark.parametrize("label", ["punycode", "idna", "unicode_escape", "zlib", "rot13", "a\0b", "x" * 500, "ä"])
def test_a_label_that_names_no_charset_of_mail_is_not_believed(label: str) -> None:
    assert canonical(label) == ""
    assert decode(b"text", label).text == "text"


def test_what_could_not_be_read_is_marked() -> None:
    assert decode(b"\xff\xfe\xfd\x81\x8d"[2:], "utf-8").lossy
    assert decode(b"\x1b$B0!0\x1b(B", "iso-2022-jp").lossy


def test_a_wrong_multi_byte_label_is_kept_with_replacement_characters() -> None:
    assert decode(b"\xff\xff abc", "gb18030").text.endswith(" abc")


def test_names_keep_their_characters() -> None:
    assert decode("﨑神朗".encode(), "utf-8").text == "﨑神朗"


def test_text_beside_the_escapes_is_read_too() -> None:
    assert decode("概要：".encode() + b"\x1b$B0!\x1b(B", "iso-2022-jp").text == "概要：亜"
    assert decode("概要：".encode("cp932") + b"\x1b$B0!\x1b(B", "iso-2022-jp").text == "概要：亜"


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=200), st.sampled_from(["", "utf-8", "iso-2022-jp", "shift_jis", "euc-jp", "utf-7", "hz", "x"])
)
def test_any_octets_under_any_label_become_a_text(octets: bytes, label: str) -> None:
    assert isinstance(decode(octets, label).text, str)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="あいうえお漢字株式会社①㈱abc 。、ー～", min_size=4, max_size=60))
def test_japanese_text_in_cp932_and_utf_8_comes_back_as_it_was(text: str) -> None:
    assert decode(text.encode(), "utf-8").text == text
    assert decode(text.encode("cp932"), "shift_jis").text == text


@pytest.mark.parametrize(
    ("octets", "label", "text"),
    [
        ("日本語の文".encode()[:-2], "", "日本語の\ufffd"),
        ("日本語の文".encode()[:-2], "shift_jis", "日本語の\ufffd"),
        (b"caf\xe9", "", "café"),
        ("ok \ud83d\ude00 \ud83d".encode("utf-8", "surrogatepass"), "utf-8", "ok 😀 \ufffd"),
        ("あいう".encode() + b"\xed\xa0", "utf-8", "あいう\ufffd\ufffd"),
        ("Hello あ".encode("utf-16-be"), "utf-16", "Hello あ"),
        ("Hello あ".encode("utf-16-le"), "utf-16", "Hello あ"),
        ("Hello あ".encode("utf-16"), "utf-16", "Hello あ"),
        ("Hello あ".encode("utf-32"), "utf-32", "Hello あ"),
        ("Hello あ".encode("utf-32-be"), "utf-32", "Hello あ"),
        ("Hello あ".encode("utf-16-le"), "utf-16le", "Hello あ"),
        (b"Hello there", "utf-16", "Hello there"),
        (b"", "utf-16", ""),
        ("안녕".encode("iso2022_kr"), "", "안녕"),
        ("안녕".encode("iso2022_kr"), "iso-2022-kr", "안녕"),
        (b"$B4A;z(B and $B4A(B", "iso-2022-jp", "漢字 and 漢"),
        (b"$B4A;z(B", "utf-8", "$B4A;z(B"),
        (b"cost $B (B)\n$B4A\n(B", "iso-2022-jp", "cost $B (B)\n$B4A\n(B"),
        ("€".encode("cp950"), "big5", "€"),
        (
            "프린터가 인쇄되지 않습니다. 전원은 켜져 있습니다.".encode("cp949"),
            "",
            "프린터가 인쇄되지 않습니다. 전원은 켜져 있습니다.",
        ),
        (
            "打印机无法打印，电源已经打开，请尽快告诉我们怎么办。".encode("gb18030"),
            "",
            "打印机无法打印，电源已经打开，请尽快告诉我们怎么办。",
        ),
        ("株式会社山田商事御中見積書送付依頼".encode("euc_jp"), "", "株式会社山田商事御中見積書送付依頼"),
        (("東京都千代田区大手町、電源異常発生、" * 3).encode("euc_jp"), "", "東京都千代田区大手町、電源異常発生、" * 3),
        ("𨋢".encode("big5hkscs"), "big5", "𨋢"),
    ],
)
def test_a_damaged_or_mislabelled_text_is_read_as_what_it_mostly_is(octets: bytes, label: str, text: str) -> None:
    assert decode(octets, label).text == text


@settings(max_examples=200, deadline=None)
@given(st.text("あいうえお日本語表示、。abc ", min_size=4, max_size=40), st.integers(1, 120))
def test_utf_8_that_was_cut_keeps_what_came(text: str, at: int) -> None:
    octets = ("ご連絡" + text).encode()[: 9 + at]

    got = decode(octets, "utf-8").text

    assert got.startswith(octets.decode("utf-8", "ignore"))
