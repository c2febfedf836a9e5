"""The words about units that staff read: why a command cannot run, and what is left."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from mailbot.desk.amounts import LONGEST_SESSION
from mailbot.desk.wording import day

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from mailbot.desk.labels import Labels


def _said(ja: str, en: str) -> Mapping[str, str]:
    return MappingProxyType({"ja": ja, "en": en})


UNITS_REFUSALS: Mapping[str, Mapping[str, str]] = {
    "units-short": _said(
        "残数が足りません。ご注文を待つか、#許可 と書いて残数を超える対応を認めてください",
        "not enough units are left: wait for an order, or write #accept to let the case go beyond them",
    ),
    "units-promised": _said(
        "残りは、すでに受け付けた別の件に充てる分です。ご注文を待つか、#許可 と書いて残数を超える対応を認めてください",
        "what is left is meant for other cases that were accepted: wait for an order, or write #accept to let the case"
        " go beyond it",
    ),
    "units-freed": _said(
        "不具合または統合のため、単位を消費しない件です。改める場合は、先に #取消 と返信してください",
        "the case costs nothing, as a defect or as merged; to change that, take it back by #undo before",
    ),
    "time-beyond": _said(
        "ご承諾の範囲を超えるため、記録していません。#単位 に続けて合計を書くと、お客様に見込みをお送りします。"
        "電話などで承諾済みの場合は #単位 と #承諾 を、"
        "こちらの判断で記録する場合は #許可 を、同じメールに添えてください",
        "this goes beyond what the customer agreed to, and is not recorded: write #units with the total to send them an"
        " estimate; if they have agreed, by telephone say, add #units and #consent in the same mail; to record it by"
        " your own word, add #accept",
    ),
    "time-closed": _said(
        "ご承諾の範囲を超えるため、記録していません。完了した件はメールで承諾をお願いできません。"
        "電話などで承諾済みの場合は #単位 に合計を書いて #承諾 とともに、"
        "こちらの判断で記録する場合は #許可 を、同じメールに添えてください",
        "this goes beyond what the customer agreed to, and is not recorded. Nobody can be asked by mail about a closed"
        " case: if they have agreed, add #units with the total and #consent in the same mail; to record it by your own"
        " word, add #accept",
    ),
    "time-at-opening": _said(
        "お客様に伺わずに使える範囲を超えるため、受け付けていません。先に件を登録し、見込みをお送りするか、"
        "その件で #許可 とともに時間を記録してください",
        "this goes beyond what may be used without asking the customer: open the case first, then send an estimate, or"
        " record the time there beside #accept",
    ),
    "units-closed": _said(
        "ご承諾の範囲を超えるため、記録していません。完了した件はメールで承諾をお願いできません。"
        "承諾済みの場合は #承諾 を、こちらの判断で記録する場合は #許可 を、同じメールに添えてください",
        "this goes beyond what the customer agreed to, and is not recorded. Nobody can be asked by mail about a closed"
        " case: if they have agreed, add #consent in the same mail; to record it by your own word, add #accept",
    ),
    "not-counted": _said("単位を数えない契約の件です", "no units are counted on the contract of this case"),
    "no-estimate": _said(
        "お客様の承諾が必要な件ではありません。先に #レベル か #単位 で決めてください",
        "the customer has nothing to agree to: set the cost by #level or #units before",
    ),
    "order-form": _said(
        "注文を読み取れません。#注文 C-1 10 PO-17 のように、契約、単位数、注文番号の順に書いてください",
        "the order cannot be read: write the contract, the units and the number, like #order C-1 10 PO-17",
    ),
    "order-contract": _said("その契約はありません", "there is no such contract"),
    "order-uncounted": _said("単位を数えない契約です", "no units are counted on this contract"),
    "order-block": _said(
        "決まった数ごとのご注文のため、登録できません。単位数を直して、もう一度お送りください",
        "it is sold in lots, so that this order cannot be booked: correct the units, and send it again",
    ),
    "order-twice": _said(
        "同じ日の同じ注文が、番号なしで登録済みです。別の注文でしたら、注文番号を付けてください",
        "the same order of this day is booked already without a number: if this is another one, give it a number",
    ),
    "order-doubled": _said(
        "同じ注文が二度書かれています。二つの注文でしたら、別々の注文番号を付けてください",
        "the same order is written twice: if these are two, give each its own number",
    ),
    "order-in-use": _said(
        "この注文の単位は、すでに確保または消費されています（注文番号の後がその数）。残りだけを取り消す場合は、"
        "コマンドラインの mailbot contract cancel をお使いください",
        "units of the order are set aside or used already, as many as stand behind its number; to take back the rest, "
        "use mailbot contract cancel on the command line",
    ),
    "order-known": _said(
        "その注文番号は、別の内容で登録されています",
        "an order of this number stands there already, with other contents",
    ),
}


def block_words(block: int, units: int) -> Labels:
    """In lots of how many units orders come, and which numbers are nearest to one that is none."""
    below = units - units % block
    japanese = " か ".join(f"{one}" for one in (below, below + block) if one)
    english = " or ".join(f"{one}" for one in (below, below + block) if one)
    return _said(f"{block} の倍数で：{japanese}", f"a multiple of {block}: {english}")


def order_words(contract_id: str, reference: str, units: int) -> Labels:
    """Under which number an order stands, and how it is taken back."""
    cancel = f"mailbot contract cancel {contract_id} {reference}"
    return _said(
        f"{contract_id} の注文 {reference}（{units}）を登録しました。後日の取り消しは {cancel}",
        f"the order {reference} of {contract_id} ({units}) is booked; to cancel it later: {cancel}",
    )


def standing_words(contract_id: str, reference: str, units: int) -> Labels:
    """That an order was booked before, so that nothing was done."""
    return _said(
        f"{contract_id} の注文 {reference}（{units}）は登録済みです",
        f"the order {reference} of {contract_id} ({units}) was booked before; nothing was changed",
    )


BESIDE_ORDER = _said(
    "注文の下の文は、どなたにも送らず、元のメールに残してあります",
    "the text below the order was sent to nobody; it stays with the mail that ordered",
)


def undone_words(contract_id: str, reference: str, units: int) -> Labels:
    """That an order was taken back."""
    return _said(
        f"{contract_id} の注文 {reference}（{units}）を取り消しました",
        f"the order {reference} of {contract_id} ({units}) was taken back",
    )


def runs_words(contract_id: str, last: date) -> Labels:
    """Until when a contract runs, as an order has renewed it."""
    return _said(
        f"契約 {contract_id} は {day(last, 'ja')} まで続きます",
        f"the contract {contract_id} runs until {day(last, 'en')} now",
    )


def ends_words(contract_id: str, last: date) -> Labels:
    """That a contract ends on its day, as nothing puts it off any more."""
    return _said(
        f"契約 {contract_id} は {day(last, 'ja')} に終わります",
        f"the contract {contract_id} ends on {day(last, 'en')}",
    )


def endless_words(contract_id: str, last: date) -> Labels:
    """That an order without an end does not put off the end of its contract."""
    return _said(
        f"契約 {contract_id} は {day(last, 'ja')} に終わります。期限のない注文では延びません",
        f"the contract {contract_id} ends on {day(last, 'en')}: an order without an end does not put that off",
    )


def served_words(numbers: Sequence[str]) -> Labels:
    """Which cases had waited for units and have them now."""
    return _said(
        f"残数を待っていた件に充てました：{'、'.join(numbers)}",
        f"set aside for cases that waited for units: {', '.join(numbers)}",
    )


def ended_words(numbers: Sequence[int]) -> Labels:
    """Which mails were held as the contract had ended, the oldest first."""
    accept = f"#許可 {numbers[0]}", f"#accept {numbers[0]}"
    return _said(
        f"契約の終了後に届き保留したメール：{'、'.join(map(str, numbers))}（受け付ける場合は {accept[0]}）",
        f"held since the contract had ended: {', '.join(map(str, numbers))} (to let one in: {accept[1]})",
    )


def held_words(numbers: Sequence[int]) -> Labels:
    """Which mails were held while nothing was left, the oldest first."""
    accept = f"#許可 {numbers[0]}", f"#accept {numbers[0]}"
    return _said(
        f"残数がなく保留したメール：{'、'.join(map(str, numbers))}（受け付ける場合は {accept[0]}）",
        f"held while no units were left: {', '.join(map(str, numbers))} (to let one in: {accept[1]})",
    )


def served_now_words(numbers: Sequence[int]) -> Labels:
    """Which mails were held while nothing was left, and could be served now, the oldest first."""
    accept = f"#許可 {numbers[0]}", f"#accept {numbers[0]}"
    return _said(
        f"残数がなく保留したメールのうち、いまは残数のあるもの：{'、'.join(map(str, numbers))}"
        f"（受け付ける場合は {accept[0]}）",
        f"held while no units were left, and there are some now: {', '.join(map(str, numbers))}"
        f" (to let one in: {accept[1]})",
    )


def units_beyond_words(units: int, agreed: int) -> Labels:
    """How many units in all a case would come to, and how many of them nobody has to be asked about."""
    return _said(f"合計 {units}単位、承諾の範囲は {agreed}単位", f"{units} units in all, {agreed} agreed")


def came_back_words(number: str, unit: Labels, units: int, minutes: int) -> Labels:
    """What a case that ended in another had used, and how its time is taken over there."""
    whole, rest = divmod(minutes, LONGEST_SESSION)
    parts = [*[LONGEST_SESSION] * whole, *([rest] if rest else [])]
    japanese, english = " と ".join(f"#時間 {one}分" for one in parts), " and ".join(f"#time {one}m" for one in parts)
    came = f"{units} {unit.get('en', 'unit')}{'' if units == 1 else 's'} ({minutes} minutes)"
    return _said(
        f"{number} の {units}{unit.get('ja', '単位')}（{minutes}分）は戻しました。"
        f"時間を引き継ぐときは {japanese} と書いて返信してください。",
        f"{came} of {number} came back. To take the time over, reply {english}.",
    )


def uncounted_words(unit: Labels, units: int, *, by_time: bool, is_ended: bool) -> Labels:
    """That a case with a call or time on record costs nothing, as nobody began to work on it, and how it is counted."""
    ja, en = (f"#単位 {units} ", f"#units {units}") if is_ended else ("#着手 ", "#start")
    ja, en = ("#時間 20分 など", "#time 20m, for example") if by_time else (ja, en)
    return _said(
        f"電話または作業時間の記録がありますが、着手していない件のため、{unit.get('ja', '単位')}を消費していません。"
        f"消費する場合は {ja}と書いて返信してください",
        "A call or time is on record, but nobody began to work on the case, so that nothing is used. To count it,"
        f" reply {en}",
    )


def lacking_words(unit: Labels, lacking: int) -> Labels:
    """That a consent was recorded for which too few units are left, and what brings them."""
    lack = f"{lacking} {unit.get('en', 'unit')}{' lacks' if lacking == 1 else 's lack'}"
    return _said(
        f"承諾を記録しましたが、{lacking}{unit.get('ja', '単位')}足りません。"
        "#注文 で登録するか、#許可 と書いて残数を超える対応を認めてください",
        f"The consent is recorded; {lack}: book an order by #order, or write #accept",
    )


def left_words(unit: Labels, left: int, *, here: int = 0, asked: int = 0, lacking: int = 0) -> Labels:
    """How many units are left, as the copies for staff say it; `here` are those set aside for the case, `asked` those
    that its customer has not agreed to, `lacking` those that lack for what they have agreed to just now."""
    english = f"{left} {unit.get('en', 'unit')}{'' if left == 1 else 's'}"
    japanese = f"{left}{unit.get('ja', '単位')}"
    if here:
        japanese, english = f"{japanese}（この件で {here} を確保）", f"{english} ({here} reserved for the case)"
    if asked:
        japanese += f"。見込み {asked} のご承諾待ちです。承諾のお返事でしたら #承諾 と書いてください"
        english += f". The estimate of {asked} awaits a consent: write #consent if this is one"
    if lacking:
        lacks = lacking_words(unit, lacking)
        japanese, english = f"{japanese}。{lacks['ja']}", f"{english}. {lacks['en']}"
    return _said(japanese, english)
