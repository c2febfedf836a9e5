"""What is said of attached files: names that are only text, types, dangers (REALITIES 67, 75, 77)."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.mail.attachments import shown_file_name
from mailbot.mail.file_kinds import danger, sniffed_type


def zipped(name: str) -> bytes:
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w") as archive:
        archive.writestr(name, "x")
    return octets.getvalue()


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
