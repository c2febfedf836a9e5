"""A report as one self-contained HTML page for screens, phones and A4 paper, and as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from mailbot.desk.report_sheet import Bars, Columns, MonthGrid, as_paper
from mailbot.edges.paper import as_text, kept, shown
from mailbot.edges.report_charts import columns_svg
from mailbot.edges.stationery_html import FONT
from mailbot.edges.templates import TemplateTrouble, shipped_templates

if TYPE_CHECKING:
    from mailbot.desk.report_sheet import Block, Sheet

LAYOUT = "layout/report.html"
NO_MARKUP = Markup()


def report_text(sheet: Sheet) -> str:
    """The report for a terminal."""
    return as_text(as_paper(sheet))


def report_html(sheet: Sheet, folders: Sequence[Path] = ()) -> str:
    """The report as a page without anything to load; a layout in one of `folders` replaces the shipped one, and
    TemplateTrouble says what is wrong with it.
    """
    try:
        return _page(sheet, folders)
    except jinja2.TemplateSyntaxError as error:
        raise TemplateTrouble(error.filename or LAYOUT, error.lineno, str(error.message)) from error
    except jinja2.TemplateError as error:
        raise TemplateTrouble(LAYOUT, 0, str(error)) from error


def _page(sheet: Sheet, folders: Sequence[Path]) -> str:
    environment = ImmutableSandboxedEnvironment(
        loader=jinja2.FileSystemLoader([*folders, shipped_templates()]),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(LAYOUT).render(
        title=sheet.title,
        desk=sheet.desk,
        language=sheet.language,
        font=FONT,
        facts=shown(sheet.facts),
        figures=[{"label": one.label, "value": kept(one.value), "note": one.note} for one in sheet.figures],
        parts=[
            {
                "heading": kept(part.heading),
                "level": part.level,
                "blocks": [_drawn(block, f"chart-{at}-{place}") for place, block in enumerate(part.blocks)],
            }
            for at, part in enumerate(sheet.parts, 1)
        ],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """A block that only reports have: `kind` is bars, columns or month."""

    kind: str
    block: Bars | Columns | MonthGrid
    svg: Markup = NO_MARKUP
    widths: tuple[str, ...] = ()


def _drawn(block: Block, key: str) -> object:
    match block:
        case Bars():
            return _Drawn(kind="bars", block=block, widths=tuple(f"{one.share * 100:.1f}%" for one in block.rows))
        case Columns():
            return _Drawn(kind="columns", block=block, svg=columns_svg(block, str(escape(key))))
        case MonthGrid():
            return _Drawn(kind="month", block=block)
        case _:
            return shown(block)
