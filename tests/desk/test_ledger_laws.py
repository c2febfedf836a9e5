"""Laws of the ledger: whatever is done in whatever order, no unit is lost, doubled or used out of turn."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from mailbot.desk.ledger import Line, LineKind, Why
from mailbot.desk.ledger_acts import (
    NotEnough,
    NotUndoable,
    adjust,
    charge,
    close,
    consume,
    give_back,
    record_session,
    release,
    reserve,
    undo,
)
from mailbot.desk.ledger_balance import balance, usage, used_of_cases
from mailbot.desk.ledger_parts import part_of
from mailbot.desk.ledger_proof import ledger_faults
from mailbot.desk.orders import granted_as_ordered
from mailbot.desk.packs import Pack, PackTerms
from tests.ledger_fixtures import INCIDENTS, TIME, TIME_BY_CASE, Keeper

START = date(2026, 4, 1)
MIDNIGHT = datetime(2026, 4, 1, tzinfo=UTC)
CASES = st.integers(1, 4)
UNITS = st.integers(0, 6)
TERMS = st.sampled_from([INCIDENTS, TIME, TIME_BY_CASE])


@st.composite
def packs(draw: st.DrawFn, number: int) -> Pack:
    begins = START + timedelta(days=draw(st.integers(-60, 60)))
    lasts = draw(st.none() | st.integers(0, 120))
    return Pack(
        id=number,
        contract_id="C-1",
        units=draw(st.integers(0, 9)),
        valid_from=begins,
        valid_until=None if lasts is None else begins + timedelta(days=lasts),
        ordered_on=begins,
    )


class Desk(RuleBasedStateMachine):
    """Any story of a contract; an independent count by hand is kept beside it."""

    @initialize(terms=TERMS)
    def begins(self, terms: PackTerms) -> None:
        self.keeper = Keeper(terms)
        self.allowed = False
        self.causes: list[str] = []
        self.adjusted = 0

    def do(self, act: Callable[..., Any], **how: Any) -> Any:
        self.allowed = self.allowed or bool(how.get("overdraw"))
        cause = f"deed:{len(self.causes)}"
        self.causes.append(cause)
        done = self.keeper.do(act, cause=cause, **how)
        assert self.keeper.do(act, cause=cause, **how) in ((), done)
        return done

    @rule(data=st.data())
    def buys(self, data: st.DataObject) -> None:
        one = data.draw(packs(len(self.keeper.account.packs) + 1))
        assert not isinstance(self.keeper.buy(one), NotEnough)

    @rule(data=st.data(), units=st.integers(0, 12), is_cancelled=st.booleans(), lasts=st.none() | st.integers(0, 200))
    def is_corrected(self, data: st.DataObject, units: int, is_cancelled: bool, lasts: int | None) -> None:
        """An order is brought to what it says now, or as near to it as what is in use allows."""
        if not (known := self.keeper.account.packs):
            return
        one = data.draw(st.sampled_from(known))
        until = None if lasts is None else one.valid_from + timedelta(days=lasts)
        new = replace(one, units=units, is_cancelled=is_cancelled, valid_until=until)
        others = (pack for pack in known if pack.id != one.id)
        self.keeper.account = replace(self.keeper.account, packs=(*others, new))
        lines = granted_as_ordered(self.keeper.account, self.keeper.act(), replace(new, units=new.due))
        self.keeper.kept(lines)

    @rule(case=CASES, units=UNITS, early=st.booleans(), overdraw=st.booleans())
    def starts(self, case: int, units: int, early: bool, overdraw: bool) -> None:
        accepted = START if early else None
        self.do(reserve, case_id=case, units=units, accepted_on=accepted, overdraw=overdraw)

    @rule(case=CASES, minutes=st.integers(1, 100), overdraw=st.booleans())
    def works(self, case: int, minutes: int, overdraw: bool) -> None:
        self.do(record_session, case_id=case, minutes=minutes, overdraw=overdraw)

    @rule(case=CASES, units=st.none() | UNITS)
    def uses(self, case: int, units: int | None) -> None:
        self.do(consume, case_id=case, units=units)

    @rule(case=CASES, units=UNITS)
    def is_charged(self, case: int, units: int) -> None:
        self.do(charge, case_id=case, units=units)

    @rule(case=CASES)
    def closes(self, case: int) -> None:
        self.do(close, case_id=case)
        assert self.keeper.usage(case).reserved == 0

    @rule(case=CASES, units=st.none() | UNITS)
    def is_released(self, case: int, units: int | None) -> None:
        self.do(release, case_id=case, units=units)

    @rule(case=CASES, why=st.sampled_from(list(Why)[:5]), units=st.none() | UNITS)
    def is_given_back(self, case: int, why: Why, units: int | None) -> None:
        self.do(give_back, case_id=case, why=why, units=units)

    @rule(units=st.integers(-5, 5), overdraw=st.booleans())
    def is_adjusted(self, units: int, overdraw: bool) -> None:
        if not isinstance(self.do(adjust, units=units, overdraw=overdraw), NotEnough):
            self.adjusted += units

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        self.keeper.now += timedelta(days=days)

    @rule()
    def is_swept(self) -> None:
        self.keeper.sweep()
        assert self.keeper.balance.lapsed == 0

    @rule(data=st.data())
    def does_and_undoes(self, data: st.DataObject) -> None:
        """Undoing at once restores everything, to the pack and the case."""
        self.keeper.sweep()
        before, used = self.state(), self.used()
        act, how = data.draw(DEEDS)
        self.do(act, **how)
        undone = self.keeper.kept(undo(self.keeper.account, self.keeper.act(), self.causes[-1]))
        assert not isinstance(undone, NotUndoable)
        assert (self.state(), self.used()) == (before, used)

    @rule(data=st.data())
    def needs_only_a_part(self, data: st.DataObject) -> None:
        """An act writes the same lines whether it sees the whole ledger or only its part and the sums of the rest."""
        account, act = self.keeper.account, self.keeper.act()
        deed, how = data.draw(DEEDS)
        part = part_of(account, cases=[how["case_id"]] if "case_id" in how else [])
        assert deed(part, act, **how) == deed(account, act, **how)
        cause = data.draw(st.sampled_from(self.causes or ["none"]))
        cases = {line.case_id for line in account.lines if line.cause == cause}
        assert undo(part_of(account, cases=cases, cause=cause), act, cause) == undo(account, act, cause)
        assert balance(part_of(account, cases=()), act.at) == balance(account, act.at)

    @rule(data=st.data())
    def undoes_something(self, data: st.DataObject) -> None:
        cause = data.draw(st.sampled_from(self.causes or ["none"]))
        before = self.keeper.balance
        undone = undo(self.keeper.account, self.keeper.act(), cause)
        self.keeper.kept(undone)
        self.adjusted += self.keeper.balance.adjusted - before.adjusted

    def state(self) -> Any:
        return replace(self.keeper.balance, at=MIDNIGHT)

    def used(self) -> dict[int, int]:
        return used_of_cases(self.keeper.account, self.keeper.now)

    @invariant()
    def nothing_is_below_zero_unless_staff_allowed_it(self) -> None:
        now = self.keeper.balance
        for one in now.packs:
            assert min(one.free, one.reserved, one.consumed, one.expired) >= 0
        assert now.owed >= 0
        if not self.allowed:
            assert (now.available >= 0, now.owed) == (True, 0)

    @invariant()
    def every_unit_is_in_one_place(self) -> None:
        now = self.keeper.balance
        for one in now.packs:
            assert one.granted >= one.pack.due
            assert one.granted == one.pack.due or one.free == 0
        assert now.adjusted == self.adjusted
        places = (now.available, now.coming, now.lapsed, now.reserved, now.consumed, now.expired)
        assert now.granted + now.adjusted == sum(places)

    @invariant()
    def the_lines_add_up_in_any_order(self) -> None:
        account, now = self.keeper.account, self.keeper.balance
        lines = list(account.lines)
        random.Random(len(lines)).shuffle(lines)
        assert balance(replace(account, lines=tuple(lines)), now.at) == now
        assert sum(line.on_balance for line in lines) == now.left + now.coming + now.lapsed
        assert sum(line.on_available for line in lines) == now.available + now.coming + now.lapsed
        assert sum(self.used().values()) == now.consumed

    @invariant()
    def nothing_is_owed_while_units_could_pay_it(self) -> None:
        now = self.keeper.balance
        assert not now.owed or now.available + now.owed + now.coming == 0

    @invariant()
    def the_ledger_is_sound(self) -> None:
        assert ledger_faults(self.keeper.account) == ()


DEEDS = st.one_of(
    st.tuples(st.just(reserve), st.fixed_dictionaries({"case_id": CASES, "units": UNITS, "overdraw": st.booleans()})),
    st.tuples(st.just(record_session), st.fixed_dictionaries({"case_id": CASES, "minutes": st.integers(1, 99)})),
    st.tuples(st.just(charge), st.fixed_dictionaries({"case_id": CASES, "units": UNITS})),
    st.tuples(st.just(close), st.fixed_dictionaries({"case_id": CASES})),
    st.tuples(st.just(give_back), st.fixed_dictionaries({"case_id": CASES, "why": st.just(Why.DEFECT)})),
    st.tuples(st.just(adjust), st.fixed_dictionaries({"units": st.integers(-5, 5), "overdraw": st.booleans()})),
)

TestDesk = Desk.TestCase
TestDesk.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)


@given(data=st.data(), units=st.integers(1, 12))
@settings(max_examples=150, deadline=None)
def test_what_expires_first_is_taken_first(data: st.DataObject, units: int) -> None:
    bought = [data.draw(packs(number)) for number in range(1, data.draw(st.integers(1, 4)) + 1)]
    keeper = Keeper(INCIDENTS, *data.draw(st.permutations(bought)))
    free = {one.pack.id: one.free for one in keeper.balance.packs if one.state == "valid"}

    booked = keeper.do(reserve, case_id=5, units=units)

    if units > sum(free.values()):
        assert booked == NotEnough(wanted=units, available=sum(free.values()))
        return
    taken = {line.pack_id: line.units for line in booked if line.kind is LineKind.RESERVED}
    expected = units
    for one in sorted(bought, key=lambda one: (one.valid_until or date.max, one.valid_from, one.id)):
        share = min(expected, free.get(one.id, 0))
        assert taken.get(one.id, 0) == share
        expected -= share


@given(data=st.data(), units=st.integers(0, 6))
@settings(max_examples=100, deadline=None)
def test_reserving_and_releasing_is_neutral(data: st.DataObject, units: int) -> None:
    keeper = Keeper(INCIDENTS, *(data.draw(packs(number)) for number in (1, 2)))
    before = keeper.left

    keeper.do(reserve, case_id=5, units=units, overdraw=True)
    keeper.do(release, case_id=5)

    assert keeper.left == before


@given(sessions=st.lists(st.integers(1, 200), max_size=8), terms=st.sampled_from([TIME, TIME_BY_CASE]))
@settings(max_examples=100, deadline=None)
def test_time_costs_what_is_counted_by_hand(sessions: list[int], terms: PackTerms) -> None:
    keeper = Keeper(terms)
    for minutes in sessions:
        keeper.do(record_session, case_id=5, minutes=minutes, overdraw=True)

    spans = sessions if terms is TIME else [sum(sessions)]

    assert keeper.usage(5).used == sum(len(range(0, minutes, 30)) for minutes in spans)


@given(cut=st.integers(0, 10))
def test_any_instant_knows_only_what_was_written_by_then(cut: int) -> None:
    keeper = Keeper(TIME)
    written: list[tuple[Any, int]] = []
    for minutes in range(1, 11):
        keeper.do(record_session, case_id=5, minutes=minutes, overdraw=True)
        written.append((keeper.now - timedelta(seconds=1), minutes))

    at = written[cut - 1][0] if cut else written[0][0] - timedelta(seconds=1)

    assert usage(keeper.account, 5, at).minutes == sum(minutes for _, minutes in written[:cut])


def test_lines_of_one_act_have_one_cause_and_numbered_parts() -> None:
    keeper = Keeper(INCIDENTS)
    keeper.do(reserve, case_id=5, units=2, overdraw=True)
    lines: tuple[Line, ...] = keeper.buy(  # type: ignore[assignment]  # an order is never too little
        Pack(id=1, contract_id="C-1", units=5, valid_from=START, ordered_on=START)
    )

    assert [line.part for line in lines] == list(range(1, len(lines) + 1))
    assert len({line.cause for line in lines}) == 1
    assert [line.seq for line in keeper.account.lines] == list(range(1, len(keeper.account.lines) + 1))
