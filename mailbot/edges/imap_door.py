"""The IMAP door: reads one mailbox in UID order into the inbox, and waits for more by IDLE or by looking again.

What was read is known by (UIDVALIDITY, UID) in the store, never by flags; people and other programs may do with the
mailbox what they like (REALITIES 99-106).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from time import monotonic
from typing import Protocol

from mailbot.desk.proof import Arrival, Door
from mailbot.desk.records import Cursor, Taken
from mailbot.edges.doors import Clock, DoorStatus, Pauses, Standing, words_of
from mailbot.edges.imap import ImapAccount, Mailbox, MailboxClosed, Selected
from mailbot.edges.imap_fetch import Fetched, Fetcher

log = logging.getLogger(__name__)

ANSWERABLE = timedelta(hours=24)
"""Mail found at first contact is answered only if it is not older (REALITIES 104; DECISIONS 29)."""

RESCAN = timedelta(days=14)
"""How far back a mailbox is read again when its UIDVALIDITY changed; what is known already is recognised by content."""

ANEW = (
    "%s: the server numbers this mailbox anew (UIDVALIDITY %d, was %d); "
    "its mail of the last %d days is compared with what is known"
)

STEADY_SECONDS = 30.0
"""A connection that lasted so long does not count as trouble that repeats itself."""

SLICE = 0.5
"""Seconds after which a wait looks whether the door shall close."""


class MailboxInbox(Protocol):
    """Puts a mail down and moves the mailbox's cursor behind it, in one commit."""

    def one_at_cursor(self, raw: bytes, arrival: Arrival, *, mailbox: str, cursor: Cursor) -> Taken: ...


class MailboxBooks(Protocol):
    """What the store remembers of mailboxes. A lease of 0 seconds gives the mailbox back."""

    def lease_mailbox(self, mailbox: str, owner: str, now: datetime, seconds: float) -> bool: ...
    def cursor(self, mailbox: str) -> Cursor | None: ...
    def advance(self, mailbox: str, cursor: Cursor) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A mailbox met for the first time (`since` of the account, None: from now on) or anew after UIDVALIDITY changed.

    Mail up to the UID `until` was there already then.
    """

    until: int = 0
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapDoorParts:
    """What an IMAP door works with. `owner` names this process in the lease; `lease_seconds` is its length."""

    account: ImapAccount
    inbox: MailboxInbox
    books: MailboxBooks
    clock: Clock
    owner: str
    lease_seconds: int = 60
    pauses: Pauses = field(default_factory=Pauses)
    connect: Callable[[ImapAccount], Mailbox] = Mailbox


class ImapDoor:
    """One mailbox's loop. `run` in a thread of its own; `once` looks a single time, for `mailbot once`."""

    def __init__(self, parts: ImapDoorParts) -> None:
        self._parts = parts
        self._account = parts.account
        self._standing = Standing(f"imap:{parts.account.mailbox}", parts.clock)
        self._fetcher = Fetcher(self._standing.status.name, parts.account.max_size)
        self._leased_until = 0.0

    @property
    def status(self) -> DoorStatus:
        return self._standing.status

    def run(self, stop: threading.Event) -> None:
        """Reads until `stop` is set; any trouble means a pause and a new connection, never an end."""
        while not stop.is_set():
            try:
                if self._lease():
                    self._attend(stop)
                else:
                    stop.wait(self._parts.lease_seconds / 3)
            except Exception as error:  # noqa: BLE001 - a door outlives whatever server, network or store do to it
                self._standing.failed(words_of(error))
                pause = self._parts.pauses.next()
                log.warning("%s: %s; again in %.0f s", self.status.name, words_of(error), pause)
                stop.wait(pause)
        self._give_back()

    def once(self) -> int:
        """Reads what is there now; 0 also when another worker has the mailbox. Raises ImapError or OSError."""
        if not self._lease():
            return 0
        try:
            with self._parts.connect(self._account) as mailbox:
                taken = self._read_new(mailbox, mailbox.select(), threading.Event())
        finally:
            self._give_back()
        self._standing.worked(taken)
        return taken

    def _attend(self, stop: threading.Event) -> None:
        """One connection, until the door closes, the lease is lost or the server goes away (then it raises)."""
        with self._parts.connect(self._account) as mailbox:
            selected = mailbox.select()
            idles = mailbox.can_idle()
            while not stop.is_set() and self._lease():
                self._standing.worked(self._read_new(mailbox, selected, stop))
                with self._steady():
                    if idles:
                        self._idle(mailbox, stop)
                    else:
                        self._sleep(stop)
                        selected = mailbox.select()

    # --- the lease

    def _lease(self) -> bool:
        """Has or renews the lease; renewed when a third of it has gone."""
        if monotonic() < self._leased_until:
            return True
        seconds = self._parts.lease_seconds
        now = self._parts.clock()
        if not self._parts.books.lease_mailbox(self._account.mailbox, self._parts.owner, now, seconds):
            self._leased_until = 0.0
            return False
        self._leased_until = monotonic() + seconds / 3
        return True

    def _give_back(self) -> None:
        if not self._leased_until:
            return
        self._leased_until = 0.0
        now = self._parts.clock()
        with suppress(Exception):  # the lease lapses by itself
            self._parts.books.lease_mailbox(self._account.mailbox, self._parts.owner, now, 0)

    # --- waiting

    @contextmanager
    def _steady(self) -> Iterator[None]:
        """Pauses start small again after a wait that ended well or lasted; a server that ends each at once is met
        at growing pauses, although the reading before it worked."""
        begun = monotonic()
        try:
            yield
        except Exception:
            if monotonic() - begun >= STEADY_SECONDS:
                self._parts.pauses.reset()
            raise
        self._parts.pauses.reset()

    def _idle(self, mailbox: Mailbox, stop: threading.Event) -> None:
        """Waits for news or the renewal; `idle_done` then proves that the connection lives (REALITIES 99)."""
        mailbox.idle()
        end = monotonic() + min(self._account.idle_seconds, 300)
        hollow = 0
        while not stop.is_set() and monotonic() < end and self._lease():
            begun = monotonic()
            if mailbox.idle_check(SLICE):
                break
            if monotonic() - begun < SLICE / 2:
                hollow += 1
            if hollow == 3:
                raise MailboxClosed("the server closed the connection without a word")
        mailbox.idle_done()

    def _sleep(self, stop: threading.Event) -> None:
        end = monotonic() + self._account.poll_seconds
        while not stop.is_set() and monotonic() < end and self._lease():
            stop.wait(min(self._parts.lease_seconds / 3, max(0.0, end - monotonic())))

    # --- reading

    def _read_new(self, mailbox: Mailbox, selected: Selected, stop: threading.Event) -> int:
        """Takes in what lies behind the cursor, in UID order; returns how many mails."""
        cursor, contact = self._meet(selected)
        taken = 0
        for chunk in _chunks(self._pending(mailbox, cursor, contact), self._account.batch):
            for mail in self._fetcher.fetched(mailbox, chunk):
                self._take_in(selected.uidvalidity, contact, mail)
                taken += 1
                if stop.is_set() or not self._lease():
                    return taken
        return taken

    def _meet(self, selected: Selected) -> tuple[Cursor, Contact]:
        """The cursor, and how far the mailbox's old mail goes; both are set up at first contact and after a change of
        UIDVALIDITY, the marks first, so that an end in between only repeats this."""
        books, name = self._parts.books, self._account.mailbox
        cursor = books.cursor(name)
        end = Cursor(uidvalidity=selected.uidvalidity, uid=selected.uidnext - 1)
        if cursor is None:
            books.advance(f"{name}#first", end)
            start = 0 if self._account.since is not None else end.uid
            cursor = Cursor(uidvalidity=selected.uidvalidity, uid=start)
            books.advance(name, cursor)
        elif cursor.uidvalidity != selected.uidvalidity:
            log.warning(ANEW, self.status.name, selected.uidvalidity, cursor.uidvalidity, RESCAN.days)
            books.advance(f"{name}#again", end)
            cursor = Cursor(uidvalidity=selected.uidvalidity, uid=0)
            books.advance(name, cursor)
        return cursor, self._contact(selected.uidvalidity)

    def _contact(self, uidvalidity: int) -> Contact:
        again = self._parts.books.cursor(f"{self._account.mailbox}#again")
        if again is not None and again.uidvalidity == uidvalidity:
            return Contact(until=again.uid, since=(self._parts.clock() - RESCAN).date())
        first = self._parts.books.cursor(f"{self._account.mailbox}#first")
        if first is not None and first.uidvalidity == uidvalidity:
            return Contact(until=first.uid, since=self._account.since)
        return Contact()

    def _pending(self, mailbox: Mailbox, cursor: Cursor, contact: Contact) -> list[int]:
        """UIDs behind the cursor: of the old mail only that of the window, of the new all."""
        if cursor.uid >= contact.until:
            return mailbox.uids(cursor.uid + 1)
        old = mailbox.uids(cursor.uid + 1, contact.until, since=contact.since)
        return old + mailbox.uids(contact.until + 1)

    def _take_in(self, uidvalidity: int, contact: Contact, mail: Fetched) -> None:
        account, now, uid = self._account, self._parts.clock(), mail.envelope.uid
        received_at = min(mail.envelope.received_at or now, now)
        arrival = Arrival(
            door=Door.IMAP,
            source=f"{account.mailbox}/{uidvalidity}/{uid}",
            received_at=received_at,
            trusted=account.trusted,
            profile=account.profile,
            answerable=uid > contact.until or now - received_at <= ANSWERABLE,
            oversize=mail.oversize,
        )
        cursor = Cursor(uidvalidity=uidvalidity, uid=uid)
        self._parts.inbox.one_at_cursor(mail.raw, arrival, mailbox=account.mailbox, cursor=cursor)
        self._fetcher.taken(uid)


def _chunks(uids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(uids), size):
        yield uids[start : start + size]
