"""What a receipt tells of one mail of a member of staff beside what was written in it; it only asks the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.command_words import Word
from mailbot.desk.letters import InterimReport, OutOfScope, Resolved, StaffAnswer
from mailbot.desk.mail import address_key
from mailbot.desk.words import LETTER_WORDS
from mailbot.stages.opening_by_staff import CALL, cause_by_staff
from mailbot.stages.relaying_facts import to_customers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mailbot.desk.cases import Case
    from mailbot.desk.commands import Command
    from mailbot.desk.letters import Labels
    from mailbot.stages.acting import Acting

OWN_WORDS = frozenset({StaffAnswer.key, InterimReport.key, Resolved.key, OutOfScope.key})
"""The letters that carry what the writer wrote, which a receipt names by their receivers alone."""


def notices_of(acting: Acting, case: Case, ran: Sequence[Command]) -> tuple[Labels, ...]:
    """The letters that the desk itself wrote to customers because of this mail, each with who gets it."""
    names = {address_key(one.address): one.name for one in case.participants}
    told = []
    for one in (one for cause in _causes(acting, case, ran) for one in to_customers(acting.unit.letters_caused(cause))):
        if one.letter not in OWN_WORDS and not one.withdrawn:
            words = LETTER_WORDS.get(one.letter, LETTER_WORDS[""])
            reader = names.get(address_key(one.recipient)) or one.recipient
            told.append({"ja": f"{words['ja']}（{reader} へ）", "en": f"{words['en']} (to {reader})"})
    return tuple(told)


def _causes(acting: Acting, case: Case, ran: Sequence[Command]) -> Iterator[str]:
    """The mail itself, and the cases that it opened: for a caller, or of a part of this one."""
    words = {one.word for one in ran}
    yield acting.cause
    if Word.OPEN_FOR in words:
        yield cause_by_staff(acting.claimed.inbox_id, CALL)
    if Word.SPLIT in words:
        for place, event in enumerate(acting.unit.events_of(case.id)):
            if event.facts.get("how") == "split":
                yield cause_by_staff(acting.claimed.inbox_id, f"split:{place}")
