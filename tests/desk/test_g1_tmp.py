"""Statements follow what was agreed on each day: orders at their prices, fees by the contract's version of the term."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.ledger import Account, Why
from mailbot.desk.ledger_acts import close, give_back, record_session, reserve
from mailbot.desk.orders import granted_as_ordered
from mailbot.desk.packs import Pack
from mailbot.desk.packs_prices import OwnPrices, Prices, TaxRate
from mailbot.desk.statements import Statement, statement
from mailbot.desk.statements_history import Agreed, History, Sold, sold_under
from mailbot.desk.statements_money import ChargeKind
from tests.ledger_fixtures import INCIDENTS, TIME, TOKYO, Keeper, pack

TAXES = (
    TaxRate(valid_from=date(2019, 10, 1), rate=Decimal("0.10")),
    TaxRate(valid_from=date(2026, 10, 1), rate=Decimal("0.12")),
)
APRIL, MAY = (date(2026, 4, 1), date(2026, 4, 30)), (date(2026, 5, 1), date(2026, 5, 31))
YEAR = (date(2026, 4, 1), date(2027, 3, 31))
BEGAN = YEAR[0]


class Books(Keeper):
    """A keeper that also keeps how its orders stood, as the store does."""

    sold: tuple[Sold, ...] = ()

    def on(self, at: str) -> Books:
        super().on(at)
        return self

    def puts(self, one: Pack) -> None:
        """The order stands so from now on, and is granted as far as it can be."""
        under = sold_under(self.account.terms, self.account.today(self.now))
        self.sold += (Sold(pack=one, at=self.now, under=under),)
        packs = (*(known for known in self.account.packs if known.id != one.id), one)
        self.account = replace(self.account, packs=packs)
        due = replace(one, units=one.due)
        self.kept(granted_as_ordered(self.account, self.act(), due))

    def made(self, span: tuple[date, date]) -> Statement:
        return statement(self.account, *span, began=BEGAN, history=History(sold=self.sold))


def priced(units: int, price: int | None, *, number: int = 1) -> Pack:
    return replace(pack(number, units), price=None if price is None else Decimal(price))


def nets(books: Books) -> list[int]:
    return [int(one.net or 0) for one in (books.made(span) for span in (APRIL, MAY, YEAR))]


def served(books: Books, units: int) -> None:
    books.on("2026-04-05T10:00").do(reserve, case_id=1, units=units)
    books.do(close, case_id=1)


@pytest.mark.parametrize("per_unit", [None, 3000])
def test_an_order_cancelled_in_part_is_credited_in_the_month_of_its_cancellation(per_unit: int | None) -> None:
    prices = Prices(per_unit=None if per_unit is None else Decimal(per_unit), taxes=TAXES)
    books = Books(replace(INCIDENTS, prices=prices))
    books.puts(priced(10, 300_000))
    served(books, 3)

    books.on("2026-05-06T10:00").puts(replace(priced(10, 300_000), is_cancelled=True))

    assert nets(books) == [300_000, -210_000, 90_000]
    (credit,) = books.made(MAY).charges
    assert (credit.kind, credit.quantity, int(credit.amount), credit.reference) == (
        ChargeKind.CHANGED, -1, -210_000, "PO-1",
    )  # fmt: skip


@pytest.mark.parametrize("per_unit", [None, 3000])
def test_a_corrected_order_is_taken_back_and_sold_anew(per_unit: int | None) -> None:
    prices = Prices(per_unit=None if per_unit is None else Decimal(per_unit), taxes=TAXES)
    books = Books(replace(INCIDENTS, prices=prices))
    books.puts(priced(10, 300_000))

    books.on("2026-05-06T10:00").puts(priced(8, 240_000))

    assert nets(books) == [300_000, -60_000, 240_000]


def test_a_price_that_is_corrected_alone_is_charged_then() -> None:
    books = Books(replace(INCIDENTS, prices=Prices(taxes=TAXES)))
    books.puts(priced(10, 300_000))
    books.on("2026-05-06T10:00").puts(priced(10, 280_000))

    assert nets(books) == [300_000, -20_000, 280_000]


def test_units_served_beyond_a_reduced_order_are_credited_when_they_come_back() -> None:
    books = Books(replace(INCIDENTS, prices=Prices(taxes=TAXES)))
    books.puts(priced(10, 300_000))
    books.do(reserve, case_id=1, units=3)
    books.on("2026-05-06T10:00").puts(replace(priced(10, 300_000), is_cancelled=True))

    assert nets(books) == [300_000, -210_000, 90_000]

    books.on("2026-06-06T10:00").do(give_back, case_id=1, why=Why.DEFECT)
    assert nets(books) == [300_000, -210_000, 0]


def test_lots_are_credited_by_the_lot_and_what_is_less_by_its_share() -> None:
    books = Books(replace(TIME, prices=Prices(per_pack=Decimal(28_000), per_unit=Decimal(3000), taxes=TAXES)))
    books.puts(priced(20, None))
    books.on("2026-05-06T10:00").puts(priced(10, None))
    books.on("2026-05-07T10:00").do(record_session, case_id=1, minutes=90)
    books.on("2026-05-08T10:00").puts(replace(priced(10, None), is_cancelled=True))

    assert [(one.kind.value, one.quantity, int(one.amount)) for one in books.made(MAY).charges] == [
        ("packs", -1, -28_000),
        ("changed", -1, -19_600),
    ]


def test_an_order_keeps_the_list_price_at_which_it_was_sold() -> None:
    books = Books(replace(INCIDENTS, prices=Prices(per_unit=Decimal(3000), taxes=TAXES)))
    books.puts(priced(10, None))
    books.account = replace(books.account, terms=replace(INCIDENTS, prices=Prices(per_unit=Decimal(3300), taxes=TAXES)))
    books.on("2026-05-06T10:00").puts(priced(10, None, number=2))

    assert nets(books) == [30_000, 33_000, 63_000]


def test_licences_and_prices_are_those_of_the_terms_first_day() -> None:
    first, second = Prices(fixed=Decimal(50_000), per_licence=Decimal(500)), Prices(per_licence=Decimal(700))
    agreed = (
        Agreed(at=datetime(2026, 3, 20, tzinfo=TOKYO), licences=40, prices=first),
        Agreed(at=datetime(2026, 11, 22, tzinfo=TOKYO), licences=60, prices=second),
    )
    account = Account(contract_id="C-1", terms=replace(INCIDENTS, prices=second), zone=TOKYO)

    def fees(span: tuple[date, date]) -> list[tuple[int, int]]:
        made = statement(account, *span, licences=60, began=BEGAN, history=History(agreed=agreed))
        return [(charge.quantity, int(charge.amount)) for charge in made.charges]

    assert fees(APRIL) == [(1, 50_000), (40, 20_000)]
    assert fees((date(2027, 4, 1), date(2027, 4, 30))) == [(60, 42_000)]


def test_prices_by_date_hold_from_their_day() -> None:
    later = Prices(fixed=Decimal(60_000), per_unit=Decimal(3300), since=date(2027, 4, 1))
    prices = Prices(fixed=Decimal(50_000), per_unit=Decimal(3000), units_billed="used", later=(later,))
    later_used = replace(prices, later=(replace(later, units_billed="used"),))
    books = Books(replace(TIME, prices=later_used), pack(until=None))
    books.on("2027-03-31T10:00").do(record_session, case_id=1, minutes=30)
    books.on("2027-04-01T10:00").do(record_session, case_id=1, minutes=30)
    made = statement(books.account, date(2027, 3, 1), date(2027, 4, 30), began=BEGAN)

    assert [(one.kind.value, int(one.amount)) for one in made.charges] == [
        ("fixed", 60_000),
        ("units", 3000),
        ("units", 3300),
    ]
    assert OwnPrices(fixed=Decimal(1)).over(prices).on(date(2027, 4, 1)).fixed == 1


def test_before_the_first_prices_nothing_costs_anything() -> None:
    prices = Prices(fixed=Decimal(50_000), since=date(2026, 6, 1))
    account = Account(contract_id="C-1", terms=replace(INCIDENTS, prices=prices), zone=TOKYO)

    assert statement(account, *APRIL, began=BEGAN).net == 0


def test_a_term_that_is_renewed_late_is_charged_when_that_is_known() -> None:
    prices = Prices(fixed=Decimal(50_000), taxes=TAXES)
    books = Books(replace(INCIDENTS, prices=prices))
    books.puts(pack(1))
    books.on("2027-05-10T10:00").puts(pack(2, start="2027-04-01", until="2028-03-31"))
    agreed = (Agreed(at=datetime(2026, 3, 20, tzinfo=TOKYO), prices=prices, until=date(2027, 3, 31)),)
    history = History(sold=books.sold, agreed=agreed)

    def fees(span: tuple[date, date]) -> list[str]:
        made = statement(books.account, *span, began=BEGAN, until=date(2028, 3, 31), history=history)
        return [str(charge.on) for charge in made.charges]

    assert fees(YEAR) == ["2026-04-01"]
    assert fees((date(2027, 4, 1), date(2027, 4, 30))) == []
    assert fees((date(2027, 5, 1), date(2028, 5, 31))) == ["2027-05-10"]


def test_a_fee_of_a_day_to_come_is_not_charged_before() -> None:
    prices = Prices(fixed=Decimal(50_000), term_months=6, taxes=TAXES)
    account = Account(contract_id="C-1", terms=replace(INCIDENTS, prices=prices), zone=TOKYO)

    early = statement(account, *YEAR, began=BEGAN, today=date(2026, 9, 30))
    due = statement(account, *YEAR, began=BEGAN, today=date(2026, 10, 1))
    over = statement(account, *YEAR, began=BEGAN, today=date(2027, 4, 1))

    assert [(one.as_of, int(one.net or 0)) for one in (early, due, over)] == [
        (date(2026, 9, 30), 50_000),
        (date(2026, 10, 1), 100_000),
        (None, 100_000),
    ]


def test_what_a_pack_leaves_lapses_in_the_period_of_its_last_day() -> None:
    books = Books(INCIDENTS)
    books.puts(pack())
    told_late = books.on("2027-04-03T08:00")
    before = books.made(YEAR)
    told_late.sweep()
    books.do(reserve, case_id=1, units=2, accepted_on=date(2027, 3, 31))

    assert books.made(YEAR) == before
    assert [(one.on, one.units) for one in before.entries] == [(date(2026, 4, 1), 10), (date(2027, 3, 31), -10)]
    after = books.made((date(2027, 4, 1), date(2027, 4, 30)))
    assert (after.opening, after.closing, after.reserved) == (0, 2, 2)
    assert [(one.on, one.units) for one in after.entries] == [(date(2027, 4, 3), 2)]


def test_on_its_last_day_a_pack_still_has_its_units() -> None:
    books = Books(INCIDENTS)
    books.puts(pack())

    made = statement(books.account, *YEAR, history=History(sold=books.sold), today=date(2027, 3, 31))

    assert (made.closing, made.as_of) == (10, date(2027, 3, 31))


def test_an_end_that_is_put_off_later_changes_no_period_before() -> None:
    books = Books(INCIDENTS)
    books.puts(pack())
    books.on("2027-04-01T00:05").sweep()
    before = books.made(YEAR)
    books.on("2027-05-10T10:00").puts(pack(until="2027-09-30"))

    assert books.made(YEAR) == before
    assert books.made((date(2027, 4, 1), date(2027, 5, 31))).closing == 10


@given(data=st.data())
@settings(max_examples=2500, deadline=None)
def test_parts_of_a_period_add_up_to_it_and_nothing_later_changes_them(data: st.DataObject) -> None:
    used = data.draw(st.booleans())
    later = Prices(fixed=Decimal(700), per_unit=Decimal("111.7"), per_pack=Decimal(997), since=date(2026, 9, 1))
    first = Prices(fixed=Decimal(500), per_licence=Decimal("9.5"), per_unit=Decimal("109.5"), term_months=3)
    kind = {"units_billed": "used" if used else "ordered", "taxes": TAXES}
    prices = replace(first, **kind, later=(replace(later, **kind),))  # type: ignore[arg-type]  # fields of Prices
    books = Books(replace(TIME, block=5, prices=prices))
    agreed = [Agreed(at=books.now, licences=data.draw(st.integers(0, 9)), prices=prices, until=date(2026, 12, 31))]
    early: list[tuple[Account, History, date]] = []
    for _ in range(data.draw(st.integers(1, 8))):
        _something_happens(data, books, agreed, prices)
        early.append((books.account, History(sold=books.sold, agreed=tuple(agreed)), books.now.date()))
        books.now += timedelta(days=data.draw(st.integers(0, 40)))
    whole = History(sold=books.sold, agreed=tuple(agreed))
    cuts = sorted(data.draw(st.sets(st.dates(date(2026, 4, 1), date(2027, 6, 1)), min_size=2, max_size=6)))

    def made(begins: date, ends: date, account: Account = books.account, history: History = whole) -> Statement:
        return statement(account, begins, ends - timedelta(days=1), began=BEGAN, history=history)

    parts = [made(begins, ends) for begins, ends in pairwise(cuts)]
    of_all = made(cuts[0], cuts[-1])
    assert sum(one.net or 0 for one in parts) == of_all.net
    assert [one.closing for one in parts[:-1]] == [one.opening for one in parts[1:]]
    assert (parts[0].opening, parts[-1].closing) == (of_all.opening, of_all.closing)
    for account, history, until in early:
        known = [(begins, ends) for begins, ends in pairwise(cuts) if ends <= until]
        assert [made(*span, account, history) for span in known] == [made(*span) for span in known]


def _something_happens(data: st.DataObject, books: Books, agreed: list[Agreed], prices: Prices) -> None:
    what = data.draw(st.sampled_from(["order", "cancel", "work", "back", "licences"]))
    number, price = data.draw(st.integers(1, 2)), data.draw(st.none() | st.integers(1, 9999))
    until = data.draw(st.sampled_from(["2026-08-31", "2027-03-31", None]))
    bought = pack(number, data.draw(st.sampled_from([5, 10, 12])), until=until)
    one = replace(bought, price=None if price is None else Decimal(price))
    if what == "order":
        books.puts(one)
    elif what == "cancel" and any(known.pack.id == number for known in books.sold):
        last = next(known.pack for known in reversed(books.sold) if known.pack.id == number)
        books.puts(replace(last, is_cancelled=True))
    elif what == "work":
        books.do(record_session, case_id=number, minutes=data.draw(st.integers(1, 99)), overdraw=True)
    elif what == "back":
        books.do(give_back, case_id=number, why=Why.REFUSED, units=1)
    else:
        agreed.append(Agreed(at=books.now, licences=number, prices=prices, until=date(2027, 6, 30)))
    books.sweep()
