"""Conversations: people answer from the shared mailbox itself, and its Sent folder tells the desk (row D6)."""

from __future__ import annotations

import pytest

from mailbot.desk.cases import EventKind, Status
from mailbot.desk.proof import Door
from mailbot.desk.records import Direction, StoredMessage
from tests.stages.cast import BROWN, FIRST, PARTNER, SATO, SECOND, STRANGER, SUZUKI, YAMADA, YAMADA_PHONE
from tests.stages.conftest import MakeDesk
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import DESK, Person, Received, Sheet

MAILBOX = Person(DESK, "例示サポート", proof="D")
"""Whoever sits at the shared mailbox; what they send bears no verdict of our own server."""
TEXT = "山田様\n\n印刷の画面で「用紙」から A5 をお選びください。\n\nまたご不明な点がございましたらお知らせください。"


@pytest.fixture
def asked(desk: Conversation) -> Conversation:
    return with_a_case(desk)


def with_a_case(desk: Conversation) -> Conversation:
    """A desk with one case of Yamada's, all letters read."""
    desk.hears(YAMADA.writes("印刷について", "帳票の印刷について教えてください。"))
    desk.forget_letters()
    return desk


def first_mail(desk: Conversation, number: str = FIRST) -> StoredMessage:
    return next(one for one in messages(desk, number) if one.direction is Direction.IN)


def messages(desk: Conversation, number: str = FIRST) -> tuple[StoredMessage, ...]:
    return desk.store.history(desk.case(number).id).messages


def answer(desk: Conversation, text: str = TEXT, **more: object) -> Sheet:
    """A reply as a mail program at the shared mailbox writes it, to the customer's own mail."""
    asked = first_mail(desk)
    return MAILBOX.writes(
        f"Re: {asked.subject}",
        text,
        to=(asked.from_address,),
        in_reply_to=asked.message_id,
        references=(asked.message_id,),
    ).but(**more)


def sends(desk: Conversation, mail: Sheet, source: str = "support/Sent/1/1") -> None:
    """The mail lies in the Sent folder, from where the door takes it."""
    desk.hears(mail, door=Door.SENT, source=source)


def ended(desk: Conversation) -> tuple[str, str]:
    """Decision and reason of the newest mail."""
    outcome = desk.told[-1].outcome
    assert outcome is not None
    return outcome.decision, outcome.reason


@pytest.fixture(autouse=True)
def _listening(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every conversation remembers what became of its mails."""
    opened = Conversation.works

    def works(self: Conversation) -> None:
        object.__setattr__(self.process, "tell", self.told.append)
        opened(self)

    monkeypatch.setattr(Conversation, "works", works)


def test_an_answer_from_the_mailbox_is_recorded_stops_clocks_and_sets_waiting(asked: Conversation) -> None:
    desk = asked
    sent_at = desk.clock.now
    mail = answer(desk)
    desk.receives(mail, door=Door.SENT, source="support/Sent/1/1")
    desk.later(minutes=30)
    desk.works()

    assert desk.new_keys() == set()
    assert ended(desk) == ("record", "sent-answer")
    assert desk.status() is Status.WAITING
    assert desk.events()[-3:] == [EventKind.STARTED, EventKind.REPLY, EventKind.WAITING]
    history = desk.store.history(desk.case().id)
    assert [one.at for one in history.events][-3:] == [sent_at] * 3
    assert {one.by for one in history.events[-3:]} == {"mailbox:support"}
    assert [(one.state, one.met_at) for one in history.clocks] == [("met", sent_at)]
    kept = history.messages[-1]
    assert (kept.direction, kept.from_address, kept.to_addresses) == (Direction.OUT, DESK, (YAMADA.address,))
    assert "「用紙」から A5" in kept.text


def test_the_customer_s_reply_to_it_joins_the_case_and_opens_it_again(asked: Conversation) -> None:
    desk = asked
    mail = answer(desk)
    sends(desk, mail)
    desk.hears(
        YAMADA.writes("Re: 印刷について", "できました。", in_reply_to=mail.message_id, references=(mail.message_id,))
    )

    assert desk.new_keys() == {(SUZUKI.address, "staff-follow-up"), (BROWN.address, "staff-follow-up")}
    assert desk.status() is Status.OPEN
    assert len(desk.cases()) == 1


def test_the_operator_may_have_such_answers_mean_answered(make_desk: MakeDesk) -> None:
    desk = with_a_case(make_desk(("[store]", 'sent_means = "answered"\n\n[store]')))
    sends(desk, answer(desk))

    assert desk.status() is Status.ANSWERED
    assert desk.events()[-2:] == [EventKind.STARTED, EventKind.REPLY]


def test_the_number_alone_finds_the_case_too(asked: Conversation) -> None:
    desk = asked
    sends(desk, MAILBOX.writes(f"[{FIRST}] 印刷について", TEXT, to=(YAMADA.address,)))

    assert desk.status() is Status.WAITING


def test_a_receiver_s_other_address_counts_as_theirs(asked: Conversation) -> None:
    desk = asked
    sends(desk, answer(desk, to=(YAMADA_PHONE.address,)))

    assert desk.status() is Status.WAITING


def test_the_same_mail_through_the_inbox_by_cc_is_one_mail(asked: Conversation) -> None:
    desk = asked
    mail = answer(desk, cc=(DESK,))
    sends(desk, mail)
    desk.hears(mail)
    assert desk.events().count(EventKind.REPLY) == 1
    assert desk.held() == []

    again = answer(desk, "もう一度お送りします。よろしくお願いいたします。", cc=(DESK,))
    desk.hears(again)
    assert desk.reasons() == ["own-address"]
    sends(desk, again, source="support/Sent/1/2")
    assert desk.held() == []
    assert desk.events().count(EventKind.REPLY) == 2
    assert len(messages(desk)) == 4  # the question, the acknowledgement, two answers


def test_two_copies_that_were_filed_differently_are_one_answer(asked: Conversation) -> None:
    desk = asked
    mail = answer(desk)
    sends(desk, mail)
    sends(desk, mail.but(text=f"{TEXT}\n\n-- \n署名"), source="support/Sent/1/2")

    assert ended(desk) == ("ignore", "duplicate")
    assert desk.events().count(EventKind.REPLY) == 1


def test_our_own_letters_in_the_sent_folder_are_no_answers(asked: Conversation) -> None:
    desk = asked
    acknowledgement = desk.last(YAMADA.address, "case-opened").letter
    desk.receives(acknowledgement.content, door=Door.SENT, source="support/Sent/1/1")
    desk.works()
    assert ended(desk) == ("ignore", "own-mail")

    replaced = acknowledgement.content.replace(acknowledgement.message_id.encode(), b"<new@provider.example>")
    desk.receives(replaced, door=Door.SENT, source="support/Sent/1/2")
    desk.works()
    assert ended(desk) == ("ignore", "own-mail")
    assert EventKind.REPLY not in desk.events()


def sheets(desk: Conversation) -> dict[str, Sheet]:
    """What must leave the case as it is, by what is the matter with it."""
    headers = (("Auto-Submitted", "auto-replied"),)
    return {
        "to somebody who is not of the case": answer(desk, to=(STRANGER.address,)),
        "to a colleague in the same company who takes no part": answer(desk, to=(SATO.address,)),
        "about no case": MAILBOX.writes("ご挨拶", TEXT, to=(YAMADA.address,)),
        "a number that is not that of the thread": answer(desk, subject=f"Re: [{SECOND}] 印刷について"),
        "a machine at the mailbox": answer(desk, headers=headers),
        "another sender's mail that was filed there": YAMADA.writes(
            f"Re: [{FIRST}] 印刷について", "もう一度お尋ねします。", to=(YAMADA.address,)
        ),
        "staff's own address": SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), TEXT),
    }


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("to somebody who is not of the case", "sent-elsewhere"),
        ("to a colleague in the same company who takes no part", "sent-elsewhere"),
        ("about no case", "sent-elsewhere"),
        ("a number that is not that of the thread", "other-number"),
        ("a machine at the mailbox", "automatic"),
        ("another sender's mail that was filed there", "not-ours"),
        ("staff's own address", "not-ours"),
    ],
)
def test_what_is_not_certainly_an_answer_leaves_the_case_as_it_is(asked: Conversation, what: str, reason: str) -> None:
    desk = asked
    before = (desk.case(), desk.events(), messages(desk))
    sends(desk, sheets(desk)[what])

    assert ended(desk) == ("ignore", reason)
    assert (desk.case(), desk.events(), messages(desk)) == before
    assert desk.new_keys() == set()
    assert desk.held() == []


def test_nobody_is_proven_by_a_verdict_that_stands_in_a_sent_mail(asked: Conversation) -> None:
    desk = asked
    forged = SUZUKI.writes(f"Re: [{FIRST}] 印刷について", "#完了", proof="A")
    sends(desk, forged)

    assert ended(desk) == ("ignore", "not-ours")
    assert desk.status() is Status.NEW


def test_a_customer_s_mail_that_a_person_filed_there_stays_a_customer_s_mail(asked: Conversation) -> None:
    desk = asked
    mail = YAMADA.replies(desk.last(YAMADA.address, "case-opened"), "追加でお尋ねします。よろしくお願いします。")
    desk.receives(mail)
    desk.receives(mail, door=Door.SENT, source="support/Sent/1/1")
    desk.works()

    assert ended(desk)[0] == "follow-up"


def test_a_staff_member_s_mail_to_the_desk_is_handled_though_it_lay_in_the_sent_folder_first(
    asked: Conversation,
) -> None:
    desk = asked
    mail = SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), TEXT)
    sends(desk, mail)
    assert ended(desk) == ("ignore", "not-ours")
    desk.hears(mail)

    assert ended(desk) == ("relay", "staff-answer")
    assert desk.letter(YAMADA.address).key == "staff-answer"


def test_commands_in_it_do_not_run_and_staff_are_told_once(asked: Conversation) -> None:
    desk = asked
    sends(desk, answer(desk, f"#解決\n\n{TEXT}"))

    assert desk.status() is Status.WAITING
    assert desk.new_keys() == {(SUZUKI.address, "staff-mailbox-note"), (BROWN.address, "staff-mailbox-note")}
    letter: Received = desk.last(SUZUKI.address, "staff-mailbox-note")
    assert "指示は実行していません" in letter.text
    assert "#解決" in letter.text
    assert FIRST in letter.subject


def test_a_sent_copy_with_words_of_the_desk_is_told_to_staff(asked: Conversation) -> None:
    desk = asked
    inside = desk.last(SUZUKI.address, "staff-new-case").text
    sends(desk, answer(desk, f"{TEXT}\n\n{inside}"))

    assert (SUZUKI.address, "staff-mailbox-note") in desk.new_keys()
    assert "取り消せない" in desk.last(SUZUKI.address, "staff-mailbox-note").text


def test_the_owner_alone_gets_a_receipt_where_all_mails_get_one(make_desk: MakeDesk) -> None:
    desk = with_a_case(make_desk(("[store]", 'receipts = "all"\n\n[store]')))
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), "#担当"))
    desk.forget_letters()
    sends(desk, answer(desk))

    assert desk.new_keys() == {(SUZUKI.address, "staff-receipt")}
    assert "山田" in desk.last(SUZUKI.address, "staff-receipt").text


def test_an_answer_that_the_customer_overtook_stops_clocks_and_keeps_the_case_open(asked: Conversation) -> None:
    desk = asked
    mail, sent_at = answer(desk), desk.clock.now
    desk.later(minutes=5)
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "case-opened"), "急いでおります。もう一つお尋ねします。"))
    desk.hears(mail, door=Door.SENT, source="support/Sent/1/1", received_at=sent_at)

    assert desk.events()[-2:] == [EventKind.STARTED, EventKind.REPLY]
    assert desk.status() is Status.OPEN


def test_on_a_closed_case_it_is_kept_and_changes_nothing(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), "#完了"))
    events = desk.events()
    sends(desk, answer(desk))

    assert desk.status() is Status.CLOSED
    assert desk.events() == events
    assert "「用紙」から A5" in messages(desk)[-1].text


def test_somebody_who_may_write_but_gets_no_mail_is_nobody_to_answer(asked: Conversation) -> None:
    desk = asked
    desk.hears(
        YAMADA.replies(
            desk.last(YAMADA.address, "case-opened"),
            "協力会社を写しに入れます。ご確認ください。",
            cc=(PARTNER.address,),
        )
    )
    before = desk.events()
    sends(desk, answer(desk, to=(PARTNER.address,)))

    assert ended(desk) == ("ignore", "sent-elsewhere")
    assert desk.events() == before


MERGE = f"#統合 {FIRST}"


@pytest.fixture
def merged(asked: Conversation) -> Conversation:
    """A second case of Yamada's has gone into the first; Yamada has gone on writing below the old subject."""
    desk = asked
    desk.hears(YAMADA.writes("印刷の件", "先日の印刷の件はいかがでしょうか。"))
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), MERGE))
    acknowledged = next(one for one in desk.all_letters(YAMADA.address) if SECOND in one.subject)
    desk.hears(YAMADA.replies(acknowledged, "その後いかがでしょうか。急いでおります。"))
    desk.forget_letters()
    return desk


def sheets_with_the_old_number(desk: Conversation) -> dict[str, Sheet]:
    asked, went_on, in_second = first_mail(desk), messages(desk)[-1], first_mail(desk, SECOND)
    subject = f"Re: [{SECOND}] 印刷の件"
    reply = MAILBOX.writes(subject, TEXT, to=(YAMADA.address,))
    return {
        "by the number alone": reply,
        "to the mail of the case that ended": reply.but(in_reply_to=in_second.message_id),
        "to what went on in the other": reply.but(in_reply_to=went_on.message_id, references=(went_on.message_id,)),
        "to the first mail of the other": reply.but(in_reply_to=asked.message_id, references=(asked.message_id,)),
    }


@pytest.mark.parametrize(
    "what",
    [
        "by the number alone",
        "to the mail of the case that ended",
        "to what went on in the other",
        "to the first mail of the other",
    ],
)
def test_an_answer_with_the_number_of_a_merged_case_counts_in_the_case_that_goes_on(
    merged: Conversation, what: str
) -> None:
    desk, before = merged, messages(merged, SECOND)
    sends(desk, sheets_with_the_old_number(desk)[what])

    assert ended(desk) == ("record", "sent-answer")
    assert desk.status() is Status.WAITING
    assert desk.status(SECOND) is Status.MERGED
    assert EventKind.REPLY in desk.events()
    assert messages(desk, SECOND) == before


def test_staff_s_answers_and_commands_below_the_old_subject_run_on_the_case_that_goes_on(merged: Conversation) -> None:
    desk = merged
    copy = desk.last(SUZUKI.address, "staff-follow-up")
    desk.hears(SUZUKI.replies(copy, f"#回答待ち\n{TEXT}", subject=f"Re: [{SECOND}] 印刷の件"))

    assert ended(desk) == ("relay", "staff-answer")
    assert desk.status() is Status.WAITING


def test_the_number_of_a_third_case_still_disagrees(merged: Conversation) -> None:
    desk = merged
    desk.hears(YAMADA.writes("別の件"))
    went_on = messages(desk)[-1]
    mail = MAILBOX.writes("Re: [INC-000003] 別の件", TEXT, to=(YAMADA.address,), in_reply_to=went_on.message_id)
    sends(desk, mail)

    assert ended(desk) == ("ignore", "other-number")
