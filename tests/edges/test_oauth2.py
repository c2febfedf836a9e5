"""Access tokens: how they are asked for, how long they are kept, and how mailboxes and mail servers take them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from mailbot.desk.records import DueLetter, Sent
from mailbot.edges import oauth2
from mailbot.edges.imap import ImapAccount, ImapError, Mailbox
from mailbot.edges.oauth2 import OAuthAccount, TokenDelayed, TokenRefused, TokenSource
from mailbot.edges.smtp_account import SmtpAccount
from mailbot.edges.smtp_out import SmtpCourier
from tests.servers.foldered_imap import FolderPeer, foldered_imap
from tests.servers.scripted_smtp import Script, scripted_smtp
from tests.servers.token_server import TokenServer, token_server

USER = "support@vendor.example"


@pytest.fixture
def server() -> Iterator[TokenServer]:
    with token_server() as running:
        yield running


def source(server: TokenServer, **more: object) -> TokenSource:
    account = OAuthAccount(
        token_url=server.url,
        client_id="mailbot",
        client_secret=lambda: "hush",
        **more,  # type: ignore[arg-type]  # the account's own fields
    )
    return TokenSource(account)


def test_by_client_credentials_the_program_asks_in_its_own_name(server: TokenServer) -> None:
    assert source(server, scope="mail.all")() == "token-1"
    assert server.asked == [
        {
            "grant_type": "client_credentials",
            "client_id": "mailbot",
            "client_secret": "hush",
            "scope": "mail.all",
        }
    ]


def test_with_a_refresh_token_it_asks_in_a_person_s(server: TokenServer) -> None:
    source(server, refresh_token=lambda: "again")()

    assert server.asked[0]["grant_type"] == "refresh_token"
    assert server.asked[0]["refresh_token"] == "again"


def test_a_token_is_kept_till_shortly_before_it_ends(server: TokenServer, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1000.0]
    monkeypatch.setattr(oauth2, "monotonic", lambda: clock[0])
    tokens = source(server)
    seen = [tokens()]
    for later in (2800.0, 100.0):
        clock[0] += later
        seen.append(tokens())

    assert seen == ["token-1", "token-1", "token-2"]


def test_threads_share_one_question(server: TokenServer) -> None:
    tokens = source(server)
    with ThreadPoolExecutor(8) as threads:
        seen = set(threads.map(lambda _: tokens(), range(16)))

    assert seen == {"token-1"}
    assert len(server.asked) == 1


@pytest.mark.parametrize("life", ["600", None, "soon"])
def test_a_life_that_is_no_number_is_borne(server: TokenServer, life: object) -> None:
    server.life = life

    assert source(server)() == "token-1"


def test_a_refusal_says_what_the_server_said_and_where_to_look(server: TokenServer) -> None:
    server.status = 401
    server.body = json.dumps({"error": "invalid_client", "error_description": "unknown\nclient"}).encode()
    with pytest.raises(TokenRefused, match=r"401 \(invalid_client: unknown client\): look at client_id") as refused:
        source(server)()

    assert "hush" not in str(refused.value)


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"access_token": 5}', b'{"access_token": "a\\nb"}'])
def test_an_answer_that_is_none_is_told_as_such(server: TokenServer, body: bytes) -> None:
    server.body = body

    with pytest.raises(TokenRefused, match="token_url"):
        source(server)()


def test_trouble_of_the_server_s_own_passes(server: TokenServer) -> None:
    server.status = 503
    tokens = source(server)
    with pytest.raises(TokenDelayed, match="503"):
        tokens()
    server.status = 200

    assert tokens() == "token-2"


def test_a_server_that_is_not_there_may_be_there_later() -> None:
    with token_server() as gone:
        tokens = source(gone)
    with pytest.raises(TokenDelayed, match="cannot be asked"):
        tokens()


def test_secrets_follow_no_redirect(server: TokenServer) -> None:
    with token_server() as elsewhere:
        server.status, server.location = 302, elsewhere.url
        with pytest.raises(TokenRefused, match="302"):
            source(server)()

        assert elsewhere.asked == []


def test_secrets_never_cross_the_network_readable() -> None:
    with pytest.raises(ValueError, match="https://"):
        OAuthAccount(token_url="http://login.vendor.example/token", client_id="mailbot")


def imap_account(peer: FolderPeer, tokens: TokenSource) -> ImapAccount:
    return ImapAccount(
        name="support",
        host="127.0.0.1",
        port=peer.port,
        tls="none",
        user=USER,
        password=tokens,
        oauth2=True,
        refused=tokens.forget,
    )


def test_a_mailbox_is_opened_by_token_and_a_refused_one_is_fetched_anew(server: TokenServer) -> None:
    tokens = source(server)
    peer = FolderPeer(capabilities="IMAP4rev1 AUTH=XOAUTH2", good_token="token-2")
    with foldered_imap(peer):
        with pytest.raises(ImapError, match="not taken"):
            Mailbox(imap_account(peer, tokens))
        with Mailbox(imap_account(peer, tokens)) as mailbox:
            assert mailbox.select().uidvalidity == 7

    assert peer.tokens == [f"user={USER}\x01auth=Bearer token-{number}\x01\x01" for number in (1, 2)]


def letter() -> DueLetter:
    return DueLetter(
        outbox_id=1,
        letter="staff-answer",
        recipient="yamada@client.test",
        envelope_from="",
        message_id="<1@vendor.example>",
        content=b"Subject: x\r\n\r\nx\r\n",
        attempts=1,
        queued_at=datetime.now(UTC),
    )


def smtp_account(port: int, tokens: TokenSource) -> SmtpAccount:
    return SmtpAccount(
        host="127.0.0.1",
        port=port,
        tls="none",
        user=USER,
        password=tokens,
        oauth2=True,
        refused=tokens.forget,
        seconds=3,
    )


def sent_by(port: int, tokens: TokenSource) -> Sent:
    courier = SmtpCourier(smtp_account(port, tokens))
    try:
        return courier.send(letter()).ending
    finally:
        courier.close()


def test_a_mail_server_takes_the_token_and_a_refused_one_is_fetched_anew(server: TokenServer) -> None:
    tokens = source(server)
    with scripted_smtp(Script(extensions=("AUTH XOAUTH2",))) as peer:
        assert sent_by(peer.port, tokens) is Sent.DONE
    with scripted_smtp(Script(extensions=("AUTH XOAUTH2",), auth="535 5.7.8 no")) as refusing:
        assert sent_by(refusing.port, tokens) is Sent.STOP
        assert tokens() == "token-2"

    (said,) = peer.said("AUTH")
    spelt = base64.b64decode(said.split()[2]).decode()
    assert spelt == f"user={USER}\x01auth=Bearer token-1\x01\x01"


def test_a_token_server_in_trouble_delays_letters_and_one_that_refuses_stops_them(server: TokenServer) -> None:
    with scripted_smtp(Script(extensions=("AUTH XOAUTH2",))) as peer:
        server.status = 503
        assert sent_by(peer.port, source(server)) is Sent.LATER
        server.status = 400
        assert sent_by(peer.port, source(server)) is Sent.STOP

    assert peer.letters == []
