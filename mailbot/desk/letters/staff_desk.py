"""The letters to staff about the desk as a whole: lists, the morning's digest, what was found, a case's record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Literal

from mailbot.desk.letters.policy import AutoSubmitted, Frame, ToStaff

if TYPE_CHECKING:
    from mailbot.desk.labels import Labels
    from mailbot.desk.letters.parts import Author, ClockLine

SectionKind = Literal["overdue", "today", "later", "waiting", "answered", "unassigned", "rest"]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueLine:
    """One case of a list. `link` opens a ready reply; `clock` is the next to be kept, `late` the opening hours since
    it passed, `closes_on` when silence ends the case. `mine`: the reader owns it; `owner` is empty without one."""

    number: str
    subject: str
    client: str
    link: str
    status: Labels
    clock: ClockLine | None = None
    late: timedelta | None = None
    closes_on: datetime | None = None
    owner: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueSection:
    """One list: its lines, and how many cases it has in all. Without lines it is only counted."""

    kind: SectionKind
    lines: tuple[QueueLine, ...]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.lines) if self.lines else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLine:
    """One held mail of a list; `show`, `accept` and `refuse` open a ready mail with the command, each empty where the
    command would not help."""

    number: int
    sender: str
    subject: str
    reason: Labels
    received_at: datetime
    show: str = ""
    accept: str = ""
    refuse: str = ""
    send: str = ""
    """Opens a mail that lets an answer of staff go; `approves` where that is another member's approval."""
    approves: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """A member of staff who is on leave, through the day `until`."""

    name: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class _Queues(ToStaff):
    """How the desk stands at `at`, for the member `staff`. `held` is None where the list does not show held mail."""

    at: datetime
    staff: str
    sections: tuple[QueueSection, ...] = ()
    held: tuple[HeldLine, ...] | None = None
    held_total: int = 0
    away: tuple[Away, ...] = ()
    on_call: tuple[str, ...] = ()

    @property
    def due(self) -> int:
        """Cases that are overdue or due today."""
        return sum(one.total for one in self.sections if one.kind in {"overdue", "today"})

    @property
    def overdue(self) -> int:
        return sum(one.total for one in self.sections if one.kind == "overdue")

    @property
    def is_empty(self) -> bool:
        return not self.held_total and not any(one.total for one in self.sections)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffDigest(_Queues):
    """How the day begins, to each member who is there; it comes also when nothing is due: the desk is alive."""

    key: ClassVar[str] = "staff-digest"
    lane: ClassVar[int] = 2

    served_now: tuple[Labels, ...] = ()
    """Which mails were held for want of units that are there now."""

    @property
    def is_empty(self) -> bool:
        """A day is quiet on which nothing is to be done, though cases were answered."""
        return not self.held_total and not any(one.total for one in self.sections if one.kind != "answered")


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffList(_Queues):
    """The lists that a member asked for; `asked` says which, in words."""

    key: ClassVar[str] = "staff-list"
    auto_submitted: ClassVar[AutoSubmitted] = "auto-replied"

    asked: Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffFound(ToStaff):
    """The cases in which all the words occur, the newest first; `more`: there are others, too."""

    key: ClassVar[str] = "staff-found"
    auto_submitted: ClassVar[AutoSubmitted] = "auto-replied"

    words: str
    lines: tuple[QueueLine, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordEvent:
    """One thing that happened to a case: when, what in words, and who did it (empty for the desk and customers)."""

    at: datetime
    what: Labels
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMessage:
    """One message of a case: what was new in it, cut where `is_cut`. `direction` as kept."""

    at: datetime
    direction: Literal["in", "out", "internal"]
    author: str
    to: tuple[str, ...]
    text: str
    is_cut: bool = False
    is_undone: bool = False
    """Taken back; an answer never left then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRecord(ToStaff):
    """A case whole, for a member who asked. `older_events` and `older_messages` count what is left out.

    It holds internal notes and an answer to it reaches the customer, so it bears the line of a copy.
    """

    key: ClassVar[str] = "staff-record"
    frame: ClassVar[Frame] = "copy"
    auto_submitted: ClassVar[AutoSubmitted] = "auto-replied"

    number: str
    subject: str
    client: str
    contract: str
    contact: Author
    receivers: tuple[str, ...] = ()
    commands: tuple[Labels, ...] = ()
    people: tuple[str, ...] = ()
    status: Labels
    category: Labels
    priority: Labels
    owner: str = ""
    level: str = ""
    private: bool = False
    received_at: datetime
    closed_at: datetime | None = None
    links: tuple[str, ...] = ()
    clocks: tuple[ClockLine, ...] = ()
    events: tuple[RecordEvent, ...] = ()
    older_events: int = 0
    messages: tuple[RecordMessage, ...] = ()
    older_messages: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffOwnerAway(ToStaff):
    """A machine answered that a member is away who owns cases due soon; to the others, who may take them."""

    key: ClassVar[str] = "staff-owner-away"

    owner: str
    lines: tuple[QueueLine, ...]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.lines)
