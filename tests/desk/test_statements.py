"""Statements of a contract and period: the same units and money as counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.ledger import Account, Column, Tally, Why
from mailbot.desk.ledger_acts import adjust, close, give_back, record_session, reserve, undo
from mailbot.desk.packs_prices import Prices, TaxRate
from mailbot.desk.statements import EntryKind, Statement, statement
from mailbot.desk.statements_money import ChargeKind
from mailbot.desk.statements_rows import COLUMNS, csv_rows
from tests.ledger_fixtures import INCIDENTS, TIME, Keeper, pack

TEN_PERCENT = (TaxRate(valid_from=date(2019, 10, 1), rate=Decimal("0.10")),)
YEARLY = Prices(fixed=Decimal(50000), per_licence=Decimal(500), per_unit=Decimal(3000), taxes=TEN_PERCENT)
APRIL = (date(2026, 4, 1), date(2026, 4, 30))


def a_year() -> Keeper:
    """Ten units bought in April; cases, a defect and an adjustment; the rest lapses in 2027."""
    desk = Keeper(replace(TIME, prices=YEARLY), pack())
    desk.on("2026-04-10T10:00").do(record_session, case_id=5, minutes=40)
    desk.on("2026-04-20T10:00").do(record_session, case_id=6, minutes=10)
    desk.on("2026-05-10T10:00").do(record_session, case_id=5, minutes=10)
    desk.on("2026-05-12T10:00").do(give_back, case_id=6, why=Why.DEFECT)
    desk.on("2026-05-13T10:00").do(adjust, units=1)
    desk.on("2026-05-31T23:59").do(reserve, case_id=7, units=1)
    desk.on("2027-04-01T00:01").sweep()
    return desk


def rows(made: Statement) -> list[tuple[str, int, int, int, int]]:
    return [(entry.kind.value, entry.case_id, entry.units, entry.used, entry.left) for entry in made.entries]


def totals(made: Statement) -> tuple[int, ...]:
    """Net, tax and gross in yen."""
    return tuple(int(amount) for amount in (made.net, made.tax, made.gross) if amount is not None)


def test_a_period_shows_what_came_and_went() -> None:
    made = statement(a_year().account, date(2026, 5, 1), date(2026, 5, 31))

    assert (made.opening, made.closing, made.reserved) == (7, 8, 1)
    assert rows(made) == [("case", 5, -1, 1, 6), ("case", 6, 1, 0, 7), ("adjusted", 0, 1, 0, 8)]
    assert [entry.returned for entry in made.entries] == [0, 1, 0]
    assert [entry.minutes for entry in made.entries] == [10, 0, 0]


def test_one_periods_closing_is_the_nexts_opening() -> None:
    account = a_year().account
    first_days = [date(2026, month, 1) for month in range(4, 13)] + [date(2027, month, 1) for month in range(1, 6)]

    months = [statement(account, first, after - timedelta(days=1)) for first, after in pairwise(first_days)]

    assert months[0].opening == 0
    assert all(before.closing == after.opening for before, after in pairwise(months))
    assert [made.closing for made in (months[0], months[1], months[-3], months[-2], months[-1])] == [7, 8, 8, 1, 1]
    (lapsed,) = months[-2].entries
    assert (lapsed.kind, lapsed.units, lapsed.on) == (EntryKind.EXPIRED, -7, date(2027, 3, 31))
    assert months[-1].entries == ()


def test_an_order_stands_with_its_reference() -> None:
    made = statement(a_year().account, *APRIL)

    order = made.entries[0]
    assert (order.kind, order.units, order.reference, order.on) == (EntryKind.ORDER, 10, "PO-1", date(2026, 4, 1))


def test_the_fixed_fee_licences_and_units_are_charged_with_tax_apart() -> None:
    made = statement(a_year().account, *APRIL, licences=30, began=date(2026, 4, 1))

    assert [(charge.kind, charge.quantity, int(charge.amount)) for charge in made.charges] == [
        (ChargeKind.FIXED, 1, 50000),
        (ChargeKind.LICENCES, 30, 15000),
        (ChargeKind.UNITS, 10, 30000),
    ]
    assert totals(made) == (95000, 9500, 104500)
    assert made.currency == "JPY"


def test_a_term_is_charged_on_its_first_day_while_the_contract_lasts() -> None:
    account = a_year().account
    first, last = date(2027, 1, 1), date(2029, 12, 31)

    charged = statement(account, first, last, began=date(2024, 2, 29), until=date(2029, 1, 31))

    assert [charge.on for charge in charged.charges] == [date(2027, 2, 28), date(2028, 2, 29)]


@pytest.mark.parametrize(
    ("prices", "price", "charged"),
    [
        (Prices(per_pack=Decimal(28000), per_unit=Decimal(3000)), None, (ChargeKind.PACKS, 2, 56000)),
        (Prices(per_unit=Decimal(3000)), None, (ChargeKind.UNITS, 20, 60000)),
        (Prices(per_pack=Decimal(28000)), Decimal(50000), (ChargeKind.ORDER, 1, 50000)),
    ],
)
def test_an_order_costs_what_was_agreed_upon_or_what_its_blocks_do(
    prices: Prices, price: Decimal | None, charged: tuple[ChargeKind, int, int]
) -> None:
    desk = Keeper(replace(TIME, prices=prices), replace(pack(1, 20), price=price))

    (charge,) = statement(desk.account, *APRIL).charges

    assert (charge.kind, charge.quantity, int(charge.amount)) == charged
    assert charge.reference == "PO-1"


def test_what_has_no_price_costs_nothing() -> None:
    desk = Keeper(replace(TIME, prices=Prices(per_licence=Decimal(500))), pack())

    made = statement(desk.account, *APRIL, licences=2, began=date(2026, 4, 1))

    assert [(charge.kind, int(charge.amount)) for charge in made.charges] == [(ChargeKind.LICENCES, 1000)]


def test_an_odd_number_of_units_has_no_block_price() -> None:
    desk = Keeper(replace(TIME, prices=Prices(per_pack=Decimal(28000))), pack(1, 15))

    assert statement(desk.account, *APRIL).net == 0


def test_a_cancelled_order_is_credited() -> None:
    desk = Keeper(replace(TIME, prices=YEARLY), pack())
    desk.on("2026-05-10T10:00").buy(pack(1, 0))

    made = statement(desk.account, date(2026, 5, 1), date(2026, 5, 31))

    assert totals(made) == (-30000, -3000, -33000)


def test_units_may_be_paid_after_they_were_used() -> None:
    desk = a_year()
    used = replace(YEARLY, units_billed="used")
    account = replace(desk.account, terms=replace(desk.account.terms, prices=used))

    april, may = statement(account, *APRIL), statement(account, date(2026, 5, 1), date(2026, 5, 31))

    assert [(charge.quantity, int(charge.amount)) for charge in april.charges] == [(3, 9000)]
    assert may.charges == ()


def test_tax_is_rounded_once_for_each_rate() -> None:
    rates = (
        TaxRate(valid_from=date(2014, 4, 1), rate=Decimal("0.08")),
        TaxRate(valid_from=date(2026, 4, 15), rate=Decimal("0.10")),
    )
    desk = Keeper(replace(TIME, prices=Prices(per_unit=Decimal("109.5"), taxes=rates)), pack(1, 1), pack(2, 1))
    desk.on("2026-04-20T10:00").buy(pack(3, 1))

    made = statement(desk.account, *APRIL)

    assert [(str(line.rate), int(line.net), int(line.tax)) for line in made.taxes] == [
        ("0.08", 218, 17),
        ("0.10", 109, 10),
    ]
    assert totals(made) == (327, 27, 354)


def test_without_prices_there_is_no_money() -> None:
    made = statement(Keeper(INCIDENTS, pack()).account, *APRIL, licences=5, began=date(2026, 4, 1))

    assert (made.charges, made.net, made.gross, made.currency) == ((), None, None, "")


def test_what_was_owed_is_taken_from_the_next_order_without_a_word_about_cases() -> None:
    desk = Keeper(INCIDENTS, pack(1, 1))
    desk.do(reserve, case_id=5, units=3, overdraw=True)
    desk.do(close, case_id=5)
    desk.on("2026-05-10T10:00").buy(pack(2, 10))

    made = statement(desk.account, date(2026, 5, 1), date(2026, 5, 31))

    assert (made.opening, made.closing) == (-2, 8)
    assert rows(made) == [("order", 0, 10, 0, 8)]


def test_what_was_undone_within_the_period_is_not_there() -> None:
    desk = Keeper(INCIDENTS, pack())
    desk.do(adjust, cause="mistake", units=2)
    desk.kept(undo(desk.account, desk.act(), "mistake"))
    desk.do(reserve, case_id=5, units=1)
    desk.do(close, cause="closed", case_id=5)
    desk.kept(undo(desk.account, desk.act(), "closed"))

    assert rows(statement(desk.account, *APRIL)) == [("order", 0, 10, 0, 10)]


def test_a_period_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(ValueError, match="give the earlier date first"):
        statement(a_year().account, date(2026, 5, 1), date(2026, 4, 1))


def test_the_rows_say_all_of_it() -> None:
    made = statement(a_year().account, *APRIL, began=date(2026, 4, 1))

    written = [dict(zip(COLUMNS, row, strict=True)) for row in csv_rows(made, {5: "INC-000005"})]

    assert [row["section"] for row in written] == [
        "opening", "entry", "entry", "entry", "closing", "charge", "charge", "tax", "net", "gross",
    ]  # fmt: skip
    assert [row["case"] for row in written if row["kind"] == "case"] == ["INC-000005", "6"]
    assert [row["left"] for row in written[:5]] == ["0", "10", "8", "7", "7"]
    assert [row["amount"] for row in written[5:]] == ["50000", "30000", "8000", "80000", "88000"]
    assert written[7]["tax_rate"] == "0.10"


def test_rows_without_prices_end_with_the_closing() -> None:
    written = csv_rows(statement(Keeper(INCIDENTS, pack()).account, *APRIL), {})

    assert written[-1][0] == "closing"
    assert len({len(row) for row in written}) == 1


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_opening_and_entries_make_the_closing(data: st.DataObject) -> None:
    desk = Keeper(replace(TIME, prices=YEARLY), pack(1, 10, until="2026-08-31"), pack(2, 20))
    for _ in range(data.draw(st.integers(0, 12))):
        case, minutes = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 90))
        desk.do(record_session, case_id=case, minutes=minutes, accepted_on=date(2026, 4, 2), overdraw=True)
        if data.draw(st.integers(0, 5)) == 0:
            desk.do(give_back, case_id=case, why=Why.REFUSED)
        desk.now += timedelta(days=data.draw(st.integers(0, 40)))
        desk.sweep()
    first = data.draw(st.dates(date(2026, 3, 1), date(2027, 6, 1)))
    last = first + timedelta(days=data.draw(st.integers(0, 200)))

    made = statement(desk.account, first, last)

    left = made.opening
    for entry in made.entries:
        left += entry.units
        assert entry.left == left
    assert made.closing == left
    by_hand = [line for line in desk.account.lines if desk.account.today(line.at) <= last]
    tally = Tally(by_hand)
    ended = [one.id for one in desk.account.packs if one.valid_until is not None and one.valid_until <= last]
    unwritten = sum(tally.pack(one, Column.FREE) for one in ended)
    assert made.closing == sum(line.on_balance for line in by_hand) - unwritten
    assert (made.net or 0) + (made.tax or 0) == made.gross


RISING = (*TEN_PERCENT, TaxRate(valid_from=date(2026, 10, 1), rate=Decimal("0.12")))


def halves_and_year(account: Account) -> list[tuple[int, ...]]:
    """The totals of two half years, and of both together."""
    spans = ((4, 9), (10, 12), (4, 12))
    return [totals(statement(account, date(2026, first, 1), date(2026, last, 30))) for first, last in spans]


def test_units_paid_after_use_have_the_rate_of_their_days() -> None:
    prices = Prices(per_unit=Decimal(3000), units_billed="used", taxes=RISING)
    desk = Keeper(replace(TIME, prices=prices), pack())
    desk.on("2026-05-10T10:00").do(record_session, case_id=5, minutes=120)
    desk.on("2026-11-10T10:00").do(record_session, case_id=6, minutes=60)
    desk.on("2026-11-11T10:00").do(give_back, case_id=5, why=Why.DEFECT, units=1)

    first, second, both = halves_and_year(desk.account)
    assert (first, second) == ((12000, 1200, 13200), (3000, 420, 3420))
    assert both == tuple(map(sum, zip(first, second, strict=True)))


def test_a_cancelled_order_is_credited_with_the_tax_of_its_sale() -> None:
    prices = Prices(per_unit=Decimal(3000), taxes=RISING)
    desk = Keeper(replace(TIME, prices=prices), pack())
    desk.on("2026-11-10T10:00").buy(pack(1, 0))

    first, second, both = halves_and_year(desk.account)
    assert (first, second) == ((30000, 3000, 33000), (-30000, -3000, -33000))
    assert both == (0, 0, 0)
