"""Changes of contracts as a person reads them before saying yes, in Japanese and English (A8)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from mailbot.desk.contracts import Change, ChangeKind, FieldChange

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEADINGS = {
    "ja": {ChangeKind.ADDED: "追加", ChangeKind.CHANGED: "変更", ChangeKind.REMOVED: "削除"},
    "en": {ChangeKind.ADDED: "added", ChangeKind.CHANGED: "changed", ChangeKind.REMOVED: "removed"},
}
_KEYS = {
    "id": ("契約番号", "contract"),
    "client": ("契約者", "client"),
    "policy": ("ポリシー", "policy"),
    "calendar": ("カレンダー", "calendar"),
    "from": ("開始日", "from"),
    "until": ("終了日", "until"),
    "domains": ("ドメイン", "domains"),
    "services": ("サービス", "services"),
    "products": ("製品", "products"),
    "openers": ("受付対象", "openers"),
    "address": ("専用アドレス", "address"),
    "language": ("言語", "language"),
    "timezone": ("タイムゾーン", "time zone"),
    "default": ("既定の契約", "default"),
    "contacts": ("連絡先", "contact"),
    "terms": ("パック", "terms"),
    "licences": ("ライセンス数", "licences"),
    "prices": ("料金", "prices"),
    "packs": ("ご注文", "order"),
    "declared_in": ("登録元", "declared in"),
    "name": ("氏名", "name"),
    "addresses": ("メールアドレス", "addresses"),
    "roles": ("役割", "roles"),
    "company": ("会社名", "company"),
    "department": ("部署", "department"),
    "title": ("役職", "title"),
    "honorific": ("敬称", "honorific"),
}
_ORDER_KEYS = {
    "units": ("単位数", "units"),
    "ordered_on": ("注文日", "ordered on"),
    "confirmed_on": ("確認日", "confirmed on"),
    "from": ("開始日", "from"),
    "until": ("終了日", "until"),
    "price": ("金額", "price"),
}
_ORDER_KEY = re.compile(rf"(?<=[:,] )(?:{'|'.join(_ORDER_KEYS)})(?= )")
_NONE = {"ja": "なし", "en": "none"}
_NOTHING = {"ja": "契約の変更はありません。", "en": "Nothing changes."}


def in_words(change: Change, language: str) -> tuple[str, ...]:
    """One line for the contract, then one for each value that differs. Any language but `ja` is English."""
    tongue = "ja" if language == "ja" else "en"
    colon = "：" if tongue == "ja" else ": "
    lines = [f"{_HEADINGS[tongue][change.kind]}{colon}{change.contract_id} {change.client}"]
    shown = [one for one in change.fields if change.kind is ChangeKind.CHANGED or one.key not in {"id", "client"}]
    lines += [f"  {_field(one, tongue, whole=change.kind is not ChangeKind.CHANGED)}" for one in shown]
    return tuple(lines)


def all_in_words(changes: Sequence[Change], language: str) -> tuple[str, ...]:
    """Every change, or a sentence that nothing changes."""
    tongue = "ja" if language == "ja" else "en"
    return tuple(line for change in changes for line in in_words(change, tongue)) or (_NOTHING[tongue],)


def _order(line: str, tongue: str) -> str:
    """An order in a line, its keys in the reader's words."""
    place = 0 if tongue == "ja" else 1
    named = _ORDER_KEY.sub(lambda found: _ORDER_KEYS[found[0]][place], line)
    return named.replace(": ", "：", 1).replace(", ", "、") if tongue == "ja" else named


def _field(one: FieldChange, tongue: str, *, whole: bool) -> str:
    colon = "：" if tongue == "ja" else ": "
    label = _KEYS.get(one.key, (one.key, one.key))[0 if tongue == "ja" else 1]
    if one.key == "packs":
        one = replace(one, before=_order(one.before, tongue), after=_order(one.after, tongue))
    if one.key == "contacts":
        added = _HEADINGS[tongue][ChangeKind.ADDED if one.after else ChangeKind.REMOVED]
        sign = "" if whole else (f"{added} " if tongue == "en" else f"{added}・")
        return f"{sign}{label}{colon}{one.after or one.before}"
    if whole:
        return f"{label}{colon}{one.after or one.before}"
    person = (f"{one.contact} — " if tongue == "en" else f"{one.contact} の") if one.contact else ""
    none = _NONE[tongue]
    return f"{person}{label}{colon}{one.before or none} → {one.after or none}"
