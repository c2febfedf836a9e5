"""Maintenance with urgent, important and minor: from taking note, capped starts, telephone, busy season, and scope."""

from __future__ import annotations

import pytest

from tests.regimes.playing import OpenRegime, breaches, ended, joined
from tests.stages.mail_clients import Person

TARO = Person("taro@client.example", "Taro")
JIRO = Person("jiro@busy.example", "Jiro")
TEAM = {"ichiro@vendor.example", "hanako@vendor.example"}


def test_an_urgent_matter_is_telephoned_too_begun_in_ten_minutes_and_solved_in_eight_hours(regime: OpenRegime) -> None:
    desk = regime("three-priorities")

    case = desk.hears("2026-11-24 10:00", TARO, "【緊急】受注システムが起動しない")

    assert (case.category, case.priority) == ("incident", "urgent")
    # Read by 10:30 at the latest, so begun by 10:40; eight hours of 9-18 from 10:00 are Tue 18:00.
    assert desk.clocks(case) == {"start": "2026-11-24 10:40", "resolve": "2026-11-24 18:00"}
    text = joined(desk.acknowledgement(TARO).text)
    assert "お電話でもご連絡をお願いいたします" in text
    assert "03-0000-0000" in text
    assert f"受付番号 {case.number} をお知らせください" in text
    assert desk.copied(case) == TEAM

    desk.staff_writes("2026-11-24 10:05", case, "#確認")
    assert desk.clocks(case, "2026-11-24 10:06")["start"] == "2026-11-24 10:15"
    desk.staff_writes("2026-11-24 10:15", case, "#着手")
    desk.staff_writes("2026-11-24 18:00", case, "#解決")
    assert desk.clocks(case, "2026-11-24 18:30") == {"start": "met", "resolve": "met"}


def test_a_standstill_on_saturday_night_is_handled_then_and_promised_for_monday(regime: OpenRegime) -> None:
    desk = regime("three-priorities")

    case = desk.hears("2026-11-28 22:00", TARO, "受注の業務が停止しています")

    # The hours are the business hours: Mon 30, read by 9:30, begun by 9:40, solved by 17:00.
    assert desk.clocks(case) == {"start": "2026-11-30 09:40", "resolve": "2026-11-30 17:00"}
    text = joined(desk.acknowledgement(TARO).text)
    assert "業務が停止している場合は、営業時間外でも対応いたします。" in text
    assert "営業時間外のため、当番の担当者に通知いたしました。" in text
    # The customer telephoned, somebody began that night.
    desk.staff_writes("2026-11-28 22:15", case, "#着手")
    assert desk.clocks(case, "2026-11-28 23:00") == {"start": "met", "resolve": "2026-11-30 17:00"}


def test_an_urgent_mail_that_nobody_reads_is_late_all_the_same(regime: OpenRegime) -> None:
    desk = regime("three-priorities")

    story = desk.on_paper(
        [("2026-11-24 10:00", "received"), ("2026-11-24 13:00", "noted"), ("2026-11-24 13:05", "started")],
        "2026-11-24 19:00",
        calendar="office",
        priority="urgent",
    )

    # Taking note at 13:00 moves nothing: 10:30 was the latest.
    assert breaches(story) == [("start", "2026-11-24 10:40"), ("resolve", "2026-11-24 18:00")]


def test_an_important_matter_over_the_year_end(regime: OpenRegime) -> None:
    desk = regime("three-priorities")

    case = desk.hears("2026-12-25 15:00", TARO, "月次処理のエラー")

    assert (case.category, case.priority) == ("incident", "important")
    # Noted on Fri 25 at the latest, begun by Mon 28; until then the solution is reckoned from there: the next
    # business day after it is Mon 4 January.
    assert desk.clocks(case) == {"start": "2026-12-28 18:00", "resolve": "2027-01-04 18:00"}
    text = joined(desk.acknowledgement(TARO).text)
    assert "対応開始（目標）：2026年12月28日(月) 18:00 まで" in text
    assert "解決（目標）：2027年1月4日(月) 18:00 まで" in text
    assert "年末年始休業（2026年12月29日(火)から2027年1月3日(日)まで）" in text
    assert "電話でも" not in text

    # Begun on Friday, it is to be solved by Monday; on Tue 5 January it is late.
    desk.staff_writes("2026-12-25 16:00", case, "#着手")
    assert desk.clocks(case, "2026-12-25 16:05") == {"start": "met", "resolve": "2026-12-28 18:00"}
    desk.staff_writes("2027-01-05 10:00", case, "#解決")
    assert desk.clocks(case, "2027-01-05 11:00") == {"start": "met", "resolve": "late"}


def test_starting_late_buys_no_time(regime: OpenRegime) -> None:
    desk = regime("three-priorities")

    story = desk.on_paper(
        [("2026-11-24 11:00", "received"), ("2026-11-27 09:00", "started"), ("2026-11-27 12:00", "resolved")],
        "2026-11-27 18:00",
        calendar="office",
        priority="important",
    )

    # Begun by Wed 25 18:00, solved by Thu 26 18:00, although it was begun on Friday only.
    assert breaches(story) == [("start", "2026-11-25 18:00"), ("resolve", "2026-11-26 18:00")]
    assert ended(story) == {"start": "late", "resolve": "late"}


def test_waiting_for_the_customer_moves_the_solution_by_the_closes_that_it_spans(regime: OpenRegime) -> None:
    desk = regime("three-priorities")

    case = desk.hears("2026-11-24 11:00", TARO, "集計のエラー")
    desk.staff_writes("2026-11-24 13:00", case, "#回答待ち\nお使いの版をお知らせくださいますでしょうか。")
    assert desk.clocks(case, "2026-11-24 13:05") == {"start": "met", "resolve": "paused"}

    # Asked on Tuesday, answered on Thursday: two closes, so Wed 25 becomes Fri 27.
    desk.hears_again("2026-11-26 10:00", TARO, case)
    assert desk.clocks(case, "2026-11-26 10:05") == {"start": "met", "resolve": "2026-11-27 18:00"}


def test_a_minor_matter_gets_a_way_out_within_a_week_of_the_start(regime: OpenRegime) -> None:
    desk = regime("three-priorities")

    case = desk.hears("2026-12-01 11:00", TARO, "一覧の文字の色について")

    assert (case.category, case.priority) == ("incident", "minor")
    # Begun by Wed 2; a week after it Wed 9.
    assert desk.clocks(case) == {"start": "2026-12-02 18:00", "offer": "2026-12-09 18:00"}
    desk.staff_writes("2026-12-01 14:00", case, "#着手")
    assert desk.clocks(case, "2026-12-01 14:05") == {"start": "met", "offer": "2026-12-08 18:00"}
    desk.staff_writes("2026-12-08 18:00", case, "次の版で文字の色をお選びいただけるようにいたします。")
    assert desk.clocks(case, "2026-12-08 19:00") == {"start": "met", "offer": "met"}


def test_a_week_that_ends_in_the_closure_rolls_to_the_first_working_day(regime: OpenRegime) -> None:
    desk = regime("three-priorities")

    story = desk.on_paper(
        [("2026-12-24 10:00", "received"), ("2026-12-24 11:00", "started"), ("2027-01-04 18:00", "reply")],
        "2027-01-04 19:00",
        calendar="office",
        priority="minor",
    )

    # A week after Thu 24 is Thu 31, closed until 3 January: Mon 4 18:00, met to the minute.
    assert ended(story) == {"start": "met", "offer": "met"}


def test_a_customers_urgent_that_is_one_pc_is_lowered_with_the_reason(regime: OpenRegime) -> None:
    desk = regime("three-priorities")

    case = desk.hears("2026-11-24 10:00", TARO, "【緊急】印刷できません", "1台だけ印刷できません。")

    assert (case.category, case.priority) == ("pc", "minor")
    text = joined(desk.acknowledgement(TARO).text)
    assert "「緊急」としてご連絡いただきましたが、システム全体は動いているとお見受けするため" in text
    assert "優先度を「軽微」といたしました" in text


@pytest.mark.parametrize(("subject", "category"), [("集計の使い方について", "how-to"), ("私のPCの設定", "pc")])
def test_what_the_contract_excludes_is_known_as_out_of_scope(regime: OpenRegime, subject: str, category: str) -> None:
    desk = regime("three-priorities")

    case = desk.hears("2026-11-24 10:00", TARO, subject)

    assert (case.category, case.priority) == (category, "minor")
    known = desk.talk.desk.config.policies["maintenance"].versions[0].category(category)
    assert known is not None
    assert not known.in_scope
    # It is answered within a business day; no solution is owed.
    assert desk.clocks(case) == {"start": "2026-11-25 18:00"}


def test_tampering_is_a_security_matter_and_urgent(regime: OpenRegime) -> None:
    desk = regime("three-priorities")

    case = desk.hears("2026-11-24 10:00", TARO, "画面の改ざんについて")

    assert (case.category, case.priority) == ("security", "urgent")
    assert desk.clocks(case) == {"start": "2026-11-24 10:40", "resolve": "2026-11-24 18:00"}


def test_in_the_busy_season_the_evening_counts_for_the_client_who_asked_for_it(regime: OpenRegime) -> None:
    desk = regime("three-priorities")

    busy = desk.hears("2027-03-02 19:00", JIRO, "【緊急】出荷の画面が起動しない")
    usual = desk.hears("2027-03-02 19:00", TARO, "【緊急】出荷の画面が起動しない")

    # 18-21 is open as well: two hours on Tuesday, six on Wednesday from 9:00.
    assert desk.clocks(busy) == {"start": "2027-03-02 19:40", "resolve": "2027-03-03 15:00"}
    # Everybody else from Wednesday 9:00.
    assert desk.clocks(usual) == {"start": "2027-03-03 09:40", "resolve": "2027-03-03 17:00"}


def test_after_the_busy_season_the_evening_is_over(regime: OpenRegime) -> None:
    desk = regime("three-priorities")

    case = desk.hears("2027-03-31 20:30", JIRO, "【緊急】出荷の画面が起動しない")

    # Half an hour on Wed 31, the last long evening; read by 21:00, begun within the first ten minutes of Thursday;
    # seven and a half hours of Thursday.
    assert desk.clocks(case) == {"start": "2027-04-01 09:10", "resolve": "2027-04-01 16:30"}
