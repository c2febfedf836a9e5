"""Why a command about a whole matter, an amount or a telephone call was not run, in both languages."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def _said(ja: str, en: str) -> Mapping[str, str]:
    return MappingProxyType({"ja": ja, "en": en})


MATTER_REFUSALS: Mapping[str, Mapping[str, str]] = {
    "no-levels": _said(
        "この契約には、サービスレベルの定めがありません", "the contract of this case has no service levels"
    ),
    "level": _said("そのサービスレベルはありません", "there is no such service level"),
    "units": _said(
        "単位数を読み取れません。#単位 3 や #単位 0.5 のように、0以上の整数か0.5刻みの数を書いてください",
        "the units cannot be read: write a whole or half number of 0 or more, such as #units 3 or #units 0.5",
    ),
    "time": _said(
        "作業時間を読み取れません。#時間 40分 や #時間 1:30 のように、24時間以内で書いてください",
        "the time cannot be read: write up to 24 hours, such as #time 40m or #time 1:30",
    ),
    "call-time": _said(
        "電話の日時を読み取れません。14:05 や 11/27 14:05 のように、過ぎた日時を書いてください"
        "（件の受付より前と、1か月より前は書けません）",
        "the time of the call cannot be read: write one gone by, such as 14:05 or 11/27 14:05 (not before the case was"
        " received, and not more than a month ago)",
    ),
    "merge-other": _said(
        "まとめる先が分かりません。#統合 INC-000123 のように、同じ契約の別の件の番号を一つ書いてください",
        "it is not clear into which case: name one other case of the same contract, such as #merge INC-000123",
    ),
    "merge-itself": _said(
        "この件そのものの番号です。まとめる先の番号を書いてください", "this is the number of the case itself"
    ),
    "merge-final": _said("まとめる先の件は終了しています", "the case that it would go into has ended"),
    "merge-private": _said(
        "非公開の件は、同じお客様の非公開の件とだけまとめられます",
        "a private case can be merged only with another private case of the same person",
    ),
    "merge-alone": _said(
        "#統合 と同じメールでは実行できません。まとめた先の件で指示してください",
        "it cannot stand in one mail with #merge: write it on the case that goes on",
    ),
    "merge-text": _said(
        "#統合 の下の文は、どの件の回答か決まりません。文を除くか、1行目に #メモ を加えてください",
        "it is not clear which case the text below #merge answers: leave it out, or add #note",
    ),
    "text-of-two": _said(
        "下の文をどの指示で使うか決まりません。別々のメールでお送りください",
        "it is not clear to which command the text below belongs: write them in separate mails",
    ),
    "needs-text": _said(
        "ご案内先の文が必要です。指示の下に、お客様にお伝えする文を書いてください",
        "it needs a text: write below it what the customer is told, such as where to ask instead",
    ),
    "opening-on-case": _said(
        "件の返信からは開けません。受付番号のない新しいメールを、窓口のアドレスに送ってください",
        "it does not open a case from within one: write a new mail to the desk, without a number in its subject",
    ),
    "beside-opening": _said(
        "#代理 と同じメールでは実行できません。開いた件のメールに返信して指示してください",
        "it cannot stand in one mail with #open-for: reply to the mail of the new case",
    ),
    "not-opener": _said(
        "そのアドレスの方は、件を開ける方として登録されていません",
        "nobody of that address is registered to open cases",
    ),
    "which-contract": _said(
        "契約が一つに決まりません。アドレスの後に契約の番号を書いてください",
        "it is not clear on which contract: write its id after the address",
    ),
    "contract-ended": _said("その契約は期間外です", "the contract is not in force on that day"),
    "no-matter": _said(
        "内容がありません。件名か、指示の下の文に書いてください",
        "it does not say what about: write it in the subject, or below the command",
    ),
}
