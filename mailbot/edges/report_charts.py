"""Charts of reports as SVG that stands inside a page; all of the chart library is here."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import leather  # type: ignore[import-untyped]  # the library has no types
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailbot.desk.report_sheet import Columns

WIDTH, HEIGHT = 460, 220
COLOURS = ("#111111", "#222222", "#333333")
CLASSES = dict(zip(COLOURS, ("first", "second", "third"), strict=True))
"""What the series are drawn in, and the class by which the page's style gives them their real colours."""
GAP = 0.1
"""The part of a place that stays free between its columns and the next place."""
MOST_TICKS = 5
STEPS = (1, 2, 5)


def columns_svg(chart: Columns, key: str) -> Markup:
    """The series side by side at each label; empty where there is nothing to show. Three series at most.

    `key` makes the ids of its title and description unique on the page.
    """
    if not chart.most:
        return Markup()
    drawing = leather.Chart()
    for one, colour in zip(chart.series, COLOURS, strict=False):
        drawing.add_columns(list(zip(chart.labels, one.values, strict=True)), name=one.name, fill_color=colour)
    ticks = list(_ticks(chart.most))
    drawing.add_y_scale(0, ticks[-1])
    drawing.add_y_axis(ticks=ticks)
    group = drawing.to_svg_group(WIDTH, HEIGHT)
    _set_beside(group, len(chart.series))
    return _standing_alone(group, chart, key)


def _set_beside(group: ET.Element, series: int) -> None:
    """The library draws several series over each other; each gets a share of the place."""
    for column in group.iter("rect"):
        if column.get("fill") in CLASSES:
            whole = float(column.get("width", "0")) * (1 - GAP) / series
            place = COLOURS.index(column.get("fill", ""))
            column.set("x", f"{float(column.get('x', '0')) + place * whole:.2f}")
            column.set("width", f"{whole:.2f}")


def _ticks(most: int) -> Iterator[int]:
    """Whole numbers from 0 to the first one at or above `most`."""
    step = next(one * 10**power for power in range(12) for one in STEPS if one * 10**power * MOST_TICKS >= most)
    return iter(range(0, most + step, step))


def _standing_alone(group: ET.Element, chart: Columns, key: str) -> Markup:
    """The drawing with its name and description, without colours and fonts of its own."""
    svg = ET.Element("svg", {"viewBox": f"0 0 {WIDTH} {HEIGHT}", "role": "img", "class": "chart"})
    svg.set("aria-labelledby", f"{key}-title {key}-desc")
    for tag, text in (("title", chart.title), ("desc", chart.alt)):
        ET.SubElement(svg, tag, {"id": f"{key}-{tag}"}).text = text
    background, inside = list(group)
    group.remove(background)
    header = inside[0]
    inside.remove(header)  # the legend stands in the page's own words
    for element in group.iter():
        _unpainted(element)
    svg.append(group)
    return Markup(ET.tostring(svg, encoding="unicode"))  # noqa: S704 - ElementTree escapes what it writes


def _unpainted(element: ET.Element) -> None:
    painted = element.get("fill", "")
    if painted in CLASSES:
        element.set("class", CLASSES[painted])
    elif element.tag == "line":
        element.set("class", "rule")
    for name in ("fill", "stroke", "font-family"):
        if name in element.attrib:
            del element.attrib[name]
