"""The letter to staff about what they did in a shared mailbox itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from mailbot.desk.letters.policy import ToStaff

if TYPE_CHECKING:
    from mailbot.desk.labels import Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMailboxNote(ToStaff):
    """What somebody did in the mailbox and that did not do what it was meant to (row D6). `lines` are the lines of the
    mail that it is about; `sent` says that the mail went to a customer. `number` is empty where there is no case."""

    key: ClassVar[str] = "staff-mailbox-note"

    subject: str
    notes: tuple[Labels, ...]
    lines: tuple[str, ...] = ()
    sent: bool = False
    number: str = ""
