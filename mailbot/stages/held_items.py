"""Held mail as letters to staff show it: why it waits, in words, what goes on with it, and what it says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from mailbot.desk.checks_desk import OF_STAFF
from mailbot.desk.decision import Reason
from mailbot.desk.desk_words import DANGEROUS_FILE, HELD_ANSWER, HELD_PROVEN, HELD_UNPROVEN
from mailbot.desk.letters import HeldItem
from mailbot.desk.letters.staff_held import StaffHeldMail
from mailbot.desk.mail import InboundMail
from mailbot.desk.proof import Level
from mailbot.desk.records import InboxState
from mailbot.desk.words import HELD_WORDS, NOT_LET_IN

if TYPE_CHECKING:
    from mailbot.desk.labels import Labels
    from mailbot.desk.mail import Attachment
    from mailbot.desk.people import Staff
    from mailbot.desk.records import HeldMail
    from mailbot.stages.desk_lists import Lists

MOST_FILES = 50
"""Names of files that a letter shows."""


def reason_in_words(held: HeldMail) -> Labels:
    """Why it waits; what went wrong with one that was set aside stands elsewhere."""
    known = held.reason in set(Reason)
    found = HELD_WORDS.get(Reason(held.reason) if known else Reason.FAILED)
    return found or HELD_WORDS[Reason.FAILED]


def held_item(held: HeldMail) -> HeldItem:
    """One mail of the list of held mail."""
    return HeldItem(
        number=held.inbox_id,
        received_at=held.received_at,
        sender=held.sender,
        subject=held.subject,
        proof=_proof(held),
        reason=reason_in_words(held),
        command=_command_for(held),
    )


def _proof(held: HeldMail) -> str:
    """The evidence; of one that was set aside, what went wrong."""
    known = held.reason in set(Reason)
    return f"{held.level} {held.hint if known else held.reason}".strip()


def _command_for(held: HeldMail) -> Literal["release", "retry", ""]:
    if held.state is InboxState.FAILED:
        return "retry"
    return "" if held.reason in OF_STAFF or held.reason in set(NOT_LET_IN) else "release"


def shown_held(lists: Lists, held: HeldMail, reader: Staff) -> StaffHeldMail:
    """What a held mail says, for a member who asked; its files are named, and none comes along."""
    mail = _read(lists, held)
    letter = StaffHeldMail(
        held=lists.held_line(held, reader), trust=_trust(held), proof=_proof(held), unreadable=mail is None
    )
    if mail is None:
        return letter
    language = lists.house.readers.staff(reader).language
    names = tuple(_file_name(one, language) for one in mail.attachments[:MOST_FILES])
    return replace(
        letter,
        to=tuple(one.address for one in (*mail.to, *mail.cc))[:MOST_FILES],
        text=mail.text,
        text_language=mail.language,
        attachments=(*names, *(("…",) if len(mail.attachments) > MOST_FILES else ())),
    )


def _read(lists: Lists, held: HeldMail) -> InboundMail | None:
    """None for what cannot be read, or is not there any more."""
    raw = lists.unit.held_bytes(held.inbox_id)
    try:
        mail = lists.house.read(raw) if raw else None
    except Exception:  # noqa: BLE001 - it may have been set aside for this very fault, and must not bring down the asking
        return None
    return mail if isinstance(mail, InboundMail) else None


def _trust(held: HeldMail) -> Labels:
    if held.reason in OF_STAFF:
        return HELD_ANSWER
    return HELD_PROVEN if held.level.reaches(Level.B) else HELD_UNPROVEN


def _file_name(attachment: Attachment, language: str) -> str:
    """Its name; of a dangerous one, that it is, as on every copy."""
    if not attachment.dangerous:
        return attachment.name
    why = DANGEROUS_FILE["ja" if language == "ja" else "en"]
    return f"{attachment.name}（{why}）" if language == "ja" else f"{attachment.name} ({why})"
