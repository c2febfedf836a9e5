"""Conversations: people who telephone; staff open a case for them, or note the call on one (rows A7, C7)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from mailbot.desk.cases import Event, EventKind, Status
from tests.stages.cast import BROWN, FIRST, GONE, MORI, ONO, SECOND, SUZUKI, TANAKA, YAMADA
from tests.stages.conftest import MakeDesk
from tests.stages.conversation import MONDAY, Conversation
from tests.stages.mail_clients import Received

MATTER = "受注画面の一覧が途中で切れるとのこと。版は 4.2、Windows 11。"
CALL = f"#代理 {YAMADA.address} 9:40\n\n{MATTER}"


def copy_of(desk: Conversation) -> Received:
    return desk.last(SUZUKI.address, "staff-new-case")


def events(desk: Conversation, number: str = FIRST) -> tuple[Event, ...]:
    return desk.store.history(desk.case(number).id).events


def refused(desk: Conversation, sender: str = SUZUKI.address) -> str:
    assert desk.new_keys() == {(sender, "staff-command-refused")}
    return desk.last(sender, "staff-command-refused").text.replace("\n", "")


def test_staff_open_a_case_for_a_caller(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("受注画面の一覧について", CALL))

    assert desk.new_keys() == {
        (YAMADA.address, "case-opened"),
        (SUZUKI.address, "staff-new-case"),
        (BROWN.address, "staff-new-case"),
        (SUZUKI.address, "staff-receipt"),
    }
    case = desk.case()
    assert (case.subject, case.contract_id, case.status) == ("受注画面の一覧について", "C-1001", Status.NEW)
    assert case.assignee == ""
    assert case.opener is not None
    assert (case.opener.address, case.opener.contact_id > 0) == (YAMADA.address, True)
    at = MONDAY - timedelta(minutes=20)
    assert case.received_at == at
    assert [(one.kind, one.at, one.by.partition(":")[0]) for one in events(desk)] == [
        (EventKind.RECEIVED, at, "contact"),
        (EventKind.NOTED, at, "staff"),
    ]


def test_the_caller_s_acknowledgement_speaks_of_the_call(desk: Conversation) -> None:
    mail = SUZUKI.writes("受注画面の一覧について", CALL)
    desk.hears(mail)

    letter = desk.letter(YAMADA.address)
    assert "お電話でいただいたお問い合わせを受け付けました。" in letter.text
    assert "受付日時：2026年11月30日(月) 09:40" in letter.text
    assert "版は 4.2" not in letter.text
    for secret in (mail.message_id, SUZUKI.address):
        assert secret not in letter.letter.content.decode("utf-8", "replace")
    assert letter.mail.in_reply_to == ()


def test_an_urgent_caller_is_not_asked_to_telephone(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("業務が停止", f"#open-for {YAMADA.address}\n\n受注の業務が停止しているとのこと。"))

    letter = desk.letter(YAMADA.address)
    assert "お電話でもご連絡" not in letter.text
    assert desk.case().priority == "urgent"


def test_the_whole_conversation_is_one_thread_on_both_sides(desk: Conversation) -> None:
    mail = SUZUKI.writes("受注画面の一覧について", CALL)
    desk.hears(mail)
    opened = desk.last(YAMADA.address, "case-opened")
    desk.hears(SUZUKI.replies(copy_of(desk), "山田様\n\n一覧の幅は、画面の右上の設定で変更していただけます。"))
    answer = desk.last(YAMADA.address, "staff-answer")
    assert answer.mail.in_reply_to == (opened.letter.message_id,)

    desk.hears(YAMADA.replies(answer, "変更できました。ありがとうございます。"))
    follow_up = desk.last(SUZUKI.address, "staff-follow-up")
    assert follow_up.mail.in_reply_to == (copy_of(desk).letter.message_id,)
    desk.hears(SUZUKI.writes("Re: 受注画面の一覧について", "#解決", in_reply_to=mail.message_id))
    assert desk.status() is Status.RESOLVED


def test_files_of_the_mail_reach_staff(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("受注画面", CALL, files=(("画面.pdf", b"%PDF-1.7 screen"),)))

    assert [one.name for one in copy_of(desk).mail.attachments] == ["画面.pdf"]
    assert desk.letter(YAMADA.address).mail.attachments == ()


def test_staff_see_who_took_the_call(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("受注画面", CALL))

    for shown in (MATTER.splitlines()[0], YAMADA.address, "鈴木 花子 (tel.)"):
        assert shown in copy_of(desk).text.replace("\n", "")


def test_what_stands_beside_it_holds_for_the_new_case(desk: Conversation) -> None:
    text = f"#代理 {YAMADA.address} さん\n#担当\n#優先度 緊急\n#区分 障害\n#時間 15分\n\n{MATTER}"
    desk.hears(SUZUKI.writes("受注画面の一覧について", text))

    case = desk.case()
    assert (case.assignee, case.priority, case.category, case.status) == ("suzuki", "urgent", "fault", Status.OPEN)
    assert "優先度：緊急" in desk.letter(YAMADA.address).text
    receipt = desk.last(SUZUKI.address, "staff-receipt")
    assert "作業時間の合計：15分" in receipt.text
    assert [one.kind for one in events(desk)].count(EventKind.PRIORITY) == 0


@pytest.mark.parametrize(
    ("argument", "at"),
    [
        ("9:40", MONDAY - timedelta(minutes=20)),
        ("午前9時40分", MONDAY - timedelta(minutes=20)),
        ("11/27 16:10", datetime(2026, 11, 27, 16, 10, tzinfo=MONDAY.tzinfo)),
        ("11月27日(金) 16時半", datetime(2026, 11, 27, 16, 30, tzinfo=MONDAY.tzinfo)),
        ("", MONDAY),
    ],
)
def test_the_time_of_the_call_is_when_the_clocks_begin(desk: Conversation, argument: str, at: datetime) -> None:
    desk.hears(SUZUKI.writes("受注画面", f"＃代理　{YAMADA.address}　{argument}\n\n{MATTER}"))

    assert desk.case().received_at == at


@pytest.mark.parametrize(
    ("command", "contract"),
    [
        (f"#代理 {MORI.address} C-2002", "C-2002"),
        (f"#代理 {MORI.address} c-2001 9:40", "C-2001"),
        (f"#代理 {MORI.address} 9:40 C-2002", "C-2002"),
        (f"#代理 {ONO.address}", "C-3002"),
    ],
)
def test_the_contract_may_follow_where_there_are_several(desk: Conversation, command: str, contract: str) -> None:
    desk.hears(SUZUKI.writes("画面について", f"{command}\n\n{MATTER}"))

    assert desk.case().contract_id == contract


def test_a_product_names_the_contract_as_in_a_mail(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("ベータ在庫について", f"#代理 {MORI.address}\n\n{MATTER}"))

    assert desk.case().contract_id == "C-2002"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"#代理 {TANAKA.address}\n\n{MATTER}", "件を開ける方として登録されていません"),
        (f"#代理 山田\n\n{MATTER}", "件を開ける方として登録されていません"),
        (f"#代理\n\n{MATTER}", "件を開ける方として登録されていません"),
        (f"#代理 {MORI.address}\n\n{MATTER}", "[C-2001, C-2002]（契約が一つに決まりません"),
        (f"#代理 {YAMADA.address} 10:30\n\n{MATTER}", "電話の日時を読み取れません"),
        (f"#代理 {YAMADA.address} 朝\n\n{MATTER}", "電話の日時を読み取れません"),
        (f"#代理 {YAMADA.address} 12/3 14:05\n\n{MATTER}", "電話の日時を読み取れません"),
        (f"#代理 {YAMADA.address}\n#解決\n\n{MATTER}", "#代理 と同じメールでは実行できません"),
        (f"#代理 {YAMADA.address}\n#代理 {ONO.address}\n\n{MATTER}", "#代理 と同じメールでは実行できません"),
        (f"#代理 {YAMADA.address}\n#優先度 最高\n\n{MATTER}", "その優先度はありません"),
        (f"#代理 {YAMADA.address}\n#何か\n\n{MATTER}", "その指示はありません"),
        ("#代理 kato@ended.example 11/30 9:00 C-1001\n\n内容", "電話の日時を読み取れません"),
    ],
)
def test_what_is_not_clear_opens_nothing(desk: Conversation, text: str, why: str) -> None:
    desk.hears(SUZUKI.writes("画面について", text))

    assert why in refused(desk)
    assert desk.cases() == []


def test_a_contract_out_of_its_dates_opens_nothing(desk: Conversation) -> None:
    desk.clock.now = MONDAY + timedelta(days=1)
    desk.hears(SUZUKI.writes("画面について", f"#代理 kato@ended.example\n\n{MATTER}"))
    assert "契約は期間外です" in refused(desk)

    desk.hears(SUZUKI.writes("画面について", f"#代理 kato@ended.example 11/30 16:00\n\n{MATTER}"))
    assert desk.case().contract_id == "C-4001"


def test_a_call_without_any_matter_opens_nothing(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("", f"#代理 {YAMADA.address}"))

    assert "内容がありません" in refused(desk)


def test_a_case_is_not_opened_from_within_another(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について"))
    desk.forget_letters()
    desk.hears(SUZUKI.replies(copy_of(desk), CALL))

    assert "受付番号のない新しいメール" in refused(desk)
    assert len(desk.cases()) == 1


def test_only_proven_staff_open_cases_for_others(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("画面", CALL, proof="B"), GONE.writes("画面", CALL), YAMADA.writes("画面", CALL))

    assert [one.opener.address for one in desk.cases() if one.opener] == [YAMADA.address]
    assert desk.case().received_at == MONDAY
    assert desk.events() == [EventKind.RECEIVED]


def test_a_call_on_a_case_is_noted_at_its_time_and_what_was_said_stays_inside(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について"))
    desk.forget_letters()
    desk.clock.now = MONDAY.replace(hour=15)
    desk.hears(SUZUKI.replies(copy_of(desk), "#電話 14:05\n\nA5 の用紙を使っているとのこと。"))

    assert desk.new_keys() == {(SUZUKI.address, "staff-receipt")}
    noted, note = events(desk)[1:]
    assert (noted.kind, noted.at, noted.facts) == (EventKind.NOTED, MONDAY.replace(hour=14, minute=5), {"phone": True})
    assert (note.kind, note.facts["phone"]) == (EventKind.NOTE, True)
    desk.hears(SUZUKI.replies(copy_of(desk), "山田様\n\n印刷の画面で「用紙」から A5 をお選びください。"))
    assert "使っているとのこと" not in desk.letter(YAMADA.address).text


@pytest.mark.parametrize("argument", ["", "10:20", "11/30 10:20", "10時20分頃"])
def test_a_clock_that_waits_for_being_noted_begins_with_the_call(make_desk: MakeDesk, argument: str) -> None:
    old = 'target = { business_days = 10, outside = "deemed" }'
    desk = make_desk((old, 'from = "noted"\ntarget = { minutes = 480 }'))
    desk.hears(YAMADA.writes("印刷について"))
    assert desk.store.history(desk.case().id).clocks[0].due is None
    desk.clock.now = MONDAY + timedelta(minutes=20)
    desk.hears(SUZUKI.replies(copy_of(desk), f"#電話 {argument}"))

    assert desk.store.history(desk.case().id).clocks[0].due == MONDAY.replace(hour=11, minute=20) + timedelta(days=1)


@pytest.mark.parametrize("argument", ["9:30", "18:00", "昨日", "12/3 14:05", "山田様"])
def test_a_time_that_cannot_be_of_the_call_notes_nothing(desk: Conversation, argument: str) -> None:
    desk.hears(YAMADA.writes("印刷について"))
    desk.forget_letters()
    desk.hears(SUZUKI.replies(copy_of(desk), f"#電話 {argument}"))

    assert "電話の日時を読み取れません" in refused(desk)
    assert desk.events() == [EventKind.RECEIVED]


def test_a_caller_s_case_is_split_and_merged_like_any_other(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("受注画面", CALL))
    desk.hears(SUZUKI.replies(copy_of(desk), "#分割 一覧の印刷"))
    desk.hears(SUZUKI.replies(copy_of(desk), f"#統合 {FIRST}"))

    assert desk.status(SECOND) is Status.MERGED
    letter = desk.last(YAMADA.address, "case-merged")
    assert letter.mail.in_reply_to == (desk.last(YAMADA.address, "case-split").letter.message_id,)
