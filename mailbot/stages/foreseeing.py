"""The clocks that a decision would set running, played without changing anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.cases import Case, Event, EventKind, Status
from mailbot.desk.decision import Decision, FollowUp, OpenCase

if TYPE_CHECKING:
    from mailbot.desk.clocks import Playing
    from mailbot.desk.situation import Situation
    from mailbot.stages.house import House
    from mailbot.stages.ports import Unit


def foreseen(house: House, unit: Unit, situation: Situation, decision: Decision) -> Playing | None:
    """How the clocks would stand; None for a decision that touches none."""
    if isinstance(decision, OpenCase):
        return _opened(house, situation, decision)
    if isinstance(decision, FollowUp) and decision.verified and situation.case_contract is not None:
        case = decision.thread.case
        mail = Event(at=situation.received_at, kind=EventKind.CUSTOMER_MAIL)
        events = (*unit.events_of(case.id), mail)
        version = situation.versions[case.contract_id]
        return house.policies.play(version, situation.case_contract, events, case, situation.now)
    return None


def _opened(house: House, situation: Situation, decision: OpenCase) -> Playing:
    contract, triage = decision.contract, decision.triage
    case = Case(
        id=0,
        number="",
        contract_id=contract.id,
        subject=decision.subject,
        status=Status.NEW,
        category=triage.category,
        priority=triage.priority,
        received_at=situation.received_at,
    )
    received = Event(at=situation.received_at, kind=EventKind.RECEIVED)
    return house.policies.play(situation.versions[contract.id], contract, (received,), case, situation.now)
