"""Rich text is unpacked and made text, and stands in for the body where Outlook sent no other."""

from __future__ import annotations

from struct import pack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.mail.rtf import MOST, read_rich_text, unpacked
from mailbot.mail.tnef import read_tnef
from tests.mail import enclosures

PACKED = pack("<II4sI", 43, 43, b"LZFu", 0) + bytes.fromhex(
    "03000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)
REPEATED = pack("<II4sI", 26, 28, b"LZFu", 0) + bytes.fromhex("410004205758595a0d6e7d010eb0")


def message(*properties: tuple[int, int, bytes]) -> bytes:
    return enclosures.tnef(enclosures.tnef_attribute(1, 0x069003, enclosures.mapi(*properties)))


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (PACKED, b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"),
        (REPEATED, b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"),
        (pack("<II4sI", 20, 4, b"MELA", 0) + b"{\\rtf", b"{\\rt"),
        (pack("<II4sI", 20, 4, b"none", 0) + b"{\\rtf", b""),
        (b"short", b""),
        (PACKED[:24], b"{\\rtf1\\ansi\\ansicpg"),
    ],
)
def test_packed_text_is_unpacked_as_far_as_it_goes(octets: bytes, text: bytes) -> None:
    assert unpacked(octets).startswith(text)
    assert len(text) > 0 or unpacked(octets) == b""


def test_what_is_unpacked_is_bounded() -> None:
    plain = pack("<II4sI", 0, 0x7FFFFFFF, b"MELA", 0) + bytes(MOST + 1)

    assert len(unpacked(plain)) == MOST


@pytest.mark.parametrize(
    ("rich", "text"),
    [
        (rb"{\rtf1\ansi a\par b\line c\tab d}", "a\nb\nc\td"),
        (rb"{\rtf1\ansicpg932 \'88\'f3\'8d\'fc}", "印刷"),
        (rb"{\rtf1{\fonttbl{\f0\fcharset128 x;}{\f1\fcharset204 y;}}\f0 \'82\'a0{\f1 \'cf}\'82\'a2}", "あПい"),
        (rb"{\rtf1\uc2 \u12354\'82\'a0x\uc0\u12356 y}", "あxいy"),
        (rb"{\rtf1\u-10179?\u-8704?}", "😀"),
        (rb"{\rtf1{\*\generator x}{\info{\author y}}{\pict 0a}\{z\}\\\~\_\-}", "{z}\\ -"),
        (rb"{\rtf1 \ldblquote q\rdblquote  \u1234{}z\fcharset128 \f7}", "“q” \u04d2z"),
        (b"{\\rtf1 a\r\nb\\\nc}}}", "ab\nc"),
        (b"no rich text", "no rich text"),
    ],
)
def test_rich_text_is_read_as_a_person_sees_it(rich: bytes, text: str) -> None:
    assert read_rich_text(rich) == (text, False)


def test_the_page_of_which_rich_text_was_made_is_taken_out_of_it() -> None:
    rich = (
        rb"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}\htmlrtf {\b \htmlrtf0 x &amp; y\htmlrtf\par}\htmlrtf0"
        rb"{\*\other no}{\*\htmltag72 </p>}}"
    )

    assert read_rich_text(rich) == ("<p>x &amp; y</p>", True)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([b"{", b"}", b"\\u9", b"\\'8", b"\\*", b"\\fonttbl", b"\\uc9", b"\\", b"x", b"\xff"])))
def test_any_octets_are_rich_text_or_nothing(pieces: list[bytes]) -> None:
    octets = b"".join(pieces)

    assert isinstance(read_rich_text(octets)[0], str)
    assert isinstance(unpacked(pack("<II4sI", 0, 9_999, b"LZFu", 0) + octets), bytes)


@pytest.mark.parametrize(
    ("properties", "text", "is_page"),
    [
        ([(0x1E, 0x1000, "印刷".encode("cp932") + b"\0")], "印刷", False),
        ([(0x1F, 0x1000, "印刷\0".encode("utf-16-le")), (0x102, 0x1013, b"<p>x")], "印刷", False),
        ([(0x1E, 0x1000, b" \0"), (0x102, 0x1013, b"<p>x")], "<p>x", True),
        ([(0x102, 0x1013, b""), (0x102, 0x1009, PACKED)], "hello world\n"[:-1], False),
        ([(0x3, 0x0E07, pack("<I", 1))], "", False),
    ],
)
def test_the_text_of_a_message_in_outlooks_format_is_found(
    properties: list[tuple[int, int, bytes]], text: str, *, is_page: bool
) -> None:
    found = read_tnef(message(*properties))

    assert (found.text, found.is_page, found.files) == (text, is_page, ())


def test_the_old_form_of_the_text_counts_where_no_other_is_there() -> None:
    found = read_tnef(enclosures.tnef(enclosures.tnef_attribute(1, 0x02800C, "印刷".encode("cp932") + b"\0")))

    assert (found.text, found.problem) == ("印刷", "")


def test_damaged_properties_of_a_message_are_said() -> None:
    found = read_tnef(enclosures.tnef(enclosures.tnef_attribute(1, 0x069003, pack("<IHHI", 1, 0x1E, 0x1000, 9))))

    assert (found.text, found.problem) == ("", "it is damaged")
