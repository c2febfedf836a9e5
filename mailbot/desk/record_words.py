"""What happened to a case, event by event, in words for staff."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.cases import EventKind
from mailbot.desk.promises_words import EVENT_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mailbot.desk.cases import Event
    from mailbot.desk.labels import Labels


def _said(ja: str, en: str) -> Labels:
    return MappingProxyType({"ja": ja, "en": en})


FURTHER_WORDS: Mapping[EventKind, Labels] = {
    EventKind.AUTO_ACK: _said("受付のお知らせの送信", "acknowledged"),
    EventKind.BOUNCE: _said("不達の通知", "a letter did not arrive"),
    EventKind.DUPLICATE: _said("同じメールの再着", "the same mail came again"),
    EventKind.NO_ANSWER: _said("回答不要", "no answer needed"),
    EventKind.CLOSED: _said("終了", "closed"),
    EventKind.AUTO_REPLY: _said("自動応答の着信", "an automatic reply came in"),
    EventKind.UNVERIFIED_MAIL: _said("未確認の差出人からのメール", "mail from an unproven sender"),
    EventKind.PARTICIPANT: _said("参加者の追加", "somebody takes part"),
    EventKind.LINKED: _said("関連づけ", "linked to another case"),
    EventKind.UNLINKED: _said("関連づけの解除", "taken off a fault"),
    EventKind.MERGED: _said("別の件への統合", "merged into another case"),
    EventKind.ABSORBED: _said("別の件の受け入れ", "another case was merged into it"),
    EventKind.OUT_OF_SCOPE: _said("対象外の判断", "out of scope"),
    EventKind.UNITS: _said("単位数の決定", "units were set"),
    EventKind.DEFECT: _said("製品の不具合", "a defect of the product"),
    EventKind.TIME: _said("作業時間の記録", "time was recorded"),
    EventKind.OPENED: _said("受付番号の決定", "opened"),
    EventKind.UNDONE: _said("取り消し", "taken back"),
    EventKind.ESTIMATED: _said("見込みの単位数のお知らせ", "the customer was asked about the cost"),
    EventKind.CONSENTED: _said("単位数の承諾", "the customer agreed to the cost"),
    EventKind.UNASKED: _said("見込みの取り下げ", "the cost needs no consent any more"),
    EventKind.PERMITTED: _said("残数を超える対応の許可", "allowed beyond what was bought"),
    EventKind.MISS_EXPLAINED: _said("期限超過の理由の記録", "a missed time was explained"),
    EventKind.REMINDED: _said("期限前のお知らせ（社内）", "staff were reminded"),
    EventKind.BREACH_TOLD: _said("期限超過のお知らせ（社内）", "staff were told that a time has passed"),
    EventKind.ESCALATED: _said("当番への連絡", "the person on call was alerted"),
    EventKind.FORECAST_WANTED: _said("見込みの確認（社内）", "staff were asked for a forecast"),
    EventKind.INTERIM_WANTED: _said("中間報告の確認（社内）", "staff were asked for an interim report"),
    EventKind.TIMES_TOLD: _said("回答時刻の変更のお知らせ", "the customer was told of new times"),
}
_TOLD = frozenset({EventKind.PRIORITY, EventKind.CATEGORY, EventKind.LEVEL, EventKind.ASSIGNED})


def words_of_event(event: Event, names: Mapping[str, str]) -> Labels:
    """What happened; what it was changed to stands behind it, staff by name. A kind without words is named by key."""
    kind = event.kind.value
    words = EVENT_WORDS.get(event.kind) or FURTHER_WORDS.get(event.kind) or _said(kind, kind)
    to = str(event.facts.get("to", "")) if event.kind in _TOLD else ""
    if not to:
        return words
    shown = names.get(to, to)
    return _said(f"{words['ja']}（{shown}）", f"{words['en']}: {shown}")
