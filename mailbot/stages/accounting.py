"""Bringing the ledger to what the events of a case say: called wherever a case is played, it does each event once, in
the transaction that the event belongs to, and tells the client what was used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from mailbot.desk.charging import MOVING, Charge, Move, charges
from mailbot.desk.ledger import Act, Column, LineKind, Tally, standing_lines
from mailbot.desk.ledger_acts import (
    NotEnough,
    NotUndoable,
    charge,
    close,
    consume,
    give_back,
    record_session,
    reserve,
    undo,
)
from mailbot.desk.ledger_balance import usage
from mailbot.desk.packs import PackKind
from mailbot.stages.units_letters import UnitsLetters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mailbot.desk.cases import Case
    from mailbot.desk.ledger import Account, Line
    from mailbot.desk.packs import PackTerms
    from mailbot.desk.people import Contract
    from mailbot.desk.policy import PolicyVersion
    from mailbot.stages.house import House
    from mailbot.stages.ports import Unit


def settle(house: House, unit: Unit, case: Case, contract: Contract, version: PolicyVersion, now: datetime) -> None:
    """What has happened to the case since its units were looked at last goes into the ledger.

    A contract that names no terms costs no question, nor does a case that nobody has begun to work on.
    """
    if contract.terms not in house.offers.by_name or not any(one.kind in MOVING for one in unit.events_of(case.id)):
        return
    terms = house.offers.terms_of(contract)
    events = unit.all_events_of(case.id)
    lines = unit.lines_of_case(case.id)
    done = settled_to(case.id, lines)
    every = list(charges(terms, events))
    pending = [*_lacking(terms, every, lines, case.id, done), *(one for one in every if one.seq > done)]
    if pending:
        booking = _Booking(house=house, unit=unit, case=case, contract=contract, terms=terms, now=now)
        booking.do(pending, version)


def _lacking(
    terms: PackTerms, every: Sequence[Charge], lines: Sequence[Line], case_id: int, done: int
) -> Iterator[Charge]:
    """What was to be set aside while too few units were left, and still is: it is tried again."""
    last = next((one for one in reversed(every) if one.move not in {Move.UNDO, Move.SESSION}), None)
    if last is None or last.move is not Move.RESERVE or last.seq > done or not terms.kind.counts:
        return
    tally = Tally(lines)
    if sum(tally.of_case(case_id, one) for one in (Column.RESERVED, Column.CONSUMED)) < last.units and not any(
        one.cause == cause_of(case_id, last) for one in lines
    ):
        yield last


def settled_to(case_id: int, lines: Sequence[Line]) -> int:
    """The place of the last event of the case that stands in the ledger; what came before it is done."""
    own = f"case:{case_id}:"
    return max((int(one.cause.split(":")[3]) for one in lines if one.cause.startswith(own)), default=0)


def cause_of(case_id: int, one: Charge) -> str:
    """What names an event in the ledger for good."""
    return f"case:{case_id}:{one.event.kind.value}:{one.seq}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Booking:
    """Events of one case being booked, with the contract held against other workers."""

    house: House
    unit: Unit
    case: Case
    contract: Contract
    terms: PackTerms
    now: datetime

    def do(self, pending: Sequence[Charge], version: PolicyVersion) -> None:
        zone = self.house.offers.zone_of(self.contract)
        account = self.unit.account(self.contract.id, self.terms, zone, cases=(self.case.id,))
        before = account
        told: Charge | None = None
        for one in pending:
            lines = tuple(self._lines(account, one))
            if lines and self.unit.append_lines(lines):
                account = account.with_lines(lines)
            told = one if _is_told(one, lines, is_final=self.case.status.is_final) else told
            if one.move is Move.UNDO:
                self._withdraw(one)
        letters = UnitsLetters(
            house=self.house,
            unit=self.unit,
            contract=self.contract,
            version=version,
            now=self.now,
            not_before=self.now + self.house.rules.relay_delay if pending[-1].event.by.startswith("staff:") else None,
        )
        if told is not None:
            letters.consumed(account, self.case, cause=cause_of(self.case.id, told))
        if account is not before:
            letters.running_low(account)
        if any(one.move is Move.UNDO for one in pending):
            letters.withdraw_low(account)

    def _lines(self, account: Account, one: Charge) -> Iterator[Line]:
        act = Act(at=self.now, cause=cause_of(self.case.id, one), actor=one.event.by)
        if one.move is Move.UNDO:
            yield from self._taken_back(account, one)
            return
        booked = self._booked(account, act, one)
        if not isinstance(booked, NotEnough):
            yield from booked

    def _booked(self, account: Account, act: Act, one: Charge) -> Sequence[Line] | NotEnough:
        accepted_on, case_id = account.today(self.case.received_at), self.case.id
        match one.move:
            case Move.RESERVE:
                return reserve(
                    account, act, case_id=case_id, units=one.units, accepted_on=accepted_on, overdraw=one.overdraw
                )
            case Move.CHARGE:
                return charge(
                    account, act, case_id=case_id, units=one.units, accepted_on=accepted_on, overdraw=one.overdraw
                )
            case Move.SESSION:
                return self._session(account, act, one, accepted_on)
            case Move.CLOSE:
                return self._closing(account, act, one, accepted_on)
            case _:
                assert one.why is not None
                return give_back(account, act, case_id=case_id, why=one.why)

    def _session(self, account: Account, act: Act, one: Charge, accepted_on: date) -> Sequence[Line] | NotEnough:
        """The first session that is told after the end is what the closing took, as far as that goes."""
        found = usage(account, self.case.id, self.now)
        by_time = self.terms.kind is PackKind.TIME
        if by_time and self.case.status.is_final and not found.minutes and found.used:
            return consume(
                account,
                act,
                case_id=self.case.id,
                units=max(0, self.terms.units_for(one.minutes) - found.used),
                minutes=one.minutes,
                accepted_on=accepted_on,
                overdraw=one.overdraw,
            )
        return record_session(
            account,
            act,
            case_id=self.case.id,
            minutes=one.minutes,
            accepted_on=accepted_on,
            overdraw=one.overdraw,
        )

    def _closing(self, account: Account, act: Act, one: Charge, accepted_on: date) -> Sequence[Line] | NotEnough:
        """What was served is used, also where too little could be set aside for it."""
        found = usage(account, self.case.id, self.now)
        held = found.used + (0 if self.terms.kind is PackKind.TIME else found.reserved)
        if one.units <= held:
            return close(account, act, case_id=self.case.id)
        return charge(
            account, act, case_id=self.case.id, units=one.units, accepted_on=accepted_on, overdraw=one.overdraw
        )

    def _taken_back(self, account: Account, one: Charge) -> Iterator[Line]:
        """The acts of the events that were taken back, the last first; what was built upon since stays."""
        own = f"case:{self.case.id}:"
        causes = dict.fromkeys(
            line.cause for line in standing_lines(account.lines) if line.cause.startswith(own) and not line.undoes
        )
        for cause in causes:
            if one.first <= int(cause.split(":")[3]) <= one.last:
                act = Act(at=self.now, cause=f"{cause_of(self.case.id, one)}:{cause.split(':')[3]}", actor=one.event.by)
                lines = undo(account, act, cause)
                if not isinstance(lines, NotUndoable):
                    account = account.with_lines(lines)
                    yield from lines

    def _withdraw(self, one: Charge) -> None:
        """What was told of events that were taken back, as far as it has not left."""
        for seq in range(one.first, one.last + 1):
            for kind in ("closed", "defect", "merged", "units", "time", "consented"):
                self.unit.withdraw(f"case:{self.case.id}:{kind}:{seq}", ["units-consumed"])


def _is_told(one: Charge, lines: Sequence[Line], *, is_final: bool) -> bool:
    """Whether the client hears of it: the handling has ended, what was told then changes, or what was used is back."""
    if one.move is Move.CLOSE:
        return True
    if one.move in {Move.CHARGE, Move.SESSION}:
        return is_final and any(line.units for line in lines)
    return one.move is Move.GIVE_BACK and any(line.kind is LineKind.GIVEN_BACK and line.units for line in lines)
