"""What playing a case's events yields: how each clock stands, what was breached, and what is due next."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from mailbot.desk.cases import Event
    from mailbot.desk.policy import ClockSpec, Target


class State(enum.StrEnum):
    """How a clock stands (DECISIONS 23). `breached` is running past its due time; `none` is not running here."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    LATE = "late"
    BREACHED = "breached"
    CLOSED = "closed"
    NONE = "none"

    @property
    def is_open(self) -> bool:
        """Whether the promise is still to be kept."""
        return self in {State.RUNNING, State.PAUSED, State.BREACHED}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockState:
    """One clock of a case. `due` is what holds now, or held when it stopped; None while there is none.

    `anchor` is the instant from which it counts, `met_at` when it was stopped (in time or late), `breached_at`
    the recorded breach of this round. `provisional` means that the anchor is only expected: work has not begun,
    or the matter was not noted yet; `capped` that it was late and counts from when it was due; `restarted` that
    a reopening began it anew. `trouble` says why a due time does not exist (a calendar that never opens).
    """

    name: str
    state: State
    spec: ClockSpec | None = None
    target: Target | None = None
    """The one that holds for this receipt, in or out of hours."""
    calendar: str = ""
    anchor: datetime | None = None
    due: datetime | None = None
    met_at: datetime | None = None
    breached_at: datetime | None = None
    provisional: bool = False
    capped: bool = False
    restarted: bool = False
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A promise that was not kept, and when that was; never erased."""

    clock: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something the customer is to be told at `at`: the answer will be late, or silence will close the case.

    `due` is the time that will not be kept, or the closing; `forecast` when staff expect to answer, if they said.
    """

    kind: Literal["late", "closing"]
    at: datetime
    clock: str = ""
    due: datetime | None = None
    forecast: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Closing by silence: when it closes, and when that is announced (None for no announcement)."""

    closes_at: datetime
    notice_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """The clocks as they stood when an event had happened."""

    event: Event
    clocks: tuple[ClockState, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Playing:
    """A case's clocks at `now`. Breaches and notices are in order of time; `moments` has one entry an event.

    `late_at` is when the late notice falls due if nothing happens before, `silence` when silence closes the case.
    """

    now: datetime
    clocks: tuple[ClockState, ...] = ()
    breaches: tuple[Breach, ...] = ()
    notices: tuple[Notice, ...] = ()
    moments: tuple[Moment, ...] = ()
    category: str = ""
    priority: str = ""
    level: str = ""
    late_at: datetime | None = None
    silence: Silence | None = None

    def clock(self, name: str) -> ClockState | None:
        return next((clock for clock in self.clocks if clock.name == name), None)


def next_due(playing: Playing) -> ClockState | None:
    """The running clock that is due first; a breached one is past and a paused one is not due."""
    running = [clock for clock in playing.clocks if clock.state is State.RUNNING and clock.due is not None]
    return min(running, key=_due_first, default=None)


def overdue(playing: Playing) -> tuple[ClockState, ...]:
    """The clocks that are running past their due time, the longest breached first."""
    late = [clock for clock in playing.clocks if clock.state is State.BREACHED]
    return tuple(sorted(late, key=_due_first))


def wakes_at(playing: Playing) -> datetime | None:
    """The earliest instant after `now` at which something falls due by itself; None if nothing ever does."""
    first = next_due(playing)
    silence = playing.silence
    waiting_for = [
        first and first.due,
        playing.late_at,
        silence and silence.notice_at,
        silence and silence.closes_at,
    ]
    return min((at for at in waiting_for if at and at > playing.now), default=None)


def _due_first(clock: ClockState) -> tuple[datetime, str]:
    assert clock.due is not None  # only clocks with a due time are sorted
    return clock.due, clock.name
