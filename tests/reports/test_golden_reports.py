"""The report of a small month as it was read and approved: figures as JSON and CSV, words as text and page.

`MAILBOT_WRITE_GOLDEN=1` writes the files anew; what changed is then to be read before it is kept.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from mailbot.desk.report_looks import sheet_of
from mailbot.desk.reports import Report
from mailbot.desk.reports_writing import report_csv, report_json
from mailbot.edges.report_page import report_html, report_text
from tests.report_fixtures import november

GOLDEN = Path(__file__).parent / "golden"
WRITES = os.environ.get("MAILBOT_WRITE_GOLDEN") == "1"
MADE: dict[str, Callable[[Report], bytes]] = {
    "november.json": report_json,
    "november.csv": report_csv,
    "november.ja.txt": lambda report: report_text(sheet_of(report, "ja", "例示サポート")).encode(),
    "november.en.txt": lambda report: report_text(sheet_of(report, "en", "Example Support")).encode(),
    "november.ja.html": lambda report: report_html(sheet_of(report, "ja", "例示サポート")).encode(),
    "november.en.html": lambda report: report_html(sheet_of(report, "en", "Example Support")).encode(),
}


@pytest.mark.parametrize("name", MADE)
def test_a_report_is_as_it_was_approved(name: str) -> None:
    made = MADE[name](november())

    if WRITES:
        GOLDEN.mkdir(exist_ok=True)
        (GOLDEN / name).write_bytes(made)
    assert made == (GOLDEN / name).read_bytes()
