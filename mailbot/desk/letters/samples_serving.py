"""Samples of the letters that answer what admin contacts ask of the desk itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from mailbot.desk.cases import Status
from mailbot.desk.letters.serving import OwnCaseLine, OwnCases, OwnFaultLine, ReportAsked
from mailbot.desk.words import STATUS_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailbot.desk.letters import Letter

RECEIVED = datetime(2026, 11, 20, 5, 12, tzinfo=UTC)


def serving_samples() -> Iterator[tuple[str, Letter]]:
    """The list of cases, in every variant that its template distinguishes."""
    waiting = OwnCaseLine(
        number="INC-000123",
        subject="請求書が届きません",
        status=STATUS_WORDS[Status.OPEN],
        is_open=True,
        received_at=RECEIVED,
        due=RECEIVED + timedelta(days=4),
    )
    ended = OwnCaseLine(
        number="INC-000087",
        subject="印刷の余白について",
        status=STATUS_WORDS[Status.CLOSED],
        is_open=False,
        received_at=RECEIVED - timedelta(days=40),
        closed_at=RECEIVED - timedelta(days=30),
    )
    answered = replace(waiting, number="INC-000119", status=STATUS_WORDS[Status.ANSWERED], due=None)
    listed = OwnCases(contracts=("C-1",), cases=(waiting, answered, ended), since=RECEIVED - timedelta(days=366))
    yield "asked", ReportAsked(contracts=("C-1",), month=date(2026, 11, 1))
    yield "some", listed
    began = RECEIVED - timedelta(days=9)
    fault = OwnFaultLine(
        number="FLT-0002",
        title={"ja": "ログインできない", "en": "Nobody can log in"},
        services={"ja": "顧客ポータル", "en": "the customer portal"},
        began=began,
    )
    over = replace(fault, number="FLT-0001", recovered=began + timedelta(hours=2))
    yield "faults", replace(listed, faults=(fault, over))
    yield "none", replace(listed, cases=())
    yield "cut", replace(listed, contracts=("C-1", "C-2"), cases=(waiting,), has_more=True)
