"""A statement as a browser lays it out: it fits a phone and A4, figures stand in their columns, all can be read.

Needs Chromium. Without it these tests are skipped; with MAILBOT_REQUIRE_SERVERS=1 they fail instead.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from mailbot.desk.ledger_acts import record_session
from mailbot.desk.packs_prices import Prices, TaxRate
from mailbot.desk.statements import statement
from mailbot.desk.statements_paper import Shown, statement_paper
from mailbot.edges.paper import as_html, as_text
from tests.browser import Kind, chromium_or_skip, looked_at, run
from tests.ledger_fixtures import TIME, TOKYO, Keeper, pack

PAPER = Kind(
    edges="""
  for (const cell of page.querySelectorAll('td')) {
    const style = view.getComputedStyle(cell);
    if (parseFloat(style.borderTopWidth))
      found.edge = Math.min(found.edge, contrast(rgb(style.borderTopColor), ground(cell.parentElement, view)));
  }
""",
    whole=".keep",
)
SHOWN = Shown(
    client="株式会社例示商事",
    desk={"ja": "例示サポート", "en": "Example Support"},
    made_on=date(2027, 4, 2),
    zone=TOKYO,
    unit={"ja": "単位", "en": "unit"},
    block=10,
    numbers={},
)


@pytest.fixture(scope="module")
def chromium() -> str:
    return chromium_or_skip("the statements")


def pages() -> dict[str, str]:
    """A year of sixty cases with large amounts, in both languages."""
    prices = Prices(
        fixed=Decimal(12_500_000),
        per_licence=Decimal(500),
        per_unit=Decimal(3000),
        taxes=(TaxRate(valid_from=date(2019, 10, 1), rate=Decimal("0.10")),),
    )
    desk = Keeper(replace(TIME, prices=prices), pack(units=1200))
    for number in range(1, 61):
        desk.on((date(2026, 4, 1) + timedelta(days=number)).strftime("%Y-%m-%dT10:00"))
        desk.do(record_session, case_id=number, minutes=45)
    made = statement(desk.account, date(2026, 4, 1), date(2027, 3, 31), licences=1500, began=date(2026, 4, 1))
    return {language: as_html(statement_paper(made, SHOWN, language)) for language in ("ja", "en")}


@pytest.mark.parametrize("width", [320, 390, 680, 1200])
def test_no_page_overflows_and_no_date_is_broken(chromium: str, tmp_path: Path, width: int) -> None:
    looks = looked_at(chromium, tmp_path, pages(), PAPER, width=width)

    assert [(one.name, one.width) for one in looks if one.width > width] == []
    assert [(one.name, one.broken) for one in looks if one.broken] == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_and_edges_can_be_seen(chromium: str, tmp_path: Path, dark: bool) -> None:
    """4.5:1 for text, 3:1 for edges, nothing under 13 px (LETTERS 4.2, 4.4)."""
    found = pages()
    if dark:
        found = {name: page.replace("(prefers-color-scheme:dark)", "all") for name, page in found.items()}

    looks = looked_at(chromium, tmp_path, found, PAPER, width=390)

    assert [(one.name, one.text, one.edge) for one in looks if one.text < 4.5 or one.edge < 3] == []
    assert [(one.name, one.smallest) for one in looks if one.smallest < 13] == []


def test_it_prints_on_a4_with_japanese_type(chromium: str, tmp_path: Path) -> None:
    page, printed = tmp_path / "paper.html", tmp_path / "paper.pdf"
    page.write_text(pages()["ja"], encoding="utf-8")

    run(chromium, tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={printed}", page.as_uri())

    content = printed.read_bytes()
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content)
    assert {(round(float(width)), round(float(height))) for width, height in boxes} <= {
        (595, 842),
        (596, 842),
        (594, 841),
    }
    assert 2 <= len(boxes) <= 4
    assert re.search(rb"/FontName\s*/(?:[A-Z]{6}\+)?\S*(CJK|Gothic|JP|IPA|Mincho)", content)


def test_nothing_is_loaded_from_elsewhere() -> None:
    for page in pages().values():
        assert re.search(r"(?i)\b(?:src|href|url)\s*[=(]|@import|<script", page) is None


def test_in_a_terminal_figures_stand_flush_right() -> None:
    desk = Keeper(TIME, pack(units=1200))
    desk.do(record_session, case_id=1, minutes=45)
    made = statement(desk.account, date(2026, 4, 1), date(2026, 4, 30))

    lines = as_text(statement_paper(made, SHOWN, "en")).splitlines()

    assert lines[-2:] == [
        "Wed 1 Apr 2026  Order PO-1      +1,200  1,200",
        "Wed 1 Apr 2026  1 (45 minutes)      -2  1,198",
    ]
