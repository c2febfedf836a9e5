"""Held mails for which units have come: they came while none were left, and a pack has begun or was ordered since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.decision import Reason
from mailbot.desk.packs_cover import cover
from mailbot.stages.units_orders import MOST_HELD
from mailbot.stages.units_promised import promised_now

if TYPE_CHECKING:
    from datetime import datetime

    from mailbot.stages.house import House
    from mailbot.stages.ports import Unit


def served_now(house: House, unit: Unit, now: datetime) -> tuple[int, ...]:
    """The mails held for want of units whose contract has units for a new matter now, the oldest first."""
    short = [one for one in unit.held_waiting(MOST_HELD) if one.reason == Reason.NO_UNITS.value]
    of = {one.inbox_id: one.hint.partition(" ")[0] for one in short}
    has_units = {contract_id: _has_units(house, unit, contract_id, now) for contract_id in dict.fromkeys(of.values())}
    return tuple(sorted(number for number, contract_id in of.items() if has_units[contract_id]))


def _has_units(house: House, unit: Unit, contract_id: str, now: datetime) -> bool:
    contract = unit.contract(contract_id)
    if contract is None or not contract.is_in_force(house.today(now)):
        return False
    account = unit.account(contract.id, house.offers.terms_of(contract), house.offers.zone_of(contract), hold=False)
    return cover(account, now, promised=promised_now(unit, account, now)).is_covered
