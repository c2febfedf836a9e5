"""The report that the guide shows is what its command makes of its story."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailbot.cli.reports import Wanted, make_report
from mailbot.cli.troubles import WrongUse

SHOWN = Path(__file__).resolve().parents[2] / "docs" / "guide" / "reports"


def test_the_command_of_the_guide_makes_the_report_that_it_shows(tmp_path: Path) -> None:
    wanted = Wanted(month="2026-11", contract="C-1", forms="html,csv", story=SHOWN / "november.toml", out=tmp_path)

    make_report(SHOWN / "desk.toml", wanted)

    for name in ("report-2026-11-C-1.html", "report-2026-11-C-1.csv"):
        assert (tmp_path / name).read_bytes() == (SHOWN / name).read_bytes(), name


def test_a_story_is_sent_to_nobody() -> None:
    wanted = Wanted(month="2026-11", contract="C-1", story=SHOWN / "november.toml", send=True)

    with pytest.raises(WrongUse, match="did not happen"):
        make_report(SHOWN / "desk.toml", wanted)


def test_an_answer_to_a_letter_that_nobody_had_is_wrong_use(tmp_path: Path) -> None:
    story = tmp_path / "story.toml"
    mail = '[[mails]]\nat = "2026-11-02T10:00"\nfrom = "suzuki@vendor.example"\nanswers = "別の件"\ntext = "x"\n'
    story.write_text(mail, encoding="utf-8")

    with pytest.raises(WrongUse, match="has received no letter"):
        make_report(SHOWN / "desk.toml", Wanted(month="2026-11", story=story))
