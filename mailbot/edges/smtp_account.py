"""The account through which letters leave: its URL, and addresses as SMTP wants them written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from mailbot.desk.mail import domain_key
from mailbot.edges.tls import is_loopback

TLS_OF_SCHEME: dict[str, Literal["none", "implicit", "starttls"]] = {
    "smtp": "none",
    "smtps": "implicit",
    "smtp+starttls": "starttls",
}
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
FORMS = "smtp+starttls://user@host:587, smtps://user@host:465, or smtp://127.0.0.1:25"

ATOM_MARKS = frozenset("!#$%&'*+-/=?^_`{|}~")


class AddressRefused(ValueError):
    """An address cannot be written in SMTP as the server speaks it; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpAccount:
    """A server and how it is spoken to. Plain text is for loopback only; the password is read at each login.

    `seconds` bounds each command, `final_seconds` the wait after the final dot, of which no less than a minute is
    sensible: a server that answers later has perhaps accepted (RFC 5321 4.5.3.2.6 grants it ten minutes).
    """

    host: str
    port: int
    tls: Literal["none", "implicit", "starttls"]
    user: str = ""
    password: Callable[[], str] | None = field(default=None, repr=False)
    oauth2: bool = False
    """Whether `password` gives an access token in place of a password (XOAUTH2)."""
    refused: Callable[[], None] = field(default=lambda: None, repr=False)
    """Called when the login was refused, so that the next token is a fresh one."""
    ca_file: Path | None = None
    ehlo_name: str = ""
    connections: int = 2
    seconds: float = 30.0
    final_seconds: float = 120.0
    mails_per_connection: int = 100
    idle_seconds: float = 20.0

    def __post_init__(self) -> None:
        if self.tls == "none" and not is_loopback(self.host):
            raise ValueError(
                f"delivery to {self.host} would go in plain text: write smtp+starttls:// or smtps:// "
                "(smtp:// is for this machine only)"
            )
        if self.user and self.password is None:
            raise ValueError("delivery has a user but no password: give it as { env = … } or { file = … }")


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpUrl:
    """The parts of `[delivery] url`."""

    host: str
    port: int
    tls: Literal["none", "implicit", "starttls"]
    user: str = ""


def read_url(url: str) -> SmtpUrl:
    """Reads `[delivery] url`; `%40` in a user name is an @. Raises ValueError that says what to write."""
    parts = urlsplit(url)
    if parts.scheme not in TLS_OF_SCHEME or not parts.hostname:
        raise ValueError(f"delivery url {parts.scheme}://…: write {FORMS}")
    if parts.password is not None:
        raise ValueError("the delivery url holds a password: take it out and set password = { env = … }")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(f"the delivery url has more than user, host and port: write {FORMS}")
    try:
        port = parts.port
    except ValueError:
        raise ValueError(f"the port of the delivery url is no number: write {FORMS}") from None
    return SmtpUrl(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        tls=TLS_OF_SCHEME[parts.scheme],
        user=unquote(parts.username or ""),
    )


def smtp_path(address: str) -> bytes:
    """An address as a path of MAIL or RCPT, angle brackets included; the empty one is the null path `<>`.

    Local parts that are no dot-string are quoted, such as docomo's `..name.` (REALITIES 88); domains become
    A-labels. Raises AddressRefused for what would need SMTPUTF8 (RFC 6531) or is no address at all.
    """
    if not address:
        return b"<>"
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain:
        raise AddressRefused("this is not an e-mail address")
    if not local.isascii():
        raise AddressRefused("the part before @ is not ASCII: such an address needs SMTPUTF8, which is not used")
    a_label = domain_key(domain)
    if not a_label.isascii() or not _is_domain(a_label):
        raise AddressRefused("the domain of this address cannot be written in SMTP")
    if any(ord(character) < 0x20 or ord(character) == 0x7F for character in local):
        raise AddressRefused("the part before @ holds control characters")
    return f"<{_quoted(local)}@{a_label}>".encode("ascii")


def _quoted(local: str) -> str:
    if len(local) > 1 and local.startswith('"') and local.endswith('"'):
        return local
    if _is_dot_string(local):
        return local
    return '"' + local.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _is_dot_string(local: str) -> bool:
    atoms = local.split(".")
    return all(atom and all(mark.isalnum() or mark in ATOM_MARKS for mark in atom) for atom in atoms)


def _is_domain(domain: str) -> bool:
    if domain.startswith("[") and domain.endswith("]"):
        return all(mark.isalnum() or mark in ".:" for mark in domain[1:-1])
    return all(label and all(mark.isalnum() or mark in "-_" for mark in label) for label in domain.split("."))
