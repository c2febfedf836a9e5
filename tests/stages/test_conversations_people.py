"""Conversations: strangers, colleagues, people copied in, and mail whose sender is not proven (rows A1 to A4)."""

from __future__ import annotations

import pytest

from mailbot.desk.cases import EventKind, Status
from mailbot.desk.proof import Door
from tests.stages.cast import (
    BROWN,
    DOE,
    FIRST,
    GONE,
    PARTNER,
    SATO,
    STAFF_COPY,
    STAFF_FOLLOW_UP,
    STRANGER,
    SUZUKI,
    TANAKA,
    YAMADA,
)
from tests.stages.conftest import MakeDesk
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import DESK

REFUSING = ('require = "B"', 'require = "B"\nstrangers = "refuse"')
HELD_LIST = {(SUZUKI.address, "staff-held-list"), (BROWN.address, "staff-held-list")}


def test_a_stranger_is_held_in_silence(desk: Conversation) -> None:
    desk.hears(STRANGER.writes("Grow your business"))

    assert desk.new_keys() == set()
    assert desk.reasons() == ["stranger"]


def test_a_desk_that_ignores_strangers_keeps_nothing_of_them_before_staff(make_desk: MakeDesk) -> None:
    desk = make_desk(('require = "B"', 'require = "B"\nstrangers = "ignore"'))
    desk.hears(STRANGER.writes("Grow your business"))

    assert (desk.new_keys(), desk.held(), desk.cases()) == (set(), [], [])


def test_a_proven_stranger_is_refused_once_in_seven_days(make_desk: MakeDesk) -> None:
    desk = make_desk(REFUSING)
    desk.hears(STRANGER.writes("質問"))
    desk.hears(STRANGER.writes("もう一度"))

    letter = desk.letter(STRANGER.address)
    assert letter.key == "refused-stranger"
    assert "質問" not in letter.text
    assert "例示商事" not in letter.text
    desk.later(days=7)
    desk.hears(STRANGER.writes("一週間後"))
    assert desk.letter(STRANGER.address).key == "refused-stranger"


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"proof": "D"}, id="unproven"),
        pytest.param({"proof": "B"}, id="weakly proven"),
        pytest.param({"headers": (("Auto-Submitted", "auto-generated"),)}, id="a robot"),
        pytest.param({"headers": (("List-Id", "<list.stranger.example>"),)}, id="a list"),
        pytest.param({"headers": (("Precedence", "bulk"),)}, id="bulk"),
        pytest.param({"headers": (("Return-Path", "<>"),)}, id="the null sender"),
        pytest.param({"headers": (("X-Auto-Response-Suppress", "All"),)}, id="one who asks for no answer"),
        pytest.param({"sender": "no-reply@stranger.example"}, id="noreply"),
    ],
)
def test_a_refusal_never_goes_to(make_desk: MakeDesk, changes: dict[str, object]) -> None:
    desk = make_desk(REFUSING)
    desk.hears(STRANGER.writes("質問").but(**changes))

    assert desk.all_letters() == []
    assert desk.cases() == []


def test_a_colleague_is_told_to_ask_through_the_contact_whom_the_letter_does_not_name(desk: Conversation) -> None:
    desk.hears(TANAKA.writes("パスワードの変更"))
    desk.hears(TANAKA.writes("もう一度"))

    letter = desk.letter(TANAKA.address)
    assert letter.key == "refused-colleague"
    assert "山田" not in letter.text
    assert desk.cases() == []


def test_a_colleague_who_is_not_proven_is_held(desk: Conversation) -> None:
    desk.hears(TANAKA.writes("パスワードの変更", proof="D"))

    assert desk.new_keys() == set()
    assert desk.reasons() == ["unproven"]


def test_a_colleague_copied_in_takes_part_at_once_and_still_opens_nothing(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について", cc=(TANAKA.address,)))
    acknowledgement = desk.letter(TANAKA.address)
    assert acknowledgement.key == "case-opened"
    desk.forget_letters()

    desk.hears(TANAKA.replies(acknowledgement))
    assert desk.new_keys() == STAFF_FOLLOW_UP
    desk.hears(TANAKA.writes("新しい件"))
    assert desk.letter(TANAKA.address).key == "refused-colleague"
    assert len(desk.cases()) == 1


def test_somebody_copied_in_later_takes_part_and_is_sent_no_history(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について"))
    desk.hears(YAMADA.replies(desk.letter(YAMADA.address), cc=(TANAKA.address,)))

    assert desk.letters(TANAKA.address) == []
    desk.hears(
        SUZUKI.replies(desk.last(SUZUKI.address, "staff-follow-up"), "設定の手順をお送りします。ご確認ください。")
    )
    assert desk.letter(TANAKA.address).key == "staff-answer"


def test_a_foreign_person_copied_in_may_write_and_gets_no_mail_until_staff_let_them_in(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("共同の件", cc=(PARTNER.address,)))
    assert desk.letters(PARTNER.address) == []
    desk.forget_letters()
    desk.hears(PARTNER.writes(f"Re: [{FIRST}] 共同の件", "当社からの補足です。"))
    assert desk.new_keys() == STAFF_FOLLOW_UP

    answer = "ご連絡ありがとうございます。確認いたします。"
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-follow-up"), answer))
    assert desk.letters(PARTNER.address) == []
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-follow-up"), f"#参加 {PARTNER.address}\n\n{answer}"))
    assert desk.letter(PARTNER.address).key == "staff-answer"


def test_a_foreign_person_may_not_bring_others_in(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("共同の件", cc=(PARTNER.address,)))
    desk.hears(PARTNER.writes(f"Re: [{FIRST}]", cc=("more@partner.example",)))

    people = {one.address for one in desk.case().participants}
    assert people == {YAMADA.address, PARTNER.address}


def test_a_participant_who_opens_nothing_is_held_on_a_closed_case(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について", cc=(TANAKA.address,)))
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), "#完了"))
    desk.hears(TANAKA.writes(f"Re: [{FIRST}] 印刷について"))

    assert desk.reasons() == ["closed-case"]
    assert len(desk.cases()) == 1


def test_an_unproven_contact_is_held_and_staff_are_told_once(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("振込先の変更", proof="D"))

    assert desk.new_keys() == HELD_LIST
    desk.later(days=1)
    desk.works()
    assert desk.new_keys() == set()
    assert desk.cases() == []


def test_held_mails_are_gathered_in_one_letter_every_ten_minutes(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("一通目", proof="D"))
    desk.forget_letters()
    for number in range(3):
        desk.hears(YAMADA.writes(f"続き{number}", proof="D"))
    assert desk.new_keys() == set()
    desk.later(minutes=10)
    desk.works()

    letter = desk.letter(SUZUKI.address)
    assert all(f"続き{number}" in letter.text for number in range(3))
    assert "一通目" not in letter.text


def test_better_evidence_later_runs_a_held_mail_again(desk: Conversation) -> None:
    mail = YAMADA.writes("印刷について")
    unproven = mail.but(proof="D")
    desk.hears(unproven, door=Door.LMTP, trusted=False)
    assert desk.reasons() == ["unproven"]
    desk.forget_letters()
    desk.hears(mail)

    assert desk.held() == []
    assert desk.new_keys() == {(YAMADA.address, "case-opened"), *STAFF_COPY}


def test_the_same_unproven_mail_by_another_trusted_door_tells_staff_nothing_new(desk: Conversation) -> None:
    mail = YAMADA.writes("印刷について", proof="D")
    desk.hears(mail)
    desk.forget_letters()
    desk.later(hours=1)
    desk.hears(mail, door=Door.LMTP)

    assert desk.new_keys() == set()
    assert desk.reasons() == ["unproven"]


def test_authentication_results_count_only_at_a_trusted_door(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について"), trusted=False)

    assert desk.reasons() == ["unproven"]


def test_a_login_at_our_own_door_proves_the_sender(desk: Conversation) -> None:
    mail = YAMADA.writes("印刷について", proof="D")
    desk.hears(mail, door=Door.SMTP, trusted=False, login=YAMADA.address)

    assert desk.letter(YAMADA.address).key == "case-opened"


def test_a_contact_s_held_mail_opens_a_case_when_it_is_let_in(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について", proof="D"))
    desk.forget_letters()
    assert desk.store.release(desk.held()[0].inbox_id, "operator", desk.clock())
    desk.works()

    assert desk.new_keys() == {(YAMADA.address, "case-opened"), *STAFF_COPY}
    assert desk.held() == []


def test_a_stranger_let_in_without_a_contract_is_held_again_with_what_to_do(desk: Conversation) -> None:
    desk.hears(STRANGER.writes("質問"))
    desk.store.release(desk.held()[0].inbox_id, "operator", desk.clock())
    desk.works()

    assert desk.reasons() == ["no-contract"]
    assert "登録してから" in desk.letter(SUZUKI.address).text


def test_staff_are_told_again_when_a_mail_is_held_for_another_reason(desk: Conversation) -> None:
    desk.hears(TANAKA.writes(f"[{FIRST}]", proof="D"))
    desk.hears(STRANGER.writes(f"[{FIRST}] x"))
    desk.hears(YAMADA.writes("振込先", proof="D"))
    desk.forget_letters()
    desk.later(hours=1)
    desk.store.release(desk.held()[-1].inbox_id, "operator", desk.clock())
    desk.store.release(desk.held()[0].inbox_id, "operator", desk.clock())
    desk.works()

    assert (SUZUKI.address, "staff-held-list") in desk.new_keys()


def test_a_stranger_let_in_on_a_case_takes_part_without_getting_mail(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について"))
    desk.hears(STRANGER.writes(f"Re: [{FIRST}] 印刷について"))
    desk.forget_letters()
    desk.store.release(desk.held()[0].inbox_id, "operator", desk.clock())
    desk.works()

    assert desk.new_keys() == STAFF_FOLLOW_UP
    person = desk.case().participant_at(STRANGER.address)
    assert person is not None
    assert (person.may_write, person.gets_mail) == (True, False)


def test_a_stranger_let_in_on_a_case_that_was_closed_meanwhile_does_not_open_it_again(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について"))
    desk.hears(STRANGER.writes(f"Re: [{FIRST}] 印刷について"))
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), "#完了"))
    desk.store.release(desk.held()[0].inbox_id, "operator", desk.clock())
    desk.works()

    assert desk.status() is Status.CLOSED
    assert desk.reasons() == ["closed-case"]


def test_a_participant_s_unproven_mail_is_added_when_it_is_let_in(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について", cc=(TANAKA.address,)))
    desk.hears(TANAKA.writes(f"Re: [{FIRST}] 印刷について", proof="D"))
    assert desk.reasons() == ["unproven"]
    desk.store.release(desk.held()[0].inbox_id, "operator", desk.clock())
    desk.works()

    assert EventKind.CUSTOMER_MAIL in desk.events()


def test_a_dropped_mail_is_gone_and_comes_to_nothing(desk: Conversation) -> None:
    desk.hears(STRANGER.writes("質問"))
    assert desk.store.drop(desk.held()[0].inbox_id, "operator", desk.clock())
    desk.works()

    assert (desk.held(), desk.cases()) == ([], [])


def test_an_unproven_contact_is_asked_at_the_registered_address_if_the_desk_wants_it_once_a_day(
    make_desk: MakeDesk,
) -> None:
    desk = make_desk(('languages = ["ja", "en"]', 'languages = ["ja", "en"]\nask_unproven = true'))
    desk.hears(YAMADA.writes("振込先の変更は秘密です", "秘密の本文", proof="D"))
    desk.hears(YAMADA.writes("もう一度", proof="D"))

    letter = desk.letter(YAMADA.address)
    assert letter.key == "held-unproven"
    assert "秘密" not in letter.text
    assert letter.mail.in_reply_to == ()
    desk.later(days=1)
    desk.hears(YAMADA.writes("翌日", proof="D"))
    assert desk.letter(YAMADA.address).key == "held-unproven"


def test_forged_mail_of_staff_is_held_even_if_it_is_let_in(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について"))
    copy = desk.last(SUZUKI.address, "staff-new-case")
    desk.hears(SUZUKI.replies(copy, "お客様の口座を変更しました。よろしくお願いします。", proof="B"))
    desk.forget_letters()
    desk.store.release(desk.held()[0].inbox_id, "operator", desk.clock())
    desk.works()

    assert desk.letters(YAMADA.address) == []
    assert desk.reasons() == ["unproven-staff"]


def test_mail_of_staff_who_have_left_is_held(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について"))
    desk.hears(GONE.writes(f"Re: [{FIRST}]", "私がお答えします。設定画面をご覧ください。"))

    assert desk.reasons() == ["staff-left"]
    assert len(desk.all_letters(YAMADA.address)) == 1


def test_mail_that_claims_to_be_from_the_desk_itself_is_held(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について", sender=DESK))

    assert desk.reasons() == ["own-address"]
    assert desk.cases() == []


def test_a_reply_to_address_never_steers_a_letter(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について", headers=(("Reply-To", "attacker@evil.example"),)))

    assert desk.letters("attacker@evil.example") == []
    assert desk.letter(YAMADA.address).key == "case-opened"


def test_staff_and_the_desk_are_no_participants_when_they_are_copied_in(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について", to=(DESK, "premium@vendor.example"), cc=(SUZUKI.address, SATO.address)))

    assert {one.address for one in desk.case().participants} == {YAMADA.address, SATO.address}


def test_twenty_people_are_taken_in_with_one_mail_and_no_more(desk: Conversation) -> None:
    many = tuple(f"person{number}@client.example" for number in range(40))
    desk.hears(YAMADA.writes("全員へ", cc=many))

    assert len(desk.case().participants) == 21


def test_one_client_s_contact_copied_into_another_s_case_opens_cases_of_their_own_only(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("共同の件", cc=(DOE.address,)))
    desk.hears(DOE.writes("A matter of our own"))

    assert [case.contract_id for case in desk.cases()] == ["C-1001", "C-1002"]
