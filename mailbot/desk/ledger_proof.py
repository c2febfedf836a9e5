"""Proving a ledger: everything that a true one cannot show, for `verify`."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from mailbot.desk.ledger import NO_PACK, Column, LineKind, Tally, Why

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailbot.desk.ledger import Account, Line

HELD = (Column.FREE, Column.RESERVED, Column.CONSUMED, Column.EXPIRED)


class Flaw(enum.StrEnum):
    """What can be wrong with a ledger."""

    GAP = "gap"
    """A number is missing or stands twice: a line was taken out or put in."""
    TWICE = "twice"
    """One part of one cause stands twice."""
    FOREIGN = "foreign"
    """A line of another contract."""
    UNKNOWN_PACK = "unknown_pack"
    NEGATIVE = "negative"
    """A pack or a case holds fewer than no units after this line."""
    UNALLOWED = "unallowed"
    """More is owed than staff allowed."""
    UNTIED = "untied"
    """Units were moved for neither a case nor an order."""
    WRONG_UNDOING = "wrong_undoing"
    """It takes back a line that is not there, or not as it is written, or one that was taken back already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerFault:
    """One flaw, and the number of the line that shows it first."""

    flaw: Flaw
    contract_id: str
    seq: int


def ledger_faults(account: Account) -> tuple[LedgerFault, ...]:
    """All flaws of a contract's whole ledger, in the order of its lines; none if it is sound. Linear in the lines."""
    lines = sorted(account.lines, key=lambda line: line.seq)
    found = (*_in_numbering(account, lines), *_in_ties(account, lines), *_in_undoings(lines), *_in_sums(lines))
    faults = {LedgerFault(flaw=flaw, contract_id=account.contract_id, seq=line.seq) for flaw, line in found}
    return tuple(sorted(faults, key=lambda fault: (fault.seq, fault.flaw)))


def _in_numbering(account: Account, lines: list[Line]) -> Iterator[tuple[Flaw, Line]]:
    seen: set[tuple[str, int]] = set()
    for before, line in zip((0, *(line.seq for line in lines)), lines, strict=False):
        if line.seq != before + 1:
            yield Flaw.GAP, line
        if (line.cause, line.part) in seen:
            yield Flaw.TWICE, line
        if line.contract_id != account.contract_id:
            yield Flaw.FOREIGN, line
        seen.add((line.cause, line.part))


FOR_CASES = frozenset({LineKind.RESERVED, LineKind.RELEASED, LineKind.CONSUMED, LineKind.GIVEN_BACK})


def _in_ties(account: Account, lines: list[Line]) -> Iterator[tuple[Flaw, Line]]:
    packs = {pack.id for pack in account.packs} | {NO_PACK}
    for line in lines:
        if line.pack_id not in packs:
            yield Flaw.UNKNOWN_PACK, line
        if (line.kind in FOR_CASES) != (line.case_id != 0):
            yield Flaw.UNTIED, line
        if line.kind in (LineKind.GRANTED, LineKind.EXPIRED) and line.units and line.pack_id == NO_PACK:
            yield Flaw.UNTIED, line


def _in_undoings(lines: list[Line]) -> Iterator[tuple[Flaw, Line]]:
    by_seq = {line.seq: line for line in lines}
    undone: set[int] = set()
    for line in lines:
        if not line.undoes:
            continue
        before = by_seq.get(line.undoes)
        if before is None or before.seq >= line.seq or before.seq in undone or not _is_opposite(before, line):
            yield Flaw.WRONG_UNDOING, line
            continue
        undone.add(before.seq)
        undone.discard(before.undoes)


def _is_opposite(before: Line, line: Line) -> bool:
    same = (before.kind, before.pack_id, before.case_id, before.why) == (
        line.kind,
        line.pack_id,
        line.case_id,
        line.why,
    )
    return same and (before.units, before.minutes) == (-line.units, -line.minutes)


def _in_sums(lines: list[Line]) -> Iterator[tuple[Flaw, Line]]:
    """Judged after each act, whose lines belong together."""
    tally = Tally()
    for act in _acts(lines):
        owed = -tally.pack(NO_PACK, Column.FREE)
        for line in act:
            tally.add(line)
        allowed = sum(-line.on_available for line in act if line.why is Why.OVERDRAFT)
        if not any(line.undoes for line in act) and -tally.pack(NO_PACK, Column.FREE) - owed > max(0, allowed):
            yield Flaw.UNALLOWED, act[0]
        yield from ((Flaw.NEGATIVE, line) for line in act if _is_negative(tally, line))


def _acts(lines: list[Line]) -> Iterator[list[Line]]:
    """Neighbours of one cause; the lines of an act are appended together."""
    for _, act in groupby(lines, key=lambda line: line.cause):
        yield list(act)


def _is_negative(tally: Tally, line: Line) -> bool:
    held = (Column.RESERVED, Column.CONSUMED)
    if any(tally.case(line.case_id, column, pack_id=line.pack_id) < 0 for column in held):
        return True
    return line.pack_id != NO_PACK and any(tally.pack(line.pack_id, column) < 0 for column in HELD)
