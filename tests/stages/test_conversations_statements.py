"""Conversations about statements that go by themselves: each period once, when it is over, to those who pay (E6)."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from email import message_from_bytes, policy
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mailbot.stages.stating_round import StatingRound
from tests.stages.cast import DOE, SATO, SUZUKI, YAMADA
from tests.stages.conversation import Conversation
from tests.stages.mail_clients import Received
from tests.stages.test_conversations_units import ANSWER
from tests.stages.units_desk import TOKYO, MakeDesk, incidents, make_seller

__all__ = ["make_seller"]

MONTHLY = ('kind = "incidents"\n', 'kind = "incidents"\nstatement = "month"\n')
BY_TERM = ('kind = "incidents"\n', 'kind = "incidents"\nstatement = "term"\n')
TO_BILLING = (
    'name = "佐藤 次郎", addresses = ["sato@client.example"]',
    'name = "佐藤 次郎", addresses = ["sato@client.example"], roles = ["billing"], language = "en"',
)
NEW_YORK = ZoneInfo("America/New_York")
NEW_YORK_OFFICE = """\
[calendars.newyork]
tz = "America/New_York"
weekly = { "mon-fri" = ["09:00-17:00"] }

[calendars.office]
"""
IN_NEW_YORK = (
    ("[calendars.office]\n", NEW_YORK_OFFICE),
    (
        'calendar = "office"\nfrom = 2020-01-01\nlanguage = "ja"\n',
        'calendar = "newyork"\nfrom = 2020-01-01\nlanguage = "ja"\ntimezone = "America/New_York"\n',
    ),
)


def statements(desk: Conversation, address: str = "") -> list[Received]:
    return [one for one in desk.all_letters(address) if one.key == "statement"]


def comes(desk: Conversation, at: str, zone: ZoneInfo = TOKYO) -> None:
    """It is this time of the zone, and the desk has done what was due."""
    desk.clock.now = datetime.fromisoformat(at).replace(tzinfo=zone)
    desk.works()


def served(desk: Conversation, subject: str) -> None:
    """Yamada asks, and Suzuki answers and closes."""
    desk.hears(YAMADA.writes(subject, "設定について教えてください。"))
    copies = [one for one in desk.all_letters(SUZUKI.address) if subject in one.subject]
    desk.hears(SUZUKI.replies(copies[-1], f"#完了\n{ANSWER}"))


def files(letter: Received) -> dict[str, bytes]:
    mail = message_from_bytes(letter.letter.content, policy=policy.default)
    found = {}
    for part in mail.iter_attachments():
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        found[str(part.get_filename())] = content
    return found


def moved(letter: Received) -> list[str]:
    """What each entry of the CSV adds or takes, in order."""
    (table,) = (content for name, content in files(letter).items() if name.endswith(".csv"))
    rows = csv.DictReader(io.StringIO(table.decode("utf-8-sig")))
    return [row["units"] for row in rows if row["section"] == "entry"]


def test_each_month_is_stated_once_on_the_first_business_day_after_it(make_seller: MakeDesk, tmp_path: Path) -> None:
    desk = make_seller(incidents(10), MONTHLY, TO_BILLING, url=f"sqlite:///{tmp_path / 'desk.db'}")
    served(desk, "印刷について")
    comes(desk, "2026-12-01T00:01")
    assert statements(desk) == []

    comes(desk, "2026-12-01T10:00")
    (november,) = statements(desk)
    assert november.letter.recipient == SATO.address
    assert november.subject == "Statement Sun 1 Nov 2026 to Mon 30 Nov 2026 (C-1001)"
    assert sorted(files(november)) == [
        "statement-C-1001-2026-11-01-2026-11-30.csv",
        "statement-C-1001-2026-11-01-2026-11-30.html",
    ]
    assert moved(november) == ["10", "-1"]

    served(desk, "宛名について")
    desk.reopen()
    for day in (2, 3, 28):
        comes(desk, f"2026-12-{day:02}T10:00")
    comes(desk, "2027-01-02T12:00")
    assert len(statements(desk)) == 1

    comes(desk, "2027-01-04T00:30")
    comes(desk, "2027-01-04T10:00")
    assert moved(statements(desk)[-1]) == ["-1"]
    assert len(statements(desk)) == 2


def test_a_month_in_which_nothing_happened_is_not_stated(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(10), MONTHLY)
    served(desk, "印刷について")
    comes(desk, "2026-12-01T10:00")
    assert len(statements(desk)) == 2

    comes(desk, "2027-01-04T10:00")
    comes(desk, "2027-02-01T10:00")
    assert len(statements(desk)) == 2


def test_nobody_is_sent_statements_unasked(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(10))
    served(desk, "印刷について")
    comes(desk, "2026-12-01T10:00")
    comes(desk, "2027-01-04T10:00")

    assert statements(desk) == []


def test_a_term_is_stated_when_it_has_ended(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(10), BY_TERM)
    served(desk, "印刷について")
    comes(desk, "2026-12-01T10:00")
    assert statements(desk) == []

    comes(desk, "2027-01-01T12:00")
    comes(desk, "2027-01-04T10:00")
    comes(desk, "2027-01-05T10:00")
    (letter,) = statements(desk, YAMADA.address)
    assert "2026年1月1日" in letter.text
    assert "2026年12月31日" in letter.text
    assert moved(letter) == ["10", "-1"]
    assert statements(desk, DOE.address) == []


def test_what_a_standstill_missed_goes_when_the_worker_is_back(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(10), MONTHLY, TO_BILLING)
    served(desk, "印刷について")
    comes(desk, "2026-12-03T10:30")
    assert len(statements(desk)) == 1

    served(desk, "宛名について")
    desk.clock.now = datetime(2027, 1, 15, 11, tzinfo=TOKYO)
    served(desk, "様式について")
    comes(desk, "2027-03-10T20:00")
    assert len(statements(desk)) == 1 + 1, "December went on 15 January, January waits for the morning"
    comes(desk, "2027-03-11T10:00")

    assert [one.subject for one in statements(desk)] == [
        f"Statement {period} (C-1001)"
        for period in (
            "Sun 1 Nov 2026 to Mon 30 Nov 2026",
            "Tue 1 Dec 2026 to Thu 31 Dec 2026",
            "Fri 1 Jan 2027 to Sun 31 Jan 2027",
        )
    ]


def test_several_missed_months_go_in_their_order(make_seller: MakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make_seller(incidents(10), MONTHLY, TO_BILLING)
    served(desk, "印刷について")
    comes(desk, "2026-12-01T10:00")
    with monkeypatch.context() as stands_still:
        stands_still.setattr(StatingRound, "state", lambda *_: 0)
        served(desk, "宛名について")
        desk.clock.now = datetime(2027, 1, 15, 11, tzinfo=TOKYO)
        served(desk, "様式について")
    assert len(statements(desk)) == 1

    comes(desk, "2027-02-10T10:00")

    assert [moved(one) for one in statements(desk)] == [["10", "-1"], ["-1"], ["-1"]]


def test_what_could_not_be_stored_is_done_again(make_seller: MakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make_seller(incidents(10), MONTHLY, TO_BILLING)
    served(desk, "印刷について")
    desk.clock.now = datetime(2026, 12, 1, 10, tzinfo=TOKYO)
    sweep = desk.sweep

    with monkeypatch.context() as broken:
        broken.setattr(type(sweep.reports), "some", _fails)
        with pytest.raises(OSError, match="disk"):
            sweep.some(desk.clock.now, 50)
    assert statements(desk) == []

    desk.works()
    assert len(statements(desk)) == 1


def test_the_end_of_a_month_is_that_of_the_contracts_own_zone(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(10), MONTHLY, TO_BILLING, *IN_NEW_YORK)
    comes(desk, "2026-12-01T00:01")
    desk.clock.now = datetime(2026, 12, 1, 10, tzinfo=TOKYO)
    served(desk, "印刷について")
    comes(desk, "2026-11-30T23:59", NEW_YORK)
    with desk.store.unit() as unit:
        assert unit.stated_until("C-1001") == date(2026, 10, 31)

    comes(desk, "2026-12-01T00:01", NEW_YORK)
    with desk.store.unit() as unit:
        assert unit.stated_until("C-1001") == date(2026, 11, 30)
    served(desk, "宛名について")
    assert statements(desk) == []

    comes(desk, "2026-12-01T09:00", NEW_YORK)
    (letter,) = statements(desk)
    assert moved(letter) == ["10", "-1"]


def test_a_month_that_ends_in_summer_time_ends_at_its_midnight(make_seller: MakeDesk) -> None:
    desk = make_seller(incidents(10, until="2028-03-31"), MONTHLY, TO_BILLING, *IN_NEW_YORK)
    desk.clock.now = datetime(2027, 3, 31, 23, 20, tzinfo=NEW_YORK)
    served(desk, "印刷について")
    desk.clock.now = datetime(2027, 4, 1, 0, 10, tzinfo=NEW_YORK)
    served(desk, "宛名について")
    comes(desk, "2027-04-01T21:59")
    before = len(statements(desk))

    comes(desk, "2027-04-01T22:00")

    assert before == 0
    assert moved(statements(desk)[-1]) == ["-1"]


def test_a_sunday_with_an_hour_more_begins_the_next_month(make_seller: MakeDesk) -> None:
    """1 November 2026, on which summer time ends in New York, is a Sunday of 25 hours."""
    desk = make_seller(incidents(10, until="2028-03-31"), MONTHLY, TO_BILLING, *IN_NEW_YORK)
    desk.clock.now = datetime(2026, 10, 31, 23, 40, tzinfo=NEW_YORK)
    desk.reopen()  # in memory: a new desk, which begins on this evening
    served(desk, "印刷について")
    desk.clock.now = datetime(2026, 11, 1, 0, 10, tzinfo=NEW_YORK)
    served(desk, "宛名について")
    desk.clock.now = datetime(2026, 11, 1, 23, 50, tzinfo=NEW_YORK)
    served(desk, "様式について")
    comes(desk, "2026-11-02T09:00", NEW_YORK)
    (october,) = statements(desk)
    assert october.subject == "Statement Thu 1 Oct 2026 to Sat 31 Oct 2026 (C-1001)"

    comes(desk, "2026-12-01T09:00", NEW_YORK)
    assert statements(desk)[-1].subject == "Statement Sun 1 Nov 2026 to Mon 30 Nov 2026 (C-1001)"
    assert [moved(one) for one in statements(desk)] == [["10", "-1"], ["-1", "-1"]]


def _fails(*_: object) -> int:
    raise OSError("the disk is full")
