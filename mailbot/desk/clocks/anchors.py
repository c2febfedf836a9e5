"""From when a clock counts, as far as that is known yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailbot.desk.clocks.due import due_at, target_at
from mailbot.desk.policy import Anchor

if TYPE_CHECKING:
    from datetime import datetime

    from mailbot.desk.clocks.board import Board
    from mailbot.desk.clocks.track import Track
    from mailbot.desk.policy import ClockSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """The instant from which a clock counts; `provisional` while it is only expected, `binding` if the due time
    reckoned from it can be breached all the same (a capped start, a guard against never noting); `capped` if it
    came too late and counts from when it had to come.
    """

    at: datetime
    provisional: bool = False
    capped: bool = False
    binding: bool = True


def begun(rule: ClockSpec, track: Track, board: Board, received_at: datetime) -> Begun | None:
    """The anchor of this clock's present round; None while there is none."""
    if track.round_from is not None:
        return Begun(at=track.round_from)
    if rule.from_ is Anchor.NOTED:
        return _noted(rule, received_at, board)
    if rule.from_ is Anchor.START:
        return _started(rule, board)
    return Begun(at=received_at)


def _noted(rule: ClockSpec, received_at: datetime, board: Board) -> Begun | None:
    """When staff took note, never later than the guard allows (DECISIONS 12)."""
    noted_at = board.story.noted_at
    if rule.noted_within is None:
        return None if noted_at is None else Begun(at=noted_at)
    guard = due_at(
        target_at(rule.noted_within, received_at, board), received_at, (), board.hours(board.calendar_of(rule))
    )
    if noted_at is None:
        return Begun(at=guard, provisional=True)
    return Begun(at=min(noted_at, guard), capped=noted_at > guard)


def _started(rule: ClockSpec, board: Board) -> Begun | None:
    """The stop of the clock `after`, capped by its due instant; that due instant while work has not begun."""
    before = board.tracks.get(rule.after)
    if before is None or before.rule is None:
        started_at = board.story.started_at
        return None if started_at is None else Begun(at=started_at)
    if before.first_stop is None:
        return None if before.due is None else Begun(at=before.due, provisional=True, binding=rule.cap)
    if rule.cap and before.due is not None:
        return Begun(at=min(before.first_stop, before.due), capped=before.first_stop > before.due)
    return Begun(at=before.first_stop)
