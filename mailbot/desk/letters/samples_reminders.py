"""Reminders and explanations to staff with plausible values; a part of the samples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from mailbot.desk.labels import CLOCK_LABELS
from mailbot.desk.letters import (
    Author,
    ClockLine,
    ExplainedClock,
    LastMail,
    StaffBeforeBreach,
    StaffBreached,
    StaffEscalation,
    StaffExplained,
    StaffForecastWanted,
    StaffInterimDue,
)

if TYPE_CHECKING:
    from mailbot.desk.letters import Letter

NUMBER, SUBJECT, CLIENT = "INC-000123", "受注画面が開きません", "株式会社例示商事"
RECEIVED = datetime(2026, 11, 20, 5, 12, tzinfo=UTC)
DUE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
ANSWER = ClockLine(name="answer", labels=CLOCK_LABELS["answer"], due=DUE, left=timedelta(minutes=30))
REPORT = ClockLine(name="update", labels=CLOCK_LABELS["update"], due=DUE, left=timedelta(minutes=30))
CONTACT = Author(address="yamada@client.example", name="山田 太郎")
MAIL = LastMail(
    text="いつもお世話になっております。\n例示商事の山田です。\n\n受注画面を開くと、一覧が空のままです。\n"
    "昨日までは表示されていました。\n\n再起動しても変わりません。\n急ぎの受注があり、困っております。\n"
    "よろしくお願いいたします。\n\n山田",
    received_at=RECEIVED,
    language="ja",
)
EVENT = {"ja": "お客様からのメール（11月20日(金) 14:12）", "en": "a mail of the customer's (Fri 20 Nov, 14:12 JST)"}
COMMANDS = (
    {"ja": "#見込み", "en": "#forecast"},
    {"ja": "#担当", "en": "#assign"},
    {"ja": "#回答待ち", "en": "#waiting"},
    {"ja": "#解決", "en": "#resolve"},
)


def reminder_samples() -> Iterator[tuple[str, Letter]]:
    """What the desk tells staff as time passes, and on their asking."""
    yield from _clocks()
    yield from _on_call()
    yield from _reports()
    yield from _explained()


def _clocks() -> Iterator[tuple[str, Letter]]:
    before = StaffBeforeBreach(
        number=NUMBER,
        subject=SUBJECT,
        client=CLIENT,
        contract="C-1",
        contact=CONTACT,
        owner="鈴木",
        commands=COMMANDS,
        clock=ANSWER,
        share=93,
        last_event=EVENT,
        last_mail=MAIL,
    )
    breached = StaffBreached(
        number=NUMBER,
        subject=SUBJECT,
        client=CLIENT,
        contract="C-1",
        contact=CONTACT,
        owner="鈴木",
        commands=COMMANDS,
        clock=ANSWER,
        late=timedelta(hours=2, minutes=15),
        last_event=EVENT,
        last_mail=MAIL,
    )
    nameless = Author(address="yamada@client.example")
    committed = replace(ANSWER, left=None, committed=True)
    yield "plain", before
    yield (
        "bare",
        replace(before, contract="", contact=nameless, owner="", commands=(), clock=committed, last_mail=None),
    )
    yield "plain", breached
    yield "just-now", replace(breached, late=timedelta(), owner="", clock=committed, last_mail=None)


def _on_call() -> Iterator[tuple[str, Letter]]:
    escalation = StaffEscalation(
        number=NUMBER,
        subject="不審なログインの記録について",
        client=CLIENT,
        contract="C-1",
        contact=replace(CONTACT, proof="A dmarc=pass (mx.vendor.example)"),
        commands=COMMANDS[1:],
        received_at=datetime(2026, 12, 29, 17, 40, tzinfo=UTC),
        category={"ja": "情報セキュリティ", "en": "Security"},
        priority={"ja": "レベル3", "en": "Level 3"},
        reason={
            "ja": "区分「情報セキュリティ」は時刻を問わず当番に通知するため",
            "en": "security incidents go to the person on call at any hour",
        },
        clocks=(replace(ANSWER, due=datetime(2027, 1, 4, 8, 0, tzinfo=UTC)),),
        customer_told=True,
        text="管理画面に、覚えのないログインの記録があります。\n至急ご確認をお願いいたします。",
        text_language="ja",
        attachments=("記録.png",),
    )
    yield "plain", escalation
    yield "bare", replace(escalation, clocks=(), customer_told=False, text="", attachments=(), commands=())


def _reports() -> Iterator[tuple[str, Letter]]:
    due = StaffInterimDue(
        number=NUMBER,
        subject=SUBJECT,
        client=CLIENT,
        contract="C-1",
        contact=CONTACT,
        owner="鈴木",
        commands=COMMANDS,
        clock=REPORT,
        n=2,
        draft="現在の状況：調査を続けております\n実施したこと：記録の採取\n今後の予定：原因が分かり次第、ご連絡いたします",
        draft_language="ja",
    )
    wanted = StaffForecastWanted(
        number=NUMBER,
        subject=SUBJECT,
        client=CLIENT,
        contract="C-1",
        contact=CONTACT,
        owner="鈴木",
        commands=COMMANDS,
        clock=ANSWER,
        days=2,
        told_at=DUE + timedelta(days=2),
        last_mail=MAIL,
    )
    yield "plain", due
    yield "sent-anyway", replace(due, clock=replace(REPORT, left=None), sent_at=DUE)
    yield "plain", wanted
    yield "from-receipt", replace(wanted, counted_from="receipt", days=1, last_mail=None)


def _explained() -> Iterator[tuple[str, Letter]]:
    steps = (
        {"ja": "「初回回答」（目標）：1営業日以内", "en": "First answer (target): within 1 business day."},
        {"ja": "区分「障害」の場合の定めです。", "en": "This is what holds for Fault."},
        {"ja": "受付から数えます。", "en": "It counts from the receipt."},
        {"ja": "計測中です。", "en": "It is running."},
    )
    explained = StaffExplained(
        number=NUMBER,
        subject=SUBJECT,
        clocks=(
            ExplainedClock(labels=CLOCK_LABELS["answer"], due=DUE, steps=steps),
            ExplainedClock(
                labels=CLOCK_LABELS["update"],
                steps=({"ja": "この件では計測しません。", "en": "This clock does not run for this case."},),
            ),
        ),
        status={"ja": "対応中", "en": "open"},
    )
    yield "plain", explained
    yield "no-clock", replace(explained, clocks=())
