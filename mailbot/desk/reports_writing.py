"""A report as JSON and as CSV: the same bytes from the same figures, in every run and on every machine."""

from __future__ import annotations

import csv
import enum
import io
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from mailbot.desk.reports import DEFINITIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from mailbot.desk.reports import Report

HEADING = ("section", "item", "figure", "value")
NAMES = {
    "totals": (),
    "by_category": ("key",),
    "by_priority": ("key",),
    "by_week": ("key",),
    "targets": ("clock",),
    "misses": ("number", "clock", "breached_at"),
    "times": ("name",),
    "units": ("contract", "pack"),
    "faults": ("number",),
    "availability": ("service",),
    "wishes": ("number",),
    "open_matters": ("number",),
    "usage": ("contract", "service", "name"),
}
"""The sections of the CSV in their order, with the fields that name an item there."""
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula at the beginning of a text."""


def report_as_json(report: Report) -> dict[str, Any]:
    """Plain JSON values: times with the offset of the period's zone, minutes as numbers, shares as text."""
    zone = ZoneInfo(report.period.tz)
    return {**_plain(report, zone), "definitions": dict(DEFINITIONS)}


def report_json(report: Report) -> bytes:
    """Canonical: sorted keys, UTF-8, one line with its end; holds no time but those of what happened."""
    text = json.dumps(report_as_json(report), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f"{text}\n".encode()


def report_csv(report: Report) -> bytes:
    """One figure a row under `section,item,figure,value`, with a BOM and CRLF as spreadsheets want it.

    A text that looks like a formula gets an apostrophe before it.
    """
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow(HEADING)
    plain = report_as_json(report)
    for key in ("first", "last", "tz"):
        writer.writerow(("period", "", key, _cell(plain["period"][key])))
    writer.writerow(("period", "", "as_of", _cell(plain["as_of"])))
    for key in ("contract", "client"):
        writer.writerow(("scope", "", key, _cell(plain["scope"][key])))
    for section, names in NAMES.items():
        found = plain[section]
        for item in found if isinstance(found, list) else [found]:
            writer.writerows(_rows(section, names, item))
    return lines.getvalue().encode("utf-8-sig")


def _rows(section: str, names: tuple[str, ...], item: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    name = _cell(" / ".join(str(item[key]) for key in names if item[key]))
    for figure, value in item.items():
        if figure in names:
            continue
        if isinstance(value, list) and value and isinstance(value[0], Mapping):
            yield from _nested(section, name, figure, value)
        elif isinstance(value, Mapping):
            yield from ((section, name, f"{figure}.{key}", _cell(text)) for key, text in sorted(value.items()))
        else:
            yield section, name, figure, _cell(value)


def _nested(
    section: str, name: str, figure: str, items: list[Mapping[str, Any]]
) -> Iterator[tuple[str, str, str, str]]:
    """Lists inside an item get sections of their own, numbered from 1: stretches and days of availability."""
    for place, inner in enumerate(items, 1):
        for key, value in inner.items():
            yield f"{section}.{figure}", name, f"{place}.{key}", _cell(value)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list):
        return _cell(" ".join(map(str, value)))
    text = str(value)
    return f"'{text}" if text.startswith(FORMULAS) and not _is_number(text) else text


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal() and text.isascii()


def _plain(value: object, zone: tzinfo) -> Any:
    if isinstance(value, enum.Enum):
        return value.value
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name), zone) for one in fields(value)}
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(one, zone) for key, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one, zone) for one in value]
    return format(value, "f") if isinstance(value, Decimal) else value
