"""An IMAP peer with folders that can do as much as a test wants, and cuts the connection where a test says so."""

from __future__ import annotations

import base64
import re
import shlex
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

INTERNALDATE = "22-Nov-2026 10:00:00 +0900"
BARE = "IMAP4rev1"
"""A server without MOVE, IDLE, UIDPLUS and SPECIAL-USE."""


@dataclass(slots=True)
class Folder:
    """Mails and flags by UID."""

    uidvalidity: int
    mails: dict[int, bytes] = field(default_factory=dict)
    flags: dict[int, set[str]] = field(default_factory=dict)
    uidnext: int = 1

    def put(self, raw: bytes, *flags: str) -> int:
        uid = self.uidnext
        self.mails[uid], self.flags[uid] = raw, set(flags)
        self.uidnext += 1
        return uid

    def take_out(self, uid: int) -> bytes:
        self.flags.pop(uid)
        return self.mails.pop(uid)

    @property
    def undeleted(self) -> list[bytes]:
        return [raw for uid, raw in self.mails.items() if "\\Deleted" not in self.flags[uid]]


@dataclass(slots=True, kw_only=True)
class FolderPeer:
    """`cut_before` and `cut_after` name commands at which the connection ends, once each: before anything is done, or
    when all is done and nothing is answered."""

    port: int = 0
    capabilities: str = BARE
    separator: str = "/"
    prefix: str = ""
    special: dict[str, str] = field(default_factory=dict)
    read_only: set[str] = field(default_factory=set)
    folders: dict[str, Folder] = field(default_factory=lambda: {"INBOX": Folder(7)})
    cut_before: list[str] = field(default_factory=list)
    cut_after: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    """What came by XOAUTH2; only `good_token` is taken."""
    good_token: str = ""
    in_between: dict[str, Callable[[], None]] = field(default_factory=dict)
    """What a person does right before a command, once."""

    def folder(self, name: str) -> Folder:
        return self.folders[name]

    def subjects(self, name: str) -> list[str]:
        """The subjects of a folder's mails that are not marked as deleted."""
        held = self.folders[name].undeleted if name in self.folders else []
        return [re.search(rb"Subject: (.*?)\r\n", raw)[1].decode() for raw in held]  # type: ignore[index]  # every mail of the tests has one


class _Talk:
    def __init__(self, peer: FolderPeer, connection: socket.socket) -> None:
        self._peer = peer
        self._socket = connection
        self._lines = connection.makefile("rb")
        self._open = ""

    def hold(self) -> None:
        self._send("* OK ready")
        while line := self._lines.readline():
            tag, _, command = line.decode("latin-1").strip().partition(" ")
            if not self._one(tag, command):
                return

    def _one(self, tag: str, command: str) -> bool:
        peer, words = self._peer, shlex.split(command.replace("\\", "\\\\"))
        name = " ".join(words[:2] if words[0].upper() == "UID" else words[:1]).upper()
        peer.commands.append(command)
        if (person := peer.in_between.pop(name, None)) is not None:
            person()
        if name in peer.cut_before:
            peer.cut_before.remove(name)
            return False
        lines = self._done(name, words)
        if name in peer.cut_after:
            peer.cut_after.remove(name)
            return False
        ending = lines.pop()
        self._send(*lines, f"{tag} {ending}")
        return name != "LOGOUT"

    def _done(self, name: str, words: list[str]) -> list[str]:
        """Untagged lines, then the ending."""
        method = getattr(self, f"_{name.lower().replace(' ', '_')}", None)
        found: list[str] = method(words) if method else ["BAD what?"]
        return found

    def _capability(self, _words: list[str]) -> list[str]:
        return [f"* CAPABILITY {self._peer.capabilities}", "OK done"]

    def _login(self, _words: list[str]) -> list[str]:
        return ["OK welcome"]

    def _authenticate(self, _words: list[str]) -> list[str]:
        self._send("+ ")
        said = base64.b64decode(self._lines.readline()).decode()
        self._peer.tokens.append(said)
        taken = f"\x01auth=Bearer {self._peer.good_token}\x01" in said
        return ["OK welcome" if taken else "NO [AUTHENTICATIONFAILED] this token is not taken"]

    def _logout(self, _words: list[str]) -> list[str]:
        return ["* BYE", "OK bye"]

    def _namespace(self, _words: list[str]) -> list[str]:
        return [f'* NAMESPACE (("{self._peer.prefix}" "{self._peer.separator}")) NIL NIL', "OK done"]

    def _list(self, words: list[str]) -> list[str]:
        separator = self._peer.separator
        if words[2] == "":
            return [f'* LIST (\\Noselect) "{separator}" ""', "OK done"]
        names = [one for one in self._peer.folders if words[2] in ("*", one)]
        shown = [f'* LIST ({self._peer.special.get(one, "")}) "{separator}" "{one}"' for one in names]
        return [*shown, "OK done"]

    def _create(self, words: list[str]) -> list[str]:
        if words[1] in self._peer.folders:
            return ["NO [ALREADYEXISTS] there is one"]
        self._peer.folders[words[1]] = Folder(100 + len(self._peer.folders))
        return ["OK made"]

    def _subscribe(self, _words: list[str]) -> list[str]:
        return ["OK done"]

    def _examine(self, words: list[str]) -> list[str]:
        return self._opened(words[1], "READ-ONLY")

    def _select(self, words: list[str]) -> list[str]:
        return self._opened(words[1], "READ-ONLY" if words[1] in self._peer.read_only else "READ-WRITE")

    def _opened(self, name: str, right: str) -> list[str]:
        folder = self._peer.folders.get(name)
        if folder is None:
            return ["NO [NONEXISTENT] no such folder"]
        self._open = name
        return [
            f"* {len(folder.mails)} EXISTS",
            "* 0 RECENT",
            "* FLAGS (\\Deleted \\Seen)",
            f"* OK [UIDVALIDITY {folder.uidvalidity}] valid",
            f"* OK [UIDNEXT {folder.uidnext}] next",
            f"OK [{right}] open",
        ]

    @property
    def _folder(self) -> Folder:
        return self._peer.folders[self._open]

    def _uid_search(self, words: list[str]) -> list[str]:
        found = sorted(self._folder.mails)
        if words[2].upper() == "HEADER":
            sought = f"Message-ID: {words[4]}\r\n".encode()
            found = [uid for uid in found if sought in self._folder.mails[uid]]
        elif words[2].upper() == "UID":
            first, _, last = words[3].partition(":")
            top = found[-1] if found else 0
            high = top if last == "*" else int(last or first)
            found = [uid for uid in found if min(int(first), high) <= uid <= max(int(first), high)]
        return ["* SEARCH " + " ".join(map(str, found)), "OK done"]

    def _uid_fetch(self, words: list[str]) -> list[str]:
        lines = []
        for uid in self._uids(words[2]):
            raw, said = self._folder.mails[uid].decode("latin-1"), " ".join(words[3:])
            if "BODY.PEEK[]" in said:
                lines.append(f"* {uid} FETCH (UID {uid} BODY[] {{{len(raw)}}}\r\n{raw})")
            elif "RFC822.SIZE" in said:
                lines.append(f'* {uid} FETCH (UID {uid} RFC822.SIZE {len(raw)} INTERNALDATE "{INTERNALDATE}")')
            else:
                lines.append(f"* {uid} FETCH (UID {uid} FLAGS ({' '.join(self._folder.flags[uid])}))")
        return [*lines, "OK done"]

    def _uids(self, spelt: str) -> list[int]:
        return [uid for uid in map(int, spelt.split(",")) if uid in self._folder.mails]

    def _uid_copy(self, words: list[str]) -> list[str]:
        return self._carried(words)

    def _uid_move(self, words: list[str]) -> list[str]:
        uids = self._uids(words[2])
        lines = self._carried(words)
        if lines[-1].startswith("OK"):
            for uid in uids:
                self._folder.take_out(uid)
            lines = [f"* {lines[-1]}", *(f"* {1} EXPUNGE" for _ in uids), "OK moved"]
        return lines

    def _carried(self, words: list[str]) -> list[str]:
        target, uids = self._peer.folders.get(words[3]), self._uids(words[2])
        if target is None:
            return ["NO [TRYCREATE] no such folder"]
        there = [target.put(self._folder.mails[uid], *self._folder.flags[uid]) for uid in uids]
        code = f"[COPYUID {target.uidvalidity} {_joined(uids)} {_joined(there)}] " if uids and self._plus else ""
        return [f"OK {code}done"]

    @property
    def _plus(self) -> bool:
        return "UIDPLUS" in self._peer.capabilities

    def _uid_store(self, words: list[str]) -> list[str]:
        for uid in self._uids(words[2]):
            self._folder.flags[uid] |= set(re.findall(r"\\+\w+", words[4].replace("\\\\", "\\")))
        return ["OK done"]

    def _uid_expunge(self, words: list[str]) -> list[str]:
        for uid in self._uids(words[2]):
            if "\\Deleted" in self._folder.flags[uid]:
                self._folder.take_out(uid)
        return ["OK done"]

    def _send(self, *lines: str) -> None:
        self._socket.sendall("".join(f"{line}\r\n" for line in lines).encode("latin-1"))


def _joined(uids: list[int]) -> str:
    return ",".join(map(str, uids))


@contextmanager
def foldered_imap(peer: FolderPeer) -> Iterator[FolderPeer]:
    """The peer, listening on loopback until the block ends; its port is set."""
    listening = socket.create_server(("127.0.0.1", 0))
    peer.port = listening.getsockname()[1]
    open_ones: list[socket.socket] = []

    def converse(connection: socket.socket) -> None:
        open_ones.append(connection)
        with suppress(OSError):
            _Talk(peer, connection).hold()
        _end(connection)

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=converse, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield peer
    finally:
        for one in (listening, *open_ones):
            _end(one)
        thread.join(5)


def _end(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
