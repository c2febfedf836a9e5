"""The reports' part of the sweep: each month's report is made once for each contract, waits for a word of staff where
that is wanted, and goes to its readers when it may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from mailbot.desk.cases import Participant
from mailbot.desk.letters.staff_reports import StaffReportDecided, StaffReportWanted
from mailbot.desk.monthly_reports import APPROVED_KIND, WANTED, ReportState, concerned, month_before, months_to_report
from mailbot.desk.promises_matter import released_at
from mailbot.desk.records import TryLater
from mailbot.stages.correspondence import Addressed
from mailbot.stages.house import House, entry, staff_token_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailbot.desk.monthly_reports import KeptReport
    from mailbot.desk.people import Contact, Contract, Staff
    from mailbot.desk.records import NewLetter
    from mailbot.desk.reports import Report
    from mailbot.stages.ports import Unit
    from mailbot.stages.report_writing import ReportWriting
    from mailbot.stages.reporting import Reporting

AT_ONCE = 2
"""Reports that are made or written in one transaction; the others wait for the next round, so that mail does not."""
MOST_LOOKED_AT = 50
DAY = timedelta(days=1)
TRY_AGAIN = timedelta(hours=1)
LOOK_AGAIN = timedelta(minutes=5)
"""How often it is asked whose report is wanting, once none could be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRound:
    """`monthly` says whether reports are made by themselves; those that were asked for go in any case."""

    reporting: Reporting
    writing: ReportWriting
    monthly: bool = False
    tell: Callable[[str, Exception], None] = lambda _cause, _error: None
    """Hears of a report that could not be made or written; it is tried again an hour later."""
    _done: list[date] = field(default_factory=list, repr=False)
    _looked: list[datetime] = field(default_factory=list, repr=False)
    _failed: dict[str, datetime] = field(default_factory=dict, repr=False)

    @property
    def house(self) -> House:
        return self.reporting.house

    def some(self, unit: Unit, now: datetime) -> int:
        """Makes what is due and sends what may go; how many reports."""
        made = self._make(unit, now) if self.monthly else 0
        return made + self._send(unit, now)

    def _make(self, unit: Unit, now: datetime) -> int:
        today = self.house.today(now)
        last = month_before(today)
        if self._done[-1:] == [last] or now < self.reporting.due(last) - DAY:
            return 0
        if self._looked and now < self._looked[-1] + LOOK_AGAIN:
            return 0
        missing = [(month, contract) for month in self._months(unit, today) for contract in self._missing(unit, month)]
        due = [(month, contract) for month, contract in missing if self.reporting.due(month, contract) <= now]
        ready = [one for one in due if not self._waits(_name(*one), now)]
        for month, contract in ready[:AT_ONCE]:
            self._alone(_name(month, contract), unit, now, partial(self._begin, unit, month, contract))
        if not missing:
            self._done[:] = [last]
        self._looked[:] = [] if ready else [now]
        return len(ready[:AT_ONCE])

    def _months(self, unit: Unit, today: date) -> tuple[date, ...]:
        """None from before anybody ever wrote to the desk."""
        first = unit.first_mail_at()
        months = months_to_report(today, unit.newest_report())
        return tuple(one for one in months if first is not None and first < self.reporting.period(one).ends)

    def _missing(self, unit: Unit, month: date) -> Iterator[Contract | None]:
        """Of whom there is no report of this month yet; None is the desk itself."""
        made = unit.reports_made(month)
        if "" not in made:
            yield None
        contracts = concerned(unit.contracts_in_use(), month, self.reporting.period(month).last)
        yield from (one for one in contracts if one.id not in made)

    def _begin(self, unit: Unit, month: date, contract: Contract | None) -> None:
        """The desk's own report needs nobody's word."""
        if contract is None:
            unit.add_report("", month, ReportState.GOING, "desk")
            return
        waits = APPROVED_KIND in self.house.rules.approve
        unit.add_report(contract.id, month, ReportState.ASKED if waits else ReportState.GOING, "desk")

    def _ask(self, unit: Unit, now: datetime, kept: KeptReport, report: Report, contract: Contract) -> None:
        """Everybody who is there gets the report as its first reader would, and may let it go."""
        contacts = self._readers(kept, contract)
        first = Participant(address=contacts[0].address, name=contacts[0].name, contact_id=contacts[0].id)
        files = self.writing.files(report, self.house.readers.participant(first, contract).language)
        letter = StaffReportWanted(
            contract=contract.id,
            client=contract.client,
            month=report.period.first,
            readers=tuple(one.name or one.address for one in contacts),
            received=report.totals.opened,
            closed=report.totals.closed,
            open=report.totals.open,
            met=sum(one.met for one in report.targets),
            missed=sum(one.missed for one in report.targets),
            faults=len(report.faults),
            files=tuple(one.name for one in files),
        )
        for member in self.house.present(now):
            where = Addressed(
                cause=f"{WANTED}:{kept.id}",
                desk_address=self.house.address,
                token_for=staff_token_of(member),
                files=files,
            )
            reader = self.house.readers.staff(member)
            unit.queue(self.house.correspondence.write(letter, reader, where, now))

    def _send(self, unit: Unit, now: datetime) -> int:
        going = [one for one in unit.reports_going(MOST_LOOKED_AT) if not self._waits(one.cause, now)][:AT_ONCE]
        for kept in going:
            self._alone(kept.cause, unit, now, partial(self._go, unit, now, kept))
        return len(going)

    def _go(self, unit: Unit, now: datetime, kept: KeptReport) -> None:
        contract = unit.contract(kept.contract_id) if kept.contract_id else None
        if kept.contract_id and contract is None:
            unit.rule_report(kept.id, kept.state, ReportState.DROPPED)
            return
        if contract is not None and not self._readers(kept, contract):
            unit.rule_report(kept.id, kept.state, ReportState.DROPPED)
            return
        report = self.reporting.report(unit, kept.month, now, contract)
        if contract is not None and kept.state is ReportState.ASKED:
            unit.rule_report(kept.id, ReportState.ASKED, ReportState.WAITING)
            self._ask(unit, now, kept, report, contract)
            return
        letters = self._letters(unit, report, contract, kept, now)
        reached = [one.contact_id or one.recipient for one in letters if unit.queue(one)]
        unit.rule_report(kept.id, ReportState.GOING, ReportState.SENT)
        who = {"contacts": reached} if contract is not None else {"members": len(reached)}
        subject = f"contract:{contract.id}" if contract is not None else "desk:reports"
        unit.audit(entry(now, kept.by, "report.sent", subject, month=f"{kept.month:%Y-%m}", **who))
        if contract is not None:
            self._answer_others(unit, kept, contract)
            self._tell_sent(unit, now, kept, contract)

    def _answer_others(self, unit: Unit, kept: KeptReport, contract: Contract) -> None:
        """Once the month's own report goes, so does what was asked for, except to those who get the former anyway."""
        if kept.asked:
            return
        readers = {one.id for one in self._readers(kept, contract)}
        for one in unit.reports_waiting(contract.id, kept.month):
            becomes = ReportState.DROPPED if one.contact_id in readers else ReportState.GOING
            unit.rule_report(one.id, one.state, becomes, kept.by)

    def _letters(
        self, unit: Unit, report: Report, contract: Contract | None, kept: KeptReport, now: datetime
    ) -> list[NewLetter]:
        """One for each reader who has not had the same report already, because they asked for it."""
        if contract is None:
            return self.writing.to_staff(report, now, cause=kept.cause)
        due = self.reporting.due(kept.month, contract)
        had = frozenset() if kept.asked else unit.reports_had(contract.id, kept.month, due)
        # What was asked for is an answer, and waits for no morning.
        leaves_at = now if kept.asked else self._leaves_at(contract, now)
        waits = leaves_at if leaves_at > now else None
        written = (
            self.writing.to_contact(report, contract, one, leaves_at, cause=kept.cause)
            for one in self._readers(kept, contract)
            if one.id not in had
        )
        return [replace(letter, not_before=waits) for letter in written if letter is not None]

    def _leaves_at(self, contract: Contract, now: datetime) -> datetime:
        """The end of the quiet hours of the contract's policy."""
        policies = self.house.policies
        if contract.policy not in policies.policies:
            return now
        version = policies.on(contract.policy, self.house.today(now))
        return released_at(version, now, self.house.correspondence.zone.key, urgent=False)

    def _readers(self, kept: KeptReport, contract: Contract) -> tuple[Contact, ...]:
        """Who gets it: who asked for it, else whom it goes to each month."""
        if kept.asked:
            return tuple(one for one in contract.contacts if one.id == kept.contact_id)
        return self.writing.contacts(contract)

    def _tell_sent(self, unit: Unit, now: datetime, kept: KeptReport, contract: Contract) -> None:
        """Who let it go learns that it went."""
        member = member_of(self.house, kept.by)
        if member is None:
            return
        readers = tuple(one.name or one.address for one in self._readers(kept, contract))
        letter = StaffReportDecided(
            contract=contract.id, client=contract.client, month=kept.month, readers=readers, sent=True
        )
        where = Addressed(cause=f"{kept.cause}:sent", desk_address=self.house.address, token_for=staff_token_of(member))
        reader = self.house.readers.staff(member)
        unit.queue(self.house.correspondence.write(letter, reader, where, now))

    def _waits(self, cause: str, now: datetime) -> bool:
        return cause in self._failed and now < self._failed[cause] + TRY_AGAIN

    def _alone(self, cause: str, unit: Unit, now: datetime, step: Callable[[], None]) -> None:
        """What cannot be done for one report is told in the log; the others go on."""
        try:
            with unit.savepoint():
                step()
            self._failed.pop(cause, None)
        except TryLater:
            raise
        except Exception as error:  # noqa: BLE001 - one report's trouble must not stop the others, nor the sweep
            self._failed[cause] = now
            self.tell(cause, error)


def member_of(house: House, actor: str) -> Staff | None:
    """The member of staff whose word it was; None where it was the desk's own."""
    return next((one for one in house.rules.staff if actor == f"staff:{one.handle}"), None)


def _name(month: date, contract: Contract | None) -> str:
    return f"make:{contract.id if contract else 'desk'}:{month:%Y-%m}"
