"""An SMTP peer that does what a test tells it: refuses, defers, falls silent or hangs up at any step, TLS or not."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

HANG_UP = "hang up"
SILENCE = "silence"


@dataclass(slots=True, kw_only=True)
class Script:
    """The reply at each step; HANG_UP closes the connection there, SILENCE says nothing. `then` replaces a step's
    reply once it was given so often: ("rcpt", 1, "250 OK") answers well from the second time on."""

    greeting: str = "220 peer.test"
    extensions: tuple[str, ...] = ("SIZE 1000000", "AUTH PLAIN LOGIN")
    auth: str = "235 2.7.0 welcome"
    mail: str = "250 2.1.0 OK"
    rcpt: str = "250 2.1.5 OK"
    data: str = "354 go on"
    final: str = "250 2.0.0 queued as 4711"
    then: tuple[tuple[str, int, str], ...] = ()
    recipients: Callable[[str], str] | None = None
    """The reply to each RCPT by its line, in place of `rcpt`."""
    starttls: ssl.SSLContext | None = None
    implicit: ssl.SSLContext | None = None


@dataclass(slots=True)
class Peer:
    """What the peer has seen. `letters` are those whose final dot arrived, whatever was answered."""

    port: int
    letters: list[bytes] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    connections: int = 0

    def said(self, verb: str) -> list[str]:
        return [command for command in self.commands if command.upper().startswith(verb)]


class _Conversation:
    def __init__(self, script: Script, peer: Peer, connection: socket.socket) -> None:
        self._script = script
        self._peer = peer
        self._socket = connection
        self._lines = connection.makefile("rb")

    def hold(self) -> None:
        if not self._say("greeting"):
            return
        while line := self._lines.readline():
            command = line.decode("latin-1").strip()
            self._peer.commands.append(command)
            verb = command.partition(" ")[0].upper()
            if verb == "QUIT":
                self._send("221 bye")
                return
            if not self._answer(verb):
                return

    def _answer(self, verb: str) -> bool:
        if verb in {"EHLO", "HELO"}:
            extensions = list(self._script.extensions) + (["STARTTLS"] if self._script.starttls else [])
            lines = ["peer.test", *extensions]
            self._send("\r\n".join([*(f"250-{line}" for line in lines[:-1]), f"250 {lines[-1]}"]))
            return True
        if verb == "STARTTLS" and self._script.starttls:
            self._send("220 go")
            self._socket = self._script.starttls.wrap_socket(self._socket, server_side=True)
            self._lines = self._socket.makefile("rb")
            return True
        if verb == "DATA":
            return self._say("data") and self._take_letter()
        if verb == "RCPT" and self._script.recipients is not None:
            self._send(self._script.recipients(self._peer.commands[-1]))
            return True
        if verb in {"AUTH", "MAIL", "RCPT"}:
            return self._say(verb.lower())
        self._send("250 OK" if verb in {"RSET", "NOOP"} else "502 5.5.1 what?")
        return True

    def _take_letter(self) -> bool:
        if not self._reply("data").startswith("354"):
            return True
        lines: list[bytes] = []
        while (line := self._lines.readline()) not in (b".\r\n", b""):
            lines.append(line)
        self._peer.letters.append(b"".join(lines))
        return self._say("final")

    def _reply(self, step: str) -> str:
        given = {"rcpt": "RCPT", "mail": "MAIL", "auth": "AUTH", "data": "DATA"}.get(step)
        times = len(self._peer.letters) if given is None else len(self._peer.said(given))
        for name, after, reply in self._script.then:
            if name == step and times > after:
                return reply
        return str(getattr(self._script, step))

    def _say(self, step: str) -> bool:
        reply = self._reply(step)
        if reply == HANG_UP:
            return False
        if reply != SILENCE:
            self._send(reply)
        return True

    def _send(self, text: str) -> None:
        self._socket.sendall(text.encode() + b"\r\n")


@contextmanager
def scripted_smtp(script: Script) -> Iterator[Peer]:
    """The peer, listening on loopback until the block ends."""
    listening = socket.create_server(("127.0.0.1", 0))
    peer = Peer(listening.getsockname()[1])
    open_ones: list[socket.socket] = []

    def converse(connection: socket.socket) -> None:
        with suppress(OSError):
            if script.implicit is not None:
                connection = script.implicit.wrap_socket(connection, server_side=True)
            open_ones.append(connection)
            conversation = _Conversation(script, peer, connection)
            try:
                conversation.hold()
            finally:
                _end(conversation._socket)

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                peer.connections += 1
                threading.Thread(target=converse, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield peer
    finally:
        _end(listening)
        for connection in open_ones:
            _end(connection)
        thread.join(5)


def _end(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
