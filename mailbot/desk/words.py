"""The desk's own keys in words, in both languages: states, reasons, refusals."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.cases import Status
from mailbot.desk.contact_words import CONTACT_REFUSALS
from mailbot.desk.decision import Reason
from mailbot.desk.desk_words import DESK_REFUSALS
from mailbot.desk.fault_words import FAULT_REFUSALS
from mailbot.desk.guard_words import GUARD_HELD, GUARD_REFUSALS
from mailbot.desk.matter_words import MATTER_REFUSALS
from mailbot.desk.units_words import UNITS_REFUSALS

if TYPE_CHECKING:
    from collections.abc import Mapping


def _said(ja: str, en: str) -> Mapping[str, str]:
    return MappingProxyType({"ja": ja, "en": en})


STATUS_WORDS: Mapping[Status, Mapping[str, str]] = {
    Status.NEW: _said("新規", "new"),
    Status.OPEN: _said("対応中", "open"),
    Status.ANSWERED: _said("回答済み", "answered"),
    Status.WAITING: _said("お客様の返信待ち", "waiting for the customer"),
    Status.RESOLVED: _said("解決済み", "resolved"),
    Status.CLOSED: _said("終了", "closed"),
    Status.MERGED: _said("統合済み", "merged"),
}

SEVERAL_CONTRACTS = _said("この連絡者には複数の契約があります", "this contact has several contracts")
RULES_SKIPPED = _said("ポリシーにない値の規則を飛ばしました", "rules with values unknown to the policy were skipped")
LOOPING = _said(
    "当窓口の自動送信メールへの返信が続いているため、受付のお知らせは送っていません",
    "the sender's mails have been nothing but answers to our letters, so no acknowledgement was sent",
)
UNWRITABLE = _said(
    "次のアドレスにはメールを送れないため、参加者に加えていません",
    "these addresses cannot be written to and were left out",
)
UNREACHED = _said("次のアドレスには受付のお知らせを送れませんでした", "no acknowledgement could be written to")
OUT_OF_SCOPE_HINT = _said(
    "この区分は契約の対象外です。1行目に #対象外、続けてご案内先を書いて返信すると、"
    "対象外であることとともにお客様に送られます",
    "the contract does not cover this category: reply with #out-of-scope in the first line and where to ask instead"
    " below it",
)
STORM = _said(
    "この差出人から短い間に多くのメールが届いているため、しばらく写しを送りません。続きは件の履歴で確認してください",
    "this sender writes so often that no further copies are sent for a while: see the case's history for the rest",
)

NOT_SENT_WORDS = _said(
    "指示のみのメールのため。時刻や状態の変更は、必要に応じて窓口から自動でお知らせします",
    "the mail held commands only; the desk itself tells of changed times and states where needed",
)

INTAKE_ADVICE = _said(
    "サーバーの状態と設定を確認してください（mailbot check --connect）。"
    "届いたメールはサーバーに残っており、復旧すると取り込みます",
    "look at the server and at the configuration (mailbot check --connect); mail waits on the server and is taken in"
    " as soon as that works again",
)

HELD_WORDS: Mapping[Reason, Mapping[str, str]] = {
    Reason.UNPROVEN: _said("差出人を確認できません", "the sender is not proven"),
    Reason.UNPROVEN_STAFF: _said("担当者を名乗っていますが確認できません", "says it is from staff, not proven"),
    Reason.STAFF_LEFT: _said("退任した担当者からです", "from a member of staff who has left"),
    Reason.NOT_OF_CASE: _said("件の関係者ではありません", "the sender does not belong to the case that it names"),
    Reason.CLOSED_CASE: _said("終了した件への、登録窓口以外の方からの連絡です", "on a closed case, not from an opener"),
    Reason.AUTOMATIC: _said("自動送信のメールです", "sent by a machine"),
    Reason.MAILING_LIST: _said("メーリングリスト経由です", "came through a mailing list"),
    Reason.OWN_ADDRESS: _said("当窓口のアドレスを名乗っています", "claims to come from the desk itself"),
    Reason.UNREADABLE: _said("読み取れません", "it could not be read"),
    Reason.TOO_LARGE: _said("大きすぎます", "it is too large"),
    Reason.NO_SENDER: _said("差出人がありません", "it names no sender"),
    Reason.NO_CONTRACT: _said(
        "許可されましたが、差出人を登録した契約がありません。登録してから再度許可してください",
        "let in, but no contract names the sender: register them, then release it again",
    ),
    Reason.CONTRACT_ENDED: _said("契約の期間外です", "the contract is not in force on this day"),
    Reason.NO_UNITS: _said("サポートの残数がありません", "no support units are left for it"),
    Reason.NOT_FOR_CATEGORY: _said(
        "この区分の受付には登録のない方です", "the sender may not open cases of this category"
    ),
    Reason.STRANGER: _said("登録のない差出人です", "the sender is not registered"),
    Reason.FAILED: _said("処理に失敗しました", "handling it failed"),
    **GUARD_HELD,
}

NOT_LET_IN: Mapping[Reason, str] = {
    Reason.UNPROVEN_STAFF: "mail in the name of staff acts for the desk, so nobody can vouch for it; have them write "
    "again from their own account",
    Reason.STAFF_LEFT: "its sender has left; make them active in the configuration, then `held retry` it",
    Reason.OWN_ADDRESS: "it claims to come from the desk itself; drop it",
    Reason.UNREADABLE: "it cannot be read; look at it with `held show --raw` and answer by hand",
    Reason.TOO_LARGE: "only its beginning was taken in; ask the sender for it in another way, and drop it",
    Reason.NO_SENDER: "it names no sender whom a case could belong to; drop it",
    Reason.CONTRACT_ENDED: "the contract is not in force; mend its dates, then `held retry` it",
    Reason.NOT_FOR_CATEGORY: "its sender may not open cases of this category; mend the contract, then `held retry` it",
    Reason.CLOSED_CASE: "its case has ended; register its sender with the contract, then `held retry` it",
}
"""Why a held mail would be held again if it were let in, and what helps instead; for the command line."""

JUDGED_ANEW = frozenset({Reason.CONTRACT_ENDED, Reason.NOT_FOR_CATEGORY, Reason.CLOSED_CASE})
"""Of these, what a contract says may have changed since: a word of staff has them judged again, not let in blindly."""

LETTER_WORDS: Mapping[str, Mapping[str, str]] = {
    "": _said("当窓口からのメール", "a mail of the desk"),
    "case-opened": _said("受付のお知らせ", "the acknowledgement"),
    "linked-case": _said("関連する件の受付のお知らせ", "the acknowledgement of a linked case"),
    "staff-answer": _said("担当者の回答", "an answer of staff"),
    "interim-report": _said("中間報告", "an interim report"),
    "late-notice": _said("回答予定の変更のお知らせ", "the notice of a new answer date"),
    "new-reply-by": _said("回答時刻の変更のお知らせ", "the notice of a new reply-by time"),
    "closing-notice": _said("終了予定のお知らせ", "the notice of closing"),
    "closed": _said("終了のお知らせ", "the notice that the case is closed"),
    "resolved": _said("解決のご報告", "the account after resolution"),
    "out-of-scope": _said("対象外のご案内", "the word that a matter is out of scope"),
    "case-split": _said("件を分けたお知らせ", "the notice of a case of its own"),
    "case-merged": _said("件をまとめたお知らせ", "the notice of merged cases"),
    "report-asked": _said("報告のご依頼への返信", "the answer to a wish for a report"),
    "own-cases": _said("お問い合わせの一覧", "the list of cases asked for"),
    "estimate": _said("対応の見込みのお知らせ", "the estimate of what a case costs"),
    "units-balance": _said("サポート残数のお知らせ", "the balance that was asked for"),
    "units-consumed": _said("ご利用分と残数のお知らせ", "the notice of units used and left"),
    "pack-empty": _said("サポート残数がない旨のお知らせ", "the word that no units are left"),
    "pack-low": _said("サポート残数が少ない旨のお知らせ", "the notice of few units left"),
    "renewal": _said("契約更新のご案内", "the renewal notice"),
    "pack-expired": _said("有効期限のお知らせ", "the notice that units have ended"),
    "monthly-report": _said("月次報告", "the monthly report"),
    "contract-expired": _said("契約期限のお知らせ", "the notice that the contract has ended"),
    "outage-start": _said("障害のお知らせ", "the news of an outage"),
    "outage-progress": _said("障害の続報", "further news of an outage"),
    "outage-recovered": _said("復旧のお知らせ", "the news of a recovery"),
    "maintenance": _said("メンテナンスのお知らせ", "the notice of maintenance"),
    "security-warning": _said("セキュリティのご連絡", "a security warning"),
    "closing-days": _said("休業のご案内", "the notice of closing days"),
    "release-note": _said("新版のお知らせ", "the news of a version"),
    "objection-noted": _said("配信停止の控え", "the word that an objection was noted"),
    "refused-stranger": _said("受付できない旨のお知らせ", "a refusal"),
    "refused-colleague": _said("受付方法のお知らせ", "a refusal"),
}


def is_for_staff(letter: str) -> bool:
    """Whether a letter goes to the desk's own people; an answer of staff goes to customers."""
    return letter.startswith("staff-") and letter != "staff-answer"


BOUNCE_WORDS: Mapping[str, Mapping[str, str]] = {
    "permanent": _said("相手のサーバーが受け取りを拒否しました", "the recipient's server refused it"),
    "temporary": _said("配送が遅れています", "its delivery is delayed"),
    "gave-up": _said("再送しましたが届けられませんでした", "it was tried again and again, without success"),
}

NOT_PASSED_WORDS: Mapping[str, Mapping[str, str]] = {
    "dangerous": _said("危険と判断される種類のため、付けていません", "not attached: a dangerous kind"),
    "size": _said("大きいため、付けていません", "not attached: too large"),
}
"""Why a copy for staff does not carry a file of the customer's; the stored mail has it."""

REFUSAL_WORDS: Mapping[str, Mapping[str, str]] = {
    **DESK_REFUSALS,
    **GUARD_REFUSALS,
    **FAULT_REFUSALS,
    "report-gone": _said(
        "この報告はもう承認を待っていません（送信済み、または取りやめ）",
        "this report waits no more: it went, or was given up",
    ),
    "no-case": _said(
        "どの件か分かりません。件のメールに返信するか、件名に受付番号を入れてください",
        "it names no case: reply to a mail of the case, or put its number into the subject",
    ),
    "late-command": _said(
        "指示は、メールの1行目から書いてください。この行より上の文を除いて、もう一度お送りください",
        "commands belong in the first lines of a mail: take away what stands above this one, and send it again",
    ),
    "other-number": _said(
        "返信元の件と、件名の受付番号が異なります", "the number in the subject is not that of the case replied to"
    ),
    "closed": _said("終了した件です", "the case is closed"),
    "short-text": _said(
        "文が短いため、お客様宛てか判断できません。お送りになる場合は、指示の行を除いて返信してください",
        "the text is so short that it may not be meant for the customer; to send it, reply without the command lines",
    ),
    "empty": _said("本文も指示もありません", "there is neither text nor a command"),
    "above-line": _said(
        "写しの「---- この行より上…」の行より上に、文も指示もありません",
        "nothing stands above the line of our copy: write above it",
    ),
    "below-line": _said(
        "写しの下や引用の間に書かれた文は送れません。「---- この行より上…」の行より上に書いてください",
        "words below or between the lines of our copy are not sent: write above the line",
    ),
    "internal": _said(
        "社内用の写しが含まれるため、お客様に送っていません。転送ではなく、返信で行の上に書いてください",
        "it holds our internal copy, so nothing was sent: do not forward, but reply and write above the line",
    ),
    "own-mail": _said(
        "社内用のメールが含まれるため、添付しませんでした", "not attached: it holds an internal mail of this desk"
    ),
    "below-sent": _said("行より下に書かれた文は送っていません", "what stands below the line of our copy was not sent"),
    **UNITS_REFUSALS,
    **CONTACT_REFUSALS,
    "argument": _said("指示に続く語が必要です", "the command needs a word after it"),
    "priority": _said("その優先度はありません", "there is no such priority"),
    "category": _said("その区分はありません", "there is no such category"),
    "staff": _said("その担当者はいないか、一人に決まりません", "no such member of staff, or more than one"),
    "participant": _said(
        "そのアドレスの方は、この件に書いていません", "nobody of that address has written on this case"
    ),
    "forecast": _said(
        "回答できる日時を読み取れません。#見込み 12/3 15:00 のように、これからの日付を書いてください",
        "the time cannot be read: write a date still to come, such as #forecast 12/3 15:00",
    ),
    "unknown": _said(
        "その指示はありません（文として送る場合は、行頭を ## にしてください）",
        "there is no such command; to send the line as text, begin it with ##",
    ),
    "address": _said("このアドレスにはメールを送れません", "nothing can be sent to this address"),
    "dangerous": _said(
        "受け取る側で危険と判断される種類のため、添付しませんでした",
        "not attached: recipients refuse files of this kind",
    ),
    **MATTER_REFUSALS,
}
