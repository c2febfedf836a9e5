"""A fault of services that concerns many (F1, F2): what it is, how it goes on, and how it is told from its events."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from mailbot.desk.hours.pauses import joined_spans
from mailbot.desk.labels import NO_LABELS, Labels
from mailbot.desk.uptime import Outage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Severity(enum.StrEnum):
    """How far a service is usable; one that is only slow is not down."""

    STOPPED = "stopped"
    PARTIAL = "partial"
    DEGRADED = "degraded"

    @property
    def is_down(self) -> bool:
        return self is not Severity.DEGRADED


class FaultEventKind(enum.StrEnum):
    """What happens to a fault. `corrected` changes what is known and tells nobody; `relapsed` takes a recovery back
    as the fault came again; `withdrawn` says that it was none."""

    DECLARED = "declared"
    UPDATED = "updated"
    CORRECTED = "corrected"
    RECOVERED = "recovered"
    RELAPSED = "relapsed"
    LINKED = "linked"
    UNLINKED = "unlinked"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultFacts:
    """What one event tells of a fault; None and empty is not told, and leaves what was known.

    Texts are by language. `services` replaces those named before, `cases` are the ids to link or to unlink, `text`
    is the news that this event brings.
    """

    services: tuple[str, ...] = ()
    title: Labels = field(default_factory=lambda: NO_LABELS)
    symptom: Labels = field(default_factory=lambda: NO_LABELS)
    scope: Labels = field(default_factory=lambda: NO_LABELS)
    workaround: Labels = field(default_factory=lambda: NO_LABELS)
    cause: Labels = field(default_factory=lambda: NO_LABELS)
    remedy: Labels = field(default_factory=lambda: NO_LABELS)
    prevention: Labels = field(default_factory=lambda: NO_LABELS)
    action: Labels = field(default_factory=lambda: NO_LABELS)
    text: Labels = field(default_factory=lambda: NO_LABELS)
    severity: Severity | None = None
    began: datetime | None = None
    detected: datetime | None = None
    recovered: datetime | None = None
    next_news: datetime | None = None
    outside_control: bool | None = None
    cases: tuple[int, ...] = ()

    @property
    def says_nothing(self) -> bool:
        return self == FaultFacts()


NOTHING_NEW = FaultFacts()
TEXTS = ("title", "symptom", "scope", "workaround", "cause", "remedy", "prevention", "action")
"""The texts that a fault keeps, as they were told last in each language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultEvent:
    """One thing that happened to a fault; `by` is spelt as in a case's events."""

    at: datetime
    kind: FaultEventKind
    by: str = "desk"
    facts: FaultFacts = NOTHING_NEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """One line of a fault's history, as customers were told it."""

    at: datetime
    kind: FaultEventKind
    by: str
    text: Labels
    next_news: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Down:
    """From when to when the services were impaired; `recovered` is None while they are."""

    began: datetime
    recovered: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A fault as it stands. `times` holds more than one entry if it came again; `updates` what was told, in order.

    `number` is the store's, like `FLT-000012`; `cases` are ids in the order in which they were linked.
    """

    number: str
    services: tuple[str, ...]
    declared_at: datetime
    times: tuple[Down, ...]
    severity: Severity = Severity.STOPPED
    title: Labels = field(default_factory=lambda: NO_LABELS)
    symptom: Labels = field(default_factory=lambda: NO_LABELS)
    scope: Labels = field(default_factory=lambda: NO_LABELS)
    workaround: Labels = field(default_factory=lambda: NO_LABELS)
    cause: Labels = field(default_factory=lambda: NO_LABELS)
    remedy: Labels = field(default_factory=lambda: NO_LABELS)
    prevention: Labels = field(default_factory=lambda: NO_LABELS)
    action: Labels = field(default_factory=lambda: NO_LABELS)
    detected: datetime | None = None
    next_news: datetime | None = None
    outside_control: bool = False
    withdrawn: bool = False
    cases: tuple[int, ...] = ()
    updates: tuple[Update, ...] = ()

    @property
    def began(self) -> datetime:
        return self.times[0].began

    @property
    def recovered(self) -> datetime | None:
        """When it was over for good; None while it runs."""
        return self.times[-1].recovered

    @property
    def is_running(self) -> bool:
        return self.recovered is None and not self.withdrawn

    @property
    def news_told(self) -> int:
        """How many progress reports went out: the n of 第n報, its declaration not counted."""
        return sum(update.kind is FaultEventKind.UPDATED for update in self.updates)

    @property
    def last_news_at(self) -> datetime:
        """From when the interval to the next interim report runs (D9)."""
        return self.updates[-1].at if self.updates else self.declared_at

    def lasted(self, as_of: datetime) -> timedelta:
        """How long the services were impaired in all, up to this instant at most."""
        spans = joined_spans((down.began, min(down.recovered or as_of, as_of)) for down in self.times)
        return timedelta(microseconds=sum(end - start for start, end in spans))


def outages(faults: Iterable[Fault]) -> tuple[Outage, ...]:
    """The down time of faults for availability: none of one that was withdrawn, or where services were only slow."""
    return tuple(
        Outage(
            key=fault.number,
            services=fault.services,
            start=down.began,
            end=down.recovered,
            outside_control=fault.outside_control,
        )
        for fault in faults
        if fault.severity.is_down and not fault.withdrawn
        for down in fault.times
    )


def news_due(fault: Fault, every: timedelta | None) -> datetime | None:
    """By when customers must hear of a fault again (D9): when they were told, or sooner if the policy's interval has
    passed by then. None once it is over, save for a report promised with the recovery.
    """
    if not fault.is_running or every is None:
        return fault.next_news
    by_policy = (fault.last_news_at.astimezone(UTC) + every).astimezone(fault.last_news_at.tzinfo)
    return min(by_policy, fault.next_news or by_policy)


def fault_from_events(number: str, events: Sequence[FaultEvent]) -> Fault:
    """The fault after these events, in the order in which they were recorded; the first one declares it.

    ValueError where there is nothing that declares it.
    """
    if not events or events[0].kind is not FaultEventKind.DECLARED:
        raise ValueError(f"{number} has no event that declares it")
    first = events[0]
    fault = Fault(
        number=number,
        services=first.facts.services,
        declared_at=first.at,
        times=(Down(began=first.facts.began or first.facts.detected or first.at),),
    )
    for event in events:
        fault = after(fault, event)
    return fault


def after(fault: Fault, event: FaultEvent) -> Fault:
    """The fault once this has happened to it too."""
    facts = event.facts
    texts: dict[str, Any] = {name: _joined(getattr(fault, name), getattr(facts, name)) for name in TEXTS}
    return replace(
        fault,
        **texts,
        services=facts.services or fault.services,
        severity=facts.severity or fault.severity,
        times=_times(fault, event),
        detected=facts.detected or fault.detected,
        next_news=_next_news(fault, event),
        outside_control=fault.outside_control if facts.outside_control is None else facts.outside_control,
        withdrawn=fault.withdrawn or event.kind is FaultEventKind.WITHDRAWN,
        cases=_cases(fault, event),
        updates=(*fault.updates, *_told(event)),
    )


def _joined(known: Labels, told: Labels) -> Labels:
    return MappingProxyType({**known, **told}) if told else known


def _times(fault: Fault, event: FaultEvent) -> tuple[Down, ...]:
    """Recoveries end the last time, relapses begin another; any other event that names a time corrects the last."""
    facts, last = event.facts, fault.times[-1]
    if event.kind is FaultEventKind.RELAPSED:
        began = facts.began or event.at
        if last.recovered is None:
            return fault.times
        if began <= last.recovered:
            return (*fault.times[:-1], replace(last, recovered=facts.recovered))
        return (*fault.times, Down(began=began, recovered=facts.recovered))
    times = fault.times if facts.began is None else (*fault.times[:-1], replace(last, began=facts.began))
    is_over = event.kind is FaultEventKind.RECOVERED
    recovered = facts.recovered or (event.at if is_over and last.recovered is None else None)
    return times if recovered is None else (*times[:-1], replace(times[-1], recovered=recovered))


def _next_news(fault: Fault, event: FaultEvent) -> datetime | None:
    ends = {FaultEventKind.RECOVERED, FaultEventKind.WITHDRAWN}
    if event.kind in ends or (event.kind is FaultEventKind.RELAPSED and event.facts.recovered):
        return event.facts.next_news
    return event.facts.next_news or fault.next_news


def _cases(fault: Fault, event: FaultEvent) -> tuple[int, ...]:
    if event.kind is FaultEventKind.UNLINKED:
        return tuple(case for case in fault.cases if case not in event.facts.cases)
    return tuple(dict.fromkeys((*fault.cases, *event.facts.cases)))


def _told(event: FaultEvent) -> tuple[Update, ...]:
    quiet = {FaultEventKind.CORRECTED, FaultEventKind.LINKED, FaultEventKind.UNLINKED}
    if event.kind in quiet:
        return ()
    facts = event.facts
    return (Update(at=event.at, kind=event.kind, by=event.by, text=facts.text, next_news=facts.next_news),)


def found_in(faults: Iterable[Fault], words: str, *, services: Iterable[str] = ()) -> tuple[Fault, ...]:
    """Those of a history in which every one of these words stands, whatever the language, the newest first."""
    wanted, named = words.casefold().split(), set(services)
    hits = [
        fault
        for fault in faults
        if all(word in _all_words(fault) for word in wanted) and (not named or named & set(fault.services))
    ]
    return tuple(sorted(hits, key=lambda fault: (fault.began, fault.number), reverse=True))


def _all_words(fault: Fault) -> str:
    told = [text for update in fault.updates for text in update.text.values()]
    kept = [text for one in fields(fault) if one.name in TEXTS for text in getattr(fault, one.name).values()]
    return "\n".join((fault.number, *fault.services, *kept, *told)).casefold()
