"""What the store remembers of mails in shared mailboxes: only as long as one may have to be moved."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from mailbot.desk.proof import Door
from mailbot.desk.records import Cursor, InboxState, Outcome, Taken
from mailbot.desk.shelves import Shelf, shelf_for
from mailbot.store import Store
from mailbot.store.tables import mailbox_mail
from tests.store.mails import DONE, HELD, NOON, came, raw_mail

MAILBOX = "support/INBOX"
REFUSED = Outcome(state=InboxState.DONE, decision="refuse", reason="colleague")


def arrives(store: Store, uid: int, words: str = "", *, shown: bool = True) -> Taken:
    """A mail of the mailbox, as its door takes it in."""
    words = words or str(uid)
    arrival = replace(came(f"{MAILBOX}/7/{uid}"), door=Door.IMAP, shown=shown)
    cursor = Cursor(uidvalidity=7, uid=uid)
    return store.take_in_at_cursor(raw_mail(words), arrival, content_key=words, mailbox=MAILBOX, cursor=cursor)


def ends(store: Store, outcome: Outcome) -> None:
    """The next mail is processed with this ending."""
    (claimed,) = store.claim(NOON, 1)
    with store.unit(NOON) as unit:
        unit.finish(claimed.inbox_id, outcome)


def to_move(store: Store) -> list[tuple[int, Shelf, Shelf]]:
    return [(one.inbox_id, one.shelf, one.wanted) for one in store.to_move(MAILBOX, 10)]


def remembered(store: Store) -> int:
    with store._database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(mailbox_mail)).scalar_one())


@pytest.mark.parametrize(
    ("outcome", "shelf"), [(DONE, Shelf.DONE), (HELD, Shelf.HELD), (REFUSED, Shelf.REFUSED)], ids=["done", "held", "no"]
)
def test_a_mail_belongs_on_the_shelf_of_its_ending(store: Store, outcome: Outcome, shelf: Shelf) -> None:
    taken = arrives(store, 1)
    assert to_move(store) == []
    ends(store, outcome)

    assert to_move(store) == [(taken.inbox_id, Shelf.INBOX, shelf)]
    assert shelf_for(outcome.state, outcome.decision) is shelf
    (mail,) = store.to_move(MAILBOX, 10)
    assert (mail.lies_at, mail.content_key) == (Cursor(uidvalidity=7, uid=1), "1")
    assert store.to_move("other/INBOX", 10) == ()


def test_what_lies_in_its_final_folder_is_forgotten_and_a_held_mail_is_not(store: Store) -> None:
    arrives(store, 1)
    ends(store, DONE)
    arrives(store, 2)
    ends(store, HELD)
    for mail in store.to_move(MAILBOX, 10):
        store.moved(mail, Cursor(uidvalidity=9, uid=30))

    assert to_move(store) == []
    assert remembered(store) == 1
    assert store.known_places(MAILBOX, Shelf.HELD) == {Cursor(uidvalidity=9, uid=30)}


def test_a_held_mail_that_is_released_or_dropped_moves_on(store: Store) -> None:
    held = [arrives(store, uid).inbox_id for uid in (1, 2)]
    for _ in held:
        ends(store, HELD)
    for mail in store.to_move(MAILBOX, 10):
        store.moved(mail, None)
    assert store.release(held[0], "operator", NOON)
    assert store.drop(held[1], "operator", NOON)
    assert to_move(store) == [(held[1], Shelf.HELD, Shelf.REFUSED)]
    ends(store, DONE)

    assert to_move(store) == [(held[0], Shelf.HELD, Shelf.DONE), (held[1], Shelf.HELD, Shelf.REFUSED)]
    assert {one.lies_at for one in store.to_move(MAILBOX, 10)} == {None}


def test_a_mail_put_on_accept_is_known_there_alone(store: Store) -> None:
    taken = arrives(store, 1)
    ends(store, HELD)
    (mail,) = store.to_move(MAILBOX, 10)
    store.moved(mail, Cursor(uidvalidity=9, uid=1))
    there = Cursor(uidvalidity=11, uid=4)
    store.put_on_accept(MAILBOX, taken.inbox_id, there)
    store.put_on_accept(MAILBOX, taken.inbox_id, there)

    assert remembered(store) == 1
    assert store.known_places(MAILBOX, Shelf.ACCEPT) == {there}
    assert store.known_places(MAILBOX, Shelf.HELD) == frozenset()
    assert to_move(store) == [(taken.inbox_id, Shelf.ACCEPT, Shelf.HELD)]
    assert store.state_of_content("1") == (taken.inbox_id, InboxState.HELD)
    assert store.state_of_content("never seen") is None


def test_a_mail_that_a_person_dealt_with_is_forgotten(store: Store) -> None:
    arrives(store, 1)
    ends(store, DONE)
    (mail,) = store.to_move(MAILBOX, 10)
    store.lost(mail)

    assert (to_move(store), remembered(store)) == ([], 0)


def test_two_copies_of_one_mail_are_two_mails_in_the_mailbox(store: Store) -> None:
    first, second = arrives(store, 1, "same"), arrives(store, 2, "same")
    assert first.inbox_id == second.inbox_id
    ends(store, DONE)

    assert len(store.to_move(MAILBOX, 10)) == 2
    assert len(store.to_move(MAILBOX, 1)) == 1
    assert store.raw_of(first.inbox_id) == raw_mail("same")
    assert store.raw_of(999) == b""


def test_mail_of_a_mailbox_whose_folders_show_nothing_is_not_remembered(store: Store) -> None:
    arrives(store, 1, shown=False)
    ends(store, DONE)

    assert remembered(store) == 0


def test_what_only_lay_in_the_sent_folder_is_processed_once_it_comes_in(store: Store) -> None:
    elsewhere = Outcome(state=InboxState.DONE, decision="ignore", reason="not-ours")
    sent = replace(came("support/Sent/1/1"), door=Door.SENT)
    store.take_in(raw_mail(), sent, content_key="one")
    ends(store, elsewhere)
    assert store.claim(NOON, 1) == ()
    store.take_in(raw_mail(), replace(sent, source="support/Sent/1/2"), content_key="one")
    assert store.claim(NOON, 1) == ()
    store.take_in(raw_mail(), came(), content_key="one")

    (claimed,) = store.claim(NOON, 1)
    assert [one.mailbox for one in claimed.arrivals] == ["support", "support", ""]


def test_what_comes_in_while_its_copy_in_the_sent_folder_is_processed_is_not_lost(store: Store) -> None:
    sent = replace(came("support/Sent/1/1"), door=Door.SENT)
    store.take_in(raw_mail(), sent, content_key="one")
    (claimed,) = store.claim(NOON, 1)
    store.take_in(raw_mail(), came(), content_key="one")
    with store.unit(NOON) as unit:
        unit.finish(claimed.inbox_id, Outcome(state=InboxState.DONE, decision="ignore", reason="not-ours"))

    assert len(store.claim(NOON, 1)) == 1
