"""Orders on contracts: read, spelt, shown in differences, written to CSV and back, and granted as they stand."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from mailbot.desk.complaints import Complaints
from mailbot.desk.contract_reading import read_contract
from mailbot.desk.contract_spelling import as_mapping
from mailbot.desk.contract_tables import contracts_as_csv, contracts_from_csv
from mailbot.desk.contract_words import in_words
from mailbot.desk.contracts import FieldChange, differences
from mailbot.desk.ledger import LineKind
from mailbot.desk.ledger_acts import grant, reserve
from mailbot.desk.orders import PlacedOrder, granted_as_ordered, keeping_orders, order_clashes
from mailbot.desk.packs import Order
from mailbot.desk.packs_prices import OwnPrices
from mailbot.desk.people import Contract
from tests.ledger_fixtures import Keeper, pack

PO_17: dict[str, object] = {
    "order": "PO-17",
    "units": 10,
    "ordered_on": "2026-03-25",
    "confirmed_on": "2026-04-01",
    "price": "270000",
}
PO_23: dict[str, object] = {
    "order": "PO-23", "units": 5, "ordered_on": "2026-09-30", "from": "2026-10-01", "until": "2027-03-31",
}  # fmt: skip
GIVEN: dict[str, object] = {
    "id": "C-1",
    "client": "株式会社例示商事",
    "policy": "standard",
    "calendar": "office",
    "from": "2026-04-01",
    "terms": "incidents",
    "licences": 40,
    "prices": {"fixed": "40000", "term_months": 6},
    "packs": [PO_17, PO_23],
    "contacts": [{"name": "例示 太郎", "addresses": ["taro@client.example"]}],
}


def contract(**changes: object) -> Contract:
    return read_contract(GIVEN | changes, declared_in="config.toml")


def faults(**changes: object) -> list[str]:
    with pytest.raises(Complaints) as refused:
        contract(**changes)
    return [str(one) for one in refused.value.complaints]


def test_a_contract_names_its_terms_and_orders() -> None:
    read = contract()

    assert (read.terms, read.licences) == ("incidents", 40)
    assert read.prices == OwnPrices(fixed=Decimal(40000), term_months=6)
    assert read.orders[0] == Order(
        contract_id="C-1",
        units=10,
        ordered_on=date(2026, 3, 25),
        reference="PO-17",
        confirmed_on=date(2026, 4, 1),
        price=Decimal(270000),
    )
    assert (read.orders[1].valid_from, read.orders[1].valid_until) == (date(2026, 10, 1), date(2027, 3, 31))


def test_a_contract_is_spelt_as_it_is_read() -> None:
    assert read_contract(as_mapping(contract()), declared_in="config.toml") == contract()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"packs": [{}]},
            ["packs[0].order: is", "packs[0].units: is", "packs[0].ordered_on: is"],
        ),
        ({"packs": [PO_17, PO_17]}, ["packs[1].order: the order PO-17 is given twice"]),
        ({"packs": [PO_17 | {"units": 0}]}, ["packs[0].units: must be a whole number, 1 or more"]),
        ({"packs": [PO_17 | {"prise": 1}]}, ['packs[0].prise: is not a known key - did you mean "price"?']),
        ({"packs": "PO-17"}, ["packs: must be a list of tables"]),
        (
            {"packs": [10]},
            ["packs[0]: must be", "packs[0].order", "packs[0].units", "packs[0].ordered_on"],
        ),
        ({"terms": ""}, ["packs: needs terms", "licences: needs terms", "prices: needs terms"]),
        ({"prices": {"tax": 0.1}}, ["prices.tax: is not a known key"]),
        ({"licences": -1}, ["licences: must be a whole number, 0 or more"]),
    ],
)
def test_faults_of_orders_say_what_to_do(changes: dict[str, object], told: list[str]) -> None:
    found = faults(**changes)

    assert len(found) == len(told)
    assert all(one.startswith(start) for one, start in zip(found, told, strict=True)), found


def test_orders_go_to_csv_and_come_back() -> None:
    other = contract(id="C-2", packs=[], contacts=[], prices={"per_unit": "2500.50"})

    raw = contracts_as_csv([contract(), other])

    assert contracts_from_csv(raw, declared_in="config.toml") == (contract(), other)
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert [(row["contract"], row["name"], row["order"]) for row in rows] == [
        ("C-1", "例示 太郎", "PO-17"),
        ("C-1", "", "PO-23"),
        ("C-2", "", ""),
    ]


def test_orders_stand_in_rows_with_japanese_headings() -> None:
    text = (
        "契約番号,契約者,ポリシー,カレンダー,開始日,パック,注文番号,単位数,発注日,有効期限,金額\n"
        "C-1,例示商事,standard,office,2026/4/1,incidents,PO-17,１０,2026年3月25日,2027/3/31,270000\n"
        "C-1,,,,,,PO-23,5,2026/9/30,,\n"
    )

    (read,) = contracts_from_csv(text.encode("cp932"))

    assert [(one.reference, one.units, one.ordered_on) for one in read.orders] == [
        ("PO-17", 10, date(2026, 3, 25)),
        ("PO-23", 5, date(2026, 9, 30)),
    ]
    assert read.orders[0].valid_until == date(2027, 3, 31)


def test_a_wrong_cell_of_an_order_is_named_by_its_line_and_heading() -> None:
    text = (
        "contract,client,policy,calendar,from,terms,order,units,ordered_on,prices\n"
        "C-1,c,p,k,2026-04-01,incidents,PO-17,ten,2026-03-25,fixed 50000\n"
    )

    with pytest.raises(Complaints) as refused:
        contracts_from_csv(text.encode())

    assert [one.path for one in refused.value.complaints] == [(2, "units"), (2, "prices")]


def test_a_difference_shows_each_order_that_comes_goes_or_is_corrected() -> None:
    before = contract()
    after = contract(packs=[PO_17 | {"units": 20}, PO_23 | {"order": "PO-30"}])

    (change,) = differences([before], [after])

    rest = "units 5, ordered_on 2026-09-30, from 2026-10-01, until 2027-03-31"
    assert change.fields == (
        FieldChange(
            key="packs",
            before="PO-17: units 10, ordered_on 2026-03-25, confirmed_on 2026-04-01, price 270000",
            after="PO-17: units 20, ordered_on 2026-03-25, confirmed_on 2026-04-01, price 270000",
        ),
        FieldChange(key="packs", before=f"PO-23: {rest}", after=""),
        FieldChange(key="packs", before="", after=f"PO-30: {rest}"),
    )
    assert "  ご注文：なし → PO-30：単位数 5" in "\n".join(in_words(change, "ja"))
    assert "  order: PO-23: units 5" in "\n".join(in_words(change, "en"))


def test_an_import_by_hand_keeps_the_orders_that_it_does_not_name() -> None:
    before = contract()
    named = contract(packs=[PO_23 | {"units": 7}, PO_17 | {"order": "PO-31"}])

    (kept,) = keeping_orders([before], [named])

    assert [(one.reference, one.units) for one in kept.orders] == [("PO-17", 10), ("PO-23", 7), ("PO-31", 10)]
    assert keeping_orders([], [named]) == (named,)


def test_only_orders_made_by_hand_clash_with_declared_ones() -> None:
    order = contract().orders[0]
    placed = PlacedOrder(id=1, order=order, valid_from=date(2026, 4, 1), valid_until=None)

    (clash,) = order_clashes(contract(), [placed])

    assert "PO-17 of C-1 is declared in config.toml and was also made by mail" in clash.message
    assert "mailbot contract cancel C-1 PO-17" in clash.message
    assert order_clashes(contract(), [replace(placed, declared_in="config.toml")]) == ()
    assert order_clashes(contract(), [replace(placed, is_removed=True)]) == ()


def test_a_removed_order_is_granted_with_no_units_and_keeps_what_it_was() -> None:
    order = contract().orders[0]
    placed = PlacedOrder(id=1, order=order, valid_from=date(2026, 4, 1), valid_until=None, is_removed=True)

    assert (placed.pack.units, placed.to_grant.units, placed.to_grant.reference) == (10, 0, "PO-17")


@pytest.mark.parametrize(("units", "granted", "left"), [(12, 2, 9), (10, 0, 7), (4, -6, 1), (2, -7, 0), (0, -7, 0)])
def test_a_corrected_order_takes_back_no_more_than_is_free(units: int, granted: int, left: int) -> None:
    keeper = Keeper()
    keeper.kept(grant(replace(keeper.account, packs=(pack(),)), keeper.act(), pack()))
    keeper.account = replace(keeper.account, packs=(pack(),))
    keeper.do(reserve, case_id=5, units=3)

    lines = granted_as_ordered(keeper.account, keeper.act(), pack(units=units))

    assert sum(line.units for line in lines if line.kind is LineKind.GRANTED) == granted
    keeper.kept(lines)
    assert keeper.left == (left, 3, 0, 0)
