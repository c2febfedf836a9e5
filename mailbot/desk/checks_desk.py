"""Whether the commands of the desk as a whole can run: lists, searches, records, and words about held mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.command_words import Word
from mailbot.desk.named import held_numbers
from mailbot.desk.queues import scope_of
from mailbot.desk.records import InboxState
from mailbot.desk.relay_guard import WAITING_ANSWERS
from mailbot.desk.subjects import numbers_in
from mailbot.desk.words import JUDGED_ANEW, NOT_LET_IN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mailbot.desk.command_checks import Asked
    from mailbot.desk.records import HeldMail
    from mailbot.desk.situation import Situation

MOST_WORDS = 8
"""Words that one search may name."""
MOST_SHOWN = 10
"""Held mails whose text one command may ask for; each is a letter."""
OF_STAFF = WAITING_ANSWERS
"""Reasons for which an answer of staff is held; a word of its own (`#send`, `#approve`) lets it go."""
_NUMBERED = "mail-number"


def _list(asked: Asked) -> str:
    known = scope_of(asked.argument) is not None or asked.situation.named.clients.get(asked.argument)
    return "" if known else "list"


def _search(asked: Asked) -> str:
    words = asked.argument.split()
    return "search" if not words or len(words) > MOST_WORDS else ""


def _show(asked: Asked) -> str:
    if not asked.argument:
        return "" if asked.case is not None else "case-number"
    numbers = numbers_in(asked.argument, asked.situation.house.case_prefix)
    if len(numbers) != 1:
        return "case-number"
    return "" if numbers[0] in asked.situation.named.cases else "no-such-case"


def _accept(asked: Asked) -> str:
    """Without a number, on a case whose units are counted, it lets the case go beyond what was bought."""
    if asked.case is not None and not asked.argument and asked.situation.units.matter is not None:
        return ""
    return _of_held(asked, lambda held: "" if is_judged_anew(held) else why_not_let_in(held))


def _refuse(asked: Asked) -> str:
    return _of_held(asked, lambda held: "mail-of-staff" if held.reason in OF_STAFF else "")


def _held(asked: Asked) -> str:
    """Without a number, the list is meant."""
    if not asked.argument:
        return ""
    return "mail-many" if len(held_numbers(asked.argument)) > MOST_SHOWN else _of_held(asked, lambda _: "")


def _of_held(asked: Asked, why_not: Callable[[HeldMail], str]) -> str:
    numbers = held_numbers(asked.argument)
    if not numbers:
        return _NUMBERED if asked.situation.named.held else "mail-none"
    found = [asked.situation.named.held_mail(number) for number in numbers]
    if not all(found):
        return "mail-gone"
    if asked.command.word is not Word.HELD and asked.situation.named.twice.intersection(numbers):
        return "mail-twice"
    return next((why for one in found if one is not None and (why := why_not(one))), "")


def why_not_let_in(held: HeldMail) -> str:
    """The key of why a held mail cannot be let in by a person's word; empty if it can, or if it is tried again."""
    if held.state is InboxState.FAILED:
        return ""
    if held.reason in OF_STAFF:
        return "mail-of-staff"
    return f"mail-{held.reason}" if held.reason in {one.value for one in NOT_LET_IN} else ""


def is_judged_anew(held: HeldMail) -> bool:
    """Whether a person's word has the mail tried again as it is, rather than let in: handling it failed, or it was held
    for what its contract said then."""
    return held.state is InboxState.FAILED or held.reason in {one.value for one in JUDGED_ANEW}


def hint_for(key: str, line: str, situation: Situation) -> str:
    """How a refused line could have been meant, where that can be told: the numbers of what is held."""
    if key != _NUMBERED:
        return ""
    spelt = line.split(maxsplit=1)[0]
    return f"{spelt} {' '.join(map(str, sorted(one.inbox_id for one in situation.named.held)))}"


DESK_CHECKS: Mapping[Word, Callable[[Asked], str]] = {
    Word.LIST: _list,
    Word.SEARCH: _search,
    Word.SHOW: _show,
    Word.ACCEPT: _accept,
    Word.REFUSE: _refuse,
    Word.HELD: _held,
}
