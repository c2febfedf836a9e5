"""Quiet hours: when a message that wants to go out may go (D11). No business calendar is asked."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mailbot.desk.hours.windows import clock_minutes


def quiet_release(at: datetime, quiet: tuple[str, str], tz: str) -> datetime:
    """The moment itself outside of the half-open quiet hours (``("22:00", "09:00")``), else their end, in that zone.

    Hours that end earlier than they begin run over midnight; equal ends mean no quiet hours.
    """
    zone = ZoneInfo(tz)
    begins, ends = (clock_minutes(text) for text in quiet)
    local = at.astimezone(zone)
    minute = local.hour * 60 + local.minute
    over_midnight = ends < begins
    is_quiet = (minute >= begins or minute < ends) if over_midnight else begins <= minute < ends
    if not is_quiet:
        return local
    released = local.date() + timedelta(days=1 if over_midnight and minute >= begins else 0)
    if ends == 24 * 60:
        released, ends = released + timedelta(days=1), 0
    wanted = datetime.combine(released, time(ends // 60, ends % 60), zone)
    return max(wanted.astimezone(UTC), at.astimezone(UTC)).astimezone(zone)
