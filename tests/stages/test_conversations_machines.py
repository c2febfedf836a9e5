"""Conversations with machines: automatic replies, bounces, our own mail, loops and storms (row G4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mailbot.desk.cases import EventKind, Status
from mailbot.desk.loops import LAST_ROUND, LAST_ROUND_OF_STAFF
from mailbot.desk.records import DueLetter
from tests.stages.cast import BROWN, FIRST, SATO, STAFF_COPY, SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import DESK, Person, Received, bounced


@pytest.fixture
def acknowledged(desk: Conversation) -> Conversation:
    desk.hears(YAMADA.writes("印刷について"))
    desk.forget_letters()
    return desk


def test_an_automatic_reply_is_noted_and_changes_nothing(acknowledged: Conversation) -> None:
    desk = acknowledged
    desk.hears(YAMADA.is_out_of_office(desk.last(YAMADA.address, "case-opened")))

    assert desk.new_keys() == set()
    assert desk.events() == [EventKind.RECEIVED, EventKind.AUTO_REPLY]
    assert desk.status() is Status.NEW


@pytest.mark.parametrize("subject", ["自動応答: 印刷", "不在のお知らせ", "Automatic reply: printing"])
def test_an_automatic_reply_is_known_by_its_subject_alone(acknowledged: Conversation, subject: str) -> None:
    desk = acknowledged
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "case-opened"), subject=subject))

    assert desk.events() == [EventKind.RECEIVED, EventKind.AUTO_REPLY]


def test_an_automatic_reply_to_an_answer_leaves_the_case_answered(acknowledged: Conversation) -> None:
    desk = acknowledged
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), "設定の画面で変更していただけます。"))
    desk.hears(YAMADA.is_out_of_office(desk.last(YAMADA.address, "staff-answer")))

    assert desk.status() is Status.ANSWERED


def test_an_automatic_mail_that_belongs_to_no_case_waits_for_a_look(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("定期連絡", headers=(("Auto-Submitted", "auto-generated"),)))

    assert (desk.reasons(), desk.cases()) == (["automatic"], [])
    assert desk.letters(YAMADA.address) == []


def test_an_automatic_mail_that_is_let_in_opens_a_case_without_an_acknowledgement(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("監視の警報", headers=(("Auto-Submitted", "auto-generated"),)))
    desk.forget_letters()
    desk.store.release(desk.held()[0].inbox_id, "operator", desk.clock())
    desk.works()

    assert desk.new_keys() == STAFF_COPY


def test_staff_s_own_automatic_reply_is_not_relayed(acknowledged: Conversation) -> None:
    desk = acknowledged
    desk.hears(SUZUKI.is_out_of_office(desk.last(SUZUKI.address, "staff-new-case")))

    assert desk.new_keys() == set()
    assert EventKind.AUTO_REPLY in desk.events()


def test_a_receipt_of_reading_is_noted_and_not_answered(acknowledged: Conversation) -> None:
    desk = acknowledged
    letter = desk.last(YAMADA.address, "case-opened")
    receipt = (
        f"Authentication-Results: mx.vendor.example; dmarc=pass header.from=client.example\r\n"
        f"From: {YAMADA.address}\r\nTo: {DESK}\r\nSubject: Read: x\r\nIn-Reply-To: {letter.letter.message_id}\r\n"
        "Message-ID: <mdn@client.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=disposition-notification; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nread\r\n--b\r\n"
        "Content-Type: message/disposition-notification\r\n\r\n"
        f"Final-Recipient: rfc822; {YAMADA.address}\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n\r\n"
        "--b--\r\n"
    )
    desk.hears(receipt.encode())

    assert desk.new_keys() == set()
    assert desk.status() is Status.NEW


def test_list_mail_of_a_proven_contact_opens_a_case_that_is_not_acknowledged(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("一斉連絡", headers=(("List-Id", "<all.client.example>"),)))

    assert desk.new_keys() == STAFF_COPY


def test_list_mail_of_a_weakly_proven_contact_is_held(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("一斉連絡", headers=(("List-Id", "<all.client.example>"),), proof="B"))

    assert desk.reasons() == ["mailing-list"]


def sent(desk: Conversation, address: str, key: str) -> DueLetter:
    return desk.last(address, key).letter


@pytest.mark.parametrize("status", ["5.1.1", "4.4.7"])
def test_a_bounce_is_tied_to_its_case_and_shown_to_staff(acknowledged: Conversation, status: str) -> None:
    desk = acknowledged
    desk.hears(bounced(sent(desk, YAMADA.address, "case-opened"), to=DESK, status=status))

    assert desk.new_keys() == {(SUZUKI.address, "staff-delivery-failed"), (BROWN.address, "staff-delivery-failed")}
    assert YAMADA.address in desk.last(SUZUKI.address, "staff-delivery-failed").text
    assert desk.events() == [EventKind.RECEIVED, EventKind.BOUNCE]
    assert desk.status() is Status.NEW


def test_staff_learn_that_their_own_answer_bounced(acknowledged: Conversation) -> None:
    desk = acknowledged
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), "設定の画面で変更していただけます。"))
    desk.hears(bounced(sent(desk, YAMADA.address, "staff-answer"), to=DESK))

    letter = desk.letter(SUZUKI.address)
    assert letter.key == "staff-delivery-failed"
    assert "担当者の回答" in letter.text


def test_a_bounce_of_a_copy_to_staff_is_told_to_nobody_and_stands_on_no_case(acknowledged: Conversation) -> None:
    desk = acknowledged
    desk.hears(bounced(sent(desk, SUZUKI.address, "staff-new-case"), to=DESK))

    assert desk.new_keys() == set()
    assert desk.events() == [EventKind.RECEIVED]


def test_a_bounce_of_a_letter_that_is_not_ours_is_ignored(acknowledged: Conversation) -> None:
    desk = acknowledged
    letter = sent(desk, YAMADA.address, "case-opened")
    desk.hears(bounced(letter, to=DESK, returns_id=False))

    assert (desk.new_keys(), desk.held()) == (set(), [])


@pytest.mark.parametrize("key", ["case-opened", "staff-new-case"])
def test_our_own_mail_that_comes_back_is_ignored(acknowledged: Conversation, key: str) -> None:
    desk = acknowledged
    letter = next(one for one in desk.all_letters() if one.key == key)
    desk.hears(b"Received: from x by mx.vendor.example\r\n" + letter.letter.content)

    assert (desk.new_keys(), desk.held(), desk.events()) == (set(), [], [EventKind.RECEIVED])


def test_a_machine_that_answers_in_the_thread_gets_no_second_letter(acknowledged: Conversation) -> None:
    desk = acknowledged
    for _ in range(40):
        desk.receives(YAMADA.replies(desk.last(YAMADA.address, "case-opened"), "受け付けました。"))
        desk.works()
        desk.later(seconds=10)

    assert desk.letters(YAMADA.address) == []
    assert desk.events().count(EventKind.CUSTOMER_MAIL) == 40
    assert len(desk.letters(SUZUKI.address)) < 25


def answering_machine(desk: Conversation, person: Person, days: int = 2) -> list[Received]:
    """Somebody's machine that answers each of our letters with a new mail, as soon as it comes; nothing betrays it."""
    ends, letters = desk.clock() + timedelta(days=days), []
    desk.hears(person.writes("お問い合わせを受け付けました"))
    while desk.clock() < ends:
        new = desk.letters(person.address)
        letters += new
        if new:
            desk.hears(*(person.writes("お問い合わせを受け付けました", "担当者よりご連絡します。") for _ in new))
        else:
            desk.later(minutes=30)
            desk.works()
            desk.later(seconds=20)
        assert len(letters) < 100
    return letters


def test_two_machines_that_always_begin_a_new_thread_go_quiet(desk: Conversation) -> None:
    letters = answering_machine(desk, YAMADA)

    assert len(letters) == LAST_ROUND
    assert len(desk.cases()) == LAST_ROUND + 1
    assert "受付のお知らせは送っていません" in desk.last(SUZUKI.address, "staff-new-case").text


def test_whoever_was_taken_for_a_machine_is_answered_again_after_a_while(desk: Conversation) -> None:
    answering_machine(desk, YAMADA)
    desk.hears(YAMADA.writes("翌日のお問い合わせ"))

    assert desk.letter(YAMADA.address).key == "case-opened"


def test_a_letter_that_is_held_back_bears_the_date_of_its_release(desk: Conversation) -> None:
    letters = answering_machine(desk, YAMADA)

    dates = [one.mail.date for one in letters]
    assert all(date is not None for date in dates)
    assert dates == sorted(dates, key=str)
    assert desk.clock() - dates[-1] < timedelta(days=2)  # type: ignore[operator]  # none is missing, as asserted above


def test_a_machine_of_staff_that_answers_refusals_goes_quiet(desk: Conversation) -> None:
    letters = answering_machine(desk, SUZUKI, days=1)

    assert len(letters) == LAST_ROUND_OF_STAFF
    assert {one.key for one in letters} == {"staff-command-refused"}


def test_one_sender_s_loop_hushes_nobody_else(desk: Conversation) -> None:
    answering_machine(desk, YAMADA, days=1)
    desk.hears(SATO.writes("別の担当者より"))

    assert desk.letter(SATO.address).key == "case-opened"


def test_a_contact_who_sends_a_new_matter_every_two_minutes_is_always_answered(desk: Conversation) -> None:
    for number in range(60):
        desk.hears(YAMADA.writes("棚卸し", f"質問 {number}"))
        desk.later(minutes=1)
    desk.later(hours=1)
    desk.works()

    assert len(desk.letters(YAMADA.address)) == 60


def test_a_storm_on_one_case_is_kept_whole_and_ends(acknowledged: Conversation) -> None:
    desk = acknowledged
    desk.receives(*(YAMADA.writes(f"[{FIRST}] 追記", f"{number}") for number in range(100)))
    desk.works()
    assert desk.events().count(EventKind.CUSTOMER_MAIL) == 100
    desk.forget_letters()
    desk.later(minutes=11)
    desk.hears(YAMADA.writes(f"[{FIRST}] 追記", "静かになってから"))

    assert (SUZUKI.address, "staff-follow-up") in desk.new_keys()


@pytest.mark.parametrize("status", ["5.1.1", "4.4.7"])
def test_the_others_learn_that_an_answer_waits_of_which_its_writer_does_not_hear(
    acknowledged: Conversation, status: str
) -> None:
    desk = acknowledged
    copy = desk.last(SUZUKI.address, "staff-new-case")
    desk.hears(SUZUKI.replies(copy, "山田様\n\n手順書を添付いたしますので、ご確認をお願いいたします。"))
    letter = sent(desk, SUZUKI.address, "staff-answer-held")
    desk.forget_letters()
    desk.hears(bounced(letter, to=DESK, status=status))

    assert desk.new_keys() == {(BROWN.address, "staff-delivery-failed")}
    assert SUZUKI.address in desk.last(BROWN.address, "staff-delivery-failed").text
    assert desk.events() == [EventKind.RECEIVED]
