"""What a mail says besides greetings, the writer's own names and a signature, sentence by sentence; and whether it only
thanks."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from mailbot.desk.device_footers import DEVICE_FOOTER
from mailbot.desk.people import Opener

if TYPE_CHECKING:
    from collections.abc import Collection

    from mailbot.desk.mail import InboundMail
    from mailbot.desk.situation import Situation

LONGEST = 400
"""Characters of a mail that is looked at; who writes more is read by a person."""
_GREETINGS = re.compile(
    r"(?:いつも)?(?:大変|たいへん)?お世話(?:様)?に(?:なっております|なります)|お疲れ(?:様|さま)です"
    r"|(?:どうぞ|何卒|以上)?[、\s]*(?:よろしく|宜しく)お願い(?:いた|致|申し上げ)?(?:し)?ます|取り急ぎ.{0,10}まで|以上(?:です)?"
    r"|ご担当者?様?|(?:dear|hello|hi)\b[^.!?]{0,40}"
    r"|(?:(?:best|kind|warm|many) )?(?:regards|wishes)|sincerely(?: yours)?"
)
_THANKS = re.compile(
    r"(?:ご連絡|お知らせ|ご対応|ご報告)?(?:を|いただき|頂き|に|、)*(?:誠に|どうも)?ありがとうございま(?:す|した)"
    r"|(?:了解|承知|確認|拝見)(?:いた|致)?(?:し)?ました|了解です|承知です|かしこまりました"
    r"|(?:many )?thanks(?: (?:a lot|very much))?(?: for (?:the|your) (?:update|information|info|news|notice|e-?mail))?"
    r"|thank you(?: very much)?(?: for (?:the|your) (?:update|information|info|news|notice|e-?mail))?"
    r"|(?:well )?noted|understood|got it|ok(?:ay)?"
)
_SENTENCES = re.compile(r"[。．!！\n]+|\.(?=\s|$)|,\s*$", re.MULTILINE)
_AROUND = " \t　、,;:：・「」『』\"'#()<>-_=*"


def besides_courtesies(situation: Situation, mail: InboundMail) -> tuple[str, ...] | None:
    """The sentences that are left, folded for comparison; None for a mail too long to be so short."""
    text = unicodedata.normalize("NFKC", mail.new_text).casefold()
    if len(text) > LONGEST:
        return None
    lines = (line for line in text.splitlines() if not DEVICE_FOOTER.match(line.strip()))
    said = (one.strip(_AROUND) for one in _SENTENCES.split("\n".join(lines)))
    names = _names(situation, mail)
    return tuple(one for one in said if one and not _GREETINGS.fullmatch(one) and not _is_name(one, names))


def only_thanks(situation: Situation, mail: InboundMail) -> bool:
    """Whether a mail thanks, or says that it was read, and nothing else; files are something else."""
    left = besides_courtesies(situation, mail)
    return bool(left) and not mail.attachments and all(_THANKS.fullmatch(one) for one in left or ())


def _names(situation: Situation, mail: InboundMail) -> str:
    """All by which the writer may call themselves, as one string."""
    person = situation.person
    known = [mail.author.name] if mail.author else []
    known += [contract.client for contract in situation.contracts]
    if isinstance(person, Opener) and person.contact is not None:
        known += [person.contact.name]
    return unicodedata.normalize("NFKC", " ".join(known)).casefold()


def _is_name(sentence: str, known: Collection[str]) -> bool:
    """Whether a sentence is made of the writer's names, as `例示商事の山田です`."""
    words = [word for part in sentence.split() for word in part.removesuffix("です").split("の")]
    return all(word in known for word in words)
