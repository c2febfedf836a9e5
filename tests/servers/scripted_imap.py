"""An IMAP peer of a few commands that misbehaves as a test tells it (REALITIES 99, 101, 105, 106)."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

INTERNALDATE = "22-Nov-2026 10:00:00 +0900"


@dataclass(slots=True, kw_only=True)
class ImapPeer:
    """Mails by UID, and what shall go wrong. Lists of UIDs and counters are used up or checked while it runs."""

    port: int = 0
    capabilities: str = "IMAP4rev1 IDLE"
    uidvalidity: int = 7
    tells_uidnext: bool = True
    mails: dict[int, bytes] = field(default_factory=dict)
    sizes: dict[int, int] = field(default_factory=dict)
    no_body: set[int] = field(default_factory=set)
    vanished: set[int] = field(default_factory=set)
    poison: set[int] = field(default_factory=set)
    """The connection ends when such a body is asked for; for those in `poison_header` when the header is."""
    poison_header: set[int] = field(default_factory=set)
    keeps_numbers: bool = True
    refuse_select: int = 0
    refuse_search: int = 0
    unsolicited: str = ""
    in_idle: str = ""
    """`bye`, `close`, or empty for a server that waits."""

    logins: int = 0
    commands: list[str] = field(default_factory=list)

    @property
    def uidnext(self) -> int:
        return max(self.mails, default=0) + 1


class _Conversation:
    def __init__(self, peer: ImapPeer, connection: socket.socket) -> None:
        self._peer = peer
        self._socket = connection
        self._lines = connection.makefile("rb")

    def hold(self) -> None:
        self._send("* OK ready")
        while line := self._lines.readline():
            tag, _, command = line.decode("latin-1").strip().partition(" ")
            self._peer.commands.append(command)
            if not self._answer(tag, command.upper()):
                return

    def _answer(self, tag: str, command: str) -> bool:
        peer = self._peer
        if command.startswith("CAPABILITY"):
            self._send(f"* CAPABILITY {peer.capabilities}", f"{tag} OK done")
        elif command.startswith("LOGIN"):
            peer.logins += 1
            self._send(f"{tag} OK welcome")
        elif command.startswith(("EXAMINE", "SELECT")):
            self._select(tag)
        elif command.startswith("UID SEARCH"):
            self._search(tag, command)
        elif command.startswith("UID FETCH"):
            return self._fetch(tag, command)
        elif command.startswith("IDLE"):
            return self._idle(tag)
        elif command.startswith("LOGOUT"):
            self._send("* BYE", f"{tag} OK bye")
            return False
        else:
            self._send(f"{tag} BAD what?")
        return True

    def _select(self, tag: str) -> None:
        if self._peer.refuse_select:
            self._peer.refuse_select -= 1
            self._send(f"{tag} NO [UNAVAILABLE] try again later")
            return
        lines = [f"* {len(self._peer.mails)} EXISTS", "* 0 RECENT", "* FLAGS ()"]
        if self._peer.keeps_numbers:
            lines.append(f"* OK [UIDVALIDITY {self._peer.uidvalidity}] valid")
        if self._peer.tells_uidnext:
            lines.append(f"* OK [UIDNEXT {self._peer.uidnext}] next")
        self._send(*lines, f"{tag} OK [READ-ONLY] open")

    def _search(self, tag: str, command: str) -> None:
        if self._peer.refuse_search:
            self._peer.refuse_search -= 1
            self._send(f"{tag} NO [OVERQUOTA] too much")
            return
        found = sorted(self._peer.mails)
        match = re.search(r"(\d+):(\d+|\*)", command)
        if match and found:
            first, last = int(match[1]), found[-1] if match[2] == "*" else int(match[2])
            low, high = min(first, last), max(first, last)  # "n:*" always names the last mail
            found = [uid for uid in found if low <= uid <= high]
        self._send("* SEARCH " + " ".join(map(str, found)), f"{tag} OK done")

    def _fetch(self, tag: str, command: str) -> bool:
        uids = [int(uid) for uid in command.split()[2].split(",")]
        for uid in uids:
            if uid in self._peer.vanished or uid not in self._peer.mails:
                continue
            if "BODY.PEEK[]" in command and uid in self._peer.poison:
                return False
            if "HEADER" in command and uid in self._peer.poison_header:
                return False
            self._socket.sendall(self._item(uid, command))
        if self._peer.unsolicited:
            self._send(self._peer.unsolicited)
        self._send(f"{tag} OK done")
        return True

    def _item(self, uid: int, command: str) -> bytes:
        raw = self._peer.mails[uid]
        head = f"* {uid} FETCH (UID {uid} ".encode()
        if "RFC822.SIZE" in command:
            size = self._peer.sizes.get(uid, len(raw))
            return head + f'RFC822.SIZE {size} INTERNALDATE "{INTERNALDATE}")\r\n'.encode()
        if "HEADER" in command:
            header = raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
            return head + b"BODY[HEADER]<0> {%d}\r\n%b)\r\n" % (len(header), header)
        if uid in self._peer.no_body:
            return head + b"BODY[] NIL)\r\n"
        return head + b"BODY[] {%d}\r\n%b)\r\n" % (len(raw), raw)

    def _idle(self, tag: str) -> bool:
        self._send("+ idling")
        if self._peer.in_idle == "bye":
            self._send("* BYE go away")
            return False
        if self._peer.in_idle == "close":
            return False
        known = len(self._peer.mails)
        self._socket.settimeout(0.02)
        while True:
            try:
                if not self._lines.readline().upper().startswith(b"DONE"):
                    return False
                break
            except TimeoutError:
                # a buffered reader that timed out cannot be used again
                self._lines = self._socket.makefile("rb")
                if len(self._peer.mails) != known:
                    known = len(self._peer.mails)
                    self._send(f"* {known} EXISTS")
                time.sleep(0.01)
        self._socket.settimeout(None)
        self._send(f"{tag} OK idled")
        return True

    def _send(self, *lines: str) -> None:
        self._socket.sendall("".join(f"{line}\r\n" for line in lines).encode("latin-1"))


@contextmanager
def scripted_imap(peer: ImapPeer) -> Iterator[ImapPeer]:
    """The peer, listening on loopback until the block ends; its port is set."""
    listening = socket.create_server(("127.0.0.1", 0))
    peer.port = listening.getsockname()[1]
    open_ones: list[socket.socket] = []

    def converse(connection: socket.socket) -> None:
        open_ones.append(connection)
        with suppress(OSError):
            _Conversation(peer, connection).hold()
        _end(connection)

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
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
