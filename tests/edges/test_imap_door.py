"""The IMAP door against a peer that misbehaves: order, sizes, gaps, refusals, goodbyes, leases."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from mailbot.desk.proof import Door
from mailbot.desk.records import Cursor
from mailbot.edges.doors import Pauses
from mailbot.edges.imap import ImapAccount, ImapError
from mailbot.edges.imap_door import ImapDoor, ImapDoorParts
from mailbot.edges.imap_sent import ImapSentFolder
from tests.servers.ground import wait_until
from tests.servers.inboxes import MemoryInbox
from tests.servers.scripted_imap import ImapPeer, scripted_imap

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
MAILBOX = "support/INBOX"


def mail(word: str) -> bytes:
    return f"From: yamada@client.test\r\nSubject: {word}\r\n\r\n{word}\r\n".encode()


def account(peer: ImapPeer, **changes: object) -> ImapAccount:
    whole = ImapAccount(
        name="support",
        host="127.0.0.1",
        port=peer.port,
        tls="none",
        user="support",
        password=lambda: "pw",
        since=date(2026, 1, 1),
        poll_seconds=0.05,
        read_seconds=5,
    )
    return replace(whole, **changes)  # type: ignore[arg-type]  # names are checked by dataclasses.replace


def door_of(
    peer: ImapPeer, inbox: MemoryInbox, *, now: datetime = NOON, owner: str = "me", **changes: object
) -> ImapDoor:
    parts = ImapDoorParts(
        account=account(peer, **changes),
        inbox=inbox,
        books=inbox,
        clock=lambda: now,
        owner=owner,
        pauses=Pauses(first=0.01, longest=0.05),
    )
    return ImapDoor(parts)


@contextmanager
def running(door: ImapDoor) -> Iterator[threading.Event]:
    stop = threading.Event()
    thread = threading.Thread(target=door.run, args=(stop,))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(10)
        assert not thread.is_alive()


def test_mail_is_taken_in_uid_order_with_its_internaldate_and_known_by_its_uid() -> None:
    inbox = MemoryInbox()
    with scripted_imap(ImapPeer(mails={5: mail("five"), 9: mail("nine"), 12: mail("twelve")})) as peer:
        taken = door_of(peer, inbox, profile="gmail").once()

    assert taken == 3
    assert [raw for raw, _ in inbox.mails] == [mail("five"), mail("nine"), mail("twelve")]
    first = inbox.mails[0][1]
    assert first.door is Door.IMAP
    assert first.source == "support/INBOX/7/5"
    assert first.received_at == datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
    assert (first.trusted, first.profile, first.oversize) == (True, "gmail", 0)
    assert inbox.cursors[MAILBOX] == Cursor(uidvalidity=7, uid=12)


def test_what_was_read_is_not_read_again_although_the_server_names_the_last_mail_always() -> None:
    inbox = MemoryInbox()
    with scripted_imap(ImapPeer(mails={5: mail("five")})) as peer:
        door = door_of(peer, inbox)
        assert door.once() == 1
        assert door.once() == 0

    assert len([command for command in peer.commands if "BODY.PEEK[]" in command]) == 1


def test_first_contact_starts_with_what_arrives_from_now_on() -> None:
    inbox = MemoryInbox()
    with scripted_imap(ImapPeer(mails={5: mail("old")})) as peer:
        door = door_of(peer, inbox, since=None)
        assert door.once() == 0
        peer.mails[6] = mail("new")
        assert door.once() == 1

    assert inbox.raws == [mail("new")]
    assert inbox.mails[0][1].answerable


def test_first_contact_works_where_the_server_tells_no_uidnext() -> None:
    inbox = MemoryInbox()
    with scripted_imap(ImapPeer(mails={5: mail("old")}, tells_uidnext=False)) as peer:
        assert door_of(peer, inbox, since=None).once() == 0

    assert inbox.cursors[MAILBOX] == Cursor(uidvalidity=7, uid=5)


def test_old_mail_at_first_contact_is_not_answered_but_later_mail_is_after_an_outage() -> None:
    inbox = MemoryInbox()
    late = NOON + timedelta(days=3)
    with scripted_imap(ImapPeer(mails={5: mail("old"), 6: mail("old too")})) as peer:
        assert door_of(peer, inbox, now=late).once() == 2
        peer.mails[7] = mail("came during our outage")
        assert door_of(peer, inbox, now=late).once() == 1

    assert [arrival.answerable for _, arrival in inbox.mails] == [False, False, True]


def test_a_first_reading_that_was_broken_off_stays_a_first_reading() -> None:
    inbox = MemoryInbox()
    late = NOON + timedelta(days=3)
    with scripted_imap(ImapPeer(mails={5: mail("old"), 6: mail("old too")}, poison={6})) as peer:
        with pytest.raises((ImapError, OSError)):
            door_of(peer, inbox, now=late, batch=1).once()
        assert inbox.raws == [mail("old")]
        peer.poison.clear()
        assert door_of(peer, inbox, now=late).once() == 1

    assert [arrival.answerable for _, arrival in inbox.mails] == [False, False]


def test_a_giant_comes_as_its_header_and_says_how_large_it_is() -> None:
    inbox = MemoryInbox()
    with scripted_imap(ImapPeer(mails={5: mail("giant"), 6: mail("small")}, sizes={5: 99_000_000})) as peer:
        door_of(peer, inbox).once()

    raw, arrival = inbox.mails[0]
    assert raw == b"From: yamada@client.test\r\nSubject: giant\r\n\r\n"
    assert arrival.oversize == 99_000_000
    assert inbox.mails[1][0] == mail("small")


def test_a_mail_without_a_body_comes_as_its_header_and_a_vanished_one_is_passed_over() -> None:
    inbox = MemoryInbox()
    mails = {uid: mail(str(uid)) for uid in (5, 6, 7)}
    with scripted_imap(ImapPeer(mails=mails, no_body={5}, vanished={6})) as peer:
        assert door_of(peer, inbox).once() == 2

    assert inbox.mails[0][0].endswith(b"Subject: 5\r\n\r\n")
    assert inbox.mails[0][1].oversize == len(mail("5"))
    assert inbox.mails[1][0] == mail("7")


def test_unsolicited_answers_about_other_mails_do_no_harm() -> None:
    inbox = MemoryInbox()
    peer = ImapPeer(mails={5: mail("five")}, unsolicited="* 1 FETCH (UID 99 FLAGS (\\Seen))")
    with scripted_imap(peer):
        assert door_of(peer, inbox).once() == 1

    assert inbox.raws == [mail("five")]


def test_one_mail_that_breaks_the_connection_does_not_stop_those_behind_it() -> None:
    inbox = MemoryInbox()
    mails = {uid: mail(str(uid)) for uid in range(5, 10)}
    with scripted_imap(ImapPeer(mails=mails, poison={7})) as peer, running(door_of(peer, inbox)):
        wait_until(lambda: len(inbox.raws) == 5, "all five are in")

    whole = [raw for raw, arrival in inbox.mails if not arrival.oversize]
    assert whole == [mail("5"), mail("6"), mail("8"), mail("9")]
    assert [arrival.source for _, arrival in inbox.mails if arrival.oversize] == ["support/INBOX/7/7"]


def test_a_mail_that_cannot_be_had_at_all_is_stood_for_by_an_empty_one_and_stays_in_the_mailbox() -> None:
    inbox = MemoryInbox()
    mails = {5: mail("5"), 6: mail("6")}
    with (
        scripted_imap(ImapPeer(mails=mails, poison={5}, poison_header={5})) as peer,
        running(door_of(peer, inbox)),
    ):
        wait_until(lambda: len(inbox.mails) == 2, "both are in")

    assert inbox.mails[0][0] == b""
    assert inbox.mails[0][1].oversize == len(mail("5"))
    assert inbox.mails[1][0] == mail("6")


def test_a_folder_without_lasting_numbers_is_named_as_the_trouble() -> None:
    inbox = MemoryInbox()
    with scripted_imap(ImapPeer(keeps_numbers=False)) as peer, pytest.raises(OSError, match="UIDVALIDITY"):
        door_of(peer, inbox).once()


@pytest.mark.parametrize("trouble", ["refuse_select", "refuse_search"])
def test_a_server_that_is_unavailable_or_over_quota_is_tried_again(trouble: str) -> None:
    inbox = MemoryInbox()
    peer = ImapPeer(mails={5: mail("five")})
    setattr(peer, trouble, 3)
    with scripted_imap(peer):
        door = door_of(peer, inbox)
        with running(door):
            wait_until(lambda: inbox.raws == [mail("five")], "the mail is in")
            wait_until(lambda: door.status.is_well, "the door is well again")

    assert peer.logins >= 4


@pytest.mark.parametrize("how", ["bye", "close"])
def test_a_server_that_goes_away_during_idle_is_met_again_without_spinning(how: str) -> None:
    inbox = MemoryInbox()
    peer = ImapPeer(mails={5: mail("five")}, in_idle=how)
    with scripted_imap(peer):
        door = door_of(peer, inbox)
        with running(door):
            wait_until(lambda: peer.logins >= 3, "it has come back twice")
            peer.in_idle = ""
            peer.mails[6] = mail("six")
            wait_until(lambda: inbox.raws == [mail("five"), mail("six")], "both are in")

    assert peer.logins < 60


def test_news_wake_the_door_out_of_idle_and_it_stops_quickly() -> None:
    inbox = MemoryInbox()
    with scripted_imap(ImapPeer()) as peer:
        door = door_of(peer, inbox, since=None)
        with running(door) as stop:
            wait_until(lambda: any(command.upper() == "IDLE" for command in peer.commands), "it idles")
            peer.mails[1] = mail("news")
            wait_until(lambda: inbox.raws == [mail("news")], "the news are in")
            stop.set()

    assert inbox.leases[MAILBOX][1] <= NOON
    assert door.status.taken == 1


def test_without_idle_the_mailbox_is_looked_at_again_and_again() -> None:
    inbox = MemoryInbox()
    with scripted_imap(ImapPeer(capabilities="IMAP4rev1")) as peer, running(door_of(peer, inbox, since=None)):
        wait_until(lambda: MAILBOX in inbox.cursors, "the first look is over")
        peer.mails[1] = mail("news")
        wait_until(lambda: inbox.raws == [mail("news")], "the news are in")

    assert not any(command.upper() == "IDLE" for command in peer.commands)


def test_trouble_of_the_store_loses_nothing() -> None:
    inbox = MemoryInbox()
    inbox.failures = 2
    with scripted_imap(ImapPeer(mails={5: mail("five"), 6: mail("six")})) as peer:
        door = door_of(peer, inbox)
        with running(door):
            wait_until(lambda: inbox.raws == [mail("five"), mail("six")], "both are in")


def test_two_workers_do_not_read_one_mailbox() -> None:
    inbox = MemoryInbox()
    with scripted_imap(ImapPeer(mails={5: mail("five")})) as peer:
        inbox.lease_mailbox(MAILBOX, "the other", NOON, 60)

        assert door_of(peer, inbox).once() == 0
        assert peer.logins == 0
        assert door_of(peer, inbox, owner="the other").once() == 1


def test_new_numbering_reads_the_recent_mail_again_and_old_finds_are_not_answered(
    caplog: pytest.LogCaptureFixture,
) -> None:
    inbox = MemoryInbox()
    late = NOON + timedelta(days=3)
    with scripted_imap(ImapPeer(mails={5: mail("known")})) as peer:
        door_of(peer, inbox).once()
        peer.uidvalidity, peer.mails = 8, {1: mail("known"), 2: mail("missed")}
        assert door_of(peer, inbox, now=late).once() == 2
        peer.mails[3] = mail("new")
        assert door_of(peer, inbox, now=late).once() == 1

    assert inbox.raws == [mail("known"), mail("missed"), mail("new")]
    assert [arrival.answerable for _, arrival in inbox.mails] == [True, False, False, True]
    assert inbox.cursors[MAILBOX] == Cursor(uidvalidity=8, uid=3)
    assert "numbers this mailbox anew" in caplog.text


def test_plain_text_is_refused_off_this_machine_and_the_password_is_not_shown() -> None:
    with pytest.raises(ValueError, match='use "implicit"'):
        replace(account(ImapPeer(port=1)), host="imap.vendor.test")
    assert "lambda" not in repr(account(ImapPeer(port=1)))


def test_pauses_grow_to_five_minutes_and_are_jittered() -> None:
    pauses = Pauses(jitter=lambda: 0.0)
    assert [pauses.next() for _ in range(11)] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    pauses.reset()
    assert pauses.next() == 1
    assert Pauses(jitter=lambda: 1.0).next() == 0.5


def test_a_sent_folder_that_cannot_be_asked_knows_nothing() -> None:
    peer = ImapPeer(port=1)
    assert ImapSentFolder(account(peer), "Sent").has("<1@vendor.test>") is None
