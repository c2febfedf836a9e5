"""`contract …`: import with the difference shown first, list, show, add and remove."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mailbot.cli import contracts
from mailbot.cli.contract_books import known_contracts
from mailbot.cli.troubles import Problem, WrongUse
from mailbot.config import ConfigError, load_config
from mailbot.desk.complaints import Complaints

SMALL = (Path(__file__).parents[1] / "config/small_desk.toml").read_text(encoding="utf-8")
HEAD = "contract,client,policy,calendar,from,name,email\n"
ROW = "C-2,株式会社例示商事,standard,office,2026/4/1,例示 太郎,taro@client2.example\n"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def listed(path: Path, text: str) -> Path:
    file = path.parent / "clients.csv"
    file.write_bytes(text.encode("cp932"))
    return file


def taken(config: Path, text: str, *, dry_run: bool = False, as_json: bool = False) -> int:
    return contracts.import_contracts(config, listed(config, text), dry_run=dry_run, as_json=as_json)


def ids(config: Path) -> list[str]:
    return [contract.id for contract in known_contracts(load_config(config))]


def test_a_dry_run_shows_the_difference_and_changes_nothing(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert taken(config, HEAD + ROW, dry_run=True) == 0

    printed = capsys.readouterr().out
    assert "追加：C-2 株式会社例示商事" in printed
    assert "例示 太郎 <taro@client2.example> (admin)" in printed
    assert "nothing was changed" in printed
    assert ids(config) == ["C-1"]
    assert not (config.parent / "desk.db").exists()


def test_an_import_adds_and_a_second_one_changes_only_what_differs(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken(config, HEAD + ROW)
    capsys.readouterr()

    taken(config, HEAD + ROW.replace("2026/4/1", "2026/5/1"), as_json=True)
    changed = json.loads(capsys.readouterr().out)
    taken(config, HEAD + ROW.replace("2026/4/1", "2026/5/1"))

    assert changed == {
        "changes": [
            {
                "change": "changed",
                "contract": "C-2",
                "client": "株式会社例示商事",
                "fields": [{"key": "from", "before": "2026-04-01", "after": "2026-05-01"}],
            }
        ],
        "applied": True,
    }
    assert capsys.readouterr().out == "契約の変更はありません。\n"
    assert ids(config) == ["C-1", "C-2"]


def test_an_import_removes_nobody(config: Path) -> None:
    taken(config, HEAD + ROW)
    taken(config, HEAD + ROW.replace("C-2", "C-3").replace("taro", "jiro"))

    assert ids(config) == ["C-1", "C-2", "C-3"]


def test_toml_is_imported_too(config: Path) -> None:
    file = config.parent / "more.toml"
    file.write_text(SMALL[SMALL.index("[[contracts]]") :].replace("C-1", "C-4"), encoding="utf-8")

    contracts.import_contracts(config, file, dry_run=False, as_json=False)

    assert ids(config) == ["C-1", "C-4"]


def test_a_row_that_a_file_declares_is_a_clash_that_names_both(config: Path) -> None:
    with pytest.raises(Problem) as refused:
        taken(config, HEAD + ROW.replace("C-2", "C-1"))

    assert "the contract C-1 is declared in config.toml: change it there" in str(refused.value)
    assert "`mailbot contract contact add C-1` adds a contact" in str(refused.value)


def test_what_the_configuration_does_not_know_is_refused_whole(config: Path) -> None:
    rows = ROW.replace("standard", "gold") + ROW.replace("C-2", "C-3").replace(
        "taro@client2.example", "suzuki@vendor.example"
    )

    with pytest.raises(Problem) as refused:
        taken(config, HEAD + rows)

    assert 'in clients.csv, contract C-2: there is no policy "gold"' in str(refused.value)
    assert "in clients.csv, contract C-3: suzuki@vendor.example belongs to staff" in str(refused.value)
    assert ids(config) == ["C-1"]


def test_what_cannot_be_read_names_line_and_column(config: Path) -> None:
    with pytest.raises(ConfigError, match=r"clients\.csv:2: email: .*no mail address"):
        taken(config, HEAD + ROW.replace("taro@client2.example", "taro"))


def test_a_file_that_is_not_there_is_wrong_use(config: Path) -> None:
    with pytest.raises(WrongUse, match="there is no file"):
        contracts.import_contracts(config, config.parent / "none.csv", dry_run=True, as_json=False)


def test_contracts_are_listed_as_table_json_and_csv(config: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    taken(config, HEAD + ROW)
    capfdbinary.readouterr()

    contracts.list_contracts(config, as_json=False, as_csv=False)
    table = capfdbinary.readouterr().out.decode()
    contracts.list_contracts(config, as_json=True, as_csv=False)
    objects = [json.loads(line) for line in capfdbinary.readouterr().out.decode().splitlines()]
    contracts.list_contracts(config, as_json=False, as_csv=True)
    csv = capfdbinary.readouterr().out

    assert "config.toml" in table
    assert "(by hand)" in table
    assert [one["declared_in"] for one in objects] == ["config.toml", ""]
    assert objects[0]["contacts"][0]["addresses"] == ["yamada@client.example"]
    assert csv.startswith(b"\xef\xbb\xbfcontract,")
    (config.parent / "again.csv").write_bytes(csv.replace(b"C-1,", b"C-9,").replace(b"yamada@", b"tanaka@"))
    contracts.import_contracts(config, config.parent / "again.csv", dry_run=False, as_json=False)
    assert ids(config) == ["C-1", "C-2", "C-9"]


def test_one_contract_is_shown_and_an_unknown_one_suggested(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    contracts.show_contract(config, "C-1", as_json=False)
    assert "山田 太郎 <yamada@client.example> (admin)" in capsys.readouterr().out
    contracts.show_contract(config, "C-1", as_json=True)
    assert json.loads(capsys.readouterr().out)["client"] == "Client KK"

    with pytest.raises(Problem, match='did you mean "C-1"'):
        contracts.show_contract(config, "C1", as_json=False)


def test_a_contract_is_added_and_removed_by_hand(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given: dict[str, object] = {"id": "C-7", "client": "例示", "policy": "standard", "calendar": "office"}
    given |= {"from": "2026-04-01", "until": "", "domains": ["c7.example"]}

    contracts.add_contract(config, given, ["例示 太郎 <taro@c7.example, t@c7.example>"], dry_run=False, as_json=False)
    assert ids(config) == ["C-1", "C-7"]
    with pytest.raises(WrongUse, match="there is a contract C-7 already"):
        contracts.add_contract(config, given, [], dry_run=False, as_json=False)
    contracts.remove_contract(config, "C-7", dry_run=True, as_json=False)
    assert ids(config) == ["C-1", "C-7"]
    contracts.remove_contract(config, "C-7", dry_run=False, as_json=False)

    assert ids(config) == ["C-1"]
    assert "削除：C-7 例示" in capsys.readouterr().out


def test_what_is_added_must_be_whole(config: Path) -> None:
    with pytest.raises(Complaints, match="policy: is missing"):
        contracts.add_contract(config, {"id": "C-7"}, [], dry_run=False, as_json=False)
    with pytest.raises(WrongUse, match="write it like"):
        contracts.add_contract(config, {"id": "C-7"}, ["taro@client.example"], dry_run=False, as_json=False)


def test_a_declared_contract_is_taken_out_of_its_file_only(config: Path) -> None:
    with pytest.raises(Problem, match=r"declared in config\.toml: take it out of that file"):
        contracts.remove_contract(config, "C-1", dry_run=False, as_json=False)
