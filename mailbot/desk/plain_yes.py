"""Whether a customer's mail is a yes to what they were asked and nothing else: what says more is read by a person."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from mailbot.desk.own_lines import TURNS, Signer, is_signed

if TYPE_CHECKING:
    from collections.abc import Iterable

_ASKED = r"(?:お願い(?:(?:いた|致|申し上げ)?(?:し)?ます|申し上げます|する))"
_KINDLY = (
    rf"(?:(?:どうぞ|何卒|なにとぞ|それでは|では|以上|引き続き|引続き|今後とも)*(?:よろしく|宜しく)(?:{_ASKED}|です)?)"
)
_THIS = r"(?:(?:本件|上記|下記|標記|表記|表題|掲題|首記|左記|こちら|今回)(?:の(?:件|内容))?)"
_QUOTE = r"(?:(?:お|御)?見積(?:も?り)?(?:書)?|お?見込み|内容)"
_ESTIMATE = rf"(?:(?:{_THIS}の|この|その|ご提示の|ご連絡の)?{_QUOTE}(?:の(?:件|内容))?)"
_WHAT = rf"(?:{_ESTIMATE}|{_THIS})"
_WORK = r"(?:ご?(?:対応|作業|調査|実施|進行|手配|着手)(?:の(?:ほど|程|方))?を?)"
_AGREED = (
    r"(?:承諾|了承|同意|承認|受諾)"
    r"(?:です|でございます|する|(?:し|いたし|致し|申し上げ)(?:ます|ました)|させていただきます|させて頂きます)"
)
_GO_ON = rf"(?:{_WORK}?(?:進めて|開始して|始めて)(?:ください|下さい)|{_WORK}(?:{_ASKED}|{_KINDLY}))"
_YES_JA = re.compile(
    rf"(?:はい)?(?:{_WHAT}(?:につきまして|について|に関して|にて|に|を|で)?)?{_AGREED}(?:ので|ため|から)?(?:{_GO_ON}|{_KINDLY}|{_ASKED})?"
    rf"|(?:はい)?(?:{_WHAT}(?:で|にて|のとおり|の通り|どおり|通り))?(?:{_ASKED}|{_GO_ON})"
    rf"|{_THIS}を?(?:{_ASKED}|{_GO_ON})"
    r"|(?:はい)?(?:承諾|了承|同意|承認)|はい|はいどうぞ|(?:はい)?ok(?:です)?"
)
"""A clause that agrees, its spaces taken out; `よろしくお願いします` alone is none, nor is `見積もりをお願いします`."""
_ASKS_JA = re.compile(rf"(?:はい)?(?:{_THIS}を?)?(?:{_ASKED}|{_GO_ON}|{_KINDLY})")
"""A clause that does no more than ask: after `お見積り` alone it asks for a quotation."""
_QUOTED_JA = re.compile(rf"{_ESTIMATE}(?:につきまして|について|に関しまして)?[はを]?")
_TAKEN_JA = re.compile(rf"(?:承知|了解|かしこまり).*|{_YES_JA.pattern}")
"""A clause that takes note of what was quoted, or agrees to it."""
_DO_EN = r"(?:(?:go ahead|proceed)(?: with (?:it|this|the work))?|start(?: the work| work)?|do so|do)"
_YES_EN = re.compile(
    r"(?:(?:yes|ok|okay) )?(?:(?:i|we) (?:hereby )?(?:agree|consent|accept|approve)"
    r"(?: (?:(?:to|with) )?(?:this|it|that|the (?:estimate|cost|costs|units)))?"
    rf"|(?:it is |this is |the estimate is )?(?:agreed|approved|accepted))(?: and (?:please )?{_DO_EN})?"
    rf"|(?:(?:yes|ok|okay) )?(?:please {_DO_EN}|{_DO_EN} please|you (?:may|can) {_DO_EN})"
    r"|(?:(?:yes|ok|okay) )?go ahead(?: with (?:it|this|the work))?"
    r"|consent|(?:yes|ok|okay)(?: please)?"
)
"""A clause that agrees, in small letters."""
_HEARD = r"(?:ご|お)?(?:連絡|回答|返信|返事|返答|対応|見積(?:も?り)?|提示|案内|説明|確認|提案|調査|教示|送付)"
_GIVEN = r"(?:を?(?:いただき|頂き|くださり|下さり)(?:まして)?|を|して(?:いただき|頂き|くださり|下さり)|まして)?"
_GREETS_JA = re.compile(
    r"(?:いつも|平素より|平素は|日頃より|日頃は|大変|格別に?)*お世話になって?(?:おります|います|ます|り)|お世話様です|お世話になります"
    r"|お疲れ(?:様|さま)(?:です|でございます)"
    rf"|(?:いつも|早速の?|早速に|迅速な|迅速に|丁寧な|ご丁寧な|ご丁寧に|大変|お忙しい中|お忙しいところ)*(?:{_HEARD}{_GIVEN})?"
    r"(?:誠に|本当に|大変|どうも|いつも)*(?:有難う|有り難う|ありがとう)(?:ございます|ございました)"
    rf"|{_KINDLY}|どうぞ|以上(?:です|になります|でございます|となります)?|失礼(?:いた|致)?します|拝啓|敬具|草々|前略"
    r"|お手数を?(?:お?掛け|お?かけ)(?:(?:いた|致)?し|いた|し)?ますが|お手数ですが|お手数ではございますが"
    r"|お忙しい(?:ところ|中)|(?:お忙しい(?:ところ|中))?(?:恐縮ですが|恐れ入りますが|恐縮ではございますが)"
    r"|取り急ぎ(?:ご(?:連絡|返信|回答|返事)|お返事)?(?:まで|いたします|致します|申し上げます)?"
    r"|おはようございます|こんにちは|こんばんは|はじめまして|承知(?:いた|致)?しました|了解(?:いた|致)?しました|かしこまりました"
    rf"|{_WHAT}(?:につきまして|について|に関しまして)?(?:は)?|ご?(?:対応|作業|実施|進行|着手)の(?:ほど|程)"
)
"""A clause that neither agrees nor limits, its spaces taken out: how mail begins and ends, what the yes is about."""
_GREETS_EN = re.compile(
    r"(?:(?:with )?(?:best|kind|kindest|warm|many) (?:regards|wishes|thanks)"
    r"|regards|thank you|thanks|all the best|best|cheers|please)"
    r"(?: and (?:best |kind )?regards)?(?: very much| so much| a lot| again| in advance)?"
    r"(?: for (?:letting (?:me|us) know|getting back to (?:me|us)|(?:the|your|this) (?:quick |prompt |kind )?"
    r"(?:reply|answer|estimate|mail|email|e-mail|message|help|support|information)))?"
    r"|(?:yours )?(?:sincerely|faithfully|truly)(?: yours)?|good (?:morning|afternoon|evening|day)"
    r"|(?:i )?hope (?:this (?:mail|email|message) finds you well|you are (?:doing )?well)"
    r"|(?:hi|hello|dear|hey)(?: (?:all|team|there|support|both|everyone|sir or madam|sirs?|madam))?"
)
_CALLED_JA = re.compile(
    r"(?=.{2,40}$)(?:[^\W\d_ぁ-ゖ]{1,20}(?:の|[ /・]){0,2}){0,4}"
    r"(?:(?:ご|御)担当(?:者|の方)?(?:様|さま|各位)?|担当者?(?:様|各位)|関係者?各位|様|さま|さん|殿|御中|各位)[,、:]?"
)
_CALLED_EN = re.compile(
    r"(?:Hi|Hello|Dear|Hey|Good (?:morning|afternoon|evening))(?: (?:[A-Z][a-z'-]*\.?|all|team|and)){1,5}[,:!]?"
)
_SPLIT = re.compile(r"[。、，,;:：!！]+|\.(?=\s|$)|\s[-–—]\s")
_LONGEST = 100
"""Characters of a clause; whatever is longer says more."""
_QUOTES = "「」『』【】[]\"'“”‘’"


def agrees(new_text: str, signer: Signer) -> bool:
    """Whether a mail agrees to an estimate and says nothing else.

    A clause of it is a consent; beside it may stand greetings, lines that address somebody (above the consent), and
    the writer's signature. A question, a condition, a number, a no, and whatever else is not known to do no harm makes
    it none.
    """
    agreed, above = False, ""
    clauses: list[str] = []
    for line in (one.strip().lstrip("#♯・ ") for one in unicodedata.normalize("NFKC", new_text).splitlines()):
        if line and not is_signed(line, signer, above=above) and (agreed or not _is_addressed(line)):
            said = [_clause(one, signer) for one in _SPLIT.split(line)]
            if None in said:
                return False
            clauses += _SPLIT.split(line)
            agreed = agreed or True in said
        above = line or above
    return agreed and not _wants_quotation(clauses)


def _wants_quotation(clauses: Iterable[str]) -> bool:
    """Whether what is asked for is the estimate itself, in writing: `お見積り、お願いします。`"""
    named = False
    for one in clauses:
        tight = "".join(one.strip(" .").strip(_QUOTES).split())
        if named and _ASKS_JA.fullmatch(tight):
            return True
        named = bool(_QUOTED_JA.fullmatch(tight)) or (named and not _TAKEN_JA.fullmatch(tight))
    return False


def _clause(clause: str, signer: Signer) -> bool | None:
    """True for a consent, False for what does no harm, None for anything else."""
    plain = clause.strip(" .").strip(_QUOTES)
    if len(plain) > _LONGEST:
        return None
    if signer.is_own(plain):
        return False
    said = signer.without_own(plain).casefold()
    tight, spaced = "".join(said.split()), " ".join(said.split())
    if _YES_JA.fullmatch(tight) or _YES_EN.fullmatch(spaced):
        return True
    return False if not tight or _GREETS_JA.fullmatch(tight) or _GREETS_EN.fullmatch(spaced) else None


def _is_addressed(line: str) -> bool:
    """`例示サポート 御中`, `鈴木様`, `Dear Mr. Suzuki,`, alone on their line."""
    return bool(_CALLED_JA.fullmatch(line) or _CALLED_EN.fullmatch(line)) and not TURNS.search(line)
