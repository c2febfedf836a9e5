"""The letters to staff: one class a letter. What customers wrote is data here and shown as written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from mailbot.desk.letters.policy import AutoSubmitted, Frame, SendingKind, ToStaff

if TYPE_CHECKING:
    from mailbot.desk.labels import Labels
    from mailbot.desk.letters.parts import (
        Author,
        ClockLine,
        CommandHelp,
        HeldItem,
        RefusedCommand,
    )
    from mailbot.desk.letters.units import UnitsLine


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffNewCase(ToStaff):
    """A new case with all that one needs to answer it (row D4). `commands` are words to offer, in order.

    `units` says what is left of the pack, `unsure` what staff should check, `links` the numbers of related cases.
    `text` is the customer's, `attachments` the names of the files in their mail, `receivers` the addresses that an
    answer goes to.
    """

    key: ClassVar[str] = "staff-new-case"
    frame: ClassVar[Frame] = "copy"

    number: str
    subject: str
    client: str
    contract: str
    contact: Author
    receivers: tuple[str, ...] = ()
    received_at: datetime
    category: Labels
    category_reason: Labels
    priority: Labels
    priority_reason: Labels
    clocks: tuple[ClockLine, ...] = ()
    units: Labels | None = None
    unsure: Labels | None = None
    links: tuple[str, ...] = ()
    text: str = ""
    text_language: str = ""
    attachments: tuple[str, ...] = ()
    commands: tuple[Labels, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffFollowUp(ToStaff):
    """A customer's mail on a case: what is new, the state, the next due time. `contact` is who reads an answer."""

    key: ClassVar[str] = "staff-follow-up"
    frame: ClassVar[Frame] = "copy"

    number: str
    subject: str
    client: str
    contact: Author
    receivers: tuple[str, ...] = ()
    author: Author
    received_at: datetime
    status: Labels
    next_clock: ClockLine | None = None
    units: Labels | None = None
    unsure: Labels | None = None
    text: str = ""
    text_language: str = ""
    attachments: tuple[str, ...] = ()
    commands: tuple[Labels, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffHeldList(ToStaff):
    """Mails that wait for a person's word, gathered; `more` counts those that the list leaves out."""

    key: ClassVar[str] = "staff-held-list"

    items: tuple[HeldItem, ...]
    more: int = 0

    @property
    def total(self) -> int:
        return len(self.items) + self.more


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffReceipt(ToStaff):
    """What became of a staff member's mail: sent to whom, what ran, what was refused and why, the state now. What was
    said to the desk as a whole has neither number nor state."""

    key: ClassVar[str] = "staff-receipt"
    auto_submitted: ClassVar[AutoSubmitted] = "auto-replied"

    number: str = ""
    subject: str = ""
    client: str = ""
    before: Labels | None = None
    after: Labels | None = None
    sent_to: tuple[str, ...] = ()
    sent_at: datetime | None = None
    not_sent: Labels | None = None
    told: tuple[Labels, ...] = ()
    """What the desk itself wrote to customers because of the mail, each with its receiver."""
    ran: tuple[str, ...] = ()
    refused: tuple[RefusedCommand, ...] = ()
    next_clock: ClockLine | None = None
    related: tuple[str, ...] = ()
    """The numbers of the cases that were made of a part of this one, or of the one that it went into."""
    time_spent: timedelta | None = None
    """All time recorded on the case, where some was recorded now."""
    units: UnitsLine | None = None
    """How the units of the contract stand, where what was done may have moved some."""
    booked: tuple[Labels, ...] = ()
    """What was ordered, and what that means for the contract and for mails that waited."""
    undo_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffCommandRefused(ToStaff):
    """Nothing of a mail was run, and the desk sent nothing; `number` is empty if it named no case.

    `direct`: those of the case who had the mail from the writer already, whom no refusal calls it back from; `warned`
    is what they read of it that was not for them. `draft`: the text with what lacks, to be completed; `link` opens it.
    """

    key: ClassVar[str] = "staff-command-refused"
    auto_submitted: ClassVar[AutoSubmitted] = "auto-replied"

    subject: str
    refused: tuple[RefusedCommand, ...]
    number: str = ""
    direct: tuple[str, ...] = ()
    warned: tuple[Labels, ...] = ()
    draft: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffDeliveryFailed(ToStaff):
    """A letter of ours did not arrive. `letter` names it in words, `reason` likewise, `words` are the server's."""

    key: ClassVar[str] = "staff-delivery-failed"

    subject: str
    letter: Labels
    recipient: str
    reason: Labels
    failed_at: datetime
    words: str = ""
    number: str = ""
    clock: ClockLine | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffIntakeStopped(ToStaff):
    """A door took nothing in since a time. `error` is the last one in the server's words, `advice` what to do."""

    key: ClassVar[str] = "staff-intake-stopped"
    kind: ClassVar[SendingKind] = "urgent"
    repeat_after: ClassVar[timedelta | None] = timedelta(hours=6)

    door: str
    since: datetime
    error: str
    advice: Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffHelp(ToStaff):
    """The commands that exist, on a staff member's asking."""

    key: ClassVar[str] = "staff-help"
    auto_submitted: ClassVar[AutoSubmitted] = "auto-replied"

    commands: tuple[CommandHelp, ...]
