"""What a ledger comes to: the balance of a contract at any instant, and what one case has used."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mailbot.desk.ledger import NO_PACK, Account, Column, LineKind, Tally, Why
from mailbot.desk.packs import Pack, PackState, ServiceLevel

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PackBalance:
    """Where the units of one pack are. `free` are those that are neither reserved, used nor lapsed; they can be
    promised only while the pack is `valid`.
    """

    pack: Pack
    state: PackState
    granted: int
    adjusted: int
    free: int
    reserved: int
    consumed: int
    expired: int

    @property
    def was_bought(self) -> bool:
        """Whether there ever was anything in it; a cancelled order leaves a pack without units."""
        return self.granted > 0 or self.adjusted > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """A contract's units at an instant; its packs in the order in which they are used.

    `granted + adjusted == available + coming + lapsed + reserved + consumed + expired`, always. `available` may be
    promised now, and is below zero only where staff let a case have more than was bought; `coming` is free in packs
    that have not begun, `lapsed` free in ended ones whose expiry is not written yet. `left` is `available` and
    `reserved`, what is neither used nor lapsed.
    """

    at: datetime
    packs: tuple[PackBalance, ...]
    granted: int
    adjusted: int
    available: int
    coming: int
    lapsed: int
    reserved: int
    consumed: int
    expired: int
    owed: int
    """Units beyond what was bought, not yet settled by an order; they are taken off `available`."""

    @property
    def left(self) -> int:
        return self.available + self.reserved

    @property
    def bought(self) -> tuple[PackBalance, ...]:
        """The packs that were not cancelled."""
        return tuple(one for one in self.packs if one.was_bought)

    @property
    def usable(self) -> tuple[PackBalance, ...]:
        """The packs of which units may be promised now."""
        return tuple(one for one in self.packs if one.state == "valid" and one.free > 0)

    @property
    def valid_until(self) -> date | None:
        """Until when what is available may be used: the end of the pack that is used next, else of the last valid
        one. None without end, or where there is no such pack (then `packs` shows none as valid).
        """
        valid = [one.pack for one in self.bought if one.state == "valid"]
        chosen = self.usable[0].pack if self.usable else (valid[-1] if valid else None)
        return chosen.valid_until if chosen else None


def balance(account: Account, at: datetime) -> Balance:
    """What the lines up to an instant (inclusive) come to; units of ended packs count as lapsed from midnight on,
    whether or not their expiry is written yet. Where lines are left out, only for instants after them.
    """
    tally = Tally((*account.others, *(line for line in account.lines if line.at <= at)))
    today = account.today(at)
    packs = tuple(_of_pack(pack, tally, today) for pack in account.ranked)
    owed = -tally.pack(NO_PACK, Column.FREE)
    free = {state: sum(one.free for one in packs if one.state == state) for state in ("coming", "valid", "ended")}
    totals: Counter[Column] = Counter()
    for (_, column), units in tally.by_pack.items():
        totals[column] += units
    return Balance(
        at=at,
        packs=packs,
        granted=totals[Column.GRANTED],
        adjusted=totals[Column.ADJUSTED],
        available=free["valid"] - owed,
        coming=free["coming"],
        lapsed=free["ended"],
        reserved=totals[Column.RESERVED],
        consumed=totals[Column.CONSUMED],
        expired=totals[Column.EXPIRED],
        owed=owed,
    )


def _of_pack(pack: Pack, tally: Tally, today: date) -> PackBalance:
    return PackBalance(
        pack=pack,
        state=pack.state(today),
        granted=tally.pack(pack.id, Column.GRANTED),
        adjusted=tally.pack(pack.id, Column.ADJUSTED),
        free=tally.pack(pack.id, Column.FREE),
        reserved=tally.pack(pack.id, Column.RESERVED),
        consumed=tally.pack(pack.id, Column.CONSUMED),
        expired=tally.pack(pack.id, Column.EXPIRED),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What one case has taken, and what is left after it: the facts of the letter units-consumed (row E4).

    `used` are the units consumed and not given back, `returned` those given back because the case turned out to
    cost nothing or less, `reserved` those set aside for it. `minutes` is the time recorded. `packs` says how many of
    the used came of which pack (None: beyond what was bought). `freed` says why it costs nothing, if so.
    """

    case_id: int
    used: int
    returned: int
    reserved: int
    minutes: int
    packs: tuple[tuple[Pack | None, int], ...]
    freed: Why | None
    level: ServiceLevel | None
    """The level that costs what the case used; None for time, or where none costs exactly that."""
    after: Balance

    @property
    def left(self) -> int:
        """What may still be asked for, by any case."""
        return self.after.available

    @property
    def valid_until(self) -> date | None:
        return self.after.valid_until


def usage(account: Account, case_id: int, at: datetime) -> Usage:
    """What a case has used up to an instant (inclusive)."""
    lines = [line for line in account.lines if line.at <= at]
    own = [line for line in lines if line.case_id == case_id]
    tally = Tally(own)
    used_of = [(pack, tally.pack(pack.id, Column.CONSUMED)) for pack in account.ranked]
    beyond = tally.pack(NO_PACK, Column.CONSUMED)
    used = tally.of_case(case_id, Column.CONSUMED)
    returns = (line for line in own if line.kind is LineKind.GIVEN_BACK and line.why is not Why.SETTLED)
    return Usage(
        case_id=case_id,
        used=used,
        returned=sum(line.units for line in returns),
        reserved=tally.of_case(case_id, Column.RESERVED),
        minutes=tally.minutes[case_id],
        packs=tuple((pack, units) for pack, units in (*used_of, (None, beyond)) if units),
        freed=replace(account, lines=tuple(own)).freed(case_id),
        level=account.terms.level_of(used),
        after=balance(account, at),
    )


def used_of_cases(account: Account, at: datetime) -> dict[int, int]:
    """The units used by each case of the contract, by case id; cases that used none are left out."""
    used: Counter[int] = Counter()
    for (_, case_id, column), units in Tally(line for line in account.lines if line.at <= at).by_case.items():
        if column is Column.CONSUMED and case_id:
            used[case_id] += units
    return {case_id: units for case_id, units in sorted(used.items()) if units}
