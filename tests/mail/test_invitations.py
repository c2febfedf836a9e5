"""An invitation is told in one readable line, and stays an attachment (REALITIES 76)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailbot.desk.mail import InboundMail, Nature
from mailbot.mail.invitations import summary_of
from mailbot.mail.reading import read


def calendar(method: str, *lines: str) -> str:
    head = ["BEGIN:VCALENDAR", "PRODID:-//x//", *([f"METHOD:{method}"] if method else [])]
    zone = ["BEGIN:VTIMEZONE", "TZID:Asia/Tokyo", "BEGIN:STANDARD", "DTSTART:16010101T000000", "END:STANDARD"]
    event = ["END:VTIMEZONE", "BEGIN:VEVENT", *lines, "BEGIN:VALARM", "DESCRIPTION:no", "END:VALARM", "END:VEVENT"]
    return "\r\n".join([*head, *zone, *event, "END:VCALENDAR", ""])


WHEN = ("DTSTART;TZID=Asia/Tokyo:20261125T100000", "DTEND;TZID=Asia/Tokyo:20261125T110000")
ORGANIZER = 'ORGANIZER;CN="山田; 太郎":mailto:yamada@client.example'


@pytest.mark.parametrize(
    ("text", "japanese", "line"),
    [
        (
            calendar("REQUEST", "SUMMARY:定例会", *WHEN, "LOCATION:会議室 A\\, 3F", ORGANIZER),
            True,
            (
                "[招待] 定例会 / 2026-11-25 10:00–11:00 (Asia/Tokyo) / 場所：会議室 A, 3F"
                " / 主催：山田; 太郎 <yamada@client.example>"
            ),
        ),
        (
            calendar("CANCEL", "SUMMARY:Weekly", "DTSTART:20261125T010000Z", "RRULE:FREQ=WEEKLY"),
            False,
            "[Cancelled] Weekly / 2026-11-25 01:00 (UTC) / repeats",
        ),
        (
            calendar(
                "REPLY", "ATTENDEE;PARTSTAT=ACCEPTED;CN=山田:mailto:y@c.example", "SUMMARY:定例会", *WHEN, ORGANIZER
            ),
            True,
            "[招待への返事] 定例会 / 山田 <y@c.example>: 承諾 / 2026-11-25 10:00–11:00 (Asia/Tokyo)",
        ),
        (
            calendar("REPLY", "ATTENDEE;PARTSTAT=X-ODD:mailto:y@c.example", "SUMMARY:a"),
            False,
            "[Reply to an invitation] a / y@c.example",
        ),
        (calendar("REPLY", "SUMMARY:a"), False, "[Reply to an invitation] a"),
        (
            calendar("PUBLISH", "SUMMARY:休業", "DTSTART;VALUE=DATE:20261229", "DTEND;VALUE=DATE:20270104"),
            True,
            "[予定] 休業 / 2026-12-29 – 2027-01-03 (終日)",
        ),
        (
            calendar("COUNTER", "SUMMARY:x", "DTSTART:20261125T230000", "DTEND:20261126T010000"),
            False,
            "[Proposal of another time] x / 2026-11-25 23:00 – 2026-11-26 01:00",
        ),
        (
            calendar("REQUEST", "SUMMARY:a very\r\n  long\\nname", "DTSTART:soon"),
            False,
            "[Invitation] a very long name",
        ),
        (
            calendar("REQUEST", "SUMMARY:a", "DTSTART:20261125T100000", "DURATION:P1DT2H30M"),
            False,
            "[Invitation] a / 2026-11-25 10:00 – 2026-11-26 12:30",
        ),
        (
            calendar("REQUEST", "SUMMARY:a", "DTSTART:99991231T100000", "DURATION:P9999W"),
            False,
            "[Invitation] a / 9999-12-31 10:00",
        ),
        (
            calendar("REQUEST", "SUMMARY:a", "DTSTART:20261125T100000", "DURATION:long"),
            False,
            "[Invitation] a / 2026-11-25 10:00",
        ),
        (
            calendar("REQUEST", "SUMMARY:a", "DTSTART;VALUE=DATE:20261125", "DTEND;VALUE=DATE:20261127"),
            True,
            "[招待] a / 2026-11-25 – 2026-11-26 (終日)",
        ),
        (
            calendar("REQUEST", "SUMMARY:a", "DTSTART;VALUE=DATE:20261125", "DTEND;VALUE=DATE:20261399"),
            True,
            "[招待] a / 2026-11-25 (終日)",
        ),
        (calendar("", "SUMMARY:a"), False, ""),
        (calendar("NONSENSE", "SUMMARY:a"), False, ""),
        (calendar("REQUEST"), False, ""),
        ("METHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:a\r\n", False, ""),
        ("", False, ""),
    ],
)
def test_an_invitation_is_told_in_one_line(text: str, japanese: bool, line: str) -> None:
    assert summary_of(text, japanese=japanese) == line


def test_the_method_of_the_part_counts_where_the_object_names_none() -> None:
    assert summary_of(calendar("", "SUMMARY:a"), method="request", japanese=False) == "[Invitation] a"


def test_what_is_said_is_bounded_and_in_one_line() -> None:
    line = summary_of(calendar("REQUEST", f"SUMMARY:{'x' * 3000}\\nBcc: y", "LOCATION:\u202eabc"), japanese=False)

    assert len(line) < 300
    assert "\n" not in line
    assert "\u202e" not in line


def carrying(body: str, text: str, kind: str = "text/calendar; charset=utf-8; method=REQUEST") -> bytes:
    return (
        "From: a@client.example\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n--b\r\n"
        f"Content-Type: {kind}\r\n\r\n{text}\r\n--b--\r\n"
    ).encode()


def test_the_line_stands_above_the_text_and_the_file_stays() -> None:
    mail = read(carrying("ご参加ください。", calendar("REQUEST", "SUMMARY:定例会", *WHEN)))

    assert isinstance(mail, InboundMail)
    assert mail.text == "[招待] 定例会 / 2026-11-25 10:00–11:00 (Asia/Tokyo)\n\nご参加ください。"
    assert mail.new_text == mail.text
    assert [file.type for file in mail.attachments] == ["text/calendar"]
    assert mail.nature is Nature.HUMAN


def test_an_invitation_without_words_is_its_line() -> None:
    mail = read(carrying("", calendar("CANCEL", "SUMMARY:Weekly"), "application/octet-stream; name=invite.ICS"))

    assert isinstance(mail, InboundMail)
    assert mail.text == "[Cancelled] Weekly"


def test_a_calendar_file_that_invites_nobody_adds_nothing() -> None:
    mail = read(carrying("hello", calendar("", "SUMMARY:Weekly"), "text/calendar"))

    assert isinstance(mail, InboundMail)
    assert mail.text == "hello"


PIECES = st.sampled_from(
    ["BEGIN:VEVENT", "END:VEVENT", "BEGIN:VCALENDAR", "METHOD:REQUEST", 'A;B="c', "DTSTART:1", " x"]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES | st.text(max_size=20), max_size=20))
def test_any_calendar_is_a_line_or_nothing(lines: list[str]) -> None:
    assert "\n" not in summary_of("\r\n".join(lines), method="REQUEST", japanese=True)
