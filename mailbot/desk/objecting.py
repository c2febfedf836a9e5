"""Whether a mail asks that no more announcements of a kind be sent; only those that the contract does not owe."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mailbot.desk.addresses import is_writable
from mailbot.desk.courtesies import besides_courtesies
from mailbot.desk.decision import LetterPlan, NoteObjection, Reason
from mailbot.desk.mail import InboundMail, Nature

if TYPE_CHECKING:
    from mailbot.desk.situation import Situation

OBJECTION = re.compile(
    r"(?:今後(?:は|の)?|以後)?[、\s]*(?:(?:この|本)?(?:メール|お知らせ|ご案内|案内)(?:の|は|を)?)?[、\s]*"
    r"(?:配信|送信)?(?:の)?(?:停止|不要|中止|解除)(?:を|の)?[、\s]*"
    r"(?:希望|してください|して下さい|お願い(?:いた|致|申し上げ)?)?(?:し)?(?:ます|いたします|致します|です|します)?"
    r"|(?:please )?(?:unsubscribe|stop)(?: me)?(?: from (?:this|the|your) (?:mailing )?list)?(?:,? please)?"
)
"""The whole of what a mail says that objects; whatever says more is read by a person."""


def objects(situation: Situation, mail: InboundMail) -> NoteObjection | None:
    """The objection of a mail that bears the token of an announcement, or answers one with one of the words.

    The token and the Message-ID are signed, so both tell whose objection it is, whatever address the mail came from.
    """
    announced = situation.announced
    if announced is None or announced.is_duty or not is_writable(announced.recipient):
        return None
    if not (announced.letter == BY_TOKEN or _says_so(situation, mail)):
        return None
    writable = mail.nature is Nature.HUMAN and situation.answerable and mail.return_path != ""
    return NoteObjection(
        reason=Reason.OBJECTION,
        announced=announced,
        letters=(LetterPlan(letter="objection-noted", to=announced.recipient),) if writable else (),
    )


BY_TOKEN = "token"  # noqa: S105 - says how an announcement was found, no password


def _says_so(situation: Situation, mail: InboundMail) -> bool:
    said = besides_courtesies(situation, mail)
    return bool(said) and not mail.attachments and all(OBJECTION.fullmatch(one) for one in said or ())
