"""The IMAP door: reads one mailbox into the inbox, and waits for more by IDLE or by looking again.

Where the operator wants it, each round then reads the Sent folder and moves mails to the folders that show their state.
People and other programs may do with the mailbox what they like (REALITIES 99-106).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Protocol

from mailbot.desk.proof import Door
from mailbot.edges.doors import Clock, DoorStatus, Pauses, Standing, words_of
from mailbot.edges.imap import ConnectionLost, ImapAccount, ImapError, Mailbox, MailboxClosed
from mailbot.edges.imap_folders import Shelves, Shelving
from mailbot.edges.imap_reading import Cursors, FolderReader, MailboxInbox
from mailbot.edges.imap_shared import NoSuchFolder, SharedMailbox

log = logging.getLogger(__name__)

STEADY_SECONDS = 30.0
"""A connection that lasted so long does not count as trouble that repeats itself."""

SOON_SECONDS = 3.0
"""After so long at most, a mail that was just taken in is looked after again, where folders show its state."""

SLICE = 0.5
"""Seconds after which a wait looks whether the door shall close."""


class MailboxBooks(Cursors, Protocol):
    """What the store remembers of mailboxes. A lease of 0 seconds gives the mailbox back."""

    def lease_mailbox(self, mailbox: str, owner: str, now: datetime, seconds: float) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapDoorParts:
    """What an IMAP door works with. `owner` names this process in the lease; `lease_seconds` is its length.

    `shelves` is asked where mails belong, if the account's folders show that.
    """

    account: ImapAccount
    inbox: MailboxInbox
    books: MailboxBooks
    clock: Clock
    owner: str
    lease_seconds: int = 60
    pauses: Pauses = field(default_factory=Pauses)
    connect: Callable[[ImapAccount], SharedMailbox] = SharedMailbox
    shelves: Shelves | None = None


class ImapDoor:
    """One mailbox's loop. `run` in a thread of its own; `once` looks a single time, for `mailbot once`."""

    def __init__(self, parts: ImapDoorParts) -> None:
        self._parts = parts
        self._account = account = parts.account
        self._standing = Standing(f"imap:{account.mailbox}", parts.clock)
        self._sent_standing = Standing(f"imap:{account.name} {account.sent_folder}", parts.clock)
        self._reader = self._reader_of(account.folder, Door.IMAP)
        self._sent: FolderReader | None = None
        self._shelving = (
            Shelving(account=account, shelves=parts.shelves, reader=self._reader)
            if parts.shelves is not None and account.shelves
            else None
        )
        self._leased_until = 0.0
        self._told: set[str] = set()

    def _reader_of(self, folder: str, door: Door) -> FolderReader:
        parts = self._parts
        return FolderReader.of(self._account, folder, door, parts.inbox, parts.books, parts.clock)

    @property
    def status(self) -> DoorStatus:
        return self._standing.status

    @property
    def server(self) -> str:
        """Where the mailbox is: host and port."""
        return f"{self._account.host}:{self._account.port}"

    @property
    def statuses(self) -> tuple[DoorStatus, ...]:
        """How the reading goes of the folder for mail and, if it is read, of the Sent folder."""
        sent = (self._sent_standing.status,) if self._account.sent_folder else ()
        return (self.status, *sent)

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
                taken = self._reader.read_new(mailbox, mailbox.select(), self._lease)
                self._standing.worked(taken)
                return taken + self._beside(mailbox, self._lease)
        finally:
            self._give_back()

    def settle(self) -> int:
        """Moves mails to the folders that show their state, for `mailbot once`; how many. Raises as `once` does."""
        if self._shelving is None or not self._lease():
            return 0
        try:
            with self._parts.connect(self._account) as mailbox:
                return self._attempt(lambda: self._shelving.tidy(mailbox, self._lease) if self._shelving else 0)
        finally:
            self._give_back()

    def _attend(self, stop: threading.Event) -> None:
        """One connection, until the door closes, the lease is lost or the server goes away (then it raises)."""

        def go_on() -> bool:
            return not stop.is_set() and self._lease()

        with self._parts.connect(self._account) as mailbox:
            idles = mailbox.can_idle()
            selected = mailbox.select()
            while go_on():
                taken, beside = self._reader.read_new(mailbox, selected, go_on), 0
                if self._is_shared and go_on():
                    beside = self._beside(mailbox, go_on)
                    selected = mailbox.select()
                    taken += self._reader.read_new(mailbox, selected, go_on)
                self._standing.worked(taken)
                patience = self._patience(busy=taken + beside > 0)
                with self._steady():
                    if idles:
                        self._idle(mailbox, stop, patience)
                    else:
                        self._sleep(stop, patience)
                        selected = mailbox.select()

    # --- beside the reading

    @property
    def _is_shared(self) -> bool:
        """Whether there is more to look at than the one folder."""
        return bool(self._account.sent_folder) or self._shelving is not None

    def _patience(self, *, busy: bool) -> float:
        """How long a wait may last: what was just taken in is soon to be moved, and the Sent folder tells nothing by
        itself while another one is open."""
        if self._shelving is not None and busy:
            return min(SOON_SECONDS, self._account.poll_seconds)
        return self._account.poll_seconds if self._is_shared else 300

    def _beside(self, mailbox: SharedMailbox, go_on: Callable[[], bool]) -> int:
        """The Sent folder, then the folders that show states; the trouble of one of them stops nothing else. Returns
        how many mails were taken in or moved."""
        return self._attempt(lambda: self._read_sent(mailbox, go_on), self._sent_standing) + self._attempt(
            lambda: self._shelving.tidy(mailbox, go_on) if self._shelving else 0
        )

    def _attempt(self, step: Callable[[], int], standing: Standing | None = None) -> int:
        try:
            done = step()
        except ConnectionLost:
            raise
        except (ImapError, MailboxClosed, NoSuchFolder) as error:
            words = f"{standing.status.name if standing else self.status.name}: {words_of(error)}"
            log.log(logging.INFO if words in self._told else logging.WARNING, "%s", words)
            self._told.add(words)
            if standing:
                standing.failed(words_of(error))
            return 0
        if standing:
            standing.worked(done)
        return done

    def _read_sent(self, mailbox: SharedMailbox, go_on: Callable[[], bool]) -> int:
        if not self._account.sent_folder:
            return 0
        folder = mailbox.sent_folder(self._account.sent_folder)
        if self._sent is None or self._sent.name != f"{self._account.name}/{folder}":
            self._sent = self._reader_of(folder, Door.SENT)
        return self._sent.read_new(mailbox, mailbox.select(folder), go_on)

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

    def _idle(self, mailbox: Mailbox, stop: threading.Event, seconds: float) -> None:
        """Waits for news or the renewal; `idle_done` then proves that the connection lives (REALITIES 99)."""
        mailbox.idle()
        end = monotonic() + min(self._account.idle_seconds, seconds)
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

    def _sleep(self, stop: threading.Event, seconds: float) -> None:
        end = monotonic() + min(self._account.poll_seconds, seconds)
        while not stop.is_set() and monotonic() < end and self._lease():
            stop.wait(min(self._parts.lease_seconds / 3, max(0.0, end - monotonic())))
