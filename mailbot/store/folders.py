"""Where the mails of shared mailboxes lie: kept only as long as a mail may have to be moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, case, delete, select, update

from mailbot.desk.records import Cursor, InboxState
from mailbot.desk.shelves import REFUSAL, WAITING, Shelf, Shelved
from mailbot.store.inbox import whole_rows
from mailbot.store.once import Insert
from mailbot.store.opened import Opened
from mailbot.store.tables import inbox, mailbox_mail

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

_WANTED = case(
    (inbox.c.state.in_(WAITING), Shelf.HELD),
    (inbox.c.state == InboxState.DROPPED, Shelf.REFUSED),
    (and_(inbox.c.state == InboxState.DONE, inbox.c.decision == REFUSAL), Shelf.REFUSED),
    (inbox.c.state == InboxState.DONE, Shelf.DONE),
    else_=mailbox_mail.c.shelf,
)
"""`desk.shelves.shelf_for`, in SQL."""
_TO_MOVE = (
    select(mailbox_mail, inbox.c.content_key, _WANTED.label("wanted"))
    .join(inbox, inbox.c.id == mailbox_mail.c.inbox_id)
    .where(mailbox_mail.c.mailbox == bindparam("of_mailbox"), mailbox_mail.c.shelf != _WANTED)
    .order_by(mailbox_mail.c.id)
    .limit(bindparam("limit"))
)
_PLACES = select(mailbox_mail.c.uidvalidity, mailbox_mail.c.uid).where(
    mailbox_mail.c.mailbox == bindparam("of_mailbox"), mailbox_mail.c.shelf == bindparam("of_shelf")
)
_STATE = select(inbox.c.id, inbox.c.state).where(inbox.c.content_key == bindparam("of_content"))
_ELSEWHERE = (
    select(mailbox_mail.c.id)
    .where(
        mailbox_mail.c.inbox_id == bindparam("of_inbox"),
        mailbox_mail.c.mailbox == bindparam("of_mailbox"),
        mailbox_mail.c.shelf != Shelf.ACCEPT,
    )
    .order_by(mailbox_mail.c.shelf == Shelf.INBOX, mailbox_mail.c.id)
    .limit(1)
)
_NEW = Insert(mailbox_mail)


class Folders(Opened):
    """The mails that folders show. A mail in its final folder, or nowhere to be found, is not remembered."""

    def to_move(self, mailbox: str, limit: int) -> tuple[Shelved, ...]:
        """Mails that do not lie where they belong, those that came first first."""
        with self._database.reading() as connection:
            return tuple(map(_shelved, connection.execute(_TO_MOVE, {"of_mailbox": mailbox, "limit": limit})))

    def moved(self, mail: Shelved, lies_at: Cursor | None) -> None:
        """The mail lies on the shelf where it belongs; `lies_at` is its number there, if it is known."""
        if mail.wanted.is_final:
            self.lost(mail)
            return
        place = {"shelf": mail.wanted, **_place(lies_at)}
        with self._database.writing() as connection:
            connection.execute(update(mailbox_mail).where(mailbox_mail.c.id == mail.id).values(**place))

    def lost(self, mail: Shelved) -> None:
        """The mail lies nowhere where the desk would look for it: a person has dealt with it."""
        with self._database.writing() as connection:
            connection.execute(delete(mailbox_mail).where(mailbox_mail.c.id == mail.id))

    def known_places(self, mailbox: str, shelf: Shelf) -> frozenset[Cursor]:
        """The numbers of the mails that are known to lie on a shelf."""
        asked = {"of_mailbox": mailbox, "of_shelf": shelf}
        with self._database.reading() as connection:
            rows = connection.execute(_PLACES, asked).all()
        return frozenset(Cursor(uidvalidity=row.uidvalidity, uid=row.uid) for row in rows if row.uid is not None)

    def state_of_content(self, content_key: str) -> tuple[int, InboxState] | None:
        """The inbox row of a mail that says this, and its state; None for one that the desk never read."""
        with self._database.reading() as connection:
            row = connection.execute(_STATE, {"of_content": content_key}).one_or_none()
        return None if row is None else (row.id, InboxState(row.state))

    def put_on_accept(self, mailbox: str, inbox_id: int, lies_at: Cursor) -> None:
        """A person put the mail there, from wherever it was known to lie."""
        with self._database.writing() as connection:
            asked = {"of_inbox": inbox_id, "of_mailbox": mailbox}
            former = connection.scalar(_ELSEWHERE, asked)
            if former is not None:
                connection.execute(delete(mailbox_mail).where(mailbox_mail.c.id == former))
            keep_lying(connection, inbox_id, mailbox, lies_at, Shelf.ACCEPT)

    def raw_of(self, inbox_id: int) -> bytes:
        """The raw mail of an inbox row; empty where there is none any more."""
        with self._database.reading() as connection:
            return next((whole.raw for whole in whole_rows(connection, [inbox_id])), b"")


def keep_lying(
    connection: Connection, inbox_id: int, mailbox: str, lies_at: Cursor, shelf: Shelf = Shelf.INBOX
) -> None:
    """Within the caller's transaction; what is known already stays as it is."""
    _NEW.into(connection, {"inbox_id": inbox_id, "mailbox": mailbox, "shelf": shelf, **_place(lies_at)})


def _place(lies_at: Cursor | None) -> dict[str, int | None]:
    return {
        "uidvalidity": lies_at.uidvalidity if lies_at else None,
        "uid": lies_at.uid if lies_at else None,
    }


def _shelved(row: Row[*tuple[Any, ...]]) -> Shelved:
    known = row.uid is not None and row.uidvalidity is not None
    return Shelved(
        id=row.id,
        inbox_id=row.inbox_id,
        shelf=Shelf(row.shelf),
        lies_at=Cursor(uidvalidity=row.uidvalidity, uid=row.uid) if known else None,
        content_key=row.content_key,
        wanted=Shelf(row.wanted),
    )
