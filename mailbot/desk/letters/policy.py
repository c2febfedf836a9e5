"""How letters are sent, as it stands on each class: by whom, how often, in which lane, and whether at night."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar, Literal, TypeAlias

from mailbot.desk.wording import has_salutation

Audience: TypeAlias = Literal["customer", "staff"]
AutoSubmitted: TypeAlias = Literal["", "auto-replied", "auto-generated"]
"""RFC 3834 section 5; empty where a person wrote the letter."""
SendingKind: TypeAlias = Literal["answer", "notice", "urgent", "staff"]
"""What quiet hours ask of a letter (row D11, DECISIONS 24): notices wait for the morning; acknowledgements and people's
answers never do, nor does what is urgent; letters to staff are for whoever plans them to decide.
"""
Frame: TypeAlias = Literal[
    "case", "letter", "report", "notice", "refusal", "person", "staff", "copy", "outage", "announcement", "monthly"
]
"""Names the words around the body: a file `frame/NAME.txt` of each language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCustomer:
    """An automatic answer to a customer. `repeat_after`: the same letter goes to the same reader once in this time."""

    audience: ClassVar[Audience] = "customer"
    automatic: ClassVar[bool] = True
    auto_submitted: ClassVar[AutoSubmitted] = "auto-replied"
    kind: ClassVar[SendingKind] = "answer"
    lane: ClassVar[int] = 0
    repeat_after: ClassVar[timedelta | None] = None
    frame: ClassVar[Frame] = "letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeToCustomer(ToCustomer):
    """What the desk tells a customer of its own accord, as time passes or a case changes; it answers no mail."""

    auto_submitted: ClassVar[AutoSubmitted] = "auto-generated"
    kind: ClassVar[SendingKind] = "notice"
    lane: ClassVar[int] = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class FromDeskOrPerson:
    """A report to a customer that the desk writes, or a person writes or approves (A+P in LETTERS).

    A person's bears no mark of a machine and goes out like an answer. `text` is what they wrote freely, shown whole
    before the facts; `signature` is theirs, in place of the desk's line.
    """

    audience: ClassVar[Audience] = "customer"
    repeat_after: ClassVar[timedelta | None] = None
    frame: ClassVar[Frame] = "report"

    by_person: bool = False
    text: str = ""
    signature: str = ""

    @property
    def automatic(self) -> bool:
        return not self.by_person

    @property
    def greets(self) -> bool:
        """Whether the person wrote a salutation, so that none is put before it."""
        return has_salutation(self.text)

    @property
    def auto_submitted(self) -> AutoSubmitted:
        return "auto-generated" if self.automatic else ""

    @property
    def kind(self) -> SendingKind:
        return "notice" if self.automatic else "answer"

    @property
    def lane(self) -> int:
        return 2 if self.automatic else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ToStaff:
    """A letter to the people of the desk; its copies and lists are nobody's answer to a mail."""

    audience: ClassVar[Audience] = "staff"
    automatic: ClassVar[bool] = True
    auto_submitted: ClassVar[AutoSubmitted] = "auto-generated"
    kind: ClassVar[SendingKind] = "staff"
    lane: ClassVar[int] = 1
    repeat_after: ClassVar[timedelta | None] = None
    frame: ClassVar[Frame] = "staff"
