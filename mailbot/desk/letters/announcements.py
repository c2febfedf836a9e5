"""The letters to many at once: outages from start to recovery, and what the desk tells of its own accord (F3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import ClassVar, TypeAlias

from mailbot.desk.labels import NO_LABELS, Labels
from mailbot.desk.letters.policy import Frame, NoticeToCustomer, SendingKind, ToCustomer


@dataclass(frozen=True, slots=True, kw_only=True)
class _Announcement(NoticeToCustomer):
    """What every announcement says. `services` are their titles in a sentence, empty for all; `number` is the reader's
    own case, in whose thread it goes; `may_object`: the reader may ask not to be sent more of the kind."""

    frame: ClassVar[Frame] = "announcement"

    services: Labels = field(default_factory=lambda: NO_LABELS)
    title: Labels = field(default_factory=lambda: NO_LABELS)
    text: Labels = field(default_factory=lambda: NO_LABELS)
    what: Labels = field(default_factory=lambda: NO_LABELS)
    action: Labels = field(default_factory=lambda: NO_LABELS)
    number: str = ""
    may_object: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outage(_Announcement):
    """One fault, as it is known at this point; `fault` is its number."""

    kind: ClassVar[SendingKind] = "urgent"
    frame: ClassVar[Frame] = "outage"

    fault: str
    began: datetime
    symptom: Labels = field(default_factory=lambda: NO_LABELS)
    scope: Labels = field(default_factory=lambda: NO_LABELS)
    workaround: Labels = field(default_factory=lambda: NO_LABELS)
    cause: Labels = field(default_factory=lambda: NO_LABELS)
    next_news: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageStart(_Outage):
    """An outage is known: since when, whom it touches, and when there is more news."""

    key: ClassVar[str] = "outage-start"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageProgress(_Outage):
    """The `n`-th report of an outage that goes on; `as_of` is when it was written. `withdrawn`: it was none."""

    key: ClassVar[str] = "outage-progress"

    n: int
    as_of: datetime
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutageRecovered(_Outage):
    """An outage is over after `lasted` in all. Without a cause, `next_news` is when that is reported."""

    key: ClassVar[str] = "outage-recovered"

    recovered: datetime
    lasted: timedelta
    remedy: Labels = field(default_factory=lambda: NO_LABELS)
    prevention: Labels = field(default_factory=lambda: NO_LABELS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintenance(_Announcement):
    """Work ahead in a window; `stops`: the services cannot be used in it. `urgent`: it could not be told earlier.
    `called_off`: it will not be; `was_starts` and `was_ends` are the window of one that was moved."""

    key: ClassVar[str] = "maintenance"

    starts: datetime
    ends: datetime
    stops: bool = False
    urgent: bool = False
    called_off: bool = False
    was_starts: datetime | None = None
    was_ends: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityWarning(_Announcement):
    """A danger, and what the reader does about it until `act_by`."""

    key: ClassVar[str] = "security-warning"
    kind: ClassVar[SendingKind] = "urgent"

    act_by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingDaysNotice(_Announcement):
    """The desk is closed from `first` through `last`; it closes before at `last_close`, and opens again then."""

    key: ClassVar[str] = "closing-days"

    first: date
    last: date
    last_close: datetime
    first_opening: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseNote(_Announcement):
    """A new version, and what it changes for the reader; `starts` is when it is there."""

    key: ClassVar[str] = "release-note"

    version: str
    starts: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionNoted(ToCustomer):
    """The reader gets no more announcements of these kinds; what the contract owes goes on."""

    key: ClassVar[str] = "objection-noted"

    kinds: tuple[Labels, ...]


AnnouncementLetter: TypeAlias = (
    OutageStart
    | OutageProgress
    | OutageRecovered
    | Maintenance
    | SecurityWarning
    | ClosingDaysNotice
    | ReleaseNote
    | ObjectionNoted
)
ANNOUNCEMENTS: tuple[type[AnnouncementLetter], ...] = (
    OutageStart,
    OutageProgress,
    OutageRecovered,
    Maintenance,
    SecurityWarning,
    ClosingDaysNotice,
    ReleaseNote,
    ObjectionNoted,
)
