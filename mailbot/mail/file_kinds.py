"""What a file is by its first octets and its name, and why it must not be passed on unasked (REALITIES 77)."""

from __future__ import annotations

import re

from mailbot.mail.archives import contents_of, is_archive

_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x1f\x8b", "application/gzip"),
    (b"MSCF\0\0\0\0", "application/vnd.ms-cab-compressed"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"MZ", "application/vnd.microsoft.portable-executable"),
    (b"\x7fELF", "application/x-executable"),
    *(
        (magic, "application/x-mach-binary")
        for magic in (b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")
    ),
    *((magic, "application/x-mach-binary") for magic in (b"\xfe\xed\xfa\xcf", b"\xfe\xed\xfa\xce")),
    (b"conectix", "application/x-virtual-disk"),
    (b"vhdxfile", "application/x-virtual-disk"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "application/x-ms-shortcut"),
    (b"ITSF", "application/vnd.ms-htmlhelp"),
    (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "application/onenote"),
    (b"\x78\x9f\x3e\x22", "application/ms-tnef"),
    (b"{\\rtf", "application/rtf"),
    (b"BEGIN:VCALENDAR", "text/calendar"),
    (b"BEGIN:VCARD", "text/vcard"),
)
_OFFICE = (
    ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("META-INF/MANIFEST.MF", "application/java-archive"),
)
_PROGRAMS = frozenset(
    {
        *("ade", "adp", "apk", "app", "appinstaller", "application", "appref-ms", "appx", "appxbundle", "bat", "chm"),
        *("cmd", "com", "command", "cpl", "diagcab", "diagcfg", "diagpkg", "dll", "dmg", "ex", "ex_", "exe", "gadget"),
        *("hta", "ins", "iqy", "isp", "jar", "jnlp", "js", "jse", "lib", "library-ms", "lnk", "mde", "mjs", "msc"),
        *("msi", "msix", "msixbundle", "msp", "mst", "nsh", "one", "pif", "pkg", "ps1", "psm1", "pyw", "rdp", "reg"),
        *("scf", "scr", "sct", "search-ms", "settingcontent-ms", "sh", "shb", "sys", "url", "vb", "vbe", "vbs"),
        *("vxd", "wsc", "wsf", "wsh", "xbap", "xll"),
    }
)
_DISKS = frozenset({"img", "iso", "udf", "vhd", "vhdx", "vmdk"})
_MACROS = frozenset({"docm", "dotm", "xlsm", "xlsb", "xltm", "xlam", "pptm", "potm", "ppsm", "ppam", "sldm"})
_PAGES = frozenset({"htm", "html", "shtml", "xht", "xhtml", "svg", "mht", "mhtml"})
_CLOSED_ARCHIVES = frozenset({"rar", "7z", "cab", "lzh", "lha", "ace", "arj"})
"""Archives of which no list of contents is read."""
_CLOSED_TYPES = frozenset(
    {
        *("application/x-7z-compressed", "application/vnd.rar", "application/vnd.ms-cab-compressed"),
        "application/x-lzh-compressed",
    }
)
_ARCHIVES = _CLOSED_ARCHIVES | {"zip"}
_MSI = b"\x84\x10\x0c\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46"
"""The class that the root of an installer package has (MS-CFB; Windows Installer)."""
_OLE_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_OLE_LOCKED = "EncryptedPackage".encode("utf-16-le")
"""The stream in which Office keeps a document with a password (MS-OFFCRYPTO)."""
_DOS_HEAD = 64
_LZH = re.compile(rb"..-l(?:h[0-9dx]|z[s45])-", re.DOTALL)
_NOT_IN_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x80-\xff]")
_ISO_AT = 0x8001
_MARKUP = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,200}-->\s*)?<(?:!doctype\s+)?(html|svg)\b", re.IGNORECASE
)
_OLE = "application/x-ole-storage"
_DISK_TYPES = frozenset({"application/x-iso9660-image", "application/x-virtual-disk"})
_RUNNABLE = frozenset(
    {
        *("application/vnd.microsoft.portable-executable", "application/x-executable", "application/x-mach-binary"),
        *("application/x-ms-shortcut", "application/vnd.ms-htmlhelp", "application/onenote"),
        "application/java-archive",
    }
)
_SCRIPT = re.compile(
    rb"<script|javascript\s*:|vbscript\s*:|<iframe|<object|<embed|<foreignobject|\bon[a-z]{3,20}\s*=\s*[\"']",
    re.IGNORECASE,
)
_LOOK = 1024 * 1024


def sniffed_type(octets: bytes, declared: str) -> str:
    """The media type that the first octets show; the declared one where they show none."""
    if octets[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        return _zip_type(octets)
    found = next((kind for mark, kind in _MAGIC if octets.startswith(mark)), "") or _deeper_type(octets)
    is_word = found == "image/bmp" and octets[6:10] != b"\0\0\0\0"
    is_word = is_word or (octets[:2] == b"MZ" and len(octets) > _DOS_HEAD and not _NOT_IN_TEXT.search(octets[:256]))
    if is_word:
        found = ""
    return found or declared or "application/octet-stream"


def _zip_type(octets: bytes) -> str:
    names = contents_of(octets).names
    return next((kind for mark, kind in _OFFICE if any(name.startswith(mark) for name in names)), "application/zip")


def _deeper_type(octets: bytes) -> str:
    """What is told from octets that do not stand first."""
    if octets[4:8] == b"ftyp":
        return "image/heic" if octets[8:12] in {b"heic", b"heix", b"mif1"} else "video/mp4"
    if octets[8:12] == b"WEBP" and octets[:4] == b"RIFF":
        return "image/webp"
    if _LZH.match(octets):
        return "application/x-lzh-compressed"
    if octets[_ISO_AT : _ISO_AT + 5] == b"CD001":
        return "application/x-iso9660-image"
    markup = _MARKUP.match(octets[:1024].removeprefix(b"\xef\xbb\xbf"))
    return "" if markup is None else "image/svg+xml" if markup[1].lower() == b"svg" else "text/html"


def danger(name: str, kind: str, octets: bytes) -> str:
    """Why the file is dangerous, in a few words; empty if nothing speaks against it.

    Archives are listed and never unpacked; what lies deeper than one archive is not looked at, and that is a reason.
    """
    ending = _ending(name)
    if kind in _RUNNABLE or ending in _PROGRAMS or (kind == _OLE and _MSI in octets[:_LOOK]):
        return "program"
    if ending in _DISKS or kind in _DISK_TYPES:
        return "disk image"
    if ending in _MACROS or _has_macros(kind, octets):
        return "macros"
    if (ending in _PAGES or kind in {"text/html", "image/svg+xml"}) and _SCRIPT.search(octets.replace(b"\0", b"")):
        return "script"
    if ending in _CLOSED_ARCHIVES or kind in _CLOSED_TYPES:
        return "archive, not inspectable"
    if kind == _OLE and _OLE_LOCKED in octets:
        return "encrypted, not inspectable"
    return _danger_inside(octets) if is_archive(octets) else ""


def _ending(name: str) -> str:
    return name.strip(" .\0").rpartition(".")[2].lower() if "." in name else ""


def _has_macros(kind: str, octets: bytes) -> bool:
    return (octets[:2] == b"PK" and b"vbaProject.bin" in octets) or (kind == _OLE and _OLE_MACROS in octets)


def _danger_inside(octets: bytes) -> str:
    contents = contents_of(octets)
    if contents.is_bomb(len(octets)):
        return "too large when unpacked"
    endings = {_ending(name) for name in contents.names}
    if endings & (_PROGRAMS | _DISKS | _MACROS):
        return "program in an archive"
    if contents.is_locked:
        return "encrypted, not inspectable"
    return "archive in an archive, not inspectable" if endings & _ARCHIVES else ""
