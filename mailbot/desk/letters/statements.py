"""The letter that brings a contract's statement to those who pay for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from mailbot.desk.letters.policy import Frame, NoticeToCustomer

if TYPE_CHECKING:
    from datetime import date

    from mailbot.desk.labels import Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One line of a list: when, what, and the figure; `left` is the balance after it, where there is one."""

    on: date
    what: Labels
    figure: Labels
    left: Labels | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementSum:
    """One sum: its label and its amount."""

    label: Labels
    amount: Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLetter(NoticeToCustomer):
    """A contract's units and charges of a period (row E6), tax apart; no word of what the cases were about.

    `opening`, `closing` and `reserved` are None where nothing is counted. Without prices `charges` and `sums` are
    empty. `as_of` is the day on which it was made, where the period was not over then. `cut` says how many lines stand
    in the attached file alone.
    """

    key: ClassVar[str] = "statement"
    frame: ClassVar[Frame] = "notice"

    client: str
    contract: str
    first: date
    last: date
    as_of: date | None = None
    opening: Labels | None = None
    closing: Labels | None = None
    reserved: Labels | None = None
    entries: tuple[StatementLine, ...] = ()
    charges: tuple[StatementLine, ...] = ()
    sums: tuple[StatementSum, ...] = ()
    cut: int = 0
    files: tuple[str, ...] = ()
