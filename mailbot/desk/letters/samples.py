"""One letter of every kind and variant with plausible values, so that templates can be tried before they are needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from mailbot.desk.hours import Skipped
from mailbot.desk.labels import CLOCK_LABELS
from mailbot.desk.letters import (
    Author,
    CaseOpened,
    ClockLine,
    ContractExpired,
    DeskCard,
    HeldUnproven,
    LinkedCase,
    Lowered,
    Reader,
    RefusedColleague,
    RefusedStranger,
    StaffAnswer,
    StaffFollowUp,
    StaffNewCase,
    Telephone,
    TooLarge,
)
from mailbot.desk.letters.samples_announcing import announcing_samples
from mailbot.desk.letters.samples_desk import NEW_CASE, desk_samples
from mailbot.desk.letters.samples_held import held_samples
from mailbot.desk.letters.samples_mailbox import mailbox_samples
from mailbot.desk.letters.samples_matters import matter_samples
from mailbot.desk.letters.samples_monthly import monthly_samples
from mailbot.desk.letters.samples_promises import promise_samples
from mailbot.desk.letters.samples_queues import queue_samples
from mailbot.desk.letters.samples_reminders import reminder_samples
from mailbot.desk.letters.samples_reports import staff_report_samples
from mailbot.desk.letters.samples_serving import serving_samples
from mailbot.desk.letters.samples_statements import statement_samples
from mailbot.desk.letters.samples_units import units_samples

if TYPE_CHECKING:
    from mailbot.desk.letters import Letter

RECEIVED = datetime(2026, 11, 20, 5, 12, tzinfo=UTC)
AT_NIGHT = datetime(2026, 12, 28, 9, 20, tzinfo=UTC)
QUESTION = {"ja": "操作のご質問", "en": "Question"}
FAULT = {"ja": "障害", "en": "Fault"}
MINOR = {"ja": "軽微", "en": "Minor"}
URGENT = {"ja": "緊急", "en": "Urgent"}
HOURS = {"ja": "平日 10:00から17:00まで", "en": "weekdays 10:00-17:00"}
ANSWER = ClockLine(name="answer", labels=CLOCK_LABELS["answer"], due=datetime(2026, 11, 24, 8, 0, tzinfo=UTC))
OFFER = ClockLine(name="offer", labels=CLOCK_LABELS["offer"], due=datetime(2026, 11, 27, 8, 0, tzinfo=UTC))
HOLIDAY_AND_WEEKEND = (
    Skipped(first=date(2026, 11, 21), last=date(2026, 11, 22), kind="weekend", name=""),
    Skipped(first=date(2026, 11, 23), last=date(2026, 11, 23), kind="holiday", name="勤労感謝の日"),
)
YEAR_END = (Skipped(first=date(2026, 12, 29), last=date(2027, 1, 3), kind="closure", name="year-end"),)

DESK = DeskCard(
    name="例示サポート",
    phone="03-0000-0000",
    opening_hours=HOURS,
    public_contact={
        "ja": "例示株式会社 https://www.vendor.example/contact\ninfo@vendor.example",
        "en": "Example Vendor, https://www.vendor.example/contact\ninfo@vendor.example",
    },
    holidays=frozenset({date(2026, 11, 23), date(2027, 1, 1)}),
)
READERS = {
    "ja": Reader(
        address="yamada@client.example",
        language="ja",
        company="株式会社例示商事",
        department="情報システム部",
        title="部長",
        name="山田 太郎",
    ),
    "en": Reader(address="yamada@client.example", language="en", company="Example Trading", name="Taro Yamada"),
}
OPENED = CaseOpened(
    number="INC-000123",
    subject="帳票の印刷設定について",
    received_at=RECEIVED,
    category=QUESTION,
    priority=MINOR,
    clocks=(ANSWER, OFFER),
    skipped=HOLIDAY_AND_WEEKEND,
)
PHONE = Telephone(phone="03-0000-0000", hours=HOURS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A letter and the name of its variant."""

    variant: str
    letter: Letter


def samples() -> tuple[Sample, ...]:
    """Every letter, in every variant that its template distinguishes."""
    to_customers = (
        *_opened(),
        *_urgent(),
        *_linked(),
        *_not_accepted(),
        *_answers(),
        *promise_samples(),
        *matter_samples(),
        *serving_samples(),
        *units_samples(),
        *statement_samples(),
    )
    found = (
        *to_customers,
        *announcing_samples(),
        *_copies(),
        *desk_samples(),
        *reminder_samples(),
        *mailbox_samples(),
        *held_samples(),
        *queue_samples(),
        *monthly_samples(),
        *staff_report_samples(),
    )
    return tuple(Sample(variant=variant, letter=letter) for variant, letter in found)


LATE = replace(
    OPENED,
    received_at=AT_NIGHT,
    next_open=datetime(2027, 1, 4, 1, 0, tzinfo=UTC),
    clocks=(replace(ANSWER, due=datetime(2027, 1, 5, 8, 0, tzinfo=UTC)),),
    skipped=YEAR_END,
)


def _opened() -> Iterator[tuple[str, Letter]]:
    evening, morning = datetime(2026, 11, 19, 9, 20, tzinfo=UTC), datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    reason = {"ja": "業務を続けられる症状である", "en": "work can go on meanwhile"}
    yield "plain", OPENED
    yield "no-clock", replace(OPENED, clocks=(), skipped=())
    yield "by-phone", replace(OPENED, by_phone=True)
    yield "by-phone-closed", replace(OPENED, by_phone=True, received_at=evening, next_open=morning)
    yield "out-of-hours", replace(OPENED, received_at=evening, next_open=morning)
    yield "year-end", LATE
    yield "lowered", replace(OPENED, lowered=Lowered(asked="緊急", reason=reason))


def _urgent() -> Iterator[tuple[str, Letter]]:
    urgent = replace(
        OPENED, subject="受注画面が開きません", category=FAULT, priority=URGENT, telephone=PHONE, skipped=()
    )
    at_night = replace(urgent, received_at=AT_NIGHT, next_open=LATE.next_open, clocks=LATE.clocks)
    report = ClockLine(name="update", labels=CLOCK_LABELS["update"], due=RECEIVED + timedelta(hours=1))
    first = replace(ANSWER, due=RECEIVED + timedelta(minutes=30), committed=True)
    on_call = replace(PHONE, standstill=True, on_call=True)
    yield "urgent", replace(urgent, clocks=(first, report))
    yield "urgent-closed", at_night
    yield "urgent-at-night", replace(at_night, telephone=on_call, skipped=YEAR_END)
    yield "urgent-on-call", replace(at_night, telephone=on_call)


def _linked() -> Iterator[tuple[str, Letter]]:
    linked = LinkedCase(
        number="INC-000131",
        old_number="INC-000123",
        subject=OPENED.subject,
        received_at=RECEIVED,
        category=QUESTION,
        priority=MINOR,
        clocks=(ANSWER,),
        skipped=HOLIDAY_AND_WEEKEND,
        unit={"ja": "単位", "en": "units"},
    )
    yield "plain", linked
    yield (
        "out-of-hours",
        replace(
            linked, received_at=AT_NIGHT, next_open=LATE.next_open, clocks=LATE.clocks, skipped=YEAR_END, unit=None
        ),
    )


def _not_accepted() -> Iterator[tuple[str, Letter]]:
    yield "plain", RefusedStranger()
    yield "plain", RefusedColleague()
    yield "may-not-join", RefusedColleague(may_join=False)
    yield "plain", HeldUnproven(received_at=RECEIVED)
    expired = ContractExpired(contract="標準サポート（C-1）", until=date(2026, 9, 30))
    yield "plain", expired
    yield (
        "how-to-renew",
        replace(expired, renew={"ja": "営業担当へのご注文", "en": "place an order with your sales contact"}),
    )
    megabyte = 1024 * 1024
    yield "size", TooLarge(problem="size", received_at=RECEIVED, size=45 * megabyte, limit=30 * megabyte)
    yield "unreadable", TooLarge(problem="unreadable", received_at=RECEIVED)
    yield "encrypted", TooLarge(problem="encrypted", received_at=RECEIVED)


def _answers() -> Iterator[tuple[str, Letter]]:
    answer = StaffAnswer(
        number="INC-000123",
        subject=OPENED.subject,
        text="余白の設定は、印刷画面の「詳細」にございます。\n\n手順：\n 1. 帳票を開く\n 2. 「印刷」を選ぶ\n\n"
        "詳しくは https://www.vendor.example/manual/print をご覧ください。",
        signature="鈴木\n例示サポート",
    )
    yield "plain", answer
    yield (
        "greets",
        replace(answer, text="株式会社例示商事\n山田 様\n\nお世話になっております。鈴木です。\n" + answer.text),
    )
    yield "waiting", replace(answer, text="お使いの版をお知らせください。", waiting=OFFER)


def _copies() -> Iterator[tuple[str, Letter]]:
    yield "plain", NEW_CASE
    yield (
        "bare",
        StaffNewCase(
            number="INC-000124",
            subject="",
            client="株式会社例示商事",
            contract="C-1",
            contact=Author(address="yamada@client.example"),
            received_at=RECEIVED,
            category=QUESTION,
            category_reason={"ja": "既定", "en": "default"},
            priority=MINOR,
            priority_reason={"ja": "既定", "en": "default"},
        ),
    )
    contact = Author(address="yamada@client.example", name="山田 太郎", proof="A dmarc=pass (mx.vendor.example)")
    follow_up = StaffFollowUp(
        number="INC-000123",
        subject=OPENED.subject,
        client="株式会社例示商事",
        contact=contact,
        author=contact,
        received_at=RECEIVED,
        status={"ja": "対応中", "en": "open"},
        next_clock=replace(ANSWER, left=timedelta(hours=3, minutes=30)),
        text="設定を変えましたが、まだ2枚に分かれます。",
        text_language="ja",
        attachments=("画面.png",),
        commands=NEW_CASE.commands,
    )
    yield "plain", follow_up
    yield (
        "several",
        replace(follow_up, receivers=("yamada@client.example", "sato@client.example", "partner@partner.example")),
    )
    yield (
        "unproven",
        replace(
            follow_up,
            author=Author(address="yamada@client.example", proof="C 署名付きの返信先のみ", proven=False),
            next_clock=None,
            attachments=(),
        ),
    )
