"""Cases in JSON, with the field names that the interface fixes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mailbot.cli.printing import in_zone
from mailbot.desk.clocks import ClockState
from mailbot.desk.ledger import Column, Tally
from mailbot.desk.records import Direction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mailbot.config import Config
    from mailbot.desk.cases import Case, Event
    from mailbot.desk.ledger import Line
    from mailbot.desk.people import Contract
    from mailbot.desk.records import StoredMessage
    from mailbot.stages.house import House
    from mailbot.store import Store


def head_object(case: Case, zone: ZoneInfo) -> dict[str, object]:
    """A case without its history."""
    opener = case.opener
    return {
        "number": case.number,
        "contract": case.contract_id,
        "contact": opener.address if opener else None,
        "subject": case.subject,
        "status": case.status.value,
        "category": case.category,
        "priority": case.priority,
        "level": case.level or None,
        "assignee": case.assignee or None,
        "opened_at": in_zone(case.received_at, zone),
        "resolved_at": in_zone(case.resolved_at, zone),
        "closed_at": in_zone(case.closed_at, zone),
    }


def case_object(store: Store, house: House, case: Case, config: Config, now: datetime) -> dict[str, object]:
    """A case whole; the clocks are played to `now`."""
    zone = ZoneInfo(config.desk.timezone)
    history = store.history(case.id)
    with store.unit() as unit:
        contract = unit.contract(case.contract_id)
        version = house.policies.pinned(unit, case)
        lines = unit.lines_of_case(case.id)
    clocks: tuple[ClockState, ...] = ()
    if contract is not None:
        clocks = house.policies.play(version, contract, history.events, case, now).clocks
    return head_object(case, zone) | {
        "units": units_of(lines, case.id) if lines or _counts(house, contract) else None,
        "clocks": [
            {
                "name": clock.name,
                "due": in_zone(clock.due, zone),
                "state": clock.state.value,
                "met_at": in_zone(clock.met_at, zone),
            }
            for clock in clocks
        ],
        "messages": [_message(one, zone, house.address_for(contract)) for one in history.messages],
        "events": [event_object(one, zone) for one in history.events],
        "links": [{"number": link.number, "kind": link.kind} for link in store.links(case.id)],
    }


def units_of(lines: Iterable[Line], case_id: int) -> int:
    """What a case has cost so far: the units used for it, and those set aside."""
    tally = Tally(lines)
    return tally.of_case(case_id, Column.CONSUMED) + tally.of_case(case_id, Column.RESERVED)


def _counts(house: House, contract: Contract | None) -> bool:
    return contract is not None and house.offers.terms_of(contract).kind.counts


def event_object(event: Event, zone: ZoneInfo) -> dict[str, object]:
    """An event, its facts beside when, what and who."""
    return {"at": in_zone(event.at, zone), "kind": event.kind.value, "by": event.by, **event.facts}


def _message(message: StoredMessage, zone: ZoneInfo, own: str) -> dict[str, object]:
    """A mail of the case; the desk's letters come from its `own` address, whatever their envelope says."""
    return {
        "direction": message.direction.value,
        "from": own if message.direction is Direction.OUT else message.from_address,
        "to": list(message.to_addresses),
        "message_id": message.message_id,
        "at": in_zone(message.at, zone),
        "subject": message.subject,
        "proof": message.level.value,
    }
