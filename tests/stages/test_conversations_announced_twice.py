"""Conversations: the same announcement sent twice by mistake waits, and says so."""

from __future__ import annotations

import pytest

from tests.stages.cast import BROWN, DOE, SUZUKI, YAMADA
from tests.stages.conftest import MakeDesk
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import Received

SERVICE = (
    "[calendars.office]",
    '[services.portal]\ntitle = { ja = "顧客ポータル", en = "the customer portal" }\n\n[calendars.office]',
)
RELEASE = "#告知 新版\nサービス：顧客ポータル\n版：4.3\n件名：帳票の改善\n帳票の画面を改めました。"
OPENS = "#障害\nサービス：顧客ポータル\n症状：ログインできない\n発生：11/30 9:40\n次報：11/30 11:30"
NEWS = "#障害 FLT-0001\n予備の機器に切り替えています。\n次報：11/30 13:00"


@pytest.fixture
def desk(make_desk: MakeDesk) -> Conversation:
    """A desk with one service."""
    return make_desk(SERVICE)


def preview(desk: Conversation, address: str = SUZUKI.address) -> Received:
    return desk.last(address, "staff-announcement-preview")


def lets_it_go(desk: Conversation) -> None:
    desk.hears(BROWN.replies(preview(desk, BROWN.address), "#approve"))


def count(desk: Conversation, key: str, address: str = YAMADA.address) -> int:
    return [one.key for one in desk.all_letters(address)].count(key)


def test_the_same_while_the_first_waits_is_kept_once(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("告知", RELEASE))
    desk.hears(SUZUKI.writes("告知", RELEASE))

    assert "承認待ち" in preview(desk).subject
    assert "告知番号：1" in preview(desk).text
    with desk.store.unit() as unit:
        assert len(unit.newest_announcements(5)) == 1
    lets_it_go(desk)
    assert count(desk, "release-note") == 1


def test_a_colleague_who_sends_the_same_is_shown_what_waits_and_may_let_it_go(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("告知", RELEASE))
    desk.hears(BROWN.writes("告知", RELEASE))
    assert "鈴木 花子" in preview(desk, BROWN.address).text
    lets_it_go(desk)

    assert count(desk, "release-note") == 1


def test_the_same_after_the_first_has_gone_is_held_and_says_so(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("告知", RELEASE))
    lets_it_go(desk)
    desk.hears(SUZUKI.writes("告知", RELEASE))

    assert "同じ内容のお知らせ（告知1）を" in preview(desk).text
    assert "the same was sent as announcement 1" in preview(desk, BROWN.address).text
    assert count(desk, "release-note") == 1


def test_another_text_and_the_same_a_week_later_are_not_held(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("告知", RELEASE))
    lets_it_go(desk)
    desk.hears(SUZUKI.writes("告知", RELEASE.replace("4.3", "4.4")))
    assert "同じ内容" not in preview(desk).text

    desk.later(days=7)
    desk.hears(SUZUKI.writes("告知", RELEASE))
    assert "同じ内容" not in preview(desk).text


def test_the_same_news_of_a_fault_says_so_and_new_times_do_not(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("障害", OPENS))
    lets_it_go(desk)
    desk.hears(SUZUKI.writes("続報", NEWS))
    lets_it_go(desk)
    desk.hears(SUZUKI.writes("続報", NEWS))
    assert "同じ内容のお知らせ（告知2）を" in preview(desk).text

    desk.hears(SUZUKI.writes("続報", NEWS.replace("13:00", "14:00")))
    assert "同じ内容" not in preview(desk).text
    assert count(desk, "outage-progress", DOE.address) == 1


def test_a_fault_declared_by_two_at_the_same_time_is_found_out(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("障害", OPENS))
    lets_it_go(desk)
    desk.hears(BROWN.writes("障害", OPENS))

    assert "the same was sent as announcement 1" in preview(desk, BROWN.address).text
