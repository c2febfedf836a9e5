"""Two hundred mails from eight connections through the LMTP door into the real store: two hundred rows."""

from __future__ import annotations

import smtplib
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailbot.edges.smtp_door import SocketDoor, SocketDoorSettings
from mailbot.mail.message_ids import content_key
from mailbot.stages.collect import Collect
from mailbot.store import open_store
from tests.servers.ground import wait_until

MAILS, SENDERS = 200, 8


def mail(number: int) -> bytes:
    head = f"From: yamada@client.test\r\nMessage-ID: <{number}@client.test>\r\nSubject: {number}\r\n\r\n"
    return head.encode() + b"hello, this is a mail of an ordinary size\r\n" * 20


def send(port: int, numbers: range, refused: list[int]) -> None:
    with smtplib.LMTP("127.0.0.1", port) as client:
        for number in numbers:
            try:
                client.sendmail("yamada@client.test", ["support@vendor.test"], mail(number))
            except smtplib.SMTPException:
                refused.append(number)


@pytest.mark.parametrize("group", [1, 64])
def test_each_of_two_hundred_mails_is_one_row(tmp_path: Path, group: int) -> None:
    store = open_store(f"sqlite:///{tmp_path}/desk.db")
    settings = SocketDoorSettings(protocol="lmtp", listen="127.0.0.1:0", hostname="desk.vendor.test", group=group)
    door = SocketDoor(settings, Collect(store, content_key), lambda _address: True, lambda: datetime.now(UTC))
    port, stop, refused = door.listen().port, threading.Event(), list[int]()
    serving = threading.Thread(target=door.run, args=(stop,))
    serving.start()
    wait_until(lambda: door.status.last_success is not None, "the door serves")
    begun = time.monotonic()
    senders = [
        threading.Thread(target=send, args=(port, range(first, MAILS, SENDERS), refused)) for first in range(SENDERS)
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    taken = time.monotonic() - begun
    stop.set()
    serving.join(10)

    claimed = store.claim(datetime.now(UTC), 2 * MAILS)
    store.close()
    print(f"\nLMTP door, groups of up to {group}: {MAILS / taken:.0f} mails/s from {SENDERS} connections")
    assert refused == []
    assert sorted(row.raw for row in claimed) == sorted(mail(number) for number in range(MAILS))
    assert door.status.taken == MAILS
