"""The report's page as a browser lays it out: it fits a phone and A4, dates stay whole, everything can be read.

Needs Chromium. Without it these tests are skipped; with MAILBOT_REQUIRE_SERVERS=1 they fail instead.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mailbot.desk.report_looks import sheet_of
from mailbot.edges.report_page import report_html
from tests.browser import Kind, chromium_or_skip, looked_at, run
from tests.report_fixtures import november

REPORT = Kind(edges="", whole=".keep")


@pytest.fixture(scope="module")
def chromium() -> str:
    return chromium_or_skip("the reports")


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return {language: report_html(sheet_of(november(), language, "例示サポート")) for language in ("ja", "en")}


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_page_overflows_and_no_date_is_broken(
    chromium: str, tmp_path: Path, pages: dict[str, str], width: int
) -> None:
    looks = looked_at(chromium, tmp_path, pages, REPORT, width=width)

    assert len(looks) == len(pages)
    assert [(one.name, one.width) for one in looks if one.width > width] == []
    assert [(one.name, one.broken) for one in looks if one.broken] == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_text_can_be_read(chromium: str, tmp_path: Path, pages: dict[str, str], dark: bool) -> None:
    """4.5:1, nothing under 13 px, also where the dark rules apply."""
    found = {name: page.replace("(prefers-color-scheme:dark)", "all") for name, page in pages.items()}

    looks = looked_at(chromium, tmp_path, found if dark else pages, REPORT, width=390)

    assert [(one.name, one.text) for one in looks if one.text < 4.5] == []
    assert [(one.name, one.smallest) for one in looks if one.smallest < 13] == []


def test_it_prints_on_a4(chromium: str, tmp_path: Path, pages: dict[str, str]) -> None:
    page, printed = tmp_path / "report.html", tmp_path / "report.pdf"
    page.write_text(pages["ja"], encoding="utf-8")

    run(chromium, tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={printed}", page.as_uri())

    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed.read_bytes())
    assert {(round(float(width)), round(float(height))) for width, height in boxes} <= {
        (595, 842), (596, 842), (594, 841),
    }  # fmt: skip
    assert 2 <= len(boxes) <= 7
