"""Conversations: the number of another client's case is held back however it is spelt; other numbers are not."""

from __future__ import annotations

import pytest

from tests.stages.cast import DOE, SECOND, SUZUKI, YAMADA
from tests.stages.conversation import Conversation

HELD = {(SUZUKI.address, "staff-answer-held")}


@pytest.fixture
def asked(desk: Conversation) -> Conversation:
    """A case of Yamada's, one of another client's after it, and a third that is Yamada's own; all letters read."""
    desk.hears(YAMADA.writes("印刷について", "帳票の印刷について教えてください。"))
    desk.hears(DOE.writes("Login", "I cannot log in since this morning."))
    desk.forget_letters()
    return desk


def answers(desk: Conversation, text: str) -> set[tuple[str, str]]:
    copy = next(one for one in desk.all_letters(SUZUKI.address) if "INC-000001" in one.subject)
    desk.hears(SUZUKI.replies(copy, f"山田様\n\n{text}\n余白は「ページ設定」から変更できます。"))
    return desk.new_keys()


@pytest.mark.parametrize(
    "text",
    [
        "案件番号 000002 と同じ原因です。",
        "受付No.2 でご案内した手順です。",
        "INC000002 と同じです。",
        "inc 2 と同じです。",
        "See case no. 2.",
    ],
)
def test_another_case_s_number_is_held(asked: Conversation, text: str) -> None:
    assert answers(asked, text) == HELD
    assert SECOND in asked.last(SUZUKI.address, "staff-answer-held").text


@pytest.mark.parametrize(
    "text",
    [
        "受付番号 000001 の件です。",
        "御社の受付番号 48211 の件です。",
        "注文番号 2 の件です。",
        "お問い合わせ：03-0000-0002",
        "お問い合わせ番号 0120-000-002",
        "版は 2.0.2 です。",
        "料金は 2,000円です。",
        "お問い合わせ 2件のうち1件目です。",
    ],
)
def test_other_numbers_leave(asked: Conversation, text: str) -> None:
    assert answers(asked, text) == {(YAMADA.address, "staff-answer")}


def test_a_number_that_the_customer_has_named_is_no_secret(asked: Conversation) -> None:
    asked.hears(YAMADA.writes("Re: [INC-000001] 印刷について", "受付番号 2 の件はどうなりましたか。"))
    asked.forget_letters()

    assert answers(asked, "受付番号 2 の件は、別の方の件でした。") == {(YAMADA.address, "staff-answer")}


def test_the_subject_of_a_split_is_looked_at_too(asked: Conversation) -> None:
    copy = next(one for one in asked.all_letters(SUZUKI.address) if "INC-000001" in one.subject)
    asked.hears(SUZUKI.replies(copy, "#分割 案件番号 2 と同じ現象"))

    assert asked.new_keys() == {(SUZUKI.address, "staff-command-refused")}
