"""`contract contact`, `contract log`, and what an import and a start leave as it stands (row A8, DECISIONS 9)."""

from __future__ import annotations

import getpass
import json
from pathlib import Path

import pytest
from sqlalchemy import text

from mailbot.cli import contracts
from mailbot.cli.check import check
from mailbot.cli.contract_contacts import add_contact, change_contact, remove_contact
from mailbot.cli.contract_log import show_log
from mailbot.cli.running import books, run_once
from mailbot.cli.troubles import Problem, WrongUse
from mailbot.config import ConfigError, load_config
from mailbot.desk.complaints import Complaints
from mailbot.desk.people import Contact, Contract, Role
from mailbot.edges.clock import system_clock

SMALL = (Path(__file__).parents[1] / "config/small_desk.toml").read_text(encoding="utf-8")
HANAKO = "例示 花子 <hanako@client.example>"
Captured = pytest.CaptureFixture[str]
WHOLE = (
    "contract,client,policy,calendar,from,until,terms,domains,name,email,roles,department\n"
    "C-9,九,standard,office,2026/4/1,2027/3/31,incidents,nine.example,一郎,ichiro@nine.example,管理,総務部\n"
    "C-9,,,,,,,,次郎,jiro@nine.example; j@nine.example,請求;通知,経理部\n"
)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    text = SMALL.replace(
        "[[contracts]]", '[packs.incidents]\nkind = "incidents"\n\n[[contracts]]\ndomains = ["client.example"]'
    )
    path.write_text(text, encoding="utf-8")
    run_once(path, "")
    return path


def stored(config: Path, contract_id: str = "C-1") -> Contract:
    with books(load_config(config)) as store:
        found = store.contract(contract_id)
    assert found is not None
    return found


def card(config: Path, address: str, contract_id: str = "C-1") -> Contact:
    found = stored(config, contract_id).contact_at(address)
    assert found is not None
    return found


def added(
    config: Path, person: str = HANAKO, *, is_outside: bool = False, dry_run: bool = False, **given: object
) -> int:
    return add_contact(config, "C-1", person, given, is_outside=is_outside, dry_run=dry_run, as_json=False)


def changed(config: Path, address: str, *, as_json: bool = False, **given: object) -> int:
    return change_contact(config, "C-1", address, given, is_outside=False, dry_run=False, as_json=as_json)


def taken(config: Path, text: str, *, dry_run: bool = False, name: str = "clients.csv") -> int:
    file = config.parent / name
    file.write_text(text, encoding="utf-8")
    return contracts.import_contracts(config, file, dry_run=dry_run, as_json=False)


def told_by_check(config: Path) -> list[str]:
    return [one.words for one in check(config, now=system_clock()).checked if one.place.startswith("contract C-1 ")]


def test_a_contact_is_added_changed_and_removed_with_the_whole_card(config: Path, capsys: Captured) -> None:
    added(config, dry_run=True, roles=["billing"])
    assert "(dry run: nothing was changed)" in capsys.readouterr().out
    assert stored(config).contact_at("hanako@client.example") is None

    added(config, roles=["billing"], department="経理部")
    assert "登録内容：例示 花子 <hanako@client.example>／役割：請求／部署：経理部" in capsys.readouterr().out
    changed(config, "hanako@client.example", as_json=True, roles=["billing", "notice"], department="", title="部長")
    told = json.loads(capsys.readouterr().out)
    assert (told["change"], told["contract"], told["applied"]) == ("changed", "C-1", True)
    assert (told["before"]["department"], told["after"]["department"]) == ("経理部", "")
    assert card(config, "hanako@client.example").roles == {Role.BILLING, Role.NOTICE}

    remove_contact(config, "C-1", "hanako@client.example", dry_run=False, as_json=False)
    assert "削除しました" in capsys.readouterr().out
    assert stored(config).contact_at("hanako@client.example") is None


@pytest.mark.parametrize(
    ("person", "why"),
    [
        ("花子 <hanako@other.example>", "outside the client's domains: if it is right, add --outside"),
        ("花子 <yamada@client.example>", "belongs to another contact of this contract already (yamada@client.example"),
        ("花子 <suzuki@vendor.example>", "of a member of staff"),
    ],
)
def test_what_cannot_be_added_is_refused_with_words(config: Path, person: str, why: str) -> None:
    with pytest.raises(Problem) as refused:
        added(config, person)
    assert why in str(refused.value)


def test_an_address_outside_is_taken_when_it_is_meant(config: Path) -> None:
    added(config, "花子 <hanako@other.example>", is_outside=True)
    assert card(config, "hanako@other.example").is_by_hand
    with pytest.raises(WrongUse, match="write it like"):
        added(config, "hanako@client.example")
    with pytest.raises(Complaints, match="there is no role"):
        added(config, HANAKO, roles=["boss"])


def test_a_declared_contact_is_changed_in_its_file(config: Path) -> None:
    with pytest.raises(Problem, match=r"declared in a file: change it there \(山田 太郎, config\.toml\)"):
        changed(config, "yamada@client.example", title="部長")
    with pytest.raises(Problem, match="has no contact with the address"):
        remove_contact(config, "C-1", "nobody@client.example", dry_run=False, as_json=False)


def test_the_last_admin_contact_stays(config: Path) -> None:
    taken(config, WHOLE)
    with pytest.raises(Problem, match="without an admin contact"):
        remove_contact(config, "C-9", "ichiro@nine.example", dry_run=False, as_json=False)


def test_a_contact_beside_the_declared_ones_stays_at_each_start_until_the_file_declares_it(config: Path) -> None:
    added(config)
    run_once(config, "")
    assert card(config, "hanako@client.example").is_by_hand
    with pytest.raises(Problem, match="belongs to another contact"):
        added(config)

    text = config.read_text(encoding="utf-8")
    config.write_text(
        text.replace("contacts = [", 'contacts = [{ name = "花子", addresses = ["hanako@client.example"] }, '),
        encoding="utf-8",
    )
    assert any("contract contact remove C-1 hanako@client.example" in one for one in told_by_check(config))
    with pytest.raises(Complaints, match=r"is declared in config\.toml \(for 花子\) and was also made"):
        run_once(config, "")
    with pytest.raises(Problem, match=r"declared in a file"):
        changed(config, "hanako@client.example", title="部長")

    remove_contact(config, "C-1", "hanako@client.example", dry_run=False, as_json=False)
    run_once(config, "")
    assert card(config, "hanako@client.example").name == "花子"


def test_check_tells_what_the_next_start_changes(config: Path) -> None:
    text = config.read_text(encoding="utf-8").replace("2027-12-31", "2028-12-31")
    config.write_text(
        text.replace('addresses = ["yamada@client.example"]', 'addresses = ["yamada@client.example"], title = "部長"'),
        encoding="utf-8",
    )
    told = told_by_check(config)
    assert "until changes at the next start: 2027-12-31 → 2028-12-31" in told
    assert "title of 山田 太郎 changes at the next start: none → 部長" in told


def test_one_new_row_drops_nothing(config: Path, capsys: Captured) -> None:
    taken(config, WHOLE)
    before = stored(config, "C-9")
    capsys.readouterr()

    row = "contract,client,until,terms,name,email\nC-9,,,,三郎,saburo@nine.example\n"
    taken(config, row, dry_run=True)
    printed = capsys.readouterr().out
    assert "追加・連絡先：三郎 <saburo@nine.example>" in printed
    assert "終了日" not in printed
    assert "次郎" not in printed
    taken(config, row)
    after = stored(config, "C-9")
    assert (after.valid_until, after.terms, after.domains) == (before.valid_until, "incidents", ("nine.example",))
    assert [one.name for one in after.contacts] == ["一郎", "次郎", "三郎"]
    assert after.contacts[:2] == before.contacts


def test_a_cell_changes_its_field_alone_and_none_empties_it(config: Path) -> None:
    taken(config, WHOLE)
    before = card(config, "jiro@nine.example", "C-9")
    taken(config, "contract,until,email,department,title\nC-9,なし,jiro@nine.example; j@nine.example,-,部長\n")
    after = card(config, "jiro@nine.example", "C-9")
    assert (after.id, after.department, after.title, after.roles) == (before.id, "", "部長", before.roles)
    assert after.addresses == before.addresses
    assert stored(config, "C-9").valid_until is None


def test_a_corrected_order_keeps_what_its_row_does_not_name(config: Path) -> None:
    head = "contract,client,policy,calendar,from,terms,order,units,ordered_on,price\n"
    taken(config, f"{head}C-9,九,standard,office,2026/4/1,incidents,PO-1,10,2026/4/1,300000\n")
    taken(config, "contract,order,units\nC-9,PO-1,12\n")
    (order,) = stored(config, "C-9").orders
    assert (order.units, str(order.price), order.ordered_on.isoformat()) == (12, "300000", "2026-04-01")


def test_a_new_contract_still_needs_its_columns(config: Path) -> None:
    with pytest.raises(ConfigError, match=r"clients\.csv:2: client: is missing"):
        taken(config, "contract,name,email\nC-8,八郎,hachiro@eight.example\n")


def test_toml_leaves_what_it_does_not_name(config: Path) -> None:
    taken(config, WHOLE)
    taken(config, '[[contracts]]\nid = "C-9"\nlanguage = "en"\n', name="more.toml")
    after = stored(config, "C-9")
    assert (after.language, after.terms, len(after.contacts)) == ("en", "incidents", 2)


def test_a_declared_file_is_shown_and_applied_by_the_start(config: Path, capsys: Captured) -> None:
    text = config.read_text(encoding="utf-8").replace("[desk]", '[desk]\ncontracts_files = ["clients.csv"]')
    (config.parent / "clients.csv").write_text(WHOLE, encoding="utf-8")
    config.write_text(text, encoding="utf-8")
    run_once(config, "")
    capsys.readouterr()

    taken(config, WHOLE.replace("総務部", "営業部"), dry_run=True)
    printed = capsys.readouterr().out
    assert "一郎 の部署：総務部 → 営業部" in printed
    assert "(the next start applies clients.csv)" in printed
    with pytest.raises(Problem, match="each start applies it"):
        taken(config, WHOLE)


def test_a_contract_made_by_hand_that_a_file_declares_now_can_be_taken_away(config: Path) -> None:
    taken(config, WHOLE)
    text = config.read_text(encoding="utf-8").replace("[desk]", '[desk]\ncontracts_files = ["nine.csv"]')
    (config.parent / "nine.csv").write_text(WHOLE, encoding="utf-8")
    config.write_text(text, encoding="utf-8")
    with pytest.raises(Complaints, match="mailbot contract remove C-9"):
        run_once(config, "")
    contracts.remove_contract(config, "C-9", dry_run=False, as_json=False)
    run_once(config, "")
    assert stored(config, "C-9").declared_in == "nine.csv"


def test_the_log_tells_who_changed_what_and_when(config: Path, capsys: Captured) -> None:
    taken(config, WHOLE)
    taken(config, "contract,until,name,email,title\nC-9,2028/3/31,一郎,ichiro@nine.example,部長\n")
    given = {"department": "購買部"}
    change_contact(config, "C-9", "j@nine.example", given, is_outside=False, dry_run=False, as_json=False)
    capsys.readouterr()

    show_log(config, "C-9", as_json=False)
    told = capsys.readouterr().out
    assert f"command line:{getpass.getuser()}  contract.added" in told
    assert "  valid_until: 2027-03-31 → 2028-03-31" in told
    assert "変更後：一郎 <ichiro@nine.example>／役割：管理／部署：総務部／役職：部長" in told
    assert "contact.changed\n  変更前：次郎" in told

    show_log(config, "C-9", as_json=True)
    entries = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["action"] for one in entries] == ["contract.added", "contract.changed", "contact.changed"]
    assert entries[-1]["contacts"][0]["after"]["department"] == "購買部"
    with books(load_config(config)) as store:
        assert "次郎" not in str(store.audit_of("contract:C-9"))
        assert store.verify_audit() == ()


@pytest.mark.parametrize("how", ["update contact_change set before = null, after = null", "delete from contact_change"])
def test_the_log_says_which_changes_were_erased(config: Path, capsys: Captured, how: str) -> None:
    taken(config, WHOLE)
    given = {"department": "購買部"}
    change_contact(config, "C-9", "j@nine.example", given, is_outside=False, dry_run=False, as_json=False)
    with books(load_config(config)) as store, store._database.writing() as connection:
        connection.execute(text(how))
    capsys.readouterr()

    show_log(config, "C-9", as_json=False)
    assert "contact.changed\n  (a change of a contact: erased)\n" in capsys.readouterr().out
    show_log(config, "C-9", as_json=True)
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (last["contacts"], last["contacts_erased"]) == ([], 1)
