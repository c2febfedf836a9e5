"""Conversations: a fault at night, when whoever tells of it is alone."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.stages.cast import BROWN, SUZUKI, YAMADA
from tests.stages.conftest import MakeDesk
from tests.stages.conversation import MONDAY, Conversation
from tests.stages.mail_clients import Received

SERVICE = (
    "[calendars.office]",
    '[services.portal]\ntitle = { ja = "顧客ポータル", en = "the customer portal" }\n\n[calendars.office]',
)
ALONE = ('digest = ""', 'digest = ""\nurgent_alone = true')
LEAD = ('handle = "suzuki"', 'handle = "suzuki"\non_call = true')
SECOND_LEAD = ('handle = "brown"', 'handle = "brown"\non_call = true')
OPENS = "#障害\nサービス：顧客ポータル\n症状：ログインできない\n発生：2:50\n次報：4:00"
NIGHT = datetime(2026, 12, 1, 3, 10, tzinfo=MONDAY.tzinfo)


def preview(desk: Conversation, address: str = SUZUKI.address) -> Received:
    return desk.last(address, "staff-announcement-preview")


def shown(desk: Conversation) -> str:
    """The preview's words, however its lines are broken."""
    return "".join(preview(desk).text.split())


def told(desk: Conversation, key: str = "outage-start") -> bool:
    return key in [one.key for one in desk.all_letters(YAMADA.address)]


def declared(desk: Conversation, now: datetime = NIGHT) -> Conversation:
    desk.clock.now = now
    desk.hears(SUZUKI.writes("障害", OPENS))
    return desk


def test_a_lone_lead_sends_the_first_news_by_their_own_word(make_desk: MakeDesk) -> None:
    desk = declared(make_desk(SERVICE, ALONE, LEAD))
    assert "鈴木花子さんご自身が#送信とだけ書いて返信すれば送れます" in shown(desk)
    desk.hears(SUZUKI.replies(preview(desk), "#送信"))

    assert told(desk)


def test_further_news_waits_for_another_as_ever(make_desk: MakeDesk) -> None:
    desk = declared(make_desk(SERVICE, ALONE, LEAD))
    desk.hears(SUZUKI.replies(preview(desk), "#送信"))
    desk.hears(SUZUKI.writes("続報", "#障害 FLT-0001\n調査中です。\n次報：5:00"))
    assert "承認をご依頼ください（SamBrown）" in shown(desk)
    desk.hears(SUZUKI.replies(preview(desk), "#送信"))

    assert not told(desk, "outage-progress")


@pytest.mark.parametrize(
    "changes",
    [(LEAD,), (ALONE, LEAD, SECOND_LEAD)],
    ids=["not allowed", "another is on call"],
)
def test_otherwise_another_member_has_to_approve(make_desk: MakeDesk, changes: tuple[tuple[str, str], ...]) -> None:
    desk = declared(make_desk(SERVICE, *changes))
    desk.hears(SUZUKI.replies(preview(desk), "#送信"))
    assert not told(desk)

    desk.hears(BROWN.replies(preview(desk, BROWN.address), "#approve"))
    assert told(desk)


def test_in_business_hours_nobody_is_alone(make_desk: MakeDesk) -> None:
    desk = declared(make_desk(SERVICE, ALONE, LEAD), datetime(2026, 12, 1, 11, 0, tzinfo=MONDAY.tzinfo))
    desk.hears(SUZUKI.replies(preview(desk), "#送信"))

    assert not told(desk)
    assert "電話で承認をご依頼ください" in desk.last(SUZUKI.address, "staff-command-refused").text


def test_whom_to_telephone_is_said_where_it_has_to_be_approved(make_desk: MakeDesk) -> None:
    desk = declared(make_desk(SERVICE, LEAD))

    assert "急ぐときは、電話などで承認をご依頼ください（SamBrown）" in shown(desk)
