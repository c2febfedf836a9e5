"""What staff are told of their clocks: one runs out, it has run out, a report is due, a matter is urgent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.cases import EventKind
from mailbot.desk.clocks import State, overdue
from mailbot.desk.hours.pauses import spans_after
from mailbot.desk.hours.zones import instant_of, moment_of
from mailbot.desk.policy import Anchor
from mailbot.desk.promises_deeds import Escalate, RemindBeforeBreach, TellBreach, WantInterim
from mailbot.desk.promises_matter import TICK, Matter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from mailbot.desk.cases import Event
    from mailbot.desk.clocks import ClockState
    from mailbot.desk.hours import Hours

TOUCHED = frozenset({EventKind.STARTED, EventKind.REPLY, EventKind.NO_ANSWER, EventKind.RESOLVED})
"""What shows that somebody has taken the matter up; so does its owner's own word that it is theirs."""


def reminders(matter: Matter) -> Iterator[RemindBeforeBreach]:
    """One for each share of each clock that runs, the last share that has passed and those still to come."""
    for clock in _running(matter):
        if _is_update(clock):
            continue
        shares = matter.version.reminders
        if clock.spec is not None and clock.spec.reminders is not None:
            shares = clock.spec.reminders
        told = max((_share(one) for one in matter.done(EventKind.REMINDED, clock=clock.name, due=clock.due)), default=0)
        found = [(share, at) for share in shares if (at := _passed_at(matter, clock, share)) is not None]
        last = max((share for share, at in found if at <= matter.now), default=0.0)
        for share, at in found:
            if share > told and share >= last and clock.due is not None:
                yield RemindBeforeBreach(at=at, goes=matter.released(at), clock=clock.name, due=clock.due, share=share)


def interim_reports(matter: Matter) -> Iterator[WantInterim]:
    """For each clock that counts from our last mail, some time before the next one is due (row D9)."""
    for clock in _running(matter):
        if not _is_update(clock) or matter.is_done(EventKind.INTERIM_WANTED, clock=clock.name, due=clock.due):
            continue
        at = _ahead(matter, clock, matter.version.interim_ahead)
        if at is not None and clock.due is not None:
            yield WantInterim(at=at, goes=matter.released(at), clock=clock.name, due=clock.due)


def breaches(matter: Matter) -> Iterator[TellBreach]:
    """For each due time that passed, or will, while its clock runs; what was done meanwhile is no news."""
    for clock in (*overdue(matter.playing), *_running(matter)):
        if clock.due is not None and not matter.is_done(EventKind.BREACH_TOLD, clock=clock.name, due=clock.due):
            at = _broken_at(clock)
            yield TellBreach(at=at, goes=matter.released(at), clock=clock.name, due=clock.due)


def escalations(matter: Matter) -> Iterator[Escalate]:
    """What alerts reaches the person on call when it is new, and when one of its promises is broken (rows B3, B4)."""
    if not matter.version.escalate or not matter.alerts:
        return
    told = {why for event in matter.done(EventKind.ESCALATED) for why in _whys(event.facts.get("why"))}
    if not told.issuperset(matter.alerts) and not any(map(_is_touch, matter.events)):
        at = matter.events[-1].at
        yield Escalate(at=at, goes=max(at, matter.now), why=matter.alerts)
    for clock in (*overdue(matter.playing), *_running(matter)):
        if clock.due is not None and not matter.is_done(EventKind.ESCALATED, clock=clock.name, due=clock.due):
            at = _broken_at(clock)
            yield Escalate(at=at, goes=max(at, matter.now), why=("breach",), clock=clock.name, due=clock.due)


def _is_touch(event: Event) -> bool:
    """An owner who splits an urgent matter off, and keeps it, needs nobody to call them."""
    takes = event.kind is EventKind.ASSIGNED and event.by == f"staff:{event.facts.get('to', '')}"
    return takes or event.kind in TOUCHED


def _share(event: Event) -> float:
    found = event.facts.get("share")
    return float(found) if isinstance(found, int | float) else 0.0


def _broken_at(clock: ClockState) -> datetime:
    """When a due time has passed unkept; one that a change moved ahead again, after a breach, is still to pass."""
    assert clock.due is not None
    return max(clock.breached_at or clock.due, clock.due + TICK)


def _whys(found: object) -> tuple[str, ...]:
    return tuple(str(one) for one in found) if isinstance(found, tuple | list) else ()


def _running(matter: Matter) -> Iterator[ClockState]:
    """The clocks whose promise can still be broken; where work has not begun, a later clock may only be expected."""
    for clock in matter.playing.clocks:
        spec = clock.spec
        if clock.state is not State.RUNNING or clock.due is None or clock.anchor is None or spec is None:
            continue
        if clock.provisional and spec.from_ is Anchor.START and not spec.cap:
            continue
        yield clock


def _is_update(clock: ClockState) -> bool:
    return clock.spec is not None and clock.spec.from_ is Anchor.UPDATE


def _passed_at(matter: Matter, clock: ClockState, share: float) -> datetime | None:
    """When this share of the opening hours from the anchor to the due time has passed, pauses left out."""
    hours = matter.hours(clock.calendar)
    whole = _minutes(hours, clock)
    return _at(hours, clock, whole * share) if whole > 0 else None


def _ahead(matter: Matter, clock: ClockState, minutes: int) -> datetime | None:
    """So many opening minutes before the due time, at half of a time that is shorter than twice as long."""
    hours = matter.hours(clock.calendar)
    whole = _minutes(hours, clock)
    return _at(hours, clock, max(whole - minutes, whole / 2)) if whole > 0 else None


def _at(hours: Hours, clock: ClockState, minutes: float) -> datetime | None:
    """A reminder in the last instant, or after it, is none."""
    assert clock.anchor is not None
    assert clock.due is not None
    at = hours.add_minutes(clock.anchor, minutes, pauses=clock.pauses)
    return at if at < clock.due else None


def _minutes(hours: Hours, clock: ClockState) -> float:
    assert clock.anchor is not None
    assert clock.due is not None
    due = instant_of(clock.due)
    pauses = spans_after(clock.pauses, instant_of(clock.anchor))
    lost = sum(
        hours.minutes_between(moment_of(start), moment_of(min(end, due))) for start, end in pauses if start < due
    )
    return hours.minutes_between(clock.anchor, clock.due) - lost
