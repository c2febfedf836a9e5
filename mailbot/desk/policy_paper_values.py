"""A document that is printed: headings with texts, facts and tables, in one language; no looks and no rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Lines: TypeAlias = tuple[str, ...]
"""What stands in one cell, each entry on a line of its own; empty where nothing is to be said."""
Row: TypeAlias = tuple[Lines, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One paragraph."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Rows of label and value."""

    rows: tuple[tuple[str, Lines], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under a head, the first `keys` cells of each naming the row; `change` sets a before beside an after.

    The last `figures` columns hold numbers, which stand flush right.
    """

    head: tuple[str, ...]
    rows: tuple[Row, ...]
    keys: int = 1
    figures: int = 0
    kind: Literal["list", "change"] = "list"


Block: TypeAlias = Text | Facts | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what stands under it; `level` 2 is a chapter, 3 a part of one."""

    heading: str
    blocks: tuple[Block, ...]
    level: Literal[2, 3] = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A whole document; `desk` is the name of whoever promises it."""

    title: str
    desk: str
    language: str
    lead: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()


def as_json(paper: Paper) -> dict[str, object]:
    """The document as plain JSON values, cells as lists of lines."""
    return {
        "title": paper.title,
        "desk": paper.desk,
        "language": paper.language,
        "lead": [_block(block) for block in paper.lead],
        "sections": [
            {
                "heading": section.heading,
                "level": section.level,
                "blocks": [_block(block) for block in section.blocks],
            }
            for section in paper.sections
        ],
    }


def _block(block: Block) -> dict[str, object]:
    match block:
        case Text():
            return {"text": block.text}
        case Facts():
            return {"facts": [{"label": label, "value": list(lines)} for label, lines in block.rows]}
        case Table():
            rows = [[list(cell) for cell in row] for row in block.rows]
            return {"table": {"kind": block.kind, "head": list(block.head), "rows": rows}}
