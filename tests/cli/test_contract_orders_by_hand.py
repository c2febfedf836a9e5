"""Orders made on the command line beside a declared contract: listed, shown, and known however they are spelt."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mailbot.cli import contracts
from mailbot.cli.contract_orders import Ordered, cancel_order, place_order
from mailbot.cli.running import run_once
from mailbot.config import load_config
from mailbot.config.findings import ConfigError
from mailbot.desk.complaints import Complaints

SMALL = (Path(__file__).parents[1] / "config/small_desk.toml").read_text(encoding="utf-8")
PACKS = '\n[packs.incidents]\nkind = "incidents"\n\n[[contracts]]'
ORDER = '{ order = "PO-1", units = 10, ordered_on = 2026-01-01 }'
LATER = Ordered(units=10, reference="PO-18", ordered_on="2026-11-01")
Captured = pytest.CaptureFixture[str]


def written(folder: Path, orders: str = ORDER) -> Path:
    path = folder / "config.toml"
    text = SMALL.replace("\n[[contracts]]", PACKS) + f'terms = "incidents"\npacks = [{orders}]\n'
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = written(tmp_path)
    run_once(path, "2026-11-22T09:00+09:00")
    place_order(path, "C-1", LATER, dry_run=False, as_json=False)
    return path


def test_what_was_ordered_by_hand_is_listed_beside_what_the_file_declares(config: Path, capsys: Captured) -> None:
    capsys.readouterr()
    contracts.show_contract(config, "C-1", as_json=False)
    shown = capsys.readouterr().out
    assert "PO-1: " in shown
    assert "PO-18: " in shown

    contracts.show_contract(config, "c-1", as_json=True)
    assert [one["order"] for one in json.loads(capsys.readouterr().out)["packs"]] == ["PO-1", "PO-18"]


def test_the_csv_of_all_contracts_has_them(config: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    capfdbinary.readouterr()
    contracts.list_contracts(config, as_json=False, as_csv=True)
    rows = capfdbinary.readouterr().out.decode("utf-8-sig").splitlines()
    assert [number for number in ("PO-1,", "PO-18,") if any(number in row for row in rows)] == ["PO-1,", "PO-18,"]


@pytest.mark.parametrize("spelt", ["po-18", "ＰＯ－18", "Po-18"])
def test_an_order_is_known_however_its_number_is_spelt(config: Path, capsys: Captured, spelt: str) -> None:
    again = Ordered(units=10, reference=spelt, ordered_on="2026-11-01")
    capsys.readouterr()
    place_order(config, "C-1", again, dry_run=False, as_json=False)
    assert capsys.readouterr().out.startswith("stands already: PO-18")
    with pytest.raises(Complaints, match="PO-18 stands already"):
        place_order(config, "C-1", Ordered(units=5, reference=spelt), dry_run=False, as_json=False)
    with pytest.raises(Complaints, match="PO-1 is declared in"):
        cancel_order(config, "C-1", "po-1", dry_run=False, as_json=False)

    cancel_order(config, "c-1", spelt, dry_run=False, as_json=False)
    assert "cancelled: PO-18" in capsys.readouterr().out
    contracts.show_contract(config, "C-1", as_json=False)
    assert "PO-18" not in capsys.readouterr().out


def test_a_file_that_declares_it_in_other_letters_clashes(config: Path) -> None:
    written(config.parent, f'{ORDER}, {{ order = "po-18", units = 10, ordered_on = 2026-11-01 }}')
    with pytest.raises(Complaints, match="the order po-18 of C-1 is declared in"):
        run_once(config, "2026-11-22T10:00+09:00")


def test_a_file_names_no_number_twice_in_other_letters(tmp_path: Path) -> None:
    path = written(tmp_path, f'{ORDER}, {{ order = "po-1", units = 10, ordered_on = 2026-11-01 }}')
    with pytest.raises(ConfigError, match="the order po-1 is given twice"):
        load_config(path)


def test_a_file_that_spells_a_number_anew_grants_nothing_anew(config: Path, capsys: Captured) -> None:
    written(config.parent, ORDER.replace("PO-1", "po-1"))
    run_once(config, "2026-11-22T10:00+09:00")
    capsys.readouterr()
    contracts.show_contract(config, "C-1", as_json=True)
    shown = json.loads(capsys.readouterr().out)
    assert [one["order"] for one in shown["packs"]] == ["po-1", "PO-18"]
    assert shown["units"]["available"] == 20
