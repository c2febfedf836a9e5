"""The desk with incident levels 3, 2 and 1: weekdays 10:00-17:00, security incidents at any hour as best effort."""

from __future__ import annotations

from tests.regimes.playing import OpenRegime, breaches, ended, joined
from tests.stages.mail_clients import Person

TARO = Person("taro@client.example", "Taro")
JANE = Person("jane@overseas.example", "Jane Doe")
TEAM = {"ichiro@vendor.example", "hanako@vendor.example"}


def test_a_fault_is_level_two_and_begun_within_a_business_day(regime: OpenRegime) -> None:
    desk = regime("levels")

    case = desk.hears("2026-12-24 11:00", TARO, "帳票を出すとエラーになります")

    assert (case.category, case.priority) == ("incident", "level-2")
    # Thursday counts as day 0, so Friday's close. Level 2 has no reports and no answer clock.
    assert desk.clocks(case) == {"start": "2026-12-25 17:00"}
    text = desk.acknowledgement(TARO).text
    assert "優先度：レベル2" in text
    assert "対応開始（目標）：2026年12月25日(金) 17:00 まで" in text
    assert "営業時間外" not in text
    assert "電話" not in text
    assert desk.copied(case) == TEAM


def test_what_comes_at_closing_time_before_the_year_ends_waits_for_the_fourth(regime: OpenRegime) -> None:
    desk = regime("levels")

    case = desk.hears("2026-12-28 17:00", TARO, "権限の設定について")

    assert (case.category, case.priority) == ("question", "general")
    # At the closing instant the desk is closed: received on Mon 4 January (12/29-1/3 and 1/2-3 closed). Two business
    # days after it: Tue 5, Wed 6.
    assert desk.clocks(case) == {"answer": "2027-01-06 17:00"}
    text = joined(desk.acknowledgement(TARO).text)
    assert "営業時間外のため、2027年1月4日(月) 10:00 から順に確認いたします。" in text
    assert "年末年始休業（2026年12月29日(火)から2027年1月3日(日)まで）は、日数に含めておりません。" in text


def test_a_security_incident_at_night_reaches_everybody_and_promises_nothing_for_the_night(regime: OpenRegime) -> None:
    desk = regime("levels")

    case = desk.hears("2027-01-02 03:00", TARO, "不正アクセスの疑い", "見覚えのないログインがあります。")

    assert (case.category, case.priority) == ("security", "level-3")
    # Saturday in the closure. An hour from Mon 4 January 10:00; the first report by that day's close.
    assert desk.clocks(case) == {"start": "2027-01-04 11:00", "update": "2027-01-04 17:00"}
    assert desk.copied(case) == TEAM
    text = joined(desk.acknowledgement(TARO).text)
    assert "2027年1月4日(月) 10:00" in text
    assert "1月2日(土) 0" not in text.replace("受付日時：2027年1月2日(土) 03:00", "")


def test_level_three_is_begun_reported_on_and_resolved(regime: OpenRegime) -> None:
    desk = regime("levels")

    case = desk.hears("2026-11-24 10:30", TARO, "受注の業務が停止しています")
    assert (case.category, case.priority) == ("incident", "level-3")
    # Begun within the hour; the first report a business day after the receipt (Tue 24 -> Wed 25).
    assert desk.clocks(case) == {"start": "2026-11-24 11:30", "update": "2026-11-25 17:00"}

    desk.staff_writes("2026-11-24 10:50", case, "#着手")
    assert desk.clocks(case, "2026-11-24 11:00") == {"start": "met", "update": "2026-11-25 17:00"}

    desk.staff_writes("2026-11-25 16:00", case, "原因を調べております。サーバーの応答が遅くなっていました。")
    assert desk.clocks(case, "2026-11-25 16:05") == {"start": "met", "update": "2026-11-26 17:00"}

    desk.staff_writes("2026-11-26 17:00", case, "#解決")
    assert desk.clocks(case, "2026-11-26 18:00") == {"start": "met", "update": "met"}


def test_a_level_three_report_that_is_forgotten_is_late_and_the_next_one_is_due_again(regime: OpenRegime) -> None:
    desk = regime("levels")

    story = desk.on_paper(
        [
            ("2026-11-24 10:30", "received"),
            ("2026-11-24 11:31", "started"),
            ("2026-11-27 10:00", "report"),
            ("2026-11-30 15:00", "resolved"),
        ],
        "2026-11-30 17:00",
        calendar="office",
        category="incident",
        priority="level-3",
    )

    # Due Tue 11:30 and Wed 25 17:00. The report of Fri 27 makes the next one due on Mon 30, the day it was resolved.
    assert breaches(story) == [("start", "2026-11-24 11:30"), ("update", "2026-11-25 17:00")]
    assert ended(story) == {"start": "late", "update": "met"}


def test_a_wish_is_level_one_noted_and_under_no_clock(regime: OpenRegime) -> None:
    desk = regime("levels")

    case = desk.hears("2026-11-24 10:30", TARO, "一覧画面についての要望")

    assert (case.category, case.priority) == ("request", "level-1")
    assert desk.clocks(case) == {}
    assert "優先度：レベル1" in desk.acknowledgement(TARO).text


def test_a_customers_urgent_that_is_no_incident_is_lowered_with_the_reason(regime: OpenRegime) -> None:
    desk = regime("levels")

    case = desk.hears("2026-11-24 11:00", TARO, "【緊急】権限の設定について")

    assert (case.category, case.priority) == ("question", "general")
    text = joined(desk.acknowledgement(TARO).text)
    assert "「緊急」としてご連絡いただきましたが、" in text
    assert "優先度を「一般」といたしました" in text


def test_only_administrators_ask(regime: OpenRegime) -> None:
    desk = regime("levels")

    desk.refuses("2026-11-24 10:30", Person("user@client.example"), "帳票を出すとエラーになります")

    assert [one.key for one in desk.talk.letters("user@client.example")] == ["refused-colleague"]


def test_a_client_abroad_reads_the_times_of_their_own_zone(regime: OpenRegime) -> None:
    desk = regime("levels")

    case = desk.hears("2026-11-24 18:00", JANE, "Export does not work", "We get a blank page.")

    # After hours: received on Wed 25, so Thursday's close, 17:00 in Tokyo and 08:00 in London.
    assert desk.clocks(case) == {"start": "2026-11-26 17:00"}
    text = " ".join(desk.acknowledgement(JANE).text.split())
    assert "Level 2" in text
    assert "08:00" in text
    assert "26 November 2026" in text or "26 Nov" in text
