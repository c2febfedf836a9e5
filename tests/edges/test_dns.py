"""TXT look-ups against a small name server on the loopback."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from mailbot.edges.dns import Dns
from mailbot.mail.resolving import TemporaryDnsTrouble


@dataclass
class NameServer:
    """Answers by what a name begins with, and counts the questions."""

    socket: socket.socket
    asked: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        port = self.socket.getsockname()[1]
        assert isinstance(port, int)
        return port

    def serve(self) -> None:
        while True:
            try:
                packet, client = self.socket.recvfrom(4096)
            except OSError:
                return
            if not packet:
                return
            if (answer := self._answer(dns.message.from_wire(packet))) is not None:
                self.socket.sendto(answer.to_wire(), client)

    def _answer(self, query: dns.message.Message) -> dns.message.Message | None:
        name = str(query.question[0].name)
        self.asked.append(name)
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        if name.startswith("silent") or (name.startswith("second") and self.asked.count(name) == 1):
            return None
        if name.startswith("broken"):
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif name.startswith("missing"):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif not name.startswith("empty"):
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", '"v=DKIM1; " "p=abc"', '"other"'))
        return answer


@pytest.fixture
def server() -> Iterator[NameServer]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        running = NameServer(listening)
        thread = threading.Thread(target=running.serve, daemon=True)
        thread.start()
        yield running
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as closing:
            closing.sendto(b"", listening.getsockname())
        thread.join(timeout=5)


def resolver(server: NameServer) -> Dns:
    return Dns(["127.0.0.1"], port=server.port, seconds=0.3)


def test_the_strings_of_a_record_are_joined_and_every_record_is_given(server: NameServer) -> None:
    assert sorted(resolver(server).txt("s1._domainkey.client.example")) == [b"other", b"v=DKIM1; p=abc"]


def test_an_answer_is_remembered(server: NameServer) -> None:
    asking = resolver(server)

    assert asking.txt("a.example") == asking.txt("A.example")
    assert server.asked == ["a.example."]


@pytest.mark.parametrize("name", ["missing.example", "empty.example"])
def test_what_does_not_exist_is_an_empty_answer(server: NameServer, name: str) -> None:
    assert resolver(server).txt(name) == ()


@pytest.mark.parametrize("name", ["a..b", "x" * 70 + ".example", "a." * 130 + "example", "\udc80.example"])
def test_what_is_no_name_is_asked_of_nobody(server: NameServer, name: str) -> None:
    assert resolver(server).txt(name) == ()
    assert server.asked == []


@pytest.mark.parametrize("name", ["silent.example", "broken.example"])
def test_no_answer_after_two_attempts_is_trouble(server: NameServer, name: str) -> None:
    with pytest.raises(TemporaryDnsTrouble, match=name):
        resolver(server).txt(name)
    assert len(server.asked) >= 2


def test_the_second_attempt_may_succeed(server: NameServer) -> None:
    assert len(resolver(server).txt("second.example")) == 2


def test_a_machine_without_name_servers_is_in_trouble_when_it_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    original = dns.resolver.Resolver

    def unconfigured(filename: str = "/etc/resolv.conf", configure: bool = True) -> dns.resolver.Resolver:
        if configure:
            raise dns.resolver.NoResolverConfiguration
        return original(configure=False)

    monkeypatch.setattr(dns.resolver, "Resolver", unconfigured)

    with pytest.raises(TemporaryDnsTrouble):
        Dns(seconds=0.1).txt("a.example")
