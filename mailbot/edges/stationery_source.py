"""The one source of a letter as a document: what templates print is marked, so that data is never read as form.

A printed value stands between a pair of control characters, and all values lose theirs first; so no customer's text
can make a row of the fact box, a new line or a link.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import TypeAlias

from mailbot.desk.subjects import width


class Kind(Enum):
    """How a run of characters came into the letter: the pair of marks around it in the source."""

    FORM = ""
    DATA = "\x02\x03"
    STRONG = "\x0e\x0f"
    TELEPHONE = "\x10\x11"
    LINKS = "\x12\x13"
    OPENS = "\x15\x16"


class Prose(str):
    """Text that already bears its marks; only filters make it, from cleaned values."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Run:
    text: str
    kind: Kind
    target: str = ""
    """What touching it opens, for `OPENS`; it is not shown."""


Line: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Lines of prose; `tight` if no blank line parts it from what stands before."""

    lines: tuple[Line, ...]
    tight: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Rows of label and value."""

    rows: tuple[tuple[Line, Line], ...]
    colon: str
    tight: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verbatim:
    """A person's text as written, its lines kept. `links`: it is a proven staff member's, whose links may live."""

    text: str
    links: bool = False
    language: str = ""
    tight: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnHtml:
    """The place of a body that has an HTML source of its own."""

    tight: bool = False


Block: TypeAlias = Paragraph | Facts | Verbatim | OwnHtml


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A letter's body and what stands below its line."""

    body: tuple[Block, ...]
    footer: tuple[Block, ...] = ()


VERBATIM = re.compile(r"\x05([wc])([a-zA-Z-]*)\x07(.*)\x06")
LINE_IN_VERBATIM = "\x1e"
OWN_HTML = "\x14"
FOOTER_LINE = "---"
PROSE_LINE = "\\"
"""A line that begins so is prose even if it looks like a row of facts."""
MARKED = re.compile(r"(\x02|\x0e|\x10|\x12|\x15)([^\x00-\x1f]*)[\x03\x0f\x11\x13\x16]")
BEFORE_TARGET = "\x7f"
"""Parts what is shown of a run from what it opens; no value holds it (`cleaned`)."""
OPENERS = {kind.value[0]: kind for kind in Kind if kind.value}
LONGEST_LABEL = 48
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
LINE_ENDS = re.compile("\r\n|\r|\x0b|\x0c|\x85|\u2028|\u2029")
UNCLEAN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
SURROGATES = re.compile("[\ud800-\udfff]")


def cleaned(text: str) -> str:
    """Lines end in LF; no control character, none that turns the direction of writing, no half of a pair."""
    if not UNCLEAN.search(text):
        return text
    return CONTROLS.sub("", LINE_ENDS.sub("\n", SURROGATES.sub("\ufffd", text)))


def one_line(text: str) -> str:
    """A value that stands within a line: cleaned, its line ends and tabs as single spaces."""
    return " ".join(cleaned(text).replace("\t", " ").split("\n")).strip()


def marked(text: str, kind: Kind) -> Prose:
    """A value between the marks of its kind."""
    marks = kind.value
    return Prose(f"{marks[0]}{one_line(text)}{marks[1]}")


def opening(text: str, target: str) -> Prose:
    """A value that opens a ready mail; with another kind of target it is only shown."""
    if not target.startswith("mailto:"):
        return marked(text, Kind.DATA)
    marks = Kind.OPENS.value
    return Prose(f"{marks[0]}{one_line(text)}{BEFORE_TARGET}{one_line(target)}{marks[1]}")


def verbatim(text: str, *, links: bool, language: str = "") -> Prose:
    """A person's text, to stand as a block of its own with its lines as written."""
    kept = cleaned(text).strip("\n").rstrip().replace("\n", LINE_IN_VERBATIM)
    tag = language if re.fullmatch(r"[a-zA-Z]{2,3}(-[a-zA-Z]+)?", language) else ""
    return Prose(f"\x05{'w' if links else 'c'}{tag}\x07{kept}\x06")


def read_source(source: str, *, language: str) -> Document:
    """The document that a printed template describes (see docs/guide/letters.md for the form)."""
    lines = source.split("\n")
    if FOOTER_LINE not in lines:
        return Document(body=_blocks(lines, language, rows=True))
    at = lines.index(FOOTER_LINE)
    return Document(
        body=_blocks(lines[:at], language, rows=True), footer=_blocks(lines[at + 1 :], language, rows=False)
    )


@lru_cache(maxsize=1024)  # most lines are the template's own and come with every letter
def runs_of(line: str) -> Line:
    """A line taken apart at its marks."""
    runs: list[Run] = []
    at = 0
    for found in MARKED.finditer(line):
        if found.start() > at:
            runs.append(Run(line[at : found.start()], Kind.FORM))
        if found[2]:
            shown, _, target = found[2].partition(BEFORE_TARGET)
            runs.append(Run(shown, OPENERS[found[1]], target))
        at = found.end()
    if at < len(line):
        runs.append(Run(line[at:], Kind.FORM))
    return tuple(runs)


def plain(line: Line) -> str:
    """The characters of a line without its marks."""
    return "".join(run.text for run in line)


def _blocks(lines: list[str], language: str, *, rows: bool) -> tuple[Block, ...]:
    blocks: list[Block] = []
    blank = True
    for line in lines:
        if not line.strip():
            blank = True
            continue
        _add(blocks, _block_of(line, language, rows=rows, tight=not blank), fresh=blank)
        blank = False
    return tuple(blocks)


def _block_of(line: str, language: str, *, rows: bool, tight: bool) -> Block:
    if found := VERBATIM.fullmatch(line.strip(" ")):
        text = found[3].replace(LINE_IN_VERBATIM, "\n")
        return Verbatim(text=text, links=found[1] == "w", language=found[2], tight=tight)
    if line.strip() == OWN_HTML:
        return OwnHtml(tight=tight)
    if line.startswith(PROSE_LINE):
        return Paragraph(lines=(runs_of(line[len(PROSE_LINE) :]),), tight=tight)
    read = runs_of(line.rstrip())
    if rows and (row := _row(read, "：" if language == "ja" else ": ")):
        return Facts(rows=(row,), colon="：" if language == "ja" else ": ", tight=tight)
    return Paragraph(lines=(read,), tight=tight)


def _add(blocks: list[Block], block: Block, *, fresh: bool) -> None:
    """Puts a block behind the others; a line of the same form joins the block that it follows directly."""
    before = blocks[-1] if blocks and not fresh else None
    if isinstance(before, Paragraph) and isinstance(block, Paragraph):
        blocks[-1] = Paragraph(lines=before.lines + block.lines, tight=before.tight)
    elif isinstance(before, Facts) and isinstance(block, Facts):
        blocks[-1] = Facts(rows=before.rows + block.rows, colon=before.colon, tight=before.tight)
    else:
        blocks.append(block)


def _row(line: Line, colon: str) -> tuple[Line, Line] | None:
    """Label and value of a line, parted at the first colon that the template itself wrote."""
    for place, run in enumerate(line):
        if run.kind is not Kind.FORM or colon not in run.text:
            continue
        before, after = run.text.split(colon, 1)
        label = _trimmed((*line[:place], Run(before, Kind.FORM)))
        value = _trimmed((Run(after, Kind.FORM), *line[place + 1 :]))
        words = plain(label)
        short = (2 * len(words) <= LONGEST_LABEL or width(words) <= LONGEST_LABEL) and not words.startswith(("※", " "))
        return (label, value) if label and value and short else None
    return None


def _trimmed(line: Line) -> Line:
    return tuple(run for run in line if run.text)
