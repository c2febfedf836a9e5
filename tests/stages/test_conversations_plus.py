"""Conversations where the server knows plus addressing: signed reply addresses, bounce addresses, tokens of level C."""

from __future__ import annotations

import pytest

from mailbot.desk.cases import EventKind, Status
from mailbot.desk.proof import Level
from tests.stages.cast import BROWN, FIRST, SATO, STAFF_FOLLOW_UP, STRANGER, SUZUKI, TANAKA, YAMADA
from tests.stages.conftest import MakeDesk
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import bounced


@pytest.fixture
def plus(make_desk: MakeDesk) -> Conversation:
    """A desk with plus addressing and one case, on which Tanaka is copied in; all letters read."""
    desk = make_desk(('languages = ["ja", "en"]', 'languages = ["ja", "en"]\nplus = "+"'))
    desk.hears(YAMADA.writes("印刷について", cc=(TANAKA.address,)))
    desk.forget_letters()
    return desk


def test_a_reply_to_the_signed_address_reaches_the_case_without_any_header(plus: Conversation) -> None:
    desk = plus
    letter = desk.last(YAMADA.address, "case-opened")
    assert letter.reply_address.startswith("support+")
    desk.hears(YAMADA.writes("まったく別の件名", to=(letter.reply_address,)))

    assert desk.new_keys() == STAFF_FOLLOW_UP
    assert len(desk.cases()) == 1


def test_the_signed_address_survives_a_server_that_folds_it_to_upper_case(plus: Conversation) -> None:
    desk = plus
    address = desk.last(YAMADA.address, "case-opened").reply_address.upper()
    desk.hears(YAMADA.writes("件名", to=(address,)))

    assert desk.events() == [EventKind.RECEIVED, EventKind.CUSTOMER_MAIL]


def test_the_desk_s_tagged_addresses_take_part_in_nothing(plus: Conversation) -> None:
    desk = plus
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "case-opened")))

    assert {one.address for one in desk.case().participants} == {YAMADA.address, TANAKA.address}


def test_everybody_has_an_address_of_their_own(plus: Conversation) -> None:
    desk = plus
    addresses = {one.reply_address for one in desk.all_letters()}

    assert len(addresses) == len(desk.all_letters()) == 4


def test_a_tampered_address_is_worth_nothing(plus: Conversation) -> None:
    desk = plus
    address = desk.last(YAMADA.address, "case-opened").reply_address
    tampered = address.replace("+1.", "+2.")
    desk.hears(YAMADA.writes("件名", to=(tampered,)))

    assert len(desk.cases()) == 2


def test_staff_answer_by_their_signed_address(plus: Conversation) -> None:
    desk = plus
    copy = desk.last(SUZUKI.address, "staff-new-case")
    mail = SUZUKI.writes("件名なし", "設定の画面で変更していただけます。", to=(copy.reply_address,))
    desk.hears(mail)

    assert desk.letter(YAMADA.address).key == "staff-answer"


def test_an_unproven_mail_with_its_writer_s_own_token_is_added_marked_and_changes_nothing(plus: Conversation) -> None:
    desk = plus
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), "設定の画面で変更していただけます。"))
    desk.forget_letters()
    letter = desk.last(YAMADA.address, "staff-answer")
    desk.hears(YAMADA.replies(letter, "出先から返信します。", proof="D", cc=("new@client.example",)))

    assert desk.new_keys() == STAFF_FOLLOW_UP
    assert desk.status() is Status.ANSWERED
    assert desk.events()[-1] is EventKind.UNVERIFIED_MAIL
    assert len(desk.case().participants) == 2
    text = desk.last(SUZUKI.address, "staff-follow-up").text
    assert "確認できていません" in text or "確認できません" in text or "未確認" in text
    assert desk.store.history(1).messages[-1].level is Level.C


def test_an_unverified_mail_is_not_what_the_next_answer_replies_to(plus: Conversation) -> None:
    desk = plus
    unproven = YAMADA.replies(desk.last(YAMADA.address, "case-opened"), proof="D")
    desk.hears(unproven)
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), "設定の画面で変更していただけます。"))

    assert unproven.message_id not in desk.last(YAMADA.address, "staff-answer").mail.references


@pytest.mark.parametrize("person", [STRANGER, SATO, TANAKA], ids=["a stranger", "another contact", "a participant"])
def test_an_unproven_mail_with_somebody_else_s_token_is_held(plus: Conversation, person: type[object]) -> None:
    desk = plus
    address = desk.last(YAMADA.address, "case-opened").reply_address
    assert hasattr(person, "writes")
    desk.hears(person.writes("件名", to=(address,), proof="D"))

    assert desk.events() == [EventKind.RECEIVED]
    assert len(desk.held()) == 1


def test_an_unproven_mail_with_a_token_does_not_touch_a_closed_case(plus: Conversation) -> None:
    desk = plus
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), "#完了"))
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "case-opened"), proof="D"))

    assert desk.reasons() == ["unproven"]


def test_a_bounce_is_known_by_its_address_alone(plus: Conversation) -> None:
    desk = plus
    letter = desk.last(YAMADA.address, "case-opened").letter
    assert letter.envelope_from.startswith("support+")
    desk.hears(bounced(letter, to=letter.envelope_from, returns_id=False), recipients=(letter.envelope_from,))

    assert desk.new_keys() == {(SUZUKI.address, "staff-delivery-failed"), (BROWN.address, "staff-delivery-failed")}
    assert "受付のお知らせ" in desk.last(SUZUKI.address, "staff-delivery-failed").text
    assert FIRST in desk.last(SUZUKI.address, "staff-delivery-failed").subject


def test_a_full_mailbox_of_staff_begins_no_loop(plus: Conversation) -> None:
    desk = plus
    letter = desk.last(SUZUKI.address, "staff-new-case").letter
    desk.hears(bounced(letter, to=letter.envelope_from, returns_id=False), recipients=(letter.envelope_from,))

    assert desk.new_keys() == set()


PLUS = ('languages = ["ja", "en"]', 'languages = ["ja", "en"]\nplus = "+"')


def local_part(address: str) -> str:
    return address.rpartition("@")[0]


@pytest.mark.parametrize(("handle", "is_signed"), [("suzuki.hana", True), ("hanako.suzuki-of-the-support-team", False)])
def test_no_envelope_sender_is_longer_than_an_address_may_be(
    make_desk: MakeDesk, handle: str, *, is_signed: bool
) -> None:
    desk = make_desk(PLUS, ('handle = "suzuki"', f'handle = "{handle}"'))
    desk.hears(YAMADA.writes("印刷について"))
    copy = desk.last(SUZUKI.address, "staff-new-case")

    assert all(len(local_part(one.envelope_from)) <= 64 for one in desk.postman.carried)
    assert local_part(copy.letter.envelope_from).startswith("support+") is is_signed
    assert copy.reply_address.startswith("support+") or not is_signed
    desk.hears(SUZUKI.replies(copy, "設定の画面で変更していただけます。"))
    assert EventKind.REPLY in desk.events()
