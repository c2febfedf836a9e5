"""The letters about what waits: answers of staff that have not left, and the text of a held mail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from mailbot.desk.letters.policy import AutoSubmitted, Frame, ToStaff

if TYPE_CHECKING:
    from mailbot.desk.labels import Labels
    from mailbot.desk.letters.parts import Author
    from mailbot.desk.letters.staff_desk import HeldLine


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBecause:
    """One reason why an answer waits, and what exactly was found (may be empty)."""

    reason: Labels
    found: tuple[Labels, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutAnswer(ToStaff):
    """What letters about a held answer tell. `held` is its number, `writer` whose it is, `text` what would leave;
    `contact` is who would get it, `attachments` the names of its files, `commands` are words to offer."""

    frame: ClassVar[Frame] = "copy"

    number: str
    subject: str
    held: int
    writer: str
    contact: Author
    receivers: tuple[str, ...] = ()
    text: str
    text_language: str = ""
    attachments: tuple[str, ...] = ()
    commands: tuple[Labels, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffAnswerHeld(AboutAnswer):
    """An answer was kept back. `is_own` is for its writer; else the reader has answered meanwhile. `wants_approval`:
    another member's word is needed."""

    key: ClassVar[str] = "staff-answer-held"
    auto_submitted: ClassVar[AutoSubmitted] = "auto-replied"

    is_own: bool
    reasons: tuple[HeldBecause, ...]
    wants_approval: bool = False
    direct: tuple[str, ...] = ()
    """Who has the answer from its writer already."""
    replaces: bool = False
    """An earlier answer of the writer's that was held has been dropped for this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffApprovalWanted(AboutAnswer):
    """An answer of another member's waits for the reader's approval (DECISIONS 36)."""

    key: ClassVar[str] = "staff-approval-wanted"
    waived: tuple[HeldBecause, ...] = ()
    """What was found, and let go by a person before approval was asked for."""
    replaces: bool = False
    """An earlier answer of the writer's that was held has been dropped for this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffHeldMail(ToStaff):
    """One held mail, for a member who asked: what it says and which files it has, none of which comes along.

    `held` is its line of the list, `trust` how far its sender is known, `proof` what that rests on. It belongs to no
    case and bears no case's number, so that no answer to it reaches a customer. `unreadable`: it has no text to show.
    """

    key: ClassVar[str] = "staff-held-mail"
    auto_submitted: ClassVar[AutoSubmitted] = "auto-replied"

    held: HeldLine
    trust: Labels
    proof: str = ""
    to: tuple[str, ...] = ()
    text: str = ""
    text_language: str = ""
    attachments: tuple[str, ...] = ()
    unreadable: bool = False


HeldLetter: TypeAlias = StaffAnswerHeld | StaffApprovalWanted | StaffHeldMail
STAFF_HELD: tuple[type[HeldLetter], ...] = (StaffAnswerHeld, StaffApprovalWanted, StaffHeldMail)
