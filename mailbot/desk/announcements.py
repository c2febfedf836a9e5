"""What the desk tells many at once (F3): the announcement itself, its kinds, and what follows from it for a stop."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from mailbot.desk.labels import NO_LABELS, Labels, label_in
from mailbot.desk.uptime import PlannedStop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mailbot.desk.announcements_closing import ClosingDays
    from mailbot.desk.faults import Fault, FaultFacts
    from mailbot.desk.hours import Pause


class AnnouncementKind(enum.StrEnum):
    """What an announcement is; each has a letter of its own (LETTERS 2)."""

    FAULT = "fault"
    PROGRESS = "progress"
    RECOVERY = "recovery"
    MAINTENANCE = "maintenance"
    SECURITY = "security"
    VERSION = "version"
    CLOSING = "closing"

    @property
    def is_of_fault(self) -> bool:
        return self in {AnnouncementKind.FAULT, AnnouncementKind.PROGRESS, AnnouncementKind.RECOVERY}

    @property
    def is_duty(self) -> bool:
        """Whether the contract owes it, so that nobody is asked if they want it."""
        return self not in {AnnouncementKind.VERSION, AnnouncementKind.CLOSING}

    @property
    def is_pressing(self) -> bool:
        """Whether contacts for emergencies get it as well."""
        return self.is_of_fault or self is AnnouncementKind.SECURITY


class Change(enum.StrEnum):
    """How a maintenance differs from what was told before."""

    MOVED = "moved"
    CALLED_OFF = "called-off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """One announcement, the same for all whom it concerns; texts are by language.

    No `services` means everybody. `starts` and `ends` are the window of a maintenance. `title` completes the
    subject, `text` is the body's own words, `what` says what stops, changes or is affected, `action` what the
    reader does, until `act_by`. `stops`: services are not usable in the window; `exclude`: and that time is to be
    left out of their availability; `urgent`: a mend that cannot wait for the notice. `contracts` narrows to these.
    `duty` None is the kind's own. `about` is the number of the maintenance that this one changes, 0 for none;
    `was_starts` and `was_ends` are the window that was told before.
    """

    kind: AnnouncementKind
    services: tuple[str, ...] = ()
    contracts: tuple[str, ...] = ()
    title: Labels = field(default_factory=lambda: NO_LABELS)
    text: Labels = field(default_factory=lambda: NO_LABELS)
    what: Labels = field(default_factory=lambda: NO_LABELS)
    action: Labels = field(default_factory=lambda: NO_LABELS)
    starts: datetime | None = None
    ends: datetime | None = None
    act_by: datetime | None = None
    stops: bool = False
    exclude: bool = False
    urgent: bool = False
    version: str = ""
    fault: str = ""
    duty: bool | None = None
    closing: ClosingDays | None = None
    about: int = 0
    change: Change | None = None
    was_starts: datetime | None = None
    was_ends: datetime | None = None

    @property
    def is_duty(self) -> bool:
        return self.kind.is_duty if self.duty is None else self.duty

    @property
    def languages(self) -> frozenset[str]:
        """Those in which it can be read: of what it says at all, nothing lacks there."""
        told = [texts for texts in (self.title, self.text, self.what, self.action) if texts]
        return frozenset.intersection(*(frozenset(texts) for texts in told)) if told else frozenset()

    def title_in(self, language: str) -> str:
        return label_in(self.title, language, otherwise="")


def of_fault(fault: Fault, kind: AnnouncementKind, facts: FaultFacts) -> Announcement:
    """The announcement of what happened to a fault; its letter takes all else from the fault itself."""
    return Announcement(
        kind=kind,
        services=fault.services,
        title=fault.title or fault.symptom,
        text=facts.text,
        what=fault.symptom,
        action=fault.action,
        starts=fault.began,
        ends=fault.recovered,
        fault=fault.number,
    )


def planned_stop(
    key: str, announcement: Announcement, *, announced_at: datetime | None, stopped: Pause | None = None
) -> PlannedStop | None:
    """The stop for availability, None for what stops nothing. `announced_at` is when the first mail of it left;
    None where it never did. One that was to stop nothing and did is a stop that nobody was told of.
    """
    if announcement.starts is None or announcement.ends is None or announcement.change is Change.CALLED_OFF:
        return None
    if not (announcement.stops or stopped):
        return None
    return PlannedStop(
        key=key,
        services=announcement.services,
        start=announcement.starts,
        end=announcement.ends,
        announced_at=announced_at if announcement.stops else None,
        stopped=stopped,
    )


def announcement_as_json(announcement: Announcement) -> dict[str, object]:
    """Plain values under the keys of the announcement file, for the store; `read_announcement` reads them again."""
    texts = {name: dict(getattr(announcement, name)) for name in ("title", "text", "what", "action")}
    values: Mapping[str, object] = {
        "kind": announcement.kind.value,
        "services": list(announcement.services),
        "contracts": list(announcement.contracts),
        **texts,
        "from": announcement.starts and announcement.starts.isoformat(),
        "to": announcement.ends and announcement.ends.isoformat(),
        "act_by": announcement.act_by and announcement.act_by.isoformat(),
        "stops": announcement.stops or None,
        "exclude": announcement.exclude or None,
        "urgent": announcement.urgent or None,
        "version": announcement.version,
        "fault": announcement.fault,
        "duty": announcement.duty,
        "closing": announcement.closing and announcement.closing.as_json(),
        "about": announcement.about or None,
        "change": announcement.change and announcement.change.value,
        "was_from": announcement.was_starts and announcement.was_starts.isoformat(),
        "was_to": announcement.was_ends and announcement.was_ends.isoformat(),
    }
    return {key: value for key, value in values.items() if value not in (None, "", [], {})}
