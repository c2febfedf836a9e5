"""The LMTP and SMTP doors over real sockets: accepted only when durable, never a relay, limits, logins, trust."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailbot.desk.proof import Door
from mailbot.edges.listening import Networks, Place, place
from mailbot.edges.smtp_door import SocketDoor, SocketDoorSettings
from tests.servers.ground import make_certificate, wait_until
from tests.servers.inboxes import MemoryInbox

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
MAIL = b"From: yamada@client.test\r\nSubject: x\r\n\r\nhello\r\n"
DESK = "support@vendor.test"


def accepts(address: str) -> bool:
    local, _, domain = address.partition("@")
    return (local.partition("+")[0].lower(), domain.lower()) == ("support", "vendor.test")


def settings(**changes: object) -> SocketDoorSettings:
    whole = SocketDoorSettings(protocol="smtp", listen="127.0.0.1:0", hostname="mx.vendor.test")
    return replace(whole, **changes)  # type: ignore[arg-type]  # names are checked by dataclasses.replace


@contextmanager
def serving(inbox: MemoryInbox, **changes: object) -> Iterator[SocketDoor]:
    door = SocketDoor(settings(**changes), inbox, accepts, lambda: NOON)
    door.listen()
    stop = threading.Event()
    thread = threading.Thread(target=door.run, args=(stop,))
    thread.start()
    wait_until(lambda: door.status.last_success is not None, "the door serves")
    try:
        yield door
    finally:
        stop.set()
        thread.join(10)
        assert not thread.is_alive()


def smtp_to(door: SocketDoor) -> smtplib.SMTP:
    return smtplib.SMTP("127.0.0.1", door.listen().port, timeout=10)


def lmtp_to(door: SocketDoor) -> smtplib.LMTP:
    return smtplib.LMTP("127.0.0.1", door.listen().port)


def test_a_mail_is_in_the_inbox_untouched_when_it_is_accepted() -> None:
    inbox = MemoryInbox()
    dotted = MAIL + b"..two dots\r\n.one dot\r\n"
    with serving(inbox) as door, smtp_to(door) as client:
        client.sendmail("yamada@client.test", [DESK, "support+tag@vendor.test"], dotted)
        assert [raw for raw, _ in inbox.mails] == [dotted]

    arrival = inbox.mails[0][1]
    assert arrival.door is Door.SMTP
    assert arrival.received_at == NOON
    assert arrival.envelope_from == "yamada@client.test"
    assert arrival.recipients == (DESK, "support+tag@vendor.test")
    assert (arrival.trusted, arrival.login) == (False, "")


def test_the_same_mail_told_again_after_a_lost_reply_is_one_arrival() -> None:
    inbox = MemoryInbox()
    with serving(inbox) as door, smtp_to(door) as client:
        for _ in range(2):
            client.sendmail("yamada@client.test", [DESK], MAIL)
        client.sendmail("sato@client.test", [DESK], MAIL)

    assert len(inbox.mails) == 2


def test_trouble_of_ours_is_told_as_temporary_and_shows_no_internals() -> None:
    inbox = MemoryInbox()
    inbox.failures = 1
    with serving(inbox) as door, smtp_to(door) as client:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail("yamada@client.test", [DESK], MAIL)
        assert refused.value.smtp_code == 451
        assert refused.value.smtp_error == b"4.3.0 Local trouble, try again later"
        assert "secret internals" in door.status.last_error
        client.sendmail("yamada@client.test", [DESK], MAIL)
        assert door.status.is_well

    assert inbox.raws == [MAIL]


def test_only_addresses_of_the_desk_are_accepted() -> None:
    with serving(MemoryInbox()) as door, smtp_to(door) as client:
        client.ehlo()
        client.mail("yamada@client.test")
        assert client.rcpt("somebody@elsewhere.test") == (550, b"5.1.1 No such address here")
        assert client.rcpt("support%elsewhere.test@vendor.test")[0] == 550
        assert client.rcpt(DESK)[0] == 250


def test_trouble_in_asking_for_an_address_is_told_as_temporary() -> None:
    def fails(address: str) -> bool:
        raise RuntimeError(address)

    door = SocketDoor(settings(), MemoryInbox(), fails, lambda: NOON)
    port, stop = door.listen().port, threading.Event()
    thread = threading.Thread(target=door.run, args=(stop,))
    thread.start()
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.ehlo()
        client.mail("yamada@client.test")
        assert client.rcpt(DESK) == (451, b"4.3.0 Local trouble, try again later")
    stop.set()
    thread.join(10)


def test_too_many_recipients_too_large_and_too_many_connections_are_refused() -> None:
    with serving(MemoryInbox(), max_recipients=2, max_size=1_000, max_connections=1) as door, smtp_to(door) as client:
        client.ehlo()
        assert client.esmtp_features["size"] == "1000"
        assert client.docmd("MAIL FROM:<a@client.test> SIZE=2000")[0] == 552
        client.mail("a@client.test")
        assert [client.rcpt(f"support+{tag}@vendor.test")[0] for tag in "abc"] == [250, 250, 452]
        assert client.data(b"x" * 70 + b"\r\n" * 1_000)[0] == 552
        with pytest.raises(smtplib.SMTPConnectError) as busy:
            smtp_to(door)
        assert busy.value.smtp_code == 421


def test_a_place_becomes_free_when_a_connection_ends() -> None:
    inbox = MemoryInbox()
    with serving(inbox, max_connections=1) as door:
        for number in range(5):
            with smtp_to(door) as client:
                client.sendmail("a@client.test", [DESK], MAIL + str(number).encode())
            wait_until(lambda: _greets(door), "there is room again")

    assert len(inbox.raws) == 5


def _greets(door: SocketDoor) -> bool:
    try:
        with smtp_to(door) as client:
            return client.noop()[0] == 250
    except smtplib.SMTPException:
        return False


def test_lmtp_replies_once_for_each_recipient_whatever_happens() -> None:
    inbox = MemoryInbox()
    with serving(inbox, protocol="lmtp", max_size=1_000) as door:
        lines = _lmtp_dialogue(door.listen().port, [DESK, "nobody@vendor.test", "support+x@vendor.test"], MAIL)
        assert [line[:3] for line in lines] == ["250", "250", "550", "250", "354", "250", "250", "221"]
        inbox.failures = 1
        lines = _lmtp_dialogue(door.listen().port, [DESK, "support+x@vendor.test"], MAIL)
        assert [line[:3] for line in lines] == ["250", "250", "250", "354", "451", "451", "221"]
        lines = _lmtp_dialogue(door.listen().port, [DESK, "support+x@vendor.test"], b"x\r\n" * 1_000)
        assert [line[:3] for line in lines] == ["250", "250", "250", "354", "552", "552", "221"]

    assert inbox.mails[0][1].door is Door.LMTP
    assert inbox.mails[0][1].trusted


def _lmtp_dialogue(port: int, recipients: list[str], raw: bytes) -> list[str]:
    """All final lines after LHLO's, the whole dialogue sent at once."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        stream = connection.makefile("rwb")
        stream.readline()
        stream.write(b"LHLO mx.test\r\n")
        stream.flush()
        while stream.readline()[3:4] == b"-":
            pass
        stream.write(b"MAIL FROM:<>\r\n")
        stream.writelines(f"RCPT TO:<{recipient}>\r\n".encode() for recipient in recipients)
        stream.write(b"DATA\r\n" + raw + b".\r\nQUIT\r\n")
        stream.flush()
        return [line.decode() for line in stream if line[3:4] == b" "]


def test_the_null_sender_and_addresses_of_the_wild_are_taken() -> None:
    inbox = MemoryInbox()
    with serving(inbox, protocol="lmtp") as door, lmtp_to(door) as client:
        for sender in (
            "<>",
            "bare@client.test",
            "<..yamada.@docomo.ne.jp>",
            '<"a b>c"@client.test>',
            "<@relay.test:sato@client.test>",
        ):
            client.docmd("LHLO mx.test")
            assert client.docmd(f"MAIL FROM:{sender}")[0] == 250
            assert client.docmd(f"RCPT TO:<{DESK}>")[0] == 250
            assert client.data(MAIL + sender.encode())[0] == 250
        assert client.docmd("MAIL FROM:<unclosed")[0] == 553

    senders = [arrival.envelope_from for _, arrival in inbox.mails]
    assert senders == ["", "bare@client.test", "..yamada.@docomo.ne.jp", '"a b>c"@client.test', "sato@client.test"]


def test_a_line_longer_than_the_standard_allows_is_taken() -> None:
    inbox = MemoryInbox()
    long = MAIL + b"x" * 200_000 + b"\r\n"
    with serving(inbox) as door, smtp_to(door) as client:
        client.sendmail("a@client.test", [DESK], long)

    assert inbox.raws == [long]


def test_headers_count_only_when_a_listed_relay_hands_the_mail_over() -> None:
    for relays, trusted in ((("127.0.0.0/8",), True), (("192.0.2.1",), False)):
        inbox = MemoryInbox()
        with serving(inbox, relays=relays) as door, smtp_to(door) as client:
            client.sendmail("a@client.test", [DESK], MAIL)
        assert inbox.mails[0][1].trusted is trusted


def test_a_login_names_the_registered_address_and_a_wrong_one_ends_after_three_tries() -> None:
    def auth(user: str, password: str) -> str | None:
        return "yamada@client.test" if (user, password) == ("yamada", "geheim") else None

    inbox = MemoryInbox()
    with serving(inbox, auth=auth) as door:
        with smtp_to(door) as client:
            client.login("yamada", "geheim")
            client.sendmail("yamada@client.test", [DESK], MAIL)
            client.mail("yamada@client.test")
            assert client.rcpt("somebody@elsewhere.test")[0] == 550
        with smtp_to(door) as client:
            client.ehlo()
            replies = [client.docmd("AUTH", "PLAIN AHlhbWFkYQB3cm9uZw==")[0] for _ in range(4)]
            assert replies == [535, 535, 535, 421]

    assert inbox.mails[0][1].login == "yamada@client.test"


def test_without_logins_none_is_offered_nor_taken() -> None:
    with serving(MemoryInbox()) as door, smtp_to(door) as client:
        client.ehlo()
        assert "auth" not in client.esmtp_features
        assert client.docmd("AUTH", "PLAIN AHlhbWFkYQB3cm9uZw==")[0] == 504


def test_starttls_is_offered_with_a_certificate_and_keeps_the_login_inside(tmp_path: Path) -> None:
    inbox, pair = MemoryInbox(), make_certificate(tmp_path)
    with (
        serving(
            inbox,
            auth=lambda _user, _password: "a@client.test",
            certificate=pair.certificate,
            private_key=pair.private_key,
        ) as door,
        smtplib.SMTP("localhost", door.listen().port, timeout=10) as client,
    ):
        client.starttls(context=ssl.create_default_context(cafile=str(pair.certificate)))
        client.login("a", "b")
        client.sendmail("a@client.test", [DESK], MAIL)

    assert inbox.mails[0][1].login == "a@client.test"


def test_off_this_machine_logins_need_tls() -> None:
    door = SocketDoor(
        settings(listen="0.0.0.0:0", auth=lambda _user, _password: "a"), MemoryInbox(), accepts, lambda: NOON
    )
    assert door._manner.auth_requires_tls
    door.close()


def test_mails_that_wait_together_share_a_commit_and_one_that_cannot_be_kept_hurts_no_other() -> None:
    inbox = MemoryInbox()
    inbox.delay, inbox.poison = 0.1, b"number 3"
    failures: list[int] = []

    def send(door: SocketDoor, number: int) -> None:
        with smtp_to(door) as client:
            try:
                client.sendmail("a@client.test", [DESK], MAIL + f"number {number}".encode())
            except smtplib.SMTPDataError as error:
                failures.append(error.smtp_code)

    with serving(inbox) as door:
        senders = [threading.Thread(target=send, args=(door, number)) for number in range(8)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()

    assert len(inbox.raws) == 7
    assert failures == [451]


def test_a_mail_in_hand_is_finished_and_answered_when_the_door_closes() -> None:
    inbox = MemoryInbox()
    inbox.delay = 0.5
    answered: list[dict[str, tuple[int, bytes]]] = []
    with serving(inbox) as door:
        client = smtp_to(door)
        sender = threading.Thread(target=lambda: answered.append(client.sendmail("a@client.test", [DESK], MAIL)))
        sender.start()
        threading.Event().wait(0.2)
    sender.join(10)
    client.close()

    assert answered == [{}]
    assert inbox.raws == [MAIL]


def test_a_unix_socket_serves_and_one_left_behind_by_a_dead_worker_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "lmtp.sock"
    dead = socket.socket(socket.AF_UNIX)
    dead.bind(str(path))
    dead.close()
    inbox = MemoryInbox()
    with serving(inbox, protocol="lmtp", listen=f"unix:{path}") as door:
        assert str(door.listen()) == f"unix:{path}"
        with smtplib.LMTP(str(path)) as client:
            client.sendmail("a@client.test", [DESK], MAIL)
        with pytest.raises(OSError, match="cannot listen on unix:"):
            SocketDoor(settings(listen=f"unix:{path}"), inbox, accepts, lambda: NOON).listen()

    assert inbox.mails[0][1].trusted
    assert not path.exists()


def test_a_port_in_use_is_known_at_once_and_named() -> None:
    with serving(MemoryInbox()) as door:
        where = str(door.listen())
        with pytest.raises(OSError, match=f"cannot listen on {where}"):
            SocketDoor(settings(listen=where), MemoryInbox(), accepts, lambda: NOON).listen()


@pytest.mark.parametrize(
    ("listen", "expected"),
    [
        ("127.0.0.1:8024", Place(host="127.0.0.1", port=8024)),
        ("[::1]:25", Place(host="::1", port=25)),
        (":25", Place(host="127.0.0.1", port=25)),
        ("unix:/run/x", Place(path="/run/x")),
        ("/run/x", Place(path="/run/x")),
    ],
)
def test_a_listen_setting_is_read(listen: str, expected: Place) -> None:
    assert place(listen) == expected


@pytest.mark.parametrize("listen", ["", "8024", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:70000"])
def test_a_listen_setting_that_cannot_be_read_says_what_to_write(listen: str) -> None:
    with pytest.raises(ValueError, match=r"127\.0\.0\.1:8024"):
        place(listen)


def test_networks_know_mapped_addresses_and_refuse_what_is_none() -> None:
    networks = Networks(("192.0.2.0/24", "2001:db8::/32"))
    assert "192.0.2.7" in networks
    assert "::ffff:192.0.2.7" in networks
    assert "2001:db8::1%eth0" in networks
    assert "198.51.100.1" not in networks
    assert "" not in networks
    with pytest.raises(ValueError, match="nonsense"):
        Networks(("nonsense",))
