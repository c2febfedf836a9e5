"""Maintenance that was announced and changes: called off, moved to another time, or noted as it really was (F3, F4)."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.accounts import read_labelled
from mailbot.desk.announcement_orders import LABELS, Ordered, trouble_with
from mailbot.desk.announcements import Announcement, Change
from mailbot.desk.fault_times import told_past
from mailbot.desk.faults_orders import ANSWERS
from mailbot.desk.labels import NO_LABELS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, tzinfo

    from mailbot.desk.announcing import KeptAnnouncement
    from mailbot.desk.hours import Pause

CHANGE_SPELLINGS: Mapping[str, Change] = MappingProxyType(
    {
        "中止": Change.CALLED_OFF, "cancel": Change.CALLED_OFF, "cancelled": Change.CALLED_OFF,
        "call-off": Change.CALLED_OFF, "変更": Change.MOVED, "延期": Change.MOVED, "move": Change.MOVED,
        "postpone": Change.MOVED,
    }
)  # fmt: skip
FARTHEST = timedelta(days=7)
"""Before the announced window: a day without a year that would lie farther back is a slip."""
HALF_A_YEAR = timedelta(days=183)
"""A day without a year that would lie farther back than this was meant to be ahead."""
NOTES_STOP = frozenset({"実績", "actual"})
OFFERED: Mapping[Change, Mapping[str, str]] = MappingProxyType(
    {
        Change.MOVED: {"ja": "#告知 変更", "en": "#announce move"},
        Change.CALLED_OFF: {"ja": "#告知 中止", "en": "#announce cancel"},
    }
)
"""How each is written, before the number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """From when to when services really stopped, as a mail says; with troubles nothing is noted. No time at all is a
    stop of no length."""

    start: datetime
    end: datetime
    troubles: tuple[Mapping[str, str], ...] = ()


def occasion_of(root: int) -> str:
    """Under which the changes of an announcement are found."""
    return f"about:{root}"


def change_in(argument: str) -> Change | None:
    """The change that an argument asks for, as in `中止 12`."""
    return next((CHANGE_SPELLINGS[word] for word in _words(argument) if word in CHANGE_SPELLINGS), None)


def notes_stop(argument: str) -> bool:
    """Whether an argument says that the real times follow, as in `実績 12`."""
    return any(word in NOTES_STOP for word in _words(argument))


def _words(argument: str) -> list[str]:
    return unicodedata.normalize("NFKC", argument).casefold().split()


def standing(first: KeptAnnouncement, changes: Sequence[KeptAnnouncement]) -> KeptAnnouncement | None:
    """What holds of a maintenance after these changes, which readers were told, in order; None once it is off."""
    holds: KeptAnnouncement | None = first
    for one in changes:
        holds = one if one.announcement.change is Change.MOVED else None
    return holds


def changed(told: Announcement, root: int, change: Change, found: Ordered) -> Announcement:
    """The announcement of a change: what was told, with what the mail says otherwise."""
    said = found.announcement
    known = replace(
        told, about=root, change=change, was_starts=told.starts, was_ends=told.ends, text=said.text, urgent=said.urgent
    )
    if change is Change.CALLED_OFF:
        return replace(known, stops=False, exclude=False, what=NO_LABELS, action=NO_LABELS, urgent=False)
    return replace(
        known,
        starts=said.starts,
        ends=said.ends,
        title=said.title or told.title,
        what=said.what or told.what,
        action=said.action or told.action,
        stops=said.stops if "stops" in found.fields else told.stops or said.stops,
        exclude=said.exclude if "exclude" in found.fields else told.exclude,
    )


def has_begun(window: Pause, noted: Pause | None, now: datetime) -> bool:
    """Whether a maintenance runs or has run: it can be neither called off nor moved then, only noted as it was."""
    return noted is not None or window[0] <= now


def read_stopped(text: str, told: Pause, *, noted: Pause | None = None, now: datetime, zone: tzinfo) -> Stopped:
    """The real times of a stop; one that is not said is as it was `noted` before, else as it was announced (`told`).
    `停止：いいえ` is no stop at all."""
    start, end = noted if noted and noted[0] < noted[1] else told
    troubles: list[Mapping[str, str]] = []
    fields = read_labelled(text, LABELS).fields
    for place, value in fields.items():
        key = place.partition(":")[0]
        if key == "stops":
            stops = ANSWERS.get(unicodedata.normalize("NFKC", value).casefold().strip())
            troubles += [trouble_with("answer", key, value)] if stops is None else []
            end = start if stops is False else end
        elif key in {"starts", "ends"}:
            at = told_past(value, now, zone)
            if at is None or at > now or told[0] - at > HALF_A_YEAR:
                troubles.append(trouble_with("past", key, value))
            elif at < told[0] - FARTHEST:
                troubles.append(trouble_with("far", key, value))
            start, end = (at or start, end) if key == "starts" else (start, at or end)
    if not any(place.partition(":")[0] in {"starts", "ends", "stops"} for place in fields):
        troubles.append(trouble_with("missing", "starts"))
    if end < start:
        troubles.append(trouble_with("order", "ends"))
    return Stopped(start=start, end=end, troubles=tuple(troubles))
