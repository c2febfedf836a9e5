"""Lines in the making: how one act takes units from packs and puts them back, before anything is appended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from mailbot.desk.ledger import NO_PACK, Account, Act, Column, Line, LineKind, Tally, Why

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import date

    from mailbot.desk.packs import Pack

Lines: TypeAlias = tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotEnough:
    """The packs do not hold what an act needs; nothing was written. `available` is what it could have had."""

    wanted: int
    available: int

    @property
    def missing(self) -> int:
        return self.wanted - self.available


@dataclass(frozen=True, slots=True, kw_only=True)
class NotUndoable:
    """What an act did was built upon since; nothing was written. `cause` is the act's."""

    cause: str


class Booking:
    """One act on an account: reckons on what it has booked itself, and ends with the lines to append.

    At the end what came free of an order that was cancelled or reduced meanwhile is taken back, what came free in an
    ended pack lapses, and what is owed is settled from what came free elsewhere, so that nothing is owed while units
    that could pay it are free.
    """

    def __init__(self, account: Account, act: Act) -> None:
        self._account = account
        self._act = act
        self._today: date = account.today(act.at)
        self._seq = account.last_seq
        self._packs = account.ranked
        self.tally = Tally((*account.others, *account.lines))
        self.lines: list[Line] = []

    def book(
        self, kind: LineKind, units: int, *, pack_id: int = NO_PACK, case_id: int = 0, why: Why | None = None
    ) -> None:
        """Adds a line; one without units is only written by `note`."""
        if units:
            self.note(kind, units, pack_id=pack_id, case_id=case_id, why=why)

    def note(
        self,
        kind: LineKind,
        units: int = 0,
        *,
        pack_id: int = NO_PACK,
        case_id: int = 0,
        why: Why | None = None,
        minutes: int = 0,
        undoes: int = 0,
        reference: str = "",
    ) -> None:
        """Adds a line, be it without units: then it tells a fact about its case."""
        line = Line(
            contract_id=self._account.contract_id,
            seq=self._seq + len(self.lines) + 1,
            at=self._act.at,
            kind=kind,
            units=units,
            cause=self._act.cause,
            part=len(self.lines) + 1,
            pack_id=pack_id,
            case_id=case_id,
            reference=reference or self._act.reference,
            actor=self._act.actor,
            why=why,
            minutes=minutes,
            undoes=undoes,
        )
        self.lines.append(line)
        self.tally.add(line)

    def covers(self, accepted_on: date | None) -> Callable[[Pack], bool]:
        """The packs that serve a case: those valid today, and those that were when it was accepted (row E3)."""
        return lambda pack: pack.covers(self._today) or (accepted_on is not None and pack.covers(accepted_on))

    def within_reach(self, serves: Callable[[Pack], bool]) -> int:
        """How many units could be reserved."""
        return max(0, sum(self._reach(pack) for pack in self._packs if serves(pack)))

    def _reach(self, pack: Pack) -> int:
        """What is free in a pack; of an ended one, which only serves a case accepted before, also what lapsed."""
        lapsed = self.tally.pack(pack.id, Column.EXPIRED) if pack.state(self._today) == "ended" else 0
        return self.tally.pack(pack.id, Column.FREE) + lapsed

    def reserve(self, units: int, *, case_id: int, serves: Callable[[Pack], bool], overdraw: bool) -> NotEnough | None:
        """Sets units aside for a case, of what expires first before; all of them or, where they lack, none."""
        reach = self.within_reach(serves)
        if units > reach and not overdraw:
            return NotEnough(wanted=units, available=reach)
        for pack in self._packs:
            taken = min(units, self._reach(pack)) if serves(pack) else 0
            if taken > 0:
                self.book(LineKind.EXPIRED, -max(0, taken - self.tally.pack(pack.id, Column.FREE)), pack_id=pack.id)
                self.book(LineKind.RESERVED, taken, pack_id=pack.id, case_id=case_id)
                units -= taken
        self.book(LineKind.RESERVED, units, case_id=case_id, why=Why.OVERDRAFT)
        return None

    def consume(self, units: int, *, case_id: int, minutes: int = 0) -> None:
        """Uses what is reserved for a case, of what expires first before. The first line carries the minutes."""
        for pack_id in (*self._ids(), NO_PACK):
            taken = min(units, self.tally.case(case_id, Column.RESERVED, pack_id=pack_id))
            if taken > 0:
                self.note(LineKind.CONSUMED, taken, pack_id=pack_id, case_id=case_id, minutes=minutes)
                units, minutes = units - taken, 0
        if minutes:
            self.note(LineKind.CONSUMED, case_id=case_id, minutes=minutes)

    def put_back(self, kind: LineKind, units: int, *, case_id: int, why: Why | None) -> None:
        """Releases or gives back units of a case: what is owed first, then what lasts longest."""
        column = Column.RESERVED if kind is LineKind.RELEASED else Column.CONSUMED
        for pack_id in (NO_PACK, *reversed(self._ids())):
            moved = min(units, self.tally.case(case_id, column, pack_id=pack_id))
            if moved > 0:
                self.note(kind, moved, pack_id=pack_id, case_id=case_id, why=why)
                units -= moved

    def lapse(self, packs: Iterable[Pack]) -> None:
        """What is free in packs that have ended lapses (row E2: no carry-over)."""
        for pack in packs:
            if pack.state(self._today) == "ended":
                self.book(LineKind.EXPIRED, max(0, self.tally.pack(pack.id, Column.FREE)), pack_id=pack.id)

    def _withdraw(self, packs: Iterable[Pack]) -> None:
        """What is free beyond what an order stands for now was sold no more: nobody is told of it, nothing takes it."""
        for pack in packs:
            over = self.tally.pack(pack.id, Column.GRANTED) - pack.due
            gone = min(over, self.tally.pack(pack.id, Column.FREE))
            if gone > 0:
                self.note(LineKind.GRANTED, -gone, pack_id=pack.id, reference=pack.reference)

    def take_back(self, lines: Iterable[Line]) -> bool:
        """Books the opposite of lines, the last first; whether all that they moved was still where they put it."""
        before = list(lines)
        for line in sorted(before, key=lambda line: -line.seq):
            self.note(
                line.kind,
                -line.units,
                pack_id=line.pack_id,
                case_id=line.case_id,
                why=line.why,
                minutes=-line.minutes,
                undoes=line.seq,
            )
        for pack_id in {line.pack_id for line in before} - {NO_PACK}:
            lacking = -min(0, self.tally.pack(pack_id, Column.FREE))
            self.book(LineKind.EXPIRED, -min(lacking, self.tally.pack(pack_id, Column.EXPIRED)), pack_id=pack_id)
        self._restore({line.pack_id for line in before if line.kind is LineKind.GRANTED and line.undoes})
        return not any(self._is_short(line) for line in before)

    def _restore(self, pack_ids: Collection[int]) -> None:
        """What a cancelled order had lost again by the act that is undone, although it was placed anew since."""
        for pack in self._packs:
            lost = pack.due - self.tally.pack(pack.id, Column.GRANTED)
            if pack.id in pack_ids and lost > 0:
                self.note(LineKind.GRANTED, lost, pack_id=pack.id, reference=pack.reference)

    def _is_short(self, line: Line) -> bool:
        held = (Column.RESERVED, Column.CONSUMED)
        if any(self.tally.case(line.case_id, column, pack_id=line.pack_id) < 0 for column in held):
            return True
        free = self.tally.pack(line.pack_id, Column.FREE)
        if line.pack_id != NO_PACK:
            return free < 0
        return -free < sum(self.tally.pack(NO_PACK, column) for column in held)

    def done(self, *, changed: Collection[int] = ()) -> Lines:
        """The lines to append, with what follows from them by itself, and from packs that are not what they were."""
        touched = {*changed, *(line.pack_id for line in self.lines)}
        if touched:
            moved = [pack for pack in self._packs if pack.id in touched]
            self._withdraw(moved)
            self.lapse(moved)
            self._settle()
        return tuple(self.lines)

    def _settle(self) -> None:
        for pack in self._packs:
            owed = -self.tally.pack(NO_PACK, Column.FREE)
            spare = self.tally.pack(pack.id, Column.FREE)
            if pack.state(self._today) != "ended" and owed > 0 and spare > 0:
                self._pay(pack.id, min(owed, spare))

    def _pay(self, pack_id: int, units: int) -> None:
        """Moves what is owed to a pack: what cases use and hold stays the same, only of another pack."""
        mark = len(self.lines)
        for case_id in sorted({case for pack, case, _ in self.tally.by_case if pack == NO_PACK and case}):
            for column, back in ((Column.CONSUMED, LineKind.GIVEN_BACK), (Column.RESERVED, LineKind.RELEASED)):
                moved = min(units, self.tally.case(case_id, column, pack_id=NO_PACK))
                if moved > 0:
                    self.book(back, moved, case_id=case_id)
                    self.book(LineKind.RESERVED, moved, pack_id=pack_id, case_id=case_id)
                    self.book(
                        LineKind.CONSUMED, moved if column is Column.CONSUMED else 0, pack_id=pack_id, case_id=case_id
                    )
                    units -= moved
        self.book(LineKind.ADJUSTED, units)
        self.book(LineKind.ADJUSTED, -units, pack_id=pack_id)
        self.lines[mark:] = [replace(line, why=Why.SETTLED) for line in self.lines[mark:]]

    def _ids(self) -> tuple[int, ...]:
        return tuple(pack.id for pack in self._packs)
