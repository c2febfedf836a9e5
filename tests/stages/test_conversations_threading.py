"""Conversations: how follow-ups reach the one case, whatever mail clients do to subject and headers (row D2)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mailbot.desk.cases import EventKind, Status
from tests.stages.cast import (
    DOE,
    FIRST,
    SATO,
    STAFF_COPY,
    STAFF_FOLLOW_UP,
    STRANGER,
    SUZUKI,
    TANAKA,
    YAMADA,
    YAMADA_PHONE,
)
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import Received, Sheet

Reply = Callable[[Received], Sheet]
FULL_WIDTH = "［ＩＮＣ－０００００１］"


@pytest.fixture
def acknowledged(desk: Conversation) -> Conversation:
    """A desk with one case of Yamada's, all letters read."""
    desk.hears(YAMADA.writes("印刷について", "帳票の印刷について教えてください。"))
    desk.forget_letters()
    return desk


def outlook(letter: Received) -> Sheet:
    """Outlook: RE:, In-Reply-To, but no References."""
    return YAMADA.replies(letter, subject=f"RE: [{FIRST}] 印刷について", references=())


REPLIES: dict[str, Reply] = {
    "by the book": YAMADA.replies,
    "Outlook, without References": outlook,
    "iOS Mail, with the last reference alone": lambda letter: YAMADA.replies(
        letter, in_reply_to="", references=(letter.mail.message_id,)
    ),
    "Exchange, with commas between references": lambda letter: YAMADA.replies(
        letter, in_reply_to="", references=(",".join((*letter.mail.references, letter.mail.message_id)),)
    ),
    "a changed subject": lambda letter: YAMADA.replies(letter, subject="別の件名にしました"),
    "an empty subject": lambda letter: YAMADA.replies(letter, subject=""),
    "a Message-ID folded to upper case": lambda letter: YAMADA.replies(
        letter, in_reply_to=letter.mail.message_id.upper(), references=(), subject="x"
    ),
    "a reference to our letter behind foreign ones": lambda letter: YAMADA.replies(
        letter,
        references=(letter.mail.message_id, "<1@gateway.example>"),
        in_reply_to="<1@gateway.example>",
        subject="x",
    ),
    "an answer to the own first mail": lambda letter: YAMADA.replies(
        letter, references=letter.mail.references, in_reply_to=letter.mail.references[0], subject="追伸"
    ),
    "the number alone, headers stripped": lambda _: YAMADA.writes(f"[{FIRST}] 印刷について"),
    "the number without brackets": lambda _: YAMADA.writes(f"{FIRST} の件"),
    "the number in small letters": lambda _: YAMADA.writes("inc-000001 について"),
    "the number in full width": lambda _: YAMADA.writes(f"{FULL_WIDTH} 印刷について"),
    "RE: and the number": lambda _: YAMADA.writes(f"RE: [{FIRST}] 印刷について"),
    "Re2: and the number": lambda _: YAMADA.writes(f"Re2: [{FIRST}] 印刷について"),
    "返信: and the number": lambda _: YAMADA.writes(f"返信: [{FIRST}] 印刷について"),
    "full-width Re and the number": lambda _: YAMADA.writes(f"Ｒｅ：{FULL_WIDTH} 印刷について"),
    "[EXTERNAL] and the number": lambda _: YAMADA.writes(f"[EXTERNAL] RE: [{FIRST}] 印刷について"),
    "a forward of the acknowledgement": lambda letter: YAMADA.forwards(letter, "これについて続きです。"),
    "転送: of the acknowledgement": lambda letter: YAMADA.forwards(letter, "続きです。", prefix="転送: "),
    "the other registered address, by the book": YAMADA_PHONE.replies,
    "the other registered address, by number": lambda _: YAMADA_PHONE.writes(f"[{FIRST}] 追記"),
    "another contact of the contract, by number": lambda _: SATO.writes(f"[{FIRST}] 追記"),
    "another contact of the contract, by reply": SATO.replies,
    "a weakly proven reply": lambda letter: YAMADA.replies(letter, proof="B"),
    "a leading zero less": lambda _: YAMADA.writes("INC-1 の件"),
}


@pytest.mark.parametrize("how", REPLIES)
def test_a_follow_up_reaches_its_case(acknowledged: Conversation, how: str) -> None:
    desk = acknowledged
    desk.hears(REPLIES[how](desk.last(YAMADA.address, "case-opened")))

    assert desk.new_keys() == STAFF_FOLLOW_UP
    assert len(desk.cases()) == 1
    assert desk.events()[:2] == [EventKind.RECEIVED, EventKind.CUSTOMER_MAIL]
    assert desk.status() is Status.OPEN


ELSEWHERE: dict[str, Reply] = {
    "a stranger with the number": lambda _: STRANGER.writes(f"Re: [{FIRST}] 印刷について"),
    "a stranger with all the headers": STRANGER.replies,
    "an unregistered colleague with the number": lambda _: TANAKA.writes(f"Re: [{FIRST}] 印刷について"),
    "an unregistered colleague to whom it was forwarded": TANAKA.replies,
    "a contact of another contract with the number": lambda _: DOE.writes(f"Re: [{FIRST}] x"),
    "a forged contact with the number": lambda _: YAMADA.writes(f"Re: [{FIRST}] x", proof="D"),
    "another contact, forged, with the headers": lambda letter: SATO.replies(letter, proof="D"),
}


@pytest.mark.parametrize("how", ELSEWHERE)
def test_who_does_not_belong_to_a_case_gets_nowhere_with_it(acknowledged: Conversation, how: str) -> None:
    desk = acknowledged
    mail = ELSEWHERE[how](desk.last(YAMADA.address, "case-opened"))
    desk.hears(mail)

    assert desk.events() == [EventKind.RECEIVED]
    assert len(desk.cases()) == 1
    assert [(one.sender, FIRST in one.hint) for one in desk.held()] == [(mail.sender, True)]
    as_without_a_case = (
        {(TANAKA.address, "refused-colleague")} if how.startswith("an unregistered colleague with") else set()
    )
    letters = desk.new_keys()
    assert {one for one in letters if one[1] != "staff-held-list"} == as_without_a_case
    assert {one for one in letters if one[1] == "staff-held-list"}


def test_a_stranger_s_automatic_reply_with_the_number_is_not_noted_on_the_case(acknowledged: Conversation) -> None:
    desk = acknowledged
    desk.hears(STRANGER.writes(f"Auto: [{FIRST}]", headers=(("Auto-Submitted", "auto-replied"),)))

    assert desk.events() == [EventKind.RECEIVED]
    assert desk.reasons() == ["automatic"]


def test_a_number_that_does_not_exist_is_a_new_matter(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("[INC-009999] どの件でしょう"))

    assert desk.letter(YAMADA.address).key == "case-opened"


def test_a_private_case_is_the_opener_s_alone(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("情報漏洩のおそれ"))
    acknowledgement = desk.letter(YAMADA.address)
    desk.hears(SATO.replies(acknowledgement))
    desk.hears(YAMADA.replies(acknowledgement))

    assert [one.sender for one in desk.held()] == [SATO.address]
    assert desk.events() == [EventKind.RECEIVED, EventKind.CUSTOMER_MAIL]


def test_a_contact_who_answers_a_colleague_s_case_takes_part_from_then_on(acknowledged: Conversation) -> None:
    desk = acknowledged
    desk.hears(SATO.replies(desk.last(YAMADA.address, "case-opened")))
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-follow-up"), "お二人にお答えします。設定はこちらです。"))

    assert desk.letter(SATO.address).key == "staff-answer"
    assert desk.letter(YAMADA.address).key == "staff-answer"


def test_a_reply_that_overtakes_its_original_is_joined_by_it(desk: Conversation) -> None:
    original = YAMADA.writes("印刷について", "最初のメールです。")
    reply = SATO.writes(
        "Re: 印刷について",
        "補足します。",
        in_reply_to=original.message_id,
        references=(original.message_id,),
    )
    desk.hears(reply)
    assert desk.letter(SATO.address).key == "case-opened"
    desk.forget_letters()
    desk.hears(original)

    assert len(desk.cases()) == 1
    assert desk.events() == [EventKind.RECEIVED, EventKind.CUSTOMER_MAIL, EventKind.PARTICIPANT]
    assert desk.new_keys() == STAFF_FOLLOW_UP


def test_an_original_and_its_reply_in_one_batch_are_one_case(desk: Conversation) -> None:
    original = YAMADA.writes("印刷について")
    reply = YAMADA.writes("Re: 印刷について", "補足です。", in_reply_to=original.message_id)
    desk.hears(original, reply)

    assert len(desk.cases()) == 1
    assert desk.events() == [EventKind.RECEIVED, EventKind.CUSTOMER_MAIL]


def test_two_mails_that_answer_the_same_unknown_mail_stay_two_matters(desk: Conversation) -> None:
    newsletter = "<newsletter@elsewhere.example>"
    desk.hears(YAMADA.writes("一件目", in_reply_to=newsletter))
    desk.hears(SATO.writes("二件目", in_reply_to=newsletter))

    assert len(desk.cases()) == 2


def test_the_copies_to_staff_are_one_thread_per_case(acknowledged: Conversation) -> None:
    desk = acknowledged
    first = desk.last(SUZUKI.address, "staff-new-case")
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "case-opened")))
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "case-opened"), "もう一つ。"))

    later = [one for one in desk.all_letters(SUZUKI.address) if one.key == "staff-follow-up"]
    assert [one.mail.references for one in later] == [(first.mail.message_id,)] * 2
    assert [one.mail.in_reply_to for one in later] == [(first.mail.message_id,)] * 2


def test_a_new_case_is_opened_beside_an_open_one(acknowledged: Conversation) -> None:
    desk = acknowledged
    desk.hears(YAMADA.writes("別の件"))

    assert len(desk.cases()) == 2
    assert desk.new_keys() == {(YAMADA.address, "case-opened"), *STAFF_COPY}


def test_a_mail_to_a_merged_case_reaches_the_one_that_it_was_merged_into(acknowledged: Conversation) -> None:
    desk = acknowledged
    desk.hears(YAMADA.writes("同じ件のもう一通"))
    merged, survivor = desk.cases()
    with desk.store.unit() as unit:
        unit.set_merged(merged.id, survivor.id, desk.clock())
    desk.hears(YAMADA.writes(f"Re: [{FIRST}] 印刷について"))

    assert desk.events(survivor.number) == [EventKind.RECEIVED, EventKind.CUSTOMER_MAIL]
