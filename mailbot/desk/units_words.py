"""The words about units that staff read: why a command cannot run, and what is left."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from mailbot.desk.labels import Labels


def _said(ja: str, en: str) -> Mapping[str, str]:
    return MappingProxyType({"ja": ja, "en": en})


UNITS_REFUSALS: Mapping[str, Mapping[str, str]] = {
    "units-short": _said(
        "残数が足りません。ご注文を待つか、#許可 と書いて残数を超える対応を認めてください",
        "not enough units are left: wait for an order, or write #accept to let the case go beyond them",
    ),
    "units-freed": _said(
        "不具合または統合のため、単位を消費しない件です。改める場合は、先に #取消 と返信してください",
        "the case costs nothing, as a defect or as merged; to change that, take it back by #undo before",
    ),
    "not-counted": _said("単位を数えない契約の件です", "no units are counted on the contract of this case"),
    "no-estimate": _said(
        "お客様の承諾が必要な件ではありません。先に #レベル か #単位 で決めてください",
        "the customer has nothing to agree to: set the cost by #level or #units before",
    ),
    "order-form": _said(
        "注文を読み取れません。#注文 C-1 10 PO-17 のように、契約、単位数、注文番号の順に書いてください",
        "the order cannot be read: write the contract, the units and the number, like #order C-1 10 PO-17",
    ),
    "order-contract": _said("その契約はありません", "there is no such contract"),
    "order-uncounted": _said("単位を数えない契約です", "no units are counted on this contract"),
    "order-wrong": _said("この注文は登録できません", "this order cannot be booked"),
    "order-twice": _said(
        "同じ日の同じ注文が、番号なしで登録済みです。別の注文でしたら、注文番号を付けてください",
        "the same order of this day is booked already without a number: if this is another one, give it a number",
    ),
    "order-known": _said(
        "その注文番号は、別の内容で登録されています",
        "an order of this number stands there already, with other contents",
    ),
}


def order_words(contract_id: str, reference: str, units: int) -> Labels:
    """Under which number an order stands, and how it is taken back."""
    cancel = f"mailbot contract cancel {contract_id} {reference}"
    return _said(
        f"{contract_id} の注文 {reference}（{units}）を登録しました。取り消す場合は {cancel}",
        f"the order {reference} of {contract_id} ({units}) is booked; to cancel it: {cancel}",
    )


def outlives_words(contract_id: str, ends: date | None, until: date | None) -> Labels:
    """That a contract ends before what was ordered for it does, and what to change."""
    wanted = until.isoformat() if until else ""
    return _said(
        f"契約 {contract_id} は {ends} で終わり、注文分はその後お使いいただけません。"
        + (f"設定の until を {wanted} にしてください" if wanted else "設定の until を外してください"),
        f"the contract {contract_id} ends on {ends}, and what was ordered cannot be used after it: "
        + (f"set its until to {wanted}" if wanted else "take its until out"),
    )


def held_words(numbers: Sequence[int]) -> Labels:
    """Which mails were held while nothing was left, the oldest first."""
    accept = f"#許可 {numbers[0]}", f"#accept {numbers[0]}"
    return _said(
        f"残数がなく保留したメール：{'、'.join(map(str, numbers))}（受け付ける場合は {accept[0]}）",
        f"held while no units were left: {', '.join(map(str, numbers))} (to let one in: {accept[1]})",
    )


def left_words(unit: Labels, left: int, *, here: int = 0, asked: int = 0) -> Labels:
    """How many units are left, as the copies for staff say it; `here` are those set aside for the case, `asked` those
    that its customer has not agreed to."""
    english = f"{left} {unit.get('en', 'unit')}{'' if left == 1 else 's'}"
    japanese = f"{left}{unit.get('ja', '単位')}"
    if here:
        japanese, english = f"{japanese}（この件で {here} を確保）", f"{english} ({here} reserved for the case)"
    if asked:
        japanese += f"。見込み {asked} のご承諾待ちです。承諾のお返事でしたら #承諾 と書いてください"
        english += f". The estimate of {asked} awaits a consent: write #consent if this is one"
    return _said(japanese, english)
