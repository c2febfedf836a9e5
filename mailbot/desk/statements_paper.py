"""A statement as a document for screens and paper: what was there, what came and went, what it costs (row E6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailbot.desk.labels import label_in
from mailbot.desk.policy_paper_values import Facts, Paper, Section, Table, Text
from mailbot.desk.statements_words import (
    charged_for,
    counted,
    left_over,
    money,
    moved_by,
    percent,
    say,
    signed,
    tax_name,
)
from mailbot.desk.wording import day, days
from mailbot.desk.zone_names import zone_of_clock_times

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from zoneinfo import ZoneInfo

    from mailbot.desk.labels import Labels
    from mailbot.desk.policy_paper_values import Lines, Row
    from mailbot.desk.statements import Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a statement is shown with: whose it is, the contract's word for a unit (empty: nothing is counted) and how
    many are sold together, the numbers of its cases by id, and the day on which it is made.
    """

    client: str
    desk: Labels
    made_on: date
    zone: ZoneInfo
    unit: Labels
    block: int
    numbers: Mapping[int, str]


def statement_paper(made: Statement, shown: Shown, language: str) -> Paper:
    """The document in one language. Without prices it says nothing of money, and without units nothing of those."""
    sections = []
    if shown.unit:
        sections.append(Section(heading=say("units", language), blocks=(_balance(made, shown, language),)))
        sections.append(Section(heading=say("entries", language), blocks=(_entries(made, shown, language),)))
    if made.net is not None:
        sections.append(Section(heading=say("charges", language), blocks=tuple(_charges(made, shown, language))))
    return Paper(
        title=say("title", language),
        desk=label_in(shown.desk, language, otherwise=""),
        language=language,
        lead=(_lead(made, shown, language),),
        sections=tuple(sections),
    )


def _lead(made: Statement, shown: Shown, language: str) -> Facts:
    whose = f"{shown.client}（{made.contract_id}）" if language == "ja" else f"{shown.client} ({made.contract_id})"
    return Facts(
        rows=(
            (say("contract", language), (whose,)),
            (say("period", language), (days(made.first, made.last, language),)),
            (say("zone", language), (zone_of_clock_times(shown.zone, language),)),
            (say("made_on", language), (day(shown.made_on, language),)),
            *_so_far(made, language),
        )
    )


def _so_far(made: Statement, language: str) -> Iterator[tuple[str, Lines]]:
    """That a period was not over when its statement was made."""
    if made.as_of is not None:
        yield say("as_of", language), (say("not_over", language, on=day(made.as_of, language)),)


def closing_label(made: Statement, language: str) -> str:
    """What the last balance is: of the period's end, or so far."""
    if made.as_of is None:
        return say("closing", language)
    return say("closing_so_far", language, on=day(made.as_of, language))


def _balance(made: Statement, shown: Shown, language: str) -> Facts:
    figures = [(say("opening", language), made.opening), (closing_label(made, language), made.closing)]
    figures += [(say("reserved", language), made.reserved)] if made.reserved else []
    return Facts(rows=tuple((label, (counted(count, shown.unit, language),)) for label, count in figures))


def _entries(made: Statement, shown: Shown, language: str) -> Table | Text:
    if not made.entries:
        return Text(text=say("no_entries", language))
    head = tuple(say(key, language) for key in ("date", "what", "change", "left"))
    rows: list[Row] = [
        (
            (day(entry.on, language),),
            (moved_by(entry, shown.numbers, language),),
            (signed(entry.units),),
            (left_over(entry.left, language),),
        )
        for entry in made.entries
    ]
    return Table(head=head, rows=tuple(rows), keys=2, figures=2)


def _charges(made: Statement, shown: Shown, language: str) -> Iterator[Table | Text]:
    if not made.charges:
        yield Text(text=say("no_charges", language))
        return
    head = tuple(say(key, language) for key in ("date", "what", "quantity", "price", "amount"))
    rows: list[Row] = [
        (
            (day(charge.on, language),),
            (charged_for(charge, shown.unit, shown.block, language),),
            (f"{charge.quantity:,}",),
            (money(charge.price, made.currency, language),),
            (money(charge.amount, made.currency, language),),
        )
        for charge in made.charges
    ]
    yield Table(head=head, rows=tuple(rows), keys=2, figures=3)
    sums = tuple((lines, (amount,)) for lines, amount in totals(made, language))
    yield Table(head=(say("sums", language), say("sum", language)), rows=sums, figures=1)


def totals(made: Statement, language: str) -> Iterator[tuple[Lines, str]]:
    """The sums of a statement with prices, each tax rate by itself: the label with what it is reckoned on, and the
    amount.
    """
    if made.net is None or made.gross is None:
        return
    yield (say("net", language),), money(made.net, made.currency, language)
    for line in made.taxes:
        label = say("tax", language, tax=tax_name(made.currency, language), rate=percent(line.rate))
        base = say("taxed", language, net=money(line.net, made.currency, language))
        yield (label, base), money(line.tax, made.currency, language)
    yield (say("gross", language),), money(made.gross, made.currency, language)
