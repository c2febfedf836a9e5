"""Conversations: two cases become one, whoever wrote them, and nothing of either is lost (rows D2, D5)."""

from __future__ import annotations

import pytest

from mailbot.desk.cases import EventKind, Status
from tests.stages.cast import BROWN, DOE, FIRST, SATO, SECOND, SUZUKI, TANAKA, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import Received

ANSWER = "山田様\n\n印刷の画面で「用紙」から A5 をお選びください。"
MERGE = f"#統合 {FIRST}"


def copy_of(desk: Conversation, number: str) -> Received:
    return next(one for one in desk.all_letters(SUZUKI.address) if number in one.subject)


def refused(desk: Conversation) -> str:
    assert desk.new_keys() == {(SUZUKI.address, "staff-command-refused")}
    return desk.last(SUZUKI.address, "staff-command-refused").text.replace("\n", "")


@pytest.fixture
def twice(desk: Conversation) -> Conversation:
    """Yamada asks, and asks the same again in a new mail."""
    desk.hears(YAMADA.writes("印刷について", "帳票の印刷について教えてください。"))
    desk.hears(YAMADA.writes("印刷の件", "先日の印刷の件はいかがでしょうか。"))
    desk.forget_letters()
    return desk


@pytest.fixture
def two_people(desk: Conversation) -> Conversation:
    """Sato asks what Yamada, a colleague, has asked before."""
    desk.hears(YAMADA.writes("印刷について", "帳票の印刷について教えてください。"))
    desk.hears(SATO.writes("印刷できません", "帳票が印刷できません。", cc=(TANAKA.address,)))
    desk.forget_letters()
    return desk


def test_a_case_goes_into_another(twice: Conversation) -> None:
    desk = twice
    desk.hears(SUZUKI.replies(copy_of(desk, SECOND), MERGE))

    assert desk.new_keys() == {
        (YAMADA.address, "case-merged"),
        (SUZUKI.address, "staff-receipt"),
        (SUZUKI.address, "staff-merged"),
        (BROWN.address, "staff-merged"),
    }
    ended = desk.case(SECOND)
    assert (ended.status, ended.merged_into) == (Status.MERGED, desk.case(FIRST).id)
    assert desk.events(SECOND)[-2:] == [EventKind.MERGED, EventKind.CLOSED]
    assert EventKind.ABSORBED in desk.events(FIRST)
    assert [(one.number, one.kind) for one in desk.store.links(ended.id)] == [(FIRST, "merged")]
    assert [one.state for one in desk.store.history(ended.id).clocks] == ["closed"]
    receipt = desk.last(SUZUKI.address, "staff-receipt")
    assert "状態：新規 から 統合済み" in receipt.text
    assert f"関連する件：{FIRST}" in receipt.text


def test_the_customer_is_told_where_it_goes_on(twice: Conversation) -> None:
    desk = twice
    desk.hears(SUZUKI.replies(copy_of(desk, SECOND), MERGE))

    letter = desk.letter(YAMADA.address)
    assert letter.subject == f"Re: [{SECOND}] 印刷の件"
    assert letter.mail.in_reply_to == desk.last(YAMADA.address, "case-opened").mail.in_reply_to
    assert f"今後は、受付番号 {FIRST} で対応いたします。" in letter.text
    assert "件名：印刷について" in letter.text


@pytest.mark.parametrize("key", ["case-opened", "case-merged"])
def test_a_reply_to_the_ended_case_reaches_the_other(twice: Conversation, key: str) -> None:
    desk = twice
    desk.hears(SUZUKI.replies(copy_of(desk, SECOND), MERGE))
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, key), "まだ印刷できません。"))

    assert desk.events(FIRST)[-1] is EventKind.CUSTOMER_MAIL
    assert len(desk.cases()) == 2


def test_a_new_mail_with_the_old_number_reaches_it_too(twice: Conversation) -> None:
    desk = twice
    desk.hears(SUZUKI.replies(copy_of(desk, SECOND), MERGE))
    desk.hears(YAMADA.writes(f"[{SECOND}] その後", "まだ印刷できません。"))

    assert desk.events(FIRST)[-1] is EventKind.CUSTOMER_MAIL
    assert len(desk.cases()) == 2


def test_staff_who_answer_in_the_old_thread_answer_the_case_that_goes_on(twice: Conversation) -> None:
    desk = twice
    old = copy_of(desk, SECOND)
    desk.hears(SUZUKI.replies(old, MERGE))
    desk.forget_letters()
    desk.hears(SUZUKI.replies(old, ANSWER))

    assert FIRST in desk.letter(YAMADA.address).subject
    assert desk.status(FIRST) is Status.ANSWERED


def test_people_of_the_ended_case_join_and_get_the_answers(two_people: Conversation) -> None:
    desk = two_people
    desk.hears(SUZUKI.replies(copy_of(desk, SECOND), MERGE))

    told = {key for key in desk.new_keys() if not key[1].startswith("staff-")}
    assert told == {(SATO.address, "case-merged"), (YAMADA.address, "case-merged")}
    desk.hears(SUZUKI.replies(copy_of(desk, FIRST), ANSWER))
    answered = {one.letter.recipient for one in desk.all_letters() if one.key == "staff-answer"}
    assert answered == {YAMADA.address, SATO.address, TANAKA.address}
    opener = desk.case(FIRST).opener
    assert opener is not None
    assert opener.address == YAMADA.address


def test_nobody_is_sent_what_the_other_wrote(two_people: Conversation) -> None:
    desk = two_people
    desk.hears(SUZUKI.replies(copy_of(desk, SECOND), MERGE))

    to_sato, to_yamada = (desk.last(one.address, "case-merged") for one in (SATO, YAMADA))
    assert "印刷について" not in to_sato.text
    assert "印刷できません" not in to_yamada.text
    assert f"{SECOND} を本件にまとめました。" in to_yamada.text
    assert YAMADA.address not in to_sato.text


def test_followers_see_what_came_and_who_joined(two_people: Conversation) -> None:
    desk = two_people
    desk.hears(SUZUKI.replies(copy_of(desk, FIRST), "#担当 brown"))
    desk.hears(SUZUKI.replies(copy_of(desk, SECOND), "#担当"))
    desk.forget_letters()
    desk.hears(BROWN.replies(next(one for one in desk.all_letters(BROWN.address) if SECOND in one.subject), MERGE))

    keys = {key for key in desk.new_keys() if key[1].startswith("staff-")}
    assert keys == {
        (BROWN.address, "staff-receipt"),
        (BROWN.address, "staff-merged"),
        (SUZUKI.address, "staff-merged"),
    }
    letter = desk.last(SUZUKI.address, "staff-merged")
    assert f"[{FIRST}]" in letter.subject
    for shown in ("帳票が印刷できません。", SATO.address, "Sam Brown"):
        assert shown in letter.text


def test_what_nobody_answered_keeps_the_other_case_open(twice: Conversation) -> None:
    desk = twice
    desk.hears(SUZUKI.replies(copy_of(desk, FIRST), ANSWER))
    assert desk.status(FIRST) is Status.ANSWERED
    desk.hears(SUZUKI.replies(copy_of(desk, SECOND), MERGE))

    assert desk.status(FIRST) is Status.OPEN


def test_a_resolved_case_is_taken_up_again_by_what_nobody_answered(twice: Conversation) -> None:
    desk = twice
    desk.hears(SUZUKI.replies(copy_of(desk, FIRST), f"#解決\n\n{ANSWER}"))
    desk.hears(SUZUKI.replies(copy_of(desk, SECOND), MERGE))

    assert desk.status(FIRST) is Status.OPEN
    assert EventKind.REOPENED in desk.events(FIRST)


def test_an_answered_case_leaves_the_other_as_it_is(twice: Conversation) -> None:
    desk = twice
    for number in (FIRST, SECOND):
        desk.hears(SUZUKI.replies(copy_of(desk, number), ANSWER))
    desk.hears(SUZUKI.replies(copy_of(desk, SECOND), MERGE))

    assert desk.status(FIRST) is Status.ANSWERED


def test_a_note_stays_with_the_case_that_ends(twice: Conversation) -> None:
    desk = twice
    desk.hears(SUZUKI.replies(copy_of(desk, SECOND), f"{MERGE}\n#メモ\n\n同じ内容でした。"))

    assert desk.status(SECOND) is Status.MERGED
    assert EventKind.NOTE in desk.events(SECOND)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("#統合", "指示に続く語が必要です"),
        (f"#統合 {SECOND}", "この件そのものの番号です"),
        ("#統合 INC-000099", "まとめる先が分かりません"),
        ("#統合 印刷について", "まとめる先が分かりません"),
        (f"#統合 {FIRST} {SECOND}", "まとめる先が分かりません"),
        (f"{MERGE}\n#解決", "#統合 と同じメールでは実行できません"),
        (f"{MERGE}\n{MERGE}", "#統合 と同じメールでは実行できません"),
        (f"{MERGE}\n\n{ANSWER}", "どの件の回答か決まりません"),
    ],
)
def test_what_is_not_clear_merges_nothing(twice: Conversation, text: str, why: str) -> None:
    desk = twice
    desk.hears(SUZUKI.replies(copy_of(desk, SECOND), text))

    assert why in refused(desk)
    assert [one.status for one in desk.cases()] == [Status.NEW, Status.NEW]


def test_cases_of_two_contracts_are_not_merged(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について"))
    desk.hears(DOE.writes("Printing"))
    desk.forget_letters()
    desk.hears(SUZUKI.replies(copy_of(desk, SECOND), MERGE))

    assert "まとめる先が分かりません" in refused(desk)
    assert desk.status(SECOND) is Status.NEW


def test_a_case_that_has_ended_takes_no_other_in(twice: Conversation) -> None:
    desk = twice
    desk.hears(SUZUKI.replies(copy_of(desk, FIRST), "#完了"))
    desk.forget_letters()
    desk.hears(SUZUKI.replies(copy_of(desk, SECOND), MERGE))

    assert "まとめる先の件は終了しています" in refused(desk)


def test_there_is_no_circle(twice: Conversation) -> None:
    desk = twice
    desk.hears(SUZUKI.replies(copy_of(desk, SECOND), MERGE))
    desk.forget_letters()
    desk.hears(SUZUKI.replies(copy_of(desk, FIRST), f"#統合 {SECOND}"))

    assert "まとめる先の件は終了しています" in refused(desk)
    assert desk.status(FIRST) is Status.NEW


def test_a_private_case_is_not_shown_to_others_by_merging(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について"))
    desk.hears(YAMADA.writes("情報漏洩の件"))
    desk.forget_letters()
    desk.hears(SUZUKI.replies(copy_of(desk, SECOND), MERGE))

    assert "非公開の件は" in refused(desk)
