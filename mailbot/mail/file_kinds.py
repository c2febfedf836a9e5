"""What a file is by its first octets and its name, and why it must not be passed on unasked (REALITIES 77)."""

from __future__ import annotations

import re

_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"MZ", "application/vnd.microsoft.portable-executable"),
    (b"\x7fELF", "application/x-executable"),
    (b"\xca\xfe\xba\xbe", "application/x-mach-binary"),
    (b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "application/x-ms-shortcut"),
    (b"ITSF", "application/vnd.ms-htmlhelp"),
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "application/onenote"),
    (b"\x78\x9f\x3e\x22", "application/ms-tnef"),
    (b"{\\rtf", "application/rtf"),
    (b"BEGIN:VCALENDAR", "text/calendar"),
    (b"BEGIN:VCARD", "text/vcard"),
)
_OFFICE = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    (b"META-INF/MANIFEST.MF", "application/java-archive"),
)
_PROGRAMS = frozenset(
    {
        *("ade", "adp", "app", "appx", "apk", "bat", "chm", "cmd", "com", "cpl", "dll", "dmg", "exe", "gadget", "hta"),
        *(
            "ins",
            "isp",
            "jar",
            "js",
            "jse",
            "lib",
            "lnk",
            "mde",
            "msc",
            "msi",
            "msp",
            "mst",
            "one",
            "pif",
            "ps1",
            "psm1",
        ),
        *("reg", "scr", "sct", "sh", "sys", "vb", "vbe", "vbs", "vxd", "wsc", "wsf", "wsh", "xll"),
    }
)
_DISKS = frozenset({"img", "iso", "vhd", "vhdx"})
_MACROS = frozenset({"docm", "dotm", "xlsm", "xltm", "xlam", "pptm", "potm", "ppsm"})
_PAGES = frozenset({"htm", "html", "shtml", "xhtml", "svg", "mht", "mhtml"})
_ARCHIVES = frozenset({"application/zip", "application/vnd.rar", "application/x-7z-compressed"})
_RUNNABLE = frozenset(
    {
        *("application/vnd.microsoft.portable-executable", "application/x-executable", "application/x-mach-binary"),
        *("application/x-ms-shortcut", "application/vnd.ms-htmlhelp", "application/onenote"),
        "application/java-archive",
    }
)
_SCRIPT = re.compile(rb"<script|javascript:|\bon(?:load|error|click)\s*=", re.IGNORECASE)
_LOOK = 256 * 1024


def sniffed_type(octets: bytes, declared: str) -> str:
    """The media type that the first octets show; the declared one where they show none."""
    if octets[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        head = octets[:_LOOK]
        return next((kind for mark, kind in _OFFICE if mark in head), "application/zip")
    found = next((kind for mark, kind in _MAGIC if octets.startswith(mark)), "")
    if found == "image/bmp" and octets[6:10] != b"\0\0\0\0":
        found = ""
    if not found and octets[4:8] == b"ftyp":
        found = "image/heic" if octets[8:12] in {b"heic", b"heix", b"mif1"} else "video/mp4"
    return found or declared or "application/octet-stream"


def danger(name: str, kind: str, octets: bytes) -> str:
    """Why the file is dangerous, in a word or two; empty if nothing speaks against it."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if kind in _RUNNABLE or ending in _PROGRAMS:
        return "program"
    if ending in _DISKS:
        return "disk image"
    if ending in _MACROS or (octets[:2] == b"PK" and b"vbaProject.bin" in octets[:_LOOK]):
        return "macros"
    if (ending in _PAGES or kind in {"text/html", "image/svg+xml"}) and _SCRIPT.search(octets[:_LOOK]):
        return "script"
    if kind in _ARCHIVES and _is_locked(kind, octets):
        return "encrypted, not inspectable"
    return ""


def _is_locked(kind: str, octets: bytes) -> bool:
    """Whether a zip's first entry is encrypted (general purpose bit 0), as in a PPAP archive (REALITIES 75)."""
    return kind == "application/zip" and octets[:4] == b"PK\x03\x04" and len(octets) > 7 and bool(octets[6] & 1)
