"""Samples of the letters that bring a month's report."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from mailbot.desk.letters.monthly import MonthCount, MonthlyReport, MonthUptime, StaffMonthlyReport

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailbot.desk.letters import Letter


def monthly_samples() -> Iterator[tuple[str, Letter]]:
    """A full month, one in which nothing happened, one that goes on, and the desk's own."""
    full = MonthlyReport(
        month=date(2026, 11, 1),
        contract="C-1",
        received=40,
        closed=32,
        open=8,
        met=37,
        missed=3,
        answer=timedelta(hours=1, minutes=50),
        counts=(
            MonthCount(labels={"ja": "操作のご質問", "en": "Question"}, received=30, share=1),
            MonthCount(labels={"ja": "障害", "en": "Fault"}, received=6, share=0.2),
            MonthCount(labels={"ja": "ご要望", "en": "Wish"}, received=4, share=4 / 30),
        ),
        services=(
            MonthUptime(
                labels={"ja": "顧客ポータル", "en": "Customer portal"},
                percent="99.7094",
                target="99.9",
                met=False,
                down=timedelta(hours=2, minutes=5),
            ),
            MonthUptime(
                labels={"ja": "メール", "en": "Mail"}, percent="100.0000", target="99.0", met=True, down=timedelta(0)
            ),
            MonthUptime(
                labels={"ja": "保存領域", "en": "Storage"}, percent=None, target="", met=None, down=timedelta(0)
            ),
        ),
        faults=1,
        wishes=4,
        files=("report-2026-11-C-1.html", "report-2026-11-C-1.csv"),
    )
    yield "full", full
    empty = replace(
        full, received=0, closed=0, open=0, met=0, missed=0, answer=None, counts=(), services=(), faults=0, wishes=0
    )
    yield "quiet", empty
    yield "running", replace(full, as_of=datetime(2026, 11, 20, 5, 12, tzinfo=UTC), files=("report-2026-11-C-1.html",))
    shared = {one.name: getattr(full, one.name) for one in fields(full) if one.name != "contract"}
    yield "desk", StaffMonthlyReport(**{**shared, "files": ("report-2026-11.html",)})
