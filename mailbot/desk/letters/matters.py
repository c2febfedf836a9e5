"""The letters about whole matters: one that became several, two that became one, one outside the contract's scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from mailbot.desk.letters.policy import Frame, FromDeskOrPerson, NoticeToCustomer, ToStaff

if TYPE_CHECKING:
    from datetime import datetime

    from mailbot.desk.hours import Skipped
    from mailbot.desk.labels import Labels
    from mailbot.desk.letters.parts import Author, ClockLine


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSplit(NoticeToCustomer):
    """A part of a case became a case of its own (row D8), the one of this letter; `old_number` goes on for itself.

    `received_at` is the receipt of the mail that brought the matter, from which its times count; `skipped` only if
    those days moved a time. `unit` is the contract's word for what its pack counts, where it has one.
    """

    key: ClassVar[str] = "case-split"
    frame: ClassVar[Frame] = "case"

    number: str
    old_number: str
    subject: str
    received_at: datetime
    category: Labels
    priority: Labels
    clocks: tuple[ClockLine, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    unit: Labels | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMerged(NoticeToCustomer):
    """Two cases became one. `number` is the case of the reader's thread, `other_number` the other one.

    `goes_on`: it is this one that goes on, and the other one ended; else the other way round. `other_subject` is empty
    where the other case is another person's. `clocks` are those of the case that goes on.
    """

    key: ClassVar[str] = "case-merged"
    frame: ClassVar[Frame] = "case"

    number: str
    subject: str
    other_number: str
    other_subject: str = ""
    goes_on: bool = False
    clocks: tuple[ClockLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OutOfScope(FromDeskOrPerson):
    """A person's word that a matter lies outside the contract's scope, with where to ask instead (row B5).

    `close_on` is set if silence closes the case; `unit` is the contract's word for what its pack counts: none is used.
    """

    key: ClassVar[str] = "out-of-scope"
    frame: ClassVar[Frame] = "person"

    number: str
    subject: str
    close_on: datetime | None = None
    unit: Labels | None = None
    waiting: ClockLine | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMerged(ToStaff):
    """To whoever follows the case that goes on: another one was merged into it, by `by`; what its customer wrote last.

    `contact` is who reads an answer, `joined` are the addresses that take part from now on.
    """

    key: ClassVar[str] = "staff-merged"
    frame: ClassVar[Frame] = "copy"

    number: str
    subject: str
    client: str
    contact: Author
    receivers: tuple[str, ...] = ()
    merged_number: str
    merged_subject: str
    by: str
    joined: tuple[str, ...] = ()
    status: Labels
    next_clock: ClockLine | None = None
    text: str = ""
    text_language: str = ""
    commands: tuple[Labels, ...] = ()
