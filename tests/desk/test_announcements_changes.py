"""Maintenance that changes: which word asks for what, what holds afterwards, and when it really stopped."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from mailbot.desk.announcement_orders import Ordered
from mailbot.desk.announcements import Announcement, AnnouncementKind, Change, announcement_as_json, planned_stop
from mailbot.desk.announcements_changes import change_in, changed, notes_stop, read_stopped, standing
from mailbot.desk.announcing import (
    AnnouncementDraft,
    AnnouncementState,
    KeptAnnouncement,
    StopNote,
    announcement_from,
)

ZONE = ZoneInfo("Asia/Tokyo")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=ZONE)


TOLD = Announcement(
    kind=AnnouncementKind.MAINTENANCE,
    services=("portal",),
    title={"ja": "機器の交換"},
    what={"ja": "交換"},
    starts=at(20, 22),
    ends=at(20, 23),
    stops=True,
    exclude=True,
)
LATER = Announcement(kind=AnnouncementKind.MAINTENANCE, starts=at(27, 22), ends=at(27, 23), text={"ja": "延期です。"})


def kept(number: int, announcement: Announcement = TOLD) -> KeptAnnouncement:
    draft = AnnouncementDraft(announcement=announcement, by="staff:suzuki")
    return KeptAnnouncement(id=number, draft=draft, state=AnnouncementState.SENT, at=at(1, 10))


@pytest.mark.parametrize(
    ("argument", "change", "notes"),
    [
        ("中止 12", Change.CALLED_OFF, False),
        ("12 Cancel", Change.CALLED_OFF, False),
        ("変更　１２", Change.MOVED, False),
        ("postpone 12", Change.MOVED, False),
        ("実績 12", None, True),
        ("actual 12", None, True),
        ("状況 12", None, False),
        ("メンテナンス", None, False),
    ],
)
def test_what_an_argument_asks_for(argument: str, change: Change | None, *, notes: bool) -> None:
    assert (change_in(argument), notes_stop(argument)) == (change, notes)


def test_the_last_word_holds() -> None:
    moved = kept(2, replace(TOLD, about=1, change=Change.MOVED))
    off = kept(3, replace(TOLD, about=1, change=Change.CALLED_OFF))

    assert standing(kept(1), []) == kept(1)
    assert standing(kept(1), [moved]) == moved
    assert standing(kept(1), [moved, off]) is None
    assert (kept(1).root, moved.root) == (1, 1)


def test_a_move_keeps_what_it_does_not_speak_of() -> None:
    found = changed(TOLD, 1, Change.MOVED, Ordered(announcement=LATER, fields=frozenset({"starts", "ends"})))

    assert (found.starts, found.was_starts, found.about) == (at(27, 22), at(20, 22), 1)
    assert (found.services, found.title, found.what, found.text) == (TOLD.services, TOLD.title, TOLD.what, LATER.text)
    assert found.stops
    assert found.exclude
    assert announcement_from(announcement_as_json(found)) == found


@pytest.mark.parametrize(
    ("fields", "said", "stops", "exclude"),
    [({"exclude"}, LATER, True, False), ({"stops"}, LATER, False, True), ({"stops", "exclude"}, TOLD, True, True)],
)
def test_a_move_changes_what_it_speaks_of(fields: set[str], said: Announcement, *, stops: bool, exclude: bool) -> None:
    found = changed(TOLD, 1, Change.MOVED, Ordered(announcement=said, fields=frozenset(fields)))

    assert (found.stops, found.exclude) == (stops, exclude)


def test_what_is_called_off_stops_nothing_and_asks_for_nothing() -> None:
    found = changed(TOLD, 1, Change.CALLED_OFF, Ordered(announcement=LATER))

    assert (found.starts, found.ends, found.stops, found.exclude) == (TOLD.starts, TOLD.ends, False, False)
    assert (found.title, found.what, found.text) == (TOLD.title, {}, LATER.text)
    assert planned_stop("A-1", found, announced_at=at(1, 10)) is None


@pytest.mark.parametrize(
    ("text", "stopped"),
    [
        ("開始：22:10\n終了：23:20", (at(20, 22, 10), at(20, 23, 20))),
        ("from: 12/20 22:10", (at(20, 22, 10), at(20, 23))),
        ("終了：今", (at(20, 22), at(20, 23, 30))),
        ("停止：いいえ", (at(20, 22), at(20, 22))),
        ("停止：はい", (at(20, 22), at(20, 23))),
    ],
)
def test_real_times_are_read(text: str, stopped: tuple[datetime, datetime]) -> None:
    found = read_stopped(text, (at(20, 22), at(20, 23)), now=at(20, 23, 30), zone=ZONE)

    assert (found.start, found.end, found.troubles) == (*stopped, ())


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("", "from: is needed"),
        ("開始：きのうごろ", 'from "きのうごろ": write a day and time gone by'),
        ("開始：2026/12/24 22:00", 'from "2026/12/24 22:00": write a day and time gone by'),
        (
            "開始：2026/11/24 22:00",
            'from "2026/11/24 22:00": is more than 7 days before the announced start; check the day',
        ),
        ("停止：たぶん", 'stops "たぶん": must be yes or no'),
        ("終了：21:00", "to: must be after the start"),
    ],
)
def test_times_that_cannot_be_are_told(text: str, english: str) -> None:
    found = read_stopped(text, (at(20, 22), at(20, 23)), now=at(20, 23, 30), zone=ZONE)

    assert [one["en"] for one in found.troubles] == [english]


def test_what_was_noted_later_is_not_known_yet() -> None:
    notes = tuple(StopNote(at=at(day, 9), start=at(20, 22), end=at(20, 22, day)) for day in (21, 22))
    one = replace(kept(1), stopped=notes)

    assert one.stopped_by(at(21, 8)) is None
    assert one.stopped_by(at(21, 10)) == (at(20, 22), at(20, 22, 21))
    assert one.stopped_by(None) == (at(20, 22), at(20, 22, 22))


def test_a_stop_that_nobody_was_told_of_was_not_announced() -> None:
    quiet = replace(TOLD, stops=False, exclude=False)
    assert planned_stop("A-1", quiet, announced_at=at(1, 10)) is None

    stop = planned_stop("A-1", quiet, announced_at=at(1, 10), stopped=(at(20, 22), at(20, 22, 30)))
    assert stop is not None
    assert stop.announced_at is None
