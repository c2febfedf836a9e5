"""Contracts with their history: declared or made by hand, never both (DECISIONS 9, rows A1, A5, A8)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from mailbot.desk.complaints import Complaints
from mailbot.desk.contracts import ChangeKind
from mailbot.desk.people import Role
from mailbot.store import Store
from mailbot.store.tables import audit, contract_version
from tests.store.mails import MINUTE, NOON, YAMADA, contact, contract, declared


def concerned(store: Store, address: str) -> list[str]:
    with store.unit(NOON) as unit:
        return [one.id for one in unit.contracts_of(address)]


def put(store: Store, *contracts: object) -> None:
    store.put_contracts([one for one in contracts if one], "config.toml", NOON, "configuration")  # type: ignore[misc]  # any contract


def test_a_contract_comes_back_whole(store: Store) -> None:
    tanaka = replace(
        contact("Tanaka", "tanaka@client.example", "Tanaka@other.example"),
        roles=frozenset({Role.BILLING, Role.EMERGENCY}),
        language="en",
        timezone="Europe/Berlin",
        title="部長",
        honorific="様",
    )
    given = replace(
        contract("C-9", contact(), tanaka),
        domains=("client.example", "クライアント.example"),
        openers=("admin", "boss@client.example", "@client.example"),
        category_openers={"fault": ("@plant.client.example",), "question": ()},
        address="c9@vendor.example",
        services=("mail",),
        products=("Groupware",),
        timezone="Asia/Tokyo",
        is_default=True,
        valid_until=None,
    )

    changes = store.put_contracts([given], "contracts.csv", NOON, "configuration")

    (read,) = store.contracts()
    ids = [one.id for one in read.contacts]
    assert all(ids)
    assert replace(read, contacts=tuple(replace(one, id=0) for one in read.contacts)) == replace(
        given, declared_in="contracts.csv"
    )
    assert [change.kind for change in changes] == [ChangeKind.ADDED]
    assert store.contract("C-9") == read
    assert store.contract("C-0") is None


def test_the_same_contracts_again_change_nothing(store: Store) -> None:
    store.declare_contracts([declared(contract())], NOON, "configuration")
    before = store.contracts()

    changes = store.declare_contracts([declared(contract())], NOON + MINUTE, "configuration")

    assert changes == ()
    assert store.contracts() == before


def test_a_person_keeps_their_id_through_a_new_address_name_and_place(store: Store) -> None:
    suzuki = contact("鈴木", "suzuki@client.example")
    store.declare_contracts([declared(contract("C-1", contact(), suzuki))], NOON, "configuration")
    before = {one.name: one.id for one in store.contracts()[0].contacts}

    moved = contact("山田 太郎", "taro@new.example")
    renamed = contact("鈴木 花子", "suzuki@client.example")
    store.declare_contracts([declared(contract("C-1", renamed, moved, contact("佐藤", "s@x.example")))], NOON, "a")
    after = {one.name: one.id for one in store.contracts()[0].contacts}

    assert after["山田 太郎"] == before["山田 太郎"]
    assert after["鈴木 花子"] == before["鈴木"]
    assert after["佐藤"] not in before.values()
    assert [one.name for one in store.contracts()[0].contacts] == ["鈴木 花子", "山田 太郎", "佐藤"]
    assert concerned(store, YAMADA) == []
    assert concerned(store, "taro@new.example") == ["C-1"]


@pytest.mark.parametrize(
    ("address", "found"),
    [
        (YAMADA, ["C-1"]),
        ("YAMADA@Client.Example", ["C-1"]),
        ("colleague@client.example", ["C-2"]),
        ("boss@elsewhere.example", ["C-3"]),
        ("anybody@open.example", ["C-3"]),
        ("plant@fault.example", ["C-3"]),
        ("x@xn--eckwd4c7c.example", ["C-2"]),
        ("x@sub.client.example", []),
        ("stranger@nowhere.example", []),
        ("", []),
        ("admin", []),
    ],
)
def test_the_contracts_that_concern_an_address_are_found(store: Store, address: str, found: list[str]) -> None:
    second = replace(contract("C-2", contact("x", "x@x.example")), domains=("Client.example", "ドメイン.example"))
    third = replace(
        contract("C-3", contact("y", "y@y.example")),
        openers=("boss@elsewhere.example", "@open.example"),
        category_openers={"fault": ("@fault.example",)},
    )
    put(store, contract(), second, third)

    ids = concerned(store, address.lower())

    assert ids == (found if address.lower() != YAMADA else ["C-1", "C-2"])
    assert concerned(store, address.lower()) == ids


def test_a_change_of_contracts_is_seen_by_the_next_unit(store: Store) -> None:
    store.put_contracts([contract()], "", NOON, "operator")
    assert concerned(store, "new@client.example") == []

    store.put_contracts([contract("C-1", contact("New", "new@client.example"))], "", NOON, "operator")

    assert concerned(store, "new@client.example") == ["C-1"]
    assert concerned(store, YAMADA) == []


def test_a_contract_is_chosen_by_its_own_address(store: Store) -> None:
    put(store, replace(contract("C-1"), address="Gold@vendor.example"), contract("C-2", contact("b", "b@b.example")))

    with store.unit(NOON) as unit:
        assert unit.contracts_at(["support@vendor.example", "gold@VENDOR.example"]) == ("C-1",)
        assert unit.contracts_at([]) == ()
        found = unit.contract("C-2")
    assert found is not None
    assert found.id == "C-2"


def test_what_a_file_does_not_declare_any_more_goes_out_of_use_and_can_come_back(store: Store) -> None:
    put(store, contract("C-1"), contract("C-2", contact("b", "b@b.example")))
    ids = [one.id for one in store.contracts()[0].contacts]

    changes = store.put_contracts([contract("C-2", contact("b", "b@b.example"))], "config.toml", NOON, "a")

    gone = store.contract("C-1")
    assert [(change.kind, change.contract_id) for change in changes] == [(ChangeKind.REMOVED, "C-1")]
    assert concerned(store, YAMADA) == []
    assert gone is not None
    assert gone.client == "Client KK"
    put(store, contract("C-1"), contract("C-2", contact("b", "b@b.example")))
    assert [one.id for one in store.contracts()[0].contacts] == ids


def test_each_source_removes_its_own_alone_and_all_sources_together_remove_the_rest(store: Store) -> None:
    by_hand = contract("C-3", contact("c", "c@c.example"))
    store.put_contracts([contract("C-1")], "a.csv", NOON, "x")
    store.put_contracts([contract("C-2", contact("b", "b@b.example"))], "b.csv", NOON, "x")
    store.put_contracts([by_hand], "", NOON, "operator")
    store.put_contracts([], "a.csv", NOON, "x")
    assert [one.id for one in store.contracts()] == ["C-2", "C-3"]

    store.declare_contracts([declared(contract("C-1"), "new.csv")], NOON, "x")

    assert [(one.id, one.declared_in) for one in store.contracts()] == [("C-1", "new.csv"), ("C-3", "")]


def test_a_row_of_the_other_kind_is_a_clash_that_names_both(store: Store) -> None:
    store.put_contracts([contract("C-1")], "", NOON, "operator")
    put(store, contract("C-2", contact("b", "b@b.example")))

    with pytest.raises(Complaints, match=r"C-1 is declared in config\.toml and was also made by mail or command line"):
        put(store, contract("C-1"))
    with pytest.raises(Complaints, match=r"C-2 is declared in config\.toml"):
        store.put_contracts([contract("C-2")], "", NOON, "operator")
    with pytest.raises(Complaints, match="names the file"):
        store.declare_contracts([contract("C-5")], NOON, "configuration")
    assert [one.id for one in store.contracts()] == ["C-1", "C-2"]


def test_only_what_was_made_by_hand_is_removed_by_hand(store: Store) -> None:
    store.put_contracts([contract("C-1")], "", NOON, "operator")
    put(store, contract("C-2", contact("b", "b@b.example")))

    store.remove_contract("C-1", NOON, "operator")

    assert [one.id for one in store.contracts()] == ["C-2"]
    with pytest.raises(Complaints, match="no contract of this id"):
        store.remove_contract("C-1", NOON, "operator")
    with pytest.raises(Complaints, match=r"declared in config\.toml"):
        store.remove_contract("C-2", NOON, "operator")


def test_history_and_audit_tell_who_changed_what_and_name_no_person(store: Store) -> None:
    store.put_contracts([contract()], "", NOON, "operator")
    store.put_contracts([contract("C-1", contact("佐藤", YAMADA))], "", NOON + MINUTE, "staff:suzuki")

    with store._database.reading() as connection:
        versions = connection.execute(select(contract_version).order_by(contract_version.c.version)).all()
        entries = connection.execute(select(audit).order_by(audit.c.seq)).all()
        rows = connection.scalar(select(func.count()).select_from(contract_version))

    assert rows == 2
    assert [(row.version, row.actor, row.at) for row in versions] == [
        (1, "operator", NOON),
        (2, "staff:suzuki", NOON + MINUTE),
    ]
    assert versions[0].contacts_digest != versions[1].contacts_digest
    assert [(row.action, row.subject) for row in entries] == [
        ("contract.added", "contract:C-1"),
        ("contract.changed", "contract:C-1"),
    ]
    told = f"{versions} {entries}"
    assert "佐藤" not in told
    assert YAMADA not in told
