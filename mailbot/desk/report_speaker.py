"""Speaks of one report in one language: its words for keys, times, lengths and states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mailbot.desk import wording
from mailbot.desk.cases import Status
from mailbot.desk.labels import CLOCK_LABELS, NO_LABELS, Labels, label_in
from mailbot.desk.report_words import MONTHS, say
from mailbot.desk.words import STATUS_WORDS

if TYPE_CHECKING:
    from mailbot.desk.reports import Report

SECONDS_A_MINUTE = 60


def month_in_words(month: date, language: str) -> str:
    """`2026年11月`, `November 2026`."""
    return say("month", language, year=month.year, number=month.month, name=MONTHS[month.month - 1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Speaks of one report in one language; times are those of the report's zone."""

    report: Report
    language: str
    zone: ZoneInfo = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "zone", ZoneInfo(self.report.period.tz))

    def say(self, key: str, **words: object) -> str:
        return say(key, self.language, **words)

    def label(self, labels: Mapping[str, Labels], key: str) -> str:
        return label_in(labels.get(key, NO_LABELS), self.language, otherwise=key)

    def clock(self, key: str) -> str:
        known = self.report.labels.clocks.get(key) or CLOCK_LABELS.get(key, NO_LABELS)
        return label_in(known, self.language, otherwise=key)

    def service(self, key: str) -> str:
        return self.label(self.report.labels.services, key)

    def text(self, labels: Labels) -> tuple[str, ...]:
        words = label_in(labels, self.language, otherwise="")
        return tuple(words.splitlines())

    def at(self, when: datetime | None) -> str:
        return self.say("nothing") if when is None else wording.instant(when, self.zone, self.language)

    def day(self, when: date | datetime | None) -> str:
        if when is None:
            return self.say("nothing")
        local = when.astimezone(self.zone).date() if isinstance(when, datetime) else when
        return wording.day(local, self.language)

    def length(self, minutes: float | None) -> str:
        if minutes is None:
            return self.say("nothing")
        return wording.duration(timedelta(minutes=minutes), self.language)

    def short_length(self, minutes: float) -> str:
        """Down to the second where it is less than a minute, so that what was late is never late by nothing."""
        seconds = round(minutes * SECONDS_A_MINUTE)
        if not 0 < seconds < SECONDS_A_MINUTE:
            return self.length(minutes)
        return self.say("second" if seconds == 1 else "seconds", count=seconds)

    def state(self, status: str) -> str:
        return label_in(STATUS_WORDS[Status(status)], self.language, otherwise=status)


def percent(part: int, whole: int) -> str:
    """A share in percent, cut and not rounded to one decimal; empty of nothing."""
    return f"{part * 1000 // whole / 10:.1f}%" if whole else ""
