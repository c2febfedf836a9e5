"""An announcement on its way: how it stands, whom it goes to, and what became of it at each of them. Values only."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from mailbot.desk.announcements import Announcement, AnnouncementKind, Change
from mailbot.desk.announcements_closing import ClosingDays
from mailbot.desk.faults import NOTHING_NEW, FaultFacts
from mailbot.desk.labels import Labels

if TYPE_CHECKING:
    from mailbot.desk.hours import Pause


class AnnouncementState(enum.StrEnum):
    """Nothing leaves of a draft; one that was sent again changed is replaced by the newer one."""

    DRAFT = "draft"
    SENDING = "sending"
    SENT = "sent"
    DROPPED = "dropped"
    REPLACED = "replaced"

    @property
    def is_told(self) -> bool:
        return self in {AnnouncementState.SENDING, AnnouncementState.SENT}


class RowState(enum.StrEnum):
    """One receiver's: `written` has a letter in the outbox, whose own state tells the rest."""

    WAITING = "waiting"
    WRITTEN = "written"
    LEFT_OUT = "left-out"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementDraft:
    """What is drafted: `occasion` is unique for what the desk drafts itself, like `closing:2026-12-29`.

    Of a fault, `seq` is the event that it tells and `facts` what that event said; `n` counts the progress reports.
    `resolves`: with a recovery that is let go, the fault's cases are resolved, save those where more came in after
    `meant_at`, when that was written.
    """

    announcement: Announcement
    by: str
    occasion: str = ""
    seq: int = 0
    n: int = 0
    facts: FaultFacts = NOTHING_NEW
    resolves: bool = False
    meant_at: datetime | None = None

    def says_what(self, other: AnnouncementDraft) -> bool:
        """Whether readers would get the same twice, whoever wrote it and under whatever number of a fault."""
        mine, theirs = (replace(one.announcement, fault="") for one in (self, other))
        return mine == theirs and replace(self.facts, cases=()) == replace(other.facts, cases=())


@dataclass(frozen=True, slots=True, kw_only=True)
class StopNote:
    """From when to when services really stopped, as somebody noted at `at`."""

    at: datetime
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnnouncement:
    """One that is stored. `goes_at` is set when it was let go, by `approved_by`; `stopped` is what was noted of its
    stop, the newest last."""

    id: int
    draft: AnnouncementDraft
    state: AnnouncementState
    at: datetime
    approved_by: str = ""
    goes_at: datetime | None = None
    stopped: tuple[StopNote, ...] = ()

    @property
    def root(self) -> int:
        """The number of the announcement that this one changes, else its own."""
        return self.announcement.about or self.id

    def stopped_by(self, known: datetime | None) -> Pause | None:
        """When the services really stopped, as far as it was noted by then; None where it was not."""
        notes = [one for one in self.stopped if known is None or one.at <= known]
        return (notes[-1].start, notes[-1].end) if notes else None

    @property
    def announcement(self) -> Announcement:
        return self.draft.announcement

    @property
    def cause(self) -> str:
        """What its letters are caused by, so that nobody gets it twice."""
        return f"announcement:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementRow:
    """One receiver: a contact, or who opened the case `case_id`, in whose thread it goes. `cases` are all the cases
    of theirs that are told by it; `contracts` counts those through which it concerns them."""

    position: int
    contract_id: str
    contracts: int
    address: str
    language: str
    timezone: str
    contact_id: int = 0
    case_id: int = 0
    participant_id: int = 0
    cases: tuple[int, ...] = ()
    state: RowState = RowState.WAITING
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementOutcome:
    """What became of it at one receiver: `state` is `sent`, `bounced`, `refused`, `given-up`, `pending` or the reason
    why there is no letter; `words` the server's."""

    contract_id: str
    address: str
    state: str
    at: datetime | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """The announcement that a mail answers, or asks not to be sent more of. `letter` says which kind of mail of ours
    it was; `recipient` whom that had gone to."""

    id: int
    kind: AnnouncementKind
    is_duty: bool
    state: AnnouncementState
    by: str
    letter: str = ""
    recipient: str = ""
    fault: str = ""
    about: int = 0
    """The number of the maintenance that it changes, 0 for none."""
    window: Pause | None = None
    """Of a maintenance that readers were told of: from when to when, after all changes; None once it is off."""
    noted: Pause | None = None
    """From when to when its services really stopped, as far as somebody noted it."""


PENDING, SENT, BOUNCED, REFUSED, GIVEN_UP = "pending", "sent", "bounced", "refused", "given-up"
"""The outcomes of a letter that was written."""


def announcement_from(kept: Mapping[str, Any]) -> Announcement:
    """The announcement as `announcement_as_json` wrote it; nothing is checked again."""
    return Announcement(
        kind=AnnouncementKind(kept["kind"]),
        services=tuple(kept.get("services", ())),
        contracts=tuple(kept.get("contracts", ())),
        title=_labels(kept, "title"),
        text=_labels(kept, "text"),
        what=_labels(kept, "what"),
        action=_labels(kept, "action"),
        starts=_instant(kept, "from"),
        ends=_instant(kept, "to"),
        act_by=_instant(kept, "act_by"),
        stops=bool(kept.get("stops")),
        exclude=bool(kept.get("exclude")),
        urgent=bool(kept.get("urgent")),
        version=kept.get("version", ""),
        fault=kept.get("fault", ""),
        duty=kept.get("duty"),
        closing=_closing(kept.get("closing")),
        about=kept.get("about", 0),
        change=Change(kept["change"]) if kept.get("change") else None,
        was_starts=_instant(kept, "was_from"),
        was_ends=_instant(kept, "was_to"),
    )


def _labels(kept: Mapping[str, Any], key: str) -> Labels:
    return MappingProxyType(dict(kept.get(key, {})))


def _instant(kept: Mapping[str, Any], key: str) -> datetime | None:
    found = kept.get(key)
    return datetime.fromisoformat(found) if found else None


def _closing(kept: Mapping[str, Any] | None) -> ClosingDays | None:
    if kept is None:
        return None
    return ClosingDays(
        first=date.fromisoformat(kept["first"]),
        last=date.fromisoformat(kept["last"]),
        last_close=datetime.fromisoformat(kept["last_close"]),
        first_opening=datetime.fromisoformat(kept["first_opening"]),
    )
