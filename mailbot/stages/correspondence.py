"""From a letter to an outbox row: rendered, addressed, threaded, its Message-ID and its bytes fixed (DESIGN 5)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from mailbot.desk.letters import Letter, Reader
from mailbot.desk.mail import Address
from mailbot.desk.records import NewLetter
from mailbot.desk.tokens import BOUNCE, LONGEST_LOCAL, NOBODY, REPLY, Keyring, mint_local_tag, mint_message_id
from mailbot.mail.compose import ComposeError, Outgoing, OutgoingFile, compose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mailbot.stages.identify import Addresses

MOST_REFERENCES = 20
OPENED = "opened"
"""The nonce of the first letter of a conversation that no mail of the customer's began."""


class Rendered(Protocol):
    """A letter in words."""

    @property
    def subject(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def html(self) -> str: ...


class Stationery(Protocol):
    """Puts a letter into words, for a reader."""

    def render(self, letter: Letter, reader: Reader) -> Rendered: ...
    def warm(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The mail that a letter answers or belongs below: its Message-ID and what it referred to itself."""

    message_id: str = ""
    references: tuple[str, ...] = ()

    @property
    def chain(self) -> tuple[str, ...]:
        """The ids for References (RFC 5322 3.6.4): the first, as threading clients group by it, and the newest."""
        ids = tuple(dict.fromkeys(one for one in (*self.references, self.message_id) if one))
        return ids if len(ids) <= MOST_REFERENCES else (ids[0], *ids[1 - MOST_REFERENCES :])


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """Where a letter belongs: what caused it, its case and contact, whom its token is made for, and its address.

    `desk_address` is the address of the desk, or the contract's own. `from_name` replaces the desk's name in From.
    """

    cause: str
    desk_address: str
    token_for: str = NOBODY
    case_id: int = 0
    contact_id: int = 0
    from_name: str = ""
    nonce: str = ""
    answered: Answered = Answered()
    files: tuple[OutgoingFile, ...] = ()
    satisfies_clock: bool = False
    calendar: str = ""
    """The calendar of the contract, whose hours stand below the letter."""
    list_id: str = ""
    list_unsubscribe: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondence:
    """Writes letters. `from_name` gives the desk's name in a language, `loop_id` marks our own mail."""

    stationery: Stationery
    keyring: Keyring
    addresses: Addresses
    from_name: Callable[[str], str]
    loop_id: str
    zone: ZoneInfo
    opening_hours: Callable[[str, datetime], Mapping[str, str] | None] = lambda _calendar, _at: None
    """The opening hours of a calendar on a day, in words; None where the desk states its own."""

    def write(self, letter: Letter, reader: Reader, where: Addressed, now: datetime) -> NewLetter:
        """The letter as a row for the outbox; the same letter for the same cause has the same Message-ID."""
        hours = self.opening_hours(where.calendar, now) if where.calendar else None
        rendered = self.stationery.render(letter, replace(reader, opening_hours=hours) if hours else reader)
        nonce = where.nonce or nonce_of(f"{where.cause}/{letter.key}/{reader.address}")
        message_id = self.message_id(where, nonce)
        content = compose(
            Outgoing(
                from_=Address(address=where.desk_address, name=where.from_name or self.from_name(reader.language)),
                to=Address(address=reader.address, name=reader.name),
                reply_to=self._reply_to(where),
                subject=rendered.subject,
                text=rendered.text,
                html=rendered.html or None,
                message_id=message_id,
                in_reply_to=where.answered.message_id,
                references=where.answered.chain,
                date=now.astimezone(self.zone),
                auto_submitted=letter.auto_submitted,
                loop_id=self.loop_id,
                files=where.files,
                list_id=where.list_id,
                list_unsubscribe=where.list_unsubscribe,
                language=reader.language,
            )
        )
        return NewLetter(
            cause=where.cause,
            letter=letter.key,
            recipient=reader.address,
            message_id=message_id,
            envelope_from=self._envelope_from(where, nonce),
            content=content,
            subject=rendered.subject,
            case_id=where.case_id,
            contact_id=where.contact_id,
            lane=letter.lane,
            automatic=letter.automatic,
            satisfies_clock=where.satisfies_clock,
        )

    def write_if_possible(self, letter: Letter, reader: Reader, where: Addressed, now: datetime) -> NewLetter | None:
        """The letter, or None for a reader to whom nothing can be written; the other readers get theirs."""
        try:
            return self.write(letter, reader, where, now)
        except ComposeError:
            return None

    def message_id(self, where: Addressed, nonce: str) -> str:
        """A signed Message-ID: a reply to it proves the case and for whom the letter was made (row D2)."""
        return mint_message_id(
            self.keyring,
            domain=self.addresses.domain,
            case_id=where.case_id,
            recipient=where.token_for,
            nonce=nonce,
        )

    def public_thread(self, where: Addressed, ids: Sequence[str]) -> Answered:
        """Where a letter to a customer belongs: below the mails that came in on the case, oldest first, or below the
        letter that opened it where none ever came."""
        if not ids:
            return Answered(message_id=self.message_id(where, OPENED))
        return Answered(message_id=ids[-1], references=tuple(ids[:-1]))

    def _reply_to(self, where: Addressed) -> Address | None:
        """A signed address where plus addressing exists (DECISIONS 31); else the desk's, which From names already."""
        if not self.addresses.plus or not where.case_id:
            return None
        tagged = self._tagged(where, REPLY)
        return Address(address=tagged) if tagged else None

    def _envelope_from(self, where: Addressed, nonce: str) -> str:
        """A bounce address of the letter's own where the server allows it, else the desk's (DECISIONS 31)."""
        tagged = self._tagged(where, BOUNCE, nonce) if self.addresses.plus else ""
        return tagged or where.desk_address

    def _tagged(self, where: Addressed, purpose: str, nonce: str = "") -> str:
        """The desk's address with a signed tag; empty where that would be longer than an address may be."""
        tag = mint_local_tag(
            self.keyring, purpose=purpose, case_id=where.case_id, recipient=where.token_for, nonce=nonce
        )
        local, _, domain = where.desk_address.rpartition("@")
        tagged = f"{local}{self.addresses.plus}{tag}"
        return f"{tagged}@{domain}" if len(tagged.encode()) <= LONGEST_LOCAL else ""


def nonce_of(what: str) -> str:
    """A short mark that is the same for the same letter, so that doing it again makes no other Message-ID."""
    return hashlib.sha256(what.encode()).hexdigest()[:12]
