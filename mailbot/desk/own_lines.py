"""Which lines of a mail are its writer's signature and nothing else, told by what is registered of them, strictly."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mailbot.desk.device_footers import DEVICE_FOOTER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mailbot.desk.people import Contact, Contract

TURNS = re.compile(
    r"但|ただ|除|以外|のみ|だけ|まで|限|一部|全部|条件|不要|不可|不承|未承|否|中止|保留|取消|取り消|却下|辞退|拒|見送|延期|検討|費用|請求|負担|御社|貴社|弊社|当社|貴方|無料|無償|有償|値引|割引|後払|[?？]"
    r"|\b(?:not?|never|none|nobody|only|but|if|unless|except|until|till|before|after|without|cancel|stop|wait|hold|pending"
    r"|later|maybe|however|subject|half|less|under|limit|yes|ok|will|may|can)\b",
    re.IGNORECASE,
)
"""What turns a yes round, limits it, or asks: no part of a line that is passed over as harmless, if a name has it."""
_LEGAL_FORM = re.compile(
    r"(?:株式|有限|合同)会社|\((?:株|有|同)\)|,?\s(?:Inc|Ltd|Limited|Corp|Corporation|Co|LLC|GmbH|K\.?K)\b\.?",
    re.IGNORECASE,
)
_LINK = (
    r"[<(\[]?(?:https?://|www\.)[\w./?%&=#~:+-]{1,200}[>)\]]?"
    r"|[<(\[]?(?:mailto:)?[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+[>)\]]?"
)
_LABEL = (
    r"(?:(?<![a-z])(?:telephone|tel|fax|phone|mobile|cell|direct|e-?mail|mail|url|web|homepage|[tmfepw](?=\s?[:.]))(?![a-z])"
    r"|電話(?:番号)?|携帯(?:電話)?|直通|代表|ファックス|メール(?:アドレス)?|☎|✉)[\s:./]{0,4}"
)
_DIGITS = r"\d{1,5}(?:[-)( .]{1,2}\d{1,5}){1,4}|\d{9,13}"
_MARK = r"(?:\s?\((?:代表?|直通|携帯|内線\s?:?\s?\d{1,6})\))?"
_REACHED = re.compile(
    rf"{_LABEL}(?:{_LINK})|(?:{_LINK})|(?P<labelled>{_LABEL}[+(]?(?:{_DIGITS})){_MARK}|(?<![\w-])(?P<bare>(?:\+|\(?0)(?:{_DIGITS})){_MARK}"
    r"(?!\w)|(?:内線|ext\.?|extension)\s?:?\s?\d{1,6}(?!\w)",
    re.IGNORECASE | re.ASCII,
)
_RULE = re.compile(r"[-=_*─━—–~～・＊+#★☆■◆●/\\|<>\s]+")
_POSTAL = r"〒\s?\d{3}-?\d{4}"
_REGION = r"(?:北海道|東京都|(?:京都|大阪)府|[^\W\da-zA-Zぁ-ゖァ-ヺ]{2,3}県)"
_PLACE = r"(?:[ぁ-ゖ]{2,6}(?=[市区町村])|みなとみらい|[^\W_ぁ-ゖ]|[ \-‐−–ー・/]|(?<=\d)の(?=\d))"
_ADDRESS = re.compile(rf"{_POSTAL}(?:\s?{_PLACE}{{0,60}})|{_REGION}(?=.{{1,9}}[市区町村郡])(?=.*\d)\s?{_PLACE}{{3,60}}")
_PART = re.compile(r"[0-9A-Za-zァ-ヺ]|[都道府県市区町村郡]$")
"""What each word of an address has after its first: a number, a building, or a place that is named as one."""
_BELOW_POSTAL = re.compile(rf"(?=.{{1,12}}[市区町村郡])(?=.*\d){_PLACE}{{3,60}}")
_STREET = re.compile(
    r"\d{1,5}[A-Za-z]?,? (?:[A-Z][a-z']+ ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Boulevard|Blvd|Square)\.?"
    r"(?:, ?[A-Z][\w-]{1,20}(?: [A-Z\d][\w-]{0,20}){0,3}){0,4}"
)
_JOINTS = r"[ \t　/|,、。.:;~*=_+()\[\]【】<>\"'―—–─━-]"
_BETWEEN = rf"(?:(?!\((?:株|有|同)\)){_JOINTS})"
_ENDS = r"(?:です|でございます|と申します|より|拝)?"
_PROGRAM = re.compile(
    r"iPhone|iPad|Android|Xperia|Galaxy|スマートフォン|スマホ|携帯|Windows|Outlook|Gmail|Yahoo|ドコモ|docomo|SoftBank|Thunderbird|mobile",
    re.IGNORECASE,
)
_LONGEST = 100
"""Characters of a line of a signature."""
_LONGEST_FOOTER = 50
_FEWEST, _MOST = 9, 15
"""Digits of a telephone number; fewer with a word beside it that says what it is."""
_FEWEST_LABELLED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Whoever writes, by what is registered of them."""

    own: re.Pattern[str]
    """A line, or a part of one, of nothing but their names, their company, department and title."""

    @classmethod
    def of(cls, contact: Contact, contract: Contract) -> Signer:
        """What the contract has registered of a contact."""
        firms = (contact.company, contract.client)
        return cls.named(contact.name, firms=firms, ranks=(contact.department, contact.title))

    @classmethod
    def named(cls, name: str, *, firms: Iterable[str] = (), ranks: Iterable[str] = ()) -> Signer:
        """By name, companies, and departments or titles; empty ones are none."""
        every = {*_of_person(_plain(name)), *(_spaced(_plain(one)) for one in ranks if one.strip())}
        every |= {spelt for one in firms if one.strip() for spelt in _of_firm(_plain(one))}
        longest_first = "|".join(sorted(every, key=len, reverse=True)) or r"(?!)"
        return cls(
            own=re.compile(
                rf"{_BETWEEN}*+(?:(?>{longest_first})(?:の|{_BETWEEN})*+)++{_ENDS}{_JOINTS}*+", re.IGNORECASE
            )
        )

    def is_own(self, said: str) -> bool:
        """Whether it is nothing but their names."""
        return bool(self.own.fullmatch(said))

    def without_own(self, clause: str) -> str:
        """A clause without the names before and after it, as in `承諾 山田`."""
        parts = clause.split()
        while parts and self.is_own(parts[-1]):
            parts.pop()
        while parts and self.is_own(parts[0]):
            parts.pop(0)
        return " ".join(parts)


def is_signed(line: str, signer: Signer, *, above: str = "") -> bool:
    """Whether a line is of a signature: a rule, the writer's own names, telephones, links, an address, a program's
    footer. `above` is the line before it."""
    if _RULE.fullmatch(line):
        return True
    if len(line) > _LONGEST:
        return False
    if _is_footer(line) or _is_address(line, above=above):
        return True
    rest = _REACHED.sub(_passed_over, line)
    return signer.is_own(rest) or (rest != line and not re.sub(_JOINTS, "", rest))


def _passed_over(found: re.Match[str]) -> str:
    """Nothing where it is a number that telephones have, else what stood there."""
    fewest = _FEWEST_LABELLED if found["labelled"] else _FEWEST
    number = found["labelled"] or found["bare"]
    if number and not fewest <= sum(sign.isdigit() for sign in number) <= _MOST:
        return found[0]
    return " "


def _is_footer(line: str) -> bool:
    is_short = len(line) <= _LONGEST_FOOTER
    return is_short and bool(DEVICE_FOOTER.match(line) and _PROGRAM.search(line)) and not TURNS.search(line)


def _is_address(line: str, *, above: str) -> bool:
    found = _ADDRESS.fullmatch(line) or _STREET.fullmatch(line)
    if not found and re.fullmatch(_POSTAL, above.strip()):
        found = _BELOW_POSTAL.fullmatch(line)
    _, *parts = re.sub(_POSTAL, "", line).split() or [""]
    return bool(found) and not TURNS.search(line) and (line.isascii() or all(map(_PART.search, parts)))


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).split())


def _of_person(name: str) -> Iterator[str]:
    """The whole name, with or without spaces, and each part that is no word which says something by itself."""
    if not name:
        return
    yield _spaced(name)
    parts = re.split(r"[ ・]", name)
    yield from (
        _spaced(one) for one in parts if one and not TURNS.search(one) and not (len(one) == 1 and one.isascii())
    )


def _of_firm(name: str) -> Iterator[str]:
    """A company with any of the forms it may have in law, before or behind, or without."""
    base = _LEGAL_FORM.sub("", name).strip(" ,")
    form = r"(?:(?:株式|有限|合同)会社|\((?:株|有|同)\))"
    western = r"(?:,?\s?(?:Inc|Ltd|Limited|Corp|Corporation|Co|LLC|GmbH|K\.?K)\b\.?){0,2}"
    yield _spaced(name)
    if base and not TURNS.fullmatch(base):
        yield rf"{form}?\s?{_spaced(base)}(?:\s?{form}|{western})"


def _spaced(name: str) -> str:
    """As a pattern, with or without spaces between its parts."""
    bounds = (r"(?<![a-z])", r"(?![a-z])") if name.isascii() else ("", "")
    return bounds[0] + r"\s*".join(map(re.escape, name.split())) + bounds[1]
