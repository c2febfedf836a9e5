"""Japanese text in every place of a mail under every transfer encoding, and 20 structures (REALITIES 63, 64, 69)."""

from __future__ import annotations

import base64
import quopri

import pytest

from mailbot.desk.mail import InboundMail
from mailbot.mail.charset import decode
from mailbot.mail.reading import read

VENDOR = "①②⑳ⅠⅣⅩⅰⅳⅹ㍉㌔㎜㎏㏄㎡㍻№㏍℡㊤㊥㊨㈱㈲㈹㍾㍽㍼≒≡∫√⊥∠∵∩∪～－∥￢髙﨑彅德濵栁"
ENCODINGS = ("", "7bit", "8bit", "binary", "base64", "quoted-printable")
TEXT = "①㈱髙橋様　印刷できません。"
HEAD = "From: a@client.example\r\nTo: s@vendor.example\r\nSubject: x\r\n"


NEC_ROWS = {
    bytes((high, low)).decode("cp932", "replace"): bytes((high, low))
    for high in (0xED, 0xEE)
    for low in (*range(0x40, 0x7F), *range(0x80, 0xFD))
}
"""Rows 89 to 92, by which mail programs write in ISO-2022-JP what CP932 has beyond them."""


def jis(text: str) -> bytes:
    """ISO-2022-JP as Outlook writes it: CP932's characters by row arithmetic."""
    out = bytearray()
    for ch in text:
        octets = NEC_ROWS.get(ch) or ch.encode("cp932")
        if len(octets) == 1:
            out += octets
            continue
        high, low = octets
        row = 2 * (high - (0x71 if high <= 0x9F else 0xB1)) + (2 if low >= 0x9F else 1)
        cell = low - (0x7E if low >= 0x9F else 0x20 if low > 0x7F else 0x1F)
        out += b"\x1b$B" + bytes((row, cell)) + b"\x1b(B"
    return bytes(out)


def coded(octets: bytes, encoding: str) -> bytes:
    if encoding == "base64":
        return base64.encodebytes(octets).replace(b"\n", b"\r\n")
    return quopri.encodestring(octets) if encoding == "quoted-printable" else octets


def mail_of(raw: bytes) -> InboundMail:
    mail = read(raw)
    assert isinstance(mail, InboundMail)
    return mail


@pytest.mark.parametrize("ch", VENDOR)
def test_a_vendor_character_is_read_in_every_japanese_charset(ch: str) -> None:
    text = f"印刷{ch}です"

    assert decode(text.encode("cp932"), "Shift_JIS").text == text
    assert decode(jis(text), "ISO-2022-JP").text == text
    assert max(jis(text)) < 0x80


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize("label", ["; charset=ISO-2022-JP", "; charset=us-ascii", ""])
def test_iso_2022_jp_is_read_under_every_encoding_and_label(encoding: str, kind: str, label: str) -> None:
    cte = f"Content-Transfer-Encoding: {encoding}\r\n" if encoding else ""
    head = f"{HEAD}Content-Type: text/{kind}{label}\r\n{cte}\r\n".encode()

    assert mail_of(head + coded(jis(TEXT), encoding)).text == TEXT


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("label", ["Shift_JIS", "us-ascii", "utf-8", "x-unknown"])
def test_cp932_is_read_under_every_encoding_and_label(encoding: str, label: str) -> None:
    head = f"{HEAD}Content-Type: text/plain; charset={label}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode()

    assert mail_of(head + coded(TEXT.encode("cp932"), encoding)).text == TEXT


def word(octets: bytes, label: str, kind: str) -> bytes:
    if kind == "B":
        return f"=?{label}?B?{base64.b64encode(octets).decode()}?=".encode()
    return f"=?{label}?Q?{''.join(f'={octet:02X}' for octet in octets)}?=".encode()


@pytest.mark.parametrize("kind", ["B", "Q"])
@pytest.mark.parametrize(
    ("label", "octets"),
    [("ISO-2022-JP", jis(TEXT)), ("Shift_JIS", TEXT.encode("cp932")), ("UTF-8", TEXT.encode())],
)
def test_words_are_read_in_subject_name_and_file_name(label: str, octets: bytes, kind: str) -> None:
    said = word(octets, label, kind)
    raw = (
        b"From: " + said + b" <a@client.example>\r\nSubject: " + said + b"\r\nContent-Type: application/pdf; name="
        b'"' + said + b'"\r\nContent-Disposition: attachment; filename="' + said + b'"\r\n\r\nx'
    )

    mail = mail_of(raw)

    assert mail.author is not None
    assert (mail.subject, mail.author.name) == (TEXT, TEXT)
    assert [file.name for file in mail.attachments] == [TEXT]


T = "text/plain"
H = "text/html"
ATTACHED = "text/plain!"
PNG = "image/png"
MAIL = "message/rfc822"
Shape = str | tuple["str | Shape", ...]


def written(shape: Shape, path: str = "1") -> bytes:
    """A part; a tuple is a multipart, its first item the subtype. The text of a leaf is its place."""
    if isinstance(shape, str):
        disposition = "Content-Disposition: attachment\r\n" if shape.endswith("!") else ""
        body = f"Subject: inner\r\n\r\ninner {path}" if shape == MAIL else f"<p>page {path}" if shape == H else path
        return f"Content-Type: {shape.rstrip('!')}\r\n{disposition}\r\n{body}".encode()
    kind, *children = shape
    boundary = f"b{path}"
    parts = b"".join(
        f"\r\n--{boundary}\r\n".encode() + written(child, f"{path}.{number}")
        for number, child in enumerate(children, 1)
    )
    return f"Content-Type: multipart/{kind}; boundary={boundary}\r\n".encode() + parts + f"\r\n--{boundary}--".encode()


@pytest.mark.parametrize(
    ("shape", "text", "files"),
    [
        (T, "1", []),
        (H, "page 1", []),
        (PNG, "", [PNG]),
        (MAIL, "", [MAIL]),
        (ATTACHED, "", [T]),
        (("alternative", T, H), "1.1", []),
        (("alternative", H, T), "1.2", []),
        (("alternative", H), "page 1.1", []),
        (("alternative", T, "text/calendar"), "1.1", ["text/calendar"]),
        (("mixed", T, PNG), "1.1", [PNG]),
        (("mixed", PNG, T), "1.2", [PNG]),
        (("mixed", T, PNG, T), "1.1\n1.3", [PNG]),
        (("mixed", T, T), "1.1\n1.2", []),
        (("mixed", T, H), "1.1\npage 1.2", []),
        (("mixed", T, ATTACHED), "1.1", [T]),
        (("mixed", T, MAIL), "1.1", [MAIL]),
        (("mixed", ("alternative", T, H), PNG), "1.1.1", [PNG]),
        (("mixed", ("alternative", T, ("related", H, PNG)), "application/pdf"), "1.1.1", [PNG, "application/pdf"]),
        (("related", ("alternative", T, H), PNG), "1.1.1", [PNG]),
        (("related", H, PNG), "page 1.1", [PNG]),
        (("signed", T, "application/pgp-signature"), "1.1", ["application/pgp-signature"]),
        (("signed", ("mixed", T, PNG), "application/pkcs7-signature"), "1.1.1", [PNG, "application/pkcs7-signature"]),
        (("x-unknown", T, PNG), "1.1", [PNG]),
        (("digest", MAIL, MAIL), "", [MAIL, MAIL]),
    ],
)
def test_the_text_and_the_files_of_a_structure(shape: Shape, text: str, files: list[str]) -> None:
    mail = mail_of(HEAD.encode() + written(shape))

    assert mail.text == text
    assert [file.declared_type for file in mail.attachments] == files
