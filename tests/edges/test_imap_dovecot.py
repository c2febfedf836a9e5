"""The IMAP door and the Sent folder against a real Dovecot: cuts, restarts, new numbering, people at the mailbox."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailbot.edges.doors import Pauses
from mailbot.edges.imap import ImapAccount, ImapError, Mailbox
from mailbot.edges.imap_door import ImapDoor, ImapDoorParts
from mailbot.edges.imap_sent import ImapSentFolder
from tests.servers.dovecot import Dovecot, running_dovecot
from tests.servers.ground import make_certificate, wait_until
from tests.servers.inboxes import MemoryInbox


def mail(word: str) -> bytes:
    return f"From: yamada@client.test\r\nMessage-ID: <{word}@client.test>\r\nSubject: {word}\r\n\r\n{word}\r\n".encode()


def account(dovecot: Dovecot, user: str, **changes: object) -> ImapAccount:
    whole = ImapAccount(
        name="support",
        host="localhost",
        port=dovecot.imap,
        tls="starttls",
        user=user,
        password=lambda: "pw",
        ca_file=dovecot.certificate.certificate,
        poll_seconds=0.2,
        read_seconds=10,
    )
    return replace(whole, **changes)  # type: ignore[arg-type]  # names are checked by dataclasses.replace


def door_of(watched: ImapAccount, inbox: MemoryInbox) -> ImapDoor:
    parts = ImapDoorParts(
        account=watched,
        inbox=inbox,
        books=inbox,
        clock=lambda: datetime.now(UTC),
        owner="me",
        pauses=Pauses(first=0.05, longest=0.3),
    )
    return ImapDoor(parts)


@contextmanager
def running(door: ImapDoor) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=door.run, args=(stop,))
    thread.start()
    try:
        wait_until(lambda: door.status.last_success is not None, "the door has had its first look")
        yield
    finally:
        stop.set()
        thread.join(10)
        assert not thread.is_alive()


def subjects(inbox: MemoryInbox) -> list[str]:
    lines = (line for raw, _ in inbox.mails for line in raw.decode().splitlines())
    return [line.removeprefix("Subject: ") for line in lines if line.startswith("Subject: ")]


def test_mail_arrives_during_idle_with_the_servers_own_headers_on_top_and_stays_unseen(dovecot: Dovecot) -> None:
    user, inbox = "idle@vendor.test", MemoryInbox()
    with running(door_of(account(dovecot, user), inbox)):
        dovecot.deliver(user, mail("one"))
        wait_until(lambda: subjects(inbox) == ["one"], "the mail is in")

    raw, arrival = inbox.mails[0]
    assert raw.startswith(b"Return-Path: <somebody@client.test>\r\nDelivered-To: idle@vendor.test\r\n")
    assert raw == dovecot.mails(user)[0]
    assert abs((datetime.now(UTC) - arrival.received_at).total_seconds()) < 60
    with dovecot.client(user) as client:
        assert b"\\Seen" not in client.get_flags([1])[1]


@pytest.mark.parametrize("tls", ["implicit", "none"])
def test_the_mailbox_is_read_by_implicit_tls_and_on_loopback_in_plain_text(dovecot: Dovecot, tls: str) -> None:
    user, inbox = f"{tls}@vendor.test", MemoryInbox()
    port = dovecot.imaps if tls == "implicit" else dovecot.imap
    door = door_of(account(dovecot, user, tls=tls, port=port), inbox)
    door.once()
    dovecot.deliver(user, mail("one"))

    assert door.once() == 1


def test_an_authority_that_is_not_known_fails_closed(dovecot: Dovecot, tmp_path: Path) -> None:
    other = make_certificate(tmp_path, "elsewhere.test").certificate
    for changes in (
        {"ca_file": None},
        {"ca_file": other},
        {"tls": "implicit", "port": dovecot.imaps, "ca_file": other},
    ):
        with pytest.raises((OSError, ImapError), match="certificate"):
            Mailbox(account(dovecot, "tls@vendor.test", **changes))


def test_a_connection_cut_in_the_middle_of_idle_loses_and_doubles_nothing(dovecot: Dovecot) -> None:
    user, inbox = "kicked@vendor.test", MemoryInbox()
    door = door_of(account(dovecot, user), inbox)
    with running(door):
        for number in range(6):
            wait_until(lambda: dovecot.connections(user) == 1, "the door is connected")
            dovecot.deliver(user, mail(f"before-{number}"))
            dovecot.kick(user)
            dovecot.deliver(user, mail(f"after-{number}"))
        wait_until(lambda: len(subjects(inbox)) == 12, "all are in")

    assert subjects(inbox) == [f"{when}-{number}" for number in range(6) for when in ("before", "after")]


def test_a_restart_of_the_server_loses_and_doubles_nothing() -> None:
    user, inbox = "restarted@vendor.test", MemoryInbox()
    with running_dovecot() as dovecot, running(door_of(account(dovecot, user), inbox)):
        dovecot.deliver(user, mail("one"))
        wait_until(lambda: subjects(inbox) == ["one"], "the first is in")
        dovecot.restart()
        dovecot.deliver(user, mail("two"))
        wait_until(lambda: subjects(inbox) == ["one", "two"], "the second is in")


def test_a_folder_deleted_and_made_anew_is_compared_by_content(dovecot: Dovecot) -> None:
    user, inbox = "anew@vendor.test", MemoryInbox()
    watched = account(dovecot, user, folder="Support")
    with dovecot.client(user) as client:
        client.create_folder("Support")
        door = door_of(watched, inbox)
        door.once()
        client.append("Support", mail("known"))
        assert door.once() == 1
        client.delete_folder("Support")
        # UIDVALIDITY is the second of making
        threading.Event().wait(1.1)
        client.create_folder("Support")
        client.append("Support", mail("known"))
        client.append("Support", mail("missed"))

    assert door_of(watched, inbox).once() == 2
    assert inbox.raws == [mail("known"), mail("missed")]
    assert inbox.cursors["support/Support"].uid == 2


def test_people_may_read_flag_and_delete_in_the_same_mailbox(dovecot: Dovecot) -> None:
    user, inbox = "shared@vendor.test", MemoryInbox()
    door = door_of(account(dovecot, user), inbox)
    door.once()
    for word in ("seen", "deleted", "answered"):
        dovecot.deliver(user, mail(word))
    with dovecot.client(user) as client:
        client.add_flags([1], [b"\\Seen"])
        client.add_flags([3], [b"\\Answered", b"\\Seen"])
        client.delete_messages([2])
        client.expunge()

    assert door.once() == 2
    assert subjects(inbox) == ["seen", "answered"]
    dovecot.deliver(user, mail("next"))
    assert door.once() == 1


def test_a_server_without_idle_is_polled() -> None:
    user, inbox = "polled@vendor.test", MemoryInbox()
    extra = "imap_capability = IMAP4rev1 UIDPLUS STARTTLS"
    with running_dovecot(extra) as dovecot, running(door_of(account(dovecot, user), inbox)):
        dovecot.deliver(user, mail("one"))
        wait_until(lambda: subjects(inbox) == ["one"], "the mail is in")
        assert b"IDLE" not in _capabilities(dovecot, user)


def test_a_giant_in_a_real_mailbox_comes_as_its_header(dovecot: Dovecot) -> None:
    user, inbox = "giant@vendor.test", MemoryInbox()
    door = door_of(account(dovecot, user, max_size=100_000), inbox)
    door.once()
    dovecot.deliver(user, mail("giant") + b"x" * 70 * 2_000)
    dovecot.deliver(user, mail("small"))

    assert door.once() == 2
    assert subjects(inbox) == ["giant", "small"]
    assert [bool(arrival.oversize) for _, arrival in inbox.mails] == [True, False]
    assert len(inbox.mails[0][0]) < 1_000


def test_a_long_mailbox_is_read_in_order_and_in_chunks(dovecot: Dovecot) -> None:
    user, inbox = "long@vendor.test", MemoryInbox()
    door = door_of(account(dovecot, user, batch=7), inbox)
    door.once()
    with dovecot.client(user) as client:
        for number in range(50):
            client.append("INBOX", mail(str(number)))

    assert door.once() == 50
    assert subjects(inbox) == [str(number) for number in range(50)]


def test_the_sent_folder_knows_what_was_sent(dovecot: Dovecot) -> None:
    user = "sender@vendor.test"
    with dovecot.client(user) as client:
        with suppress(Exception):
            client.create_folder("Sent")
        client.append("Sent", mail("filed"))
    sent = ImapSentFolder(account(dovecot, user), "Sent")

    assert sent.has("<filed@client.test>") is True
    assert sent.has("<other@client.test>") is False
    assert ImapSentFolder(account(dovecot, user), "Nowhere").has("<filed@client.test>") is None


def _capabilities(dovecot: Dovecot, user: str) -> tuple[bytes, ...]:
    with dovecot.client(user) as client:
        found: tuple[bytes, ...] = client.capabilities()
        return found
