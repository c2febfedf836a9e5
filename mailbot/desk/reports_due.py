"""When a month's report is due, and so until when what is recorded of its faults still counts for it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from mailbot.desk.hours import Hours
    from mailbot.desk.reports import Period

LONGEST_CLOSED = 62
"""Days after the month that are looked at for a business day; after so many the first day of the month serves."""
USUAL = time(9)


def report_due(period: Period, hours: Hours | None, at: time | None = None) -> datetime:
    """The first business day after the period, at this clock time of its zone, or when `hours` opens (F5).

    Without a calendar, or one that never opens, it is the first day after the period at nine. A calendar of a zone
    far east may open before the period is over; then it is its end.
    """
    zone = ZoneInfo(period.tz)
    day = first_business_day(period.last + timedelta(days=1), hours)
    opens = hours.open_of(day) if hours is not None and at is None else None
    found = opens.astimezone(zone) if opens is not None else datetime.combine(day, at or USUAL, zone)
    return max(found, period.ends)


def first_business_day(day: date, hours: Hours | None) -> date:
    """This day, or the first business day after it; this day where there is none for long."""
    following = (day + timedelta(days=number) for number in range(LONGEST_CLOSED))
    return next((one for one in following if hours is not None and hours.is_business_day(one)), day)
