"""What a person's program sends at one press of a button is told from words that somebody wrote."""

from __future__ import annotations

import pytest

from mailbot.desk.mail import CALENDAR_REPLY, ONE_PRESS, REACTION, RECALLED, InboundMail, Nature
from mailbot.mail.reading import read


def mail(text: str, kind: str = "text/plain; charset=utf-8") -> InboundMail:
    head = "From: a@client.example\r\nSubject: Re: x\r\nMessage-ID: <1@client.example>\r\nMIME-Version: 1.0\r\n"
    found = read(f"{head}Content-Type: {kind}\r\n\r\n{text}\r\n".encode())
    assert isinstance(found, InboundMail)
    return found


def parts(kind: str, body: str) -> str:
    return (
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nx\r\n--b\r\nContent-Type: {kind}\r\n\r\n{body}\r\n--b--"
    )


@pytest.mark.parametrize(
    ("text", "kind", "reason"),
    [
        ("鈴木 花子 さんが Gmail を使用してリアクションしました 👍", "text/plain; charset=utf-8", REACTION),
        ("👍\r\n\r\nHanako reacted via Gmail", "text/plain; charset=utf-8", REACTION),
        ("Suzuki, Hanako reacted to your message:", "text/plain; charset=utf-8", REACTION),
        (
            parts("text/vnd.google.email-reaction+json", '{"emoji":"x"}'),
            "multipart/alternative; boundary=b",
            REACTION,
        ),
        (
            parts("text/calendar; method=REPLY", "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR"),
            "multipart/alternative; boundary=b",
            CALENDAR_REPLY,
        ),
        ('鈴木 花子 はメッセージ "x" を取り消そうとしています。', "text/plain; charset=utf-8", RECALLED),
        ('Suzuki would like to recall the message, "x".', "text/plain; charset=utf-8", RECALLED),
    ],
)
def test_it_is_known_and_stays_a_person_s(text: str, kind: str, reason: str) -> None:
    found = mail(text, kind)

    assert (found.nature, found.nature_reason) == (Nature.HUMAN, reason)
    assert reason in ONE_PRESS


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("山田様\n\n注文を取り消そうとしている方がいます。", "text/plain; charset=utf-8"),
        ("Thank you. He reacted to your message yesterday.", "text/plain; charset=utf-8"),
        ("この方が言うには、私はメッセージを送りました。", "text/plain; charset=utf-8"),
        (
            parts("text/calendar; method=REQUEST", "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR"),
            "multipart/alternative; boundary=b",
        ),
    ],
)
def test_words_and_invitations_are_what_they_are(text: str, kind: str) -> None:
    assert mail(text, kind).nature_reason not in ONE_PRESS
