"""The dialogue of one SMTP or LMTP connection (RFC 5321, 2033) as aiosmtpd leads it, with its gaps closed.

Beside aiosmtpd: a bound on connections, addresses as they are found in the wild, lines longer than the standard
allows, and in LMTP one reply for each recipient whatever happens (REALITIES 109).
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from typing import Any, AnyStr

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, AuthResult

BUSY = b"421 4.3.2 Too many connections, try again later\r\n"
COMMAND_LIMITS = {"*": 100, "MAIL": 10_000, "RCPT": 100_000, "DATA": 10_000, "RSET": 10_000, "AUTH": 3}
"""Commands of one connection; guessing passwords ends after three (REALITIES 109)."""


@dataclass(slots=True, kw_only=True)
class Connections:
    """The connections that are open, and how many there may be."""

    most: int
    live: set[SMTP] = field(default_factory=set)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a door speaks: what it tells of itself, and what it demands."""

    hostname: str
    max_size: int
    timeout: float
    tls: ssl.SSLContext | None = None
    auth_requires_tls: bool = True
    authenticator: Any = None


class SmtpConnection(SMTP):
    """One client. Without an authenticator no AUTH is offered nor taken."""

    line_length_limit = 262_144

    def __init__(self, reception: object, connections: Connections, manner: Manner, loop: Any) -> None:
        self._connections = connections
        super().__init__(
            reception,
            loop=loop,
            data_size_limit=manner.max_size,
            hostname=manner.hostname,
            ident="mailbot",
            timeout=manner.timeout,
            tls_context=manner.tls,
            auth_require_tls=manner.auth_requires_tls,
            auth_exclude_mechanism=None if manner.authenticator else ("LOGIN", "PLAIN"),
            authenticator=manner.authenticator or _nobody,
            command_call_limit=COMMAND_LIMITS,
        )

    async def _handle_client(self) -> None:
        if len(self._connections.live) >= self._connections.most:
            self._writer.write(BUSY)
            self._writer.close()
            return
        self._connections.live.add(self)
        try:
            await super()._handle_client()
        finally:
            self._connections.live.discard(self)

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """The path of MAIL and RCPT, as liberal as mail is: `<..name.@docomo.ne.jp>` is taken (REALITIES 88).

        The null path stays `<>`, since aiosmtpd takes an empty string for a missing one.
        """
        text = (arg or "").strip()
        if not text.startswith("<"):
            address, _, rest = text.partition(" ")
            return (address or None), rest
        end = _closing(text)
        if end < 0:
            return None, None
        address = text[1:end].strip()
        if address.startswith("@") and ":" in address:
            address = address.partition(":")[2]  # a source route is ignored (RFC 5321 C)
        return address or "<>", text[end + 1 :].strip()


class LmtpConnection(SmtpConnection, LMTP):
    """In LMTP each recipient gets a reply after the final dot, refusals of the whole mail included (RFC 2033 4.2)."""

    _owed = 0

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd names its commands so
        self._owed = 0
        try:
            await super().smtp_DATA(arg)
        finally:
            self._owed = 0

    async def push(self, status: AnyStr) -> None:
        text = status.decode("ascii", "replace") if isinstance(status, bytes) else str(status)
        if text.startswith("354") and self.envelope is not None:
            self._owed = len(self.envelope.rcpt_tos)
            await super().push(text)
        elif self._owed and "\r\n" not in text:
            await super().push("\r\n".join([text] * self._owed))
        else:
            await super().push(text)


def _nobody(*_asked: object) -> AuthResult:
    return AuthResult(success=False, handled=False)


def _closing(path: str) -> int:
    """Where the angle bracket closes, quoted parts skipped; -1 if nowhere."""
    quoted = escaped = False
    for index, character in enumerate(path):
        if escaped:
            escaped = False
        elif quoted and character == "\\":
            escaped = True
        elif character == '"':
            quoted = not quoted
        elif character == ">" and not quoted:
            return index
    return -1
