"""Terms that would count what is left anew: refused by `check`, the start and `contract import`, with both named."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from mailbot.cli.check import check
from mailbot.cli.checking import Gravity
from mailbot.cli.running import run_once
from mailbot.cli.troubles import Problem, in_words
from mailbot.desk.complaints import Complaints
from tests.cli.test_contract_usage import APRIL, ROW, TOKYO, config, imported, june

__all__ = ["config", "june"]
HOURS = '\n[packs.hours]\nkind = "time"\n[[contracts]]'
SAID = 'was sold by the incident, but terms = "hours" counts by the 30 minutes: 10 of its units are left'


def counted_by_time(config: Path) -> None:
    text = config.read_text(encoding="utf-8").replace("[[contracts]]", HOURS, 1)
    config.write_text(text.replace('terms = "incidents"', 'terms = "hours"'), encoding="utf-8")


def test_a_declared_contract_keeps_its_terms_while_units_are_left(config: Path) -> None:
    run_once(config, APRIL)
    counted_by_time(config)

    report = check(config, now=datetime(2026, 6, 1, tzinfo=TOKYO))
    errors = [one for one in report.checked if one.gravity is Gravity.ERROR]
    assert [f"the order PO-1 of C-1 {SAID}" in one.words for one in errors] == [True, False]
    with pytest.raises(Complaints) as refused:
        run_once(config, APRIL)
    told = in_words(refused.value)
    assert told is not None
    assert SAID in told.text


@pytest.mark.parametrize("dry_run", [True, False])
def test_an_import_counts_nothing_anew(config: Path, *, dry_run: bool) -> None:
    imported(config, ROW)
    counted_by_time(config)
    before = config.parent.joinpath("desk.db").read_bytes()

    with pytest.raises(Problem) as refused:
        imported(config, ROW.replace("incidents", "hours"), dry_run=dry_run)

    assert "nothing was changed" in str(refused.value)
    assert f"the order PO-5 of C-2 {SAID}" in str(refused.value)
    assert config.parent.joinpath("desk.db").read_bytes() == before
