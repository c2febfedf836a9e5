"""Values that pass between the stages and the store: what was taken in, what is to be kept, what is to be sent."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.cases import Event, Participant
from mailbot.desk.proof import Arrival, Level

if TYPE_CHECKING:
    from collections.abc import Mapping


class TryLater(Exception):
    """The store cannot do it now (a lock, a serialization failure, a lost connection): nothing was changed, it is no
    try, and the same may be asked again later."""


class NoLongerOurs(Exception):
    """An inbox row was finished, or taken over, by another worker meanwhile; what was done for it must be undone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a mail at a door: the inbox row, and whether its content was seen for the first time."""

    inbox_id: int
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """An inbox row to be processed: its raw bytes, all its arrivals (oldest first), and the tries, this one included.

    `raws` are the bytes of each arrival as it came, its own trace headers on top, in step with `arrivals`: what an
    arrival proves is read from its own bytes (DECISIONS 26). `let_in_by` is the staff member (or `operator`) who
    released it from being held, else empty: it then counts as if its sender had reached the level that the desk
    requires.
    """

    inbox_id: int
    raw: bytes
    arrivals: tuple[Arrival, ...]
    tries: int
    let_in_by: str = ""
    raws: tuple[bytes, ...] = ()

    @property
    def received_at(self) -> datetime:
        """Our acceptance: the earliest arrival."""
        return min(arrival.received_at for arrival in self.arrivals)


class InboxState(enum.StrEnum):
    NEW = "new"
    CLAIMED = "claimed"
    DONE = "done"
    HELD = "held"
    FAILED = "failed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How an inbox row ended. `decision` and `reason` are keys, `case_id` 0 where there is none.

    `level` is the best proof that it had, so that a later arrival with better proof runs it again.
    """

    state: InboxState
    decision: str
    reason: str
    case_id: int = 0
    level: Level = Level.D
    sender: str = ""
    subject: str = ""
    hint: str = ""
    """For staff, where a mail is held: the evidence that was missing, the case that it named."""
    tell: bool = False
    """Whether a held mail is to stand in the next letter about held mail to staff."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """A case to be opened; the store gives it its id and number."""

    contract_id: str
    subject: str
    category: str
    category_reason: str
    priority: str
    priority_reason: str
    unsure: str
    received_at: datetime
    policy_digest: str
    calendar_digest: str
    language: str
    private: bool
    participants: tuple[Participant, ...]


class Direction(enum.StrEnum):
    IN = "in"
    OUT = "out"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """A mail of a case, to be kept: addresses, subject and bodies lie in an erasable table."""

    case_id: int
    direction: Direction
    at: datetime
    message_id: str
    from_address: str
    to_addresses: tuple[str, ...]
    subject: str
    text: str
    new_text: str
    inbox_id: int = 0
    level: Level = Level.D
    is_public: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLetter:
    """A letter to be sent, its bytes and Message-ID fixed; unique by (cause, letter, recipient) (DESIGN 5).

    `cause` names what caused it, like `inbox:17` or `case:5:closing`. `envelope_from` is empty for the null sender.
    `not_before` holds it back, for quiet hours. `lane` orders delivery: 0 people's answers and acknowledgements,
    1 staff copies, 2 the rest.
    """

    cause: str
    letter: str
    recipient: str
    message_id: str
    envelope_from: str
    content: bytes
    subject: str
    case_id: int = 0
    contact_id: int = 0
    not_before: datetime | None = None
    lane: int = 0
    automatic: bool = True
    satisfies_clock: bool = False
    """Whether its sending to the opener is an answer that stops clocks (DECISIONS 14)."""
    facts: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    """For the event that its sending causes: `ask`, `by`, `message`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLetter:
    """An outbox row claimed for sending. `attempts` counts this one; `uncertain` says that an earlier attempt
    may have succeeded without our knowing (DECISIONS 32)."""

    outbox_id: int
    letter: str
    recipient: str
    envelope_from: str
    message_id: str
    content: bytes
    attempts: int
    queued_at: datetime
    case_id: int = 0
    uncertain: bool = False


class Sent(enum.StrEnum):
    """The three endings of an attempt; `UNCERTAIN` is a deferral after which the mail may have been accepted."""

    DONE = "done"
    LATER = "later"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    STOP = "stop"
    """Our own account is refused: nothing is wrong with the letter, and nothing else can be sent either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What the courier reports of one attempt: the ending, and the server's words (its last reply or the error)."""

    ending: Sent
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRow:
    """The stored view of one clock of a case, rebuilt from its events whenever they change."""

    name: str
    state: str
    due: datetime | None
    met_at: datetime | None = None
    breached_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMail:
    """A mail that waits for a person's word, as `held list` and the letter to staff show it."""

    inbox_id: int
    reason: str
    level: Level
    sender: str
    subject: str
    received_at: datetime
    told: bool
    hint: str = ""
    state: InboxState = InboxState.HELD
    """`HELD`, or `FAILED` for one that was set aside after its tries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Who did what to what: ids, keys and digests only (DECISIONS 44). `subject` is like `case:5` or `contract:C-1`."""

    at: datetime
    actor: str
    action: str
    subject: str
    facts: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedLetter:
    """A letter that ended since somebody last looked: sent, and then `at` is when; or given up, with the words."""

    outbox_id: int
    case_id: int
    letter: str
    recipient: str
    at: datetime
    is_sent: bool
    satisfies_clock: bool
    subject: str = ""
    words: str = ""
    facts: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMessage:
    """A message of a case, for showing."""

    id: int
    direction: Direction
    at: datetime
    message_id: str
    from_address: str
    to_addresses: tuple[str, ...]
    subject: str
    text: str
    level: Level
    inbox_id: int = 0
    """The mail that it came with; 0 where it came with none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All that happened to a case, in order."""

    events: tuple[Event, ...]
    messages: tuple[StoredMessage, ...]
    clocks: tuple[ClockRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """How far a mailbox was read: the highest UID taken in of this UIDVALIDITY (RFC 3501 2.3.1.1)."""

    uidvalidity: int
    uid: int
