"""Chromium as the judge of what people see: how wide a page lies, what breaks, what can be read."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest

SWITCHES = (
    "headless no-sandbox disable-gpu hide-scrollbars disable-background-networking disable-component-update"
    " disable-sync no-first-run"
)
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
@EDGES@  for (const span of page.querySelectorAll('@WHOLE@'))
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What pages of one kind are measured by: script that lowers `found.edge` by the page's edges, and the selector of
    spans that must not break.
    """

    edges: str
    whole: str


def chromium_or_skip(what: str) -> str:
    """The browser's path. Without one the test is skipped, or fails with MAILBOT_REQUIRE_SERVERS=1."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        reason = f"no Chromium: {what} are not looked at (make test-servers installs it)"
        if os.environ.get("MAILBOT_REQUIRE_SERVERS") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def run(chromium: str, folder: Path, *arguments: str) -> bytes:
    """One run of the browser, without a network of its own; what it printed."""
    switches = [f"--{switch}" for switch in SWITCHES.split()]
    command = [chromium, *switches, f"--user-data-dir={folder / 'profile'}", *arguments]
    return subprocess.run(command, capture_output=True, timeout=120, check=True).stdout


def looked_at(chromium: str, folder: Path, pages: dict[str, str], kind: Kind, *, width: int) -> list[Looks]:
    """Every page in a frame of this width, measured."""
    frames = "".join(
        f'<iframe name="{name}" style="border:0;width:{width}px;height:600px" srcdoc="{html.escape(page)}"></iframe>'
        for name, page in pages.items()
    )
    measure = MEASURE.replace("@EDGES@", kind.edges).replace("@WHOLE@", kind.whole)
    page = folder / "pages.html"
    page.write_text(f"<!doctype html><meta charset=utf-8>{measure}<body>{frames}", encoding="utf-8")
    shown = run(chromium, folder, "--dump-dom", "--window-size=1400,800", page.as_uri()).decode("utf-8")
    measured = re.search(r"<pre>(.*?)</pre>", shown, re.DOTALL)
    assert measured is not None, shown[:500]
    return [Looks(**found) for found in json.loads(html.unescape(measured[1]))]
