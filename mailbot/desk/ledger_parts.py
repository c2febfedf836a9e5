"""Which lines of a long ledger an act needs at hand, and what the others come to; so that acts cost the same however
long the ledger has grown.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from mailbot.desk.ledger import NO_PACK, Account, Line, LineKind, Sum

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


def is_needed(line: Line, *, cases: Collection[int], cause: str = "") -> bool:
    """Whether an act on these cases needs this very line: those of the cases, those of no case (orders, expiry,
    adjustments), what is beyond all packs, and those of a cause that is asked for or undone.

    To undo a cause, `cases` are all those that its lines name. For a balance, an estimate and notices no case is
    needed; a statement and `ledger_faults` need every line.
    """
    return not line.case_id or line.pack_id == NO_PACK or line.case_id in cases or (bool(cause) and line.cause == cause)


def sums_of(lines: Iterable[Line]) -> tuple[Sum, ...]:
    """What lines come to by pack and kind, whatever their case; kept up to date as lines are appended, it can always
    be made anew from them.
    """
    units: Counter[tuple[int, LineKind]] = Counter()
    for line in lines:
        units[line.pack_id, line.kind] += line.units
    return tuple(Sum(pack_id=pack, kind=kind, units=n) for (pack, kind), n in sorted(units.items()) if n)


def without(sums: Iterable[Sum], lines: Iterable[Line]) -> tuple[Sum, ...]:
    """The sums of a whole ledger less the lines that are at hand: the `others` of an account."""
    units = Counter({(one.pack_id, one.kind): one.units for one in sums})
    for line in lines:
        units[line.pack_id, line.kind] -= line.units
    return tuple(Sum(pack_id=pack, kind=kind, units=n) for (pack, kind), n in sorted(units.items()) if n)


def part_of(account: Account, *, cases: Collection[int], cause: str = "") -> Account:
    """The account with only the lines that an act on these cases needs, and the sums of the others."""
    kept = tuple(line for line in account.lines if is_needed(line, cases=cases, cause=cause))
    others = without(sums_of(account.lines), kept)
    return replace(account, lines=kept, others=others, seq=account.last_seq)
