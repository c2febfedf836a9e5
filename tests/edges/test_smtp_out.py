"""The SMTP courier: three endings by reply, silences and broken connections, TLS that fails closed, addresses."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailbot.desk.records import DueLetter, Sent
from mailbot.edges.smtp_account import AddressRefused, SmtpAccount, SmtpUrl, read_url, smtp_path
from mailbot.edges.smtp_out import SmtpCourier
from mailbot.edges.tls import server_context
from tests.servers.ground import Certificate, make_certificate, wait_until
from tests.servers.scripted_smtp import HANG_UP, SILENCE, Peer, Script, scripted_smtp

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def letter(number: int = 1, **changes: object) -> DueLetter:
    whole = DueLetter(
        outbox_id=number,
        letter="case-opened",
        recipient="yamada@client.test",
        envelope_from="",
        message_id=f"<{number}@vendor.test>",
        content=b"Subject: x\r\n\r\n.dot\r\n",
        attempts=1,
        queued_at=NOON,
    )
    return replace(whole, **changes)  # type: ignore[arg-type]  # names are checked by dataclasses.replace


@contextmanager
def courier_to(peer: Peer, **changes: object) -> Iterator[SmtpCourier]:
    account = SmtpAccount(host="127.0.0.1", port=peer.port, tls="none", ehlo_name="mx.vendor.test", seconds=2)
    courier = SmtpCourier(replace(account, **changes))  # type: ignore[arg-type]  # likewise
    try:
        yield courier
    finally:
        courier.close()


def test_a_letter_leaves_as_it_is_stored_with_the_null_sender() -> None:
    with scripted_smtp(Script()) as peer, courier_to(peer) as courier:
        delivery = courier.send(letter())

    assert (delivery.ending, delivery.words) == (Sent.DONE, "250 2.0.0 queued as 4711")
    assert peer.letters == [b"Subject: x\r\n\r\n..dot\r\n"]
    assert peer.commands == [
        "EHLO mx.vendor.test",
        "MAIL FROM:<> SIZE=20",
        "RCPT TO:<yamada@client.test>",
        "DATA",
        "QUIT",
    ]


def test_connections_are_kept_and_renewed_after_so_many_mails() -> None:
    with scripted_smtp(Script()) as peer, courier_to(peer, mails_per_connection=3) as courier:
        endings = [courier.send(letter(number)).ending for number in range(7)]

    assert endings == [Sent.DONE] * 7
    assert peer.connections == 3


def test_no_more_connections_are_opened_than_the_account_allows() -> None:
    with scripted_smtp(Script()) as peer, courier_to(peer, connections=2) as courier, ThreadPoolExecutor(8) as threads:
        endings = list(threads.map(lambda number: courier.send(letter(number)).ending, range(40)))

    assert endings == [Sent.DONE] * 40
    assert peer.connections <= 2


@pytest.mark.parametrize(
    ("step", "reply", "ending"),
    [
        ("rcpt", "550 5.1.1 no such user", Sent.REFUSED),
        ("rcpt", "450 4.2.0 greylisted", Sent.LATER),
        ("rcpt", "452 4.2.2 mailbox full", Sent.LATER),
        ("mail", "552 5.3.4 too large", Sent.REFUSED),
        ("mail", "550 5.7.30 basic authentication is not supported", Sent.STOP),
        ("mail", "530 5.7.57 client not authenticated", Sent.STOP),
        ("mail", "421 4.3.2 too busy", Sent.LATER),
        ("data", "554 5.7.1 no", Sent.REFUSED),
        ("final", "554 5.7.1 spam", Sent.REFUSED),
        ("final", "451 4.3.0 later", Sent.LATER),
        ("greeting", "554 5.7.1 you are blocked", Sent.STOP),
        ("greeting", "421 4.3.2 too busy", Sent.LATER),
        ("greeting", HANG_UP, Sent.LATER),
        ("greeting", SILENCE, Sent.LATER),
        ("mail", HANG_UP, Sent.LATER),
        ("rcpt", SILENCE, Sent.LATER),
        ("final", HANG_UP, Sent.UNCERTAIN),
        ("final", SILENCE, Sent.UNCERTAIN),
        ("final", "nonsense", Sent.UNCERTAIN),
    ],
)
def test_each_reply_has_its_ending(step: str, reply: str, ending: Sent) -> None:
    script = replace(Script(), **{step: reply})  # type: ignore[arg-type]  # likewise
    with scripted_smtp(script) as peer, courier_to(peer, seconds=0.3, final_seconds=0.3) as courier:
        delivery = courier.send(letter())

    assert delivery.ending is ending
    if reply[:1].isdigit():
        assert delivery.words.startswith(reply[:3])


def test_after_a_refusal_the_connection_serves_the_next_letter() -> None:
    script = Script(rcpt="550 5.1.1 no", then=(("rcpt", 1, "250 OK"),))
    with scripted_smtp(script) as peer, courier_to(peer) as courier:
        assert [courier.send(letter(number)).ending for number in (1, 2)] == [Sent.REFUSED, Sent.DONE]

    assert peer.connections == 1
    assert peer.said("RSET") == ["RSET"]


@pytest.mark.parametrize("stale", [HANG_UP, "421 4.4.2 idle too long"])
def test_a_kept_connection_that_went_stale_is_replaced_unseen(stale: str) -> None:
    script = Script(then=(("mail", 2, "250 OK"), ("mail", 1, stale)))
    with scripted_smtp(script) as peer, courier_to(peer) as courier:
        assert [courier.send(letter(number)).ending for number in (1, 2)] == [Sent.DONE, Sent.DONE]

    assert peer.connections == 2
    assert len(peer.letters) == 2


def test_nobody_listening_means_later() -> None:
    with courier_to(Peer(port=1)) as courier:
        delivery = courier.send(letter())

    assert delivery.ending is Sent.LATER
    assert "SMTPConnectError" in delivery.words


def test_a_login_is_made_with_the_password_of_the_moment_and_a_refused_one_stops_the_account() -> None:
    script = Script(auth="535 5.7.8 wrong", then=(("auth", 1, "235 welcome"),))
    asked: list[int] = []

    def password() -> str:
        asked.append(1)
        return "secret"

    script.extensions = ("AUTH PLAIN",)
    with scripted_smtp(script) as peer, courier_to(peer, user="support", password=password) as courier:
        refused, sent = courier.send(letter(1)), courier.send(letter(2))

    assert (refused.ending, sent.ending) == (Sent.STOP, Sent.DONE)
    assert refused.words.startswith("535")
    assert len(asked) == 2


def test_a_password_that_cannot_be_read_stops_the_account_and_says_where_it_was_sought() -> None:
    def password() -> str:
        raise OSError("the environment variable SMTP_PASSWORD is not set")

    with scripted_smtp(Script()) as peer, courier_to(peer, user="support", password=password) as courier:
        delivery = courier.send(letter())

    assert delivery.ending is Sent.STOP
    assert "SMTP_PASSWORD" in delivery.words


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"), "elsewhere.test")


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
def test_tls_carries_the_letter_when_name_and_authority_are_right(pair: Certificate, tls: str) -> None:
    context = server_context(pair.certificate, pair.private_key)
    script = Script(implicit=context) if tls == "implicit" else Script(starttls=context)
    with (
        scripted_smtp(script) as peer,
        courier_to(peer, host="localhost", tls=tls, ca_file=pair.certificate) as courier,
    ):
        assert courier.greet().ending is Sent.DONE
        assert courier.send(letter()).ending is Sent.DONE

    assert len(peer.letters) == 1
    assert len(peer.said("STARTTLS")) == (1 if tls == "starttls" else 0)


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
@pytest.mark.parametrize("trouble", ["wrong name", "unknown authority"])
def test_tls_fails_closed(pair: Certificate, elsewhere: Certificate, tls: str, trouble: str) -> None:
    shown = elsewhere if trouble == "wrong name" else pair
    believed = elsewhere.certificate if trouble == "wrong name" else None
    context = server_context(shown.certificate, shown.private_key)
    script = Script(implicit=context) if tls == "implicit" else Script(starttls=context)
    with scripted_smtp(script) as peer, courier_to(peer, host="localhost", tls=tls, ca_file=believed) as courier:
        delivery = courier.send(letter())
        assert courier.greet().ending is Sent.STOP

    assert delivery.ending is Sent.STOP
    assert "certificate" in delivery.words
    assert peer.letters == []
    assert peer.said("MAIL") == []


def test_a_server_without_starttls_gets_nothing() -> None:
    with scripted_smtp(Script()) as peer, courier_to(peer, tls="starttls") as courier:
        delivery = courier.send(letter())

    assert delivery.ending is Sent.STOP
    assert "STARTTLS" in delivery.words
    assert peer.said("MAIL") == []


def test_an_address_that_smtp_cannot_carry_is_refused_before_anything_is_said() -> None:
    with scripted_smtp(Script()) as peer, courier_to(peer) as courier:
        delivery = courier.send(letter(recipient="山田@client.test"))

    assert delivery.ending is Sent.REFUSED
    assert "SMTPUTF8" in delivery.words
    assert peer.connections == 0


def test_several_letters_travel_at_once() -> None:
    script = Script(final=SILENCE)
    with scripted_smtp(script) as peer, courier_to(peer, connections=3, final_seconds=1.0) as courier:
        threads = [threading.Thread(target=courier.send, args=(letter(number),)) for number in range(3)]
        for thread in threads:
            thread.start()
        wait_until(lambda: len(peer.letters) == 3, "all three are under way at the same time", 0.9)
        for thread in threads:
            thread.join()


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("", b"<>"),
        ("yamada@client.test", b"<yamada@client.test>"),
        ("..yamada.@docomo.ne.jp", b'<"..yamada."@docomo.ne.jp>'),
        ("a b@client.test", b'<"a b"@client.test>'),
        ('"..yamada."@docomo.ne.jp', b'<"..yamada."@docomo.ne.jp>'),
        ('say"hi"\\@client.test', b'<"say\\"hi\\"\\\\"@client.test>'),
        ("yamada@日本語.test", b"<yamada@xn--wgv71a119e.test>"),
        ("a@[192.0.2.1]", b"<a@[192.0.2.1]>"),
        ("o'neill+x@client.test", b"<o'neill+x@client.test>"),
    ],
)
def test_addresses_are_written_as_smtp_wants_them(address: str, path: bytes) -> None:
    assert smtp_path(address) == path


@pytest.mark.parametrize(
    "address",
    [
        "yamada",
        "@client.test",
        "yamada@",
        "山田@client.test",
        "a\r\nDATA@client.test",
        "a@client.test>\r\nDATA",
        "a@b c",
    ],
)
def test_addresses_that_smtp_cannot_carry_are_refused(address: str) -> None:
    with pytest.raises(AddressRefused):
        smtp_path(address)


@given(st.text(max_size=40), st.text(max_size=20))
def test_no_address_breaks_out_of_its_path(local: str, domain: str) -> None:
    try:
        path = smtp_path(f"{local}@{domain}")
    except AddressRefused:
        return
    assert path.startswith(b"<")
    assert path.endswith(b">")
    assert not any(octet < 0x20 or octet > 0x7E for octet in path)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://127.0.0.1", SmtpUrl(host="127.0.0.1", port=25, tls="none")),
        ("smtps://mail.vendor.test", SmtpUrl(host="mail.vendor.test", port=465, tls="implicit")),
        (
            "smtp+starttls://support%40vendor.test@mail.vendor.test",
            SmtpUrl(host="mail.vendor.test", port=587, tls="starttls", user="support@vendor.test"),
        ),
        (
            "smtp+starttls://support@mail.vendor.test:2525",
            SmtpUrl(host="mail.vendor.test", port=2525, tls="starttls", user="support"),
        ),
    ],
)
def test_a_delivery_url_is_read(url: str, expected: SmtpUrl) -> None:
    assert read_url(url) == expected


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://mail.vendor.test", "write smtp"),
        ("mail.vendor.test:25", "write smtp"),
        ("smtps://user:geheim@mail.vendor.test", "holds a password"),
        ("smtps://mail.vendor.test/x", "more than user"),
        ("smtps://mail.vendor.test:http", "no number"),
    ],
)
def test_a_delivery_url_that_cannot_be_read_says_what_to_write(url: str, words: str) -> None:
    with pytest.raises(ValueError, match=words) as complaint:
        read_url(url)
    assert "geheim" not in str(complaint.value)


def test_plain_text_off_this_machine_and_a_user_without_password_are_refused() -> None:
    with pytest.raises(ValueError, match="plain text"):
        SmtpAccount(host="mail.vendor.test", port=25, tls="none")
    with pytest.raises(ValueError, match="no password"):
        SmtpAccount(host="mail.vendor.test", port=465, tls="implicit", user="support")


def test_a_certificate_file_that_is_missing_is_known_at_start(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        SmtpCourier(SmtpAccount(host="mail.vendor.test", port=465, tls="implicit", ca_file=tmp_path / "none.pem"))
