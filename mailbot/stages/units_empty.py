"""The letter to whoever asks for more where nothing is left of what was bought."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.ledger_balance import balance
from mailbot.desk.letters import PackEmpty
from mailbot.desk.packs_cover import Standing
from mailbot.desk.packs_left import left_by_order
from mailbot.desk.people import Opener

if TYPE_CHECKING:
    from mailbot.desk.people import Contract
    from mailbot.desk.situation import Situation
    from mailbot.stages.house import House


def pack_empty(house: House, situation: Situation, contract: Contract) -> PackEmpty:
    """Why a new matter is not begun, and what to do (row A6)."""
    account = situation.units.accounts[contract.id]
    found = situation.units.cover_of(contract.id, situation.now, received_at=situation.received_at)
    assert found is not None  # there is an account
    person = situation.person.contact if isinstance(situation.person, Opener) else None
    language = house.readers.language_of(person.language if person else "", contract)
    return PackEmpty(
        contract=contract.id,
        unit=account.terms.unit,
        because="empty" if found.is_covered else found.standing.value,
        since=found.since if found.standing is Standing.EXPIRED else None,
        begins=found.begins,
        by_order=left_by_order(balance(account, situation.now)),
        how_to_order=house.offers.how_to_order(contract, language),
    )
