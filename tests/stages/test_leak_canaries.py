"""Over many generated conversations nothing of notes, other cases or other clients reaches a customer.

`MAILBOT_CONVERSATIONS=1000` plays so many; without it a few, so that the suite stays short.
"""

from __future__ import annotations

import os
import random

from mailbot.desk.mail import address_key
from mailbot.desk.subjects import format_number, numbers_in
from tests.stages.cast import BROWN, DOE, MORI, SATO, SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import Person, Received, Sheet

HOW_MANY = int(os.environ.get("MAILBOT_CONVERSATIONS", "20"))
AT_ONCE = 20
OWN = {YAMADA: "例示商事", SATO: "例示商事", DOE: "Overseas", MORI: "複数契約"}
CLIENTS = {
    "例示商事": ("株式会社例示商事", "yamada@client.example", "https://files.client.example/a"),
    "Overseas": ("Overseas Ltd", "doe@overseas.example", "www.overseas.example"),
    "複数契約": ("複数契約（株）", "mori@multi.example", "複数 契約"),
}
STAFF = {SUZUKI, BROWN}
PLAIN = "お問い合わせの件、設定の画面で「用紙」を選び直していただくと直ります。"


def canary(serial: int) -> str:
    return f"内部カナリア第{serial}号は電源装置の交換で対処する"


def leaking(rng: random.Random, person: Person, serial: int) -> str:
    """An answer that brings along something that it should not."""
    foreign = rng.choice([words for client, several in CLIENTS.items() if client != OWN[person] for words in several])
    other = format_number("INC", serial % HOW_MANY + 1 if HOW_MANY > 1 else 99)
    note = canary(serial)
    brought = rng.choice(
        [
            note,
            f"{note[:12]}\n{note[12:]}",
            f"調査の結果、{note}とのことです。",
            f"{other} と同じ原因でした。",
            f"（参考：{other.replace('-', '－')}）",
            f"{foreign} でも起きています。",
        ]
    )
    return f"{PLAIN}\n{brought}\nよろしくお願いいたします。"


def answer(rng: random.Random, who: Person, copy: Received, person: Person, serial: int) -> Sheet:
    """An answer as staff write it, by one of several programs: clean, leaking, or with the copy in an odd place."""
    text = leaking(rng, person, serial) if rng.random() < 0.5 else PLAIN
    sheet = who.replies(copy, text)
    style = rng.random()
    if style < 0.1:
        return sheet.but(text=f"{text}\n\n{copy.text}")
    if style < 0.2:
        return who.forwards(copy, text, in_reply_to=sheet.in_reply_to, references=sheet.references)
    if style < 0.3:
        return sheet.but(files=(("copy.eml", copy.letter.content),))
    return sheet


def copies_of(desk: Conversation, who: Person) -> dict[str, Received]:
    """The newest copy of each case that a member of staff has."""
    found = [one for one in desk.all_letters(who.address) if one.key in {"staff-new-case", "staff-follow-up"}]
    return {numbers_in(one.subject)[0]: one for one in found}


def play(desk: Conversation, rng: random.Random, serials: range) -> None:
    """Some conversations at once, in four rounds."""
    people = {serial: rng.choice(list(OWN)) for serial in serials}
    desk.hears(
        *(person.writes(f"相談 {serial}", f"相談 {serial} です。教えてください。") for serial, person in people.items())
    )
    numbered = {serial: format_number("INC", serial) for serial in serials}
    notes = copies_of(desk, SUZUKI)
    desk.hears(*(SUZUKI.replies(notes[number], f"#メモ\n{canary(serial)}") for serial, number in numbered.items()))
    for _ in range(2):
        for who in (SUZUKI, BROWN):
            copies = copies_of(desk, who)
            desk.hears(
                *(
                    answer(rng, who, copies[number], people[serial], serial)
                    for serial, number in numbered.items()
                    if rng.random() < 0.7
                )
            )
        told = {
            numbers_in(one.subject)[0]: one for one in customers(desk) if one.key in {"case-opened", "staff-answer"}
        }
        desk.hears(*(people[serial].replies(told[number], "まだ直りません。") for serial, number in numbered.items()))


def customers(desk: Conversation) -> list[Received]:
    """Every letter that left for somebody who is no staff."""
    staff = {address_key(one.address) for one in STAFF}
    return [one for one in desk.all_letters() if address_key(one.letter.recipient) not in staff]


def test_no_canary_ever_reaches_a_customer(desk: Conversation) -> None:
    rng = random.Random(20261130)
    for first in range(1, HOW_MANY + 1, AT_ONCE):
        play(desk, rng, range(first, min(first + AT_ONCE, HOW_MANY + 1)))

    letters = customers(desk)
    assert sum(one.key == "staff-answer" for one in letters) > HOW_MANY // 2
    assert {"leak", "second-answer"} <= set(desk.reasons())
    client_of = {person.address: client for person, client in OWN.items()}
    for one in letters:
        said = f"{one.subject}\n{one.text}\n{one.mail.html}"
        flat = "".join(said.split())
        assert "カナリア" not in flat
        assert "この行より上" not in flat
        assert len(set(numbers_in(one.subject)) | set(numbers_in(one.text[:2000]))) == 1, one.text
        assert not one.mail.attachments
        for client, words in CLIENTS.items():
            if client != client_of[one.letter.recipient]:
                assert not [word for word in words if "".join(word.split()) in flat], one.text
