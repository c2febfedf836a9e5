"""The letters that answer what admin contacts ask of the desk itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar

from mailbot.desk.letters.policy import ToCustomer
from mailbot.desk.report_speaker import month_in_words

if TYPE_CHECKING:
    from mailbot.desk.labels import Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAsked(ToCustomer):
    """The report of a month (its first day) that the reader asked for comes when staff have looked at it."""

    key: ClassVar[str] = "report-asked"

    contracts: tuple[str, ...]
    month: date

    @property
    def month_words(self) -> Labels:
        return {language: month_in_words(self.month, language) for language in ("ja", "en")}


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFaultLine:
    """One fault of what the reader's contracts use; `recovered` is None while it goes on."""

    number: str
    title: Labels
    services: Labels
    began: datetime
    recovered: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCaseLine:
    """One case in a customer's list; `due` is the next reply-by time of one that waits for the desk."""

    number: str
    subject: str
    status: Labels
    is_open: bool
    received_at: datetime
    due: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCases(ToCustomer):
    """The cases of the reader's own contracts, open ones first, the newest first.

    `since` is how far back ended cases are listed; `has_more` says that there are more than the list holds.
    """

    key: ClassVar[str] = "own-cases"

    contracts: tuple[str, ...]
    cases: tuple[OwnCaseLine, ...]
    since: datetime
    has_more: bool = False
    faults: tuple[OwnFaultLine, ...] = ()

    @property
    def open_cases(self) -> tuple[OwnCaseLine, ...]:
        return tuple(one for one in self.cases if one.is_open)

    @property
    def ended_cases(self) -> tuple[OwnCaseLine, ...]:
        return tuple(one for one in self.cases if not one.is_open)
