"""Where a signature begins at the end of what somebody wrote; lists and closing words never are one."""

from __future__ import annotations

import re

from mailbot.desk.device_footers import DEVICE_FOOTER

_LONGEST = 25
_RULE = re.compile(
    r"\s*[┏┗┌└╔╚┣├╋+]?([-=*_＿~〜+#・*＊━─═┅┄―‐－ー★☆◆◇■□●○◎▼▲♪…▽△∞◆/:.]{1,4})(?:\s?\1){3,}"
    r"[-=*_＿━─═―★☆◆◇■□●○+┓┛┐┘╗╝┫┤]{0,4}\s*$"
)
_RULE_ENDS = re.compile(r"\s*(\S)\1{4,}\s?\S.{0,40}\S\s?\1{4,}\s*$")
_CONTACT = re.compile(
    r"\b(?:tel|fax|phone|mobile|e-?mail|mail|url|web|skype)\b|[@＠]\S+\.\S|https?://|\bwww\.|〒|電話|携帯|内線|"
    r"住所|株式会社|"
    r"有限会社|合同会社|㈱|㈲|\b(?:inc|ltd|co|corp|gmbh|llc)\b\.?|☎|✉|℡|[+(]?\d{2,5}[-)( .]{1,2}\d{2,4}[- .]\d{3,4}",
    re.IGNORECASE,
)
_DEEDS = re.compile(r"\S[@＠]\S+\.\S|https?://|\bwww\.\S|[+(]?\d{2,5}[-)( .]{1,2}\d{2,4}[- .]\d{3,4}")
_LIST_ITEM = re.compile(r"\s*(?:【|Q\d|質問|[-*・●○■□◆◇]\s*\S|\d{1,2}[.)）]|[①-⑳]|[(（]\d{1,2}[)）])")
_ASKS = re.compile(r"(?:[?？]|か。)\s*$")
_ANNOUNCES = re.compile(
    r"[:：]\s*$|^\s*【[^】]{1,40}】\s*\S{0,20}$|(?:以下|下記|左記|次)の|(?:以下|下記)(?:に|が|へ|、|です|とおり|通り)|"
    r"\b(?:follow(?:s|ing)|below|folgende[nrs]?|suivant(?:e?s)?|siguientes?|seguenti?)\b",
    re.IGNORECASE,
)
"""The line above what somebody wants read, such as a list of people; no signature is announced."""
_LABELLED = re.compile(
    r"\W*(?:tel|fax|phone|mobile|mob|cell|direct|office|e-?mail|mail|url|web|hp|home ?page|skype|line|t|f|m|p|e|w|"
    r"電話|携帯|直通|内線|代表|住所|〒|☎|✉|℡|ＴＥＬ|ＦＡＸ|Ｅ-?ｍａｉｌ|メール)\b|[^\w]*(?:https?://|www\.)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s<>:：]+[@＠][^\s<>]+")
_NAME = re.compile(r"\s*[^\W\d_][^@＠\d:：/]*\s[(+＋]?\d{2}")
"""A name and then a number, in one line."""
_SENTENCES = 3
"""Lines that end a sentence: so many are more than the legal words of a company take."""
_ENDS_SENTENCE = re.compile(r"[.。!?！？]\s*$")


def signature_start(lines: list[str]) -> int:
    """The index of the first line of the signature; `len(lines)` if there is none. Linear.

    In order: `-- `, a ruled block with contact facts in it, a closing block of contact facts, the footer of a phone.
    """
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    floor = max(0, _floor(lines, end))
    mobile = _mobile_start(lines, end)
    for find in (_dashed, _ruled, _contacts):
        start = find(lines, floor, mobile if find is not _dashed else end)
        if start is not None:
            return start
    return mobile if mobile < end else len(lines)


def _floor(lines: list[str], end: int) -> int:
    """The line above which no signature begins: so many non-blank lines from the end."""
    left = _LONGEST
    at = end
    while at and left:
        at -= 1
        left -= bool(lines[at].strip())
    return at


def _mobile_start(lines: list[str], end: int) -> int:
    at = end
    for _ in range(3):
        above = at
        while above and not lines[above - 1].strip():
            above -= 1
        if not above or len(lines[above - 1]) > 200 or not DEVICE_FOOTER.match(lines[above - 1]):
            break
        at = above - 1
    return at


def _dashed(lines: list[str], floor: int, end: int) -> int | None:
    for at in range(floor, end):
        if lines[at].rstrip() == "--" and not lines[at].startswith(" "):
            return None if _goes_on(lines[at + 1 : end]) else at
    return None


def _goes_on(lines: list[str]) -> bool:
    """Whether somebody writes on below a rule: asks, or says more than the legal words of a company take."""
    sentences = [line for line in lines if _ENDS_SENTENCE.search(line[-4:]) and not _CONTACT.search(line[:200])]
    return len(sentences) >= _SENTENCES or any(_ASKS.search(line[-4:]) for line in sentences)


def _is_announced(lines: list[str], at: int) -> bool:
    """Whether the words above a block say what it is."""
    above = next((lines[index] for index in range(at - 1, max(-1, at - 4), -1) if lines[index].strip()), "")
    return _ANNOUNCES.search(above[-60:]) is not None


def _ruled(lines: list[str], floor: int, end: int) -> int | None:
    """A rule line, contact facts below it, and no running text: the uppermost rule of the block counts."""
    block = _closing_block(lines, floor, end)
    rules = [at for at in range(block, end) if _is_rule(lines[at])]
    for at in rules:
        below = [line for line in lines[at + 1 : end] if line.strip() and not _is_rule(line)]
        facts = sum(1 for line in below if _CONTACT.search(line[:200]))
        if _is_announced(lines, at):
            return None
        if below and facts and not any(_LIST_ITEM.match(line) and not _CONTACT.search(line[:200]) for line in below):
            return at
    return None


def _closing_block(lines: list[str], floor: int, end: int) -> int:
    """The first line of the closing lines that are short and end no sentence."""
    at = end
    while at > floor:
        line = lines[at - 1]
        if len(line.rstrip()) > 80 or (_ENDS_SENTENCE.search(line[-4:]) and not _CONTACT.search(line)):
            break
        at -= 1
    return at


def _is_rule(line: str) -> bool:
    return len(line) < 200 and (_RULE.match(line) is not None or _RULE_ENDS.match(line) is not None)


def _contacts(lines: list[str], floor: int, end: int) -> int | None:
    """A last paragraph of two to eight short lines, at least two of them an address, a number or a link."""
    at = end
    while at > floor and lines[at - 1].strip():
        at -= 1
    block = lines[at:end]
    if not at or not 2 <= len(block) <= 8 or any(len(line) > 70 or _LIST_ITEM.match(line) for line in block):
        return None
    facts = [_DEEDS.search(line) is not None for line in block]
    if sum(facts) < 2 or facts[0] or not facts[-1] or _names_people(block) or _is_announced(lines, at):
        return None
    return at


def _names_people(block: list[str]) -> bool:
    """Whether a block names several people, each with a number or an address, or begins with a sentence."""
    addresses = {match[0] for line in block for match in _ADDRESS.finditer(line)}
    named = [line for line in block if not _LABELLED.match(line) and _NAME.match(line)]
    is_told = _ANNOUNCES.search(block[0]) is not None or block[0].rstrip().endswith(("。", "？", "?", "！", "!"))
    return is_told or len(addresses) > 1 or len(named) > 1
