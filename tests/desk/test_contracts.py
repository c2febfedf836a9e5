"""Contracts from mappings and tables, and what a new list of them changes, in words."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.complaints import Complaints
from mailbot.desk.contract_reading import address_fault, read_contract, same_addresses, zone_fault
from mailbot.desk.contract_spelling import as_mapping
from mailbot.desk.contract_tables import contracts_as_csv, contracts_from_csv
from mailbot.desk.contract_words import all_in_words, in_words
from mailbot.desk.contracts import Change, ChangeKind, FieldChange, clashes, differences
from mailbot.desk.people import Contact, Contract, Role

TARO = Contact(name="例示 太郎", addresses=("taro@client.example",), roles=frozenset({Role.ADMIN, Role.NOTICE}))
CONTRACT = Contract(
    id="C-1",
    client="株式会社例示商事",
    policy="standard",
    calendar="office",
    valid_from=date(2026, 4, 1),
    valid_until=date(2027, 3, 31),
    domains=("client.example",),
    contacts=(TARO,),
)
SMALL: dict[str, object] = {
    "id": "C-1",
    "client": "K",
    "policy": "standard",
    "calendar": "office",
    "from": date(2026, 4, 1),
}
HEAD = "contract,client,policy,calendar,from,until,domains,openers,name,email,roles,default\n"


def faults_of(mapping: object) -> list[str]:
    with pytest.raises(Complaints) as refused:
        read_contract(mapping)
    return [str(fault) for fault in refused.value.complaints]


def csv_faults(text: str | bytes) -> list[tuple[tuple[str | int, ...], str]]:
    with pytest.raises(Complaints) as refused:
        contracts_from_csv(text.encode() if isinstance(text, str) else text)
    return [(fault.path, fault.message) for fault in refused.value.complaints]


def test_a_contract_of_few_words_has_the_usual_rest() -> None:
    contract = read_contract(SMALL, declared_in="config.toml")

    assert contract == Contract(
        id="C-1",
        client="K",
        policy="standard",
        calendar="office",
        valid_from=date(2026, 4, 1),
        declared_in="config.toml",
    )
    assert contract.openers == ("admin",)


def test_openers_may_differ_by_category() -> None:
    contract = read_contract({**SMALL, "openers": {"all": ["billing"], "fault": "@client.example"}})
    without_all = read_contract({**SMALL, "openers": {"fault": ["@client.example"]}})

    assert contract.openers == ("billing",)
    assert contract.category_openers == {"fault": ("@client.example",)}
    assert without_all.openers == ("admin",)
    assert without_all.may_open("x@client.example", category="fault")
    assert not without_all.may_open("x@client.example")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"client": ""}, "client: is empty"),
        ({"client": "a\nb"}, "client: holds a line break"),
        ({"client": None}, "client: is missing"),
        ({"from": None}, "from: is missing: write the first day"),
        ({"until": date(2025, 1, 1)}, "until: 2025-01-01 lies before 2026-04-01"),
        ({"address": "no address"}, 'address: "no address" is no mail address'),
        ({"address": "a@" + "x" * 260}, "address: is longer than"),
        ({"timezone": "asia/tokyo"}, 'did you mean "Asia/Tokyo"?'),
        ({"timezone": "Nowhere/Land"}, 'write one like "Asia/Tokyo"'),
        ({"openers": ["@nowhere"]}, "is no domain: write a role"),
        ({"contacts": "taro@client.example"}, "contacts: must be a list of tables"),
        ({"contacts": [{"name": "x"}]}, "contacts[0].addresses: is missing"),
        ({"contacts": ["x"]}, "contacts[0]: must be a table"),
        ({"clent": "x"}, 'clent: is not a known key - did you mean "client"?'),
    ],
)
def test_what_cannot_be_used_is_said_with_its_key(change: dict[str, object], says: str) -> None:
    mapping = {key: value for key, value in {**SMALL, **change}.items() if value is not None}

    assert any(says in fault for fault in faults_of(mapping))


def test_what_is_no_table_at_all_is_refused() -> None:
    assert "must be a table of keys" in faults_of("C-1")[0]


@pytest.mark.parametrize(
    "address", ["taro@client.example", "a..b.@docomo.example", "山田@例示.example", "o'x+y@a.example"]
)
def test_unusual_addresses_that_exist_are_taken(address: str) -> None:
    assert address_fault(address) == ""


def test_zones_are_known_by_name() -> None:
    assert zone_fault("Asia/Tokyo") == ""
    assert zone_fault("Asia/Tokio").endswith('did you mean "Asia/Tokyo"?')


def test_two_contracts_with_one_address_are_found_whatever_the_case() -> None:
    first = replace(CONTRACT, address="vip@vendor.example")
    second = replace(CONTRACT, id="C-2", address="VIP@Vendor.example")

    assert same_addresses([first, CONTRACT, second]) == (("vip@vendor.example", first, second),)


def test_contracts_come_from_csv_with_one_row_a_contact() -> None:
    text = HEAD + (
        'C-1,株式会社例示商事,standard,office,2026/4/1,2027年3月31日,"client.example、b.example",'
        "admin; fault: @client.example,"
        "例示 太郎,taro@client.example; t@b.example,管理、通知,はい\n"
        ",,,,,,,,,,,\n"
        "C-1,,,,,,,,例示 花子,hanako@client.example,,\n"
        "C-2,K,standard,office,2026-04-01,,,,,,,\n"
    )

    first, second = contracts_from_csv(text.encode(), declared_in="clients.csv")

    assert [contact.name for contact in first.contacts] == ["例示 太郎", "例示 花子"]
    assert first.contacts[0].addresses == ("taro@client.example", "t@b.example")
    assert first.contacts[0].roles == frozenset({Role.ADMIN, Role.NOTICE})
    assert (first.valid_from, first.valid_until) == (date(2026, 4, 1), date(2027, 3, 31))
    assert first.domains == ("client.example", "b.example")
    assert first.openers == ("admin",)
    assert first.category_openers == {"fault": ("@client.example",)}
    assert first.is_default
    assert first.declared_in == second.declared_in == "clients.csv"
    assert second.contacts == ()


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_japanese_headings_and_every_usual_spelling_of_csv_are_read(charset: str, sign: str) -> None:
    rows = [
        ["契約番号", "契約者", "ポリシー", "カレンダー", "開始日", "氏名", "メール アドレス", "部署", ""],
        [
            "C-1",
            "㈱例示商事①",
            "standard",
            "office",
            "2026年４月１日",
            "髙橋 太郎",
            "taro@client.example",
            "情報 部",
            "",
        ],
    ]
    text = "\r\n".join(sign.join(row) for row in rows)

    (contract,) = contracts_from_csv(text.encode(charset))

    assert contract.client == "㈱例示商事①"
    assert contract.valid_from == date(2026, 4, 1)
    assert contract.contacts[0].name == "髙橋 太郎"
    assert contract.contacts[0].department == "情報 部"


def test_every_fault_of_a_csv_names_its_line_and_column() -> None:
    text = HEAD + (
        "C-1,K,standard,office,2026-04-31,,,,例示,taro,admin,\n"
        ',K,,,,,,,"several\nlines",,,\n'
        "C-2,K,standard,office,2026-04-01,,,,a,a@client.example,boss,perhaps\n"
        "C-2,L,,,,,,,,b@client.example,,\n"
        "C-3,K,standard,office,2026-04-01,,,,a,a@client.example,,,extra\n"
    )

    assert [path for path, _ in csv_faults(text)] == [
        (2, "from"),
        (2, "email"),
        (3, "contract"),
        (5, "roles"),
        (5, "default"),
        (6, "client"),
        (6, "name"),
        (7,),
    ]
    assert any("differs from line 5 of the same contract" in message for _, message in csv_faults(text))


def test_headings_that_nobody_knows_or_that_are_missing_are_told() -> None:
    faults = csv_faults("contract,client,polcy,calendar,from,client\n")

    assert ((1, "polcy"), 'is not a known column - did you mean "policy"?') in faults
    assert ((1, "client"), "stands in this file twice") in faults
    assert any("has no column" in message for _, message in faults)


@pytest.mark.parametrize("raw", ["契約".encode("utf-16"), b"\x00\x01", b"\xff\xff\xff"])
def test_what_is_no_text_is_refused_with_what_to_do(raw: bytes) -> None:
    assert csv_faults(raw) == [((1,), "is neither UTF-8 nor Shift_JIS text: save it again as CSV UTF-8")]


def test_an_empty_file_lacks_its_columns() -> None:
    assert len(csv_faults(b"")) == 5


def test_a_cell_beyond_all_measure_is_a_fault_and_no_crash() -> None:
    assert "cannot be read as CSV" in csv_faults(HEAD + "C-1," + "x" * 200_000)[0][1]


def test_csv_is_written_with_a_bom_and_no_formulas() -> None:
    contract = replace(CONTRACT, client="=cmd()", category_openers=MappingProxyType({"fault": ("@client.example",)}))

    raw = contracts_as_csv([contract])

    assert raw.startswith(b"\xef\xbb\xbfcontract,client,")
    assert b",'=cmd()," in raw
    assert raw.endswith(b"\r\n")
    assert contracts_from_csv(raw) == (contract,)


LINE = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12).filter(
    lambda text: not text.startswith("'")
)
WORD = st.text(st.sampled_from("abcdefgh例示"), min_size=1, max_size=8)
ADDRESS = st.builds("{}@{}.example".format, WORD, st.sampled_from(["client", "other", "例示"]))
CONTACT = st.builds(
    Contact,
    name=LINE,
    addresses=st.lists(ADDRESS, min_size=1, max_size=2, unique=True).map(tuple),
    roles=st.frozensets(st.sampled_from(Role), min_size=1),
    language=st.sampled_from(["", "ja", "en"]),
    timezone=st.sampled_from(["", "Asia/Tokyo"]),
    company=st.one_of(st.just(""), LINE),
    department=st.one_of(st.just(""), LINE),
)
CONTRACTS = st.builds(
    Contract,
    id=LINE,
    client=LINE,
    policy=WORD,
    calendar=WORD,
    valid_from=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    valid_until=st.one_of(st.none(), st.dates(date(2101, 1, 1), date(2200, 1, 1))),
    domains=st.lists(st.sampled_from(["client.example", "b.example"]), unique=True).map(tuple),
    contacts=st.lists(CONTACT, max_size=3, unique_by=lambda one: one.addresses[0]).map(tuple),
    openers=st.lists(st.sampled_from(["billing", "@client.example", "x@y.example"]), min_size=1, unique=True).map(
        tuple
    ),
    category_openers=st.dictionaries(
        st.sampled_from(["fault", "question"]), st.just(("@client.example",)), max_size=2
    ).map(MappingProxyType),
    services=st.lists(WORD, max_size=2).map(tuple),
    is_default=st.booleans(),
    language=st.sampled_from(["", "ja"]),
)


def is_sound(contract: Contract) -> bool:
    addresses = [address for contact in contract.contacts for address in contact.addresses]
    return len(addresses) == len(set(addresses))


@settings(max_examples=100, deadline=None)
@given(CONTRACTS.filter(is_sound))
def test_what_is_written_is_read_again(contract: Contract) -> None:
    assert read_contract(as_mapping(contract)) == contract
    assert contracts_from_csv(contracts_as_csv([contract])) == (contract,)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: (HEAD + text).encode()))
def test_any_bytes_are_contracts_or_complaints(raw: bytes) -> None:
    with suppress(Complaints):
        assert isinstance(contracts_from_csv(raw), tuple)


@settings(max_examples=60, deadline=None)
@given(CONTRACTS.filter(is_sound), CONTRACTS)
def test_nothing_differs_from_itself_and_all_else_does(one: Contract, other: Contract) -> None:
    assert differences([one], [one]) == ()
    if as_mapping(one) != as_mapping(other):
        assert differences([one], [other])


def test_what_changes_is_told_value_by_value() -> None:
    hanako = Contact(name="例示 花子", addresses=("hanako@client.example",))
    moved = replace(TARO, addresses=("taro@b.example", "taro@client.example"), title="部長")
    wanted = replace(CONTRACT, policy="gold", valid_until=None, contacts=(moved, hanako))

    (change,) = differences([CONTRACT], [wanted])

    assert change.kind is ChangeKind.CHANGED
    assert change.fields == (
        FieldChange(key="policy", before="standard", after="gold"),
        FieldChange(key="until", before="2027-03-31", after=""),
        FieldChange(
            key="addresses",
            before="taro@client.example",
            after="taro@b.example, taro@client.example",
            contact="例示 太郎",
        ),
        FieldChange(key="title", before="", after="部長", contact="例示 太郎"),
        FieldChange(key="contacts", before="", after="例示 花子 <hanako@client.example> (admin)", contact="例示 花子"),
    )


def test_a_person_whose_addresses_all_changed_is_known_by_name_and_one_who_is_gone_is_removed() -> None:
    moved = replace(TARO, addresses=("taro@new.example",))
    (change,) = differences([CONTRACT], [replace(CONTRACT, contacts=(moved,))])
    (gone,) = differences([CONTRACT], [replace(CONTRACT, contacts=())])

    assert [(one.key, one.contact) for one in change.fields] == [("addresses", "例示 太郎")]
    assert gone.fields[0].before == "例示 太郎 <taro@client.example> (admin, notice)"
    assert gone.fields[0].after == ""


def test_a_whole_list_removes_what_it_leaves_out_and_a_partial_one_does_not() -> None:
    other = replace(CONTRACT, id="C-2")

    whole = differences([CONTRACT], [other])
    partial = differences([CONTRACT], [other], complete=False)

    assert [(change.kind, change.contract_id) for change in whole] == [
        (ChangeKind.REMOVED, "C-1"),
        (ChangeKind.ADDED, "C-2"),
    ]
    assert [change.contract_id for change in partial] == ["C-2"]


def test_changes_in_words_show_before_and_after() -> None:
    moved = replace(TARO, title="部長")
    wanted = replace(CONTRACT, valid_until=None, contacts=(moved,), openers=("@client.example",), declared_in="a.csv")

    (change,) = differences([CONTRACT], [wanted])

    assert in_words(change, "ja") == (
        "変更：C-1 株式会社例示商事",
        "  受付対象：admin → @client.example",
        "  終了日：2027-03-31 → なし",
        "  例示 太郎 の役職：なし → 部長",
        "  登録元：なし → a.csv",
    )
    assert in_words(change, "en")[1:4] == (
        "  openers: admin → @client.example",
        "  until: 2027-03-31 → none",
        "  例示 太郎 — title: none → 部長",
    )


def test_what_is_added_or_removed_is_told_whole() -> None:
    contract = replace(CONTRACT, category_openers=MappingProxyType({"fault": ("@client.example",)}), is_default=True)

    added = all_in_words(differences([], [contract]), "en")
    removed = all_in_words(differences([CONTRACT], [replace(CONTRACT, contacts=())]), "ja")

    assert added == (
        "added: C-1 株式会社例示商事",
        "  domains: client.example",
        "  policy: standard",
        "  calendar: office",
        "  openers: all: admin; fault: @client.example",
        "  from: 2026-04-01",
        "  until: 2027-03-31",
        "  default: yes",
        "  contact: 例示 太郎 <taro@client.example> (admin, notice)",
    )
    assert removed[1] == "  削除・連絡先：例示 太郎 <taro@client.example> (admin, notice)"
    assert all_in_words((), "ja") == ("契約の変更はありません。",)
    assert all_in_words((), "fr") == ("Nothing changes.",)
    assert in_words(Change(kind=ChangeKind.ADDED, contract_id="C", client="K"), "ja") == ("追加：C K",)


def test_declared_rows_and_those_made_by_mail_do_not_touch_each_other() -> None:
    made = CONTRACT
    declared = replace(CONTRACT, declared_in="config.toml")

    (clash,) = clashes([made], [declared])
    (other_way,) = clashes([declared], [made])

    assert clash.path == ("C-1",)
    assert "declared in config.toml and was also made by mail or command line" in clash.message
    assert "mailbot contract remove C-1" in other_way.message
    assert clashes([declared], [replace(declared, declared_in="clients.csv")]) == ()
    assert clashes([], [declared]) == ()
