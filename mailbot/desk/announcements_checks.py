"""Whether an announcement goes out in time and says enough: warnings and refusals, with the date by which it had to
go (F3)."""

from __future__ import annotations

import enum
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from mailbot.desk.announcements import AnnouncementKind, Change
from mailbot.desk.faults_orders import LABEL_OF
from mailbot.desk.faults_texts import lacking_in
from mailbot.desk.hours import NoOpening
from mailbot.desk.labels import Labels
from mailbot.desk.uptime import TWO_WEEKS, announce_by
from mailbot.desk.wording import instant, listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import tzinfo

    from mailbot.desk.announcements import Announcement
    from mailbot.desk.hours import Hours

TWO_BUSINESS_DAYS = 2
FARTHEST = 400
"""Days to look back for business days before a calendar counts as one that never opens."""


class Code(enum.StrEnum):
    """What is found."""

    TOO_LATE = "too-late"
    NOT_EXCLUDED = "not-excluded"
    ALREADY_OVER = "already-over"
    HAS_BEGUN = "has-begun"
    NEWS_TIME_PAST = "news-time-past"
    ALREADY_CLOSED = "already-closed"
    NO_TIME_LEFT = "no-time-left"
    OTHER_LANGUAGE = "other-language"
    PARTLY_OTHER = "partly-other"
    NO_REPORT_BY = "no-report-by"
    NOBODY = "nobody"
    SAME_AGAIN = "same-again"


def _pair(ja: str, en: str) -> Labels:
    return MappingProxyType({"ja": ja, "en": en})


LANGUAGE_NAMES: Mapping[str, Labels] = MappingProxyType(
    {"ja": _pair("日本語", "Japanese"), "en": _pair("英語", "English")}
)
WORDS: Mapping[Code, Labels] = MappingProxyType(
    {
        Code.TOO_LATE: _pair(
            "予告は{notice}営業日前までで、期限は {by} でした。緊急の修正の場合は urgent を付けてください",
            "{notice} business days' notice: it had to go by {by}; mark an urgent mend with `urgent`",
        ),
        Code.NOT_EXCLUDED: _pair(
            "{notice}日前の期限（{by}）を過ぎているため、この停止は稼働率から除外されません",
            "this stop will count against availability: to be left out it had to go {notice} days ahead, by {by}",
        ),
        Code.ALREADY_OVER: _pair("期間が過ぎています", "its window has passed"),
        Code.HAS_BEGUN: _pair(
            "すでに始まっているため、中止や変更はできません。実際の時間は #告知 実績 で記録してください",
            "it has begun, so it can be neither called off nor moved; note its real times with #announce actual",
        ),
        Code.NEWS_TIME_PAST: _pair(
            "次のお知らせの時刻 {by} が過ぎています。次報： に新しい時刻を書いてください",
            "the next news is promised for {by}, which has passed; write a new time (`next:`)",
        ),
        Code.ALREADY_CLOSED: _pair(
            "{by} に営業を終えた後の案内になります", "it comes after the desk has closed, at {by}"
        ),
        Code.NO_TIME_LEFT: _pair("お願いの期限 {by} が過ぎています", "what is asked was to be done by {by}"),
        Code.OTHER_LANGUAGE: _pair(
            "{count}名には希望の言語の文がないため、別の言語で送ります",
            "{count} of the receivers will get it in another language than theirs, for it has no text in that",
        ),
        Code.PARTLY_OTHER: _pair(
            "{count}名（{spoken}）には、次の項目を別の言語のまま送ります：{fields}",
            "{count} readers ({spoken}) get these in another language than theirs: {fields}",
        ),
        Code.NO_REPORT_BY: _pair(
            "原因も、原因をご報告する時期も書かれていません（次報：で書けます）",
            "it tells neither the cause nor when the cause will be reported (write `next:`)",
        ),
        Code.SAME_AGAIN: _pair(
            "同じ内容のお知らせ（告知{number}）を {by} に送っています。もう一度送る場合だけ進めてください",
            "the same was sent as announcement {number} at {by}; go on only if it is to be sent again",
        ),
        Code.NOBODY: _pair("宛先がありません", "there is nobody to send it to"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """How long ahead a contract wants to be told: of maintenance in business days, and in days of a planned stop
    that is to be left out of availability (None: none ever is).
    """

    business_days: int = TWO_BUSINESS_DAYS
    exclude_days: int | None = TWO_WEEKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to know before it goes; `refuses` stops it. `by` is when it had to go, or to be done."""

    code: Code
    refuses: bool
    by: datetime | None = None
    notice: int = 0
    count: int = 0
    number: int = 0
    """Of the announcement that said the same."""
    spoken: str = ""
    fields: tuple[str, ...] = ()
    """Of a fault's letter, and the language of those readers."""

    def words(self, language: Literal["ja", "en"], tz: tzinfo) -> str:
        """The finding in a sentence for staff."""
        by = instant(self.by, tz, language) if self.by else ""
        fields = listing(tuple(LABEL_OF[one][language] for one in self.fields), language)
        spoken = LANGUAGE_NAMES.get(self.spoken, {language: self.spoken})[language]
        return WORDS[self.code][language].format(
            by=by, notice=self.notice, count=self.count, number=self.number, fields=fields, spoken=spoken
        )


def check(announcement: Announcement, goes_at: datetime, hours: Hours, notice: Notice | None = None) -> list[Finding]:
    """What is wrong with sending it at that time; `hours` is the calendar that counts business days.

    Maintenance needs its notice unless it is urgent. A stop that is told too late to be left out is refused if it
    was meant to be (`exclude`), else it is a warning.
    """
    wanted = notice or Notice()
    found = [*_times(announcement, goes_at)]
    is_ahead = announcement.kind is AnnouncementKind.MAINTENANCE and announcement.change is not Change.CALLED_OFF
    if is_ahead and announcement.starts is not None and not found:
        found.extend(_notice(announcement, announcement.starts, goes_at, hours, wanted))
    return found


def check_reach(announcement: Announcement, languages: Iterable[str]) -> list[Finding]:
    """What is wrong with those whom it reaches, given the language of each."""
    wanted = list(languages)
    if not wanted:
        return [Finding(code=Code.NOBODY, refuses=True)]
    spoken = announcement.languages
    others = sum(language not in spoken for language in wanted) if spoken else 0
    return [Finding(code=Code.OTHER_LANGUAGE, refuses=False, count=others)] if others else []


def check_fault(
    kind: AnnouncementKind,
    texts: Mapping[str, Labels],
    languages: Iterable[str],
    *,
    report_by: datetime | None,
    now: datetime | None = None,
) -> Iterator[Finding]:
    """What is wrong with the letter of a fault, given the language of each reader: a promise that has passed by `now`
    stops it, another language does not, for the reader is better told in that than not at all."""
    if report_by is not None and now is not None and report_by <= now:
        yield Finding(code=Code.NEWS_TIME_PAST, refuses=True, by=report_by)
    for spoken, count in sorted(Counter(languages).items()):
        if fields := lacking_in(texts, spoken):
            yield Finding(code=Code.PARTLY_OTHER, refuses=False, count=count, spoken=spoken, fields=fields)
    if kind is AnnouncementKind.RECOVERY and not texts.get("cause") and report_by is None:
        yield Finding(code=Code.NO_REPORT_BY, refuses=False)


def maintenance_by(starts: datetime, hours: Hours, business_days: int) -> datetime:
    """The last moment for a notice of so many business days: the close of that business day before the date on
    which the window begins. Raises NoOpening for a calendar without so many.
    """
    day, left = hours.local(starts).date(), business_days
    for _ in range(FARTHEST):
        close = hours.close_of(day)
        if left == 0 and close is not None:
            return min(close, starts)
        day -= timedelta(days=1)
        left -= left > 0 and hours.is_business_day(day)
    raise NoOpening(f"{hours.name} has no {business_days} business days before {starts.isoformat()}")


def _times(announcement: Announcement, goes_at: datetime) -> Iterator[Finding]:
    kind, ends, act_by = announcement.kind, announcement.ends, announcement.act_by
    if kind is AnnouncementKind.MAINTENANCE and ends is not None and ends <= goes_at:
        yield Finding(code=Code.ALREADY_OVER, refuses=True)
    if act_by is not None and act_by <= goes_at:
        yield Finding(code=Code.NO_TIME_LEFT, refuses=True, by=act_by)
    if kind is AnnouncementKind.CLOSING and announcement.closing and announcement.closing.last_close <= goes_at:
        yield Finding(code=Code.ALREADY_CLOSED, refuses=False, by=announcement.closing.last_close)


def _notice(
    announcement: Announcement, starts: datetime, goes_at: datetime, hours: Hours, wanted: Notice
) -> Iterator[Finding]:
    by = maintenance_by(starts, hours, wanted.business_days)
    if goes_at > by and not announcement.urgent:
        yield Finding(code=Code.TOO_LATE, refuses=True, by=by, notice=wanted.business_days)
    if not (announcement.stops or announcement.exclude) or wanted.exclude_days is None:
        return
    before = announce_by(starts, wanted.exclude_days)
    if goes_at > before:
        yield Finding(code=Code.NOT_EXCLUDED, refuses=announcement.exclude, by=before, notice=wanted.exclude_days)
