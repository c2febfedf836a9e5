"""What is known of a case when a member of staff writes on it: what waits there, who answered, what may be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mailbot.desk.cases import EventKind
from mailbot.desk.leaks import Inside
from mailbot.desk.phrases import squeezed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from mailbot.desk.cases import Event
    from mailbot.desk.people import Staff

REPEATED_WITHIN = timedelta(hours=1)
"""For how long the same answer counts as sent twice by mistake."""
SHORTEST_REPEAT = 16
UNKNOWN_COPY = timedelta(minutes=10)
"""How far back another's answer counts as unseen where it cannot be told which copy a mail answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAnswer:
    """An answer of staff that waits: its inbox number, why (a `Reason`), and the address that wrote it."""

    inbox_id: int
    reason: str
    sender: str
    received_at: datetime
    let_in_by: str = ""
    """Whose word it had before it was held again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Why a mail was held so far, as the letters about it said (each a `Reason`), and when the last of them was
    written."""

    reasons: frozenset[str] = frozenset()
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherAnswer:
    """A public answer that left, or is about to, since the copy that a mail quotes; `staff` is None where it cannot be
    told who wrote it."""

    staff: Staff | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffAct:
    """What one mail of a member of staff did to its case: the words of its commands, keys of the case before and
    after, and the events that it brought, by their numbers (both ends included; none where `last` < `first`)."""

    inbox_id: int
    case_id: int
    handle: str
    at: datetime
    commands: tuple[str, ...]
    before: Mapping[str, object]
    after: Mapping[str, object]
    first_seq: int
    last_seq: int
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoableAct:
    """The newest act of a writer on a case. `waiting` and `left` count its letters to customers that can and cannot be
    withdrawn; `followed` says that something else has happened on the case since."""

    act: StaffAct
    waiting: int
    left: int
    followed: bool

    @property
    def is_answer(self) -> bool:
        """Whether the mail was an answer to the customer, and not commands alone."""
        return bool(self.waiting + self.left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """All of it, for one mail of `Situation.person` on the case of its thread."""

    inside: Inside = Inside()
    others: tuple[OtherAnswer, ...] = ()
    held: tuple[HeldAnswer, ...] = ()
    newest: UndoableAct | None = None
    """What the writer did last on the case."""
    lately: tuple[str, ...] = ()
    """The texts of the case's public answers, where the writer's newest is of the last hour."""
    told: Told = Told()
    """Of this very mail, where it was held before."""
    meant: int = 0
    """The held answer whose letter the mail replies to, as an inbox number; 0 where it replies to something else."""
    unsent: tuple[str, ...] = ()
    """The handles of the others whose answers are within their delay."""
    acted_by: str = ""
    """The handle of whoever did the last thing on the case that could be taken back."""

    def repeats(self, text: str) -> bool:
        """Whether the same was sent a short while ago; a few words may well be said twice."""
        said = squeezed(text).text
        return len(said) >= SHORTEST_REPEAT and any(squeezed(one).text == said for one in self.lately)


@dataclass(frozen=True, slots=True, kw_only=True)
class CausedLetter:
    """A letter that a mail caused; `waits` says that it has not left and nobody is sending it."""

    letter: str
    recipient: str
    waits: bool
    withdrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWords:
    """The texts of a case's mails with their subjects: what was said publicly, staff's part of it, internal notes."""

    said: tuple[str, ...]
    answered: tuple[str, ...]
    notes: tuple[str, ...]


def standing(events: Sequence[Event]) -> tuple[Event, ...]:
    """The events of a case, all of them in order, without those that were taken back."""
    undone = {place for one in events for place in undone_places(one)}
    return tuple(one for seq, one in enumerate(events, 1) if seq not in undone) if undone else tuple(events)


def undone_places(event: Event) -> range:
    """The places among all events of its case, from 1 on, of those that an undoing takes back; none for any other."""
    first, last = event.facts.get("first"), event.facts.get("last")
    if event.kind is EventKind.UNDONE and isinstance(first, int) and isinstance(last, int):
        return range(first, last + 1)
    return range(0)
