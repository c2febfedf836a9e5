"""One case as a report counts it: how it stood, how long it took, and each promise of its clocks, kept or not."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mailbot.desk.cases import EventKind, Status
from mailbot.desk.clocks import State, next_due, overdue
from mailbot.desk.clocks.story import UPDATES, Story
from mailbot.desk.hours.pauses import joined_spans
from mailbot.desk.hours.zones import moment_of
from mailbot.desk.policy import Anchor

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mailbot.desk.cases import Case, Event
    from mailbot.desk.clocks import ClockState, HoursOf, Moment, Playing
    from mailbot.desk.hours import Hours

MINUTE = 60
BY_ITSELF = "desk"
"""Who closes a case after silence."""


class Why(enum.StrEnum):
    """Why a promise counts as broken: kept too late, still running, its case closed without it (after an answer and
    silence, after an answer by a person's word, or without any answer), or a change of priority, category or policy
    after which it is not asked for any more."""

    KEPT = "kept"
    LATE = "late"
    OPEN = "open"
    CLOSED = "closed"
    SILENCE = "silence"
    UNRESOLVED = "unresolved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One round of one clock that has been decided: met at `met_at`, or missed when `breached_at` passed.

    Lateness runs from `due` to `met_at`, to the closing, or to when the case was looked at; None where there is no
    due time.
    """

    clock: str
    due: datetime | None
    met_at: datetime | None
    breached_at: datetime | None
    paused_minutes: float = 0
    late_minutes: float | None = None
    late_elapsed: float | None = None
    why: Why = Why.KEPT
    said: str = ""

    @property
    def is_met(self) -> bool:
        return self.breached_at is None

    @property
    def decided_at(self) -> datetime:
        decided = self.breached_at or self.met_at
        assert decided is not None  # a round that is not decided is no promise yet
        return decided


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRecord:
    """A case at the end of a period. Minutes are from the receipt: open ones of the contract's calendar, and
    elapsed. `overdue` is the earliest promise that runs past its due time. `feasibility` and `cost` are what was
    answered to a wish (F6).
    """

    id: int
    number: str
    contract: str
    subject: str
    category: str
    priority: str
    status: Status
    received_at: datetime
    first_answer_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    answer_minutes: float | None = None
    answer_elapsed: float | None = None
    resolution_minutes: float | None = None
    resolution_elapsed: float | None = None
    next_due: datetime | None = None
    overdue: datetime | None = None
    promises: tuple[Promise, ...] = ()
    feasibility: str = ""
    cost: str = ""

    def is_open_at(self, at: datetime) -> bool:
        """Received before this instant and not closed by then."""
        return self.received_at < at and (self.closed_at is None or self.closed_at >= at)


def case_record(
    case: Case, events: Sequence[Event], playing: Playing, *, hours: Hours, hours_of: HoursOf
) -> CaseRecord:
    """The case as it stood at `playing.now`; later events are not looked at. `playing` is of these events.

    `hours` is the contract's calendar, `hours_of` finds those of the clocks.
    """
    past = [event for event in sorted(events, key=lambda one: one.at) if event.at <= playing.now]
    story = Story(category=case.category, priority=case.priority, level=case.level)
    for event in past:
        story.take(event)
    received_at = story.received_at or case.received_at
    answered = next((event.at for event in past if event.kind is EventKind.REPLY), None)
    due, late = next_due(playing), overdue(playing)
    return CaseRecord(
        id=case.id,
        number=case.number,
        contract=case.contract_id,
        subject=case.subject,
        category=playing.category or case.category,
        priority=playing.priority or case.priority,
        status=_status(case, story, playing.now),
        received_at=received_at,
        first_answer_at=answered,
        resolved_at=story.resolved_at,
        closed_at=_closed_at(case, past, playing.now),
        answer_minutes=_open(hours, received_at, answered),
        answer_elapsed=_elapsed(received_at, answered),
        resolution_minutes=_open(hours, received_at, story.resolved_at),
        resolution_elapsed=_elapsed(received_at, story.resolved_at),
        next_due=due.due if due else None,
        overdue=late[0].due if late else None,
        promises=promises(playing, hours_of, ending=_ending(past)),
    )


def _status(case: Case, story: Story, now: datetime) -> Status:
    """As its events say; a merge is none of the clocks' events."""
    if case.status is Status.MERGED and case.closed_at is not None and case.closed_at <= now:
        return Status.MERGED
    return story.status or Status.NEW


def _closed_at(case: Case, past: Sequence[Event], now: datetime) -> datetime | None:
    closed = next((event.at for event in past if event.kind is EventKind.CLOSED), None)
    if closed is None and case.status is Status.MERGED and case.closed_at is not None and case.closed_at <= now:
        return case.closed_at
    return closed


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a case was closed: when, whether by silence, and whether a person had answered it."""

    at: datetime
    by_silence: bool
    was_answered: bool


def _ending(past: Sequence[Event]) -> Ending | None:
    closed = next((event for event in past if event.kind is EventKind.CLOSED), None)
    if closed is None:
        return None
    answered = any(event.kind is EventKind.REPLY for event in past)
    return Ending(at=closed.at, by_silence=closed.by == BY_ITSELF, was_answered=answered)


def promises(playing: Playing, hours_of: HoursOf, *, ending: Ending | None = None) -> tuple[Promise, ...]:
    """Every round of every clock that was decided by `playing.now`, in order of when it was; a breach that a later
    change made void stays (sla/README).
    """
    found: dict[tuple[str, datetime], Promise] = {}
    for state, met_at in _rounds(playing):
        if state.breached_at is None and met_at is None:
            continue
        promise = _promise(state, met_at, _Until(now=playing.now, ending=ending), hours_of)
        found[promise.clock, promise.decided_at] = promise
    for breach in playing.breaches:
        void = Promise(clock=breach.clock, due=None, met_at=None, breached_at=breach.at, why=Why.CHANGED)
        found.setdefault((breach.clock, breach.at), void)
    return tuple(sorted(found.values(), key=lambda one: (one.decided_at, one.clock)))


def _rounds(playing: Playing) -> Iterator[tuple[ClockState, datetime | None]]:
    """The last state of each round, with when it was met; earlier states of the same round come before it."""
    before: dict[str, ClockState] = {}
    for moment in playing.moments:
        for state in moment.clocks:
            previous = before.get(state.name)
            if previous is not None and _is_reported(previous, state, moment):
                yield _with_breach(previous, moment.event.at), moment.event.at
            if state.state in {State.MET, State.LATE}:
                yield state, state.met_at
            before[state.name] = state
    yield from (
        (state, state.met_at if not state.state.is_open else None) for state in playing.clocks if _counts(state)
    )


def _counts(state: ClockState) -> bool:
    return state.state is not State.NONE


def _is_reported(previous: ClockState, state: ClockState, moment: Moment) -> bool:
    """Whether a report ended one interval and began the next; such a clock is never stopped by it."""
    spec = previous.spec
    reports = spec is not None and spec.from_ is Anchor.UPDATE and moment.event.kind in UPDATES
    return reports and previous.state.is_open and previous.due is not None and previous.anchor != state.anchor


def _with_breach(state: ClockState, at: datetime) -> ClockState:
    late = state.due is not None and state.due < at and state.breached_at is None
    return replace(state, breached_at=state.due) if late else state


@dataclass(frozen=True, slots=True, kw_only=True)
class _Until:
    """When the case was looked at, and how it had ended by then."""

    now: datetime
    ending: Ending | None


def _promise(state: ClockState, met_at: datetime | None, seen: _Until, hours_of: HoursOf) -> Promise:
    hours = hours_of(state.calendar) if callable(hours_of) else hours_of[state.calendar]
    paused = sum(hours.minutes_between(moment_of(start), moment_of(end)) for start, end in joined_spans(state.pauses))
    until = met_at or (seen.ending.at if seen.ending else seen.now)
    is_late = state.breached_at is not None and state.due is not None
    return Promise(
        clock=state.name,
        due=state.due,
        met_at=met_at,
        breached_at=state.breached_at,
        paused_minutes=_number(paused),
        late_minutes=_open(hours, state.due, until) if is_late and state.due else None,
        late_elapsed=_elapsed(state.due, until) if is_late and state.due else None,
        why=_why(state, met_at, seen.ending),
    )


def _why(state: ClockState, met_at: datetime | None, ending: Ending | None) -> Why:
    if state.breached_at is None:
        return Why.KEPT
    if met_at is not None:
        return Why.LATE
    if state.state is not State.CLOSED:
        return Why.OPEN
    stops = state.spec.stop if state.spec else ()
    if ending is None or not ending.was_answered or EventKind.RESOLVED not in stops or EventKind.REPLY in stops:
        return Why.CLOSED
    return Why.SILENCE if ending.by_silence else Why.UNRESOLVED


def _open(hours: Hours, start: datetime, end: datetime | None) -> float | None:
    return None if end is None else _number(hours.minutes_between(start, end))


def _elapsed(start: datetime, end: datetime | None) -> float | None:
    if end is None:
        return None
    return _number((end.astimezone(UTC) - start.astimezone(UTC)).total_seconds() / MINUTE)


def _number(minutes: float) -> float:
    """Whole where it is, else to the hundredth: figures are for people, and the same in every run."""
    return int(minutes) if minutes == int(minutes) else round(minutes, 2)
