"""Samples of the letters to staff about monthly reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from mailbot.desk.letters.staff_reports import StaffReportDecided, StaffReportWanted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailbot.desk.letters import Letter


def staff_report_samples() -> Iterator[tuple[str, Letter]]:
    """One that waits, with and without faults; one that went, and one that was given up."""
    wanted = StaffReportWanted(
        contract="C-1",
        client="株式会社例示商事",
        month=date(2026, 11, 1),
        readers=("山田 太郎", "佐藤 次郎"),
        received=40,
        closed=32,
        open=8,
        met=37,
        missed=3,
        faults=1,
        files=("report-2026-11-C-1.html", "report-2026-11-C-1.csv"),
    )
    yield "waits", wanted
    yield "quiet", replace(wanted, received=0, closed=0, open=0, met=0, missed=0, faults=0, files=())
    decided = StaffReportDecided(
        contract=wanted.contract, client=wanted.client, month=wanted.month, readers=wanted.readers, sent=True
    )
    yield "sent", decided
    yield "dropped", replace(decided, readers=(), sent=False)
