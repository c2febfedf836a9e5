"""One IMAP connection for one mailbox, as typed values: the only module that imports imapclient.

It never sets a flag and never fetches other than by BODY.PEEK (REALITIES 102, 105).
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import imapclient  # type: ignore[import-untyped]  # the package ships no types
from imapclient.exceptions import (  # type: ignore[import-untyped]  # likewise
    IMAPClientAbortError,
    IMAPClientError,
    IMAPClientReadOnlyError,
)

from mailbot.desk.shelves import Shelf
from mailbot.edges.tls import client_context, is_loopback

HEADER_OCTETS = 262_144
"""As much of a header block as is taken of a mail too large to be fetched (REALITIES 81)."""

ImapError = IMAPClientError
"""Any refusal by the server, a lost connection included; beside it only OSError arises, for the network."""


ConnectionLost = IMAPClientAbortError
"""The refusals after which this connection is of no more use."""

WritingRefused = IMAPClientReadOnlyError
"""The server opened a folder only for reading; the package counts this among the lost connections, wrongly."""


class MailboxClosed(OSError):
    """The server ended the connection, said goodbye, or stopped making sense."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapAccount:
    """A mailbox to read. `tls` "none" is for loopback only; the password is read at each login.

    `since` asks that mail of that day and later is taken at first contact; without it the desk starts with
    what arrives from then on (REALITIES 104). `poll_seconds` is the pause between looks where IDLE is missing or
    unwanted, `idle_seconds` the time after which IDLE is renewed (RFC 2177), at most five minutes.
    """

    name: str
    host: str
    port: int
    tls: Literal["implicit", "starttls", "none"]
    user: str
    password: Callable[[], str] = field(repr=False)
    oauth2: bool = False
    """Whether `password` gives an access token in place of a password (XOAUTH2)."""
    refused: Callable[[], None] = field(default=lambda: None, repr=False)
    """Called when the login was refused, so that the next token is a fresh one."""
    folder: str = "INBOX"
    sent_folder: str = ""
    """The Sent folder that is read too (row D6): its name, `auto` for the one that the server names, or nothing."""
    shelves: Mapping[Shelf, str] = field(default_factory=dict)
    """The folders that show what became of a mail, by their names with `/`; empty if the mailbox stays as it is."""
    ca_file: Path | None = None
    profile: str = ""
    trusted: bool = True
    idle: bool = True
    poll_seconds: float = 60.0
    idle_seconds: float = 240.0
    since: date | None = None
    batch: int = 50
    max_size: int = 30_000_000
    connect_seconds: float = 20.0
    read_seconds: float = 60.0

    def __post_init__(self) -> None:
        if self.tls == "none" and not is_loopback(self.host):
            raise ValueError(f'intake {self.name}: tls = "none" is for this machine only; use "implicit"')

    @property
    def mailbox(self) -> str:
        """The name under which cursor and lease of this mailbox are kept."""
        return f"{self.name}/{self.folder}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """What the server said of the folder: UIDVALIDITY, and the UID that the next mail will get (RFC 3501 2.3.1.1)."""

    uidvalidity: int
    uidnext: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A mail before it is fetched: its size in octets, and when the server accepted it, if it says so."""

    uid: int
    size: int
    received_at: datetime | None


class Mailbox:
    """A logged-in connection with the account's folder open for reading. Use it in one thread, and as a context."""

    def __init__(self, account: ImapAccount) -> None:
        self._account = account
        self._client: Any = _connect(account)
        self._idling = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Says goodbye after good work; after trouble it only hangs up, so that a dead server costs no waiting."""
        if error is None:
            self.close()
        else:
            self._shut()

    def close(self) -> None:
        """Logs out as far as the connection still allows; never raises."""
        try:
            if self._idling:
                self.idle_done()
            self._client.logout()
        except Exception:  # noqa: BLE001 - whatever happens to a connection that is being closed is of no interest
            self._shut()

    def _shut(self) -> None:
        with suppress(Exception):  # likewise
            self._client.shutdown()

    def select(self, folder: str = "") -> Selected:
        """Opens the folder read-only (EXAMINE), so that nothing can be changed by accident."""
        name = folder or self._account.folder
        answer = self._client.select_folder(name, readonly=True)
        if b"UIDVALIDITY" not in answer:
            raise MailboxClosed(f"the server keeps no lasting numbers (UIDVALIDITY) for the folder {name}")
        uidvalidity = int(answer[b"UIDVALIDITY"])
        if b"UIDNEXT" in answer:
            return Selected(uidvalidity=uidvalidity, uidnext=int(answer[b"UIDNEXT"]))
        highest = max(self._client.search(["ALL"]), default=0)
        return Selected(uidvalidity=uidvalidity, uidnext=int(highest) + 1)

    def uids(self, first: int, last: int | None = None, *, since: date | None = None) -> list[int]:
        """The UIDs from `first` to `last`, ascending; "n:*" names the last mail even when n is higher, so they are
        compared once more (REALITIES 101)."""
        criteria: list[object] = ["UID", f"{first}:{'*' if last is None else last}"]
        if since is not None:
            criteria += ["SINCE", since]
        found = (int(uid) for uid in self._client.search(criteria))
        return sorted({uid for uid in found if uid >= first and (last is None or uid <= last)})

    def envelopes(self, uids: Sequence[int]) -> list[Envelope]:
        """Sizes and times, in the order of the UIDs; what vanished meanwhile is left out."""
        answers = self._fetch(uids, ["RFC822.SIZE", "INTERNALDATE"])
        known = ((uid, answers[uid]) for uid in uids if uid in answers)
        return [
            Envelope(uid=uid, size=int(answer.get(b"RFC822.SIZE") or 0), received_at=_aware(answer))
            for uid, answer in known
        ]

    def bodies(self, uids: Sequence[int]) -> dict[int, bytes | None]:
        """The untouched bytes by UID; None where the server has none (NIL), no key where the mail vanished."""
        answers = self._fetch(uids, ["BODY.PEEK[]"])
        return {uid: _section(answer, b"BODY[]") for uid, answer in answers.items() if _has_body(answer)}

    def header(self, uid: int) -> bytes | None:
        """The first part of the mail's header block, or None where there is none."""
        answers = self._fetch([uid], [f"BODY.PEEK[HEADER]<0.{HEADER_OCTETS}>"])
        return _section(answers.get(uid, {}), b"BODY[HEADER]")

    def _fetch(self, uids: Sequence[int], items: Sequence[str]) -> dict[int, Mapping[bytes, Any]]:
        answers: Mapping[int, Mapping[bytes, Any]] = self._client.fetch(list(uids), list(items))
        return {int(uid): answer for uid, answer in answers.items()}

    def can_idle(self) -> bool:
        """Whether the server has IDLE (RFC 2177) and the account wants it."""
        return self._account.idle and bool(self._client.has_capability("IDLE"))

    def idle(self) -> None:
        self._client.idle()
        self._idling = True

    def idle_check(self, seconds: float) -> bool:
        """Waits so long at most; True when the server told something. Raises MailboxClosed on its goodbye."""
        told = self._client.idle_check(timeout=seconds)
        if any(_is_goodbye(response) for response in told):
            self._idling = False
            raise MailboxClosed("the server said goodbye")
        return bool(told)

    def idle_done(self) -> None:
        """Ends IDLE; on a dead connection it raises, which is how a silent end is found out (REALITIES 99)."""
        self._idling = False
        self._client.idle_done()

    def has_message(self, message_id: str) -> bool:
        """Whether the open folder holds a mail with exactly this Message-ID."""
        return bool(self._client.search(["HEADER", "Message-ID", message_id]))


def _connect(account: ImapAccount) -> Any:
    # At DEBUG the package writes literals, that is whole mails, into the log (REALITIES 111).
    logging.getLogger("imapclient").setLevel(logging.INFO)
    timeout = imapclient.SocketTimeout(account.connect_seconds, account.read_seconds)
    context = None if account.tls == "none" else client_context(account.ca_file)
    client = imapclient.IMAPClient(
        account.host, account.port, ssl=account.tls == "implicit", ssl_context=context, timeout=timeout
    )
    try:
        client.normalise_times = False
        # The package sends a command in pieces, each of which would wait for the server's acknowledgement of the last.
        client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if account.tls == "starttls":
            client.starttls(context)
        _log_in(client, account)
    except BaseException:
        with suppress(Exception):  # what went wrong is said by the first error
            client.shutdown()
        raise
    return client


def _log_in(client: Any, account: ImapAccount) -> None:
    secret = account.password()
    log_in = client.oauth2_login if account.oauth2 else client.login
    try:
        log_in(account.user, secret)
    except IMAPClientError:
        account.refused()
        raise


def _section(answer: Mapping[bytes, Any], name: bytes) -> bytes | None:
    """A fetched section's bytes; partial ones come back as `BODY[HEADER]<0>`, tiny ones perhaps as a number."""
    for key, value in answer.items():
        if key == name or key.startswith(name + b"<"):
            if value is None or isinstance(value, bytes):
                return value
            return str(value).encode("ascii", "replace")
    return None


def _has_body(answer: Mapping[bytes, Any]) -> bool:
    return any(key.startswith(b"BODY[]") for key in answer)


def _aware(answer: Mapping[bytes, Any]) -> datetime | None:
    """INTERNALDATE in UTC; None where the server gives none that can be read."""
    when = answer.get(b"INTERNALDATE")
    return when.astimezone(UTC) if isinstance(when, datetime) and when.tzinfo is not None else None


def _is_goodbye(response: object) -> bool:
    return isinstance(response, tuple) and bool(response) and response[0] == b"BYE"
