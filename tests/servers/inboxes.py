"""An inbox and mailbox books in memory, for tests of the doors that need no database."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta

from mailbot.desk.proof import Arrival
from mailbot.desk.records import Cursor, Taken


class MemoryInbox:
    """Keeps mails by content and arrivals by source, as the store does; `failures` calls fail first."""

    def __init__(self) -> None:
        self.mails: list[tuple[bytes, Arrival]] = []
        self.cursors: dict[str, Cursor] = {}
        self.leases: dict[str, tuple[str, datetime]] = {}
        self.commits = 0
        self.failures = 0
        self.poison = b""
        self.delay = 0.0
        self._lock = threading.Lock()

    @property
    def raws(self) -> list[bytes]:
        """Each content once, in order of coming."""
        return list(dict.fromkeys(raw for raw, _ in self.mails))

    def one(self, raw: bytes, arrival: Arrival) -> Taken:
        return self.many([(raw, arrival)])[0]

    def many(self, mails: Sequence[tuple[bytes, Arrival]]) -> tuple[Taken, ...]:
        if self.delay:
            threading.Event().wait(self.delay)
        with self._lock:
            self.commits += 1
            if self.failures:
                self.failures -= 1
                raise RuntimeError("database is locked: secret internals")
            if self.poison and any(self.poison in raw for raw, _ in mails):
                raise RuntimeError("this one cannot be stored")
            return tuple(self._keep(raw, arrival) for raw, arrival in mails)

    def one_at_cursor(self, raw: bytes, arrival: Arrival, *, mailbox: str, cursor: Cursor) -> Taken:
        taken = self.one(raw, arrival)
        self.cursors[mailbox] = cursor
        return taken

    def _keep(self, raw: bytes, arrival: Arrival) -> Taken:
        known = self.raws
        is_new = raw not in known
        if all(arrival.source != kept.source for _, kept in self.mails):
            self.mails.append((raw, arrival))
        return Taken(inbox_id=len(known) + 1 if is_new else known.index(raw) + 1, is_new=is_new)

    def lease_mailbox(self, mailbox: str, owner: str, now: datetime, seconds: float) -> bool:
        holder, until = self.leases.get(mailbox, (owner, now))
        if holder != owner and until > now:
            return False
        self.leases[mailbox] = (owner, now + timedelta(seconds=seconds))
        return True

    def cursor(self, mailbox: str) -> Cursor | None:
        return self.cursors.get(mailbox)

    def advance(self, mailbox: str, cursor: Cursor) -> None:
        self.cursors[mailbox] = cursor


def content_key(raw: bytes) -> str:
    """Good enough where the same mail always comes with the same bytes."""
    return hashlib.sha256(raw).hexdigest()
