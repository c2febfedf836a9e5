"""Promises that a case hands over to the one it is merged into: from when each counts, and when it was paused.

What nobody has answered keeps its date, whichever of two cases it goes on in (row D5).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from mailbot.desk.clocks.values import State
from mailbot.desk.policy import Anchor

if TYPE_CHECKING:
    from mailbot.desk.cases import Event
    from mailbot.desk.clocks.values import ClockState, Playing
    from mailbot.desk.hours import Pause

FACT = "promised"
_OPEN = frozenset({State.RUNNING, State.PAUSED, State.BREACHED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """One clock that goes on in another case: it counts from `since`, without `pauses`; `at` is the merge."""

    since: datetime
    pauses: tuple[Pause, ...]
    at: datetime


def promised(playing: Playing) -> dict[str, object]:
    """The fact of an `absorbed` event: the clocks by name, each an anchor and the edges of its pauses (ISO 8601).

    Updates have rounds of their own wherever a case goes on; a start that is only expected binds nobody.
    """
    found = {one.name: _written(one) for one in playing.clocks if _goes_over(one)}
    return {FACT: found} if found else {}


def handed(event: Event, name: str) -> Handed | None:
    """What an event hands over of this clock; None if nothing."""
    found = event.facts.get(FACT)
    edges = found.get(name) if isinstance(found, Mapping) else None
    if not edges:
        return None
    since, *rest = (datetime.fromisoformat(str(one)) for one in edges)
    return Handed(since=since, pauses=tuple(zip(rest[::2], rest[1::2], strict=True)), at=event.at)


def _goes_over(clock: ClockState) -> bool:
    if clock.state not in _OPEN or clock.spec is None or clock.anchor is None:
        return False
    return clock.spec.from_ is not Anchor.UPDATE and (
        not clock.provisional or clock.spec.cap or clock.spec.from_ is Anchor.NOTED
    )


def _written(clock: ClockState) -> list[str]:
    edges = (clock.anchor, *(edge for pause in clock.pauses for edge in pause))
    return [edge.isoformat() for edge in edges if edge is not None]
