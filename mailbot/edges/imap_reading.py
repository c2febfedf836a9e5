"""Reads one folder of a mailbox into the inbox, in UID order, each mail and the cursor behind it in one commit.

What was read is known by (UIDVALIDITY, UID) in the store, never by flags.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from mailbot.desk.proof import Arrival, Door
from mailbot.desk.records import Cursor, Taken
from mailbot.edges.doors import Clock
from mailbot.edges.imap import ImapAccount, Mailbox, Selected
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


class MailboxInbox(Protocol):
    """Puts a mail down and moves the mailbox's cursor behind it, in one commit; or, by `one`, only the mail."""

    def one(self, raw: bytes, arrival: Arrival) -> Taken: ...
    def one_at_cursor(self, raw: bytes, arrival: Arrival, *, mailbox: str, cursor: Cursor) -> Taken: ...


class Cursors(Protocol):
    """How far each folder was read."""

    def cursor(self, mailbox: str) -> Cursor | None: ...
    def advance(self, mailbox: str, cursor: Cursor) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A folder met for the first time (`since` of the account, None: from now on) or anew after UIDVALIDITY changed.

    Mail up to the UID `until` was there already then.
    """

    until: int = 0
    since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderReader:
    """`name` is the folder's in the store, and how it is called in the log; `door` says what its mail is."""

    account: ImapAccount
    name: str
    door: Door
    inbox: MailboxInbox
    cursors: Cursors
    clock: Clock
    fetcher: Fetcher

    @classmethod
    def of(
        cls, account: ImapAccount, folder: str, door: Door, inbox: MailboxInbox, cursors: Cursors, clock: Clock
    ) -> FolderReader:
        name = f"{account.name}/{folder}"
        fetcher = Fetcher(f"imap:{name}", account.max_size)
        return cls(account=account, name=name, door=door, inbox=inbox, cursors=cursors, clock=clock, fetcher=fetcher)

    def read_new(self, mailbox: Mailbox, selected: Selected, go_on: Callable[[], bool]) -> int:
        """Takes in what lies behind the cursor of the open folder; returns how many mails. Ends where `go_on` says
        no, which is asked after each mail."""
        cursor, contact = self._meet(selected)
        taken = 0
        for chunk in _chunks(self._pending(mailbox, cursor, contact), self.account.batch):
            for mail in self.fetcher.fetched(mailbox, chunk):
                self._take_in(selected.uidvalidity, contact, mail)
                taken += 1
                if not go_on():
                    return taken
        return taken

    def _meet(self, selected: Selected) -> tuple[Cursor, Contact]:
        """The cursor, and how far the folder's old mail goes; both are set up at first contact and after a change of
        UIDVALIDITY, the marks first, so that an end in between only repeats this."""
        cursor = self.cursors.cursor(self.name)
        end = Cursor(uidvalidity=selected.uidvalidity, uid=selected.uidnext - 1)
        if cursor is None:
            self.cursors.advance(f"{self.name}#first", end)
            start = 0 if self.account.since is not None else end.uid
            cursor = Cursor(uidvalidity=selected.uidvalidity, uid=start)
            self.cursors.advance(self.name, cursor)
        elif cursor.uidvalidity != selected.uidvalidity:
            log.warning(ANEW, f"imap:{self.name}", selected.uidvalidity, cursor.uidvalidity, RESCAN.days)
            self.cursors.advance(f"{self.name}#again", end)
            cursor = Cursor(uidvalidity=selected.uidvalidity, uid=0)
            self.cursors.advance(self.name, cursor)
        return cursor, self._contact(selected.uidvalidity)

    def _contact(self, uidvalidity: int) -> Contact:
        again = self.cursors.cursor(f"{self.name}#again")
        if again is not None and again.uidvalidity == uidvalidity:
            return Contact(until=again.uid, since=(self.clock() - RESCAN).date())
        first = self.cursors.cursor(f"{self.name}#first")
        if first is not None and first.uidvalidity == uidvalidity:
            return Contact(until=first.uid, since=self.account.since)
        return Contact()

    def _pending(self, mailbox: Mailbox, cursor: Cursor, contact: Contact) -> list[int]:
        """UIDs behind the cursor: of the old mail only that of the window, of the new all."""
        if cursor.uid >= contact.until:
            return mailbox.uids(cursor.uid + 1)
        old = mailbox.uids(cursor.uid + 1, contact.until, since=contact.since)
        return old + mailbox.uids(contact.until + 1)

    def _take_in(self, uidvalidity: int, contact: Contact, mail: Fetched) -> None:
        uid = mail.envelope.uid
        cursor = Cursor(uidvalidity=uidvalidity, uid=uid)
        arrival = self.arrival(mail, cursor, is_old=uid <= contact.until)
        self.inbox.one_at_cursor(mail.raw, arrival, mailbox=self.name, cursor=cursor)
        self.fetcher.taken(uid)

    def take_beside(self, mail: Fetched, place: Cursor, source: str) -> None:
        """A mail that a person took out of this folder before it was read, from where it lies now."""
        self.inbox.one(mail.raw, replace(self.arrival(mail, place), source=source))

    def arrival(self, mail: Fetched, place: Cursor, *, is_old: bool = False) -> Arrival:
        """How a mail of this folder came; the server's INTERNALDATE is its receipt."""
        now = self.clock()
        received_at = min(mail.envelope.received_at or now, now)
        return Arrival(
            door=self.door,
            source=f"{self.name}/{place.uidvalidity}/{place.uid}",
            received_at=received_at,
            trusted=self.account.trusted,
            profile=self.account.profile,
            answerable=not is_old or now - received_at <= ANSWERABLE,
            oversize=mail.oversize,
            shown=self.door is Door.IMAP and bool(self.account.shelves),
        )


def _chunks(uids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(uids), size):
        yield uids[start : start + size]
