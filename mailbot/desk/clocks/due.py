"""By when a clock is due: from an anchor, a target and a calendar to one instant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.policy import Unit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from mailbot.desk.clocks.board import Board
    from mailbot.desk.hours import Hours, Pause
    from mailbot.desk.policy import Target


def target_at(target: Target, received_at: datetime, board: Board) -> Target:
    """The target that holds for this receipt: the other one if it came outside the calendar that `hours` names."""
    if target.out_of_hours is None or board.hours(target.hours).is_open(received_at):
        return target
    return target.out_of_hours


def due_at(target: Target, anchor: datetime, pauses: Sequence[Pause], hours: Hours) -> datetime:
    """The due instant; a pause moves it by the open time, or by the closes, inside it (sla/README).

    Raises NoOpening where the calendar never opens long enough.
    """
    if target.unit is Unit.MINUTES:
        return hours.add_minutes(anchor, target.amount, pauses=pauses)
    if target.unit is Unit.WEEKS:
        return hours.end_of_weeks(
            anchor, target.amount, roll=target.roll, outside=target.outside, at=target.at, pauses=pauses
        )
    return hours.end_of_business_day(
        anchor,
        target.amount,
        outside=target.outside,
        count_first=target.count_first,
        at=target.at,
        pauses=pauses,
    )
