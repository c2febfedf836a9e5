"""The guide names every letter, frame and filter that there is."""

from __future__ import annotations

from pathlib import Path

from mailbot.desk.letters import LETTERS
from mailbot.edges.stationery_words import FILTERS
from mailbot.edges.templates import shipped_templates

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "guide" / "letters.md").read_text(encoding="utf-8")


def test_the_guide_names_every_letter() -> None:
    assert [letter.key for letter in LETTERS if f"`{letter.key}`" not in GUIDE] == []


def test_the_guide_names_every_filter() -> None:
    assert [name for name in FILTERS if f"`{name}`" not in GUIDE and f"`{name}(" not in GUIDE] == []


def test_the_guide_names_every_frame_and_layout() -> None:
    frames = {path.stem for path in (shipped_templates() / "ja" / "frame").iterdir()} - {"signature"}
    layouts = {path.stem for path in (shipped_templates() / "layout").iterdir()} - {"page", "blocks"}

    assert [name for name in frames | layouts if f"`{name}`" not in GUIDE] == []
