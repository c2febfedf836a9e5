"""Troubles that are the user's to mend, in words that say what to do, with their exit codes."""

from __future__ import annotations

from dataclasses import dataclass

from mailbot.cli.printing import PROBLEMS, TRY_AGAIN, WRONG_USE
from mailbot.config import ConfigError, SecretMissing
from mailbot.desk.complaints import Complaints
from mailbot.desk.hours import NoOpening
from mailbot.desk.records import TryLater
from mailbot.store import Unreachable


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What to print, and how to exit."""

    text: str
    code: int


class WrongUse(ValueError):
    """A command was called in a way that cannot work; the message says how to call it."""


class Problem(Exception):
    """A command found something wrong, or did not find what it was asked for; the message says what to do."""


def in_words(error: Exception) -> Words | None:
    """The words for a trouble; None for what is a fault of ours and must be seen whole."""
    match error:
        case ConfigError():
            lines = "\n".join(f"  {finding}" for finding in error.findings)
            return Words(text=f"the configuration cannot be used:\n{lines}", code=PROBLEMS)
        case Complaints():
            lines = "; ".join(f"{one.key}: {one.message}" if one.key else one.message for one in error.complaints)
            return Words(text=lines, code=WRONG_USE)
        case WrongUse():
            return Words(text=str(error), code=WRONG_USE)
        case SecretMissing() | NoOpening() | Problem() | Unreachable():
            return Words(text=str(error), code=PROBLEMS)
        case TryLater():
            return Words(text=f"the store cannot be used just now: {error}", code=TRY_AGAIN)
        case _:
            return None
