"""Bringing the ledger to what the events of a case say: called wherever a case is played, it does each event once, in
the transaction that the event belongs to, and tells the client what was used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from mailbot.desk.charging import MOVING, Charge, Move, charges
from mailbot.desk.ledger import Act, Column, LineKind, Tally, standing_lines
from mailbot.desk.ledger_acts import NotEnough, NotUndoable, undo
from mailbot.desk.ledger_balance import usage
from mailbot.desk.ledger_charging import book
from mailbot.desk.letters import UnitsConsumed
from mailbot.stages.units_letters import UnitsLetters
from mailbot.stages.units_promised import lacking_beside

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mailbot.desk.cases import Case
    from mailbot.desk.ledger import Account, Line
    from mailbot.desk.packs import PackTerms
    from mailbot.desk.people import Contract
    from mailbot.desk.policy import PolicyVersion
    from mailbot.stages.house import House
    from mailbot.stages.ports import Unit


def settle(house: House, unit: Unit, case: Case, contract: Contract, version: PolicyVersion, now: datetime) -> bool:
    """What has happened to the case since its units were looked at last goes into the ledger; whether anything did.

    A contract that names no terms costs no question, nor does a case that nobody has begun to work on.
    """
    if contract.terms not in house.offers.by_name or not any(one.kind in MOVING for one in unit.events_of(case.id)):
        return False
    terms = house.offers.terms_of(contract)
    waiting = pending(unit, terms, case.id)
    booking = _Booking(house=house, unit=unit, case=case, contract=contract, terms=terms, now=now)
    return bool(waiting) and booking.do(waiting, version)


def pending(unit: Unit, terms: PackTerms, case_id: int) -> tuple[Charge, ...]:
    """What the events of a case say and the ledger does not yet, in order."""
    lines = unit.lines_of_case(case_id)
    done = settled_to(case_id, lines)
    every = list(charges(terms, unit.all_events_of(case_id)))
    return (*_lacking(terms, every, lines, case_id, done), *(one for one in every if one.seq > done))


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
    return max((seq_of(one.cause) for one in lines if one.cause.startswith(own)), default=0)


def cause_of(case_id: int, one: Charge) -> str:
    """What names an event in the ledger for good."""
    return f"case:{case_id}:{one.event.kind.value}:{one.seq}"


def seq_of(cause: str) -> int:
    """The place of the event that a line of a case is for (`cause_of`)."""
    return int(cause.split(":")[3])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Booking:
    """Events of one case being booked, with the contract held against other workers."""

    house: House
    unit: Unit
    case: Case
    contract: Contract
    terms: PackTerms
    now: datetime

    def do(self, waiting: Sequence[Charge], version: PolicyVersion) -> bool:
        zone = self.house.offers.zone_of(self.contract)
        account = self.unit.account(self.contract.id, self.terms, zone, cases=(self.case.id,))
        before = account
        told: Charge | None = None
        wrong: Charge | None = None
        for one in waiting:
            lines = tuple(self._lines(account, one))
            if lines and self.unit.append_lines(lines):
                account = account.with_lines(lines)
            told = one if _is_told(one, lines, is_final=self.case.status.is_final) else told
            if one.move is Move.UNDO and self._withdraw(one):
                wrong = one
        letters = UnitsLetters(
            house=self.house,
            unit=self.unit,
            contract=self.contract,
            version=version,
            now=self.now,
            not_before=self.now + self.house.rules.relay_delay if waiting[-1].event.by.startswith("staff:") else None,
        )
        if told is not None and not (told.move is Move.CLOSE and self._was_told(account)):
            corrects = self._changes_what_was_told(account, told)
            letters.consumed(account, self.case, cause=cause_of(self.case.id, told), corrects=corrects)
        elif wrong is not None and self._differs(before, account):
            letters.corrected(account, self.case, cause=cause_of(self.case.id, wrong))
        if account is not before:
            letters.running_low(account)
        if any(one.move is Move.UNDO for one in waiting):
            letters.withdraw_low(account)
        return account is not before

    def _lines(self, account: Account, one: Charge) -> Iterator[Line]:
        act = Act(at=self.now, cause=cause_of(self.case.id, one), actor=one.event.by)
        if one.move is Move.UNDO:
            yield from self._taken_back(account, one)
            return
        if self._takes_promised(account, one):
            return
        booked = book(
            account,
            act,
            one,
            case_id=self.case.id,
            accepted_on=account.today(self.case.received_at),
            is_final=self.case.status.is_final,
        )
        if not isinstance(booked, NotEnough):
            yield from booked

    def _takes_promised(self, account: Account, one: Charge) -> bool:
        """Whether a cost beyond the usual one finds only what is promised to other accepted cases: then it waits for an
        order, or for a word of staff (`#許可`)."""
        if one.move is not Move.RESERVE or one.overdraw or one.units <= self.terms.units_unasked:
            return False
        accepted_on = account.today(self.case.received_at)
        lacking = lacking_beside(
            self.unit, account, self.now, case_id=self.case.id, units=one.units, accepted_on=accepted_on
        )
        return lacking > 0

    def _taken_back(self, account: Account, one: Charge) -> Iterator[Line]:
        """The acts of the events that were taken back, the last first; what was built upon since stays."""
        own = f"case:{self.case.id}:"
        causes = dict.fromkeys(
            line.cause for line in standing_lines(account.lines) if line.cause.startswith(own) and not line.undoes
        )
        for cause in causes:
            if one.first <= seq_of(cause) <= one.last:
                act = Act(at=self.now, cause=f"{cause_of(self.case.id, one)}:{cause.split(':')[3]}", actor=one.event.by)
                lines = undo(account, act, cause)
                if not isinstance(lines, NotUndoable):
                    account = account.with_lines(lines)
                    yield from lines

    def _withdraw(self, one: Charge) -> bool:
        """What was told of events that were taken back stays here, as far as it has not left; whether any has."""
        undone = enumerate(self.unit.all_events_of(self.case.id)[one.first - 1 : one.last], one.first)
        causes = [f"case:{self.case.id}:{event.kind.value}:{seq}" for seq, event in undone if event.kind in MOVING]
        for cause in causes:
            self.unit.withdraw(cause, [UnitsConsumed.key])
        return any(self._has_told(cause) for cause in causes)

    def _was_told(self, account: Account) -> bool:
        """Whether what came back of the case was told as it came, and nothing has moved since."""
        moved = [one for one in account.lines if one.case_id == self.case.id and one.units]
        if not moved or moved[-1].kind is not LineKind.GIVEN_BACK:
            return False
        return self._has_told(moved[-1].cause)

    def _changes_what_was_told(self, account: Account, one: Charge) -> bool:
        """Whether another figure of the case was told before: this one stands in its place and adds nothing to it. What
        comes back for good says so itself."""
        if one.move is Move.GIVE_BACK:
            return False
        events = enumerate(self.unit.all_events_of(self.case.id)[: one.seq - 1], 1)
        causes = [f"case:{self.case.id}:{event.kind.value}:{seq}" for seq, event in events if event.kind in MOVING]
        told = [seq_of(cause) for cause in causes if self._has_told(cause)]
        own = f"case:{self.case.id}:"
        return bool(told) and any(
            line.units and line.cause.startswith(own) and seq_of(line.cause) > told[-1] for line in account.lines
        )

    def _has_told(self, cause: str) -> bool:
        return any(one.letter == UnitsConsumed.key and not one.withdrawn for one in self.unit.letters_caused(cause))

    def _differs(self, before: Account, after: Account) -> bool:
        """Whether what the client heard last is so no more: of a case that goes on, they hear its use at its end."""
        was, now = (usage(one, self.case.id, self.now) for one in (before, after))
        return was.left != now.left or (self.case.status.is_final and was.used != now.used)


def _is_told(one: Charge, lines: Sequence[Line], *, is_final: bool) -> bool:
    """Whether the client hears of it: the handling has ended, what was told then changes, or what was used is back."""
    if one.move is Move.CLOSE:
        return True
    if one.move in {Move.CHARGE, Move.SESSION}:
        return is_final and any(line.units for line in lines)
    return one.move is Move.GIVE_BACK and any(line.kind is LineKind.GIVEN_BACK and line.units for line in lines)
