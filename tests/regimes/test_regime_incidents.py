"""Support by the incident: a business day to answer, a late notice from the receipt, closing after seven days."""

from __future__ import annotations

import pytest

from mailbot.desk.cases import Status
from tests.regimes.playing import OpenRegime, breaches, ended, joined, shown
from tests.stages.mail_clients import Person

TARO = Person("taro@client.example", "Taro")


@pytest.mark.parametrize(
    ("received", "due", "opening"),
    [
        ("2026-12-24 16:00", "2026-12-25 17:30", ""),
        ("2026-12-25 17:29", "2026-12-28 17:30", ""),
        # After Monday's close the year is over: received on Mon 4 January, due on Tue 5.
        ("2026-12-28 20:00", "2027-01-05 17:30", "2027年1月4日(月) 09:00"),
    ],
)
def test_an_incident_is_answered_within_a_business_day(
    regime: OpenRegime, received: str, due: str, opening: str
) -> None:
    desk = regime("incidents")

    case = desk.hears(received, TARO, "起動時のエラーについて")

    assert (case.category, case.priority) == ("trouble", "normal")
    assert desk.clocks(case) == {"answer": due}
    text = joined(desk.acknowledgement(TARO).text)
    assert opening in text
    assert ("営業時間外" in text) is bool(opening)
    assert desk.copied(case) == {"ichiro@vendor.example", "hanako@vendor.example"}


def test_any_number_of_questions_belongs_to_the_open_incident_each_with_its_answer(regime: OpenRegime) -> None:
    desk = regime("incidents")

    case = desk.hears("2026-11-24 10:00", TARO, "印刷の設定について")
    desk.staff_writes("2026-11-25 17:30", case, "印刷の設定は、ツールの画面から変更いただけます。")
    assert desk.clocks(case, "2026-11-25 18:00") == {"answer": "met"}

    desk.hears_again("2026-11-25 18:00", TARO, case, "余白も変えられますか。")
    desk.hears_again("2026-11-26 11:00", TARO, case, "用紙の向きはどうでしょうか。")
    # The oldest unanswered one counts: after the close of Wed 25, so Thu 26, due on Fri 27.
    assert desk.clocks(case, "2026-11-26 11:05") == {"answer": "2026-11-27 17:30"}
    assert len(desk.cases()) == 1


def test_the_customer_is_told_when_the_forecast_is_two_business_days_after_the_question(regime: OpenRegime) -> None:
    desk = regime("incidents")
    asked = ("2026-11-30 11:00", "received")

    def notices(*events: object) -> list[str]:
        story = desk.on_paper([asked, *events], "2026-12-03 18:00", calendar="office")  # type: ignore[list-item]  # rows of a story
        return [shown(one["at"]) for one in story["notices"]]

    told = {"at": "2026-12-01 10:00", "type": "forecast", "answer_at": "2026-12-02T12:00:00+09:00"}
    # Asked on Monday, to be answered on Wednesday: two business days, told at once.
    assert notices(told) == ["2026-12-01 10:00"]
    # Without a forecast at the latest when Tuesday closes: an answer could only come on Wednesday.
    assert notices() == ["2026-12-01 17:30"]
    # Answered on Tuesday to the minute there is nothing to tell.
    assert notices(("2026-12-01 17:30", "reply")) == []


def test_an_answer_on_the_next_business_day_is_in_time_and_in_the_evening_it_is_not(regime: OpenRegime) -> None:
    desk = regime("incidents")

    def story(answered: str) -> tuple[dict[str, str], list[tuple[str, str]]]:
        events = [("2026-11-24 10:00", "received"), (answered, "reply")]
        told = desk.on_paper(events, "2026-11-26 09:00", calendar="office")
        return ended(told), breaches(told)

    assert story("2026-11-25 17:30") == ({"answer": "met"}, [])
    assert story("2026-11-25 20:00") == ({"answer": "late"}, [("answer", "2026-11-25 17:30")])


def test_seven_business_days_without_a_word_close_the_incident(regime: OpenRegime) -> None:
    desk = regime("incidents")
    events = [("2026-12-24 10:00", "received"), ("2026-12-24 14:00", "reply")]

    silent = desk.on_paper(events, "2027-01-12 09:00", calendar="office")
    heard = desk.on_paper([*events, ("2027-01-08 17:30", "customer_mail")], "2027-01-08 18:00", calendar="office")

    # 25, 28 December, 4-8 January; announced two business days before, on the morning of Wed 6.
    assert shown(silent["auto_closed"]) == "2027-01-08 17:30"
    assert [(one["type"], shown(one["at"])) for one in silent["notices"]] == [("closing", "2027-01-06 09:00")]
    # A mail at the very closing keeps it open; it counts as received on Tue 12 (Mon 11 is Coming of Age Day).
    assert heard["auto_closed"] is None
    assert ended(heard) == {"answer": "2027-01-13 17:30"}


def test_a_closed_incident_is_not_taken_up_again(regime: OpenRegime) -> None:
    desk = regime("incidents")
    case = desk.hears("2026-11-24 10:00", TARO, "印刷の設定について")
    desk.staff_writes("2026-11-24 11:00", case, "#完了")

    desk.hears_again("2026-11-25 10:00", TARO, case)

    first, second = desk.cases()
    assert first.status is Status.CLOSED
    assert second.status is Status.NEW
    assert desk.clocks(second) == {"answer": "2026-11-26 17:30"}
    assert desk.talk.last(TARO.address, "linked-case")


def test_after_the_year_new_matters_are_refused_and_open_ones_are_served(regime: OpenRegime) -> None:
    desk = regime("incidents")
    case = desk.hears("2027-03-31 17:00", TARO, "印刷の設定について")
    desk.refuses("2027-04-01 10:00", TARO, "別の件について")

    desk.hears_again("2027-04-01 11:00", TARO, case)

    assert {one.key for one in desk.talk.letters(TARO.address)} >= {"case-opened", "contract-expired"}
    # The question of the last day is still due on Thu 1 April.
    assert desk.clocks(case, "2027-04-01 11:05") == {"answer": "2027-04-01 17:30"}


def test_the_renewal_is_due_sixty_days_before_the_end_on_a_business_day(regime: OpenRegime) -> None:
    desk = regime("incidents")

    story = desk.on_paper([], "2027-01-04 09:00", contract_end="2027-03-31", calendar="office")

    # Sixty days before 31 March is Sat 30 January: Friday.
    assert story["renewal_by"] == "2027-01-29"


def test_level_a_has_no_time_and_is_asked_about_before(regime: OpenRegime) -> None:
    desk = regime("incidents")
    case = desk.hears("2026-11-24 10:00", TARO, "印刷機の共有について")
    assert desk.clocks(case) == {"answer": "2026-11-25 17:30"}

    desk.staff_writes("2026-11-24 11:00", case, "#レベル A")

    assert desk.clocks(case, "2026-11-24 11:05") == {}
    text = desk.talk.last(TARO.address, "estimate").text
    assert "見込み：3インシデント（サービスレベルA）" in text
    assert "対応後の残り：7インシデント" in text


def test_an_incident_is_counted_when_it_ends_and_a_defect_gives_it_back(regime: OpenRegime) -> None:
    desk = regime("incidents")
    case = desk.hears("2026-11-24 10:00", TARO, "一覧を開くとエラー")

    desk.staff_writes("2026-11-24 11:00", case, "#着手")
    desk.staff_writes("2026-11-24 15:00", case, "#完了")
    assert "残り：9インシデント" in desk.talk.last(TARO.address, "units-consumed").text

    desk.staff_writes("2026-11-25 10:00", case, "#不具合")
    assert "残り：10インシデント" in desk.talk.last(TARO.address, "units-consumed").text
