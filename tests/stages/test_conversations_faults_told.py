"""Conversations: what customers were told of a fault, and what is still to be told."""

from __future__ import annotations

from datetime import datetime

import pytest

from mailbot.desk.cases import EventKind
from mailbot.desk.faults import Fault
from tests.stages.cast import BROWN, DOE, SATO, SUZUKI, YAMADA
from tests.stages.conftest import MakeDesk
from tests.stages.conversation import MONDAY, Conversation
from tests.stages.mail_clients import Received

SERVICE = (
    "[calendars.office]",
    '[services.portal]\ntitle = { ja = "顧客ポータル", en = "the customer portal" }\n\n[calendars.office]',
)
OPENS = "#障害\nサービス：顧客ポータル\n症状：ログインできない\n発生：11/30 9:40\n次報：11/30 11:30"


@pytest.fixture
def desk(make_desk: MakeDesk) -> Conversation:
    """A desk with one service and a fault whose announcement waits."""
    made = make_desk(SERVICE)
    made.hears(SUZUKI.writes("障害", OPENS))
    return made


def preview(desk: Conversation, address: str = SUZUKI.address) -> Received:
    return desk.last(address, "staff-announcement-preview")


def lets_it_go(desk: Conversation) -> None:
    desk.hears(BROWN.replies(preview(desk, BROWN.address), "#approve"))


def tells(desk: Conversation, *lines: str) -> None:
    desk.hears(SUZUKI.writes("障害", "\n".join(("#障害 FLT-0001", *lines))))


def fault(desk: Conversation) -> Fault:
    with desk.store.unit() as unit:
        found = unit.fault("FLT-0001")
    assert found is not None
    return found


def at(clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return MONDAY.replace(hour=hour, minute=minute)


def times(desk: Conversation) -> list[tuple[datetime, datetime | None]]:
    return [(one.began, one.recovered) for one in fault(desk).times]


def test_news_that_was_given_up_moves_no_promise(desk: Conversation) -> None:
    lets_it_go(desk)
    tells(desk, "進めています。", "次報：11/30 15:00")
    desk.hears(SUZUKI.replies(preview(desk), "#取消"))
    desk.clock.now = at("11:05")
    desk.works()

    assert "11:30" in desk.last(SUZUKI.address, "staff-news-due").subject


def test_news_that_nobody_has_approved_yet_moves_no_promise(desk: Conversation) -> None:
    lets_it_go(desk)
    tells(desk, "進めています。", "次報：11/30 15:00")
    desk.clock.now = at("11:05")
    desk.works()
    assert "11:30" in desk.last(SUZUKI.address, "staff-news-due").subject

    lets_it_go(desk)
    desk.forget_letters()
    desk.clock.now = at("11:31")
    desk.works()
    assert desk.new_keys() == set()


def test_news_whose_own_promise_has_passed_comes_back_for_a_new_time(desk: Conversation) -> None:
    lets_it_go(desk)
    tells(desk, "進めています。", "次報：11/30 11:00")
    desk.clock.now = at("12:00")
    lets_it_go(desk)
    assert "which has passed; write a new time" in preview(desk, BROWN.address).text
    assert "outage-progress" not in [one.key for one in desk.all_letters(YAMADA.address)]

    tells(desk, "進めています。", "次報：11/30 13:00")
    lets_it_go(desk)
    assert "13:00 まで" in desk.last(YAMADA.address, "outage-progress").text


def test_a_recovery_that_was_not_let_go_is_still_wanted(desk: Conversation) -> None:
    lets_it_go(desk)
    desk.clock.now = at("10:30")
    tells(desk, "復旧：11/30 10:20", "原因：故障")
    desk.clock.now = at("11:31")
    desk.works()

    assert "復旧：2026/11/30 10:20" in desk.last(SUZUKI.address, "staff-news-due").text


def test_the_reminder_before_the_first_news_brings_what_is_known(desk: Conversation) -> None:
    lets_it_go(desk)
    desk.clock.now = at("11:05")
    desk.works()
    wanted = desk.last(SUZUKI.address, "staff-news-due").text

    assert "状況：ログインできない。原因を調べ、復旧の作業を続けております。" in wanted
    assert "次報：2026/11/30 12:30" in wanted


def test_a_fault_that_came_again_and_is_over_keeps_both_times(desk: Conversation) -> None:
    lets_it_go(desk)
    desk.clock.now = at("10:30")
    tells(desk, "復旧：11/30 10:20", "原因：故障")
    lets_it_go(desk)
    desk.clock.now = at("13:00")
    tells(desk, "発生：11/30 12:00", "復旧：11/30 12:30", "原因：再起動の不足")

    assert times(desk) == [(at("9:40"), at("10:20")), (at("12:00"), at("12:30"))]
    assert "停止時間 1時間10分" in preview(desk).text


def test_a_correction_goes_to_the_last_time_and_never_before_the_one_ahead(desk: Conversation) -> None:
    desk.clock.now = at("10:30")
    tells(desk, "復旧：11/30 10:20", "原因：故障")
    desk.clock.now = at("12:10")
    tells(desk, "発生：11/30 12:00", "再び発生しました。", "次報：11/30 14:00")
    tells(desk, "発生：11/30 11:50")
    assert times(desk) == [(at("9:40"), at("10:20")), (at("11:50"), None)]

    tells(desk, "発生：11/30 10:00")
    assert "前回の" in desk.last(SUZUKI.address, "staff-command-refused").text
    assert times(desk) == [(at("9:40"), at("10:20")), (at("11:50"), None)]


def test_a_relapse_that_goes_on_needs_the_time_of_the_next_news(desk: Conversation) -> None:
    desk.clock.now = at("10:30")
    tells(desk, "復旧：11/30 10:20", "原因：故障")
    desk.clock.now = at("12:10")
    tells(desk, "発生：11/30 12:00", "再び発生しました。")

    assert "次報：この行が必要です" in desk.last(SUZUKI.address, "staff-command-refused").text


def test_a_correction_while_the_news_waits_is_in_the_news(desk: Conversation) -> None:
    first = preview(desk, BROWN.address)
    tells(desk, "影響範囲：一部のお客様", "発生：11/30 9:10")
    desk.hears(BROWN.replies(first, "#approve"))
    assert "outage-start" not in [one.key for one in desk.all_letters(YAMADA.address)]

    lets_it_go(desk)
    told = desk.last(YAMADA.address, "outage-start").text
    assert "一部のお客様" in told
    assert "09:10" in told


def test_a_correction_keeps_the_words_of_the_news_that_waits(desk: Conversation) -> None:
    lets_it_go(desk)
    tells(desk, "予備の機器に切り替えています。", "次報：11/30 13:00")
    tells(desk, "影響範囲：一部のお客様")
    lets_it_go(desk)

    told = desk.last(YAMADA.address, "outage-progress").text
    assert "予備の機器に切り替えています" in told
    assert "一部のお客様" in told


def test_who_heard_of_a_fault_hears_that_it_was_none(desk: Conversation) -> None:
    lets_it_go(desk)
    tells(desk, "影響範囲：一部のお客様")
    desk.hears(SUZUKI.writes("取下げ", "#障害 FLT-0001 取下げ"))
    lets_it_go(desk)

    letter = desk.last(SATO.address, "outage-progress")
    assert letter.subject.startswith("【障害・取り消し】")
    assert "発生していなかったことが分かりました" in letter.text
    assert "調査中" not in letter.text
    assert "[Outage, withdrawn]" in desk.last(DOE.address, "outage-progress").subject


def test_what_is_explained_after_the_recovery_is_told(desk: Conversation) -> None:
    lets_it_go(desk)
    desk.clock.now = at("10:30")
    tells(desk, "復旧：11/30 10:20", "原因：故障")
    lets_it_go(desk)
    tells(desk, "再発防止：監視を追加")
    lets_it_go(desk)

    assert "再発防止：監視を追加" in desk.last(YAMADA.address, "outage-recovered").text
    assert times(desk) == [(at("9:40"), at("10:20"))]


def test_a_recovery_without_a_cause_or_a_time_for_it_is_warned_of(desk: Conversation) -> None:
    lets_it_go(desk)
    desk.clock.now = at("10:30")
    tells(desk, "復旧：11/30 10:20")
    assert "原因をご報告する時期も書かれていません" in preview(desk).text

    tells(desk, "復旧：11/30 10:20", "次報：12/7 17:00")
    assert "ご報告する時期も" not in preview(desk).text
    lets_it_go(desk)
    assert "12月7日(月) 17:00 までにご報告いたします" in desk.last(YAMADA.address, "outage-recovered").text


def test_readers_of_another_language_are_counted_and_told_which_it_is(desk: Conversation) -> None:
    assert "英語）には、次の項目を別の言語のまま送ります：症状" in preview(desk).text
    lets_it_go(desk)

    assert "ログインできない (in Japanese)" in desk.last(DOE.address, "outage-start").text
    assert "in Japanese" not in desk.last(YAMADA.address, "outage-start").text


def test_who_answers_the_news_twice_goes_on_in_the_case_of_the_first_answer(desk: Conversation) -> None:
    lets_it_go(desk)
    news = desk.last(SATO.address, "outage-start")
    desk.hears(SATO.replies(news, "こちらでは印刷もできません。"))
    desk.hears(SATO.replies(news, "まだ直りませんか。"))

    assert len(desk.cases()) == 1
    assert EventKind.CUSTOMER_MAIL in desk.events("INC-000001")


@pytest.mark.parametrize(
    "text",
    [
        "了解しました。ありがとうございます。",
        "Thank you for the update.",
        "お世話になっております。\n承知いたしました。",
    ],
)
def test_who_only_thanks_for_the_news_opens_no_case(desk: Conversation, text: str) -> None:
    lets_it_go(desk)
    desk.hears(SATO.replies(desk.last(SATO.address, "outage-start"), text))

    assert desk.cases() == []


def test_an_absence_told_in_answer_to_the_news_is_held_for_nobody(desk: Conversation) -> None:
    lets_it_go(desk)
    desk.forget_letters()
    away = SATO.replies(desk.last(SATO.address, "outage-start"), "ただいま不在です。")
    desk.hears(away.but(headers=(("Auto-Submitted", "auto-replied"),)))

    assert desk.new_keys() == set()
    assert desk.cases() == []


RELEASE = "#告知 新版\nサービス：顧客ポータル\n版：4.3\n件名：帳票の改善\n帳票の画面を改めました。"


@pytest.mark.parametrize(
    ("text", "objects"),
    [
        ("unsubscribe", True),
        ("STOP", True),
        ("お世話になっております。\n配信停止をお願いします。", True),
        (
            "お世話になっております。例示商事の山田です。\n今後、配信停止をお願いいたします。\nよろしくお願いします。",
            True,
        ),
        ("配信停止してください。今後お知らせ不要です", True),
        ("配信停止の機能が動きません。", False),
        ("Unsubscribe button in 4.3 fails for all", False),
        ("ありがとうございます。「配信停止」の件は別途", False),
    ],
)
def test_only_the_wish_itself_is_an_objection(desk: Conversation, text: str, *, objects: bool) -> None:
    desk.hears(SUZUKI.writes("告知", RELEASE))
    lets_it_go(desk)
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "release-note"), text))

    noted = "objection-noted" in [one.key for one in desk.all_letters(YAMADA.address)]
    assert noted is objects
    assert (desk.cases() == []) is objects


@pytest.mark.parametrize(
    "word", ["#承認です", "#承認します", "承認", "承認します。", "#approved", "OK", "承認\n\n鈴木"]
)
def test_approval_is_understood_as_people_write_it(desk: Conversation, word: str) -> None:
    desk.hears(BROWN.replies(preview(desk, BROWN.address), word.replace("鈴木", BROWN.name)))

    assert "outage-start" in [one.key for one in desk.all_letters(YAMADA.address)]


@pytest.mark.parametrize(
    "word", ["承認しません", "OKですか", "承認は待ってください", "OK\n\nただし影響範囲を直してください。"]
)
def test_what_only_begins_like_an_approval_is_none(desk: Conversation, word: str) -> None:
    desk.hears(BROWN.replies(preview(desk, BROWN.address), word))

    assert "outage-start" not in [one.key for one in desk.all_letters(YAMADA.address)]


def test_a_bare_word_of_the_writer_approves_nothing(desk: Conversation) -> None:
    desk.hears(SUZUKI.replies(preview(desk), "承認"))

    assert "自分のお知らせは" in desk.last(SUZUKI.address, "staff-command-refused").text


@pytest.mark.parametrize(
    "text",
    [
        "#障害\nサービス: ポータル\n症状: ログイン不可\n発生: 2:50\n次報: 4:00\n\niPhoneから送信",
        "#障害\nサービス 顧客ポータル\n症状 ログインできない\n発生 2:50頃\n次報 4時",
        "#障害\nサービス：顧客ポータル\n症状：ログインできない\n発生：今\n次報：1時間後\n\n鈴木花子\n例示サポート",
    ],
)
def test_a_fault_is_declared_from_a_telephone_at_night(make_desk: MakeDesk, text: str) -> None:
    desk = make_desk(SERVICE)
    desk.clock.now = at("3:10")
    desk.hears(SUZUKI.writes("障害", text))

    shown = preview(desk).text
    assert "から送信" not in shown.partition("件名：")[2]
    assert "鈴木花子" not in shown.partition("件名：")[2]
    assert fault(desk).times[0].began in {at("2:50"), at("3:10")}
    assert fault(desk).next_news in {at("4:00"), at("4:10")}


def test_a_draft_that_waits_is_shown_again_and_may_be_let_go_from_there(desk: Conversation) -> None:
    desk.forget_letters()
    desk.later(minutes=20)
    desk.works()
    desk.works()
    assert [one.key for one in desk.letters(BROWN.address)] == ["staff-announcement-preview"]
    assert "承認待ち" in preview(desk).subject

    lets_it_go(desk)
    assert "outage-start" in [one.key for one in desk.all_letters(YAMADA.address)]
    desk.forget_letters()
    desk.later(minutes=20)
    desk.works()
    assert desk.new_keys() == set()
