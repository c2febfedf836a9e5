"""`contract order`, `list`, `show`, `check` and `import` where an order puts the end of a contract off (row E2)."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mailbot.cli import contracts
from mailbot.cli.check import check
from mailbot.cli.contract_orders import Ordered, cancel_order, place_order
from mailbot.cli.running import books, run_once
from mailbot.config import load_config

SMALL = (Path(__file__).parents[1] / "config/small_desk.toml").read_text(encoding="utf-8")
PACKS = """
[packs.incidents]
kind = "incidents"
"""
ORDERS = 'terms = "incidents"\npacks = [{ order = "PO-1", units = 10, ordered_on = 2027-01-01 }]\n'
LATER = Ordered(units=10, reference="PO-18", ordered_on="2027-12-01")
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A contract until the end of 2027, as its only order is."""
    path = tmp_path / "config.toml"
    path.write_text(SMALL.replace("[[contracts]]", f"{PACKS}\n[[contracts]]") + ORDERS, encoding="utf-8")
    return path


def today(monkeypatch: pytest.MonkeyPatch, day: str) -> datetime:
    now = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=ZoneInfo("Asia/Tokyo"))
    for module in ("cases", "contracts", "contract_units", "contract_books"):
        monkeypatch.setattr(f"mailbot.cli.{module}.system_clock", lambda: now)
    return now


def told_by_check(config: Path, now: datetime) -> list[str]:
    return [one.words for one in check(config, now=now).checked if one.place.startswith("contract C-1 ")]


def test_an_order_by_hand_renews_and_its_cancelling_takes_that_back(
    config: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_once(config, "2027-12-01T09:00+09:00")
    now = today(monkeypatch, "2028-02-01")
    assert any(one.startswith("ended on 2027-12-31") for one in told_by_check(config, now))

    place_order(config, "C-1", LATER, dry_run=True, as_json=False)
    place_order(config, "C-1", LATER, dry_run=False, as_json=False)
    assert capsys.readouterr().out.count("the contract runs until 2028-11-30 now") == 2
    assert "its until, 2027-12-31, has passed; renewed by PO-18 until 2028-11-30" in told_by_check(config, now)

    contracts.list_contracts(config, as_json=False, as_csv=False)
    assert "2028-11-30  yes" in capsys.readouterr().out
    contracts.show_contract(config, "C-1", as_json=False)
    assert "in force, renewed by PO-18 until 2028-11-30" in capsys.readouterr().out
    contracts.show_contract(config, "C-1", as_json=True)
    shown = json.loads(capsys.readouterr().out)
    assert (shown["until"], shown["runs_until"], shown["in_force"]) == ("2027-12-31", "2028-11-30", True)

    cancel_order(config, "C-1", "PO-18", dry_run=False, as_json=False)
    assert "the contract ends on 2027-12-31" in capsys.readouterr().out
    assert any(one.startswith("ended on 2027-12-31") for one in told_by_check(config, now))


def test_an_order_without_an_end_is_warned_of(config: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = config.read_text(encoding="utf-8").replace('kind = "incidents"', 'kind = "incidents"\nvalid_months = 0')
    config.write_text(endless, encoding="utf-8")
    run_once(config, "2027-12-01T09:00+09:00")
    today(monkeypatch, "2027-12-02")

    place_order(config, "C-1", LATER, dry_run=False, as_json=False)
    assert "the contract ends on 2027-12-31: an order without an end does not put that off" in capsys.readouterr().out


def test_the_end_that_an_order_gives_is_never_written_to_a_file(
    config: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    run_once(config, "2027-12-01T09:00+09:00")
    today(monkeypatch, "2027-12-02")
    place_order(config, "C-1", LATER, dry_run=False, as_json=False)
    capfdbinary.readouterr()

    contracts.list_contracts(config, as_json=False, as_csv=True)
    written = capfdbinary.readouterr().out.decode("utf-8-sig")
    assert "2027-12-31" in written
    assert "2028-11-30" not in written


@pytest.mark.parametrize("kind", ["csv", "toml"])
def test_what_is_imported_renews_as_well(config: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run_once(config, "2027-12-01T09:00+09:00")
    today(monkeypatch, "2027-12-02")
    file = config.parent / f"clients.{kind}"
    file.write_text(IMPORTED[kind], encoding="utf-8")

    contracts.import_contracts(config, file, dry_run=False, as_json=False)

    with books(load_config(config)) as store:
        found = store.contract("C-2")
    assert found is not None
    assert (str(found.valid_until), str(found.last_day), found.renewed_by) == ("2027-12-31", "2028-09-30", "PO-5")


IMPORTED = {
    "csv": "contract,client,policy,calendar,from,until,terms,name,email,order,units,ordered_on\n"
    "C-2,株式会社例示商事,standard,office,2027/1/1,2027/12/31,incidents,例示 太郎,taro@c2.example,PO-5,10,2027/10/1\n",
    "toml": """
[[contracts]]
id = "C-2"
client = "株式会社例示商事"
policy = "standard"
calendar = "office"
from = 2027-01-01
until = 2027-12-31
terms = "incidents"
packs = [{ order = "PO-5", units = 10, ordered_on = 2027-10-01 }]
contacts = [{ name = "例示 太郎", addresses = ["taro@c2.example"] }]
""",
}
