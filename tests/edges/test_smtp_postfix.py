"""Letters out through a real Postfix into a real Dovecot, and mail from that Postfix in by our LMTP door."""

from __future__ import annotations

import smtplib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from mailbot.desk.records import DueLetter, Sent
from mailbot.edges.smtp_account import SmtpAccount
from mailbot.edges.smtp_door import SocketDoor, SocketDoorSettings
from mailbot.edges.smtp_out import SmtpCourier
from tests.servers.dovecot import Dovecot
from tests.servers.ground import make_certificate, wait_until
from tests.servers.inboxes import MemoryInbox
from tests.servers.postfix import Postfix, running_postfix


def letter(recipient: str, word: str = "x") -> DueLetter:
    return DueLetter(
        outbox_id=1,
        letter="case-opened",
        recipient=recipient,
        envelope_from="bounce+tag@vendor.test",
        message_id="<1@vendor.test>",
        content=f"From: support@vendor.test\r\nSubject: {word}\r\n\r\nhello\r\n".encode(),
        attempts=1,
        queued_at=datetime(2026, 11, 22, tzinfo=UTC),
    )


@contextmanager
def courier_to(postfix: Postfix, **changes: object) -> Iterator[SmtpCourier]:
    account = SmtpAccount(
        host="localhost", port=postfix.smtp, tls="starttls", ca_file=postfix.certificate.certificate, seconds=10
    )
    courier = SmtpCourier(replace(account, **changes))  # type: ignore[arg-type]  # checked by dataclasses.replace
    try:
        yield courier
    finally:
        courier.close()


def test_a_letter_leaves_through_starttls_and_arrives_in_the_customers_mailbox(
    dovecot: Dovecot, postfix: Postfix
) -> None:
    with courier_to(postfix) as courier:
        delivery = courier.send(letter("yamada@client.test"))

    assert delivery.ending is Sent.DONE
    assert "queued as" in delivery.words
    wait_until(lambda: len(dovecot.mails("yamada@client.test")) == 1, "the letter is in the mailbox")
    arrived = dovecot.mails("yamada@client.test")[0]
    assert arrived.startswith(b"Return-Path: <bounce+tag@vendor.test>")
    assert b"ESMTPS" in arrived
    assert arrived.endswith(b"\r\n\r\nhello\r\n")


def test_a_customer_with_dots_where_none_belong_is_taken_by_the_server(postfix: Postfix) -> None:
    with courier_to(postfix) as courier:
        assert courier.send(letter("..yamada.@client.test")).ending is Sent.DONE

    wait_until(lambda: '..yamada."@client.test>, relay=' in postfix.log.read_text(), "Postfix has handed it on")


def test_an_unknown_authority_and_a_stripped_starttls_fail_closed(
    dovecot: Dovecot, postfix: Postfix, tmp_path: Path
) -> None:
    other = make_certificate(tmp_path).certificate
    for changes in ({"ca_file": None}, {"ca_file": other}, {"port": postfix.bare}):
        with courier_to(postfix, **changes) as courier:
            assert courier.send(letter("secret@client.test")).ending is Sent.STOP

    assert dovecot.mails("secret@client.test") == []


def test_mail_comes_from_postfix_through_our_lmtp_door_and_waits_there_while_we_are_in_trouble(
    dovecot: Dovecot,
) -> None:
    inbox, stop = MemoryInbox(), threading.Event()
    inbox.failures = 1
    settings = SocketDoorSettings(protocol="lmtp", listen="127.0.0.1:0", hostname="desk.vendor.test")
    door = SocketDoor(settings, inbox, lambda address: address == "support@vendor.test", lambda: datetime.now(UTC))
    route = {"vendor.test": f"lmtp:inet:127.0.0.1:{door.listen().port}"}
    thread = threading.Thread(target=door.run, args=(stop,))
    thread.start()
    try:
        with (
            running_postfix(lmtp=dovecot.lmtp, domains=("client.test", "vendor.test"), transports=route) as postfix,
            smtplib.SMTP("127.0.0.1", postfix.smtp, timeout=10) as client,
        ):
            client.sendmail("yamada@client.test", ["support@vendor.test"], b"Subject: x\r\n\r\nhello\r\n")
            wait_until(lambda: inbox.commits >= 1, "the first try is over")
            assert inbox.mails == []
            wait_until(lambda: len(inbox.mails) == 1, "Postfix tried again", 20)
            client.sendmail("yamada@client.test", ["nobody@vendor.test"], b"Subject: y\r\n\r\nhello\r\n")
            wait_until(lambda: len(dovecot.mails("yamada@client.test")) >= 1, "the sender got Postfix's bounce")
    finally:
        stop.set()
        thread.join(10)

    raw, arrival = inbox.mails[0]
    assert raw.startswith(b"Received: from [127.0.0.1]")
    assert arrival.trusted
    assert (arrival.envelope_from, arrival.recipients) == ("yamada@client.test", ("support@vendor.test",))
