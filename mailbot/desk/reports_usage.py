"""Usage figures that the operator supplies as CSV (F5): read row by row, every fault at once with its line."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.complaints import Complaint, Complaints
from mailbot.desk.policy_keys import spelt, suggest

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "month": "month", "年月": "month", "月": "month",
        "contract": "contract", "契約": "contract",
        "service": "service", "サービス": "service",
        "name": "name", "項目": "name",
        "value": "value", "値": "value", "数量": "value",
        "unit": "unit", "単位": "unit",
    }
)  # fmt: skip
NEEDED = ("month", "name", "value")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRow:
    """One figure of one month (its first day), of one contract or with it empty of all."""

    month: date
    name: str
    value: Decimal
    unit: str = ""
    contract: str = ""
    service: str = ""


def read_usage(text: str, *, contracts: Container[str] | None = None) -> tuple[UsageRow, ...]:
    """The rows of a CSV with a heading: `month,contract,service,name,value,unit`, or the Japanese words for them.

    Months are like `2026-11`, numbers may have commas. `contracts` are the ids that may be named, None for any.
    Raises Complaints, whose paths are line numbers.
    """
    faults: list[Complaint] = []
    (line, heading), *rows = [*_lines(text, faults)] or [(1, [])]
    columns = [_column(cell, faults) for cell in heading]
    faults.extend(Complaint((line,), f"there is no column {name!r}") for name in NEEDED if name not in columns)
    found: list[UsageRow] = []
    for line, cells in rows if set(NEEDED) <= set(columns) else ():
        row = _row(line, dict(zip(columns, (cell.strip() for cell in cells), strict=False)), faults)
        if row and row.contract and contracts is not None and row.contract not in contracts:
            faults.append(Complaint((line,), f"there is no contract {spelt(row.contract)}"))
        elif row:
            found.append(row)
    if faults:
        raise Complaints(sorted(faults, key=lambda fault: fault.path))
    return tuple(found)


def _lines(text: str, faults: list[Complaint]) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, with their line numbers."""
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    try:
        for cells in rows:
            if any(cell.strip() for cell in cells):
                yield rows.line_num, cells
    except csv.Error as error:
        faults.append(Complaint((rows.line_num,), f"is no CSV: {error}"))


def _column(cell: str, faults: list[Complaint]) -> str:
    name = unicodedata.normalize("NFKC", cell).strip().casefold()
    if name not in COLUMNS:
        faults.append(Complaint((1,), f"{spelt(cell)} is no column{suggest(name, COLUMNS)}"))
    return COLUMNS.get(name, "")


def _row(line: int, cells: Mapping[str, str], faults: list[Complaint]) -> UsageRow | None:
    month, value = _month(cells.get("month", "")), _value(cells.get("value", ""))
    name = cells.get("name", "")
    if month is None:
        faults.append(Complaint((line,), f"{spelt(cells.get('month', ''))} is no month; write it as 2026-11"))
    if value is None:
        faults.append(Complaint((line,), f"{spelt(cells.get('value', ''))} is no number"))
    if not name:
        faults.append(Complaint((line,), "has no name for its figure"))
    if month is None or value is None or not name:
        return None
    rest = {key: cells.get(key, "") for key in ("unit", "contract", "service")}
    return UsageRow(month=month, name=name, value=value, **rest)


def _month(written: str) -> date | None:
    found = _MONTH.fullmatch(unicodedata.normalize("NFKC", written).strip())
    if found is None or not 1 <= int(found[2]) <= 12 or not int(found[1]):
        return None
    return date(int(found[1]), int(found[2]), 1)


def _value(written: str) -> Decimal | None:
    try:
        value = Decimal(unicodedata.normalize("NFKC", written).replace(",", "").strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
