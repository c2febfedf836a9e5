"""The letter that carries an announcement to its readers: of a fault as it stood at the event that is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from mailbot.desk.announcements import AnnouncementKind, Change
from mailbot.desk.faults import fault_from_events
from mailbot.desk.faults_texts import in_both, texts_of
from mailbot.desk.letters.announcements import (
    ClosingDaysNotice,
    Maintenance,
    OutageProgress,
    OutageRecovered,
    OutageStart,
    ReleaseNote,
    SecurityWarning,
)
from mailbot.desk.wording import listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from mailbot.desk.announcing import AnnouncementDraft
    from mailbot.desk.faults import FaultEvent
    from mailbot.desk.labels import Labels
    from mailbot.desk.letters.announcements import AnnouncementLetter
    from mailbot.desk.uptime import Service


def titles_of(names: Iterable[str], services: Mapping[str, Service]) -> Labels:
    """Services as a sentence names them, in both languages; nothing for none."""
    known = [(name, services.get(name)) for name in names]
    if not known:
        return {}
    return {
        language: listing(tuple(one.title(language) if one else name for name, one in known), language)
        for language in ("ja", "en")
    }


def letter_of(
    draft: AnnouncementDraft,
    services: Mapping[str, Service],
    *,
    events: tuple[FaultEvent, ...] = (),
    now: datetime,
    number: str = "",
) -> AnnouncementLetter:
    """The letter of a draft. `events` are those of its fault, `number` the reader's case in whose thread it goes."""
    told = draft.announcement
    common: dict[str, object] = {
        "services": titles_of(told.services, services),
        "title": told.title,
        "text": told.text,
        "what": told.what,
        "action": told.action,
        "number": number,
        "may_object": not told.is_duty,
    }
    if told.kind.is_of_fault:
        return _of_fault(draft, services, events[: draft.seq] or events, now, common)
    return _ahead(draft, common)


def _ahead(draft: AnnouncementDraft, common: dict[str, object]) -> AnnouncementLetter:
    told = draft.announcement
    match told.kind:
        case AnnouncementKind.MAINTENANCE:
            assert told.starts is not None
            assert told.ends is not None
            window: dict[str, object] = {
                "starts": told.starts,
                "ends": told.ends,
                "stops": told.stops,
                "urgent": told.urgent,
            }
            if told.change:
                window |= {"called_off": told.change is Change.CALLED_OFF}
                window |= {"was_starts": told.was_starts, "was_ends": told.was_ends}
            return Maintenance(**common, **window)  # type: ignore[arg-type]  # the keys and types stand above
        case AnnouncementKind.SECURITY:
            return SecurityWarning(**common, act_by=told.act_by)  # type: ignore[arg-type]  # as above
        case AnnouncementKind.VERSION:
            known = {"version": told.version, "starts": told.starts}
            return ReleaseNote(**common, **known)  # type: ignore[arg-type]  # as above
        case AnnouncementKind.CLOSING:
            days = told.closing
            assert days is not None
            dates = {
                "first": days.first,
                "last": days.last,
                "last_close": days.last_close,
                "first_opening": days.first_opening,
            }
            return ClosingDaysNotice(**common, **dates)  # type: ignore[arg-type]  # as above
        case AnnouncementKind.FAULT | AnnouncementKind.PROGRESS | AnnouncementKind.RECOVERY:
            raise AssertionError("what is told of a fault has letters of its own")
        case _:
            assert_never(told.kind)


def _of_fault(
    draft: AnnouncementDraft,
    services: Mapping[str, Service],
    events: tuple[FaultEvent, ...],
    now: datetime,
    common: dict[str, object],
) -> AnnouncementLetter:
    told = draft.announcement
    fault = fault_from_events(told.fault, events)
    texts = {name: in_both(text) for name, text in texts_of(fault, draft.facts).items()}
    known: dict[str, object] = {
        **common,
        "services": titles_of(fault.services, services),
        **{name: texts[name] for name in ("title", "text", "action", "symptom", "scope", "workaround", "cause")},
        "what": {},
        "fault": fault.number,
        "began": fault.times[-1].began,
        "next_news": fault.next_news,
    }
    if told.kind is AnnouncementKind.RECOVERY:
        assert fault.recovered is not None  # nothing else is a recovery
        over = {
            "recovered": fault.recovered,
            "lasted": fault.lasted(now),
            "remedy": texts["remedy"],
            "prevention": texts["prevention"],
        }
        return OutageRecovered(**known, **over)  # type: ignore[arg-type]  # as above
    if told.kind is AnnouncementKind.PROGRESS:
        progress = {"n": draft.n, "as_of": events[-1].at, "withdrawn": fault.withdrawn}
        return OutageProgress(**known, **progress)  # type: ignore[arg-type]  # as above
    return OutageStart(**known)  # type: ignore[arg-type]  # as above
