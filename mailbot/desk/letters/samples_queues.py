"""Letters to staff about the desk as a whole with plausible values; a part of the samples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from mailbot.desk.labels import CLOCK_LABELS
from mailbot.desk.letters.parts import Author, ClockLine
from mailbot.desk.letters.staff_desk import (
    Away,
    HeldLine,
    QueueLine,
    QueueSection,
    RecordEvent,
    RecordMessage,
    StaffDigest,
    StaffFound,
    StaffList,
    StaffOwnerAway,
    StaffRecord,
)
from mailbot.desk.units_words import served_now_words

if TYPE_CHECKING:
    from mailbot.desk.letters import Letter

MORNING = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
RECEIVED = datetime(2026, 11, 20, 5, 12, tzinfo=UTC)
ANSWER = ClockLine(name="answer", labels=CLOCK_LABELS["answer"], due=datetime(2026, 11, 24, 8, 0, tzinfo=UTC))
DUE = QueueLine(
    number="INC-000123",
    subject="帳票の印刷設定について",
    client="株式会社例示商事",
    link="mailto:support@vendor.example?subject=Re%3A%20%5BINC-000123%5D",
    status={"ja": "対応中", "en": "open"},
    clock=ANSWER,
    owner="鈴木 花子",
    mine=True,
)
LATE = replace(
    DUE,
    number="INC-000119",
    subject="夜間の集計が https://jobs.client.example/17 で止まり、翌朝の帳票が作られない件について",
    clock=replace(ANSWER, due=datetime(2026, 11, 20, 8, 0, tzinfo=UTC)),
    late=timedelta(hours=1, minutes=20),
    owner="",
    mine=False,
)
WAITING = replace(
    DUE, number="INC-000101", clock=None, closes_on=datetime(2026, 12, 1, 8, 0, tzinfo=UTC), owner="佐藤", mine=False
)
BARE = replace(DUE, number="INC-000088", subject="", clock=None, owner="", mine=False)
HELD = (
    HeldLine(
        number=17,
        sender="yamada@client.example",
        subject="至急 https://login.client.example/reset",
        reason={"ja": "差出人を確認できません", "en": "the sender is not proven"},
        received_at=RECEIVED,
        show="mailto:support@vendor.example?subject=17&body=%23held%2017",
        accept="mailto:support@vendor.example?subject=17&body=%23accept%2017",
        refuse="mailto:support@vendor.example?subject=17&body=%23refuse%2017",
    ),
    HeldLine(
        number=18,
        sender="",
        subject="",
        reason={"ja": "読み取れません", "en": "it could not be read"},
        received_at=RECEIVED,
        refuse="mailto:support@vendor.example?subject=18&body=%23refuse%2018",
    ),
    HeldLine(
        number=19,
        sender="suzuki@vendor.example",
        subject="Re: [INC-000123] 帳票の印刷設定について",
        reason={
            "ja": "お客様に出せない内容が含まれている可能性があります",
            "en": "it may hold what is not for this customer",
        },
        received_at=RECEIVED,
        send="mailto:support@vendor.example?subject=Re%3A%20%5BINC-000123%5D&body=%23send%2019",
    ),
)


def queue_samples() -> Iterator[tuple[str, Letter]]:
    """Digests, lists, what was found, a record, and word of somebody away."""
    sections = (
        QueueSection(kind="overdue", lines=(LATE,), total=1),
        QueueSection(kind="today", lines=(DUE,), total=4),
        QueueSection(kind="waiting", lines=(WAITING,), total=1),
        QueueSection(kind="answered", lines=(), total=7),
        QueueSection(kind="unassigned", lines=(LATE, BARE), total=2),
    )
    digest = StaffDigest(
        at=MORNING,
        staff="鈴木 花子",
        sections=sections,
        held=HELD,
        held_total=3,
        away=(Away(name="Sam Brown", until=date(2026, 11, 27)),),
        on_call=("佐藤 次郎",),
    )
    yield "plain", digest
    yield "served", replace(digest, served_now=(served_now_words((3, 4)),))
    yield "quiet", StaffDigest(at=MORNING, staff="鈴木 花子", held=())
    answered = (QueueSection(kind="answered", lines=(), total=3),)
    yield "answered", StaffDigest(at=MORNING, staff="鈴木 花子", sections=answered, held=())
    mine = (
        QueueSection(kind="later", lines=(DUE,), total=1),
        QueueSection(kind="answered", lines=(replace(WAITING, mine=True),), total=21),
        QueueSection(kind="rest", lines=(BARE,), total=1),
    )
    asked = {"ja": "自分の担当", "en": "Your cases"}
    yield "mine", StaffList(at=MORNING, staff="鈴木 花子", asked=asked, sections=mine)
    yield "none", StaffList(at=MORNING, staff="鈴木 花子", asked={"ja": "保留", "en": "Held mail"}, held=())
    yield "some", StaffFound(words="帳票 印刷", lines=(DUE, LATE))
    yield "more", StaffFound(words="帳票", lines=(DUE,), more=True)
    yield "none", StaffFound(words="存在しない語")
    yield (
        "plain",
        StaffOwnerAway(owner="鈴木 花子", lines=(replace(DUE, mine=False), replace(LATE, owner=DUE.owner)), total=2),
    )
    yield "more", StaffOwnerAway(owner="鈴木 花子", lines=(replace(DUE, mine=False),), total=24)
    yield from _records()


MESSAGES = (
    RecordMessage(
        at=RECEIVED,
        direction="in",
        author="yamada@client.example",
        to=(),
        text="帳票を印刷すると、右端が切れて2枚に分かれます。\n余白を変える方法を教えてください。",
    ),
    RecordMessage(at=MORNING, direction="internal", author="鈴木 花子", to=(), text="版を確認する。"),
    RecordMessage(
        at=MORNING,
        direction="out",
        author="鈴木 花子",
        to=("yamada@client.example", "sato@client.example"),
        text="印刷の画面で「用紙」から A5 をお選びください。",
        is_cut=True,
    ),
    RecordMessage(
        at=MORNING,
        direction="internal",
        author="鈴木 花子",
        to=(),
        text="夜間の集計の件と同じと思われる。",
        is_undone=True,
    ),
)


def _records() -> Iterator[tuple[str, Letter]]:
    bare = StaffRecord(
        number="INC-000123",
        subject="帳票の印刷設定について",
        client="株式会社例示商事",
        contract="C-1",
        contact=Author(address=""),
        status={"ja": "終了", "en": "closed"},
        category={"ja": "操作のご質問", "en": "Question"},
        priority={"ja": "軽微", "en": "Minor"},
        received_at=RECEIVED,
        closed_at=MORNING,
    )
    yield "bare", bare
    events = (
        RecordEvent(at=RECEIVED, what={"ja": "受付", "en": "received"}),
        RecordEvent(at=MORNING, what={"ja": "担当者の決定（鈴木 花子）", "en": "assigned: 鈴木 花子"}, by="鈴木 花子"),
    )
    yield (
        "plain",
        replace(
            bare,
            contact=Author(address="yamada@client.example", name="山田 太郎"),
            receivers=("yamada@client.example", "sato@client.example"),
            commands=({"ja": "#担当", "en": "#assign"},),
            people=("sato@client.example",),
            status={"ja": "対応中", "en": "open"},
            closed_at=None,
            owner="鈴木 花子",
            level="A",
            private=True,
            links=("INC-000101",),
            clocks=(ANSWER,),
            events=events,
            older_events=3,
            messages=MESSAGES,
            older_messages=2,
        ),
    )
