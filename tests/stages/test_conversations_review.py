"""Conversations that once went wrong: addresses that cannot be written, words like a machine's, mails come twice."""

from __future__ import annotations

import pytest

from mailbot.desk.cases import EventKind, FoundBy, Participant
from mailbot.desk.proof import Door
from mailbot.desk.records import DueLetter
from mailbot.desk.tokens import BOUNCE, mint_local_tag
from tests.stages.cast import BROWN, FIRST, KATO, SATO, STRANGER, SUZUKI, TANAKA, YAMADA, YAMADA_PHONE
from tests.stages.conftest import MakeDesk
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import DESK, Sheet, bounced

UNWRITABLE = "田中@client.example"
ANSWER = "設定の画面で変更していただけます。"


def copied(sheet: Sheet, *addresses: str) -> bytes:
    """The mail with a Cc as a careless program writes it."""
    return b"Cc: " + ", ".join(addresses).encode() + b"\r\n" + sheet.raw


@pytest.fixture
def acknowledged(desk: Conversation) -> Conversation:
    desk.hears(YAMADA.writes("印刷について"))
    desk.forget_letters()
    return desk


def answered(desk: Conversation) -> Sheet:
    return SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), ANSWER)


def test_a_copied_address_that_cannot_be_written_costs_nobody_a_letter(desk: Conversation) -> None:
    desk.hears(copied(YAMADA.writes("印刷について"), UNWRITABLE, SATO.address))

    assert desk.letter(YAMADA.address).key == "case-opened"
    assert desk.letter(SATO.address).key == "case-opened"
    assert UNWRITABLE in desk.letter(SUZUKI.address).text
    assert [one.address for one in desk.case().participants] == [YAMADA.address, SATO.address]


def test_a_follow_up_with_such_an_address_is_kept_and_staff_are_told(acknowledged: Conversation) -> None:
    desk = acknowledged
    desk.hears(copied(YAMADA.replies(desk.last(YAMADA.address, "case-opened")), UNWRITABLE))

    assert UNWRITABLE in desk.letter(SUZUKI.address).text
    assert desk.held() == []


def test_an_answer_reaches_the_others_on_a_case_with_such_an_address(acknowledged: Conversation) -> None:
    desk = acknowledged
    with desk.store.unit() as unit:
        unit.add_participant(1, Participant(address=UNWRITABLE))
    desk.hears(answered(desk))

    assert desk.letter(YAMADA.address).key == "staff-answer"
    receipt = desk.letter(SUZUKI.address)
    assert (receipt.key, UNWRITABLE in receipt.text) == ("staff-receipt", True)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Mail delivery problem", "Our users get 'user unknown' when they send from the portal. Please help."),
        ("開封確認：メールの開封確認機能について", "開封確認機能の使い方を教えてください。"),
        ("Returned mail: see below", "The portal shows: recipient address rejected: user unknown. What shall we do?"),
    ],
)
def test_a_known_person_s_words_about_bounces_open_a_case(desk: Conversation, subject: str, text: str) -> None:
    desk.hears(YAMADA.writes(subject, text))

    assert desk.letter(YAMADA.address).key == "case-opened"


def test_a_stranger_s_words_like_a_server_s_wait_like_any_stranger_s(desk: Conversation) -> None:
    desk.hears(STRANGER.writes("Returned mail: see below", "recipient address rejected: user unknown."))

    assert ([one.reason for one in desk.held()], desk.new_keys()) == (["stranger"], set())


def test_a_contact_s_report_about_no_letter_of_ours_waits_for_a_look(acknowledged: Conversation) -> None:
    desk = acknowledged
    report = bounced(desk.last(YAMADA.address, "case-opened").letter, to=DESK, returns_id=False)
    desk.hears(
        report.replace(b"From: MAILER-DAEMON@mx.client.example (Mail Delivery System)", b"From: sato@client.example")
    )

    assert desk.reasons() == ["automatic"]


def test_an_answer_that_comes_twice_is_sent_once(acknowledged: Conversation) -> None:
    desk = acknowledged
    sheet = answered(desk)
    desk.hears(sheet)
    desk.hears(sheet.but(text=f"{sheet.text}\n\n_______________\nteam mailing list"))

    assert [one.key for one in desk.letters(YAMADA.address)] == ["staff-answer"]
    assert desk.events().count(EventKind.DUPLICATE) == 1


def test_a_mail_that_a_list_has_changed_opens_no_second_case(desk: Conversation) -> None:
    sheet = YAMADA.writes("印刷について", "帳票の印刷について、用紙の選び方を教えてください。")
    desk.hears(sheet)
    desk.forget_letters()
    desk.hears(sheet.but(subject="[all] 印刷について", text=f"{sheet.text}\n_______\nall mailing list"))

    assert len(desk.cases()) == 1
    assert (desk.new_keys(), desk.events()[-1]) == (set(), EventKind.DUPLICATE)


def test_a_message_id_used_again_for_other_words_is_a_new_mail(desk: Conversation) -> None:
    sheet = YAMADA.writes("荷物 1", "最初の荷物をお届けする予定をお知らせします。")
    desk.hears(sheet, sheet.but(subject="荷物 2", text="二つ目の荷物はまだ届いておりません。ご確認ください。"))

    assert len(desk.cases()) == 2
    with desk.store.unit() as unit:
        assert unit.events_of(2)[0].facts["msgid_reuse"] is True


def test_a_proven_mail_is_no_repetition_of_an_unproven_one(acknowledged: Conversation) -> None:
    desk = acknowledged
    sheet = YAMADA.replies(desk.last(YAMADA.address, "case-opened"))
    desk.hears(sheet.but(proof="D"))
    desk.hears(sheet.but(text=f"{sheet.text}\n\nSent through the list."))

    assert EventKind.CUSTOMER_MAIL in desk.events()


def test_unproven_mails_in_a_customer_s_name_do_not_hush_the_customer(acknowledged: Conversation) -> None:
    desk = acknowledged
    letter = desk.last(YAMADA.address, "case-opened")
    plain = [YAMADA.replies(letter, f"偽 {number}", proof="D") for number in range(40)]
    desk.receives(*plain)
    desk.works()
    desk.forget_letters()
    desk.hears(YAMADA.writes(f"[{FIRST}] 追記", "本人です。"))

    assert "本人です。" in desk.letter(SUZUKI.address).text


def test_a_storm_is_told_once(acknowledged: Conversation) -> None:
    desk = acknowledged
    desk.receives(*(YAMADA.writes(f"[{FIRST}] 追記", f"{number}") for number in range(40)))
    desk.works()

    copies = [one for one in desk.letters(SUZUKI.address) if one.key == "staff-follow-up"]
    assert [("多くのメール" in one.text) for one in copies].count(True) == 1
    assert len(copies) < 25
    assert "多くのメール" in copies[-1].text


@pytest.mark.parametrize("door", [Door.LMTP, Door.SMTP, Door.FILE])
def test_mail_from_the_null_sender_is_never_acknowledged(desk: Conversation, door: Door) -> None:
    desk.hears(YAMADA.writes("印刷について"), door=door, envelope_from="")

    assert desk.letters(YAMADA.address) == []


def bounce_address(desk: Conversation) -> str:
    keyring = desk.process.identify.keyring
    tag = mint_local_tag(keyring, purpose=BOUNCE, case_id=1, recipient="p1", nonce="n")
    return f"support+{tag}@vendor.example"


@pytest.fixture
def tagged(make_desk: MakeDesk) -> Conversation:
    desk = make_desk(('address = "support@vendor.example"', 'address = "support@vendor.example"\nplus = "+"'))
    desk.hears(YAMADA.writes("印刷について"))
    desk.forget_letters()
    return desk


def test_whatever_comes_to_a_bounce_address_is_a_machine_s(tagged: Conversation) -> None:
    tagged.hears(YAMADA.writes("お届けできません", to=(bounce_address(tagged),)))

    assert tagged.new_keys() == set()
    assert tagged.events() == [EventKind.RECEIVED, EventKind.AUTO_REPLY]


def of(desk: Conversation, key: str = "case-opened") -> DueLetter:
    return desk.last(YAMADA.address, key).letter


def test_reports_of_one_letter_are_told_once_and_name_its_recipient_alone(acknowledged: Conversation) -> None:
    desk = acknowledged
    report = bounced(of(desk), to=DESK).replace(YAMADA.address.encode(), b"victim@elsewhere.example")
    desk.hears(report, report + b"\r\n", bounced(of(desk), to=DESK))

    letter = desk.letter(SUZUKI.address)
    assert (letter.key, YAMADA.address in letter.text) == ("staff-delivery-failed", True)
    assert "victim" not in letter.text
    assert desk.events().count(EventKind.BOUNCE) == 1


def test_a_report_from_a_sender_with_a_name_is_not_believed(acknowledged: Conversation) -> None:
    desk = acknowledged
    desk.hears(bounced(of(desk), to=DESK).replace(b"Return-Path: <>\r\n", b"Return-Path: <evil@evil.example>\r\n"))

    assert (desk.new_keys(), desk.events()) == (set(), [EventKind.RECEIVED])


def test_a_contact_is_asked_once_a_day_from_whichever_address(make_desk: MakeDesk) -> None:
    desk = make_desk(("[trust]", "[trust]"))
    house = desk.process.identify.house
    object.__setattr__(house, "ask_unproven", True)
    desk.hears(YAMADA.writes("一", proof="D"), YAMADA_PHONE.writes("二", proof="D"), YAMADA.writes("三", proof="D"))

    assert [one.key for one in desk.letters(YAMADA.address)] == ["held-unproven"]


def test_a_guessed_number_is_refused_like_no_number(make_desk: MakeDesk) -> None:
    desk = make_desk(('require = "B"', 'require = "B"\nstrangers = "refuse"'))
    desk.hears(YAMADA.writes("印刷について"), STRANGER.writes(f"[{FIRST}] 質問"))

    assert desk.letter(STRANGER.address).key == "refused-stranger"
    assert (desk.reasons(), FIRST in desk.held()[0].hint) == (["not-of-case"], True)
    assert desk.held()[0].hint.endswith(f"({FoundBy.NUMBER})")


def test_mail_after_a_contract_s_end_is_answered_once_and_always_shown_to_staff(desk: Conversation) -> None:
    desk.later(days=1)
    desk.hears(KATO.writes("一"))
    desk.hears(KATO.writes("二"))

    assert [one.key for one in desk.letters(KATO.address)] == ["contract-expired"]
    assert desk.reasons() == ["contract-ended", "contract-ended"]
    assert {one.key for one in desk.letters(BROWN.address)} == {"staff-held-list"}


def test_the_desk_s_own_group_makes_no_list_mail(make_desk: MakeDesk) -> None:
    desk = make_desk(('require = "B"', 'require = "B"\nlist_ids = ["<Group.vendor.example>"]'))
    desk.hears(YAMADA.writes("印刷について", headers=(("List-Id", "Group <group.vendor.example>"),), proof="B"))

    assert desk.letter(YAMADA.address).key == "case-opened"


def test_a_contact_with_two_addresses_gets_an_answer_once(acknowledged: Conversation) -> None:
    desk = acknowledged
    desk.hears(YAMADA_PHONE.writes(f"[{FIRST}] 追記", "携帯から送ります。", cc=(YAMADA.address, YAMADA_PHONE.address)))
    desk.hears(answered(desk))

    assert len(desk.case().participants) == 1
    assert len([one for one in desk.all_letters() if one.key == "staff-answer"]) == 1


def test_an_unproven_mail_on_a_case_says_why_it_is_held(acknowledged: Conversation) -> None:
    desk = acknowledged
    desk.hears(YAMADA.writes(f"[{FIRST}] 追記", proof="D"))

    number, _, evidence = desk.held()[0].hint.partition("; ")
    assert number == FIRST
    assert evidence


def test_a_copied_colleague_still_takes_part(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について", cc=(TANAKA.address,)))

    assert desk.letter(TANAKA.address).key == "case-opened"
