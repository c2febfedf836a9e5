"""Letters about whole matters with plausible values; a part of the samples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from mailbot.desk.hours import Skipped
from mailbot.desk.labels import CLOCK_LABELS
from mailbot.desk.letters import Author, CaseMerged, CaseSplit, ClockLine, OutOfScope, StaffMerged, StaffReceipt

if TYPE_CHECKING:
    from mailbot.desk.letters import Letter

RECEIVED = datetime(2026, 11, 20, 5, 12, tzinfo=UTC)
ANSWER = ClockLine(name="answer", labels=CLOCK_LABELS["answer"], due=datetime(2026, 11, 24, 8, 0, tzinfo=UTC))
WEEKEND = (
    Skipped(first=date(2026, 11, 21), last=date(2026, 11, 22), kind="weekend", name=""),
    Skipped(first=date(2026, 11, 23), last=date(2026, 11, 23), kind="holiday", name="勤労感謝の日"),
)
UNIT = {"ja": "単位", "en": "units"}
POINTER = (
    "パソコン本体の修理は、ご購入店の修理窓口で承っております。\n保証書と型番をお手元にご用意のうえ、ご相談ください。"
)


def matter_samples() -> Iterator[tuple[str, Letter]]:
    """Split, merged, outside the scope; and the copy that tells staff of a merging."""
    yield from _split_and_merged()
    yield from _out_of_scope()
    merged = StaffMerged(
        number="INC-000123",
        subject="帳票の印刷設定について",
        client="株式会社例示商事",
        contact=Author(address="yamada@client.example", name="山田 太郎"),
        receivers=("yamada@client.example", "sato@client.example"),
        merged_number="INC-000130",
        merged_subject="帳票の右端が切れます",
        by="鈴木 花子",
        joined=("sato@client.example",),
        status={"ja": "対応中", "en": "open"},
        next_clock=replace(ANSWER, left=timedelta(hours=3)),
        text="例示商事の佐藤です。\n帳票の右端が切れて印刷されます。",
        text_language="ja",
        commands=({"ja": "#担当", "en": "#assign"}, {"ja": "#解決", "en": "#resolve"}),
    )
    yield "plain", merged
    yield "nobody-new", replace(merged, joined=(), text="", next_clock=None)


def _split_and_merged() -> Iterator[tuple[str, Letter]]:
    split = CaseSplit(
        number="INC-000131",
        old_number="INC-000123",
        subject="取引先マスターの一括登録について",
        received_at=RECEIVED,
        category={"ja": "操作のご質問", "en": "Question"},
        priority={"ja": "軽微", "en": "Minor"},
        clocks=(ANSWER,),
        skipped=WEEKEND,
    )
    yield "plain", split
    yield "units", replace(split, unit=UNIT, clocks=(), skipped=())
    merged = CaseMerged(
        number="INC-000130",
        subject="帳票の右端が切れます",
        other_number="INC-000123",
        other_subject="帳票の印刷設定について",
        clocks=(ANSWER,),
    )
    yield "ended", merged
    yield "goes-on", replace(merged, goes_on=True, other_subject="", clocks=())


def _out_of_scope() -> Iterator[tuple[str, Letter]]:
    plain = OutOfScope(
        number="INC-000123", subject="パソコンの起動について", by_person=True, text=POINTER, signature="鈴木 花子"
    )
    yield "plain", plain
    yield (
        "greets",
        replace(
            plain,
            text=f"山田様\n\nお世話になっております。\n{POINTER}",
            unit=UNIT,
            close_on=datetime(2026, 12, 2, 8, 0, tzinfo=UTC),
        ),
    )


def receipt_samples(receipt: StaffReceipt) -> Iterator[tuple[str, Letter]]:
    """A receipt that names other cases, and the time that a case has taken."""
    yield (
        "related",
        replace(receipt, sent_to=(), sent_at=None, related=("INC-000131",), time_spent=timedelta(minutes=85)),
    )
