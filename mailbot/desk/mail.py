"""A mail as the desk knows it: clean values, whatever the bytes were."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

_ADDRESS_IN_NAME = re.compile(r"[^\s<>\"'()@＠]+[@＠][^\s<>\"'()@＠]+")


class Nature(enum.StrEnum):
    """What a mail is; only `HUMAN` (and, from proven people, `LIST`) may lead to anything being sent (row G4)."""

    HUMAN = "human"
    AUTO_REPLY = "auto-reply"
    BOUNCE = "bounce"
    RECEIPT = "receipt"
    LIST = "list"
    REPORT = "report"
    OWN = "own"


REACTION, RECALLED, CALENDAR_REPLY = "reaction", "recalled message", "calendar reply (RFC 5546)"
ONE_PRESS = frozenset({REACTION, RECALLED, CALENDAR_REPLY})
"""Reasons of a nature: what a program sent at one press of a button, with words that nobody wrote."""


@lru_cache(maxsize=2048)
def address_key(address: str) -> str:
    """The form under which an address is looked up: as received, case folded, the domain as an A-label.

    No Unicode normalisation takes place, so that look-alikes stay apart (REALITIES 14).
    """
    local, at, domain = address.strip().rpartition("@")
    if not at:
        return address.strip().lower()
    return f"{local.lower()}@{domain_key(domain)}"


def domain_key(domain: str) -> str:
    """A domain in lower case and as an A-label (RFC 5891); what IDNA refuses stays as it is, lower-cased."""
    plain = domain.strip().rstrip(".").lower()
    if plain.isascii():
        return plain
    try:
        return plain.encode("idna").decode("ascii")
    except UnicodeError:
        return plain


def domain_of(address: str) -> str:
    """The domain key of an address, empty if it has none."""
    _, at, domain = address.rpartition("@")
    return domain_key(domain) if at else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One mailbox: the addr-spec exactly as received, and the display name decoded and cleaned (may be empty).

    `name` is what the mail says and may lie; whoever shows or stores a name takes `honest_name`.
    """

    address: str
    name: str = ""

    @property
    def honest_name(self) -> str:
        """The name, unless it shows another address than the true one (REALITIES 12)."""
        shown = (found.strip(".,;").replace("＠", "@") for found in _ADDRESS_IN_NAME.findall(self.name))
        return "" if any(one.lower() != self.address.lower() for one in shown) else self.name

    @property
    def key(self) -> str:
        return address_key(self.address)

    @property
    def domain(self) -> str:
        return domain_of(self.address)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One file of a mail; `index` names its place so that its bytes can be taken from the raw mail again.

    `name` is the sender's, cleaned for showing and never a path; `type` is sniffed from the bytes, `size` is
    that of the decoded bytes. `dangerous` says in a word why it must not be passed on unasked, or is empty.
    """

    index: int
    name: str
    type: str
    declared_type: str
    size: int
    sha256: str
    content_id: str = ""
    inline: bool = False
    dangerous: str = ""

    @property
    def is_mail(self) -> bool:
        """Whether it may hold a whole mail, which may be one of ours."""
        mails = {"message/rfc822", "message/global", "application/vnd.ms-outlook"}
        return bool(mails & {self.type, self.declared_type}) or self.name.lower().endswith((".eml", ".msg"))


@dataclass(frozen=True, slots=True, kw_only=True)
class BouncedRecipient:
    """Who was not reached; `permanent` is None where the report does not tell, `status` is RFC 3463's or empty."""

    address: str
    permanent: bool | None = None
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A delivery report: the recipients, and the Message-ID of the mail that it is about, if it says."""

    recipients: tuple[BouncedRecipient, ...] = ()
    message_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMail:
    """A mail that was read. Header values are decoded and free of control characters; ids keep their brackets.

    `text` is the whole body; `new_text` is it without quotes and signature (never less than what was written:
    when in doubt it is `text`). `natures_reason` says what the nature was told from. `problems` name what could
    not be read rightly or was cut.
    """

    message_id: str = ""
    date: datetime | None = None
    senders: tuple[Address, ...] = ()
    """All addresses of all From fields, in order; more than one is a reason for distrust (REALITIES 11)."""
    from_fields: int = 1
    sender: Address | None = None
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    subject: str = ""
    text: str = ""
    new_text: str = ""
    quoted: str = ""
    signature: str = ""
    html: str = ""
    language: str = ""
    """`ja`, `en` or empty: what the text looks like; never used to choose a letter's language."""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    nature: Nature = Nature.HUMAN
    nature_reason: str = ""
    bounce: Bounce | None = None
    delivered_to: tuple[str, ...] = ()
    """Delivered-To, X-Original-To, then To and Cc: the addresses it may have been written to (DECISIONS 7)."""
    return_path: str | None = None
    """The envelope sender that the last server noted; `""` is the null sender, None is unknown."""
    priority_header: str = ""
    """`high`, `low` or empty, from Importance, X-Priority or Priority (row B1)."""
    acknowledge: bool = True
    """False if the sender asked for no automatic answer (X-Auto-Response-Suppress, DECISIONS 30)."""
    list_id: str = ""
    loop_marks: tuple[str, ...] = ()
    """Values of our own loop header found in the mail; compared with this desk's, never believed otherwise."""
    encrypted: bool = False
    problems: tuple[str, ...] = ()

    @property
    def author(self) -> Address | None:
        """The first From address: the claim that the proof has to back."""
        return self.senders[0] if self.senders else None

    @property
    def has_html(self) -> bool:
        return bool(self.html)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A mail that could not be read, with the reason; it is set aside whole."""

    reason: str
    problems: tuple[str, ...] = ()
