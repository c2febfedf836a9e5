"""The folders of a shared mailbox as the desk understands them: what belongs where, and what may be let in there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from mailbot.desk.decision import Reason
from mailbot.desk.letters import StaffMailboxNote
from mailbot.desk.mailbox_words import NOT_LET_IN
from mailbot.desk.records import InboxState
from mailbot.desk.shelves import WAITING, Accepted, Shelf, Shelved, may_be_let_in
from mailbot.desk.words import HELD_WORDS
from mailbot.stages.correspondence import Addressed
from mailbot.stages.house import House, staff_token_of

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime

    from mailbot.desk.records import Cursor, HeldMail
    from mailbot.stages.ports import Unit


class HeldWhole(Protocol):
    """A mail that waits for a person's word."""

    @property
    def mail(self) -> HeldMail: ...


class FolderBooks(Protocol):
    """The store as the folders need it."""

    def to_move(self, mailbox: str, limit: int) -> Sequence[Shelved]: ...
    def moved(self, mail: Shelved, lies_at: Cursor | None) -> None: ...
    def lost(self, mail: Shelved) -> None: ...
    def known_places(self, mailbox: str, shelf: Shelf) -> frozenset[Cursor]: ...
    def raw_of(self, inbox_id: int) -> bytes: ...
    def state_of_content(self, content_key: str) -> tuple[int, InboxState] | None: ...
    def put_on_accept(self, mailbox: str, inbox_id: int, lies_at: Cursor) -> None: ...
    def held_show(self, inbox_id: int) -> HeldWhole | None: ...
    def release(self, inbox_id: int, by: str, now: datetime | None = None) -> bool: ...
    def retry(self, inbox_id: int, by: str = "", now: datetime | None = None) -> bool: ...
    def unit(self, now: datetime | None = None) -> AbstractContextManager[Unit]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """What a mailbox's folders are asked about. `wake` is called when a mail was let in."""

    books: FolderBooks
    house: House
    content_key: Callable[[bytes], str]
    clock: Callable[[], datetime]
    wake: Callable[[], None] = lambda: None

    def to_move(self, mailbox: str, limit: int) -> Sequence[Shelved]:
        return self.books.to_move(mailbox, limit)

    def moved(self, mail: Shelved, lies_at: Cursor | None) -> None:
        self.books.moved(mail, lies_at)

    def lost(self, mail: Shelved) -> None:
        self.books.lost(mail)

    def known_places(self, mailbox: str, shelf: Shelf) -> frozenset[Cursor]:
        return self.books.known_places(mailbox, shelf)

    def raw_of(self, inbox_id: int) -> bytes:
        return self.books.raw_of(inbox_id)

    def accept(self, mailbox: str, content_key: str, lies_at: Cursor) -> Accepted:
        """A person put this mail on the shelf for mail to be let in. Nobody knows who it was: it is noted as done at
        the mailbox, and what acts for the desk is not let in so. Released first and noted then, so that an end in
        between only repeats this."""
        found = self.books.state_of_content(content_key)
        if found is None:
            return Accepted.UNKNOWN
        inbox_id, state = found
        if state in {InboxState.NEW, InboxState.CLAIMED}:
            return Accepted.WAITS
        answer = self._let_in(mailbox, inbox_id) if state in WAITING else Accepted.SETTLED
        self.books.put_on_accept(mailbox, inbox_id, lies_at)
        return answer

    def _let_in(self, mailbox: str, inbox_id: int) -> Accepted:
        waiting = self.books.held_show(inbox_id)
        if waiting is None:
            return Accepted.WAITS
        held, now, by = waiting.mail, self.clock(), f"mailbox:{mailbox.partition('/')[0]}"
        if not may_be_let_in(held):
            self._tell(held, now)
            return Accepted.NOT_LET_IN
        again = self.books.retry if held.state is InboxState.FAILED else self.books.release
        again(inbox_id, by, now)
        self.wake()
        return Accepted.LET_IN

    def _tell(self, held: HeldMail, now: datetime) -> None:
        """Staff learn why the mail went back; once for each mail."""
        reason = Reason(held.reason) if held.reason in set(Reason) else Reason.FAILED
        why = HELD_WORDS.get(reason, HELD_WORDS[Reason.FAILED])
        letter = StaffMailboxNote(
            subject=held.subject,
            notes=({language: f"{NOT_LET_IN[language]}{why[language]}" for language in why},),
        )
        with self.books.unit(now) as unit:
            for member in self.house.rules.staff:
                if member.active:
                    where = Addressed(
                        cause=f"accept:{held.inbox_id}",
                        desk_address=self.house.address,
                        token_for=staff_token_of(member),
                    )
                    reader = self.house.readers.staff(member)
                    unit.queue(self.house.correspondence.write(letter, reader, where, now))
