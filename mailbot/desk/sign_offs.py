"""What is left of a staff member's text without their signature: whether anything was said to the customer at all."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from mailbot.desk.device_footers import DEVICE_FOOTER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mailbot.desk.people import Staff

_LINK = re.compile(r"<?\bhttps?://[^\s<>]+>?|<?\bwww\.[^\s<>]+>?|<?[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+>?", re.IGNORECASE)
_TELEPHONE = re.compile(r"(?<!\w)[+(]?\d{1,5}(?:[-)( .]{1,2}\d{1,5}){2,4}(?!\w)|〒\s?\d{3}-?\d{4}")
_LABEL = re.compile(
    r"(?<![a-z])(?:tel|fax|phone|mobile|direct|e-?mail|mail|url|web)(?![a-z])|電話|携帯|直通|代表|内線|メール|[☎✉〒]",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r"(?:株式|有限|合同)会社\s?[^\s/|,、。]{1,20}|[^\s/|,、。]{1,20}(?:株式|有限|合同)会社|\(株\)\s?[^\s/|,、。]{1,20}"
    r"|(?:\b[A-Z][\w&-]*\s){1,4}(?:Inc|Ltd|Corp|Co|LLC|GmbH|K\.K)\b\.?"
)
_PLACE = re.compile(
    r"[^\s/|,、。]{0,15}(?:部|課|室|係|グループ|センター|本部|窓口|チーム|デスク|営業所|事業所|担当)(?=$|[\s/|,])"
    r"|\b(?:customer|technical|product|support|service|help|sales)?\s?(?:team|department|dept\.?|desk|division)\b",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"(?:以上[、,。\s]*)?(?:どうぞ|何卒|引き続き|今後とも)?[、\s]*(?:よろしく|宜しく)(?:お願い(?:いた|致|申し上げ)?(?:し)?ます|お願いします)?"
    r"|^以上(?:です)?|拝$|敬具"
    r"|\b(?:best|kind|warm|many)?\s?(?:regards|thanks|wishes)\b|\bthank you(?: very much)?\b|\bsincerely(?: yours)?\b"
    r"|\byours (?:sincerely|faithfully|truly)\b|\bcheers\b",
    re.IGNORECASE,
)
_JOINTS = " \t　|/・,，、.。:：;~～*=_-―—━─═＿+#★☆■◆●<>()[]【】\"'!！"
_TAIL = re.compile(r"(?:です|より)$")
_GIVEN_NAME = re.compile(r"[A-Z][a-z]{1,20}")
_SENTENCE = re.compile(r"[。.!?！？]|(?:ます|です|した|ください)$", re.MULTILINE)
_LONGEST = 100
"""Characters of a line of a signature."""


def is_footer_alone(text: str) -> bool:
    """Whether a text is nothing but what a telephone or a mail program writes below a mail."""
    lines = [_LINK.sub("", line).strip() for line in text.splitlines()]
    kept = [line for line in lines if line]
    return bool(kept) and all(len(line) <= _LONGEST and DEVICE_FOOTER.match(line) for line in kept)


def is_sign_off(text: str, staff: Staff, own_names: Iterable[str]) -> bool:
    """Whether a text is nothing but its writer's signature: names, greetings, telephones, companies, links. A greeting
    without a name is none: nobody can tell."""
    lines = [line.strip() for line in unicodedata.normalize("NFKC", text).splitlines() if line.strip()]
    names, signs = _names(staff, own_names), False
    for line in lines:
        rest, is_signed = _without_signature(line, names)
        signs = signs or is_signed
        if rest and not (is_signed and _GIVEN_NAME.fullmatch(rest)):
            return False
    return signs


def is_doubtful(text: str, staff: Staff, own_names: Iterable[str], *, shortest: int) -> bool:
    """Whether what stands beside commands may not be meant for the customer: it is short, or says little besides the
    signature and ends no sentence."""
    if len(text) < shortest:
        return True
    lines = [line.strip() for line in unicodedata.normalize("NFKC", text).splitlines() if line.strip()]
    names = _names(staff, own_names)
    rest = "".join(_without_signature(line, names)[0] for line in lines)
    return len(rest) < shortest and not _SENTENCE.search(rest)


def unsigned(line: str, names: Iterable[str]) -> str:
    """What a line of anybody's says besides a signature; `names` are the writer's own."""
    return _without_signature(unicodedata.normalize("NFKC", line).strip(), _longest_first(names))[0]


def _without_signature(line: str, names: Iterable[str]) -> tuple[str, bool]:
    """What a line says besides a signature, and whether it holds a part of one that names somebody or something."""
    if len(line) > _LONGEST:
        return line, False
    plain = _LINK.sub(" ", line).strip()
    if plain and DEVICE_FOOTER.match(plain):
        return "", True
    bare = _TELEPHONE.sub(" ", plain)
    plain = _COMPANY.sub(" ", bare)
    for name in names:
        plain = re.sub(_spaced(name), " ", plain, flags=re.IGNORECASE)
    named = plain.strip() != bare.strip()
    for pattern in (_LABEL, _PLACE):
        plain = pattern.sub(" ", plain)
    said = _GREETING.sub(" ", plain).strip(_JOINTS)
    rest = (_TAIL.sub("", said) if named else said).strip(_JOINTS)
    return "".join(one for one in rest if one not in _JOINTS), named


def _names(staff: Staff, own_names: Iterable[str]) -> list[str]:
    return _longest_first((staff.handle, staff.name, *staff.name.split(), *own_names))


def _longest_first(names: Iterable[str]) -> list[str]:
    """So that no part of one is left."""
    return sorted(set(filter(None, names)), key=len, reverse=True)


def _spaced(name: str) -> str:
    """A name with or without spaces between its parts."""
    parts = unicodedata.normalize("NFKC", name).split()
    bounds = (r"(?<![a-z])", r"(?![a-z])") if name.isascii() else ("", "")
    return bounds[0] + r"\s*".join(map(re.escape, parts)) + bounds[1]
