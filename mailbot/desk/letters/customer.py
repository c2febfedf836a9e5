"""The letters to customers and to those who would like to be: one class a letter, its fields all that it may say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Literal

from mailbot.desk.letters.policy import AutoSubmitted, Frame, SendingKind, ToCustomer
from mailbot.desk.wording import has_salutation

if TYPE_CHECKING:
    from mailbot.desk.hours import Skipped
    from mailbot.desk.labels import Labels
    from mailbot.desk.letters.parts import ClockLine, Lowered, Telephone


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpened(ToCustomer):
    """The acknowledgement (rows D1, C6, B7). `subject` is the customer's, shown to proven senders only.

    `next_open` is set if it was received while the desk is closed; `skipped` only if those days moved a clock.
    `by_phone`: the customer told us on the telephone at `received_at`, and staff opened the case for them (row A7).
    """

    key: ClassVar[str] = "case-opened"
    frame: ClassVar[Frame] = "case"

    number: str
    subject: str
    received_at: datetime
    category: Labels
    priority: Labels
    clocks: tuple[ClockLine, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    next_open: datetime | None = None
    telephone: Telephone | None = None
    lowered: Lowered | None = None
    by_phone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedCase(ToCustomer):
    """A mail to a closed case made a new one, whose start waits for staff (row D7, DECISIONS 10).

    `unit` is the contract's word for what its pack counts, where it has one.
    """

    key: ClassVar[str] = "linked-case"
    frame: ClassVar[Frame] = "case"

    number: str
    old_number: str
    subject: str
    received_at: datetime
    category: Labels
    priority: Labels
    clocks: tuple[ClockLine, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    next_open: datetime | None = None
    unit: Labels | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedStranger(ToCustomer):
    """The neutral refusal (row A2): it has no field, so that it cannot tell anything."""

    key: ClassVar[str] = "refused-stranger"
    frame: ClassVar[Frame] = "refusal"
    repeat_after: ClassVar[timedelta | None] = timedelta(days=7)
    lane: ClassVar[int] = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedColleague(ToCustomer):
    """To a proven colleague at a client's domain (DECISIONS 3). `may_join`: being copied in lets them take part."""

    key: ClassVar[str] = "refused-colleague"
    frame: ClassVar[Frame] = "refusal"
    repeat_after: ClassVar[timedelta | None] = timedelta(days=7)
    lane: ClassVar[int] = 2

    may_join: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldUnproven(ToCustomer):
    """Asks the registered address whether a mail in its name was theirs; nothing of that mail is shown (37a)."""

    key: ClassVar[str] = "held-unproven"
    auto_submitted: ClassVar[AutoSubmitted] = "auto-generated"
    kind: ClassVar[SendingKind] = "notice"
    repeat_after: ClassVar[timedelta | None] = timedelta(days=1)
    lane: ClassVar[int] = 2

    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractExpired(ToCustomer):
    """A new matter under a contract that has ended (row A6).

    `until` is the last day of the contract; `renew` completes 「…をお願いいたします」 and "please …"; without it the
    desk's public contact is named.
    """

    key: ClassVar[str] = "contract-expired"
    frame: ClassVar[Frame] = "notice"
    repeat_after: ClassVar[timedelta | None] = timedelta(days=1)

    contract: str
    until: date
    renew: Labels | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLarge(ToCustomer):
    """To a proven opener whose mail could not be taken. `size` and `limit` are bytes, for `problem = "size"`."""

    key: ClassVar[str] = "too-large"
    repeat_after: ClassVar[timedelta | None] = timedelta(hours=1)

    problem: Literal["size", "unreadable", "encrypted"]
    received_at: datetime
    size: int = 0
    limit: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffAnswer(ToCustomer):
    """A person's answer: their words whole, no mark of a machine (LETTERS 3.6, REALITIES 33).

    `waiting` is the clock that this answer pauses until the customer writes.
    """

    key: ClassVar[str] = "staff-answer"
    automatic: ClassVar[bool] = False
    auto_submitted: ClassVar[AutoSubmitted] = ""
    frame: ClassVar[Frame] = "person"

    number: str
    subject: str
    text: str
    signature: str
    waiting: ClockLine | None = None

    @property
    def greets(self) -> bool:
        """Whether the person wrote a salutation, so that none is put before it."""
        return has_salutation(self.text)
