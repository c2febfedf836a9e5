"""Conversations: one case becomes several, and each goes its own way (row D8)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from mailbot.desk.cases import EventKind, Status
from tests.stages.cast import BROWN, FIRST, PARTNER, SECOND, SUZUKI, TANAKA, YAMADA
from tests.stages.conftest import MakeDesk
from tests.stages.conversation import MONDAY, Conversation
from tests.stages.mail_clients import Received

THIRD = "INC-000003"
ASKED = "1. 帳票の印刷の設定を教えてください。\n2. 取引先を一括で登録できますか。"
MATTER = "取引先マスターを一括で登録する方法。CSV をお持ちとのこと。"


@pytest.fixture
def asked(desk: Conversation) -> Conversation:
    desk.hears(YAMADA.writes("印刷と登録について", ASKED, cc=(TANAKA.address, PARTNER.address)))
    desk.forget_letters()
    return desk


def copy_of(desk: Conversation, number: str = FIRST) -> Received:
    return next(one for one in desk.all_letters(SUZUKI.address) if number in one.subject)


def due_of(desk: Conversation, number: str) -> datetime | None:
    return desk.store.history(desk.case(number).id).clocks[0].due


def test_a_part_of_a_case_becomes_a_case_of_its_own(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), f"#分割 取引先の一括登録について\n\n{MATTER}"))

    assert desk.new_keys() == {
        (YAMADA.address, "case-split"),
        (SUZUKI.address, "staff-new-case"),
        (BROWN.address, "staff-new-case"),
        (SUZUKI.address, "staff-receipt"),
    }
    first, new = desk.case(FIRST), desk.case(SECOND)
    assert (new.subject, new.contract_id, new.private) == ("取引先の一括登録について", first.contract_id, first.private)
    assert (new.category, new.priority, new.status) == (first.category, first.priority, Status.NEW)
    assert {one.address for one in new.participants} == {YAMADA.address, TANAKA.address, PARTNER.address}
    assert [one.gets_mail for one in new.participants if one.address == PARTNER.address] == [False]
    assert new.opener is not None
    assert new.opener.address == YAMADA.address
    assert first.status is Status.NEW
    links = desk.store.links(first.id), desk.store.links(new.id)
    assert [[(one.number, one.kind) for one in side] for side in links] == [[(SECOND, "split")], [(FIRST, "split")]]


def test_its_clock_counts_from_the_mail_that_brought_it(asked: Conversation) -> None:
    desk = asked
    desk.later(days=2)
    desk.hears(SUZUKI.replies(copy_of(desk), "#split bulk registration"))

    assert desk.case(SECOND).received_at == MONDAY
    assert due_of(desk, SECOND) == due_of(desk, FIRST)


def test_a_matter_that_came_after_our_answer_counts_from_its_own_mail(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), "山田様\n\n印刷の画面で「用紙」から A5 をお選びください。"))
    desk.later(days=2)
    asked_again_at = desk.clock()
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "staff-answer"), "別件ですが、一括登録はできますか。"))
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-follow-up"), "#分割 一括登録について"))

    assert desk.case(SECOND).received_at == asked_again_at


def test_the_customer_learns_both_numbers_and_nothing_internal(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), f"#分割 取引先の一括登録について\n\n{MATTER}"))

    letter = desk.letter(YAMADA.address)
    assert f"[{SECOND}]" in letter.subject
    for expected in (FIRST, SECOND, "取引先の一括登録について", "初回回答（目標）", "2026年12月14日(月) 17:00"):
        assert expected in letter.text
    assert "CSV をお持ち" not in letter.text
    assert SUZUKI.address not in letter.letter.content.decode("utf-8", "replace")


def test_staff_see_what_the_matter_is_and_answer_in_its_own_thread(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), f"#分割 取引先の一括登録について\n\n{MATTER}"))
    copy = copy_of(desk, SECOND)
    assert copy.mail.in_reply_to == ()
    for shown in ("CSV をお持ち", f"関連：{FIRST}", "鈴木 花子"):
        assert shown in copy.text

    desk.hears(SUZUKI.replies(copy, "山田様\n\n取引先の画面の「取込」から登録していただけます。"))

    answer = desk.last(YAMADA.address, "staff-answer")
    assert SECOND in answer.subject
    assert answer.mail.in_reply_to == (desk.last(YAMADA.address, "case-split").letter.message_id,)
    assert (desk.status(FIRST), desk.status(SECOND)) == (Status.NEW, Status.ANSWERED)


def test_the_customer_goes_on_in_either_thread(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), "#分割 一括登録について"))
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "case-split"), "CSV は3千行あります。"))
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "case-opened"), "印刷は A5 です。"))

    assert desk.events(SECOND)[-1] is EventKind.CUSTOMER_MAIL
    assert desk.events(FIRST)[-1] is EventKind.CUSTOMER_MAIL
    assert len(desk.cases()) == 2


def test_without_words_of_their_own_staff_see_the_customer_s(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), "#分割 一括登録について\n\n鈴木"))

    assert "取引先を一括で登録できますか" in copy_of(desk, SECOND).text
    assert desk.store.history(desk.case(SECOND).id).messages[0].direction.value == "out"


def test_one_mail_splits_off_several(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), "#分割 一括登録について\n#split 用紙の追加について\n#担当"))

    assert [one.number for one in desk.cases()] == [FIRST, SECOND, THIRD]
    told = [one for one in desk.letters(YAMADA.address) if one.key == "case-split"]
    assert sorted(one.subject for one in told) == [
        f"Re: [{SECOND}] 一括登録について",
        f"Re: [{THIRD}] 用紙の追加について",
    ]
    assert len({one.letter.message_id for one in told}) == 2
    assert [desk.case(one).assignee for one in (FIRST, SECOND, THIRD)] == ["suzuki", "", ""]
    receipt = desk.last(SUZUKI.address, "staff-receipt")
    assert f"関連する件：{SECOND}、{THIRD}" in receipt.text
    assert FIRST in receipt.subject


def test_a_split_case_is_closed_by_itself(asked: Conversation) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), "#分割 一括登録について"))
    desk.hears(SUZUKI.replies(copy_of(desk, SECOND), "#完了"))

    assert (desk.status(FIRST), desk.status(SECOND)) == (Status.NEW, Status.CLOSED)


def test_a_private_case_is_split_into_private_ones(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("情報漏洩の件と印刷", ASKED))
    desk.hears(SUZUKI.replies(copy_of(desk), "#分割 印刷について"))

    assert [one.private for one in desk.cases()] == [True, True]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("#分割", "指示に続く語が必要です"),
        ("#分割 Re: [INC-000001]", "指示に続く語が必要です"),
        ("#分割 別の件\n#対象外\n\nご購入店の修理窓口にご相談ください。", "別々のメール"),
        ("#分割 別の件\n#メモ\n\n開発に確認しました。", "別々のメール"),
        ("#分割 別の件\n#優先度 最高", "その優先度はありません"),
    ],
)
def test_what_is_not_clear_splits_nothing(asked: Conversation, text: str, why: str) -> None:
    desk = asked
    desk.hears(SUZUKI.replies(copy_of(desk), text))

    assert desk.new_keys() == {(SUZUKI.address, "staff-command-refused")}
    assert why in desk.last(SUZUKI.address, "staff-command-refused").text.replace("\n", "")
    assert len(desk.cases()) == 1


def test_a_notice_of_splitting_waits_for_the_morning(make_desk: MakeDesk) -> None:
    quiet = 'from = 2020-01-01\nquiet = { hours = ["22:00", "09:00"] }\npriorities'
    desk = make_desk(("from = 2020-01-01\npriorities", quiet))
    desk.hears(YAMADA.writes("印刷と登録について", ASKED))
    desk.clock.now = MONDAY.replace(hour=23)
    desk.forget_letters()
    desk.hears(SUZUKI.replies(copy_of(desk), "#分割 一括登録について"))
    assert (YAMADA.address, "case-split") not in desk.new_keys()

    desk.clock.now = MONDAY.replace(hour=9) + timedelta(days=1)
    desk.works()
    assert (YAMADA.address, "case-split") in desk.new_keys()


@pytest.fixture
def urgent(desk: Conversation) -> Conversation:
    """A case that alerts, taken up by Suzuki; everybody has read everything."""
    desk.hears(YAMADA.writes("印刷と登録について", ASKED))
    desk.hears(SUZUKI.replies(copy_of(desk), "#担当\n#優先度 緊急"))
    desk.forget_letters()
    return desk


def alarmed(desk: Conversation) -> set[str]:
    return {address for address, key in desk.new_keys() if key == "staff-escalation"}


def test_what_alerts_and_is_split_off_by_its_owner_alarms_nobody(urgent: Conversation) -> None:
    desk = urgent
    desk.hears(SUZUKI.replies(copy_of(desk), f"#分割 取引先の一括登録について\n\n{MATTER}"))
    desk.later(minutes=30)
    desk.works()

    new = desk.case(SECOND)
    assert (new.priority, new.assignee) == ("urgent", "suzuki")
    assert alarmed(desk) == set()
    assert EventKind.ESCALATED not in desk.events(SECOND)


def test_what_somebody_else_splits_off_has_no_owner_and_alarms(urgent: Conversation) -> None:
    desk = urgent
    desk.hears(BROWN.replies(desk.last(BROWN.address, "staff-new-case"), f"#split bulk registration\n\n{MATTER}"))
    desk.works()

    assert desk.case(SECOND).assignee == ""
    assert alarmed(desk) == {SUZUKI.address, BROWN.address}


def test_what_another_is_made_the_owner_of_alarms_until_they_begin(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について", ASKED))
    desk.hears(SUZUKI.replies(copy_of(desk), "#担当 brown"))
    desk.forget_letters()
    desk.hears(SUZUKI.replies(copy_of(desk), "#優先度 緊急"))

    assert alarmed(desk) == {SUZUKI.address, BROWN.address}


def test_a_promise_of_the_part_that_is_broken_alarms_all_the_same(urgent: Conversation) -> None:
    desk = urgent
    desk.hears(SUZUKI.replies(copy_of(desk), f"#分割 取引先の一括登録について\n\n{MATTER}"))
    desk.forget_letters()
    desk.later(days=30)
    desk.works()

    assert alarmed(desk) == {SUZUKI.address, BROWN.address}
