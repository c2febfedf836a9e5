"""The letters that bring a month's report: five figures first, then bars; the whole of it comes as files (row F5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar, TypeAlias

from mailbot.desk.labels import Labels
from mailbot.desk.letters.policy import Frame, NoticeToCustomer, ToStaff
from mailbot.desk.report_sheet import bar
from mailbot.desk.report_speaker import month_in_words, percent

WIDTH = 10
"""Half-width columns of the longest bar in a letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthCount:
    """How many cases of a category came in; `share` is its part of the most that any had, from 0 to 1."""

    labels: Labels
    received: int
    share: float

    @property
    def bar(self) -> str:
        return bar(self.share, WIDTH)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthUptime:
    """The availability of one service; `percent` is None where nothing was promised, `met` without a target."""

    labels: Labels
    percent: str | None
    target: str
    met: bool | None
    down: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class _Month:
    """What both letters say. `answer` is the median of the open time to the first answer, `as_of` is set while the
    month goes on, `files` are the names of what is attached."""

    month: date
    received: int
    closed: int
    open: int
    met: int
    missed: int
    answer: timedelta | None
    counts: tuple[MonthCount, ...]
    services: tuple[MonthUptime, ...]
    faults: int = 0
    wishes: int = 0
    files: tuple[str, ...] = ()
    as_of: datetime | None = None

    @property
    def month_words(self) -> Labels:
        return {language: month_in_words(self.month, language) for language in ("ja", "en")}

    @property
    def promised(self) -> int:
        return self.met + self.missed

    @property
    def kept_share(self) -> str:
        return percent(self.met, self.promised)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyReport(_Month, NoticeToCustomer):
    """The report of a month to the contacts of one contract."""

    key: ClassVar[str] = "monthly-report"
    frame: ClassVar[Frame] = "monthly"

    contract: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMonthlyReport(_Month, ToStaff):
    """The report of a month on the whole desk, to its staff."""

    key: ClassVar[str] = "staff-monthly-report"


MonthLetter: TypeAlias = MonthlyReport | StaffMonthlyReport
