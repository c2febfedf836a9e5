"""A ledger of units, told as the lives of cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from mailbot.desk.ledger import LineKind, Sum, Why
from mailbot.desk.ledger_acts import (
    NotEnough,
    adjust,
    charge,
    close,
    consume,
    give_back,
    grant,
    record_session,
    release,
    reserve,
)
from mailbot.desk.ledger_balance import used_of_cases
from mailbot.desk.ledger_parts import part_of
from mailbot.desk.packs import PackKind, PackTerms
from tests.ledger_fixtures import INCIDENTS, TIME, TIME_BY_CASE, Keeper, pack

FIRST = pack(1, 2, "2026-04-01", "2026-12-31")
SECOND = pack(2, 10, "2026-06-01", "2027-05-31")


def test_a_normal_case_reserves_a_unit_at_its_start_and_uses_it_at_its_closing() -> None:
    desk = Keeper(INCIDENTS, pack())

    desk.do(reserve, case_id=5, units=1)
    started = desk.left
    desk.do(close, case_id=5)

    assert started == (9, 1, 0, 0)
    assert desk.left == (9, 0, 1, 0)
    assert desk.usage(5).used == 1
    assert desk.usage(5).level == INCIDENTS.level("normal")
    assert (desk.usage(5).left, desk.usage(5).valid_until) == (9, date(2027, 3, 31))


def test_a_case_that_becomes_level_a_reserves_the_difference_only() -> None:
    desk = Keeper(INCIDENTS, pack())
    desk.do(reserve, case_id=5, units=1)

    (line,) = desk.do(reserve, case_id=5, units=3)

    assert (line.kind, line.units, line.case_id) == (LineKind.RESERVED, 2, 5)
    assert desk.left == (7, 3, 0, 0)


def test_a_case_that_costs_less_than_thought_frees_what_lasts_longest() -> None:
    desk = Keeper(INCIDENTS, FIRST, SECOND).on("2026-07-01T10:00")
    desk.do(reserve, case_id=5, units=3)

    desk.do(reserve, case_id=5, units=1)

    assert [(one.pack.id, one.reserved) for one in desk.balance.packs] == [(1, 1), (2, 0)]


def test_what_expires_first_is_used_first_over_several_packs() -> None:
    desk = Keeper(INCIDENTS, SECOND, FIRST).on("2026-07-01T10:00")

    desk.do(reserve, case_id=5, units=3)
    desk.do(close, case_id=5)

    assert [(one and one.id, units) for one, units in desk.usage(5).packs] == [(1, 2), (2, 1)]
    assert desk.balance.valid_until == date(2027, 5, 31)


def test_too_few_units_write_nothing_and_say_what_lacks() -> None:
    desk = Keeper(INCIDENTS, FIRST)

    refused = desk.do(reserve, case_id=5, units=3)

    assert refused == NotEnough(wanted=3, available=2)
    assert refused.missing == 1
    assert desk.left == (2, 0, 0, 0)


def test_units_of_a_pack_that_has_not_begun_wait() -> None:
    desk = Keeper(INCIDENTS, SECOND)

    assert desk.do(reserve, case_id=5, units=1) == NotEnough(wanted=1, available=0)
    assert desk.balance.coming == 10


def test_staff_may_let_a_case_in_and_the_next_order_pays_for_it() -> None:
    desk = Keeper(INCIDENTS, FIRST)
    desk.do(reserve, case_id=5, units=3, overdraw=True)
    desk.do(close, case_id=5)
    desk.do(reserve, case_id=6, units=1, overdraw=True)
    owing = desk.left, desk.balance.owed

    desk.buy(pack(2, 10))

    assert owing == ((-2, 1, 3, 0), 2)
    assert desk.left == (8, 1, 3, 0)
    assert desk.balance.owed == 0
    assert [(one and one.id, units) for one, units in desk.usage(5).packs] == [(1, 2), (2, 1)]
    assert desk.usage(5).returned == 0


def test_a_defect_gives_everything_back_and_frees_the_case() -> None:
    desk = Keeper(TIME, pack())
    desk.do(record_session, case_id=5, minutes=40)
    desk.do(reserve, case_id=5, units=3)

    desk.do(give_back, case_id=5, why=Why.DEFECT)
    desk.do(record_session, case_id=5, minutes=20)
    desk.do(reserve, case_id=5, units=9)
    desk.do(close, case_id=5)

    assert desk.left == (10, 0, 0, 0)
    told = desk.usage(5)
    assert (told.used, told.returned, told.minutes, told.freed) == (0, 2, 60, Why.DEFECT)


def test_a_defect_is_remembered_even_before_anything_was_used() -> None:
    desk = Keeper(INCIDENTS, pack())

    desk.do(give_back, case_id=5, why=Why.DEFECT)

    assert desk.do(reserve, case_id=5, units=1) == ()
    assert desk.usage(5).freed is Why.DEFECT


def test_a_merge_gives_back_and_a_split_costs_its_own() -> None:
    desk = Keeper(INCIDENTS, pack())
    for case in (5, 6):
        desk.do(reserve, case_id=case, units=1)

    desk.do(give_back, case_id=6, why=Why.MERGED)
    desk.do(reserve, case_id=7, units=1)
    desk.do(close, case_id=5)
    desk.do(close, case_id=6)
    desk.do(close, case_id=7)

    assert used_of_cases(desk.account, desk.now) == {5: 1, 7: 1}
    assert desk.left == (8, 0, 2, 0)


def test_a_part_can_be_given_back_without_freeing_the_case() -> None:
    desk = Keeper(INCIDENTS, pack())
    desk.do(reserve, case_id=5, units=3)
    desk.do(close, case_id=5)

    desk.do(give_back, case_id=5, why=Why.DEFECT, units=2)

    assert desk.left == (9, 0, 1, 0)
    assert desk.usage(5).freed is None


def test_a_reservation_outlives_its_pack_and_what_is_free_lapses() -> None:
    desk = Keeper(INCIDENTS, FIRST)
    desk.do(reserve, case_id=5, units=1)
    desk.on("2027-01-01T00:00")
    unswept = desk.left

    swept = desk.sweep()
    desk.do(close, case_id=5)

    assert unswept == (0, 1, 0, 1)
    assert [(line.kind, line.units) for line in swept] == [(LineKind.EXPIRED, 1)]
    assert desk.left == (0, 0, 1, 1)
    assert desk.sweep() == ()


@pytest.mark.parametrize("act", [release, give_back])
def test_what_comes_free_after_the_end_lapses_at_once(act: object) -> None:
    desk = Keeper(INCIDENTS, FIRST)
    desk.do(reserve, case_id=5, units=2)
    if act is give_back:
        desk.do(consume, case_id=5, units=1)
    desk.on("2027-01-05T09:00")

    if act is give_back:
        desk.do(give_back, case_id=5, why=Why.DEFECT)
    else:
        desk.do(release, case_id=5)

    assert desk.left == (0, 0, 0, 2)
    assert desk.balance.lapsed == 0


def test_a_case_accepted_in_time_is_served_with_units_that_lapsed_since() -> None:
    desk = Keeper(INCIDENTS, FIRST).on("2027-01-05T09:00")
    desk.sweep()

    late = desk.do(reserve, case_id=6, units=1, accepted_on=date(2027, 1, 1))
    desk.do(reserve, case_id=5, units=1, accepted_on=date(2026, 12, 31))
    desk.do(close, case_id=5)

    assert late == NotEnough(wanted=1, available=0)
    assert desk.left == (0, 0, 1, 1)


@pytest.mark.parametrize(
    ("terms", "units"), [(TIME, [1, 1, 1, 2]), (TIME_BY_CASE, [1, 0, 1, 1])], ids=["by the session", "by the case"]
)
def test_each_started_half_hour_is_a_unit(terms: PackTerms, units: list[int]) -> None:
    desk = Keeper(terms, pack())
    used = []

    for minutes in (10, 15, 20, 31):
        before = desk.balance.consumed
        desk.do(record_session, case_id=5, minutes=minutes)
        used.append(desk.balance.consumed - before)

    assert used == units
    assert desk.usage(5).minutes == 76


def test_the_unit_set_aside_at_the_start_is_part_of_the_time_and_freed_where_none_was_spent() -> None:
    desk = Keeper(TIME, pack())
    for case in (5, 6):
        desk.do(reserve, case_id=case, units=TIME.units_of())
    desk.do(record_session, case_id=5, minutes=45)

    desk.do(close, case_id=5)
    desk.do(close, case_id=6)

    assert desk.left == (8, 0, 2, 0)


def test_time_beyond_what_was_bought_waits_for_staff() -> None:
    desk = Keeper(TIME, pack(1, 2))

    refused = desk.do(record_session, case_id=5, minutes=70)
    desk.do(record_session, case_id=5, minutes=70, overdraw=True)

    assert refused == NotEnough(wanted=3, available=2)
    assert (desk.left, desk.balance.owed) == ((-1, 0, 3, 0), 1)


def test_no_time_is_no_session() -> None:
    with pytest.raises(ValueError, match="from 1 on"):
        Keeper(TIME, pack()).do(record_session, case_id=5, minutes=0)


def test_staff_say_what_a_closed_case_costs() -> None:
    desk = Keeper(INCIDENTS, pack())
    desk.do(reserve, case_id=5, units=1)
    desk.do(close, case_id=5)

    desk.do(charge, case_id=5, units=3)
    more = desk.left
    desk.do(charge, case_id=5, units=2)

    assert more == (7, 0, 3, 0)
    assert desk.left == (8, 0, 2, 0)
    assert desk.usage(5).returned == 1


@pytest.mark.parametrize("kind", [PackKind.UNLIMITED, PackKind.FREE])
def test_support_that_counts_nothing_keeps_the_time_alone(kind: PackKind) -> None:
    desk = Keeper(PackTerms(kind=kind))

    assert desk.do(reserve, case_id=5, units=1) == ()
    desk.do(record_session, case_id=5, minutes=40)
    assert desk.do(charge, case_id=5, units=2) == ()
    assert desk.do(close, case_id=5) == ()

    assert (desk.usage(5).used, desk.usage(5).minutes) == (0, 40)


def test_a_retry_of_any_act_writes_nothing() -> None:
    desk = Keeper(TIME, pack())
    acts: list[tuple[Callable[..., Any], dict[str, Any]]] = [
        (reserve, {"units": 2}),
        (consume, {"units": 1}),
        (record_session, {"minutes": 10}),
        (charge, {"units": 4}),
        (give_back, {"why": Why.REFUSED}),
    ]

    for place, (act, how) in enumerate(acts):
        assert desk.do(act, cause=f"event:{place}", case_id=5, **how)
        before = desk.left
        assert desk.do(act, cause=f"event:{place}", case_id=5, **how) == ()
        assert desk.left == before

    assert desk.do(release, cause="event:0", case_id=5) == ()
    assert desk.do(adjust, cause="event:0", units=1) == ()
    assert desk.do(grant, cause="event:0", pack=pack(9)) == ()


def test_staff_adjust_what_no_case_explains() -> None:
    desk = Keeper(INCIDENTS, FIRST, SECOND).on("2026-07-01T10:00")

    desk.do(adjust, units=1)
    desk.do(adjust, units=-3)
    desk.do(adjust, units=2, pack_id=1)

    assert [(one.pack.id, one.free) for one in desk.balance.packs] == [(1, 2), (2, 10)]
    assert desk.balance.adjusted == 0


def test_an_adjustment_below_what_is_there_needs_a_word() -> None:
    desk = Keeper(INCIDENTS, FIRST)

    refused = desk.do(adjust, units=-3)
    desk.do(adjust, units=-3, overdraw=True)
    owed = desk.balance.owed
    desk.buy(SECOND)

    assert refused == NotEnough(wanted=3, available=2)
    assert owed == 1
    assert (desk.balance.coming, desk.balance.owed) == (9, 0)


def test_units_cannot_be_put_where_no_pack_is_valid() -> None:
    assert Keeper(INCIDENTS).do(adjust, units=1) == NotEnough(wanted=1, available=0)


def test_a_corrected_order_brings_the_difference_and_a_cancelled_one_takes_it_out() -> None:
    desk = Keeper(INCIDENTS, pack(1, 10))
    desk.buy(pack(1, 12))
    grown = desk.balance.granted
    desk.do(reserve, case_id=5, units=3)

    refused = desk.buy(pack(1, 0))

    assert grown == 12
    assert refused == NotEnough(wanted=12, available=9)


def test_a_pack_whose_end_is_put_off_gets_back_what_had_lapsed() -> None:
    desk = Keeper(INCIDENTS, FIRST).on("2027-01-05T09:00")
    desk.sweep()

    desk.buy(pack(1, 2, "2026-04-01", "2027-06-30"))

    assert desk.left == (2, 0, 0, 0)


def test_the_balance_of_a_past_instant_does_not_change() -> None:
    desk = Keeper(INCIDENTS, FIRST)
    then = desk.now
    before = desk.balance
    desk.now += timedelta(days=1)

    desk.do(reserve, case_id=5, units=1)

    desk.now = then
    assert desk.balance == before


def test_a_pack_without_end_is_used_last() -> None:
    desk = Keeper(INCIDENTS, pack(1, 1, until=None), pack(2, 1))

    desk.do(reserve, case_id=5, units=1)

    assert [(one.pack.id, one.reserved) for one in desk.balance.packs] == [(2, 1), (1, 0)]
    assert desk.balance.valid_until is None


def test_a_part_of_a_long_ledger_knows_whether_an_act_was_done() -> None:
    desk = Keeper(INCIDENTS, pack())
    for case in range(1, 6):
        desk.do(reserve, cause=f"started:{case}", case_id=case, units=1)

    part = part_of(desk.account, cases=[5], cause="started:3")

    assert [line.case_id for line in part.lines] == [0, 3, 5]
    assert part.last_seq == desk.account.last_seq
    assert reserve(part, desk.act("started:3"), case_id=3, units=1) == ()
    assert part.others == (Sum(pack_id=1, kind=LineKind.RESERVED, units=3),)
