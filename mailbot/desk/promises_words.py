"""What letters about promises say in words of the desk's own, in both languages: the last event, reasons, drafts."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.cases import EventKind, Status
from mailbot.desk.labels import Labels, label_in
from mailbot.desk.wording import instant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

    from mailbot.desk.cases import Event
    from mailbot.desk.policy import PolicyVersion


def _said(ja: str, en: str) -> Labels:
    return MappingProxyType({"ja": ja, "en": en})


EVENT_WORDS: Mapping[EventKind, Labels] = {
    EventKind.RECEIVED: _said("受付", "received"),
    EventKind.NOTED: _said("内容の確認", "noted"),
    EventKind.STARTED: _said("対応開始", "work began"),
    EventKind.REPLY: _said("回答", "answered"),
    EventKind.REPORT: _said("中間報告", "interim report"),
    EventKind.CUSTOMER_MAIL: _said("お客様からのメール", "mail from the customer"),
    EventKind.RESOLVED: _said("解決", "resolved"),
    EventKind.REOPENED: _said("再開", "reopened"),
    EventKind.PRIORITY: _said("優先度の変更", "priority changed"),
    EventKind.CATEGORY: _said("区分の変更", "category changed"),
    EventKind.LEVEL: _said("サービスレベルの変更", "service level changed"),
    EventKind.POLICY: _said("対応基準の改定", "service terms changed"),
    EventKind.FORECAST: _said("見込みの連絡", "forecast given"),
    EventKind.WAITING: _said("お客様の返信待ち", "waiting for the customer"),
    EventKind.NOTE: _said("社内メモ", "internal note"),
    EventKind.ASSIGNED: _said("担当者の決定", "assigned"),
    EventKind.LATE_TOLD: _said("回答の遅れのご連絡", "the customer was told of the delay"),
    EventKind.CLOSING_TOLD: _said("終了予定のご連絡", "the closing was announced"),
}
"""What people would call an event; the others say nothing about how a matter stands."""

STAFF_LOOKED = _said("ご連絡いただいた内容を担当者が確認したため", "our staff have looked into what you wrote")
TERMS_CHANGED = _said("対応基準の改定があったため", "our service terms have been revised")

AT_WORK: Mapping[Status, Labels] = {
    Status.OPEN: _said("担当者が対応を続けております", "we are working on it"),
    Status.ANSWERED: _said("担当者が対応を続けております", "we are working on it"),
}
"""What a customer may read of the state; of a matter that nobody has begun nothing is said."""

DRAFTS: Mapping[str, str] = MappingProxyType(
    {
        "ja": "現在の状況：引き続き対応しております。\n今後の予定：対応を続け、進み次第ご報告いたします。",
        "en": "Status: We are still working on it.\nNext: We carry on and will report as soon as there is news.",
    }
)
"""An interim report that is true whatever was done; staff send it as it is or put better words in its place."""

_ALERTS = {
    "category": ("区分が「{label}」のため", 'its category is "{label}"'),
    "priority": ("優先度が「{label}」のため", 'its priority is "{label}"'),
}
_BREACH = ("「{label}」の時刻を過ぎたため", 'the time for "{label}" has passed')


def last_event_in_words(events: Sequence[Event], zone: tzinfo, names: Mapping[str, str]) -> Labels:
    """The newest event that tells how a matter stands, with its time and, where staff did it, who."""
    event = next(one for one in reversed(events) if one.kind in EVENT_WORDS or one is events[0])
    words = EVENT_WORDS.get(event.kind, EVENT_WORDS[EventKind.RECEIVED])
    who = names.get(event.by.removeprefix("staff:"), "") if event.by.startswith("staff:") else ""
    japanese, english = (instant(event.at, zone, language) for language in ("ja", "en"))
    return _said(
        f"{japanese} {words['ja']}" + (f"（{who}）" if who else ""),
        f"{english}: {words['en']}" + (f" ({who})" if who else ""),
    )


def why_escalated(why: Sequence[str], version: PolicyVersion, clock: str) -> Labels:
    """Why the person on call is written to."""
    if "breach" in why:
        spec = version.clock(clock)
        labels = {language: spec.label(language) if spec else clock for language in ("ja", "en")}
        return _said(_BREACH[0].format(label=labels["ja"]), _BREACH[1].format(label=labels["en"]))
    reasons = [_alert(one, version) for one in why]
    return _said("、".join(one["ja"] for one in reasons), "; ".join(one["en"] for one in reasons))


def _alert(key: str, version: PolicyVersion) -> Labels:
    axis, _, name = key.partition(":")
    found = version.category(name) if axis == "category" else version.priority(name)
    labels = found.labels if found else {}
    japanese, english = _ALERTS[axis if axis in _ALERTS else "category"]
    return _said(
        japanese.format(label=label_in(labels, "ja", otherwise=name)),
        english.format(label=label_in(labels, "en", otherwise=name)),
    )
