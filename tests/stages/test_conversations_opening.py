"""Conversations: how a case is opened, on which contract, and what comes of mail when either has ended."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mailbot.desk.cases import EventKind, Status
from mailbot.desk.proof import Door
from mailbot.desk.records import InboxState
from tests.stages.cast import ANYONE, BROWN, DOE, FIRST, KATO, MORI, ONO, SECOND, STAFF_COPY, SUZUKI, YAMADA
from tests.stages.conftest import MakeDesk
from tests.stages.conversation import Conversation


def test_a_contact_is_acknowledged_once_and_staff_get_their_copies(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について"))

    assert desk.new_keys() == {(YAMADA.address, "case-opened"), *STAFF_COPY}
    desk.later(hours=2)
    desk.works()
    assert desk.new_keys() == set()
    assert desk.case().subject == "印刷について"
    assert desk.status() is Status.NEW


def test_the_acknowledgement_answers_the_mail_and_is_marked_as_automatic(desk: Conversation) -> None:
    mail = YAMADA.writes("印刷について")
    desk.hears(mail)
    letter = desk.letter(YAMADA.address)

    assert letter.subject == f"Re: [{FIRST}] 印刷について"
    assert (letter.mail.in_reply_to, letter.mail.references) == ((mail.message_id,), (mail.message_id,))
    assert b"Auto-Submitted: auto-replied" in letter.letter.content
    assert "2026年12月14日(月) 17:00" in letter.text


def test_the_answer_to_somebody_abroad_is_in_their_language_and_zone(desk: Conversation) -> None:
    desk.hears(DOE.writes("How do I export the list?", "Hello, how do I export the order list?"))
    letter = desk.letter(DOE.address)

    assert "Dear" in letter.text
    assert "08:00" in letter.text


@pytest.mark.parametrize("words", ["All", "AutoReply", "OOF, AutoReply"])
def test_who_asked_for_no_automatic_answer_gets_a_case_and_none(desk: Conversation, words: str) -> None:
    mail = YAMADA.writes("印刷について", headers=(("X-Auto-Response-Suppress", words),))
    desk.hears(mail)

    assert desk.new_keys() == STAFF_COPY
    assert desk.status() is Status.NEW


def test_old_mail_found_at_first_contact_opens_a_case_that_is_not_answered(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("先月の件"), answerable=False, received_at=desk.clock() - timedelta(days=5))

    assert desk.new_keys() == STAFF_COPY


def test_mail_delayed_by_our_own_outage_is_answered_and_says_when_it_came(desk: Conversation) -> None:
    came = desk.clock()
    desk.receives(YAMADA.writes("印刷について"))
    desk.later(hours=30)
    desk.works()

    letter = desk.letter(YAMADA.address)
    assert desk.case().received_at == came
    assert "2026年11月30日(月) 10:00" in letter.text


def test_somebody_of_a_domain_that_may_open_opens_without_being_registered(desk: Conversation) -> None:
    desk.hears(ANYONE.writes("端末の設定"))

    assert desk.letter(ANYONE.address).key == "case-opened"
    assert desk.case().contract_id == "C-5001"


@pytest.mark.parametrize(
    ("to", "subject", "text", "contract", "unsure"),
    [
        pytest.param("premium@vendor.example", "質問", "教えてください", "C-2001", "", id="by the contract's address"),
        pytest.param(
            "premium@vendor.example",
            "ベータ在庫の件",
            "教えてください",
            "C-2001",
            "",
            id="its address counts more than words",
        ),
        pytest.param("support@vendor.example", "質問", "ベータ在庫が", "C-2002", "", id="by a product's name"),
        pytest.param("support@vendor.example", "ＢＥＴＡ", "アルファ帳票で", "C-2001", "", id="by the other's name"),
        pytest.param(
            "support@vendor.example", "質問", "教えてください", "C-2001", "C-2001, C-2002", id="unsure: the first by id"
        ),
        pytest.param(
            "support@vendor.example",
            "質問",
            "アルファ帳票とベータ在庫",
            "C-2001",
            "C-2001, C-2002",
            id="both names leave it unsure",
        ),
    ],
)
def test_a_contact_of_several_contracts_falls_under_the_right_one(
    desk: Conversation, to: str, subject: str, text: str, contract: str, unsure: str
) -> None:
    desk.hears(MORI.writes(subject, text, to=(to,)), recipients=(to,))

    assert (desk.case().contract_id, desk.case().unsure) == (contract, unsure)
    assert desk.last(MORI.address, "case-opened").letter.letter == "case-opened"
    assert ("C-2001, C-2002" in desk.last(SUZUKI.address, "staff-new-case").text) == bool(unsure)


def test_letters_on_a_contract_with_an_address_of_its_own_come_from_there(desk: Conversation) -> None:
    desk.hears(MORI.writes("質問", to=("premium@vendor.example",)))

    assert desk.letter(MORI.address).mail.senders[0].address == "premium@vendor.example"


def test_the_default_contract_is_taken_where_nothing_else_tells(desk: Conversation) -> None:
    desk.hears(ONO.writes("質問"))

    assert (desk.case().contract_id, desk.case().unsure) == ("C-3002", "")


def test_on_its_last_day_a_contract_still_opens_cases(desk: Conversation) -> None:
    desk.hears(KATO.writes("本日まで"))

    assert desk.letter(KATO.address).key == "case-opened"


def test_a_contract_out_of_its_dates_gets_a_clear_answer_once_and_opens_nothing(desk: Conversation) -> None:
    desk.later(days=1)
    desk.hears(KATO.writes("明日から"))
    desk.hears(KATO.writes("もう一度"))

    letter = desk.letter(KATO.address)
    assert letter.key == "contract-expired"
    assert "2026年11月30日" in letter.text
    assert desk.cases() == []
    desk.later(days=7)
    desk.hears(KATO.writes("一週間後"))
    assert desk.letter(KATO.address).key == "contract-expired"


def test_open_cases_of_an_ended_contract_go_on(desk: Conversation) -> None:
    desk.hears(KATO.writes("本日まで"))
    acknowledgement = desk.letter(KATO.address)
    desk.later(days=3)
    desk.hears(KATO.replies(acknowledgement))

    assert desk.letters(KATO.address) == []
    assert desk.status() is Status.OPEN
    assert desk.last(SUZUKI.address, "staff-follow-up")


def closed(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について"))
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), "#完了"))
    assert desk.status() is Status.CLOSED
    desk.forget_letters()


def test_a_mail_to_a_closed_case_opens_a_linked_one_with_a_letter_that_says_so(desk: Conversation) -> None:
    closed(desk)
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "case-opened"), "まだ印刷できません。"))

    letter = desk.letter(YAMADA.address)
    assert letter.key == "linked-case"
    assert SECOND in letter.subject
    assert FIRST in letter.text
    assert (desk.status(), desk.status(SECOND)) == (Status.CLOSED, Status.NEW)
    assert EventKind.LINKED in desk.events()
    assert EventKind.LINKED in desk.events(SECOND)
    assert FIRST in desk.letters(SUZUKI.address)[0].text


def test_a_linked_case_stays_on_the_contract_of_the_closed_one(desk: Conversation) -> None:
    desk.hears(ONO.writes("質問", "既定ではない契約です"))
    case = desk.case()
    with desk.store.unit() as unit:
        unit.set_facts(case.id, {"contract_id": "C-3001"})
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), "#完了"))
    desk.hears(ONO.replies(desk.last(ONO.address, "case-opened")))

    assert desk.case(SECOND).contract_id == "C-3001"


def test_what_continues_a_private_case_is_private(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("情報漏洩のおそれ"))
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), "#完了"))
    desk.hears(YAMADA.writes(f"Re: [{FIRST}] 続報"))

    assert desk.case().private
    assert desk.case(SECOND).private


def test_the_same_mail_by_two_doors_is_one_case(desk: Conversation) -> None:
    mail = YAMADA.writes("印刷について")
    again = b"Received: from elsewhere by mx.vendor.example\r\nX-Route: second\r\n" + mail.raw
    first, second = desk.receives(mail) + desk.receives(again, door=Door.LMTP)
    desk.works()

    assert first == second
    assert len(desk.cases()) == 1
    assert len(desk.letters(YAMADA.address)) == 1


def test_the_same_mail_again_days_later_changes_nothing(desk: Conversation) -> None:
    mail = YAMADA.writes("印刷について")
    desk.hears(mail)
    desk.forget_letters()
    desk.later(days=2)
    desk.hears(mail, door=Door.LMTP)

    assert desk.new_keys() == set()
    assert desk.events() == [EventKind.RECEIVED]


def test_a_message_id_that_is_used_again_for_another_mail_loses_none(desk: Conversation) -> None:
    first = YAMADA.writes("一件目")
    second = YAMADA.writes("二件目", "別の内容です。", message_id=first.message_id)
    desk.hears(first, second)

    assert [case.subject for case in desk.cases()] == ["一件目", "二件目"]
    assert len(desk.letters(YAMADA.address)) == 2


@pytest.mark.parametrize("message_id", ["", "<>", "no brackets"])
def test_a_mail_without_a_proper_message_id_is_a_case_like_any_other(desk: Conversation, message_id: str) -> None:
    desk.hears(YAMADA.writes("印刷について", message_id=message_id))

    assert desk.letter(YAMADA.address).key == "case-opened"


def test_an_unreadable_mail_is_set_aside_whole_and_staff_are_told(desk: Conversation) -> None:
    (inbox_id,) = desk.receives(b"\x00\xff no mail at all")
    desk.works()

    assert desk.new_keys() == {(SUZUKI.address, "staff-held-list"), (BROWN.address, "staff-held-list")}
    shown = desk.store.held_show(inbox_id)
    assert shown is not None
    assert shown.whole.raw == b"\x00\xff no mail at all"
    assert shown.mail.state is InboxState.HELD


def test_a_proven_contact_is_told_that_a_mail_was_too_large(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("大きなファイル", ""), oversize=50_000_000)

    assert desk.letter(YAMADA.address).key == "too-large"
    assert desk.reasons() == ["too-large"]


def test_nobody_is_told_of_a_large_mail_that_is_not_proven(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("大きなファイル", "", proof="D"), oversize=50_000_000)

    assert desk.letters(YAMADA.address) == []


def test_a_mail_of_one_with_a_higher_required_proof_is_held_below_it(make_desk: MakeDesk) -> None:
    desk = make_desk(('require = "B"', 'require = "B"\ndomains = { "client.example" = "A" }'))
    desk.hears(YAMADA.writes("弱い証明", proof="B"), DOE.writes("weak proof", proof="B"))

    assert desk.letters(YAMADA.address) == []
    assert desk.letter(DOE.address).key == "case-opened"
    assert desk.reasons() == ["unproven"]


def test_fifty_mails_of_one_contact_in_a_minute_are_fifty_acknowledged_cases(desk: Conversation) -> None:
    for number in range(50):
        desk.receives(YAMADA.writes("監視の警報", f"警報 {number}"))
        desk.later(seconds=1.2)
        if number % 7 == 0:
            desk.works()
    desk.works()
    desk.later(minutes=30)
    desk.works()

    letters = desk.letters(YAMADA.address)
    assert [one.key for one in letters] == ["case-opened"] * 50
    assert len({one.subject for one in letters}) == 50


def test_two_hundred_mails_in_one_burst_are_acknowledged_at_once(desk: Conversation) -> None:
    desk.receives(*(YAMADA.writes("監視の警報", f"警報 {number}") for number in range(200)))
    desk.works()

    assert len({one.subject for one in desk.letters(YAMADA.address)}) == 200


def test_a_standstill_is_urgent_and_asks_for_a_call(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("業務が停止しています", "全員がログインできません。"))

    assert (desk.case().category, desk.case().priority) == ("fault", "urgent")
    assert "03-0000-0000" in desk.letter(YAMADA.address).text
    assert "お電話" in desk.last(YAMADA.address, "case-opened").text


def test_who_called_it_urgent_is_told_why_the_desk_does_not(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("【緊急】印刷の設定", "A5 で印刷したいです。"))

    assert desk.case().priority == "important"
    assert "【緊急】" in desk.letter(YAMADA.address).text
