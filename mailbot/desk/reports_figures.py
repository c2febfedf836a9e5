"""The figures of a month, counted from what happened; pure, so that the same log gives the same report."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from mailbot.desk.cases import Status
from mailbot.desk.hours.pauses import joined_spans
from mailbot.desk.hours.zones import midnight, moment_of
from mailbot.desk.reports import Count, FaultLine, Miss, OpenMatter, Report, TargetFigures, TimeFigures, WishLine
from mailbot.desk.uptime import concerned_services

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from mailbot.desk.faults import Fault
    from mailbot.desk.reports import Period, ReportInput
    from mailbot.desk.reports_cases import CaseRecord, Promise

Kept = TypeVar("Kept", int, float)
MEDIAN, NINETIETH = 50, 90
SECONDS_A_MINUTE = 60


def report_of(given: ReportInput) -> Report:
    """The report of this scope and month; what lies outside of either is left out. Linear in what is given."""
    scope, period = given.scope, given.period
    cases = [one for one in given.cases if scope.contract in {"", one.contract} and one.received_at < period.ends]
    cases.sort(key=lambda one: (one.received_at, one.number))
    decided = [(case, promise) for case in cases for promise in case.promises if period.holds(promise.decided_at)]
    numbers = {one.id: one.number for one in cases}
    cases = [one for one in cases if one.status is not Status.MERGED]
    return Report(
        period=period,
        scope=scope,
        as_of=given.known_until,
        totals=_count("", cases, period),
        by_category=_by(cases, period, lambda one: one.category),
        by_priority=_by(cases, period, lambda one: one.priority),
        by_week=_by_week(cases, period),
        targets=_targets(decided),
        misses=tuple(_miss(case, promise) for case, promise in decided if not promise.is_met),
        times=(_first_answers(cases, period), _resolutions(cases, period)),
        units=tuple(line for line in given.units if scope.contract in {"", line.contract}),
        faults=_faults(given, numbers),
        availability=tuple(one for one in given.uptimes if not scope.services or one.service in scope.services),
        wishes=tuple(_wish(one) for one in cases if one.category in given.wishes and _is_of(one, period)),
        open_matters=tuple(_open_matter(one) for one in cases if one.is_open_at(period.ends)),
        usage=tuple(row for row in given.usage if _is_usage_of(row.month, row.contract, given)),
        labels=given.labels,
    )


def nearest_rank(values: Iterable[Kept], percent: int) -> Kept | None:
    """The smallest value that at least so many percent of the values do not exceed; None of none."""
    ordered = sorted(values)
    if not ordered:
        return None
    return ordered[max(1, -(-percent * len(ordered) // 100)) - 1]


def _is_of(case: CaseRecord, period: Period) -> bool:
    """Whether it has to do with the period: received in it, open in it, or closed in it."""
    return case.received_at < period.ends and (case.closed_at is None or case.closed_at >= period.begins)


def _count(key: str, cases: Sequence[CaseRecord], period: Period) -> Count:
    return Count(
        key=key,
        opened=sum(period.holds(one.received_at) for one in cases),
        closed=sum(period.holds(one.closed_at) for one in cases),
        open=sum(one.is_open_at(period.ends) for one in cases),
    )


def _by(cases: Iterable[CaseRecord], period: Period, key_of: Callable[[CaseRecord], str]) -> tuple[Count, ...]:
    groups: dict[str, list[CaseRecord]] = {}
    for case in cases:
        groups.setdefault(key_of(case), []).append(case)
    counts = (_count(key, group, period) for key, group in sorted(groups.items()))
    return tuple(one for one in counts if one.opened or one.closed or one.open)


def _by_week(cases: Sequence[CaseRecord], period: Period) -> tuple[Count, ...]:
    """Every ISO week that the period touches, as far as it lies in it; `open` is at the end of that."""
    zone = ZoneInfo(period.tz)
    counts = []
    first = period.first
    while first <= period.last:
        last = min(period.last, first + timedelta(days=6 - first.weekday()))
        begins, ends = (moment_of(midnight(day, zone)) for day in (first, last + timedelta(days=1)))
        counts.append(
            Count(
                key=week_key(first),
                opened=sum(begins <= one.received_at < ends for one in cases),
                closed=sum(one.closed_at is not None and begins <= one.closed_at < ends for one in cases),
                open=sum(one.is_open_at(ends) for one in cases),
            )
        )
        first = last + timedelta(days=1)
    return tuple(counts)


def week_key(day: date) -> str:
    """The ISO week of a date, like `2026-W48`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def _targets(decided: Iterable[tuple[CaseRecord, Promise]]) -> tuple[TargetFigures, ...]:
    kept: dict[str, list[bool]] = {}
    for _, promise in decided:
        kept.setdefault(promise.clock, []).append(promise.is_met)
    return tuple(
        TargetFigures(clock=clock, met=sum(ends), missed=len(ends) - sum(ends)) for clock, ends in sorted(kept.items())
    )


def _miss(case: CaseRecord, promise: Promise) -> Miss:
    return Miss(
        number=case.number,
        clock=promise.clock,
        due=promise.due,
        met_at=promise.met_at,
        breached_at=promise.decided_at,
        late_minutes=promise.late_minutes,
        late_elapsed=promise.late_elapsed,
        paused_minutes=promise.paused_minutes,
        why=promise.why,
        said=promise.said,
    )


def _first_answers(cases: Iterable[CaseRecord], period: Period) -> TimeFigures:
    answered = [one for one in cases if period.holds(one.first_answer_at)]
    return _times(
        "first_answer",
        [one.answer_minutes for one in answered if one.answer_minutes is not None],
        [one.answer_elapsed for one in answered if one.answer_elapsed is not None],
    )


def _resolutions(cases: Iterable[CaseRecord], period: Period) -> TimeFigures:
    resolved = [one for one in cases if period.holds(one.resolved_at)]
    return _times(
        "resolution",
        [one.resolution_minutes for one in resolved if one.resolution_minutes is not None],
        [one.resolution_elapsed for one in resolved if one.resolution_elapsed is not None],
    )


def _times(name: str, business: Sequence[float], elapsed: Sequence[float]) -> TimeFigures:
    return TimeFigures(
        name=name,
        count=len(business),
        median_business=nearest_rank(business, MEDIAN),
        p90_business=nearest_rank(business, NINETIETH),
        median_elapsed=nearest_rank(elapsed, MEDIAN),
        p90_elapsed=nearest_rank(elapsed, NINETIETH),
    )


def _faults(given: ReportInput, numbers: dict[int, str]) -> tuple[FaultLine, ...]:
    """Those that ran in the month and concern the scope; linked cases of others are never named."""
    used = concerned_services(given.scope.services, given.services)
    lines = [
        _fault_line(fault, given, numbers)
        for fault in given.faults
        if not fault.withdrawn and (not used or used & set(fault.services)) and _ran_in(fault, given)
    ]
    return tuple(sorted(lines, key=lambda line: (line.began, line.number)))


def _ran_in(fault: Fault, given: ReportInput) -> bool:
    recovered = fault.recovered
    return fault.began < given.known_until and (recovered is None or recovered >= given.period.begins)


def _fault_line(fault: Fault, given: ReportInput, numbers: dict[int, str]) -> FaultLine:
    begins, until = given.period.begins, given.known_until
    spans = joined_spans((max(down.began, begins), min(down.recovered or until, until)) for down in fault.times)
    length = timedelta(microseconds=sum(end - start for start, end in spans))
    return FaultLine(
        number=fault.number,
        services=fault.services,
        severity=fault.severity.value,
        title=fault.title or fault.symptom,
        scope=fault.scope,
        cause=fault.cause,
        remedy=fault.remedy,
        prevention=fault.prevention,
        began=fault.began,
        recovered=_by_then(fault.recovered, until),
        minutes=_whole(length.total_seconds() / SECONDS_A_MINUTE),
        outside_control=fault.outside_control,
        cases=tuple(numbers[case] for case in fault.cases if case in numbers),
    )


def _by_then(at: datetime | None, until: datetime) -> datetime | None:
    return at if at is not None and at < until else None


def _whole(minutes: float) -> float:
    return int(minutes) if minutes == int(minutes) else round(minutes, 2)


def _wish(case: CaseRecord) -> WishLine:
    return WishLine(
        number=case.number,
        contract=case.contract,
        subject=case.subject,
        category=case.category,
        received_at=case.received_at,
        status=case.status.value,
        feasibility=case.feasibility,
        cost=case.cost,
    )


def _open_matter(case: CaseRecord) -> OpenMatter:
    return OpenMatter(
        number=case.number,
        contract=case.contract,
        subject=case.subject,
        category=case.category,
        priority=case.priority,
        received_at=case.received_at,
        status=case.status.value,
        next_due=case.next_due,
        overdue=case.overdue,
    )


def _is_usage_of(month: date, contract: str, given: ReportInput) -> bool:
    """A row of no contract is for everybody; the desk sees all."""
    is_month = (month.year, month.month) == (given.period.first.year, given.period.first.month)
    return is_month and (not given.scope.contract or contract in {"", given.scope.contract})
