"""Every regime of the guide is a whole configuration that a desk can start from, and the guide speaks of each."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailbot.cli.check import check
from mailbot.cli.checking import Gravity
from mailbot.config import load_config
from tests.regimes.playing import REGIMES

FILES = sorted(REGIMES.glob("*.toml"))
GUIDE = (REGIMES.parent / "regimes.md").read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    return path.stem


def test_there_is_one_for_each_regime() -> None:
    assert len(FILES) >= 10


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_it_loads_without_a_warning(path: Path) -> None:
    config = load_config(path)

    assert config.warnings == ()
    assert config.staff
    assert config.contracts


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_it_passes_the_whole_check(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILBOT_IMAP_PASSWORD", "not used")

    report = check(path, now=datetime(2026, 11, 24, 1, 0, tzinfo=UTC))

    found = [one for one in report.checked if one.gravity is not Gravity.FINE and one.place != "Python"]
    assert found == []


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_the_guide_explains_it(path: Path) -> None:
    assert f"(regimes/{path.name})" in GUIDE
