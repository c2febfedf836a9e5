"""Samples of the statement's letter, in every variant that its template distinguishes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from mailbot.desk.letters.statements import StatementLetter, StatementLine, StatementSum

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailbot.desk.labels import Labels
    from mailbot.desk.letters import Letter


def statement_samples() -> Iterator[tuple[str, Letter]]:
    """With prices, without, in part, of a month that is not over, and for a contract on which nothing is counted."""
    whole = StatementLetter(
        client="株式会社例示商事",
        contract="C-1",
        first=date(2026, 4, 1),
        last=date(2026, 4, 30),
        opening=_units(0),
        closing=_units(7),
        reserved=_units(1),
        entries=(
            _entry(1, _same("ご注文 PO-17", "Order PO-17"), 10, 10),
            _entry(20, _same("INC-000123", "INC-000123"), -3, 7),
        ),
        charges=(
            _charge(1, _same("基本料金", "Basic fee"), 50_000),
            _charge(1, _same("ご注文 PO-17（単位）", "Order PO-17, by the unit"), 30_000),
        ),
        sums=(
            _sum(_same("小計（税抜）", "Total without tax"), 80_000),
            StatementSum(
                label=_same("消費税 10%", "Consumption tax 10%"),
                amount=_same("8,000円（対象 80,000円）", "JPY 8,000 (on JPY 80,000)"),
            ),
            _sum(_same("合計（税込）", "Total with tax"), 88_000),
        ),
        files=("statement-C-1.html", "statement-C-1.csv"),
    )
    yield "priced", whole
    yield "units", replace(whole, charges=(), sums=(), reserved=None)
    yield "long", replace(whole, cut=12)
    yield "so-far", replace(whole, as_of=date(2026, 4, 22))
    uncounted = replace(whole, opening=None, closing=None, reserved=None, entries=())
    yield "fees", uncounted


def _same(ja: str, en: str) -> Labels:
    return {"ja": ja, "en": en}


def _units(count: int) -> Labels:
    return _same(f"{count}単位", f"{count} unit" if count == 1 else f"{count} units")


def _entry(on: int, what: Labels, change: int, left: int) -> StatementLine:
    figure = f"{change:+}"
    return StatementLine(on=date(2026, 4, on), what=what, figure=_same(figure, figure), left=_units(left))


def _charge(on: int, what: Labels, amount: int) -> StatementLine:
    return StatementLine(on=date(2026, 4, on), what=what, figure=_same(f"{amount:,}円", f"JPY {amount:,}"))


def _sum(label: Labels, amount: int) -> StatementSum:
    return StatementSum(label=label, amount=_same(f"{amount:,}円", f"JPY {amount:,}"))
