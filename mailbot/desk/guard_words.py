"""The relay guard in words, in both languages: why an answer waits, and why it is not let go or taken back."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.decision import Reason
from mailbot.desk.leaks import Leak, LeakKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def _said(ja: str, en: str) -> Mapping[str, str]:
    return MappingProxyType({"ja": ja, "en": en})


GUARD_HELD: Mapping[Reason, Mapping[str, str]] = {
    Reason.SECOND_ANSWER: _said(
        "同じ件に別の担当者が先に回答しています", "another member of staff has answered the case meanwhile"
    ),
    Reason.LEAK: _said(
        "お客様に出せない内容が含まれている可能性があります", "it may hold what is not for this customer"
    ),
    Reason.FORGOTTEN_FILE: _said(
        "添付に触れていますが、ファイルが付いていません", "it speaks of an attachment, and there is none"
    ),
    Reason.TO_COLLEAGUE: _said(
        "宛先に同僚の方が含まれています（同僚の方への連絡であれば、#取消 と返信してください）",
        "it went to a colleague as well; if it is meant for them alone, reply #undo",
    ),
    Reason.TO_STRANGER: _said(
        "宛先に窓口もお客様もなく、この件の関係者でない方への連絡と思われます（その場合は、#取消 と返信してください）",
        "it is addressed to somebody who is not of the case, and neither to the desk nor to the customer; if it is "
        "meant for them alone, reply #undo",
    ),
    Reason.REPEATED: _said("同じ文の回答を、先ほど送っています", "the same answer has been sent a short while ago"),
    Reason.UNITS_SHORT: _said(
        "残数が足りません（#送信 で、残数を超える対応を認めます）",
        "not enough units are left; #send lets the case go beyond them",
    ),
    Reason.NEEDS_APPROVAL: _said("ほかの担当者の承認を待っています", "it waits for another member's approval"),
}

GUARD_REFUSALS: Mapping[str, Mapping[str, str]] = {
    "alone": _said(
        "この指示は、ほかの指示や文と一緒には使えません。この指示だけを書いて送ってください",
        "this command stands alone: send it without other commands and without a text",
    ),
    "leaks": _said(
        "お客様に出せない内容が含まれている可能性があります。書き直してください",
        "it may hold what is not for this customer: please word it anew",
    ),
    "late-note": _said(
        "社内メモの指示は、1行目に書いてください（文として送る場合は、行頭を ## にしてください）",
        "the command of an internal note belongs in the first line; to send the line as text, begin it with ##",
    ),
    "one-press": _said(
        "リアクション、予定への返答、メッセージの取り消しは、お客様には送られません。回答は、文を書いて返信してください",
        "a reaction, an answer to an invitation or a recalled message is not sent to the customer: write an answer",
    ),
    "none-held": _said("この件に、送信を保留している回答はありません", "no answer is held back on this case"),
    "none-to-approve": _said("この件に、承認を待っているものはありません", "nothing on this case waits for approval"),
    "several-held": _said(
        "該当する回答が複数あります。[ ] の番号を付けてください", "there are several: add one of the numbers in [ ]"
    ),
    "held-number": _said(
        "その番号の回答は、この件にはありません（[ ] が現在の番号です）",
        "no answer of this case has that number; those in [ ] wait",
    ),
    "held-gone": _said(
        "ご返信の回答は、もう保留されていません（[ ] が現在の番号です）",
        "the answer of the letter that you replied to is not held any more; those in [ ] wait",
    ),
    "answer-waits": _said(
        "お客様への回答がまだ送られずに残っています。"
        "先に #送信（承認待ちなら #承認）で送るか、書いた方が #取消 で取りやめてください",
        "an answer to the customer has not left yet: let it go first (#send, #approve), or its writer drops it (#undo)",
    ),
    "closed-held": _said(
        "終了した件のため、保留中の回答は送れません。取りやめる場合は、書いた方が #取消 と返信してください",
        "the case is closed and the held answer cannot be sent; its writer drops it with #undo",
    ),
    "wants-approval": _said(
        "承認が必要な回答です。ほかの担当者が #承認 と返信すると送られます",
        "the answer needs approval: it is sent when another member replies #approve",
    ),
    "own-approval": _said("自分の回答は承認できません", "nobody approves an answer of their own"),
    "undo-nothing": _said(
        "この件に、あなたが取り消せる指示や回答はありません", "there is nothing of yours on this case to take back"
    ),
    "undo-other": _said(
        "ほかの担当者の指示や回答は取り消せません", "what another member did cannot be taken back by you"
    ),
    "undo-twice": _said("すでに取り消しています", "it is taken back already"),
    "undo-left": _said("お客様へのメールはすでに送信しました", "the mail to the customer has left already"),
    "undo-late": _said("取り消せる時間を過ぎています", "the time in which it could be taken back is over"),
    "undo-followed": _said(
        "その後にこの件で別の動きがあったため、取り消せません", "something else has happened on the case since"
    ),
    "undo-lasting": _said(
        "この指示は取り消せません。必要な指示をあらためて送ってください",
        "this command cannot be taken back: send the commands that put it right",
    ),
    "undo-partly": _said(
        "この宛先への送信は始まっているため、取り消せません",
        "the mail to this address is on its way or has left, and cannot be recalled",
    ),
}

RELEASED_WORDS = _said(
    "このメールは送らず、保留していた回答を、書いた担当者の名前で送ります",
    "the answer that was held leaves now, in its writer's name",
)
KEPT_INSIDE_WORDS = _said("社内の記録として残しました", "it was kept as a record inside the desk")
AMONG_COLLEAGUES_WORDS = _said(
    "宛先が同僚の方だけのため、社内メモとして残しました",
    "it is addressed to colleagues alone, so it was kept as an internal note",
)
SENT_DIRECTLY = _said("（直接送信のため、窓口からは送っていません）", " (directly; not sent again by the desk)")
"""Behind the name of whoever stood in To or Cc of an answer."""


def had_words(names: Sequence[str]) -> Mapping[str, str]:
    """That a mail of which the desk sends nothing is in customers' hands all the same."""
    return _said(
        f"あなたのメールは {'、'.join(names)} に直接届いています。取り消せません",
        f"your mail went directly from you to {', '.join(names)}, and cannot be called back",
    )


REPLACED_WORDS = _said("保留中だった前の回答は取りやめました", "your earlier answer that was held is dropped")
OVERTAKEN_WORDS = _said(
    "保留中にお客様からメールが届いたため、件の状態は変えずに対応中のままにしています",
    "the customer has written since this answer was held: the case stays open and its state was not changed",
)
TAKEN_BACK_WORDS = _said("取り消しました", "it was taken back")
DROPPED_WORDS = _said("保留していた回答を取り消しました", "the answer that was held was dropped")

FROM_MAILBOX = _said("共有メールボックスからの送信", "sent from the shared mailbox")

_LEAK_WORDS: Mapping[LeakKind, tuple[str, str]] = {
    LeakKind.INTERNAL: ("社内用の写しの文", "words of our internal copy"),
    LeakKind.NOTE: ("社内メモの文", "a line of an internal note"),
    LeakKind.NUMBER: ("ほかの件の番号", "the number of another case"),
    LeakKind.CLIENT: ("ほかのお客様の名前", "the name of another client"),
    LeakKind.ADDRESS: ("ほかのお客様のアドレス", "an address of another client"),
    LeakKind.DOMAIN: ("ほかのお客様のドメイン", "a domain of another client"),
}


def leak_words(leak: Leak) -> Mapping[str, str]:
    """A leak as staff read it."""
    japanese, english = _LEAK_WORDS[leak.kind]
    return _said(
        f"{japanese}：{leak.found}" if leak.found else japanese,
        f"{english}: {leak.found}" if leak.found else english,
    )
