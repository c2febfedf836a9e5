"""Promises in a fault: its news is the report that linked cases were promised; drafts hold its newest state; nights."""

from __future__ import annotations

import pytest

from mailbot.desk.cases import EventKind
from tests.stages.cast import BROWN, DOE, SATO, SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.keeping_desk import QUIET, MakeKeeper, keeper, make_keeper, passes, tokyo

__all__ = ["keeper", "make_keeper"]
SERVICE = (
    "[calendars.office]",
    '[services.portal]\ntitle = { ja = "顧客ポータル", en = "the portal" }\n\n[calendars.office]',
)
OPENS = (
    "#障害\nサービス：顧客ポータル\n症状：ログインできない\n発生：11/30 9:40\n次報：11/30 11:30\n関連：INC-000001\n\n"
    "機器を調べています。"
)
MAINTENANCE = "#告知 メンテナンス\nサービス：顧客ポータル\n開始：1/20 22:00\n終了：1/20 23:00\n件名：機器の交換"


@pytest.fixture
def desk(make_keeper: MakeKeeper) -> Conversation:
    """A desk with one service, a stopped client, and a fault that the case is linked to."""
    made = make_keeper(SERVICE, QUIET)
    made.hears(YAMADA.writes("業務が停止しています"))
    made.hears(SUZUKI.writes("障害", OPENS))
    return made


def lets_it_go(desk: Conversation) -> None:
    desk.hears(BROWN.replies(desk.last(BROWN.address, "staff-announcement-preview"), "#approve"))


def test_the_draft_of_an_interim_report_holds_the_newest_news(desk: Conversation) -> None:
    passes(desk, tokyo(11, 30, "12:30"))

    wish = desk.last(SUZUKI.address, "staff-interim-due")
    assert "現在の状況：機器を調べています。" in wish.text
    desk.hears(SUZUKI.replies(wish, "#中間報告"))
    assert "機器を調べています" in desk.last(YAMADA.address, "interim-report").text


def test_news_of_the_fault_is_the_report_that_was_promised(desk: Conversation) -> None:
    passes(desk, tokyo(11, 30, "11:00"))
    lets_it_go(desk)

    passes(desk, tokyo(11, 30, "13:10"))
    assert desk.events().count(EventKind.REPORT) == 1
    assert "staff-interim-due" not in [one.key for one in desk.all_letters(SUZUKI.address)]


def test_who_opened_two_linked_cases_gets_one_letter_and_both_are_told(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷も停止しています"))
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), "#関連 FLT-0001"))
    desk.forget_letters()
    lets_it_go(desk)

    assert [one.key for one in desk.letters(YAMADA.address)].count("outage-start") == 1
    assert EventKind.REPORT in desk.events("INC-000001")
    assert EventKind.REPORT in desk.events("INC-000002")


def test_at_night_maintenance_waits_and_an_outage_does_not(desk: Conversation) -> None:
    passes(desk, tokyo(11, 30, "23:00"))
    desk.hears(SUZUKI.writes("続報", "#障害 FLT-0001\n機器を調べています。\n次報：12/1 1:00"))
    lets_it_go(desk)
    assert desk.last(SATO.address, "outage-start")

    desk.hears(SUZUKI.writes("告知", MAINTENANCE))
    assert "12月1日(火) 09:00 以降" in desk.last(SUZUKI.address, "staff-announcement-preview").text
    lets_it_go(desk)
    assert "maintenance" not in [one.key for one in desk.all_letters(DOE.address)]
    passes(desk, tokyo(12, 1, "09:00"))
    assert desk.last(DOE.address, "maintenance")
