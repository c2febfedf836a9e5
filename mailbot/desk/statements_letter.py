"""The letter of a statement: the same figures as its document, the newest lines of a long one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.letters.statements import StatementLetter, StatementLine, StatementSum
from mailbot.desk.statements_paper import totals
from mailbot.desk.statements_words import LANGUAGES, charged_for, counted, money, moved_by, say, signed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mailbot.desk.labels import Labels
    from mailbot.desk.policy_paper_values import Lines
    from mailbot.desk.statements import Entry, Statement
    from mailbot.desk.statements_money import Charge
    from mailbot.desk.statements_paper import Shown

MOST_LINES = 20
"""Entries of a list in the letter; all of them stand in the files beside it."""


def statement_letter(made: Statement, shown: Shown, files: Sequence[str]) -> StatementLetter:
    """The letter to those who pay; `files` are the names of what is attached."""

    def units(count: int) -> Labels | None:
        return _both(lambda language: counted(count, shown.unit, language)) if shown.unit else None

    entries = made.entries[-MOST_LINES:] if shown.unit else ()
    charges = made.charges[-MOST_LINES:]
    hidden = (len(made.entries) - len(entries) if shown.unit else 0) + len(made.charges) - len(charges)
    sums = zip(*(totals(made, language) for language in LANGUAGES), strict=True)
    return StatementLetter(
        client=shown.client,
        contract=made.contract_id,
        first=made.first,
        last=made.last,
        as_of=made.as_of,
        opening=units(made.opening),
        closing=units(made.closing),
        reserved=units(made.reserved) if made.reserved else None,
        entries=tuple(_entry(one, shown) for one in entries),
        charges=tuple(_charge(one, made, shown) for one in charges),
        sums=tuple(_sum(pair) for pair in sums) if made.charges else (),
        cut=hidden,
        files=tuple(files),
    )


def _entry(entry: Entry, shown: Shown) -> StatementLine:
    return StatementLine(
        on=entry.on,
        what=_both(lambda language: moved_by(entry, shown.numbers, language)),
        figure=_both(lambda _language: signed(entry.units)),
        left=_both(lambda language: counted(entry.left, shown.unit, language)),
    )


def _charge(charge: Charge, made: Statement, shown: Shown) -> StatementLine:
    return StatementLine(
        on=charge.on,
        what=_both(lambda language: charged_for(charge, shown.unit, shown.block, language)),
        figure=_both(lambda language: money(charge.amount, made.currency, language)),
    )


def _sum(pair: tuple[tuple[Lines, str], ...]) -> StatementSum:
    by_language = tuple(zip(LANGUAGES, pair, strict=True))
    return StatementSum(
        label={language: lines[0] for language, (lines, _) in by_language},
        amount={language: _noted(amount, lines[1:], language) for language, (lines, amount) in by_language},
    )


def _noted(amount: str, notes: Lines, language: str) -> str:
    return say("noted", language, amount=amount, note=notes[0]) if notes else amount


def _both(said: Callable[[str], str]) -> Labels:
    return {language: said(language) for language in LANGUAGES}
