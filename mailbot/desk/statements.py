"""The statement of a contract and period: what was there, what came and went by order and case, what is left, and
what it costs.
"""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from mailbot.desk.ledger import Column, LineKind, Tally, Why
from mailbot.desk.packs import months_after
from mailbot.desk.statements_history import NO_HISTORY, History, Past
from mailbot.desk.statements_lapsed import lapses_of
from mailbot.desk.statements_money import Charge, TaxLine, charges_of, taxes_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from mailbot.desk.ledger import Account, Line
    from mailbot.desk.statements_lapsed import Lapse


class EntryKind(enum.StrEnum):
    """What moved the balance, in the order in which entries of one day stand."""

    ORDER = "order"
    CASE = "case"
    ADJUSTED = "adjusted"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row: all that an order, a case, or staff with one act did to the balance within the period.

    `units` is what it added (below zero: took), `left` the balance after it. Of a case, `used` and `returned` are the
    units consumed and given back, `minutes` the time recorded; `on` is the date of the last movement.
    """

    on: date
    kind: EntryKind
    units: int
    left: int = 0
    case_id: int = 0
    pack_id: int = 0
    reference: str = ""
    used: int = 0
    returned: int = 0
    minutes: int = 0
    why: Why | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A contract's units from `first` to `last` (both inclusive, in the contract's zone), and their price (row E6).

    `opening` and `closing` are the units neither used nor lapsed; `opening + sum(entry.units) == closing`, and
    `reserved` of `closing` are set aside for cases in work. `net + tax == gross`; all are None without prices.
    `as_of` is the day on which it was made, if its period was not over then: it says nothing of the days after.
    """

    contract_id: str
    first: date
    last: date
    opening: int
    closing: int
    reserved: int
    entries: tuple[Entry, ...]
    as_of: date | None = None
    currency: str = ""
    charges: tuple[Charge, ...] = ()
    taxes: tuple[TaxLine, ...] = ()
    net: Decimal | None = None
    tax: Decimal | None = None
    gross: Decimal | None = None


def statement(
    account: Account,
    first: date,
    last: date,
    *,
    licences: int = 0,
    began: date | None = None,
    until: date | None = None,
    history: History = NO_HISTORY,
    today: date | None = None,
) -> Statement:
    """The statement of a period. `began` and `until` are the contract's dates, by which its terms are charged, and
    `licences` how many it has; without `began` there are no charges by the term. `history` says what was agreed on
    earlier days; what it does not tell has always been as it is. `today` is the day on which the statement is made.

    What a pack leaves at its end has lapsed on its last day, whenever that was written into the ledger.
    """
    if last < first:
        raise ValueError(f"the period ends on {last}, before it begins on {first}; give the earlier date first")
    past = Past(account, history, licences=licences, until=until)
    before = [line for line in account.lines if account.today(line.at) < first]
    within = [line for line in account.lines if first <= account.today(line.at) <= last]
    lapses = lapses_of(account, past, first, last, today)
    opening = sum(line.on_balance for line in before) - sum(one.unwritten for one in lapses)
    entries = tuple(_running(opening, _entries(account, within, lapses)))
    tally = Tally((*before, *within))
    made = Statement(
        contract_id=account.contract_id,
        first=first,
        last=last,
        opening=opening,
        closing=opening + sum(entry.units for entry in entries),
        reserved=sum(units for (_, column), units in tally.by_pack.items() if column is Column.RESERVED),
        entries=entries,
        as_of=today if today is not None and today <= last else None,
    )
    return _priced(made, account, past, began)


def term_begun(began: date, months: int, on: date) -> date:
    """The first day of the term that a date lies in, of terms of so many months; never before the contract's own."""
    terms = max(0, ((on.year - began.year) * 12 + on.month - began.month) // months)
    begins = months_after(began, terms * months)
    return begins if begins <= on or not terms else months_after(began, (terms - 1) * months)


def _priced(made: Statement, account: Account, past: Past, began: date | None) -> Statement:
    coins = past.coins
    if coins is None:
        return made
    last = min(made.last, made.as_of or made.last)
    due = charges_of(account, past, coins, first=made.first, last=last, began=began)
    charges = tuple(sorted(due, key=lambda charge: charge.on))
    taxes = taxes_of(charges, coins)
    net = sum((charge.amount for charge in charges), coins.rounded(Decimal(0)))
    tax = sum((line.tax for line in taxes), coins.rounded(Decimal(0)))
    return replace(made, currency=coins.currency, charges=charges, taxes=taxes, net=net, tax=tax, gross=net + tax)


def _running(opening: int, entries: Iterator[Entry]) -> Iterator[Entry]:
    """The entries in the order of their dates, with the balance after each."""
    left = opening
    for entry in sorted(entries, key=_place):
        left += entry.units
        yield replace(entry, left=left)


def _place(entry: Entry) -> tuple[date, int, int, int, str]:
    return (entry.on, list(EntryKind).index(entry.kind), entry.case_id, entry.pack_id, entry.reference)


def _entries(account: Account, lines: list[Line], lapses: tuple[Lapse, ...]) -> Iterator[Entry]:
    for lapse in lapses:
        if lapse.units:
            yield Entry(
                on=lapse.on,
                kind=EntryKind.EXPIRED,
                units=-lapse.units,
                pack_id=lapse.pack_id,
                reference=_reference(account, lapse.pack_id),
            )
    by_matter: dict[tuple[EntryKind, int], list[Line]] = {}
    for line in lines:
        matter = _matter_of(line)
        if matter is not None:
            by_matter.setdefault(matter, []).append(line)
    for (kind, _), own in by_matter.items():
        entry = _entry(account, kind, own)
        if entry.units or entry.used or entry.returned or entry.minutes:
            yield entry


def _matter_of(line: Line) -> tuple[EntryKind, int] | None:
    """What a line is summed up under; settling what was owed moves nothing that a customer could see,
    and what lapses is dated by the end of its pack."""
    if line.why is Why.SETTLED or line.kind is LineKind.EXPIRED:
        return None
    if line.kind is LineKind.GRANTED:
        return EntryKind.ORDER, line.pack_id
    if line.kind is LineKind.ADJUSTED:
        return EntryKind.ADJUSTED, line.undoes or line.seq
    return EntryKind.CASE, line.case_id


def _entry(account: Account, kind: EntryKind, lines: list[Line]) -> Entry:
    moved: Counter[LineKind] = Counter()
    for line in lines:
        moved[line.kind] += line.units
    last = max(lines, key=lambda line: (line.at, line.seq))
    case = kind is EntryKind.CASE
    return Entry(
        on=account.today(last.at),
        kind=kind,
        units=sum(line.on_balance for line in lines),
        case_id=last.case_id,
        pack_id=0 if case else last.pack_id,
        reference="" if case else last.reference or _reference(account, last.pack_id),
        used=moved[LineKind.CONSUMED],
        returned=moved[LineKind.GIVEN_BACK],
        minutes=sum(line.minutes for line in lines),
        why=last.why,
    )


def _reference(account: Account, pack_id: int) -> str:
    return next((pack.reference for pack in account.packs if pack.id == pack_id), "")
