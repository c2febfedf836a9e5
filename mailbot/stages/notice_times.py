"""When a letter that a day brings, and no mail, may leave: while the contract's desk is open, and nobody is asleep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.promises import released_at

if TYPE_CHECKING:
    from datetime import datetime

    from mailbot.desk.people import Contract
    from mailbot.desk.policy import PolicyVersion
    from mailbot.stages.house import House


def notice_leaves_at(house: House, contract: Contract, version: PolicyVersion | None, at: datetime) -> datetime:
    """The next opening of the contract's calendar, unless it is open, and the end of the policy's quiet hours (D11)."""
    hours = house.policies.hours.get(contract.calendar)
    opens = hours.next_opening(at) if hours is not None and not hours.is_open(at) else at
    return opens if version is None else released_at(version, opens, house.correspondence.zone.key, urgent=False)
