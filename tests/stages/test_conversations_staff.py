"""Conversations: staff answer by pressing Reply and work by commands in the mail (rows D4 and D5, first half)."""

from __future__ import annotations

import pytest

from mailbot.desk.cases import EventKind, Status
from tests.stages.cast import BROWN, FIRST, PARTNER, SATO, SECOND, SUZUKI, TANAKA, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import Received

ANSWER = "山田様\n\n印刷の画面で「用紙」から A5 をお選びください。"


@pytest.fixture
def asked(desk: Conversation) -> Conversation:
    """A desk with one case of Yamada's, all letters read."""
    desk.hears(YAMADA.writes("印刷について", "帳票の印刷について教えてください。"))
    desk.forget_letters()
    return desk


def copy_of(desk: Conversation) -> Received:
    return desk.last(SUZUKI.address, "staff-new-case")


def test_an_answer_goes_to_the_customer_and_shows_nothing_internal(asked: Conversation) -> None:
    desk = asked
    mail = SUZUKI.replies(copy_of(desk), ANSWER)
    desk.hears(mail)

    assert desk.new_keys() == {(YAMADA.address, "staff-answer")}
    letter = desk.last(YAMADA.address, "staff-answer")
    assert "「用紙」から A5" in letter.text
    assert letter.mail.senders[0].address == "support@vendor.example"
    assert "鈴木 花子" in letter.mail.senders[0].name
    for secret in (b"suzuki@vendor.example", mail.message_id.encode(), copy_of(desk).letter.message_id.encode()):
        assert secret not in letter.letter.content
    assert b"Auto-Submitted" not in letter.letter.content
    assert (desk.status(), desk.events()[1:]) == (Status.ANSWERED, [EventKind.STARTED, EventKind.REPLY])


def test_the_customer_s_thread_is_kept(asked: Conversation) -> None:
    desk = asked
    first = desk.last(YAMADA.address, "case-opened").mail.in_reply_to[0]
    desk.hears(SUZUKI.replies(copy_of(desk), ANSWER))
    desk.hears(SUZUKI.replies(copy_of(desk), "追加のご案内です。余白も同じ画面で変更できます。"))
    answers = [one.mail for one in desk.all_letters(YAMADA.address) if one.key == "staff-answer"]
    assert [one.in_reply_to for one in answers] == [(first,)] * 2

    follow_up = YAMADA.replies(desk.last(YAMADA.address, "staff-answer"), "できました。余白も変更できますか。")
    desk.hears(follow_up)
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-follow-up"), "はい、同じ画面で変更していただけます。"))
    last = desk.last(YAMADA.address, "staff-answer").mail
    assert last.in_reply_to == (follow_up.message_id,)
    assert last.references == (first, follow_up.message_id)
    assert last.subject == f"Re: [{FIRST}] 印刷について"


def test_attachments_are_passed_on_and_dangerous_ones_are_not(asked: Conversation) -> None:
    desk = asked
    files = (("手順書.pdf", b"%PDF-1.7 steps"), ("tool.exe", b"MZ\x90\x00program"))
    desk.hears(SUZUKI.replies(copy_of(desk), ANSWER, files=files))

    names = [one.name for one in desk.last(YAMADA.address, "staff-answer").mail.attachments]
    assert names == ["手順書.pdf"]


def test_a_follow_up_opens_the_case_again_and_goes_to_its_owner_alone(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), "#担当"))
    desk.hears(SUZUKI.replies(copy_of(desk), ANSWER))
    desk.forget_letters()
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "staff-answer")))

    assert desk.new_keys() == {(SUZUKI.address, "staff-follow-up")}
    assert desk.status() is Status.OPEN


def test_a_resolved_case_is_reopened_by_the_customer(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), f"#解決\n\n{ANSWER}"))
    assert desk.status() is Status.RESOLVED
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "staff-answer"), "まだできません。"))

    assert desk.status() is Status.OPEN
    assert EventKind.REOPENED in desk.events()


def test_staff_answer_from_their_other_address_and_the_copy_of_a_colleague(asked: Conversation) -> None:
    desk = asked
    mail = SUZUKI.replies(desk.last(BROWN.address, "staff-new-case"), ANSWER, sender="suzuki@phone.example")
    desk.hears(mail)

    assert "鈴木 花子" in desk.letter(YAMADA.address).mail.senders[0].name


def test_staff_answer_by_the_number_when_all_headers_are_gone(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.writes(f"Re: [{FIRST}] 印刷について", ANSWER))

    assert desk.letter(YAMADA.address).key == "staff-answer"


def test_commands_alone_send_nothing_to_the_customer(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), "＃担当　ブラウン\n#優先度を緊急に"))
    assert desk.new_keys() == {(SUZUKI.address, "staff-command-refused")}
    assert desk.case().assignee == ""

    desk.hears(SUZUKI.replies(copy_of(desk), "＃担当　Sam Brownさん\n#優先度を軽微に\n\n鈴木"))
    assert desk.new_keys() == {(SUZUKI.address, "staff-receipt")}
    assert (desk.case().assignee, desk.case().priority) == ("brown", "minor")
    assert desk.status() is Status.NEW


def test_commands_and_an_answer_in_one_mail_do_both(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), f"#回答待ち\n\n{ANSWER}\n\nお使いの版をお知らせください。"))

    assert desk.new_keys() == {(YAMADA.address, "staff-answer"), (SUZUKI.address, "staff-receipt")}
    assert "#回答待ち" not in desk.last(YAMADA.address, "staff-answer").text
    assert desk.status() is Status.WAITING


def test_a_note_stays_inside(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), "#メモ\n開発に確認中です。金曜まで待ってください。"))

    assert desk.new_keys() == {(SUZUKI.address, "staff-receipt")}
    assert EventKind.NOTE in desk.events()
    desk.hears(SUZUKI.replies(copy_of(desk), ANSWER))
    assert "開発に確認中" not in desk.letter(YAMADA.address).text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("#解結", id="a misspelt command"),
        pytest.param("# 対応状況\n\n本日中にお送りします。お待ちください。", id="a heading"),
        pytest.param("#123 の件です。ご確認をお願いいたします。", id="a number"),
        pytest.param("#解決\n\nよろしく", id="a text that is too short"),
        pytest.param("#優先度 最高", id="a priority that does not exist"),
        pytest.param("#優先度", id="a priority that is not named"),
        pytest.param("#参加 nobody@nowhere.example", id="somebody who never wrote"),
        pytest.param("#解決\n#優先度 最高", id="one good and one bad command"),
    ],
)
def test_what_is_not_understood_changes_nothing_and_is_answered(asked: Conversation, text: str) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), text))

    assert desk.new_keys() == {(SUZUKI.address, "staff-command-refused")}
    assert desk.events() == [EventKind.RECEIVED]
    assert desk.status() is Status.NEW


def test_a_text_that_begins_with_two_signs_is_sent_with_one(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), "##解決 という見出しの章をご覧ください。手順があります。"))

    assert "\n#解決 という見出し" in f"\n{desk.letter(YAMADA.address).text}"


def test_staff_mail_that_names_no_case_is_answered_and_sent_to_nobody(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.writes("お知らせ", ANSWER))

    assert desk.new_keys() == {(SUZUKI.address, "staff-command-refused")}


def test_help_is_sent_without_a_case(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("help", "#help"))

    assert "#解決" in desk.letter(SUZUKI.address).text


def test_thread_and_number_must_agree_for_staff(asked: Conversation) -> None:
    desk = asked
    desk.hears(SATO.writes("別の件"))
    desk.forget_letters()
    first = next(one for one in desk.all_letters(SUZUKI.address) if FIRST in one.subject)
    desk.hears(SUZUKI.replies(first, "#解決", subject=f"Re: [{SECOND}] 別の件"))

    assert desk.new_keys() == {(SUZUKI.address, "staff-command-refused")}
    assert (desk.status(), desk.status(SECOND)) == (Status.NEW, Status.NEW)


def test_nothing_is_sent_on_a_closed_case(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), "#完了"))
    desk.forget_letters()
    desk.hears(SUZUKI.replies(copy_of(desk), ANSWER))

    assert desk.new_keys() == {(SUZUKI.address, "staff-command-refused")}


@pytest.mark.parametrize(
    ("command", "status", "events"),
    [
        ("#着手", Status.OPEN, [EventKind.STARTED]),
        ("#担当", Status.OPEN, [EventKind.ASSIGNED, EventKind.STARTED]),
        ("#担当 brown", Status.NEW, [EventKind.ASSIGNED]),
        ("#確認", Status.NEW, [EventKind.NOTED]),
        ("#区分 障害", Status.NEW, [EventKind.CATEGORY]),
        ("#waiting", Status.WAITING, [EventKind.WAITING]),
        ("#resolved", Status.RESOLVED, [EventKind.RESOLVED]),
        ("#対応不要", Status.CLOSED, [EventKind.NO_ANSWER, EventKind.CLOSED]),
        ("#close", Status.CLOSED, [EventKind.CLOSED]),
    ],
)
def test_a_command_does_what_it_says(
    asked: Conversation, command: str, status: Status, events: list[EventKind]
) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), command))

    assert (desk.status(), desk.events()[1:]) == (status, events)
    assert desk.letter(SUZUKI.address).key == "staff-receipt"


def test_a_customer_s_line_with_a_sign_is_text(asked: Conversation) -> None:
    desk = asked
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "case-opened"), "#解決"))

    assert desk.status() is Status.OPEN


def test_a_staff_reply_is_not_relayed_from_the_quote(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), "> #完了\n\n上のとおりです。ご確認をお願いいたします。"))

    assert desk.status() is not Status.CLOSED


def test_an_answer_goes_to_everybody_who_takes_part_each_with_their_own_mail(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について", cc=(TANAKA.address, PARTNER.address)))
    desk.hears(SUZUKI.replies(copy_of(desk), ANSWER))

    answers = [one for one in desk.all_letters() if one.key == "staff-answer"]
    assert [one.letter.recipient for one in answers] == [YAMADA.address, TANAKA.address]
    assert len({one.letter.message_id for one in answers}) == 2
    assert all(len(one.mail.to) == 1 for one in answers)


def test_the_clock_of_the_answer_stops_when_the_answer_is_sent(asked: Conversation) -> None:
    desk = asked
    desk.receives(SUZUKI.replies(copy_of(desk), ANSWER))
    desk.process.some(desk.clock(), 10)
    assert EventKind.REPLY not in desk.events()
    desk.later(minutes=5)
    desk.works()

    with desk.store.unit() as unit:
        reply = unit.events_of(1)[-1]
    assert (reply.kind, reply.by, reply.at) == (EventKind.REPLY, "staff:suzuki", desk.clock())
