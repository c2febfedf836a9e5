"""A case and its history: the values that the desk decides upon."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.mail import address_key

if TYPE_CHECKING:
    from collections.abc import Mapping


class Status(enum.StrEnum):
    """The states of a case (DECISIONS 10). Closed and merged are final."""

    NEW = "new"
    OPEN = "open"
    ANSWERED = "answered"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"
    MERGED = "merged"

    @property
    def is_final(self) -> bool:
        return self in {Status.CLOSED, Status.MERGED}


class EventKind(enum.StrEnum):
    """What can happen to a case; the first block is what clocks are played over (sla/README), the last what the
    clock made the desk do, so that it is done once (`desk.promises`)."""

    RECEIVED = "received"
    NOTED = "noted"
    AUTO_ACK = "auto_ack"
    STARTED = "started"
    REPLY = "reply"
    REPORT = "report"
    CUSTOMER_MAIL = "customer_mail"
    BOUNCE = "bounce"
    DUPLICATE = "duplicate"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    PRIORITY = "priority"
    CATEGORY = "category"
    LEVEL = "level"
    POLICY = "policy"
    FORECAST = "forecast"
    NO_ANSWER = "no_answer"
    WAITING = "waiting"

    NOTE = "note"
    ASSIGNED = "assigned"
    CLOSED = "closed"
    AUTO_REPLY = "auto_reply"
    UNVERIFIED_MAIL = "unverified_mail"
    PARTICIPANT = "participant"
    LINKED = "linked"
    UNLINKED = "unlinked"
    MERGED = "merged"
    ABSORBED = "absorbed"
    OUT_OF_SCOPE = "out_of_scope"
    UNITS = "units"
    DEFECT = "defect"
    TIME = "time"
    OPENED = "opened"
    UNDONE = "undone"
    ESTIMATED = "estimated"
    CONSENTED = "consented"
    UNASKED = "unasked"
    PERMITTED = "permitted"
    MISS_EXPLAINED = "miss_explained"

    REMINDED = "reminded"
    BREACH_TOLD = "breach_told"
    ESCALATED = "escalated"
    FORECAST_WANTED = "forecast_wanted"
    INTERIM_WANTED = "interim_wanted"
    LATE_TOLD = "late_told"
    TIMES_TOLD = "times_told"
    CLOSING_TOLD = "closing_told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened to a case. `by` is `desk`, `staff:HANDLE`, `contact:ID` or `participant:ID`.

    `facts` holds ids, keys and digests only, never a person's words or address (DECISIONS 44): `ask` (bool),
    `to` (priority, category or level key, policy digest), `answer_at` (instant), `message` (stored message's id),
    and the like.
    """

    at: datetime
    kind: EventKind
    by: str = "desk"
    facts: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Somebody who takes part in a case: the opener, a colleague who was copied in.

    A person of a foreign domain who was copied in may write, but gets no mail until staff let them in
    (DECISIONS 4): `gets_mail` is False. `contact_id` is 0 for a person who is not registered.
    """

    id: int = 0
    address: str
    name: str = ""
    contact_id: int = 0
    is_opener: bool = False
    gets_mail: bool = True
    may_write: bool = True

    @property
    def key(self) -> str:
        return address_key(self.address)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One matter, from opening to closing. `policy_digest` pins the policy version of its receipt;
    `calendar_digest` names the calendars kept with it."""

    id: int
    number: str
    contract_id: str
    subject: str
    status: Status
    category: str
    priority: str
    received_at: datetime
    category_reason: str = ""
    priority_reason: str = ""
    unsure: str = ""
    level: str = ""
    assignee: str = ""
    policy_digest: str = ""
    calendar_digest: str = ""
    private: bool = False
    language: str = ""
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    merged_into: int = 0
    participants: tuple[Participant, ...] = ()

    def participant_at(self, address: str) -> Participant | None:
        key = address_key(address)
        return next((person for person in self.participants if person.key == key), None)

    @property
    def opener(self) -> Participant | None:
        return next((person for person in self.participants if person.is_opener), None)


class FoundBy(enum.StrEnum):
    """How a mail was found to belong to a case, in the order of trust (row D2, DECISIONS 31)."""

    ADDRESS = "signed address"
    MESSAGE_ID = "signed message-id"
    REFERENCES = "references"
    NUMBER = "number in the subject"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A case that a mail names. `participant_id` is whom the token was made for, 0 if none or staff's.

    A thread is a suggestion, never a permission.
    """

    case: Case
    found_by: FoundBy
    participant_id: int = 0
    for_staff: str = ""
    """The handle of the staff member for whom the token was made."""
    named: str = ""
    """The number of the case that the mail names, where that was merged into `case`."""
