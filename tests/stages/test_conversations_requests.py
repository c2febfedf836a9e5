"""Conversations: what admin contacts ask of the desk itself, and who gets no answer to it (DECISIONS 42)."""

from __future__ import annotations

import pytest

from tests.stages.cast import PARTNER, SUZUKI, TANAKA, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import Person


@pytest.fixture
def busy(desk: Conversation) -> Conversation:
    """A desk with two cases of Yamada's, the first of them closed, and all letters read."""
    desk.hears(YAMADA.writes("印刷について", "帳票の印刷について教えてください。"))
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), "#完了"))
    desk.hears(YAMADA.writes("請求書について", "請求書の再発行をお願いします。"))
    desk.forget_letters()
    return desk


def test_an_admin_contact_gets_the_list_of_their_cases(busy: Conversation) -> None:
    desk = busy
    desk.hears(YAMADA.writes("お願い", "＃一覧\n\n山田"))

    letter = desk.last(YAMADA.address, "own-cases")
    assert desk.new_keys() == {(YAMADA.address, "own-cases")}
    assert "対応中：1件" in letter.text
    assert letter.text.index("INC-000002") < letter.text.index("INC-000001")
    assert "請求書について" in letter.text
    assert len(desk.cases()) == 2


def test_a_mail_that_says_more_is_read_by_a_person(busy: Conversation) -> None:
    desk = busy
    desk.hears(YAMADA.writes("お願い", "#一覧\n先月からの一覧について、数え方を教えていただけますでしょうか。"))

    assert [one.subject for one in desk.cases()][-1] == "お願い"
    assert not [one for one in desk.all_letters() if one.key == "own-cases"]


def test_an_unproven_mail_gets_no_list(busy: Conversation) -> None:
    desk = busy
    desk.hears(YAMADA.writes("お願い", "#一覧").but(proof="D"))

    assert not [one for one in desk.all_letters() if one.key == "own-cases"]


@pytest.mark.parametrize("person", [TANAKA, PARTNER])
def test_nobody_but_an_admin_contact_gets_a_list(busy: Conversation, person: Person) -> None:
    desk = busy
    desk.hears(person.writes("お願い", "#一覧"))

    assert not [one for one in desk.all_letters() if one.key == "own-cases"]


def test_a_reply_on_a_case_may_ask_as_well(busy: Conversation) -> None:
    desk = busy
    before = desk.events("INC-000002")
    desk.hears(YAMADA.writes("Re: [INC-000002] 請求書について", "#list"))

    assert "INC-000002" in desk.last(YAMADA.address, "own-cases").text
    assert desk.events("INC-000002") == before


SIGNATURE = "株式会社例示商事\n情報システム部 山田 太郎\nTEL 03-1111-2222\nyamada@client.example"


@pytest.mark.parametrize(
    "text",
    [
        "お世話になっております。\n#一覧",
        "例示サポート 御中\n\nいつもお世話になっております。例示商事の山田です。\n\n＃一覧\n\nよろしくお願いします。",
        f"#一覧\n\n{SIGNATURE}",
        f"お世話になっております。\n#一覧\n以上、よろしくお願いいたします。\n--------\n{SIGNATURE}\n--------",
        "Hello,\n\n#list\n\nKind regards,\nTaro Yamada\nExample Trading Co., Ltd.\nPhone: +81 3-1111-2222",
    ],
)
def test_a_request_may_be_polite_and_signed(busy: Conversation, text: str) -> None:
    desk = busy
    desk.hears(YAMADA.writes("お願い", text))

    assert desk.new_keys() == {(YAMADA.address, "own-cases")}
    assert len(desk.cases()) == 2


@pytest.mark.parametrize(
    "text",
    [
        "お世話になっております。ログインができません。\n#一覧",
        "#一覧\n株式会社例示商事の障害について、至急ご連絡をいただけますか。",
        "#list\nThe portal of Example Trading Co., Ltd. is down since this morning",
        "帳票が開けません。\n#一覧",
        "お世話になっております。障害です。\n#一覧",
        "Hello, the portal is down\n#list",
        "#一覧\n障害発生中 ポータル全停止 至急連絡希望 基幹部 業務停止中",
        "お世話になっております。\n一覧",
    ],
)
def test_what_says_more_than_a_greeting_is_read_by_a_person(busy: Conversation, text: str) -> None:
    desk = busy
    desk.hears(YAMADA.writes("お願い", text))

    assert len(desk.cases()) == 3
    assert not [one for one in desk.all_letters() if one.key == "own-cases"]
