"""One case as its promises see it: how its clocks stand, what was done already, and at which hours one may write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from mailbot.desk.cases import Event, EventKind
from mailbot.desk.hours import quiet_release

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from mailbot.desk.clocks import ClockState, HoursOf, Playing
    from mailbot.desk.hours import Hours
    from mailbot.desk.policy import PolicyVersion

TICK = timedelta(microseconds=1)
"""What is due at an instant is late just after it."""
DAY_MINUTES = 24 * 60
MORNING, EVENING = 9, 18
"""The hours between which a desk that never closes writes what no person wrote."""
AFTER_CLOSE = timedelta(hours=1)
"""So long after the close of a business day the desk may still write; later it would be night for the reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """`events` are the case's, in the order in which they were recorded; `zone` is the desk's. `next_policy` is the
    date, and its first instant, of the next policy version that such a case follows."""

    playing: Playing
    version: PolicyVersion
    events: tuple[Event, ...]
    hours_of: HoursOf
    contract_calendar: str
    zone: str
    next_policy: tuple[date, datetime] | None = None

    @property
    def now(self) -> datetime:
        return self.playing.now

    @property
    def is_closed(self) -> bool:
        return any(event.kind is EventKind.CLOSED for event in self.events)

    @property
    def is_alerting(self) -> bool:
        return bool(self.alerts)

    @property
    def alerts(self) -> tuple[str, ...]:
        """The keys of the case that reach the person on call, as `category:KEY` and `priority:KEY`."""
        category = self.version.category(self.playing.category)
        priority = self.version.priority(self.playing.priority)
        named = (("category", category), ("priority", priority))
        return tuple(f"{axis}:{one.key}" for axis, one in named if one is not None and one.alerts)

    def hours(self, calendar: str = "") -> Hours:
        """The calendar of this name, else the contract's."""
        name = calendar or self.contract_calendar
        return self.hours_of(name) if callable(self.hours_of) else self.hours_of[name]

    def done(self, kind: EventKind, **facts: object) -> Iterator[Event]:
        """The events of this kind whose facts say so, in their order."""
        for event in self.events:
            if event.kind is kind and all(event.facts.get(name) == fact for name, fact in facts.items()):
                yield event

    def is_done(self, kind: EventKind, **facts: object) -> bool:
        return any(True for _ in self.done(kind, **facts))

    def released(self, at: datetime) -> datetime:
        """When a notice that is wanted at `at` may go out: now at the earliest, and not in quiet hours (row D11)."""
        return released_at(self.version, max(at, self.now), self.zone, urgent=self.is_alerting)

    def at_work(self, at: datetime, hours: Hours) -> datetime:
        """The same for what the clock alone causes: at opening hours too, never at midnight by accident."""
        return _civil(self.released(_civil(max(at, self.now), hours)), hours)

    def begun(self, clock: ClockState) -> datetime:
        """From when on something was said about the present round of a clock; the receipt while that is expected."""
        first = self.events[0].at
        return clock.anchor if clock.anchor is not None and clock.anchor <= self.now else first


def _never_closes(at: datetime, hours: Hours) -> bool:
    return hours.minutes_between(at, at + timedelta(days=1)) >= DAY_MINUTES


def _by_day(at: datetime, hours: Hours) -> datetime:
    """A calendar that never closes is no reason to write at night what no person wrote."""
    local = hours.local(at)
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    if local < morning:
        return morning
    return at if local.hour < EVENING else morning + timedelta(days=1)


def released_at(version: PolicyVersion, at: datetime, zone: str, *, urgent: bool) -> datetime:
    """When a notice may go out under the quiet hours of a policy, in the desk's zone where they name none."""
    quiet = version.quiet
    if quiet is None or (quiet.exempt_urgent and urgent):
        return at
    return quiet_release(at, (f"{quiet.start:%H:%M}", f"{quiet.end:%H:%M}"), quiet.tz or zone)


def _civil(at: datetime, hours: Hours) -> datetime:
    if hours.is_open(at):
        return _by_day(at, hours) if _never_closes(at, hours) else at
    day = hours.local(at).date()
    opens, closes = hours.open_of(day), hours.close_of(day)
    if opens is not None and closes is not None and opens <= at <= closes + AFTER_CLOSE:
        return at
    return hours.next_opening(at)
