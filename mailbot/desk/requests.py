"""What customers may ask of the desk itself by mail: few words, each in a line of its own (DECISIONS 42)."""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

MOST_BESIDE = 20
"""Characters of a name or a greeting that may stand below the line; a longer text is read by a person."""


class Request(enum.StrEnum):
    """The requests that exist, under their English names."""

    LIST = "list"
    REPORT = "report"
    COST = "cost"


SPELLINGS: Mapping[str, Request] = MappingProxyType(
    {
        "一覧": Request.LIST,
        "list": Request.LIST,
        "報告": Request.REPORT,
        "報告書": Request.REPORT,
        "月次報告": Request.REPORT,
        "report": Request.REPORT,
        "費用": Request.COST,
        "残数": Request.COST,
        "cost": Request.COST,
        "balance": Request.COST,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Requested:
    """A request as it was written; `argument` is what follows the word, normalised, and may be empty."""

    request: Request
    argument: str = ""


_GREETING = re.compile(
    r"(?:(?:いつも|平素は?|日頃は?)?(?:大変|格別に?)?(?:お世話|おせわ)(?:になって(?:おり|い)ます|になります|様です)|お疲れ(?:さま|様)です"
    r"|おはようございます|こんにち[はわ]|こんばんは|初めまして|はじめまして"
    r"|(?i:hello|hi|dear|good (?:morning|afternoon|evening))\b[ ,]*"
    r"(?:[A-Z][\w.-]* ?){0,3}(?i:(?:support )?(?:team|desk|all))?)"
    r"[。,、!. ]*"
)
_ADDRESSED = re.compile(r"[^。、?!]{1,40}(?:様|御中|さん|各位)[。,、: ]*")
_INTRODUCED = re.compile(r"(?:私は?)?([^。、?!をがはにで]{1,40})(?:です|と申します|でございます)[。 ]*")
_NO_NAME = re.compile(
    r"障害|緊急|至急|不可|停止|不具合|エラー|故障|トラブル|お願い|ご?要望|質問|相談|困|件|不明|無理|ない|ダウン"
)
_CLOSING = re.compile(
    r"(?:以上[。、,]*)?(?:(?:どうぞ|何卒|引き続き|お手数ですが|恐れ入りますが)[、,]*)?"
    r"(?:(?:よろしく|宜しく)(?:お願い(?:いた|致|申し上げ)?(?:し)?ます)?|お願い(?:いた|致)?します|以上(?:です)?)[。. !]*"
    r"|(?:(?:best|kind|warm|many) )?(?:regards|thanks|wishes)[,. !]*|thank you(?: very much)?[,. !]*"
    r"|(?:yours )?(?:sincerely|faithfully|truly)(?: yours)?[,. !]*|cheers[,. !]*",
    re.IGNORECASE,
)
_RULE = re.compile(r"[\W_]+")
_HIRAGANA = re.compile(r"[ぁ-ん]")
_FACTS = re.compile(
    r"(?:tel|fax|phone|mobile|direct|e-?mail|mail|url|web|電話|携帯|直通|内線|〒|℡|☎|✉)\W*[\w+(@][\w@:/.+() -]*"
    r"|<?(?:https?://|www\.)\S+|<?[\w.+-]+@[\w-]+(?:\.[\w-]+)+>?|[+(]?\d{1,5}(?:[-)( .]{1,2}\d{1,5}){2,4}",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r"(?:(?:(?:株式|有限|合同)会社|\([株有]\)) ?\S{1,20}|\S{1,20}(?:(?:株式|有限|合同)会社|\([株有]\))"
    r"|\S{0,20}(?:[部課室係]|グループ|センター|本部|事業所|営業所))(?:\s\S{1,12}){0,3}"
)
_COMPANY_EN = re.compile(
    r"(?:[A-Z][\w&.-]* ){1,4}(?:Co\.,? )?(?:Inc|Ltd|Corp|Co|LLC|GmbH|K\.K|Department|Dept|Division|Team)\.?"
)
_SIGNED = 60
"""Characters of a line of a signature."""


def read_request(new_text: str) -> Requested | None:
    """The request of a mail, or None for a mail that a person has to read.

    The first line that says anything but a greeting is `#` directly followed by a known word (full-width forms
    alike); below it stands at most a name, a closing word and a signature. A mail that says more than that is an
    ordinary one, whatever it begins with.
    """
    spelt = unicodedata.normalize("NFKC", new_text).replace("♯", "#").splitlines()
    lines = [line.strip() for line in spelt if line.strip()]
    place = next((place for place, line in enumerate(lines) if not _greets(line)), len(lines))
    said = lines[place] if place < len(lines) else ""
    beside = sum(len(line) for line in lines[place + 1 :] if not _signs(line))
    if not said.startswith("#") or beside > MOST_BESIDE:
        return None
    word, _, argument = said[1:].replace(":", " ").partition(" ")
    request = SPELLINGS.get(word.lower())
    return Requested(request=request, argument=argument.strip()) if request else None


def _greets(line: str) -> bool:
    """Whether a line above the request only greets: whom it is for, who writes, and the usual words."""
    if line.startswith("#") or len(line) > _SIGNED:
        return False
    if _ADDRESSED.fullmatch(line):
        return True
    greeting = _GREETING.match(line)
    rest = line[greeting.end() :] if greeting else line
    introduced = _INTRODUCED.fullmatch(rest)
    return not rest or bool(introduced and not _NO_NAME.search(introduced[1]))


def _signs(line: str) -> bool:
    """Whether a line below the request only closes or signs; what might be a sentence counts as said."""
    if len(line) > _SIGNED:
        return False
    if _RULE.fullmatch(line) or _CLOSING.fullmatch(line):
        return True
    is_facts = _FACTS.fullmatch(line) or _COMPANY_EN.fullmatch(line)
    return bool(is_facts or (_COMPANY.fullmatch(line) and not _HIRAGANA.search(line)))
