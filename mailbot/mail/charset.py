"""Octets to text by evidence: the label of a charset is a claim, the octets decide (READING-MAIL D1 to D3, D9)."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from encodings.aliases import aliases
from functools import lru_cache

from mailbot.mail.jis import decode_jis, has_escapes, with_lost_escapes

JIS = "iso-2022-jp"
_ALIASES = {
    **dict.fromkeys(("shift-jis", "shiftjis", "sjis", "s-jis", "x-sjis", "windows-31j", "ms-kanji", "ms932"), "cp932"),
    **dict.fromkeys(("cp932", "cswindows31j", "windows-932", "x-ms-cp932", "x-mac-japanese", "sjis-win"), "cp932"),
    **dict.fromkeys(
        ("euc-jp", "eucjp", "x-euc-jp", "x-euc", "eucjp-ms", "euc-jp-ms", "eucjp-win", "cp51932"), "euc_jp"
    ),
    **dict.fromkeys(("iso-2022-jp", "iso2022jp", "iso2022-jp", "csiso2022jp", "iso-2022-jp-ms", "jis", "cp50220"), JIS),
    **dict.fromkeys(
        ("cp50221", "cp50222", "x-windows-50220", "x-windows-50221", "iso-2022-jp-1", "iso-2022-jp-2"), JIS
    ),
    **dict.fromkeys(("gb2312", "gbk", "x-gbk", "euc-cn", "gb-2312-80", "cp936", "gb18030", "x-cp20936"), "gb18030"),
    **dict.fromkeys(("ks-c-5601-1987", "ks-c-5601", "euc-kr", "cp949", "x-windows-949", "korean", "uhc"), "cp949"),
    **dict.fromkeys(("big5", "x-x-big5", "big5-hkscs", "cp950", "x-big5"), "big5hkscs"),
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "iso8859-1", "windows-1252", "cp1252", "cp-1252"), "cp1252"),
    **dict.fromkeys(("utf8", "utf-8", "unicode-1-1-utf-8", "utf-8-mac", "utf8mb4", "x-unicode-2-0-utf-8"), "utf-8"),
    **dict.fromkeys(("us-ascii", "ascii", "ansi-x3.4-1968", "unknown-8bit", "x-unknown", "unknown", "default"), ""),
    **dict.fromkeys(("none", "null", "x-user-defined", "binary", "8bit", "7bit", "iso-8859", "x-default"), ""),
    "iso-8859-8-i": "iso8859_8",
    "iso-8859-8-e": "iso8859_8",
    "iso-8859-6-i": "iso8859_6",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "macintosh": "mac_roman",
    "x-mac-roman": "mac_roman",
    "unicode-1-1-utf-7": "utf-7",
    "utf7": "utf-7",
    "cp-850": "cp850",
}
_MULTI_BYTE = frozenset({"cp932", "euc_jp", "gb18030", "cp949", "big5hkscs", "hz", "johab"})
_NOT_FOR_TEXT = frozenset(
    {"base64_codec", "bz2_codec", "hex_codec", "quopri_codec", "rot_13", "uu_codec", "zlib_codec", "mbcs"}
)
_CODECS = frozenset(aliases.values()) - _NOT_FOR_TEXT | {"koi8_u", "cp1006", "cp720", "cp856", "cp875", "utf-8"}
_WIDE = ("utf-16", "utf-32")
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_COST_OF_LOSS = 4
"""How many characters that speak for a charset one lost character outweighs."""
_LONG_WITHOUT_KANA = 20
"""Kanji after which a Japanese text without a kana is hardly to be met."""
_KANA = re.compile("[\u3041-\u30fa]")
_HAN = re.compile("[\u4e00-\u9fff]")
_OFTEN = frozenset("다이는을가니하에의습고로지기해아사자리어한")
"""Syllables that every Korean text is full of."""
_HANGUL = re.compile("[\uac00-\ud7a3]")
_SURROGATE = re.compile(rb"\xed[\xa0-\xbf]")
_ENOUGH = 16_000
"""Characters that show whether a text is what its label says."""
_SEPARATORS = re.compile(r"[\s_]+")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the charset that it was read as, and whether octets were lost or the charset is a guess."""

    text: str
    charset: str
    lossy: bool = False
    guessed: bool = False


def decode(octets: bytes, label: str = "") -> Decoded:
    """The text of the octets under a claimed charset. Total and linear; never normalises a character.

    Order of belief: ISO-2022 escapes, then valid UTF-8, then the label, then UTF-8 with a few damaged places, then
    Japanese by its kana, then CP1252.
    """
    name = canonical(label)
    if octets.isascii():
        return _decode_ascii(octets, name)
    if has_escapes(octets) and name in {"", JIS, "utf-8", "cp1252", "cp932", "euc_jp"}:
        return _marked(decode_jis(octets), JIS)
    if octets.startswith(_WIDE_MARKS) or name.startswith(_WIDE):
        return _decode_wide(octets, name)
    utf8 = _strictly(octets, "utf-8")
    if utf8 is not None and (name not in _MULTI_BYTE or any(ch >= "\u0800" for ch in utf8)):
        return Decoded(utf8.removeprefix("\ufeff"), "utf-8")
    return _decode_eight_bit(octets, name)


def canonical(label: str) -> str:
    """The codec that a charset label stands for; empty where it says nothing, or nothing that Python knows."""
    plain = _SEPARATORS.sub("-", label.partition("*")[0].partition("(")[0].strip(" \t\r\n\"';,").lower())
    return _ALIASES[plain] if plain in _ALIASES else _known_codec(plain)


@lru_cache(maxsize=256)
def _known_codec(plain: str) -> str:
    try:
        found = codecs.lookup(plain).name if plain and len(plain) < 40 and plain.isascii() else ""
    except (LookupError, ValueError):
        return ""
    return found if found in _CODECS or found.replace("-", "_") in _CODECS else ""


def _decode_ascii(octets: bytes, name: str) -> Decoded:
    if has_escapes(octets) and name != "iso2022_kr":
        return _marked(decode_jis(octets), JIS)
    if name == JIS and (restored := with_lost_escapes(octets)) != octets:
        return _marked(decode_jis(restored), JIS)
    if name.startswith(_WIDE):
        return _decode_wide(octets, name)
    name = "iso2022_kr" if b"\x1b$)C" in octets else name
    if name in {"utf-7", "hz", "iso2022_kr", "cp037", "cp500"}:
        text = _strictly(octets, name)
        if text is not None:
            return Decoded(text.removeprefix("\ufeff"), name)
    return Decoded(octets.decode("ascii"), name or "ascii")


def _decode_wide(octets: bytes, name: str) -> Decoded:
    """UTF-16 and UTF-32; where no mark tells the order of the octets, the one that makes more of a text."""
    if octets.startswith(_WIDE_MARKS):
        name = name if name.startswith("utf-32") else "utf-16"
        return _marked(octets.decode(name, "replace").removeprefix("\ufeff"), name)
    orders = [name] if name.endswith(("le", "be")) else [f"{name}-be", f"{name}-le"]
    best = max(orders, key=lambda order: _plainness(octets, order))
    narrow = _strictly(octets, "utf-8") if b"\0" not in octets else None
    if narrow is not None and _plainness(octets, best) < 0.5:
        return Decoded(narrow, "utf-8", guessed=True)
    return _marked(octets.decode(best, "replace").removeprefix("\ufeff"), best)


def _plainness(octets: bytes, name: str) -> float:
    """The share of characters at the beginning that most texts are made of: ASCII, kana and their punctuation."""
    head = octets[:4096].decode(name, "replace")
    plain = sum(" " <= ch <= "~" or ch in "\r\n\t" or "\u3000" <= ch <= "\u30ff" for ch in head)
    return plain / len(head) if head else 0.0


def _decode_eight_bit(octets: bytes, name: str) -> Decoded:
    declared = _declared(octets, name) if name not in {"", JIS, "utf-8", "cp1252"} else None
    if declared is not None and (name not in {"cp932", "euc_jp"} or _likeness(declared[:_ENOUGH], strict=False) >= 0):
        return Decoded(declared, name)
    damaged = _damaged_utf8(octets)
    if damaged is not None and (name not in _MULTI_BYTE or any("\u0800" <= ch != "\ufffd" for ch in damaged)):
        return _marked(damaged, "utf-8")
    guess = _japanese(octets, sure=name == "cp1252", damaged=name in {"", JIS, "utf-8"})
    guess = (_neighbour(octets, guess) if not name else None) or guess
    if guess is not None and name not in {"gb18030", "cp949", "big5hkscs"}:
        return guess
    if declared is not None:
        return Decoded(declared, name)
    if name and name != JIS:
        return _marked(octets.decode(name, "replace"), name)
    return _marked(octets.decode("cp932", "replace"), "cp932") if name == JIS else _western(octets)


def _neighbour(octets: bytes, guess: Decoded | None) -> Decoded | None:
    """Korean or Chinese without a label, whose octets may pass for EUC-JP, where a long text has no kana at all."""
    if guess is not None and (guess.charset != "euc_jp" or _KANA.search(guess.text)):
        return None
    korean = _strictly(octets, "cp949")
    hangul = _HANGUL.findall(korean or "")
    if korean and len(hangul) >= _LONG_WITHOUT_KANA and sum(map(_OFTEN.__contains__, hangul)) * 8 > len(hangul):
        return Decoded(korean, "cp949", guessed=True)
    kanji = _HAN.findall(guess.text) if guess is not None else []
    is_japanese = sum(map(_is_common_kanji, kanji)) * 10 > 8 * len(kanji)
    chinese = None if is_japanese else _strictly(octets, "gb2312")
    if chinese is None or len(_HAN.findall(chinese)) < _LONG_WITHOUT_KANA:
        return None
    return Decoded(chinese, "gb18030", guessed=True)


def _declared(octets: bytes, name: str) -> str | None:
    """Strictly as the label says. Of the two large forms of Big5 neither holds the other."""
    text = _strictly(octets, "cp950") if name == "big5hkscs" else None
    return _strictly(octets, name) if text is None else text


def _damaged_utf8(octets: bytes) -> str | None:
    """UTF-8 with a few octets that are none: cut off, pasted in, or halves of pairs; None if it is mostly no UTF-8."""
    if _SURROGATE.search(octets) and (halves := _with_halves(octets)):
        return halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = octets.decode("utf-8", "replace")
    good = sum(ch > "\x7f" for ch in text) - text.count("\ufffd")
    return text if good > 2 * _lost(text) else None


def _lost(text: str) -> int:
    """How many places could not be read; one at the end is where somebody cut, and speaks against no charset."""
    return text.removesuffix("\ufffd").count("\ufffd")


def _with_halves(octets: bytes) -> str:
    """UTF-8 in which halves of UTF-16 pairs were written one by one; empty if it is none."""
    try:
        return octets.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return ""


def _japanese(octets: bytes, *, sure: bool, damaged: bool) -> Decoded | None:
    """CP932 or EUC-JP, whichever makes more of Japanese; None if neither does. `damaged`: a few octets may be lost."""
    best: Decoded | None = None
    best_score = 0
    for name in ("cp932", "euc_jp"):
        text = _strictly(octets, name)
        if text is None and damaged:
            text = octets.decode(name, "replace")
        if text is None:
            continue
        lost = _lost(text)
        score = _likeness(text, strict=sure or lost > 0) - _COST_OF_LOSS * lost
        if score > best_score:
            best, best_score = Decoded(text, name, lossy="\ufffd" in text, guessed=True), score
    return best


def _likeness(text: str, *, strict: bool) -> int:
    """How Japanese a text looks: kana and common kanji for it, half-width kana and rare kanji against it."""
    good = bad = kana = 0
    for ch, times in Counter(text).items():
        if ch < "\x80":
            continue
        if "\u3041" <= ch <= "\u30fe":
            kana += times
        elif "\uff61" <= ch <= "\uff9f" or ch < "\u2000" or (ch >= "\ue000" and ch < "\uf900"):
            bad += times
        elif "\u3000" <= ch <= "\u303f" or "\uff00" <= ch <= "\uff60" or _is_common_kanji(ch):
            good += times
        else:
            bad += times
    if strict and (kana < 2 or bad * 3 > kana):
        return 0
    return 2 * kana + good - bad


@lru_cache(maxsize=8192)
def _is_common_kanji(ch: str) -> bool:
    """Whether it is of JIS level 1 (rows 16 to 47)."""
    try:
        octets = ch.encode("euc_jp")
    except UnicodeEncodeError:
        return False
    return len(octets) == 2 and 0xB0 <= octets[0] <= 0xCF


def _with_vendor_rows(octets: bytes) -> str | None:
    """EUC-JP with the vendor rows of CP51932, or None if it is not EUC-JP."""
    text: list[str] = []
    at = 0
    while at < len(octets):
        width = 1 if octets[at] < 0x80 else 3 if octets[at] == 0x8F else 2
        piece = _euc_character(octets[at : at + width])
        if piece is None:
            return None
        text.append(piece)
        at += width
    return "".join(text)


@lru_cache(maxsize=8192)
def _euc_character(octets: bytes) -> str | None:
    text = _strictly(octets, "euc_jp")
    if text is None and len(octets) == 2 and octets[0] >= 0xA1 and octets[1] >= 0xA1:
        text = decode_jis(b"\x1b$B" + bytes(code & 0x7F for code in octets) + b"\x1b(B")
    return None if text is None or "\ufffd" in text else text


def _western(octets: bytes) -> Decoded:
    """CP1252, its five holes read as Latin-1; marked as lossy where it cannot be text."""
    text = octets.decode("cp1252", "replace")
    return Decoded(text, "cp1252", lossy="\ufffd" in text, guessed=True)


def _strictly(octets: bytes, name: str) -> str | None:
    try:
        return octets.decode(name)
    except (UnicodeError, LookupError, ValueError):
        return _with_vendor_rows(octets) if name == "euc_jp" and len(octets) > 3 else None


def _marked(text: str, name: str) -> Decoded:
    return Decoded(text, name, lossy="\ufffd" in text)
