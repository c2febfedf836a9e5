"""What an outgoing text must not carry is found, whatever its spelling; what is the customer's own is not."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.clientele import Clientele, bare_name, clientele_of
from mailbot.desk.leaks import Inside, Leak, LeakKind, leaks_in, numbers_of
from mailbot.desk.people import Contact, Contract
from mailbot.desk.phrases import phrasebook, squeezed


def contract(name: str, client: str, *addresses: str, domains: tuple[str, ...] = (), company: str = "") -> Contract:
    return Contract(
        id=name,
        client=client,
        policy="standard",
        calendar="office",
        valid_from=date(2020, 1, 1),
        domains=domains,
        openers=("admin", *(f"@{one}" for one in domains)),
        contacts=tuple(Contact(name="窓口", addresses=(one,), company=company) for one in addresses),
    )


CLIENTS = clientele_of(
    [
        contract("C-1", "株式会社例示商事", "yamada@client.example", domains=("client.example",)),
        contract("C-2", "Overseas Ltd", "doe@overseas.example", domains=("overseas.example",), company="海外物産"),
        contract("C-3", "(株)例示", "head@rei.example"),
        contract("C-4", "アサヒ", "a@asahi.example"),
        contract("C-5", "ＡＣＥ Inc.", "b@ace.example"),
        contract("C-6", "北", "c@kita.example"),
        contract("C-7", "Overseas K.K.", "doe@overseas.example"),
    ]
)
INSIDE = Inside(
    clientele=CLIENTS,
    client=bare_name("株式会社例示商事"),
    own_names=("例示サポート",),
    own_addresses=frozenset({"support@vendor.example", "partner@overseas.example"}),
    numbers=frozenset({"INC-000001"}),
    notes=("開発部の田村さんに確認中、次の版で直る予定\n短い行\n毎度お世話になっております。例示です。",),
    said=("別件 INC-000007 と同じですか。毎度お世話になっております。例示です。", "[INC-000001] 印刷について"),
)


def found(text: str, inside: Inside = INSIDE) -> list[tuple[LeakKind, str]]:
    return [(one.kind, one.found) for one in leaks_in(text, inside)]


@pytest.mark.parametrize(
    ("text", "kind", "what"),
    [
        ("INC-000002 をご覧ください", LeakKind.NUMBER, "INC-000002"),
        ("ＩＮＣ－０００００２です", LeakKind.NUMBER, "INC-000002"),
        ("[inc-2] の件", LeakKind.NUMBER, "INC-000002"),
        ("Overseas 様", LeakKind.CLIENT, "Overseas Ltd"),
        ("OVERSEAS Ltd. has the same", LeakKind.CLIENT, "Overseas Ltd"),
        ("海外物産様でも", LeakKind.CLIENT, "海外物産"),
        ("海外\n物産様でも", LeakKind.CLIENT, "海外物産"),
        ("例示様の設定です", LeakKind.CLIENT, "(株)例示"),
        ("株式会社例示の設定です", LeakKind.CLIENT, "(株)例示"),
        ("(株)例示の設定です", LeakKind.CLIENT, "(株)例示"),
        ("Inc_000002", LeakKind.NUMBER, "INC-000002"),
        ("INC000002 です", LeakKind.NUMBER, "INC-000002"),
        ("INC\u200b-000002", LeakKind.NUMBER, "INC-000002"),
        ("画面に「送信：なし」と出る", LeakKind.INTERNAL, "送信:なし"),
        ("アサヒ様", LeakKind.CLIENT, "アサヒ"),
        ("Ace has it", LeakKind.CLIENT, "ＡＣＥ Inc."),
        ("doe@overseas.example", LeakKind.ADDRESS, "doe@overseas.example"),
        ("DOE＠OVERSEAS.EXAMPLE", LeakKind.ADDRESS, "doe@overseas.example"),
        ("https://files.overseas.example:8080/x", LeakKind.DOMAIN, "overseas.example"),
        ("someone@overseas.example", LeakKind.DOMAIN, "overseas.example"),
        ("開発部の田村さんに確認中、次の版で直る予定", LeakKind.NOTE, "開発部の田村さんに確認中、次の版で直る予定"),
        (
            "> 開発部の田村さん\n に確認中、次の版で直る予定です",
            LeakKind.NOTE,
            "開発部の田村さんに確認中、次の版で直る予定",
        ),
        ("---- この行より上に書いた文が 山田様へ送られます ----", LeakKind.INTERNAL, ""),
    ],
)
def test_it_is_found(text: str, kind: LeakKind, what: str) -> None:
    assert (kind, what) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "INC-000001 と INC-000007 の件です",
        "株式会社例示商事 山田様",
        "例示サポートの鈴木です",
        "アサヒビールの件",
        "in the right place, surfaces replaced",
        "北の方",
        "例示の手順です",
        "例示社員の手引き、例示様式",
        "Example Inc. 2026",
        "Example Inc 12345 Main Street",
        "support@vendor.example までご返信ください",
        "partner@overseas.example にもお送りします",
        "yamada@client.example、https://www.client.example/a",
        "短い行",
        "毎度お世話になっております。例示です。",
        "v1.2.3 と 2026.12.01 と e.g. と a..b",
        "",
    ],
)
def test_what_is_the_customer_s_own_or_nobody_s_is_not(text: str) -> None:
    assert found(text) == []


def test_what_the_customers_have_been_told_or_named_is_told_already() -> None:
    told = Inside(clientele=CLIENTS, client=INSIDE.client, answered=("Overseas 様でも起きています。",))
    asked = Inside(clientele=CLIENTS, client=INSIDE.client, said=("Overseas 様でも起きていますか。",))

    assert found("Overseas 様の件です", told) == []
    assert found("Overseas 様の件です", asked) == []
    assert found("海外物産様の件です", told) == [(LeakKind.CLIENT, "海外物産")]


def test_a_name_that_is_a_word_like_any_other_is_found_with_its_form_or_an_honorific_alone() -> None:
    inside = Inside(clientele=CLIENTS, client=INSIDE.client, common_names=("アサヒ", "Overseas"))

    assert found("アサヒの缶、Overseas market", inside) == []
    assert found("アサヒ様の缶", inside) == [(LeakKind.CLIENT, "アサヒ")]
    assert found("in the Overseas Ltd office", inside) == [(LeakKind.CLIENT, "Overseas Ltd")]


def test_a_person_of_a_client_s_name_is_greeted_all_the_same() -> None:
    inside = Inside(clientele=CLIENTS, client=INSIDE.client, own_names=("例示 太郎",))

    assert found("例示様、例示さん", inside) == []
    assert found("株式会社例示", inside) == [(LeakKind.CLIENT, "(株)例示")]


def test_a_name_that_the_own_client_shares_is_no_leak() -> None:
    inside = Inside(clientele=CLIENTS, client=bare_name("Overseas"))

    assert found("Overseas, doe@overseas.example, overseas.example", inside) == []


def test_each_thing_is_told_once_and_the_gravest_first() -> None:
    text = "Overseas Overseas INC-000002 INC-000002 開発部の田村さんに確認中、次の版で直る予定"

    assert [one.kind for one in leaks_in(text, INSIDE)] == [LeakKind.NOTE, LeakKind.NUMBER, LeakKind.CLIENT]


def test_without_anything_known_only_numbers_are_found() -> None:
    assert leaks_in("Overseas INC-000002", Inside()) == (Leak(kind=LeakKind.NUMBER, found="INC-000002"),)
    assert Clientele().names.phrases == frozenset()


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("株式会社例示商事", "例示商事"),
        ("例示商事㈱", "例示商事"),
        ("例示商事（株）", "例示商事"),
        ("Example Trading Co., Ltd.", "exampletrading"),
        ("Example K.K.", "example"),
        ("Example KK", "example"),
        ("一般社団法人 例示協会", "例示協会"),
        ("株式会社", "株式会社"),
        ("Coop", "coop"),
    ],
)
def test_a_client_is_known_by_its_bare_name(name: str, bare: str) -> None:
    assert bare_name(name) == bare


def test_a_number_is_found_wherever_it_stands_in_a_long_text() -> None:
    text = "あ" * 5000 + " INC-000123 " + "い" * 5000 + " INC-000124"

    assert numbers_of(text, "INC") == ("INC-000123", "INC-000124")


@settings(max_examples=150, deadline=None)
@given(before=st.text(max_size=80), after=st.text(max_size=80), gap=st.sampled_from(["", "\n", "　", "\n> "]))
def test_a_line_of_a_note_is_found_within_any_text(before: str, after: str, gap: str) -> None:
    note = "canary が鳴いたので原因は電源装置の故障"
    written = f"{note[:9]}{gap.replace('> ', '')}{note[9:]}"

    kinds = {one.kind for one in leaks_in(f"{before}\n{written}\n{after}", Inside(notes=(note,)))}
    assert LeakKind.NOTE in kinds


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.text(alphabet="abあいアイ株 ", min_size=1, max_size=8), max_size=8),
    st.text(alphabet="abあいアイ ", max_size=60),
)
def test_the_book_finds_what_a_plain_search_finds(phrases: list[str], text: str) -> None:
    flat = squeezed(text)
    bare = {squeezed(one).text for one in phrases}
    plain = {one for one in bare if len(one) >= 2 and one in flat.text}

    assert {phrase for phrase, _, _ in phrasebook(bare, shortest=2).found_in(flat)} == plain


def test_the_look_is_linear_in_the_text_and_flat_in_the_clients() -> None:
    many = clientele_of([contract(f"C-{n}", f"東日本第{n}商会", f"a{n}@c{n}.example") for n in range(5000)])
    inside = Inside(clientele=many, client="例示商事")
    text = "東日本第の手順を例示します。" * 2000

    began = time.process_time()
    assert leaks_in(text, inside) == ()
    assert time.process_time() - began < 3
