"""`contract usage`, `order`, `cancel`, `show` and `import` with orders, and `verify`: bought, used and left."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from mailbot.cli import contracts
from mailbot.cli.case_objects import units_of
from mailbot.cli.check import check
from mailbot.cli.checking import Gravity
from mailbot.cli.contract_orders import Ordered, cancel_order, place_order
from mailbot.cli.contract_units import show_usage
from mailbot.cli.running import books, run_once, verify_store
from mailbot.cli.troubles import Problem, WrongUse
from mailbot.config import ConfigError, load_config
from mailbot.desk.complaints import Complaints
from mailbot.desk.ledger import Act
from mailbot.desk.ledger_acts import NotEnough, close, reserve
from mailbot.store.unit import Unit
from tests.store.mails import open_case

TOKYO = ZoneInfo("Asia/Tokyo")
SMALL = (Path(__file__).parents[1] / "config/small_desk.toml").read_text(encoding="utf-8")
PACKS = """
[packs.incidents]
kind = "incidents"
levels = { normal = { units = 1, default = true }, a = { units = 3 } }
"""
ORDERS = """terms = "incidents"
packs = [
    { order = "PO-1", units = 10, ordered_on = 2026-04-01 },
    { order = "PO-2", units = 5, ordered_on = 2027-04-01 },
]
"""
APRIL = "2026-04-01T09:00+09:00"
NOON = datetime(2026, 5, 12, 12, tzinfo=TOKYO)
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(SMALL.replace("[[contracts]]", f"{PACKS}\n[[contracts]]") + ORDERS, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def june(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands are given on 1 June 2026, whenever the tests are."""
    for module in ("cases", "contracts", "contract_units", "contract_books"):
        monkeypatch.setattr(f"mailbot.cli.{module}.system_clock", lambda: datetime(2026, 6, 1, tzinfo=TOKYO))


@contextmanager
def working(config: Path) -> Iterator[Unit]:
    with books(load_config(config)) as store, store.unit(NOON) as unit:
        yield unit


def worked(config: Path, *, units: int) -> int:
    """A case on which work began on 12 May and ended; its id."""
    run_once(config, APRIL)
    offers = load_config(config).offers
    with working(config) as unit:
        terms = offers.by_name["incidents"].terms
        case = open_case(unit)
        for act in (Act(at=NOON, cause="start", actor="staff:suzuki"), Act(at=NOON, cause="end")):
            account = unit.account("C-1", terms, TOKYO, cases=[case.id])
            doing = reserve(account, act, case_id=case.id, units=units) if act.cause == "start" else None
            lines = close(account, act, case_id=case.id) if doing is None else doing
            assert not isinstance(lines, NotEnough)
            unit.append_lines(lines)
    return case.id


def used(config: Path, captured: Captured, *, first: str = "", last: str = "") -> dict[str, Any]:
    captured.readouterr()
    show_usage(config, "C-1", first=first, last=last, as_json=True)
    found: dict[str, Any] = json.loads(captured.readouterr().out)
    return found


def test_the_ledger_is_shown_with_the_balance_after_each_line(config: Path, capsys: Captured) -> None:
    worked(config, units=3)
    capsys.readouterr()

    show_usage(config, "C-1", first="", last="", as_json=False)

    lines = capsys.readouterr().out.splitlines()
    assert [row.split()[2:5] for row in lines[1:3]] == [["granted", "10", "10"], ["granted", "5", "15"]]
    assert lines[3].split() == ["2026-05-12", "12:00", "reserved", "3", "15", "INC-000001", "staff:suzuki"]
    assert lines[4].split() == ["2026-05-12", "12:00", "consumed", "3", "12", "INC-000001", "desk"]
    assert lines[6].startswith("PO-1: 10 units, 7 free, 0 reserved, 3 used, 0 expired")
    assert lines[6].endswith("from 2026-04-01 until 2027-03-31")
    assert lines[8].startswith("left: 7, until 2027-03-31; 0 reserved for cases in work; 5 in packs to come")


def test_what_accepted_cases_will_take_is_told_beside_what_is_left(config: Path, capsys: Captured) -> None:
    worked(config, units=3)
    with working(config) as unit:
        open_case(unit, "not begun")
        open_case(unit, "nor this")
    capsys.readouterr()

    show_usage(config, "C-1", first="", last="", as_json=False)
    last = capsys.readouterr().out.splitlines()[-1]
    place_order(config, "C-1", Ordered(units=10, reference="PO-9"), dry_run=True, as_json=False)
    ordered = capsys.readouterr().out

    assert last.startswith("left: 7, until 2027-03-31; 2 of them for accepted cases not begun; 0 reserved")
    assert "2 of them for accepted cases not begun" in ordered
    assert used(config, capsys)["units"]["promised"] == 2


def test_usage_in_json_has_units_packs_cases_and_lines(config: Path, capsys: Captured) -> None:
    worked(config, units=3)

    found = used(config, capsys)

    assert (found["contract"], found["terms"], found["kind"]) == ("C-1", "incidents", "incidents")
    assert {key: found["units"][key] for key in ("available", "coming", "consumed", "left", "valid_until")} == {
        "available": 7,
        "coming": 5,
        "consumed": 3,
        "left": 7,
        "valid_until": "2027-03-31",
    }
    assert [(one["order"], one["state"], one["free"]) for one in found["packs"]] == [
        ("PO-1", "valid", 7),
        ("PO-2", "coming", 5),
    ]
    assert found["cases"] == [
        {"case": "INC-000001", "used": 3, "reserved": 0, "returned": 0, "minutes": 0, "freed": None}
    ]
    assert [(one["kind"], one["units"], one["left"], one["case"]) for one in found["lines"]] == [
        ("granted", 10, 10, None),
        ("granted", 5, 15, None),
        ("reserved", 3, 15, "INC-000001"),
        ("consumed", 3, 12, "INC-000001"),
    ]


def test_a_period_shows_its_lines_with_the_whole_balance(config: Path, capsys: Captured) -> None:
    worked(config, units=3)

    assert [one["left"] for one in used(config, capsys, first="2026-05-01")["lines"]] == [15, 12]
    assert [one["left"] for one in used(config, capsys, last="2026-04-01")["lines"]] == [10, 15]
    with pytest.raises(WrongUse, match="--from May: write it like 2026-04-01"):
        show_usage(config, "C-1", first="May", last="", as_json=False)


def test_before_the_first_start_nothing_is_granted_yet(config: Path, capsys: Captured) -> None:
    assert used(config, capsys)["lines"] == []
    assert not (config.parent / "desk.db").exists()


def test_a_contract_on_which_nothing_is_counted_says_so(config: Path) -> None:
    config.write_text(SMALL, encoding="utf-8")

    with pytest.raises(Problem, match="nothing is counted on C-1"):
        show_usage(config, "C-1", first="", last="", as_json=False)
    with pytest.raises(WrongUse, match="nothing is counted on C-1"):
        place_order(config, "C-1", Ordered(units=5), dry_run=False, as_json=False)


def test_an_order_by_hand_is_tried_booked_and_cancelled(config: Path, capsys: Captured) -> None:
    run_once(config, APRIL)
    given = Ordered(units=20, reference="PO-9", ordered_on="2026-05-01", price="540,000")

    place_order(config, "C-1", given, dry_run=True, as_json=False)
    tried = used(config, capsys)["units"]["granted"]
    place_order(config, "C-1", given, dry_run=False, as_json=False)
    place_order(config, "C-1", given, dry_run=False, as_json=True)
    booked = json.loads(capsys.readouterr().out.splitlines()[-1])
    cancel_order(config, "C-1", "PO-9", dry_run=False, as_json=False)

    assert tried == 15
    assert booked["units"]["granted"] == 35
    assert booked["ordered"] == {"order": "PO-9", "units": 20, "ordered_on": "2026-05-01", "price": "540000"}
    assert "cancelled: PO-9: units 20" in capsys.readouterr().out
    assert used(config, capsys)["units"]["granted"] == 15
    run_once(config, "2026-06-01T09:00+09:00")
    assert used(config, capsys)["units"]["granted"] == 15


def test_an_order_that_cannot_be_booked_says_what_to_do(config: Path) -> None:
    run_once(config, APRIL)

    with pytest.raises(Complaints, match=r"PO-1 is declared in config\.toml"):
        cancel_order(config, "C-1", "PO-1", dry_run=False, as_json=False)
    with pytest.raises(Complaints, match="stands already"):
        place_order(config, "C-1", Ordered(units=9, reference="PO-1"), dry_run=False, as_json=False)
    with pytest.raises(WrongUse, match="--price much"):
        place_order(config, "C-1", Ordered(units=9, price="much"), dry_run=False, as_json=False)


def test_show_tells_the_orders_and_what_is_left(config: Path, capsys: Captured) -> None:
    worked(config, units=3)
    capsys.readouterr()

    contracts.show_contract(config, "C-1", as_json=False)
    told = capsys.readouterr().out
    contracts.show_contract(config, "C-1", as_json=True)
    found = json.loads(capsys.readouterr().out)

    assert "  ご注文：PO-1：単位数 10、注文日 2026-04-01" in told
    assert "  left: 7, until 2027-03-31" in told
    assert (found["terms"], found["units"]["left"], found["packs"][0]["order"]) == ("incidents", 7, "PO-1")
    assert [one["order"] for one in found["pack_states"]] == ["PO-1", "PO-2"]


def imported(config: Path, rows: str, *, dry_run: bool = False) -> None:
    head = "contract,client,policy,calendar,from,terms,name,email,order,units,ordered_on\n"
    file = config.parent / "clients.csv"
    file.write_text(head + rows, encoding="utf-8")
    contracts.import_contracts(config, file, dry_run=dry_run, as_json=False)


ROW = "C-2,株式会社例示商事,standard,office,2026/4/1,incidents,例示 太郎,taro@c2.example,PO-5,10,2026/4/1\n"


def test_an_import_shows_orders_first_grants_them_and_takes_none_away(config: Path, capsys: Captured) -> None:
    imported(config, ROW, dry_run=True)
    assert "  ご注文：PO-5：単位数 10、注文日 2026-04-01" in capsys.readouterr().out
    assert not (config.parent / "desk.db").exists()

    imported(config, ROW)
    capsys.readouterr()
    imported(config, ROW.replace("PO-5,10", "PO-6,5"))
    assert "  ご注文：なし → PO-6：単位数 5、注文日 2026-04-01" in capsys.readouterr().out
    imported(config, ROW.replace("PO-5,10", "PO-5,12"))
    imported(config, ROW)
    capsys.readouterr()
    show_usage(config, "C-2", first="", last="", as_json=True)

    lines = json.loads(capsys.readouterr().out)["lines"]
    assert [(one["order"], one["units"]) for one in lines] == [("PO-5", 10), ("PO-6", 5), ("PO-5", 2), ("PO-5", -2)]
    assert all(one["by"].startswith("command line") for one in lines)


def test_an_import_with_orders_that_no_terms_take_is_refused_whole(config: Path) -> None:
    with pytest.raises(Problem, match=r'in clients\.csv, contract C-2: there are no terms "gold"'):
        imported(config, ROW.replace("incidents", "gold"))
    with pytest.raises(ConfigError, match=r"clients\.csv:2: units: must be a whole number"):
        imported(config, ROW.replace(",10,", ",ten,"))


def test_verify_proves_the_ledger_beside_the_audit_chain(config: Path, capsys: Captured) -> None:
    worked(config, units=3)
    capsys.readouterr()

    assert verify_store(config) == 0
    assert capsys.readouterr().out == "the audit log is whole\nthe ledger of units is whole\n"
    with books(load_config(config)) as store, store._database.writing() as connection:
        connection.execute(text("update ledger set units = 1 where kind = 'reserved'"))

    assert verify_store(config) == 1
    told = capsys.readouterr().out
    assert "ledger:C-1 4: negative" in told
    assert "the ledger of units was changed" in told


def test_the_units_of_a_case_are_those_used_and_set_aside(config: Path) -> None:
    case_id = worked(config, units=3)

    with working(config) as unit:
        assert units_of(unit.lines_of_case(case_id), case_id) == 3


def test_check_tells_when_no_declared_order_is_valid(config: Path) -> None:
    def told(day: str) -> list[str]:
        now = datetime.fromisoformat(f"{day}T12:00+09:00")
        return [one.words for one in check(config, now=now).checked if "declared orders" in one.words]

    assert told("2026-05-12") == []
    assert len(told("2026-03-01")) == 1


def test_check_tells_which_orders_the_next_start_changes(config: Path) -> None:
    run_once(config, APRIL)
    place_order(config, "C-1", Ordered(units=10, reference="PO-3"), dry_run=False, as_json=False)
    changed = config.read_text(encoding="utf-8").replace('order = "PO-2", units = 5', 'order = "PO-3", units = 5')
    config.write_text(changed, encoding="utf-8")

    told = [one for one in check(config, now=NOON).checked if one.place == "contract C-1 (config.toml)"]

    begins = "an order changes at the next start: "
    assert [one.words.removeprefix(begins) for one in told if one.gravity is Gravity.WARNING] == [
        "PO-2: units 5, ordered_on 2027-04-01 → none",
        "none → PO-3: units 5, ordered_on 2027-04-01",
    ]
    (clash,) = (one.words for one in told if one.gravity is Gravity.ERROR)
    assert clash.startswith(
        "the order PO-3 of C-1 is declared in config.toml and was also made by mail or command line"
    )
    with pytest.raises(Complaints, match="PO-3 of C-1"):
        run_once(config, "2026-06-02T09:00+09:00")

    cancel_order(config, "C-1", "PO-3", dry_run=False, as_json=False)
    run_once(config, "2026-06-02T09:00+09:00")

    with working(config) as unit:
        assert [(one.order.reference, one.is_removed) for one in unit.orders_of("C-1")] == [
            ("PO-1", False),
            ("PO-2", True),
            ("PO-3", False),
        ]


def test_check_tells_of_contracts_made_by_hand_whose_terms_are_gone(config: Path) -> None:
    imported(config, ROW)
    config.write_text(SMALL, encoding="utf-8")

    (told,) = (one for one in check(config, now=NOON).checked if one.place == "contract C-2 (by hand)")

    assert told.gravity is Gravity.ERROR
    assert told.words.startswith("there are no terms [packs.incidents] any more, so that nothing is counted")
