"""Small values for the tests of the store: mails, cases and letters with all that does not matter filled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from mailbot.desk.cases import Case, Participant
from mailbot.desk.people import Contact, Contract
from mailbot.desk.proof import Arrival, Door, Level
from mailbot.desk.records import Direction, InboxState, NewCase, NewLetter, NewMessage, Outcome, Taken
from mailbot.store import Store
from mailbot.store.unit import Unit

NOON = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
YAMADA = "yamada@client.example"
DONE = Outcome(state=InboxState.DONE, decision="open", reason="opener", level=Level.A)
HELD = Outcome(
    state=InboxState.HELD,
    decision="hold",
    reason="unproven",
    sender=YAMADA,
    subject="至急",
    hint="spf=fail",
    tell=True,
)


def raw_mail(words: str = "Hello", *, trace: str = "mx1") -> bytes:
    return f"Received: from {trace}\r\nFrom: {YAMADA}\r\nSubject: Help\r\n\r\n{words}\r\n".encode()


def came(source: str = "lmtp/1", *, at: datetime = NOON, trusted: bool = False, login: str = "") -> Arrival:
    return Arrival(
        door=Door.LMTP,
        source=source,
        received_at=at,
        envelope_from=YAMADA,
        recipients=("support@vendor.example",),
        trusted=trusted,
        login=login,
    )


def take(store: Store, words: str = "Hello", *, at: datetime = NOON) -> Taken:
    """A mail of these words, by a door of its own."""
    return store.take_in(raw_mail(words), came(f"lmtp/{words}", at=at), content_key=f"key of {words}")


def take_many(store: Store, count: int) -> None:
    store.take_in_many([(raw_mail(str(n)), came(f"lmtp/{n}"), f"key {n}") for n in range(count)])


def person(address: str = YAMADA, *, is_opener: bool = True) -> Participant:
    return Participant(address=address, name="山田 太郎", is_opener=is_opener)


def new_case(subject: str = "請求書", *people: Participant) -> NewCase:
    return NewCase(
        contract_id="C-1",
        subject=subject,
        category="question",
        category_reason="default",
        priority="normal",
        priority_reason="default",
        unsure="",
        received_at=NOON,
        policy_digest="p",
        calendar_digest="c",
        language="ja",
        private=False,
        participants=people or (person(),),
    )


def open_case(unit: Unit, subject: str = "請求書") -> Case:
    return unit.open_case(new_case(subject))


def new_message(case_id: int, message_id: str = "<1@client.example>", *, at: datetime = NOON) -> NewMessage:
    return NewMessage(
        case_id=case_id,
        direction=Direction.IN,
        at=at,
        message_id=message_id,
        from_address=YAMADA,
        to_addresses=("support@vendor.example",),
        subject="請求書",
        text="請求書が届きません。",
        new_text="請求書が届きません。",
        level=Level.A,
    )


def new_letter(cause: str = "inbox:1", *, recipient: str = YAMADA, letter: str = "case-opened") -> NewLetter:
    return NewLetter(
        cause=cause,
        letter=letter,
        recipient=recipient,
        message_id=f"<{cause}.{letter}.{recipient.partition('@')[0]}@vendor.example>",
        envelope_from="support@vendor.example",
        content=b"Subject: [INC-000001]\r\n\r\nDear customer\r\n",
        subject="[INC-000001]",
    )


def queue(store: Store, *letters: NewLetter, at: datetime = NOON) -> None:
    with store.unit(at) as unit:
        for letter in letters:
            assert unit.queue(letter)


def contact(name: str = "山田 太郎", *addresses: str) -> Contact:
    return Contact(name=name, addresses=addresses or (YAMADA,), company="Client KK", department="総務部")


def contract(contract_id: str = "C-1", *contacts: Contact) -> Contract:
    return Contract(
        id=contract_id,
        client="Client KK",
        policy="standard",
        calendar="office",
        valid_from=date(2026, 1, 1),
        valid_until=date(2027, 12, 31),
        contacts=contacts or (contact(),),
        language="ja",
    )


def declared(one: Contract, place: str = "config.toml") -> Contract:
    return replace(one, declared_in=place)
