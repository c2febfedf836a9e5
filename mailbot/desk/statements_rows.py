"""A statement as rows of text, for CSV: the same rows from the same statement, with keys instead of words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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
"""`section` is `opening`, `entry`, `closing`, `charge`, `tax`, `net`, `gross`; what does not apply is empty."""


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
    yield {"section": "closing", "date": made.last.isoformat(), "left": str(made.closing)}
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
    total = {"date": made.last.isoformat(), "currency": made.currency}
    for line in made.taxes:
        yield total | {"section": "tax", "amount": f"{line.tax:f}", "tax_rate": f"{line.rate:f}"}
    yield total | {"section": "net", "amount": f"{made.net:f}"}
    yield total | {"section": "gross", "amount": f"{made.gross:f}"}
