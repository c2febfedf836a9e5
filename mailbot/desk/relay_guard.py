"""Whether a staff member's answer may leave as it is, or waits for a word: the guard before every relay."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from mailbot.desk.addressing import colleagues, receivers
from mailbot.desk.command_words import Word
from mailbot.desk.commands import read_instructions
from mailbot.desk.decision import Found, HoldAnswer, LetterPlan, Reason, Relay
from mailbot.desk.leaks import leaks_in

if TYPE_CHECKING:
    from mailbot.desk.mail import InboundMail
    from mailbot.desk.people import Staff
    from mailbot.desk.situation import Situation

HELD_LETTER = "staff-answer-held"
WANTED_LETTER = "staff-approval-wanted"
ANSWERS = "answers"
"""The kind of letter (`[desk] approve`) that people's own answers, reports and accounts are."""
APPROVED = "approved:"
"""Before the handle of whoever approved, where others stand as `staff:HANDLE`."""
OPERATOR = "operator"
GUARDED = frozenset(
    {Reason.LEAK, Reason.SECOND_ANSWER, Reason.TO_COLLEAGUE, Reason.TO_STRANGER, Reason.REPEATED}
    | {Reason.FORGOTTEN_FILE, Reason.UNITS_SHORT}
)
"""Why an answer waits until anybody of the staff says that it may go (`#send`)."""
ASTRAY = frozenset({Reason.TO_COLLEAGUE, Reason.TO_STRANGER})
"""Why it may not be meant for the customer at all."""
AFTERWARDS = frozenset({Reason.LEAK, Reason.SECOND_ANSWER, Reason.UNITS_SHORT})
"""What may come up while an answer waits, by what others write on the case."""
WAITING_ANSWERS = GUARDED | {Reason.NEEDS_APPROVAL}

_SPEAKS = re.compile(r"添付|別添|\battached\b|\benclosed\b|\battachments?\b", re.IGNORECASE)
_FILE = "(?:ファイル|資料|書類)?"
_NEGATED = re.compile(
    rf"(?:添付|別添){_FILE}[はもがを]?(?:して|でき|いたし|致し|し|せ|あり|ござい)?(?:おり|い)?"
    r"(?:ませ|ない|なし|無し|ず|なく|不要|不可)"
    r"|\b(?:not|no|without|cannot|can't|couldn't|unable|nothing|isn't|aren't|wasn't|don't|didn't)\b[^.,;\n]{0,20}"
    r"\b(?:attached|enclosed|attachments?)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    rf"添付{_FILE}(?:して|の上、?|のうえ、?|を|で)?(?:お送り|ご返信|ご返送|ご送付|ご連絡|送って|返信して)?を?"
    r"(?:ください|下さい|いただけ|頂け|お願い|願い|もらえ|くださ)"
    r"|\b(?:please|could you|can you|would you|kindly)\s+(?:\w+\s+){0,3}attach\b"
    r"|\b(?:please|could you|can you|would you|kindly)\s+(?:\w+\s+){0,2}send\b[^.\n]{0,40}\battach",
    re.IGNORECASE,
)
_THEIRS = re.compile(
    r"(?:ご|御)添付(?:の|され|いただ|頂)|添付(?:して)?(?:いただい|頂い|いただき|頂き|くださっ|くださり)|添付され"
    r"|(?:いただい|頂い|くださっ|お送りになっ)た[^。\n]{0,12}(?:添付|別添)"
    r"|\byour (?:\w+ )?attachments?\b|\byou (?:have )?(?:attached|enclosed)\b|\battachments? (?:that )?you\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[。．!！?？\n]|\.(?=\s)")


def guarded(situation: Situation, mail: InboundMail, relay: Relay) -> Relay | HoldAnswer:
    """The relay, or why it waits (DECISIONS 35, 36). Whoever lets it go waives what they were told of, and nothing
    that came up since; approval is asked for whoever let it go, by somebody who learns what was waived."""
    every = findings(situation, mail, relay.text)
    found = tuple(one for one in every if not _is_waived(situation, one))
    if not found and needs_approval(situation, ANSWERS):
        waived = (one for one in every if situation.let_in_by)
        found = (Found(reason=Reason.NEEDS_APPROVAL), *waived)
    if not found:
        return relay
    is_wanted = found[0].reason is Reason.NEEDS_APPROVAL
    is_second = not is_wanted and any(one.reason is Reason.SECOND_ANSWER for one in found)
    others = _others(situation) if is_second else ()
    asked = [one.address for one in situation.house.staff if one.active and one.handle != relay.staff.handle]
    told = [one.address for one in (relay.staff, *others)]
    return HoldAnswer(
        reason=found[0].reason,
        case=relay.case,
        staff=relay.staff,
        text=relay.text,
        found=found,
        others=others,
        hint="; ".join(what for one in found for what in one.named),
        letters=(
            *(LetterPlan(letter=HELD_LETTER, to=address) for address in told),
            *(LetterPlan(letter=WANTED_LETTER, to=address) for address in (asked if is_wanted else ())),
        ),
    )


def _is_waived(situation: Situation, found: Found) -> bool:
    """Whether a person has let the answer go in spite of this."""
    if not situation.let_in_by:
        return False
    told = situation.answering.told.reasons if situation.answering else frozenset()
    return situation.let_in_by == OPERATOR or found.reason not in AFTERWARDS or found.reason.value in told or not told


def findings(situation: Situation, mail: InboundMail, text: str) -> tuple[Found, ...]:
    """Everything that speaks against sending a text now, the gravest first; empty where nothing does."""
    facts = situation.answering
    if facts is None:
        return ()
    found = []
    written = (text, mail.signature, *(one.name for one in mail.attachments))
    if leaks := leaks_in("\n".join(written), facts.inside):
        found.append(Found(reason=Reason.LEAK, leaks=leaks))
    if facts.others:
        names = dict.fromkeys(one.staff.name if one.staff else "" for one in facts.others)
        found.append(Found(reason=Reason.SECOND_ANSWER, people=tuple(names)))
    if colleagues_there := _colleagues_alone(situation, mail):
        found.append(Found(reason=Reason.TO_COLLEAGUE, people=colleagues_there))
    elif addressed := _strangers_alone(situation, mail):
        found.append(Found(reason=Reason.TO_STRANGER, people=addressed))
    if facts.repeats(text) and not read_instructions(mail.new_text).has(Word.JOIN):
        found.append(Found(reason=Reason.REPEATED))
    if (line := forgotten_file(text)) and not carries_file(mail):
        found.append(Found(reason=Reason.FORGOTTEN_FILE, line=line))
    if situation.lacks_units and not read_instructions(mail.new_text).has(Word.ACCEPT):
        found.append(Found(reason=Reason.UNITS_SHORT))
    return tuple(found)


def _colleagues_alone(situation: Situation, mail: InboundMail) -> tuple[str, ...]:
    """The colleagues whom a mail went to as well, where no customer did: it may be meant for them."""
    if situation.thread is None or receivers(situation, mail, situation.thread.case):
        return ()
    return tuple(one.name for one in colleagues(situation, mail))


def _strangers_alone(situation: Situation, mail: InboundMail) -> tuple[str, ...]:
    """Whom a mail is addressed to where neither the desk nor anybody of the case is: the desk stands in Bcc or Cc, and
    the words are meant for somebody else."""
    if situation.thread is None or receivers(situation, mail, situation.thread.case):
        return ()
    addressed = mail.to or mail.cc
    if any(situation.house.is_own(one.address) for one in addressed):
        return ()
    return tuple(dict.fromkeys(one.address for one in addressed))


def needs_approval(situation: Situation, kind: str) -> bool:
    """Whether letters of this kind wait for another member's word, and that word has not been given (DECISIONS 36)."""
    given = situation.let_in_by == OPERATOR or situation.let_in_by.startswith(APPROVED)
    return kind in situation.house.approve and not given


def forgotten_file(text: str) -> str:
    """The first sentence that says a file comes along; empty where none does. Sentences that deny it, ask the customer
    for a file, or speak of the customer's own are left out."""
    for sentence in _SENTENCE.split(unicodedata.normalize("NFKC", text)):
        speaks = _SPEAKS.search(sentence)
        if speaks and not any(pattern.search(sentence) for pattern in (_NEGATED, _ASKED, _THEIRS)):
            return sentence.strip()
    return ""


def carries_file(mail: InboundMail) -> bool:
    """Whether a file comes with the mail; a picture within the text is none."""
    return any(not one.inline for one in mail.attachments)


def _others(situation: Situation) -> tuple[Staff, ...]:
    """Who answered meanwhile and is still with the desk."""
    answered = situation.answering.others if situation.answering else ()
    found = {one.staff.handle: one.staff for one in answered if one.staff and one.staff.active}
    return tuple(found.values())
