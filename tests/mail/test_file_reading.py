"""What is said of attached files: names that are only text, types, dangers (REALITIES 67, 75, 77)."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.mail import InboundMail
from mailbot.mail.archives import MOST_ENTRIES, contents_of
from mailbot.mail.attachments import shown_file_name
from mailbot.mail.file_kinds import danger, sniffed_type
from mailbot.mail.reading import read


def zipped(*names: str, content: bytes = b"x") -> bytes:
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return octets.getvalue()


def locked(octets: bytes) -> bytes:
    """The flag of encryption set where the contents are listed."""
    at = octets.rfind(b"PK\x01\x02")
    return octets[: at + 8] + b"\x01" + octets[at + 9 :]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


@pytest.mark.parametrize(
    ("octets", "kind"),
    [
        (b"%PDF-1.7", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"BM\x00\x00\x00\x00\x00\x00\x00\x00", "image/bmp"),
        (b"BMW is a car", "declared/type"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
        (b"MZ\x90", "application/vnd.microsoft.portable-executable"),
        (zipped("a.txt"), "application/zip"),
        (zipped("word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"hello", "declared/type"),
        (b"\xef\xbb\xbf<!DOCTYPE html><p>x", "text/html"),
        (b"<?xml version='1.0'?>\n<svg>", "image/svg+xml"),
        (bytes(0x8001) + b"CD001", "application/x-iso9660-image"),
        (b"vhdxfile", "application/x-virtual-disk"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\xce\xfa\xed\xfe", "application/x-mach-binary"),
    ],
)
def test_the_type_is_told_from_the_octets(octets: bytes, kind: str) -> None:
    assert sniffed_type(octets, "declared/type") == kind


@pytest.mark.parametrize(
    ("name", "octets", "why"),
    [
        ("setup.exe", b"", "program"),
        ("invoice.pdf", b"MZ\x90", "program"),
        ("invoice.pdf.js", b"", "program"),
        ("disk.ISO", b"", "disk image"),
        ("sheet.xlsm", b"", "macros"),
        ("sheet.xlsx", zipped("xl/vbaProject.bin"), "macros"),
        ("page.html", b"<script>x</script>", "script"),
        ("page.html", b"<p>harmless</p>", ""),
        ("drawing.svg", b'<svg onload="x()">', "script"),
        ("report.pdf", b"%PDF-1.4", ""),
        ("noending", b"", ""),
        ("plain.zip", zipped("a.txt"), ""),
        *((f"x.{ending}", b"", "program") for ending in ("hta", "vbs", "js", "wsf", "ps1", "bat", "cmd")),
        *((f"x.{ending}", b"", "program") for ending in ("scr", "chm", "msi", "jar", "lnk", "one")),
        *((f"x.{ending}", b"", "disk image") for ending in ("img", "vhd", "vhdx")),
        ("notes.txt", b"\x7fELF", "program"),
        ("notes.txt", b"\xfe\xed\xfa\xcf", "program"),
        ("notes.txt", b"L\x00\x00\x00\x01\x14\x02\x00", "program"),
        ("notes.txt", b"ITSF", "program"),
        ("notes.txt", b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "program"),
        ("notes.dat", OLE + b"\x84\x10\x0c\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46", "program"),
        ("tool.dat", zipped("META-INF/MANIFEST.MF"), "program"),
        ("report.doc", OLE + "_VBA_PROJECT".encode("utf-16-le"), "macros"),
        ("report.doc", OLE, ""),
        ("disk.dat", bytes(0x8001) + b"CD001", "disk image"),
        ("disk.dat", b"conectix", "disk image"),
        ("invoice.pdf                                  .exe ", b"", "program"),
        ("drawing.svg", b"<svg><foreignObject></foreignObject></svg>", "script"),
        ("no-ending", b"<html><body onload='x()'>", "script"),
        ("files.zip", zipped("a.txt", "b/setup.EXE"), "program in an archive"),
        ("files.zip", zipped("a.txt", "disk.iso"), "program in an archive"),
        ("files.zip", zipped("a.txt", "inner.7z"), "archive in an archive, not inspectable"),
        ("files.zip", locked(zipped("報告.xlsx")), "encrypted, not inspectable"),
        ("files.zip", b"PK\x03\x04\x14\x00\x01\x00" + bytes(30), "encrypted, not inspectable"),
        ("old.dat", b"\x22\x00-lh5-" + bytes(30), "archive, not inspectable"),
        ("old.LZH", b"", "archive, not inspectable"),
        ("setup.dat", b"MSCF\0\0\0\0", "archive, not inspectable"),
        ("files.dat", b"noise" + zipped("a.exe"), "program in an archive"),
        ("files.zip", zipped("password/a.txt", "xl/b.exe"), "program in an archive"),
        ("book.docx", zipped("[Content_Types].xml", "word/document.xml"), ""),
        ("page.html", b"<!--" + b"x" * 1_100_000 + b"--><script>", "script"),
        ("logs.tar.gz", b"\x1f\x8b\x08", ""),
        ("bomb.zip", zipped("a.txt", content=bytes(30 * 1024 * 1024)), "too large when unpacked"),
        ("bomb.zip", zipped(*(f"{number}.txt" for number in range(1_001))), "too large when unpacked"),
    ],
)
def test_dangerous_files_are_named_so(name: str, octets: bytes, why: str) -> None:
    assert danger(name, sniffed_type(octets, "application/octet-stream"), octets) == why


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\report.pdf", "report.pdf"),
        ("a\x00b\r\n.txt", "ab .txt"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ('a<b>:"|?*.txt', "a_b______.txt"),
        (" ..hidden.. ", "hidden"),
        ("...", ""),
        ("見積書（改訂）.pdf", "見積書（改訂）.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("x" * 300, "x" * 120),
        ("x." + "y" * 300, "x." + "y" * 118),
    ],
)
def test_file_names_are_fit_for_showing(given_name: str, shown: str) -> None:
    assert shown_file_name(given_name) == shown


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_no_file_name_leads_out_of_a_folder(name: str) -> None:
    shown = shown_file_name(name)

    assert len(shown) <= 120
    assert "/" not in shown
    assert "\\" not in shown
    folder = Path("/folder")
    assert not shown or PurePosixPath(folder / shown).parent == PurePosixPath(folder)
    assert shown not in {".", ".."}


def test_an_archive_is_listed_and_not_unpacked() -> None:
    contents = contents_of(zipped("a.txt", "フォルダ/b.txt", content=b"hello"))

    assert (contents.names, contents.count, contents.unpacked) == (("a.txt", "フォルダ/b.txt"), 2, 10)
    assert len(contents_of(zipped(*map(str, range(1_200)))).names) == MOST_ENTRIES
    assert contents_of(b"PK\x03\x04").names == ()


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=100), st.integers(0, 300), st.integers(0, 255))
def test_any_octets_are_listed_as_an_archive_or_not(noise: bytes, at: int, octet: int) -> None:
    good = bytearray(zipped("a.txt", "b.txt"))
    good[at % len(good)] = octet

    assert len(contents_of(bytes(good)).names) <= 4
    assert contents_of(b"PK\x05\x06" + noise).names == ()


def test_a_name_that_reads_backwards_is_told() -> None:
    raw = (
        b"From: a@b.example\r\nContent-Type: application/pdf\r\n"
        b"Content-Disposition: attachment; filename*=utf-8''re%E2%80%AEfdp.txt\r\n\r\n%PDF-1.4"
    )

    mail = read(raw)

    assert isinstance(mail, InboundMail)
    assert [(file.name, file.dangerous) for file in mail.attachments] == [("refdp.txt", "name that reads backwards")]
