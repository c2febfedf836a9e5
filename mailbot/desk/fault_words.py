"""Faults and announcements in words, both languages: kinds, states, why something was refused, and the spellings that
staff may write."""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.announcements import Announcement, AnnouncementKind, Change
from mailbot.desk.announcing import AnnouncementState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mailbot.desk.labels import Labels

_NUMBER = re.compile(r"(?<![A-Za-z0-9])FLT-?(\d{1,9})(?!\d)", re.IGNORECASE)


def _said(ja: str, en: str) -> Labels:
    return MappingProxyType({"ja": ja, "en": en})


KIND_WORDS: Mapping[AnnouncementKind, Labels] = MappingProxyType(
    {
        AnnouncementKind.FAULT: _said("障害のお知らせ", "outage"),
        AnnouncementKind.PROGRESS: _said("障害の続報", "progress of an outage"),
        AnnouncementKind.RECOVERY: _said("復旧のお知らせ", "recovery"),
        AnnouncementKind.MAINTENANCE: _said("メンテナンスのお知らせ", "maintenance"),
        AnnouncementKind.SECURITY: _said("セキュリティのご連絡", "security warning"),
        AnnouncementKind.VERSION: _said("新版のお知らせ", "new versions"),
        AnnouncementKind.CLOSING: _said("休業のご案内", "closing days"),
    }
)
KIND_SPELLINGS: Mapping[str, AnnouncementKind] = MappingProxyType(
    {
        "メンテナンス": AnnouncementKind.MAINTENANCE,
        "保守": AnnouncementKind.MAINTENANCE,
        "maintenance": AnnouncementKind.MAINTENANCE,
        "セキュリティ": AnnouncementKind.SECURITY,
        "security": AnnouncementKind.SECURITY,
        "新版": AnnouncementKind.VERSION,
        "版": AnnouncementKind.VERSION,
        "version": AnnouncementKind.VERSION,
        "release": AnnouncementKind.VERSION,
        "休業": AnnouncementKind.CLOSING,
        "closing": AnnouncementKind.CLOSING,
    }
)
CHANGE_WORDS: Mapping[Change, Labels] = MappingProxyType(
    {
        Change.MOVED: _said("メンテナンス日時変更のお知らせ", "maintenance at another time"),
        Change.CALLED_OFF: _said("メンテナンス中止のお知らせ", "maintenance called off"),
    }
)
STATE_WORDS: Mapping[AnnouncementState, Labels] = MappingProxyType(
    {
        AnnouncementState.DRAFT: _said("確認待ち", "waits for a word"),
        AnnouncementState.SENDING: _said("送信中", "being sent"),
        AnnouncementState.SENT: _said("配信済み", "handed over"),
        AnnouncementState.DROPPED: _said("取りやめ", "given up"),
        AnnouncementState.REPLACED: _said("差し替え済み", "replaced by a newer one"),
    }
)
OUTCOME_WORDS: Mapping[str, Labels] = MappingProxyType(
    {
        "bounced": _said("送信後に不達", "came back"),
        "refused": _said("相手のサーバーが拒否", "refused"),
        "given-up": _said("再送しても届かず", "given up after many tries"),
        "pending": _said("送信待ち", "pending"),
        "objected": _said("配信停止のご希望", "objected"),
        "unwritable": _said("送れないアドレス", "cannot be written to"),
    }
)
FAULT_REFUSALS: Mapping[str, Labels] = MappingProxyType(
    {
        "fault-number": _said(
            "障害の番号を #障害 FLT-0001 のように続けて書いてください", "write the number of the fault, like FLT-0001"
        ),
        "no-such-fault": _said("その番号の障害はありません", "there is no fault of this number"),
        "fault-not-linked": _said("その障害に関連づけられた件ではありません", "the case is not linked to this fault"),
        "fault-withdrawn": _said("取り下げた障害です", "the fault was withdrawn"),
        "fault-lines": _said(
            "次の行を直して、もう一度お送りください。何も記録していません",
            "nothing was recorded: mend these lines and send it again",
        ),
        "fault-case": _said("関連する件の番号が見つかりません", "a case that it names does not exist"),
        "fault-runs": _said(
            "まだ復旧していない障害です。復旧の日時とともに書いてください",
            "the fault has not recovered: say when it did, in the same mail",
        ),
        "fault-nothing": _said("記録する内容がありません", "it says nothing that could be recorded"),
        "announce-kind": _said(
            "お知らせの種類を続けて書いてください（メンテナンス、セキュリティ、新版、休業）",
            "write what kind it is: maintenance, security, version or closing",
        ),
        "announce-lines": _said(
            "次の行を直して、もう一度お送りください。何も預かっていません",
            "nothing was kept: mend these lines and send it again",
        ),
        "announce-no-window": _said(
            "送信済みで、終わっていないメンテナンスの番号を書いてください（例：#告知 中止 12、#告知 変更 12）",
            "name a maintenance that was announced and is not over, like #announce cancel 12 or #announce move 12",
        ),
        "announce-begun": _said(
            "すでに始まっているか、実際の時間が記録されているため、中止や変更はできません。#告知 実績 で実際の開始と"
            "終了を（止まらなかった場合は「停止：いいえ」と）お知らせください",
            "it has begun, or its real times were noted, so it can be neither called off nor moved: write its real "
            "times with #announce actual, or `stops: no` if nothing stopped",
        ),
        "announce-no-stop": _said(
            "送信済みのメンテナンスの番号を書いてください（例：#告知 実績 12）",
            "name a maintenance that was announced and not called off, like #announce actual 12",
        ),
        "announce-gone": _said(
            "確認待ちのお知らせではありません（すでに送ったか、差し替えたか、取りやめました）",
            "no announcement waits under this number: it was sent, replaced or given up",
        ),
        "announce-own": _said("自分のお知らせは承認できません", "nobody approves an announcement of their own"),
        "announce-approval": _said(
            "承認が必要なお知らせです。ほかの担当者が #承認 と返信すると送られます。夜間などでほかに誰もいないときは、"
            "電話で承認をご依頼ください",
            "it needs approval: it is sent when another member replies #approve; if nobody is there, call somebody",
        ),
    }
)
RELATED_TO_FAULT = _said("障害に関連づけました", "it was linked to the fault")


def words_of(announcement: Announcement) -> Labels:
    """What kind of announcement it is."""
    return CHANGE_WORDS[announcement.change] if announcement.change else KIND_WORDS[announcement.kind]


def fault_numbers(text: str) -> tuple[str, ...]:
    """The numbers of faults in a text, each once, as the desk spells them: `FLT-0001`."""
    found = _NUMBER.findall(unicodedata.normalize("NFKC", text))
    return tuple(dict.fromkeys(f"FLT-{int(one):04d}" for one in found))


def announcement_number(argument: str) -> int:
    """The number of an announcement in `12`, `告知12` or `status 12`; 0 without one."""
    found = re.findall(r"\d{1,9}", unicodedata.normalize("NFKC", argument))
    return int(found[0]) if len(found) == 1 else 0


def announcement_kind(argument: str) -> AnnouncementKind | None:
    """The kind of announcement that an argument names."""
    words = unicodedata.normalize("NFKC", argument).casefold().split()
    return next((KIND_SPELLINGS[word] for word in words if word in KIND_SPELLINGS), None)


def asks_for_status(argument: str) -> bool:
    """Whether an argument asks how an announcement went."""
    said = unicodedata.normalize("NFKC", argument).casefold()
    return said.startswith(("状況", "status"))
