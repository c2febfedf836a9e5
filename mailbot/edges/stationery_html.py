"""A letter's document as the pieces that the HTML layouts set: everything escaped, dates and times unbroken."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from markupsafe import Markup

from mailbot.edges.stationery_source import (
    Block,
    Facts,
    Kind,
    Line,
    OwnHtml,
    Paragraph,
    Run,
    Verbatim,
)
from mailbot.edges.stationery_text import UNBROKEN

FONT = Markup("font-family:-apple-system,'Hiragino Sans','Yu Gothic UI',Meiryo,'Noto Sans JP',sans-serif")
"""LETTERS 4.2; every cell names it, since Outlook does not hand it down into nested tables."""
LINK = re.compile(r"https?://[!-;=?-~]+[!-'*-+/-9=?-Z\\^-z|~]|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
SCHEME = re.compile(r"(?<=[A-Za-z]):(?=//)")
NO_LINK = "<span>:</span>"
"""A colon that programs which turn addresses into links do not see as part of one."""
TOUCHED = "color:#0b57d0;white-space:nowrap;display:inline-block;padding:4px 12px 4px 0"
"""A link that stands by itself in a line, with room for a finger."""
NOTHING = Markup()
NOT_DIALLED = re.compile(r"[^\d+]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A block ready for a layout: `kind` is prose, facts, verbatim or own; the others fill what it needs."""

    kind: str
    tight: bool = False
    lines: tuple[Markup, ...] = ()
    rows: tuple[tuple[Markup, Markup], ...] = ()
    language: str = ""


def pieces(blocks: tuple[Block, ...], own: Markup = NOTHING) -> tuple[Piece, ...]:
    """The blocks as escaped markup; `own` fills the place of a body with an HTML source of its own."""
    return tuple(_piece(block, own) for block in blocks)


def _piece(block: Block, own: Markup) -> Piece:
    match block:
        case Paragraph():
            return Piece(kind="prose", tight=block.tight, lines=tuple(map(line_html, block.lines)))
        case Facts():
            rows = tuple((line_html(label), line_html(value)) for label, value in block.rows)
            return Piece(kind="facts", tight=block.tight, rows=rows)
        case Verbatim():
            shown = _linked if block.links else _dead
            lines = tuple(_spaced(shown(line)) for line in block.text.split("\n"))
            return Piece(kind="verbatim", tight=block.tight, lines=lines, language=block.language)
        case OwnHtml():
            return Piece(kind="own", tight=block.tight, lines=(own,))


def line_html(line: Line) -> Markup:
    """One line of runs, escaped; no element in it but spans, bold and the links that the template made."""
    return Markup("".join(map(_run_html, line)))  # noqa: S704 - each run is escaped


def _run_html(run: Run) -> str:
    match run.kind:
        case Kind.STRONG:
            return f"<b>{_unbroken(run.text)}</b>"
        case Kind.TELEPHONE:
            target = escape(f"tel:{NOT_DIALLED.sub('', run.text)}")
            return f'<a href="{target}" style="color:#0b57d0;white-space:nowrap">{escape(run.text)}</a>'
        case Kind.LINKS:
            return _linked(run.text)
        case Kind.OPENS:
            return f'<a href="{escape(run.target)}" style="{TOUCHED}">{escape(run.text)}</a>'
        case Kind.DATA:
            return NO_LINK.join(map(_unbroken, SCHEME.split(run.text)))
        case Kind.FORM:
            return _unbroken(run.text)


@lru_cache(maxsize=1024)  # most pieces are the template's own and come with every letter
def _unbroken(text: str) -> str:
    """Escaped, each date, clock time and number in a span that does not break."""
    return UNBROKEN.sub(r'<span style="white-space:nowrap">\g<0></span>', escape(text))


def _linked(text: str) -> str:
    """Escaped, web and mail addresses as links that show their whole address."""
    written: list[str] = []
    at = 0
    for found in LINK.finditer(text):
        target = found[0] if found[0].startswith("http") else f"mailto:{found[0]}"
        written += [escape(text[at : found.start()]), _link(target, found[0])]
        at = found.end()
    return "".join((*written, escape(text[at:])))


def _dead(text: str) -> str:
    """Escaped, so that no program makes a link of an address in it."""
    return NO_LINK.join(map(escape, SCHEME.split(text)))


def _link(target: str, shown: str) -> str:
    return f'<a href="{escape(target)}" style="color:#0b57d0">{escape(shown)}</a>'


def _spaced(html: str) -> Markup:
    """Keeps the spaces at a line's beginning and its columns apart, which HTML would fold into one."""
    kept = html.replace("\t", "    ")
    if kept.startswith(" ") or "  " in kept:
        kept = re.sub(r"^ |(?<= ) ", "&nbsp;", kept)
    return Markup(kept)  # noqa: S704 - escaped before; only spaces were changed
