"""The letters to staff about monthly reports that wait for their word, and about what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from mailbot.desk.letters.policy import AutoSubmitted, ToStaff
from mailbot.desk.report_speaker import month_in_words

if TYPE_CHECKING:
    from mailbot.desk.labels import Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class _AboutReport(ToStaff):
    """Whose report of which month (its first day) it is, and who gets it."""

    contract: str
    client: str
    month: date
    readers: tuple[str, ...] = ()

    @property
    def month_words(self) -> Labels:
        return {language: month_in_words(self.month, language) for language in ("ja", "en")}


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffReportWanted(_AboutReport):
    """A client's report waits for a word of staff (DECISIONS 36); its files are attached as the client gets them."""

    key: ClassVar[str] = "staff-report-wanted"

    received: int
    closed: int
    open: int
    met: int
    missed: int
    faults: int
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffReportDecided(_AboutReport):
    """A report went, or goes to nobody by the word of the reader."""

    key: ClassVar[str] = "staff-report-decided"
    auto_submitted: ClassVar[AutoSubmitted] = "auto-replied"

    sent: bool


StaffReportLetter: TypeAlias = StaffReportWanted | StaffReportDecided
STAFF_REPORTS: tuple[type[StaffReportLetter], ...] = (StaffReportWanted, StaffReportDecided)
