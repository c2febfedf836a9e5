"""The header block of a mail or a part: its fields as octets, and what they say when decoded (READING-MAIL D4-D8)."""

from __future__ import annotations

import re
from binascii import Error as Base64Error
from binascii import a2b_base64
from dataclasses import dataclass

from mailbot.mail.charset import decode
from mailbot.mail.cleaning import one_line
from mailbot.mail.limits import USUAL, Limits

_FIELD = re.compile(rb"([0-9A-Za-z_][!-9;-~]*)[ \t]*:")
_BLANK_LINE = re.compile(rb"\r?\n(?:[ \t]*\r?\n)|\r\r")
_FOLD = re.compile(r"\r?\n[ \t]?|\r(?=[ \t])")
_WORD_START = re.compile(r"=\?([^?\s=]{1,80})\?([bBqQ])\?")
_HEX = re.compile(rb"=([0-9A-Fa-f]{2})")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")


@dataclass(frozen=True, slots=True)
class Field:
    """One header field: its name in lower case and its octets after the colon, folds included."""

    name: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Block:
    """The fields of a header block in order, where the body begins, and what was wrong or cut."""

    fields: tuple[Field, ...] = ()
    body_at: int = 0
    problems: tuple[str, ...] = ()

    def all(self, name: str) -> list[bytes]:
        return [field.value for field in self.fields if field.name == name]

    def first(self, name: str) -> bytes | None:
        return next((field.value for field in self.fields if field.name == name), None)

    def text(self, name: str) -> str:
        """The first field of this name, decoded and in one line; empty if there is none."""
        value = self.first(name)
        return "" if value is None else decode_header_text(value)

    def texts(self, name: str) -> list[str]:
        return [decode_header_text(value) for value in self.all(name)]


def header_block(raw: bytes) -> bytes:
    """The octets of the mail's header block, without leading line ends and without the blank line behind it."""
    start = len(raw) - len(raw.lstrip(b"\r\n"))
    block = read_block(raw, start)
    return raw[start : block.body_at].rstrip(b"\r\n") + b"\r\n"


def read_block(raw: bytes, start: int = 0, end: int | None = None, limits: Limits = USUAL) -> Block:
    """The fields from `start` on. A line that is no field ends the block, as mail servers have it. Linear.

    A first line `From …` (mbox) or `>From …` is passed over.
    """
    end = len(raw) if end is None else end
    fields: list[Field] = []
    problems: list[str] = []
    at = start
    stop = min(end, start + limits.header_block)
    lines = 0
    while at < stop and lines < limits.header_lines:
        next_line = _line_end(raw, at, stop)
        line = raw[at:next_line]
        if (not line.strip(b" \t\r\n") and line[:1] not in b" \t") or not line.strip():
            return Block(tuple(fields), next_line, tuple(problems))
        match = _FIELD.match(line)
        if line[:1] in b" \t" and fields:
            _continue(fields, line, limits, problems)
        elif match:
            fields.append(_begin(match[1], line[match.end() :], limits, problems))
        elif not (line.startswith((b"From ", b">From ")) and len(fields) < 2):
            problems.append("header block ends without an empty line")
            return Block(tuple(fields), at, tuple(problems))
        at = next_line
        lines += 1
    if at < end:
        problems.append("header block cut: too long")
        at = _body_after(raw, at, end)
    return Block(tuple(fields), at, tuple(problems))


def _line_end(raw: bytes, at: int, stop: int) -> int:
    found = raw.find(b"\n", at, stop)
    return stop if found < 0 else found + 1


def _body_after(raw: bytes, at: int, end: int) -> int:
    blank = _BLANK_LINE.search(raw, at, end)
    return end if blank is None else blank.end()


def _begin(name: bytes, value: bytes, limits: Limits, problems: list[str]) -> Field:
    field = Field(name.decode("ascii").lower(), value[: limits.header])
    if len(value) > limits.header:
        _say_cut(field, problems)
    return field


def _say_cut(field: Field, problems: list[str]) -> None:
    cut = f"header {field.name[:40]} cut: too long"
    if cut not in problems:
        problems.append(cut)


def _continue(fields: list[Field], line: bytes, limits: Limits, problems: list[str]) -> None:
    field = fields[-1]
    if len(field.value) + len(line) > limits.header:
        _say_cut(field, problems)
        return
    fields[-1] = Field(field.name, field.value + line)


def unfolded(value: bytes) -> str:
    """A field's octets as text by evidence, its folds undone, its encoded words still encoded."""
    return _FOLD.sub(" ", decode(value.replace(b"\x00", b"").strip(b" \t\r\n")).text)


def decode_header_text(raw_value: str | bytes) -> str:
    """What an unstructured field says: decoded, in one line, free of control characters. Total and linear.

    Encoded words may be glued, quoted, split inside a character, or hold spaces (READING-MAIL D4 to D8); a text is
    what the octets mean, whatever the label says.
    """
    octets = raw_value if isinstance(raw_value, bytes) else _as_octets(raw_value)
    return one_line(decode_words(unfolded(octets)))


def decode_words(text: str) -> str:
    """The text with its encoded words decoded (RFC 2047), adjacent ones of one charset joined before decoding."""
    if "=?" not in text:
        return text
    out: list[str] = []
    run: list[tuple[str, str, str]] = []
    at = 0
    for start, end, word in _words(text):
        between = text[at:start]
        if run and between.strip(" \t\r\n"):
            out.append(_decode_run(run))
            run = []
        if not run:
            out.append(between)
        run.append(word)
        at = end
    if run:
        out.append(_decode_run(run))
    out.append(text[at:])
    return "".join(out)


def word_spans(text: str) -> list[tuple[int, int]]:
    """Where the encoded words of a text stand."""
    return [(start, end) for start, end, _ in _words(text)]


def _words(text: str) -> list[tuple[int, int, tuple[str, str, str]]]:
    """Where the encoded words stand, with (charset, encoding, payload) of each."""
    found: list[tuple[int, int, tuple[str, str, str]]] = []
    at = 0
    end = -1
    while (start := _WORD_START.search(text, at)) is not None:
        end = end if end >= start.end() else text.find("?=", start.end())
        if end < 0:
            break
        again = text.find("=?", start.end(), end)
        if again >= 0 and _WORD_START.match(text, again):
            at = again
            continue
        found.append((start.start(), end + 2, (start[1], start[2].lower(), text[start.end() : end])))
        at = end + 2
    return found


def _as_octets(text: str) -> bytes:
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _decode_run(run: list[tuple[str, str, str]]) -> str:
    out: list[str] = []
    group: list[tuple[str, str]] = []
    charset = ""
    for word_charset, encoding, payload in run:
        label = word_charset.partition("*")[0].lower()
        if group and label != charset:
            out.append(decode(_octets(group), charset).text)
            group = []
        charset = label
        group.append((encoding, payload))
    out.append(decode(_octets(group), charset).text)
    return "".join(out)


def _octets(group: list[tuple[str, str]]) -> bytes:
    octets: list[bytes] = []
    pending = ""
    for encoding, payload in group:
        if encoding == "b" and not payload.rstrip().endswith("="):
            pending += payload
            continue
        if encoding == "b":
            octets.append(_base64(pending + payload))
        else:
            octets.append(_base64(pending))
            octets.append(_quoted(payload))
        pending = ""
    octets.append(_base64(pending))
    return b"".join(octets)


def _base64(payload: str) -> bytes:
    plain = _NOT_BASE64.sub("", payload)
    plain = plain[:-1] if len(plain) % 4 == 1 else plain
    try:
        return a2b_base64(plain + "=" * (-len(plain) % 4))
    except (Base64Error, ValueError):
        return b""


def _quoted(payload: str) -> bytes:
    octets = _as_octets(payload).replace(b"_", b" ")
    return _HEX.sub(lambda code: bytes((int(code[1], 16),)), octets)
