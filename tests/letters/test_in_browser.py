"""The letters as a browser lays them out: nothing overflows a phone, dates stay whole, everything can be read.

Needs Chromium. Without it these tests are skipped; with MAILBOT_REQUIRE_SERVERS=1 they fail instead.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mailbot.desk.letters import InterimReport, Letter
from mailbot.desk.letters.samples import DESK, OPENED, READERS, samples
from mailbot.desk.letters.samples_desk import NEW_CASE
from mailbot.edges.templates import Stationery, shipped_templates
from tests.browser import Kind, chromium_or_skip, looked_at

STATIONERY = Stationery([shipped_templates()], DESK)
REPORT = next(sample.letter for sample in samples() if isinstance(sample.letter, InterimReport))
LONG = "https://files.client.example/" + "a-very-long-name-without-a-space" * 8
LETTER = Kind(
    edges="""
  for (const box of page.querySelectorAll('.box, .rule, .said')) {
    const style = view.getComputedStyle(box);
    const side = box.matches('.said') ? style.borderLeftColor : style.borderTopColor;
    found.edge = Math.min(found.edge, contrast(rgb(side), ground(box.parentElement, view)));
  }
""",
    whole="span[style*=nowrap]",
)


@pytest.fixture(scope="module")
def chromium() -> str:
    return chromium_or_skip("the letters")


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


@pytest.mark.parametrize("width", [320, 600])
def test_no_letter_overflows_and_no_date_is_broken(chromium: str, tmp_path: Path, width: int) -> None:
    letters = every_letter()

    looks = looked_at(chromium, tmp_path, letters, LETTER, width=width)

    assert len(looks) == len(letters)
    assert [(one.name, one.width) for one in looks if one.width > width] == []
    assert [(one.name, one.broken) for one in looks if one.broken] == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_and_edges_can_be_seen(chromium: str, tmp_path: Path, dark: bool) -> None:
    """4.5:1 for text, 3:1 for edges, nothing under 13 px (LETTERS 4.2, 4.4), also where the dark rules apply."""
    letters = every_letter()
    if dark:
        letters = {name: page.replace("(prefers-color-scheme:dark)", "all") for name, page in letters.items()}

    looks = looked_at(chromium, tmp_path, letters, LETTER, width=390)

    assert [(one.name, one.text) for one in looks if one.text < 4.5] == []
    assert [(one.name, one.edge) for one in looks if one.edge < 3] == []
    assert [(one.name, one.smallest) for one in looks if one.smallest < 13] == []


def test_the_measuring_itself_sees_what_is_wrong(chromium: str, tmp_path: Path) -> None:
    bad = {
        "wide": '<table width="400"><tr><td>x</td></tr></table>',
        "pale": '<p style="color:#bbbbbb;font-size:12px">pale</p>',
        "broken": '<p style="width:60px">a <span style="--was:nowrap">2026 12 28 10 20</span></p>',
    }

    wide, pale, broken = looked_at(chromium, tmp_path, bad, LETTER, width=320)

    assert wide.width > 320
    assert pale.text < 4.5
    assert pale.smallest == 12
    assert broken.broken == ["2026 12 28 10 20"]
