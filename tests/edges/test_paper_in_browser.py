"""The page as a browser lays it out: it fits a phone and A4, dates stay whole, everything can be read.

Needs Chromium. Without it these tests are skipped; with MAILBOT_REQUIRE_SERVERS=1 they fail instead.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from mailbot.cli.policy_paper import Asked, paper_of
from mailbot.config import load_config
from mailbot.desk.policy_paper_values import Facts, Section, Table
from mailbot.edges.paper import as_html
from tests.browser import Kind, chromium_or_skip, looked_at, run

CONFIG = Path(__file__).parents[2] / "config.example.toml"
LONG = "a-very-long-key-without-a-space" * 4
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


@pytest.fixture(scope="module")
def chromium() -> str:
    return chromium_or_skip("the papers")


def pages() -> dict[str, str]:
    """Both papers of the example configuration in both languages, and one with a name that does not end."""
    config = load_config(CONFIG)
    asked = [Asked(on="2027-04-02", language=language) for language in ("ja", "en")]
    papers = [paper_of(config, "standard", one, changes=changes) for one in asked for changes in (False, True)]
    row = (("項目",), (LONG,), (LONG,))
    long = Section(
        heading=LONG,
        blocks=(
            Facts(rows=((LONG, (LONG,)),)),
            Table(head=("項目", "改定前", "改定後"), rows=(row,), kind="change"),
            Table(head=("項目", LONG), rows=(row[:2],)),
        ),
    )
    papers.append(replace(papers[0], title=LONG, sections=(long,)))
    return {f"{one.language}-{place}": as_html(one) for place, one in enumerate(papers)}


@pytest.mark.parametrize("width", [320, 390, 680, 1200])
def test_no_page_overflows_and_no_date_is_broken(chromium: str, tmp_path: Path, width: int) -> None:
    found = pages()

    looks = looked_at(chromium, tmp_path, found, PAPER, width=width)

    assert len(looks) == len(found)
    assert [(one.name, one.width) for one in looks if one.width > width] == []
    assert [(one.name, one.broken) for one in looks if one.broken] == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_and_edges_can_be_seen(chromium: str, tmp_path: Path, dark: bool) -> None:
    """4.5:1 for text, 3:1 for edges, nothing under 13 px (LETTERS 4.2, 4.4), also where the dark rules apply."""
    found = pages()
    if dark:
        found = {name: page.replace("(prefers-color-scheme:dark)", "all") for name, page in found.items()}

    looks = looked_at(chromium, tmp_path, found, PAPER, width=390)

    assert [(one.name, one.text) for one in looks if one.text < 4.5] == []
    assert [(one.name, one.edge) for one in looks if one.edge < 3] == []
    assert [(one.name, one.smallest) for one in looks if one.smallest < 13] == []


def test_it_prints_on_a4(chromium: str, tmp_path: Path) -> None:
    page, printed = tmp_path / "paper.html", tmp_path / "paper.pdf"
    page.write_text(pages()["ja-0"], encoding="utf-8")

    run(chromium, tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={printed}", page.as_uri())

    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed.read_bytes())
    sizes = {(round(float(width)), round(float(height))) for width, height in boxes}
    assert sizes in ({(595, 842)}, {(596, 842)}, {(594, 841)})
    assert 2 <= len(boxes) <= 6
