"""What the clock asks for on one case: the deeds that are due now, and when to look again. Pure; each deed once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mailbot.desk.hours import NoOpening
from mailbot.desk.promises_customers import closings, late_answers, moved_times, policies
from mailbot.desk.promises_deeds import (
    AnnounceClosing,
    CloseBySilence,
    Deed,
    Escalate,
    FollowPolicy,
    RemindBeforeBreach,
    TellBreach,
    TellLate,
    TellNewTimes,
    WantForecast,
    WantInterim,
)
from mailbot.desk.promises_matter import Matter, released_at
from mailbot.desk.promises_reminders import breaches, escalations, interim_reports, reminders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

__all__ = [
    "AnnounceClosing",
    "CloseBySilence",
    "Deed",
    "Escalate",
    "FollowPolicy",
    "Matter",
    "RemindBeforeBreach",
    "TellBreach",
    "TellLate",
    "TellNewTimes",
    "WantForecast",
    "WantInterim",
    "due_deeds",
    "pending",
    "released_at",
    "told_of",
    "wakes_next",
]

PROMISES: tuple[Callable[[Matter], Iterator[Deed]], ...] = (
    policies,
    escalations,
    breaches,
    reminders,
    interim_reports,
    late_answers,
    moved_times,
    closings,
)
"""In the order in which what is due together is done."""


def pending(matter: Matter) -> tuple[Deed, ...]:
    """All that the clock will ask for if nothing else happens to the case: what is due, and the next of each kind.

    A closed case asks for nothing. Where a calendar never opens, what would be counted by it is never due.
    """
    if not matter.events or matter.is_closed:
        return ()
    return tuple(deed for promise in PROMISES for deed in _of(promise, matter))


def _of(promise: Callable[[Matter], Iterator[Deed]], matter: Matter) -> Sequence[Deed]:
    try:
        return list(promise(matter))
    except NoOpening:
        return ()


def due_deeds(matter: Matter) -> tuple[Deed, ...]:
    """What is to be done now. A changed policy goes first and alone: all else is reckoned anew under it."""
    due = tuple(deed for deed in pending(matter) if deed.goes <= matter.now)
    changed = tuple(deed for deed in due if isinstance(deed, FollowPolicy))
    return changed or due


def told_of(deeds: Sequence[Deed]) -> tuple[Deed, ...]:
    """Those of which a letter is written: one of a kind, and of what concerns a clock one for each clock, however much
    has gathered meanwhile (after an outage of our own, say). Staff who are asked nothing new need no word of what is
    worse already."""
    kinds = {type(deed) for deed in deeds}
    spoken: dict[tuple[type[Deed], str], Deed] = {}
    for deed in sorted(deeds, key=lambda deed: deed.at):
        spoken.setdefault(_matter_of(deed), deed)
    told = {id(deed) for deed in spoken.values() if not (TellLate in kinds and isinstance(deed, WantForecast))}
    return tuple(deed for deed in deeds if id(deed) in told)


def _matter_of(deed: Deed) -> tuple[type[Deed], str]:
    """What one letter is about: promises that end at the same closing are broken one by one."""
    return type(deed), deed.clock if isinstance(deed, RemindBeforeBreach | TellBreach) else ""


def wakes_next(matter: Matter) -> tuple[datetime, datetime] | None:
    """When to look at the case again, and since when that is wanted; None if nothing ever falls due by itself."""
    first = min(pending(matter), key=lambda deed: (deed.goes, deed.at), default=None)
    return (first.goes, first.at) if first else None
