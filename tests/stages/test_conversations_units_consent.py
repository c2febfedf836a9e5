"""Conversations about a customer's yes to an estimate: to which letter it counts, and in which words (row E4)."""

from __future__ import annotations

import pytest

from mailbot.desk.cases import EventKind
from tests.stages.cast import SATO, SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import Received
from tests.stages.test_conversations_units import ANSWER, asked, says
from tests.stages.units_desk import MakeDesk, incidents, make_seller, units_of

__all__ = ["make_seller"]


@pytest.fixture
def seller(make_seller: MakeDesk) -> Conversation:
    """Yamada's company has bought ten incidents, and has asked for one thing."""
    return asked(make_seller(incidents(10)))


def estimated(desk: Conversation) -> Received:
    says(desk, "#レベル A")
    return desk.last(YAMADA.address, "estimate")


def test_a_yes_to_an_older_figure_agrees_to_nothing(seller: Conversation) -> None:
    desk = seller
    older = estimated(desk)
    says(desk, "#単位 8")
    desk.hears(YAMADA.replies(older, "承諾"))
    assert EventKind.CONSENTED not in desk.events()
    assert units_of(desk).reserved == 0
    assert "#承諾" in desk.last(SUZUKI.address, "staff-follow-up").text

    desk.hears(SATO.replies(desk.last(SATO.address, "estimate"), "承諾"))
    assert units_of(desk).reserved == 8


def test_a_yes_to_another_letter_is_none_to_the_estimate(seller: Conversation) -> None:
    desk = seller
    opened = desk.last(YAMADA.address, "case-opened")
    says(desk, ANSWER)
    earlier = desk.last(YAMADA.address, "staff-answer")
    estimated(desk)
    says(desk, "山田様\n\n電源は入っていますでしょうか。ご確認をお願いいたします。")
    for letter in (opened, earlier, desk.last(YAMADA.address, "staff-answer")):
        desk.hears(YAMADA.replies(letter, "はい"))
    desk.hears(SATO.writes("Re: [INC-000001] 印刷について", "承諾"))

    assert EventKind.CONSENTED not in desk.events()


def test_a_program_that_names_no_letter_but_in_its_references_is_understood(seller: Conversation) -> None:
    desk = seller
    desk.hears(YAMADA.replies(estimated(desk), "承諾", in_reply_to=""))

    assert units_of(desk).reserved == 3


def test_the_cost_of_a_private_matter_is_known_to_nobody_who_takes_no_part(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(10))
    desk.hears(YAMADA.writes("漏洩の件", "情報の漏洩について相談です。"))
    desk.hears(SATO.writes("[INC-000001]", "#費用"))
    letters = desk.all_letters(SATO.address)
    assert [one.key for one in letters] == ["units-balance"]
    assert "漏洩" not in letters[0].subject + letters[0].text

    says(desk, "#レベル A")
    assert desk.last(YAMADA.address, "estimate")
    assert len(desk.all_letters(SATO.address)) == 1


@pytest.mark.parametrize(
    "words",
    [
        "承諾します。\n株式会社例示商事 山田\nTEL 03-1111-2222\nyamada@client.example",
        "お世話になっております。山田です。\n\n承諾いたします。",
        "承諾致します",
        "はい、承諾します",
        "承諾です。よろしくお願い致します。",
        "OK",
        "お願いします\n\n________________________________",
    ],
)
def test_an_ordinary_yes_is_understood(seller: Conversation, words: str) -> None:
    desk = seller
    desk.hears(YAMADA.replies(estimated(desk), words))

    assert units_of(desk).reserved == 3


@pytest.mark.parametrize(
    "words",
    ["了解しました", "承諾\n一部", "はい？", "承諾します。来週からお願いします。", "yes\nno", "よろしくお願いします"],
)
def test_a_doubtful_yes_goes_to_staff_with_the_word_that_records_it(seller: Conversation, words: str) -> None:
    desk = seller
    desk.hears(YAMADA.replies(estimated(desk), words))

    assert EventKind.CONSENTED not in desk.events()
    assert "#承諾" in desk.last(SUZUKI.address, "staff-follow-up").text
