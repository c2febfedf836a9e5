"""Which parts are the text of a mail and which hang on it (REALITIES 68, 69; READING-MAIL D11, D12, D16)."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from mailbot.mail.charset import decode
from mailbot.mail.cleaning import body_text
from mailbot.mail.flowed import unflow
from mailbot.mail.html import CUT, html_to_text, is_too_deep, safe_html, without_tags
from mailbot.mail.inside import is_outlooks, is_secure, name_of
from mailbot.mail.invitations import CALENDARS, summary_of
from mailbot.mail.language import language_of
from mailbot.mail.parts import Part
from mailbot.mail.transfer import behind_base64
from mailbot.mail.uuencode import without_files

_ENCRYPTED = frozenset({"multipart/encrypted", "application/pgp-encrypted"})
_SIGNATURES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"})
_WIDEST = 8
"""Octets that one character takes at most in any charset of mail (ISO-2022-JP with escapes round each)."""
_FAR_SHORTER = 5
_LONGEST_STAND_IN = 200
_FIRST_LINES = 40
_LONGEST_CALENDAR = 256 * 1024
_FOLD = re.compile(rb"\r?\n[ \t]")
"""Where a calendar's line goes on, which may be inside a character (RFC 5545 3.1)."""
_NO_TEXTS = frozenset({"text/csv", "text/vcard", "text/x-vcard", "text/directory", "text/css", "text/javascript"})
_NEVER_TEXTS = CALENDARS | _NO_TEXTS | {"text/rfc822-headers"}


@dataclass(slots=True)
class Body:
    """The chosen texts and the parts that are files, in the order of the mail. `marked` may hold CUT lines."""

    texts: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    files: list[Part] = field(default_factory=list)
    spare: list[Part] = field(default_factory=list)
    """Texts that only count where the mail has no other: those in Outlook's own format."""
    problems: list[str] = field(default_factory=list)
    encrypted: bool = False
    has_page_text: bool = False

    @property
    def marked(self) -> str:
        return "\n".join(text for text in self.texts if text.strip(f" \n{CUT}"))

    @property
    def html(self) -> str:
        return "\n".join(self.pages)


class Chooser:
    """Reads one mail's tree; `limit` bounds the characters that are kept of its texts, and of its pages."""

    def __init__(self, raw: bytes, limit: int) -> None:
        self._raw = raw
        self._limit = limit
        self._room: defaultdict[str, int] = defaultdict(lambda: limit)

    def choose(self, root: Part) -> Body:
        body = self._read(root, is_alone=not root.is_multipart)
        for part in [] if body.marked else body.spare:
            _add(body, self._read_leaf(part, is_alone=False))
            body.problems.append("winmail.dat: the text is taken from it")
        if not body.texts and not body.pages:
            self._use_file_as_text(root, body)
        self._look_for_pgp(body)
        self._tell_of_invitation(body)
        if body.encrypted:
            body.problems.append("encrypted: the desk cannot read it")
        return body

    def _look_for_pgp(self, body: Body) -> None:
        """What PGP wrote into the text itself; where it stands in a quote, the mail is as readable as any other."""
        lines = "\n" + body.marked
        if "\n-----BEGIN PGP MESSAGE-----" in lines:
            body.encrypted = True
        if "\n-----BEGIN PGP SIGNED MESSAGE-----" in lines:
            body.problems.append("signed in the text (PGP): the signature is not checked")

    def _tell_of_invitation(self, body: Body) -> None:
        """The first invitation as a line above the text; the calendar file itself stays an attachment."""
        for part in body.files:
            if part.type not in CALENDARS and not name_of(part).lower().endswith(".ics"):
                continue
            octets = _FOLD.sub(b"", part.body(self._raw)[0][:_LONGEST_CALENDAR])
            calendar = decode(octets, part.content.get("charset") or "utf-8").text
            japanese = language_of(body.marked or calendar) == "ja"
            if summary := summary_of(calendar, method=part.content.get("method"), japanese=japanese):
                body.texts.insert(0, summary + "\n" if body.marked else summary)
                return

    def _read(self, part: Part, *, is_alone: bool = False) -> Body:
        if not part.is_multipart:
            return self._read_with_inside(part, is_alone=is_alone)
        if part.type == "multipart/alternative":
            return self._read_alternative(part)
        body = Body(encrypted=part.type in _ENCRYPTED)
        for index, child in enumerate(part.children):
            inner = self._read(child, is_alone=index == 0)
            if (
                part.type == "multipart/related"
                and index
                and child.type.startswith("text/")
                and (body.texts or body.pages)
            ):
                inner = Body(files=[child])
            _add(body, inner)
        if part.type == "multipart/signed":
            body.problems.append("signed: the signature is not checked")
        return body

    def _read_with_inside(self, part: Part, *, is_alone: bool) -> Body:
        """A leaf and what it encloses: the text of a signed message, or files."""
        body = self._read_leaf(part, is_alone=is_alone)
        for child in part.children:
            if is_outlooks(part) and not child.disposition.value:
                body.spare.append(child)
                continue
            _add(body, self._read(child, is_alone=is_secure(part)))
        return body

    def _read_leaf(self, part: Part, *, is_alone: bool) -> Body:
        if is_secure(part):
            return Body(files=[part], encrypted=part.content.get("smime-type") == "enveloped-data")
        if not self._is_body_text(part, is_alone=is_alone):
            return Body(files=[part], encrypted=part.type in _ENCRYPTED)
        body = Body()
        text = self._text_of(part, body.problems)
        if part.type == "text/html":
            self._read_page(text, body)
        else:
            body.texts.append(text)
        return body

    def _read_page(self, page: str, body: Body) -> None:
        body.has_page_text = True
        if is_too_deep(page):
            body.problems.append("HTML nested too deep: read without its structure")
            body.texts.append(body_text(without_tags(page)))
            return
        body.pages.append(safe_html(page))
        body.texts.append(body_text(html_to_text(page)))

    def _is_body_text(self, part: Part, *, is_alone: bool) -> bool:
        if part.type not in {"text/plain", "text/html"} or part.disposition.value == "attachment":
            return False
        named = bool(part.disposition.get("filename") or part.content.get("name"))
        return not named or (
            is_alone and not part.disposition.get("filename") and part.disposition.value != "attachment"
        )

    def _text_of(self, part: Part, problems: list[str]) -> str:
        text = self._cut(self._decoded(part, problems), part.type, problems)
        if part.type == "text/html":
            return text
        if part.content.get("format").lower() == "flowed":
            text = unflow(text.replace("\r\n", "\n"), delsp=part.content.get("delsp").lower() == "yes")
        return body_text(text)

    def _decoded(self, part: Part, problems: list[str]) -> str:
        octets, problem = part.body(self._raw)
        if problem:
            problems.append(f"text: {problem}")
        octets = octets[: _WIDEST * self._limit]
        octets = without_files(octets) if part.children else octets
        decoded = decode(octets, part.content.get("charset") or _charset_in_page(part, octets))
        if decoded.lossy:
            problems.append(f"text: some characters could not be read ({decoded.charset})")
        footer = behind_base64(part.raw_body(self._raw)) if problem and part.encoding == "base64" else b""
        text = f"{decoded.text}\n{decode(footer).text}" if footer and footer != octets else decoded.text
        return text.replace(CUT, "")

    def _cut(self, text: str, kind: str, problems: list[str]) -> str:
        room = self._room[kind]
        self._room[kind] -= min(room, len(text))
        if len(text) > room:
            problems.append(f"text cut after {self._limit} characters")
        return text[:room]

    def _read_alternative(self, part: Part) -> Body:
        readings = [self._read(child, is_alone=True) for child in part.children]
        plain = _all_plain([body for body in readings if body.texts and not body.has_page_text])
        page = next((body for body in reversed(readings) if body.has_page_text), None)
        chosen = _better(plain, page)
        body = Body()
        for child, reading in zip(part.children, readings, strict=True):
            if chosen is None or not _is_another_form(child):
                body.files.extend(reading.files)
            body.spare.extend(reading.spare)
            body.problems.extend(reading.problems)
            body.encrypted = body.encrypted or reading.encrypted
        if page is not None:
            body.pages.extend(page.pages)
        if chosen is not None:
            body.texts.extend(chosen.texts)
            body.has_page_text = chosen.has_page_text
        return body

    def _use_file_as_text(self, root: Part, body: Body) -> None:
        """A mail that is only a named text, or text of an unknown kind, is that text, and the file as well (D11)."""
        part = next((part for part in body.files if _may_be_read(part) and part.type != "text/html"), None)
        part = root if _may_be_read(root) else part
        if part is None or part.disposition.value == "attachment":
            return
        text = self._text_of(part, body.problems)
        if part.type == "text/html":
            self._read_page(text, body)
        else:
            body.texts.append(text)


def _add(body: Body, inner: Body) -> None:
    body.texts.extend(inner.texts)
    body.pages.extend(inner.pages)
    body.files.extend(inner.files)
    body.spare.extend(inner.spare)
    body.problems.extend(inner.problems)
    body.encrypted = body.encrypted or inner.encrypted
    body.has_page_text = body.has_page_text or inner.has_page_text


def _may_be_read(part: Part) -> bool:
    """Whether a text of any kind may be shown as plain text (RFC 2046 4.1.4)."""
    return part.type.startswith("text/") and part.type not in _NEVER_TEXTS


def _is_another_form(part: Part) -> bool:
    """Whether an alternative is only the same text for programs of another kind, and no file."""
    named = part.disposition.value or part.content.get("name")
    return not part.children and not named and _may_be_read(part)


def _all_plain(readings: list[Body]) -> Body | None:
    """The plain alternatives together: where a mail has several that differ, none is left out."""
    texts = list(dict.fromkeys(text for body in readings for text in body.texts))
    return Body(texts=texts) if texts else None


def _better(plain: Body | None, page: Body | None) -> Body | None:
    """The plain text, unless it is empty, a mere stand-in ("your program cannot show HTML") or only the beginning.

    Where it is far shorter than the page and says something else, both count: nobody can tell which one is meant.
    """
    if plain is None or page is None:
        return plain or page
    letters = "".join(plain.marked.split())
    shown = "".join(page.marked.split())
    if letters and len(letters) * _FAR_SHORTER >= len(shown):
        return plain
    if not letters or (len(letters) < _LONGEST_STAND_IN and "html" in letters.lower()) or _is_within(plain, shown):
        return page
    return Body(texts=[*plain.texts, *page.texts], has_page_text=True)


def _is_within(plain: Body, shown: str) -> bool:
    """Whether nearly all of a plain text's first lines stand in a page, whose text comes without blanks."""
    lines = ["".join(line.split()) for line in plain.marked.split("\n", _FIRST_LINES)[:_FIRST_LINES]]
    found = sum(len(line) for line in lines if line in shown)
    return found * 5 >= sum(map(len, lines)) * 4


def _charset_in_page(part: Part, octets: bytes) -> str:
    """The charset that a page without a label names in its head."""
    if part.type != "text/html":
        return ""
    head = octets[:2048].lower()
    at = head.find(b"charset=")
    return (
        head[at + 8 : at + 40]
        .strip(b"\"' ")
        .split(b'"')[0]
        .split(b";")[0]
        .split(b">")[0]
        .split(b"'")[0]
        .decode("ascii", "ignore")
        if at > 0
        else ""
    )
