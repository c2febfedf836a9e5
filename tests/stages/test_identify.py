"""Identify: from a mail and the store to the situation, on questions that the conversations do not ask."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mailbot.desk.mail import InboundMail
from mailbot.desk.people import Colleague, Opener, Ourselves, Person, StaffMember, Stranger
from mailbot.desk.proof import Arrival, Door, Level, Proof
from mailbot.desk.records import Claimed
from mailbot.desk.situation import Situation
from mailbot.stages.identify import Addresses
from tests.stages.cast import ANYONE, MORI, STRANGER, SUZUKI, TANAKA, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import DESK, Sheet


def situation(desk: Conversation, sheet: Sheet, **arrival: Any) -> Situation:
    mail = desk.process.read(sheet.raw)
    came = Arrival(door=Door.IMAP, source="x", received_at=desk.clock(), **arrival)
    claimed = Claimed(inbox_id=1, raw=sheet.raw, arrivals=(came,), tries=1)
    with desk.store.unit() as unit:
        return desk.process.identify.situation(unit, claimed, mail, Proof(level=Level.A), desk.clock())


@pytest.mark.parametrize(
    ("sender", "person"),
    [
        (YAMADA.address, Opener),
        ("YAMADA@Client.Example", Opener),
        ("yamada@phone.example", Opener),
        (ANYONE.address, Opener),
        (TANAKA.address, Colleague),
        (SUZUKI.address, StaffMember),
        ("suzuki@phone.example", StaffMember),
        (DESK, Ourselves),
        ("premium@vendor.example", Ourselves),
        (STRANGER.address, Stranger),
        ("yamada@client.example.evil.example", Stranger),
        ("ｙａｍａｄａ@client.example", Colleague),
    ],
)
def test_who_somebody_is_is_told_by_the_address_alone(desk: Conversation, sender: str, person: type[Person]) -> None:
    sheet = YAMADA.writes("印刷について")
    raw = sheet.raw.replace(f"From: {YAMADA.address}".encode(), f"From: {sender}".encode())
    mail = desk.process.read(raw)
    assert isinstance(mail, InboundMail)

    claimed = Claimed(
        inbox_id=1, raw=raw, arrivals=(Arrival(door=Door.IMAP, source="x", received_at=desk.clock()),), tries=1
    )
    with desk.store.unit() as unit:
        found = desk.process.identify.situation(unit, claimed, mail, Proof(level=Level.A), desk.clock())

    assert type(found.person) is person


def test_the_envelope_s_recipients_come_before_those_of_the_header_and_foreign_ones_not_at_all(
    desk: Conversation,
) -> None:
    sheet = MORI.writes("質問", to=(DESK, STRANGER.address))
    found = situation(desk, sheet, recipients=("premium@vendor.example", STRANGER.address))

    assert found.recipients == ("premium@vendor.example", DESK)
    assert found.contract_addresses == {"premium@vendor.example": "C-2001"}


def test_the_local_date_is_that_of_the_receipt_in_the_desk_s_zone(desk: Conversation) -> None:
    desk.clock.now = desk.clock.now.replace(hour=0, minute=30)
    found = situation(desk, YAMADA.writes("深夜"))

    assert found.local_date.isoformat() == "2026-11-30"
    assert found.received_at.astimezone(desk.clock.now.tzinfo).hour == 0


def test_a_mail_without_a_sender_concerns_nobody(desk: Conversation) -> None:
    sheet = YAMADA.writes("印刷について")
    raw = sheet.raw.replace(f"From: {YAMADA.address}\r\n".encode(), b"")
    mail = desk.process.read(raw)
    claimed = Claimed(
        inbox_id=1, raw=raw, arrivals=(Arrival(door=Door.IMAP, source="x", received_at=desk.clock()),), tries=1
    )
    with desk.store.unit() as unit:
        found = desk.process.identify.situation(unit, claimed, mail, Proof(level=Level.D), desk.clock())

    assert (found.person, found.contracts, found.rounds) == (Stranger(), (), 0)


def test_a_case_whose_policy_is_gone_from_the_configuration_is_judged_by_its_snapshot(desk: Conversation) -> None:
    desk.hears(YAMADA.writes("印刷について"))
    policies = desk.process.identify.policies
    fresh = replace(policies, _known={})
    with desk.store.unit() as unit:
        case = unit.case(1)
        assert case is not None
        assert fresh.pinned(unit, case) == policies.pinned(unit, case)
        with pytest.raises(LookupError, match="INC-000001: the snapshot of its policy is missing"):
            fresh.pinned(unit, replace(case, policy_digest="0" * 64))


@pytest.mark.parametrize(
    ("plus", "address", "plain", "tag"),
    [
        ("+", "Support+Tag@Vendor.Example", "support@vendor.example", "Tag"),
        ("+", "support@vendor.example", "support@vendor.example", ""),
        ("", "support+tag@vendor.example", "support+tag@vendor.example", ""),
        ("-", "support-tag@vendor.example", "support@vendor.example", "tag"),
        ("+", "nobody", "nobody", ""),
    ],
)
def test_tags_come_off_addresses(plus: str, address: str, plain: str, tag: str) -> None:
    addresses = Addresses(domain="vendor.example", plus=plus)

    assert (addresses.plain(address), addresses.tag(address)) == (plain, tag)
