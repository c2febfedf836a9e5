"""What the commands of a staff member's mail name, looked up before it is decided upon: cases, clients, held mail."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mailbot.desk.announcing import Announced
    from mailbot.desk.cases import Case
    from mailbot.desk.faults import Fault
    from mailbot.desk.monthly_reports import KeptReport
    from mailbot.desk.people import Contract
    from mailbot.desk.records import HeldMail

MOST_NUMBERS = 50
"""Held mails that one command may name."""
_BETWEEN = re.compile(r"[\s,、，・]+|と|\band\b")
_HELD_NUMBER = re.compile(r"(?:no\.?|#|番号)?(\d{1,12})(?:番|号)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """`cases` by number as this desk spells it; `clients` holds the ids of the contracts that an argument names;
    `held` is the held mail that was named by number, or, where a number is wanting, what could have been meant."""

    cases: Mapping[str, Case] = field(default_factory=lambda: MappingProxyType({}))
    clients: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    held: tuple[HeldMail, ...] = ()
    twice: frozenset[int] = frozenset()
    """Numbers of held mail that several commands of one mail name, of which only one could run."""
    faults: Mapping[str, Fault] = field(default_factory=lambda: MappingProxyType({}))
    announced: Announced | None = None
    """The announcement that a command names by number, or whose preview the mail answers."""
    report: KeptReport | None = None
    """The monthly report about which the mail answers."""
    callers: Mapping[str, tuple[Contract, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """By address key: the contracts on which somebody may open cases for whom a case is to be opened (row A7)."""

    def held_mail(self, number: int) -> HeldMail | None:
        """The held mail of this number."""
        return next((one for one in self.held if one.inbox_id == number), None)


def held_numbers(argument: str) -> tuple[int, ...]:
    """The numbers in `17`, `17 18`, `17番と18番` or `No.17, 18`, each once; none where anything else stands there."""
    words = [word for word in _BETWEEN.split(unicodedata.normalize("NFKC", argument)) if word]
    found = [_HELD_NUMBER.fullmatch(word) for word in words[: MOST_NUMBERS + 1]]
    numbers = tuple(dict.fromkeys(int(one[1]) for one in found if one is not None))
    return numbers if all(found) and len(found) <= MOST_NUMBERS else ()
