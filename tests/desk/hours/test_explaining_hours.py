"""Derivations in words: what they name, in which order, and that they end with the answer."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mailbot.desk.hours import (
    Holidays,
    Hours,
    explain_add_minutes,
    explain_business_days_late,
    explain_end_of_business_day,
    explain_end_of_weeks,
    explain_is_business_day,
    explain_is_open,
    explain_late_notice_at,
    explain_minutes_between,
    explain_next_opening,
    explain_notice_date,
    explain_quiet_release,
    prepare,
    read_calendar,
)
from mailbot.desk.hours.phrases import PHRASES
from mailbot.desk.hours.words import amount_in_words

JST = ZoneInfo("Asia/Tokyo")


def jst(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JST)


@pytest.fixture
def office() -> Hours:
    keys: dict[str, object] = {
        "tz": "Asia/Tokyo",
        "weekly": {"mon-fri": ["10:00-12:00", "13:00-17:00"]},
        "national_holidays": "JP",
        "closed_yearly": [["12-29", "01-03"]],
        "changes": [{"from": "2027-01-05", "weekly": {"mon-fri": "09:00-18:00"}}],
    }
    names = {date(2026, 11, 23): "勤労感謝の日", date(2027, 5, 3): "憲法記念日", date(2027, 5, 4): "みどりの日"}
    return prepare(
        "office", {"office": read_calendar("office", keys)}, Holidays(names={"JP": names}, announced_until=2027)
    )


def test_business_days_name_the_deemed_receipt_the_closed_days_the_change_and_the_close(office: Hours) -> None:
    assert explain_end_of_business_day(office, jst("2026-12-30T12:00"), 1) == (
        "起点：2026年12月30日(水) 12:00（Asia/Tokyo）",
        "営業時間外（年末年始休業）のため、2027年1月4日(月)の受付とみなします。",
        "2027年1月5日(火)から営業時間が変わります：平日 09:00から18:00まで",
        "2026年12月30日(水)から2027年1月3日(日)まで（年末年始休業）は、営業日に数えません。",
        "起算日は日数に数えません。",
        "1営業日目は2027年1月5日(火)です。",
        "その日の営業終了が期限です：2027年1月5日(火) 18:00",
    )


def test_minutes_name_what_each_day_gave(office: Hours) -> None:
    assert explain_add_minutes(office, jst("2026-11-20T16:30"), 480, lang="en") == (
        "Counted from Fri 20 Nov 2026, 16:30 JST (Asia/Tokyo).",
        "Closed Mon 23 Nov 2026 (national holiday 勤労感謝の日).",
        "Closed on weekends (2 days).",
        "Fri 20 Nov 2026: 30 min.",
        "Tue 24 Nov 2026: 6 h.",
        "Wed 25 Nov 2026: 1 h 30 min.",
        "8 h of opening hours are reached at Wed 25 Nov 2026, 11:30 JST.",
    )


def test_pauses_are_named_with_what_they_took(office: Hours) -> None:
    pause = (jst("2026-11-19T11:00"), jst("2026-11-20T11:00"))

    in_minutes = explain_add_minutes(office, jst("2026-11-19T10:00"), 120, [pause])
    in_days = explain_end_of_business_day(office, jst("2026-11-19T10:00"), 1, pauses=[pause])

    assert in_minutes[1:] == (
        "2026年11月19日(木) 11:00 から 2026年11月20日(金) 11:00 までの停止（営業時間で6時間）は数えません。",
        "2026年11月19日(木)：1時間",
        "2026年11月20日(金)：1時間",
        "営業時間で2時間に達するのは 2026年11月20日(金) 12:00 です。",
    )
    assert "停止中に営業日の終わりが1回あるため、2026年11月24日(火)に延びます。" in in_days
    assert in_days[-1].endswith("2026年11月24日(火) 17:00")


def test_a_start_outside_of_hours_is_told_with_the_reason(office: Hours) -> None:
    lunch = explain_add_minutes(office, jst("2026-11-19T12:30"), 0)
    early = explain_add_minutes(office, jst("2026-11-19T08:00"), 10, lang="en")

    assert lunch[1:] == (
        "営業時間外（休憩時間）のため、次の営業開始 2026年11月19日(木) 13:00 から数えます。",
        "次の営業開始は 2026年11月19日(木) 13:00 です。",
    )
    assert "before the opening" in early[1]


def test_a_year_is_told_in_a_few_lines(office: Hours) -> None:
    steps = explain_add_minutes(office, jst("2026-11-20T10:00"), 60 * 2500)
    counted = explain_end_of_business_day(office, jst("2026-11-20T10:00"), 300)

    assert len(steps) < 20
    assert len(counted) < 20
    assert any("日）：" in step for step in steps)
    assert "2028年の祝日はまだ公示されていないため、この期限は見込みです。" in explain_end_of_business_day(
        office, jst("2027-12-20T10:00"), 9
    )


def test_more_closed_runs_than_anybody_reads_are_counted() -> None:
    keys: dict[str, object] = {"tz": "UTC", "weekly": {"mon-thu": "09:00-17:00"}}
    short = prepare("c", {"c": read_calendar("c", keys)}, Holidays())

    steps = explain_end_of_business_day(short, jst("2026-01-05T18:00"), 100)

    assert "ほかに5日を、営業日に数えません。" in steps


def test_a_run_of_holidays_is_one_line_with_each_name(office: Hours) -> None:
    steps = explain_end_of_business_day(
        office, jst("2027-04-30T10:00"), 1, lang="en", outside="date", count_first=False
    )

    assert (
        "Mon 3 May 2027 to Tue 4 May 2027 (national holiday 憲法記念日 みどりの日) is not counted as business days."
        in steps
    )
    assert "The day counted from is Fri 30 Apr 2027." in steps


def test_weeks_and_notices_tell_how_they_rolled(office: Hours) -> None:
    weeks = explain_end_of_weeks(office, jst("2026-11-16T10:00"), 1)
    straight = explain_end_of_weeks(office, jst("2026-11-17T10:00"), 1)
    notice = explain_notice_date(office, date(2027, 2, 20), 60, "backward", lang="en")
    rolled = explain_notice_date(office, date(2027, 3, 1), 60)

    assert weeks[-2:] == (
        "2026年11月23日(月)は営業日でないため、2026年11月24日(火)とします。",
        "その日の営業終了が期限です：2026年11月24日(火) 17:00",
    )
    assert not any("営業日でない" in step for step in straight)
    assert notice[-1] == "The notice goes out on Tue 22 Dec 2026."
    assert "2026年12月31日(木)は営業日でないため、2026年12月28日(月)とします。" in rolled


def test_openness_is_explained_by_the_day(office: Hours) -> None:
    assert explain_is_open(office, jst("2026-11-23T11:00")) == (
        "2026年11月23日(月)は営業しません（勤労感謝の日）。",
        "2026年11月23日(月) 11:00 は営業時間外です。",
    )
    assert explain_is_open(office, jst("2026-11-24T11:00:30"), lang="en") == (
        "Opening hours on Tue 24 Nov 2026: 10:00-12:00, 13:00-17:00.",
        "Tue 24 Nov 2026, 11:00:30 JST is within opening hours.",
    )
    assert explain_is_business_day(office, date(2026, 11, 24))[-1] == "2026年11月24日(火)は営業日です。"
    assert explain_is_business_day(office, date(2026, 11, 22), lang="en") == (
        "Sun 22 Nov 2026 is no business day (weekend).",
    )


def test_the_next_opening_is_explained(office: Hours) -> None:
    assert explain_next_opening(office, jst("2026-11-24T11:00"), lang="en")[-1] == (
        "That is within opening hours, so it stays Tue 24 Nov 2026, 11:00 JST."
    )
    assert explain_next_opening(office, jst("2026-11-20T17:00"))[-1] == "次の営業開始は 2026年11月24日(火) 10:00 です。"


def test_minutes_between_are_added_up_and_a_reversed_span_says_so(office: Hours) -> None:
    forward = explain_minutes_between(office, jst("2026-12-28T16:00"), jst("2027-01-05T10:00"))
    backward = explain_minutes_between(office, jst("2026-11-20T11:00"), jst("2026-11-20T10:00"), lang="en")

    assert forward[-1] == "合計：営業時間で8時間（480分）"
    assert backward[1] == "The end comes first: counted backwards, negative."
    assert backward[-1] == "In all: -1 h of opening hours (-60 minutes)."


def test_lateness_is_explained(office: Hours) -> None:
    due = jst("2026-11-20T12:00")

    assert explain_business_days_late(office, due, due)[-1] == "期限内です（-1）。"
    assert explain_business_days_late(office, due, jst("2026-11-20T13:00"), lang="en")[-1].startswith(
        "It is late on the"
    )
    assert explain_business_days_late(office, due, jst("2026-11-24T10:00")) == (
        "期限：2026年11月20日(金) 12:00（Asia/Tokyo）",
        "回答：2026年11月24日(火) 10:00",
        "期限日の営業終了：2026年11月20日(金) 17:00",
        "2026年11月23日(月)（勤労感謝の日）は、営業日に数えません。",
        "土日（2日）は、営業日に数えません。",
        "1営業日の遅れです。",
    )
    assert "2026年11月24日(火) 17:00" in explain_late_notice_at(office, due, 2)[-1]


def test_quiet_hours_are_explained() -> None:
    night = jst("2026-11-20T23:00")

    assert explain_quiet_release(night, ("22:00", "09:00"), "Asia/Tokyo") == (
        "静粛時間：22:00から09:00まで（Asia/Tokyo）",
        "静粛時間が終わる 2026年11月21日(土) 09:00 に送ります。",
    )
    assert explain_quiet_release(jst("2026-11-20T12:00"), ("22:00", "09:00"), "Asia/Tokyo", lang="en")[-1].startswith(
        "Outside the quiet hours"
    )


def test_a_change_of_zone_is_told() -> None:
    keys: dict[str, Any] = {
        "tz": "UTC",
        "weekly": {"mon-fri": "09:00-17:00"},
        "changes": [{"from": "2026-11-24", "tz": "Asia/Tokyo"}],
    }
    moving = prepare("c", {"c": read_calendar("c", keys)}, Holidays())

    steps = explain_end_of_business_day(moving, jst("2026-11-23T20:00"), 1, at="same_clock", lang="en")

    assert "From Tue 24 Nov 2026 the calendar is: weekdays 09:00-17:00 (Asia/Tokyo)." in steps
    assert steps[-1].endswith("Tue 24 Nov 2026, 11:00 JST.")


def test_amounts_are_said_to_the_second() -> None:
    assert amount_in_words(0, "ja") == "0分"
    assert amount_in_words(3_661_000_000, "ja") == "1時間1分1秒"
    assert amount_in_words(-90_000_000, "en") == "-1 min 30 s"


def test_every_sentence_has_the_same_fields_in_both_languages() -> None:
    from string import Formatter

    for japanese, english in PHRASES.values():
        fields = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (japanese, english)]
        assert fields[0] == fields[1]
