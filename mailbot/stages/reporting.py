"""A month collected from the log and counted: for one contract, or for the desk itself (row F5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.cases import EventKind
from mailbot.desk.faults import outages
from mailbot.desk.reports import WISHES, Period, Report, ReportInput, ReportLabels, Scope, month_of
from mailbot.desk.reports_cases import CaseRecord, case_record
from mailbot.desk.reports_due import report_due
from mailbot.desk.reports_figures import report_of
from mailbot.desk.reports_reasons import Reason, explained
from mailbot.desk.uptime import USUAL_RULES, ExclusionRules, PlannedStop, Service
from mailbot.desk.uptime_month import Happenings, Uptime, uptime
from mailbot.stages.reporting_units import units_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailbot.desk.cases import Case, Event
    from mailbot.desk.faults import Fault
    from mailbot.desk.hours import Hours
    from mailbot.desk.people import Contract
    from mailbot.desk.policy import PolicyVersion
    from mailbot.desk.reports_usage import UsageRow
    from mailbot.stages.house import House
    from mailbot.stages.ports import Unit


def no_usage(_month: date, _contract: str) -> tuple[UsageRow, ...]:
    """Where the operator supplies no figures."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """Makes the reports of one desk. `hours` is the calendar whose first business day a report is due on, `at` the
    clock time there (None: when it opens).

    `usage` gives the operator's own figures of a month, of one contract or with an empty id of all; it raises
    Complaints for a file that cannot be used.
    """

    house: House
    services: Mapping[str, Service] = field(default_factory=lambda: MappingProxyType({}))
    usage: Callable[[date, str], tuple[UsageRow, ...]] = no_usage
    hours: Hours | None = None
    at: time | None = None

    def due(self, month: date, contract: Contract | None = None) -> datetime:
        """When the report of the month in which this date lies is due; what is recorded later of that month's faults
        does not change it any more."""
        return report_due(self.period(month, contract), self.hours, self.at)

    def period(self, month: date, contract: Contract | None = None) -> Period:
        """The month of the reader's zone: the contract's, or the desk's."""
        own = contract.timezone if contract else ""
        return month_of(month, own or self.house.rules.timezone)

    def report(self, unit: Unit, month: date, now: datetime, contract: Contract | None = None) -> Report:
        """The report of a month on a contract, or of the desk. Of a finished month it is the same whenever it is made
        after `due`; one that goes on is counted up to now.

        Raises CalendarGone, Complaints.
        """
        period = self.period(month, contract)
        is_over = now >= period.ends
        known = min(now, self.due(month, contract)) if is_over else now
        faults = unit.faults_known(period.begins, known)
        services = self._services_of(contract)
        labels = self._labels(contract)
        return report_of(
            ReportInput(
                period=period,
                scope=Scope(
                    contract=contract.id if contract else "",
                    client=contract.client if contract else "",
                    services=services,
                ),
                cases=self._records(unit, period, known, contract),
                faults=faults,
                uptimes=self._uptimes(unit, period, known, faults, services, contract),
                units=units_of(unit, self.house.offers, self._contracts(unit, contract), period, min(now, period.ends)),
                usage=self.usage(period.first, contract.id if contract else ""),
                wishes=self._wishes(contract),
                labels=labels,
                services=self.services,
                as_of=None if is_over else now,
            )
        )

    def _contracts(self, unit: Unit, contract: Contract | None) -> tuple[Contract, ...]:
        """Whose units are told: the contract's, or of all contracts on which anything is ordered."""
        if contract is not None:
            return (contract,)
        found = (unit.contract(one) for one in unit.contracts_with_orders())
        return tuple(one for one in found if one is not None)

    def _services_of(self, contract: Contract | None) -> tuple[str, ...]:
        """What the reader uses; one who names nothing is concerned by all."""
        return (contract.services if contract else ()) or tuple(self.services)

    def _records(
        self, unit: Unit, period: Period, known: datetime, contract: Contract | None
    ) -> tuple[CaseRecord, ...]:
        """The cases as they stood when the month was over; reasons for misses as they were written up to `known`."""
        until = min(known, period.ends)
        cases = unit.cases_of_month(contract.id if contract else "", period.begins, until)
        events = unit.events_of_cases([one.id for one in cases])
        owners = {one: unit.contract(one) for one in {case.contract_id for case in cases}}
        records = []
        reasons = self._reasons(unit, events, known)
        for case in cases:
            owner = owners[case.contract_id]
            assert owner is not None  # contracts are taken out of use and never out of the store
            past = tuple(one for one in events.get(case.id, ()) if one.at < until)
            record = self._record(unit, case, past, until, owner)
            record = replace(record, promises=explained(record.promises, reasons.get(case.id, ())))
            records.append(_discreet(record, case) if contract else record)
        return tuple(records)

    def _reasons(
        self, unit: Unit, events: Mapping[int, Sequence[Event]], known: datetime
    ) -> Mapping[int, tuple[Reason, ...]]:
        """What staff wrote of the misses of each case."""
        told = {
            case_id: [one for one in own if one.kind is EventKind.MISS_EXPLAINED and one.at <= known]
            for case_id, own in events.items()
        }
        ids = [number for own in told.values() for one in own if isinstance(number := one.facts.get("message"), int)]
        texts = unit.texts_of(ids)
        return {
            case_id: tuple(Reason(at=one.at, text=texts.get(one.facts.get("message"), "")) for one in own)
            for case_id, own in told.items()
            if own
        }

    def _record(self, unit: Unit, case: Case, events: Sequence[Event], until: datetime, owner: Contract) -> CaseRecord:
        policies = self.house.policies
        playing = policies.play(policies.pinned(unit, case), owner, events, case, until)
        hours_of = policies.calendars.of_case(case)
        return case_record(case, events, playing, hours=hours_of(owner.calendar), hours_of=hours_of)

    def _uptimes(
        self,
        unit: Unit,
        period: Period,
        known: datetime,
        faults: Sequence[Fault],
        names: Iterable[str],
        contract: Contract | None,
    ) -> tuple[Uptime, ...]:
        stops = self._stops(unit, period, known, contract)
        happenings = Happenings(as_of=min(known, period.ends), outages=outages(faults), stops=stops)
        hours = self.house.policies.hours.get(contract.calendar) if contract else self.hours
        promise = self._version(contract, period.first)
        return tuple(
            uptime(
                self.services[name],
                period.first,
                period.tz,
                happenings,
                services=self.services,
                rules=self._rules(contract),
                target=promise.availability.target if promise and promise.availability else None,
                desk_tz=self.house.rules.timezone,
                is_closed=lambda day: hours is not None and not hours.is_business_day(day),
            )
            for name in names
            if name in self.services
        )

    def _stops(self, unit: Unit, period: Period, known: datetime, contract: Contract | None) -> tuple[PlannedStop, ...]:
        """What anybody was told of by then; for a contract, announced when its own people were told, if ever."""
        everybody = unit.planned_stops(period.begins, known=known)
        told = {one.key for one in everybody if (one.announced_at and one.announced_at <= known) or one.stopped}
        stops = (one for one in unit.planned_stops(period.begins, contract, known=known) if one.key in told)
        return tuple(
            replace(one, announced_at=one.announced_at if one.announced_at and one.announced_at <= known else None)
            for one in stops
        )

    def _version(self, contract: Contract | None, day: date) -> PolicyVersion | None:
        policies = self.house.policies
        return policies.on(contract.policy, day) if contract and contract.policy in policies.policies else None

    def _versions(self, contract: Contract | None) -> tuple[PolicyVersion, ...]:
        """The versions of the contract's policy; for the desk those of all."""
        wanted = [contract.policy] if contract else sorted(self.house.policies.policies)
        known = self.house.policies.policies
        return tuple(version for name in wanted if name in known for version in known[name].versions)

    def _rules(self, contract: Contract | None) -> Sequence[ExclusionRules]:
        """What is left out by the contract's policy; for the desk by the only one, and of several as is usual."""
        if contract is None and len(self.house.policies.policies) != 1:
            return USUAL_RULES
        return tuple(version.exclusions for version in self._versions(contract)) or USUAL_RULES

    def _wishes(self, contract: Contract | None) -> frozenset[str]:
        """The categories that policies mark as wishes; where none does, those that usually are."""
        marked = {one.key for version in self._versions(contract) for one in version.categories if one.wish}
        return frozenset(marked) or WISHES

    def _labels(self, contract: Contract | None) -> ReportLabels:
        """The words for keys, the newest version's where they changed."""
        versions = self._versions(contract)
        return ReportLabels(
            categories={one.key: one.labels for version in versions for one in version.categories},
            priorities={one.key: one.labels for version in versions for one in version.priorities},
            clocks={one.name: one.labels for version in versions for one in version.clocks},
            services={name: one.titles for name, one in self.services.items()},
        )


def _discreet(record: CaseRecord, case: Case) -> CaseRecord:
    """A private case counts in its contract's report; what it is about is not told there (DECISIONS 5)."""
    if not case.private:
        return record
    return replace(record, subject="", promises=tuple(replace(one, said="") for one in record.promises))
