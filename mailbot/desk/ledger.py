"""The ledger of a contract's units: its lines, which are only ever appended, and what they move."""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, tzinfo
from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.packs import Pack, PackTerms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

NO_PACK = 0
"""The pack id of what no pack covers: units that staff let a case have beyond what was bought, and lines without
units. What stands there as owed is taken from the next units that come free."""


class Column(enum.StrEnum):
    """Where a unit can be. All but `GRANTED` and `ADJUSTED` together hold what these two brought in."""

    GRANTED = "granted"
    ADJUSTED = "adjusted"
    FREE = "free"
    RESERVED = "reserved"
    CONSUMED = "consumed"
    EXPIRED = "expired"


class LineKind(enum.StrEnum):
    """What a line does with its units; a negative number of them takes back a line of the same kind."""

    GRANTED = "granted"
    RESERVED = "reserved"
    RELEASED = "released"
    CONSUMED = "consumed"
    GIVEN_BACK = "given_back"
    EXPIRED = "expired"
    ADJUSTED = "adjusted"


EFFECTS: Mapping[LineKind, Mapping[Column, int]] = MappingProxyType(
    {
        LineKind.GRANTED: {Column.GRANTED: 1, Column.FREE: 1},
        LineKind.RESERVED: {Column.FREE: -1, Column.RESERVED: 1},
        LineKind.RELEASED: {Column.RESERVED: -1, Column.FREE: 1},
        LineKind.CONSUMED: {Column.RESERVED: -1, Column.CONSUMED: 1},
        LineKind.GIVEN_BACK: {Column.CONSUMED: -1, Column.FREE: 1},
        LineKind.EXPIRED: {Column.FREE: -1, Column.EXPIRED: 1},
        LineKind.ADJUSTED: {Column.ADJUSTED: 1, Column.FREE: 1},
    }
)
"""What one unit of a line moves. Whatever is consumed was reserved before, be it by the line just before."""


class Why(enum.StrEnum):
    """Why units were moved, where the kind does not say it."""

    DEFECT = "defect"
    MERGED = "merged"
    REFUSED = "refused"
    OUT_OF_SCOPE = "out_of_scope"
    NO_ANSWER = "no_answer"
    OVERDRAFT = "overdraft"
    SETTLED = "settled"
    """Units owed were taken from a pack: what the case uses stays the same."""


FREEING = frozenset({Why.DEFECT, Why.MERGED})
"""After these a case costs nothing, whatever is still done on it (row E3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What is done, when (aware) and by whom (`desk`, `staff:HANDLE`, `contact:ID`).

    `cause` names it for good, like `case:5:started:event:17` or `order:PO-1`: an act whose cause stands in the ledger
    already writes nothing. `reference` is the order's, where there is one.
    """

    at: datetime
    cause: str
    actor: str = "desk"
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry. `seq` counts from 1 without gaps in each contract; (contract, seq) and (contract, cause, part) are
    each unique, so that of two workers who reckon at once only one can append.

    `units` move as in `EFFECTS`; below zero they take back. `case_id` is 0 for orders, expiry and adjustments,
    `pack_id` is `NO_PACK` where no pack is touched. `minutes` is the working time that a session recorded. `undoes`
    is the `seq` of the line that this one takes back; `why` is that line's.
    """

    contract_id: str
    seq: int
    at: datetime
    kind: LineKind
    units: int
    cause: str
    part: int = 1
    pack_id: int = NO_PACK
    case_id: int = 0
    reference: str = ""
    actor: str = "desk"
    why: Why | None = None
    minutes: int = 0
    undoes: int = 0

    @property
    def on_available(self) -> int:
        """By how many units this line changes what may still be promised."""
        return EFFECTS[self.kind].get(Column.FREE, 0) * self.units

    @property
    def on_balance(self) -> int:
        """By how many units it changes what is neither used nor lapsed: available and reserved together."""
        return self.on_available + EFFECTS[self.kind].get(Column.RESERVED, 0) * self.units


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """What many lines of one kind and pack come to, where they themselves are not at hand (`ledger_parts`)."""

    pack_id: int
    kind: LineKind
    units: int
    case_id: int = 0
    minutes: int = 0


class Tally:
    """Lines summed up by pack, and by pack and case; the order in which they come does not matter."""

    def __init__(self, lines: Iterable[Line | Sum] = ()) -> None:
        self.by_pack: Counter[tuple[int, Column]] = Counter()
        self.by_case: Counter[tuple[int, int, Column]] = Counter()
        self.minutes: Counter[int] = Counter()
        for line in lines:
            self.add(line)

    def add(self, line: Line | Sum) -> None:
        self.minutes[line.case_id] += line.minutes
        for column, sign in EFFECTS[line.kind].items():
            self.by_pack[line.pack_id, column] += sign * line.units
            self.by_case[line.pack_id, line.case_id, column] += sign * line.units

    def pack(self, pack_id: int, column: Column) -> int:
        return self.by_pack[pack_id, column]

    def case(self, case_id: int, column: Column, *, pack_id: int) -> int:
        return self.by_case[pack_id, case_id, column]

    def of_case(self, case_id: int, column: Column) -> int:
        """Linear in what was tallied."""
        return sum(n for (_, case, of), n in self.by_case.items() if case == case_id and of is column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A contract's packs and lines with its terms: all that its units can be reckoned from.

    Both may come in any order. `zone` is the contract's, whose midnight ends a pack. Of a long ledger some of the
    lines may be left out, if `others` holds what they come to and `seq` the number of the last one (`ledger_parts`).
    """

    contract_id: str
    terms: PackTerms
    zone: tzinfo = UTC
    packs: tuple[Pack, ...] = ()
    lines: tuple[Line, ...] = field(default=(), repr=False)
    others: tuple[Sum, ...] = field(default=(), repr=False)
    seq: int = 0

    def today(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    @property
    def ranked(self) -> tuple[Pack, ...]:
        """The packs, what expires first before."""
        return tuple(sorted(self.packs, key=lambda pack: pack.rank))

    @property
    def last_seq(self) -> int:
        return max(self.seq, *(line.seq for line in self.lines), 0)

    def has(self, cause: str) -> bool:
        """Whether an act of this cause stands in the ledger."""
        return any(line.cause == cause for line in self.lines)

    def freed(self, case_id: int) -> Why | None:
        """Why this case costs nothing any more, if so."""
        own = (line for line in self.lines if line.case_id == case_id)
        marks = (line.why for line in standing_lines(own) if line.why in FREEING and not line.undoes)
        return next(marks, None)

    def with_lines(self, lines: Iterable[Line]) -> Account:
        """The account after these were appended."""
        return replace(self, lines=(*self.lines, *lines))


def standing_lines(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines that nothing has undone, the newest first; those of an undoing too, which may be undone itself."""
    undone: set[int] = set()
    for line in sorted(lines, key=lambda line: -line.seq):
        if line.seq not in undone:
            if line.undoes:
                undone.add(line.undoes)
            yield line
