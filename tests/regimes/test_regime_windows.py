"""Desks with hours of their own: a network centre's, several windows in one contract, company holidays, lines."""

from __future__ import annotations

import pytest

from tests.regimes.playing import OpenRegime, breaches, ended, joined, jst
from tests.stages.mail_clients import Person

CENTRE = Person("taro@city.example", "Taro")
USER = Person("user@city.example", "User")
CLIENT = Person("taro@client.example", "Taro")
TEAM = {"ichiro@vendor.example", "hanako@vendor.example"}


@pytest.mark.parametrize(
    ("received", "due", "opening"),
    [
        ("2026-11-25 08:30", "2026-11-26 18:00", ""),
        ("2026-11-25 17:59", "2026-11-26 18:00", ""),
        # At 18:00 the desk is closed: received on Thursday, so Friday.
        ("2026-11-25 18:00", "2026-11-27 18:00", "2026年11月26日(木) 08:30"),
        # Before opening on a working day it is that day's mail.
        ("2026-11-25 06:00", "2026-11-26 18:00", "2026年11月25日(水) 08:30"),
        # Mon 28 December in the evening: received on Mon 4 January, due on Tuesday.
        ("2026-12-28 19:00", "2027-01-05 18:00", "2027年1月4日(月) 08:30"),
    ],
)
def test_the_centre_asks_from_half_past_eight_to_six(regime: OpenRegime, received: str, due: str, opening: str) -> None:
    desk = regime("municipal")

    case = desk.hears(received, CENTRE, "設定ファイルの場所について")

    assert (case.category, case.priority) == ("question", "normal")
    assert desk.clocks(case) == {"answer": due}
    text = joined(desk.acknowledgement(CENTRE).text)
    assert ("営業時間外" in text) is bool(opening)
    assert opening in text
    assert desk.copied(case) == TEAM


def test_an_urgent_fault_of_the_evening_is_answered_in_the_morning(regime: OpenRegime) -> None:
    desk = regime("municipal")

    case = desk.hears("2026-11-25 17:30", CENTRE, "【緊急】住民系サーバーの障害")

    assert (case.category, case.priority) == ("fault", "urgent")
    # Half an hour until 18:00, half an hour from 8:30.
    assert desk.clocks(case) == {"answer": "2026-11-26 09:00"}
    assert "03-0000-0000" in desk.acknowledgement(CENTRE).text
    desk.staff_writes("2026-11-26 09:01", case, "確認いたしました。ネットワークの設定をお調べください。")
    assert desk.clocks(case, "2026-11-26 09:10") == {"answer": "late"}


def test_nobody_else_of_the_city_asks_the_vendor(regime: OpenRegime) -> None:
    desk = regime("municipal")

    desk.refuses("2026-11-25 10:00", USER, "パスワードを忘れました")

    assert [one.key for one in desk.talk.letters(USER.address)] == ["refused-colleague"]


def test_a_question_waits_for_the_morning_after_the_holiday(regime: OpenRegime) -> None:
    desk = regime("windows")

    case = desk.hears("2026-11-20 17:15", USER, "一覧の並べ替えについて")

    assert (case.category, case.priority) == ("question", "normal")
    # Friday at closing, Mon 23 is Labour Thanksgiving Day: received on Tue 24, due on Wed 25.
    assert desk.clocks(case) == {"start": "2026-11-25 17:15"}
    text = joined(desk.acknowledgement(USER).text)
    assert "営業時間外のため、2026年11月24日(火) 08:30 から順に確認いたします。" in text
    assert "11月23日(月・祝)" in text


def test_a_lost_device_is_handled_at_once_whatever_the_hour(regime: OpenRegime) -> None:
    desk = regime("windows")

    case = desk.hears("2027-01-03 02:00", USER, "端末を紛失しました", "帰りの電車に置き忘れました。")

    assert (case.category, case.priority) == ("lost-device", "urgent")
    assert desk.clocks(case) == {"start": "2027-01-03 02:15"}
    text = joined(desk.acknowledgement(USER).text)
    assert "お電話でもご連絡をお願いいたします" in text
    assert "0120-000-000（障害と紛失は24時間365日）" in text
    assert "対応開始（目標）：2027年1月3日(日) 02:15 まで" in text
    assert "年末年始" not in text
    assert "営業時間外" not in text
    assert desk.copied(case) == TEAM
    desk.staff_writes("2027-01-03 02:15", case, "#着手")
    assert desk.clocks(case, "2027-01-03 03:00") == {"start": "met"}


def test_a_fault_is_worked_on_and_reported_on_through_the_night(regime: OpenRegime) -> None:
    desk = regime("windows")

    case = desk.hears("2026-11-28 23:50", USER, "登録画面のエラー")

    assert (case.category, case.priority) == ("fault", "normal")
    # Around the clock: half an hour over midnight, a report every two hours.
    assert desk.clocks(case) == {"start": "2026-11-29 00:20", "update": "2026-11-29 01:50"}
    assert "営業時間外" not in desk.acknowledgement(USER).text


def test_a_report_that_is_missing_in_the_night_is_a_breach_in_the_night(regime: OpenRegime) -> None:
    desk = regime("windows")

    story = desk.on_paper(
        [
            ("2026-11-28 23:50", "received"),
            ("2026-11-29 00:20", "started"),
            ("2026-11-29 01:50", "report"),
            ("2026-11-29 04:00", "resolved"),
        ],
        "2026-11-29 09:00",
        calendar="questions",
        category="fault",
    )

    # The start and the first report are in time to the minute; the next report was due at 3:50.
    assert breaches(story) == [("update", "2026-11-29 03:50")]
    assert ended(story) == {"start": "met", "update": "late"}


def test_staff_who_see_that_it_is_a_lost_device_set_its_clock_from_the_receipt(regime: OpenRegime) -> None:
    desk = regime("windows")

    case = desk.hears("2026-11-21 22:00", USER, "端末が見当たりません")
    # Saturday: as a question received on Tue 24 (23 is a holiday), due on Wed 25.
    assert desk.clocks(case) == {"start": "2026-11-25 17:15"}

    desk.staff_writes("2026-11-21 22:10", case, "#区分 端末の紛失")
    assert desk.clocks(case, "2026-11-21 22:11") == {"start": "2026-11-21 22:15"}
    desk.staff_writes("2026-11-21 22:14", case, "#着手")
    assert desk.clocks(case, "2026-11-21 23:00") == {"start": "met"}


@pytest.mark.parametrize(
    ("received", "due"),
    [
        # Tue 1 December is the founding day of the calendar file.
        ("2026-11-30 10:00", "2026-12-02 18:00"),
        # Tue 11 August is Mountain Day, 12-14 the company's summer days, then a weekend.
        ("2026-08-10 11:00", "2026-08-17 18:00"),
        # Mon 15 June is a company holiday; Friday's mail is due on Tuesday.
        ("2026-06-12 17:59", "2026-06-16 18:00"),
        # Year-end until 3 January, the company's 4 and 5: received on Wed 6, due on Thu 7.
        ("2026-12-28 18:30", "2027-01-07 18:00"),
    ],
)
def test_company_holidays_are_no_business_days(regime: OpenRegime, received: str, due: str) -> None:
    desk = regime("company-days", at="2026-06-01 09:00")

    case = desk.hears(received, CLIENT, "ご利用の手順について")

    assert desk.clocks(case) == {"answer": due}


def test_an_answer_at_the_close_before_a_company_holiday_is_in_time(regime: OpenRegime) -> None:
    desk = regime("company-days")

    def story(answered: str) -> dict[str, str]:
        events = [("2026-11-27 16:00", "received"), (answered, "reply")]
        return ended(desk.on_paper(events, "2026-12-02 09:00", calendar="office"))

    # Friday's question is due on Mon 30 November, 18:00; Tue 1 December is a company day.
    assert story("2026-11-30 18:00") == {"answer": "met"}
    assert story("2026-12-01 10:00") == {"answer": "late"}


def test_the_acknowledgement_names_the_first_day_after_the_company_holidays(regime: OpenRegime) -> None:
    desk = regime("company-days")

    desk.hears("2026-12-28 18:30", CLIENT, "ご利用の手順について")

    assert "営業時間外のため、2027年1月6日(水) 09:30 から順に確認いたします。" in joined(
        desk.acknowledgement(CLIENT).text
    )


def test_a_desk_of_one_language_answers_english_mail_in_it(regime: OpenRegime) -> None:
    desk = regime("company-days")

    desk.hears("2026-11-25 10:00", CLIENT, "How do I sign in?", "Hello, how do I sign in? Kind regards, Taro")

    assert "お問い合わせを受け付けました" in desk.acknowledgement(CLIENT).text


def test_a_line_fault_is_taken_on_new_years_day_from_anybody_of_the_client(regime: OpenRegime) -> None:
    desk = regime("telephone-lines")

    case = desk.hears("2027-01-01 03:00", USER, "3階の電話がつながらない")

    assert (case.category, case.priority) == ("line-fault", "urgent")
    assert desk.clocks(case) == {"answer": "2027-01-01 04:00"}
    text = joined(desk.acknowledgement(USER).text)
    assert "0120-000-000（24時間365日）" in text
    assert "年末年始" not in text
    assert "営業時間外" not in text
    assert desk.copied(case) == TEAM


def test_a_question_of_new_years_day_waits_and_comes_from_the_contact(regime: OpenRegime) -> None:
    desk = regime("telephone-lines")

    case = desk.hears("2027-01-01 03:05", CENTRE, "回線の増設について")

    assert case.category == "question"
    # Received on Mon 4 January, due on Tue 5.
    assert desk.clocks(case) == {"answer": "2027-01-05 17:00"}
    desk.refuses("2027-01-01 03:10", USER, "回線の増設について")


def test_a_night_answer_to_a_line_fault_is_in_time_or_late_by_the_minute(regime: OpenRegime) -> None:
    desk = regime("telephone-lines")

    def story(answered: str) -> dict[str, str]:
        events = [("2027-01-01 03:00", "received"), (answered, "reply")]
        return ended(desk.on_paper(events, "2027-01-01 09:00", calendar="office", category="line-fault"))

    assert story("2027-01-01 04:00") == {"answer": "met"}
    assert story("2027-01-01 04:01") == {"answer": "late"}


def test_the_night_rota_of_the_windows_desk_is_open_when_the_questions_are_not(regime: OpenRegime) -> None:
    hours = regime("windows").talk.desk.house.policies.hours

    for when in ("2026-11-25 00:00", "2026-11-25 08:29", "2026-11-25 17:15", "2026-11-28 12:00"):
        assert hours["nights"].is_open(jst(when))
        assert not hours["questions"].is_open(jst(when))
    assert not hours["nights"].is_open(jst("2026-11-25 08:30"))
