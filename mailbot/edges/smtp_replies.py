"""What the next server's replies and silences mean for a letter: the three endings, and the account's own trouble."""

from __future__ import annotations

import re
import ssl

import aiosmtplib

from mailbot.desk.records import Delivery, Sent

ACCOUNT_CODES = frozenset((530, 534, 535, 538))
"""Authentication wanted, too weak, failed, or to be encrypted (RFC 4954)."""

ACCOUNT_STATUS = frozenset(("5.7.3", "5.7.8", "5.7.9", "5.7.11", "5.7.14", "5.7.30", "5.7.57", "5.7.139"))
"""Enhanced codes that speak of our login, 5.7.30 being Microsoft's end of password logins (REALITIES 92)."""

ENHANCED = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")


def by_reply(code: int, text: str) -> Delivery:
    """A refusal by code (RFC 5321 4.2.1, RFC 3463): 5xx for good, 4xx for now, some of either for our account."""
    words = f"{code} {_one_line(text)}"
    status = ENHANCED.match(text)
    if code in ACCOUNT_CODES or (status is not None and status[1] in ACCOUNT_STATUS):
        return Delivery(ending=Sent.STOP, words=words)
    return Delivery(ending=Sent.REFUSED if 500 <= code < 600 else Sent.LATER, words=words)


class NoPassword(Exception):
    """The account's password cannot be read; the message says where it was sought."""


def at_login(error: Exception) -> Delivery:
    """No connection or no login: nothing is wrong with the letter. What a person must mend stops the account."""
    if isinstance(error, aiosmtplib.SMTPResponseException):
        words = f"{error.code} {_one_line(error.message)}"
        return Delivery(ending=Sent.STOP if 500 <= error.code < 600 else Sent.LATER, words=words)
    if isinstance(error, NoPassword):
        return Delivery(ending=Sent.STOP, words=_one_line(error))
    if _is_certificate(error):
        return Delivery(ending=Sent.STOP, words=f"the server's certificate is not believed: {_one_line(error)}")
    if isinstance(error, aiosmtplib.SMTPException) and not isinstance(error, OSError):
        return Delivery(ending=Sent.STOP, words=_one_line(error))  # no STARTTLS, no AUTH: the server lacks it
    return Delivery(ending=Sent.LATER, words=f"{type(error).__name__}: {_one_line(error)}")


def in_transaction(error: Exception, *, sending: bool) -> Delivery:
    """Trouble after the login; once the bytes are under way, a silence leaves it open whether they were accepted."""
    if isinstance(error, aiosmtplib.SMTPDataError):
        return by_reply(error.code, error.message)
    ending = Sent.UNCERTAIN if sending else Sent.LATER
    return Delivery(ending=ending, words=f"{type(error).__name__}: {_one_line(error)}")


def _is_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _one_line(text: object) -> str:
    words = " ".join(str(text).split())
    return "".join(character for character in words if character.isprintable())[:300]
