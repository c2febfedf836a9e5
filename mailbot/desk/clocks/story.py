"""What happened to a case, as far as clocks care: receipt, start, waiting, last contact, and the keys in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.cases import EventKind, Status

if TYPE_CHECKING:
    from datetime import datetime

    from mailbot.desk.cases import Event

KEY_CHANGES = (EventKind.CATEGORY, EventKind.PRIORITY, EventKind.LEVEL)
NOTING = (EventKind.NOTED, EventKind.STARTED, EventKind.REPLY, EventKind.NO_ANSWER, EventKind.RESOLVED)
"""Starting and answering show that the matter was noted (DECISIONS 12)."""
STARTING = (EventKind.STARTED, EventKind.REPLY)
UPDATES = (EventKind.REPLY, EventKind.REPORT)
"""Our public mail; an automatic acknowledgement is no update (DECISIONS 23)."""
MAILS = (EventKind.RECEIVED, EventKind.CUSTOMER_MAIL)
AGREEING = (EventKind.CONSENTED, EventKind.UNASKED)
"""The customer is not waited for any more: they agreed to a cost, be it by telephone, or need not."""


class Story:
    """Grows event by event; lives only while a case is being played."""

    def __init__(self, *, category: str, priority: str, level: str) -> None:
        self.keys = {EventKind.CATEGORY: category, EventKind.PRIORITY: priority, EventKind.LEVEL: level}
        self.received_at: datetime | None = None
        self.noted_at: datetime | None = None
        self.started_at: datetime | None = None
        self.updated_at: datetime | None = None
        self.answered_at: datetime | None = None
        self.resolved_at: datetime | None = None
        self.waiting_since: datetime | None = None
        self.waits: list[tuple[datetime, datetime]] = []
        self.status: Status | None = None

    @property
    def category(self) -> str:
        return self.keys[EventKind.CATEGORY]

    @property
    def priority(self) -> str:
        return self.keys[EventKind.PRIORITY]

    @property
    def level(self) -> str:
        return self.keys[EventKind.LEVEL]

    @property
    def is_closed(self) -> bool:
        return self.status is Status.CLOSED

    def take(self, event: Event) -> None:
        """Takes in one event; what clocks do not care about changes nothing."""
        kind, at = event.kind, event.at
        if kind in KEY_CHANGES:
            self.keys[kind] = str(event.facts.get("to", ""))
        if kind in NOTING and self.noted_at is None:
            self.noted_at = at
        if kind in STARTING and self.started_at is None:
            self.started_at = at
        if kind in UPDATES:
            self.updated_at = at
        if kind in MAILS:
            self._take_mail(at)
        self._take_status(event)

    def _take_mail(self, at: datetime) -> None:
        if self.received_at is None:
            self.received_at = self.updated_at = at
        self.answered_at = None
        self._end_waiting(at)

    def _take_status(self, event: Event) -> None:
        kind, at = event.kind, event.at
        if kind in MAILS:
            self.status = Status.NEW if self.status is None else Status.OPEN
        elif kind is EventKind.STARTED and self.status is Status.NEW:
            self.status = Status.OPEN
        elif kind is EventKind.REPLY:
            self._take_reply(event)
        elif kind is EventKind.WAITING:
            self.waiting_since = self.waiting_since or at
            self.status = Status.WAITING
        elif kind is EventKind.REPORT and self.answered_at is not None:
            self.answered_at = at
        elif kind is EventKind.RESOLVED:
            self._end_waiting(at)
            self.status, self.resolved_at = Status.RESOLVED, at
            self.answered_at = self.answered_at or at
        elif kind is EventKind.REOPENED:
            self._end_waiting(at)
            self.status, self.resolved_at, self.answered_at = Status.OPEN, None, None
        elif kind is EventKind.CLOSED:
            self._end_waiting(at)
            self.status = Status.CLOSED
        elif kind in AGREEING and self.status is Status.WAITING:
            self._end_waiting(at)
            self.status = Status.OPEN

    def _take_reply(self, event: Event) -> None:
        self.answered_at = event.at
        if event.facts.get("ask") is True and self.waiting_since is None:
            self.waiting_since = event.at
        if self.status is not Status.RESOLVED:
            self.status = Status.WAITING if self.waiting_since is not None else Status.ANSWERED

    def _end_waiting(self, at: datetime) -> None:
        if self.waiting_since is not None:
            self.waits.append((self.waiting_since, at))
            self.waiting_since = None
