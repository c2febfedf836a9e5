"""A report written for its readers: the letter with the five figures, and the files beside it, in their language."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from zoneinfo import ZoneInfo

from mailbot.desk.cases import Participant
from mailbot.desk.labels import NO_LABELS, filled
from mailbot.desk.letters import MonthCount, MonthlyReport, MonthUptime, StaffMonthlyReport
from mailbot.desk.people import Role
from mailbot.desk.report_looks import sheet_of
from mailbot.desk.reports_writing import report_csv, report_json
from mailbot.mail.compose import OutgoingFile
from mailbot.stages.correspondence import Addressed
from mailbot.stages.house import House, staff_token_of

if TYPE_CHECKING:
    from datetime import datetime

    from mailbot.desk.letters import Reader
    from mailbot.desk.letters.monthly import MonthLetter
    from mailbot.desk.people import Contact, Contract, Staff
    from mailbot.desk.records import NewLetter
    from mailbot.desk.report_sheet import Sheet
    from mailbot.desk.reports import Report

Form: TypeAlias = Literal["html", "csv", "json", "pdf", "text"]
TYPES = {
    "html": "text/html",
    "csv": "text/csv",
    "json": "application/json",
    "pdf": "application/pdf",
    "text": "text/plain",
}
ENDINGS = {"text": "txt"}
NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportForms:
    """How a sheet becomes a page, a text or a PDF; the edges fit these shapes. `pdf` says what is missing, if it is."""

    html: Callable[[Sheet], str]
    text: Callable[[Sheet], str]
    pdf: Callable[[Sheet], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWriting:
    """Writes reports for one desk: `attach` are the files beside a letter, `to` the roles of those who get one, `staff`
    the handles of those who get the desk's own (empty for everybody active)."""

    house: House
    forms: ReportForms
    attach: tuple[Form, ...] = ("html", "csv")
    to: frozenset[Role] = field(default_factory=lambda: frozenset({Role.ADMIN}))
    staff: tuple[str, ...] = ()

    def content(self, report: Report, form: Form, language: str) -> bytes:
        """The report in one form; JSON and CSV are the same in every language."""
        if form == "json":
            return report_json(report)
        if form == "csv":
            return report_csv(report)
        sheet = sheet_of(report, language, self.house.correspondence.from_name(language))
        if form == "pdf":
            return self.forms.pdf(sheet)
        return (self.forms.html if form == "html" else self.forms.text)(sheet).encode()

    def files(self, report: Report, language: str) -> tuple[OutgoingFile, ...]:
        """What is attached to the letter."""
        return tuple(
            OutgoingFile(name=file_name(report, form), type=TYPES[form], content=self.content(report, form, language))
            for form in self.attach
        )

    def contacts(self, contract: Contract) -> tuple[Contact, ...]:
        """Who gets the report of a contract: those with one of the roles, else its admins."""
        found = tuple(one for one in contract.contacts if one.roles & self.to)
        return found or tuple(one for one in contract.contacts if Role.ADMIN in one.roles)

    def members(self) -> tuple[Staff, ...]:
        """Who gets the desk's own report."""
        active = tuple(one for one in self.house.rules.staff if one.active)
        return tuple(one for one in active if one.handle in self.staff) or active

    def to_contract(self, report: Report, contract: Contract, now: datetime, *, cause: str = "") -> list[NewLetter]:
        """The letters of a contract's report, one for each reader; `cause` makes them unique, by default
        contract and month. Nothing is queued here; a reader to whom nothing can be written gets none."""
        written = (
            self.to_contact(report, contract, one, now, cause=cause or cause_of(report))
            for one in self.contacts(contract)
        )
        return [letter for letter in written if letter is not None]

    def to_contact(
        self, report: Report, contract: Contract, contact: Contact, now: datetime, *, cause: str
    ) -> NewLetter | None:
        """One reader's letter with its files."""
        person = Participant(address=contact.address, name=contact.name, contact_id=contact.id)
        reader = self.house.readers.participant(person, contract)
        files = self.files(report, reader.language)
        where = Addressed(
            cause=cause,
            desk_address=self.house.address_for(contract),
            calendar=contract.calendar,
            contact_id=contact.id,
            files=files,
        )
        letter = letter_of(report, contract.id, files)
        return self.house.correspondence.write_if_possible(letter, reader, where, now)

    def to_staff(self, report: Report, now: datetime, *, cause: str = "") -> list[NewLetter]:
        """The letters of the desk's own report."""
        written = (self._to_member(report, one, now, cause or cause_of(report)) for one in self.members())
        return [letter for letter in written if letter is not None]

    def _to_member(self, report: Report, member: Staff, now: datetime, cause: str) -> NewLetter | None:
        reader: Reader = self.house.readers.staff(member)
        files = self.files(report, reader.language)
        where = Addressed(cause=cause, desk_address=self.house.address, token_for=staff_token_of(member), files=files)
        return self.house.correspondence.write_if_possible(letter_of(report, "", files), reader, where, now)


def cause_of(report: Report) -> str:
    """What a month's report is caused by, so that nobody gets it twice; of a month that goes on, one a day."""
    whole = f"report:{report.scope.contract or 'desk'}:{report.period.first:%Y-%m}"
    if report.as_of >= report.period.ends:
        return whole
    return f"{whole}:{report.as_of.astimezone(ZoneInfo(report.period.tz)):%Y-%m-%d}"


def file_name(report: Report, form: Form) -> str:
    """`report-2026-11-C-1.html`; what file systems may refuse is replaced."""
    whose = f"-{NOT_IN_NAMES.sub('_', report.scope.contract)}" if report.scope.contract else ""
    return f"report-{report.period.first:%Y-%m}{whose}.{ENDINGS.get(form, form)}"


def letter_of(report: Report, contract: str, files: tuple[OutgoingFile, ...]) -> MonthLetter:
    """The letter of a report; without a contract it is the staff's."""
    answers = next(one for one in report.times if one.name == "first_answer")
    most = max((one.opened for one in report.by_category), default=0)
    labels = report.labels
    figures: dict[str, Any] = {
        "month": report.period.first,
        "received": report.totals.opened,
        "closed": report.totals.closed,
        "open": report.totals.open,
        "met": sum(one.met for one in report.targets),
        "missed": sum(one.missed for one in report.targets),
        "answer": None if answers.median_business is None else timedelta(minutes=answers.median_business),
        "counts": tuple(
            MonthCount(
                labels=filled(labels.categories.get(one.key, NO_LABELS), one.key),
                received=one.opened,
                share=one.opened / most,
            )
            for one in report.by_category
            if one.opened
        ),
        "services": tuple(
            MonthUptime(
                labels=filled(labels.services.get(one.service, NO_LABELS), one.service),
                percent=one.percent,
                target="" if one.target is None else str(one.target),
                met=one.met,
                down=timedelta(minutes=one.down),
            )
            for one in report.availability
        ),
        "faults": len(report.faults),
        "wishes": len(report.wishes),
        "files": tuple(one.name for one in files),
        "as_of": report.as_of if report.as_of < report.period.ends else None,
    }
    return MonthlyReport(contract=contract, **figures) if contract else StaffMonthlyReport(**figures)
