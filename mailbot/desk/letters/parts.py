"""What letters are made of: the reader, the desk's card, and the lines that several letters share. Values only."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from mailbot.desk.labels import Labels

EXCERPT_LINES = 8
EXCERPT_CHARACTERS = 400
"""Of a mail in a reminder: enough to know which matter it is; the whole stands on the copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Whom a letter is for: language and zone to write in, and all that a salutation needs (DECISIONS 8, 37).

    `timezone` is an IANA name; empty means the desk's. `honorific` empty means the language's usual one.
    """

    address: str
    language: str = "ja"
    timezone: str = ""
    company: str = ""
    department: str = ""
    title: str = ""
    name: str = ""
    honorific: str = ""
    opening_hours: Labels | None = None
    """Those of the reader's contract on the day of the letter, where they differ from the desk's card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskCard:
    """How the desk names itself in its letters.

    `opening_hours` are words ("平日 10:00から17:00まで"), `public_contact` is where people without a contract may
    ask (may be several lines, addresses in it become links), `holidays` the dates marked 祝 in Japanese letters.
    """

    name: str
    phone: str = ""
    opening_hours: Labels | None = None
    public_contact: Labels | None = None
    timezone: str = "Asia/Tokyo"
    language: str = "ja"
    holidays: Container[date] = frozenset()
    names: Labels | None = None
    """The desk's name in other languages, where it has one there."""

    def in_language(self, language: str) -> DeskCard:
        """The card for readers of this language."""
        named = (self.names or {}).get(language, "")
        return replace(self, name=named) if named else self


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockLine:
    """One clock of a case as a letter shows it: a target, or a due time if the policy commits itself.

    `left` is what remains of opening hours, for staff.
    """

    name: str
    labels: Labels
    due: datetime
    committed: bool = False
    left: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Telephone:
    """The request to telephone as well (row B7).

    `standstill`: the contract has a standstill handled out of hours; `on_call`: the person on call was alerted now.
    """

    phone: str
    hours: Labels
    standstill: bool = False
    on_call: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lowered:
    """The customer's own tag was not followed (DECISIONS 16).

    `reason` completes 「…ため」 in Japanese and "Because …" in English.
    """

    asked: str
    reason: Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who wrote a mail, for staff: the name (may be empty), the address, and the proof in a few words."""

    address: str
    name: str = ""
    honorific: str = ""
    proof: str = ""
    proven: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldItem:
    """One mail that waits for a person's word; `number` is what `mailbot held` calls it.

    `command` is the one that goes on with it, empty where none of them would help.
    """

    number: int
    received_at: datetime
    sender: str
    subject: str
    proof: str
    reason: Labels
    command: Literal["release", "retry", ""] = "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedCommand:
    """A command line that was not run, why, and the nearest one that exists (may be empty)."""

    line: str
    reason: Labels
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandHelp:
    """One staff command: its word in each language, and what it does."""

    words: Labels
    meaning: Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What was changed about a case, from which label to which; without labels only that it was changed."""

    what: Literal["priority", "category", "level", "policy"]
    before: Labels | None = None
    after: Labels | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedClock:
    """One clock that a change has moved. None: it did not run before, or there is no such promise any more."""

    name: str
    labels: Labels
    old_due: datetime | None = None
    new_due: datetime | None = None
    committed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LastMail:
    """The newest mail of a case as a reminder shows it: its beginning, which tells the matter."""

    text: str
    received_at: datetime
    language: str = ""

    @property
    def excerpt(self) -> str:
        """The first lines of the text."""
        lines = self.text.strip().splitlines()[:EXCERPT_LINES]
        return "\n".join(lines)[:EXCERPT_CHARACTERS].rstrip()

    @property
    def is_cut(self) -> bool:
        """Whether the excerpt leaves out a part of the text."""
        return self.excerpt != "\n".join(self.text.strip().splitlines()).rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedClock:
    """One clock step by step (row C8); `due` is None while there is nothing to count from."""

    labels: Labels
    steps: tuple[Labels, ...]
    due: datetime | None = None
