"""The end of a contract as its orders put it off (row E2)."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mailbot.desk.contract_spelling import as_mapping
from mailbot.desk.orders import renewed
from mailbot.desk.packs import Pack
from mailbot.desk.people import Contract

FIRST = date(2026, 4, 1)
DAYS = st.integers(0, 1500).map(lambda days: FIRST + timedelta(days=days))
ENDS = st.lists(st.none() | DAYS, max_size=6)


def contract(until: date | None) -> Contract:
    return Contract(
        id="C-1", client="例示商事", policy="standard", calendar="office", valid_from=FIRST, valid_until=until
    )


def packs(ends: list[date | None]) -> list[Pack]:
    return [
        Pack(
            id=place,
            contract_id="C-1",
            units=10,
            valid_from=FIRST,
            valid_until=end,
            ordered_on=FIRST,
            reference=f"PO-{place}",
        )
        for place, end in enumerate(ends, start=1)
    ]


@given(until=st.none() | DAYS, ends=ENDS, on=DAYS)
def test_a_contract_ends_as_was_agreed_or_as_the_last_order_does(
    until: date | None, ends: list[date | None], on: date
) -> None:
    made = renewed(contract(until), packs(ends))

    last = None if until is None else max([until, *(end for end in ends if end)])
    assert made.last_day == last
    assert made.is_in_force(on) == (last is None or on <= last)
    assert made.is_renewed == (last != until)


@given(until=DAYS, ends=ENDS, more=st.none() | DAYS)
def test_another_order_never_shortens_a_contract_and_taking_it_back_restores_the_end(
    until: date, ends: list[date | None], more: date | None
) -> None:
    before, after = (renewed(contract(until), packs(found)) for found in (ends, [*ends, more]))

    assert before.last_day is not None
    assert after.last_day is not None
    assert after.last_day >= before.last_day
    assert renewed(after, packs(ends)).last_day == before.last_day
    assert more is not None or after.last_day == before.last_day


def test_the_order_that_lasts_longest_is_named_and_nothing_of_it_is_declared() -> None:
    made = renewed(contract(date(2027, 3, 31)), packs([date(2027, 3, 31), date(2028, 2, 14), None]))

    assert (made.renewed_by, made.renewed_until) == ("PO-2", date(2028, 2, 14))
    assert as_mapping(made) == as_mapping(contract(date(2027, 3, 31)))
    assert made == contract(date(2027, 3, 31))
