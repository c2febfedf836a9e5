"""The round trip of a test mail: arrival, plus addressing, who stamps the results, the DKIM key."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from mailbot.cli.checking import Checked, Gravity
from mailbot.cli.round_trip import PATIENCE, Trip, go_round
from mailbot.desk.records import Delivery, DueLetter, Sent

STAMP = b"Authentication-Results: mx.vendor.example; dkim=pass header.d=vendor.example\r\n"
SIGNATURE = b"DKIM-Signature: v=1; a=rsa-sha256; d=vendor.example;\r\n s=s1; h=from; bh=x; b=y\r\n"


@dataclass
class Server:
    """A mail server and its mailbox in one: what is sent arrives stamped, after so many looks."""

    stamp: bytes = STAMP
    has_plus: bool = True
    refuses: str = ""
    looks_needed: int = 1
    is_broken: bool = False
    sent: list[DueLetter] = field(default_factory=list)
    looks: int = 0
    waited: float = 0

    def send(self, letter: DueLetter) -> Delivery:
        if self.refuses:
            return Delivery(ending=Sent.REFUSED, words=self.refuses)
        self.sent.append(letter)
        return Delivery(ending=Sent.DONE)

    def headers(self) -> list[bytes]:
        self.looks += 1
        if self.is_broken:
            raise OSError("connection lost")
        if self.looks < self.looks_needed:
            return [b"Subject: another mail\r\nMessage-ID: <other@x.example>\r\n\r\n"]
        arrived = [letter for letter in self.sent if self.has_plus or "+" not in letter.recipient]
        return [self.stamp + letter.content for letter in arrived]

    def wait(self, seconds: float) -> None:
        self.waited += seconds

    def txt(self, name: str) -> tuple[bytes, ...]:
        return (b"v=DKIM1; p=MIGf",) if name == "s1._domainkey.vendor.example" else ()


def trip(server: Server, **changed: object) -> dict[str, Checked]:
    plan = Trip(
        address="support@vendor.example",
        plus="",
        pinned=("mx.vendor.example",),
        profile="",
        courier=server,
        mailbox=server,
        resolver=server,
        now=datetime(2026, 11, 24, 1, 0, tzinfo=UTC),
        wait=server.wait,
    )
    return {one.place: one for one in go_round(replace(plan, **changed))}  # type: ignore[arg-type]  # tests' choice


def test_a_mail_that_arrives_stamped_is_well() -> None:
    server = Server(stamp=STAMP + SIGNATURE)

    found = trip(server, plus="+")

    assert {one.gravity for one in found.values()} == {Gravity.FINE}
    assert "plus addressing works" in found["desk.plus"].words
    assert "mx.vendor.example stamps the results" in found["trust"].words
    assert "the key is published" in found["DKIM s1._domainkey.vendor.example"].words
    assert [letter.recipient for letter in server.sent] == ["support@vendor.example", "support+check@vendor.example"]


def test_the_test_mail_says_that_it_is_ours_and_automatic() -> None:
    server = Server()

    trip(server)

    assert b"X-Mailbot-Loop: support@vendor.example" in server.sent[0].content
    assert b"Auto-Submitted: auto-generated" in server.sent[0].content


def test_the_line_for_the_trust_section_is_printed() -> None:
    found = trip(Server(), pinned=())

    assert found["trust"].gravity is Gravity.WARNING
    assert 'write in [trust]: authserv_ids = ["mx.vendor.example"]' in found["trust"].words


def test_a_server_that_stamps_nothing_or_no_name_is_told() -> None:
    nameless = b"Authentication-Results: spf=pass smtp.mailfrom=vendor.example\r\n"

    assert "put no Authentication-Results" in trip(Server(stamp=b""))["trust"].words
    assert "without a name" in trip(Server(stamp=nameless), profile="m365")["trust"].words


def test_plus_addressing_is_found_out() -> None:
    assert 'set plus = "+"' in trip(Server())["desk.plus"].words
    assert "no plus addressing, and none is configured" in trip(Server(has_plus=False))["desk.plus"].words
    missing = trip(Server(has_plus=False), plus="+")["desk.plus"]
    assert missing.gravity is Gravity.ERROR
    assert "support+check@vendor.example did not arrive" in missing.words


def test_a_refused_mail_ends_the_trip_with_the_server_s_words() -> None:
    found = trip(Server(refuses="550 5.7.1 not allowed"))

    assert list(found) == ["round trip"]
    assert "550 5.7.1 not allowed" in found["round trip"].words


def test_a_mail_that_takes_its_time_is_waited_for() -> None:
    server = Server(looks_needed=4)

    assert trip(server)["round trip"].gravity is Gravity.FINE
    assert 0 < server.waited <= PATIENCE


def test_a_mail_that_never_comes_is_an_error_after_a_minute() -> None:
    server = Server(looks_needed=10_000)

    found = trip(server)

    assert found["round trip"].gravity is Gravity.ERROR
    assert "did not arrive within 60 seconds" in found["round trip"].words
    assert server.waited == PATIENCE


def test_a_mailbox_that_breaks_while_waiting_is_an_error() -> None:
    assert "connection lost" in trip(Server(is_broken=True))["round trip"].words


def test_a_mail_without_signature_says_where_to_look() -> None:
    assert "bore no DKIM signature" in trip(Server())["DKIM"].words


def test_a_signature_without_a_published_key_is_told() -> None:
    unpublished = SIGNATURE.replace(b"s=s1", b"s=s2")

    found = trip(Server(stamp=STAMP + unpublished))

    assert found["DKIM s2._domainkey.vendor.example"].gravity is Gravity.WARNING
