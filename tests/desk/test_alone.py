"""Who is alone with a fault at night, and what their own word then lets go."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from mailbot.desk.alone import is_alone, sends_alone
from mailbot.desk.announcements import AnnouncementKind
from mailbot.desk.hours import Holidays, prepare, read_calendar
from mailbot.desk.people import Staff
from mailbot.desk.situation import HouseRules
from tests.desk_fixtures import HOUSE

CALENDARS = {
    "office": read_calendar("office", {"tz": "Asia/Tokyo", "weekly": {"mon-fri": ["10:00-17:00"]}}),
    "always": read_calendar("always", {"tz": "Asia/Tokyo", "weekly": {"mon-sun": ["00:00-24:00"]}}),
}
OFFICE, ALWAYS = (prepare(name, CALENDARS, Holidays()) for name in ("office", "always"))
NIGHT = datetime(2026, 12, 1, 18, 0, tzinfo=UTC)
DAY = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)


def member(handle: str, **more: object) -> Staff:
    return Staff(name=handle, handle=handle, addresses=(f"{handle}@vendor.example",), **more)  # type: ignore[arg-type]  # tests name Staff's own fields


def house(*others: Staff, **more: object) -> HouseRules:
    lead = member("lead", on_call=True)
    known = {"staff": (lead, *others), "hours": OFFICE, "timezone": "Asia/Tokyo", "urgent_alone": True} | more
    return replace(HOUSE, **known)  # type: ignore[arg-type]  # as above


@pytest.mark.parametrize(
    ("other", "alone"),
    [
        (member("other"), True),
        (member("other", on_call=True), False),
        (member("other", on_call=True, active=False), True),
        (member("other", on_call_calendar="office"), True),
        (member("other", on_call_calendar="always"), False),
        (member("other", on_call_calendar="unknown"), True),
        (member("other", on_call=True, leave=((date(2026, 12, 1), date(2026, 12, 2)),)), True),
    ],
)
def test_who_is_on_call_at_night_keeps_the_lead_company(other: Staff, *, alone: bool) -> None:
    rotas = {"office": OFFICE, "always": ALWAYS}

    assert is_alone(house(other, rotas=rotas), "lead", NIGHT) is alone


def test_nobody_is_alone_by_day_or_where_hours_are_unknown() -> None:
    assert not is_alone(house(), "lead", DAY)
    assert not is_alone(house(hours=None), "lead", NIGHT)


@pytest.mark.parametrize(
    ("kind", "by", "more", "sends"),
    [
        (AnnouncementKind.FAULT, "staff:lead", {}, True),
        (AnnouncementKind.PROGRESS, "staff:lead", {}, False),
        (AnnouncementKind.MAINTENANCE, "staff:lead", {}, False),
        (AnnouncementKind.FAULT, "operator", {}, False),
        (AnnouncementKind.FAULT, "staff:lead", {"urgent_alone": False}, False),
    ],
)
def test_only_the_first_news_of_a_fault_goes_by_a_lone_word(
    kind: AnnouncementKind, by: str, more: dict[str, object], *, sends: bool
) -> None:
    assert sends_alone(house(**more), kind, by, NIGHT) is sends
