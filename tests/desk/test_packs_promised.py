"""What accepted cases will take counts before a new one is accepted (rows A6, E3): as tables, and as a law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.cases import Event, EventKind
from mailbot.desk.ledger import Column, Tally
from mailbot.desk.ledger_acts import NotEnough, close, reserve
from mailbot.desk.packs import PackTerms
from mailbot.desk.packs_cover import OpenMatter, Promised, cover, promised_to
from tests.ledger_fixtures import INCIDENTS, TIME, Keeper, pack

E = EventKind
Told: TypeAlias = EventKind | tuple[EventKind, Mapping[str, object]]
LEVEL_A = (E.LEVEL, {"to": "a"})
ASKED = (E.ESTIMATED, {"units": "3"})
YES = (E.CONSENTED, {"units": "3"})
OLD = (E.LINKED, {"case": 3, "number": "INC-000003"})
NEWER = (E.LINKED, {"case": 9, "number": "INC-000009"})
SPLIT = (E.LINKED, {"case": 3, "number": "INC-000003", "how": "split"})
FAULT = (E.LINKED, {"fault": "FLT-1", "number": "FLT-1"})


def matter(keeper: Keeper, *told: Told, case_id: int = 5, held: int = 0) -> OpenMatter:
    pairs = [one if isinstance(one, tuple) else (one, {}) for one in told]
    events = tuple(Event(at=keeper.now, kind=kind, by="staff:suzuki", facts=facts) for kind, facts in pairs)
    return OpenMatter(case_id=case_id, received_at=keeper.now, events=events, held=held)


@pytest.mark.parametrize(
    ("terms", "told", "held", "units", "waiting"),
    [
        pytest.param(INCIDENTS, (), 0, 1, 1, id="not begun"),
        pytest.param(TIME, (), 0, 1, 1, id="not begun, by time"),
        pytest.param(INCIDENTS, (E.STARTED,), 1, 0, 0, id="begun"),
        pytest.param(INCIDENTS, (E.STARTED,), 0, 1, 0, id="begun, and nothing could be set aside"),
        pytest.param(INCIDENTS, (LEVEL_A, ASKED), 0, 1, 1, id="waits for a consent"),
        pytest.param(INCIDENTS, (LEVEL_A, ASKED, YES), 0, 3, 3, id="agreed, not begun"),
        pytest.param(INCIDENTS, (E.STARTED, LEVEL_A, ASKED), 1, 0, 0, id="begun, waits for a consent"),
        pytest.param(INCIDENTS, (E.STARTED, LEVEL_A, ASKED, YES), 1, 2, 0, id="agreed while too few were left"),
        pytest.param(INCIDENTS, (E.DEFECT,), 0, 0, 0, id="a defect"),
        pytest.param(INCIDENTS, (E.NO_ANSWER,), 0, 0, 0, id="nothing to be answered"),
        pytest.param(INCIDENTS, (E.OUT_OF_SCOPE,), 0, 0, 0, id="out of scope"),
        pytest.param(INCIDENTS, (E.STARTED, E.CLOSED), 0, 0, 0, id="ended"),
        pytest.param(INCIDENTS, (OLD,), 0, 0, 0, id="continues a closed one"),
        pytest.param(INCIDENTS, (OLD, E.STARTED), 0, 1, 0, id="continues a closed one, begun"),
        pytest.param(INCIDENTS, (OLD, LEVEL_A, ASKED, YES), 0, 3, 3, id="continues a closed one, agreed"),
        pytest.param(INCIDENTS, (NEWER,), 0, 1, 1, id="continued by another"),
        pytest.param(INCIDENTS, (SPLIT,), 0, 1, 1, id="split off"),
        pytest.param(INCIDENTS, (FAULT,), 0, 1, 1, id="about a fault"),
        pytest.param(TIME, (E.STARTED, (E.TIME, {"minutes": 90})), 3, 0, 0, id="more time than that"),
    ],
)
def test_a_case_is_promised_what_it_will_take(
    terms: PackTerms, told: tuple[Told, ...], held: int, units: int, waiting: int
) -> None:
    keeper = Keeper(terms, pack(units=10))

    found = promised_to(keeper.account, [matter(keeper, *told, held=held)], keeper.now)

    assert found == Promised(units=units, waiting=waiting)


def test_what_an_ended_pack_will_serve_is_taken_from_no_other() -> None:
    keeper = Keeper(INCIDENTS, pack(1, 1, until="2026-04-30"))
    early = [matter(keeper, case_id=1), matter(keeper, case_id=2)]
    keeper.on("2026-05-02T10:00").sweep()
    keeper.buy(pack(2, 2, start="2026-05-01"))
    late = matter(keeper, case_id=3)

    assert promised_to(keeper.account, early, keeper.now).units == 1
    assert promised_to(keeper.account, [*early, late], keeper.now).units == 2
    assert cover(keeper.account, keeper.now, promised=Promised(units=1)).is_covered


def test_no_more_than_what_is_left_is_said_to_be_meant_for_others() -> None:
    assert [Promised(units=5, waiting=3).of_left(left) for left in (-1, 0, 2, 9)] == [0, 0, 2, 3]


def test_a_level_that_costs_nothing_needs_nothing_to_be_left() -> None:
    keeper = Keeper(INCIDENTS)

    assert cover(keeper.account, keeper.now, units=0, promised=Promised(units=4)).is_covered


@dataclass
class Desk:
    """A door, work on what came in, and the ledger, as the stages play them together."""

    keeper: Keeper
    told: dict[int, list[EventKind]] = field(default_factory=dict)
    came: int = 0

    def held(self, case_id: int) -> int:
        tally = Tally(self.keeper.account.lines)
        return sum(tally.of_case(case_id, one) for one in (Column.RESERVED, Column.CONSUMED))

    @property
    def promised(self) -> int:
        matters = [matter(self.keeper, *told, case_id=one, held=self.held(one)) for one, told in self.told.items()]
        return promised_to(self.keeper.account, matters, self.keeper.now).units

    def comes(self) -> None:
        if cover(self.keeper.account, self.keeper.now, promised=Promised(units=self.promised)).is_covered:
            self.came += 1
            self.told[self.came] = [E.RECEIVED]

    def starts(self, place: int) -> None:
        case_id = self._picked(place)
        if case_id and E.STARTED not in self.told[case_id]:
            on = self.keeper.account.today(self.keeper.now)
            booked = self.keeper.do(reserve, case_id=case_id, units=1, accepted_on=on)
            assert not isinstance(booked, NotEnough), "a case that was accepted can always be begun"
            self.told[case_id].append(E.STARTED)

    def ends(self, place: int) -> None:
        case_id = self._picked(place)
        if case_id:
            self.keeper.do(close, case_id=case_id)
            del self.told[case_id]

    def _picked(self, place: int) -> int:
        return sorted(self.told)[place % len(self.told)] if self.told else 0


@settings(max_examples=60, deadline=timedelta(seconds=5))
@given(
    st.integers(0, 6),
    st.lists(st.tuples(st.sampled_from(["comes", "comes", "starts", "ends"]), st.integers(0, 9)), max_size=30),
)
def test_begun_and_promised_never_exceed_what_was_bought(bought: int, steps: list[tuple[str, int]]) -> None:
    desk = Desk(keeper=Keeper(INCIDENTS, *([pack(units=bought)] if bought else [])))
    for what, place in steps:
        if what == "comes":
            desk.comes()
        else:
            getattr(desk, what)(place)
        now = desk.keeper.balance
        assert now.reserved + now.consumed + desk.promised <= bought
        assert now.owed == 0
