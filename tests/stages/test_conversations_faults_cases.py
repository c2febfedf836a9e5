"""Conversations: the cases of a fault, resolved with its recovery, linked and taken off; and mails that lack a line."""

from __future__ import annotations

import pytest

from mailbot.desk.cases import EventKind, Status
from tests.stages.cast import BROWN, FIRST, MORI, SECOND, SUZUKI, YAMADA
from tests.stages.conftest import MakeDesk
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import Received

SERVICE = (
    "[calendars.office]",
    '[services.portal]\ntitle = { ja = "顧客ポータル", en = "the customer portal" }\n\n[calendars.office]',
)
OPENS = "#障害\nサービス：顧客ポータル\n症状：ログインできない\n発生：11/30 9:40\n次報：11/30 11:30"
OVER = "#障害 FLT-0001\n#解決\n復旧：11/30 9:55\n原因：認証サーバーの故障"


@pytest.fixture
def desk(make_desk: MakeDesk) -> Conversation:
    """A desk with one service, and a fault with one case that customers know of."""
    made = make_desk(SERVICE)
    made.hears(YAMADA.writes("ログインできません", "ポータルにログインできません。ご確認をお願いします。"))
    made.hears(SUZUKI.writes("障害", f"{OPENS}\n関連：{FIRST}"))
    lets_it_go(made)
    return made


def preview(desk: Conversation, address: str = SUZUKI.address) -> Received:
    return desk.last(address, "staff-announcement-preview")


def lets_it_go(desk: Conversation) -> None:
    desk.hears(BROWN.replies(preview(desk, BROWN.address), "#approve"))


def keys(desk: Conversation, address: str) -> list[str]:
    return [one.key for one in desk.all_letters(address)]


def test_cases_are_resolved_when_the_news_goes_and_not_before(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("復旧", OVER))

    assert desk.status(FIRST) is not Status.RESOLVED
    assert "解決にする件：1件（送るまで、件の状態は変わりません）" in preview(desk).text
    lets_it_go(desk)
    assert desk.status(FIRST) is Status.RESOLVED
    assert "outage-recovered" in keys(desk, YAMADA.address)


def test_a_case_whose_customer_wrote_since_stays_open_and_is_named(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("復旧", OVER))
    desk.later(minutes=1)
    desk.hears(YAMADA.replies(desk.last(YAMADA.address, "outage-start"), "まだログインできません。"))
    lets_it_go(desk)

    assert desk.status(FIRST) is not Status.RESOLVED
    assert f"Not resolved: {FIRST}" in desk.last(BROWN.address, "staff-announcement-status").text
    assert f"解決にしなかった件：{FIRST}" in desk.last(SUZUKI.address, "staff-announcement-status").text


def test_a_case_that_waits_for_its_customer_since_is_left_as_it_is(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("復旧", OVER))
    desk.later(minutes=1)
    answer = "#回答待ち\n山田様\n\n画面の写しを送っていただけますか。お待ちしています。"
    desk.hears(SUZUKI.replies(copy_of(desk), answer))
    assert desk.status(FIRST) is Status.WAITING
    lets_it_go(desk)

    assert "outage-recovered" in keys(desk, YAMADA.address)
    assert desk.status(FIRST) is Status.WAITING


def test_a_recovery_that_is_given_up_resolves_nothing(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("復旧", OVER))
    desk.hears(SUZUKI.replies(preview(desk), "#取消"))

    assert desk.status(FIRST) is not Status.RESOLVED


def test_the_wish_to_resolve_stays_with_a_draft_that_is_mended(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("復旧", OVER))
    desk.hears(SUZUKI.writes("訂正", "#障害 FLT-0001\n対処：予備機への切替"))
    desk.hears(SUZUKI.writes("訂正", "#障害 FLT-0001\n復旧：11/30 9:50"))
    lets_it_go(desk)

    assert desk.status(FIRST) is Status.RESOLVED


def test_resolving_alone_joins_the_recovery_that_waits(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("復旧", OVER.replace("#解決\n", "")))
    desk.hears(SUZUKI.writes("解決", "#障害 FLT-0001\n#解決"))
    assert desk.status(FIRST) is not Status.RESOLVED
    assert "解決にする件：1件" in preview(desk).text

    lets_it_go(desk)
    assert desk.status(FIRST) is Status.RESOLVED


def test_resolving_after_the_news_has_gone_is_done_at_once(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("復旧", OVER.replace("#解決\n", "")))
    lets_it_go(desk)
    desk.hears(SUZUKI.writes("解決", "#障害 FLT-0001\n#解決"))

    assert desk.status(FIRST) is Status.RESOLVED


def copy_of(desk: Conversation, number: str = FIRST) -> Received:
    return next(one for one in desk.all_letters(SUZUKI.address) if number in one.subject)


def progress(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("続報", "#障害 FLT-0001\n予備の機器に切り替えています。\n次報：11/30 13:00"))
    lets_it_go(desk)


def linked_by_mistake(desk: Conversation) -> None:
    """The case of somebody who does not use the service is linked to the fault."""
    desk.hears(MORI.writes("印刷について", "アルファ帳票の印刷について教えてください。"))
    desk.hears(SUZUKI.replies(copy_of(desk, SECOND), "#関連 FLT-0001"))


@pytest.fixture
def narrow(make_desk: MakeDesk) -> Conversation:
    """A desk where one contract alone uses the service."""
    client = 'client = "株式会社例示商事"'
    others = [f'id = "{one}"' for one in ("C-1002", "C-2001", "C-2002", "C-3001", "C-3002", "C-4001", "C-5001")]
    mail = '[services.mail]\ntitle = { ja = "メール", en = "mail" }\n\n[services.portal]'
    made = make_desk(
        (SERVICE[0], SERVICE[1].replace("[services.portal]", mail)),
        (client, f'{client}\nservices = ["portal"]'),
        *((one, f'{one}\nservices = ["mail"]') for one in others),
    )
    made.hears(YAMADA.writes("ログインできません", "ポータルにログインできません。ご確認をお願いします。"))
    made.hears(SUZUKI.writes("障害", f"{OPENS}\n関連：{FIRST}"))
    lets_it_go(made)
    return made


@pytest.mark.parametrize("words", ["#関連解除 FLT-0001", "#unlink flt-1"])
def test_a_case_linked_by_mistake_is_taken_off_and_hears_no_more(narrow: Conversation, words: str) -> None:
    linked_by_mistake(narrow)
    narrow.hears(SUZUKI.replies(copy_of(narrow, SECOND), words))
    assert "関連づけの解除" not in narrow.last(SUZUKI.address, "staff-receipt").text
    progress(narrow)

    assert "outage-progress" in keys(narrow, YAMADA.address)
    assert "outage-progress" not in keys(narrow, MORI.address)
    assert narrow.events(SECOND)[-1] is not EventKind.REPORT


def test_taking_a_case_off_is_taken_back(narrow: Conversation) -> None:
    linked_by_mistake(narrow)
    narrow.hears(SUZUKI.replies(copy_of(narrow, SECOND), "#関連解除 FLT-0001"))
    narrow.hears(SUZUKI.replies(copy_of(narrow, SECOND), "#取消"))
    progress(narrow)

    assert "outage-progress" in keys(narrow, MORI.address)


def test_a_link_is_taken_back_as_well(narrow: Conversation) -> None:
    linked_by_mistake(narrow)
    narrow.hears(SUZUKI.replies(copy_of(narrow, SECOND), "#取消"))
    progress(narrow)

    assert "outage-progress" not in keys(narrow, MORI.address)


def test_what_is_not_linked_is_not_taken_off(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について", "帳票の印刷について教えてください。"))
    desk.hears(SUZUKI.replies(copy_of(desk, SECOND), "#関連解除 FLT-0001"))

    assert "関連づけられた件ではありません" in desk.last(SUZUKI.address, "staff-command-refused").text


def refused(desk: Conversation) -> Received:
    return desk.last(SUZUKI.address, "staff-command-refused")


def test_a_refused_fault_comes_back_as_a_draft_to_be_completed(make_desk: MakeDesk) -> None:
    desk = make_desk(SERVICE)
    desk.hears(SUZUKI.writes("障害", "#障害\nサービス：顧客ポータル\n症状：ログインできない\n\n鈴木花子"))
    assert "発生：この行が必要です / 次報：この行が必要です" in refused(desk).text
    draft = "#障害\nサービス：顧客ポータル\n症状：ログインできない\n\n鈴木花子\n発生：\n次報："
    assert draft in refused(desk).text.replace("| ", "")

    desk.hears(SUZUKI.replies(refused(desk), draft.replace("発生：", "発生：9:40").replace("次報：", "次報：11:30")))
    lets_it_go(desk)
    assert "outage-start" in keys(desk, YAMADA.address)


def test_what_is_wrong_and_what_is_missing_is_told_at_once(make_desk: MakeDesk) -> None:
    desk = make_desk(SERVICE)
    desk.hears(BROWN.writes("outage", "#incident\nservice: billing\nsymptom: slow\nsince: 9:40"))
    found = desk.last(BROWN.address, "staff-command-refused").text

    assert 'service "billing": is no service' in found
    assert "next: is needed" in found
    assert "\nnext:" in found


def test_a_refusal_that_lacks_no_line_brings_no_draft(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("障害", "#障害 FLT-0009\n確認中です。\n次報：11/30 15:00"))

    assert "文案" not in refused(desk).text
