"""A month's report on its way: whether it waits for a word of staff, may go, or went. Values only."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from mailbot.desk.people import Contract

APPROVED_KIND = "reports"
"""The word of `approve` under which reports wait for a word of staff."""
WANTED = "report-wanted"
"""What the letter that asks staff for their word is caused by, with the row's id behind it."""


class ReportState(enum.StrEnum):
    """Staff are asked about what is `asked` for, by the next sweep, and nothing leaves while it waits for their word;
    what may go is written by the next sweep, and has gone then."""

    ASKED = "asked"
    WAITING = "waiting"
    GOING = "going"
    SENT = "sent"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReport:
    """One report of one month, `month` by its first day; with an empty contract the desk's own.

    `asked` is the mail in which `contact_id` asked for it, 0 for the one that goes out each month. `by` is who said
    that it may go, `staff:HANDLE` or `desk`.
    """

    id: int
    contract_id: str
    month: date
    state: ReportState
    asked: int = 0
    contact_id: int = 0
    by: str = ""

    @property
    def cause(self) -> str:
        """What its letters are caused by, so that nobody gets it twice."""
        whose = f"report:{self.contract_id or 'desk'}:{self.month:%Y-%m}"
        return f"{whose}:inbox:{self.asked}" if self.asked else whose


def month_before(day: date) -> date:
    """The first day of the month before that of a day."""
    return date(day.year - (day.month == 1), (day.month - 2) % 12 + 1, 1)


def month_after(day: date) -> date:
    """The first day of the month after that of a day."""
    return date(day.year + (day.month == 12), day.month % 12 + 1, 1)


def months_to_report(today: date, newest: date | None) -> tuple[date, ...]:
    """The finished months whose reports may be wanting, oldest first: the last one, and after a long standstill those
    since `newest`, the latest that was ever made; at most a year of them."""
    last = month_before(today)
    found = [last]
    while newest is not None and found[0] > newest and len(found) < 12:
        found.insert(0, month_before(found[0]))
    return tuple(found)


def concerned(contracts: Collection[Contract], month: date, last: date) -> tuple[Contract, ...]:
    """The contracts that were in force on any day of a month."""
    return tuple(one for one in contracts if one.valid_from <= last and (one.last_day is None or one.last_day >= month))
