"""What a receipt tells of one mail of a member of staff beside what was written in it; it only asks the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.letters import InterimReport, OutOfScope, Resolved, StaffAnswer
from mailbot.desk.mail import address_key
from mailbot.desk.words import LETTER_WORDS
from mailbot.stages.relaying_facts import to_customers

if TYPE_CHECKING:
    from mailbot.desk.cases import Case
    from mailbot.desk.letters import Labels
    from mailbot.stages.acting import Acting

OWN_WORDS = frozenset({StaffAnswer.key, InterimReport.key, Resolved.key, OutOfScope.key})
"""The letters that carry what the writer wrote, which a receipt names by their receivers alone."""


def notices_of(acting: Acting, case: Case) -> tuple[Labels, ...]:
    """The letters that the desk itself wrote to customers because of this mail, each with who gets it."""
    names = {address_key(one.address): one.name for one in case.participants}
    told = []
    for one in to_customers(acting.unit.letters_caused(acting.cause)):
        if one.letter not in OWN_WORDS and not one.withdrawn:
            words = LETTER_WORDS.get(one.letter, LETTER_WORDS[""])
            reader = names.get(address_key(one.recipient)) or one.recipient
            told.append({"ja": f"{words['ja']}（{reader} へ）", "en": f"{words['en']} (to {reader})"})
    return tuple(told)
