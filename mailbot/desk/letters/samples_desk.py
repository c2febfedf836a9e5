"""Letters to staff with plausible values; a part of the samples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from mailbot.desk.labels import CLOCK_LABELS
from mailbot.desk.letters import (
    Author,
    ClockLine,
    CommandHelp,
    HeldItem,
    RefusedCommand,
    StaffCommandRefused,
    StaffDeliveryFailed,
    StaffHeldList,
    StaffHelp,
    StaffIntakeStopped,
    StaffNewCase,
    StaffReceipt,
    UnitsLine,
)
from mailbot.desk.letters.samples_matters import receipt_samples
from mailbot.desk.letters.samples_units import APART
from mailbot.desk.mailbox_words import INTERNAL_SENT

if TYPE_CHECKING:
    from mailbot.desk.letters import Letter

RECEIVED = datetime(2026, 11, 20, 5, 12, tzinfo=UTC)
ANSWER = ClockLine(name="answer", labels=CLOCK_LABELS["answer"], due=datetime(2026, 11, 24, 8, 0, tzinfo=UTC))
COMMANDS = (
    (
        {"ja": "#担当", "en": "#assign"},
        {"ja": "担当を決める（名前なしは自分）", "en": "assign (yourself without a name)"},
    ),
    ({"ja": "#着手", "en": "#start"}, {"ja": "対応を開始する", "en": "begin work"}),
    ({"ja": "#優先度", "en": "#priority"}, {"ja": "優先度を変える", "en": "change the priority"}),
    ({"ja": "#回答待ち", "en": "#waiting"}, {"ja": "お客様の返信を待つ", "en": "wait for the customer"}),
    ({"ja": "#解決", "en": "#resolve"}, {"ja": "解決とする", "en": "resolve"}),
)
NEW_CASE = StaffNewCase(
    number="INC-000123",
    subject="帳票の印刷設定について",
    client="株式会社例示商事",
    contract="C-1",
    contact=Author(address="yamada@client.example", name="山田 太郎", proof="A dmarc=pass (mx.vendor.example)"),
    received_at=RECEIVED,
    category={"ja": "操作のご質問", "en": "Question"},
    category_reason={"ja": "「設定」という語", "en": 'the word "設定"'},
    priority={"ja": "軽微", "en": "Minor"},
    priority_reason={"ja": "既定", "en": "default"},
    clocks=(replace(ANSWER, left=timedelta(hours=8, minutes=48)),),
    units={"ja": "7単位", "en": "7 units"},
    unsure={"ja": "契約が2つあります（C-1、C-2）", "en": "there are two contracts (C-1, C-2)"},
    links=("INC-000101",),
    text="いつもお世話になっております。\n例示商事の山田です。\n\n帳票を印刷すると、右端が切れて2枚に分かれます。\n"
    "余白を変える方法を教えてください。\n\n  設定：A4 横\n  版：4.2\n\nhttps://files.client.example/screen",
    text_language="ja",
    attachments=("帳票.pdf", "screen.png"),
    commands=tuple(words for words, _ in COMMANDS),
)


def desk_samples() -> Iterator[tuple[str, Letter]]:
    """Lists, receipts and warnings; the copies of customers' mail stand with the other letters."""
    yield from _held()
    yield from _commands()
    yield (
        "plain",
        StaffDeliveryFailed(
            number="INC-000123",
            subject=NEW_CASE.subject,
            letter={"ja": "受付のお知らせ", "en": "The acknowledgement"},
            recipient="yamada@client.example",
            reason={"ja": "宛先のアドレスが見つかりません", "en": "the address does not exist"},
            failed_at=RECEIVED,
            words="550 5.1.1 <yamada@client.example>: Recipient address rejected",
            clock=ANSWER,
        ),
    )
    yield (
        "no-case",
        StaffDeliveryFailed(
            subject="メールの受付について",
            letter={"ja": "受付できない旨のお知らせ", "en": "The refusal"},
            recipient="someone@elsewhere.example",
            reason={"ja": "相手のサーバーに接続できません", "en": "the other server cannot be reached"},
            failed_at=RECEIVED,
        ),
    )
    yield (
        "plain",
        StaffIntakeStopped(
            door="imap support@vendor.example",
            since=RECEIVED,
            error="[AUTHENTICATIONFAILED] Authentication failed",
            advice={
                "ja": "パスワードを確かめ、mailbot check --connect を実行してください",
                "en": "check the password, then run mailbot check --connect",
            },
        ),
    )
    yield "plain", StaffHelp(commands=tuple(CommandHelp(words=words, meaning=meaning) for words, meaning in COMMANDS))


def _held() -> Iterator[tuple[str, Letter]]:
    unproven = HeldItem(
        number=17,
        received_at=RECEIVED,
        sender="yamada@client.example",
        subject="至急 https://login.client.example/reset",
        proof="D",
        reason={"ja": "差出人を確認できません", "en": "the sender is not proven"},
    )
    stranger = replace(
        unproven,
        number=18,
        sender="someone@elsewhere.example",
        subject="",
        reason={"ja": "登録のないアドレスです", "en": "the address is not registered"},
    )
    yield "plain", StaffHeldList(items=(unproven,))
    failed = replace(
        unproven, number=19, reason={"ja": "処理に失敗しました", "en": "handling it failed"}, command="retry"
    )
    unreadable = replace(
        unproven,
        number=20,
        sender="",
        subject="",
        reason={"ja": "読み取れません", "en": "it could not be read"},
        command="",
    )
    yield "several", StaffHeldList(items=(unproven, stranger, failed, unreadable), more=12)


def _commands() -> Iterator[tuple[str, Letter]]:
    unknown = RefusedCommand(
        line="#優先 緊急",
        reason={"ja": "そのような指示はありません", "en": "there is no such command"},
        hint="#優先度 緊急",
    )
    receipt = StaffReceipt(
        number="INC-000123",
        subject=NEW_CASE.subject,
        client=NEW_CASE.client,
        sent_to=("yamada@client.example", "sato@client.example"),
        sent_at=RECEIVED,
        ran=("#着手", "#回答待ち"),
        before={"ja": "新規", "en": "new"},
        after={"ja": "お客様の返信待ち", "en": "waiting for the customer"},
        next_clock=ANSWER,
        undo_until=RECEIVED + timedelta(minutes=5),
    )
    yield "sent", receipt
    yield from receipt_samples(receipt)
    yield (
        "not-sent",
        replace(
            receipt,
            sent_to=(),
            sent_at=None,
            not_sent={"ja": "指示だけのメールのため", "en": "a mail of commands alone"},
            ran=(),
            refused=(unknown,),
            after=receipt.before,
            undo_until=None,
        ),
    )
    notice = {"ja": "終了のお知らせ（山田 太郎 へ）", "en": "the notice that the case is closed (to 山田 太郎)"}
    alone = replace(receipt, sent_to=(), sent_at=None, ran=("#完了",), told=(notice,), undo_until=None)
    alone = replace(alone, after={"ja": "終了", "en": "closed"}, next_clock=None)
    yield "told", replace(alone, not_sent={"ja": "指示だけのメールのため", "en": "a mail of commands alone"})
    heard = {"ja": "窓口あての指示のため", "en": "the commands were for the desk itself"}
    unit = {"ja": "インシデント", "en": "incident"}
    of_case = UnitsLine(contract="C-1", unit=unit, left=6, reserved_here=3, used_here=0, valid_until=date(2027, 3, 31))
    yield "units", replace(receipt, units=of_case, undo_until=None)
    ordered = UnitsLine(contract="C-1", unit=unit, left=16)
    yield "ordered", StaffReceipt(not_sent=heard, ran=("#注文 C-1 10 PO-17",), units=ordered)
    yield "by-order", StaffReceipt(not_sent=heard, ran=("#注文 C-1 10 PO-17",), units=replace(ordered, by_order=APART))
    yield "of-desk", StaffReceipt(not_sent=heard, ran=("#許可 17", "#拒否 18"))
    yield from _refusals(unknown)


def _refusals(unknown: RefusedCommand) -> Iterator[tuple[str, Letter]]:
    yield "plain", StaffCommandRefused(number="INC-000123", subject=NEW_CASE.subject, refused=(unknown,))
    warned = (INTERNAL_SENT,)
    direct = StaffCommandRefused(
        number="INC-000123", subject=NEW_CASE.subject, refused=(unknown,), direct=("山田 太郎",)
    )
    yield "direct", direct
    because = {"ja": "次の行を直して、もう一度お送りください", "en": "mend these lines and send it again"}
    fault = RefusedCommand(line="#障害 [次報：この行が必要です]", reason=because)
    draft = "#障害\nサービス：顧客ポータル\n症状：ログインできない\n発生：9:40\n次報："
    link = "mailto:support@vendor.example?subject=x&body=y"
    yield "draft", StaffCommandRefused(subject="障害", refused=(fault,), draft=draft, link=link)
    yield "direct-copy", replace(direct, direct=("山田 太郎", "佐藤 次郎"), warned=warned)
    yield "no-case", StaffCommandRefused(subject="Re: 一覧", refused=(replace(unknown, hint=""),))
