"""Cases whose units could not be set aside when they were wanted: how many lack, and booking them once an order or a
word brings what lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.charging import MOVING, matter_units
from mailbot.stages.accounting import pending, settle
from mailbot.stages.units_promised import lacking_beside

if TYPE_CHECKING:
    from datetime import datetime

    from mailbot.desk.cases import Case
    from mailbot.desk.people import Contract
    from mailbot.stages.house import House
    from mailbot.stages.ports import Unit


def settle_lacking(house: House, unit: Unit, contract: Contract, now: datetime) -> tuple[Case, ...]:
    """Books whatever waits for units on the contract's open cases, the oldest first; the cases for which anything was
    booked. One that still finds too few is passed over, and what is left goes to the next that it suffices for.

    It looks at the open cases of the contract alone, and holds only those that wait.
    """
    if not house.offers.terms_of(contract).kind.counts:
        return ()
    waiting = [one for one in unit.open_cases_of(contract.id) if _waits(house, unit, contract, one)]
    found = (unit.case(one) for one in waiting)
    return tuple(
        case
        for case in found
        if case is not None
        and not case.status.is_final
        and settle(house, unit, case, contract, house.policies.in_force(unit, case, unit.events_of(case.id)), now)
    )


def _waits(house: House, unit: Unit, contract: Contract, case_id: int) -> bool:
    begun = any(one.kind in MOVING for one in unit.events_of(case_id))
    return begun and bool(pending(unit, house.offers.terms_of(contract), case_id))


def lacking_for(house: House, unit: Unit, case: Case, contract: Contract, now: datetime) -> int:
    """How many units lack for what the case may take; 0 where nothing is counted or nobody has begun."""
    terms = house.offers.terms_of(contract)
    matter = matter_units(terms, unit.events_of(case.id))
    if not (terms.kind.counts and matter.is_started) or matter.is_free or matter.is_permitted:
        return 0
    account = unit.account(contract.id, terms, house.offers.zone_of(contract), cases=(case.id,), hold=False)
    accepted_on = account.today(case.received_at)
    return lacking_beside(unit, account, now, case_id=case.id, units=matter.units, accepted_on=accepted_on)
