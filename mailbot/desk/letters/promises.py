"""The letters to customers about promises: kept, moved, late, and at an end. One class a letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Literal

from mailbot.desk.letters.policy import FromDeskOrPerson, NoticeToCustomer

if TYPE_CHECKING:
    from mailbot.desk.hours import Skipped
    from mailbot.desk.labels import Labels
    from mailbot.desk.letters.parts import Changed, MovedClock


@dataclass(frozen=True, slots=True, kw_only=True)
class InterimReport(FromDeskOrPerson):
    """How a matter stands before it is resolved (row D9). `n` counts the reports of the case from 1.

    `forecast` is when it is expected to be resolved, None if that is not known; `next_update` None if no further
    report is due. Rows without words are left out.
    """

    key: ClassVar[str] = "interim-report"

    number: str
    subject: str
    n: int
    as_of: datetime
    status: Labels | str = ""
    done: str = ""
    next: str = ""
    forecast: datetime | None = None
    next_update: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LateNotice(FromDeskOrPerson):
    """An answer will be late (row D9). `reason` is the customer's to read: never how busy the desk is.

    `new_due` is None while there is no forecast; then `next_news` says until when we write again. One of them has
    to be there: ValueError otherwise. `committed`: the old time was a due time, not a target.
    """

    key: ClassVar[str] = "late-notice"

    number: str
    subject: str
    as_of: datetime
    old_due: datetime
    new_due: datetime | None = None
    next_news: datetime | None = None
    reason: Labels | str = ""
    status: Labels | str = ""
    committed: bool = False

    def __post_init__(self) -> None:
        if self.new_due is None and self.next_news is None:
            raise ValueError("a late notice names the new time of the answer, or until when there is further news")

    @property
    def overdue(self) -> bool:
        """Whether the old time has passed already."""
        return self.as_of > self.old_due

    @property
    def earlier(self) -> bool:
        """Whether the new time is before the one that was told: good news, and no reason to apologise."""
        return self.new_due is not None and not self.overdue and self.new_due < self.old_due


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReplyBy(NoticeToCustomer):
    """A change of priority, category, level or policy moved the times of a case (row C9, DECISIONS 16).

    The times count from `received_at` as before; `skipped` only if those days moved a time.
    """

    key: ClassVar[str] = "new-reply-by"

    number: str
    subject: str
    received_at: datetime
    changes: tuple[Changed, ...]
    clocks: tuple[MovedClock, ...]
    reason: Labels | str = ""
    skipped: tuple[Skipped, ...] = ()

    @property
    def worse(self) -> bool:
        """Whether a time became later or is gone; the reader is then asked whether they can live with it."""
        return any(
            clock.old_due is not None and (clock.new_due is None or clock.new_due > clock.old_due)
            for clock in self.clocks
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingNotice(NoticeToCustomer):
    """Closing by silence is announced (row D7). `days` business days after our last answer at `answered_at`.

    `waiting`: that was a question to the customer. `unit` is the contract's word for what its pack counts.
    `skipped` only if those days moved the date.
    """

    key: ClassVar[str] = "closing-notice"

    number: str
    subject: str
    answered_at: datetime
    close_on: datetime
    days: int
    waiting: bool = False
    unit: Labels | None = None
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(NoticeToCustomer):
    """A case was closed, by `days` business days of silence or by staff; a later mail makes a new case (row D7)."""

    key: ClassVar[str] = "closed"

    number: str
    subject: str
    closed_at: datetime
    by: Literal["silence", "staff"]
    days: int = 0
    unit: Labels | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved(FromDeskOrPerson):
    """The account of what happened, after it was resolved (row D10); rows without words are left out.

    `ours`: it was caused by us, so we apologise. `report_by` is set while the cause is still looked for, `close_on`
    if silence closes the case.
    """

    key: ClassVar[str] = "resolved"

    number: str
    subject: str
    what: str
    began: datetime | None = None
    resolved_at: datetime | None = None
    impact: str = ""
    cause: str = ""
    remedy: str = ""
    prevention: str = ""
    ours: bool = False
    report_by: datetime | None = None
    close_on: datetime | None = None
