"""A report as a sheet to look at: figures, bars, columns and calendars beside the texts and tables of a document.

Values only; what they look like on paper, on a screen or in a mail is not said here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from mailbot.desk.policy_paper_values import Facts, Paper, Section, Table, Text
from mailbot.desk.report_words import say

BAR = 20
"""Half-width columns of the longest bar in text."""
PARTS = " ▏▎▍▌▋▊▉█"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One of the figures that stand first."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: what it is, its figure, its length from 0 to 1, and the other figures of its row."""

    label: str
    value: str
    share: float
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Bars under each other: what they are, their figures with the bars, then what the heads name besides."""

    head: tuple[str, ...]
    rows: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    name: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """A chart of columns: one place for each label, one column there for each series. `alt` says it in words."""

    title: str
    alt: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]

    @property
    def most(self) -> int:
        return max((value for one in self.series for value in one.values), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of a calendar picture, with what is said of it; `ahead` has not come yet."""

    day: date
    state: Literal["up", "down", "out", "ahead"]
    words: str
    short: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthGrid:
    """A month as weeks from Monday to Sunday, None outside of it; the legend explains the states."""

    caption: str
    head: tuple[str, ...]
    weeks: tuple[tuple[Day | None, ...], ...]
    legend: tuple[tuple[str, str], ...]
    note: str = ""


Block: TypeAlias = Text | Facts | Table | Bars | Columns | MonthGrid


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading and what stands under it; `level` 2 is a chapter, 3 a part of one."""

    heading: str
    blocks: tuple[Block, ...]
    level: Literal[2, 3] = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A whole report in one language; `desk` is who wrote it, `figures` are the five that stand first."""

    title: str
    desk: str
    language: str
    facts: Facts
    figures: tuple[Figure, ...]
    parts: tuple[Part, ...]


def as_paper(sheet: Sheet) -> Paper:
    """The sheet as a plain document, for a terminal: bars of block characters, calendars as lists of days."""
    figures = Facts(rows=tuple((one.label, (_with_note(one),)) for one in sheet.figures))
    return Paper(
        title=sheet.title,
        desk=sheet.desk,
        language=sheet.language,
        lead=(sheet.facts, figures),
        sections=tuple(
            Section(heading=part.heading, level=part.level, blocks=_plain(part.blocks, sheet.language))
            for part in sheet.parts
        ),
    )


def _plain(blocks: tuple[Block, ...], language: str) -> tuple[Text | Facts | Table, ...]:
    found: list[Text | Facts | Table] = []
    for block in blocks:
        match block:
            case Bars():
                found.append(_in_characters(block))
            case MonthGrid():
                days = [day for week in block.weeks for day in week if day and day.state in {"down", "out"}]
                text = Text(text=say("none", language))
                rows = tuple((str(one.day), (one.words,)) for one in days)
                found.append(Facts(rows=rows) if days else text)
            case Columns():
                continue  # its figures stand in the table that follows it
            case _:
                found.append(block)
    return tuple(found)


def _in_characters(bars: Bars) -> Table:
    rows = tuple(
        ((one.label,), (one.value,), *((other,) for other in one.others), (bar(one.share),)) for one in bars.rows
    )
    return Table(head=(*bars.head, ""), rows=rows)


def bar(share: float, width: int = BAR) -> str:
    """A bar of block characters, exact to an eighth of a column; never empty where there is anything at all."""
    eighths = round(max(0.0, min(1.0, share)) * width * 8)
    if share > 0:
        eighths = max(1, eighths)
    return "█" * (eighths // 8) + PARTS[eighths % 8].strip()


def _with_note(figure: Figure) -> str:
    return f"{figure.value} ({figure.note})" if figure.note else figure.value
