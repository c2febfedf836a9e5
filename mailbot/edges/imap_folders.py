"""Moves the mails of a shared mailbox into the folders that show what became of them, and lets in what people accept.

Every step may be cut off and is then done again: what lies where is asked of the server, by number and, where that
does not help, by Message-ID and content; nothing is moved that is not known to be the mail meant.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Protocol

from mailbot.desk.records import Cursor
from mailbot.desk.shelves import Accepted, Shelf, Shelved
from mailbot.edges.imap import ConnectionLost, Envelope, ImapAccount, ImapError, Selected
from mailbot.edges.imap_fetch import Fetcher
from mailbot.edges.imap_reading import FolderReader
from mailbot.edges.imap_shared import SharedMailbox
from mailbot.mail.headers import read_block
from mailbot.mail.message_ids import ids_in

log = logging.getLogger(__name__)

MOST_MOVED = 50
"""As many mails are moved in one round; the others follow in the next."""
MOST_ACCEPTED = 20
MOST_COMPARED = 300
"""So many of a folder's newest mails are compared by size where a mail has no Message-ID to search for."""


class Shelves(Protocol):
    """What the desk remembers of the mails of a mailbox, and decides about those that people accept."""

    def to_move(self, mailbox: str, limit: int) -> Sequence[Shelved]: ...
    def moved(self, mail: Shelved, lies_at: Cursor | None) -> None: ...
    def lost(self, mail: Shelved) -> None: ...
    def known_places(self, mailbox: str, shelf: Shelf) -> frozenset[Cursor]: ...
    def raw_of(self, inbox_id: int) -> bytes: ...
    def content_key(self, raw: bytes) -> str: ...
    def accept(self, mailbox: str, content_key: str, lies_at: Cursor) -> Accepted: ...


@dataclass(slots=True, kw_only=True)
class Shelving:
    """One mailbox's folders, over all its connections. `reader` is that of the folder which is read."""

    account: ImapAccount
    shelves: Shelves
    reader: FolderReader
    _made: set[str] = field(default_factory=set)

    def tidy(self, mailbox: SharedMailbox, go_on: Callable[[], bool]) -> int:
        """One round: what people accepted, then what does not lie where it belongs; how many mails moved.

        Leaves another folder open than was open before. Raises ImapError where the server refuses, ReadOnly where
        the account may not change a folder, and what a lost connection raises; a later round goes on.
        """
        names = {shelf: mailbox.path(name) for shelf, name in self.account.shelves.items()}
        names[Shelf.INBOX] = self.account.folder
        self._look_into_accept(mailbox, names[Shelf.ACCEPT])
        found = self.shelves.to_move(self.reader.name, MOST_MOVED)
        moved = 0
        for (shelf, wanted), mails in groupby(sorted(found, key=_way), key=_way):
            if not go_on():
                break
            moved += self._move_all(mailbox, names[shelf], names[wanted], list(mails))
        return moved

    # --- what people accept

    def _look_into_accept(self, mailbox: SharedMailbox, folder: str) -> None:
        opened = self._opened(mailbox, folder)
        validity = opened.uidvalidity
        known = {one.uid for one in self.shelves.known_places(self.reader.name, Shelf.ACCEPT) if _in(one, validity)}
        unknown = [uid for uid in mailbox.uids(1) if uid not in known]
        fetcher = Fetcher(f"imap:{self.account.name} {folder}", self.account.max_size)
        for mail in fetcher.fetched(mailbox, unknown[:MOST_ACCEPTED]):
            place = Cursor(uidvalidity=validity, uid=mail.envelope.uid)
            answer = self.shelves.accept(self.reader.name, self.shelves.content_key(mail.raw), place)
            if answer is Accepted.UNKNOWN:
                source = f"{self.account.name}/{folder}/{validity}/{place.uid}"
                self.reader.take_beside(mail, place, source)

    def _opened(self, mailbox: SharedMailbox, folder: str) -> Selected:
        """The folder open for reading; made first where it is missing."""
        if folder not in self._made:
            self._make(mailbox, folder)
        try:
            return mailbox.select(folder)
        except ConnectionLost:
            raise
        except ImapError:
            self._make(mailbox, folder)
            return mailbox.select(folder)

    def _make(self, mailbox: SharedMailbox, folder: str) -> None:
        mailbox.make(folder)
        self._made.add(folder)

    # --- moving

    def _move_all(self, mailbox: SharedMailbox, source: str, target: str, mails: Sequence[Shelved]) -> int:
        """Mails of one folder that belong in one other."""
        here, elsewhere = self._sorted_out(mailbox, source, mails)
        moved = len(here)
        if here:
            self._move_those(mailbox, source, target, here)
        for mail in elsewhere:
            moved += self._move_wanderer(mailbox, source, target, mail)
        return moved

    def _sorted_out(
        self, mailbox: SharedMailbox, source: str, mails: Sequence[Shelved]
    ) -> tuple[dict[int, Shelved], list[Shelved]]:
        """Those that lie in the folder under the number that is known, by that; and the others."""
        try:
            opened = mailbox.select(source)
        except ConnectionLost:
            raise
        except ImapError as error:
            log.info("imap:%s: %s", self.account.name, error)
            return {}, list(mails)
        numbered = {one.lies_at.uid: one for one in mails if one.lies_at and _in(one.lies_at, opened.uidvalidity)}
        present = mailbox.present(sorted(numbered))
        here = {uid: one for uid, one in numbered.items() if uid in present}
        found = {one.id for one in here.values()}
        return here, [one for one in mails if one.id not in found]

    def _move_wanderer(self, mailbox: SharedMailbox, source: str, target: str, mail: Shelved) -> int:
        """A mail that is not where it was: moved before a cut, numbered anew, or dealt with by a person."""
        place = self._seek(mailbox, target, mail)
        if place is not None:
            self.shelves.moved(mail, place)
            return 1
        place = self._seek(mailbox, source, mail)
        if place is None:
            log.info("imap:%s: mail %d was moved by somebody; it is left alone", self.account.name, mail.inbox_id)
            self.shelves.lost(mail)
            return 0
        self._move_those(mailbox, source, target, {place.uid: mail})
        return 1

    def _move_those(self, mailbox: SharedMailbox, source: str, target: str, mails: Mapping[int, Shelved]) -> None:
        if mailbox.abilities().moves:
            mailbox.open_for_writing(source)
            there = self._carried(mailbox, mailbox.move, sorted(mails), target)
        else:
            there = self._copied_once(mailbox, source, target, mails)
            mailbox.delete(sorted(mails))
        for uid, mail in mails.items():
            self.shelves.moved(mail, there.get(uid))

    def _copied_once(
        self, mailbox: SharedMailbox, source: str, target: str, mails: Mapping[int, Shelved]
    ) -> Mapping[int, Cursor]:
        """Copies those of which the target holds no copy yet: a cut may have come between copy and deletion."""
        there = {uid: place for uid, mail in mails.items() if (place := self._seek(mailbox, target, mail))}
        mailbox.open_for_writing(source)
        missing = sorted(set(mails) - set(there))
        return there | dict(self._carried(mailbox, mailbox.copy, missing, target)) if missing else there

    def _carried(
        self,
        mailbox: SharedMailbox,
        carry: Callable[[Sequence[int], str], Mapping[int, Cursor]],
        uids: Sequence[int],
        target: str,
    ) -> Mapping[int, Cursor]:
        """Moved or copied; into a folder that is made anew where a person deleted it."""
        if target not in self._made:
            self._make(mailbox, target)
        try:
            return carry(uids, target)
        except ConnectionLost:
            raise
        except ImapError:
            self._make(mailbox, target)
            return carry(uids, target)

    # --- finding by content

    def _seek(self, mailbox: SharedMailbox, folder: str, mail: Shelved) -> Cursor | None:
        """Where in a folder the mail lies, told by its content; None where it does not, or is not to be had."""
        raw = self.shelves.raw_of(mail.inbox_id)
        if not raw:
            return None
        opened = self._opened(mailbox, folder)
        for uid in self._alike(mailbox, raw, opened):
            if self._says(mailbox, uid) == mail.content_key:
                return Cursor(uidvalidity=opened.uidvalidity, uid=uid)
        return None

    def _alike(self, mailbox: SharedMailbox, raw: bytes, opened: Selected) -> Iterator[int]:
        """UIDs of the open folder that may be this mail: of its Message-ID or, where it has none, of its size."""
        fields = read_block(raw).all("message-id")
        ids = ids_in(fields[0].decode("latin-1")) if fields else ()
        if ids and ids[0].isascii():
            yield from mailbox.with_message_id(ids[0])
            return
        newest = mailbox.uids(max(1, opened.uidnext - MOST_COMPARED))
        yield from (one.uid for one in reversed(mailbox.envelopes(newest)) if one.size == len(raw))

    def _says(self, mailbox: SharedMailbox, uid: int) -> str:
        envelopes: Sequence[Envelope] = mailbox.envelopes([uid])
        if not envelopes:
            return ""
        is_whole = envelopes[0].size <= self.account.max_size
        raw = mailbox.bodies([uid]).get(uid) if is_whole else mailbox.header(uid)
        return self.shelves.content_key(raw or b"")


def _way(mail: Shelved) -> tuple[Shelf, Shelf]:
    return mail.shelf, mail.wanted


def _in(place: Cursor, uidvalidity: int) -> bool:
    return place.uidvalidity == uidvalidity
