"""Whom an announcement reaches: each person once, through the contracts that it concerns, in their language."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.announcements import Announcement, AnnouncementKind
from mailbot.desk.announcements_reach import LeftOutWhy, Reach, Register, reach, registered
from mailbot.desk.mail import address_key
from mailbot.desk.people import Contact, Contract, Role
from mailbot.desk.uptime import Service

TODAY = date(2026, 11, 22)
SERVICES = {"mail": Service(name="mail", parts=("form",)), "disk": Service(name="disk")}
MAINTENANCE = Announcement(kind=AnnouncementKind.MAINTENANCE, services=("mail",))


def contact(address: str, *roles: Role, **more: Any) -> Contact:
    name = more.pop("name", address.partition("@")[0])
    return Contact(
        name=name, addresses=(address, *more.pop("also", ())), roles=frozenset(roles or {Role.NOTICE}), **more
    )


def contract(id_: str, *contacts: Contact, **more: Any) -> Contract:
    since = more.pop("since", date(2020, 1, 1))
    return Contract(
        id=id_, client=f"Client {id_}", policy="p", calendar="c", valid_from=since, contacts=contacts, **more
    )


def reached(announcement: Announcement, *contracts: Contract, **more: Any) -> Reach:
    return reach(announcement, Register(contracts=contracts, services=SERVICES, **more), TODAY)


def addresses(found: Reach) -> list[str]:
    return [one.address for one in found.receivers]


def test_contracts_in_force_that_use_the_service_are_concerned() -> None:
    found = reached(
        MAINTENANCE,
        contract("C-2", contact("b@two.example"), services=("mail", "disk")),
        contract("C-1", contact("a@one.example"), services=("mail",)),
        contract("C-3", contact("c@three.example"), services=("disk",)),
        contract("C-4", contact("d@four.example"), services=("mail",), valid_until=date(2026, 11, 21)),
        contract("C-5", contact("e@five.example"), services=("mail",), since=date(2026, 11, 23)),
        contract("C-6", contact("f@six.example"), services=("mail",), valid_until=TODAY),
        contract("C-7", contact("g@seven.example")),
    )

    assert addresses(found) == ["a@one.example", "b@two.example", "f@six.example", "g@seven.example"]


def test_parts_and_wholes_concern_each_other_s_users() -> None:
    part = contract("C-1", contact("part@one.example"), services=("form",))
    whole = contract("C-2", contact("whole@two.example"), services=("mail",))
    of_part = Announcement(kind=AnnouncementKind.FAULT, services=("form",))

    assert addresses(reached(of_part, part, whole)) == ["part@one.example", "whole@two.example"]
    assert addresses(reached(MAINTENANCE, part, whole)) == ["part@one.example", "whole@two.example"]


def test_what_names_no_service_is_for_everybody_and_may_be_narrowed() -> None:
    both = (contract("C-1", contact("a@one.example"), services=("disk",)), contract("C-2", contact("b@two.example")))

    assert addresses(reached(Announcement(kind=AnnouncementKind.CLOSING), *both)) == ["a@one.example", "b@two.example"]
    assert addresses(reached(Announcement(kind=AnnouncementKind.CLOSING, contracts=("C-2",)), *both)) == [
        "b@two.example"
    ]


def test_those_registered_for_it_get_it() -> None:
    one = contract(
        "C-1",
        contact("admin@one.example", Role.ADMIN),
        contact("notice@one.example", Role.NOTICE, Role.BILLING),
        contact("night@one.example", Role.EMERGENCY),
        contact("bills@one.example", Role.BILLING),
    )

    def names(kind: AnnouncementKind) -> list[str]:
        return [person.name for person in registered(one, kind)]

    assert names(AnnouncementKind.MAINTENANCE) == ["notice"]
    assert names(AnnouncementKind.VERSION) == ["notice"]
    assert names(AnnouncementKind.FAULT) == names(AnnouncementKind.RECOVERY) == ["notice", "night"]
    assert names(AnnouncementKind.SECURITY) == ["admin", "notice", "night"]


def test_where_nobody_is_registered_for_it_the_admins_are_told() -> None:
    found = reached(
        MAINTENANCE,
        contract("C-1", contact("admin@one.example", Role.ADMIN), contact("bills@one.example", Role.BILLING)),
        contract("C-2", contact("bills@two.example", Role.BILLING)),
    )

    assert addresses(found) == ["admin@one.example"]
    assert found.silent == ("C-2",)


def test_one_person_on_several_contracts_gets_one_mail() -> None:
    found = reached(
        MAINTENANCE,
        contract("C-2", contact("YAMADA@one.example", language="en")),
        contract("C-1", contact("yamada@ONE.example")),
    )

    (person,) = found.receivers
    assert (person.address, person.contracts, person.language) == ("yamada@ONE.example", ("C-1", "C-2"), "en")


def test_two_registrations_that_a_third_joins_are_one_person() -> None:
    found = reached(
        MAINTENANCE,
        contract("C-1", contact("a@one.example")),
        contract("C-2", contact("b@one.example")),
        contract("C-3", contact("c@one.example", also=("a@one.example", "b@one.example"))),
        contract("C-4", contact("b@one.example")),
    )

    (person,) = found.receivers
    assert (person.address, person.contracts) == ("a@one.example", ("C-1", "C-2", "C-3", "C-4"))


def test_language_and_zone_are_the_contact_s_then_the_contract_s_then_the_desk_s() -> None:
    found = reached(
        MAINTENANCE,
        contract("C-1", contact("a@one.example", language="en", timezone="Europe/Paris"), language="ja"),
        contract("C-2", contact("b@two.example"), language="en", timezone="America/New_York"),
        contract("C-3", contact("c@three.example")),
        language="ja",
        timezone="Asia/Tokyo",
    )

    assert [(one.language, one.timezone) for one in found.receivers] == [
        ("en", "Europe/Paris"), ("en", "America/New_York"), ("ja", "Asia/Tokyo"),
    ]  # fmt: skip


def test_objections_hold_save_for_what_is_owed() -> None:
    one = contract("C-1", contact("a@one.example", also=("b@one.example",)))
    objections = {"b@one.example": frozenset(AnnouncementKind)}

    news = reached(Announcement(kind=AnnouncementKind.VERSION), one, objections=objections)
    owed = reached(MAINTENANCE, one, objections=objections)

    assert news.receivers == ()
    assert [(out.address, out.why, out.contracts) for out in news.left_out] == [
        ("a@one.example", LeftOutWhy.OBJECTED, ("C-1",))
    ]
    assert addresses(owed) == ["a@one.example"]


def test_an_objection_is_to_its_kind_alone() -> None:
    one = contract("C-1", contact("a@one.example"))
    objections = {"a@one.example": frozenset({AnnouncementKind.VERSION})}

    assert addresses(reached(Announcement(kind=AnnouncementKind.CLOSING), one, objections=objections)) == [
        "a@one.example"
    ]


def test_an_address_that_cannot_be_written_to_is_replaced_or_told() -> None:
    found = reached(
        MAINTENANCE,
        contract("C-1", contact("山田@one.example", also=("yamada@one.example",))),
        contract("C-2", contact("nonsense", also=())),
    )

    assert addresses(found) == ["yamada@one.example"]
    assert [(out.address, out.why) for out in found.left_out] == [("nonsense", LeftOutWhy.UNWRITABLE)]


ADDRESSES = st.sampled_from([f"{name}@client.example" for name in "abcdefgh"])
CONTACTS = st.lists(ADDRESSES, min_size=1, max_size=3, unique=True).map(
    lambda own: contact(own[0], also=tuple(own[1:]))
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(CONTACTS, max_size=3), max_size=5))
def test_no_two_receivers_share_an_address_and_nobody_is_missed(people: list[list[Contact]]) -> None:
    contracts = [contract(f"C-{number}", *contacts) for number, contacts in enumerate(people)]
    found = reached(MAINTENANCE, *contracts)

    parents = {address: address for contacts in people for one in contacts for address in one.addresses}

    def root(address: str) -> str:
        while parents[address] != address:
            address = parents[address]
        return address

    for contacts in people:
        for one in contacts:
            for address in one.addresses:
                parents[root(address)] = root(one.addresses[0])
    assert len(found.receivers) == len({root(address) for address in parents})
    assert len({root(one.address) for one in found.receivers}) == len(found.receivers)
    assert all(one.key == address_key(one.address) for one in found.receivers)
