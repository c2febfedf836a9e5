"""What some files enclose, hung below them as parts: signed messages, winmail.dat, files written into a text."""

from __future__ import annotations

from collections import deque

from mailbot.mail import tnef
from mailbot.mail.charset import decode
from mailbot.mail.headers import Block
from mailbot.mail.limits import Limits
from mailbot.mail.params import Parameters
from mailbot.mail.parts import Part, Tree, grow
from mailbot.mail.secured import Kind, read_secured
from mailbot.mail.uuencode import may_hold_files, written_files

SECURE = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
OUTLOOK = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_PLAIN_ENCODINGS = frozenset({"", "7bit", "8bit", "binary", "quoted-printable"})
_NO_BLOCK = Block()
_MOST_LAYERS = 3
"""Signatures round one another, as of a mail that was signed, encrypted and signed (RFC 2634 1.1)."""


def open_up(raw: bytes, tree: Tree, limits: Limits) -> None:
    """Hang what files enclose below them; say of each what was found. What a signed message encloses is opened too.

    Raises TooDeep as `grow` does.
    """
    waiting = deque((part, 0) for part in tree.root.walk())
    while waiting:
        part, level = waiting.popleft()
        if part.children:
            continue
        if is_secure(part):
            _open_secured(raw, part, tree, limits)
            if level < _MOST_LAYERS:
                waiting.extend((inner, level + 1) for child in part.children for inner in child.walk())
        elif is_outlooks(part):
            _open_outlooks(raw, part, tree.problems)
        elif part.type == "text/plain" and part.disposition.value != "attachment":
            _open_text(raw, part, tree.problems)


def is_secure(part: Part) -> bool:
    """Whether this is an S/MIME message in one piece, by its type or by its usual name."""
    return part.type in SECURE or (part.type == "application/octet-stream" and name_of(part).lower() == "smime.p7m")


def is_outlooks(part: Part) -> bool:
    """Whether this is a file in Outlook's own format."""
    return part.type in OUTLOOK or name_of(part).lower() == "winmail.dat"


def name_of(part: Part) -> str:
    return part.disposition.get("filename") or part.content.get("name")


def _open_secured(raw: bytes, part: Part, tree: Tree, limits: Limits) -> None:
    found = read_secured(part.body(raw)[0])
    claimed = part.content.get("smime-type").lower()
    if found.kind is Kind.SIGNED and found.content.strip():
        inner = grow(found.content, len(found.content) - len(found.content.lstrip(b"\r\n")), limits)
        for one in inner.root.walk():
            one.source = found.content
        part.children.append(inner.root)
        tree.problems.append("signed as one piece (S/MIME): the signature is not checked")
        tree.problems.extend(inner.problems)
    elif claimed == "certs-only":
        return
    elif found.kind is Kind.SIGNED or (found.kind is Kind.UNKNOWN and claimed == "signed-data"):
        tree.problems.append("signed as one piece (S/MIME): the text inside is not read")
    elif found.kind is Kind.COMPRESSED:
        tree.problems.append("compressed (S/MIME): the text inside is not read")
    part.content.params["smime-type"] = {
        Kind.SIGNED: "signed-data",
        Kind.ENCRYPTED: "enveloped-data",
        Kind.COMPRESSED: "compressed-data",
        Kind.UNKNOWN: claimed or "enveloped-data",
    }[found.kind]


def _open_outlooks(raw: bytes, part: Part, problems: list[str]) -> None:
    octets, _ = part.body(raw)
    reading = tnef.read_tnef(octets)
    for one in reading.files:
        part.children.append(_file(octets, one.start, one.end, one.name, one.type))
    if reading.text.strip():
        text = reading.text.encode("utf-8", "replace")
        content = Parameters("text/html" if reading.is_page else "text/plain", {"charset": "utf-8"})
        part.children.append(Part(_NO_BLOCK, content, Parameters(), 0, len(text), source=text))
    if reading.problem:
        problems.append(f"winmail.dat: {reading.problem}")
    problems.append(f"winmail.dat: Outlook's own format, {len(reading.files)} files inside")


def _open_text(raw: bytes, part: Part, problems: list[str]) -> None:
    if part.encoding not in _PLAIN_ENCODINGS or not may_hold_files(part.raw_body(raw)):
        return
    for one in written_files(part.body(raw)[0]):
        part.children.append(_file(one.content, 0, len(one.content), decode(one.name).text, ""))
    if part.children:
        problems.append("files written into the text (uuencode) are shown as attachments")


def _file(source: bytes, start: int, end: int, name: str, kind: str) -> Part:
    disposition = Parameters("attachment", {"filename": name})
    content = Parameters(kind if "/" in kind else "application/octet-stream")
    return Part(_NO_BLOCK, content, disposition, start, end, source=source)
