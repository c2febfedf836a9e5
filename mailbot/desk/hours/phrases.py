"""The sentences in which business time is explained, Japanese and English; a table, no logic."""

from collections.abc import Mapping

PHRASES: Mapping[str, tuple[str, str]] = {
    "start": ("起点：{at}（{zone}）", "Counted from {at} ({zone})."),
    "opens": (
        "営業時間外（{why}）のため、次の営業開始 {at} から数えます。",
        "Outside opening hours ({why}), so time counts from the next opening, {at}.",
    ),
    "deemed": (
        "営業時間外（{why}）のため、{day}の受付とみなします。",
        "Outside opening hours ({why}), so it counts as received on {day}.",
    ),
    "plain_date": ("{day}を起算日とします。", "The day counted from is {day}."),
    "first_counts": (
        "起算日が営業日であれば1日目に数えます。",
        "The first day counts as day 1 if it is a business day.",
    ),
    "first_does_not": ("起算日は日数に数えません。", "The first day itself is not counted."),
    "skipped_weekends": (
        "土日（{days}日）は、営業日に数えません。",
        "Weekends ({days} days) are not counted as business days.",
    ),
    "skipped": ("{span}（{name}）は、営業日に数えません。", "{span} ({name}) is not counted as business days."),
    "shut_weekends": ("土日（{days}日）は、営業しません。", "Closed on weekends ({days} days)."),
    "shut": ("{span}（{name}）は、営業しません。", "Closed {span} ({name})."),
    "more_shut": ("ほかに{days}日、営業しません。", "Closed on {days} more days."),
    "more_skipped": ("ほかに{days}日を、営業日に数えません。", "{days} more days are not counted as business days."),
    "version": ("{day}から営業時間が変わります：{hours}", "From {day} the opening hours are: {hours}."),
    "version_zone": (
        "{day}から暦が変わります：{hours}（{zone}）",
        "From {day} the calendar is: {hours} ({zone}).",
    ),
    "nth_day": ("{n}営業日目は{day}です。", "Business day {n} is {day}."),
    "zero_days": ("受付日の営業日は{day}です。", "The business day of receipt is {day}."),
    "weeks": ("{weeks}週間後の同じ曜日は{day}です。", "Weeks counted: {weeks}. The same weekday then is {day}."),
    "rolled": ("{from_day}は営業日でないため、{day}とします。", "{from_day} is no business day, so it becomes {day}."),
    "moved": (
        "停止中に営業日の終わりが{count}回あるため、{day}に延びます。",
        "Closes of business days during pauses: {count}, so it moves to {day}.",
    ),
    "paused": (
        "{start} から {end} までの停止（営業時間で{amount}）は数えません。",
        "The pause from {start} to {end} ({amount} of opening hours) is not counted.",
    ),
    "day": ("{day}：{amount}", "{day}: {amount}."),
    "days": (
        "{first}から{last}まで（{days}日）：{amount}",
        "{first} to {last} ({days} days): {amount}.",
    ),
    "projected": (
        "{year}年の祝日はまだ公示されていないため、この期限は見込みです。",
        "The national holidays of {year} are not announced yet, so this is a projection.",
    ),
    "reached": ("営業時間で{amount}に達するのは {at} です。", "{amount} of opening hours are reached at {at}."),
    "next_opening": ("次の営業開始は {at} です。", "The next opening is {at}."),
    "open_already": (
        "営業時間内ですので、その時刻のまま {at} です。",
        "That is within opening hours, so it stays {at}.",
    ),
    "between": ("合計：営業時間で{amount}（{minutes}分）", "In all: {amount} of opening hours ({minutes} minutes)."),
    "reversed": (
        "終わりが先にあるため、逆に数えて負の値とします。",
        "The end comes first: counted backwards, negative.",
    ),
    "ends_close": ("その日の営業終了が期限です：{at}", "It is due at the close of that day: {at}."),
    "ends_midnight": ("その日の終わりが期限です：{at}", "It is due at the end of that day: {at}."),
    "ends_same_clock": (
        "起点と同じ時刻（営業時間外ならその次の営業開始）が期限です：{at}",
        "It is due at the same time of day, or the next opening after it: {at}.",
    ),
    "windows": ("{day}の営業時間：{windows}", "Opening hours on {day}: {windows}."),
    "closed": ("{day}は営業しません（{why}）。", "Closed on {day} ({why})."),
    "is_open": ("{at} は営業時間内です。", "{at} is within opening hours."),
    "is_closed": ("{at} は営業時間外です。", "{at} is outside opening hours."),
    "is_business_day": ("{day}は営業日です。", "{day} is a business day."),
    "no_business_day": ("{day}は営業日ではありません（{why}）。", "{day} is no business day ({why})."),
    "due": ("期限：{at}（{zone}）", "Due {at} ({zone})."),
    "answered": ("回答：{at}", "Answered {at}."),
    "due_close": ("期限日の営業終了：{at}", "The due day closes at {at}."),
    "on_time": ("期限内です（-1）。", "It is on time (-1)."),
    "same_day": ("期限日のうちの遅れです（0営業日）。", "It is late on the due day itself (0 business days)."),
    "late": ("{days}営業日の遅れです。", "Business days late: {days}."),
    "late_after": (
        "{at} を過ぎると、{days}営業日以上の遅れになります。",
        "After {at} it is late by at least this many business days: {days}.",
    ),
    "end_date": ("終了日：{day}", "The end date is {day}."),
    "days_before": ("その{days}日前は{day}です。", "{days} days before it is {day}."),
    "notice": ("通知日：{day}", "The notice goes out on {day}."),
    "quiet": ("静粛時間：{begins}から{ends}まで（{zone}）", "Quiet hours: {begins} to {ends} ({zone})."),
    "released": ("静粛時間が終わる {at} に送ります。", "It waits for the end of the quiet hours, {at}."),
    "not_quiet": ("静粛時間の外ですので、{at} に送ります。", "Outside the quiet hours, so it goes at {at}."),
    "after_close": ("営業終了後", "after the close"),
    "before_opening": ("営業開始前", "before the opening"),
    "break": ("休憩時間", "during a break"),
    "weekend": ("土日", "weekend"),
    "holiday": ("祝日", "national holiday"),
    "closure": ("休業日", "closing day"),
    "year-end": ("年末年始休業", "year-end closure"),
    "other": ("定休日", "no opening hours"),
}


def say(phrase: str, lang: str, **fields: object) -> str:
    """A sentence of the table in ``ja`` or ``en`` with its fields filled in."""
    japanese, english = PHRASES[phrase]
    return (english if lang == "en" else japanese).format(**fields)
