"""Support policies as values: their dated versions, with categories, priorities and the clocks that they promise."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, TypeAlias

from mailbot.desk.cases import EventKind, Status
from mailbot.desk.labels import KIND_LABELS, NO_LABELS, NORMAL_LABELS, QUESTION_LABELS, Labels, label_in
from mailbot.desk.requests import Request
from mailbot.desk.uptime import ExclusionRules

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime, time
    from decimal import Decimal

Outside: TypeAlias = Literal["deemed", "date"]
DayEnd: TypeAlias = Literal["close", "midnight", "same_clock"]
Roll: TypeAlias = Literal["forward", "backward", "none"]
Kind: TypeAlias = Literal["target", "committed"]


class Unit(enum.StrEnum):
    """What a target counts: open minutes, business days, or weeks to the same weekday."""

    MINUTES = "minutes"
    BUSINESS_DAYS = "business_days"
    WEEKS = "weeks"


class Anchor(enum.StrEnum):
    """From when a clock runs (`from` of a clock)."""

    RECEIPT = "receipt"
    NOTED = "noted"
    START = "start"
    EACH_CUSTOMER_MAIL = "each_customer_mail"
    UPDATE = "update"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """How much time a clock allows. `hours` and `out_of_hours` go together: the second target holds when the
    receipt is outside the calendar that `hours` names.
    """

    unit: Unit
    amount: int
    outside: Outside = "deemed"
    count_first: bool = False
    at: DayEnd = "close"
    roll: Roll = "forward"
    hours: str = ""
    out_of_hours: Target | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSpec:
    """One promise. `targets` holds whole clocks by the joined keys of `by`, overrides worked in (DECISIONS 18).

    An empty `calendar` is the category's, else the contract's (DECISIONS 21). `after` names the clock whose
    stop is the start; `cap` means never counted from later than that clock's due instant. `noted_within` bounds
    how long a clock may wait for being noted (DECISIONS 12).
    """

    name: str
    labels: Labels = field(default_factory=lambda: NO_LABELS)
    kind: Kind = "target"
    calendar: str = ""
    target: Target | None = None
    by: tuple[str, ...] = ()
    targets: Mapping[str, ClockSpec] = field(default_factory=lambda: MappingProxyType({}))
    from_: Anchor = Anchor.RECEIPT
    after: str = ""
    cap: bool = False
    stop: tuple[EventKind, ...] = ()
    pause_while_waiting: bool = False
    noted_within: Target | None = None
    reminders: tuple[float, ...] | None = None
    """The shares of its time after which staff are reminded; None for the version's."""

    def for_case(self, *, category: str, priority: str, level: str = "") -> ClockSpec | None:
        """The clock as it holds for these keys; None if it does not run there."""
        if not self.by:
            return self
        keys = {"category": category, "priority": priority, "level": level}
        return self.targets.get("/".join(keys[part] for part in self.by))

    def label(self, language: str) -> str:
        return label_in(self.labels, language, otherwise=self.name)

    def kind_label(self, language: str) -> str:
        return label_in(KIND_LABELS[self.kind], language, otherwise=self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Keyed:
    """A key with its place and its words; `order` sorts, and among priorities bigger is graver."""

    key: str
    labels: Labels = field(default_factory=lambda: NO_LABELS)
    order: int = 1
    default: bool = False

    def label(self, language: str) -> str:
        return label_in(self.labels, language, otherwise=self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Category(_Keyed):
    """What a matter is about. One that alerts reaches the person on call whatever the hour (row B3); its
    `calendar` rules the clocks that name none (row B4); one not `in_scope` is answered with where to ask (B5), which is
    `pointer` unless staff write it themselves. A `wish` is collected for the regular meeting (F6).
    """

    alerts: bool = False
    in_scope: bool = True
    calendar: str = ""
    pointer: Labels = field(default_factory=lambda: NO_LABELS)
    wish: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority(_Keyed):
    """How grave a matter is. `telephone` asks the customer to telephone as well; `out_of_hours` says that it is
    handled outside the opening hours too (row B7).
    """

    alerts: bool = False
    telephone: bool = False
    out_of_hours: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Level(_Keyed):
    """A service level of packs, by which clocks may differ (DECISIONS 15)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LateNotice:
    """Tell the customer when `clock` will be `days` business days late, counted from its due time or, like a
    regime that counts from the question, from the receipt (DECISIONS 22).
    """

    clock: str
    days: int = 2
    from_: Literal["due", "receipt"] = "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class AutoClose:
    """Closing by silence, `business_days` after our last public answer; announced `notice` business days before,
    0 for no announcement (DECISIONS 11).
    """

    business_days: int = 7
    notice: int = 0
    calendar: str = ""
    outside: Outside = "date"
    states: tuple[Status, ...] = (Status.ANSWERED, Status.WAITING, Status.RESOLVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Half-open hours of the wall clock in which notices wait (row D11); may span midnight."""

    start: time
    end: time
    tz: str
    exempt_urgent: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """The renewal notice, `days` before the end of the contract, or before `end_date` where one is given."""

    days: int = 60
    roll: Roll = "backward"
    calendar: str = ""
    end_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """A promised share of the agreed time, in percent; the period and the excluded spans where they are fixed."""

    target: Decimal | None = None
    tz: str = ""
    first: date | None = None
    last: date | None = None
    excluded: tuple[tuple[datetime, datetime], ...] = ()


QUESTION = Category(key="question", labels=QUESTION_LABELS, default=True)
NORMAL = Priority(key="normal", labels=NORMAL_LABELS, default=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyVersion:
    """What a policy promises from one date on. Priorities are in order, the gravest last.

    `applies` says whether a case keeps the version of its receipt date or follows the date (DECISIONS 19).
    """

    valid_from: date
    applies: Literal["receipt", "date"] = "receipt"
    categories: tuple[Category, ...] = (QUESTION,)
    priorities: tuple[Priority, ...] = (NORMAL,)
    levels: tuple[Level, ...] = ()
    clocks: tuple[ClockSpec, ...] = ()
    late_notice: LateNotice | None = None
    auto_close: AutoClose | None = None
    quiet: Quiet | None = None
    reopen: Literal["continue", "restart"] = "continue"
    renewal: Renewal | None = None
    availability: Availability | None = None
    exclusions: ExclusionRules = ExclusionRules()
    """What is left out of the promised time of services (DECISIONS 25); in force from this version's date."""
    reminders: tuple[float, ...] = (0.75,)
    """After which shares of a clock's opening hours staff are reminded of it."""
    escalate: bool = True
    """Whether what alerts reaches the person on call: at its opening and at a breach, whatever the hour (row B3)."""
    requests: tuple[Request, ...] = tuple(Request)
    """What admin contacts may ask of the desk itself by mail (DECISIONS 42)."""
    interim_ahead: int = 30
    """How many opening minutes before an interim report is due staff are asked for it."""

    def category(self, key: str) -> Category | None:
        return next((known for known in self.categories if known.key == key), None)

    def priority(self, key: str) -> Priority | None:
        return next((known for known in self.priorities if known.key == key), None)

    def level(self, key: str) -> Level | None:
        return next((known for known in self.levels if known.key == key), None)

    def clock(self, name: str) -> ClockSpec | None:
        return next((clock for clock in self.clocks if clock.name == name), None)

    @property
    def default_category(self) -> Category:
        return next((known for known in self.categories if known.default), self.categories[0])

    @property
    def default_priority(self) -> Priority:
        return next((known for known in self.priorities if known.default), self.priorities[0])

    @property
    def default_level(self) -> str:
        """The key of the level that holds until staff name another; empty where none is marked."""
        return next((known.key for known in self.levels if known.default), "")

    @property
    def gravest_alert(self) -> Priority | None:
        """The gravest priority that alerts: what an urgent tag asks for (DECISIONS 16)."""
        return max((p for p in self.priorities if p.alerts), key=lambda p: p.order, default=None)

    def named_calendars(self) -> Iterator[tuple[tuple[str, ...], str]]:
        """Every calendar that is named here, with the keys that lead to it, for checking against those declared."""
        for category in self.categories:
            yield from _named(category.calendar, "categories", category.key, "calendar")
        for clock in self.clocks:
            yield from _named_by(clock, "clocks", clock.name)
            for key, one in clock.targets.items():
                yield from _named_by(one, "clocks", clock.name, "targets", key)
        if self.auto_close:
            yield from _named(self.auto_close.calendar, "auto_close", "calendar")
        if self.renewal:
            yield from _named(self.renewal.calendar, "renewal", "calendar")


def _named(calendar: str, *path: str) -> Iterator[tuple[tuple[str, ...], str]]:
    if calendar:
        yield path, calendar


def _named_by(clock: ClockSpec, *path: str) -> Iterator[tuple[tuple[str, ...], str]]:
    yield from _named(clock.calendar, *path, "calendar")
    if clock.target:
        yield from _named(clock.target.hours, *path, "target", "hours")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A named policy; its versions in the order of their dates, at least one."""

    name: str
    versions: tuple[PolicyVersion, ...]

    def version_on(self, day: date) -> PolicyVersion:
        """The version in force on this date; before the first one, the first (old mail is judged by something)."""
        in_force = [version for version in self.versions if version.valid_from <= day]
        return in_force[-1] if in_force else self.versions[0]
