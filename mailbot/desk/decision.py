"""What can be decided about a mail: a closed set of values, each with its reason and the letters that it causes."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mailbot.desk.announcing import Announced
    from mailbot.desk.cases import Case, Participant, Thread
    from mailbot.desk.commands import Command, UnknownLine
    from mailbot.desk.leaks import Leak
    from mailbot.desk.opening_for import Telephoned
    from mailbot.desk.people import Contact, Contract, Staff
    from mailbot.desk.requests import Requested
    from mailbot.desk.triage import Triage


class Reason(enum.StrEnum):
    """Why a mail was decided upon as it was; the key that is stored, logged and worded."""

    NEW_MATTER = "new-matter"
    CLOSED_CASE = "closed-case"
    PARTICIPANT = "participant"
    SAME_CONTRACT = "same-contract"
    TOKEN_ONLY = "token-only"  # noqa: S105 - a reason's key, no password
    LET_IN = "let-in"
    STAFF_ANSWER = "staff-answer"
    STAFF_COMMANDS = "staff-commands"
    REQUEST = "request"
    OBJECTION = "objection"
    THANKS = "thanks"

    STRANGER = "stranger"
    COLLEAGUE = "colleague"
    NOT_FOR_CATEGORY = "not-for-category"
    CONTRACT_ENDED = "contract-ended"
    NO_UNITS = "no-units"
    STAFF_WITHOUT_CASE = "staff-without-case"
    COMMAND_REFUSED = "command-refused"

    UNPROVEN = "unproven"
    UNPROVEN_STAFF = "unproven-staff"
    STAFF_LEFT = "staff-left"
    NOT_OF_CASE = "not-of-case"
    AUTOMATIC = "automatic"
    MAILING_LIST = "mailing-list"
    OWN_ADDRESS = "own-address"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too-large"
    NO_SENDER = "no-sender"
    NO_CONTRACT = "no-contract"
    FAILED = "failed"

    SECOND_ANSWER = "second-answer"
    LEAK = "leak"
    FORGOTTEN_FILE = "forgotten-file"
    TO_COLLEAGUE = "to-colleague"
    TO_STRANGER = "to-stranger"
    REPEATED = "repeated-answer"
    UNITS_SHORT = "units-short"
    NEEDS_APPROVAL = "needs-approval"

    SENT_ANSWER = "sent-answer"
    NOT_OURS = "not-ours"
    SENT_ELSEWHERE = "sent-elsewhere"
    OTHER_NUMBER = "other-number"

    OWN_MAIL = "own-mail"
    AUTO_REPLY = "auto-reply"
    RECEIPT = "receipt"
    REPORT = "report"
    BOUNCED = "bounced"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPlan:
    """A letter that a decision causes: its key, and the address it goes to."""

    letter: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What every decision has."""

    reason: Reason
    letters: tuple[LetterPlan, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase(Decided):
    """Open a case. `continues` is the closed case that the mail belongs to, whose successor this one is."""

    contract: Contract
    contact: Contact | None
    triage: Triage
    subject: str
    people: tuple[Participant, ...]
    """The opener first, then who was copied in."""
    acknowledge: bool
    unsure: str = ""
    """The ids of the contracts among which the choice was not clear (DECISIONS 7)."""
    continues: Case | None = None
    pause: timedelta = timedelta(0)
    """How long the acknowledgement is held back, to see whether the sender only answers it."""
    loops: bool = False
    """Whether there is none because the sender's mails have long been nothing but answers to ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp(Decided):
    """Add the mail to a case. `verified` is False for level C: it is shown to staff and changes nothing."""

    thread: Thread
    by: Participant | None
    joins: tuple[Participant, ...]
    verified: bool
    consents: int = 0
    """The units that the mail agrees to, where it says a plain yes to an estimate (row E4), else 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serve(Decided):
    """Answer a request that an admin contact makes of the desk itself (DECISIONS 42). `contracts` are those on which
    they are an admin contact and whose policy knows the request; `case` is the one that the mail belongs to."""

    requested: Requested
    contact: Contact
    contracts: tuple[Contract, ...]
    case: Case | None = None
    month: date | None = None
    """The month whose report is asked for, by its first day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteObjection(Decided):
    """Note that whoever got this announcement wants no more of its kind (row F3)."""

    announced: Announced


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay(Decided):
    """Send a staff member's words to the customer, and run the commands above them."""

    case: Case
    staff: Staff
    text: str
    commands: tuple[Command, ...]
    direct: tuple[Participant, ...] = ()
    """Those of the case who got the mail itself, and do not get it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCommands(Decided):
    """Run commands; the mail's words go to no customer. `note` is an internal text to keep with the case, `text` what
    stands below commands that make something of it (`KEEPS_TEXT`)."""

    case: Case | None
    staff: Staff
    commands: tuple[Command, ...]
    note: str = ""
    text: str = ""
    opening: Telephoned | None = None
    """The case that is opened for a caller, on which the other commands then run (row A7)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse(Decided):
    """Do nothing and, where letters are planned, say so. For staff, `why` names each line that was refused."""

    contract: Contract | None = None
    staff: Staff | None = None
    case: Case | None = None
    why: tuple[str, ...] = ()
    unknown: tuple[UnknownLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(Decided):
    """Set the mail aside for a person to look at. `hint` is shown to staff; `tell` puts it into their next letter."""

    hint: str = ""
    tell: bool = False
    case: Case | None = None
    contract: Contract | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing that speaks against sending an answer now: what would leak, who answered meanwhile (empty for the
    shared mailbox, at which nobody is told from another), or the sentence that speaks of a file."""

    reason: Reason
    leaks: tuple[Leak, ...] = ()
    people: tuple[str, ...] = ()
    line: str = ""

    @property
    def named(self) -> tuple[str, ...]:
        """What was found, in a few characters each."""
        return (*(one.found or one.kind.value for one in self.leaks), *filter(None, (*self.people, self.line)))


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldAnswer(Hold):
    """Keep a staff member's answer back until somebody says that it may go (DECISIONS 35, 36). `others` are told beside
    the writer, as they answered meanwhile."""

    staff: Staff
    text: str
    found: tuple[Found, ...]
    others: tuple[Staff, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore(Decided):
    """Nothing to do; where a case is named, the mail is noted on it without changing anything."""

    case: Case | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSent(Decided):
    """Record what a person sent to the customer from the mailbox itself (row D6). `receivers` are those of the case
    whom it went to; `commands` are lines that look like commands and did not run."""

    case: Case
    receivers: tuple[Participant, ...]
    commands: tuple[str, ...] = ()
    internal: bool = False
    """Whether it carried words that only letters to staff have; it cannot be called back."""
    waits: bool = True
    """Whether the case now waits for the customer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteBounce(Decided):
    """One of our letters did not arrive, or is delayed; `outbox_id` is 0 if it is not known which."""

    outbox_id: int
    case_id: int
    permanent: bool


Decision = (
    OpenCase | FollowUp | Serve | NoteObjection | Relay | RunCommands | Refuse | Hold | Ignore | RecordSent | NoteBounce
)

NAMES: dict[type[Decided], str] = {
    OpenCase: "open",
    FollowUp: "follow-up",
    Serve: "serve",
    NoteObjection: "objection",
    Relay: "relay",
    RunCommands: "commands",
    Refuse: "refuse",
    Hold: "hold",
    HoldAnswer: "hold",
    Ignore: "ignore",
    RecordSent: "record",
    NoteBounce: "bounce",
}
"""The names that `mailbot decide` prints."""
