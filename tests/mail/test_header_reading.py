"""Header blocks, encoded words and parameters in every shape that mail programs write (READING-MAIL D4 to D8, D10)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.mail.headers import decode_header_text, header_block, read_block
from mailbot.mail.limits import Limits
from mailbot.mail.params import read_parameters


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"=?UTF-8?B?44GK5ZWP44GE5Q==?=\r\n =?UTF-8?B?kIjjgo/jgZs=?=", "お問い合わせ"),
        (b"=?UTF-8?B?44GK5ZWP44GE5?= =?UTF-8?B?ZCI44KP44Gb?=", "お問い合わせ"),
        (b"=?ISO-2022-JP?B?GyRCLSEtahsoQg==?=", "①㈱"),
        (b"Re: [#123]\r\n =?UTF-8?B?5Lu25ZCN?=", "Re: [#123] 件名"),
        (b"=?UTF-8?B?5Lu25ZCN?=tail", "件名tail"),
        (b"=?UTF-8?Q?caf=C3=A9_=3D_good?=", "café = good"),
        (b"=?iso-8859-1?Q?caf=E9?= =?utf-8?Q?_=C3=A9?=", "café é"),
        (b"=?utf-8*ja?B?5Lu25ZCN?=", "件名"),
        (b"=?utf-8?Q?a b?=", "a b"),
        (b"=?utf-8?B?????=", ""),
        (b"=?utf-8?Q?unclosed", "=?utf-8?Q?unclosed"),
        (b"=?utf-8?Q?one =?utf-8?Q?two?=", "=?utf-8?Q?one two"),
        (b"=?x-none?Q?=C3=A9?=", "é"),
        (b"  padded \t text ", "padded   text"),
        (b"a\x00b\x07c", "abc"),
        ("safe\u202egpj.exe".encode(), "safegpj.exe"),
        (b"=?utf-8?Q?hi=0D=0ABcc:_x=40y?=", "hi Bcc: x@y"),
    ],
)
def test_a_header_says_what_its_octets_mean(raw: bytes, text: str) -> None:
    assert decode_header_text(raw) == text


def test_a_header_that_is_already_text_is_decoded_as_well() -> None:
    assert decode_header_text("=?UTF-8?B?5Lu25ZCN?=") == "件名"
    assert decode_header_text("件名\udc8f\ud800")[:2] == "件名"


def test_the_header_block_stands_alone() -> None:
    assert header_block(b"\r\n\r\nFrom: a@b\r\nTo: c@d\r\n\r\nbody") == b"From: a@b\r\nTo: c@d\r\n"


def test_mbox_lines_are_passed_over() -> None:
    block = read_block(b"From a@b Fri Nov 20\nFrom: a@b\n>From c\n\tfold\n\nx")

    assert [field.name for field in block.fields] == ["from"]


def test_a_block_without_its_empty_line_ends_where_the_fields_end() -> None:
    block = read_block(b"From: a@b\r\nthis is text\r\n")

    assert block.problems == ("header block ends without an empty line",)
    assert block.body_at == 11


def test_too_many_and_too_long_headers_are_cut_and_said() -> None:
    limits = Limits(header_lines=3)

    many = read_block(b"A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n\r\nbody", limits=limits)
    long = read_block(b"A: 1\r\n " + b"x" * 50 + b"\r\n " + b"y" * 50 + b"\r\n\r\nbody", limits=Limits(header=20))

    assert many.problems == ("header block cut: too long",)
    assert many.body_at == len(b"A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n\r\n")
    assert long.problems == ("header a cut: too long",)
    assert read_block(b"A: 1\r\nB: 2\r\nC: 3\r\nD: 4", limits=limits).body_at == 22


@pytest.mark.parametrize(
    ("raw", "name", "value"),
    [
        (b'text/plain; charset="utf-8"', "charset", "utf-8"),
        (b"text/plain; CHARSET = utf-8 ; x=y", "charset", "utf-8"),
        (b'a/b; name="a\\"b.txt"', "name", 'a"b.txt'),
        (b'a/b; name="unclosed.txt', "name", "unclosed.txt"),
        (b"a/b; name=my file.pdf", "name", "my file.pdf"),
        (b"a/b; name*=UTF-8''%E8%A6%8B%E7%A9%8D.pdf", "name", "見積.pdf"),
        (b"a/b; name*0*=UTF-8''%E8%A6; name*1*=%8B; name*2=.pdf", "name", "見.pdf"),
        (b"a/b; name*1=b; name*0=a", "name", "ab"),
        (b"a/b; name*=ISO-2022-JP''%1B%24B%2D%21%1B%28B.pdf", "name", "①.pdf"),
        (b'a/b; name="=?ISO-2022-JP?B?GyRCLSEbKEI=?=.pdf"', "name", "①.pdf"),
        (b"a/b; name*=utf-8''=?utf-8?B?5Lu2?=", "name", "件"),
        (b"a/b; ; ;x=1", "x", "1"),
        (b"a/b; name=", "name", ""),
        (b"a/b; name*x=1", "name*x", "1"),
    ],
)
def test_parameters_are_read_in_every_style(raw: bytes, name: str, value: str) -> None:
    assert read_parameters(raw).get(name) == value


def test_parameters_beyond_reason_are_left_out() -> None:
    assert len(read_parameters(b"a/b" + b"".join(b"; p%d=1" % i for i in range(5000))).params) <= 1001


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_octets_are_a_header_text_in_one_line(raw: bytes) -> None:
    text = decode_header_text(raw)

    assert not any(ch < " " or "\x7f" <= ch < "\xa0" for ch in text)
    assert read_parameters(raw).value == read_parameters(raw).value.lower()


@settings(max_examples=100, deadline=None)
@given(st.text(min_size=1, max_size=60).filter(lambda text: text.isprintable() and text == text.strip()))
def test_encoded_words_come_back_as_they_were_however_they_are_cut(text: str) -> None:
    from base64 import b64encode

    octets = text.encode()
    words = [b"=?utf-8?B?" + b64encode(octets[at : at + 5]) + b"?=" for at in range(0, len(octets), 5)]

    assert decode_header_text(b"\r\n ".join(words)) == decode_header_text(text)
