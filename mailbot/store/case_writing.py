"""The rows in which a new case and its clocks are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.cases import Status

if TYPE_CHECKING:
    from mailbot.desk.records import ClockRow, NewCase


def case_row(new: NewCase, number: str) -> dict[str, object]:
    return {
        "number": number,
        "contract_id": new.contract_id,
        "status": Status.NEW,
        "category": new.category,
        "category_reason": new.category_reason,
        "priority": new.priority,
        "priority_reason": new.priority_reason,
        "unsure": new.unsure,
        "level": "",
        "assignee": "",
        "policy_digest": new.policy_digest,
        "calendar_digest": new.calendar_digest,
        "language": new.language,
        "private": new.private,
        "received_at": new.received_at,
        "merged_into": 0,
    }


def clock_row(case_id: int, one: ClockRow) -> dict[str, object]:
    return {
        "case_id": case_id,
        "name": one.name,
        "state": one.state,
        "due": one.due,
        "met_at": one.met_at,
        "breached_at": one.breached_at,
    }
