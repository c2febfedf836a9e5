"""The folders of a shared mailbox that show what became of its mail, and the rule which mail belongs in which."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailbot.desk.decision import NAMES, Reason, Refuse
from mailbot.desk.records import HeldMail, InboxState
from mailbot.desk.words import NOT_LET_IN

if TYPE_CHECKING:
    from mailbot.desk.records import Cursor


class Shelf(enum.StrEnum):
    """`INBOX` is the folder that is read; the other four are the desk's own, by whatever name (row D6)."""

    INBOX = "inbox"
    HELD = "held"
    ACCEPT = "accept"
    DONE = "done"
    REFUSED = "refused"

    @property
    def is_final(self) -> bool:
        """Whether a mail stays there for good, as far as the desk is concerned."""
        return self in {Shelf.DONE, Shelf.REFUSED}


WAITING = (InboxState.HELD, InboxState.FAILED)
"""The states of a mail that a person has to look at."""
REFUSAL = NAMES[Refuse]


def shelf_for(state: InboxState, decision: str) -> Shelf | None:
    """Where a mail belongs whose inbox row ended like this; None while it is still to be processed."""
    if state in WAITING:
        return Shelf.HELD
    if state is InboxState.DROPPED or (state is InboxState.DONE and decision == REFUSAL):
        return Shelf.REFUSED
    return Shelf.DONE if state is InboxState.DONE else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """A mail of a shared mailbox: where it lay when the desk last knew, and the shelf on which it belongs now.

    `lies_at` is None where the server did not tell under which number it put the mail.
    """

    id: int
    inbox_id: int
    shelf: Shelf
    lies_at: Cursor | None
    content_key: str
    wanted: Shelf


class Accepted(enum.Enum):
    """What becomes of a mail that a person put on the shelf `ACCEPT`."""

    UNKNOWN = "the desk has never read it"
    LET_IN = "it is processed as if its sender were proven"
    WAITS = "it is being processed"
    SETTLED = "it ended before, and belongs on the shelf of its ending"
    NOT_LET_IN = "it cannot be let in, and goes back"


_A_COLLEAGUES_WORD = frozenset(
    {Reason.SECOND_ANSWER, Reason.LEAK, Reason.FORGOTTEN_FILE, Reason.UNITS_SHORT}
    | {Reason.NEEDS_APPROVAL, *NOT_LET_IN}
)


def may_be_let_in(held: HeldMail) -> bool:
    """Whether a person at the mailbox may let this mail in. Nobody knows which person it was, so that what acts for
    the desk or waits for a colleague's word is not theirs to release."""
    known = held.reason in set(Reason)
    return held.state is InboxState.FAILED or (known and Reason(held.reason) not in _A_COLLEAGUES_WORD)
