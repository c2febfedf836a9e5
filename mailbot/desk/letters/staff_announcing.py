"""The letters to staff about faults and announcements: previews that wait for a word, how one went, lists of faults."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

from mailbot.desk.labels import NO_LABELS
from mailbot.desk.letters.policy import AutoSubmitted, SendingKind, ToStaff

if TYPE_CHECKING:
    from mailbot.desk.labels import Labels


Needs: TypeAlias = Literal["approval", "word", "alone", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewText:
    """One letter exactly as its readers of this language will get it; `count` are those."""

    language: str
    subject: str
    text: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractCount:
    """How many people of one contract get it."""

    contract: str
    client: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffAnnouncementPreview(ToStaff):
    """What would go to whom. `needs`: another member's approval, or the writer's own word (`alone`: for nobody else is
    there); `none` where a finding refuses it. `approvers` are to be called where the writer is alone at night.
    `resolves` counts the cases that are resolved when it goes."""

    key: ClassVar[str] = "staff-announcement-preview"

    id: int
    kind_words: Labels
    writer: str
    needs: Needs
    texts: tuple[PreviewText, ...]
    total: int
    in_threads: int = 0
    contracts: tuple[ContractCount, ...] = ()
    objected: int = 0
    unwritable: int = 0
    silent: tuple[str, ...] = ()
    findings: tuple[Labels, ...] = ()
    fault: str = ""
    approvers: tuple[str, ...] = ()
    mend: Labels = field(default_factory=lambda: NO_LABELS)
    """The command that sends it anew."""
    duty: bool = True
    not_before: datetime | None = None
    resolves: int = 0
    drafted: bool = False
    again: bool = False
    """Whether it has waited for a word for long."""

    @property
    def more(self) -> int:
        """Contracts that the letter does not list."""
        return max(0, len(self.contracts) - MOST_CONTRACTS)

    @property
    def listed(self) -> tuple[ContractCount, ...]:
        return self.contracts[:MOST_CONTRACTS]


MOST_CONTRACTS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """One receiver without the letter: why, in words, and what the server said."""

    address: str
    contract: str
    state: Labels
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopLine:
    """A stop of services as it was announced, and as it was; `beyond` is how long it ran outside the window."""

    starts: datetime
    ends: datetime
    stopped: datetime
    resumed: datetime
    beyond: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffAnnouncementStatus(ToStaff):
    """How an announcement went; `undelivered` is who does not have it, the first of them."""

    key: ClassVar[str] = "staff-announcement-status"
    auto_submitted: ClassVar[AutoSubmitted] = "auto-replied"

    id: int
    kind_words: Labels
    state: Labels
    title: Labels
    sent: int
    pending: int
    failed: int
    left_out: int
    at: datetime
    undelivered: tuple[Undelivered, ...] = ()
    more: int = 0
    stop: StopLine | None = None
    left_open: tuple[str, ...] = ()
    """Numbers of the cases that were to be resolved with it and were not, for more came in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultLine:
    """One fault of a list; `recovered` is None while it runs."""

    number: str
    title: Labels
    services: Labels
    began: datetime
    recovered: datetime | None = None
    next_news: datetime | None = None
    cases: int = 0
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffFaults(ToStaff):
    """The faults, running ones first; `words` is what was searched for."""

    key: ClassVar[str] = "staff-faults"
    auto_submitted: ClassVar[AutoSubmitted] = "auto-replied"

    lines: tuple[FaultLine, ...] = ()
    words: str = ""

    @property
    def running(self) -> int:
        return sum(one.recovered is None and not one.withdrawn for one in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffNewsDue(ToStaff):
    """Customers were promised further news of a fault until `due`; `draft` is what a mail could say. `overdue`: the
    time has passed. `over`: the fault is, and its cause is to be reported."""

    key: ClassVar[str] = "staff-news-due"
    kind: ClassVar[SendingKind] = "urgent"

    fault: FaultLine
    due: datetime
    draft: str
    overdue: bool = False
    over: bool = False


StaffAnnouncingLetter: TypeAlias = StaffNewsDue | StaffAnnouncementPreview | StaffAnnouncementStatus | StaffFaults
STAFF_ANNOUNCING: tuple[type[StaffAnnouncingLetter], ...] = (
    StaffAnnouncementPreview,
    StaffAnnouncementStatus,
    StaffFaults,
    StaffNewsDue,
)
