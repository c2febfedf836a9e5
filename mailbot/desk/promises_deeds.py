"""What the clock may ask the desk to do on a case, each as a value that knows the event by which it is done once."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, ClassVar

from mailbot.desk.cases import Event, EventKind

if TYPE_CHECKING:
    from datetime import date, datetime

    from mailbot.desk.clocks import ClockState

ONLY_HERE = frozenset({"at", "goes", "before", "after", "changes", "answered_at"})
"""What a deed knows of its moment; the rest is what was done, and stands in the event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Deed:
    """`at` is when it falls due by the rules, `goes` when it may be done: later, if it has to wait for opening or for
    the end of quiet hours."""

    kind: ClassVar[EventKind]
    to_customer: ClassVar[bool] = False

    at: datetime
    goes: datetime

    def as_event(self, now: datetime) -> Event:
        """The event that says that it was done, by which a later look knows it."""
        names = [field.name for field in fields(self) if field.name not in ONLY_HERE]
        facts = {name: fact for name in names if (fact := getattr(self, name)) not in (None, "")}
        return Event(at=now, kind=self.kind, facts=facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindBeforeBreach(_Deed):
    """Remind staff: that share of the clock's opening hours has passed."""

    kind: ClassVar[EventKind] = EventKind.REMINDED

    clock: str
    due: datetime
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TellBreach(_Deed):
    """Tell staff that a due time has passed."""

    kind: ClassVar[EventKind] = EventKind.BREACH_TOLD

    clock: str
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalate(_Deed):
    """Tell the person on call, whatever the hour (row B3). `why` are the keys that alert, as `category:KEY` and
    `priority:KEY`, or `breach` with its clock."""

    kind: ClassVar[EventKind] = EventKind.ESCALATED

    why: tuple[str, ...]
    clock: str = ""
    due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WantForecast(_Deed):
    """Ask staff when they will answer; at `told_at` the customer hears of the delay."""

    kind: ClassVar[EventKind] = EventKind.FORECAST_WANTED

    clock: str
    due: datetime
    told_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WantInterim(_Deed):
    """Ask staff for the interim report that is about to be due."""

    kind: ClassVar[EventKind] = EventKind.INTERIM_WANTED

    clock: str
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TellLate(_Deed):
    """Tell the customer that the answer will be late: by when it comes, else by when there is news (row D9)."""

    kind: ClassVar[EventKind] = EventKind.LATE_TOLD
    to_customer: ClassVar[bool] = True

    clock: str
    due: datetime
    forecast: datetime | None = None
    next_news: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TellNewTimes(_Deed):
    """Tell the customer that a change moved the times: `before` and `after` are the clocks that did move (row C9)."""

    kind: ClassVar[EventKind] = EventKind.TIMES_TOLD
    to_customer: ClassVar[bool] = True

    changes: tuple[Event, ...]
    before: tuple[ClockState | None, ...]
    after: tuple[ClockState | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnounceClosing(_Deed):
    """Tell the customer that silence closes the case on `close_on`: when it is due by the rules, or later where the
    announcement could not stand its time (row D7)."""

    kind: ClassVar[EventKind] = EventKind.CLOSING_TOLD
    to_customer: ClassVar[bool] = True

    due: datetime
    close_on: datetime
    answered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseBySilence(_Deed):
    """Close the case: nobody wrote until `due`."""

    kind: ClassVar[EventKind] = EventKind.CLOSED
    to_customer: ClassVar[bool] = True

    due: datetime
    why: str = "silence"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowPolicy(_Deed):
    """Go on under the version that is in force from this date on (DECISIONS 19, `applies = "date"`)."""

    kind: ClassVar[EventKind] = EventKind.POLICY

    valid_from: date

    def as_event(self, now: datetime) -> Event:
        """Without the version's digest, which only the store of snapshots can add as `to`."""
        return Event(at=now, kind=self.kind)


Deed = (
    RemindBeforeBreach
    | TellBreach
    | Escalate
    | WantForecast
    | WantInterim
    | TellLate
    | TellNewTimes
    | AnnounceClosing
    | CloseBySilence
    | FollowPolicy
)
