"""The words of what is asked of the desk as a whole: why it was refused, and what the letters about it say."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.decision import Reason
from mailbot.desk.wording import day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


def _said(ja: str, en: str) -> Mapping[str, str]:
    return MappingProxyType({"ja": ja, "en": en})


NOT_LET_IN_WORDS: Mapping[Reason, Mapping[str, str]] = {
    Reason.UNPROVEN_STAFF: _said(
        "担当者を名乗るメールのため、許可では受け付けられません。ご本人のアカウントから送り直してもらってください",
        "it says that it is from staff, so nobody can vouch for it; have them write again from their own account",
    ),
    Reason.STAFF_LEFT: _said(
        "退任した担当者からのメールのため、許可では受け付けられません",
        "it is from a member of staff who has left, and cannot be let in",
    ),
    Reason.OWN_ADDRESS: _said(
        "当窓口のアドレスを名乗るメールのため、許可では受け付けられません。#拒否 で終えてください",
        "it claims to come from the desk itself: end it by #refuse",
    ),
    Reason.UNREADABLE: _said(
        "読み取れないメールのため、受け付けられません。お知らせに添付した元のメールを確認してください",
        "it cannot be read: look at the mail itself, which came with the list",
    ),
    Reason.TOO_LARGE: _said(
        "大きすぎて一部しか受け取っていないため、受け付けられません。別の方法で送ってもらってください",
        "only its beginning was taken in: ask the sender for it in another way",
    ),
    Reason.NO_SENDER: _said(
        "差出人がないため、受け付けられません。#拒否 で終えてください",
        "it names no sender whom a case could belong to: end it by #refuse",
    ),
    Reason.CONTRACT_ENDED: _said(
        "契約の期間外のため、受け付けられません。注文で契約が延びたあとなら、#許可 で受け付けます",
        "the contract is not in force: once an order has renewed it, #accept takes the mail in",
    ),
    Reason.NOT_FOR_CATEGORY: _said(
        "この区分の受付に登録のない方のため、受け付けられません。連絡先の登録のあとなら、#許可 で受け付けます",
        "its sender may not open cases of this category: once they are registered for it, #accept takes the mail in",
    ),
    Reason.CLOSED_CASE: _said(
        "終了した件への連絡のため、受け付けられません。差出人の登録のあとなら、#許可 で受け付けます",
        "its case has ended: once its sender is registered with the contract, #accept takes the mail in",
    ),
}
"""Why a held mail is not let in by a word in a mail."""

DESK_REFUSALS: Mapping[str, Mapping[str, str]] = {
    "list": _said(
        "そのような一覧はありません。自分、保留、期限超過、未担当、待ち、回答済み、またはお客様の名前を続けて書いてください",
        "there is no such list: write mine, held, overdue, unassigned, waiting, answered or a client's name",
    ),
    "search": _said(
        "検索する言葉は、8つまで空白で区切って書いてください",
        "write up to eight words to search for, with spaces between them",
    ),
    "case-number": _said(
        "どの件か分かりません。#表示 INC-000123 のように、受付番号を続けて書いてください",
        "it names no case: write its number, like #show INC-000123",
    ),
    "no-such-case": _said("その番号の件はありません", "there is no case of this number"),
    "mail-number": _said(
        "どの保留のメールか分かりません。番号を続けて書いてください",
        "it does not say which held mail: write its number",
    ),
    "mail-none": _said("保留のメールはありません", "no mail is held"),
    "mail-gone": _said(
        "その番号のメールは保留していません（すでに処理したか、番号が違います）",
        "no mail of this number is held: it was dealt with already, or the number is another one",
    ),
    "mail-many": _said("一度に見られるのは10通までです", "ten held mails can be shown at a time"),
    "mail-twice": _said(
        "同じ番号が2つの指示にあります。どちらか一つにしてください",
        "two commands name the same number: keep one of them",
    ),
    "mail-of-staff": _said(
        "担当者の回答です。お客様に送る場合は #送信、承認待ちの場合は #承認 と書いてください。"
        "送らない場合は、そのままで構いません",
        "it is an answer of staff: write #send to let it go to the customer, or #approve where it waits for approval; "
        "to keep it back, leave it",
    ),
    **{f"mail-{reason}": words for reason, words in NOT_LET_IN_WORDS.items()},
}

HELD_ANSWER = _said("送信を保留している、担当者の回答です", "It is an answer of staff that was held back")
HELD_PROVEN = _said(
    "差出人のドメインは確認できていますが、受け付けていないメールです。依頼に応じる前に、本人か確かめてください",
    "Its sender's domain is proven, but it was not let in: make sure who it is before you do what it asks",
)
HELD_UNPROVEN = _said(
    "差出人を確認できていません。名乗りや依頼をそのまま信じず、リンクや電話番号も使わないでください",
    "It may be a forgery: its sender is not proven. Trust neither the name nor a link or telephone number in it",
)
"""How far a held mail whose text is shown may be believed."""

DANGEROUS_FILE = _said("危険と判断される種類", "a dangerous kind")

OWNER_LEFT = _said(
    "担当者が退任しているため、全員にお送りしています。引き継ぐ場合は #担当 と返信してください",
    "its owner has left, so all of you get this; to take the case over, reply #assign",
)


def owner_away(name: str, until: date) -> Mapping[str, str]:
    """That the owner of a case is on leave, through this day."""
    return _said(
        f"担当の {name} さんは{day(until, 'ja', with_year=False)}まで不在のため、ほかの方にもお送りしています",
        f"its owner {name} is away through {day(until, 'en', with_year=False)}, so the others get this, too",
    )


NOT_SENT_OF_DESK = _said(
    "窓口あての指示のため。受け付けたメールは、続けて処理します",
    "the commands were for the desk itself; a mail that was let in is dealt with next",
)
