"""What staff write of a fault in labelled lines of a mail, Japanese and English: read into facts, or told what is
wrong. The language of a label is that of its text, so that one mail may carry both."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from mailbot.desk.accounts import read_labelled
from mailbot.desk.fault_names import folded, names_of, part_of_one, with_colons
from mailbot.desk.fault_times import told_ahead, told_past
from mailbot.desk.faults import FaultEventKind, FaultFacts, Severity
from mailbot.desk.labels import Labels
from mailbot.desk.policy_keys import suggest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mailbot.desk.faults import Fault
    from mailbot.desk.uptime import Service

JA_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "サービス": "services", "対象サービス": "services", "件名": "title", "題名": "title",
        "症状": "symptom", "影響": "scope", "影響範囲": "scope", "影響の範囲": "scope", "程度": "severity",
        "発生": "began", "発生日時": "began", "検知": "detected", "検知日時": "detected",
        "復旧": "recovered", "復旧日時": "recovered", "原因": "cause", "対処": "remedy", "対処内容": "remedy",
        "再発防止": "prevention", "再発防止策": "prevention", "回避策": "workaround",
        "お願い": "action", "お客様へのお願い": "action", "次報": "next_news", "次回のお知らせ": "next_news",
        "外部要因": "outside_control", "関連": "cases", "関連する件": "cases",
        "状況": "text", "現在の状況": "text", "本文": "text",
    }
)  # fmt: skip
EN_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "service": "services", "services": "services", "title": "title", "symptom": "symptom",
        "scope": "scope", "impact": "scope", "severity": "severity", "since": "began", "began": "began",
        "detected": "detected", "recovered": "recovered", "cause": "cause", "remedy": "remedy",
        "prevention": "prevention", "workaround": "workaround", "action": "action", "next": "next_news",
        "next news": "next_news", "outside control": "outside_control",
        "cases": "cases", "related": "cases", "status": "text", "text": "text",
    }
)  # fmt: skip
LABELS: Mapping[str, str] = MappingProxyType(
    {label: f"{key}:ja" for label, key in JA_LABELS.items()} | {label: f"{key}:en" for label, key in EN_LABELS.items()}
)
SEVERITIES: Mapping[str, Severity] = MappingProxyType(
    {
        "停止": Severity.STOPPED, "全面停止": Severity.STOPPED, "stopped": Severity.STOPPED, "down": Severity.STOPPED,
        "一部停止": Severity.PARTIAL, "一部": Severity.PARTIAL, "partial": Severity.PARTIAL,
        "低下": Severity.DEGRADED, "性能低下": Severity.DEGRADED, "遅延": Severity.DEGRADED,
        "degraded": Severity.DEGRADED, "slow": Severity.DEGRADED,
    }
)  # fmt: skip
ANSWERS: Mapping[str, bool] = MappingProxyType(
    {"はい": True, "あり": True, "yes": True, "true": True, "いいえ": False, "なし": False, "no": False, "false": False}
)
PAST = ("began", "detected", "recovered")
NEEDED: Mapping[FaultEventKind, tuple[str, ...]] = MappingProxyType(
    {
        FaultEventKind.DECLARED: ("services", "symptom", "began", "next_news"),
        FaultEventKind.UPDATED: ("text", "next_news"),
        FaultEventKind.RECOVERED: ("recovered",),
        FaultEventKind.RELAPSED: ("next_news",),
    }
)
"""What must be told, at that event or before it, so that nobody is left without the time of the next news (F3)."""
LONG_AGO = timedelta(days=180)
_YEAR = re.compile(r"\d{4}")
_APART = re.compile(r"[、,，;；\n]|\s+(?:and|と)\s+")


class Wrong(enum.StrEnum):
    """What is wrong with a line, or with the whole."""

    NO_TIME = "no-time"
    NOT_PAST = "not-past"
    NOT_AHEAD = "not-ahead"
    NO_SERVICE = "no-service"
    NO_SEVERITY = "no-severity"
    NO_ANSWER = "no-answer"
    MISSING = "missing"
    ORDER = "order"
    OVERLAP = "overlap"


def _pair(ja: str, en: str) -> Labels:
    return MappingProxyType({"ja": ja, "en": en})


WORDS: Mapping[Wrong, Labels] = MappingProxyType(
    {
        Wrong.NO_TIME: _pair(
            "「11/22 10:15」のように日付と時刻を書いてください", "write day and time, as in 22 Nov 10:15"
        ),
        Wrong.NOT_PAST: _pair("過ぎた日時ではありません", "is a time that has not come yet"),
        Wrong.NOT_AHEAD: _pair("これから来る日時を書いてください", "must be a time still to come"),
        Wrong.NO_SERVICE: _pair("登録されていないサービスです", "is no service that is registered"),
        Wrong.NO_SEVERITY: _pair(
            "停止・一部停止・低下のどれかを書いてください", "must be stopped, partial or degraded"
        ),
        Wrong.NO_ANSWER: _pair("「はい」か「いいえ」を書いてください", "must be yes or no"),
        Wrong.MISSING: _pair("この行が必要です", "is needed"),
        Wrong.ORDER: _pair("復旧は発生より後です", "it recovered before it began"),
        Wrong.OVERLAP: _pair("前回の復旧より後の日時を書いてください", "must be after it recovered the time before"),
    }
)
LABEL_OF: Mapping[str, Labels] = MappingProxyType(
    {
        key: MappingProxyType({"ja": ja, "en": next(label for label, known in EN_LABELS.items() if known == key)})
        for ja, key in reversed(tuple(JA_LABELS.items()))
    }
)
"""The label to name when something is wrong with a field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing to mend before anything is done: the field, what was written there, and what is near it."""

    wrong: Wrong
    field: str
    written: str = ""
    hint: str = ""

    def words(self, language: str) -> str:
        """A line for the receipt, like `発生「きのう」：日付と時刻を…`."""
        label, says = LABEL_OF[self.field], WORDS[self.wrong]
        if language == "ja":
            quoted = f"「{self.written}」" if self.written else ""
            return f"{label['ja']}{quoted}：{says['ja']}{self.hint}"
        quoted = f' "{self.written}"' if self.written else ""
        return f"{label['en']}{quoted}: {says['en']}{self.hint}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultReading:
    """What a mail says of a fault; with troubles nothing of it is to be done.

    `rest` is text under no label, `case_numbers` are the cases named to be linked, as they were written.
    """

    facts: FaultFacts
    case_numbers: tuple[str, ...] = ()
    rest: str = ""
    troubles: tuple[Trouble, ...] = ()


def read_fault_lines(
    text: str, *, now: datetime, zone: tzinfo, services: Mapping[str, Service], language: str = "ja"
) -> FaultReading:
    """The facts of labelled lines. Text under no label is the news, in this language, unless a label gave it.

    Services go by key or by title. Times without an offset are of `zone`; ISO 8601 with an offset is understood.
    """
    labelled = read_labelled(with_colons(text, JA_LABELS), LABELS)
    reading = _Reading(now, zone, services)
    for place, value in labelled.fields.items():
        key, _, spoken = place.partition(":")
        reading.take(key, spoken, value)
    if labelled.rest:
        reading.texts.setdefault("text", {}).setdefault(language, labelled.rest)
    return FaultReading(
        facts=reading.facts(),
        case_numbers=reading.cases,
        rest=labelled.rest,
        troubles=tuple(reading.troubles),
    )


class _Reading:
    """The fields of one mail while they are read."""

    def __init__(self, now: datetime, zone: tzinfo, services: Mapping[str, Service]) -> None:
        self.now, self.zone, self.services = now, zone, services
        self.values: dict[str, Any] = {}
        self.texts: dict[str, dict[str, str]] = {}
        self.troubles: list[Trouble] = []
        self.cases: tuple[str, ...] = ()

    def facts(self) -> FaultFacts:
        texts: dict[str, Any] = {key: MappingProxyType(by_language) for key, by_language in self.texts.items()}
        return FaultFacts(**self.values, **texts)

    def take(self, key: str, language: str, value: str) -> None:
        if key in PAST or key == "next_news":
            self._keep(key, value, self._time(key, value), Wrong.NO_TIME)
        elif key == "services":
            self._services(value)
        elif key == "cases":
            self.cases = tuple(part.strip() for part in _APART.split(value) if part.strip())
        elif key == "severity":
            self._keep(key, value, SEVERITIES.get(folded(value)), Wrong.NO_SEVERITY)
        elif key == "outside_control":
            self._keep(key, value, ANSWERS.get(folded(value)), Wrong.NO_ANSWER)
        else:
            self.texts.setdefault(key, {})[language] = value

    def _keep(self, key: str, written: str, meant: object, wrong: Wrong) -> None:
        if meant is None:
            self.troubles.append(Trouble(wrong=wrong, field=key, written=written))
        else:
            self.values[key] = meant

    def _time(self, key: str, value: str) -> datetime | None:
        if key in PAST:
            at = told_past(value, self.now, self.zone)
            return self._unless(
                Wrong.NOT_PAST, key, value, at, is_wrong=at is not None and not self._is_past(at, value)
            )
        at = told_ahead(value, self.now, self.zone)
        return self._unless(Wrong.NOT_AHEAD, key, value, at, is_wrong=at is not None and at <= self.now)

    def _is_past(self, at: datetime, written: str) -> bool:
        """A day without a year that would lie long ago is one to come, and a slip."""
        return at <= self.now and (_YEAR.search(written) is not None or self.now - at <= LONG_AGO)

    def _unless(self, wrong: Wrong, key: str, written: str, at: datetime | None, *, is_wrong: bool) -> datetime | None:
        if is_wrong:
            self.troubles.append(Trouble(wrong=wrong, field=key, written=written))
        return at

    def _services(self, value: str) -> None:
        known = names_of(self.services.values())
        found: dict[str, None] = dict.fromkeys(self.values.get("services", ()))
        whole = known.get(folded(value))
        for written in [value] if whole else [part.strip() for part in _APART.split(value) if part.strip()]:
            service = known.get(folded(written)) or part_of_one(folded(written), known)
            if service is None:
                hint = suggest(written, self.services)
                self.troubles.append(Trouble(wrong=Wrong.NO_SERVICE, field="services", written=written, hint=hint))
            else:
                found[service] = None
        self.values["services"] = tuple(found)


def troubles_with(kind: FaultEventKind, facts: FaultFacts, fault: Fault | None = None) -> tuple[Trouble, ...]:
    """What is missing or contradicts itself if this happens to the fault now (None: it is only being declared)."""
    missing = [
        Trouble(wrong=Wrong.MISSING, field=key)
        for key in NEEDED.get(kind, ())
        if not getattr(facts, key) and not _goes_without(kind, key, facts, fault)
    ]
    return (*missing, *_wrong_order(kind, facts, fault))


def _goes_without(kind: FaultEventKind, key: str, facts: FaultFacts, fault: Fault | None) -> bool:
    match kind:
        case FaultEventKind.DECLARED:
            return key == "symptom" and bool(facts.title)
        case FaultEventKind.RECOVERED:
            return fault is not None and fault.recovered is not None
        case FaultEventKind.RELAPSED:
            return facts.recovered is not None
        case _:
            return False


def _wrong_order(kind: FaultEventKind, facts: FaultFacts, fault: Fault | None) -> Iterator[Trouble]:
    """What is told of a time corrects the last one, and a relapse is a time of its own."""
    again = kind is FaultEventKind.RELAPSED
    last = fault.times[-1] if fault and not again else None
    began = facts.began or (last.began if last else None)
    recovered = facts.recovered or (last.recovered if last else None)
    if recovered and began and recovered < began:
        yield Trouble(wrong=Wrong.ORDER, field="recovered", written=recovered.isoformat())
    before = fault.times[-2].recovered if fault and not again and len(fault.times) > 1 else None
    if facts.began and before and facts.began < before:
        yield Trouble(wrong=Wrong.OVERLAP, field="began", written=facts.began.isoformat())


def with_default_times(facts: FaultFacts, kind: FaultEventKind, at: datetime) -> FaultFacts:
    """A recovery without its time is one that happens now."""
    return replace(facts, recovered=at) if kind is FaultEventKind.RECOVERED and facts.recovered is None else facts
