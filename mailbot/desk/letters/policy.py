"""How letters are sent, as it stands on each letter's class: by whom, how often, in which lane."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, Literal, TypeAlias

Audience: TypeAlias = Literal["customer", "staff"]
AutoSubmitted: TypeAlias = Literal["", "auto-replied", "auto-generated"]
"""RFC 3834 section 5; empty where a person wrote the letter."""
Frame: TypeAlias = Literal["case", "letter", "notice", "refusal", "person", "staff", "copy"]
"""Names the words around the body: a file `frame/NAME.txt` of each language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCustomer:
    """An automatic answer to a customer. `repeat_after`: the same letter goes to the same reader once in this time."""

    audience: ClassVar[Audience] = "customer"
    automatic: ClassVar[bool] = True
    auto_submitted: ClassVar[AutoSubmitted] = "auto-replied"
    lane: ClassVar[int] = 0
    repeat_after: ClassVar[timedelta | None] = None
    frame: ClassVar[Frame] = "letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToStaff:
    """A letter to the people of the desk; its copies and lists are nobody's answer to a mail."""

    audience: ClassVar[Audience] = "staff"
    automatic: ClassVar[bool] = True
    auto_submitted: ClassVar[AutoSubmitted] = "auto-generated"
    lane: ClassVar[int] = 1
    repeat_after: ClassVar[timedelta | None] = None
    frame: ClassVar[Frame] = "staff"
