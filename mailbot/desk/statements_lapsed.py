"""What lapsed in a period: what a pack leaves lapses on its last day, though the ledger is told a day later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from mailbot.desk.ledger import EFFECTS, Column

if TYPE_CHECKING:
    from mailbot.desk.ledger import Account, Line
    from mailbot.desk.statements_history import Past

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """How many units of a pack lapsed within a period (below zero: came back), and on which day the last of them did.

    `unwritten` are those that had lapsed before the period without standing in the ledger yet.
    """

    pack_id: int
    on: date
    units: int
    unwritten: int


def lapses_of(account: Account, past: Past, first: date, last: date, today: date | None) -> tuple[Lapse, ...]:
    """The lapses of each pack. A pack that ends on the day `today` has not ended yet."""
    by_pack: dict[int, list[Line]] = {}
    for line in sorted(account.lines, key=lambda line: (line.at, line.seq)):
        if line.pack_id and account.today(line.at) <= last:
            by_pack.setdefault(line.pack_id, []).append(line)
    return tuple(_Pack(account, past, pack_id, lines, today).within(first, last) for pack_id, lines in by_pack.items())


class _Pack:
    """One pack through its days, in order."""

    def __init__(self, account: Account, past: Past, pack_id: int, lines: list[Line], today: date | None) -> None:
        self._past, self._pack_id, self._today = past, pack_id, today
        self._days = {on: list(several) for on, several in groupby(lines, key=lambda line: account.today(line.at))}
        self._changes = past.days_of(pack_id)
        self._free = self._expired = 0

    def within(self, first: date, last: date) -> Lapse:
        before = self._until(first - DAY)
        unwritten = before - self._expired
        lapsed, on = before, first
        ends = {end for day in (first, *self._changes) if (end := self._past.last_day(self._pack_id, day))}
        for day in sorted(one for one in {*self._days, *self._changes, *ends} if first <= one <= last):
            now = self._after(day)
            lapsed, on = now, day if now != lapsed else on
        return Lapse(pack_id=self._pack_id, on=on, units=lapsed - before, unwritten=unwritten)

    def _until(self, day: date) -> int:
        for one in sorted(on for on in self._days if on < day):
            self._after(one)
        return self._after(day)

    def _after(self, day: date) -> int:
        """What had lapsed at the end of a day; the days before were gone through."""
        for line in self._days.get(day, ()):
            self._free += EFFECTS[line.kind].get(Column.FREE, 0) * line.units
            self._expired += EFFECTS[line.kind].get(Column.EXPIRED, 0) * line.units
        end = self._past.last_day(self._pack_id, day)
        ended = end is not None and end <= day and end != self._today
        return self._expired + (max(0, self._free) if ended else 0)
