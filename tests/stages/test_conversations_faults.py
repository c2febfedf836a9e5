"""Conversations: a fault from its declaration to its account, and announcements that go only by a word."""

from __future__ import annotations

from datetime import timedelta
from email.parser import BytesParser
from email.policy import default

import pytest

from mailbot.desk.cases import EventKind, Status
from tests.stages.cast import BROWN, DOE, FIRST, SATO, SECOND, STRANGER, SUZUKI, YAMADA
from tests.stages.conftest import MakeDesk
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import Received, bounced

SERVICES = """[services.portal]
title = { ja = "顧客ポータル", en = "the customer portal" }

[calendars.office]"""
SERVICE = ("[calendars.office]", SERVICES)
OPENS = (
    "#障害\nサービス：顧客ポータル\n症状：ログインできない\nsymptom: nobody can log in\n影響範囲：すべてのお客様\n"
    "発生：11/30 9:40\n次報：11/30 11:30"
)


@pytest.fixture
def desk(make_desk: MakeDesk) -> Conversation:
    """A desk with one service."""
    return make_desk(SERVICE)


def preview(desk: Conversation, address: str = SUZUKI.address) -> Received:
    return desk.last(address, "staff-announcement-preview")


def opened(desk: Conversation) -> None:
    """A fault with two cases linked to it, and its announcement waiting."""
    desk.hears(YAMADA.writes("ログインできません", "ポータルにログインできません。ご確認をお願いします。"))
    desk.hears(SUZUKI.writes("障害", f"{OPENS}\n関連：{FIRST}"))


def announced(desk: Conversation) -> None:
    opened(desk)
    desk.hears(BROWN.replies(preview(desk, BROWN.address), "#approve"))


def field(letter: Received, name: str) -> str:
    """A header field as it left."""
    return str(BytesParser(policy=default).parsebytes(letter.letter.content, headersonly=True).get(name, ""))


def keys(desk: Conversation, address: str) -> list[str]:
    return [one.key for one in desk.all_letters(address)]


def test_a_fault_is_recorded_and_nothing_goes_before_a_word(desk: Conversation) -> None:
    opened(desk)

    shown = preview(desk)
    assert "FLT-0001" in shown.text
    assert "【障害】顧客ポータル ログインできない" in shown.text
    assert "[Outage] the customer portal nobody can log in" in shown.text
    assert keys(desk, BROWN.address)[-1] == "staff-announcement-preview"
    assert "outage-start" not in keys(desk, YAMADA.address)


def test_nobody_approves_their_own_and_another_member_lets_it_go(desk: Conversation) -> None:
    opened(desk)
    desk.hears(SUZUKI.replies(preview(desk), "#承認"))
    assert desk.last(SUZUKI.address, "staff-command-refused")
    assert "outage-start" not in keys(desk, DOE.address)

    desk.hears(BROWN.replies(preview(desk, BROWN.address), "#approve"))

    assert keys(desk, YAMADA.address).count("outage-start") == 1
    assert keys(desk, SATO.address).count("outage-start") == 1
    assert desk.last(DOE.address, "outage-start").subject.startswith("[Outage]")
    assert desk.last(BROWN.address, "staff-announcement-status")


def test_without_approval_the_writers_own_word_lets_it_go(make_desk: MakeDesk) -> None:
    desk = make_desk(SERVICE, ('digest = ""', 'digest = ""\napprove = []'))
    opened(desk)
    assert "staff-announcement-preview" not in keys(desk, BROWN.address)
    desk.hears(SUZUKI.replies(preview(desk), "#送信"))

    assert keys(desk, DOE.address) == ["outage-start"]
    assert desk.last(SUZUKI.address, "staff-announcement-status")


def test_mail_in_the_name_of_staff_lets_nothing_go(desk: Conversation) -> None:
    opened(desk)
    desk.hears(BROWN.replies(preview(desk, BROWN.address), "#approve").but(proof="D"))
    desk.hears(YAMADA.writes("障害", OPENS))

    assert "outage-start" not in keys(desk, DOE.address)
    with desk.store.unit() as unit:
        assert len(unit.newest_faults(5)) == 1


def test_who_opened_a_linked_case_gets_it_in_the_case_and_once(desk: Conversation) -> None:
    announced(desk)

    letter = desk.last(YAMADA.address, "outage-start")
    assert f"[{FIRST}] 【障害】" in letter.subject
    assert EventKind.REPORT in desk.events(FIRST)
    desk.hears(YAMADA.replies(letter, "承知しました。よろしくお願いします。"))
    assert len(desk.cases()) == 1


def test_a_second_approval_sends_nothing_twice(desk: Conversation) -> None:
    announced(desk)
    desk.hears(BROWN.replies(preview(desk, BROWN.address), "#approve"))

    assert keys(desk, YAMADA.address).count("outage-start") == 1
    assert desk.last(BROWN.address, "staff-command-refused")


def test_an_answer_to_the_news_opens_a_case_of_the_fault(desk: Conversation) -> None:
    announced(desk)
    desk.hears(SATO.replies(desk.last(SATO.address, "outage-start"), "こちらでは印刷もできません。"))

    case = desk.case(SECOND)
    assert case.category == "fault"
    assert EventKind.LINKED in desk.events(SECOND)
    first = desk.case(FIRST).id
    with desk.store.unit() as unit:
        assert unit.cases_of_fault("FLT-0001") == (first, case.id)
    assert desk.last(SATO.address, "case-opened")


def test_news_and_recovery_go_to_everybody_and_resolve_the_cases(desk: Conversation) -> None:
    announced(desk)
    desk.hears(SUZUKI.writes("続報", "#障害 FLT-0001\n予備の機器に切り替えています。\n次報：11/30 13:00"))
    assert "outage-progress" not in keys(desk, DOE.address)
    desk.hears(BROWN.replies(preview(desk, BROWN.address), "#approve"))
    assert "第1報" in desk.last(YAMADA.address, "outage-progress").subject

    desk.later(minutes=30)
    desk.hears(
        SUZUKI.writes(
            "復旧", "#障害 FLT-0001\n#解決\n復旧：11/30 10:20\n原因：認証サーバーの故障\n対処：予備機への切替"
        )
    )
    assert desk.status(FIRST) is not Status.RESOLVED
    desk.hears(BROWN.replies(preview(desk, BROWN.address), "#approve"))
    assert desk.status(FIRST) is Status.RESOLVED
    letter = desk.last(YAMADA.address, "outage-recovered")
    assert "認証サーバーの故障" in letter.text
    assert "停止時間 40分" in letter.text
    assert keys(desk, DOE.address).count("outage-recovered") == 1


def test_lines_that_cannot_be_read_are_told_and_nothing_is_recorded(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("障害", "#障害\nサービス：請求\n症状：遅い\n発生：きのう"))

    refused = desk.last(SUZUKI.address, "staff-command-refused")
    assert "登録されていないサービス" in refused.text
    with desk.store.unit() as unit:
        assert unit.newest_faults(5) == ()


def test_an_edited_draft_replaces_the_first(desk: Conversation) -> None:
    opened(desk)
    first = preview(desk, BROWN.address)
    desk.hears(SUZUKI.writes("訂正", "#障害 FLT-0001\n切り分けを進めています。\n次報：11/30 13:00"))
    desk.hears(BROWN.replies(first, "#approve"))
    assert "outage-start" not in keys(desk, DOE.address)

    desk.hears(BROWN.replies(preview(desk, BROWN.address), "#approve"))
    assert "切り分けを進めています" in desk.last(YAMADA.address, "outage-start").text


def test_a_fault_may_be_opened_from_a_case_that_then_belongs_to_it(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("ログインできません", "ポータルにログインできません。ご確認をお願いします。"))
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), OPENS))
    desk.hears(BROWN.replies(preview(desk, BROWN.address), "#approve"))

    assert f"[{FIRST}]" in desk.last(YAMADA.address, "outage-start").subject
    assert EventKind.REPLY not in desk.events(FIRST)


def test_what_a_fault_got_wrong_is_mended_in_silence(desk: Conversation) -> None:
    announced(desk)
    desk.forget_letters()
    desk.hears(SUZUKI.writes("訂正", "#障害 FLT-0001\n影響範囲：一部のお客様\n程度：一部停止"))

    assert desk.new_keys() == {(SUZUKI.address, "staff-faults")}
    with desk.store.unit() as unit:
        fault = unit.fault("FLT-0001")
    assert fault is not None
    assert fault.scope == {"ja": "一部のお客様"}


def test_a_fault_that_was_none_is_withdrawn(desk: Conversation) -> None:
    opened(desk)
    desk.hears(SUZUKI.writes("取下げ", "#障害 FLT-0001 取下げ"))
    desk.hears(BROWN.replies(preview(desk, BROWN.address), "#approve"))

    assert "outage-start" not in keys(desk, DOE.address)
    desk.hears(SUZUKI.writes("続報", "#障害 FLT-0001\n確認中です。\n次報：11/30 13:00"))
    assert "取り下げた障害" in desk.last(SUZUKI.address, "staff-command-refused").text


def test_staff_are_reminded_of_the_news_that_was_promised(desk: Conversation) -> None:
    announced(desk)
    desk.later(minutes=65)
    desk.works()
    wanted = desk.last(SUZUKI.address, "staff-news-due")
    assert "#障害 FLT-0001" in wanted.text
    assert "超過" not in wanted.subject

    desk.later(minutes=30)
    desk.works()
    desk.works()
    assert keys(desk, SUZUKI.address).count("staff-news-due") == 2
    assert "超過" in desk.last(SUZUKI.address, "staff-news-due").subject


def test_a_draft_that_is_given_up_is_never_sent(desk: Conversation) -> None:
    opened(desk)
    desk.hears(SUZUKI.replies(preview(desk), "#取消"))
    desk.hears(BROWN.replies(preview(desk, BROWN.address), "#approve"))

    assert "outage-start" not in keys(desk, DOE.address)


def test_a_case_is_linked_by_a_command_and_faults_are_listed(desk: Conversation) -> None:
    announced(desk)
    desk.hears(SATO.writes("帳票について", "帳票が開けません。ご確認をお願いします。"))
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-new-case"), "#関連 FLT-0001"))
    desk.hears(SUZUKI.writes("一覧", "#障害一覧"))

    listed = desk.last(SUZUKI.address, "staff-faults")
    assert "FLT-0001" in listed.text
    assert "関連する件2件" in "".join(listed.text.split())


MAINTENANCE = (
    "#告知 メンテナンス\nサービス：顧客ポータル\n開始：12/20 22:00\n終了：12/20 23:00\n除外：はい\n件名：機器の交換"
)


def test_maintenance_told_too_late_to_be_left_out_is_refused(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("告知", MAINTENANCE.replace("12/20", "12/10")))
    shown = preview(desk)
    assert "除外されません" in shown.text
    assert "このままでは送れません" in shown.text
    desk.hears(BROWN.writes("x", "#approve"))

    desk.hears(SUZUKI.writes("告知", MAINTENANCE))
    desk.hears(BROWN.replies(preview(desk, BROWN.address), "#approve"))
    assert "12月20日(日)" in desk.last(YAMADA.address, "maintenance").subject
    with desk.store.unit() as unit:
        (stop,) = unit.planned_stops(desk.clock() - timedelta(days=30))
    assert stop.announced_at is not None
    assert stop.end - stop.start == timedelta(hours=1)


RELEASE = "#告知 新版\nサービス：顧客ポータル\n版：4.3\n件名：帳票の改善\n帳票の画面を改めました。"


def released(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("告知", RELEASE))
    desk.hears(BROWN.replies(preview(desk, BROWN.address), "#approve"))


def test_a_new_version_may_be_objected_to_by_a_reply(desk: Conversation) -> None:
    released(desk)
    letter = desk.last(YAMADA.address, "release-note")
    assert field(letter, "List-Id") == "<announcements.vendor.example>"
    desk.hears(YAMADA.replies(letter, "配信停止"))

    assert desk.last(YAMADA.address, "objection-noted")
    assert desk.cases() == []
    released(desk)
    assert keys(desk, YAMADA.address).count("release-note") == 1
    assert keys(desk, SATO.address).count("release-note") == 2
    assert "配信停止：1名" in preview(desk).text


def test_the_unsubscribe_address_needs_no_reply(desk: Conversation) -> None:
    released(desk)
    wanted = field(desk.last(SATO.address, "release-note"), "List-Unsubscribe")
    subject = wanted.partition("subject=")[2].rstrip(">").replace("%20", " ")
    desk.hears(STRANGER.writes(subject, ""))

    assert desk.last(SATO.address, "objection-noted")
    released(desk)
    assert keys(desk, SATO.address).count("release-note") == 1


def test_what_the_contract_owes_cannot_be_objected_to(desk: Conversation) -> None:
    announced(desk)
    letter = desk.last(SATO.address, "outage-start")
    assert field(letter, "List-Unsubscribe") == ""
    desk.hears(SATO.replies(letter, "配信停止"))

    assert "objection-noted" not in keys(desk, SATO.address)
    assert desk.case(SECOND).category == "fault"


def test_a_letter_that_came_back_stands_in_the_table(desk: Conversation) -> None:
    released(desk)
    letter = desk.last(SATO.address, "release-note").letter
    desk.hears(bounced(letter, to="support@vendor.example"), envelope_from="")

    with desk.store.unit() as unit:
        states = {one.address: one.state for one in unit.announcement_table(1)}
    assert states[SATO.address] == "bounced"
    assert states[YAMADA.address] == "sent"


def test_what_has_become_too_late_meanwhile_is_not_sent(desk: Conversation) -> None:
    desk.hears(SUZUKI.writes("告知", MAINTENANCE))
    waiting = preview(desk, BROWN.address)
    desk.later(days=9)
    desk.hears(BROWN.replies(waiting, "#approve"))

    assert "maintenance" not in keys(desk, YAMADA.address)
    assert "It cannot go as it is" in preview(desk, BROWN.address).text


def test_a_security_warning_goes_to_admins_and_is_no_matter_of_taste(desk: Conversation) -> None:
    text = "#告知 セキュリティ\n件名：不審なメール\ntitle: forged mails\nお願い：開かないでください\n期限：12/4 17:00"
    desk.hears(SUZUKI.writes("告知", f"{text}\n\n当社を名乗るメールが出回っています。"))
    desk.hears(BROWN.replies(preview(desk, BROWN.address), "#approve"))

    letter = desk.last(YAMADA.address, "security-warning")
    assert "12月4日(金) 17:00" in letter.text
    assert field(letter, "List-Unsubscribe") == ""
    assert desk.last(DOE.address, "security-warning").subject == "[Security] forged mails"


def test_the_status_tells_who_has_it(desk: Conversation) -> None:
    released(desk)
    desk.hears(SUZUKI.writes("状況", "#告知 状況 1"))

    status = desk.last(SUZUKI.address, "staff-announcement-status")
    assert "これから送信：0名" in status.text


def test_closing_days_are_drafted_ahead_and_once(make_desk: MakeDesk) -> None:
    yearly = ('national_holidays = "JP"', 'national_holidays = "JP"\nclosed_yearly = [["12-29", "01-03"]]')
    desk = make_desk(SERVICE, yearly, ('digest = ""', 'digest = ""\nannounce_closing = 10'))
    desk.works()
    assert "staff-announcement-preview" not in keys(desk, SUZUKI.address)

    for _ in range(3):
        desk.later(days=8)
        desk.works()

    assert keys(desk, SUZUKI.address).count("staff-announcement-preview") == 1
    assert "暦をもとに" in preview(desk).text
    desk.hears(SUZUKI.replies(preview(desk), "#承認"))
    letter = desk.last(YAMADA.address, "closing-days")
    assert "12月29日(火)から1月3日(日)まで" in letter.subject
    assert field(letter, "List-Unsubscribe").startswith("<mailto:support@vendor.example?subject=unsubscribe%20")
