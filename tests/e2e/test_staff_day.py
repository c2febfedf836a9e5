"""A day of two members of staff who have nothing but their mail programs, over real servers (rows D4 and D5)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mailbot.desk.cases import Status
from tests.e2e.desk_mails import question
from tests.e2e.staff_day import BROWN, CUSTOMER, DESK, SUZUKI, ZONE, Day
from tests.servers.dovecot import Dovecot
from tests.servers.postfix import Postfix

MARGINS, BULK, CALL, LET_IN = "INC-000001", "INC-000002", "INC-000003", "INC-000004"
ACCOUNT = "左余白の設定をご案内しました。\n原因：余白の初期値が 10 mm でした。\n対処：25 mm に変更しました。"
ASKED = "帳票の左余白を広げる方法を教えてください。\n取引先を一括で登録する方法も知りたいです。"


def morning_is_answered(day: Day) -> None:
    """A new case; a copy; an answer by Reply; a second one that crossed it is held, and let go by one word."""
    day.writes(CUSTOMER, "帳票の余白の設定", ASKED)
    day.gets(CUSTOMER, "お問い合わせを受け付けました")
    copy, other = day.gets(SUZUKI, "左余白を広げる方法"), day.gets(BROWN, "左余白を広げる方法")
    assert copy.subject == f"[{MARGINS}] 株式会社例示商事 帳票の余白の設定"

    day.answers(SUZUKI, copy, "#担当")
    day.gets(SUZUKI, "実行：#担当")
    day.answers(SUZUKI, copy, "印刷の画面で「余白」を開き、左の値を 25 mm にしてください。")
    letter = day.gets(CUSTOMER, "左の値を 25 mm")
    assert letter.author is not None
    assert (letter.author.address, letter.author.name) == (DESK, "鈴木（例示サポート）")

    day.answers(BROWN, other, "山田様\n\n余白は「ページ設定」からも変えられます。お試しください。")
    held = day.gets(BROWN, "あなたの回答を保留しています")
    day.gets(SUZUKI, "ブラウンさんの回答を保留しています")
    day.answers(BROWN, held, "#送信")
    day.gets(BROWN, "送信：山田 太郎 へ")
    day.gets(CUSTOMER, "「ページ設定」からも変えられます")


def case_is_worked_on(day: Day) -> None:
    """A follow-up; a note; a forgotten attachment; a forecast; a part becomes a case of its own."""
    day.passes()
    day.answers(CUSTOMER, day.mailbox(CUSTOMER)[1], "左余白は変わりました。手順書をいただけますか。")
    follow_up = day.gets(SUZUKI, "手順書をいただけますか")
    assert follow_up.subject == f"Re: [{MARGINS}] 株式会社例示商事 帳票の余白の設定"

    day.answers(SUZUKI, follow_up, "#メモ\n手順書は第3版が最新。第2版は渡さないこと。")
    day.gets(SUZUKI, "社内の記録として残しました")
    day.answers(SUZUKI, follow_up, "山田様\n\n手順書を添付いたします。ご確認ください。")
    held = day.gets(SUZUKI, "あなたの回答を保留しています")
    day.answers(SUZUKI, held, "山田様\n\n手順書の第3版を添付いたします。ご確認ください。", file="手順書.pdf")
    day.gets(SUZUKI, "保留中だった前の回答は取りやめました")
    letter = day.gets(CUSTOMER, "手順書の第3版を添付いたします")
    assert [one.name for one in letter.attachments] == ["手順書.pdf"]

    tomorrow = datetime.now(ZONE) + timedelta(days=1)
    day.answers(SUZUKI, follow_up, f"#見込み {tomorrow:%m/%d} 15:00")
    day.gets(SUZUKI, "実行：#見込み")
    day.answers(SUZUKI, follow_up, "#分割 取引先の一括登録\n\n取引先を一括で登録する方法を知りたいとのこと。")
    day.gets(CUSTOMER, BULK)
    new, receipt = day.gets_both(SUZUKI, f"[{BULK}]", f"関連する件：{BULK}")
    assert new.subject.startswith(f"[{BULK}]")
    assert receipt.subject.startswith(f"Re: [{MARGINS}]")
    assert "お知らせ：件を分けたお知らせ（山田 太郎 へ）" in receipt.text
    day.gets(BROWN, "取引先の一括登録")


def telephone_rings(day: Day) -> None:
    """A case for a caller; the list; a mail without proof is held and let in."""
    called = datetime.now(ZONE) - timedelta(minutes=1)
    said = f"#代理 {CUSTOMER} {called:%m/%d %H:%M}\n\nログインの画面が白いままになる、とのお電話。"
    day.sends(question(SUZUKI, "ログインの画面が白い", said, to=DESK))
    day.gets(CUSTOMER, "お電話でいただいたお問い合わせを受け付けました")
    day.gets_both(SUZUKI, "とのお電話", "お知らせ：受付のお知らせ（山田 太郎 へ）")
    day.gets(BROWN, CALL)

    day.writes(BROWN, "一覧", "#一覧")
    listed = day.gets(BROWN, "一覧")
    assert all(number in listed.text for number in (BULK, CALL))

    day.writes(CUSTOMER, "在庫の締め処理", "締め処理の取り消し方を教えてください。", result="fail")
    waiting = day.gets(BROWN, "保留 1件")
    day.gets(SUZUKI, "保留 1件")
    found = re.search(r"番号：(\d+)", waiting.text)
    assert found is not None
    day.writes(BROWN, "保留の件", f"#許可 {found[1]}")
    day.gets(CUSTOMER, LET_IN)
    day.gets(SUZUKI, "締め処理の取り消し方")
    receipt_and_copy = [day.gets(BROWN, "").subject for _ in range(2)]
    assert sorted(receipt_and_copy) == [f"[{LET_IN}] 株式会社例示商事 在庫の締め処理", f"控え #許可 {found[1]}"]


def matters_end(day: Day) -> None:
    """The account of a resolved matter; thanks that need no answer; a case closed by a word."""
    day.answers(SUZUKI, day.copy(SUZUKI, MARGINS), f"#解決\n\n{ACCOUNT}")
    day.gets(SUZUKI, "実行：#解決")
    resolved = day.gets(CUSTOMER, "解決のご報告")
    assert "余白の初期値が 10 mm でした" in resolved.text

    day.passes()
    day.answers(CUSTOMER, resolved, "ありがとうございました。助かりました。")
    day.answers(SUZUKI, day.gets(SUZUKI, "ありがとうございました"), "#対応不要")
    day.gets(SUZUKI, "実行：#対応不要")
    day.answers(SUZUKI, day.copy(SUZUKI, CALL), "#完了")
    day.gets(SUZUKI, "実行：#完了")
    day.gets(CUSTOMER, "終了")


def answer_is_taken_back(day: Day) -> None:
    """Within the time for which answers wait."""
    copy = day.copy(SUZUKI, LET_IN)
    day.answers(SUZUKI, copy, "山田様\n\nキャッシュを消してからお試しください。ご不便をおかけします。")
    day.gets(SUZUKI, "#取消 と返信してください")
    day.answers(SUZUKI, copy, "#取消")
    day.gets(SUZUKI, "取り消しました")


def test_a_day_of_two_members_of_staff_with_nothing_but_their_mail(
    tmp_path: Path, dovecot: Dovecot, postfix: Postfix, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = Day(tmp_path, dovecot, postfix)
    with day.desk(relay_delay="0s"):
        for part in (morning_is_answered, case_is_worked_on, telephone_rings, matters_end):
            part(day)
    with day.desk(relay_delay="2m"):
        answer_is_taken_back(day)

    monkeypatch.setenv("SUPPORT_PASSWORD", "pw")
    day.next_morning()
    for member in (SUZUKI, BROWN):
        digest = day.gets(member, "の状況")
        assert (BULK in digest.text, LET_IN in digest.text, MARGINS in digest.text) == (True, True, False)
    assert day.has_read_all(CUSTOMER, SUZUKI, BROWN)
    assert day.case(MARGINS).status is day.case(CALL).status is Status.CLOSED
    public = "\n".join(one.text for one in day.mailbox(CUSTOMER))
    assert not [one for one in ("第2版", "キャッシュ", SUZUKI, BROWN, "この行より上") if one in public]
