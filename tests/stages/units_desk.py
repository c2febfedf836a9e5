"""The desk of the conversations about units: one client buys incidents, one half hours, and one is not counted."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from mailbot.desk.ledger_balance import Balance, Usage, balance, usage
from tests.stages.conversation import Conversation

TOKYO = ZoneInfo("Asia/Tokyo")
PACKS = """\
[packs.incidents]
kind = "incidents"
valid_months = 12
low = 2
how_to_order = { ja = "注文書をお送りください。", en = "Send us an order form." }
[packs.incidents.levels]
normal = { units = 1, labels = { ja = "通常", en = "Normal" }, default = true }
A = { units = 3, labels = { ja = "サービスレベルA", en = "Level A" } }

[packs.hours]
kind = "time"
minutes = 30
block = 10
low = 3

[[rules]]
name = "standstill"
"""
LEVELS = """\
renewal = { days = 60 }
levels = [
  { key = "normal", labels = { ja = "通常", en = "Normal" } },
  { key = "A", labels = { ja = "サービスレベルA", en = "Level A" } },
]
categories = ["""
CHANGES = (
    ('[[rules]]\nname = "standstill"\n', PACKS),
    ("categories = [", LEVELS),
)

MakeDesk = Callable[..., Conversation]


def incidents(units: int, *, begins: str = "2026-04-01", until: str = "2027-03-31") -> tuple[str, str]:
    """What makes the first client a buyer of incidents."""
    order = f'{{ order = "PO-1", units = {units}, ordered_on = {begins}, from = {begins}, until = {until} }}'
    packs = f"\npacks = [{order}]" if units else ""
    return 'id = "C-1001"\n', f'id = "C-1001"\nterms = "incidents"{packs}\n'


def half_hours(units: int) -> tuple[str, str]:
    order = f'{{ order = "PO-9", units = {units}, ordered_on = 2026-04-01 }}'
    return 'id = "C-1001"\n', f'id = "C-1001"\nterms = "hours"\npacks = [{order}]\n'


def units_of(desk: Conversation, contract_id: str = "C-1001") -> Balance:
    """How the contract's units stand now, from every line of its ledger."""
    house = desk.desk.house
    with desk.store.unit() as unit:
        contract = unit.contract(contract_id)
        assert contract is not None
        account = unit.whole_account(contract_id, house.offers.terms_of(contract), house.offers.zone_of(contract))
    return balance(account, desk.clock.now)


def used_by(desk: Conversation, number: str = "INC-000001", contract_id: str = "C-1001") -> Usage:
    house = desk.desk.house
    case = desk.case(number)
    with desk.store.unit() as unit:
        contract = unit.contract(contract_id)
        assert contract is not None
        account = unit.whole_account(contract_id, house.offers.terms_of(contract), house.offers.zone_of(contract))
    return usage(account, case.id, desk.clock.now)


@pytest.fixture
def make_seller(make_desk: MakeDesk) -> MakeDesk:
    """Makes a desk that sells; `sold` is what the first client has bought."""

    def make(sold: tuple[str, str], *more: tuple[str, str], url: str = "sqlite://") -> Conversation:
        return make_desk(*CHANGES, sold, *more, url=url)

    return make
