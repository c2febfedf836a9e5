"""A statement for machines, CSV and JSON: the same rows from the same statement, with keys instead of words."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from mailbot.desk.statements import Statement

COLUMNS = (
    "section",
    "date",
    "kind",
    "reference",
    "case",
    "units",
    "used",
    "returned",
    "minutes",
    "left",
    "quantity",
    "price",
    "amount",
    "tax_rate",
    "currency",
)
"""`section` is `opening`, `entry`, `closing`, `charge`, `tax`, `net`, `gross`; what does not apply is empty.
Of a period that was not over, `closing` and the sums have the day on which it was made."""
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula at the beginning of a text."""
_NUMBERS = frozenset({"units", "used", "returned", "minutes", "left", "quantity"})


def csv_rows(made: Statement, numbers: Mapping[int, str]) -> tuple[tuple[str, ...], ...]:
    """The rows under `COLUMNS`, without the heading. `numbers` are the cases' numbers by id (`INC-000123`); a case
    without one stands as its id. Dates are ISO 8601, amounts plain decimals.
    """
    return tuple(tuple(row.get(column, "") for column in COLUMNS) for row in _rows(made, numbers))


def _rows(made: Statement, numbers: Mapping[int, str]) -> Iterator[dict[str, str]]:
    yield {"section": "opening", "date": made.first.isoformat(), "left": str(made.opening)}
    for entry in made.entries:
        yield {
            "section": "entry",
            "date": entry.on.isoformat(),
            "kind": entry.kind.value,
            "reference": entry.reference,
            "case": numbers.get(entry.case_id, str(entry.case_id)) if entry.case_id else "",
            "units": str(entry.units),
            "used": str(entry.used),
            "returned": str(entry.returned),
            "minutes": str(entry.minutes),
            "left": str(entry.left),
        }
    yield {"section": "closing", "date": (made.as_of or made.last).isoformat(), "left": str(made.closing)}
    if made.net is not None:
        yield from _money_rows(made)


def _money_rows(made: Statement) -> Iterator[dict[str, str]]:
    for charge in made.charges:
        yield {
            "section": "charge",
            "date": charge.on.isoformat(),
            "kind": charge.kind.value,
            "reference": charge.reference,
            "quantity": str(charge.quantity),
            "price": f"{charge.price:f}",
            "amount": f"{charge.amount:f}",
            "tax_rate": f"{charge.tax_rate:f}",
            "currency": made.currency,
        }
    total = {"date": (made.as_of or made.last).isoformat(), "currency": made.currency}
    for line in made.taxes:
        yield total | {"section": "tax", "amount": f"{line.tax:f}", "tax_rate": f"{line.rate:f}"}
    yield total | {"section": "net", "amount": f"{made.net:f}"}
    yield total | {"section": "gross", "amount": f"{made.gross:f}"}


def statement_csv(made: Statement, numbers: Mapping[int, str]) -> bytes:
    """The file: a heading and the rows, with a BOM and CRLF as spreadsheets want them (DECISIONS 9). A reference that
    a spreadsheet would take for a formula gets an apostrophe before it.
    """
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow(COLUMNS)
    for row in csv_rows(made, numbers):
        writer.writerow(_safe(column, cell) for column, cell in zip(COLUMNS, row, strict=True))
    return lines.getvalue().encode("utf-8-sig")


def _safe(column: str, cell: str) -> str:
    return f"'{cell}" if column in {"reference", "case"} and cell.startswith(FORMULAS) else cell


def statement_object(made: Statement, numbers: Mapping[int, str]) -> dict[str, object]:
    """The statement in JSON: dates in ISO 8601, units and minutes as numbers, amounts as text."""
    rows = (dict(zip(COLUMNS, row, strict=True)) for row in csv_rows(made, numbers))
    by_section: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        filled = {key: int(cell) if key in _NUMBERS else cell for key, cell in row.items() if cell}
        by_section.setdefault(row["section"], []).append({key: filled[key] for key in filled if key != "section"})
    return {
        "contract": made.contract_id,
        "from": made.first.isoformat(),
        "until": made.last.isoformat(),
        "as_of": made.as_of.isoformat() if made.as_of else None,
        "opening": made.opening,
        "closing": made.closing,
        "reserved": made.reserved,
        "entries": by_section.get("entry", []),
        "charges": by_section.get("charge", []),
        "taxes": by_section.get("tax", []),
        **{key: None if amount is None else f"{amount:f}" for key, amount in _sums(made)},
        "currency": made.currency or None,
    }


def _sums(made: Statement) -> tuple[tuple[str, Decimal | None], ...]:
    return (("net", made.net), ("tax", made.tax), ("gross", made.gross))
