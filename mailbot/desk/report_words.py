"""The words of a monthly report, Japanese and English: a table, no logic."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "title": ("サポート月次報告 {month}", "Support report, {month}"),
        "month": ("{year}年{number}月", "{name} {year}"),
        "period": ("対象期間", "Period"),
        "client": ("お客様", "Client"),
        "contract": ("契約番号", "Contract"),
        "zone": ("時刻", "Times"),
        "as_of": ("集計時点", "Counted at"),
        "as_of_running": ("{at}（月の途中）", "{at} (the month goes on)"),
        "colon": ("：", ": "),
        "none": ("ありません。", "None."),
        "nothing": ("-", "-"),
        "in_all": ("主な数字", "At a glance"),
        "received": ("受付", "Received"),
        "closed": ("終了", "Closed"),
        "open": ("月末の対応中", "Open at month's end"),
        "open_then": ("月末の対応中", "Still open"),
        "open_by_week": ("週の終わりに対応中", "Open at week's end"),
        "kept": ("期限・目標の遵守", "Promises kept"),
        "kept_of": ("{met} / {all}", "{met} of {all}"),
        "answer_median": ("初回回答（中央値）", "First answer (median)"),
        "cases": ("{count}件", "{count}"),
        "counts": ("お問い合わせの件数", "Cases"),
        "category": ("区分", "Category"),
        "priority": ("優先度", "Priority"),
        "week": ("週", "Week"),
        "by_week": ("週別の件数", "By week"),
        "weeks_alt": (
            "週別の受付件数と終了件数の棒グラフ。数字は次の表のとおりです。",
            "Columns of the cases received and closed in each week; the figures stand in the table below.",
        ),
        "targets": ("期限と目標", "Promises"),
        "clock": ("項目", "Promise"),
        "met": ("遵守", "Kept"),
        "missed": ("超過", "Missed"),
        "share": ("遵守率", "Share kept"),
        "misses": ("超過した件とその理由", "What was missed, and why"),
        "number": ("受付番号", "Case"),
        "due": ("予定", "Due"),
        "met_at": ("実績", "Done"),
        "late": ("遅れ", "Late by"),
        "paused": ("お客様待ち", "Waited for you"),
        "reason": ("理由", "Reason"),
        "why_late": ("予定より後に対応", "done after it was due"),
        "why_open": ("集計の時点で未対応", "not done when this was counted"),
        "why_closed": ("対応しないまま終了", "closed without it"),
        "why_silence": (
            "解決の連絡がないまま、ご返信がなく終了",
            "closed as no reply came, without word of its resolution",
        ),
        "why_unresolved": (
            "ご回答の後、解決の連絡がないまま終了",
            "answered, then closed without word of its resolution",
        ),
        "why_changed": ("後の変更により対象外", "no longer asked for after a change"),
        "business": ("営業時間で{length}", "{length} of opening hours"),
        "all_hours": ("実時間で{length}", "{length} elapsed"),
        "seconds": ("{count}秒", "{count} seconds"),
        "second": ("1秒", "1 second"),
        "short_minutes": ("{count}分", "{count}m"),
        "short_hours": ("{count}時間", "{count}h"),
        "times": ("対応にかかった時間", "How long it took"),
        "what": ("項目", "What"),
        "count": ("件数", "Cases"),
        "median": ("中央値", "Median"),
        "p90": ("90パーセンタイル", "90th percentile"),
        "first_answer": ("初回回答まで", "To the first answer"),
        "resolution": ("解決まで", "To resolution"),
        "open_hours": ("営業時間", "opening hours"),
        "elapsed": ("実時間", "elapsed"),
        "units": ("ご契約の単位", "Units"),
        "pack": ("ご注文", "Order"),
        "beyond": ("ご注文の範囲を超えた分", "beyond what was ordered"),
        "used": ("ご利用", "Used"),
        "given_back": ("お戻し", "Given back"),
        "left": ("月末の残り", "Left at month's end"),
        "valid_until": ("有効期限", "Valid until"),
        "unlimited": ("無制限", "unlimited"),
        "faults": ("障害", "Faults"),
        "fault_number": ("障害番号", "Fault"),
        "fault_what": ("内容", "What happened"),
        "services": ("サービス", "Service"),
        "began": ("発生", "Began"),
        "recovered": ("復旧", "Recovered"),
        "running": ("継続中", "not yet"),
        "lasted": ("月内の時間", "Time in the month"),
        "scope": ("影響範囲", "Scope"),
        "cause": ("原因", "Cause"),
        "remedy": ("対処", "Remedy"),
        "prevention": ("再発防止", "Prevention"),
        "linked": ("関連する件", "Cases"),
        "availability": ("稼働率", "Availability"),
        "percent": ("稼働率", "Availability"),
        "target": ("目標", "Target"),
        "result": ("結果", "Result"),
        "met_target": ("達成", "met"),
        "missed_target": ("未達成", "missed"),
        "no_target": ("目標なし", "no target"),
        "no_promise": ("対象時間なし", "nothing was promised"),
        "agreed": ("対象時間", "Agreed time"),
        "excluded": ("除外", "Left out"),
        "down": ("停止", "Down"),
        "still_down": ("集計時点で停止中です。", "It was still down when this was counted."),
        "stops": ("停止と除外の内訳：{service}", "{service}: what stopped, and what was left out"),
        "span": ("時間帯", "When"),
        "minutes": ("分数", "Minutes"),
        "treated": ("扱い", "Treated as"),
        "why_window": ("定例の停止時間（対象外）", "recurring window, outside the promise"),
        "why_announced": ("事前に告知した計画停止（除外）", "planned and announced in time, left out"),
        "why_outside-control": ("弊社の管理外の原因（除外）", "cause outside our control, left out"),
        "why_fault": ("障害（停止）", "fault, down time"),
        "why_late-notice": ("告知が間に合わなかった計画停止（停止）", "planned, announced too late, down time"),
        "why_overrun": ("計画停止の超過（停止）", "planned stop that ran over, down time"),
        "why_short": ("短い停止（数えない）", "too short to be counted"),
        "calendar": ("日ごとの稼働：{service}", "{service}, day by day"),
        "day_up": ("稼働", "up"),
        "day_down": ("停止{minutes}分", "down {minutes} min"),
        "day_out": ("除外{minutes}分", "{minutes} min left out"),
        "day_ahead": ("これから", "still to come"),
        "legend_up": ("終日稼働", "up all day"),
        "legend_down": ("停止あり", "some down time"),
        "legend_out": ("除外のみ", "only time left out"),
        "legend_closed": ("斜体は窓口の休業日", "in italics: the desk was closed"),
        "wishes": ("ご要望・変更のご依頼", "Wishes and change requests"),
        "subject": ("件名", "Subject"),
        "private": ("（非公開の件）", "(private)"),
        "received_on": ("受付日", "Received"),
        "status": ("状態", "State"),
        "answer": ("実現性・費用", "Feasible, cost"),
        "usage": ("ご利用状況", "Usage"),
        "usage_name": ("項目", "Figure"),
        "value": ("値", "Value"),
        "matters": ("対応中の件", "Open matters"),
        "next_due": ("次の期限・目標", "Next due"),
        "overdue": ("超過（{at}）", "overdue ({at})"),
        "counting": ("数字の数え方", "How this was counted"),
        "per_desk": ("窓口全体", "The whole desk"),
    }
)

DEFINED: tuple[tuple[str, str], ...] = (
    (
        "中央値と90パーセンタイルは最近順位法によります（値の50%または90%以上がそれ以下となる最小の値）。",
        "Median and 90th percentile are by nearest rank: the smallest value that so many percent do not exceed.",
    ),
    (
        (
            "初回回答と解決の時間は受付からのもので、お客様をお待ちした時間を引いていません。"
            "その月に初回回答または解決をした件を数えます。"
        ),
        (
            "Times to first answer and to resolution run from receipt, with waiting for you not taken off, for the "
            "cases first answered or resolved in the month."
        ),
    ),
    (
        "期限と目標は、果たした月、または最初に超過した月に数えます。",
        "A promise counts in the month in which it was kept, or in which it was first missed.",
    ),
    (
        "月末までにほかの件へ統合した件は、統合先の件として数えます。統合までの期限と目標は別に数えます。",
        "A case merged into another by month's end is counted there; its own promises up to then count on their own.",
    ),
    (
        "再開した件の期限と目標は、再開の前と後をそれぞれ1つと数えます。",
        "Promises of a reopened case count once before it was reopened, and once again after.",
    ),
    (
        (
            "稼働率は（対象時間 - 停止）÷ 対象時間 で、小数第5位以下を切り捨てます。"
            "対象時間は月の実際の分数から除外を引いたものです。"
        ),
        (
            "Availability is (agreed - down) / agreed, cut to four decimals; agreed is every minute of the month "
            "without what is left out."
        ),
    ),
)
"""What must be said for the figures to be checked by the reader."""

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS: tuple[tuple[str, ...], tuple[str, ...]] = (
    ("月", "火", "水", "木", "金", "土", "日"),
    ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
)


def say(key: str, language: str, **words: object) -> str:
    """A phrase in a language, its blanks filled."""
    return WORDS[key][language != "ja"].format(**words)
