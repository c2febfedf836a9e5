"""What staff write of an announcement in labelled lines of a mail, read into a value, or told what is wrong. The
language of a label is that of its text, so that one mail carries both."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from mailbot.desk.accounts import read_labelled
from mailbot.desk.announcements import Announcement, AnnouncementKind
from mailbot.desk.announcements_closing import ClosingDays, next_closing
from mailbot.desk.faults_orders import ANSWERS, read_fault_lines
from mailbot.desk.moments import spoken_ahead
from mailbot.desk.policy_keys import as_instant

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo

    from mailbot.desk.hours import Hours
    from mailbot.desk.uptime import Service

JA_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "サービス": "services", "対象サービス": "services", "契約": "contracts", "件名": "title", "題名": "title",
        "開始": "starts", "開始日時": "starts", "終了": "ends", "終了日時": "ends", "提供開始": "starts",
        "内容": "what", "変更点": "what", "影響": "what", "お願い": "action", "お客様へのお願い": "action",
        "期限": "act_by", "本文": "text", "停止": "stops", "除外": "exclude", "緊急": "urgent", "版": "version",
    }
)  # fmt: skip
EN_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "service": "services", "services": "services", "contract": "contracts", "contracts": "contracts",
        "title": "title", "subject": "title", "from": "starts", "start": "starts", "to": "ends", "end": "ends",
        "what": "what", "changes": "what", "affects": "what", "action": "action", "act by": "act_by",
        "text": "text", "stops": "stops", "exclude": "exclude", "urgent": "urgent", "version": "version",
    }
)  # fmt: skip
LABELS: Mapping[str, str] = MappingProxyType(
    {label: f"{key}:ja" for label, key in JA_LABELS.items()} | {label: f"{key}:en" for label, key in EN_LABELS.items()}
)
TIMES = ("starts", "ends", "act_by")
FLAGS = ("stops", "exclude", "urgent")
ONE_LINE = ("title", "version")
"""What follows these in further lines is the text."""
TEXTS = ("title", "what", "action", "text")
NEEDED: Mapping[AnnouncementKind, tuple[str, ...]] = MappingProxyType(
    {
        AnnouncementKind.MAINTENANCE: ("starts", "ends"),
        AnnouncementKind.SECURITY: ("title", "text"),
        AnnouncementKind.VERSION: ("version", "text"),
        AnnouncementKind.CLOSING: (),
    }
)
_WRONG: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "past": ("「12/5 22:00」のように、過ぎた日付と時刻を書いてください", "write a day and time gone by"),
        "far": (
            "お知らせした開始より7日を超えて前です。日付を確かめてください",
            "is more than 7 days before the announced start; check the day",
        ),
        "time": ("「12/5 22:00」のように、これからの日付と時刻を書いてください", "write a day and time still to come"),
        "answer": ("「はい」か「いいえ」を書いてください", "must be yes or no"),
        "missing": ("この行が必要です", "is needed"),
        "order": ("終了は開始より後です", "must be after the start"),
        "closing": ("この先30日に、休業の続く期間がありません", "no closing days lie within the next 30 days"),
        "unknown": ("登録されていません", "is not registered"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """An announcement as it was ordered; with troubles nothing of it is kept. Each trouble is in both languages."""

    announcement: Announcement
    troubles: tuple[Mapping[str, str], ...] = ()
    fields: frozenset[str] = frozenset()
    """What the lines speak of at all."""


def read_announcement_lines(
    text: str,
    kind: AnnouncementKind,
    *,
    now: datetime,
    zone: tzinfo,
    services: Mapping[str, Service],
    hours: Hours | None = None,
    language: str = "ja",
) -> Ordered:
    """The announcement of labelled lines; text under no label is its text, in this language. `hours` is the calendar
    from which closing days are taken."""
    labelled = read_labelled(text, LABELS)
    reading = _Reading(now, zone, services)
    for place, value in labelled.fields.items():
        key, _, spoken = place.partition(":")
        reading.take(key, spoken, value)
    if labelled.rest:
        reading.texts.setdefault("text", {}).setdefault(language, labelled.rest)
    announcement = reading.announcement(kind)
    if kind is AnnouncementKind.CLOSING:
        closing = _closing(hours, now)
        if closing is None:
            reading.wrong("closing", "text")
        announcement = replace(announcement, closing=closing)
    for key in NEEDED[kind]:
        if not getattr(announcement, key) and key not in reading.blamed:
            reading.wrong("missing", key)
    if announcement.starts and announcement.ends and announcement.ends <= announcement.starts:
        reading.wrong("order", "ends")
    spoken_of = frozenset(place.partition(":")[0] for place in labelled.fields)
    return Ordered(announcement=announcement, troubles=tuple(reading.troubles), fields=spoken_of)


def _closing(hours: Hours | None, now: datetime) -> ClosingDays | None:
    return next_closing(hours, hours.local(now).date()) if hours is not None else None


class _Reading:
    """The fields of one mail while they are read."""

    def __init__(self, now: datetime, zone: tzinfo, services: Mapping[str, Service]) -> None:
        self.now, self.zone, self.services = now, zone, services
        self.values: dict[str, Any] = {}
        self.texts: dict[str, dict[str, str]] = {}
        self.troubles: list[Mapping[str, str]] = []
        self.blamed: set[str] = set()

    def announcement(self, kind: AnnouncementKind) -> Announcement:
        texts: dict[str, Any] = {key: MappingProxyType(by_language) for key, by_language in self.texts.items()}
        stops = bool(self.values.pop("stops", False)) or bool(self.values.get("exclude"))
        return Announcement(kind=kind, stops=stops, **self.values, **texts)

    def take(self, key: str, language: str, value: str) -> None:
        if key in TIMES:
            self._keep(key, "time", value, self._time(value))
        elif key in FLAGS:
            self._keep(key, "answer", value, ANSWERS.get(_key(value)))
        elif key == "services":
            self._services(value)
        elif key == "contracts":
            self.values[key] = tuple(one for one in value.replace("、", ",").replace(",", " ").split() if one)
        elif key in ONE_LINE:
            first, _, below = value.partition("\n")
            if below:
                self.texts.setdefault("text", {})[language] = below
            self._one_line(key, language, first)
        elif key in TEXTS:
            self.texts.setdefault(key, {})[language] = value

    def _one_line(self, key: str, language: str, value: str) -> None:
        if key == "title":
            self.texts.setdefault(key, {})[language] = value
        else:
            self.values[key] = value

    def _services(self, value: str) -> None:
        read = read_fault_lines(f"service: {value}", now=self.now, zone=self.zone, services=self.services)
        self.values["services"] = read.facts.services
        for trouble in read.troubles:
            self.wrong("unknown", "services", trouble.written)

    def _time(self, value: str) -> datetime | None:
        at = as_instant(unicodedata.normalize("NFKC", value).strip())
        spoken = None if at else spoken_ahead(value, self.now, self.zone)
        return at or (spoken.on(self.zone) if spoken else None)

    def _keep(self, key: str, wrong: str, written: str, meant: object) -> None:
        if meant is None:
            self.wrong(wrong, key, written)
        else:
            self.values[key] = meant

    def wrong(self, what: str, key: str, written: str = "") -> None:
        """Notes one thing to mend."""
        self.blamed.add(key)
        self.troubles.append(trouble_with(what, key, written))


def trouble_with(what: str, key: str, written: str = "") -> Mapping[str, str]:
    """One thing to mend, in both languages: the label, what was written there, and what it should be."""
    japanese, english = _WRONG[what]
    label = next(label for label, known in JA_LABELS.items() if known == key)
    other = next(label for label, known in EN_LABELS.items() if known == key)
    quoted, cited = (f"「{written}」", f' "{written}"') if written else ("", "")
    return {"ja": f"{label}{quoted}：{japanese}", "en": f"{other}{cited}: {english}"}


def _key(written: str) -> str:
    return unicodedata.normalize("NFKC", written).casefold().strip()
