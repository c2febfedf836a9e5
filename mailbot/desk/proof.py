"""Where a mail came from and what that proves of its sender: arrivals and the ladder of evidence."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Level(enum.StrEnum):
    """The ladder of evidence (REALITIES 0; DECISIONS 1): A verified, B weak, C token only, D none.

    C arises only after threading; reading a mail answers A, B or D.
    """

    A = "A"
    B = "B"
    C = "C"
    D = "D"

    def reaches(self, required: Level) -> bool:
        """Whether this level is at least as good as the required one."""
        return self.value <= required.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """How far a mail's From is proven: the level, the best evidence in a few words, and all that was looked at."""

    level: Level
    evidence: str = ""
    looked_at: tuple[str, ...] = ()


class Door(enum.StrEnum):
    IMAP = "imap"
    LMTP = "lmtp"
    SMTP = "smtp"
    FILE = "file"
    SENT = "sent"
    """The Sent folder of a mailbox: not mail to the desk, but what its people sent from there (row D6)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One coming of a mail at one of our doors (DECISIONS 26).

    `source` names it uniquely at its door, so that the same coming is stored once however often it is told;
    `received_at` is our server's acceptance (never the Date header). `trusted` says whether the operator vouches
    for the headers that stand on top (DECISIONS 6). `login` is the address of the person who authenticated
    on our own SMTP door. `answerable` is False for old mail found at first contact (DECISIONS 29).
    `oversize` is the size in octets of a mail that was too large to be fetched, else 0: then its header alone was
    taken in, and the mail itself lies where it was (REALITIES 81, 105).
    """

    door: Door
    source: str
    received_at: datetime
    envelope_from: str | None = None
    recipients: tuple[str, ...] = ()
    trusted: bool = False
    login: str = ""
    profile: str = ""
    answerable: bool = True
    oversize: int = 0
    shown: bool = False
    """Whether the mail's folder is to show what became of it; asked for by the door, and told nobody else."""

    @property
    def mailbox(self) -> str:
        """The account whose Sent folder it lay in; empty for mail to the desk."""
        return self.source.partition("/")[0] if self.door is Door.SENT else ""


class Strangers(enum.StrEnum):
    """What the desk does with mail from people it does not know (row A2)."""

    HOLD = "hold"
    REFUSE = "refuse"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """The operator's rules of proof. `domains` raises or lowers `require` for single domains (DECISIONS 1)."""

    authserv_ids: tuple[str, ...] = ()
    profile: str = ""
    relays: tuple[str, ...] = ()
    list_ids: tuple[str, ...] = ()
    """List-Ids, in lower case, of groups in front of the desk's own mailbox, which make no list mail (DECISIONS 30)."""
    dkim: bool = True
    require: Level = Level.B
    domains: Mapping[str, Level] = field(default_factory=lambda: MappingProxyType({}))
    strangers: Strangers = Strangers.HOLD

    def required_for(self, domain: str) -> Level:
        """The level that a customer of this domain needs."""
        return self.domains.get(domain, self.require)
