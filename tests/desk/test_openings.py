"""Opening: on which contract, for whom, whether and when an acknowledgement goes out, and who gets a copy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from mailbot.desk.decide import decide
from mailbot.desk.decision import OpenCase
from mailbot.desk.loops import LAST_ROUND, PATIENCE
from mailbot.desk.mail import Address, Nature
from mailbot.desk.openings import MOST_PARTICIPANTS, choose_contract, may_acknowledge, people_copied
from mailbot.desk.people import Contract
from mailbot.desk.situation import Situation
from mailbot.desk.triage import read_rules
from tests.desk_fixtures import CASE, CONTRACT, DESK, OPENER, SATO, SUZUKI_AT, TANAKA, VERSION, YAMADA, mail, opener
from tests.desk_fixtures import situation as situated

A = replace(CONTRACT, id="A", products=("アルファ",), address="a@vendor.example")
B = replace(CONTRACT, id="B", products=("ベータ", "Gamma"))
C = replace(CONTRACT, id="C", products=("ベータ",))
DEFAULT = replace(CONTRACT, id="D", is_default=True)
ENDED = replace(A, valid_until=date(2026, 3, 31))
LONG_ENDED = replace(B, valid_until=date(2025, 3, 31))
HOUSE_B: dict[str, Any] = {"contract_addresses": {"a@vendor.example": "A"}}


@pytest.mark.parametrize(
    ("contracts", "changes", "chosen", "unsure"),
    [
        pytest.param((A, B), {"recipients": ("a@vendor.example",)}, "A", "", id="by address"),
        pytest.param((ENDED, B), {"recipients": ("a@vendor.example",)}, "A", "", id="by address, although it ended"),
        pytest.param((A, B), {"mail": mail(subject="ベータが動かない")}, "B", "", id="by a word in the subject"),
        pytest.param(
            (A, B), {"mail": mail(new_text="ｇａｍｍａについて")}, "B", "", id="by a word of the text, folded"
        ),
        pytest.param((A, B, C), {"mail": mail(subject="ベータ")}, "A", "A, B, C", id="two share the word"),
        pytest.param((A, B), {"mail": mail(subject="アルファとベータ")}, "A", "A, B", id="both are named"),
        pytest.param((ENDED, B), {}, "B", "", id="the only one in force"),
        pytest.param((ENDED, B), {"mail": mail(subject="アルファ")}, "B", "", id="an ended one is not named by words"),
        pytest.param((A, DEFAULT), {}, "D", "", id="the default"),
        pytest.param((A, B), {}, "A", "A, B", id="the first by id, unsure"),
        pytest.param((ENDED, LONG_ENDED), {}, "A", "", id="none in force: the one that ended last"),
    ],
)
def test_the_contract_is_chosen(
    contracts: tuple[Contract, ...], changes: dict[str, Any], chosen: str, unsure: str
) -> None:
    about = situated(opener(*contracts), **HOUSE_B, **changes)
    choice = choose_contract(about, changes.get("mail", mail()), contracts)

    assert (choice.contract.id, choice.unsure) == (chosen, unsure)


def test_what_continues_a_case_stays_on_its_contract_while_that_is_in_force() -> None:
    about = situated(opener(A, DEFAULT))
    of_a = replace(CASE, contract_id="A")

    assert choose_contract(about, mail(), (A, DEFAULT), continues=of_a).contract.id == "A"
    assert choose_contract(about, mail(), (ENDED, DEFAULT), continues=of_a).contract.id == "D"
    assert choose_contract(about, mail(), (DEFAULT, B), continues=of_a).contract.id == "D"


def opened(about: Situation) -> OpenCase:
    decision = decide(about)
    assert isinstance(decision, OpenCase)
    return decision


def test_the_opener_comes_first_with_the_name_that_the_contract_gives() -> None:
    people = opened(situated(mail=mail(senders=(Address(address="YAMADA@client.example", name="たろう"),)))).people

    assert [(one.address, one.name, one.contact_id, one.is_opener) for one in people] == [
        ("YAMADA@client.example", "山田 太郎", 1, True)
    ]


def test_an_opener_who_is_not_registered_has_the_name_of_the_mail() -> None:
    contract = replace(CONTRACT, openers=("@client.example",))
    sender = Address(address=TANAKA, name="田中")
    people = opened(situated(opener(contract, contact=None), mail=mail(senders=(sender,)))).people

    assert [(one.name, one.contact_id) for one in people] == [("田中", 0)]


def test_people_copied_of_the_client_get_mail_and_others_do_not() -> None:
    to = (Address(address=DESK), Address(address=SATO), Address(address="new@Client.Example", name="新人"))
    cc = (
        Address(address="x@partner.example"),
        Address(address=SUZUKI_AT),
        Address(address=YAMADA),
        Address(address="x"),
    )
    people = people_copied(situated(), mail(to=to, cc=cc), CONTRACT, known=(OPENER,))

    assert [(one.address, one.name, one.contact_id, one.gets_mail) for one in people] == [
        (SATO, "佐藤 次郎", 2, True),
        ("new@Client.Example", "新人", 0, True),
        ("x@partner.example", "", 0, False),
    ]


def test_nobody_is_taken_in_twice_nor_are_more_than_twenty() -> None:
    many = tuple(Address(address=f"p{number % 60}@client.example") for number in range(90))
    people = people_copied(situated(), mail(to=many), CONTRACT, known=())

    assert len(people) == len({one.key for one in people}) == MOST_PARTICIPANTS


@pytest.mark.parametrize(
    ("plus", "address", "taken"),
    [
        ("+", "support+1.p1.k.abc@vendor.example", False),
        ("+", "SUPPORT+x@VENDOR.example", False),
        ("", "support+x@vendor.example", True),
        ("+", "supporter@vendor.example", True),
    ],
)
def test_the_desk_s_own_addresses_take_part_in_nothing(plus: str, address: str, taken: bool) -> None:
    about = situated(house={"plus": plus})
    people = people_copied(about, mail(cc=(Address(address=address),)), CONTRACT, known=())

    assert bool(people) == taken


@pytest.mark.parametrize(
    ("changes", "may"),
    [
        pytest.param({}, True, id="a human"),
        pytest.param({"mail": mail(nature=Nature.LIST)}, False, id="a list"),
        pytest.param({"mail": mail(nature=Nature.AUTO_REPLY)}, False, id="a machine"),
        pytest.param({"mail": mail(acknowledge=False)}, False, id="who asked for none"),
        pytest.param({"mail": mail(return_path="")}, False, id="the null sender"),
        pytest.param({"mail": mail(return_path=YAMADA)}, True, id="a known envelope sender"),
        pytest.param({"answerable": False}, False, id="old mail"),
        pytest.param({"is_storm": True}, False, id="a storm"),
        pytest.param({"rounds": LAST_ROUND - 1}, True, id="the last round"),
        pytest.param({"rounds": LAST_ROUND}, False, id="a loop"),
    ],
)
def test_an_acknowledgement_may_go_out(changes: dict[str, Any], may: bool) -> None:
    about = situated(**changes)

    assert may_acknowledge(about, changes.get("mail", mail())) is may


@pytest.mark.parametrize(
    ("rounds", "minutes"), [(0, 0), (PATIENCE - 1, 0), (PATIENCE, 1), (PATIENCE + 1, 2), (LAST_ROUND - 1, 16)]
)
def test_an_acknowledgement_is_held_back_longer_with_each_round(rounds: int, minutes: int) -> None:
    decision = opened(situated(rounds=rounds))

    assert (decision.pause, decision.loops) == (timedelta(minutes=minutes), False)


def test_in_a_loop_there_is_none_to_hold_back() -> None:
    decision = opened(situated(rounds=LAST_ROUND))

    assert (decision.acknowledge, decision.pause, decision.loops) == (False, timedelta(0), True)


def test_rules_judge_and_the_subject_loses_its_prefixes() -> None:
    rules = read_rules([{"name": "down", "when": {"words": ["停止"]}, "priority": "urgent", "private": True}])
    decision = opened(situated(mail=mail(subject="RE: 転送: [EXTERNAL] 業務停止"), house={"rules": rules}))

    assert (decision.subject, decision.triage.priority, decision.triage.private) == ("業務停止", "urgent", True)


def test_who_may_open_in_one_category_only_does() -> None:
    contract = replace(CONTRACT, openers=(), category_openers={"lost": ("@client.example",)})
    rules = read_rules([{"name": "lost", "when": {"words": ["紛失"]}, "category": "lost"}])
    about = situated(
        opener(contract, contact=None), mail=mail(sender=TANAKA, subject="紛失しました"), house={"rules": rules}
    )

    assert opened(about).triage.category == "lost"
    assert VERSION.category("lost") is not None
