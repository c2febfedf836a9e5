"""Hours that changed on their dates, desks that follow another's hours, and desks with addresses of their own."""

from __future__ import annotations

import pytest

from tests.regimes.playing import OpenRegime, ended, joined, shown
from tests.stages.mail_clients import Person

TARO = Person("taro@client.example", "Taro")
ANYBODY = Person("anybody@works.example", "Anybody")
MEMBER = Person("member@members.example", "Member")
FORMS, SEARCH = "works-forms@vendor.example", "works-search@vendor.example"


@pytest.mark.parametrize(
    ("received", "due"),
    [
        # In 2011 the year ended on the 28th: Tuesday's question is due on Wednesday.
        ("2011-12-27 10:00", "2011-12-28 18:00"),
        # Since December 2012 it ends on the 27th and begins on the 5th; 5 and 6 January 2013 were a weekend.
        ("2012-12-27 10:00", "2013-01-07 18:00"),
        # Friday's question over the change itself.
        ("2012-11-30 17:59", "2012-12-03 18:00"),
    ],
)
def test_the_year_end_is_the_one_of_its_date(regime: OpenRegime, received: str, due: str) -> None:
    desk = regime("dated-changes", at="2011-12-01 09:00")

    case = desk.hears(received, TARO, "例示ポータルの設定について")

    assert (case.contract_id, case.category, case.priority) == ("C-0001", "question", "normal")
    assert desk.clocks(case) == {"answer": due}


@pytest.mark.parametrize(
    ("received", "started_by"),
    [
        # Half an hour on Monday, half an hour from 9:00.
        ("2017-05-01 17:30", "2017-05-02 09:30"),
        # 3-5 May are holidays, then a weekend; from Mon 8 the desk opens at 10:00.
        ("2017-05-02 17:30", "2017-05-08 10:30"),
        # At lunch and over lunch.
        ("2017-05-09 11:30", "2017-05-09 13:30"),
        ("2017-05-09 12:30", "2017-05-09 14:00"),
    ],
)
@pytest.mark.parametrize("product", ["例示ポータル", "例示コネクト"])
def test_an_hour_across_the_new_opening_time_is_right_for_both_products(
    regime: OpenRegime, received: str, started_by: str, product: str
) -> None:
    desk = regime("dated-changes", at="2017-05-01 09:00")

    case = desk.hears(received, TARO, f"【緊急】{product}の表示について")

    assert case.priority == "urgent"
    assert desk.clocks(case)["start"] == started_by


def test_a_mail_at_lunch_is_told_when_the_desk_opens_again(regime: OpenRegime) -> None:
    desk = regime("dated-changes", at="2017-05-01 09:00")

    case = desk.hears("2017-05-09 12:30", TARO, "例示ポータルの設定について")

    # Lunch is outside the hours, but the day of receipt is that day.
    assert desk.clocks(case) == {"answer": "2017-05-10 18:00"}
    assert "営業時間外のため、2017年5月9日(火) 13:00 から順に確認いたします。" in joined(
        desk.acknowledgement(TARO).text
    )
    assert desk.copied(case) == {"ichiro@vendor.example"}


def test_the_second_product_has_its_own_year_end_and_later_the_first_ones_company_days(regime: OpenRegime) -> None:
    desk = regime("dated-changes", at="2016-12-01 09:00")

    own = desk.hears("2016-12-27 15:00", TARO, "例示コネクトの接続について")
    followed = desk.hears("2018-08-10 10:00", TARO, "例示コネクトの接続について")

    assert {own.contract_id, followed.contract_id} == {"C-0002"}
    assert desk.clocks(own) == {"answer": "2017-01-05 18:00"}
    # Mon 13 August 2018 is a company day of the first product only on paper: the second follows it.
    assert desk.clocks(followed) == {"answer": "2018-08-14 18:00"}


def test_notices_wait_from_ten_at_night_to_nine_and_urgent_ones_do_not(regime: OpenRegime) -> None:
    desk = regime("dated-changes")
    events: list[tuple[str, str] | dict[str, object]] = [
        ("2026-11-24 21:59", "send"),
        ("2026-11-24 22:00", "send"),
        {"at": "2026-11-24 23:00", "type": "send", "urgent": True},
        ("2026-11-25 08:59", "send"),
        ("2026-11-25 09:00", "send"),
    ]

    story = desk.on_paper(events, "2026-11-25 12:00", calendar="portal")

    assert [shown(one) for one in story["sends"]] == [
        "2026-11-24 21:59",
        "2026-11-25 09:00",
        "2026-11-24 23:00",
        "2026-11-25 09:00",
        "2026-11-25 09:00",
    ]


def test_an_answer_of_the_first_minute_of_lunch_is_in_time_and_after_closing_late(regime: OpenRegime) -> None:
    desk = regime("dated-changes")

    def story(answered: str) -> dict[str, str]:
        events = [("2026-11-24 11:00", "received"), (answered, "reply")]
        return ended(desk.on_paper(events, "2026-11-26 09:00", calendar="portal", priority="urgent"))

    # An hour of opening from 11:00 ends at 12:00, never at 13:00.
    assert story("2026-11-24 12:00") == {"start": "met", "answer": "met"}
    assert story("2026-11-24 12:01") == {"start": "late", "answer": "met"}
    assert story("2026-11-25 18:01") == {"start": "late", "answer": "late"}


@pytest.mark.parametrize(("address", "contract"), [(FORMS, "C-0101"), (SEARCH, "C-0102")])
def test_any_user_of_the_client_writes_to_the_contracts_own_address_at_any_hour(
    regime: OpenRegime, address: str, contract: str
) -> None:
    desk = regime("own-addresses")

    case = desk.hears("2026-11-21 23:00", ANYBODY, "起動時のエラー", to=address)

    assert (case.contract_id, case.category) == (contract, "fault")
    # Saturday night, Mon 23 is a holiday: received on Tue 24, due on Wed 25.
    assert desk.clocks(case) == {"answer": "2026-11-25 17:30"}
    letter = desk.acknowledgement(ANYBODY)
    assert letter.mail.senders[0].address == address
    assert letter.reply_address == address
    text = joined(letter.text)
    assert "営業時間外のため、2026年11月24日(火) 09:00 から順に確認いたします。" in text
    assert desk.copied(case) == {"ichiro@vendor.example", "hanako@vendor.example"}

    desk.staff_writes("2026-11-25 17:30", case, "お知らせいただいたエラーは、版を上げると解消いたします。")
    assert desk.clocks(case, "2026-11-25 18:00") == {"answer": "met"}


def test_each_session_of_half_hours_begins_anew_and_the_billing_contact_hears_of_it(regime: OpenRegime) -> None:
    desk = regime("own-addresses")
    case = desk.hears("2026-11-24 10:00", ANYBODY, "帳票の様式について", to=FORMS)

    desk.staff_writes("2026-11-24 11:00", case, "#時間 20分")
    desk.staff_writes("2026-11-24 15:00", case, "#時間 31分")
    desk.staff_writes("2026-11-24 15:05", case, "#単位 3\n#承諾\n#時間 31分")
    desk.staff_writes("2026-11-24 16:00", case, "#完了")

    text = desk.talk.last("jiro@works.example", "units-consumed").text
    assert "今回のご利用：3単位" in text
    assert "残り：7単位" in text
    assert "units-consumed" not in {one.key for one in desk.talk.all_letters(ANYBODY.address)}


def test_on_the_free_desk_nothing_is_counted(regime: OpenRegime) -> None:
    desk = regime("own-addresses")
    case = desk.hears("2026-11-24 10:00", TARO, "使い方について")

    desk.staff_writes("2026-11-24 11:00", case, "#着手")
    desk.staff_writes("2026-11-24 16:00", case, "#完了")

    assert {one.key for one in desk.talk.all_letters(TARO.address)} == {"case-opened", "closed"}


def test_at_the_common_address_the_product_tells_the_contract(regime: OpenRegime) -> None:
    desk = regime("own-addresses")

    case = desk.hears("2026-11-25 10:00", ANYBODY, "例示検索の使い方")

    assert case.contract_id == "C-0102"


def test_somebody_elses_address_gives_nobody_a_better_contract(regime: OpenRegime) -> None:
    desk = regime("own-addresses")

    case = desk.hears("2026-11-25 10:00", TARO, "起動時のエラー", to=FORMS)
    desk.refuses("2026-11-25 10:05", Person("who@stranger.example"), "起動時のエラー", to=FORMS)

    assert case.contract_id == "C-0001"
    assert desk.talk.letters("who@stranger.example") == []


def test_the_free_desk_says_when_it_looks_and_promises_nothing(regime: OpenRegime) -> None:
    desk = regime("own-addresses")

    case = desk.hears("2026-12-28 17:30", TARO, "起動時のエラー")

    assert (case.contract_id, case.category) == ("C-0001", "fault")
    assert desk.clocks(case) == {}
    text = joined(desk.acknowledgement(TARO).text)
    assert "営業時間外のため、2027年1月4日(月) 09:00 から順に確認いたします。" in text
    assert "（目標）" not in text
    desk.refuses("2026-12-28 17:35", Person("user@client.example"), "起動時のエラー")


def test_feedback_has_no_clock_and_a_wish_a_week(regime: OpenRegime) -> None:
    desk = regime("own-addresses")

    feedback = desk.hears("2026-11-25 10:00", ANYBODY, "ご感想です", to=FORMS)
    wish = desk.hears("2026-11-25 10:05", ANYBODY, "並べ替えの要望", to=FORMS)

    assert (feedback.category, wish.category) == ("feedback", "wish")
    assert desk.clocks(feedback) == {}
    assert desk.clocks(wish) == {"answer": "2026-12-02 17:30"}


def test_a_licence_transfer_is_served_by_the_paid_desk_only(regime: OpenRegime) -> None:
    desk = regime("own-addresses")

    paid = desk.hears("2026-11-25 10:00", ANYBODY, "ライセンスの異動をお願いします", to=FORMS)
    free = desk.hears("2026-11-25 10:05", TARO, "ライセンスの異動をお願いします")

    policies = desk.talk.desk.config.policies
    scopes = {name: policies[name].versions[0].category("licence") for name in ("paid", "free")}
    assert (paid.category, free.category) == ("licence", "licence")
    assert {name: known.in_scope for name, known in scopes.items() if known} == {"paid": True, "free": False}
    assert desk.clocks(paid) == {"answer": "2026-11-26 17:30"}


def test_the_desk_follows_its_partner_and_closes_on_days_of_its_own(regime: OpenRegime) -> None:
    desk = regime("partner-hours")

    case = desk.hears("2026-12-24 11:00", MEMBER, "会員証の再発行について")

    # Fri 25 the partner is closed, Mon 28 the desk itself, then 12/29-1/3: Mon 4 January.
    assert (case.category, case.priority) == ("question", "normal")
    assert desk.clocks(case) == {"answer": "2027-01-04 17:00"}
    assert desk.copied(case) == {"ichiro@vendor.example"}


def test_when_the_partner_closes_earlier_so_does_the_desk(regime: OpenRegime) -> None:
    desk = regime("partner-hours")

    case = desk.hears("2027-03-31 15:00", MEMBER, "会員証の再発行について")
    late = desk.hears("2027-04-01 16:00", MEMBER, "会員証の再発行について")

    assert desk.clocks(case) == {"answer": "2027-04-01 16:00"}
    assert desk.clocks(late) == {"answer": "2027-04-05 16:00"}
    assert "営業時間外のため、2027年4月2日(金) 10:00" in joined(desk.acknowledgement(MEMBER).text)


def test_matters_of_another_partner_go_by_that_ones_hours(regime: OpenRegime) -> None:
    desk = regime("partner-hours")

    case = desk.hears("2026-12-26 20:00", MEMBER, "商品が届かない")

    assert case.category == "delivery"
    # An hour on Saturday until 21:00, three on Monday from 9:00, although the desk itself is closed that day.
    assert desk.clocks(case) == {"answer": "2026-12-28 12:00"}
    assert "営業時間外" not in desk.acknowledgement(MEMBER).text


def test_an_answer_after_the_partners_close_is_late(regime: OpenRegime) -> None:
    desk = regime("partner-hours")

    def story(answered: str) -> dict[str, str]:
        events = [("2027-03-31 15:00", "received"), (answered, "reply")]
        return ended(desk.on_paper(events, "2027-04-02 09:00", calendar="desk", category="question"))

    assert story("2027-04-01 16:00") == {"answer": "met"}
    assert story("2027-04-01 16:30") == {"answer": "late"}


def test_a_desk_by_mail_alone_asks_nobody_to_telephone(regime: OpenRegime) -> None:
    desk = regime("partner-hours")

    desk.hears("2026-11-25 10:00", MEMBER, "【緊急】商品が届かない")

    assert "電話" not in desk.acknowledgement(MEMBER).text


def test_what_a_partner_handles_itself_is_out_of_scope(regime: OpenRegime) -> None:
    desk = regime("partner-hours")

    case = desk.hears("2026-11-25 10:00", MEMBER, "健康相談をしたい")

    known = desk.talk.desk.config.policies["members"].versions[0].category(case.category)
    assert known is not None
    assert (case.category, known.in_scope) == ("doctor", False)
    assert desk.clocks(case) == {}
