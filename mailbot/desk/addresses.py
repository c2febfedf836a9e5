"""How an address is written in headers and in SMTP, and whether it can be written at all."""

from __future__ import annotations

import re
from functools import lru_cache

from mailbot.desk.mail import domain_key

_DOT_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LOOSE_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}")
_QUOTED_LOCAL = re.compile(r'"(?:[!#-\[\]-~ ]|\\[!-~ ])*"')
_DOMAIN = re.compile(
    r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)
_LITERAL = re.compile(r"\[(?:IPv6:)?[0-9A-Fa-f:.]{3,45}\]")


@lru_cache(maxsize=2048)
def written(address: str) -> str:
    """An address as it stands in headers and in SMTP: odd local parts quoted, the domain as an A-label.

    Empty for what only SMTPUTF8 could carry or what is no address (RFC 5321 4.1.2; REALITIES 88).
    """
    local, at, host = address.strip().rpartition("@")
    spelt = _written_local(local)
    if not at or not spelt:
        return ""
    if _LITERAL.fullmatch(host):
        return f"{spelt}@{host}"
    domain = domain_key(host)
    return f"{spelt}@{domain}" if _DOMAIN.fullmatch(domain) else ""


def is_writable(address: str) -> bool:
    """Whether a letter can be sent to an address."""
    return bool(written(address))


def _written_local(local: str) -> str:
    if _DOT_ATOM.fullmatch(local) or _QUOTED_LOCAL.fullmatch(local):
        return local
    return f'"{local}"' if _LOOSE_LOCAL.fullmatch(local) else ""
