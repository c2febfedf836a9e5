"""Held mail as letters to staff show it: why it waits, in words, and what goes on with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from mailbot.desk.checks_desk import OF_STAFF
from mailbot.desk.decision import Reason
from mailbot.desk.letters import HeldItem
from mailbot.desk.records import InboxState
from mailbot.desk.words import HELD_WORDS, NOT_LET_IN

if TYPE_CHECKING:
    from mailbot.desk.labels import Labels
    from mailbot.desk.records import HeldMail


def reason_in_words(held: HeldMail) -> Labels:
    """Why it waits; what went wrong with one that was set aside stands elsewhere."""
    known = held.reason in set(Reason)
    found = HELD_WORDS.get(Reason(held.reason) if known else Reason.FAILED)
    return found or HELD_WORDS[Reason.FAILED]


def held_item(held: HeldMail) -> HeldItem:
    """One mail of the list of held mail."""
    known = held.reason in set(Reason)
    return HeldItem(
        number=held.inbox_id,
        received_at=held.received_at,
        sender=held.sender,
        subject=held.subject,
        proof=f"{held.level} {held.hint if known else held.reason}".strip(),
        reason=reason_in_words(held),
        command=_command_for(held),
    )


def _command_for(held: HeldMail) -> Literal["release", "retry", ""]:
    if held.state is InboxState.FAILED:
        return "retry"
    return "" if held.reason in OF_STAFF or held.reason in set(NOT_LET_IN) else "release"
