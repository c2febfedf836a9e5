"""The monthly report as values (F5): what it is made from, what it says, and the definitions behind its figures."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mailbot.desk.hours.zones import midnight, moment_of
from mailbot.desk.labels import Labels

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mailbot.desk.faults import Fault
    from mailbot.desk.reports_cases import CaseRecord, Why
    from mailbot.desk.reports_usage import UsageRow
    from mailbot.desk.uptime import Service
    from mailbot.desk.uptime_month import Uptime

WISHES = frozenset({"change", "wish", "feature"})
"""The usual categories of wishes and change requests (F6)."""

DEFINITIONS: Mapping[str, str] = MappingProxyType(
    {
        "percentile": "nearest rank: the smallest value that at least that share of the values does not exceed",
        "median": "the 50th percentile, by nearest rank",
        "first_answer": "from receipt to the first answer of a person, for cases whose first answer is in the month",
        "resolution": "from receipt to the resolution, for cases resolved in the month and not reopened in it",
        "business_minutes": "open minutes of the contract's calendar, pauses not taken off",
        "elapsed_minutes": "minutes of real time",
        "paused_minutes": "open minutes of the clock's calendar in which it stood still for the customer",
        "targets": "each round of a clock counts in the month in which it was met, or in which it was first missed",
        "open": "received and not closed by the end of the period",
        "merged": "a case merged into another by then is counted there; its promises count on their own",
        "reopened": "what is promised counts anew after a case was reopened: each round of the clock is one",
        "late_minutes": "from the due time to when it was kept, to the closing, or to the end of the period",
        "week": "ISO 8601 weeks, of local dates",
        "availability": "(agreed - down) / agreed, cut to four decimals; agreed is the period without what is excluded",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A month of local dates, both ends included."""

    first: date
    last: date
    tz: str

    @property
    def begins(self) -> datetime:
        return moment_of(midnight(self.first, ZoneInfo(self.tz)))

    @property
    def ends(self) -> datetime:
        """The instant at which it is over."""
        return moment_of(midnight(self.last + timedelta(days=1), ZoneInfo(self.tz)))

    def holds(self, at: datetime | None) -> bool:
        return at is not None and self.begins <= at < self.ends


def month_of(day: date, tz: str) -> Period:
    """The month in which a date lies."""
    last = monthrange(day.year, day.month)[1]
    return Period(first=day.replace(day=1), last=day.replace(day=last), tz=tz)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whom a report is for: a contract with the services that it uses, or with both empty the desk itself.

    A contract without services sees all.
    """

    contract: str = ""
    client: str = ""
    services: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsLine:
    """Units of one pack in the month: used and given back in it, left at its end (None: unlimited)."""

    contract: str
    pack: str
    used: float
    given_back: float = 0
    left: float | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLabels:
    """The words for keys: category, priority, clock and service by their key."""

    categories: Mapping[str, Labels] = field(default_factory=lambda: MappingProxyType({}))
    priorities: Mapping[str, Labels] = field(default_factory=lambda: MappingProxyType({}))
    clocks: Mapping[str, Labels] = field(default_factory=lambda: MappingProxyType({}))
    services: Mapping[str, Labels] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportInput:
    """All that a report is made from; what is not of its scope or month is left out, whoever gave it.

    The records are of all cases that were not closed before the month, as they stood at its end (or, in a month
    that is not over, when the report is made).
    """

    period: Period
    scope: Scope = Scope()
    cases: tuple[CaseRecord, ...] = ()
    faults: tuple[Fault, ...] = ()
    uptimes: tuple[Uptime, ...] = ()
    units: tuple[UnitsLine, ...] = ()
    usage: tuple[UsageRow, ...] = ()
    wishes: frozenset[str] = WISHES
    labels: ReportLabels = ReportLabels()
    services: Mapping[str, Service] = field(default_factory=lambda: MappingProxyType({}))
    """For parts and wholes: a fault of a part concerns who uses the whole."""
    as_of: datetime | None = None
    """When it is made, for a month that is not over; else its end."""

    @property
    def known_until(self) -> datetime:
        return min(self.as_of, self.period.ends) if self.as_of else self.period.ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Cases of one key: received in the period, closed in it, and open at its end."""

    key: str
    opened: int
    closed: int
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetFigures:
    """How often one clock was kept."""

    clock: str
    met: int
    missed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """One promise that was not kept, with all that explains it (F5). `said` is the staff's own reason."""

    number: str
    clock: str
    due: datetime | None
    met_at: datetime | None
    breached_at: datetime
    late_minutes: float | None
    late_elapsed: float | None
    paused_minutes: float
    why: Why
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeFigures:
    """How long it took, in minutes; None where there was nothing to measure."""

    name: str
    count: int
    median_business: float | None
    p90_business: float | None
    median_elapsed: float | None
    p90_elapsed: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultLine:
    """A fault that ran in the month. `minutes` are those of it in the month, `cases` the numbers in this scope."""

    number: str
    services: tuple[str, ...]
    severity: str
    title: Labels
    scope: Labels
    cause: Labels
    remedy: Labels
    prevention: Labels
    began: datetime
    recovered: datetime | None
    minutes: float
    outside_control: bool
    cases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WishLine:
    """A wish or change request (F6) and how it stands: received, or answered on feasibility and cost."""

    number: str
    contract: str
    subject: str
    category: str
    received_at: datetime
    status: str
    feasibility: str = ""
    cost: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenMatter:
    """A case that was open at the end of the period; `next_due` is the promise that is due first, `overdue` the
    earliest that was past its due time."""

    number: str
    contract: str
    subject: str
    category: str
    priority: str
    received_at: datetime
    status: str
    next_due: datetime | None = None
    overdue: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The figures of one month, the same from the same log; how they look is not said here (DECISIONS 51)."""

    period: Period
    scope: Scope
    as_of: datetime
    totals: Count
    by_category: tuple[Count, ...] = ()
    by_priority: tuple[Count, ...] = ()
    by_week: tuple[Count, ...] = ()
    targets: tuple[TargetFigures, ...] = ()
    misses: tuple[Miss, ...] = ()
    times: tuple[TimeFigures, ...] = ()
    units: tuple[UnitsLine, ...] = ()
    faults: tuple[FaultLine, ...] = ()
    availability: tuple[Uptime, ...] = ()
    wishes: tuple[WishLine, ...] = ()
    open_matters: tuple[OpenMatter, ...] = ()
    usage: tuple[UsageRow, ...] = ()
    labels: ReportLabels = ReportLabels()
