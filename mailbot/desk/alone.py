"""Who is there at night: whether whoever tells of a fault is the only one to let the news go (DECISIONS 36)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mailbot.desk.announcements import AnnouncementKind

if TYPE_CHECKING:
    from datetime import datetime

    from mailbot.desk.people import Staff
    from mailbot.desk.situation import HouseRules


def is_alone(house: HouseRules, handle: str, now: datetime) -> bool:
    """Whether the desk is closed and nobody else is on call."""
    if house.hours is None or house.hours.is_open(now):
        return False
    return not any(_is_on_call(house, one, now) for one in house.staff if one.handle != handle)


def sends_alone(house: HouseRules, kind: AnnouncementKind, by: str, now: datetime) -> bool:
    """Whether the writer's own word lets the announcement go although others would have to approve it: the first news
    of a fault, where the operator allows it and its writer is alone."""
    handle = by.removeprefix("staff:")
    urgent = kind is AnnouncementKind.FAULT and by != handle
    return house.urgent_alone and urgent and is_alone(house, handle, now)


def _is_on_call(house: HouseRules, member: Staff, now: datetime) -> bool:
    today = now.astimezone(ZoneInfo(house.timezone)).date()
    if not member.active or member.away_until(today) is not None:
        return False
    hours = house.rotas.get(member.on_call_calendar)
    return member.on_call or (hours is not None and hours.is_open(now))
