"""How orders and contracts stood from when on: every change is kept, of what was before what is known of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

import pytest

from mailbot.desk.complaints import Complaints
from mailbot.desk.ledger import Act
from mailbot.desk.offers import Offer, Offers
from mailbot.desk.packs import Order, PackKind, PackTerms
from mailbot.desk.packs_prices import OwnPrices, Prices
from mailbot.store import Store, open_store, upgrade_store
from tests.store.mails import MINUTE, NOON, contract, declared
from tests.store.test_migrations import load_released
from tests.store.test_store_ledger import OFFERS, PO_1, SELLING, TERMS, TOKYO, declare, ordered

LISTED = replace(TERMS, prices=Prices(per_unit=Decimal(3000), per_pack=Decimal(2900)))
PRICED = Offers(by_name=MappingProxyType({"incidents": Offer(terms=LISTED)}), timezone="Asia/Tokyo")
HOURS = Offers(
    by_name=MappingProxyType({"incidents": Offer(terms=PackTerms(kind=PackKind.TIME))}), timezone="Asia/Tokyo"
)
BY_HAND = Order(contract_id="C-1", units=5, ordered_on=date(2026, 4, 1), reference="PO-2")


def stood(store: Store) -> list[tuple[str, int, Decimal | None, bool]]:
    with store.unit(NOON) as unit:
        sold = unit.order_versions("C-1")
    return [(one.pack.reference, one.pack.units, one.pack.price, one.pack.is_cancelled) for one in sold]


def test_each_version_of_an_order_is_kept(store: Store) -> None:
    declare(store, SELLING)
    declare(store, SELLING)
    declare(store, ordered(units=8, price=Decimal("240000.50")))
    declare(store, replace(SELLING, orders=()))

    assert stood(store) == [
        ("PO-1", 10, Decimal(270000), False),
        ("PO-1", 8, Decimal("240000.50"), False),
        ("PO-1", 8, Decimal("240000.50"), True),
    ]


def test_an_order_by_hand_keeps_the_terms_of_its_day(store: Store) -> None:
    store.declare_contracts([declared(replace(SELLING, orders=()))], NOON, "configuration", offers=PRICED)
    with store.unit(NOON + MINUTE) as unit:
        unit.add_order(BY_HAND, LISTED, TOKYO, Act(at=NOON + MINUTE, cause="mail:1"))
        unit.cancel_order("C-1", "PO-2", LISTED, TOKYO, Act(at=NOON + 2 * MINUTE, cause="mail:2"))
        first, gone = unit.order_versions("C-1")

    assert (first.at, gone.at) == (NOON + MINUTE, NOON + 2 * MINUTE)
    assert first.under == gone.under
    assert first.under is not None
    assert (first.under.kind, first.under.per_unit, first.under.per_pack) == (
        PackKind.INCIDENTS, Decimal(3000), Decimal(2900),
    )  # fmt: skip
    assert (first.pack.valid_until, gone.pack.is_cancelled) == (date(2027, 3, 31), True)


def test_a_contract_is_kept_as_it_stood(store: Store) -> None:
    declare(store, SELLING)
    changed = replace(SELLING, licences=7, prices=OwnPrices(per_unit=Decimal(3)), valid_until=date(2027, 3, 31))
    store.declare_contracts([declared(changed)], NOON + MINUTE, "configuration", offers=OFFERS)

    with store.unit(NOON) as unit:
        (at, first), (later, second) = unit.contract_versions("C-1")
        assert unit.contract_versions("C-2") == ()

    assert (at, later) == (NOON, NOON + MINUTE)
    assert (first.licences, first.prices, first.valid_until) == (3, SELLING.prices, SELLING.valid_until)
    assert (second.licences, second.prices, second.valid_until) == (7, changed.prices, date(2027, 3, 31))
    assert (second.terms, second.contacts) == ("incidents", ())


def test_terms_that_count_otherwise_are_refused_while_units_are_left(store: Store) -> None:
    declare(store, SELLING)
    other = replace(SELLING, orders=())
    assert store.terms_faults([SELLING], OFFERS, NOON) == ()

    (fault,) = store.terms_faults([declared(SELLING)], HOURS, NOON)
    assert "PO-1" in fault.message
    with pytest.raises(Complaints, match="10 of its units are left"):
        store.declare_contracts([declared(SELLING)], NOON, "configuration", offers=HOURS)
    assert store.verify_ledgers() == ()

    store.declare_contracts([declared(other)], NOON, "configuration", offers=HOURS)
    assert store.terms_faults([declared(other)], HOURS, NOON) == ()
    assert store.terms_faults([contract("C-7")], HOURS, NOON) == ()


def test_what_has_ended_holds_no_terms_back(store: Store) -> None:
    declare(store, ordered(valid_until=date(2026, 4, 30)))

    assert store.terms_faults([declared(SELLING)], HOURS, NOON) == ()


@pytest.mark.parametrize("revision", ["0005", "0008"])
def test_orders_of_an_earlier_release_stand_as_they_were_then(empty_url: str, revision: str) -> None:
    load_released(empty_url, revision)
    upgrade_store(empty_url)

    store = open_store(empty_url)
    try:
        assert stood(store) == [("PO-1", 10, None, False)]
        with store.unit(NOON) as unit:
            (sold,) = unit.order_versions("C-1")
            (placed,) = unit.orders_of("C-1")
        assert (sold.under, sold.pack, sold.at) == (None, placed.pack, placed.added_at)
    finally:
        store.close()


def test_a_removed_order_of_an_earlier_release_was_there_before(empty_url: str) -> None:
    load_released(empty_url, "0008")
    upgrade_store(empty_url)
    store = open_store(empty_url)
    try:
        declare(store, replace(SELLING, orders=(PO_1,)))
        assert [one[1:3] for one in stood(store)] == [(10, None), (10, Decimal(270000))]
    finally:
        store.close()
