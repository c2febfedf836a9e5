"""Terms of packs, orders and the packs that come of them; what is covered and what it would cost."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.desk.ledger import Why
from mailbot.desk.ledger_acts import close, give_back, reserve
from mailbot.desk.packs import Order, PackKind, PackTerms, ServiceLevel, faults_of, last_day, months_after, pack_of
from mailbot.desk.packs_cover import Cover, Estimate, Promised, Standing, cover, estimate
from mailbot.desk.packs_prices import Prices, TaxRate
from tests.ledger_fixtures import INCIDENTS, TIME, Keeper, pack

ORDER = Order(contract_id="C-1", units=10, ordered_on=date(2026, 3, 20), reference="PO-7")


@pytest.mark.parametrize(
    ("given_", "terms", "begins", "until"),
    [
        ({}, {}, "2026-03-20", "2027-03-19"),
        ({"confirmed_on": date(2026, 4, 1)}, {}, "2026-04-01", "2027-03-31"),
        ({"confirmed_on": date(2026, 4, 1)}, {"first_day_counts": False}, "2026-04-01", "2027-04-01"),
        ({"confirmed_on": date(2026, 4, 1), "valid_from": date(2026, 5, 1)}, {}, "2026-05-01", "2027-04-30"),
        ({"valid_until": date(2026, 12, 31)}, {}, "2026-03-20", "2026-12-31"),
        ({"confirmed_on": date(2028, 2, 29)}, {}, "2028-02-29", "2029-02-28"),
        ({"confirmed_on": date(2026, 1, 31)}, {"valid_months": 1}, "2026-01-31", "2026-02-28"),
        ({"confirmed_on": date(2026, 2, 1)}, {"valid_months": 1}, "2026-02-01", "2026-02-28"),
        ({}, {"valid_months": 0}, "2026-03-20", None),
    ],
)
def test_a_pack_lasts_from_its_confirmation_or_as_its_order_says(
    given_: dict[str, Any], terms: dict[str, Any], begins: str, until: str | None
) -> None:
    made = pack_of(replace(ORDER, **given_), replace(INCIDENTS, **terms))

    assert (made.valid_from.isoformat(), made.valid_until and made.valid_until.isoformat()) == (begins, until)
    assert (made.units, made.reference, made.ordered_on, made.id) == (10, "PO-7", date(2026, 3, 20), 0)


@given(first=st.dates(date(2000, 1, 1), date(2100, 1, 1)), months=st.integers(1, 40))
def test_periods_of_months_are_those_of_the_civil_code(first: date, months: int) -> None:
    end = last_day(first, months)

    month = first.month - 1 + months
    year, month = first.year + month // 12, month % 12 + 1
    days = monthrange(year, month)[1]
    expected = date(year, month, first.day) - timedelta(days=1) if first.day <= days else date(year, month, days)
    assert end == expected
    assert months_after(first, months).day == min(first.day, days)


@pytest.mark.parametrize(
    ("day", "state"),
    [("2026-03-31", "coming"), ("2026-04-01", "valid"), ("2027-03-31", "valid"), ("2027-04-01", "ended")],
)
def test_both_dates_of_a_pack_belong_to_it(day: str, state: str) -> None:
    assert pack().state(date.fromisoformat(day)) == state
    assert pack().covers(date.fromisoformat(day)) is (state == "valid")


@pytest.mark.parametrize(
    ("given_", "terms", "key", "said"),
    [
        ({"units": 0}, TIME, "units", "how many were bought"),
        ({"units": 15}, TIME, "units", "the next one is 20"),
        ({}, PackTerms(kind=PackKind.UNLIMITED), "units", "leave the order out"),
        ({"valid_until": date(2026, 1, 1)}, TIME, "valid_until", "the last day"),
        ({"price": Decimal(-1)}, TIME, "price", "net price"),
    ],
)
def test_an_order_that_makes_no_pack_says_why(given_: dict[str, Any], terms: PackTerms, key: str, said: str) -> None:
    (fault,) = faults_of(replace(ORDER, **given_), terms)

    assert fault.key == key
    assert said in fault.message


def test_a_right_order_has_no_faults() -> None:
    assert faults_of(replace(ORDER, price=Decimal(30000)), TIME) == ()


@pytest.mark.parametrize(("minutes", "units"), [(1, 1), (30, 1), (31, 2), (60, 2), (0, 0)])
def test_each_started_span_is_a_unit(minutes: int, units: int) -> None:
    assert TIME.units_for(minutes) == units


def test_levels_cost_what_they_say() -> None:
    assert (INCIDENTS.units_of(), INCIDENTS.units_of("a"), INCIDENTS.units_of("nobody's")) == (1, 3, 1)
    assert (TIME.units_of(), PackTerms(kind=PackKind.FREE).units_of("a")) == (1, 0)
    assert INCIDENTS.level_of(3) is INCIDENTS.level("a")
    assert INCIDENTS.level_of(2) is None
    assert replace(INCIDENTS, levels=(ServiceLevel(key="x", units=2),)).units_of() == 2
    assert ServiceLevel(key="a", units=3, labels={"ja": "レベルA"}).label("en") == "レベルA"


def test_terms_that_cannot_be_reckoned_with_are_refused() -> None:
    with pytest.raises(ValueError, match="whole numbers from 1 on"):
        PackTerms(minutes_per_unit=0)
    with pytest.raises(ValueError, match="1 month or more"):
        Prices(term_months=0)


def test_a_tax_rate_holds_from_its_date() -> None:
    rates = (
        TaxRate(valid_from=date(2019, 10, 1), rate=Decimal("0.10")),
        TaxRate(valid_from=date(2014, 4, 1), rate=Decimal("0.08")),
    )
    prices = Prices(taxes=rates)

    assert prices.tax_rate(date(2019, 9, 30)) == Decimal("0.08")
    assert prices.tax_rate(date(2019, 10, 1)) == Decimal("0.10")
    assert prices.tax_rate(date(2000, 1, 1)) == 0


@pytest.mark.parametrize(
    ("prices", "rounded"),
    [
        (Prices(), "12"),
        (Prices(rounding="half_up"), "13"),
        (Prices(currency="EUR"), "12.50"),
        (Prices(currency="EUR", rounding="half_up"), "12.51"),
    ],
)
def test_amounts_are_whole_coins(prices: Prices, rounded: str) -> None:
    assert str(prices.rounded(Decimal("12.505"))) == rounded


@pytest.mark.parametrize(
    ("packs", "at", "expected"),
    [
        ([], "2026-07-01", Cover(standing=Standing.NONE, available=0)),
        ([pack()], "2026-07-01", Cover(standing=Standing.COVERED, available=10)),
        ([pack(1, 0)], "2026-07-01", Cover(standing=Standing.NONE, available=0)),
        ([pack()], "2027-04-01", Cover(standing=Standing.EXPIRED, available=0, since=date(2027, 3, 31))),
        (
            [pack(1, 5, until="2026-06-30"), pack(2, 5, "2026-09-01")],
            "2026-07-01",
            Cover(standing=Standing.COMING, available=0, since=date(2026, 6, 30), begins=date(2026, 9, 1)),
        ),
    ],
)
def test_a_new_matter_is_covered_or_it_is_said_what_is_wrong(packs: list[Any], at: str, expected: Cover) -> None:
    desk = Keeper(INCIDENTS, *packs).on(f"{at}T10:00")

    assert cover(desk.account, desk.now) == expected
    assert expected.is_covered is (expected.standing is Standing.COVERED)


def test_units_promised_to_accepted_cases_are_not_promised_twice() -> None:
    desk = Keeper(INCIDENTS, pack(1, 3))

    assert cover(desk.account, desk.now, promised=Promised(units=2)).is_covered
    assert cover(desk.account, desk.now, promised=Promised(units=3)).standing is Standing.PROMISED
    assert cover(desk.account, desk.now, units=4).standing is Standing.EMPTY


@pytest.mark.parametrize("kind", [PackKind.UNLIMITED, PackKind.FREE])
def test_support_that_counts_nothing_covers_everything(kind: PackKind) -> None:
    desk = Keeper(PackTerms(kind=kind))

    assert cover(desk.account, desk.now, units=5).is_covered
    assert not estimate(desk.account, desk.now, units=5).needs_consent


def test_an_estimate_says_what_is_left_and_asks_above_the_usual_cost() -> None:
    desk = Keeper(INCIDENTS, pack(1, 4))
    desk.do(reserve, case_id=5, units=1)

    told = estimate(desk.account, desk.now, units=3, case_id=5)

    assert told == Estimate(units=3, more=2, left_after=1, needs_consent=True)
    assert told.is_covered
    assert not estimate(desk.account, desk.now, units=1, case_id=5).needs_consent
    assert not estimate(desk.account, desk.now, units=3, case_id=5, agreed=3).needs_consent
    assert not estimate(desk.account, desk.now, units=9).is_covered


def test_an_estimate_for_a_matter_without_a_case_takes_nobody_elses_units_for_its_own() -> None:
    desk = Keeper(INCIDENTS, pack(1, 10))

    assert estimate(desk.account, desk.now, units=3).more == 3


def test_terms_may_ask_higher_up() -> None:
    desk = Keeper(replace(TIME, ask_above=4), pack())

    asked = [estimate(desk.account, desk.now, units=units).needs_consent for units in (1, 4, 5)]

    assert asked == [False, False, True]


def test_a_case_that_was_freed_is_estimated_at_nothing() -> None:
    desk = Keeper(INCIDENTS, pack())
    desk.do(reserve, case_id=5, units=1)
    desk.do(close, case_id=5)
    desk.do(give_back, case_id=5, why=Why.DEFECT)

    assert estimate(desk.account, desk.now, units=3, case_id=5).units == 0
