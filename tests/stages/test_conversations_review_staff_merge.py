"""Conversations: what nobody has answered keeps its date when its case goes into another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from mailbot.desk.cases import EventKind, Status
from tests.stages.cast import SATO, SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import Received

CLOCK = "[policies.standard.versions.clocks.answer]\n"
FIRST, SECOND = "INC-000001", "INC-000002"
ANSWER = "佐藤様\n\n余白の設定から変更できます。ご確認ください。"


def copy_of(desk: Conversation, number: str) -> Received:
    return next(one for one in desk.all_letters(SUZUKI.address) if number in one.subject)


def dues(desk: Conversation, number: str) -> dict[str, tuple[str, datetime | None]]:
    clocks = desk.store.history(desk.case(number).id).clocks
    return {one.name: (one.state, one.due) for one in clocks}


@pytest.mark.parametrize("ask", ["", "#回答待ち\n", "#解決\n"])
@pytest.mark.parametrize("anchor", ["receipt", "each_customer_mail"])
def test_the_promise_of_the_unanswered_case_goes_over_with_its_date(
    make_desk: Callable[..., Conversation], ask: str, anchor: str
) -> None:
    desk = make_desk((CLOCK, f'{CLOCK}from = "{anchor}"\n'))
    desk.hears(YAMADA.writes("印刷について", "帳票の印刷について教えてください。"))
    promised = dues(desk, FIRST)
    desk.later(days=2)
    desk.hears(SATO.writes("余白の件", "余白について教えてください。"))
    desk.hears(SUZUKI.replies(copy_of(desk, SECOND), f"{ask}{ANSWER}"))
    desk.later(days=2)
    desk.forget_letters()
    desk.hears(SUZUKI.replies(copy_of(desk, FIRST), f"#統合 {SECOND}"))

    assert desk.status(SECOND) is Status.OPEN
    assert promised["answer"][1] is not None
    assert dues(desk, SECOND) == promised
    assert "まで" in desk.last(YAMADA.address, "case-merged").text

    desk.hears(SUZUKI.replies(copy_of(desk, SECOND), "山田様\n\n印刷の画面で A5 をお選びください。\n\n鈴木"))
    assert dues(desk, SECOND)["answer"][0] == "met"


def test_the_earlier_of_two_unanswered_promises_holds(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について", "帳票の印刷について教えてください。"))
    promised = dues(desk, FIRST)
    desk.later(days=2)
    desk.hears(YAMADA.writes("印刷の件", "先日の印刷の件はいかがでしょうか。"))
    desk.hears(SUZUKI.replies(copy_of(desk, FIRST), f"#統合 {SECOND}"))

    assert dues(desk, SECOND) == promised


def test_a_later_promise_changes_nothing_of_the_earlier_one(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について", "帳票の印刷について教えてください。"))
    promised = dues(desk, FIRST)
    desk.later(days=2)
    desk.hears(YAMADA.writes("印刷の件", "先日の印刷の件はいかがでしょうか。"))
    desk.hears(SUZUKI.replies(copy_of(desk, SECOND), f"#統合 {FIRST}"))

    assert dues(desk, FIRST) == promised


def test_an_urgent_matter_that_its_owner_splits_off_stays_theirs(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("帳票が停止", "帳票が停止しました。もう一つ、夜間の集計も停止しています。"))
    desk.hears(SUZUKI.replies(copy_of(desk, FIRST), "#担当"))
    desk.forget_letters()
    desk.hears(SUZUKI.replies(copy_of(desk, FIRST), "#分割 夜間の集計の停止"))
    desk.works()

    assert desk.case(SECOND).assignee == "suzuki"
    assert EventKind.ASSIGNED in desk.events(SECOND)
