"""The sentences in which clocks are explained, Japanese and English; a table, no logic."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SENTENCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "promise": ("「{label}」（{kind}）：{target}", "{label} ({kind}): {target}."),
        "minutes": ("営業時間で{amount}以内", "within {amount} of opening hours"),
        "business_days": ("{amount}営業日以内", "within {amount} business days"),
        "business_days_1": ("1営業日以内", "within 1 business day"),
        "weeks": ("{amount}週間以内", "within {amount} weeks"),
        "weeks_1": ("1週間以内", "within 1 week"),
        "by": ("{keys}の場合の定めです。", "This is what holds for {keys}."),
        "out_of_hours": (
            "受付が営業時間外のため、時間外の目標によります。",
            "It was received out of hours, so the target for out of hours holds.",
        ),
        "in_hours": (
            "受付が営業時間内のため、時間内の目標によります。",
            "It was received within opening hours, so the target for opening hours holds.",
        ),
        "receipt": ("受付から数えます。", "It counts from the receipt."),
        "noted": ("担当者が確認したときから数えます。", "It counts from when staff took note."),
        "noted_expected": (
            "まだ確認していないため、遅くとも確認すべきときから数えています。",
            "Nobody has taken note yet, so it counts from when that has to happen at the latest.",
        ),
        "noted_capped": (
            "確認が遅れたため、遅くとも確認すべきだったときから数えます。",
            "Note was taken late, so it counts from when that had to happen at the latest.",
        ),
        "start": ("対応の開始から数えます。", "It counts from the start of work."),
        "start_expected": (
            "まだ対応を始めていないため、「{after}」の期限から数えた見込みです。",
            'Work has not begun yet, so this is reckoned from the due time of "{after}".',
        ),
        "start_capped": (
            "開始が遅れたため、「{after}」の期限から数えます。",
            'Work began late, so it counts from the due time of "{after}".',
        ),
        "each_customer_mail": (
            "まだお答えしていないお客様のメールのうち、最も古いものから数えます。",
            "It counts from the oldest mail of the customer's that is not answered.",
        ),
        "update": (
            "当窓口からの最後のご連絡（なければ受付）から数えます。",
            "It counts from our last mail to the customer, or from the receipt if there is none.",
        ),
        "reopened": ("再開したときから数えます。", "It counts from the reopening."),
        "pause": (
            "{start} から {end} までは、計測を止めていました。",
            "It was paused from {start} to {end}.",
        ),
        "none": ("この件では計測しません。", "This clock does not run for this case."),
        "not_begun": ("まだ起点がないため、計測していません。", "It does not run yet: there is nothing to count from."),
        "trouble": (
            "期限を求められません。営業時間の設定をご確認ください。",
            "There is no due time; please check the calendar: it never opens long enough.",
        ),
        "running": ("計測中です。", "It is running."),
        "paused": (
            "お客様のご返信をお待ちしているため、止めています。",
            "It is paused, as we are waiting for the customer.",
        ),
        "met": ("{at} に間に合って止まりました。", "It was met at {at}."),
        "late": (
            "{breached} に期限を過ぎ、{at} に止まりました。",
            "It was breached at {breached} and stopped at {at}.",
        ),
        "breached": (
            "{breached} に期限を過ぎ、なお計測中です。",
            "It was breached at {breached} and is still running.",
        ),
        "closed": ("件の終了とともに止まりました。", "It ended when the case was closed."),
    }
)
JOINED = {"ja": "、", "en": ", "}


def say(key: str, language: str, **words: object) -> str:
    """One sentence in `ja` or, for any other language, in English."""
    japanese, english = SENTENCES[key]
    return (japanese if language == "ja" else english).format(**words)
