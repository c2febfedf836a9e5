"""Situations for tables: one policy, a few contracts and people, and a mail with what is said of it replaced."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from mailbot.desk.cases import Case, FoundBy, Participant, Status, Thread
from mailbot.desk.mail import Address, InboundMail
from mailbot.desk.people import Contact, Contract, Opener, Person, Role, Staff, StaffMember
from mailbot.desk.policy_reading import read_version
from mailbot.desk.proof import Level, Proof, Trust
from mailbot.desk.situation import HouseRules, Situation

NOW = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 30)
DESK = "support@vendor.example"
YAMADA, SATO, TANAKA = "yamada@client.example", "sato@client.example", "tanaka@client.example"
PARTNER, STRANGER = "partner@partner.example", "sales@stranger.example"
SUZUKI_AT = "suzuki@vendor.example"

VERSION = read_version(
    {
        "from": "2020-01-01",
        "categories": {"question": {"default": True, "labels": {"ja": "ご質問", "en": "Question"}}, "lost": {}},
        "priorities": {
            "minor": {"labels": {"ja": "軽微", "en": "Minor"}},
            "important": {"default": True, "labels": {"ja": "重要", "en": "Important"}},
            "urgent": {"alerts": True, "labels": {"ja": "緊急", "en": "Urgent"}},
        },
    }
)

CONTACT = Contact(id=1, name="山田 太郎", addresses=(YAMADA, "yamada@phone.example"))
NOTICE = Contact(id=3, name="連絡 係", addresses=("notice@client.example",), roles=frozenset({Role.NOTICE}))
CONTRACT = Contract(
    id="C-1",
    client="株式会社例示商事",
    policy="standard",
    calendar="office",
    valid_from=date(2020, 1, 1),
    domains=("client.example",),
    contacts=(CONTACT, Contact(id=2, name="佐藤 次郎", addresses=(SATO,)), NOTICE),
)
SUZUKI = Staff(handle="suzuki", name="鈴木 花子", addresses=(SUZUKI_AT,))
BROWN = Staff(handle="brown", name="Sam Brown", addresses=("brown@vendor.example",))
GONE = Staff(handle="gone", name="退任 済", addresses=("gone@vendor.example",), active=False)
HOUSE = HouseRules(trust=Trust(), rules=(), staff=(SUZUKI, BROWN, GONE), addresses=frozenset({DESK}))

OPENER = Participant(id=1, address=YAMADA, name="山田 太郎", contact_id=1, is_opener=True)
COPIED = Participant(id=2, address=TANAKA, name="田中")
CASE = Case(
    id=1,
    number="INC-000001",
    contract_id="C-1",
    subject="印刷について",
    status=Status.OPEN,
    category="question",
    priority="important",
    received_at=NOW,
    participants=(OPENER, COPIED),
)


def mail(**changes: Any) -> InboundMail:
    """A human's mail from Yamada to the desk; `sender` replaces the address that it is from."""
    sender = changes.pop("sender", YAMADA)
    plain = InboundMail(
        message_id="<1@client.example>",
        senders=(Address(address=sender),) if sender else (),
        to=(Address(address=DESK),),
        subject="印刷について",
        text="帳票の印刷について教えてください。",
        new_text="帳票の印刷について教えてください。",
    )
    return replace(plain, **changes)


def proof(level: str) -> Proof:
    return Proof(level=Level(level), evidence="as the table says")


def thread(found_by: FoundBy = FoundBy.REFERENCES, *, case: Case = CASE, participant: int = 0) -> Thread:
    return Thread(case=case, found_by=found_by, participant_id=participant)


def opener(*contracts: Contract, contact: Contact | None = CONTACT) -> Opener:
    return Opener(contact=contact, contracts=contracts or (CONTRACT,))


def situation(person: Person | None = None, **changes: Any) -> Situation:
    """Yamada, proven, with a new matter; `level` is the proof, `house` the house's changed rules."""
    level = changes.pop("level", "A")
    house = replace(HOUSE, **changes.pop("house", {}))
    who = person or opener()
    contracts = tuple(getattr(who, "contracts", ()))
    about = changes.get("thread")
    plain = Situation(
        now=NOW,
        received_at=NOW,
        local_date=TODAY,
        mail=mail(),
        proof=proof(level),
        person=who,
        house=house,
        recipients=(DESK,),
        contracts=contracts,
        versions={one.id: VERSION for one in (*contracts, CONTRACT)},
        case_contract=CONTRACT if about is not None else None,
    )
    return replace(plain, **changes)


def by_staff(text: str, *, staff: Staff = SUZUKI, case: Case | None = CASE, **changes: Any) -> Situation:
    """A proven mail of a member of staff on the case, unless told otherwise."""
    written = mail(sender=staff.address, text=text, new_text=text, subject=changes.pop("subject", "Re: 印刷について"))
    about = thread(changes.pop("found_by", FoundBy.MESSAGE_ID), case=case) if case else None
    return situation(StaffMember(staff=staff), mail=written, thread=about, **changes)
