"""The letters that answer what admin contacts ask of the desk itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from mailbot.desk.letters.policy import ToCustomer

if TYPE_CHECKING:
    from mailbot.desk.labels import Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCaseLine:
    """One case in a customer's list; `due` is the next reply-by time of one that waits for the desk."""

    number: str
    subject: str
    status: Labels
    is_open: bool
    received_at: datetime
    due: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCases(ToCustomer):
    """The cases of the reader's own contracts, open ones first, the newest first.

    `since` is how far back ended cases are listed; `has_more` says that there are more than the list holds.
    """

    key: ClassVar[str] = "own-cases"

    contracts: tuple[str, ...]
    cases: tuple[OwnCaseLine, ...]
    since: datetime
    has_more: bool = False

    @property
    def open_cases(self) -> tuple[OwnCaseLine, ...]:
        return tuple(one for one in self.cases if one.is_open)

    @property
    def ended_cases(self) -> tuple[OwnCaseLine, ...]:
        return tuple(one for one in self.cases if not one.is_open)
