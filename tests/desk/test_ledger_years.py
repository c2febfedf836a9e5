"""Two years of packs, played to their ends: support by the incident, and by the half hour in blocks of ten."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from mailbot.desk.hours import Holidays, prepare, read_calendar
from mailbot.desk.ledger import Why
from mailbot.desk.ledger_acts import NotEnough, close, give_back, record_session, reserve
from mailbot.desk.ledger_proof import ledger_faults
from mailbot.desk.packs import Order, faults_of, pack_of
from mailbot.desk.packs_cover import Standing, cover, estimate
from mailbot.desk.packs_notices import notices_due
from mailbot.desk.packs_prices import Prices, TaxRate
from mailbot.desk.statements import statement
from tests.ledger_fixtures import INCIDENTS, TIME, Keeper

SPEC = read_calendar("office", {"tz": "Asia/Tokyo", "weekly": {"mon-fri": ["09:00-17:30"]}})
NOTICE_DATE = prepare("office", {"office": SPEC}, Holidays()).notice_date
PRICES = Prices(
    fixed=Decimal(50000),
    per_licence=Decimal(500),
    per_unit=Decimal(3000),
    taxes=(TaxRate(valid_from=date(2019, 10, 1), rate=Decimal("0.10")),),
)


def sell(desk: Keeper, number: int, units: int, confirmed: date) -> None:
    order = Order(contract_id="C-1", units=units, ordered_on=confirmed, reference=f"PO-{number}")
    assert faults_of(order, desk.account.terms) == ()
    assert not isinstance(desk.buy(replace(pack_of(order, desk.account.terms), id=number)), NotEnough)


def told(desk: Keeper, before: list[str]) -> list[str]:
    due = notices_due(desk.account, desk.now, notice_date=NOTICE_DATE, told=before)
    before.extend(notice.key for notice in due)
    return [notice.key for notice in due]


def test_a_year_by_the_incident() -> None:
    desk, letters = Keeper(INCIDENTS), list[str]()
    assert cover(desk.account, desk.now).standing is Standing.NONE
    sell(desk, 1, 10, date(2026, 4, 1))

    desk.on("2026-05-11T10:00").do(reserve, case_id=1, units=1)
    desk.on("2026-05-13T10:00").do(close, case_id=1)
    assert (desk.usage(1).used, desk.usage(1).left) == (1, 9)

    desk.on("2026-06-01T10:00").do(reserve, case_id=2, units=1)
    asked = estimate(desk.account, desk.now, units=3, case_id=2)
    assert (asked.needs_consent, asked.more, asked.left_after) == (True, 2, 6)
    desk.do(reserve, case_id=2, units=3)
    desk.on("2026-06-20T10:00").do(close, case_id=2)
    assert desk.usage(2).level == INCIDENTS.level("a")

    desk.on("2026-07-01T10:00").do(reserve, case_id=3, units=1)
    desk.on("2026-07-03T10:00").do(give_back, case_id=3, why=Why.DEFECT)
    desk.on("2026-07-20T10:00").do(close, case_id=3)
    assert (desk.usage(3).used, desk.usage(3).freed) == (0, Why.DEFECT)

    for case in (4, 5):  # one mail, two matters
        desk.on("2026-09-01T10:00").do(reserve, case_id=case, units=1)
        desk.on("2026-09-10T10:00").do(close, case_id=case)
    assert told(desk, letters) == []
    desk.on("2026-10-01T10:00").do(reserve, case_id=6, units=3)
    assert told(desk, letters) == ["low:1:13"]
    desk.on("2026-10-15T10:00").do(close, case_id=6)

    assert told(desk.on("2027-01-29T09:00"), letters) == ["renewal:2027-03-31"]
    desk.on("2027-03-31T16:00").do(reserve, case_id=7, units=1)
    accepted_too = date(2027, 3, 31)
    desk.on("2027-04-01T00:05").sweep()
    assert told(desk, letters) == ["expired:2027-03-31"]
    late = desk.on("2027-04-02T10:00").do(reserve, case_id=8, units=1, accepted_on=accepted_too)
    assert late == NotEnough(wanted=1, available=0)
    assert cover(desk.account, desk.now).standing is Standing.EXPIRED

    sell(desk, 2, 10, date(2027, 4, 5))
    desk.on("2027-04-06T10:00").do(close, case_id=7)

    assert desk.left == (10, 0, 10, 0)
    assert ledger_faults(desk.account) == ()
    year = statement(desk.account, date(2026, 4, 1), date(2027, 3, 31))
    assert (year.opening, year.closing, year.reserved) == (0, 1, 1)
    assert [(entry.case_id, entry.used) for entry in year.entries if entry.case_id] == [
        (1, 1), (2, 3), (4, 1), (5, 1), (6, 3),
    ]  # fmt: skip


def test_a_year_by_the_half_hour() -> None:
    desk, letters = Keeper(replace(TIME, prices=PRICES)), list[str]()
    sell(desk, 1, 10, date(2026, 4, 1))

    desk.on("2026-04-20T10:00").do(reserve, case_id=1, units=TIME.units_of())
    for minutes in (25, 40, 30):
        desk.do(record_session, case_id=1, minutes=minutes)
    desk.do(close, case_id=1)
    assert (desk.usage(1).used, desk.usage(1).minutes, desk.usage(1).left) == (4, 95, 6)

    desk.on("2026-08-03T10:00").do(reserve, case_id=2, units=1)
    desk.do(close, case_id=2)
    desk.on("2026-11-04T10:00").do(record_session, case_id=3, minutes=90)
    assert told(desk, letters) == ["low:1:11"]
    sell(desk.on("2026-12-01T10:00"), 2, 10, date(2026, 12, 1))
    desk.on("2027-03-30T10:00").do(record_session, case_id=4, minutes=31)

    assert [(one.pack.id, one.free) for one in desk.balance.packs] == [(1, 1), (2, 10)]
    desk.on("2027-04-01T00:05").sweep()
    assert told(desk, letters) == ["expired:2027-03-31"]
    desk.on("2027-04-02T10:00").do(record_session, case_id=4, minutes=10, accepted_on=date(2027, 3, 29))
    assert desk.left == (10, 0, 10, 0)

    first = statement(desk.account, date(2026, 4, 1), date(2026, 4, 30), licences=120, began=date(2026, 4, 1))
    assert [int(charge.amount) for charge in first.charges] == [50000, 60000, 30000]
    assert (first.net, first.tax, first.gross) == (Decimal(140000), Decimal(14000), Decimal(154000))
    year = statement(desk.account, date(2026, 4, 1), date(2027, 3, 31), licences=120, began=date(2026, 4, 1))
    assert (year.closing, year.gross) == (10, Decimal(187000))  # the last one lapsed at the end of its last day
    assert ledger_faults(desk.account) == ()
