"""A policy or a statement as text for a terminal and as one self-contained HTML page for screens, phones and paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from mailbot.desk.policy_paper_values import Block, Facts, Table, Text
from mailbot.desk.policy_paper_words import say
from mailbot.desk.subjects import width
from mailbot.edges.stationery_html import FONT
from mailbot.edges.stationery_text import UNBROKEN, WIDTH, wrapped
from mailbot.edges.templates import TemplateTrouble, shipped_templates

if TYPE_CHECKING:
    from mailbot.desk.policy_paper_values import Lines, Paper, Row

LAYOUT = "layout/paper.html"
PHONE = 44
"""Half-width columns that a phone shows side by side; a table of three columns or more that needs more is stacked, as
is one with figures, which do not break."""
WIDEST = 88
"""Half-width columns up to which a table in text is set as one."""
GAP = "  "
UNDERLINES = {2: "=", 3: "-"}


def as_text(paper: Paper) -> str:
    """The document for a terminal: headings underlined, narrow tables in columns, wide ones row by row."""
    parts = [_underlined(paper.title, "="), paper.desk, *(_block_text(one, paper.language) for one in paper.lead)]
    for section in paper.sections:
        parts.append(_underlined(section.heading, UNDERLINES[section.level]))
        parts += [_block_text(one, paper.language) for one in section.blocks]
    return "\n\n".join(part for part in parts if part) + "\n"


def as_html(paper: Paper, folders: Sequence[Path] = ()) -> str:
    """The document as one page without anything to load; a layout in one of `folders` replaces the shipped one, and
    TemplateTrouble says what is wrong with it.
    """
    try:
        return _page(paper, folders)
    except jinja2.TemplateSyntaxError as error:
        raise TemplateTrouble(LAYOUT, error.lineno, str(error.message)) from error
    except jinja2.TemplateError as error:
        raise TemplateTrouble(LAYOUT, 0, str(error)) from error


def _page(paper: Paper, folders: Sequence[Path]) -> str:
    environment = ImmutableSandboxedEnvironment(
        loader=jinja2.FileSystemLoader([*folders, shipped_templates()]),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(LAYOUT).render(
        title=paper.title,
        desk=paper.desk,
        language=paper.language,
        font=FONT,
        lead=[shown(block) for block in paper.lead],
        sections=[
            {
                "heading": kept(section.heading),
                "level": section.level,
                "blocks": [shown(block) for block in section.blocks],
            }
            for section in paper.sections
        ],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A block ready for the layout: `kind` is text, facts, list or change; the others fill what it needs."""

    kind: str
    lines: tuple[Markup, ...] = ()
    facts: tuple[tuple[Markup, tuple[Markup, ...]], ...] = ()
    head: tuple[Markup, ...] = ()
    plain_head: tuple[str, ...] = ()
    rows: tuple[tuple[tuple[Markup, ...], ...], ...] = ()
    keys: int = 1
    figures: int = 0
    """The column from which on there are figures, counted from 1; 0 for none."""
    stacked: bool = False


def shown(block: Block) -> Shown:
    """A block of a document as the layouts set it: everything escaped, dates unbroken."""
    match block:
        case Text():
            return Shown(kind="text", lines=(kept(block.text),))
        case Facts():
            return Shown(kind="facts", facts=tuple((kept(label), _cell(lines)) for label, lines in block.rows))
        case Table():
            return Shown(
                kind=block.kind,
                head=tuple(map(kept, block.head)),
                plain_head=block.head,
                rows=tuple(tuple(map(_cell, row)) for row in block.rows),
                keys=block.keys,
                figures=len(block.head) - block.figures + 1 if block.figures else 0,
                stacked=block.kind == "change"
                or (len(block.head) > 2 and (block.figures > 0 or sum(_widths(block)) > PHONE)),
            )


def _cell(lines: Lines) -> tuple[Markup, ...]:
    return tuple(map(kept, lines))


def kept(text: str) -> Markup:
    """Escaped, each date and clock time in a span that does not break (LETTERS 4.5)."""
    return Markup(UNBROKEN.sub(r'<span class="keep">\g<0></span>', escape(text)))  # noqa: S704 - escaped before


def _underlined(text: str, sign: str) -> str:
    return f"{text}\n{sign * min(width(text), WIDTH)}"


def _block_text(block: Block, language: str) -> str:
    colon = say("colon", language)
    match block:
        case Text():
            return "\n".join(wrapped(block.text))
        case Facts():
            return "\n".join(line for label, lines in block.rows for line in _labelled(label, lines, colon))
        case Table():
            widths = _widths(block)
            if block.kind == "list" and sum(widths) + len(GAP) * (len(widths) - 1) <= WIDEST:
                return "\n".join(_in_columns(block, widths))
            return "\n\n".join("\n".join(_record(block, row, colon)) for row in block.rows)


def _labelled(label: str, lines: Lines, colon: str) -> Iterator[str]:
    """`label：value`, further lines below, indented."""
    if len(lines) == 1:
        first, *rest = wrapped(f"{label}{colon}{lines[0]}")
        yield from (first, *(f"{GAP}{line}" for line in rest))
        return
    yield f"{label}{colon}".rstrip()
    yield from (f"{GAP}{part}" for line in lines for part in wrapped(line))


def _widths(table: Table) -> list[int]:
    rows = [tuple((head,) for head in table.head), *table.rows]
    return [max(width(line) for row in rows for line in (*row[place], "")) for place in range(len(table.head))]


def _in_columns(table: Table, widths: Sequence[int]) -> Iterator[str]:
    words = len(widths) - table.figures
    yield _set([(head,) for head in table.head], widths, words)
    yield _set([("-" * size,) for size in widths], widths, words)
    for row in table.rows:
        yield _set(row, widths, words)


def _set(row: Sequence[Lines], widths: Sequence[int], words: int) -> str:
    """One row in aligned columns, the first `words` of them flush left; full-width characters count double."""
    height = max(len(lines) for lines in row)
    lines = (
        GAP.join(
            _padded(cell[line] if line < len(cell) else "", size if place < words else -size)
            for place, (cell, size) in enumerate(zip(row, widths, strict=True))
        )
        for line in range(height)
    )
    return "\n".join(line.rstrip() for line in lines)


def _padded(text: str, size: int) -> str:
    """Filled up to a width; to the left of the text where the width is below zero."""
    space = " " * (abs(size) - width(text))
    return text + space if size > 0 else space + text


def _record(table: Table, row: Row, colon: str) -> Iterator[str]:
    """A row by itself: its keys, and below them what stands under each head."""
    yield " / ".join(line for lines in row[: table.keys] for line in lines)
    for head, lines in zip(table.head[table.keys :], row[table.keys :], strict=True):
        yield from (f"{GAP}{line}" for line in _labelled(head, lines, colon) if lines)
