"""The letters that remind staff of what is due, and explain it. A reply to a reminder is an answer to the customer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Literal

from mailbot.desk.letters.policy import AutoSubmitted, Frame, SendingKind, ToStaff

if TYPE_CHECKING:
    from mailbot.desk.labels import Labels
    from mailbot.desk.letters.parts import Author, ClockLine, ExplainedClock, LastMail


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutCase(ToStaff):
    """What every reminder tells of its case. `contact` is who reads an answer, `owner` is empty if nobody has it.

    `commands` are words to offer, in order.
    """

    frame: ClassVar[Frame] = "copy"

    number: str
    subject: str
    client: str
    contact: Author
    receivers: tuple[str, ...] = ()
    contract: str = ""
    owner: str = ""
    commands: tuple[Labels, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffBeforeBreach(AboutCase):
    """A time draws near. `clock.left` is what remains of opening hours, `share` the percentage that is used up."""

    key: ClassVar[str] = "staff-before-breach"

    clock: ClockLine
    share: int
    last_event: Labels
    last_mail: LastMail | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffBreached(AboutCase):
    """A time has passed without what was promised; `late` is how long ago, in opening hours."""

    key: ClassVar[str] = "staff-breached"

    clock: ClockLine
    late: timedelta
    last_event: Labels
    last_mail: LastMail | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffEscalation(AboutCase):
    """An urgent or security case for the person on call, whatever the hour (row B3). `reason` says why they are told.

    `customer_told`: the customer was told that the person on call is alerted, without a promise of time.
    """

    key: ClassVar[str] = "staff-escalation"
    kind: ClassVar[SendingKind] = "urgent"
    lane: ClassVar[int] = 0

    received_at: datetime
    category: Labels
    priority: Labels
    reason: Labels
    clocks: tuple[ClockLine, ...] = ()
    customer_told: bool = False
    text: str = ""
    text_language: str = ""
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffInterimDue(AboutCase):
    """Interim report `n` is due. `draft` is its text for the customer, in the customer's language, ready to be sent.

    `sent_at` is when the desk sends the draft by itself; None if it never does.
    """

    key: ClassVar[str] = "staff-interim-due"

    clock: ClockLine
    n: int
    draft: str
    draft_language: str = ""
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffForecastWanted(AboutCase):
    """An answer is about to be `days` business days late. Without a forecast the customer is told so at `told_at`.

    `counted_from`: from the due time, or from the receipt as some contracts count (DECISIONS 22).
    """

    key: ClassVar[str] = "staff-forecast-wanted"

    clock: ClockLine
    days: int
    told_at: datetime
    counted_from: Literal["due", "receipt"] = "due"
    last_mail: LastMail | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffExplained(ToStaff):
    """Why each clock of a case is due when it is, on a staff member's asking (row C8)."""

    key: ClassVar[str] = "staff-explained"
    auto_submitted: ClassVar[AutoSubmitted] = "auto-replied"

    number: str
    subject: str
    clocks: tuple[ExplainedClock, ...]
    status: Labels
