"""Whether a mail asks that no more announcements of a kind be sent; only those that the contract does not owe."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from mailbot.desk.addresses import is_writable
from mailbot.desk.decision import LetterPlan, NoteObjection, Reason
from mailbot.desk.mail import InboundMail, Nature

if TYPE_CHECKING:
    from mailbot.desk.situation import Situation

WORDS = ("配信停止", "配信不要", "停止希望", "unsubscribe")
LONGEST = 60
"""Characters of a mail that only objects; who writes more is read by a person."""


def objects(situation: Situation, mail: InboundMail) -> NoteObjection | None:
    """The objection of a mail that bears the token of an announcement, or answers one with one of the words.

    The token and the Message-ID are signed, so both tell whose objection it is, whatever address the mail came from.
    """
    announced = situation.announced
    if announced is None or announced.is_duty or not is_writable(announced.recipient):
        return None
    if not (announced.letter == BY_TOKEN or _says_so(mail)):
        return None
    writable = mail.nature is Nature.HUMAN and situation.answerable and mail.return_path != ""
    return NoteObjection(
        reason=Reason.OBJECTION,
        announced=announced,
        letters=(LetterPlan(letter="objection-noted", to=announced.recipient),) if writable else (),
    )


BY_TOKEN = "token"  # noqa: S105 - says how an announcement was found, no password


def _says_so(mail: InboundMail) -> bool:
    said = unicodedata.normalize("NFKC", mail.new_text).strip().strip("「」。.\"'#").casefold()
    first = said.splitlines()[0].strip() if said else ""
    return len(said) <= LONGEST and any(first.startswith(word) for word in WORDS)
