"""Conversations: answers that should not leave yet are held, told of, and let go or approved by one word."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from mailbot.desk.cases import EventKind, Status
from mailbot.desk.records import Direction, NewMessage
from mailbot.store.tables import audit
from tests.stages.cast import BROWN, DOE, FIRST, SATO, SECOND, SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import Received

ANSWER = "山田様\n\n印刷の画面で「用紙」から A5 をお選びください。"
OTHER = "山田様\n\nドライバーを更新すると A5 が選べるようになります。"
HELD = {(SUZUKI.address, "staff-answer-held")}


@pytest.fixture
def asked(desk: Conversation) -> Conversation:
    """A desk with one case of Yamada's, all letters read."""
    desk.hears(YAMADA.writes("印刷について", "帳票の印刷について教えてください。"))
    desk.forget_letters()
    return desk


@pytest.fixture
def approving(make_desk: Callable[..., Conversation]) -> Conversation:
    """The same, where answers need approval."""
    desk = make_desk(
        ('address = "support@vendor.example"', 'address = "support@vendor.example"\napprove = ["answers"]')
    )
    desk.hears(YAMADA.writes("印刷について", "帳票の印刷について教えてください。"))
    desk.forget_letters()
    return desk


def copy_of(desk: Conversation, address: str = SUZUKI.address) -> Received:
    return desk.last(address, "staff-new-case")


def both_answered(desk: Conversation) -> None:
    """Suzuki has answered, and Brown, who did not see it, answers too."""
    desk.hears(SUZUKI.replies(copy_of(desk), ANSWER))
    desk.forget_letters()
    desk.hears(BROWN.replies(copy_of(desk, BROWN.address), OTHER))


def test_the_second_of_two_answers_is_held_and_both_are_told(asked: Conversation) -> None:
    desk = asked
    both_answered(desk)

    assert desk.new_keys() == {(SUZUKI.address, "staff-answer-held"), (BROWN.address, "staff-answer-held")}
    assert desk.reasons() == ["second-answer"]
    writer, other = (desk.last(one.address, "staff-answer-held") for one in (BROWN, SUZUKI))
    assert "鈴木 花子" in writer.text
    assert "#send" in writer.text
    assert "ドライバー" in other.text
    assert other.subject.startswith(f"[{FIRST}]")


@pytest.mark.parametrize("who", [SUZUKI, BROWN])
def test_one_word_of_either_lets_the_second_answer_go(asked: Conversation, who: object) -> None:
    desk = asked
    both_answered(desk)
    desk.forget_letters()
    assert who in {SUZUKI, BROWN}
    person = SUZUKI if who is SUZUKI else BROWN
    desk.hears(person.replies(desk.last(person.address, "staff-answer-held"), "#送信"))

    answers = [one for one in desk.letters(YAMADA.address) if one.key == "staff-answer"]
    assert ["ドライバー" in one.text for one in answers] == [True]
    assert "Sam Brown" in answers[0].mail.senders[0].name
    receipts = {one.key for one in desk.letters(BROWN.address)}
    assert receipts == {"staff-receipt"}
    assert desk.held() == []


def test_what_was_let_go_twice_is_sent_once(asked: Conversation) -> None:
    desk = asked
    both_answered(desk)
    held = desk.last(BROWN.address, "staff-answer-held")
    desk.hears(BROWN.replies(held, "#send"))
    desk.forget_letters()
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-answer-held"), "#送信"))

    assert desk.new_keys() == {(SUZUKI.address, "staff-command-refused")}


def test_an_answer_to_what_came_after_the_other_answer_goes_at_once(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), ANSWER))
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "staff-answer"), "できません。ほかにありますか。"))
    desk.forget_letters()
    desk.hears(BROWN.replies(desk.last(BROWN.address, "staff-follow-up"), OTHER))

    assert desk.new_keys() == {(YAMADA.address, "staff-answer")}


def test_an_answer_sent_from_the_shared_mailbox_counts_as_another_s(asked: Conversation) -> None:
    desk = asked
    sent = NewMessage(
        case_id=desk.case().id,
        direction=Direction.OUT,
        at=desk.clock(),
        message_id="<sent@vendor.example>",
        from_address="support@vendor.example",
        to_addresses=(YAMADA.address,),
        subject="印刷について",
        text=OTHER,
        new_text=OTHER,
    )
    with desk.store.unit(desk.clock()) as unit:
        unit.add_message(sent)
    desk.hears(SUZUKI.replies(copy_of(desk), ANSWER))

    assert desk.new_keys() == HELD
    assert "共有メールボックスからの送信" in desk.last(SUZUKI.address, "staff-answer-held").text


def test_a_subject_that_customers_will_read_holds_nothing_foreign(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), "#分割 Overseas 様と同じ件\n余白の件です。"))

    assert desk.new_keys() == {(SUZUKI.address, "staff-command-refused")}
    assert len(desk.cases()) == 1


def test_accepting_a_held_mail_is_no_approval(approving: Conversation) -> None:
    desk = approving
    (row,) = desk.receives(SUZUKI.replies(copy_of(desk), ANSWER))
    desk.works()
    desk.hears(BROWN.writes("held", f"#accept {row}"))

    assert desk.reasons() == ["needs-approval"]
    assert not [one for one in desk.all_letters(YAMADA.address) if one.key == "staff-answer"]


def test_the_same_writer_may_answer_again_at_once(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), ANSWER))
    desk.forget_letters()
    desk.hears(SUZUKI.replies(copy_of(desk), "追記です。余白も同じ画面で変更できます。"))

    assert desk.new_keys() == {(YAMADA.address, "staff-answer")}


def test_without_a_known_copy_another_s_answer_of_the_last_minutes_counts(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), ANSWER))
    desk.forget_letters()
    desk.hears(BROWN.writes(f"Re: [{FIRST}] 印刷について", OTHER))
    assert desk.reasons() == ["second-answer"]

    desk.later(minutes=30)
    desk.forget_letters()
    desk.hears(BROWN.writes(f"Re: [{FIRST}] 印刷について", f"{OTHER}\n再起動も必要です。"))
    assert desk.new_keys() == {(YAMADA.address, "staff-answer"), (BROWN.address, "staff-receipt")}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("INC-000002 と同じ原因でした。修正版をご利用ください。", SECOND, id="another case's number"),
        pytest.param("Overseas 様でも同じ現象がありました。", "Overseas", id="another client's name"),
        pytest.param("複数契約（株）様でも同じ現象です。", "複数契約株式会社", id="a name with another legal form"),
        pytest.param("doe@overseas.example にもご案内しています。", "doe@overseas.example", id="a registered address"),
        pytest.param("https://files.overseas.example/a をご覧ください。", "overseas.example", id="a client's domain"),
    ],
)
def test_what_is_not_for_this_customer_is_held_and_named(asked: Conversation, text: str, found: str) -> None:
    desk = asked
    desk.hears(DOE.writes("Login", "I cannot log in."))
    desk.forget_letters()
    copy = next(one for one in desk.all_letters(SUZUKI.address) if FIRST in one.subject)
    desk.hears(SUZUKI.replies(copy, f"山田様\n\n{text}"))

    assert desk.new_keys() == HELD
    assert desk.reasons() == ["leak"]
    assert found in desk.last(SUZUKI.address, "staff-answer-held").text
    assert desk.status() is Status.NEW
    assert desk.events() == [EventKind.RECEIVED]


def test_a_name_of_staff_or_of_who_takes_part_is_no_client_s(make_desk: Callable[..., Conversation]) -> None:
    desk = make_desk(('client = "Overseas Ltd"', 'client = "Brown Inc."'), ("全員株式会社", "株式会社太郎"))
    desk.hears(YAMADA.writes("印刷について", "帳票の印刷について教えてください。"))
    desk.forget_letters()
    desk.hears(BROWN.replies(copy_of(desk, BROWN.address), "山田 太郎様\n\nSam Brown がご案内いたします。"))
    assert (YAMADA.address, "staff-answer") in desk.new_keys()

    desk.hears(BROWN.replies(copy_of(desk, BROWN.address), "山田様\n\nBrown 社でも起きています。"))
    assert desk.reasons() == ["leak"]


def test_an_answer_that_waited_counts_from_when_it_was_let_go(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), "山田様\n\n手順書を添付します。"))
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "case-opened"), "まだでしょうか。"))
    desk.later(minutes=30)
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-answer-held"), "#送信"))
    desk.forget_letters()
    desk.hears(BROWN.replies(desk.last(BROWN.address, "staff-follow-up"), OTHER))

    assert desk.reasons() == ["second-answer"]


def test_a_line_of_an_internal_note_is_held(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), "#メモ\n開発部の田村さんによると次の版で直る予定です。"))
    desk.forget_letters()
    desk.hears(SUZUKI.replies(copy_of(desk), "山田様\n\n開発部の田村さんによると、次の版で直る予定です。"))
    assert desk.new_keys() == {(YAMADA.address, "staff-answer")}

    desk.hears(SUZUKI.replies(copy_of(desk), "山田様\n\n開発部の田村さんによると\n次の版で直る予定です。"))
    assert desk.new_keys() == HELD


def test_a_number_that_the_customer_has_named_is_no_leak(asked: Conversation) -> None:
    desk = asked
    desk.hears(SATO.writes("別の件", "こちらも教えてください。"))
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "case-opened"), f"{SECOND} と関係がありますか。"))
    desk.forget_letters()
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-follow-up"), f"{SECOND} とは別の原因です。"))

    assert (YAMADA.address, "staff-answer") in desk.new_keys()


def test_a_forgotten_file_is_noticed(asked: Conversation) -> None:
    desk = asked
    text = "山田様\n\n手順書を添付しますのでご覧ください。"
    desk.hears(SUZUKI.replies(copy_of(desk), text))
    assert desk.new_keys() == HELD
    assert "手順書を添付します" in desk.last(SUZUKI.address, "staff-answer-held").text

    desk.hears(SUZUKI.replies(copy_of(desk), text, files=(("手順書.pdf", b"%PDF-1.7 steps"),)))
    assert desk.new_keys() == {(YAMADA.address, "staff-answer"), (SUZUKI.address, "staff-receipt")}


def test_several_held_answers_need_a_number(asked: Conversation) -> None:
    desk = asked
    first, second = desk.receives(
        SUZUKI.replies(copy_of(desk), "山田様\n\n手順書を添付します。"),
        SUZUKI.replies(copy_of(desk), "山田様\n\n画面の写しも添付します。"),
    )
    desk.works()
    desk.forget_letters()
    held = copy_of(desk)
    desk.hears(SUZUKI.replies(held, "#送信"))
    refused = desk.last(SUZUKI.address, "staff-command-refused")
    assert f"[{first}, {second}]" in refused.text
    assert len(desk.held()) == 2

    desk.forget_letters()
    desk.hears(SUZUKI.replies(held, f"#送信 {first}"))
    assert "手順書" in desk.letter(YAMADA.address).text
    assert [one.inbox_id for one in desk.held()] == [second]


def test_an_answer_that_waits_is_dropped_by_its_writer_alone(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), "山田様\n\n手順書を添付します。"))
    desk.forget_letters()
    desk.hears(BROWN.replies(copy_of(desk, BROWN.address), "#undo"))
    assert desk.new_keys() == {(BROWN.address, "staff-command-refused")}
    assert len(desk.held()) == 1

    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-answer-held"), "#取消"))
    assert desk.new_keys() == {(SUZUKI.address, "staff-receipt")}
    assert "保留していた回答を取り消しました" in desk.last(SUZUKI.address, "staff-receipt").text
    assert desk.held() == []


@pytest.mark.parametrize(
    "text",
    [
        "#送信",
        "#承認",
        "#取消",
        "#送信 999",
        "#送信\n#担当",
        "#送信\n\n続けて別の回答をお送りします。よろしくお願いします。",
    ],
)
def test_what_cannot_be_let_go_changes_nothing(asked: Conversation, text: str) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), text))

    assert desk.new_keys() == {(SUZUKI.address, "staff-command-refused")}
    assert desk.events() == [EventKind.RECEIVED]


def test_an_answer_waits_for_another_member_s_approval(approving: Conversation) -> None:
    desk = approving
    desk.hears(SUZUKI.replies(copy_of(desk), ANSWER))
    assert desk.new_keys() == {(SUZUKI.address, "staff-answer-held"), (BROWN.address, "staff-approval-wanted")}
    assert "「用紙」から A5" in desk.last(BROWN.address, "staff-approval-wanted").text

    own = desk.last(SUZUKI.address, "staff-answer-held")
    for word in ("#承認", "#送信"):
        desk.hears(SUZUKI.replies(own, word))
        assert desk.new_keys() == {(SUZUKI.address, "staff-command-refused")}
    desk.hears(BROWN.replies(desk.last(BROWN.address, "staff-approval-wanted"), "#approve"))
    assert desk.new_keys() == {
        (YAMADA.address, "staff-answer"),
        (SUZUKI.address, "staff-receipt"),
        (BROWN.address, "staff-receipt"),
    }
    with desk.store.unit() as unit:
        actors = unit._connection.execute(select(audit.c.actor).where(audit.c.action == "answer.approved"))
        assert actors.scalars().all() == ["staff:brown"]


def test_who_lets_a_doubtful_answer_go_has_not_approved_it(approving: Conversation) -> None:
    desk = approving
    desk.hears(SUZUKI.replies(copy_of(desk), "山田様\n\n手順書を添付します。"))
    assert desk.reasons() == ["forgotten-file"]
    desk.hears(BROWN.replies(copy_of(desk, BROWN.address), "#send"))
    assert desk.reasons() == ["needs-approval"]
    assert not [one for one in desk.all_letters(YAMADA.address) if one.key == "staff-answer"]

    desk.hears(BROWN.replies(desk.last(BROWN.address, "staff-approval-wanted"), "#approve"))
    assert desk.last(YAMADA.address, "staff-answer")


def test_the_operator_may_let_a_held_answer_go(asked: Conversation) -> None:
    desk = asked
    (row,) = desk.receives(SUZUKI.replies(copy_of(desk), "山田様\n\n手順書を添付します。"))
    desk.works()
    desk.store.release(row, "operator", desk.clock())
    desk.works()

    assert desk.letter(YAMADA.address).key == "staff-answer"


@pytest.mark.parametrize(
    ("subject", "headers"),
    [
        ("Automatic reply: copy", (("Auto-Submitted", "auto-replied"),)),
        ("自動応答: 不在のお知らせ", ()),
        ("不在通知：12月3日まで不在にしております", ()),
        ("【自動返信】休暇中です", ()),
        ("Out of office: copy", (("X-Autoreply", "yes"),)),
    ],
)
def test_what_a_program_of_staff_answers_is_never_relayed(
    asked: Conversation, subject: str, headers: tuple[tuple[str, str], ...]
) -> None:
    desk = asked
    text = "只今不在にしております。12月3日以降にご連絡いたします。"
    (row,) = desk.receives(SUZUKI.replies(copy_of(desk), text, subject=subject, headers=headers))
    desk.works()
    desk.store.release(row, "operator", desk.clock())
    desk.works()

    assert not [one for one in desk.all_letters(YAMADA.address) if one.key == "staff-answer"]
