"""`[packs.NAME]` and the orders of contracts in a configuration: read, and looked at across its parts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mailbot.config import Config, ConfigError, load_config
from mailbot.config.additions import check_additions
from mailbot.config.check_packs import without_pack
from mailbot.desk.packs import PackKind
from mailbot.desk.people import Contract

SMALL = (Path(__file__).parent / "small_desk.toml").read_text(encoding="utf-8")
PACKS = """
[packs.incidents]
kind = "incidents"
block = 5
low = 2
levels = { normal = { units = 1, default = true }, a = { units = 3 } }
"""
ORDER = '{ order = "PO-1", units = 10, ordered_on = 2026-04-01 }'


def desk(
    folder: Path,
    *,
    packs: str = PACKS,
    order: str = ORDER,
    terms: str = "incidents",
    renewal: str = "renewal = { days = 60 }",
) -> Path:
    """The small desk with terms and an order on its contract."""
    text = SMALL.replace("from = 2020-01-01\n", f"from = 2020-01-01\n{renewal}\n", 1).replace(
        "[[contracts]]", f"{packs}\n[[contracts]]"
    )
    path = folder / "config.toml"
    path.write_text(f'{text}terms = "{terms}"\npacks = [{order}]\n', encoding="utf-8")
    return path


def loaded(folder: Path, **changes: str) -> Config:
    return load_config(desk(folder, **changes))


def faults(folder: Path, **changes: str) -> list[tuple[int, str]]:
    with pytest.raises(ConfigError) as refused:
        loaded(folder, **changes)
    return [(one.line, f"{one.key}: {one.message}") for one in refused.value.findings]


def warnings(folder: Path, **changes: str) -> list[str]:
    return [f"{one.key}: {one.message}" for one in loaded(folder, **changes).warnings if one.key != "intake"]


def test_terms_and_orders_are_read_and_nothing_is_odd(tmp_path: Path) -> None:
    config = loaded(tmp_path)

    terms = config.offers.terms_of(config.contracts[0])
    assert (terms.kind, terms.block, [one.key for one in terms.levels]) == (PackKind.INCIDENTS, 5, ["normal", "a"])
    assert config.offers.timezone == "Asia/Tokyo"
    assert [(one.reference, one.units) for one in config.contracts[0].orders] == [("PO-1", 10)]
    assert warnings(tmp_path) == []


def test_terms_that_are_not_there_are_suggested(tmp_path: Path) -> None:
    ((line, told),) = faults(tmp_path, terms="incident")

    assert told == 'contracts[0].terms: there are no terms "incident" - did you mean "incidents"?'
    assert line > 40


def test_terms_are_to_be_declared_where_there_are_none(tmp_path: Path) -> None:
    ((_, told),) = faults(tmp_path, packs="")

    assert told == 'contracts[0].terms: there are no terms "incidents": declare them as [packs.incidents]'


def test_all_faults_of_terms_and_orders_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    odd = '{ order = "PO-1", units = 7, ordered_on = 2026-04-01, until = 2026-03-01 }, { order = "PO-2" }'
    found = faults(tmp_path, packs=PACKS.replace("low = 2", "low = -2"), order=odd)

    assert [told.partition(": ")[0] for _, told in found] == [
        "packs.incidents.low",
        "contracts[0].packs[1].ordered_on",
        "contracts[0].packs[1].units",
    ]
    assert all(line for line, _ in found)


def test_an_order_is_a_multiple_of_the_block_and_its_dates_are_in_order(tmp_path: Path) -> None:
    odd = '{ order = "PO-1", units = 7, ordered_on = 2026-04-01, until = 2026-03-01 }'

    found = [told for _, told in faults(tmp_path, order=odd)]

    assert found[0].startswith("contracts[0].packs[0].units: order PO-1: 7 is no multiple of 5; the next one is 10")
    assert found[1].startswith("contracts[0].packs[0].until: order PO-1: 2026-03-01 lies before 2026-04-01")


def test_units_are_not_bought_where_none_are_counted(tmp_path: Path) -> None:
    ((_, told),) = faults(tmp_path, packs='[packs.incidents]\nkind = "unlimited"')

    assert "order PO-1: support of the kind unlimited counts no units; leave the order out" in told


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"order": ORDER.replace("10", "5"), "packs": PACKS.replace("low = 2", "low = 5")},
            "PO-1 has 5 units, of which 5",
        ),
        ({"packs": PACKS + "valid_months = 0"}, "PO-1 is valid without end, but the contract ends on 2027-12-31"),
        ({"packs": PACKS + '[packs.hours]\nkind = "time"'}, "no contract of the configuration names these terms"),
        ({"renewal": ""}, 'nobody is told before the units of "incidents" end: give the policy standard a renewal'),
        (
            {"renewal": 'renewal = { days = 60 }\nlevels = ["normal", "b"]'},
            'the level "b", for which [packs.incidents]',
        ),
        ({"renewal": 'renewal = { days = 60 }\nlevels = ["normal", "b"]'}, 'the level "a", which the policy standard'),
    ],
)
def test_what_only_looks_odd_is_a_warning(tmp_path: Path, changes: dict[str, str], told: str) -> None:
    assert any(told in one for one in warnings(tmp_path, **changes)), warnings(tmp_path, **changes)


@pytest.mark.parametrize(
    ("dates", "ends"),
    [("", "2027-12-31"), (", until = 2028-01-31", "2028-01-31"), (", from = 2028-01-01", "2028-12-31")],
)
def test_an_order_that_lasts_longer_renews_its_contract(tmp_path: Path, dates: str, ends: str) -> None:
    order = ORDER.replace(" }", f"{dates} }}")
    (contract,) = loaded(tmp_path, order=order).contracts

    assert (str(contract.valid_until), str(contract.last_day)) == ("2027-12-31", ends)
    assert warnings(tmp_path, order=order) == []


def test_a_contract_without_a_valid_order_is_found_by_its_dates(tmp_path: Path) -> None:
    config = loaded(tmp_path)

    def found(day: str) -> list[str]:
        return [one.id for one in without_pack(config.contracts, config.offers, date.fromisoformat(day))]

    assert (found("2026-03-31"), found("2026-04-01"), found("2027-03-31")) == (["C-1"], [], [])
    assert (found("2027-04-01"), found("2028-01-01")) == (["C-1"], [])


def test_contracts_of_a_list_name_file_and_contract(tmp_path: Path) -> None:
    path = desk(tmp_path)
    text = path.read_text(encoding="utf-8").replace('case_prefix = "INC"', 'contracts_files = ["list.csv"]')
    path.write_text(text, encoding="utf-8")
    head = "contract,client,policy,calendar,from,terms,email,name,order,units,ordered_on\n"
    row = "C-2,c,standard,office,2026-04-01,gold,a@c2.example,a,PO-5,7,2026-04-01\n"
    (tmp_path / "list.csv").write_text(
        head + row + row.replace("C-2", "C-3").replace("gold", "incidents").replace("c2", "c3")
    )

    with pytest.raises(ConfigError) as refused:
        load_config(path)

    told = [str(one) for one in refused.value.findings]
    assert 'in list.csv, contract C-2: there are no terms "gold"' in told[0]
    assert "in list.csv, contract C-3: order PO-5: 7 is no multiple of 5" in told[1]


def test_contracts_made_beside_the_configuration_are_checked_the_same(tmp_path: Path) -> None:
    config = loaded(tmp_path)
    added = Contract(
        id="C-9",
        client="c",
        policy="standard",
        calendar="office",
        valid_from=date(2026, 4, 1),
        terms="gold",
        declared_in="x.csv",
    )

    checked = check_additions(config, config.contracts, [added])

    assert any('in x.csv, contract C-9: there are no terms "gold"' in one for one in checked.faults)
