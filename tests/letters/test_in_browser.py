"""The letters as a browser lays them out: nothing overflows a phone, dates stay whole, everything can be read.

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

from mailbot.desk.letters import InterimReport, Letter
from mailbot.desk.letters.samples import DESK, OPENED, READERS, samples
from mailbot.desk.letters.samples_desk import NEW_CASE
from mailbot.edges.templates import Stationery, shipped_templates

STATIONERY = Stationery([shipped_templates()], DESK)
REPORT = next(sample.letter for sample in samples() if isinstance(sample.letter, InterimReport))
LONG = "https://files.client.example/" + "a-very-long-name-without-a-space" * 8
MEASURE = """
<script>
const linear = part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
const channel = value => linear(value / 255);
const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
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
  const width = page.documentElement.scrollWidth;
  const found = { name: frame.name, width, text: 99, edge: 99, smallest: 99, broken: [] };
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  for (let node; node = walker.nextNode();) {
    const element = node.parentElement, style = view.getComputedStyle(element);
    if (!node.textContent.trim() || !element.getClientRects().length) continue;
    found.text = Math.min(found.text, contrast(rgb(style.color), ground(element, view)));
    found.smallest = Math.min(found.smallest, parseFloat(style.fontSize));
  }
  for (const box of page.querySelectorAll('.box, .rule, .said')) {
    const style = view.getComputedStyle(box);
    const side = box.matches('.said') ? style.borderLeftColor : style.borderTopColor;
    found.edge = Math.min(found.edge, contrast(rgb(side), ground(box.parentElement, view)));
  }
  for (const span of page.querySelectorAll('span[style*=nowrap]'))
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
    """What the browser measured of one letter; contrasts are WCAG's ratios, sizes CSS pixels."""

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
        reason = "no Chromium: the letters are not looked at (make test-servers installs it)"
        if os.environ.get("MAILBOT_REQUIRE_SERVERS") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def every_letter() -> dict[str, str]:
    hostile: list[tuple[str, Letter]] = [
        ("long-subject", replace(OPENED, subject=LONG)),
        ("long-text", replace(NEW_CASE, text=f"{LONG}\n{LONG}", attachments=(LONG,), client="x" * 90)),
        ("long-report", replace(REPORT, status=LONG, done="長い文。" * 60, by_person=True, text=f"{LONG}\n  {LONG}")),
    ]
    letters = [(f"{sample.letter.key}.{sample.variant}", sample.letter) for sample in samples()] + hostile
    return {
        f"{name}.{language}": STATIONERY.render(letter, reader).html
        for name, letter in letters
        for language, reader in READERS.items()
    }


def looked_at(chromium: str, folder: Path, letters: dict[str, str], *, width: int) -> list[Looks]:
    frames = "".join(
        f'<iframe name="{name}" style="border:0;width:{width}px;height:600px" srcdoc="{html.escape(page)}"></iframe>'
        for name, page in letters.items()
    )
    page = folder / "letters.html"
    page.write_text(f"<!doctype html><meta charset=utf-8>{MEASURE}<body>{frames}", encoding="utf-8")
    switches = "headless no-sandbox disable-gpu hide-scrollbars disable-background-networking disable-component-update"
    command = [chromium, *(f"--{switch}" for switch in f"{switches} disable-sync no-first-run dump-dom".split())]
    command += [f"--user-data-dir={folder / 'profile'}", "--window-size=1200,800", page.as_uri()]
    shown = subprocess.run(command, capture_output=True, timeout=120, check=True).stdout.decode("utf-8")
    measured = re.search(r"<pre>(.*?)</pre>", shown, re.DOTALL)
    assert measured is not None, shown[:500]
    return [Looks(**found) for found in json.loads(html.unescape(measured[1]))]


@pytest.mark.parametrize("width", [320, 600])
def test_no_letter_overflows_and_no_date_is_broken(chromium: str, tmp_path: Path, width: int) -> None:
    letters = every_letter()

    looks = looked_at(chromium, tmp_path, letters, width=width)

    assert len(looks) == len(letters)
    assert [(one.name, one.width) for one in looks if one.width > width] == []
    assert [(one.name, one.broken) for one in looks if one.broken] == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_and_edges_can_be_seen(chromium: str, tmp_path: Path, dark: bool) -> None:
    """4.5:1 for text, 3:1 for edges, nothing under 13 px (LETTERS 4.2, 4.4), also where the dark rules apply."""
    letters = every_letter()
    if dark:
        letters = {name: page.replace("(prefers-color-scheme:dark)", "all") for name, page in letters.items()}

    looks = looked_at(chromium, tmp_path, letters, width=390)

    assert [(one.name, one.text) for one in looks if one.text < 4.5] == []
    assert [(one.name, one.edge) for one in looks if one.edge < 3] == []
    assert [(one.name, one.smallest) for one in looks if one.smallest < 13] == []


def test_the_measuring_itself_sees_what_is_wrong(chromium: str, tmp_path: Path) -> None:
    bad = {
        "wide": '<table width="400"><tr><td>x</td></tr></table>',
        "pale": '<p style="color:#bbbbbb;font-size:12px">pale</p>',
        "broken": '<p style="width:60px">a <span style="--was:nowrap">2026 12 28 10 20</span></p>',
    }

    wide, pale, broken = looked_at(chromium, tmp_path, bad, width=320)

    assert wide.width > 320
    assert pale.text < 4.5
    assert pale.smallest == 12
    assert broken.broken == ["2026 12 28 10 20"]
