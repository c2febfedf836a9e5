"""What staff write of a contact, as it is read: the command, people of one line, labelled lines (row A8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.contact_cards import card_in_words, outside, same_card
from mailbot.desk.contact_orders import (
    ContactCommand,
    Verb,
    read_card_lines,
    spoken_contact,
    spoken_person,
    spoken_words,
)
from mailbot.desk.people import Contact, Contract, Role


@pytest.mark.parametrize(
    ("argument", "read"),
    [
        ("C-1 追加", ("C-1", Verb.ADD, "")),
        ("C-1に 追加します", ("C-1", Verb.ADD, "")),
        ("追加 C-1", ("C-1", Verb.ADD, "")),
        ("C-1 登録 山田 <y@client.example> 管理", ("C-1", Verb.ADD, "山田 <y@client.example> 管理")),
        ("Ｃ－１　変更　y@client.example", ("C-1", Verb.CHANGE, "y@client.example")),
        ("c-1 Remove y@client.example", ("c-1", Verb.REMOVE, "y@client.example")),
        ("C-1", ("C-1", Verb.LIST, "")),
        ("C-1 一覧", ("C-1", Verb.LIST, "")),
    ],
)
def test_a_command_names_contract_and_verb(argument: str, read: tuple[str, Verb, str]) -> None:
    contract_id, verb, rest = read
    assert spoken_contact(argument) == ContactCommand(contract_id=contract_id, verb=verb, rest=rest)


@pytest.mark.parametrize("argument", ["", "追加", "C-1 C-2", "追加 変更", "C-1 山田 追加"])
def test_what_names_no_contract_or_no_verb_is_none(argument: str) -> None:
    assert spoken_contact(argument) is None


@pytest.mark.parametrize(
    ("line", "name", "roles", "language"),
    [
        ("山田 太郎 <y@client.example> 管理 請求", "山田 太郎", {"admin", "billing"}, ""),
        ("山田 太郎様＜y@client.example＞　管理、請求", "山田 太郎", {"admin", "billing"}, ""),
        ("・山田 太郎 y@client.example 通知", "山田 太郎", {"notice"}, ""),
        ("Taro Yamada <y@client.example> admin, emergency English", "Taro Yamada", {"admin", "emergency"}, "en"),
        ("山田太郎 <mailto:y@client.example> 窓口 日本語", "山田太郎", {"admin"}, "ja"),
        ("山田太郎さん <y@client.example>", "山田太郎", None, ""),
    ],
)
def test_a_person_stands_in_one_line(line: str, name: str, roles: set[str] | None, language: str) -> None:
    card = spoken_person(line)
    assert card is not None
    assert card.faults == ()
    made = card.new()
    assert (made.name, made.addresses, made.language) == (name, ("y@client.example",), language)
    assert made.roles == frozenset(map(Role, roles or {"admin"}))


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("<y@client.example> 管理", "contact-name"),
        ("山田 <y@client.example> 部長", "contact-word: 部長"),
        ("山田 <y@client..example>", "contact-address: y@client..example"),
        ("山田 <y@client.example> 言語：独語", "contact-language: 独語"),
        ("山田 <y@client.example> timezone:Mars/Base", "contact-zone: Mars"),
    ],
)
def test_what_cannot_be_read_in_a_line_is_named(line: str, fault: str) -> None:
    card = spoken_person(line)
    assert card is not None
    assert card.faults[0].startswith(fault)


def test_labelled_lines_are_one_card_and_the_forwarded_mail_is_not_looked_at() -> None:
    lines = read_card_lines(
        "名前：山田 太郎 様\nEmail: y@client.example, t@client.example\n役割：管理・緊急\n部署：\n役職：なし\n"
        "会社：例示商事\n社外：はい\n----- Original Message -----\nFrom: someone <x@y.example>\n名前：別人"
    )
    assert (lines.people, lines.strays) == ((), ())
    assert lines.labelled is not None
    assert lines.labelled.outside
    assert dict(lines.labelled.fields) == {
        "name": "山田 太郎",
        "addresses": ("y@client.example", "t@client.example"),
        "roles": frozenset({Role.ADMIN, Role.EMERGENCY}),
        "title": "",
        "company": "例示商事",
    }


def test_lines_that_are_neither_are_kept_apart() -> None:
    lines = read_card_lines("山田 <y@client.example>\n\nこの方をお願いします")
    assert lines.labelled is None
    assert [one.fields["name"] for one in lines.people] == ["山田"]
    assert lines.strays == ("この方をお願いします",)
    assert read_card_lines("役割：社長").labelled is not None
    assert read_card_lines("役割：社長").labelled.faults == ("contact-role: 社長",)  # type: ignore[union-attr]  # right above


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_whatever_is_written_is_read_without_an_error(text: str) -> None:
    spoken_contact(text)
    spoken_words(text)
    spoken_person(text)
    lines = read_card_lines(text)
    assert len(lines.people) + len(lines.strays) <= len(text.splitlines())


@settings(max_examples=100, deadline=None)
@given(roles=st.sets(st.sampled_from(list(Role)), min_size=1), local=st.from_regex(r"[a-z]{1,8}", fullmatch=True))
def test_a_card_that_is_told_can_be_written_so_again(roles: set[Role], local: str) -> None:
    card = Contact(name="山田 太郎", addresses=(f"{local}@client.example",), roles=frozenset(roles))
    for language in ("ja", "en"):
        words = (
            card_in_words(card, language)
            .replace("／", " ")
            .replace(";", " ")
            .replace("Roles: ", "")
            .replace("役割：", "")
        )
        read = spoken_person(words)
        assert read is not None
        assert same_card(read.new(), card)


def test_a_client_without_domains_has_no_addresses_outside() -> None:
    free = Contract(id="C-1", client="C", policy="p", calendar="c", valid_from=date(2026, 4, 1))
    card = Contact(name="山田", addresses=("y@gmail.example", "y@Client.example"))
    assert outside(free, card) == ()
    assert outside(replace(free, domains=("client.example",)), card) == ("y@gmail.example",)
