"""A month with something in every part of its report, for the tests of looks."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from mailbot.desk.cases import Status
from mailbot.desk.faults import FaultEvent, FaultEventKind, FaultFacts, fault_from_events
from mailbot.desk.labels import CLOCK_LABELS
from mailbot.desk.reports import Report, ReportInput, ReportLabels, Scope, UnitsLine, month_of
from mailbot.desk.reports_cases import CaseRecord, Promise, Why
from mailbot.desk.reports_figures import report_of
from mailbot.desk.reports_usage import UsageRow
from mailbot.desk.uptime import Outage, PlannedStop, Service
from mailbot.desk.uptime_month import Happenings, uptime

NOVEMBER = month_of(date(2026, 11, 1), "Asia/Tokyo")
TITLES = {"portal": {"ja": "例示ポータル", "en": "Example Portal"}, "mail": {"ja": "例示メール", "en": "Example Mail"}}
SERVICES = {
    "portal": Service(name="portal", titles=TITLES["portal"], target=Decimal("99.9")),
    "mail": Service(name="mail", titles=TITLES["mail"], target=Decimal("99.0")),
}
LABELS = ReportLabels(
    categories={
        "question": {"ja": "操作のご質問", "en": "Question"},
        "fault": {"ja": "障害", "en": "Fault"},
        "wish": {"ja": "ご要望・変更のご依頼", "en": "Wish"},
    },
    priorities={"normal": {"ja": "通常", "en": "Normal"}, "urgent": {"ja": "緊急", "en": "Urgent"}},
    clocks={"answer": CLOCK_LABELS["answer"], "resolve": CLOCK_LABELS["resolve"]},
    services=TITLES,
)


def at(day: int, clock: str = "10:00", month: int = 11) -> datetime:
    return datetime.fromisoformat(f"2026-{month:02d}-{day:02d}T{clock}:00+09:00")


def case(number: int, **more: Any) -> CaseRecord:
    """The n-th case: received on its day of the month, one in six a fault and one in ten a wish."""
    day = 1 + number % 28
    category = "fault" if number % 6 == 0 else "wish" if number % 10 == 3 else "question"
    is_closed = number % 5 != 0
    broken = number % 11 == 0
    promise = Promise(
        clock="answer",
        due=at(day, "16:00"),
        met_at=at(day, "17:30") if broken else at(day, "11:00"),
        breached_at=at(day, "16:00") if broken else None,
        late_minutes=60 if broken else None,
        late_elapsed=90 if broken else None,
        paused_minutes=120 if number == 22 else 0,
        why=Why.LATE if broken else Why.KEPT,
        said="部品の到着を待っていたため" if number == 22 else "",
    )
    values: dict[str, Any] = {
        "id": number,
        "number": f"INC-{number:06d}",
        "contract": "C-1",
        "subject": f"請求書の印刷について {number}",
        "category": category,
        "priority": "urgent" if number % 9 == 0 else "normal",
        "status": Status.CLOSED if is_closed else Status.OPEN,
        "received_at": at(day, "09:30"),
        "first_answer_at": promise.met_at,
        "closed_at": at(min(30, day + 2), "15:00") if is_closed else None,
        "answer_minutes": 90 + number,
        "answer_elapsed": 120 + number,
        "promises": (promise,),
        "next_due": None if is_closed else at(2, "12:00", 12),
        "feasibility": "次の版で対応します" if number == 13 else "",
        "cost": "無償" if number == 13 else "",
    }
    return CaseRecord(**{**values, **more})


def fault() -> Any:
    """Two hours of the portal on the 9th."""
    facts = FaultFacts(
        services=("portal",),
        symptom={"ja": "ログインできない", "en": "Nobody could sign in"},
        scope={"ja": "すべての利用者", "en": "All users"},
        cause={"ja": "認証サーバーの証明書の期限切れ", "en": "An expired certificate of the sign-in server"},
        remedy={"ja": "証明書を更新しました", "en": "The certificate was renewed"},
        prevention={"ja": "期限の60日前に知らせる監視を加えました", "en": "We are now warned 60 days ahead"},
        began=at(9, "10:00"),
        recovered=at(9, "12:05"),
        cases=(6, 12),
    )
    return fault_from_events("FLT-0001", [FaultEvent(at=at(9, "10:20"), kind=FaultEventKind.DECLARED, facts=facts)])


def november(*, contract: str = "C-1") -> Report:
    """The report of November 2026 on one contract."""
    happenings = Happenings(
        as_of=NOVEMBER.ends,
        outages=(
            Outage(key="FLT-0001", services=("portal",), start=at(9, "10:00"), end=at(9, "12:05")),
            Outage(
                key="FLT-0002", services=("mail",), start=at(17, "03:00"), end=at(17, "03:30"), outside_control=True
            ),
        ),
        stops=(
            PlannedStop(
                key="announcement:4",
                services=("portal",),
                start=at(22, "02:00"),
                end=at(22, "05:00"),
                announced_at=at(1, "10:00"),
            ),
        ),
    )
    return report_of(
        ReportInput(
            period=NOVEMBER,
            scope=Scope(contract=contract, client="株式会社例示商事", services=("portal", "mail")),
            cases=tuple(case(number) for number in range(1, 41)),
            faults=(fault(),),
            uptimes=tuple(
                uptime(
                    one,
                    NOVEMBER.first,
                    NOVEMBER.tz,
                    happenings,
                    services=SERVICES,
                    is_closed=lambda day: day.weekday() > 4,
                )
                for one in SERVICES.values()
            ),
            units=(
                UnitsLine(contract="C-1", pack="PO-17", used=4, given_back=1, left=6, valid_until=date(2027, 3, 31)),
            ),
            usage=(
                UsageRow(month=NOVEMBER.first, name="ログイン回数", value=Decimal(12345), unit="回", service="portal"),
                UsageRow(month=NOVEMBER.first, name="保存容量", value=Decimal("38.5"), unit="GB", service="mail"),
            ),
            labels=LABELS,
            services=SERVICES,
        )
    )
