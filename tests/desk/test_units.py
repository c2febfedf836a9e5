"""What counts as a consent, how an order is spoken, and whether units suffice."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from mailbot.desk.units import NO_UNITS, SpokenOrder, UnitsFacts, spoken_order
from mailbot.desk.units_words import left_words
from tests.ledger_fixtures import INCIDENTS, Keeper, pack


@pytest.mark.parametrize(
    ("argument", "order"),
    [
        ("C-1 10 PO-17", SpokenOrder(contract_id="C-1", units=10, reference="PO-17")),
        ("C-1 10", SpokenOrder(contract_id="C-1", units=10)),
        ("C-1 １０単位 [PO-17]", SpokenOrder(contract_id="C-1", units=10, reference="PO-17")),
        ("C-1", None),
        ("C-1 0", None),
        ("C-1 ten", None),
        ("10 C-1 PO-17 x", None),
    ],
)
def test_an_order_names_contract_units_and_reference(argument: str, order: SpokenOrder | None) -> None:
    assert spoken_order(argument) == order


def test_units_lack_where_less_is_left_than_a_case_will_cost() -> None:
    keeper = Keeper(INCIDENTS, pack(units=2))
    facts = UnitsFacts(accounts={"C-1": keeper.account})
    on = date(2026, 4, 1)

    assert facts.missing("C-1", 5, keeper.now, units=3, accepted_on=on) == 1
    assert facts.missing("C-1", 5, keeper.now, units=2, accepted_on=on) == 0
    assert facts.missing("C-2", 5, keeper.now, units=3, accepted_on=on) == 0
    assert facts.cover_of("C-1", keeper.now, received_at=keeper.now) is not None
    assert NO_UNITS.cover_of("C-1", keeper.now, received_at=keeper.now) is None


def test_a_case_that_was_accepted_in_time_is_served_after_the_end() -> None:
    keeper = Keeper(INCIDENTS, pack(units=2))
    facts = UnitsFacts(accounts={"C-1": keeper.account})
    late = datetime(2027, 4, 10, tzinfo=UTC)

    assert facts.missing("C-1", 5, late, units=1, accepted_on=date(2027, 3, 30)) == 0
    assert facts.missing("C-1", 5, late, units=1, accepted_on=date(2027, 4, 9)) == 1


def test_what_is_left_is_said_in_both_languages() -> None:
    unit = {"ja": "インシデント", "en": "incident"}

    assert left_words(unit, 1) == {"ja": "1インシデント", "en": "1 incident"}
    assert left_words(unit, 3)["en"] == "3 incidents"
