"""What files enclose: signed messages in one piece, winmail.dat, files written into a text (REALITIES 73, 74)."""

from __future__ import annotations

import base64
import binascii
from struct import pack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.mail import InboundMail
from mailbot.mail.limits import Limits
from mailbot.mail.reading import attachment_bytes, read
from mailbot.mail.secured import Kind, Secured, read_secured
from mailbot.mail.tnef import MOST_FILES, read_tnef
from mailbot.mail.uuencode import without_files, written_files
from tests.mail import enclosures

HEAD = b"From: a@client.example\r\nTo: s@vendor.example\r\nSubject: x\r\n"
INSIDE = (
    b"Content-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    + "印刷できません。".encode()
    + b"\r\n--i\r\nContent-Type: image/png; name=screen.png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + base64.encodebytes(b"\x89PNG\r\n\x1a\n")
    + b"--i--\r\n"
)


def mail_of(raw: bytes) -> InboundMail:
    mail = read(raw)
    assert isinstance(mail, InboundMail)
    return mail


def carrying(octets: bytes, kind: str) -> bytes:
    head = HEAD + f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
    return head + base64.encodebytes(octets)


def uuencoded(name: str, content: bytes) -> bytes:
    lines = [binascii.b2a_uu(content[at : at + 45], backtick=True) for at in range(0, len(content), 45)]
    return f"begin 644 {name}\n".encode() + b"".join(lines) + b"`\nend\n"


@pytest.mark.parametrize("write", [enclosures.signed, enclosures.signed_in_pieces])
@pytest.mark.parametrize(
    "kind",
    [
        "application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
        "application/x-pkcs7-mime",
        "application/octet-stream; name=smime.p7m",
    ],
)
def test_a_message_signed_in_one_piece_is_read(write: type[bytes], kind: str) -> None:
    raw = carrying(write(INSIDE), kind)

    mail = mail_of(raw)

    assert mail.text == "印刷できません。"
    assert [file.type for file in mail.attachments][1:] == ["image/png"]
    assert attachment_bytes(raw, mail.attachments[1].index) == b"\x89PNG\r\n\x1a\n"
    assert mail.problems == ("signed as one piece (S/MIME): the signature is not checked",)
    assert not mail.encrypted


@pytest.mark.parametrize(
    ("octets", "found"),
    [
        (enclosures.signed(b"x"), Secured(Kind.SIGNED, b"x")),
        (enclosures.signed_in_pieces(b"x" * 100), Secured(Kind.SIGNED, b"x" * 100)),
        (enclosures.cms(enclosures.ENVELOPED_DATA, b"\x30\x00"), Secured(Kind.ENCRYPTED)),
        (enclosures.cms(enclosures.COMPRESSED_DATA, b"\x30\x00"), Secured(Kind.COMPRESSED)),
        (enclosures.cms(enclosures.PLAIN_DATA, b"\x04\x01x"), Secured(Kind.UNKNOWN)),
        (enclosures.cms(enclosures.SIGNED_DATA, b"\x30\x03\x02\x01\x01"), Secured(Kind.UNKNOWN)),
        (enclosures.der(0x30, enclosures.SIGNED_DATA), Secured(Kind.SIGNED)),
        (enclosures.signed(b"x" * 300)[:200], Secured(Kind.UNKNOWN)),
        (b"\x30\x80" * 1000, Secured(Kind.UNKNOWN)),
        (b"\x30\x89" + b"\xff" * 20, Secured(Kind.UNKNOWN)),
        (b"\x1f\x81\x01\x00", Secured(Kind.UNKNOWN)),
        (enclosures.der(0x30, b"\x05\x00" * 100_001), Secured(Kind.UNKNOWN)),
        (b"\x30\x80" + b"\x05\x00" * 100_001, Secured(Kind.UNKNOWN)),
        (b"\x30", Secured(Kind.UNKNOWN)),
        (b"", Secured(Kind.UNKNOWN)),
    ],
)
def test_the_kind_of_an_s_mime_message_is_told_from_its_octets(octets: bytes, found: Secured) -> None:
    assert read_secured(octets) == found


def test_a_signature_that_encloses_nothing_is_a_file() -> None:
    capsule = enclosures.der(0x30, enclosures.PLAIN_DATA)
    empty = enclosures.der(0x30, b"\x02\x01\x01" + enclosures.der(0x31, b"") + capsule)
    octets = enclosures.cms(enclosures.SIGNED_DATA, empty)

    mail = mail_of(carrying(octets, "application/pkcs7-mime; smime-type=signed-data"))
    certificates = mail_of(carrying(octets, "application/pkcs7-mime; smime-type=certs-only"))

    assert mail.problems == ("signed as one piece (S/MIME): the text inside is not read",)
    assert (certificates.problems, certificates.encrypted) == ((), False)


def test_encrypted_and_compressed_messages_are_said_to_be_so() -> None:
    encrypted = enclosures.cms(enclosures.ENVELOPED_DATA, b"\x30\x00")
    compressed = enclosures.cms(enclosures.COMPRESSED_DATA, b"\x30\x00")

    assert mail_of(carrying(encrypted, "application/pkcs7-mime")).encrypted
    assert mail_of(carrying(b"nothing", "application/pkcs7-mime; smime-type=enveloped-data")).encrypted
    mail = mail_of(carrying(compressed, "application/pkcs7-mime"))
    assert (mail.encrypted, mail.problems) == (False, ("compressed (S/MIME): the text inside is not read",))


@pytest.mark.parametrize(("layers", "text"), [(2, "印刷できません。"), (4, "印刷できません。"), (5, "")])
def test_signed_messages_within_one_another_are_opened_a_few_times(layers: int, text: str) -> None:
    inner = INSIDE
    for _ in range(layers - 1):
        head = b"Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        inner = head + base64.encodebytes(enclosures.signed(inner))

    mail = mail_of(carrying(enclosures.signed(inner), "application/pkcs7-mime"))

    assert mail.text == text


def test_what_is_encrypted_below_a_signature_is_said() -> None:
    inner = b"Content-Type: application/pkcs7-mime\r\n\r\n" + enclosures.cms(enclosures.ENVELOPED_DATA, b"0")

    assert mail_of(carrying(enclosures.signed(inner), "application/pkcs7-mime")).encrypted


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=80), st.integers(0, 200), st.integers(0, 255))
def test_any_octets_are_some_kind_of_s_mime_message(noise: bytes, at: int, octet: int) -> None:
    good = bytearray(enclosures.signed_in_pieces(b"Content-Type: text/plain\r\n\r\nhello"))
    good[at % len(good)] = octet

    assert isinstance(read_secured(bytes(good)), Secured)
    assert isinstance(read_secured(noise), Secured)


def test_the_files_in_winmail_dat_are_shown_with_their_names() -> None:
    names = enclosures.mapi(
        (0x0003, 0x3705, pack("<I", 1)),
        (0x0003, 0x8001, pack("<I", 1)),
        (0x001F, 0x3707, "見積書（改訂）.pdf\0".encode("utf-16-le")),
        (0x001E, 0x370E, b"Application/PDF\0"),
    )
    octets = enclosures.tnef(
        enclosures.tnef_file(b"MITSUM~1.PDF", b"%PDF-1.7 x", names),
        enclosures.tnef_file("画面.png".encode("cp932"), b"\x89PNG\r\n\x1a\n"),
        enclosures.tnef_file(b"setup.exe", b"MZ"),
    )
    raw = carrying(octets, "application/ms-tnef; name=winmail.dat")

    mail = mail_of(raw)

    shown = [(file.name, file.type, file.size, file.dangerous) for file in mail.attachments]
    assert shown == [
        ("winmail.dat", "application/ms-tnef", len(octets), ""),
        ("見積書（改訂）.pdf", "application/pdf", 10, ""),
        ("画面.png", "image/png", 8, ""),
        ("setup.exe", "application/vnd.microsoft.portable-executable", 2, "program"),
    ]
    assert attachment_bytes(raw, mail.attachments[1].index) == b"%PDF-1.7 x"
    assert mail.problems == ("winmail.dat: Outlook's own format, 3 files inside",)


def test_the_octets_of_a_file_may_stand_among_its_properties() -> None:
    properties = enclosures.mapi((0x1E, 0x3704, b"A.TXT\0"), (0x102, 0x3701, b"hello"))
    octets = enclosures.tnef(
        enclosures.tnef_attribute(2, 0x069002, b"\0" * 14), enclosures.tnef_attribute(2, 0x069005, properties)
    )

    [file] = read_tnef(octets).files

    assert (file.name, octets[file.start : file.end]) == ("A.TXT", b"hello")


def test_properties_of_several_values_and_of_text_names_are_passed_over() -> None:
    several = pack("<IHHII", 3, 0x1003, 0x1234, 2, 1) + pack("<I", 2)
    named = pack("<HH", 3, 0x8002) + b"\0" * 16 + pack("<II", 1, 6) + b"abcdef\0\0" + pack("<I", 5)
    name = pack("<HH", 0x1E, 0x3707) + pack("<II", 1, 6) + b"b.txt\0\0\0"
    octets = enclosures.tnef(enclosures.tnef_file(b"B~1.TXT", b"x", several + named + name))

    assert [file.name for file in read_tnef(octets).files] == ["b.txt"]


def test_a_damaged_winmail_dat_shows_what_can_be_read() -> None:
    octets = enclosures.tnef(enclosures.tnef_file(b"a.txt", b"x"), enclosures.tnef_file(b"b.txt", b"y" * 50))
    unknown = enclosures.mapi((0x0003, 1, b"\0\0\0\0")).replace(pack("<HH", 3, 1), pack("<HH", 0x99, 1))

    assert [file.name for file in read_tnef(octets[:-40]).files] == ["a.txt", "b.txt"]
    assert read_tnef(octets[:-40]).problem == "it is damaged or too large"
    assert read_tnef(octets + b"\x01").problem == "it is damaged"
    assert read_tnef(enclosures.tnef(enclosures.tnef_file(b"a", b"x", unknown))).problem == "it is damaged"
    assert read_tnef(enclosures.tnef(enclosures.tnef_file(b"a", b"x", pack("<I", 9)))).problem == "it is damaged"
    assert read_tnef(b"text").problem == "it is not in Outlook's format"
    assert mail_of(carrying(b"text", "application/ms-tnef")).problems[0] == "winmail.dat: it is not in Outlook's format"


def test_a_winmail_dat_of_countless_files_is_bounded() -> None:
    many = enclosures.tnef(*(enclosures.tnef_file(b"a", b"x") for _ in range(MOST_FILES + 50)))
    empty = enclosures.tnef(*(enclosures.tnef_attribute(1, 1, b"") for _ in range(10_001)))

    assert len(read_tnef(many).files) == MOST_FILES
    assert read_tnef(many).problem == "it is damaged or too large"
    assert read_tnef(empty).problem == "it is too large"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=120), st.integers(0, 400), st.integers(0, 255))
def test_any_octets_are_a_winmail_dat_or_none(noise: bytes, at: int, octet: int) -> None:
    names = enclosures.mapi((0x1F, 0x3707, "a.pdf\0".encode("utf-16-le")), (0x102, 0x3701, b"hello"))
    good = bytearray(enclosures.tnef(enclosures.tnef_file(b"A", b"x", names)))
    good[at % len(good)] = octet

    for octets in (bytes(good), b"\x78\x9f\x3e\x22\x01\x00" + noise):
        for file in read_tnef(octets).files:
            assert 0 <= file.start <= file.end <= len(octets)


def test_files_written_into_a_text_are_attachments() -> None:
    text = (
        "資料を送ります。\r\n\r\n".encode()
        + uuencoded("報告.txt", b"hello " * 30).replace(b"\n", b"\r\n")
        + b"yours\r\n"
    )
    raw = HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text

    mail = mail_of(raw)

    assert mail.text == "資料を送ります。\n\nyours"
    assert [(file.name, file.size) for file in mail.attachments] == [("報告.txt", 180)]
    assert attachment_bytes(raw, mail.attachments[0].index) == b"hello " * 30
    assert mail.problems == ("files written into the text (uuencode) are shown as attachments",)


@pytest.mark.parametrize(
    "text",
    [
        b"begin 644 readme.txt\nThis is how uuencode begins.\nend\n",
        b"begin 644 readme.txt\nend\n",
        b"begin 644 cut.txt\n" + binascii.b2a_uu(b"hello"),
        b"begin 644 cut.txt\n" + b"M" * 5000 + b"\nend\n",
        b"we begin 644 files\n",
        b"> " + uuencoded("a", b"x"),
    ],
)
def test_what_only_looks_like_a_written_file_stays_text(text: bytes) -> None:
    assert without_files(text) == text
    assert mail_of(HEAD + b"\r\n" + text).attachments == ()


def test_blanks_lost_on_the_way_do_no_harm() -> None:
    written = binascii.b2a_uu(b"hello\0\0\0\0").rstrip(b" \n") + b"\n"

    [file] = written_files(b"begin 600 a.bin\n" + written + b" \nend")

    assert file.content == b"hello\0\0\0\0"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=200), max_size=4), st.text(alphabet="abあ \n", max_size=30))
def test_written_files_come_out_as_they_went_in(contents: list[bytes], between: str) -> None:
    text = b"".join(between.encode() + b"\n" + uuencoded("f.bin", content) for content in contents)

    assert [one.content for one in written_files(text)] == contents
    assert without_files(text) == (between.encode() + b"\n") * len(contents)


def test_a_text_part_that_is_coded_or_attached_is_not_searched() -> None:
    coded = HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(uuencoded("a", b"x"))
    attached = HEAD + b"Content-Disposition: attachment; filename=a.txt\r\n\r\n" + uuencoded("a", b"x")

    assert [file.name for file in mail_of(attached).attachments] == ["a.txt"]
    assert mail_of(coded).attachments == ()


def test_the_limits_hold_inside_as_well() -> None:
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(9))

    found = read(carrying(enclosures.signed(deep), "application/pkcs7-mime"), limits=Limits(depth=5))

    assert not isinstance(found, InboundMail)
    assert "nested" in found.reason
