"""What is left of each order: what letters tell apart is all that is left, however many orders there are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.ledger_acts import reserve
from mailbot.desk.ledger_balance import balance
from mailbot.desk.packs_cover import Promised, cover, promised_to
from mailbot.desk.packs_left import MOST_ORDERS, NOT_TOLD_APART, left_by_order
from tests.ledger_fixtures import INCIDENTS, Keeper, pack

DAY = timedelta(days=1)


def test_one_order_is_not_told_apart() -> None:
    keeper = Keeper(INCIDENTS, pack(1, 5))
    assert left_by_order(balance(keeper.account, keeper.now)) == NOT_TOLD_APART


def test_more_than_ten_orders_are_told_in_a_sum() -> None:
    keeper = Keeper(INCIDENTS, *(pack(number, number) for number in range(1, 13)))
    found = left_by_order(balance(keeper.account, keeper.now)).now
    assert [one.units for one in found.lines] == list(range(1, 11))
    assert (found.more, found.more_units, found.units) == (2, 23, 78)


@given(
    sizes=st.lists(st.tuples(st.integers(1, 9), st.integers(-40, 40), st.integers(0, 60)), min_size=1, max_size=14),
    taken=st.integers(0, 20),
)
@settings(max_examples=150, deadline=None)
def test_what_is_told_by_order_sums_up_to_what_is_left(sizes: list[tuple[int, int, int]], taken: int) -> None:
    keeper = Keeper(INCIDENTS)
    today = keeper.now.date()
    for number, (units, begins, days) in enumerate(sizes, 1):
        start = today + begins * DAY
        keeper.buy(pack(number, units, start=start.isoformat(), until=(start + days * DAY).isoformat()))
    act = keeper.act("started")
    keeper.kept(reserve(keeper.account, act, case_id=1, units=taken, overdraw=True))
    now = balance(keeper.account, keeper.now)

    found = left_by_order(now)

    usable = [one for one in now.packs if one.state == "valid" and one.free > 0]
    assert (len(found.now.lines) + found.now.more) in ({0} if len(usable) < 2 else {len(usable)})
    if found.now.lines:
        assert found.now.units == now.available
        assert all(one.until is None or one.until >= today for one in found.now.lines)
    assert found.coming.units == now.coming
    assert all(one.begins > today for one in found.coming.lines)
    assert max(len(found.now.lines), len(found.coming.lines)) <= MOST_ORDERS


@given(
    ends=st.lists(st.tuples(st.integers(1, 4), st.integers(-5, 5)), min_size=1, max_size=4),
    received=st.integers(-6, 0),
    wanted=st.integers(1, 5),
)
@settings(max_examples=150, deadline=None)
def test_what_is_covered_as_of_its_receipt_can_be_set_aside_when_it_is_read(
    ends: list[tuple[int, int]], received: int, wanted: int
) -> None:
    keeper = Keeper(INCIDENTS)
    today: date = keeper.now.date()
    for number, (units, last) in enumerate(ends, 1):
        keeper.buy(pack(number, units, start="2020-01-01", until=(today + last * DAY).isoformat()))
    keeper.sweep()
    on = today + received * DAY
    held = sum(units for units, last in ends if last >= received)

    found = cover(
        keeper.account, keeper.now, units=wanted, accepted_on=on, promised=promised_to(keeper.account, (), keeper.now)
    )

    booked = reserve(keeper.account, keeper.act("started"), case_id=1, units=wanted, accepted_on=on)
    assert (found.available, found.is_covered) == (held, held >= wanted)
    assert found.is_covered == isinstance(booked, tuple)


@pytest.mark.parametrize(("on", "units"), [("2026-04-30", 2), ("2026-05-01", 3)])
def test_only_the_packs_of_the_day_of_the_receipt_count(on: str, units: int) -> None:
    keeper = Keeper(INCIDENTS, pack(1, 2, until="2026-04-30")).on("2026-05-02T10:00")
    keeper.sweep()
    keeper.buy(pack(2, 3, start="2026-05-01"))
    assert cover(keeper.account, keeper.now, accepted_on=date.fromisoformat(on)).available == units


@pytest.mark.parametrize(("units", "promised", "spare"), [(3, 1, 2), (3, 5, 0), (1, 1, 0)])
def test_what_is_spare_is_not_promised(units: int, promised: int, spare: int) -> None:
    keeper = Keeper(INCIDENTS, pack(1, units))
    found = cover(keeper.account, keeper.now, promised=Promised(units=promised, waiting=promised))
    assert (found.spare, found.is_covered) == (spare, spare > 0)
