"""Conversations: staff ask the desk itself, for lists, searches and records, and rule held mail by mail."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from mailbot.desk.cases import Status
from mailbot.stages.policies import Policies
from mailbot.store.tables import audit
from tests.stages.cast import BROWN, DOE, FIRST, SECOND, STRANGER, SUZUKI, YAMADA
from tests.stages.conversation import Conversation


@pytest.fixture
def busy(desk: Conversation) -> Conversation:
    """Two cases, one of them Suzuki's, and three held mails; all letters read."""
    desk.hears(YAMADA.writes("印刷について", "帳票の印刷について教えてください。"))
    desk.hears(DOE.writes("Login", "I cannot log in since this morning."))
    desk.hears(SUZUKI.writes(f"Re: [{FIRST}] 印刷について", "#担当"))
    desk.hears(YAMADA.writes("確認", "未確認のメールです。").but(proof="D"))
    desk.hears(STRANGER.writes("Offer", "Buy now."))
    desk.hears(SUZUKI.writes("内線の件", "鈴木です。").but(proof="D"))
    desk.later(minutes=15)
    desk.works()
    desk.forget_letters()
    return desk


def test_a_list_shows_what_waits_with_links_that_open_a_ready_reply(busy: Conversation) -> None:
    busy.hears(SUZUKI.writes("一覧", "＃一覧"))

    letter = busy.letter(SUZUKI.address)
    assert letter.key == "staff-list"
    assert "担当なし 1件" in letter.text
    assert f"{SECOND} " in letter.text
    assert "保留のメール 3件" in letter.text
    assert "#許可 4 #拒否 4" in letter.text
    assert "番号 6" in letter.text
    assert "#許可 6" not in letter.text
    content = letter.mail.html or ""
    assert f"mailto:support@vendor.example?subject=Re%3A%20%5B{SECOND}%5D%20Login" in content
    assert "body=%23%E8%A8%B1%E5%8F%AF%204" in content


def test_the_lists_are_told_apart_by_word_and_a_client_by_name(busy: Conversation) -> None:
    def asked(line: str) -> str:
        busy.hears(SUZUKI.writes("問い合わせ", line))
        letter = busy.letter(SUZUKI.address)
        assert letter.key == "staff-list", line
        return letter.text

    mine = asked("#一覧 自分")
    assert FIRST in mine
    assert "（自分の担当）" in mine
    assert SECOND not in mine
    assert SECOND in asked("#list unassigned")
    held = asked("#一覧　保留")
    assert "保留のメール" in held
    assert FIRST not in held
    assert "該当するものは" in asked("#一覧 期限超過")
    assert "該当するものは" in asked("#一覧 待ち")
    client = asked("#一覧 overseas")
    assert SECOND in client
    assert FIRST not in client
    assert FIRST in asked("#一覧 例示商事")


def test_what_is_overdue_stands_first_and_waiting_cases_say_when_they_close(busy: Conversation) -> None:
    busy.hears(SUZUKI.writes(f"Re: [{FIRST}]", "#回答待ち\n\n版をお知らせください。お手数をおかけします。"))
    busy.later(days=30)
    busy.works()
    busy.forget_letters()
    busy.hears(BROWN.writes("list", "#list"))

    text = busy.letter(BROWN.address).text
    assert text.index("Overdue: 1") < text.index(SECOND) < text.index("Waiting for the customer: 1")
    assert " late)" in " ".join(text.split())


def test_an_unknown_list_a_search_without_words_and_a_record_of_nothing_are_refused(busy: Conversation) -> None:
    for line in ("#一覧 しらない会社", "#検索", "#表示", "#表示 INC-009999", "#表示 12", "#一覧\n#表示"):
        busy.hears(SUZUKI.writes("問い合わせ", line))
        assert busy.letter(SUZUKI.address).key == "staff-command-refused", line


def test_a_search_finds_words_wherever_they_stand_and_in_any_width(busy: Conversation) -> None:
    def found(words: str) -> str:
        busy.hears(SUZUKI.writes("検索", f"#検索 {words}"))
        letter = busy.letter(SUZUKI.address)
        assert letter.key == "staff-found"
        return letter.text

    assert FIRST in found("帳票 教えて")
    assert FIRST in found("YAMADA@client")
    assert FIRST in found("例示商事")
    assert SECOND in found("ｌｏｇ　ｉｎ")
    assert SECOND in found("inc-000002")
    assert FIRST not in found("login")
    assert "ありません" in found("100%")
    assert "ありません" in found("帳票 login")


def test_a_search_with_more_than_it_can_show_says_so(desk: Conversation) -> None:
    for number in range(21):
        desk.receives(YAMADA.writes(f"照会 {number}", "同じ言葉です。"))
    desk.works()
    desk.forget_letters()
    desk.hears(SUZUKI.writes("検索", "#検索 照会"))

    text = desk.letter(SUZUKI.address).text
    assert text.count("INC-") == 20
    assert "INC-000021" in text
    assert "INC-000001" not in text
    assert "件数が多いため" in text


def test_a_record_shows_the_whole_case_by_number_and_in_its_thread(busy: Conversation) -> None:
    busy.hears(SUZUKI.writes(f"Re: [{FIRST}]", "#メモ\n版を確認する。"))
    busy.forget_letters()
    busy.hears(BROWN.writes("show", f"#show {FIRST}"))
    record = busy.letter(BROWN.address)
    busy.hears(SUZUKI.replies(busy.last(SUZUKI.address, "staff-new-case"), f"#表示 {FIRST}"))

    assert record.key == "staff-record"
    for words in ("yamada@client.example", "鈴木 花子", "帳票の印刷について教えて", "版を確認する。", "internal note"):
        assert words in record.text
    mine = busy.letter(SUZUKI.address)
    assert mine.subject == f"[{FIRST}] 記録 印刷について"

    busy.hears(SUZUKI.replies(mine, "山田様\n\n印刷の画面で「用紙」から A5 をお選びください。"))
    answer = busy.last(YAMADA.address, "staff-answer")
    assert "A5" in answer.text
    assert "版を確認する" not in answer.text


def test_a_private_case_is_shown_to_staff(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("漏洩の件", "漏洩の疑いがあります。"))
    desk.forget_letters()
    desk.hears(SUZUKI.writes("表示", f"#表示 {FIRST}"))

    assert "連絡者と担当者のみ" in desk.letter(SUZUKI.address).text


def test_held_mail_is_let_in_and_turned_away_by_number(busy: Conversation) -> None:
    busy.hears(BROWN.writes("Held", "#accept 4\n#refuse no.5"))

    receipt = busy.last(BROWN.address, "staff-receipt")
    assert "#accept 4" in receipt.text
    assert [one.inbox_id for one in busy.held()] == [6]
    assert len(busy.cases()) == 3
    with busy.store._database.reading() as connection:
        said = connection.execute(select(audit.c.actor, audit.c.action).where(audit.c.subject.like("inbox:%"))).all()
    assert [tuple(one) for one in said] == [("staff:brown", "held.released"), ("staff:brown", "held.dropped")]
    assert "case-opened" in {one.key for one in busy.letters(YAMADA.address)}


def test_words_about_held_mail_are_all_or_nothing(busy: Conversation) -> None:
    for line, says in (
        ("#許可 4 6", "ご本人のアカウント"),
        ("#許可 4\n#許可 99", "保留していません"),
        ("#許可 4\n#拒否 4 5", "同じ番号が2つの指示に"),
        ("#許可", "#許可 4 5 6"),
        ("#拒否", "#拒否 4 5 6"),
        ("#許可 鈴木", "番号を続けて"),
    ):
        busy.hears(SUZUKI.writes("保留", line))
        letter = busy.letter(SUZUKI.address)
        assert letter.key == "staff-command-refused"
        assert says in letter.text.replace("\n", ""), line
    assert len(busy.held()) == 3


def test_a_mail_is_dealt_with_once(busy: Conversation) -> None:
    busy.hears(SUZUKI.writes("保留", "#拒否 5"))
    busy.hears(BROWN.writes("held", "#accept 5"))

    assert busy.last(BROWN.address, "staff-command-refused")
    assert len(busy.cases()) == 2


def test_a_reply_to_the_list_of_held_mail_lets_it_in(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("確認", "未確認のメールです。").but(proof="D"))
    listed = desk.last(SUZUKI.address, "staff-held-list")
    assert "受け付ける：#許可 1" in listed.text
    desk.hears(SUZUKI.replies(listed, "#許可 1"))

    assert desk.status() is Status.NEW
    assert desk.held() == []


def test_nobody_but_proven_staff_asks_or_rules(busy: Conversation) -> None:
    busy.hears(YAMADA.writes("一覧", "#一覧\n#許可 4"))
    busy.hears(SUZUKI.writes("一覧", "#許可 4").but(proof="B"))

    assert {one.key for one in busy.all_letters()} & {"staff-list", "staff-receipt"} == {"staff-receipt"}
    assert 4 in [one.inbox_id for one in busy.held()]


def test_queries_on_a_case_need_no_receipt_and_go_with_an_answer(busy: Conversation) -> None:
    copy = busy.last(SUZUKI.address, "staff-new-case")
    busy.hears(SUZUKI.replies(copy, "#一覧 自分"))
    assert busy.letter(SUZUKI.address).key == "staff-list"

    busy.hears(SUZUKI.replies(copy, "#一覧 自分\n\nI have reset your password; please try to log in again."))
    assert [one.key for one in busy.letters(SUZUKI.address)] == ["staff-list", "staff-receipt"]
    assert busy.letters(DOE.address)[-1].key == "staff-answer"


def test_an_answer_of_staff_that_was_held_back_is_not_let_in_by_accepting_it(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について"))
    copy = desk.last(SUZUKI.address, "staff-new-case")
    desk.hears(SUZUKI.replies(copy, "山田様\n\n手順書を添付いたしますので、ご確認をお願いいたします。"))
    (held,) = desk.held()
    desk.forget_letters()

    for line in (f"#許可 {held.inbox_id}", f"#拒否 {held.inbox_id}"):
        desk.hears(SUZUKI.writes("保留", line))
        letter = desk.letter(SUZUKI.address)
        assert letter.key == "staff-command-refused"
        assert "#送信" in letter.text
    desk.hears(SUZUKI.writes("保留", "#一覧 保留"))
    listed = desk.letter(SUZUKI.address)
    assert "#許可" not in listed.text
    assert f"#送信 {held.inbox_id}" in listed.text
    assert len(desk.held()) == 1
    desk.hears(SUZUKI.writes(held.subject, f"#送信 {held.inbox_id}"))
    assert desk.held() == []


def test_a_mail_that_was_set_aside_is_tried_again_as_it_was_judged_before(desk: Conversation) -> None:
    (failed,) = desk.receives(YAMADA.writes("印刷について").but(proof="D"))
    desk.store.claim(desk.clock(), 1)
    desk.store.set_aside(failed, "failed 3 times")
    desk.works()
    desk.hears(SUZUKI.replies(desk.last(SUZUKI.address, "staff-held-list"), f"#許可 {failed}"))

    assert desk.reasons() == ["unproven"]


def test_a_case_whose_policy_is_lost_stands_in_lists_and_records_all_the_same(
    busy: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> None:
        raise LookupError("the snapshot of its policy is missing")

    monkeypatch.setattr(Policies, "pinned", lost)
    busy.receives(SUZUKI.writes("一覧", "#一覧 overseas"))
    busy.receives(BROWN.writes("show", f"#show {SECOND}"))
    busy.works()

    assert SECOND in busy.last(SUZUKI.address, "staff-list").text
    assert "Category: question" in busy.last(BROWN.address, "staff-record").text


def test_a_long_record_is_cut_and_counted(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について", "最初のメールです。\n" + "あ" * 9000))
    for number in range(21):
        desk.hears(SUZUKI.writes(f"Re: [{FIRST}]", f"#メモ\n{number}回目の記録です。" + "い" * 400))
    desk.forget_letters()
    desk.hears(SUZUKI.writes("表示", f"#表示 {FIRST}"))

    letter = desk.letter(SUZUKI.address)
    assert "これより前に2通のメールがあります。" in letter.text
    assert "20回目の記録です。" in letter.text
    assert "最初のメール" not in letter.text
    assert "（以下は省略しています）" in letter.text
    assert len((letter.mail.html or "").encode()) < 60_000


def test_help_comes_with_and_without_a_case(busy: Conversation) -> None:
    busy.hears(SUZUKI.writes("help", "#help"))
    assert busy.letter(SUZUKI.address).key == "staff-help"
    busy.hears(SUZUKI.writes(f"Re: [{FIRST}]", "#ヘルプ"))
    assert busy.letter(SUZUKI.address).key == "staff-help"


def test_a_mail_let_in_that_is_held_again_is_told_of_at_once_with_the_reason(desk: Conversation) -> None:
    (row,) = desk.receives(STRANGER.writes("新規の質問", "教えてください。"))
    desk.works()
    desk.later(minutes=30)
    desk.works()
    desk.forget_letters()
    desk.hears(SUZUKI.writes("保留", f"#許可 {row}"))
    desk.later(minutes=30)
    desk.works()

    assert len(desk.held()) == 1
    assert "契約" in desk.last(SUZUKI.address, "staff-held-list").text
