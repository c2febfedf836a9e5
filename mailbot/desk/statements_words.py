"""The words of a statement, Japanese and English: amounts of money and units, and what moved them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.labels import Labels, label_in
from mailbot.desk.ledger import Why
from mailbot.desk.statements import EntryKind
from mailbot.desk.statements_money import ChargeKind

if TYPE_CHECKING:
    from decimal import Decimal

    from mailbot.desk.statements import Entry
    from mailbot.desk.statements_money import Charge

LANGUAGES = ("ja", "en")

WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "title": ("ご利用明細", "Statement"),
        "contract": ("契約", "Contract"),
        "period": ("期間", "Period"),
        "made_on": ("作成日", "Made on"),
        "zone": ("日付の基準", "Dates of"),
        "units": ("残数", "Units"),
        "opening": ("期首の残り", "Left at the beginning"),
        "as_of": ("作成時点", "As of"),
        "not_over": ("{on}現在。期間はまだ終わっていません。", "{on}; the period is not over yet."),
        "closing_so_far": ("{on}現在の残り", "Left on {on}"),
        "closing": ("期末の残り", "Left at the end"),
        "reserved": ("うち対応中の件のために確保", "Of these set aside for cases in work"),
        "entries": ("増減の明細", "What came and went"),
        "no_entries": ("この期間に増減はありません。", "Nothing came or went in this period."),
        "date": ("日付", "Date"),
        "what": ("内容", "What"),
        "change": ("増減", "Change"),
        "left": ("残り", "Left"),
        "charges": ("料金", "Charges"),
        "no_charges": ("この期間の料金はありません。", "There is nothing to charge for in this period."),
        "quantity": ("数量", "Quantity"),
        "price": ("単価（税抜）", "Price without tax"),
        "amount": ("金額（税抜）", "Amount without tax"),
        "sums": ("合計", "Totals"),
        "sum": ("金額", "Amount"),
        "net": ("小計（税抜）", "Total without tax"),
        "tax": ("{tax} {rate}", "{tax} {rate}"),
        "taxed": ("対象 {net}", "on {net}"),
        "noted": ("{amount}（{note}）", "{amount} ({note})"),
        "gross": ("合計（税込）", "Total with tax"),
        "consumption_tax": ("消費税", "Consumption tax"),
        "some_tax": ("税", "Tax"),
        "order": ("ご注文 {reference}", "Order {reference}"),
        "order_alone": ("ご注文", "Order"),
        "case": ("{case}", "{case}"),
        "case_defect": ("{case}（製品の不具合のため、戻しました）", "{case} (given back: a defect of the product)"),
        "case_merged": (
            "{case}（ほかの件と統合したため、戻しました）",
            "{case} (given back: merged with another)",
        ),
        "case_returned": ("{case}（戻しました）", "{case} (given back)"),
        "case_minutes": ("{case}（{minutes}分）", "{case} ({minutes} minutes)"),
        "adjusted": ("調整", "Adjustment"),
        "expired": ("有効期限切れ", "Ended"),
        "expired_of": ("有効期限切れ（ご注文 {reference}）", "Ended (order {reference})"),
        "charge_fixed": ("基本料金", "Basic fee"),
        "charge_licences": ("ライセンス", "Licences"),
        "charge_order": ("ご注文 {reference}", "Order {reference}"),
        "charge_packs": ("ご注文 {reference}（{block}の口数）", "Order {reference}, in lots of {block}"),
        "charge_changed": ("ご注文 {reference}（変更・取消分）", "Order {reference}, corrected or taken back"),
        "charge_units": ("ご利用分", "Units used"),
        "charge_ordered_units": ("ご注文 {reference}（{unit}）", "Order {reference}, by the {unit}"),
    }
)


def say(key: str, language: str, **words: object) -> str:
    """One entry of the table in `ja` or, for any other language, in English."""
    japanese, english = WORDS[key]
    return (japanese if language == "ja" else english).format(**words)


def both(key: str, **words: object) -> Labels:
    """One entry of the table in each language."""
    return MappingProxyType({language: say(key, language, **words) for language in LANGUAGES})


def money(amount: Decimal, currency: str, language: str) -> str:
    """`33,000円` in Japanese for yen, else the currency's code before the figure: `USD 1,200.50`, `JPY 33,000`."""
    if currency == "JPY" and language == "ja":
        return f"{amount:,f}円"
    return f"-{currency} {-amount:,f}" if amount < 0 else f"{currency} {amount:,f}"


def percent(rate: Decimal) -> str:
    """A share as people write it: `10%`, `7.8%`."""
    whole = (rate * 100).normalize()
    return f"{whole:f}%"


def counted(units: int, unit: Labels, language: str) -> str:
    """So many units by the contract's own word: `3単位`, `1 incident`, `3 incidents`; below zero, how many lack."""
    if units < 0:
        lacking = counted(-units, unit, language)
        return f"なし（不足：{lacking}）" if language == "ja" else f"none ({lacking} short)"
    word = label_in(unit, language, otherwise="")
    if language == "ja":
        return f"{units:,}{word}"
    plural = word.isascii() and abs(units) != 1 and not word.endswith("s")
    return f"{units:,} {word}{'s' if plural else ''}".rstrip()


def left_over(units: int, language: str) -> str:
    """A balance in a table: the figure, and below zero how many lack."""
    if units >= 0:
        return f"{units:,}"
    return f"不足 {-units:,}" if language == "ja" else f"{-units:,} short"


def signed(units: int) -> str:
    """A change: `+10`, `-3`, and `0` for what took and gave back the same."""
    return f"{units:+,}" if units else "0"


def tax_name(currency: str, language: str) -> str:
    return say("consumption_tax" if currency == "JPY" else "some_tax", language)


def moved_by(entry: Entry, numbers: Mapping[int, str], language: str) -> str:
    """What an entry is about: a case by its number alone, an order by its reference (LETTERS: no case texts)."""
    match entry.kind:
        case EntryKind.CASE:
            number = numbers.get(entry.case_id, str(entry.case_id))
            return say(_case_key(entry), language, case=number, minutes=entry.minutes)
        case EntryKind.ORDER:
            return say("order" if entry.reference else "order_alone", language, reference=entry.reference)
        case EntryKind.EXPIRED:
            return say("expired_of" if entry.reference else "expired", language, reference=entry.reference)
        case EntryKind.ADJUSTED:
            return say("adjusted", language)


def _case_key(entry: Entry) -> str:
    if entry.returned and entry.returned >= entry.used:
        known = {Why.DEFECT: "case_defect", Why.MERGED: "case_merged"}
        return known.get(entry.why, "case_returned") if entry.why else "case_returned"
    return "case_minutes" if entry.minutes else "case"


def charged_for(charge: Charge, unit: Labels, block: int, language: str) -> str:
    """What a charge is for."""
    words = {
        "reference": charge.reference,
        "unit": label_in(unit, language, otherwise=""),
        "block": counted(block, unit, language),
    }
    if charge.kind is ChargeKind.UNITS and charge.reference:
        return say("charge_ordered_units", language, **words)
    return say(f"charge_{charge.kind.value}", language, **words)
