"""Business time: calendars as declared, prepared for questions, answered by bisection and explained in words."""

from mailbot.desk.hours.availability import Availability, availability
from mailbot.desk.hours.calendar import CalendarSpec, as_json, canonical_json
from mailbot.desk.hours.counting import DayEnd, Outside, Roll
from mailbot.desk.hours.explain import (
    explain_add_minutes,
    explain_business_days_late,
    explain_end_of_business_day,
    explain_end_of_weeks,
    explain_is_business_day,
    explain_is_open,
    explain_late_notice_at,
    explain_minutes_between,
    explain_next_opening,
    explain_notice_date,
    explain_quiet_release,
)
from mailbot.desk.hours.hours import Hours, Skipped, prepare
from mailbot.desk.hours.pauses import Pause
from mailbot.desk.hours.quiet import quiet_release
from mailbot.desk.hours.spec import read_calendar
from mailbot.desk.hours.timeline import NoOpening
from mailbot.desk.hours.versions import Holidays

__all__ = [
    "Availability",
    "CalendarSpec",
    "DayEnd",
    "Holidays",
    "Hours",
    "NoOpening",
    "Outside",
    "Pause",
    "Roll",
    "Skipped",
    "as_json",
    "availability",
    "canonical_json",
    "explain_add_minutes",
    "explain_business_days_late",
    "explain_end_of_business_day",
    "explain_end_of_weeks",
    "explain_is_business_day",
    "explain_is_open",
    "explain_late_notice_at",
    "explain_minutes_between",
    "explain_next_opening",
    "explain_notice_date",
    "explain_quiet_release",
    "prepare",
    "quiet_release",
    "read_calendar",
]
