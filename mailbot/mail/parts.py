"""The tree of a mail's parts, found by its boundaries in one pass over the octets, without recursion (RFC 2046 5)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from mailbot.mail.headers import Block, read_block
from mailbot.mail.limits import USUAL, Limits
from mailbot.mail.params import Parameters, read_parameters
from mailbot.mail.transfer import undo

_LINES_PER_PART = 20
"""Lines that look like boundaries, for each part that is allowed; more are not looked at (REALITIES 81)."""

_LONGEST_DELIMITER = 400
_UTF8_MARK = b"\xef\xbb\xbf"
_BLANK_END = 4096
"""How far behind the last boundary is looked for text."""
_CODED = frozenset({"base64", "quoted-printable"})


class TooDeep(Exception):
    """The parts lie in one another deeper than any mail program makes them."""


@dataclass(slots=True)
class Part:
    """One part: its header block and where its body lies in the raw octets. Containers have children.

    `source` holds the octets in which it lies where these are not the mail's own, as for what a file encloses.
    """

    block: Block
    content: Parameters
    disposition: Parameters
    start: int
    end: int
    children: list[Part] = field(default_factory=list)
    source: bytes | None = field(default=None, repr=False)

    @property
    def type(self) -> str:
        return self.content.value

    @property
    def is_multipart(self) -> bool:
        return self.type.startswith("multipart/")

    @property
    def encoding(self) -> str:
        return self.block.text("content-transfer-encoding").lower()

    def raw_body(self, raw: bytes) -> bytes:
        return (raw if self.source is None else self.source)[self.start : self.end]

    def body(self, raw: bytes) -> tuple[bytes, str]:
        """The decoded octets, and what was wrong with them."""
        return undo(self.raw_body(raw), self.encoding)

    def walk(self) -> list[Part]:
        """This part and all below it, in the order of the mail."""
        found: list[Part] = []
        waiting = [self]
        while waiting:
            part = waiting.pop()
            found.append(part)
            waiting.extend(reversed(part.children))
        return found


@dataclass(slots=True)
class Tree:
    """The whole mail as parts, and what was wrong or cut."""

    root: Part
    problems: list[str]


def grow(raw: bytes, start: int = 0, limits: Limits = USUAL) -> Tree:
    """The tree of the message that begins at `start`. Raises TooDeep beyond `limits.depth`; otherwise total.

    A mark of UTF-8 before the first field is passed over; where CR alone ends the lines, it is read as LF.
    """
    if b"\n" not in raw and b"\r" in raw:
        return _within(raw.replace(b"\r", b"\n"), start, limits)
    start += len(_UTF8_MARK) if raw.startswith(_UTF8_MARK, start) else 0
    block = read_block(raw, start, limits=limits)
    root = _part(block, len(raw), default="text/plain")
    problems = list(block.problems)
    if root.is_multipart:
        _Splitter(raw, root, limits, problems).run()
        if not root.children and root.encoding not in _CODED and root.content.get("boundary"):
            problems.append("boundary does not occur")
            root.content.params.pop("boundary")
            _Splitter(raw, root, limits, problems).run()
    for part in root.walk():
        if part.is_multipart and not part.children and not _split_decoded(raw, part, limits, problems):
            problems.append("a multipart without its boundary: read as text")
            part.content = Parameters(_looks_like(part.raw_body(raw)), part.content.params)
    return Tree(root, problems)


def _within(source: bytes, start: int, limits: Limits) -> Tree:
    """The tree of a message that is not the raw mail itself, its parts lying in `source`."""
    tree = grow(source, start, limits)
    for part in tree.root.walk():
        part.source = source if part.source is None else part.source
    return tree


def _split_decoded(raw: bytes, part: Part, limits: Limits, problems: list[str]) -> bool:
    """The parts of a multipart that is itself in base64 or quoted-printable, which RFC 2045 6.4 forbids."""
    if part.encoding not in _CODED:
        return False
    head = b"Content-Type: " + (part.block.first("content-type") or b"").strip() + b"\r\n\r\n"
    try:
        tree = _within(head + part.body(raw)[0], 0, replace(limits, depth=limits.depth - 1))
    except TooDeep as trouble:
        raise TooDeep(f"parts nested more than {limits.depth} deep") from trouble
    if not tree.root.children:
        return False
    part.children = tree.root.children
    problems.extend((f"a multipart in {part.encoding}: its parts are read", *tree.problems))
    return True


def _part(block: Block, end: int, *, default: str) -> Part:
    content = read_parameters(block.first("content-type"))
    kind, _, subtype = content.value.partition("/")
    if not kind or not subtype.strip():
        guess = {"html": "text/html", "multipart": "multipart/mixed"}.get(kind.strip(), default)
        content = Parameters(guess, content.params)
    elif content.value != (tidy := f"{kind.strip()}/{subtype.strip().split()[0]}"):
        content = Parameters(tidy, content.params)
    disposition = read_parameters(block.first("content-disposition"))
    return Part(block, content, disposition, min(block.body_at, end), end)


def _looks_like(octets: bytes) -> str:
    return "text/html" if b"<html" in octets[:500].lower() else "text/plain"


class _Splitter:
    """Walks the lines that begin with two hyphens and opens and closes parts as they say."""

    def __init__(self, raw: bytes, root: Part, limits: Limits, problems: list[str]) -> None:
        self._raw = raw
        self._limits = limits
        self._problems = problems
        self._open: list[tuple[Part, bytes]] = []
        self._leaf: Part | None = None
        self._count = 1
        self._lines = 0
        self._enter(root)

    def run(self) -> None:
        at = self._open[0][0].start - 1 if self._open else len(self._raw)
        if at < 0:
            self._delimiter(0, 0)
            at = 0
        while self._open and (at := self._raw.find(b"\n--", at)) >= 0:
            at = self._delimiter(at, at + 1)
            self._lines += 1
            if self._count > self._limits.parts or self._lines > _LINES_PER_PART * self._limits.parts:
                self._problems.append(f"more than {self._limits.parts} parts: the rest is not split")
                return
        if self._open and self._leaf is not None:
            self._leaf.end = self._without_glued_end(self._leaf.start, self._leaf.end)

    def _delimiter(self, before: int, at: int) -> int:
        """Handle the line at `at`; answers where to look for the next one."""
        line_end = self._raw.find(b"\n", at)
        line_end = len(self._raw) if line_end < 0 else line_end
        name = self._raw[at + 2 : min(line_end, at + 300)].rstrip(b" \t\r")
        level = self._level_of(name)
        closes = level < 0 and name.endswith(b"--")
        if closes:
            level = self._level_of(name[:-2])
        if level < 0:
            return line_end
        end = before - 1 if before > 0 and self._raw[before - 1 : before] == b"\r" else before
        self._close_above(level, end)
        if closes:
            self._open.pop()
            if not self._open and self._raw[line_end : line_end + _BLANK_END].strip():
                self._problems.append("text behind the last boundary is left out")
            return line_end
        return self._begin(min(line_end + 1, len(self._raw)))

    def _level_of(self, name: bytes) -> int:
        return next((level for level in range(len(self._open) - 1, -1, -1) if self._open[level][1] == name), -1)

    def _close_above(self, level: int, end: int) -> None:
        if self._leaf is not None:
            is_cut = level < len(self._open) - 1
            self._leaf.end = max(self._leaf.start, self._without_glued_end(self._leaf.start, end) if is_cut else end)
        for part, _ in self._open[level + 1 :]:
            part.end = max(part.start, end)
        del self._open[level + 1 :]
        self._leaf = None

    def _without_glued_end(self, start: int, end: int) -> int:
        """Where a leaf ends that has its closing delimiter at the end of its last line, not on a line of its own."""
        last = self._raw[max(start, end - _LONGEST_DELIMITER) : end].rstrip()
        delimiter = b"--" + self._open[-1][1] + b"--"
        if not last.endswith(delimiter):
            return end
        self._problems.append("a boundary stands at the end of a line of text")
        return self._raw.rindex(delimiter, start, end)

    def _begin(self, start: int) -> int:
        parent = self._open[-1][0]
        default = "message/rfc822" if parent.type == "multipart/digest" else "text/plain"
        part = _part(read_block(self._raw, start, limits=self._limits), len(self._raw), default=default)
        parent.children.append(part)
        self._count += 1
        if part.is_multipart:
            self._enter(part)
        else:
            self._leaf = part
        return max(part.start - 1, start - 1)

    def _enter(self, part: Part) -> None:
        boundary = part.content.get("boundary").encode("utf-8", "replace").rstrip(b" \t") or self._guess(part.start)
        if not boundary:
            self._leaf = part
            return
        if len(self._open) >= self._limits.depth:
            raise TooDeep(f"parts nested more than {self._limits.depth} deep")
        self._open.append((part, boundary))

    def _guess(self, start: int) -> bytes:
        """The boundary of a multipart that does not name it: its first line that could be one."""
        at = self._raw.find(b"\n--", max(0, start - 1), start + 4096)
        if at < 0:
            return b""
        self._problems.append("boundary missing: guessed")
        line_end = self._raw.find(b"\n", at + 1)
        line = self._raw[at + 3 : line_end if line_end > 0 else len(self._raw)].rstrip()
        return line if 1 < len(line) <= 200 else b""
