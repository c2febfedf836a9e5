"""Conversations: why a promise was missed, in the words of staff, stands in the report."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from mailbot.desk.reports import Miss
from tests.stages.cast import FIRST, SECOND, SUZUKI, YAMADA
from tests.stages.conftest import MakeDesk
from tests.stages.conversation import MONDAY, Conversation
from tests.stages.mail_clients import Received


@pytest.fixture
def desk(make_desk: MakeDesk) -> Conversation:
    """A desk on which a question was not answered within its ten business days."""
    made = make_desk()
    made.hears(YAMADA.writes("印刷について", "帳票の印刷について教えてください。"))
    made.clock.now = datetime(2026, 12, 16, 11, 0, tzinfo=MONDAY.tzinfo)
    made.works()
    return made


def copy_of(desk: Conversation, number: str = FIRST) -> Received:
    return next(one for one in desk.all_letters(SUZUKI.address) if number in one.subject)


def misses(desk: Conversation, now: datetime | None = None) -> tuple[Miss, ...]:
    reports = desk.sweep.reports
    assert reports is not None
    with desk.store.unit() as unit:
        return reports.reporting.report(unit, date(2026, 12, 1), now or desk.clock(), unit.contract("C-1001")).misses


@pytest.mark.parametrize("words", ["#理由 部品の入荷を待っていたため", "#reason: 部品の入荷を待っていたため"])
def test_a_reason_stands_beside_the_miss_and_goes_to_no_customer(desk: Conversation, words: str) -> None:
    desk.forget_letters()
    desk.hears(SUZUKI.replies(copy_of(desk), words))

    assert [one.said for one in misses(desk)] == ["部品の入荷を待っていたため"]
    assert desk.new_keys() == {(SUZUKI.address, "staff-receipt")}


def test_a_closed_case_may_be_explained_and_a_reason_taken_back(desk: Conversation) -> None:
    desk.hears(SUZUKI.replies(copy_of(desk), "#完了"))
    desk.hears(SUZUKI.replies(copy_of(desk), "#理由 部品の入荷を待っていたため"))
    assert [one.said for one in misses(desk)] == ["部品の入荷を待っていたため"]

    desk.hears(SUZUKI.replies(copy_of(desk), "#取消"))
    assert [one.said for one in misses(desk)] == [""]


def test_a_reason_wants_words_and_none_of_another_case(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷の件", "別の帳票も印刷できません。"))
    desk.hears(SUZUKI.replies(copy_of(desk), "#理由"))
    assert desk.last(SUZUKI.address, "staff-command-refused")
    desk.hears(SUZUKI.replies(copy_of(desk), f"#理由 {SECOND} を先に対応したため"))

    assert [one.said for one in misses(desk)] == [""]


def test_a_reason_written_until_the_report_is_due_is_in_it_and_none_later(desk: Conversation) -> None:
    desk.clock.now = datetime(2027, 1, 4, 9, 30, tzinfo=MONDAY.tzinfo)
    desk.hears(SUZUKI.replies(copy_of(desk), "#理由 部品の入荷を待っていたため"))
    desk.clock.now = datetime(2027, 1, 4, 12, 0, tzinfo=MONDAY.tzinfo)
    desk.hears(SUZUKI.replies(copy_of(desk), "#理由 担当者の手違い"))

    assert [one.said for one in misses(desk)] == ["部品の入荷を待っていたため"]
