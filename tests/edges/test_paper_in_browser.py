"""The page as a browser lays it out: it fits a phone and A4, dates stay whole, everything can be read.

Needs Chromium. Without it these tests are skipped; with MAILBOT_REQUIRE_SERVERS=1 they fail instead.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from mailbot.cli.policy_paper import Asked, paper_of
from mailbot.config import load_config
from mailbot.desk.policy_paper_values import Facts, Section, Table
from mailbot.edges.paper import as_html

CONFIG = Path(__file__).parents[2] / "config.example.toml"
LONG = "a-very-long-key-without-a-space" * 4
SWITCHES = "headless no-sandbox disable-gpu hide-scrollbars disable-background-networking disable-component-update"
MEASURE = """
<script>
const linear = part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
const rgb = text => text.match(/[\\d.]+/g).map(Number);
const ratio = (x, y) => (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
const contrast = (a, b) => ratio(light(a), light(b));
function ground(element, view) {
  for (let at = element; at; at = at.parentElement) {
    const colour = rgb(view.getComputedStyle(at).backgroundColor);
    if (colour.length < 4 || colour[3] > 0) return colour;
  }
  return [255, 255, 255];
}
function measure(frame) {
  const page = frame.contentDocument, view = frame.contentWindow;
  const found = { name: frame.name, width: page.documentElement.scrollWidth,
    text: 99, edge: 99, smallest: 99, broken: [] };
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  for (let node; node = walker.nextNode();) {
    const element = node.parentElement, style = view.getComputedStyle(element);
    if (!node.textContent.trim() || !element.getClientRects().length) continue;
    found.text = Math.min(found.text, contrast(rgb(style.color), ground(element, view)));
    found.smallest = Math.min(found.smallest, parseFloat(style.fontSize));
  }
  for (const cell of page.querySelectorAll('td')) {
    const style = view.getComputedStyle(cell);
    if (parseFloat(style.borderTopWidth))
      found.edge = Math.min(found.edge, contrast(rgb(style.borderTopColor), ground(cell.parentElement, view)));
  }
  for (const span of page.querySelectorAll('.keep'))
    if (span.getClientRects().length !== 1) found.broken.push(span.textContent);
  return found;
}
window.onload = () => {
  const found = [...document.querySelectorAll('iframe')].map(measure);
  document.body.innerHTML = '';
  const list = document.createElement('pre');
  list.textContent = JSON.stringify(found);
  document.body.append(list);
};
</script>
"""


class Looks(NamedTuple):
    """What the browser measured of one page; contrasts are WCAG's ratios, sizes CSS pixels."""

    name: str
    width: int
    text: float
    edge: float
    smallest: float
    broken: list[str]


@pytest.fixture(scope="module")
def chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        reason = "no Chromium: the papers are not looked at (make test-servers installs it)"
        if os.environ.get("MAILBOT_REQUIRE_SERVERS") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


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


def run(chromium: str, folder: Path, *arguments: str) -> bytes:
    switches = [f"--{switch}" for switch in f"{SWITCHES} disable-sync no-first-run".split()]
    command = [chromium, *switches, f"--user-data-dir={folder / 'profile'}", *arguments]
    return subprocess.run(command, capture_output=True, timeout=120, check=True).stdout


def looked_at(chromium: str, folder: Path, found: dict[str, str], *, width: int) -> list[Looks]:
    frames = "".join(
        f'<iframe name="{name}" style="border:0;width:{width}px;height:600px" srcdoc="{html.escape(page)}"></iframe>'
        for name, page in found.items()
    )
    page = folder / "papers.html"
    page.write_text(f"<!doctype html><meta charset=utf-8>{MEASURE}<body>{frames}", encoding="utf-8")
    shown = run(chromium, folder, "--dump-dom", "--window-size=1400,800", page.as_uri()).decode("utf-8")
    measured = re.search(r"<pre>(.*?)</pre>", shown, re.DOTALL)
    assert measured is not None, shown[:500]
    return [Looks(**one) for one in json.loads(html.unescape(measured[1]))]


@pytest.mark.parametrize("width", [320, 390, 680, 1200])
def test_no_page_overflows_and_no_date_is_broken(chromium: str, tmp_path: Path, width: int) -> None:
    found = pages()

    looks = looked_at(chromium, tmp_path, found, width=width)

    assert len(looks) == len(found)
    assert [(one.name, one.width) for one in looks if one.width > width] == []
    assert [(one.name, one.broken) for one in looks if one.broken] == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_and_edges_can_be_seen(chromium: str, tmp_path: Path, dark: bool) -> None:
    """4.5:1 for text, 3:1 for edges, nothing under 13 px (LETTERS 4.2, 4.4), also where the dark rules apply."""
    found = pages()
    if dark:
        found = {name: page.replace("(prefers-color-scheme:dark)", "all") for name, page in found.items()}

    looks = looked_at(chromium, tmp_path, found, width=390)

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
