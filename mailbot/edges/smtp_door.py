"""The SMTP and LMTP doors: mail is accepted with 250 only after it is durable in the inbox (rows G1, G2).

Never a relay: every recipient must be an address of the desk.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session, TLSSetupException

from mailbot.desk.proof import Arrival, Door
from mailbot.edges.doors import Clock, DoorStatus, Inbox, Standing, words_of
from mailbot.edges.group_commit import GroupCommit
from mailbot.edges.listening import Networks, Place, bound, open_socket, place
from mailbot.edges.smtp_connection import Connections, LmtpConnection, Manner, SmtpConnection
from mailbot.edges.tls import is_loopback, server_context

log = logging.getLogger(__name__)

TROUBLE = "451 4.3.0 Local trouble, try again later"
TAKEN = "250 2.0.0 Taken in"
SETTLE_SECONDS = 10.0

Authenticate = Callable[[str, str], str | None]
"""User and password to the registered address of that person, or None (DECISIONS 6)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketDoorSettings:
    """A door that listens. Sizes in octets, times in seconds.

    `relays` are networks whose headers the operator vouches for; on LMTP the own machine is so always. `auth` lets
    people log in on SMTP, over TLS or on loopback only. `group` bounds how many mails share a commit.
    """

    protocol: Literal["smtp", "lmtp"]
    listen: str
    hostname: str = ""
    max_size: int = 30_000_000
    max_recipients: int = 100
    max_connections: int = 50
    timeout_seconds: float = 300.0
    relays: tuple[str, ...] = ()
    certificate: Path | None = None
    private_key: Path | None = None
    auth: Authenticate | None = field(default=None, repr=False)
    group: int = 64


class Reception:
    """What a connection asks of us: whether a recipient is ours, and to take a mail in."""

    def __init__(
        self, settings: SocketDoorSettings, accepts: Callable[[str], bool], commit: GroupCommit, standing: Standing,
        clock: Clock,
    ) -> None:  # fmt: skip  # one line for what is received, one for what is kept
        self._settings = settings
        self._accepts = accepts
        self._commit = commit
        self._standing = standing
        self._clock = clock
        self._relays = Networks(settings.relays)

    async def handle_EHLO(  # noqa: N802 - aiosmtpd finds its hooks by these names
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        if self._settings.auth is not None:
            return responses
        return [line for line in responses if not line.startswith("250-AUTH")]

    async def handle_RCPT(  # noqa: N802 - likewise
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= self._settings.max_recipients:
            return "452 4.5.3 Too many recipients"
        if not self._accepts(address):
            return "550 5.1.1 No such address here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - likewise
        reply = await self._take_in(session, envelope)
        replies = len(envelope.rcpt_tos) if self._settings.protocol == "lmtp" else 1
        return "\r\n".join([reply] * replies)

    async def handle_exception(self, error: Exception) -> str:
        """Public text says no internals (STYLE 15)."""
        if not isinstance(error, TLSSetupException):
            log.error("%s: %s", self._standing.status.name, words_of(error))
            self._standing.failed(words_of(error))
        return TROUBLE

    async def _take_in(self, session: Session, envelope: Envelope) -> str:
        raw = envelope.original_content or b""
        try:
            await self._commit.take_in(raw, self._arrival(raw, session, envelope))
        except Exception as error:  # noqa: BLE001 - any trouble of ours means that the sender keeps the mail
            return await self.handle_exception(error)
        self._standing.worked(1)
        return TAKEN

    def _arrival(self, raw: bytes, session: Session, envelope: Envelope) -> Arrival:
        """The same bytes with the same envelope are the same coming, told again after a lost 250."""
        sender = "" if envelope.mail_from in (None, "<>") else str(envelope.mail_from)
        recipients = tuple(envelope.rcpt_tos)
        digest = hashlib.sha256("\n".join((sender, *sorted(recipients), "")).encode("utf-8", "replace") + raw)
        return Arrival(
            door=Door.LMTP if self._settings.protocol == "lmtp" else Door.SMTP,
            source=f"{self._settings.protocol}/{digest.hexdigest()}",
            received_at=self._clock(),
            envelope_from=sender,
            recipients=recipients,
            trusted=self._is_trusted(session),
            login=str(session.auth_data) if session.authenticated and session.auth_data else "",
        )

    def _is_trusted(self, session: Session) -> bool:
        peer = session.peer[0] if isinstance(session.peer, tuple) and session.peer else ""
        is_own_machine = not peer or is_loopback(str(peer))
        return (self._settings.protocol == "lmtp" and is_own_machine) or str(peer) in self._relays


class SocketDoor:
    """A listening door. `listen` binds at once, so that a port in use is known at start; `run` serves until `stop`."""

    def __init__(
        self, settings: SocketDoorSettings, inbox: Inbox, accepts: Callable[[str], bool], clock: Clock
    ) -> None:
        self._settings = settings
        self._inbox = inbox
        self._accepts = accepts
        self._clock = clock
        self._place = place(settings.listen)
        self._socket: socket.socket | None = None
        self._standing = Standing(f"{settings.protocol}:{settings.listen}", clock)
        self._manner = self._read_manner()

    @property
    def status(self) -> DoorStatus:
        return self._standing.status

    def listen(self) -> Place:
        """Where it listens; opened now if it was not. Raises OSError."""
        if self._socket is None:
            self._socket = open_socket(self._place)
        return bound(self._socket)

    def run(self, stop: threading.Event) -> None:
        """Serves in this thread until `stop` is set; mails being taken in then are finished and answered."""
        # It writes senders, recipients and at DEBUG whole mails into the log (REALITIES 111).
        logging.getLogger("mail.log").setLevel(logging.CRITICAL)
        self.listen()
        try:
            asyncio.run(self._serve(stop))
        finally:
            self.close()

    def close(self) -> None:
        """Stops listening, if it has not been done."""
        listening, self._socket = self._socket, None
        if listening is not None:
            listening.close()
            if self._place.path:
                Path(self._place.path).unlink(missing_ok=True)

    async def _serve(self, stop: threading.Event) -> None:
        loop = asyncio.get_running_loop()
        commit = GroupCommit(self._inbox, self._settings.group)
        reception = Reception(self._settings, self._accepts, commit, self._standing, self._clock)
        connections = Connections(most=self._settings.max_connections)
        kind = LmtpConnection if self._settings.protocol == "lmtp" else SmtpConnection

        def connection() -> SmtpConnection:
            return kind(reception, connections, self._manner, loop)

        assert self._socket is not None
        server = await _create_server(loop, connection, self._socket)
        self._standing.worked()
        try:
            while not stop.is_set():
                await asyncio.sleep(0.1)
        finally:
            server.close()
            await commit.settle(SETTLE_SECONDS)
            await _hang_up(connections)
            commit.close()

    def _read_manner(self) -> Manner:
        settings = self._settings
        tls: ssl.SSLContext | None = None
        if settings.certificate is not None and settings.private_key is not None:
            tls = server_context(settings.certificate, settings.private_key)
        return Manner(
            hostname=settings.hostname or socket.gethostname(),
            max_size=settings.max_size,
            timeout=settings.timeout_seconds,
            tls=tls,
            auth_requires_tls=not self._place.is_local,
            authenticator=None if settings.auth is None else self._log_in,
        )

    def _log_in(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, login: LoginPassword
    ) -> AuthResult:
        assert self._settings.auth is not None
        user, password = (part.decode("utf-8", "replace") for part in login)
        address = self._settings.auth(user, password)
        if address is None:
            log.warning("%s: a login was refused", self._standing.status.name)
            return AuthResult(success=False, handled=False)
        return AuthResult(success=True, auth_data=address)


async def _create_server(
    loop: asyncio.AbstractEventLoop, connection: Callable[[], SmtpConnection], listening: socket.socket
) -> asyncio.AbstractServer:
    if listening.family == socket.AF_UNIX:
        return await loop.create_unix_server(connection, sock=listening)
    return await loop.create_server(connection, sock=listening)


async def _hang_up(connections: Connections) -> None:
    """Closes what is open after the last replies have gone out."""
    await asyncio.sleep(0.05)
    for one in tuple(connections.live):
        if one.transport is not None:
            one.transport.close()
    await asyncio.sleep(0.05)
