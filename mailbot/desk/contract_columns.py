"""The columns of a contract list: their names in English and Japanese, and how a cell is read and written (A8)."""

from __future__ import annotations

import re
import unicodedata

CONTRACT_COLUMNS = {
    "id": ("contract", "契約番号", "契約id"),
    "client": ("client", "契約者", "会社", "利用会社"),
    "policy": ("policy", "ポリシー", "sla"),
    "calendar": ("calendar", "カレンダー", "営業時間"),
    "from": ("from", "開始日", "契約開始日"),
    "until": ("until", "終了日", "契約終了日"),
    "domains": ("domains", "ドメイン"),
    "services": ("services", "サービス"),
    "products": ("products", "製品"),
    "openers": ("openers", "受付対象"),
    "address": ("desk_address", "専用アドレス"),
    "language": ("contract_language", "契約の言語"),
    "timezone": ("contract_timezone", "契約のタイムゾーン"),
    "default": ("default", "既定"),
    "terms": ("terms", "パック", "サポート種別"),
    "licences": ("licences", "ライセンス数"),
    "prices": ("prices", "料金"),
}
CONTACT_COLUMNS = {
    "name": ("name", "氏名", "名前", "担当者名"),
    "addresses": ("email", "メールアドレス", "メール", "addresses"),
    "roles": ("roles", "役割"),
    "language": ("language", "言語"),
    "timezone": ("timezone", "タイムゾーン"),
    "company": ("company", "会社名"),
    "department": ("department", "部署", "所属"),
    "title": ("title", "役職"),
    "honorific": ("honorific", "敬称"),
}
ORDER_COLUMNS = {
    "order": ("order", "注文番号", "発注番号"),
    "units": ("units", "単位数", "インシデント数"),
    "ordered_on": ("ordered_on", "注文日", "発注日"),
    "confirmed_on": ("confirmed_on", "確認書発行日", "確認日"),
    "from": ("units_from", "有効開始日"),
    "until": ("units_until", "有効期限", "有効終了日"),
    "price": ("price", "金額", "注文金額"),
}
"""A row may hold an order beside a contact or alone; a contract has as many as it has rows with one (row E2)."""
ROLE_NAMES = {"管理": "admin", "管理者": "admin", "通知": "notice", "緊急": "emergency", "請求": "billing"}
LISTS = frozenset({"domains", "services", "products", "openers", "addresses", "roles"})
DATES = frozenset({"from", "until", "ordered_on", "confirmed_on"})
NUMBERS = frozenset({"units", "licences"})
_TRUE = frozenset({"yes", "true", "1", "はい", "有", "○", "〇"})
_FALSE = frozenset({"no", "false", "0", "いいえ", "無", "×", "-"})
_NOTHING = frozenset({"-", "none", "なし", "無し"})
_SEPARATORS = re.compile(r"[;；、,\n]+")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_FORMULA = ("=", "+", "-", "@", "\t")


def heading_key(text: str) -> str:
    """A heading as it is compared: width, case, spaces and _ make no difference."""
    return re.sub(r"[\s_]+", "", unicodedata.normalize("NFKC", text).lower())


def cell_text(cell: str) -> str:
    """A cell as it was meant: the apostrophe that keeps a spreadsheet from computing it is no part of it."""
    text = cell.strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def guarded(text: str) -> str:
    """A text that a spreadsheet shows as it is, never computes (formulas begin with = + - @)."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def cell_list(text: str) -> list[str]:
    """The entries of a cell, parted by semicolons, commas, 、 or lines."""
    return [part for part in (one.strip() for one in _SEPARATORS.split(text)) if part]


def cell_day(text: str) -> str:
    """A date as spreadsheets write it, as `YYYY-MM-DD`; what is none stays as it is, to be complained of."""
    match = _DAY.fullmatch(unicodedata.normalize("NFKC", text))
    return f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}" if match else text


def cell_flag(text: str) -> object:
    """True or False; what is neither stays as it is, to be complained of."""
    word = unicodedata.normalize("NFKC", text).lower()
    return True if word in _TRUE or text in _TRUE else False if word in _FALSE or text in _FALSE else text


def cell_openers(text: str) -> object:
    """`admin; @client.example` for all categories, `question: @client.example` for one (DECISIONS 2)."""
    everyone: list[str] = []
    by_category: dict[str, list[str]] = {}
    for entry in cell_list(text):
        category, colon, pattern = entry.partition(":")
        if colon:
            by_category.setdefault(category.strip(), []).append(pattern.strip())
        else:
            everyone.append(entry)
    return by_category | {"all": everyone} if by_category else everyone


def cell_number(text: str) -> object:
    """A whole number; what is none stays as it is, to be complained of."""
    word = unicodedata.normalize("NFKC", text).replace(",", "")
    return int(word) if word.isdecimal() else text


def cell_prices(text: str) -> object:
    """`fixed: 50000; per_licence: 500`; what is no such list stays as it is, to be complained of."""
    found: dict[str, object] = {}
    for entry in cell_list(unicodedata.normalize("NFKC", text)):
        key, colon, value = entry.partition(":")
        if not colon:
            return text
        found[key.strip()] = cell_number(value.strip())
    return found


def is_none(key: str, text: str) -> bool:
    """Whether a cell says that there is nothing: an empty one of a contract that stands already says nothing at all."""
    return key != "default" and unicodedata.normalize("NFKC", text).casefold() in _NOTHING


def cell_value(key: str, text: str) -> object:
    """What a filled cell of this column means, as the reader of contracts takes it."""
    if key == "openers":
        return cell_openers(text)
    if key == "default":
        return cell_flag(text)
    if key == "prices":
        return cell_prices(text)
    if key in NUMBERS:
        return cell_number(text)
    if key in DATES:
        return cell_day(text)
    if key == "roles":
        return [ROLE_NAMES.get(role, role.lower()) for role in cell_list(text)]
    return cell_list(text) if key in LISTS else text
