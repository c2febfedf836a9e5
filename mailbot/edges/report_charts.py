"""Charts of reports as SVG that stands inside a page; all of the chart library is here."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import leather  # type: ignore[import-untyped]  # the library has no types
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailbot.desk.report_sheet import Columns

WIDTH, HEIGHT = 560, 240
FIRST, SECOND = "#111111", "#222222"
"""What the two series are drawn in; the page's style gives them their real colours, light and dark."""
CLASSES = {FIRST: "first", SECOND: "second"}
MOST_TICKS = 5
STEPS = (1, 2, 5)


def columns_svg(chart: Columns, key: str) -> Markup:
    """The first series as columns, a second one as a line with dots; empty where there is nothing to show.

    `key` makes the ids of its title and description unique on the page.
    """
    if not chart.most:
        return Markup()
    drawing = leather.Chart()
    first, *others = chart.series
    drawing.add_columns(list(zip(chart.labels, first.values, strict=True)), name=first.name, fill_color=FIRST)
    for one in others:
        points = list(zip(chart.labels, one.values, strict=True))
        drawing.add_line(points, name=one.name, stroke_color=SECOND, width=2)
        drawing.add_dots(points, name=one.name, fill_color=SECOND, radius=4)
    ticks = list(_ticks(chart.most))
    drawing.add_y_scale(0, ticks[-1])
    drawing.add_y_axis(ticks=ticks)
    return _standing_alone(drawing.to_svg_group(WIDTH, HEIGHT), chart, key)


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
    painted = element.get("fill") if element.get("fill") in CLASSES else element.get("stroke")
    if painted in CLASSES:
        element.set("class", CLASSES[painted])
    elif element.tag == "line":
        element.set("class", "rule")
    for name in ("fill", "stroke", "font-family"):
        if name in element.attrib:
            del element.attrib[name]
